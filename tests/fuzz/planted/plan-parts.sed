# libfairness/plan/read_groups.c
s/x->n_parts == first || threshold > last/1/
