/* SPDX-License-Identifier: MIT
 * Lines through two places, one on either side of the highest, meet above it:
 * the place below is looked at next.  Each line is one of the pieces, so that
 * the search ends; every second step halves, so that it ends soon. */
#include "plan/climb.h"

#define MOST_STEPS 1000
#define NOISE (-200)

typedef struct place {
    fair__wide t;
    fair__wide value;
    fair__wide slope;
} place;

static place
look_at(fair__look look, const void *ctx, const fair__wide *t)
{
    place p = {.t = *t};
    look(ctx, t, &p.value, &p.slope);
    return p;
}

static int
sign(const fair__wide *x)
{
    return x->negative ? -1 : !fair__wide_is_zero(x);
}

/* Where the lines through both meet. */
static fair__wide
meeting(const place *a, const place *b, fair__wide *height)
{
    const fair__wide width = fair__wide_sub(&b->t, &a->t);
    const fair__wide fall = fair__wide_mul(&b->slope, &width);
    fair__wide less = fair__wide_sub(&b->value, &a->value);
    less = fair__wide_sub(&less, &fall);
    const fair__wide turn = fair__wide_sub(&a->slope, &b->slope);
    const fair__wide step = fair__wide_div(&less, &turn);
    const fair__wide up = fair__wide_mul(&a->slope, &step);
    *height = fair__wide_add(&a->value, &up);
    return fair__wide_add(&a->t, &step);
}

static fair__wide
half_way(const place *a, const place *b)
{
    fair__wide t = fair__wide_add(&a->t, &b->t);
    if (!fair__wide_is_zero(&t)) t.exponent--;
    return t;
}

static int
is_between(const fair__wide *t, const place *a, const place *b)
{
    return fair__wide_order(&a->t, t) < 0 && fair__wide_order(t, &b->t) < 0;
}

/* What a height may be above a value that is the highest: that much of all
 * values at hand. */
static fair__wide
noise_of(const place *a, const place *b, const fair__wide *height,
         int32_t noise)
{
    const fair__wide parts[3] = {fair__wide_abs(&a->value),
                                 fair__wide_abs(&b->value),
                                 fair__wide_abs(height)};
    fair__wide sum = fair__wide_add(&parts[0], &parts[1]);
    sum = fair__wide_add(&sum, &parts[2]);
    if (!fair__wide_is_zero(&sum)) sum.exponent += noise;
    return sum;
}

static int
is_near(const fair__wide *height, const fair__wide *value,
        const fair__wide *noise)
{
    const fair__wide more = fair__wide_sub(height, value);
    return fair__wide_order(&more, noise) <= 0;
}

static fair__top
top_at(const place *p, const fair__wide *height)
{
    return (fair__top){p->t, p->value, *fair__wide_most(&p->value, height)};
}

fair__top
fair__climb(fair__look look, const void *ctx, const fair__wide *low,
            const fair__wide *high, int32_t noise)
{
    fair__wide height, least;
    place a = look_at(look, ctx, low), b;
    if (sign(&a.slope) <= 0 || fair__wide_order(low, high) >= 0)
        return top_at(&a, &a.value);
    b = look_at(look, ctx, high);
    if (sign(&b.slope) >= 0) return top_at(&b, &b.value);
    for (int i = 0; i < MOST_STEPS; i++) {
        fair__wide t = meeting(&a, &b, &height);
        if (i == 0) least = noise_of(&a, &b, &height, noise);
        if (i % 2 == 1) t = half_way(&a, &b);
        if (!is_between(&t, &a, &b)) break;
        const place p = look_at(look, ctx, &t);
        if (sign(&p.slope) == 0) return top_at(&p, &p.value);
        if (is_near(&height, &p.value, &least)) return top_at(&p, &height);
        if (sign(&p.slope) > 0)
            a = p;
        else
            b = p;
    }
    return fair__wide_order(&a.value, &b.value) >= 0 ? top_at(&a, &height)
                                                     : top_at(&b, &height);
}

/* ---- windows ---- */

static fair__wide
decimal(const fair__decimal *d)
{
    const fair__wide x = fair__wide_u64(d->numerator);
    const fair__wide y = fair__wide_u64(d->denominator);
    return fair__wide_div(&x, &y);
}

fair__reach
fair__reach_of(const fair__allowance *allowance, const fair__range *range)
{
    return (fair__reach){decimal(&allowance->limit), allowance->is_ratio,
                         decimal(&range->min_rate),
                         decimal(&range->max_rate)};
}

