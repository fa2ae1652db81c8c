/* SPDX-License-Identifier: MIT
 * Score statistics of rates. */
#include "stats/score.h"

#include <assert.h>
#include <math.h>

#define STEPS 200 /* more than halving takes; Newton needs 4 to 8 */

static double
over_error(double distance, double variance)
{
    if (variance > 0) return distance / sqrt(variance);
    if (distance == 0) return 0;
    return distance > 0 ? HUGE_VAL : -HUGE_VAL;
}

double
fair__score_rate(double p, double n, double p0, int half)
{
    assert(p >= 0 && p <= 1 && n > 0 && p0 >= 0 && p0 <= 1);
    return over_error(p - p0 - half * 0.5 / n, p0 * (1 - p0) / n);
}

/* ---- difference ---- */

/* Two groups whose rates are said to differ by d, 0 <= d <= 1: the second has
 * y, the first d + y. */
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

/* Newton's steps, and halves where these leave the bracket. */
static double
most_likely(const pair *c, double high)
{
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

/* What is more likely above the middle is so below it of the mirror image, in
 * which those selected are those who are not: y is near 0 there, where it has
 * all its digits. */
static double
variance_of(pair c)
{
    double derivative;
    const double middle = (1 - c.d) / 2;
    if (slope(&c, middle, &derivative) > 0)
        c = (pair){1 - c.p2, c.n2, 1 - c.p1, c.n1, c.d};
    const double y = most_likely(&c, middle), n = c.n1 + c.n2;
    const double variance =
        (c.d + y) * (1 - c.d - y) / c.n1 + y * (1 - y) / c.n2;
    return n > 1 ? variance * (n / (n - 1)) : variance;
}

double
fair__score_difference(double p1, double n1, double p2, double n2,
                       double difference, int half)
{
    assert(p1 >= 0 && p1 <= 1 && n1 > 0 && p2 >= 0 && p2 <= 1 && n2 > 0);
    assert(difference >= -1 && difference <= 1);
    const pair c = difference >= 0 ? (pair){p1, n1, p2, n2, difference}
                                   : (pair){p2, n2, p1, n1, -difference};
    const double step = half * 0.5 * (1 / n1 + 1 / n2);
    return over_error(p1 - p2 - difference - step, variance_of(c));
}

/* ---- ratio ---- */

double
fair__score_ratio(double p1, double n1, double p2, double n2, double ratio,
                  int half)
{
    assert(p1 >= 0 && p1 <= 1 && n1 > 0 && p2 >= 0 && p2 <= 1 && n2 > 0);
    assert(ratio > 0);
    /* The most likely p2 under p1 = ratio p2 is the smaller root of
     *     n r y^2 - (r (n1 + x2) + x1 + n2) y + (x1 + x2) = 0,
     * here in shares of n, so that nothing overflows, and as a quotient in
     * which nothing cancels: b^2 - 4 r c is also
     *     (r (n1 + x2) - (x1 + n2))^2 + 4 r (n1 - x1) (n2 - x2). */
    const double s1 = n1 / (n1 + n2), s2 = n2 / (n1 + n2);
    const double x1 = s1 * p1, x2 = s2 * p2;
    const double left = ratio * (s1 + x2), right = x1 + s2;
    const double inside = (left - right) * (left - right) +
                          4 * ratio * s1 * (1 - p1) * s2 * (1 - p2);
    double y = 2 * (x1 + x2) / (left + right + sqrt(inside));
    if (y > 1) y = 1;
    double x = ratio * y;
    if (x > 1) {
        x = 1;
        y = 1 / ratio;
    }
    const double variance =
        x * (1 - x) / n1 + ratio * ratio * y * (1 - y) / n2;
    const double step = half * 0.5 * (1 / n1 + ratio / n2);
    return over_error(p1 - ratio * p2 - step, variance);
}
