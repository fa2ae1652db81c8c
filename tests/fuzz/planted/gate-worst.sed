# libfairness/gate/evaluate.c
s/\[FAIR_VERDICT_FAIL\] = 2,/[FAIR_VERDICT_FAIL] = 0,/
