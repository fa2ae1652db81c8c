/* SPDX-License-Identifier: MIT
 * Score intervals: the differences and ratios that a score test lets stand.
 *
 * The test of a difference or ratio takes the variance at the rates that are
 * most likely under it.  Its statistic falls as the difference or ratio grows,
 * so that bounds are found by bisection, down to the last digits. */
#include <assert.h>
#include <float.h>
#include <math.h>

#include "stats/interval.h"

typedef struct pair {
    double p1, n1, p2, n2;
} pair;

/* ---- difference ---- */

static pair
turned(const pair *x)
{
    return (pair){x->p2, x->n2, x->p1, x->n1};
}

/* The most likely p2 where p1 = p2 + d, d >= 0: the one root in its range of
 * the derivative of the likelihood times p1 (1 - p1) p2 (1 - p2), a cubic, by
 * Newton's steps that must not leave the bracket. */
static double
likely_rate(const pair *x, double d)
{
    double low = 0, high = 1 - d, p = high / 2;
    for (int i = 0; i < 100; i++) {
        const double p1 = p + d, q1 = 1 - p1, q = 1 - p;
        const double left1 = x->n1 * (x->p1 - p1), left2 = x->n2 * (x->p2 - p);
        const double value = p * q * left1 + p1 * q1 * left2;
        const double slope = (q - p) * left1 - p * q * x->n1 +
                             (q1 - p1) * left2 - p1 * q1 * x->n2;
        if (value > 0)
            low = p;
        else
            high = p;
        double next = p - value / slope;
        if (!(next > low && next < high)) next = (low + high) / 2;
        const double step = next > p ? next - p : p - next;
        p = next;
        if (step <= 1e-16 * p || high - low <= DBL_MIN) break;
    }
    return p;
}

/* Whether the score test rejects the difference d. */
static int
rejects_difference(const pair *x, double d, double z)
{
    const pair other = turned(x);
    if (d < 0) return rejects_difference(&other, -d, z);
    const double p2 = likely_rate(x, d), p1 = p2 + d;
    const double n = x->n1 + x->n2, apart = x->p1 - x->p2 - d;
    const double v = (p1 * (1 - p1) / x->n1 + p2 * (1 - p2) / x->n2) * n /
                     (n - 1);
    return apart * apart > z * z * v;
}

/* The end of what stands, from the estimate towards -1 or 1. */
static double
end_of_differences(const pair *x, double z, double to)
{
    double in = x->p1 - x->p2, out = to;
    for (int i = 0; i < 100; i++) {
        const double middle = (in + out) / 2;
        if (middle == in || middle == out) break;
        if (rejects_difference(x, middle, z))
            out = middle;
        else
            in = middle;
    }
    return in;
}

void
fair__miettinen_nurminen(double p1, double n1, double p2, double n2, double z,
                         double *lower, double *upper)
{
    assert(p1 >= 0 && p1 <= 1 && p2 >= 0 && p2 <= 1 && n1 + n2 > 1);
    /* The mirror image keeps small rates, which have more digits. */
    const pair x = p1 + p2 > 1 ? (pair){1 - p2, n2, 1 - p1, n1}
                               : (pair){p1, n1, p2, n2};
    *lower = end_of_differences(&x, z, -1);
    *upper = end_of_differences(&x, z, 1);
}

/* ---- ratio ---- */

/* p1 / p2 = r <= 1: the most likely p2 is a root of
 *     N r p^2 - ((n1 + k2) r + n2 + k1) p + k1 + k2 = 0,
 * and 1 - p2 one of N r q^2 + m q - f2 (1 - r) = 0, f = n - k,
 * m = N (1 - r) - f1 - f2 r, with the discriminant m^2 + 4 N r f2 (1 - r),
 * a sum of positive terms: nothing cancels where all rates are near 1. */
static double
ratio_statistic(const pair *x, double r)
{
    const double n = x->n1 + x->n2, w1 = x->n1 / n, w2 = x->n2 / n;
    const double f1 = w1 * (1 - x->p1), f2 = w2 * (1 - x->p2);
    const double m = (1 - r) - f1 - f2 * r;
    const double root = sqrt(m * m + 4 * r * f2 * (1 - r));
    const double q2 = m > 0 ? 2 * f2 * (1 - r) / (m + root)
                            : (root - m) / (2 * r);
    const double p2 = 2 * (w1 * x->p1 + w2 * x->p2) /
                      ((w1 + w2 * x->p2) * r + w2 + w1 * x->p1 + root);
    const double p1 = r * p2, q1 = (1 - r) + r * q2;
    const double v = p1 * q1 / x->n1 + r * r * p2 * q2 / x->n2;
    return (x->p1 - r * x->p2) / sqrt(v);
}

static int
rejects_ratio(const pair *x, double r, double z)
{
    const pair other = turned(x);
    const double t = r <= 1 ? ratio_statistic(x, r)
                            : ratio_statistic(&other, 1 / r);
    return t > z || t < -z;
}

/* Bisection of the logarithm, from a ratio that stands to one that does not,
 * by a factor that is squared until it is so.  The limit where nothing is
 * rejected. */
static double
end_of_ratios(const pair *x, double z, double in, double factor)
{
    double out = in * factor;
    while (!rejects_ratio(x, out, z)) {
        in = out;
        factor *= factor;
        out = in * factor;
        if (!(out > DBL_MIN)) return 0;
        if (!(out <= DBL_MAX)) return HUGE_VAL;
    }
    for (int i = 0; i < 100; i++) {
        const double middle = sqrt(in) * sqrt(out);
        if (middle == in || middle == out) break;
        if (rejects_ratio(x, middle, z))
            out = middle;
        else
            in = middle;
    }
    return in;
}

int
fair__koopman(double p1, double n1, double p2, double n2, double z,
              double *lower, double *upper)
{
    assert(p1 >= 0 && p1 <= 1 && p2 >= 0 && p2 <= 1 && n1 > 0 && n2 > 0);
    if (!(p1 > 0) && !(p2 > 0)) return 0;
    const pair x = {p1, n1, p2, n2};
    /* Without an estimate, from a ratio far on the side that stands. */
    const double far = 1e150;
    const double from = !(p1 > 0) ? 1 / far : !(p2 > 0) ? far : p1 / p2;
    *lower = p1 > 0 ? end_of_ratios(&x, z, from, 0.5) : 0;
    *upper = p2 > 0 ? end_of_ratios(&x, z, from, 2) : HUGE_VAL;
    return 1;
}
