/* SPDX-License-Identifier: MIT
 * A plan of the points that were found, and what is asked of it. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "plan/plan.h"

/* ---- numbers ---- */

/* By group the key of its threshold; of a shared one the lowest of all. */
static void
set_keys(const fair__plan_request *r, const fair__search *s,
         const uint32_t *picks, uint64_t *keys)
{
    uint64_t lowest = 0;
    for (size_t g = 0; g < s->points->n_groups; g++) {
        keys[g] = s->points->keys[picks[g]];
        if (keys[g] != 0 && (lowest == 0 || keys[g] < lowest))
            lowest = keys[g];
    }
    for (size_t g = 0; g < s->points->n_groups; g++)
        if (r->rule == FAIR_PLAN_SHARED) keys[g] = lowest;
}

static double
rate_of(const fair__points *p, uint32_t pick, int32_t kind)
{
    const fair__rate rate = {.points = p, .kind = kind};
    const fair__fraction f = fair__rate_at(&rate, pick);
    return fair__fraction_double(&f, p->limbs);
}

/* The one threshold of a group. */
static void
set_part(fair_plan_group *out, fair_plan_part *part, uint64_t key)
{
    part->threshold = key == 0 ? INFINITY : fair__score_of(key);
    part->share = 1;
    out->threshold = part->threshold;
    out->n_parts = 1;
    out->parts = part;
}

static void
set_group(fair_plan_group *out, const fair__points *p, uint32_t pick,
          const uint64_t *rows, int32_t reason)
{
    out->size = sizeof(*out);
    out->true_positives = rows[FAIR__TP];
    out->false_positives = rows[FAIR__FP];
    out->false_negatives = rows[FAIR__FN];
    out->true_negatives = rows[FAIR__TN];
    out->selected = rows[FAIR__TP] + rows[FAIR__FP] +
                    rows[FAIR__UNLABELLED_SELECTED];
    for (int k = 0; k < FAIR__N_COUNTS; k++) out->rows += rows[k];
    out->selection_rate = rate_of(p, pick, FAIR__RATE_SELECTION);
    out->true_positive_rate = rate_of(p, pick, FAIR__RATE_TRUE_POSITIVE);
    out->false_positive_rate = rate_of(p, pick, FAIR__RATE_FALSE_POSITIVE);
    out->positive_predictive_value = rate_of(p, pick, FAIR__RATE_PRECISION);
    out->set_aside = reason;
}

/* The sums of all groups as those of one, in slots. */
static void
sum_weights(const fair__points *p, const uint32_t *picks,
            fair__wide out[2 * FAIR__N_COUNTS])
{
    uint64_t in[FAIR__N_CHOSEN][FAIR__PLAN_LIMBS] = {{0}};
    fair__wide whole[FAIR__N_CHOSEN], chosen[FAIR__N_CHOSEN];
    for (int k = 0; k < FAIR__N_CHOSEN; k++) {
        for (size_t g = 0; g < p->n_groups; g++)
            fair__whole_add(in[k], fair__point_sum(p, picks[g], k), p->limbs);
        chosen[k] = fair__whole_wide(in[k], p->limbs);
        whole[k] = fair__whole_wide(p->total.of[k], p->limbs);
        whole[k] = fair__wide_sub(&whole[k], &chosen[k]);
    }
    for (int s = 0; s < 2 * FAIR__N_COUNTS; s++) out[s] = fair__wide_zero();
    out[FAIR__TP] = chosen[FAIR__CHOSEN_POSITIVE];
    out[FAIR__FP] = chosen[FAIR__CHOSEN_NEGATIVE];
    out[FAIR__FN] = whole[FAIR__CHOSEN_POSITIVE];
    out[FAIR__TN] = whole[FAIR__CHOSEN_NEGATIVE];
    const int unlabelled[2] = {FAIR__UNLABELLED_SELECTED,
                               FAIR__UNLABELLED_REJECTED};
    for (int k = 0; k < 2; k++) {
        const fair__wide *all = k == 0 ? chosen : whole;
        fair__wide x = fair__wide_sub(&all[FAIR__CHOSEN_ALL],
                                      &all[FAIR__CHOSEN_POSITIVE]);
        out[unlabelled[k]] =
            fair__wide_sub(&x, &all[FAIR__CHOSEN_NEGATIVE]);
    }
}