fair__wide
fair__reach_end(const fair__reach *r, const fair__wide *t)
{
    if (r->is_ratio && fair__wide_is_zero(&r->limit)) return r->high;
    const fair__wide end = r->is_ratio ? fair__wide_div(t, &r->limit)
                                       : fair__wide_add(t, &r->limit);
    return *fair__wide_least(&end, &r->high);
}

/* The part of a window that a curve may use. */
typedef struct part {
    fair__wide from;
    fair__wide to;
    int is_bound[2]; /* 1: an end is the curve's, and does not move */
} part;

static part
part_of(const fair__curve *c, const fair__wide *t, const fair__wide *end)
{
    part x = {*t, *end, {0, 0}};
    if (fair__wide_order(&c->low, t) > 0) {
        x.from = c->low;
        x.is_bound[0] = 1;
    }
    if (fair__wide_order(&c->high, end) < 0) {
        x.to = c->high;
        x.is_bound[1] = 1;
    }
    return x;
}

/* -1: all of it is before the peak, 1: behind it; where it is best. */
static int
side_of(const fair__curve *c, const part *x, fair__wide *best)
{
    const fair__wide *peak = &c->corners[c->peak].x;
    const int side = fair__wide_order(&x->to, peak) < 0 ? -1
                     : fair__wide_order(&x->from, peak) > 0;
    *best = side < 0 ? x->to : side > 0 ? x->from : *peak;
    return side;
}

fair__wide
fair__window_best(const fair__reach *reach, const fair__curve *c,
                  const fair__wide *t)
{
    const fair__wide end = fair__reach_end(reach, t);
    const part own = part_of(c, t, &end);
    fair__wide x;
    side_of(c, &own, &x);
    return fair__curve_at(c, &x).x;
}

/* How fast the end of a window moves. */
static fair__wide
speed_of(const fair__reach *r, const fair__wide *end)
{
    const fair__wide one = fair__wide_u64(1);
    if (fair__wide_order(end, &r->high) >= 0) return fair__wide_zero();
    return r->is_ratio ? fair__wide_div(&one, &r->limit) : one;
}

static void
look_windows(const void *ctx, const fair__wide *t, fair__wide *value,
             fair__wide *slope)
{
    const fair__windows *w = ctx;
    const fair__wide end = fair__reach_end(w->reach, t);
    const fair__wide speed = speed_of(w->reach, &end);
    *value = *slope = fair__wide_zero();
    for (size_t i = 0; i < w->n; i++) {
        const fair__curve *c = &w->curves[i];
        const part window = part_of(c, t, &end);
        fair__wide x;
        const int side = side_of(c, &window, &x);
        const fair__corner own = fair__curve_at(c, &x);
        *value = fair__wide_add(value, &own.y);
        if (side == 0 || window.is_bound[side < 0]) continue;
        fair__wide rise = fair__curve_slope(c, fair__curve_before(c, &x));
        if (side < 0) rise = fair__wide_mul(&rise, &speed);
        *slope = fair__wide_add(slope, &rise);
    }
}

/* Windows begin no higher than where some curve ends, and no lower than where
 * they just reach the beginning of another. */
int
fair__windows_best(const fair__windows *w, fair__top *out)
{
    fair__wide low = w->reach->low, high = w->reach->high;
    const fair__wide one = fair__wide_u64(1);
    for (size_t i = 0; i < w->n; i++) {
        const fair__curve *c = &w->curves[i];
        const fair__wide *first =
            fair__wide_most(&c->corners[0].x, &c->low);
        const fair__wide *last =
            fair__wide_least(&c->corners[c->n - 1].x, &c->high);
        const fair__wide least =
            w->reach->is_ratio ? fair__wide_mul(first, &w->reach->limit)
                               : fair__wide_sub(first, &w->reach->limit);
        if (fair__wide_order(first, last) > 0) return 0;
        low = *fair__wide_most(&low, &least);
        high = *fair__wide_least(&high, last);
    }
    fair__wide more = fair__wide_sub(&low, &high);
    if (!fair__wide_is_zero(&more)) more.exponent -= NOISE;
    if (fair__wide_order(&more, &one) > 0) return 0;
    *out = fair__climb(look_windows, w, &low, &high, NOISE);
    return 1;
}
