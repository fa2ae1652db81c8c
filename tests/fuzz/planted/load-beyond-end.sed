# libfairness/base/bytes.c
s/r->failed || n > r->left/r->failed || n > r->left + 1/
