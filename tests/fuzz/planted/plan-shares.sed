# libfairness/plan/read_groups.c
s/fair__need(x, sum == 1,/fair__need(x, 1,/
