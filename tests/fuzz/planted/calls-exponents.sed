# libfairness/tally/narrow_weights.c
s/high <= out->exponent + FAIR__WEIGH_SPREAD;/high <= out->exponent + FAIR__WEIGH_SPREAD + 1;/
