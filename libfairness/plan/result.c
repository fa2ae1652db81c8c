/* SPDX-License-Identifier: MIT
 * A plan of the points that were found, and what is asked of it. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "plan/plan.h"

/* ---- numbers ---- */

static double
threshold_of(uint64_t key)
{
    return key == 0 ? INFINITY : fair__score_of(key);
}

/* The parts of a group, lowest threshold first: the number of them. */
static size_t
set_parts(fair_plan_group *out, const fair__mixture *m,
          const uint64_t keys[FAIR__PLAN_PARTS], fair_plan_part *parts)
{
    for (uint32_t i = 0; i < m->n; i++) {
        parts[i].threshold = threshold_of(keys[m->n - 1 - i]);
        parts[i].share = (double)m->shares[m->n - 1 - i] /
                         (double)FAIR__WHOLE_SHARE;
    }
    out->size = sizeof(*out);
    out->refer_from = NAN;
    out->threshold = m->n == 1 ? parts[0].threshold : NAN;
    out->n_parts = m->n;
    out->parts = parts;
    return m->n;
}

static void
set_summary(fair_plan_summary *out, const fair__plan_request *r,
            const fair__search *s, const fair__found *found)
{
    *out = (fair_plan_summary)FAIR_PLAN_SUMMARY_INIT;
    out->constraint = r->constraint->name;
    out->objective = r->objective->name;
    out->n_groups = s->points->n_groups;
    out->nodes = found->nodes;
    out->rule = r->rule;
    out->needs_groups = r->rule != FAIR_PLAN_SHARED;
    out->refers = fair__objective_refers(r->objective);
    for (size_t g = 0; g < s->points->n_groups; g++)
        if (found->mixtures[g].n > 1) out->is_randomized = 1;
}

static fair_status
make_room(fair_plan *plan, const fair__found *found, size_t n, size_t n_also,
          fair_error *err)
{
    plan->also = fair__calloc(&plan->mem, n_also, sizeof(*plan->also));
    if (plan->also == NULL && n_also > 0) return fair__no_memory(err);
    plan->summary.n_also = n_also;
    size_t n_parts = 0;
    for (size_t g = 0; g < n; g++) n_parts += found->mixtures[g].n;
    plan->groups = fair__calloc(&plan->mem, n, sizeof(*plan->groups));
    plan->parts = fair__calloc(&plan->mem, n_parts, sizeof(*plan->parts));
    if (plan->groups != NULL) plan->summary.n_groups = n;
    if (plan->parts != NULL) plan->n_parts = n_parts;
    return plan->groups != NULL && plan->parts != NULL ? FAIR_OK
                                                       : fair__no_memory(err);
}

fair_status
fair__fitted_make(const fair_report *report, const fair__plan_request *request,
                const fair__search *search, const fair__found *found,
                const int32_t *reasons, const fair__costs *costs,
                fair_plan **out, fair_error *err)
{
    const fair_allocator *mem = &request->mem;
    const size_t n = search->points->n_groups;
    fair_plan *plan = fair__calloc(mem, 1, sizeof(*plan));
    uint64_t(*keys)[FAIR__PLAN_PARTS] = fair__alloc(mem, n, sizeof(*keys));
    fair_status st = FAIR_ERR_MEMORY;
    fair_plan_part *parts;
    if (plan != NULL) plan->mem = *mem;
    if (plan == NULL || keys == NULL) goto done;
    st = make_room(plan, found, n, request->n_also, err);
    if (st != FAIR_OK) goto done;
    set_summary(&plan->summary, request, search, found);
    plan->summary.n_also = request->n_also;
    plan->summary.also = plan->also;
    fair__reached(report, search, found, &plan->summary);
    fair__reached_also(request, search, found, plan->also);
    plan->summary.score_type = fair__plan_score_type(report, search->points);
    fair__plan_tally(search->points, plan->tally);
    plan->summary.tally = plan->tally;
    st = (plan->summary.refers ? fair__reached_bands : fair__reached_groups)(
        report, request, search, found, plan->groups, keys, err);
    parts = plan->parts;
    for (size_t g = 0; st == FAIR_OK && g < n; g++) {
        parts += set_parts(&plan->groups[g], &found->mixtures[g], keys[g],
                           parts);
        if (plan->summary.refers)
            plan->groups[g].refer_from = threshold_of(keys[g][1]);
        plan->groups[g].set_aside = reasons[g];
        plan->summary.rows += plan->groups[g].rows;
    }
    if (st == FAIR_OK) st = fair__plan_keep(plan, report, request, err);
    if (st == FAIR_OK) st = fair__plan_keep_costs(plan, request, costs, err);
    if (st == FAIR_OK)
        st = fair__plan_finish(plan, (const uint8_t *)plan->tally, err);
    if (st == FAIR_OK) *out = plan;
done:
    if (st == FAIR_ERR_MEMORY) fair__no_memory(err);
    if (st != FAIR_OK && plan != NULL) fair__fitted_free(plan);
    fair__free(mem, keys, n, sizeof(*keys));
    return st;
}

/* ---- asked for ---- */

fair_status
fair__plan_describe(const fair_plan *plan, fair_plan_summary *out,
                    fair_error *err)
{
    return fair__options_write(out, sizeof(*out), &plan->summary,
                               sizeof(plan->summary), "fair_plan_summary",
                               err);
}

fair_status
fair__plan_group_at(const fair_plan *plan, size_t i, fair_plan_group *out,
                    fair_error *err)
{
    if (i >= plan->summary.n_groups)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "there is no group %u: the plan has %u",
                          (uint64_t)i, plan->summary.n_groups);
    return fair__options_write(out, sizeof(*out), &plan->groups[i],
                               sizeof(*out), "fair_plan_group", err);
}
