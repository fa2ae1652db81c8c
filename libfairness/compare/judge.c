/* SPDX-License-Identifier: MIT
 * A limit held against families of claims. */
#include "compare/judge.h"

#include <assert.h>
#include <math.h>

#include "compare/claim_test.h"

#define HALVINGS 60

/* ---- bounds ---- */

typedef double chance(const fair__claim *c, double x, int side);

/* Where what is claimed can lie. */
static void
range_of(const fair__family *f, double *low, double *high)
{
    const fair__metric *m = f->metric;
    *low = 0;
    *high = HUGE_VAL;
    if (f->form == FAIR__OF_RATIO) return;
    if (f->form == FAIR__OF_CHANGE) {
        *low = -2;
        *high = 2;
        return;
    }
    *low = f->test == FAIR__BY_SCORE ? 0 : m->low;
    *high = f->test == FAIR__BY_SCORE ? 1 : m->high;
    if (f->form == FAIR__OF_VALUE) return;
    *high -= *low;
    *low = -*high;
}

/* The same from 0 to 1, a scale that can be halved. */
static double
on_scale(const fair__family *f, double t)
{
    double low, high;
    range_of(f, &low, &high);
    if (high < HUGE_VAL) return low + t * (high - low);
    if (!(t < 1)) return HUGE_VAL;
    if (low > -HUGE_VAL) return low + t / (1 - t);
    t = 2 * t - 1;
    return t > -1 ? t / (1 - t * t) : -HUGE_VAL;
}

static double
off_scale(const fair__family *f, double x)
{
    double low, high;
    range_of(f, &low, &high);
    if (high < HUGE_VAL) return (x - low) / (high - low);
    if (!(x < HUGE_VAL)) return 1;
    if (low > -HUGE_VAL) return (x - low) / (1 + (x - low));
    if (!(x > -HUGE_VAL)) return 0;
    /* x t^2 + t - x = 0 */
    return (1 + 2 * x / (1 + sqrt(1 + 4 * x * x))) / 2;
}

/* The place between `holds`, where p is at most the level, and the other end,
 * where it is not, up to which it holds. */
static double
border(chance *p, const fair__claim *c, int side, double level, double holds,
       double other)
{
    const fair__family *f = c->family;
    double a = off_scale(f, holds), b = off_scale(f, other);
    for (int i = 0; i < HALVINGS; i++) {
        const double t = a + (b - a) / 2;
        if (t == a || t == b) break;
        if (p(c, on_scale(f, t), side) <= level)
            a = t;
        else
            b = t;
    }
    return on_scale(f, a);
}

static void
set_bound(fair__bound *out, const fair__claim *c, double value)
{
    out->value = value;
    out->family = c->family;
    out->group = c->a->group;
    out->reference = c->b != NULL ? c->b->group : FAIR__NO_GROUP;
}

/* ---- within: every claim at the full level ---- */

typedef struct within {
    fair__limit limit;
    double level;
    fair__judgement *out;
    double least_beyond;
} within;

/* The bound moves only for a claim that does not hold at the one so far. */
static void
within_one(within *w, const fair__claim *c)
{
    const int side = w->limit.side;
    fair__bound *bound = &w->out->pass;
    const double p = fair__claim_within(c, w->limit.value, side);
    if (p > w->out->p_within) w->out->p_within = p;
    const double worst = on_scale(c->family, side > 0 ? 1 : 0);
    if (bound->family != NULL &&
        fair__claim_within(c, bound->value, side) <= w->level)
        return;
    if (bound->family != NULL && bound->value == worst) return;
    /* From the limit, if the claim holds there: so does the bound. */
    const double holds = p <= w->level ? w->limit.value : worst;
    const double other = bound->family != NULL
                             ? bound->value
                             : on_scale(c->family, side > 0 ? 0 : 1);
    double value = holds;
    if (fair__claim_within(c, holds, side) <= w->level)
        value = fair__claim_within(c, other, side) <= w->level
                    ? other
                    : border(fair__claim_within, c, side, w->level, holds, other);
    set_bound(bound, c, value);
}

static void
look(void *ctx, const fair__claim *c)
{
    within *w = ctx;
    const double p = fair__claim_beyond(c, w->limit.value, w->limit.side);
    if (p < w->least_beyond) w->least_beyond = p;
    within_one(w, c);
    if (!c->both_ways) return;
    const fair__claim turned = {c->family, c->b, c->a, 1};
    within_one(w, &turned);
}

static uint64_t
count(const fair__family *families, size_t n)
{
    uint64_t claims = 0;
    for (size_t k = 0; k < n; k++) claims += families[k].n_claims;
    return claims;
}

