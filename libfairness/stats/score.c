/* SPDX-License-Identifier: MIT
 * Score statistics of rates. */
#include "stats/score.h"

#include <assert.h>
#include <math.h>

#include "base/elementary.h"
#include "stats/distribution.h"

#define STEPS 200 /* more than halving takes; Newton needs 4 to 8 */

static double
quotient(double x, double y)
{
    if (y > 0) return x / y;
    if (x == 0) return 0;
    return x > 0 ? HUGE_VAL : -HUGE_VAL;
}

double
fair__over_error(double distance, double variance)
{
    return quotient(distance, sqrt(variance));
}

double
fair__over_variance(double distance, double variance)
{
    return quotient(distance, variance);
}

double
fair__score_rate(double p, double n, double p0, int half)
{
    assert(p >= 0 && p <= 1 && n > 0 && p0 >= 0 && p0 <= 1);
    return fair__over_error(p - p0 - half * 0.5 / n, p0 * (1 - p0) / n);
}

#define FAR 40.0 /* beyond, every chance is 0 */
#define MOST_ROWS 1e9

/* The x whose chance to be above is this one; rest: that to be below. */
static double
score_of_chance(double chance, double rest)
{
    if (chance < rest)
        return chance > 0 ? -fair__normal_quantile(chance) : FAR;
    return rest > 0 ? fair__normal_quantile(rest) : -FAR;
}

double
fair__score_binomial(double p, double n, double p0, int half)
{
    const double k = n * p;
    const double counted = half > 0 ? k : n - k;
    if (half == 0 || counted < 0.5 || n > MOST_ROWS || p0 <= 0 || p0 >= 1)
        return fair__score_rate(p, n, p0, half);
    if (half > 0) {
        const fair__tails t = fair__beta_tails(p0, k, n - k + 1);
        return score_of_chance(t.lower, t.upper);
    }
    const fair__tails t = fair__beta_tails(p0, k + 1, n - k);
    return -score_of_chance(t.upper, t.lower);
}

/* ---- skewness ---- */

/* 2 ((1 + e) log(1 + e) - e) / e^2: at 0 its series, at which digits cancel. */
static double
shrink(double e)
{
    if (e > 0.05) return 2 * ((1 + 1 / e) * fair__log(1 + e) - 1) / e;
    double sum = 0, power = 2;
    for (int k = 1; k <= 13; k++) {
        sum += power / (k * (k + 1));
        power *= -e;
    }
    return sum;
}

double
fair__skewed(double score, double skew)
{
    const double far = fabs(score), a = score > 0 ? skew : -skew;
    /* Up to 1 nothing would get nearer; what is so far has no chance. */
    if (!(a > 0) || !(far > 1) || !(far * a < 1e300)) return score;
    const double rows = 1 / (a * a) + far / a;
    const double z = (far + a * (1.0 / 6 + 0.02 / (rows + 0.5))) *
                     sqrt(shrink(far * a));
    return z > far ? score : score > 0 ? z : -z;
}

static double
skew_of(double third, double variance)
{
    return fair__over_error(fair__over_variance(third, variance), variance);
}

/* ---- difference ---- */

/* Two groups; for a difference, which they are said to have, d, 0 <= d <= 1:
 * the second has the rate y, the first d + y. */
typedef struct pair {
    double p1, n1, p2, n2, d;
} pair;

/* The slope of the log likelihood in y times what is positive inside:
 *     n1 (p1 - x) y (1 - y) + n2 (p2 - y) x (1 - x),  x = d + y;
 * its only root is the most likely y. */
static double
slope(const pair *c, double y, double *derivative)
{
    const double x = c->d + y, rest = 1 - c->d - y;
    const double fx = x * rest, fy = y * (1 - y);
    *derivative = -c->n1 * fy + c->n1 * (c->p1 - x) * (1 - 2 * y) -
                  c->n2 * fx + c->n2 * (c->p2 - y) * (rest - x);
    return c->n1 * (c->p1 - x) * fy + c->n2 * (c->p2 - y) * fx;
}

