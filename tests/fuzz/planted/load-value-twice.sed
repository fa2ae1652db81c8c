# libfairness/tally/codec_load.c
s/i == 0 || fair__scalar_order(&last, &s) < 0,/i == 0 || fair__scalar_order(\&last, \&s) <= 0,/
