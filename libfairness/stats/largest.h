/* SPDX-License-Identifier: MIT
 * How large the largest of many scores gets by chance: what one of them has
 * to exceed to show anything, where the largest is looked at (max-t). */
#ifndef FAIR_STATS_LARGEST_H
#define FAIR_STATS_LARGEST_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/status.h>

typedef struct fair__rate {
    double rate;
    double n;      /* > 0; with weights Kish's effective n */
    uint32_t kind; /* rates of a kind are equal where there is no disparity */
} fair__rate;

typedef struct fair__rate_pair {
    uint32_t of; /* indices */
    uint32_t against;
} fair__rate_pair;

typedef struct fair__largest {
    double critical;  /* the score that the largest exceeds with chance
                         alpha at most */
    double two_sided; /* the same whatever the sign */
    double p_value;   /* the chance that the largest is at least what it is */
    double p_two_sided;
    double observed;
} fair__largest;

/* The largest score, (p - q) / sqrt(m (1 - m) (1 / n + 1 / k)) with m the rate
 * of both together, of pairs of independent rates, where there is no
 * disparity: every rate of a kind is drawn n_replicates times (2 at least)
 * from the binomial distribution of its kind's common rate, small and skewed
 * groups as they are.  It is a test of "no disparity" at any size; as the z of
 * intervals by score (stats/score.h) it makes their bounds simultaneous.
 * Newcombe's at that z are bold for groups of 20 rows.
 *
 * pairs NULL: all of a kind, either way round, which takes n^2 steps a
 * replicate.  A rate that is in several pairs, or made of others (all but a
 * group), may be several rates here: drawn by themselves they are a little on
 * the safe side (Sidak's inequality) or as good as.
 *
 * Draws depend on seed, purpose, replicate and the rate's index.  Takes 20
 * bytes a replicate and 40 a rate; FAIR_ERR_MEMORY leaves *out as it was. */
fair_status fair__largest_score(const fair_allocator *mem,
                                const fair__rate *rates, size_t n,
                                const fair__rate_pair *pairs, size_t n_pairs,
                                uint64_t seed, uint32_t purpose,
                                uint32_t n_replicates, double alpha,
                                fair__largest *out, fair_error *err);

/* The k-th smallest of x, k = (n + 1) (1 - alpha) rounded up, n at most: what
 * one more is above with chance alpha at most.  order is room for n. */
double fair__upper_quantile(const double *x, uint32_t n, double alpha,
                            uint32_t *order);
/* The chance that one more, alike to them, is at least `top` or next to it:
 * (1 + those that are) / (n + 1). */
double fair__share_above(const double *x, uint32_t n, double top);

#endif
