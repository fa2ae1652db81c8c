/* SPDX-License-Identifier: MIT
 * A call that applies something made by group to rows: scores and features
 * are checked, read some at a time, and led to groups; what is wrong is
 * counted and said.  It needs no memory. */
#ifndef FAIR_ARTEFACT_APPLYING_H
#define FAIR_ARTEFACT_APPLYING_H

#include "artefact/encoder.h"

/* What a defect is in; features by number from FAIR__IN_FEATURE on. */
#define FAIR__IN_SCORE 0
#define FAIR__IN_ID 1
#define FAIR__IN_GROUP 2
#define FAIR__IN_FEATURE 3

typedef struct fair__applying {
    const char *what; /* is applied: "plan" */
    const fair__encoder *encoder; /* NULL: groups are not asked for */
    size_t n_by;
    const char *const *by;
    /* Scores at which it jumps: FAIR_TYPE_FLOAT32 or of 64 bits, so that no
     * score may be rounded to less; FAIR_TYPE_NONE: they may.  of_halves: of
     * 16 bits all. */
    int32_t score_type;
    int of_halves;
    double low; /* that scores may be; infinite ones never */
    double high;

    size_t n; /* rows */
    fair_column y_score;
    const char *score_name;
    size_t n_features;
    const fair_column *features;
    uint64_t first_row; /* in messages */
    int is_randomized; /* what becomes of a row is left to its coin: */
    uint64_t seed;
    int has_seed;
    fair_column row_id;
    const char *id_name;

    size_t where; /* the first defect is: FAIR__IN_* */
    fair__defect defect;
} fair__applying;

/* FAIR_ERR_ARGUMENT: no scores, or another number of features; no seed or ids
 * of coins.
 * FAIR_ERR_TYPE and what else a column can be. */
fair_status fair__applying_check(const fair__applying *a, fair_error *err);
/* FAIR_ERR_MISMATCH: the scores are of another model than it is for; either
 * may be NULL. */
fair_status fair__applying_check_model(const char *what, const char *own,
                                       const char *given, fair_error *err);
/* Whether a number of 16 bits is equal to x. */
int fair__is_half(double x);
/* What is wrong. */
fair_status fair__applying_fail(const fair__applying *a, fair_error *err);

#define FAIR__SUCH_SIZE 52
/* " (of 3 such rows)", or nothing. */
const char *fair__such_rows(char out[FAIR__SUCH_SIZE], uint64_t count);

/* Columns of a record batch by name; a second one is a dictionary. */
typedef struct fair__batch_columns {
    fair_column features[FAIR__MAX_FEATURES];
    fair_column pairs[FAIR__MAX_FEATURES][2];
    fair_column score[2];
    fair_column id[2];
} fair__batch_columns;
fair_status fair__applying_find(const struct ArrowSchema *schema,
                                const struct ArrowArray *array,
                                const char *name, fair_column out[2],
                                fair_error *err);
/* The scores by their name, the features if there is an encoder, and ids of
 * coins; columns outlives a. */
fair_status fair__applying_arrow(fair__applying *a,
                                 const struct ArrowSchema *schema,
                                 const struct ArrowArray *array,
                                 fair__batch_columns *columns,
                                 fair_error *err);

/* ---- rows at hand (block.c) ---- */

#define FAIR__REMEMBERED 4 /* features of which entries are remembered */

typedef struct fair__block {
    size_t start;
    size_t n;
    fair__dictionary known[FAIR__REMEMBERED];
    const double *scores; /* where they are: in the column, or in */
    double room[FAIR__ENCODED];
    uint32_t codes[FAIR__ENCODED];
    uint32_t groups[FAIR__ENCODED]; /* 1 + group; 0: there is none */
} fair__block;

static inline void
fair__block_begin(fair__block *b)
{
    b->start = b->n = 0;
    memset(b->known, 0, sizeof(b->known));
}
/* The next rows; b->n is 0 after the last.  A column may turn out to be of
 * another type: FAIR_ERR_TYPE. */
fair_status fair__block_next(fair__block *b, fair__applying *a,
                             fair_error *err);
/* The coin of each row of the block (coin.h); of a row that has no id it is not
 * set, and that is noted. */
void fair__block_toss(const fair__block *b, fair__applying *a,
                      double coins[FAIR__ENCODED]);
/* Notes it, if it is of the same kind as those before. */
void fair__applying_note(fair__applying *a, size_t where,
                         const fair__defect *d);
/* Rows of groups that are not there: i in the block; 0: that is an error. */
typedef int (*fair__settle)(void *of, const fair__block *b, size_t i,
                            int is_missing);
void fair__block_settle(const fair__block *b, fair__applying *a,
                        fair__settle settle, void *of);

#endif
