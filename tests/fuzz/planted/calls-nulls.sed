# libfairness/tally/narrow.c
s/return t->spec.nulls != FAIR_NULLS_GROUP;/return t == NULL;/
