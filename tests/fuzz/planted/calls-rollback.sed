# libfairness/tally/cells.c
s/if (c->missing != FAIR__NOT_FOUND && c->missing >= c->indexed_mark)/if (c->indexed_mark == 0)/
