# libfairness/column/arrow.c
s/a->n_buffers < expected ||/a->n_buffers < 0 ||/
