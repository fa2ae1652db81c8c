# libfairness/tally/narrow.c
s/w->kernels->join(groups, out, width, n)/w->kernels->join(groups, out, w->windows[k].span, n)/
