# libfairness/tally/codec_load.c
s/n_high <= n && (n_high/(n_high/
