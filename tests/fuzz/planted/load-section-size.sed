# libfairness/tally/codec_cells.c
s/length == size && length <= l->r.left,/length == size,/
