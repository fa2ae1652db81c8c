# libfairness/tally/narrow.c
s/high > exponent + FAIR__WEIGH_SPREAD)/high > exponent + FAIR__WEIGH_SPREAD + 1)/
