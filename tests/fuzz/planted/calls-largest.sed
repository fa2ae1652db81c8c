# libfairness/tally/narrow_weights.c
s/w->most = piece->most > w->most ? piece->most : w->most;/w->most = piece->most;/
