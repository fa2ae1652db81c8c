/* SPDX-License-Identifier: MIT
 * Score statistics of changes. */
#include "stats/change.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "stats/score.h"

#define HALVINGS 100

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

/* The most likely change of a where that of b is less by x: the slopes of the
 * two likelihoods, each (observed - d) / variance at d as of any multinomial,
 * cancel.  Both fall. */
static double
most_likely(const fair__change *a, const fair__change *b, double x)
{
    double low = x > 0 ? x - 1 : -1, high = x > 0 ? 1 : 1 + x;
    for (int i = 0; i < HALVINGS; i++) {
        const double d = low + (high - low) / 2;
        if (d == low || d == high) break;
        if (slope(a, d) + slope(b, d - x) > 0)
            low = d;
        else
            high = d;
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
    const double d = most_likely(a, b, x);
    return fair__over_error(
        observed(a) - observed(b) - x - half * (step(a) + step(b)) / 2,
        variance_at(a, d) + variance_at(b, d - x));
}
