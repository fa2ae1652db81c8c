/* SPDX-License-Identifier: MIT
 * Cells: the observed tuples of feature codes, numbered in the order seen.
 *
 * Never a cross product.  One feature maps its codes directly, mostly by
 * arithmetic; more are folded pairwise, (number so far, next code) to a
 * number, by a dense table while that is small and by the keyed hash
 * beyond. */
#ifndef FAIR_TALLY_CELLS_H
#define FAIR_TALLY_CELLS_H

#include "base/hash.h"
#include "tally/spec.h"

/* (number so far, code) to the next number. */
typedef struct fair__fold {
    fair__int_table table; /* by number << 32 | code */
    uint32_t *dense; /* n_rows << shift: entry + 1, 0 is none; what it covers
                        has no slots in the table */
    uint32_t n_rows;
    uint32_t shift;
    size_t mark; /* entries at the mark */
} fair__fold;

typedef struct fair__cells {
    const fair_allocator *mem;
    size_t n_features;
    size_t n;              /* cells */
    size_t max_cells;
    uint32_t *codes;       /* n × n_features, row-major */
    size_t codes_capacity;
    /* One feature: cells are made in the order of their codes, but that of
     * code 0 at any time; where a code is left out, `direct` takes over. */
    int32_t in_order;
    uint32_t missing;      /* the cell of code 0, or FAIR__NOT_FOUND */
    uint32_t *direct;      /* cell + 1 by code, 0 is none */
    size_t direct_capacity;
    fair__fold *folds;     /* n_features - 1 */
    size_t mark;           /* cells at the mark */
    /* Cells that `direct` or the folds know.  Loading appends cells without
     * that (its memory is bounded by the bytes loaded): the next find, the
     * first after it, makes up for it. */
    size_t n_indexed;
    size_t indexed_mark;
} fair__cells;

fair_status fair__cells_init(fair__cells *c, const fair_allocator *mem,
                             size_t n_features, size_t max_cells,
                             const uint8_t key[16], fair_error *err);
/* Fine on a struct that is all zero. */
void fair__cells_free(fair__cells *c);

/* ids[i] = cell of the tuple (codes[0][i], codes[1][i], …), made if new.
 * FAIR_ERR_LIMIT beyond max_cells, with the way out in the message. */
fair_status fair__cells_find(fair__cells *c, const uint32_t *const *codes,
                             size_t n, uint32_t *ids, fair_error *err);

/* mark remembers where rollback returns to; clear forgets all cells.  The
 * cost of each is that of the cells forgotten. */
void fair__cells_mark(fair__cells *c);
void fair__cells_rollback(fair__cells *c);
void fair__cells_clear(fair__cells *c);

#endif
