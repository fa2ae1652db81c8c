/* SPDX-License-Identifier: MIT
 * A limit held against families of claims. */
#include "compare/judge.h"

#include <assert.h>
#include <math.h>

#include "compare/claim_test.h"

#define HALVINGS 60

/* ---- bounds ---- */

/* Whether a claim holds at x. */
typedef int test(const fair__claim *c, double x, int side,
                 const fair__level *level);

/* Where what is claimed can lie. */
static void
range_of(const fair__family *f, double *low, double *high)
{
    *low = 0;
    *high = HUGE_VAL;
    if (f->form == FAIR__OF_RATIO) return;
    if (f->form == FAIR__OF_CHANGE) {
        *low = -2;
        *high = 2;
        return;
    }
    const fair__ends_of ends = f->test == FAIR__BY_SCORE
                                   ? (fair__ends_of){0, 1}
                                   : fair__family_ends(f);
    *low = ends.low;
    *high = ends.high;
    if (f->form == FAIR__OF_VALUE) return;
    *high -= *low;
    *low = -*high;
}

void
fair__judge_reach(const fair__family *f, double *low, double *high)
{
    range_of(f, low, high);
    if (f->form == FAIR__OF_DIFFERENCE && *low < 0) *low = 0;
    if (f->form == FAIR__OF_RATIO) *high = 1;
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

/* The place between `from`, where the claim holds, and the other end, where it
 * does not, up to which it does; *past: the next one, where it does not. */
static double
border(test *holds, const fair__claim *c, int side, const fair__level *level,
       double from, double other, double *past)
{
    const fair__family *f = c->family;
    double a = off_scale(f, from), b = off_scale(f, other);
    for (int i = 0; i < HALVINGS; i++) {
        const double t = a + (b - a) / 2;
        if (t == a || t == b) break;
        if (holds(c, on_scale(f, t), side, level))
            a = t;
        else
            b = t;
    }
    *past = on_scale(f, b);
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
    fair__level level;
    fair__judgement *out;
    fair__level most; /* chances so far */
    fair__level least_beyond;
    fair__claim last; /* that took time: one like it changes nothing */
} within;

/* The bound moves only for a claim that does not hold at the one so far.
 * Whether this took more than a look. */
static int
within_one(within *w, const fair__claim *c)
{
    const int side = w->limit.side;
    fair__bound *bound = &w->out->pass;
    const int took =
        fair__claim_most_within(c, w->limit.value, side, &w->most);
    const double worst = on_scale(c->family, side > 0 ? 1 : 0);
    if (bound->family != NULL &&
        fair__claim_is_within(c, bound->value, side, &w->level))
        return took;
    if (bound->family != NULL && bound->value == worst) return took;
    /* From the limit, if the claim holds there: so does the bound. */
    const double from =
        fair__claim_is_within(c, w->limit.value, side, &w->level)
            ? w->limit.value
            : worst;
    const double other = bound->family != NULL
                             ? bound->value
                             : on_scale(c->family, side > 0 ? 0 : 1);
    double value = from, past;
    if (fair__claim_is_within(c, from, side, &w->level))
        value = fair__claim_is_within(c, other, side, &w->level)
                    ? other
                    : border(fair__claim_is_within, c, side, &w->level, from,
                             other, &past);
    set_bound(bound, c, value);
    return 1;
}

static void
look(void *ctx, const fair__claim *c)
{
    within *w = ctx;
    const fair__claim turned = {c->family, c->b, c->a, 1};
    if (fair__claim_is_alike(c, &w->last)) return;
    int took = fair__claim_least_beyond(c, w->limit.value, w->limit.side,
                                        &w->least_beyond);
    took |= within_one(w, c);
    if (c->both_ways) took |= within_one(w, &turned);
    if (took) w->last = *c;
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
    /* As many chances as there are claims are certain from here on. */
    const double certain = out->n_claims > 0 ? 1 / (double)out->n_claims : 1;
    within w = {limit, fair__level_of(level), out, fair__level_of(0),
                fair__level_of(certain), {0}};
    fair__claims_visit(families, n, limit.side, look, &w);
    out->p_within = w.most.p;
    out->p_beyond = w.least_beyond.p * (double)out->n_claims;
    if (!(w.least_beyond.p < certain) || !(out->p_beyond < 1))
        out->p_beyond = 1;
    if (out->n_claims == 0) out->p_beyond = out->p_within = 1;
}

typedef struct chances {
    fair__limit limit;
    fair__level beyond;
    fair__level within;
    fair__claim last; /* that took time: one like it changes nothing */
} chances;

static void
take_chances(void *ctx, const fair__claim *c)
{
    chances *t = ctx;
    const fair__claim turned = {c->family, c->b, c->a, 1};
    const fair__limit x = t->limit;
    if (fair__claim_is_alike(c, &t->last)) return;
    int took = fair__claim_least_beyond(c, x.value, x.side, &t->beyond);
    took |= fair__claim_most_within(c, x.value, x.side, &t->within);
    if (c->both_ways)
        took |= fair__claim_most_within(&turned, x.value, x.side, &t->within);
    if (took) t->last = *c;
}

void
fair__judge_chances(const fair__family *families, size_t n, fair__limit limit,
                    double *p_beyond, double *p_within)
{
    chances t = {limit, fair__level_of(1), fair__level_of(0), {0}};
    const uint64_t claims = count(families, n);
    fair__claims_visit(families, n, limit.side, take_chances, &t);
    *p_beyond = t.beyond.p * (double)claims;
    if (claims == 0 || !(*p_beyond < 1)) *p_beyond = 1;
    *p_within = claims == 0 ? 1 : t.within.p;
}

/* ---- beyond: all claims share the level ---- */

typedef struct beyond {
    fair__limit limit;
    fair__level level;
    fair__bound *out;
    double past; /* a claim that holds up to here is further than the bound */
    fair__claim last; /* that moved it: one like it does not */
} beyond;

static void
beyond_one(void *ctx, const fair__claim *c)
{
    beyond *b = ctx;
    const int side = b->limit.side;
    const int32_t form = c->family->form;
    const fair__level *level = &b->level;
    const int from_none = fair__allows_none(form, b->limit.value, side);
    /* The end of what can be true from which nothing is shown. */
    const double nothing = from_none ? fair__no_disparity(form)
                                     : on_scale(c->family, side > 0 ? 0 : 1);
    if (fair__claim_is_alike(c, &b->last)) return;
    if (b->out->family == NULL) {
        set_bound(b->out, c, nothing);
        b->past = nothing;
    }
    /* Of claims that are as far the first one has the bound. */
    const double all = on_scale(c->family, side > 0 ? 1 : 0);
    if (b->out->value == all ||
        !fair__claim_is_beyond(c, b->past, side, level))
        return;
    b->past = all;
    double value = all;
    if (!fair__claim_is_beyond(c, all, side, level))
        value = border(fair__claim_is_beyond, c, side, level, b->out->value,
                       all, &b->past);
    /* Where the test is decided at the limit, so is the bound. */
    if (!fair__claim_is_beyond(c, b->limit.value, side, level) &&
        side * (value - b->limit.value) >= 0)
        value = b->past = b->limit.value;
    set_bound(b->out, c, value);
    b->last = *c;
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
    beyond b = {limit, fair__level_of(out->level), out, NAN, {0}};
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
fair__judge_least(const fair__family *family)
{
    double least = 1;
    fair__claims_visit(family, 1, 1, take_none, &least);
    return least;
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
    double low, high;
    fair__judge_reach(families, &low, &high);
    /* The limit that no truth is better than. */
    const fair__limit best = {side > 0 ? low : high, side};
    fair__judge_beyond(families, n, best, level / 2, &fail);
    fair__judge(families, n, best, level / 2, &j);
    fair__range r = side > 0 ? (fair__range){fail.value, j.pass.value}
                             : (fair__range){j.pass.value, fail.value};
    if (value < r.lower) r.lower = value;
    if (value > r.upper) r.upper = value;
    return r;
}
