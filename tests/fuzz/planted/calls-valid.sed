# libfairness/tally/narrow_stage.c
s/valid\[n \/ 8\] | 1u << n % 8/valid[n \/ 8] | 1u/
