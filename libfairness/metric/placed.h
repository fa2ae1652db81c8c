/* SPDX-License-Identifier: MIT
 * Where the rows of one label lie among those of the other, and where a
 * group's scores lie: what says how far areas and distances would vary, were
 * rows drawn again.  In doubles, of weights that add up; one walk each. */
#ifndef FAIR_METRIC_PLACED_H
#define FAIR_METRIC_PLACED_H

#include "metric/extract.h"

/* Rows of both labels, of one group or of two. */
typedef struct fair__placed {
    double area; /* P(s+ > s-) + P(s+ = s-) / 2 */
    /* By label: over its rows, the variance of what part of the others is
     * below a positive or above a negative, and the mean of the root of that
     * part times what is left of 1. */
    double variance[2];
    double root[2];
} fair__placed;

/* Of groups taken out with FAIR__EXTRACT_BY_LABEL that have weight of these
 * labels; roots are 0 unless wanted. */
fair__placed fair__placed_of(const fair__extracted *positives,
                             const fair__extracted *negatives, int roots);

/* A group's scores, which are finite; F is the share up to a score. */
typedef struct fair__strewn {
    double mean;
    double variance;
    double roots;    /* integral of (F (1 - F))^(1/2) */
    double products; /* integral of F (1 - F) */
    double most;     /* the largest over t of the integral over s of
                        F(min(s, t)) (1 - F(max(s, t))) */
} fair__strewn;

/* Of a group taken out with FAIR__EXTRACT_ALL that has weight. */
fair__strewn fair__strewn_of(const fair__extracted *group);

#endif
