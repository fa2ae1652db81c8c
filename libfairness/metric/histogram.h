/* SPDX-License-Identifier: MIT
 * Scores of a group in bins of equal width, and their quantiles. */
#ifndef FAIR_METRIC_HISTOGRAM_H
#define FAIR_METRIC_HISTOGRAM_H

#include "metric/total.h"

/* Bins over [low, high]; one where these are equal. */
typedef struct fair__histogram_bins {
    double low; /* finite */
    double high;
    uint64_t n;
    int32_t below; /* there is a bin for scores below low, or above high */
    int32_t above;
} fair__histogram_bins;

/* Edge i of n + 1: the double nearest to low + (high - low) i / n. */
double fair__histogram_edge(const fair__histogram_bins *bins, uint64_t i);

/* lower <= score < upper; the last bin of the range has its upper edge too.
 * The bin below the range starts at -INFINITY, that above ends at INFINITY. */
typedef struct fair__histogram_bin {
    double lower;
    double upper;
    uint64_t rows[FAIR__N_SCORED];
    fair__total weights[FAIR__N_SCORED];
} fair__histogram_bin;

typedef struct fair__histogram {
    fair__ties ties;
    fair__histogram_bins bins;
    fair__scored group;
    uint64_t next;
    fair__tie tie; /* the first that is not in a bin yet, if there is one */
    int32_t is_tie;
} fair__histogram;

void fair__histogram_begin(fair__histogram *h, const fair__scored *group,
                           const fair__histogram_bins *bins);
/* 0 after the last bin. */
int fair__histogram_next(fair__histogram *h, fair__histogram_bin *out);

/* The weight of all rows of a group. */
fair__total fair__scored_weight(const fair__scored *group);

/* Quantiles: the lowest score up to which the share of the weight, as the
 * nearest double, is at least p (of p = 0, the lowest that has weight): so 0.4
 * of five rows is two of them, though the double 0.4 is a little more. */
typedef struct fair__quantiles {
    fair__ties ties;
    fair__scored group;
    fair__total all;
    fair__total below; /* up to and with `score` */
    double score;
    double p; /* of the last one */
} fair__quantiles;

void fair__quantiles_begin(fair__quantiles *q, const fair__scored *group);
/* 0 <= p <= 1; quickest if ascending.  0 if there is no weight. */
int fair__quantiles_find(fair__quantiles *q, double p, double *out);

#endif