/* Newton's steps, and halves where these leave the bracket.  Where it is 0
 * twice over they would not get to it. */
static double
most_likely(const pair *c, double high)
{
    if (c->d == 0) return (c->n1 * c->p1 + c->n2 * c->p2) / (c->n1 + c->n2);
    double low = 0, y = high / 2;
    for (int i = 0; i < STEPS; i++) {
        double derivative;
        const double f = slope(c, y, &derivative);
        if (f == 0) return y;
        if (f > 0)
            low = y;
        else
            high = y;
        double next = derivative < 0 ? y - f / derivative : low;
        if (!(next > low && next < high)) next = low + (high - low) / 2;
        if (next == y || next == low || next == high) return next;
        y = next;
    }
    return y;
}

/* Of the difference; their factor on the variance is not in yet. */
typedef struct moments {
    double second, third;
} moments;

static moments
moments_at(const pair *c, double y)
{
    const double x = c->d + y;
    const double v1 = x * (1 - c->d - y) / c->n1, v2 = y * (1 - y) / c->n2;
    return (moments){v1 + v2, v1 * (1 - 2 * x) / c->n1 -
                                  v2 * (1 - 2 * y) / c->n2};
}

static double
factor(const pair *c)
{
    const double n = c->n1 + c->n2;
    return n > 1 ? n / (n - 1) : 1;
}

static double
variance_at(const pair *c, double y)
{
    return moments_at(c, y).second * factor(c);
}

/* What is more likely above the middle is so below it of the mirror image, in
 * which those selected are those who are not: y is near 0 there, where it has
 * all its digits. */
static moments
moments_of(pair c)
{
    double derivative;
    const double middle = (1 - c.d) / 2;
    if (slope(&c, middle, &derivative) > 0)
        c = (pair){1 - c.p2, c.n2, 1 - c.p1, c.n1, c.d};
    return moments_at(&c, most_likely(&c, middle));
}

/* The pair of a difference, which is not below 0, and what was observed less
 * what that says. */
static pair
pair_of(double p1, double n1, double p2, double n2, double difference)
{
    assert(p1 >= 0 && p1 <= 1 && n1 > 0 && p2 >= 0 && p2 <= 1 && n2 > 0);
    assert(difference >= -1 && difference <= 1);
    return difference >= 0 ? (pair){p1, n1, p2, n2, difference}
                           : (pair){p2, n2, p1, n1, -difference};
}

static double
distance_of(double p1, double n1, double p2, double n2, double difference,
            int half)
{
    return p1 - p2 - difference - half * 0.5 * (1 / n1 + 1 / n2);
}

double
fair__difference_variance(double p1, double n1, double p2, double n2,
                          double difference)
{
    const pair c = pair_of(p1, n1, p2, n2, difference);
    return moments_of(c).second * factor(&c);
}

double
fair__score_difference(double p1, double n1, double p2, double n2,
                       double difference, int half)
{
    return fair__over_error(
        distance_of(p1, n1, p2, n2, difference, half),
        fair__difference_variance(p1, n1, p2, n2, difference));
}

double
fair__skewed_difference(double p1, double n1, double p2, double n2,
                        double difference, int half)
{
    const pair c = pair_of(p1, n1, p2, n2, difference);
    const moments m = moments_of(c);
    const double third = difference < 0 ? -m.third : m.third;
    return fair__skewed(
        fair__over_error(distance_of(p1, n1, p2, n2, difference, half),
                         m.second * factor(&c)),
        skew_of(third, m.second));
}

/* The least that a score of this size can be, whatever the skewness is up to
 * this one: it falls with it up to here, and 1 stays 1. */
static double
least_of(double far, double skew)
{
    if (far <= 1) return far;
    return far >= 1.5 && skew <= far ? fair__skewed(far, skew) : 1;
}

