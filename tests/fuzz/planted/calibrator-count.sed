# libfairness/calibrate/read.c
s/map->n > 0 \&\& n == map->n,/1,/
