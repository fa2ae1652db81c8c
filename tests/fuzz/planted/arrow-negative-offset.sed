# libfairness/column/strings.c
s/if (from < 0 || to < from/if (to < from/
