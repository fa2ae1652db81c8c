/* SPDX-License-Identifier: MIT
 * What the probabilities of counts are made of (Loader 2000, "Fast and
 * accurate computation of binomial probabilities"): Stirling's error and the
 * deviance, whose terms do not cancel as those of lgamma do. */
#ifndef FAIR_STATS_DEVIANCE_H
#define FAIR_STATS_DEVIANCE_H

/* The unrounded sum of two doubles. */
typedef struct fair__twofold {
    double high, low;
} fair__twofold;

fair__twofold fair__twofold_sum(double a, double b);
/* |a|, |b| and |a b| below 1e290. */
fair__twofold fair__twofold_product(double a, double b);
/* With 100 bits or so: |a|, |b| and the quotient below 1e290. */
fair__twofold fair__twofold_multiply(fair__twofold a, fair__twofold b);
fair__twofold fair__twofold_divide(fair__twofold a, fair__twofold b);

/* e^x - 1 - x and log(1 + x) - x (x > -1): relative error 1e-15 or so. */
double fair__exp_rest(double x);
double fair__log_rest(double x);

/* log(a!) - log(sqrt(2 pi a) (a / e)^a) for a > 0; 0 for a = 0. */
double fair__stirling_error(double a);
/* 2 pi a, the other part of it; 1 for a = 0. */
double fair__stirling_scale(double a);
/* a log(a / m) + m - a >= 0, for a >= 0 and m > 0. */
double fair__deviance(double a, fair__twofold m);
/* a - m */
double fair__twofold_short_of(double a, fair__twofold m);

#endif
