/* SPDX-License-Identifier: MIT
 * Thresholds by group under two rates at once (equalized odds), and under a
 * quota: branch and bound.
 *
 * Rates but precision grow, or fall, along the points of a group.  A node of
 * the search holds for each group a stretch of its points; the sum of the
 * groups' best is a bound on every plan in it.  Where the best points satisfy
 * the constraint, the node is done.  Else two of them, h and l, are further
 * apart in a rate than the tolerance; for a point s of l's group between them
 * in this rate, still too far below h, every plan has its lowest rate either
 *   at s or below: then no rate is further above s than the tolerance, or
 *   above s: then every rate is above s;
 * the first leaves out h, the second l.  Nodes with the largest bound come
 * first.  A plan is looked for in each: windows that begin where s is.
 *
 * Under a quota utilities are less a price (quota.h), and a node whose best
 * points are no plan, or one that selects less than it may, is divided at the
 * best point of a group: what is before it, the point, and what is behind.
 * Each leaves the others less room. */
#include "plan/tree.h"

#define FINE (FAIR__WHOLE >> 33)

/* The best of each stretch, and their sum. */
static void
bests_of(const fair__tree *t, const fair__stretch *x, uint64_t *sum)
{
    const fair__aim *aim = t->s->aim;
    memset(sum, 0, (size_t)aim->n * sizeof(*sum));
    for (size_t g = 0; g < fair__tree_groups(t); g++) {
        t->picks[g] = fair__bests_find(&t->bests, x[g].first, x[g].last);
        fair__whole_add(sum, fair__utility(aim, t->picks[g]), aim->n);
    }
}

/* ---- plans ---- */

static int
improves(const fair__tree *t, const uint64_t *bound)
{
    return !t->out->is_feasible ||
           fair__whole_order_signed(bound, t->line, t->s->aim->n) > 0;
}

static void
set_line(fair__tree *t)
{
    const fair__search *s = t->s;
    if (!t->out->is_feasible) return;
    if (s->priced != NULL)
        fair__priced_line(s->priced, s->quota, t->out->best, t->line);
    else
        memcpy(t->line, t->out->best, sizeof(t->line));
}

static int
is_allowed(const fair__search *s, const uint32_t *picks, size_t *which)
{
    for (size_t g = 0; g < s->points->n_groups; g++)
        if (!s->is_free[g] && !fair__search_allows(s, picks[g])) {
            *which = g;
            return 0;
        }
    return 1;
}

/* Takes the picks, which satisfy the constraint, if the quota holds and they
 * are better. */
static void
take(fair__tree *t)
{
    const fair__search *s = t->s;
    const fair__aim *base = fair__search_base(s);
    uint64_t sum[FAIR__PLAN_UTILITY];
    if (fair__search_side(s, t->picks) != 0) return;
    fair__aim_sum(base, t->picks, sum);
    if (t->out->is_feasible &&
        fair__whole_order_signed(sum, t->out->best, base->n) <= 0)
        return;
    t->out->is_feasible = 1;
    memcpy(t->out->best, sum, sizeof(sum));
    memcpy(t->out->picks, t->picks,
           fair__tree_groups(t) * sizeof(*t->picks));
    set_line(t);
}

/* What other points of one group make of the picks, so that the quota
 * holds. */
static void
mend(fair__tree *t, const fair__stretch *x)
{
    const fair__search *s = t->s;
    size_t which;
    if (!s->quota->any) return;
    for (size_t g = 0; g < fair__tree_groups(t); g++) {
        const uint32_t own = t->picks[g];
        for (size_t i = 0; i < fair__tree_groups(t); i++)
            t->trial[i] = (fair__stretch){t->picks[i], t->picks[i]};
        t->trial[g] = x[g];
        if (!fair__cut_quota(s, t->trial)) continue;
        t->picks[g] = fair__bests_find(&t->bests, t->trial[g].first,
                                       t->trial[g].last);
        if (is_allowed(s, t->picks, &which) &&
            fair__search_satisfies(s, t->picks))
            take(t);
        t->picks[g] = own;
    }
}

/* ---- nodes ---- */

/* A node whose stretches are set: kept if something better may be in it. */
static void
settle(fair__tree *t, uint32_t node)
{
    const fair__search *s = t->s;
    uint64_t *bound = fair__tree_bound(t, node);
    fair__stretch *x = fair__tree_stretches(t, node);
    size_t which;
    if (fair__cut_quota(s, x)) {
        bests_of(t, x, bound);
        if (improves(t, bound)) {
            const int satisfies = is_allowed(s, t->picks, &which) &&
                                  fair__search_satisfies(s, t->picks);
            if (satisfies) take(t);
            mend(t, x);
            if (s->quota->any ? improves(t, bound) : !satisfies) {
                fair__tree_push(t, node);
                return;
            }
        }
    }
    t->unused[t->n_unused++] = node;
}

