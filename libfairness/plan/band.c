/* SPDX-License-Identifier: MIT
 * What a referral band reaches on the rows that it is made from. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/plan.h"

/* By group the key of an end; of a shared band the lowest of all. */
static void
set_keys(const fair__plan_request *r, const fair__search *s,
         const fair__mixture *mixtures, int is_upper, uint64_t *keys)
{
    const fair__points *p = s->points;
    uint64_t lowest = 0;
    for (size_t g = 0; g < p->n_groups; g++) {
        const uint32_t point = mixtures[g].points[0];
        keys[g] = p->keys[is_upper ? fair__point_upper(p, point)
                                   : fair__point_lower(p, point)];
        if (keys[g] != 0 && (lowest == 0 || keys[g] < lowest))
            lowest = keys[g];
    }
    for (size_t g = 0; g < p->n_groups; g++)
        if (r->rule == FAIR_PLAN_SHARED) keys[g] = lowest;
}

/* Of what is selected from the upper end up, and rejected below the lower. */
static void
set_rows(fair_plan_group *out, const uint64_t *upper, const uint64_t *lower)
{
    uint64_t decided = upper[FAIR__UNLABELLED_SELECTED] +
                       lower[FAIR__UNLABELLED_REJECTED];
    out->true_positives = upper[FAIR__TP];
    out->false_positives = upper[FAIR__FP];
    out->false_negatives = lower[FAIR__FN];
    out->true_negatives = lower[FAIR__TN];
    out->selected = upper[FAIR__TP] + upper[FAIR__FP] +
                    upper[FAIR__UNLABELLED_SELECTED];
    decided += upper[FAIR__TP] + upper[FAIR__FP] + lower[FAIR__FN] +
               lower[FAIR__TN];
    out->rows = 0;
    for (int k = 0; k < FAIR__N_COUNTS; k++) out->rows += upper[k];
    out->referred = out->rows - decided;
}

fair_status
fair__reached_bands(const fair_report *report, const fair__plan_request *r,
                    const fair__search *s, const fair__found *found,
                    fair_plan_group *groups,
                    uint64_t (*keys)[FAIR__PLAN_PARTS], fair_error *err)
{
    const size_t n = s->points->n_groups;
    uint64_t *own = fair__alloc(&r->mem, n, sizeof(*own));
    uint64_t(*rows)[FAIR__N_COUNTS] =
        fair__alloc(&r->mem, 2 * n, sizeof(*rows));
    fair_status st = own != NULL && rows != NULL ? FAIR_OK
                                                 : fair__no_memory(err);
    for (size_t end = 0; end < 2 && st == FAIR_OK; end++) {
        set_keys(r, s, found->mixtures, end == 0, own);
        for (size_t g = 0; g < n; g++) keys[g][end] = own[g];
        st = fair__points_rows(report, r->grouping, &r->mem, own,
                               rows + end * n, err);
    }
    for (size_t g = 0; g < n && st == FAIR_OK; g++) {
        set_rows(&groups[g], rows[g], rows[n + g]);
        fair__reached_rates(&groups[g], s->points, &found->mixtures[g]);
    }
    fair__free(&r->mem, own, n, sizeof(*own));
    fair__free(&r->mem, rows, 2 * n, sizeof(*rows));
    return st;
}
