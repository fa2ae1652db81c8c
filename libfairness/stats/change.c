/* SPDX-License-Identifier: MIT
 * Score statistics of changes. */
#include "stats/change.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>

#include "stats/score.h"

#define STEPS 400 /* a fourth of which halves; most take 8 to 12 */
#define MOST_NEWTON 100 /* most take 4 to 8 */

/* ---- one group ---- */

/* Of a mean of n values. */
typedef struct moments {
    double mean, second, third;
} moments;

/* Values are 1 with the chance up, -1 with the chance down, or 0. */
static moments
moments_of(double up, double down, double d, double n)
{
    const double square = up + down, v = square - d * d;
    return (moments){d, v > 0 ? v / n : 0,
                     (d * (1 - 3 * square) + 2 * d * d * d) / (n * n)};
}

/* Where the change is d, 0 <= d <= 1, the most likely share q of those lost
 * solves 2 q^2 - (b + c - (2 - b + c) d) q - c d (1 - d) = 0, with b gained,
 * c lost. */
static moments
paired_moments(double b, double c, double n, double d)
{
    if (d < 0) {
        const moments m = paired_moments(c, b, n, -d);
        return (moments){d, m.second, -m.third};
    }
    const double linear = (2 - b + c) * d - b - c, product = c * d * (1 - d);
    const double root = sqrt(linear * linear + 8 * product);
    const double q = linear > 0 ? 2 * product / (linear + root)
                                : (root - linear) / 4;
    return moments_of(q + d, q, d, n);
}

static double
score(double distance, const moments *m, int half)
{
    const double z = fair__over_error(distance, m->second);
    if (half == 0) return z;
    return fair__skewed(
        z, fair__over_error(fair__over_variance(m->third, m->second),
                            m->second));
}

/* ---- sums ---- */

static moments
mirrored(moments m)
{
    return (moments){-m.mean, m.second, -m.third};
}

/* Of a rate p where (p - d) / (d (1 - d)) = t. */
static moments
rate_at(double p, double n, double t)
{
    const double root = sqrt((1 + t) * (1 + t) - 4 * t * p);
    const double d = 1 + t > 0 ? 2 * p / (1 + t + root)
                               : (1 + t - root) / (2 * t);
    return moments_of(d, 0, d, n);
}

/* Of shares b gained and c lost, at t >= 0: the most likely ones are
 * b / (u + 2 t), c / u and (1 - b - c) / (u + t) for those that stay, which
 * add up to 1 at the largest root of
 *     u^3 + (3 t - 1) u^2 + (2 t - 2 + b - c) t u - 2 c t^2.
 * Newton's steps come down to it.  Where nobody is lost and u is 0, what is
 * left to 1 is. */
static moments
pair_at(double b, double c, double n, double t)
{
    if (t < 0) return mirrored(pair_at(c, b, n, -t));
    const double two = 3 * t - 1, one = (2 * t - 2 + b - c) * t;
    const double none = -2 * c * t * t;
    double u = 1;
    if (c == 0) {
        const double root = sqrt(two * two - 4 * one);
        u = one < 0 || two < 0 ? (root - two) / 2 : 0;
    }
    for (int i = 0; c > 0 && i < MOST_NEWTON; i++) {
        const double f = ((u + two) * u + one) * u + none;
        const double next = u - f / ((3 * u + 2 * two) * u + one);
        if (!(next < u && next > 0)) break;
        u = next;
    }
    const double up = b > 0 ? b / (u + 2 * t) : 0;
    const double stay = b + c < 1 ? (1 - b - c) / (u + t) : 0;
    const double rest = 1 - up - stay;
    const double down = c > 0 ? c / u : u > 0 || rest < 0 ? 0 : rest;
    return moments_of(up, down, up - down, n);
}

/* Where its slope, distance over variance, is this. */
static moments
term_at(const fair__term *x, double slope)
{
    const double t = slope / x->n;
    if (x->ways == FAIR__BOTH_WAYS) return pair_at(x->gained, x->lost, x->n, t);
    return x->ways == FAIR__UP ? rate_at(x->gained, x->n, t)
                               : mirrored(rate_at(x->lost, x->n, -t));
}

static moments
sum_at(const fair__term *terms, size_t n, double slope)
{
    moments sum = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        const moments m = term_at(&terms[i], slope);
        sum.mean += m.mean;
        sum.second += m.second;
        sum.third += m.third;
    }
    return sum;
}

