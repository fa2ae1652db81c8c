/* SPDX-License-Identifier: MIT
 * Values that are made of two rates of a group. */
#include "compare/parts.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#include "metric/form.h"
#include "stats/score.h"

#define HALVINGS 100 /* more than there are digits */

/* ---- what they are made of ---- */

/* Odds: what is in the one is not in the other. */
static int
are_apart(const fair__ratio *r)
{
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        const int a = r->numerator.of[s], b = r->denominator.of[s];
        if (a < 0 || b < 0 || a + b > 1) return 0;
    }
    return 1;
}

int32_t
fair__parts_kind(const fair__metric *m)
{
    if (m->op == FAIR__OP_QUOTIENT) return FAIR__PARTS_RATIO;
    if (m->op == FAIR__OP_ODDS) return FAIR__PARTS_ODDS_RATIO;
    return m->op == FAIR__OP_RATIO && are_apart(&m->a) ? FAIR__PARTS_ODDS
                                                       : FAIR__NO_PARTS;
}

static fair__part
part_of(const fair__form *of, const fair__form *rows, const fair__counts *c,
        double n)
{
    const fair__wide top = fair__form_value(of, c);
    const fair__wide under = fair__form_value(rows, c);
    const fair__wide rate = fair__wide_div(&top, &under);
    const fair__wide sum = fair__form_weight(rows, c);
    return (fair__part){fair__wide_double(&rate),
                        fair__form_effective(rows, c, &sum) / n};
}

fair__parts
fair__parts_of(const fair__metric *m, const fair__counts *c, double n)
{
    fair__parts out = {.kind = fair__parts_kind(m)};
    assert(out.kind != FAIR__NO_PARTS && n > 0);
    if (out.kind == FAIR__PARTS_ODDS) {
        const fair__form both =
            fair__form_union(&m->a.numerator, &m->a.denominator);
        out.first = part_of(&m->a.numerator, &both, c, n);
        return out;
    }
    out.first = part_of(&m->a.numerator, &m->a.denominator, c, n);
    out.second = part_of(&m->b.numerator, &m->b.denominator, c, n);
    return out;
}

/* ---- halves ---- */

/* Half a count less in what makes it large, and more in what makes it small:
 * 0 at least, and infinite where a row counts as less than that. */
static double
value_at(const fair__parts *p, double n, int half)
{
    const double n1 = n * p->first.rows, n2 = n * p->second.rows;
    const double k1 = n1 * p->first.rate - half * 0.5;
    const double k2 = n2 * p->second.rate + half * 0.5;
    const double f1 = n1 * (1 - p->first.rate) + half * 0.5;
    const double f2 = n2 * (1 - p->second.rate) - half * 0.5;
    double top = k1, under = f1;
    if (p->kind == FAIR__PARTS_RATIO) {
        top *= n2;
        under = n1 * k2;
    }
    if (p->kind == FAIR__PARTS_ODDS_RATIO) {
        top = k1 > 0 && f2 > 0 ? k1 * f2 : 0;
        under = f1 > 0 && k2 > 0 ? f1 * k2 : 0;
    }
    if (!(top > 0)) return 0;
    return under > 0 ? top / under : HUGE_VAL;
}

/* No half is taken off where there is none. */
static int
half_of(const fair__parts *p, double n, int half)
{
    return half > 0 && value_at(p, n, half) == 0 ? 0 : half;
}

double
fair__parts_value(const fair__parts *p, double n, int half)
{
    return value_at(p, n, half_of(p, n, half));
}

/* ---- scores ---- */

static double
score_of_odds(double p, double n, double x, int half)
{
    return x > 1 ? -fair__score_rate(1 - p, n, 1 / (1 + x), -half)
                 : fair__score_rate(p, n, x / (1 + x), half);
}

/* Of the score of odds; of odds ratios, of what the first counts where both
 * are counted. */
static double
skewness(const fair__parts *p, double n, double x)
{
    const double n1 = n * p->first.rows, n2 = n * p->second.rows;
    double at[2] = {x / (1 + x), 0}, left[2] = {1 / (1 + x), 1};
    if (p->kind == FAIR__PARTS_ODDS_RATIO)
        fair__likely_rates(p->first.rate, n1, p->second.rate, n2, x, 1, at,
                           left);
    const double v1 = n1 * at[0] * left[0], s1 = left[0] - at[0];
    if (p->kind == FAIR__PARTS_ODDS) return fair__over_error(s1, v1);
    const double v2 = n2 * at[1] * left[1], s2 = left[1] - at[1];
    return fair__over_error(v2 * v2 * s1 - v1 * v1 * s2,
                            v1 * v2 * (v1 + v2) * (v1 + v2) * (v1 + v2));
}

static double
score_at(const fair__parts *p, double n, double x, int half)
{
    const double p1 = p->first.rate, n1 = n * p->first.rows;
    const double p2 = p->second.rate, n2 = n * p->second.rows;
    if (p->kind == FAIR__PARTS_RATIO)
        return fair__skewed_ratio(p1, n1, p2, n2, x, half);
    return fair__skewed(
        p->kind == FAIR__PARTS_ODDS
            ? score_of_odds(p1, n1, x, half)
            : fair__score_odds_ratio(p1, n1, p2, n2, x, half),
        skewness(p, n, x));
}

double
fair__parts_score(const fair__parts *p, double n, double x, int half)
{
    if (x < 0) return HUGE_VAL;
    if (x == 0) return fair__parts_value(p, n, 0) > 0 ? HUGE_VAL : 0;
    if (!(x < HUGE_VAL)) return -HUGE_VAL;
    return score_at(p, n, x, half_of(p, n, half));
}

/* ---- intervals ---- */

/* The last value from one that stands on by which the score, times the side,
 * is at most z: halves of the logarithm. */
static double
end_of(const fair__parts *p, double n, double z, int side)
{
    double in = fair__parts_value(p, n, side), factor = side > 0 ? 0.5 : 2;
    if (!(in > 0) || !(in < HUGE_VAL)) return in;
    double out = in * factor;
    while (side * fair__parts_score(p, n, out, side) <= z) {
        in = out;
        factor *= factor;
        out = in * factor;
        if (!(out > DBL_MIN)) return 0;
        if (!(out <= DBL_MAX)) return HUGE_VAL;
    }
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = sqrt(in) * sqrt(out);
        if (middle == in || middle == out) break;
        if (side * fair__parts_score(p, n, middle, side) <= z)
            in = middle;
        else
            out = middle;
    }
    return in;
}

int
fair__parts_bounds(const fair__parts *p, double n, double z, double *lower,
                   double *upper)
{
    const double high = end_of(p, n, z, -1);
    if (!(high < HUGE_VAL)) return 0;
    *lower = end_of(p, n, z, 1);
    *upper = high;
    return 1;
}
