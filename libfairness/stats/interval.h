/* SPDX-License-Identifier: MIT
 * Intervals for rates, differences and ratios of independent rates.
 *
 * Functions of (rate, n): with sampling weights n is Kish's effective n and
 * the rate is the weighted one. */
#ifndef FAIR_STATS_INTERVAL_H
#define FAIR_STATS_INTERVAL_H

/* The two-sided normal quantile of a confidence level, 0 < confidence < 1:
 * 1.959964 for 0.95.  0 where 1 - confidence rounds to 1. */
double fair__two_sided_z(double confidence);

/* Wilson 1927 (score interval without continuity correction).  0 <= p <= 1,
 * n > 0, z >= 0.  p = 0 gives *lower 0, p = 1 gives *upper 1, exactly, and
 * z = 0 gives p twice. */
void fair__wilson(double p, double n, double z, double *lower,
                  double *upper);

/* Newcombe 1998, method 10: hybrid score interval for p1 - p2. */
void fair__newcombe(double p1, double n1, double p2, double n2, double z,
                    double *lower, double *upper);

/* MOVER-R (Donner and Zou 2012) for p1 / p2 from the two Wilson intervals.
 * Returns 0 if there is no interval (p2 = 0, or the denominator's interval
 * leaves the upper bound infinite): lower and upper are then untouched. */
int fair__mover_r(double p1, double n1, double p2, double n2, double z,
                  double *lower, double *upper);

#endif
