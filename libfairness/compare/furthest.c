/* SPDX-License-Identifier: MIT
 * Bounds of the pair that is furthest apart. */
#include "compare/furthest.h"

#include <math.h>

#include "base/ends.h"

/* a less b; a bound that cannot be the furthest is not worked out. */
static void
take_difference(const fair__member *a, const fair__member *b,
                fair__range_of *out)
{
    double l, u;
    if (a->away.p - b->away.p > out->lower) {
        fair__mover_difference(&a->towards, &b->towards, &l, &u);
        out->lower = fair__larger(out->lower, l);
    }
    if (a->away.upper - b->away.lower > out->upper) {
        fair__mover_difference(&a->away, &b->away, &l, &u);
        out->upper = fair__larger(out->upper, u);
    }
}

/* a to b.  Nothing is known of a ratio to a rate that may be 0. */
static void
take_ratio(const fair__member *a, const fair__member *b, fair__range_of *out)
{
    double l, u;
    if (a->away.p < out->upper * b->away.p &&
        fair__mover_ratio(&a->towards, &b->towards, &l, &u))
        out->upper = fair__smaller(out->upper, u);
    if (a->away.lower >= out->lower * b->away.upper) return;
    if (fair__mover_ratio(&a->away, &b->away, &l, &u))
        out->lower = fair__smaller(out->lower, l);
    else
        out->lower = 0;
}

typedef void take(const fair__member *a, const fair__member *b,
                  fair__range_of *out);

static fair__range_of
of_pairs(const fair__member *members, size_t n, take *visit, double parity)
{
    fair__range_of out = {parity, parity};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j && members[j].is_reference)
                visit(&members[i], &members[j], &out);
    return out;
}

fair__range_of
fair__furthest_difference(const fair__member *members, size_t n)
{
    return of_pairs(members, n, take_difference, 0);
}

fair__range_of
fair__furthest_ratio(const fair__member *members, size_t n)
{
    return of_pairs(members, n, take_ratio, 1);
}

void
fair__reach_add(fair__reach *r, const fair__bounded *b, int is_reference)
{
    r->lowest_lower = fair__smaller(r->lowest_lower, b->lower);
    r->lowest_upper = fair__smaller(r->lowest_upper, b->upper);
    if (!is_reference) return;
    r->highest_lower = fair__larger(r->highest_lower, b->lower);
    r->highest_upper = fair__larger(r->highest_upper, b->upper);
}

fair__range_of
fair__reach_difference(const fair__reach *away, const fair__reach *towards)
{
    return (fair__range_of){towards->highest_lower - towards->lowest_upper,
                            away->highest_upper - away->lowest_lower};
}

fair__range_of
fair__reach_ratio(const fair__reach *away, const fair__reach *towards)
{
    return (fair__range_of){away->lowest_lower / away->highest_upper,
                            towards->highest_lower > 0
                                ? towards->lowest_upper /
                                      towards->highest_lower
                                : 1};
}
