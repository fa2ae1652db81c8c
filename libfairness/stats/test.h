/* SPDX-License-Identifier: MIT
 * Tests of whether groups differ, from counts.
 *
 * Counts are doubles: whole numbers where a test is exact (Fisher, Barnard,
 * McNemar), else any amounts, as with Kish's effective n.  A test returns 1
 * with its result, and 0, nothing written, where there is none: the data say
 * nothing about the question, for which each names the cases.  Relative errors
 * of chances are 1e-12, and that of a statistic times statistic (a chance of
 * exp(-x) has the absolute error of x). */
#ifndef FAIR_STATS_TEST_H
#define FAIR_STATS_TEST_H

#include <stddef.h>

/* A statistic of chi-square, and the chance of one as large. */
typedef struct fair__chi_square {
    double statistic, df, p;
} fair__chi_square;

/* A statistic with a sign.  upper is the chance, were there no difference, of
 * one as large (the first group has more), lower of one as small; two_sided
 * of one as far out. */
typedef struct fair__sided {
    double statistic, df; /* df: Student's t only */
    double lower, upper, two_sided;
} fair__sided;

/* Two groups: a of the first selected and b not, c of the second and d not. */
typedef struct fair__two_by_two {
    double a, b, c, d;
} fair__two_by_two;

/* ---- independent groups ---- */

/* Two rates with their pooled variance.  None: a margin is 0. */
int fair__two_proportion_z(fair__two_by_two t, fair__sided *out);

/* Pearson's chi-square, and G (likelihood ratio), of n groups with yes[i] and
 * no[i].  Groups without rows are left out.  None: fewer than two groups, or
 * all rows on one side. */
int fair__pearson(const double *yes, const double *no, size_t n,
                  fair__chi_square *out);
int fair__g_test(const double *yes, const double *no, size_t n,
                 fair__chi_square *out);

/* Fisher's exact test, given the margins; the statistic is a.  Two-sided: all
 * tables that are as unlikely (ties to 1e-11).  With mid_p tables as unlikely
 * as this one, or with its a, count half (Lancaster 1961).  None: a margin is
 * 0, where only one table is possible. */
int fair__fisher(fair__two_by_two t, int mid_p, fair__sided *out);

/* Barnard's test: the statistic is that of fair__two_proportion_z, and its
 * chances are the largest for any common rate, found on a grid and refined to
 * 1e-6 (relative).  Tables ordered exactly.  None: a group has no rows, or
 * more than FAIR__BARNARD_MOST.  Milliseconds. */
#define FAIR__BARNARD_MOST 200
int fair__barnard(fair__two_by_two t, fair__sided *out);

/* Welch's t of two means from means, variances (n - 1 below) and rows, with
 * the degrees of freedom of Satterthwaite.  None: n <= 1, or no variance. */
int fair__welch(double mean1, double variance1, double n1, double mean2,
                double variance2, double n2, fair__sided *out);

/* ---- the same rows twice ---- */

/* McNemar's exact test of gained rows against lost ones (those where the two
 * differ); the statistic is gained.  mid_p as above.  None: both are 0. */
int fair__mcnemar(double gained, double lost, int mid_p, fair__sided *out);

/* ---- strata ---- */

/* Cochran, Mantel and Haenszel: whether the odds differ in any direction that
 * strata share, with df 1; corrected takes half a count off (Yates).  Strata
 * of one row or less say nothing.  None: no stratum has both groups and both
 * outcomes. */
int fair__mantel_haenszel(const fair__two_by_two *strata, size_t n,
                          int corrected, fair__chi_square *out);
/* Their common odds ratio, a d / (b c): 0 or infinite where one side has
 * nothing.  None: both have nothing. */
int fair__common_odds_ratio(const fair__two_by_two *strata, size_t n,
                            double *out);
/* Its interval (Robins, Breslow and Greenland 1986).  None: the odds ratio is
 * none, 0 or infinite. */
int fair__common_odds_interval(const fair__two_by_two *strata, size_t n,
                               double z, double *lower, double *upper);
/* Breslow and Day 1980: whether strata have different odds ratios; tarone
 * subtracts Tarone's term (1985), with which it is a chi-square.  None: fewer
 * than two strata with both groups and both outcomes, or no common odds ratio
 * but 0 or infinity. */
int fair__breslow_day(const fair__two_by_two *strata, size_t n, int tarone,
                      fair__chi_square *out);

#endif
