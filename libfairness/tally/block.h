/* SPDX-License-Identifier: MIT
 * Inside the tally: one block of rows on its way into the counts. */
#ifndef FAIR_TALLY_BLOCK_H
#define FAIR_TALLY_BLOCK_H

#include "kernels/kernels.h"
#include "tally/dense.h"
#include "tally/narrow.h"
#include "tally/tally.h"

/* A column of a batch: a role, or FAIR__N_ROLES + number of a feature. */
#define FAIR__NO_COLUMN (-1)

/* Up to this many cells a block is counted in one sweep; with more, only the
 * cells that were touched are visited. */
#define FAIR__SWEEP_CELLS ((size_t)256)

/* How often the watch is asked: that many rows are 0.1 to 5 ms of work. */
#define FAIR__WATCHED_ROWS ((uint64_t)16 * FAIR__BLOCK)

typedef struct fair__scratch {
    /* Of the rows of a block; feature k's are at codes + k * FAIR__BLOCK. */
    uint32_t *codes;
    const uint32_t *columns[FAIR__MAX_FEATURES];
    fair__dense dense;
    size_t n_batch; /* rows of the batch at hand */
    uint64_t looked; /* row up to which the watch has been asked */
    /* Cells that have something staged: the first `swept`, and a list of
     * those that were touched before there were many. */
    size_t swept;
    uint32_t *touched;
    size_t n_touched;
    size_t touched_capacity;
    uint8_t *is_touched; /* by cell */
    size_t is_touched_capacity;
    /* Rows of the call by cell and slot, modulo 256 (the rest is counted as
     * ever): an eighth of the memory, which is what many cells wait for.  Of
     * the first n_few counters; the others are zero. */
    uint8_t *few;
    size_t n_few;
    size_t few_capacity;
    /* What the add at hand failed by, for counting such rows. */
    int bad_column;
    int64_t bad_first_row; /* of the batch that bad is about */
    fair__defect bad;
    fair__narrow narrow;
    /* The rows of a block, which are not cleared when made: small audits are
     * many. */
    uint32_t ids[FAIR__BLOCK];
    uint64_t frequency[FAIR__BLOCK];
    double weight[FAIR__BLOCK];
    double score[FAIR__BLOCK]; /* only where scores are kept */
    uint8_t labels[3][FAIR__BLOCK]; /* y_true, decision, baseline */
    uint8_t slots[FAIR__BLOCK];
    uint8_t cause[FAIR__BLOCK]; /* 1 + FAIR__EXCLUDED_*, or 0 */
} fair__scratch;

/* Makes it where it is missing: at the first rows, not with the tally, so
 * that loading saved bytes costs no more than they warrant. */
fair_status fair__tally_make_scratch(fair__tally *t, fair_error *err);

/* Where a call began. */
typedef struct fair__mark {
    uint32_t inputs;
    size_t n_shards;
    int32_t label_n[3];
    int32_t label_mixed[3];
    uint32_t feature_n[FAIR__MAX_FEATURES];
    int32_t feature_kind[FAIR__MAX_FEATURES];
} fair__mark;

/* The column of a batch, and how messages call it. */
const fair_column *fair__tally_column(const fair__tally *t,
                                      const fair_rows *rows, int column);
const char *fair__column_role(const fair__tally *t, int column);
const char *fair__column_name(const fair__tally *t, int column);

/* Reads rows start … start + n of all columns into scratch, n at most
 * FAIR__BLOCK.  On a bad row: the status of the first one, with the number of
 * such rows from start to the end of the batch. */
fair_status fair__block_read(fair__tally *t, const fair_rows *rows,
                             size_t start, size_t n, uint64_t first_row,
                             fair_error *err);

/* One column of these rows; a row that is bad, or missing where that is bad,
 * is noted.  defect->count is exact for its kind, or 0 where it is not known. */
fair_status fair__block_column(fair__tally *t, const fair_rows *rows,
                               int column, size_t start, size_t n,
                               fair__defect *defect, fair_error *err);

/* The slots of the n rows in scratch, by their labels. */
void fair__block_slots(fair__tally *t, size_t n);

/* Counts the n rows in scratch into staged. */
fair_status fair__block_count(fair__tally *t, size_t n, fair_error *err);

/* Adds the weights of the n rows in scratch, whose cells are known, to the
 * staged sums; each times its frequency if there is one. */
fair_status fair__block_weigh(fair__tally *t, size_t n, int frequency,
                              fair_error *err);

/* Without weights nothing is staged of cells that are new in the call: their
 * counts in main are zero before it, and a rollback makes them so again.  The
 * first such cell. */
static inline size_t
fair__first_fresh(const fair__tally *t)
{
    return (t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0
               ? SIZE_MAX
               : t->cells.mark;
}

/* The counts of a cell that a call adds to; they were prepared. */
static inline uint64_t *
fair__call_counts(fair__tally *t, size_t cell)
{
    fair__table *table =
        cell < fair__first_fresh(t) ? &t->staged : &t->main;
    return table->counts + cell * t->n_slots;
}

/* Room for the counts of all cells; notes that these n are touched. */
fair_status fair__staged_prepare(fair__tally *t, const uint32_t *ids,
                                 size_t n, fair_error *err);
/* Adds sums in units of 2^(exponent - 1075), which the windows cover, to those
 * of slot number at of all. */
void fair__staged_weigh(fair__tally *t, size_t at, const fair__weighed *sums,
                        uint32_t exponent);
/* Staged sums in windows that cover these too. */
fair_status fair__staged_widen(fair__tally *t, fair__window weight,
                               fair__window square, fair_error *err);

#endif