/* A plan in the windows that begin, in each rate, half way from the lowest
 * pick; returns the rate that is furthest from the tolerance, or NULL, and
 * where to divide. */
static const fair__rate *
try_windows(fair__tree *t, const fair__stretch *x, uint32_t *at)
{
    const fair__search *s = t->s;
    fair__spread spreads[FAIR__PLAN_ALL_RATES], worst = {NULL, 0, 0};
    uint64_t sum[FAIR__PLAN_UTILITY];
    size_t which;
    int any = 1;
    memcpy(t->trial, x, fair__tree_groups(t) * sizeof(*x));
    for (size_t k = 0; k < s->n_rates; k++)
        spreads[k] = fair__search_spread_of(s, &s->rates[k], t->picks);
    for (size_t k = 0; k < s->n_rates; k++) {
        const fair__spread *own = &spreads[k];
        if (!fair__rate_is_monotone(s->rates[k].kind)) continue;
        const uint32_t low = (uint32_t)own->low;
        const uint32_t half =
            fair__cut_half_way(own, s, x[s->points->group[low]]);
        any = any && fair__cut_beyond(s, own->rate, half, t->trial) &&
              fair__cut_below(s, own->rate, half, 0, t->trial);
        const fair__allowance *most = fair__search_allowance(s, own->rate);
        if (fair__rate_within(own->rate, most, own->high, low)) continue;
        if (worst.rate != NULL &&
            (most->is_ratio != fair__search_allowance(s, worst.rate)->is_ratio ||
             fair__spread_order(own, &worst, most->is_ratio,
                                s->points->limbs) <= 0))
            continue;
        worst = *own;
        *at = half;
    }
    if (!any || !fair__cut_quota(s, t->trial)) return worst.rate;
    bests_of(t, t->trial, sum);
    if (is_allowed(s, t->picks, &which) && fair__search_satisfies(s, t->picks))
        take(t);
    return worst.rate;
}

static void
settle_or_drop(fair__tree *t, uint32_t node, int is_there)
{
    if (is_there)
        settle(t, node);
    else
        t->unused[t->n_unused++] = node;
}

static uint32_t
copy_of(fair__tree *t, uint32_t node)
{
    const uint32_t other = fair__tree_new(t);
    memcpy(fair__tree_stretches(t, other), fair__tree_stretches(t, node),
           fair__tree_groups(t) * sizeof(fair__stretch));
    return other;
}

static void
divide_by_rate(fair__tree *t, uint32_t node, const fair__rate *rate,
               uint32_t at)
{
    const uint32_t other = copy_of(t, node);
    fair__stretch *x = fair__tree_stretches(t, node);
    fair__stretch *y = fair__tree_stretches(t, other);
    settle_or_drop(t, node, fair__cut_beyond(t->s, rate, at, x));
    settle_or_drop(t, other, fair__cut_below(t->s, rate, at, 1, y));
}

/* The group whose stretch is the widest in what it selects; one whose pick is
 * not allowed comes first. */
static size_t
group_to_divide(const fair__tree *t, const fair__stretch *x)
{
    const fair__points *p = t->s->points;
    uint64_t widest[FAIR__PLAN_LIMBS] = {0}, own[FAIR__PLAN_LIMBS];
    size_t which = 0;
    if (!is_allowed(t->s, t->picks, &which) && x[which].first < x[which].last)
        return which;
    which = SIZE_MAX;
    for (size_t g = 0; g < p->n_groups; g++) {
        if (x[g].first == x[g].last) continue;
        fair__whole_copy(own, fair__point_sum(p, x[g].last,
                                              FAIR__CHOSEN_ALL), p->limbs);
        fair__whole_subtract(own, fair__point_sum(p, x[g].first,
                                                  FAIR__CHOSEN_ALL),
                             p->limbs);
        if (fair__whole_order(own, widest, p->limbs) <= 0) continue;
        memcpy(widest, own, sizeof(own));
        which = g;
    }
    return which;
}

static void
divide_by_point(fair__tree *t, uint32_t node, size_t g)
{
    const uint32_t pick = t->picks[g];
    const fair__stretch all = fair__tree_stretches(t, node)[g];
    const uint32_t before = copy_of(t, node), behind = copy_of(t, node);
    fair__tree_stretches(t, node)[g] = (fair__stretch){pick, pick};
    fair__tree_stretches(t, before)[g].last = pick - 1;
    fair__tree_stretches(t, behind)[g].first = pick + 1;
    settle_or_drop(t, before, pick > all.first);
    settle_or_drop(t, behind, pick < all.last);
    settle(t, node);
}

