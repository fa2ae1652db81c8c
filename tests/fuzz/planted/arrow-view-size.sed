# libfairness/column/strings.c
s/< offset + length/< offset/
