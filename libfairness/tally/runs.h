/* SPDX-License-Identifier: MIT
 * Runs: distinct scores of many places, sorted, with exact counts.
 *
 * A place is a cell and a label, cell * n_labels + label.  Entries are
 * ascending by score, and by place where scores are equal, so that one walk
 * sees all places score by score.  Equal rows give equal entries whatever
 * their order, except for the numbers of places, which are those of cells.
 *
 * On a grid the score at which its bin begins stands in place of each score,
 * and the scores of an entry are summed. */
#ifndef FAIR_TALLY_RUNS_H
#define FAIR_TALLY_RUNS_H

#include <string.h>

#include "base/sort.h"
#include "tally/score_range.h"
#include "tally/sums.h"

typedef struct fair__run {
    size_t n;         /* entries */
    size_t capacity;
    uint64_t *keys;   /* fair__score_key */
    uint32_t *places;
    uint64_t *counts; /* sums of frequencies */
    int weighted;
    fair__sums weight; /* n sums each, only if weighted */
    fair__sums square;
    fair__score_range grid; /* bins = 0: there is none */
    fair__sums score;       /* n sums of frequency * weight * score, only on a
                               grid */
} fair__run;

/* Rows that are not sorted yet. */
typedef struct fair__score_rows {
    const uint64_t *keys;
    const uint32_t *places;
    const uint64_t *frequencies; /* NULL: each row counts once */
    const double *weights;       /* NULL: none */
    size_t n;
    const fair__score_range *grid; /* NULL: none */
} fair__score_rows;

/* A score, not NaN, as a whole number above 0 of the same order; -0.0 is 0. */
static inline uint64_t
fair__score_key(double score)
{
    uint64_t bits;
    const double x = score + 0.0; /* -0.0 gives 0 */
    memcpy(&bits, &x, sizeof(bits));
    return bits ^ ((0 - (bits >> 63)) | UINT64_C(1) << 63);
}
static inline double
fair__score_of(uint64_t key)
{
    const uint64_t sign = UINT64_C(1) << 63;
    const uint64_t bits = key & sign ? key & ~sign : ~key;
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}
/* Whether all scores of a run lie between these. */
int fair__run_between(const fair__run *run, double low, double high);

/* Room for n entries (0 is fine), without sums of weights. */
fair_status fair__run_room(const fair_allocator *mem, size_t n,
                           fair__run *out, fair_error *err);
void fair__run_free(fair__run *run, const fair_allocator *mem);

/* Sorts n rows, at most UINT32_MAX, into a run; records has room for twice as
 * many.  On failure *out is untouched. */
fair_status fair__run_sort(const fair_allocator *mem,
                           const fair__score_rows *rows,
                           fair__record *records, fair__run *out,
                           fair_error *err);

/* Both together.  On failure *out is untouched. */
fair_status fair__run_merge(const fair_allocator *mem, const fair__run *a,
                            const fair__run *b, fair__run *out,
                            fair_error *err);

/* A copy whose place p is places[p]: another order of cells or labels.  No
 * two become one.  On failure *out is untouched. */
fair_status fair__run_move(const fair_allocator *mem, const fair__run *run,
                           const uint32_t *places, fair__run *out,
                           fair_error *err);

/* Entries that both together would have. */
size_t fair__run_union(const fair__run *a, const fair__run *b);

#endif
