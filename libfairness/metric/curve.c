/* SPDX-License-Identifier: MIT
 * Curves by threshold: from ties to points, and which of these are left out. */
#include "metric/curve.h"

#include <assert.h>
#include <math.h>

/* ---- all points ---- */

static int
last_label(const fair__curve *c)
{
    return c->kind == FAIR__CURVE_SELECTION ? FAIR__SCORED_UNLABELLED
                                            : FAIR__SCORED_POSITIVE;
}

static void
add_tie(const fair__curve *c, const fair__tie *tie, fair__curve_point *p)
{
    for (int label = 0; label <= last_label(c); label++) {
        if (tie->rows[label] == 0) continue;
        fair__total_add(label == FAIR__SCORED_POSITIVE ? &p->positives
                                                       : &p->negatives,
                        tie, label);
        p->n += tie->rows[label];
    }
    p->threshold = tie->score;
}

/* Scores without weight move no point. */
static int
next_point(fair__curve *c, fair__curve_point *out)
{
    fair__tie tie;
    if (!c->is_begun) {
        c->is_begun = 1;
        *out = c->at;
        return 1;
    }
    while (fair__ties_next(&c->ties, &tie)) {
        *out = c->at;
        add_tie(c, &tie, &c->at);
        if (fair__total_order(&out->positives, &c->at.positives) == 0 &&
            fair__total_order(&out->negatives, &c->at.negatives) == 0)
            continue;
        *out = c->at;
        return 1;
    }
    return 0;
}

/* ---- points that change no line ---- */

static fair__wide
step_of(const fair__total *from, const fair__total *to)
{
    const fair__wide a = fair__total_wide(from), b = fair__total_wide(to);
    return fair__wide_sub(&b, &a);
}

/* Whether c->pending, between c->kept and p, is on the line of the two. */
static int
is_between(const fair__curve *c, const fair__curve_point *p)
{
    const fair__curve_point *a = &c->kept, *b = &c->pending;
    if (c->kind == FAIR__CURVE_PRECISION_RECALL)
        return a->n > 0 &&
               fair__total_order(&a->positives, &b->positives) == 0 &&
               fair__total_order(&b->positives, &p->positives) == 0;
    const fair__wide y1 = step_of(&a->positives, &b->positives);
    const fair__wide x1 = step_of(&a->negatives, &b->negatives);
    const fair__wide y2 = step_of(&b->positives, &p->positives);
    const fair__wide x2 = step_of(&b->negatives, &p->negatives);
    const fair__wide left = fair__wide_mul(&y1, &x2);
    const fair__wide right = fair__wide_mul(&y2, &x1);
    return fair__wide_order(&left, &right) == 0;
}

static int
next_kept(fair__curve *c, fair__curve_point *out)
{
    fair__curve_point p;
    if (!c->drop || !c->is_begun) {
        const int any = next_point(c, out);
        c->kept = *out;
        return any;
    }
    while (next_point(c, &p)) {
        const int keep = c->is_pending && !is_between(c, &p);
        *out = c->pending;
        c->pending = p;
        c->is_pending = 1;
        if (!keep) continue;
        c->kept = *out;
        return 1;
    }
    *out = c->pending;
    const int any = c->is_pending;
    c->is_pending = 0;
    return any;
}

/* ---- thinning ---- */

static int
is_last(const fair__curve *c, const fair__curve_point *p)
{
    return fair__total_order(&p->positives, &c->positives) == 0 &&
           fair__total_order(&p->negatives, &c->negatives) == 0;
}

/* How far along the curve a point is, 0 to 1: with two classes as much for
 * each of them. */
static double
way(const fair__curve *c, const fair__curve_point *p)
{
    const int positives = !fair__total_is_zero(&c->positives);
    const int negatives = !fair__total_is_zero(&c->negatives);
    if (c->kind == FAIR__CURVE_SELECTION) {
        const fair__total all = fair__total_sum(&c->positives, &c->negatives);
        const fair__total in = fair__total_sum(&p->positives, &p->negatives);
        return fair__total_share(&in, &all);
    }
    const double y =
        positives ? fair__total_share(&p->positives, &c->positives) : 0;
    const double x =
        negatives ? fair__total_share(&p->negatives, &c->negatives) : 0;
    return (x + y) / (positives + negatives);
}

/* A point is taken where it reaches a step that none has reached. */
static int
is_taken(fair__curve *c, const fair__curve_point *p)
{
    if (c->max_points == 0 || p->n == 0 || is_last(c, p)) return 1;
    const uint64_t last = c->max_points - 1;
    uint64_t step = (uint64_t)(way(c, p) * (double)last);
    if (step >= last) step = last - 1;
    if (step < c->step) return 0;
    c->step = step + 1;
    return 1;
}

/* ---- */

static void
sum_all(fair__curve *c)
{
    fair__curve_point p = c->at;
    fair__tie tie;
    while (fair__ties_next(&c->ties, &tie)) {
        add_tie(c, &tie, &p);
        for (int label = 0; label <= last_label(c); label++)
            c->rows[label == FAIR__SCORED_POSITIVE] += tie.rows[label];
    }
    c->positives = p.positives;
    c->negatives = p.negatives;
}

void
fair__curve_begin(fair__curve *curve, const fair__scored *group, int32_t kind,
                  int32_t drop, uint64_t max_points)
{
    assert(max_points != 1);
    const fair__total none = fair__total_of(group);
    *curve = (fair__curve){.kind = kind,
                           .drop = drop,
                           .max_points = max_points,
                           .at = {INFINITY, 0, none, none},
                           .step = 1};
    fair__ties_begin_down(&curve->ties, group, 1);
    sum_all(curve);
    fair__ties_begin_down(&curve->ties, group, 1);
}

int
fair__curve_next(fair__curve *curve, fair__curve_point *out)
{
    while (next_kept(curve, out))
        if (is_taken(curve, out)) return 1;
    return 0;
}
