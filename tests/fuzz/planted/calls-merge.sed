# libfairness/tally/merge.c
s/t->staged_rows = other->rows;/t->staged_rows = other->rows; t->staged_rows.excluded[1] = 0;/
