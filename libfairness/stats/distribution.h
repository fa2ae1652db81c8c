/* SPDX-License-Identifier: MIT
 * Distribution functions and quantiles.
 *
 * Both tails always: the small one keeps all its digits, and neither has to
 * be taken from 1.  Relative errors are at most 1e-12 for each tail that is a
 * normal double (measured worst of thousands: 5e-13), against 50-digit values
 * with the arguments as they are; below lie subnormal numbers and then 0.
 * Tails cost 10 microseconds at most, whatever the parameters are, quantiles
 * 30, unless noted.  Nothing is checked but by assertions. */
#ifndef FAIR_STATS_DISTRIBUTION_H
#define FAIR_STATS_DISTRIBUTION_H

/* Of X: continuous, P(X < x) and P(X > x), whose sum is 1; counts,
 * P(X <= k) and P(X >= k), k in both. */
typedef struct fair__tails {
    double lower, upper;
} fair__tails;

/* Standard normal; its quantile is fair__normal_quantile of
 * base/elementary.h.  Any x but NaN. */
fair__tails fair__normal_tails(double x);

/* Beta(a, b), 0.01 <= a, b <= 1e10 (smaller ones lose digits as 1e-15 / a),
 * 0 <= x <= 1. */
fair__tails fair__beta_tails(double x, double a, double b);
/* The x below, or above, which lies p, 0 <= p <= 1.  Relative error 1e-12 of
 * x for both; for all digits of 1 - x swap a and b.  An x below the smallest
 * normal number may be 0. */
double fair__beta_quantile(double p, double a, double b);
double fair__beta_quantile_upper(double p, double a, double b);

/* Chi-square, 0.02 <= df <= 2e10, x >= 0. */
fair__tails fair__chi_square_tails(double x, double df);
/* 0 <= p <= 1; infinite where nothing lies above. */
double fair__chi_square_quantile(double p, double df);
double fair__chi_square_quantile_upper(double p, double df);

/* Student's t, 0.02 <= df <= 2e10 (fractional as Welch's), any t. */
fair__tails fair__student_tails(double t, double df);
/* The t above which lies p, 0 < p < 1; infinite beyond 1e150.  That below
 * which lies p is its negative. */
double fair__student_quantile_upper(double p, double df);

/* k successes of n, 0 <= k <= n <= 1e10 (whole numbers), 0 <= p <= 1. */
double fair__binomial_pmf(double k, double n, double p);
fair__tails fair__binomial_tails(double k, double n, double p);

/* k marked ones of drawn, from rows with marked: whole numbers,
 * 0 <= marked, drawn <= rows <= 1e10.  Any k; impossible ones have 0.  Tails
 * are summed outward, which takes sqrt(rows) steps at most (milliseconds for
 * 1e9 rows). */
double fair__hypergeometric_pmf(double k, double rows, double marked,
                                double drawn);
fair__tails fair__hypergeometric_tails(double k, double rows, double marked,
                                       double drawn);

#endif