/* The objective as the metric of that name has it. */
static double
value_of(const fair_report *report, const fair__search *s,
         const fair__found *found)
{
    const fair__objective *o = s->aim->objective;
    const fair__metric *m = fair__metric_find(o->name);
    fair__wide weights[2 * FAIR__N_COUNTS];
    fair__counts counts = {.weights = weights};
    fair__result result;
    if (m == NULL) {
        const fair__wide change = fair__aim_change(s->aim, found->best);
        return fair__wide_double(&change);
    }
    sum_weights(s->points, found->picks, weights);
    fair__metric_compute(m, &counts, &counts,
                         FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION | o->given,
                         &report->request.rules.costs, &result);
    return result.reason == FAIR_DEFINED ? fair__wide_double(&result.value)
                                         : NAN;
}

/* Not below what it is. */
static double
bound_of(const fair__aim *aim, const uint64_t *gap)
{
    const fair__wide x = fair__aim_gain(aim, gap);
    double bound = fair__wide_double(&x);
    const fair__wide nearest = fair__wide_f64(bound);
    if (fair__wide_order(&nearest, &x) < 0) {
        uint64_t bits; /* of a number >= 0: the next one up */
        memcpy(&bits, &bound, sizeof(bits));
        bits++;
        memcpy(&bound, &bits, sizeof(bound));
    }
    return bound;
}

static void
set_summary(fair_plan_summary *out, const fair_report *report,
            const fair__plan_request *r, const fair__search *s,
            const fair__found *found)
{
    *out = (fair_plan_summary)FAIR_PLAN_SUMMARY_INIT;
    out->constraint = r->constraint->name;
    out->objective = r->objective->name;
    out->value = value_of(report, s, found);
    out->bound = bound_of(s->aim, found->gap);
    out->n_groups = s->points->n_groups;
    out->nodes = found->nodes;
    out->rule = r->rule;
    out->needs_groups = r->rule != FAIR_PLAN_SHARED;
    out->disparity = NAN;
    out->reason = s->n_rates == 0   ? FAIR_REASON_NOT_APPLICABLE
                  : s->n_bound < 2 ? FAIR_REASON_SINGLE_GROUP
                                   : FAIR_DEFINED;
    if (out->reason != FAIR_DEFINED) return;
    const fair__wide x =
        fair__spread_wide(&found->spread, r->allowance.is_ratio);
    out->disparity = fair__wide_double(&x);
}

fair_status
fair__fitted_make(const fair_report *report, const fair__plan_request *request,
                const fair__search *search, const fair__found *found,
                const int32_t *reasons, fair_plan **out, fair_error *err)
{
    const fair_allocator *mem = &request->mem;
    const size_t n = search->points->n_groups;
    fair_plan *plan = fair__calloc(mem, 1, sizeof(*plan));
    uint64_t *keys = fair__alloc(mem, n, sizeof(*keys));
    uint64_t(*rows)[FAIR__N_COUNTS] = fair__alloc(mem, n, sizeof(*rows));
    fair_status st = FAIR_ERR_MEMORY;
    if (plan != NULL) plan->mem = *mem;
    if (plan == NULL || keys == NULL || rows == NULL) goto done;
    plan->groups = fair__calloc(mem, n, sizeof(*plan->groups));
    plan->parts = fair__calloc(mem, n, sizeof(*plan->parts));
    if (plan->groups != NULL) plan->summary.n_groups = n;
    if (plan->parts != NULL) plan->n_parts = n;
    if (plan->groups == NULL || plan->parts == NULL) goto done;
    set_summary(&plan->summary, report, request, search, found);
    plan->summary.score_type = fair__plan_score_type(report, search->points);
    fair__plan_tally(search->points, plan->tally);
    plan->summary.tally = plan->tally;
    set_keys(request, search, found->picks, keys);
    st = fair__points_rows(report, request->grouping, mem, keys, rows, err);
    for (size_t g = 0; st == FAIR_OK && g < n; g++) {
        set_part(&plan->groups[g], &plan->parts[g], keys[g]);
        set_group(&plan->groups[g], search->points, found->picks[g], rows[g],
                  reasons[g]);
        plan->summary.rows += plan->groups[g].rows;
    }
    if (st == FAIR_OK) st = fair__plan_keep(plan, report, request, err);
    if (st == FAIR_OK)
        st = fair__plan_finish(plan, (const uint8_t *)plan->tally, err);
    if (st == FAIR_OK) *out = plan;
done:
    if (st == FAIR_ERR_MEMORY) fair__no_memory(err);
    if (st != FAIR_OK && plan != NULL) fair__fitted_free(plan);
    fair__free(mem, keys, n, sizeof(*keys));
    fair__free(mem, rows, n, sizeof(*rows));
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
