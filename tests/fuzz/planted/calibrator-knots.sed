# libfairness/calibrate/read.c
s/rises < 0 || number > last ||/1 || number > last ||/
