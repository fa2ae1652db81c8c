# libfairness/compare/claim_test.c
s/if (c->family->test != FAIR__BY_ERROR) return 1;/return 1;/
