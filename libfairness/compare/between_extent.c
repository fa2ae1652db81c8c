/* SPDX-License-Identifier: MIT
 * Intervals of what is largest over pairs of groups' scores. */
#include "compare/between_extent.h"

#include <math.h>

#include <fairness/report.h>

#include "base/elementary.h"
#include "base/ends.h"
#include "compare/versus.h"
#include "metric/area.h"
#include "metric/form.h"
#include "metric/scatter.h"
#include "stats/distribution.h"
#include "stats/interval.h"

static double
effective(const fair__form *rows, const fair__counts *c)
{
    const fair__wide sum = fair__form_weight(rows, c);
    return fair__form_effective(rows, c, &sum);
}

/* ---- an area ---- */

typedef struct area {
    fair__bounded at;
    double variance;
    double odds; /* their logarithm, and its variance */
    double odds_variance;
} area;

static int
is_apart(double value, double fewest)
{
    return fewest * fair__smaller(value, 1 - value) >= FAIR__FEWEST_APART;
}

/* DeLong's where enough pairs are either way round.  Else as of a rate of the
 * rarer label: no area varies more (Birnbaum and Klose 1957). */
static area
area_of(const fair__placed *x, double positives, double negatives, double z)
{
    const double fewest = fair__smaller(positives, negatives);
    area a = {.at = {x->area, 0, 1}};
    double like = x->area;
    if (is_apart(x->area, fewest))
        a.variance = x->variance[0] / (negatives - 1) +
                     x->variance[1] / (positives - 1);
    if (a.variance > 0) {
        fair__area_delong(x->area, a.variance, z, &a.at.lower, &a.at.upper);
    } else {
        like = (x->area * fewest + 0.5) / (fewest + 1);
        a.variance = like * (1 - like) / fewest;
        fair__wilson(fair__smaller(x->area, 1), fewest, z, &a.at.lower,
                     &a.at.upper);
    }
    a.odds = fair__log(like / (1 - like));
    a.odds_variance = a.variance / (like * (1 - like) * like * (1 - like));
    return a;
}

/* ---- a group ---- */

/* E|N| of a standard normal number, squared: what sums to a mean of absolute
 * values.  Groups alike have curves alike, of which roots of sums are the
 * roots of the sums of their squares. */
#define MEAN_ABSOLUTE (2 / 3.14159265358979323846)

static void
set_ranks(const fair__extracted *x, fair__apart *out)
{
    const fair__placed own = fair__placed_of(x, x, 1);
    out->error[FAIR__BETWEEN_ABROCA] =
        area_of(&own, out->labels[1], out->labels[0], 1).variance;
    /* The height of the curve varies by its positives, seen by negatives, and
     * its place by negatives, seen by positives. */
    out->chance[FAIR__BETWEEN_ABROCA] =
        MEAN_ABSOLUTE * (own.root[0] * own.root[0] / out->labels[1] +
                         own.root[1] * own.root[1] / out->labels[0]);
}

/* With ends one row more is counted, half of it at either end: what was not
 * seen of a few rows may be there. */
static void
set_distances(const fair__extracted *x, fair__ends_of ends, fair__apart *out)
{
    const fair__strewn s = fair__strewn_of(x);
    const double n = out->rows;
    const double below = s.mean - ends.low, above = ends.high - s.mean;
    const int has_ends = isfinite(below) && isfinite(above);
    double unseen[2] = {0, 0}, of = n - 1;
    if (has_ends) {
        of = n;
        unseen[0] = (below * below + above * above) / 2 / n / n;
        unseen[1] = fair__larger(below, above) / 2 / n / n;
    }
    if (!has_ends && n < FAIR__FEWEST_MEANT) of = NAN;
    out->error[FAIR__BETWEEN_WASSERSTEIN] = s.variance / of + unseen[0];
    out->chance[FAIR__BETWEEN_WASSERSTEIN] =
        MEAN_ABSOLUTE * s.roots * s.roots / n;
    out->error[FAIR__BETWEEN_ENERGY] = 2 * (s.most / of + unseen[1]);
    out->chance[FAIR__BETWEEN_ENERGY] = 2 * s.products / n;
}

void
fair__apart_of(const fair__population *p, size_t i,
               const fair__extracted *ranks, const fair__extracted *distances,
               fair__apart *out)
{
    const fair__counts *c = &p->groups[i];
    const fair__metric *auc = fair__metric_find("roc_auc");
    const fair__metric *mean = fair__metric_find("mean_score");
    *out = (fair__apart){.rows = effective(&mean->a.denominator, c),
                         .labels = {effective(&auc->b.denominator, c),
                                    effective(&auc->a.denominator, c)}};
    if (ranks != NULL) set_ranks(ranks, out);
    if (distances != NULL && (mean->needs & ~p->given) == 0)
        set_distances(distances, fair__scatter_ends(mean, &p->total->scored),
                      out);
}

/* ---- a pair ---- */

