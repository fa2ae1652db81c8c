/* SPDX-License-Identifier: MIT
 * Plans in a row, of which each changes the picks of a few groups. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/search.h"

static int
all_allowed(const fair__search *s, const uint32_t *picks)
{
    for (size_t g = 0; g < s->points->n_groups; g++)
        if (!s->is_free[g] && !fair__search_allows(s, picks[g])) return 0;
    return 1;
}

void
fair__search_consider(const fair__search *s, const uint32_t *picks,
                      const uint64_t *sum, fair__found *out)
{
    const int32_t limbs = s->points->limbs;
    const int is_ratio = s->allowance.is_ratio;
    const int order =
        out->is_feasible
            ? fair__whole_order_signed(sum, out->best, s->aim->n)
            : 1;
    if (order < 0 || fair__search_side(s, picks) != 0 ||
        !all_allowed(s, picks))
        return;
    const fair__spread spread = fair__search_spread(s, picks);
    if (!fair__search_satisfies_others(s, picks)) return;
    if (s->is_nearest || !fair__search_satisfies(s, picks)) {
        if (!out->is_feasible &&
            (out->spread.rate == NULL ||
             fair__spread_order(&spread, &out->spread, is_ratio, limbs) < 0))
            out->spread = spread;
        return;
    }
    if (order == 0 &&
        fair__spread_order(&spread, &out->spread, is_ratio, limbs) >= 0)
        return;
    out->is_feasible = 1;
    out->spread = spread;
    memcpy(out->best, sum, (size_t)s->aim->n * sizeof(*sum));
    memcpy(out->picks, picks, s->points->n_groups * sizeof(*picks));
}

static void
walk(const fair__search *s, uint32_t *picks, fair__found *out)
{
    const fair__way *way = s->way;
    const fair__points *p = s->points;
    const uint32_t *order = s->order;
    const size_t n = s->n_order;
    uint64_t sum[FAIR__PLAN_UTILITY];
    for (size_t g = 0; g < p->n_groups; g++) picks[g] = way->first(s, g);
    fair__aim_sum(s->aim, picks, sum);
    fair__search_consider(s, picks, sum, out);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && (end == i ||
                                  way->is_together(s, order[i], order[end]));
             end++) {
            uint32_t *own = &picks[p->group[order[end]]];
            fair__whole_subtract(sum, fair__utility(s->aim, *own), s->aim->n);
            *own = way->pick(s, order[end]);
            fair__whole_add(sum, fair__utility(s->aim, *own), s->aim->n);
        }
        fair__search_consider(s, picks, sum, out);
    }
}

fair_status
fair__search_walk(const fair__search *s, fair__found *out, fair_error *err)
{
    const fair__points *p = s->points;
    uint32_t *picks = fair__alloc(p->mem, p->n_groups, sizeof(*picks));
    if (picks == NULL) return fair__no_memory(err);
    walk(s, picks, out);
    fair__free(p->mem, picks, p->n_groups, sizeof(*picks));
    return FAIR_OK;
}
