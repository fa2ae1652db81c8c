/* SPDX-License-Identifier: MIT
 * The test of one claim. */
#include "compare/claim_test.h"

#include <math.h>

#include "base/elementary.h"
#include "compare/change.h"
#include "compare/claim_score.h"
#include "compare/estimate.h"
#include "stats/distribution.h"
#include "stats/score.h"

static double
chance_above(double z)
{
    return fair__normal_tails(z).upper;
}

/* What a group is to all other rows if it is x to all rows, of which it is a
 * part itself. */
static double
to_the_rest(int32_t form, double x, double share)
{
    if (share == 0) return x;
    if (form == FAIR__OF_DIFFERENCE) return x / (1 - share);
    return share * x < 1 ? x * (1 - share) / (1 - share * x) : HUGE_VAL;
}

/* ---- levels ---- */

/* Chances are right to 1e-14 of themselves, or of 1, and so are scores: these
 * margins are a thousand times wider.  Numbers near the smallest are not. */
#define NEAR 1e-9
#define SMALLEST 1e-290
#define NEAR_SMALLEST 1.0
/* Beyond these scores every chance is the number 0, or 1. */
#define ALL_ARE_0 39.0
#define ALL_ARE_1 (-9.0)

fair__level
fair__level_of(double p)
{
    if (!(p > 0)) return (fair__level){p, ALL_ARE_0, ALL_ARE_0};
    if (!(p < 1)) return (fair__level){p, ALL_ARE_1, ALL_ARE_1};
    const double z = -fair__normal_quantile(p);
    double near = NEAR * (1 + fabs(z)) + 1e-14 / (1 - p);
    if (p < SMALLEST) near = NEAR_SMALLEST;
    return (fair__level){p, z + near, z - near};
}

/* ---- by standard errors ---- */

#define HALVINGS 40 /* around a minimum: half of them count */

/* How far a value is from an estimate, in errors, and what that grows by. */
typedef struct distance {
    double far;
    double slope;
} distance;

static distance
distance_of(const fair__metric *m, const fair__sample *s, double error,
            double x)
{
    return (distance){(fair__estimate_scaled(m, x) -
                       fair__estimate_scaled(m, s->rate)) /
                          error,
                      fair__estimate_slope(m, x) / error};
}

/* Values of both groups that are just x apart, b's being at. */
static double
first_of(int32_t form, double at, double x)
{
    return form == FAIR__OF_RATIO ? at * x : at + x;
}

/* What the squares of both distances are between, while `at` is. */
typedef struct squares {
    double low_a, high_a;
    double low_b, high_b;
} squares;

/* One end has moved: towards the estimate of a, where a is near and b far. */
static void
narrow(squares *s, int towards_a, double a, double b)
{
    *(towards_a ? &s->low_a : &s->high_a) = a * a;
    *(towards_a ? &s->high_b : &s->low_b) = b * b;
}

/* Of those the ones that are nearest to the estimates: how far off that is.
 * They lie between the estimates, one of which would stay as it is. */
static double
score_of_pair(const fair__claim *c, double error_a, double error_b, double x,
              const fair__query *q)
{
    const fair__metric *m = c->family->metric;
    const int32_t form = c->family->form;
    const int is_ratio = form == FAIR__OF_RATIO;
    const double a = is_ratio ? c->a->rate / x : c->a->rate - x;
    const double b = c->b->rate;
    const int side = a > b ? 1 : -1;
    double low = a < b ? a : b, high = a < b ? b : a;
    if (!is_ratio && low < m->low) low = m->low;
    if (!is_ratio && low < m->low - x) low = m->low - x;
    if (is_ratio && high > m->high / x) high = m->high / x;
    if (!is_ratio && high > m->high - x) high = m->high - x;
    if (high > m->high) high = m->high;
    if (!(low < high)) return a == b ? 0 : side * HUGE_VAL;
    double far = 0;
    squares known = {0, HUGE_VAL, 0, HUGE_VAL};
    for (int i = 0; i < HALVINGS; i++) {
        const double at = low + (high - low) / 2;
        if (at == low || at == high) break;
        const distance one =
            distance_of(m, c->a, error_a, first_of(form, at, x));
        const distance other = distance_of(m, c->b, error_b, at);
        const double slope = one.far * one.slope * (is_ratio ? x : 1) +
                             other.far * other.slope;
        far = one.far * one.far + other.far * other.far;
        if (slope > 0)
            high = at;
        else
            low = at;
        if (q == NULL) continue;
        narrow(&known, (slope > 0) == (a > b), one.far, other.far);
        if (fair__is_decided(q, side, sqrt(known.low_a + known.low_b),
                             sqrt(known.high_a + known.high_b)))
            break;
    }
    return side * sqrt(far);
}

