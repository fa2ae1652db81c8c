/* SPDX-License-Identifier: MIT
 * A limit held against families of claims. */
#include "compare/judge.h"

#include <assert.h>
#include <math.h>

#include "stats/distribution.h"
#include "stats/score.h"

#define HALVINGS 60

/* One claim: a alone, or a against b. */
typedef struct claim {
    const fair__family *family;
    const fair__sample *a;
    const fair__sample *b; /* NULL for OF_VALUE */
    int both_ways;         /* the pair may be beyond either way round */
} claim;

/* ---- one claim ---- */

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

/* The score of what is observed, half a count nearer from above (1) or from
 * below (-1). */
static double
score(const claim *c, double x, int half)
{
    if (c->b != NULL && c->b->share > 0)
        x = to_the_rest(c->family->form, x, c->b->share);
    switch (c->family->form) {
    case FAIR__OF_VALUE:
        return fair__score_rate(c->a->rate, c->a->n, x, half);
    case FAIR__OF_DIFFERENCE:
        if (x < -1) return HUGE_VAL;
        if (x > 1) return -HUGE_VAL;
        return fair__score_difference(c->a->rate, c->a->n, c->b->rate,
                                      c->b->n, x, half);
    default:
        if (x <= 0) return c->a->rate > 0 ? HUGE_VAL : 0;
        if (x >= HUGE_VAL) return c->b->rate > 0 ? -HUGE_VAL : 0;
        return fair__score_ratio(c->a->rate, c->a->n, c->b->rate, c->b->n, x,
                                 half);
    }
}

static double
no_disparity(int32_t form)
{
    return form == FAIR__OF_RATIO ? 1 : 0;
}

static double
mirrored(int32_t form, double x)
{
    if (form == FAIR__OF_DIFFERENCE) return -x;
    return x > 0 ? 1 / x : HUGE_VAL;
}

/* Whether a limit of x leaves room for no disparity. */
static int
allows_none(int32_t form, double x, int side)
{
    return form != FAIR__OF_VALUE && side * (x - no_disparity(form)) >= 0;
}

/* The chance of a result at least as far beyond if the truth is just x. */
static double
chance_beyond(const claim *c, double x, int side)
{
    double p = chance_above(side * score(c, x, side));
    if (c->both_ways)
        p += chance_above(
            side * score(c, mirrored(c->family->form, x), side));
    return p < 1 ? p : 1;
}

/* The same where there is no disparity: either way, whatever the limit. */
static double
chance_of_none(const claim *c)
{
    const double none = no_disparity(c->family->form);
    const int side = score(c, none, 0) > 0 ? 1 : -1;
    const double p = 2 * chance_above(side * score(c, none, side));
    return p < 1 ? p : 1;
}

static double
p_beyond(const claim *c, double x, int side)
{
    double p = chance_beyond(c, x, side);
    if (!allows_none(c->family->form, x, side)) return p;
    const double none = FAIR__NULL_SHARE * chance_of_none(c);
    if (none > p) p = none;
    return p < 1 ? p : 1;
}

/* The chance of a result at least as far within if the truth is just x. */
static double
p_within(const claim *c, double x, int side)
{
    return chance_above(-side * score(c, x, -side));
}

/* ---- all claims ---- */

typedef void visit_claim(void *ctx, const claim *c);

/* A pair as it may be beyond: the worse one first. */
static void
visit_pair(const fair__family *f, const fair__sample *a,
           const fair__sample *b, int side, visit_claim *visit, void *ctx)
{
    claim c = {f, a, b, 1};
    if (f->between == FAIR__PAIRS_TO_MOST) {
        if (a->has_missing && b->has_missing) return;
        c.both_ways = !a->has_missing && !b->has_missing;
        if (b->has_missing) c = (claim){f, b, a, 0};
    }
    if (c.both_ways && side * (c.a->rate - c.b->rate) < 0)
        c = (claim){f, b, a, 1};
    visit(ctx, &c);
}

