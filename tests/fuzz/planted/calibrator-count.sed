# libfairness/calibrate/read.c
s/n == map->n,/n >= map->n,/