static void
branch(fair__tree *t, uint32_t node)
{
    const fair__stretch *x = fair__tree_stretches(t, node);
    uint64_t sum[FAIR__PLAN_UTILITY];
    size_t which;
    uint32_t at = 0;
    const fair__rate *rate = NULL;
    bests_of(t, x, sum);
    if (t->s->n_bound > 0 && is_allowed(t->s, t->picks, &which))
        rate = try_windows(t, x, &at);
    if (rate != NULL) {
        divide_by_rate(t, node, rate, at);
        return;
    }
    bests_of(t, x, sum); /* picks again */
    const size_t g = group_to_divide(t, x);
    if (g == SIZE_MAX)
        t->unused[t->n_unused++] = node;
    else
        divide_by_point(t, node, g);
}

/* ---- the search ---- */

/* The points of each group from the first that is allowed to the last.  0 if a
 * group has none. */
static int
begin(const fair__tree *t, fair__stretch *x)
{
    const fair__points *p = t->s->points;
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__plan_members *m = &p->groups[g];
        size_t first = m->first, end = m->first + m->n;
        if (!t->s->is_free[g]) {
            while (first < end && !fair__search_allows(t->s, first)) first++;
            while (end > first && !fair__search_allows(t->s, end - 1)) end--;
        }
        if (first == end) return 0;
        x[g] = (fair__stretch){(uint32_t)first, (uint32_t)end - 1};
    }
    return 1;
}

/* Nobody and everybody, which satisfy most constraints: there is a plan,
 * however few nodes there may be. */
static void
try_ends(fair__tree *t, const fair__stretch *x)
{
    for (int end = 0; end < 2; end++) {
        for (size_t g = 0; g < fair__tree_groups(t); g++)
            t->picks[g] = t->s->is_free[g]
                              ? fair__bests_find(&t->bests, x[g].first,
                                                 x[g].last)
                              : end ? x[g].last : x[g].first;
        if (fair__search_satisfies(t->s, t->picks)) take(t);
    }
}

static void
set_gap(const fair__tree *t)
{
    fair__found *out = t->out;
    const fair__search *s = t->s;
    const int32_t n = fair__search_base(s)->n;
    memset(out->gap, 0, sizeof(out->gap));
    if (t->n_heap == 0 || !out->is_feasible ||
        !improves(t, fair__tree_bound(t, t->heap[0])))
        return;
    const uint64_t *top = fair__tree_bound(t, t->heap[0]);
    if (s->priced != NULL)
        fair__priced_most(s->priced, s->quota, top, out->gap);
    else
        memcpy(out->gap, top, (size_t)n * sizeof(*out->gap));
    fair__whole_subtract(out->gap, out->best, n);
}

static void
run(fair__tree *t)
{
    fair__found *out = t->out;
    t->n_used = 1;
    t->n_heap = t->n_unused = 0;
    set_line(t);
    if (!begin(t, fair__tree_stretches(t, 0))) return;
    try_ends(t, fair__tree_stretches(t, 0));
    settle(t, 0);
    while (t->n_heap > 0 && improves(t, fair__tree_bound(t, t->heap[0])) &&
           !(t->s->is_nearest && out->is_feasible) &&
           out->nodes < t->s->max_nodes && t->n_used + 2 <= t->capacity) {
        out->nodes++;
        branch(t, fair__tree_pop(t));
    }
    set_gap(t);
}

fair_status
fair__search_boxes(const fair__search *s, fair__found *out, fair_error *err)
{
    fair__tree t;
    const fair_status st = fair__tree_make(&t, s, out, err);
    if (st == FAIR_OK) run(&t);
    fair__tree_free(&t);
    if (st == FAIR_OK && out->is_feasible && s->n_rates > 0)
        out->spread = fair__search_spread(s, out->picks);
    return st;
}

/* ---- the nearest ---- */

/* Halves what is left between a disparity that some plan has and one that none
 * has. */
static void
halve(fair__tree *t, const fair__search *s, fair__search *own, int *is_cut)
{
    uint64_t low = 0, high = FAIR__WHOLE, x = FAIR__WHOLE;
    fair__found *out = t->out;
    for (; high - low > FINE || x == FAIR__WHOLE; x = low + (high - low) / 2) {
        own->allowance = fair__allow(s->allowance.is_ratio, x);
        own->max_nodes = out->nodes + s->max_nodes;
        out->is_feasible = 0;
        run(t);
        if (out->is_feasible) {
            out->spread = fair__search_spread(s, out->picks);
            high = x;
        } else {
            *is_cut |= t->n_heap > 0;
            low = x;
        }
        if (!out->is_feasible && x == FAIR__WHOLE) return;
    }
}

fair_status
fair__search_nearest(const fair__search *s, fair__found *out, int *is_cut,
                     fair_error *err)
{
    fair__search own = *s;
    fair__tree t;
    own.is_nearest = 1;
    *is_cut = 0;
    const fair_status st = fair__tree_make(&t, &own, out, err);
    if (st == FAIR_OK) halve(&t, s, &own, is_cut);
    fair__tree_free(&t);
    out->is_feasible = 0;
    return st;
}
