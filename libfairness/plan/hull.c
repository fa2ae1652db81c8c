/* SPDX-License-Identifier: MIT
 * Hulls of points by a walk along them (Andrew 1979). */
#include "plan/hull.h"

#define MOST 16 /* limbs of a coordinate */
/* x of corners that are nearer is the same: what differs by less is what
 * divisions leave. */
#define NOISE (-170)

/* ---- in whole numbers ---- */

static int
order(const fair__axis *axis, size_t a, size_t b)
{
    const uint64_t *x = axis->of + a * axis->stride;
    const uint64_t *y = axis->of + b * axis->stride;
    return axis->is_signed ? fair__whole_order_signed(x, y, axis->n)
                           : fair__whole_order(x, y, axis->n);
}

/* |b - a|, and whether b is less. */
static int
difference(const fair__axis *axis, size_t a, size_t b, uint64_t *out)
{
    const int is_less = order(axis, b, a) < 0;
    const size_t high = is_less ? a : b, low = is_less ? b : a;
    fair__whole_copy(out, axis->of + high * axis->stride, axis->n);
    fair__whole_subtract(out, axis->of + low * axis->stride, axis->n);
    return is_less;
}

/* Whether the way from a to b rises more than that from b to c. */
static int
is_corner(const fair__axis *x, const fair__axis *y, int is_lower, size_t a,
          size_t b, size_t c)
{
    uint64_t dx[2][MOST], dy[2][MOST], left[2 * MOST], right[2 * MOST];
    difference(x, a, b, dx[0]);
    difference(x, b, c, dx[1]);
    const int falls = difference(y, a, b, dy[0]) != is_lower;
    const int falls_then = difference(y, b, c, dy[1]) != is_lower;
    fair__whole_multiply(left, dy[0], y->n, dx[1], x->n);
    fair__whole_multiply(right, dy[1], y->n, dx[0], x->n);
    const int less = fair__whole_order(left, right, x->n + y->n);
    if (falls != falls_then)
        return falls_then && !(fair__whole_is_zero(left, x->n + y->n) &&
                               fair__whole_is_zero(right, x->n + y->n));
    return falls ? less < 0 : less > 0;
}

size_t
fair__hull(const fair__axis *x, const fair__axis *y, int is_lower,
           size_t first, size_t n, uint32_t *kept)
{
    size_t top = 0;
    for (size_t i = first; i < first + n; i++) {
        if (top > 0 && order(x, kept[top - 1], i) == 0) {
            const int higher = order(y, i, kept[top - 1]);
            if (is_lower ? higher >= 0 : higher <= 0) continue;
            top--;
        }
        while (top > 1 &&
               !is_corner(x, y, is_lower, kept[top - 2], kept[top - 1], i))
            top--;
        kept[top++] = (uint32_t)i;
    }
    return top;
}

/* ---- curves ---- */

static fair__wide
rise(const fair__corner *a, const fair__corner *b)
{
    const fair__wide dy = fair__wide_sub(&b->y, &a->y);
    const fair__wide dx = fair__wide_sub(&b->x, &a->x);
    return fair__wide_div(&dy, &dx);
}

static int
is_same(const fair__corner *a, const fair__corner *b)
{
    const fair__wide one = fair__wide_u64(1);
    fair__wide less = fair__wide_sub(&b->x, &a->x);
    less.exponent -= NOISE;
    return less.negative || fair__wide_order(&less, &one) < 0;
}

void
fair__curve_make(fair__curve *c)
{
    fair__corner *kept = c->corners;
    size_t top = 0;
    for (size_t i = 0; i < c->n; i++) {
        const fair__corner own = c->corners[i];
        if (top > 0 && is_same(&kept[top - 1], &own)) {
            if (fair__wide_order(&own.y, &kept[top - 1].y) <= 0) continue;
            top--;
        }
        while (top > 1) {
            const fair__wide before = rise(&kept[top - 2], &kept[top - 1]);
            const fair__wide after = rise(&kept[top - 1], &own);
            if (fair__wide_order(&before, &after) > 0) break;
            top--;
        }
        kept[top++] = own;
    }
    c->n = top;
    c->peak = 0;
    for (size_t i = 1; i < top; i++)
        if (fair__wide_order(&kept[i].y, &kept[c->peak].y) > 0) c->peak = i;
}

size_t
fair__curve_before(const fair__curve *c, const fair__wide *x)
{
    size_t low = 0, high = c->n - 1;
    while (high > low + 1) {
        const size_t middle = low + (high - low) / 2;
        if (fair__wide_order(&c->corners[middle].x, x) <= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

fair__wide
fair__curve_slope(const fair__curve *c, size_t i)
{
    return i + 1 < c->n ? rise(&c->corners[i], &c->corners[i + 1])
                        : fair__wide_zero();
}

/* a + (b - a) share. */
static fair__wide
between(const fair__wide *a, const fair__wide *b, const fair__wide *share)
{
    const fair__wide whole = fair__wide_sub(b, a);
    const fair__wide part = fair__wide_mul(&whole, share);
    return fair__wide_add(a, &part);
}

fair__corner
fair__curve_at(const fair__curve *c, const fair__wide *x)
{
    const size_t i = fair__curve_before(c, x);
    const fair__corner *a = &c->corners[i], *b = a + (c->n > 1);
    if (fair__wide_order(x, &a->x) <= 0) return *a;
    if (fair__wide_order(x, &b->x) >= 0) return *b;
    const fair__wide from = fair__wide_sub(x, &a->x);
    const fair__wide width = fair__wide_sub(&b->x, &a->x);
    const fair__wide share = fair__wide_div(&from, &width);
    return (fair__corner){*x, between(&a->y, &b->y, &share),
                          between(&a->z, &b->z, &share), a->point};
}
