/* SPDX-License-Identifier: MIT
 * Intervals for rates, differences and ratios of independent rates. */
#include "stats/interval.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#include "base/elementary.h"
#include "base/ends.h"

double
fair__two_sided_z(double confidence)
{
    assert(confidence > 0 && confidence < 1);
    /* The lower tail, as 1 - confidence loses nothing from 1/2 up. */
    return -fair__normal_quantile((1 - confidence) / 2);
}

/* Wilson's bounds for p <= 1/2 are the roots of
 *     x^2 - (2 s p + r) x + s p^2 = 0,  s = n / (n + z^2),  r = 1 - s:
 * everything lies in [0, 1], so that nothing overflows for any n; and the
 * smaller root is the product of both divided by the larger one, so that no
 * digits cancel and p = 0 gives 0.  Rounding keeps lower <= p <= upper: the
 * larger root is s p and more, and more than makes up for the last digit that
 * s p may lack. */
static void
wilson_small(double p, double n, double z, double *lower, double *upper)
{
    const double s = n / (n + z * z), r = z * z / (n + z * z);
    const double root = sqrt(r * (s * p * (1 - p) + r / 4));
    const double high = s * p + r / 2 + root;
    *upper = fair__smaller(high, 1);
    *lower = high > 0 ? s * p / high * p : 0;
}

void
fair__wilson(double p, double n, double z, double *lower, double *upper)
{
    assert(p >= 0 && p <= 1 && n > 0 && z >= 0);
    if (p <= 0.5) {
        wilson_small(p, n, z, lower, upper);
        return;
    }
    /* The mirror image; 1 - p is exact, and so the bounds keep their order. */
    double low, high;
    wilson_small(1 - p, n, z, &low, &high);
    *lower = 1 - high;
    *upper = 1 - low;
}

static fair__bounded
bounded(double p, double n, double z)
{
    fair__bounded b = {p, 0, 0};
    fair__wilson(p, n, z, &b.lower, &b.upper);
    return b;
}

static double
hypotenuse(double a, double b)
{
    return sqrt(a * a + b * b);
}

void
fair__mover_difference(const fair__bounded *a, const fair__bounded *b,
                       double *lower, double *upper)
{
    const double difference = a->p - b->p;
    *lower = difference - hypotenuse(a->p - a->lower, b->upper - b->p);
    *upper = difference + hypotenuse(a->upper - a->p, b->p - b->lower);
}

void
fair__mover_add(fair__mover_sum *sum, double factor, const fair__bounded *x)
{
    const double below = factor * (x->p - x->lower);
    const double above = factor * (x->upper - x->p);
    sum->value += factor * x->p;
    sum->below += factor < 0 ? above * above : below * below;
    sum->above += factor < 0 ? below * below : above * above;
}

fair__bounded
fair__mover_bounds(const fair__mover_sum *sum)
{
    return (fair__bounded){sum->value, sum->value - sqrt(sum->below),
                           sum->value + sqrt(sum->above)};
}

void
fair__newcombe(double p1, double n1, double p2, double n2, double z,
               double *lower, double *upper)
{
    const fair__bounded a = bounded(p1, n1, z), b = bounded(p2, n2, z);
    fair__mover_difference(&a, &b, lower, upper);
    /* In exact arithmetic the bounds are within -1 … 1 by themselves. */
    *lower = fair__larger(*lower, -1);
    *upper = fair__smaller(*upper, 1);
}

/* Donner and Zou give, with R = p1 p2,
 *     lower = (R - sqrt(R^2 - l1 u2 (2 p1 - l1)(2 p2 - u2))) / (u2 (2 p2 - u2))
 *     upper = (R + sqrt(R^2 - u1 l2 (2 p1 - u1)(2 p2 - l2))) / (l2 (2 p2 - l2))
 * With a = (p1 - l1) / p1 and b = (p2 - l2) / p2, both in [0, 1],
 *     l1 (2 p1 - l1) = p1^2 (1 - a^2),   u2 (2 p2 - u2) = p2^2 - (u2 - p2)^2,
 *     l2 (2 p2 - l2) = p2^2 (1 - b^2),   u1 (2 p1 - u1) = p1^2 - (u1 - p1)^2,
 * and the first expanded by its conjugate, they are the sums of positive
 * terms below: no cancellation, and no division by 2 p2 - u2, which may be 0.
 * 1 - a^2 is (l1 / p1) (1 + a), exact where l1 / p1 is small. */
int
fair__mover_ratio(const fair__bounded *x, const fair__bounded *y,
                  double *lower, double *upper)
{
    const double p1 = x->p, p2 = y->p;
    if (!(y->lower > 0)) return 0;
    const double a = p1 > 0 ? (p1 - x->lower) / p1 : 1;
    const double b = (p2 - y->lower) / p2;
    const double share1 = p1 > 0 ? x->lower / p1 * (1 + a) : 0; /* 1 - a^2 */
    const double share2 = y->lower / p2 * (1 + b);              /* 1 - b^2 */
    const double low =
        p1 * share1 /
        (p2 + hypotenuse(p2 * a, sqrt(share1) * (y->upper - p2)));
    const double high =
        (p1 + hypotenuse(p1 * b, sqrt(share2) * (x->upper - p1))) /
        (p2 * share2);
    if (!(high <= DBL_MAX)) return 0;
    *lower = low;
    *upper = high;
    return 1;
}

int
fair__mover_r(double p1, double n1, double p2, double n2, double z,
              double *lower, double *upper)
{
    const fair__bounded a = bounded(p1, n1, z), b = bounded(p2, n2, z);
    return fair__mover_ratio(&a, &b, lower, upper);
}
