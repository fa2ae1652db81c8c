/* SPDX-License-Identifier: MIT
 * The fast way for the commonest batch: one feature, labels and decisions in
 * byte or bit columns without nulls or weights. */
#ifndef FAIR_TALLY_NARROW_H
#define FAIR_TALLY_NARROW_H

#include "kernels/kernels.h"
#include "tally/tally.h"

/* What was counted and is not staged yet. */
typedef struct fair__narrow {
    int on;
    int failures;  /* blocks that did not fit; after a few it is given up */
    int low;       /* value of group distance 0; any where rows is 0 */
    uint64_t rows; /* in counters */
    uint32_t counters[FAIR__PAIR_COUNTERS];
} fair__narrow;

/* Before the first block of a batch, whose inputs are set. */
void fair__narrow_begin(fair__tally *t, const fair_rows *rows);
/* *counted = 1 if the block was of that kind and is done. */
fair_status fair__narrow_count(fair__tally *t, const fair_rows *rows,
                               size_t start, size_t n, int *counted,
                               fair_error *err);
/* Stages what was counted. */
fair_status fair__narrow_end(fair__tally *t, const fair_rows *rows,
                             fair_error *err);

#endif