/* 0 to `most` */
static double
clipped(double x, double most)
{
    if (!(x > 0)) return 0;
    return x < most ? x : most;
}

/* The most likely y is between those of the groups by themselves, p1 - d and
 * p2, and the variance has one maximum in y and no other turn.  A third moment
 * is at most the variance over the rows of the smaller group. */
fair__score_span
fair__skewed_difference_span(double p1, double n1, double p2, double n2,
                             double difference, int half)
{
    const pair c = pair_of(p1, n1, p2, n2, difference);
    const double far = distance_of(p1, n1, p2, n2, difference, half);
    const double one = clipped(c.p1 - c.d, 1 - c.d);
    const double other = clipped(c.p2, 1 - c.d);
    const double top = ((1 - 2 * c.d) * c.n2 + c.n1) / (2 * (c.n1 + c.n2));
    double least = variance_at(&c, one), most = variance_at(&c, other);
    if (least > most) {
        const double swap = least;
        least = most;
        most = swap;
    }
    if ((one < top) == (top < other)) most = variance_at(&c, top);
    const double rows = c.n1 < c.n2 ? c.n1 : c.n2;
    const double skew = fair__over_error(1, rows * rows * least / factor(&c));
    const double beyond = fair__over_error(far, least);
    const double size = least_of(fabs(fair__over_error(far, most)), skew);
    return far > 0 ? (fair__score_span){size, beyond}
                   : (fair__score_span){beyond, -size};
}

/* ---- ratio ---- */

/* The most likely rates, and what is left to 1. */
typedef struct likely {
    double p1, q1, p2, q2;
} likely;

/* p1 / p2 = r <= 1: with k counted, f not, in shares of all rows, the most
 * likely p2 is a root of
 *     r p^2 - ((s1 + k2) r + s2 + k1) p + k1 + k2 = 0,
 * and 1 - p2 one of r q^2 + m q - f2 (1 - r) = 0, m = (1 - r) - f1 - f2 r,
 * with the discriminant m^2 + 4 r f2 (1 - r), a sum of positive terms: nothing
 * cancels where all rates are near 0, or near 1. */
static likely
of_small_ratio(const pair *c, double r)
{
    const double s1 = c->n1 / (c->n1 + c->n2), s2 = c->n2 / (c->n1 + c->n2);
    const double f1 = s1 * (1 - c->p1), f2 = s2 * (1 - c->p2);
    const double k1 = s1 * c->p1, k2 = s2 * c->p2;
    const double m = (1 - r) - f1 - f2 * r;
    const double root = sqrt(m * m + 4 * r * f2 * (1 - r));
    const double q2 = m > 0 ? 2 * f2 * (1 - r) / (m + root)
                            : (root - m) / (2 * r);
    const double p2 = 2 * (k1 + k2) / ((s1 + k2) * r + s2 + k1 + root);
    return (likely){r * p2, (1 - r) + r * q2, p2, q2};
}

/* Gart and Nam's third moment (1988, doi:10.2307/2531848). */
static double
small_ratio(const pair *c, double r, int half, int skewed)
{
    const likely x = of_small_ratio(c, r);
    const double step = half * 0.5 * (1 / c->n1 + r / c->n2);
    const double v1 = x.p1 * x.q1 / c->n1, v2 = r * r * x.p2 * x.q2 / c->n2;
    const double v = v1 + v2;
    const double s = fair__over_error(c->p1 - r * c->p2 - step, v);
    const double third = v1 * (x.q1 - x.p1) / c->n1 -
                         r * v2 * (x.q2 - x.p2) / c->n2;
    return skewed ? fair__skewed(s, skew_of(third, v)) : s;
}

static double
any_ratio(const pair *c, double ratio, int half, int skewed)
{
    assert(c->p1 >= 0 && c->p1 <= 1 && c->n1 > 0);
    assert(c->p2 >= 0 && c->p2 <= 1 && c->n2 > 0 && ratio > 0);
    if (ratio <= 1) return small_ratio(c, ratio, half, skewed);
    const pair turned = {c->p2, c->n2, c->p1, c->n1, 0};
    return -small_ratio(&turned, 1 / ratio, -half, skewed);
}

