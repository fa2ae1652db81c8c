/* SPDX-License-Identifier: MIT
 * Reject-option classification (Kamiran, Karim and Zhang 2012): one threshold,
 * and a margin around it, within which favoured groups are rejected and all
 * others are selected.  Margins are walked from none to the widest, over all
 * scores at once. */
#include <math.h>

#include "plan/search.h"

static double
score_of(const fair__search *s, uint32_t point)
{
    return fair__score_of(s->points->keys[point]);
}

/* By the distance of their scores from the threshold, exactly.  A difference
 * that is rounded never turns an order around, but may hide one: scores on
 * both sides are equally far if their sum is twice the threshold. */
static int
order_of(const fair__search *s, uint32_t a, uint32_t b)
{
    const double x = score_of(s, a), y = score_of(s, b), t = s->threshold;
    const double far_x = fabs(x - t), far_y = fabs(y - t);
    if (far_x != far_y) return far_x < far_y ? -1 : 1;
    if (x == y) return 0;
    if ((x >= t) == (y >= t)) return (x < y) == (x >= t) ? -1 : 1;
    const fair__wide wide[] = {fair__wide_f64(x), fair__wide_f64(y),
                               fair__wide_f64(t)};
    const fair__wide sum = fair__wide_add(&wide[0], &wide[1]);
    const fair__wide twice = fair__wide_add(&wide[2], &wide[2]);
    const int order = fair__wide_order(&sum, &twice);
    return x >= t ? order : -order;
}

static int
by_distance(const void *ctx, uint32_t a, uint32_t b)
{
    const int order = order_of(ctx, a, b);
    return order != 0 ? order : (a > b) - (a < b);
}

void
fair__search_sort_margins(fair__search *s)
{
    const fair__points *p = s->points;
    s->n_order = 0;
    for (size_t i = 0; i < p->n; i++) {
        const int is_above = p->keys[i] >= fair__score_key(s->threshold);
        if (p->keys[i] != 0 && is_above == s->is_favoured[p->group[i]])
            s->order[s->n_order++] = (uint32_t)i;
    }
    fair__sort(s->order, s->n_order, by_distance, s);
}

static uint32_t
first(const fair__search *s, size_t group)
{
    return (uint32_t)fair__points_at(s->points, group, s->threshold);
}

static int
is_together(const fair__search *s, uint32_t a, uint32_t b)
{
    return order_of(s, a, b) == 0;
}

static uint32_t
pick(const fair__search *s, uint32_t point)
{
    return point - (uint32_t)s->is_favoured[s->points->group[point]];
}

const fair__way fair__way_margins = {first, is_together, pick};