static double
score_of_error(const fair__claim *c, double x, const fair__query *q)
{
    const fair__metric *m = c->family->metric;
    const double n = sqrt(c->a->n);
    if (c->family->form == FAIR__OF_VALUE) {
        if (!(c->a->spread < HUGE_VAL)) return 0;
        if (!(x > m->low)) return HUGE_VAL;
        if (!(x < m->high)) return -HUGE_VAL;
        return -distance_of(m, c->a, c->a->spread / n, x).far;
    }
    if (!(c->a->alike < HUGE_VAL && c->b->alike < HUGE_VAL)) return 0;
    if (c->family->form == FAIR__OF_RATIO && !(x > 0)) return HUGE_VAL;
    if (!(x < HUGE_VAL)) return -HUGE_VAL;
    return score_of_pair(c, c->a->alike / n, c->b->alike / sqrt(c->b->n), x,
                         q);
}

/* An estimate has one row more in every cell than what was observed, which is
 * much where rows are few: what was not observed on this side of x, x
 * itself among it, is not shown to be there.  1: above x, -1: below. */
static int
is_observed(const fair__claim *c, double x, int side)
{
    const double a = c->a->observed;
    if (c->family->test != FAIR__BY_ERROR) return 1;
    if (c->family->form == FAIR__OF_VALUE) return side * (a - x) > 0;
    const double b = c->b->observed;
    if (c->family->form == FAIR__OF_DIFFERENCE) return side * (a - b - x) > 0;
    return x < HUGE_VAL ? side * (a - x * b) > 0 : side < 0;
}

static double
at_least_half(double p)
{
    return p > 0.5 ? p : 0.5;
}

/* ---- any claim ---- */

/* A rate, and the rows that it is of. */
typedef struct proportion {
    double rate;
    double n;
} proportion;

static double
score_of_difference(proportion a, proportion b, double x, int half,
                    const fair__query *q)
{
    if (x < -1) return HUGE_VAL;
    if (x > 1) return -HUGE_VAL;
    if (q != NULL) {
        const fair__score_span s = fair__skewed_difference_span(
            a.rate, a.n, b.rate, b.n, x, half);
        if (q->sign > 0 ? fair__is_clear(q->level, s.low, s.high)
                        : fair__is_clear(q->level, -s.high, -s.low))
            return s.low;
    }
    return fair__skewed_difference(a.rate, a.n, b.rate, b.n, x, half);
}

static double
score_of_rates(int32_t form, proportion a, proportion b, double x, int half,
               const fair__query *q)
{
    if (form == FAIR__OF_VALUE)
        return fair__score_binomial(a.rate, a.n, x, half);
    if (form == FAIR__OF_DIFFERENCE)
        return score_of_difference(a, b, x, half, q);
    if (x <= 0) return a.rate > 0 ? HUGE_VAL : 0;
    if (x >= HUGE_VAL) return b.rate > 0 ? -HUGE_VAL : 0;
    return fair__skewed_ratio(a.rate, a.n, b.rate, b.n, x, half);
}

/* ---- by the rate that a value is like ---- */

/* Normal theory is far off where a value is near an end; rates have tests that
 * are not. */
static int
is_like_a_rate(const fair__claim *c)
{
    return c->family->test == FAIR__BY_ERROR && c->a->like_rate > 0 &&
           (c->b == NULL || c->b->like_rate > 0) &&
           (c->family->form != FAIR__OF_RATIO || c->family->metric->low == 0);
}

static proportion
as_rate(fair__ends_of ends, const fair__sample *s)
{
    return (proportion){(s->observed - ends.low) / (ends.high - ends.low),
                        s->n * s->like_rate};
}

static double
score_of_likeness(const fair__claim *c, double x, int half, const fair__query *q)
{
    const fair__ends_of ends = fair__family_ends(c->family);
    const int32_t form = c->family->form;
    const proportion a = as_rate(ends, c->a);
    const double width = ends.high - ends.low;
    if (form == FAIR__OF_VALUE) x = (x - ends.low) / width;
    if (form == FAIR__OF_DIFFERENCE) x = x / width;
    if (form == FAIR__OF_VALUE && x < 0) return HUGE_VAL;
    if (form == FAIR__OF_VALUE && x > 1) return -HUGE_VAL;
    return score_of_rates(form, a, c->b != NULL ? as_rate(ends, c->b) : a, x,
                          half, q);
}

/* ---- by Student's t ---- */

/* The score that has the chance of Welch's t: of means without ends, whose
 * errors are on their own scale. */
