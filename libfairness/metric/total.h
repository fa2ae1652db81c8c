/* SPDX-License-Identifier: MIT
 * Sums of weights that grow tie by tie: one limb where all weights of the run
 * fit in 63 bits together, else 256 bits. */
#ifndef FAIR_METRIC_TOTAL_H
#define FAIR_METRIC_TOTAL_H

#include "metric/ties.h"

/* One of the two is used, by the run; the other is 0. */
typedef struct fair__total {
    uint64_t whole; /* times 2^scale */
    fair__wide wide;
    int32_t scale;
    int32_t is_whole;
} fair__total;

/* 0, for the ties of this group. */
fair__total fair__total_of(const fair__scored *group);
/* Adds the weight of the tie's rows of a label. */
void fair__total_add(fair__total *t, const fair__tie *tie, int label);

/* Of totals of one run. */
int fair__total_is_zero(const fair__total *t);
int fair__total_order(const fair__total *a, const fair__total *b);
fair__wide fair__total_wide(const fair__total *t);
double fair__total_double(const fair__total *t);
/* a / b, the nearest double; b is not 0. */
double fair__total_share(const fair__total *a, const fair__total *b);
fair__total fair__total_sum(const fair__total *a, const fair__total *b);

#endif
