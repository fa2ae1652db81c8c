# libfairness/plan/read_groups.c
s/x->n_items == first || threshold > last/1/