/* Where the line through both ends meets 0, and no nearer to an end than what
 * doubles tell apart; the middle by turns. */
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

/* At the most likely means that add up to x all terms have one slope, with
 * the sign of `distance`, of all that was observed from x: the further out it
 * is the nearer to x they are.  By the method of Anderson and Björck (1973,
 * doi:10.1007/BF01951936), every fourth step of which halves. */
static moments
most_likely(const fair__term *terms, size_t n, double x, double distance)
{
    const int sign = distance > 0 ? 1 : -1;
    double low = 0, f_low = fabs(distance), high = 0, f_high = 0;
    moments m = sum_at(terms, n, 0);
    if (distance == 0) return m;
    for (size_t i = 0; i < n; i++) high += 1 / terms[i].n;
    high = f_low / high;
    for (int i = 0; i < STEPS; i++, high *= 2) {
        m = sum_at(terms, n, sign * high);
        f_high = sign * (m.mean - x);
        if (!(f_high > 0)) break;
        low = high;
        f_low = f_high;
    }
    for (int i = 0, side = 0; i < STEPS && f_high < 0; i++) {
        const double least = 2 * DBL_EPSILON * high;
        if (!(high - low > 2 * least)) break;
        const double at = within(low, high, f_low, f_high, least, i % 4 != 3);
        m = sum_at(terms, n, sign * at);
        const double f = sign * (m.mean - x);
        if (f > 0) {
            if (side > 0) f_high *= f < f_low ? 1 - f / f_low : 0.5;
            low = at;
            f_low = f;
            side = 1;
        } else {
            if (side < 0) f_low *= f > f_high ? 1 - f / f_high : 0.5;
            high = at;
            f_high = f;
            side = -1;
        }
    }
    return m;
}

double
fair__score_sum(const fair__term *terms, size_t n, double x, int half)
{
    double low = 0, high = 0, observed = 0, step = 0, rows = 0;
    for (size_t i = 0; i < n; i++) {
        low -= (terms[i].ways & FAIR__DOWN) != 0;
        high += (terms[i].ways & FAIR__UP) != 0;
        observed += terms[i].gained - terms[i].lost;
        step += 0.5 / terms[i].n;
        rows += terms[i].n;
    }
    const double distance = observed - x;
    if (!(x > low && x < high)) return fair__over_error(distance, 0);
    moments m = most_likely(terms, n, x, distance);
    const double factor = rows > 1 ? rows / (rows - 1) : 1;
    m.second *= factor;
    m.third *= factor * sqrt(factor);
    return score(distance - half * step, &m, half);
}

/* ---- changes ---- */

static double
not_below_0(double x)
{
    return x > 0 ? x : 0;
}

static void
add_rate(fair__sum *sum, double rate, double n, int sign)
{
    if (sign == 0) return;
    sum->terms[sum->n++] =
        sign > 0 ? (fair__term){rate, 0, n, FAIR__UP}
                 : (fair__term){0, rate, n, FAIR__DOWN};
}

void
fair__sum_add(fair__sum *sum, const fair__change *c, int now, int then)
{
    if (!c->paired || now * then == 0) {
        add_rate(sum, c->rate, c->n, now);
        add_rate(sum, c->before, c->n_before, -then);
        return;
    }
    double up = c->gained, down = c->lost;
    if (now != then) { /* both times or never, and once is neither */
        up = not_below_0(c->rate - c->gained);
        down = not_below_0(1 - c->before - c->gained);
        sum->offset += now;
    }
    sum->terms[sum->n++] =
        (fair__term){now > 0 ? up : down, now > 0 ? down : up, c->n,
                     FAIR__BOTH_WAYS};
}

double
fair__score_change(const fair__change *a, const fair__change *b, double x,
                   int half)
{
    assert(x >= -2 && x <= 2 && (b != NULL || (x >= -1 && x <= 1)));
    if (b == NULL && !a->paired)
        return fair__skewed_difference(a->rate, a->n, a->before, a->n_before,
                                       x, half);
    if (b == NULL) {
        const moments m = paired_moments(a->gained, a->lost, a->n, x);
        return score(a->gained - a->lost - x - half / a->n, &m, half);
    }
    fair__sum sum = {.n = 0};
    fair__sum_add(&sum, a, 1, 1);
    fair__sum_add(&sum, b, -1, -1);
    return fair__score_sum(sum.terms, sum.n, x, half);
}
