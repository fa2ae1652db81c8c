# libfairness/tally/codec_cells.c
s/key > before, "the cells/key != before, "the cells/
