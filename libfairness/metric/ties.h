/* SPDX-License-Identifier: MIT
 * The scores of a group one by one, in order: what curves, calibration and
 * distances between groups are made of.
 *
 * A walk allocates nothing and takes the time of a look at every entry of the
 * run, or at those of the group where there is an index of every entry.  What it gives does not depend on the order of rows nor on the numbers
 * of places, so neither does what is computed from it in this order. */
#ifndef FAIR_METRIC_TIES_H
#define FAIR_METRIC_TIES_H

#include "metric/amounts.h"
#include "metric/scores.h"
#include "tally/sums.h"

/* A sorted run and who is in it; both outlive this. */
typedef struct fair__score_source {
    const fair__run *run;
    fair__score_map map;
    fair__amounts amounts;
    fair__score_range range;
    int64_t bins; /* of calibration (metric/bins.h) */
    /* NULL, or entries by group (metric/entries.h): the labelled, for bins,
     * or every one, for walks over ties. */
    const uint32_t *entries;
    const size_t *starts;
    int32_t every;
} fair__score_source;

/* Of a grid's bin that is where it ends, so that bins which are closed above
 * hold it whole; sums of its scores are exact in another way
 * (metric/bin_sums.h). */
static inline double
fair__probability_at(const fair__score_source *s, size_t entry)
{
    const fair__score_range *grid = &s->run->grid;
    if (grid->bins > 0) {
        const double score = fair__score_of(s->run->keys[entry]);
        return ((double)fair__score_bin(grid, score) + 1) /
               (double)grid->bins;
    }
    return fair__score_probability(fair__score_of(s->run->keys[entry]),
                                   s->range.low, s->range.high);
}

/* One group of a source. */
typedef struct fair__scored {
    const fair__score_source *source; /* NULL: no scores */
    uint32_t group;
    uint32_t but; /* 0, or 1 + a group whose rows are left out: not for
                     walks over two groups */
} fair__scored;

#define FAIR__TIED 2 /* groups that a walk may have */

/* The rows of a group that have the same score. */
typedef struct fair__tie {
    double score;
    uint64_t rows[FAIR__N_SCORED]; /* frequencies, by label */
    /* The sums of w by label, as whole numbers of `n` limbs times 2^scale. */
    uint64_t amounts[FAIR__N_SCORED][FAIR__AMOUNT_LIMBS];
    int32_t n;
    int32_t scale;
    fair__window square; /* no limbs where unweighted */
    uint64_t squares[FAIR__N_SCORED][FAIR__SUM_LIMBS]; /* sums of w^2 */
} fair__tie;

typedef struct fair__ties {
    const fair__score_source *source;
    uint32_t groups[FAIR__TIED];
    size_t n_groups;
    uint32_t but; /* as of the one group */
    const uint32_t *index; /* NULL, or entries of the one group */
    size_t next; /* in the index, else in the run */
    size_t left; /* entries from there on */
    size_t step; /* 1, or back */
} fair__ties;

/* Walks over n groups, 1 or 2, of one source at once. */
void fair__ties_begin(fair__ties *ties, const fair__scored *groups, size_t n);
/* Of one group, as far as labels go: unlabelled rows may be left out. */
void fair__ties_begin_labelled(fair__ties *ties, const fair__scored *group);
/* The same from the highest score down. */
void fair__ties_begin_down(fair__ties *ties, const fair__scored *groups,
                           size_t n);
/* Sets out[n_groups] to the rows of the next score that any of the groups
 * has; 0 at the end.  Rows of weight 0 are there. */
int fair__ties_next(fair__ties *ties, fair__tie *out);

/* Sums of w of a tie: of a label, of the labelled, of all rows. */
fair__wide fair__tie_weight(const fair__tie *tie, int label);
fair__wide fair__tie_labelled(const fair__tie *tie);
fair__wide fair__tie_total(const fair__tie *tie);
/* The sum of w^2 of a label; rows where unweighted. */
fair__wide fair__tie_square(const fair__tie *tie, int label);

#endif
