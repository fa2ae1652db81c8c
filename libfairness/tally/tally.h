/* SPDX-License-Identifier: MIT
 * The tally: specification, values, cells and exact counts; all that an audit
 * holds, merges and saves.
 *
 * A call counts into `staged`, except cells that it makes (tally/block.h);
 * fair__tally_commit adds that to `main` after every reservation has
 * succeeded, fair__tally_rollback forgets it together with values and cells
 * that were new. */
#ifndef FAIR_TALLY_TALLY_H
#define FAIR_TALLY_TALLY_H

#include "base/exact.h"
#include "base/hash.h"
#include "column/feature.h"
#include "column/label.h"
#include "tally/cells.h"
#include "tally/spec.h"

/* Causes of exclusion, in the order in which they apply. */
#define FAIR__EXCLUDED_NULL_CONTROL 0
#define FAIR__EXCLUDED_NULL_SENSITIVE 1
#define FAIR__EXCLUDED_NULL_Y_TRUE 2
#define FAIR__EXCLUDED_ZERO_FREQUENCY 3
#define FAIR__N_EXCLUDED 4

/* Exact sums of one moment for all cells: limbs of slot s of cell c start at
 * (c * n_slots + s) * window.n. */
typedef struct fair__sums {
    fair__window window;
    uint64_t *limbs;
    size_t capacity; /* of limbs */
} fair__sums;

/* A table of n_labels × n_decisions × n_baselines slots per cell:
 * slot = (label * n_decisions + decision) * n_baselines + baseline, each a
 * value number of its column; label FAIR__LABEL_MISSING (2) is "missing".
 * Without y_true there is one label slot (missing), without decisions or
 * baseline one slot each. */
typedef struct fair__table {
    uint64_t *counts; /* cell * n_slots + slot: frequencies */
    size_t counts_capacity;
    fair__sums weight; /* only with sample_weight */
    fair__sums square;
} fair__table;

typedef struct fair__row_counts {
    uint64_t in;
    uint64_t used;
    uint64_t frequency; /* sum over used rows: bounds every count */
    uint64_t excluded[FAIR__N_EXCLUDED];
} fair__row_counts;

typedef struct fair__tally {
    fair_allocator mem;
    uint8_t hash_key[16];
    fair__spec spec;
    uint32_t inputs; /* FAIR__INPUT bits; 0: no non-empty batch yet */
    int32_t n_labels;    /* 3 or 1; 0 while inputs is 0 */
    int32_t n_decisions; /* 2 or 1 */
    int32_t n_baselines; /* 2 or 1 */
    size_t n_slots;
    fair__feature *features; /* sensitive, then control */
    fair__label labels[3];   /* y_true, y_pred, y_pred_baseline */
    fair__cells cells;
    fair__table main;
    fair__table staged; /* all zero outside a call */
    fair__row_counts rows;
    fair__row_counts staged_rows;
    fair__text_table shards; /* names of the parts that are in */
    char *own_shard;         /* options.shard, which a reset keeps: entry 0;
                                NULL: none */
    struct fair__scores *scores;   /* made with the first inputs that need
                                      it; else NULL */
    size_t max_scores;
    struct fair__scratch *scratch; /* blocks for adds and merges, made by
                                   the first that has rows */
    struct fair__mark *mark;       /* where to roll back to, made in new */
    fair_watch watch;              /* all zero: nobody looks in */
} fair__tally;

/* Decides which columns there are (inputs was 0, and the set is a valid one)
 * and thereby the shape of the tables.  Decisions from a threshold have the
 * values 0 and 1 in labels[1] from the start, whatever was declared. */
void fair__tally_set_inputs(fair__tally *t, uint32_t inputs);
/* FAIR_OK, or FAIR_ERR_ARGUMENT that says what is missing or too much. */
fair_status fair__tally_check_inputs(const fair__tally *t, uint32_t inputs,
                                     fair_error *err);

/* Room for n_cells in counts and, with sample_weight, in both sums by their
 * windows; what is new is zero. */
fair_status fair__tally_reserve(fair__tally *t, fair__table *table,
                                size_t n_cells, fair_error *err);

/* Whether every distinct score is kept. */
int fair__tally_keeps_scores(const fair__tally *t);
/* Whether scores are read one by one, to keep them or to see that they are in
 * their range. */
int fair__tally_reads_scores(const fair__tally *t);
/* Makes the place where they are kept, if they are. */
fair_status fair__tally_make_scores(fair__tally *t, fair_error *err);

/* Decisions come from y_pred, or y_score with a threshold. */
int fair__tally_has_decision(const fair__tally *t);

fair_status fair__tally_new(const fair_audit_options *options,
                            fair__tally **out, fair_error *err);
void fair__tally_free(fair__tally *t);
void fair__tally_reset(fair__tally *t);

/* A call is begin, any number of add, then commit or rollback.  begin cannot
 * fail.  first_row is the number of the batch's first row within the call.
 * After a failed add the caller rolls back. */
void fair__tally_begin(fair__tally *t);
fair_status fair__tally_add(fair__tally *t, const fair_rows *rows,
                            uint64_t first_row, fair_error *err);
/* After an add failed because of bad rows: adds to err, to its count and its
 * words, the rows of a later batch that are bad in the same way (same column,
 * same defect); does nothing after other failures.  The batch that failed is
 * still there: its first bad value is shown again.  FAIR_ERR_MEMORY and
 * FAIR_ERR_STOPPED replace the error; a batch that cannot be read ends the
 * counting. */
fair_status fair__tally_count_defects(fair__tally *t, const fair_rows *rows,
                                      uint64_t first_row, fair_error *err);
fair_status fair__tally_commit(fair__tally *t, fair_error *err);
void fair__tally_rollback(fair__tally *t);

fair_status fair__tally_merge(fair__tally *t, const fair__tally *other,
                              fair_error *err);
/* The counts of another tally of the same specification, staged; shards are
 * left alone. */
fair_status fair__tally_merge_counts(fair__tally *t, const fair__tally *other,
                                     fair_error *err);

/* tally/copy.c: the options that make an empty tally like this one, borrowed
 * from it; and a tally with the same counts. */
void fair__tally_describe(const fair__tally *t, fair_audit_options *out);
fair_status fair__tally_copy(const fair__tally *t, fair__tally **out,
                             fair_error *err);

/* FAIR_ERR_STOPPED where the watch says so, which is asked now and then; n
 * rows from row on were read. */
fair_status fair__tally_look_in(const fair__tally *t, uint64_t row, size_t n,
                                fair_error *err);

/* tally/codec.c */
fair_status fair__tally_save(const fair__tally *t, void *buffer,
                             size_t capacity, size_t *length, fair_error *err);
fair_status fair__tally_load(const void *bytes, size_t length,
                             const fair_audit_options *options,
                             fair__tally **out, fair_error *err);

#endif