typedef struct seen {
    double lower, upper;
    double shown;
} seen;

/* Wei and Dudley's constant, for four rows and more of each. */
#define WEI_DUDLEY 2.16863

/* From above the rates of both groups at the score where they are furthest
 * apart in truth.  With d between them and l the part of the first in
 * s = 1 / m + 1 / n, their difference varies by s / 4 - l (1 - l) s d^2 at most:
 * the score test's bound, a quarter of a row of each further. */
static seen
seen_ks(const fair__reaching *r, double value, const fair__apart *a,
        const fair__apart *b)
{
    const double s = 1 / a->rows + 1 / b->rows, z2 = r->z * r->z;
    const double curved = z2 / a->rows / b->rows / s;
    const double at = fair__smaller(value + s / 4, 1);
    const double root =
        at * at - (1 + curved) * (at * at - z2 * s / 4);
    return (seen){value - sqrt(r->near * s / 2),
                  (at + sqrt(fair__larger(root, 0))) / (1 + curved),
                  2 * value * value / s};
}

static seen
seen_across(const fair__reaching *r, const fair__apart *a,
            const fair__apart *b, const fair__placed across[2])
{
    const double zs[2] = {r->near, r->z};
    double low[2], high[2], shown = 0;
    for (int i = 0; i < 2; i++) {
        const area x = area_of(&across[0], a->labels[1], b->labels[0], zs[i]);
        const area y = area_of(&across[1], b->labels[1], a->labels[0], zs[i]);
        fair__mover_difference(&x.at, &y.at, &low[i], &high[i]);
        shown = fabs(x.odds - y.odds) /
                sqrt(x.odds_variance + y.odds_variance);
    }
    return (seen){fair__larger(low[0], -high[0]),
                  fair__larger(high[1], -low[1]), shown};
}

static seen
seen_norm(const fair__reaching *r, double value, const fair__apart *a,
          const fair__apart *b)
{
    const int m = r->measure;
    const double error = sqrt(a->error[m] + b->error[m]);
    const double more = value - sqrt(a->chance[m] + b->chance[m]);
    if (!(error > 0)) return (seen){NAN, NAN, NAN};
    return (seen){more - r->near * error, value + r->z * error, more / error};
}

/* ---- the largest ---- */

fair__reaching
fair__reaching_new(int measure, const fair__population *p,
                   const fair__rules *rules, double compared)
{
    const fair__ends_of ends = fair__scatter_ends(
        fair__metric_find("mean_score"), &p->total->scored);
    const double width = ends.high - ends.low;
    const double out = fair__normal_tails(rules->z).upper;
    const int either_way = measure == FAIR__BETWEEN_CROSS_AUC;
    fair__reaching r = {.measure = measure,
                        .pairs = compared * (compared - 1) / 2,
                        .z = rules->z,
                        .most = 1,
                        .shown = -HUGE_VAL};
    if (!(out > 0)) { /* a confidence that nothing reaches */
        r.z = NAN;
        return r;
    }
    r.near = measure == FAIR__BETWEEN_KS
                 ? fair__larger(fair__log(WEI_DUDLEY * r.pairs / out), 0)
                 : fair__versus_z(out, r.pairs * (either_way ? 2 : 1));
    if (measure == FAIR__BETWEEN_WASSERSTEIN) r.most = width;
    if (measure == FAIR__BETWEEN_ENERGY) r.most = sqrt(2 * width);
    return r;
}

void
fair__reaching_add(fair__reaching *r, double value, const fair__apart *a,
                   const fair__apart *b, const fair__placed across[2])
{
    seen s;
    if (r->measure == FAIR__BETWEEN_CROSS_AUC)
        s = seen_across(r, a, b, across);
    else if (r->measure == FAIR__BETWEEN_KS)
        s = seen_ks(r, value, a, b);
    else
        s = seen_norm(r, value, a, b);
    /* One pair of which too little is known is enough to say nothing. */
    if (!(isfinite(s.lower) && isfinite(s.upper))) r->z = NAN;
    r->lower = fair__larger(r->lower, s.lower);
    r->upper = fair__larger(r->upper, s.upper);
    r->shown = fair__larger(r->shown, s.shown);
}

void
fair__reaching_end(const fair__reaching *r, fair__finding *f)
{
    const double value = fair__wide_double(&f->value);
    double none = WEI_DUDLEY * fair__exp(-r->shown);
    if (f->reason != FAIR_DEFINED || isnan(r->z)) return;
    if (r->measure != FAIR__BETWEEN_KS)
        none = fair__normal_tails(r->shown).upper;
    if (r->measure == FAIR__BETWEEN_CROSS_AUC) none *= 2;
    f->method = FAIR_METHOD_SIMULTANEOUS;
    f->lower = fair__smaller(r->lower, value);
    f->upper = fair__larger(fair__smaller(r->upper, r->most), value);
    f->none = fair__smaller(none * r->pairs, 1);
}
