/* SPDX-License-Identifier: MIT
 * The incomplete beta and gamma functions, which all distributions are. */
#ifndef FAIR_STATS_TAILS_H
#define FAIR_STATS_TAILS_H

#include "stats/deviance.h"
#include "stats/distribution.h"

/* Beta(a, b), or with b = 0 Gamma(a) with scale 1. */
typedef struct fair__shape {
    double a, b;
} fair__shape;

/* A value and what it lacks to 1 (gamma: y is not used), so that both have
 * all their digits. */
typedef struct fair__place {
    fair__twofold x, y;
} fair__place;

/* *density, if not NULL, gets that of log(x / y) (gamma: of log x). */
fair__tails fair__tails_at(fair__shape shape, fair__place at,
                           double *density);

/* The place with these tails, lower + upper = 1, from the one that tells
 * more.  Neither is 0. */
void fair__tails_quantile(fair__shape shape, double lower, double upper,
                          double *x, double *y);

#endif