double
fair__score_ratio(double p1, double n1, double p2, double n2, double ratio,
                  int half)
{
    return any_ratio(&(pair){p1, n1, p2, n2, 0}, ratio, half, 0);
}

double
fair__skewed_ratio(double p1, double n1, double p2, double n2, double ratio,
                   int half)
{
    return any_ratio(&(pair){p1, n1, p2, n2, 0}, ratio, half, 1);
}

/* ---- odds ratio ---- */

/* Odds of p1 to those of p2 are r <= 1: with k counted, f not, in shares of
 * all rows, the most likely p2 is a root of
 *     s2 (1 - r) p^2 - (s1 r + s2 + k (1 - r)) p + k = 0,
 * and 1 - p2 one of s2 (1 - r) q^2 + m q - f r = 0, m = s1 + s2 r - f (1 - r).
 * Both discriminants are sums of positive terms, so that nothing cancels. */
static likely
of_small_odds(const pair *c, double r)
{
    const double n = c->n1 + c->n2;
    const double s1 = c->n1 / n, s2 = c->n2 / n, d = 1 - r;
    const double f = s1 * (1 - c->p1) + s2 * (1 - c->p2);
    const double k = s1 * c->p1 + s2 * c->p2;
    const double e = s2 + s1 * r - k * d, m = s1 + s2 * r - f * d;
    const double root_p = sqrt(e * e + 4 * k * d * s1 * r);
    const double root_q = sqrt(m * m + 4 * f * d * s2 * r);
    const double p2 = 2 * k / (s1 * r + s2 + k * d + root_p);
    const double q2 = m > 0 ? 2 * f * r / (m + root_q)
                            : (root_q - m) / (2 * s2 * d);
    const double both = q2 + r * p2;
    return (likely){r * p2 / both, q2 / both, p2, q2};
}

/* What the first counts above what is likely the second counts below: of few
 * rows it is known better. */
static double
small_odds(const pair *c, double r, int half)
{
    const likely x = of_small_odds(c, r);
    const double n = c->n1 + c->n2;
    const double v1 = c->n1 * x.p1 * x.q1, v2 = c->n2 * x.p2 * x.q2;
    const double variance = fair__over_variance(v1 * v2, v1 + v2);
    const double above =
        c->n1 < c->n2
            ? c->n1 * (x.p1 < x.q1 ? c->p1 - x.p1 : x.q1 - (1 - c->p1))
            : c->n2 * (x.p2 < x.q2 ? x.p2 - c->p2 : (1 - c->p2) - x.q2);
    return fair__over_error(above - half * 0.5,
                            n > 1 ? variance * (n / (n - 1)) : variance);
}

double
fair__score_odds_ratio(double p1, double n1, double p2, double n2,
                       double ratio, int half)
{
    assert(p1 >= 0 && p1 <= 1 && n1 > 0 && p2 >= 0 && p2 <= 1 && n2 > 0);
    assert(ratio > 0);
    if (ratio <= 1)
        return small_odds(&(pair){p1, n1, p2, n2, 0}, ratio, half);
    return -small_odds(&(pair){p2, n2, p1, n1, 0}, 1 / ratio, -half);
}

/* ---- rates ---- */

void
fair__likely_rates(double p1, double n1, double p2, double n2, double ratio,
                   int of_odds, double out[2], double left[2])
{
    const int turned = ratio > 1;
    const pair c = turned ? (pair){p2, n2, p1, n1, 0}
                          : (pair){p1, n1, p2, n2, 0};
    const double r = turned ? 1 / ratio : ratio;
    const likely x = of_odds ? of_small_odds(&c, r) : of_small_ratio(&c, r);
    out[turned] = x.p1;
    out[!turned] = x.p2;
    left[turned] = x.q1;
    left[!turned] = x.q2;
}
