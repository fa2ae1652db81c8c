/* SPDX-License-Identifier: MIT
 * How far apart the scores of two groups are.  F_a(s) is the share of a's
 * weight at scores up to s.
 *
 * Each distance is one fraction, or the root of one, of exact sums; what 256
 * bits do not hold of them is cut. */
#ifndef FAIR_METRIC_DISTANCE_H
#define FAIR_METRIC_DISTANCE_H

#include "metric/extract.h"

typedef struct fair__distances {
    fair__wide ks; /* max |F_a - F_b| */
    double ks_score; /* the lowest score where it is that; 0 if ks is 0 */
    /* Where both groups have finite scores only, else 0. */
    fair__wide wasserstein; /* integral of |F_a - F_b| */
    fair__wide energy;      /* root of 2 integral of (F_a - F_b)^2 */
} fair__distances;

/* Of two groups taken out with FAIR__EXTRACT_ALL, each with some weight. */
fair__distances fair__distances_of(const fair__extracted *a,
                                   const fair__extracted *b);

#endif
