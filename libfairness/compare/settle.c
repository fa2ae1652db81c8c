/* SPDX-License-Identifier: MIT
 * Rows that would settle what is open. */
#include "compare/settle.h"

#include <math.h>

#include "compare/claim_test.h"

#define MOST_ROWS 1e12
#define HALVINGS 60

typedef int test(const fair__claim *c, double x, int side,
                 const fair__level *level);

/* Rows are counted in whole ones; 0 <= x, far below 2^63. */
static double
whole_below(double x)
{
    return (double)(int64_t)x;
}

static double
whole_above(double x)
{
    const double below = whole_below(x);
    return below < x ? below + 1 : below;
}

/* What is asked of a claim. */
typedef struct goal {
    test *holds;
    fair__limit limit;
    fair__level level;
} goal;

/* Whether it is reached with groups of these sizes. */
static int
reached(const goal *g, const fair__claim *c, double n_a, double n_b)
{
    fair__sample a = *c->a, b = {0};
    fair__claim grown = *c;
    a.n = n_a;
    grown.a = &a;
    if (c->b != NULL) {
        b = *c->b;
        b.n = n_b;
        grown.b = &b;
    }
    return g->holds(&grown, g->limit.value, g->limit.side, &g->level);
}

/* Sizes of both groups while one or both of them grow to n. */
typedef struct growth {
    int a;
    int b;
} growth;

static double
grown_a(const fair__claim *c, growth which, double n)
{
    return which.a && n > c->a->n ? n : c->a->n;
}

static double
grown_b(const fair__claim *c, growth which, double n)
{
    if (c->b == NULL) return 0;
    return which.b && n > c->b->n ? n : c->b->n;
}

static int
reached_at(const goal *g, const fair__claim *c, growth which, double n)
{
    return reached(g, c, grown_a(c, which, n), grown_b(c, which, n));
}

/* The least n, to a whole number, or 0 if it is above MOST_ROWS. */
static double
least(const goal *g, const fair__claim *c, growth which)
{
    double low = 0, high = c->a->n;
    if (c->b != NULL && c->b->n < high) high = c->b->n;
    while (!reached_at(g, c, which, high)) {
        if (high > MOST_ROWS) return 0;
        low = high;
        high *= 2;
    }
    for (int i = 0; i < HALVINGS && high - low > 1; i++) {
        const double middle = whole_below(low + (high - low) / 2);
        if (middle <= low || middle >= high) break;
        if (reached_at(g, c, which, middle))
            high = middle;
        else
            low = middle;
    }
    return whole_above(high);
}

/* How far a and b have to grow; 0 if they cannot. */
static int
sizes(const goal *g, const fair__claim *c, double *n_a, double *n_b)
{
    const int fixed = c->b == NULL || c->b->group < 0;
    const int a_is_smaller = fixed || c->a->n <= c->b->n;
    growth which = {a_is_smaller, !a_is_smaller};
    double n = least(g, c, which);
    if (n == 0 && !fixed) {
        which = (growth){1, 1};
        n = least(g, c, which);
    }
    if (n == 0) return 0;
    *n_a = grown_a(c, which, n);
    *n_b = grown_b(c, which, n);
    return 1;
}

/* ---- all claims ---- */

int
fair__settles(const fair__plan *plan)
{
    return plan->form != FAIR__OF_CHANGE || plan->between != FAIR__ALL_PAIRS;
}

typedef struct settling {
    goal within;
    goal beyond;
    const fair__sample *samples;
    double *needed;
    int outcome;
    int none_is_beyond;
    double fewest;
    double fewest_a, fewest_b;
    fair__claim nearest; /* to be shown beyond */
} settling;

/* A claim whose rates are at the limit or beyond it: more rows will never
 * show it within. */
static int
is_beyond(const fair__claim *c, fair__limit limit)
{
    return fair__claim_within(c, limit.value, limit.side) >= 0.5;
}

static void
look_beyond(void *ctx, const fair__claim *c)
{
    settling *s = ctx;
    double n_a, n_b;
    if (!is_beyond(c, s->within.limit)) return;
    s->none_is_beyond = 0;
    if (!sizes(&s->beyond, c, &n_a, &n_b)) return;
    double more = n_a - c->a->n;
    if (c->b != NULL) more += n_b - c->b->n;
    if (s->outcome == FAIR__SETTLES_BEYOND && more >= s->fewest) return;
    s->outcome = FAIR__SETTLES_BEYOND;
    s->fewest = more;
    s->fewest_a = n_a;
    s->fewest_b = n_b;
    s->nearest = *c;
}

/* What all claims of a family are held against has a sample for each, of
 * which the first one stands for it. */
static void
need(settling *s, const fair__family *f, const fair__sample *x, double n)
{
    if (x == NULL || !(n > x->n)) return;
    if (f->between == FAIR__TO_REFERENCE && x >= f->references)
        x = f->references;
    double *needed = &s->needed[x - s->samples];
    const double more = whole_above(n - x->n);
    if (more > *needed) *needed = more;
}

static void
grow_within(settling *s, const fair__claim *c)
{
    double n_a, n_b;
    if (s->outcome == FAIR__SETTLES_NEVER) return;
    if (!sizes(&s->within, c, &n_a, &n_b)) {
        s->outcome = FAIR__SETTLES_NEVER;
        return;
    }
    need(s, c->family, c->a, n_a);
    need(s, c->family, c->b, n_b);
}

static void
look_within(void *ctx, const fair__claim *c)
{
    grow_within(ctx, c);
    if (!c->both_ways) return;
    const fair__claim turned = {c->family, c->b, c->a, 1};
    grow_within(ctx, &turned);
}

int
fair__settle(const fair__family *families, size_t n, fair__limit limit,
             double level, double level_beyond, const fair__sample *samples,
             size_t n_samples, double *needed)
{
    settling s = {.within = {fair__claim_is_within, limit,
                             fair__level_of(level)},
                  .beyond = {fair__claim_is_beyond, limit,
                             fair__level_of(level_beyond)},
                  .samples = samples,
                  .needed = needed,
                  .none_is_beyond = 1};
    for (size_t i = 0; i < n_samples; i++) needed[i] = 0;
    fair__claims_visit(families, n, limit.side, look_beyond, &s);
    if (s.none_is_beyond) {
        s.outcome = FAIR__SETTLES_WITHIN;
        fair__claims_visit(families, n, limit.side, look_within, &s);
        if (s.outcome == FAIR__SETTLES_NEVER)
            for (size_t i = 0; i < n_samples; i++) needed[i] = 0;
    } else if (s.outcome == FAIR__SETTLES_BEYOND) {
        need(&s, s.nearest.family, s.nearest.a, s.fewest_a);
        need(&s, s.nearest.family, s.nearest.b, s.fewest_b);
    }
    return s.outcome;
}
