/* SPDX-License-Identifier: MIT
 * Score statistics of changes. */
#include "stats/change.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>

#include "stats/score.h"

#define STEPS 400 /* a fourth of which halves; most take 8 to 12 */

/* ---- one group ---- */

/* Where the change is d, 0 <= d <= 1, the most likely share q of those lost
 * solves 2 q^2 - (b + c - (2 - b + c) d) q - c d (1 - d) = 0, with b gained,
 * c lost. */
static double
paired_variance(double b, double c, double n, double d)
{
    if (d < 0) return paired_variance(c, b, n, -d);
    const double linear = (2 - b + c) * d - b - c, product = c * d * (1 - d);
    const double root = sqrt(linear * linear + 8 * product);
    const double q = linear > 0 ? 2 * product / (linear + root)
                                : (root - linear) / 4;
    const double variance = 2 * q + d * (1 - d);
    return variance > 0 ? variance / n : 0;
}

static double
variance_at(const fair__change *c, double d)
{
    return c->paired
               ? paired_variance(c->gained, c->lost, c->n, d)
               : fair__difference_variance(c->rate, c->n, c->before,
                                           c->n_before, d);
}

static double
observed(const fair__change *c)
{
    return c->paired ? c->gained - c->lost : c->rate - c->before;
}

static double
step(const fair__change *c)
{
    return c->paired ? 1 / c->n : 0.5 * (1 / c->n + 1 / c->n_before);
}

/* ---- two ---- */

static double
slope(const fair__change *c, double d)
{
    return fair__over_variance(observed(c) - d, variance_at(c, d));
}

/* The slopes of both likelihoods where the change of a is d and that of b is
 * less by x: at the most likely change they cancel.  Both fall. */
typedef struct likelihood {
    const fair__change *a, *b;
    double x;
} likelihood;

static double
slope_at(const likelihood *l, double d)
{
    return slope(l->a, d) + slope(l->b, d - l->x);
}

/* Where the line through both ends meets 0, and no nearer to an end than what
 * doubles tell apart; the middle where an end has no slope, or by turns. */
static double
within(double low, double high, double f_low, double f_high, double least,
       int by_line)
{
    const double width = high - low;
    const double d = low + width * (f_low / (f_low - f_high));
    if (!by_line || !isfinite(d)) return low + width / 2;
    if (d < low + least) return low + least;
    return d > high - least ? high - least : d;
}

/* The most likely change of a where that of b is less by x.  As for any
 * multinomial a slope is (observed - d) / variance at d: the change lies
 * between those observed.  By the method of Anderson and Björck (1973,
 * doi:10.1007/BF01951936), every fourth step of which halves. */
static double
most_likely(const likelihood *l)
{
    const double own = observed(l->a), other = observed(l->b) + l->x;
    double low = l->x > 0 ? l->x - 1 : -1, high = l->x > 0 ? 1 : 1 + l->x;
    if (low < (own < other ? own : other)) low = own < other ? own : other;
    if (high > (own < other ? other : own)) high = own < other ? other : own;
    double f_low = slope_at(l, low), f_high = slope_at(l, high);
    for (int i = 0, side = 0; i < STEPS; i++) {
        const double least = 2 * DBL_EPSILON * (fabs(low) + fabs(high));
        if (!(high - low > 2 * least)) break;
        const double d = within(low, high, f_low, f_high, least, i % 4 != 3);
        const double f = slope_at(l, d);
        if (f > 0) {
            if (side > 0) f_high *= f < f_low ? 1 - f / f_low : 0.5;
            low = d;
            f_low = f;
            side = 1;
        } else {
            if (side < 0) f_low *= f > f_high ? 1 - f / f_high : 0.5;
            high = d;
            f_high = f;
            side = -1;
        }
    }
    return low;
}

double
fair__score_change(const fair__change *a, const fair__change *b, double x,
                   int half)
{
    assert(x >= -2 && x <= 2 && (b != NULL || (x >= -1 && x <= 1)));
    if (b == NULL && !a->paired)
        return fair__skewed_difference(a->rate, a->n, a->before, a->n_before,
                                       x, half);
    if (b == NULL)
        return fair__over_error(observed(a) - x - half * step(a),
                                variance_at(a, x));
    const likelihood l = {a, b, x};
    const double d = most_likely(&l);
    return fair__over_error(
        observed(a) - observed(b) - x - half * (step(a) + step(b)) / 2,
        variance_at(a, d) + variance_at(b, d - x));
}
