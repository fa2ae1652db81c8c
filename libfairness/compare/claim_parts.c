/* SPDX-License-Identifier: MIT
 * Scores of claims about values that are made of parts.
 *
 * Two groups are as far from a hypothesis as the nearest two values that it
 * allows are from what was observed: the root of both scores' squares. */
#include "compare/claim_score.h"

#include <math.h>

#include "base/elementary.h"

#define STEPS 60
#define NEAR 1e-9 /* around a minimum: its square counts */
#define GOLDEN 0.6180339887498949
#define FAR (-35.0) /* a logarithm: as good as 0 */

/* Squares of both scores where b's value is the exponential. */
typedef struct place {
    double log;
    double a;
    double b;
} place;

static place
look(const fair__claim *c, double x, int half, double log)
{
    const double at = fair__exp(log);
    const double first = c->family->form == FAIR__OF_RATIO ? at * x : at + x;
    const double a = fair__parts_score(&c->a->parts, c->a->n, first, half);
    const double b = fair__parts_score(&c->b->parts, c->b->n, at, -half);
    return (place){log, a * a, b * b};
}

static double
far_of(const place *p)
{
    return p->a + p->b;
}

/* The least sum of squares between two values of b, by the golden section.
 * One score grows from there, where it is 0, to the other end, and the other
 * one falls: what each is at least where the search still is decides a query
 * early. */
static double
nearest(const fair__claim *c, double x, int half, double low, double high,
        int side, const fair__query *q)
{
    double last = fair__log(high), first = last + FAR;
    double least_a = 0, least_b = 0;
    if (low > 0 && fair__log(low) > first) first = fair__log(low);
    place l = look(c, x, half, last - GOLDEN * (last - first));
    place r = look(c, x, half, first + GOLDEN * (last - first));
    for (int i = 0; i < STEPS && last - first > NEAR; i++) {
        const int left = far_of(&l) < far_of(&r);
        const place *end = left ? &r : &l;
        *(left == (side > 0) ? &least_a : &least_b) =
            left == (side > 0) ? end->a : end->b;
        if (left) {
            last = r.log;
            r = l;
            l = look(c, x, half, last - GOLDEN * (last - first));
        } else {
            first = l.log;
            l = r;
            r = look(c, x, half, first + GOLDEN * (last - first));
        }
        const double best = far_of(&l) < far_of(&r) ? far_of(&l) : far_of(&r);
        if (q != NULL && fair__is_decided(q, side, sqrt(least_a + least_b),
                                          sqrt(best)))
            return best;
    }
    return far_of(&l) < far_of(&r) ? far_of(&l) : far_of(&r);
}

static double
score_of_pair(const fair__claim *c, double x, int half, const fair__query *q)
{
    const int is_ratio = c->family->form == FAIR__OF_RATIO;
    const double own = fair__parts_value(&c->a->parts, c->a->n, half);
    const double a = is_ratio ? own / x : own - x;
    const double b = fair__parts_value(&c->b->parts, c->b->n, -half);
    const int side = a > b ? 1 : -1;
    double low = a < b ? a : b;
    const double high = a < b ? b : a;
    if (a == b) return 0;
    if (!(high < HUGE_VAL)) return side * HUGE_VAL;
    if (low < 0) low = 0;
    if (!is_ratio && low < -x) low = -x;
    if (low < high)
        return side * sqrt(nearest(c, x, half, low, high, side, q));
    /* One of them has no room; the other is that far off. */
    return b == low
               ? fair__parts_score(&c->a->parts, c->a->n, low + x, half)
               : -fair__parts_score(&c->b->parts, c->b->n, low, -half);
}

double
fair__score_of_parts(const fair__claim *c, double x, int half,
                     const fair__query *q)
{
    const int32_t form = c->family->form;
    if (form == FAIR__OF_VALUE)
        return fair__parts_score(&c->a->parts, c->a->n, x, half);
    if (form == FAIR__OF_RATIO && x <= 0)
        return c->a->rate > 0 ? HUGE_VAL : 0;
    if (x >= HUGE_VAL && form == FAIR__OF_RATIO)
        return c->b->rate > 0 ? -HUGE_VAL : 0;
    if (!(fabs(x) < HUGE_VAL)) return x > 0 ? -HUGE_VAL : HUGE_VAL;
    return score_of_pair(c, x, half, q);
}
