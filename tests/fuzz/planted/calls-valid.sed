# libfairness/tally/narrow_stage.c
s/valid\[i \/ 8\] | 1u << i % 8/valid[i \/ 8] | 1u/
