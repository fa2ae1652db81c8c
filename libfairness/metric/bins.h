/* SPDX-License-Identifier: MIT
 * Bins of probabilities, and the sums of a group in each: what calibration is
 * measured by.
 *
 * A bin is a stretch of a run, so that nothing has to be kept of the others;
 * sums are exact, and whatever is done allocates nothing. */
#ifndef FAIR_METRIC_BINS_H
#define FAIR_METRIC_BINS_H

#include "metric/entries.h"

/* Kinds.  Every bin is open below and closed above, the first closed below.
 *  WIDTH     edges are the doubles nearest to k / n.  On a grid n divides its
 *            number of bins, and bins are closed below and open above as those
 *            are, the last closed above.
 *  MASS      of the labelled rows of a pool: the number of a score's bin is n
 *            times the share of their weight that scores lower, rounded down.
 *            So equal scores are in one bin, and there are fewer bins where
 *            ties are longer than one.
 *  DISTINCT  one for each score.
 * Of a grid there are no others than WIDTH. */
#define FAIR__BINS_WIDTH 0
#define FAIR__BINS_MASS 1
#define FAIR__BINS_DISTINCT 2
#define FAIR__N_BINS 3

#define FAIR__MAX_BINS 1000
#define FAIR__EACH_SCORE (-1) /* for a number of bins: DISTINCT */

typedef struct fair__bins {
    const fair__score_source *source;
    int32_t kind;
    uint32_t n; /* edges */
    double upper[FAIR__MAX_BINS];
} fair__bins;

/* Where in the run a bin is. */
typedef struct fair__bin_range {
    size_t first;
    size_t end;
    uint64_t number; /* of the next bin, from 0 */
    double lower;    /* of this one: probabilities */
    double upper;
} fair__bin_range;

/* The labelled rows of a group in a bin.  P = weight of the positives. */
typedef struct fair__bin {
    uint64_t rows;
    fair__wide weight;
    fair__wide positives;
    fair__wide scores; /* sum of w times the probability */
    fair__wide square; /* sum of w^2; rows where unweighted */
} fair__bin;

/* Sets the edges: n bins (or FAIR__EACH_SCORE), 1 to FAIR__MAX_BINS.
 *  pool  the group whose rows are spread over bins of equal mass; of the
 *        others only its source matters. */
void fair__bins_make(fair__bins *bins, int32_t kind, int64_t n,
                     const fair__scored *pool);

/* The first call is with a range of zeros; 0 after the last bin.  Ranges may
 * be empty. */
int fair__bins_next(const fair__bins *bins, fair__bin_range *range);

void fair__bin_sum(const fair__scored *group, const fair__bin_range *range,
                   fair__bin *out);

/* All bins in which a group has labelled rows, in one look at its entries. */
typedef struct fair__bin_walk {
    const fair__bins *bins;
    fair__entries entries;
    size_t entry; /* the next, if there are more */
    int more;
} fair__bin_walk;
void fair__bin_walk_begin(fair__bin_walk *walk, const fair__scored *group,
                          const fair__bins *bins);
/* The range, of zeros at first, becomes that of the bin as far as the group
 * has entries in it; of DISTINCT bins it has no number.  0 after the last. */
int fair__bin_walk_next(fair__bin_walk *walk, fair__bin_range *range,
                        fair__bin *out);

/* Moves a range on to the bin with a probability above its own, among bins
 * with these upper edges; its entries stay as they are. */
static inline void
fair__bin_of(const double *upper, double p, fair__bin_range *range)
{
    while (range->number == 0 || upper[range->number - 1] < p)
        range->number++;
    range->lower = range->number == 1 ? 0 : upper[range->number - 2];
    range->upper = upper[range->number - 1];
}

/* One of its sums by its weight, which is not 0. */
double fair__bin_mean(const fair__bin *bin, const fair__wide *sum);
/* "equal_width", "equal_mass", "distinct". */
const char *fair__bins_name(int32_t kind);
/* The weight of all labelled rows. */
fair__wide fair__bin_total(const fair__scored *group);

#endif
