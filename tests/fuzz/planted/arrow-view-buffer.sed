# libfairness/column/strings.c
s/buffer >= column->n_variadic/buffer > column->n_variadic/
