/* SPDX-License-Identifier: MIT
 * Score intervals: the differences and ratios that a score test lets stand.
 * Its statistic falls as the difference or ratio grows, so that bounds are
 * found by bisection, down to the last digits. */
#include <assert.h>
#include <float.h>
#include <math.h>

#include "stats/interval.h"
#include "stats/score.h"

typedef struct pair {
    double p1, n1, p2, n2;
} pair;

/* ---- difference ---- */

/* Whether the score test rejects the difference d. */
static int
rejects_difference(const pair *x, double d, double z)
{
    const double t = fair__score_difference(x->p1, x->n1, x->p2, x->n2, d, 0);
    return t > z || t < -z;
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

static int
rejects_ratio(const pair *x, double r, double z)
{
    const double t = fair__score_ratio(x->p1, x->n1, x->p2, x->n2, r, 0);
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
