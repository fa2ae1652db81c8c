/* SPDX-License-Identifier: MIT
 * What is kept of y_score: every distinct score of each cell and label, with
 * its exact count.
 *
 * Rows wait in a buffer; a full one is sorted into a run, and runs of like
 * size are merged, so that a row costs a share of a sort and a few merges.
 * Few scores that come again and again are counted in a table first.
 *
 * What a call adds is behind what was there: rows behind the mark, runs
 * behind n_main; a rollback cuts both off.  Sorting and merging what was
 * there changes nothing that anybody sees. */
#ifndef FAIR_TALLY_SCORES_H
#define FAIR_TALLY_SCORES_H

#include "tally/score_table.h"

typedef struct fair__scores {
    const fair_allocator *mem;
    size_t max_scores;
    const fair__score_range *grid; /* NULL: every score is kept */
    /* Rows that wait, the first `mark` of them since before the call. */
    uint64_t *keys;
    uint32_t *places;
    uint64_t *frequencies; /* only with frequency */
    double *weights;       /* only with sample_weight */
    size_t keys_capacity;
    size_t places_capacity;
    size_t frequencies_capacity;
    size_t weights_capacity;
    int has_frequencies;
    int has_weights;
    size_t n_rows;
    size_t mark;
    fair__record *records;
    size_t records_capacity;
    /* Runs, the first n_main of them since before the call. */
    fair__run *runs;
    size_t runs_capacity;
    size_t n_runs;
    size_t n_main;
    /* Rows of the call that were counted. */
    fair__score_table table;
    int counts_first; /* in the table, since a sort found few scores */
} fair__scores;

/* grid outlives them. */
void fair__scores_init(fair__scores *s, const fair_allocator *mem,
                       size_t max_scores, const fair__score_range *grid,
                       const uint8_t key[16]);
void fair__scores_free(fair__scores *s);
/* Forgets all scores and keeps the buffers. */
void fair__scores_reset(fair__scores *s);

void fair__scores_begin(fair__scores *s);
/* FAIR_ERR_MEMORY; FAIR_ERR_LIMIT where there are far more distinct scores
 * than max_scores (the rest is found by prepare). */
fair_status fair__scores_add(fair__scores *s, const fair__score_block *block,
                             fair_error *err);
/* Another's scores, whose place p is places[p] here. */
fair_status fair__scores_merge(fair__scores *s, const fair__scores *other,
                               const uint32_t *places, fair_error *err);
/* All that can fail of a commit. */
fair_status fair__scores_prepare(fair__scores *s, fair_error *err);
void fair__scores_commit(fair__scores *s);
void fair__scores_rollback(fair__scores *s);

/* All scores as one run from mem, for the caller to free; n = 0 if there are
 * none. */
fair_status fair__scores_collect(const fair__scores *s,
                                 const fair_allocator *mem, fair__run *out,
                                 fair_error *err);
/* Takes a run as all there is of a new tally. */
fair_status fair__scores_take(fair__scores *s, fair__run *run,
                              fair_error *err);

#endif
