/* SPDX-License-Identifier: MIT
 * What errors cost, or decisions are worth, in each group. */
#include "audit/lookup.h"
#include "base/error.h"
#include "base/memory.h"
#include "plan/plan.h"

#define MOST 1e100 /* as of a report */

static fair_status
check(const fair__plan_request *r, const fair_plan_costs *c, size_t number,
      fair_error *err)
{
    const double all[4] = {c->true_positive, c->false_positive,
                           c->false_negative, c->true_negative};
    const int is_cost = r->objective->given == FAIR__GIVEN_COSTS;
    for (int i = 0; i < 4; i++) {
        const int is_error = i == 1 || i == 2;
        const double least = is_cost ? 0 : -MOST;
        const double most = is_cost && !is_error ? 0 : MOST;
        if (all[i] >= least && all[i] <= most) continue;
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "group_costs", -1, 0,
                             is_cost
                                 ? "group_costs %u: false_positive and "
                                   "false_negative are costs from 0 to 1e100, "
                                   "and there are no others"
                                 : "group_costs %u: a utility is a number "
                                   "between -1e100 and 1e100",
                             (uint64_t)number);
    }
    return FAIR_OK;
}

static fair_status
set_group(const fair_report *report, const fair__plan_request *r, size_t i,
          fair__costs *costs, uint8_t *is_named, fair_error *err)
{
    const fair_plan_costs *c = &r->given.costs[i];
    const fair_selector group = {.size = sizeof(group),
                                 .n_by = r->given.n_by,
                                 .by = r->given.by,
                                 .n_group = c->n_values,
                                 .group = c->values};
    size_t first, end;
    fair_status st = check(r, c, i + 1, err);
    if (st == FAIR_OK && c->n_values == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "group_costs", -1, 0,
                             "group_costs %u: the group is not said",
                             (uint64_t)i + 1);
    if (st == FAIR_OK)
        st = fair__lookup_counts(report, &group, &first, &end, err);
    if (st != FAIR_OK) return st;
    const size_t own =
        first - fair__report_snapshot(report)->groupings[r->grouping].first;
    if (is_named[own])
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "group_costs", -1, 0,
                             "group_costs %u: the group is named twice",
                             (uint64_t)i + 1);
    is_named[own] = 1;
    costs[own] = (fair__costs){c->false_positive,
                               c->false_negative,
                               {c->true_positive, c->false_positive,
                                c->false_negative, c->true_negative}};
    return FAIR_OK;
}

static fair_status
set_all(const fair_report *report, const fair__plan_request *r, size_t n,
        fair__costs *costs, uint8_t *is_named, fair_error *err)
{
    const uint32_t given = fair__report_snapshot(report)->given;
    fair_status st = FAIR_OK;
    for (size_t g = 0; g < n; g++) costs[g] = report->request.rules.costs;
    for (size_t i = 0; st == FAIR_OK && i < r->given.n_costs; i++)
        st = set_group(report, r, i, costs, is_named, err);
    for (size_t g = 0; st == FAIR_OK && g < n; g++)
        if (!is_named[g] && (r->objective->given & ~given) != 0)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "group_costs", -1, 0,
                                 "group_costs name %u of %u groups: the others "
                                 "need costs or utilities of the report",
                                 (uint64_t)r->given.n_costs, (uint64_t)n);
    return st;
}

fair_status
fair__plan_costs(const fair_report *report, const fair__plan_request *r,
                 size_t n, fair__costs **out, fair_error *err)
{
    if (r->given.n_costs == 0) return FAIR_OK;
    fair__costs *costs = fair__alloc(&r->mem, n, sizeof(*costs));
    uint8_t *is_named = fair__calloc(&r->mem, n, sizeof(*is_named));
    const fair_status st =
        costs != NULL && is_named != NULL
            ? set_all(report, r, n, costs, is_named, err)
            : fair__no_memory(err);
    fair__free(&r->mem, is_named, n, sizeof(*is_named));
    if (st == FAIR_OK)
        *out = costs;
    else
        fair__free(&r->mem, costs, n, sizeof(*costs));
    return st;
}

/* ---- kept ---- */

fair_status
fair__plan_keep_costs(fair_plan *plan, const fair__plan_request *r,
                      const fair__costs *costs, fair_error *err)
{
    const int is_cost = r->objective->given == FAIR__GIVEN_COSTS;
    const size_t n = (size_t)plan->summary.n_groups;
    if (costs == NULL) return FAIR_OK;
    plan->costs = fair__calloc(&plan->mem, n, sizeof(*plan->costs));
    if (plan->costs == NULL) return fair__no_memory(err);
    for (size_t g = 0; g < n; g++) {
        const double *u = costs[g].utility;
        fair_plan_group *own = &plan->groups[g];
        plan->costs[g] =
            is_cost ? (fair_plan_costs){own->n_values, own->values, 0,
                                        costs[g].false_positive,
                                        costs[g].false_negative, 0}
                    : (fair_plan_costs){own->n_values, own->values, u[0],
                                        u[1], u[2], u[3]};
        own->costs = &plan->costs[g];
    }
    return FAIR_OK;
}
