# libfairness/calibrate/read.c
s/rows == c->summary.rows,/1,/
