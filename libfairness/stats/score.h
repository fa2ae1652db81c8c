/* SPDX-License-Identifier: MIT
 * Score statistics of rates of independent groups against a hypothesis: how
 * many standard errors what was observed lies above it, with the standard
 * error that the hypothesis itself gives.  Where normal quantiles are put for
 * them they are the tests whose inversions are the intervals of Wilson,
 * Miettinen and Nurminen, and Koopman.
 *
 *  p  observed rates, 0 to 1      n  rows, > 0; with sampling weights Kish's
 *                                    effective n
 *  half    1 takes half a count off what was observed, -1 adds it, 0 leaves it
 *          (Yates 1934, the correction for continuity): 1 for the chance to be
 *          above, -1 for the chance to be below, which are then hardly ever
 *          too small, whatever the rates
 * To 1e-12 up to 40 in size, beyond which every chance is 0.
 * Infinite where the hypothesis rules out what was observed; 0 where it says
 * just that.  Each falls as the hypothesis grows. */
#ifndef FAIR_STATS_SCORE_H
#define FAIR_STATS_SCORE_H

/* p against p0, 0 to 1. */
double fair__score_rate(double p, double n, double p0, int half);

/* The score that has the chance of the binomial distribution itself: that n
 * rows at p0 have as many as np or more (half 1), or as few or fewer (-1), by
 * the beta distribution also where n and np are not whole numbers.  The one
 * above finds too much where few are expected: what has a chance of 0.5 % by
 * it has one of 2.4 % where 0.24 are.  With half 0, of less than half a count,
 * and of more rows than 1e9 it is the one above. */
double fair__score_binomial(double p, double n, double p0, int half);

/* p1 - p2 against difference, -1 to 1 (Miettinen and Nurminen 1985, with
 * their factor (n1 + n2) / (n1 + n2 - 1) on the variance). */
double fair__score_difference(double p1, double n1, double p2, double n2,
                              double difference, int half);

/* p1 / p2 against ratio > 0 (Koopman 1984; Gart and Nam 1988). */
double fair__score_ratio(double p1, double n1, double p2, double n2,
                         double ratio, int half);

/* p1 (1 - p2) / ((1 - p1) p2) against ratio > 0 (Miettinen and Nurminen 1985,
 * with their factor). */
double fair__score_odds_ratio(double p1, double n1, double p2, double n2,
                              double ratio, int half);

/* A score whose tail is longer than a normal one has about the chances of a
 * Poisson distribution that is as skew: Peizer and Pratt 1968
 * (doi:10.1080/01621459.1968.10480938) give the normal deviate of these.
 * Shorter tails, and what is up to 1, are left alone.
 *  skew  third moment over that of the error */
double fair__skewed(double score, double skew);

/* The scores above with a half, brought nearer by the skewness at the most
 * likely rates.  Without it, what has a chance of 0.002 % by them has up to a
 * hundred times that where a group expects few and the other has many rows. */
double fair__skewed_difference(double p1, double n1, double p2, double n2,
                               double difference, int half);
double fair__skewed_ratio(double p1, double n1, double p2, double n2,
                          double ratio, int half);

/* What that of a difference is surely between, to 1e-12, in a third of the
 * time. */
typedef struct fair__score_span {
    double low;
    double high;
} fair__score_span;
fair__score_span fair__skewed_difference_span(double p1, double n1, double p2,
                                              double n2, double difference,
                                              int half);

/* The most likely rates of which the ratio, or the odds ratio, is this one, and
 * what is left to 1: next to it a rate has no digits of that. */
void fair__likely_rates(double p1, double n1, double p2, double n2,
                        double ratio, int of_odds, double out[2],
                        double left[2]);

/* Of p1 - p2 where it is said to be difference: its square is in the test. */
double fair__difference_variance(double p1, double n1, double p2, double n2,
                                 double difference);

/* distance / sqrt(variance), and distance / variance: where the variance is
 * 0 infinite, or 0 if the distance is too. */
double fair__over_error(double distance, double variance);
double fair__over_variance(double distance, double variance);

#endif
