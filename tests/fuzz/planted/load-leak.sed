# libfairness/tally/codec_cells.c
/fair__free(&t->mem, used/d