void
fair__judge(const fair__family *families, size_t n, fair__limit limit,
            double level, fair__judgement *out)
{
    assert(level > 0 && level < 0.5);
    *out = (fair__judgement){.n_claims = count(families, n),
                             .pass = {.level = level,
                                      .value = NAN,
                                      .group = FAIR__NO_GROUP,
                                      .reference = FAIR__NO_GROUP}};
    within w = {limit, level, out, 1};
    fair__claims_visit(families, n, limit.side, look, &w);
    out->p_beyond = w.least_beyond * (double)out->n_claims;
    if (!(out->p_beyond < 1)) out->p_beyond = 1;
    if (out->n_claims == 0) out->p_beyond = out->p_within = 1;
}

typedef struct chances {
    fair__limit limit;
    double beyond;
    double within;
} chances;

static void
take_chances(void *ctx, const fair__claim *c)
{
    chances *t = ctx;
    const fair__claim turned = {c->family, c->b, c->a, 1};
    double p = fair__claim_beyond(c, t->limit.value, t->limit.side);
    if (p < t->beyond) t->beyond = p;
    p = fair__claim_within(c, t->limit.value, t->limit.side);
    if (p > t->within) t->within = p;
    if (!c->both_ways) return;
    p = fair__claim_within(&turned, t->limit.value, t->limit.side);
    if (p > t->within) t->within = p;
}

void
fair__judge_chances(const fair__family *families, size_t n, fair__limit limit,
                    double *p_beyond, double *p_within)
{
    chances t = {limit, 1, 0};
    const uint64_t claims = count(families, n);
    fair__claims_visit(families, n, limit.side, take_chances, &t);
    *p_beyond = t.beyond * (double)claims;
    if (claims == 0 || !(*p_beyond < 1)) *p_beyond = 1;
    *p_within = claims == 0 ? 1 : t.within;
}

/* ---- beyond: all claims share the level ---- */

typedef struct beyond {
    fair__limit limit;
    fair__bound *out;
} beyond;

static void
beyond_one(void *ctx, const fair__claim *c)
{
    beyond *b = ctx;
    const int side = b->limit.side;
    const int32_t form = c->family->form;
    const double level = b->out->level;
    const int from_none = fair__allows_none(form, b->limit.value, side);
    /* The end of what can be true from which nothing is shown. */
    const double nothing =
        from_none ? fair__no_disparity(form) : on_scale(c->family, side > 0 ? 0 : 1);
    if (b->out->family == NULL) set_bound(b->out, c, nothing);
    if (fair__claim_beyond(c, b->out->value, side) > level) return;
    const double all = on_scale(c->family, side > 0 ? 1 : 0);
    double value = fair__claim_beyond(c, all, side) <= level
                       ? all
                       : border(fair__claim_beyond, c, side, level, b->out->value, all);
    /* Where the test is decided at the limit, so is the bound. */
    if (fair__claim_beyond(c, b->limit.value, side) > level &&
        side * (value - b->limit.value) >= 0)
        value = b->limit.value;
    set_bound(b->out, c, value);
}

void
fair__judge_beyond(const fair__family *families, size_t n, fair__limit limit,
                   double level, fair__bound *out)
{
    const uint64_t claims = count(families, n);
    *out = (fair__bound){.value = NAN,
                         .level = claims > 0 ? level / (double)claims : level,
                         .group = FAIR__NO_GROUP,
                         .reference = FAIR__NO_GROUP};
    beyond b = {limit, out};
    fair__claims_visit(families, n, limit.side, beyond_one, &b);
}

/* ---- no disparity, and intervals ---- */

static void
take_none(void *ctx, const fair__claim *c)
{
    double *least = ctx;
    const double p = fair__claim_none(c);
    if (p < *least) *least = p;
}

double
fair__judge_none(const fair__family *families, size_t n)
{
    double least = 1;
    if (n == 0 || families->form == FAIR__OF_VALUE) return NAN;
    const uint64_t claims = count(families, n);
    fair__claims_visit(families, n, 1, take_none, &least);
    least *= (double)claims;
    return claims > 0 && least < 1 ? least : 1;
}

fair__range
fair__judge_range(const fair__family *families, size_t n, int side,
                  double level, double value)
{
    fair__bound fail;
    fair__judgement j;
    const int32_t form = families->form;
    /* The limit that no truth is better than. */
    const fair__limit best = {form == FAIR__OF_VALUE ? (side > 0 ? 0 : 1)
                                                     : fair__no_disparity(form),
                              side};
    fair__judge_beyond(families, n, best, level / 2, &fail);
    fair__judge(families, n, best, level / 2, &j);
    fair__range r = side > 0 ? (fair__range){fail.value, j.pass.value}
                             : (fair__range){j.pass.value, fail.value};
    if (value < r.lower) r.lower = value;
    if (value > r.upper) r.upper = value;
    return r;
}
