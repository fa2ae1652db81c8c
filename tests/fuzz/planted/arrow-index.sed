# libfairness/column/feature.c
s/index >= (uint64_t)r->column->dictionary->length/index > (uint64_t)r->column->dictionary->length/
