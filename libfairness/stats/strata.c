/* SPDX-License-Identifier: MIT
 * Two groups in strata: Mantel-Haenszel, the common odds ratio, Breslow-Day. */
#include <float.h>
#include <math.h>

#include "base/elementary.h"
#include "stats/distribution.h"
#include "stats/test.h"

/* Rows, and whether both groups and both outcomes have some. */
static int
informative(const fair__two_by_two *t, double *n)
{
    *n = t->a + t->b + t->c + t->d;
    return t->a + t->b > 0 && t->c + t->d > 0 && t->a + t->c > 0 &&
           t->b + t->d > 0;
}

/* a - (a + b) (a + c) / n = (a d - b c) / n */
int
fair__mantel_haenszel(const fair__two_by_two *strata, size_t n, int corrected,
                      fair__chi_square *out)
{
    double apart = 0, variance = 0;
    for (size_t i = 0; i < n; i++) {
        const fair__two_by_two *t = &strata[i];
        double rows;
        if (!informative(t, &rows) || !(rows > 1)) continue;
        apart += (t->a * t->d - t->b * t->c) / rows;
        variance += (t->a + t->b) / rows * ((t->c + t->d) / rows) *
                    (t->a + t->c) * ((t->b + t->d) / (rows - 1));
    }
    if (!(variance > 0)) return 0;
    if (apart < 0) apart = -apart;
    if (corrected) apart = apart > 0.5 ? apart - 0.5 : 0;
    out->statistic = apart * apart / variance;
    out->df = 1;
    out->p = fair__chi_square_tails(out->statistic, 1).upper;
    return 1;
}

/* Sums over strata of r = a d / n and s = b c / n, and of their products with
 * p = (a + d) / n and q = (b + c) / n. */
typedef struct odds {
    double r, s, pr, ps_qr, qs;
} odds;

static odds
sum_odds(const fair__two_by_two *strata, size_t n)
{
    odds o = {0, 0, 0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        const fair__two_by_two *t = &strata[i];
        double rows;
        if (!informative(t, &rows)) continue;
        const double r = t->a * t->d / rows, s = t->b * t->c / rows;
        const double p = (t->a + t->d) / rows, q = (t->b + t->c) / rows;
        o.r += r;
        o.s += s;
        o.pr += p * r;
        o.ps_qr += p * s + q * r;
        o.qs += q * s;
    }
    return o;
}

int
fair__common_odds_ratio(const fair__two_by_two *strata, size_t n, double *out)
{
    const odds o = sum_odds(strata, n);
    if (!(o.r > 0) && !(o.s > 0)) return 0;
    *out = o.s > 0 ? o.r / o.s : HUGE_VAL;
    return 1;
}

int
fair__common_odds_interval(const fair__two_by_two *strata, size_t n, double z,
                           double *lower, double *upper)
{
    const odds o = sum_odds(strata, n);
    if (!(o.r > 0 && o.s > 0)) return 0;
    const double ratio = o.r / o.s;
    const double variance = (o.pr / o.r / o.r + o.ps_qr / o.r / o.s +
                             o.qs / o.s / o.s) / 2;
    const double factor = fair__exp(z * sqrt(variance));
    *lower = ratio / factor;
    *upper = ratio * factor;
    return 1;
}

/* What a and d have too many, b and c too few, for a d = ratio b c: a root of
 *     (1 - ratio) x^2 - (a + d + ratio (b + c)) x + a d - ratio b c = 0.
 * With the margins r = a + b and c' = a + c its discriminant is
 *     (d - a)^2 + 2 ratio (r (n - r) + c' (n - c')) + ratio^2 (b - c)^2,
 * in which nothing cancels. */
static double
excess(const fair__two_by_two *t, double ratio)
{
    const double middle = (t->a + t->b) * (t->c + t->d) +
                          (t->a + t->c) * (t->b + t->d);
    const double root =
        sqrt((t->d - t->a) * (t->d - t->a) + 2 * ratio * middle +
             ratio * ratio * (t->b - t->c) * (t->b - t->c));
    return 2 * (t->a * t->d - ratio * t->b * t->c) /
           (t->a + t->d + ratio * (t->b + t->c) + root);
}

int
fair__breslow_day(const fair__two_by_two *strata, size_t n, int tarone,
                  fair__chi_square *out)
{
    double ratio, statistic = 0, apart = 0, total = 0;
    size_t used = 0;
    if (!fair__common_odds_ratio(strata, n, &ratio)) return 0;
    if (!(ratio > 0 && ratio <= DBL_MAX)) return 0;
    for (size_t i = 0; i < n; i++) {
        const fair__two_by_two *t = &strata[i];
        double rows;
        if (!informative(t, &rows)) continue;
        const double off = excess(t, ratio);
        const double variance = 1 / (1 / (t->a - off) + 1 / (t->b + off) +
                                     1 / (t->c + off) + 1 / (t->d - off));
        statistic += off * off / variance;
        apart += off;
        total += variance;
        used++;
    }
    if (used < 2) return 0;
    if (tarone) statistic -= apart * apart / total;
    out->statistic = statistic > 0 ? statistic : 0;
    out->df = (double)(used - 1);
    out->p = fair__chi_square_tails(out->statistic, out->df).upper;
    return 1;
}
