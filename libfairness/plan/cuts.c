/* SPDX-License-Identifier: MIT
 * Stretches of points, cut to what rates and the quota leave.
 *
 * Along a group's points a rate grows, or falls (rate.h), so that what is on
 * one side of a rate is a beginning or an end of a stretch. */
#include "plan/tree.h"

/* Which side of a rate a point is on. */
typedef struct side {
    const fair__search *s;
    const fair__rate *rate;
    uint32_t point;
    int above; /* -1: beyond the tolerance above it; 0: at or above, 1: above */
} side;

static int
is_on(const side *x, uint32_t point)
{
    return x->above < 0 ? !fair__rate_within(x->rate,
                                             fair__search_allowance(x->s,
                                                                    x->rate),
                                             point, x->point)
                        : fair__rate_order(x->rate, point, x->point) >=
                              x->above;
}

/* The first point that is on the side where the one before is not, or the
 * other way round (falls); one past the last if there is none. */
static uint32_t
border(const side *x, fair__stretch of, int falls)
{
    uint32_t low = of.first, high = of.last + 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (is_on(x, middle) == falls)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Keeps what is on the side, or what is not. */
static int
cut(const side *x, int keeps, fair__stretch *all)
{
    const int falls = !fair__rate_grows(x->rate->kind);
    for (size_t g = 0; g < x->s->points->n_groups; g++) {
        if (x->s->is_free[g] ||
            !fair__search_are_together(x->s, g,
                                       x->s->points->group[x->point]))
            continue;
        const uint32_t at = border(x, all[g], falls);
        if (keeps == falls) {
            if (at == all[g].first) return 0;
            all[g].last = at - 1;
        } else {
            if (at > all[g].last) return 0;
            all[g].first = at;
        }
    }
    return 1;
}

int
fair__cut_beyond(const fair__search *s, const fair__rate *rate, uint32_t point,
                 fair__stretch *x)
{
    const side beyond = {s, rate, point, -1};
    return cut(&beyond, 0, x);
}

int
fair__cut_below(const fair__search *s, const fair__rate *rate, uint32_t point,
                int above, fair__stretch *x)
{
    const side high = {s, rate, point, above};
    return cut(&high, 1, x);
}

uint32_t
fair__cut_half_way(const fair__spread *x, const fair__search *s,
                   fair__stretch of_low)
{
    const int falls = !fair__rate_grows(x->rate->kind);
    uint32_t near = (uint32_t)x->low;
    uint32_t far = falls ? of_low.first - 1 : of_low.last + 1; /* may wrap */
    const uint32_t first = near;
    const fair__allowance *most = fair__search_allowance(s, x->rate);
    if (fair__rate_within(x->rate, most, x->high, near)) return near;
    while (falls ? near - far > 1 : far - near > 1) {
        const uint32_t middle = falls ? near - (near - far) / 2
                                      : near + (far - near) / 2;
        if (fair__rate_within(x->rate, most, x->high, middle))
            far = middle;
        else
            near = middle;
    }
    return falls ? first - (first - near) / 2 : first + (near - first) / 2;
}

/* ---- the quota ---- */

static const uint64_t *
chosen(const fair__search *s, uint32_t point)
{
    return fair__point_sum(s->points, point, FAIR__CHOSEN_ALL);
}

/* What is selected by first and last points, and no room. */
static void
sum_ends(const fair__search *s, const fair__stretch *x, uint64_t *low,
         uint64_t *high)
{
    const int32_t n = s->points->limbs;
    memset(low, 0, (size_t)n * sizeof(*low));
    memset(high, 0, (size_t)n * sizeof(*high));
    for (size_t g = 0; g < s->points->n_groups; g++) {
        fair__whole_add(low, chosen(s, x[g].first), n);
        fair__whole_add(high, chosen(s, x[g].last), n);
    }
}

/* The last point of a stretch that selects no more than `room` more than its
 * first does. */
static uint32_t
last_within(const fair__search *s, fair__stretch x, const uint64_t *room)
{
    uint64_t more[FAIR__PLAN_LIMBS];
    const int32_t n = s->points->limbs;
    uint32_t low = x.first, high = x.last + 1;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        fair__whole_copy(more, chosen(s, middle), n);
        fair__whole_subtract(more, chosen(s, x.first), n);
        if (fair__whole_order(more, room, n) <= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The first that selects no more than `room` less than its last does. */
static uint32_t
first_within(const fair__search *s, fair__stretch x, const uint64_t *room)
{
    uint64_t less[FAIR__PLAN_LIMBS];
    const int32_t n = s->points->limbs;
    uint32_t low = x.first, high = x.last;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        fair__whole_copy(less, chosen(s, x.last), n);
        fair__whole_subtract(less, chosen(s, middle), n);
        if (fair__whole_order(less, room, n) <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

int
fair__cut_quota(const fair__search *s, fair__stretch *x)
{
    uint64_t low[FAIR__PLAN_LIMBS], high[FAIR__PLAN_LIMBS];
    uint64_t more[FAIR__PLAN_LIMBS], less[FAIR__PLAN_LIMBS];
    const int32_t n = s->points->limbs;
    if (!s->quota->any) return 1;
    sum_ends(s, x, low, high);
    if (fair__whole_order(low, s->quota->most, n) > 0 ||
        fair__whole_order(high, s->quota->least, n) < 0)
        return 0;
    fair__whole_copy(more, s->quota->most, n);
    fair__whole_subtract(more, low, n);
    fair__whole_copy(less, high, n);
    fair__whole_subtract(less, s->quota->least, n);
    for (size_t g = 0; g < s->points->n_groups; g++) {
        const fair__stretch own = x[g];
        x[g].last = last_within(s, own, more);
        x[g].first = first_within(s, own, less);
        if (x[g].first > x[g].last) return 0;
    }
    return 1;
}