static double
score_of_mean(const fair__claim *c, double x)
{
    const double a = c->a->spread * c->a->spread / c->a->n;
    const double b =
        c->b != NULL ? c->b->spread * c->b->spread / c->b->n : 0;
    const double far = c->a->rate - (c->b != NULL ? c->b->rate : 0) - x;
    double below = a * a / (c->a->n - 1);
    if (c->b != NULL) below += b * b / (c->b->n - 1);
    if (!(a + b < HUGE_VAL)) return 0;
    const double t = fabs(far) / sqrt(a + b);
    const double p =
        fair__student_tails(t, (a + b) * (a + b) / below).upper;
    const double z = p > 0 ? -fair__normal_quantile(p) : ALL_ARE_0;
    return far > 0 ? z : -z;
}

static int
is_mean_without_ends(const fair__claim *c)
{
    return c->family->test == FAIR__BY_ERROR &&
           fair__estimate_method(c->family->metric) ==
               FAIR__ESTIMATE_MOMENTS &&
           fair__family_ends(c->family).high == HUGE_VAL;
}

/* ---- by any ---- */

/* The score of what is observed, half a count nearer from above (1) or from
 * below (-1).  With a query, another one on the same side of its level. */
static double
score(const fair__claim *c, double x, int half, const fair__query *q)
{
    if (c->a->parts.kind != FAIR__NO_PARTS &&
        (c->b == NULL || c->b->parts.kind != FAIR__NO_PARTS))
        return fair__score_of_parts(c, x, half, q);
    if (is_like_a_rate(c)) return score_of_likeness(c, x, half, q);
    if (is_mean_without_ends(c)) return score_of_mean(c, x);
    if (c->family->test == FAIR__BY_ERROR) return score_of_error(c, x, q);
    if (c->family->form == FAIR__OF_CHANGE)
        return fair__change_score(c->a, c->b, x, half);
    if (c->b != NULL && c->b->share > 0)
        x = to_the_rest(c->family->form, x, c->b->share);
    const proportion a = {c->a->rate, c->a->n};
    const fair__sample *b = c->b != NULL ? c->b : c->a;
    return score_of_rates(c->family->form, a, (proportion){b->rate, b->n}, x,
                          half, q);
}

double
fair__no_disparity(int32_t form)
{
    return form == FAIR__OF_RATIO ? 1 : 0;
}

static double
mirrored(int32_t form, double x)
{
    if (form == FAIR__OF_DIFFERENCE) return -x;
    return x > 0 ? 1 / x : HUGE_VAL;
}

int
fair__allows_none(int32_t form, double x, int side)
{
    return form != FAIR__OF_VALUE && side * (x - fair__no_disparity(form)) >= 0;
}

/* Whatever the limit. */
static double
chance_beyond(const fair__claim *c, double x, int side)
{
    if (c->family->test == FAIR__BY_GAPS)
        return fair__gaps_beyond(c->a->gaps, x, c->a->n / c->a->gaps->n);
    double p = chance_above(side * score(c, x, side, NULL));
    if (!is_observed(c, x, side)) p = at_least_half(p);
    if (fair__is_growth(c->family)) {
        const double others = chance_above(fair__growth_of_others(c, x));
        if (others > p) p = others;
    }
    if (c->both_ways)
        p += chance_above(
            side * score(c, mirrored(c->family->form, x), side, NULL));
    return p < 1 ? p : 1;
}

double
fair__claim_none(const fair__claim *c)
{
    const double none = fair__no_disparity(c->family->form);
    const int side = score(c, none, 0, NULL) > 0 ? 1 : -1;
    const double p = 2 * chance_above(side * score(c, none, side, NULL));
    return p < 1 && is_observed(c, none, side) ? p : 1;
}

double
fair__claim_beyond(const fair__claim *c, double x, int side)
{
    double p = chance_beyond(c, x, side);
    if (!fair__allows_none(c->family->form, x, side)) return p;
    const double none = FAIR__NULL_SHARE * fair__claim_none(c);
    if (none > p) p = none;
    return p < 1 ? p : 1;
}

double
fair__claim_within(const fair__claim *c, double x, int side)
{
    if (c->family->test == FAIR__BY_GAPS)
        return fair__gaps_within(c->a->gaps, x, c->a->n / c->a->gaps->n);
    const double p = chance_above(-side * score(c, x, -side, NULL));
    if (!is_observed(c, x, -side)) return at_least_half(p);
    if (!fair__is_growth(c->family)) return p;
    /* Held against the pair before, or against it the other way round: either
     * will do, each at half the level. */
    const double turned = chance_above(-fair__growth_of_turned(c, x));
    const double least = turned < p ? turned : p;
    return least < 0.5 ? 2 * least : 1;
}

/* 1 if the first chance is clearly not above the level, -1 if it is clearly
 * not below, 0 if it has to be worked out. */
static int
is_clearly(const fair__claim *c, double x, int half, int sign,
           const fair__level *level)
{
    if (c->family->test == FAIR__BY_GAPS) return 0; /* it has no score */
    if (!is_observed(c, x, half)) return level->p < 0.5 ? -1 : 0;
    const fair__query q = {level, sign};
    const double z = sign * score(c, x, half, &q);
    if (z >= level->enough) return 1;
    return z <= level->short_of ? -1 : 0;
}

