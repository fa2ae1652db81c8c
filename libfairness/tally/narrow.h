/* SPDX-License-Identifier: MIT
 * The fast way for the commonest batches: labels, decisions or scores with a
 * threshold, perhaps weights, and features of few values.
 *
 * Each feature has a window of values; a row's distances in them make one
 * group number, and group, label and decision one byte, or 16 bits where there
 * are more than 64 groups, which is counted.
 * Labels that are 0 and 1 of any number type, and features of few integers,
 * booleans or dictionary entries, are read by kernels; all others (texts,
 * floats, integers far apart) by the readers of the general way, whose codes
 * are the distances.  Whatever is out of the ordinary is left to the general
 * way, block by block, so that answers and errors are its. */
#ifndef FAIR_TALLY_NARROW_H
#define FAIR_TALLY_NARROW_H

#include "kernels/kernels.h"
#include "tally/tally.h"

/* Features that can have 4,096 combinations, each at least two values. */
#define FAIR__NARROW_FEATURES 12

/* Values low … low + span - 1 (modulo 2^64) of a feature: for a dictionary
 * its indices.  Where the column has nulls their distance is span.  width
 * counts both; 0: not known yet. */
typedef struct fair__narrow_window {
    uint64_t low;
    unsigned span;
    unsigned width;
    int coded; /* distances are codes of the feature, 0 is missing */
} fair__narrow_window;

/* Wide keys: those of a block, and the rows of each. */
typedef struct fair__wide {
    uint16_t keys[FAIR__BLOCK];
    uint32_t counters[2][4 * FAIR__WIDE];
} fair__wide;

/* What was counted and is not staged yet. */
typedef struct fair__narrow {
    const fair__kernels *kernels; /* of this machine; NULL: not asked yet */
    int on;
    int failures;       /* blocks that did not fit; a few, and it is off */
    int direct;         /* bytes are counted where they are */
    int coded[2];       /* labels, decisions: bits are value numbers */
    size_t piece;       /* rows at a time */
    unsigned n_groups;  /* product of the widths; 0: no windows yet */
    fair__narrow_window windows[FAIR__NARROW_FEATURES];
    /* With weights, all of which have exponents of 22 in a row. */
    uint32_t exponent; /* of the upper half; 0: none yet */
    uint64_t least;    /* bits of the smallest above 0, less 1 */
    uint64_t most;     /* bits of the largest */
    fair__wide *wide; /* made when there are first more than 64 groups */
    uint64_t rows; /* in counters, wide ones where there are so many groups */
    /* From here on cleared by begin, not when made. */
    uint32_t counters[FAIR__COUNTERS];
    fair__weighing weighing; /* only with weights */
} fair__narrow;

/* Before the first block of a batch, whose inputs are set. */
void fair__narrow_begin(fair__tally *t, const fair_rows *rows);
/* Counts the next rows from start on if they are of that kind: *counted is
 * how many, or 0. */
fair_status fair__narrow_count(fair__tally *t, const fair_rows *rows,
                               size_t start, size_t *counted,
                               fair_error *err);
/* Stages what was counted. */
fair_status fair__narrow_end(fair__tally *t, const fair_rows *rows,
                             fair_error *err);

/* Decisions come from scores. */
static inline int
fair__narrow_scores(const fair__tally *t)
{
    return t->spec.has_threshold &&
           (t->inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0;
}

/* Groups have wide keys. */
static inline int
fair__narrow_is_wide(const fair__narrow *w)
{
    return w->n_groups > FAIR__FAR;
}

/* With sample_weight. */
static inline int
fair__narrow_weights(const fair__tally *t)
{
    return (t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0;
}

/* narrow_weights.c: weights of rows that are counted. */
typedef struct fair__narrow_piece {
    const void *weights; /* doubles */
    uint32_t exponent;
    uint64_t least;
    uint64_t most;
} fair__narrow_piece;
/* Rows start … start + n; 0 if one is out of the ordinary, or their exponents
 * are not among the 22. */
int fair__narrow_weights_fit(fair__tally *t, const fair_column *c,
                             size_t start, size_t n, fair__narrow_piece *out);
/* Adds them by key. */
void fair__narrow_weigh(fair__tally *t, const uint8_t *keys, size_t n,
                        const fair__narrow_piece *piece);
/* Staged sums in windows for what was added. */
fair_status fair__narrow_weights_widen(fair__tally *t, fair_error *err);
/* Stages a key's sums as those of slot number at of all. */
void fair__narrow_weights_stage(fair__tally *t, size_t at, unsigned key);
void fair__narrow_weights_forget(fair__narrow *w);

/* narrow_columns.c: which columns are of that kind, and their values. */
int fair__narrow_label(const fair__label *l, const fair_column *c);
/* Whether no other label than 0 and 1 was seen so far. */
int fair__narrow_is_binary(const fair__label *l);
int fair__narrow_score(const fair_column *c);
int fair__narrow_weight(const fair_column *c);
int fair__narrow_feature(const fair__feature *f, const fair_column *c);
/* Packed bytes that may be counted where they are. */
int fair__narrow_direct(const fair_column *c);
/* How many of the rows row … row + n to read at once; asks for the same of
 * the next block meanwhile. */
size_t fair__narrow_part(const fair_column *c, size_t row, size_t n);
/* Rows start … start + n as bytes 0 and 1: where they are, or in spare; NULL
 * if one is anything else (not judged where they are). */
const uint8_t *fair__narrow_bits(const fair__kernels *k, const fair_column *c,
                                 size_t start, size_t n, uint8_t *spare);
/* Whether none of these rows is null. */
int fair__narrow_valid(const fair_column *c, size_t start, size_t n);
/* Decisions from scores; 0 if one is NaN. */
int fair__narrow_selected(const fair__kernels *k, const fair_column *c,
                          double threshold, size_t start, size_t n,
                          uint8_t *out);
/* Rows start … start + n as bits of doubles: where they are, or in spare. */
const void *fair__narrow_doubles(const fair__kernels *k, const fair_column *c,
                                 size_t start, size_t n, uint64_t *spare);
/* Distances from the window's low, into out; 0 if one is outside. */
int fair__narrow_distances(const fair__kernels *k, const fair_column *c,
                           const fair__narrow_window *w, size_t start,
                           size_t n, uint8_t *out);
/* The smallest window of rows start … start + n that holds *old too; or, if
 * that has more than most values, of the rows alone.  0 if that has too, or
 * an index is beyond its dictionary. */
int fair__narrow_widen(const fair_column *c, size_t start, size_t n,
                       unsigned most, const fair__narrow_window *old,
                       fair__narrow_window *out);
/* A column of the same values as c's for n numbers of its kind. */
fair_column fair__narrow_like(const fair_column *c, const uint64_t *values,
                              uint8_t *bytes, size_t n);

#endif
