# libfairness/column/chunk.c
/^load_states/,/^}/s/(size_t)column->offset + start, n,/(size_t)column->offset + 0 * start, n,/
