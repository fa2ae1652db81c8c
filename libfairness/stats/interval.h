/* SPDX-License-Identifier: MIT
 * Intervals for rates, differences and ratios of independent rates.
 *
 * Functions of (rate, n): with sampling weights n is Kish's effective n and
 * the rate is the weighted one.  Each bound is a one-sided one too: an
 * interval of 95 %, z = 1.96, has two bounds of 97.5 %, and a bound of 95 %
 * comes with z = 1.645. */
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

/* A rate within its interval. */
typedef struct fair__bounded {
    double p;
    double lower;
    double upper;
} fair__bounded;

/* Newcombe 1998, method 10: hybrid score interval for p1 - p2. */
void fair__newcombe(double p1, double n1, double p2, double n2, double z,
                    double *lower, double *upper);

/* MOVER-R (Donner and Zou 2012) for p1 / p2 from the two Wilson intervals.
 * Returns 0 if there is no interval (p2 = 0, or the denominator's interval
 * leaves the upper bound infinite): lower and upper are then untouched. */
int fair__mover_r(double p1, double n1, double p2, double n2, double z,
                  double *lower, double *upper);

/* The same two from intervals that are there, of values that are no rates
 * too: never negative ones for ratios. */
void fair__mover_difference(const fair__bounded *a, const fair__bounded *b,
                            double *lower, double *upper);
int fair__mover_ratio(const fair__bounded *a, const fair__bounded *b,
                      double *lower, double *upper);

/* A sum of independent values, each times a factor that is known, with its
 * bounds (MOVER: Zou and Donner 2008): start from zeros. */
typedef struct fair__mover_sum {
    double value;
    double below; /* squares of how far the bounds are from the value */
    double above;
} fair__mover_sum;
void fair__mover_add(fair__mover_sum *sum, double factor,
                     const fair__bounded *x);
fair__bounded fair__mover_bounds(const fair__mover_sum *sum);

/* Miettinen and Nurminen 1985: score interval for p1 - p2, with the variance
 * at the most likely rates of that difference times N / (N - 1).  For
 * 0 <= p <= 1, n > 0 and N = n1 + n2 > 1, z >= 0; bounds are right to 1e-12
 * absolute and within -1 … 1.  Some microseconds. */
void fair__miettinen_nurminen(double p1, double n1, double p2, double n2,
                              double z, double *lower, double *upper);

/* Koopman 1984: score interval for p1 / p2 (without N / (N - 1)).  *lower is 0
 * if p1 = 0, *upper infinite if p2 = 0; relative error 1e-12 otherwise.
 * Returns 0, bounds untouched, if both are 0. */
int fair__koopman(double p1, double n1, double p2, double n2, double z,
                  double *lower, double *upper);

/* ---- by tail: each bound leaves out alpha on its side, 0 < alpha <= 1/2
 * (0.025 for an interval of 95 %).  k of n with 0 <= k <= n, n > 0; weighted
 * data have k = p n with Kish's effective n.  Relative error 1e-12. ---- */

/* Clopper and Pearson 1934: never covers less than it says, for whole k and
 * n; k = 0 gives *lower 0, k = n gives *upper 1. */
void fair__clopper_pearson(double k, double n, double alpha, double *lower,
                           double *upper);
/* Quantiles of Beta(k + 1/2, n - k + 1/2); 0 and 1 as above (Brown, Cai and
 * DasGupta 2001). */
void fair__jeffreys(double k, double n, double alpha, double *lower,
                    double *upper);

#endif