int
fair__claim_is_beyond(const fair__claim *c, double x, int side,
                      const fair__level *level)
{
    /* The one end by itself is too likely, or both have to be known. */
    return is_clearly(c, x, side, side, level) >= 0 &&
           fair__claim_beyond(c, x, side) <= level->p;
}

int
fair__claim_is_within(const fair__claim *c, double x, int side,
                      const fair__level *level)
{
    /* A gap may be held against another one, too. */
    const int clear = fair__is_growth(c->family)
                          ? 0
                          : is_clearly(c, x, -side, -side, level);
    if (clear != 0) return clear > 0;
    return fair__claim_within(c, x, side) <= level->p;
}

int
fair__claim_least_beyond(const fair__claim *c, double x, int side,
                         fair__level *least)
{
    if (!(least->p > 0) || is_clearly(c, x, side, side, least) < 0) return 0;
    const double p = fair__claim_beyond(c, x, side);
    if (p < least->p) *least = fair__level_of(p);
    return 1;
}

int
fair__claim_most_within(const fair__claim *c, double x, int side,
                        fair__level *most)
{
    if (!(most->p < 1)) return 0;
    if (!fair__is_growth(c->family) &&
        is_clearly(c, x, -side, -side, most) > 0)
        return 0;
    const double p = fair__claim_within(c, x, side);
    if (p > most->p) *most = fair__level_of(p);
    return 1;
}

/* ---- all claims ---- */

static int
are_alike(const fair__parts *p, const fair__parts *q)
{
    return p->first.rate == q->first.rate && p->first.rows == q->first.rows &&
           p->second.rate == q->second.rate &&
           p->second.rows == q->second.rows;
}

static int
is_alike(const fair__sample *s, const fair__sample *t)
{
    if (s == NULL || t == NULL) return s == t;
    return s->rate == t->rate && s->n == t->n && s->share == t->share &&
           s->spread == t->spread && s->alike == t->alike &&
           s->like_rate == t->like_rate && are_alike(&s->parts, &t->parts) &&
           s->observed == t->observed && s->gaps == t->gaps;
}

int
fair__claim_is_alike(const fair__claim *c, const fair__claim *d)
{
    return d->family != NULL && c->family->form != FAIR__OF_CHANGE &&
           c->family->metric == d->family->metric &&
           c->both_ways == d->both_ways && is_alike(c->a, d->a) &&
           is_alike(c->b, d->b);
}

/* A pair as it may be beyond: the worse one first. */
static void
visit_pair(const fair__family *f, const fair__sample *a,
           const fair__sample *b, int side, fair__visit_claim *visit, void *ctx)
{
    fair__claim c = {f, a, b, 1};
    if (f->form == FAIR__OF_CHANGE) {
        const fair__claim back = {f, b, a, 0};
        c.both_ways = 0;
        visit(ctx, &c);
        visit(ctx, &back);
        return;
    }
    if (f->between == FAIR__PAIRS_TO_MOST) {
        if (a->has_missing && b->has_missing) return;
        c.both_ways = !a->has_missing && !b->has_missing;
        if (b->has_missing) c = (fair__claim){f, b, a, 0};
    }
    if (c.both_ways && side * (c.a->rate - c.b->rate) < 0)
        c = (fair__claim){f, b, a, 1};
    visit(ctx, &c);
}

/* Of the claims that a group comes first in; asked once in so many. */
#define CLAIMS_UNASKED 65536

static int
is_stopped(const fair__family *f, uint64_t claims)
{
    fair__asking *a = f->asking;
    if (a == NULL) return 0;
    const uint64_t before = a->claims / CLAIMS_UNASKED;
    a->claims += claims;
    if (a->claims / CLAIMS_UNASKED != before && a->watch->stop != NULL &&
        a->watch->stop(a->watch->ctx, a->claims) != 0)
        a->stopped = 1;
    return a->stopped;
}

void
fair__claims_visit(const fair__family *families, size_t n, int side,
                   fair__visit_claim *visit, void *ctx)
{
    for (size_t k = 0; k < n; k++) {
        const fair__family *f = &families[k];
        for (size_t i = 0; i < f->n && !is_stopped(f, f->n - i); i++) {
            if (f->between == FAIR__EACH_GROUP) {
                const fair__claim c = {f, &f->samples[i], NULL, 0};
                visit(ctx, &c);
            } else if (f->between == FAIR__TO_REFERENCE) {
                const fair__claim c = {f, &f->samples[i], &f->references[i], 0};
                visit(ctx, &c);
            } else {
                for (size_t j = i + 1; j < f->n; j++)
                    visit_pair(f, &f->samples[i], &f->samples[j], side, visit,
                               ctx);
            }
        }
    }
}
