/* SPDX-License-Identifier: MIT
 * A value against a limit: the tests of gates for one criterion or comparison
 * by itself. */
#include <math.h>

#include <fairness/registry.h>

#include "audit/lookup.h"
#include "audit/p_values.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "compare/judge.h"

static fair__subject
subject_of(const fair__place *place)
{
    if (place->kind == FAIR__CRITERION)
        return (fair__subject){.criterion = fair__criterion_at(place->name)};
    return (fair__subject){
        .metric = fair__metric_at(place->name),
        .comparison = place->kind == FAIR__COMPARISON
                          ? fair__comparison_at(place->comparison)
                          : NULL};
}

static fair_status
check(const fair__plan *plan, int side, double limit, const char *name,
      fair_error *err)
{
    if (!fair__plan_is_tested(plan) || side == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "name", -1, 0,
                             "%s has no test like this: criteria of "
                             "proportions and of areas under ROC curves have "
                             "one, and of such a metric the comparisons "
                             "difference, ratio, group_min and group_max",
                             name);
    if (!(limit >= 0 && limit <= 1))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "limit", -1, 0,
                             "limit: expected a number from 0 to 1");
    return FAIR_OK;
}

static void
judge(const fair__family *families, size_t n, fair__limit limit,
      fair_test *out)
{
    for (size_t i = 0; i < n; i++) out->n_claims += families[i].n_claims;
    fair__judge_chances(families, n, limit, &out->p_beyond, &out->p_within);
    out->p_no_disparity = fair__judge_none(families, n);
    const fair__range range = fair__judge_range(
        families, n, limit.side, 1 - out->confidence, out->value);
    out->lower = range.lower;
    out->upper = range.upper;
}

static fair_status
find(const fair_report *report, const fair__plan *plan,
     const fair__population *p, double limit, fair_test *t, fair_error *err)
{
    const size_t room = fair__family_samples(plan, p);
    fair__family families[2];
    fair__sample *samples = fair__alloc(&report->mem, plan->n_metrics * room,
                                        sizeof(*samples));
    if (samples == NULL) return fair__no_memory(err);
    const fair_status st =
        fair__families_test(&report->mem, plan, p, &report->request.rules,
                            samples, families, err);
    if (st == FAIR_OK)
        judge(families, plan->n_metrics, (fair__limit){limit, t->side}, t);
    fair__free(&report->mem, samples, plan->n_metrics * room,
               sizeof(*samples));
    return st;
}

fair_status
fair__report_test(const fair_report *report, const char *name,
                  const fair_selector *selector, double limit, fair_test *out,
                  fair_error *err)
{
    const fair__rules *rules = &report->request.rules;
    fair_test t = {.size = sizeof(t),
                   .lower = NAN,
                   .upper = NAN,
                   .confidence = report->request.confidence,
                   .p_beyond = NAN,
                   .p_within = NAN,
                   .p_no_disparity = NAN};
    fair__place place;
    fair_value value;
    fair__answer a;
    fair_status st = fair__lookup_place(report, name, selector, &place, err);
    if (st != FAIR_OK) return st;
    const fair__subject subject = subject_of(&place);
    const fair__plan plan = fair__claim_plan(&subject, rules);
    t.side = fair__subject_side(&subject);
    st = check(&plan, t.side, limit, name, err);
    if (st == FAIR_OK) st = fair__answer_find(report, &place, &a, err);
    if (st != FAIR_OK) return st;
    fair__answer_value(report, &a, &value);
    t.value = value.value;
    t.reason = value.reason;
    if (t.reason == FAIR_DEFINED)
        st = find(report, &plan,
                  &fair__report_snapshot(report)->populations[place.grouping],
                  limit, &t, err);
    if (st != FAIR_OK) return st;
    return fair__options_write(out, sizeof(t), &t, sizeof(t), "fair_test",
                               err);
}
