# libfairness/tally/narrow.c
/^move_windows/,/^}/s/fair__narrow_end(t, rows, err)/FAIR_OK/
