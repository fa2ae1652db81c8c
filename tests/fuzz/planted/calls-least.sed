# libfairness/tally/narrow_weights.c
s/w->least = piece->least < w->least ? piece->least : w->least;/w->least = piece->least;/
