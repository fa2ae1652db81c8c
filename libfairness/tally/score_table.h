/* SPDX-License-Identifier: MIT
 * Counting few scores of few places: a number for each score, and a counter
 * for each number and place.  Slots have two bytes and scores stand side by
 * side, so that a thousand of them stay in the cache nearest by. */
#ifndef FAIR_TALLY_SCORE_TABLE_H
#define FAIR_TALLY_SCORE_TABLE_H

#include "tally/runs.h"

/* A block of rows: score, cell and label of each. */
typedef struct fair__score_block {
    const double *scores;
    const uint32_t *cells;
    const uint8_t *labels;       /* NULL: there is one label */
    const uint64_t *frequencies; /* NULL: once each */
    const double *weights;       /* NULL: none */
    uint32_t n_labels;
    size_t n;
} fair__score_block;

static inline uint32_t
fair__score_place(const fair__score_block *b, size_t row)
{
    return b->cells[row] * b->n_labels +
           (b->labels != NULL ? b->labels[row] : 0);
}

typedef struct fair__score_table {
    uint64_t factor; /* of the hash, odd */
    uint16_t *slots; /* 1 + a score's number, by hash; 0: free.  NULL: the
                        table is not open */
    uint64_t *keys;  /* by number */
    uint32_t *counts; /* number * n_places + place */
    size_t n_places;
    size_t most_scores;
    size_t n_scores;
    uint64_t rows;
} fair__score_table;

/* Room for places below n_places, or for none where they are too many:
 * t->slots stays NULL. */
fair_status fair__score_table_open(fair__score_table *t,
                                   const fair_allocator *mem, size_t n_places,
                                   fair_error *err);
void fair__score_table_close(fair__score_table *t,
                             const fair_allocator *mem);

/* Counts the rows of a block from `from` on, once each; returns the first for
 * which there is no room. */
size_t fair__score_table_count(fair__score_table *t,
                               const fair__score_block *block, size_t from);

/* Counters that are not zero. */
size_t fair__score_table_entries(const fair__score_table *t);
/* All of these as rows with frequencies, and zero again. */
void fair__score_table_empty(fair__score_table *t, uint64_t *keys,
                             uint32_t *places, uint64_t *counts);

#endif