static void
visit_all(const fair__family *families, size_t n, int side,
          visit_claim *visit, void *ctx)
{
    for (size_t k = 0; k < n; k++) {
        const fair__family *f = &families[k];
        for (size_t i = 0; i < f->n; i++) {
            if (f->between == FAIR__EACH_GROUP) {
                const claim c = {f, &f->samples[i], NULL, 0};
                visit(ctx, &c);
            } else if (f->between == FAIR__TO_REFERENCE) {
                const claim c = {f, &f->samples[i], &f->references[i], 0};
                visit(ctx, &c);
            } else {
                for (size_t j = i + 1; j < f->n; j++)
                    visit_pair(f, &f->samples[i], &f->samples[j], side, visit,
                               ctx);
            }
        }
    }
}

/* ---- bounds ---- */

typedef double chance(const claim *c, double x, int side);

/* Where form's values lie, on a scale that can be halved. */
static double
on_scale(int32_t form, double t)
{
    if (form == FAIR__OF_VALUE) return t;
    if (form == FAIR__OF_DIFFERENCE) return 2 * t - 1;
    return t < 1 ? t / (1 - t) : HUGE_VAL;
}

static double
off_scale(int32_t form, double x)
{
    if (form == FAIR__OF_VALUE) return x;
    if (form == FAIR__OF_DIFFERENCE) return (x + 1) / 2;
    return x < HUGE_VAL ? x / (1 + x) : 1;
}

/* The place between `holds`, where p is at most the level, and the other end,
 * where it is not, up to which it holds. */
static double
border(chance *p, const claim *c, int side, double level, double holds,
       double other)
{
    const int32_t form = c->family->form;
    double a = off_scale(form, holds), b = off_scale(form, other);
    for (int i = 0; i < HALVINGS; i++) {
        const double t = a + (b - a) / 2;
        if (t == a || t == b) break;
        if (p(c, on_scale(form, t), side) <= level)
            a = t;
        else
            b = t;
    }
    return on_scale(form, a);
}

static void
set_bound(fair__bound *out, const claim *c, double value)
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
within_one(within *w, const claim *c)
{
    const int side = w->limit.side;
    fair__bound *bound = &w->out->pass;
    const double p = p_within(c, w->limit.value, side);
    if (p > w->out->p_within) w->out->p_within = p;
    const double worst = on_scale(c->family->form, side > 0 ? 1 : 0);
    if (bound->family != NULL &&
        p_within(c, bound->value, side) <= w->level)
        return;
    if (bound->family != NULL && bound->value == worst) return;
    /* From the limit, if the claim holds there: so does the bound. */
    const double holds = p <= w->level ? w->limit.value : worst;
    const double other = bound->family != NULL
                             ? bound->value
                             : on_scale(c->family->form, side > 0 ? 0 : 1);
    double value = holds;
    if (p_within(c, holds, side) <= w->level)
        value = p_within(c, other, side) <= w->level
                    ? other
                    : border(p_within, c, side, w->level, holds, other);
    set_bound(bound, c, value);
}

static void
look(void *ctx, const claim *c)
{
    within *w = ctx;
    const double p = p_beyond(c, w->limit.value, w->limit.side);
    if (p < w->least_beyond) w->least_beyond = p;
    within_one(w, c);
    if (!c->both_ways) return;
    const claim turned = {c->family, c->b, c->a, 1};
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
    visit_all(families, n, limit.side, look, &w);
    out->p_beyond = w.least_beyond * (double)out->n_claims;
    if (!(out->p_beyond < 1)) out->p_beyond = 1;
    if (out->n_claims == 0) out->p_within = 1;
}

/* ---- beyond: all claims share the level ---- */

typedef struct beyond {
    fair__limit limit;
    fair__bound *out;
} beyond;

static void
beyond_one(void *ctx, const claim *c)
{
    beyond *b = ctx;
    const int side = b->limit.side;
    const int32_t form = c->family->form;
    const double level = b->out->level;
    const int from_none = allows_none(form, b->limit.value, side);
    /* The end of what can be true from which nothing is shown. */
    const double nothing =
        from_none ? no_disparity(form) : on_scale(form, side > 0 ? 0 : 1);
    if (b->out->family == NULL) set_bound(b->out, c, nothing);
    if (p_beyond(c, b->out->value, side) > level) return;
    const double all = on_scale(form, side > 0 ? 1 : 0);
    double value = p_beyond(c, all, side) <= level
                       ? all
                       : border(p_beyond, c, side, level, b->out->value, all);
    /* Where the test is decided at the limit, so is the bound. */
    if (p_beyond(c, b->limit.value, side) > level &&
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
    visit_all(families, n, limit.side, beyond_one, &b);
}
