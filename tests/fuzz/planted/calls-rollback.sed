# libfairness/tally/cells.c
s/if (c->codes\[cell\] < c->direct_capacity)/if (c->codes[cell] == c->direct_capacity)/
