# libfairness/tally/narrow.c
s/w->most = most > w->most ? most : w->most;/w->most = most;/
