/* SPDX-License-Identifier: MIT
 * Cells: the observed tuples of feature codes, numbered in the order seen.
 *
 * Never a cross product.  One feature maps its codes directly; more are
 * folded pairwise, (number so far, next code) to a number, by a dense table
 * while that is small and by the keyed hash beyond. */
#ifndef FAIR_TALLY_CELLS_H
#define FAIR_TALLY_CELLS_H

#include "base/hash.h"
#include "tally/spec.h"

typedef struct fair__cells {
    const fair_allocator *mem;
    size_t n_features;
    size_t n;              /* cells */
    size_t max_cells;
    uint32_t *codes;       /* n × n_features, row-major */
    size_t codes_capacity;
    uint32_t *direct;      /* one feature: cell + 1 by code, 0 is none */
    size_t direct_capacity;
    fair__int_table *levels; /* n_features - 1 fold tables, by feature */
} fair__cells;

fair_status fair__cells_init(fair__cells *c, const fair_allocator *mem,
                             size_t n_features, size_t max_cells,
                             const uint8_t key[16], fair_error *err);
void fair__cells_free(fair__cells *c);

/* ids[i] = cell of the tuple (codes[0][i], codes[1][i], …), made if new.
 * FAIR_ERR_LIMIT beyond max_cells, with the way out in the message. */
fair_status fair__cells_find(fair__cells *c, const uint32_t *const *codes,
                             size_t n, uint32_t *ids, fair_error *err);

void fair__cells_truncate(fair__cells *c, size_t n);

#endif
