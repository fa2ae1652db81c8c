# libfairness/tally/codec_cells.c
s/trimmed.base == w.base && trimmed.n == w.n/trimmed.base == w.base/
