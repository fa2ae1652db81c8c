/* SPDX-License-Identifier: MIT
 * A value against a limit: the tests of gates for one criterion or comparison
 * by itself. */
#include <math.h>

#include <fairness/registry.h>

#include "audit/lookup.h"
#include "audit/p_values.h"
#include "audit/test_bounds.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "compare/find.h"
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
check(const fair__plan *plan, const fair__place *place, int side,
      const char *name, fair_error *err)
{
    /* A calibration error is biased: only that all are small is a claim. */
    const int is_least = plan->test == FAIR__BY_GAPS &&
                         place->kind == FAIR__COMPARISON &&
                         fair__comparison_at(place->comparison)->find ==
                             fair__find_group_min;
    if (plan->n_metrics > 0 && side != 0 && place->kind != FAIR__METRIC &&
        !is_least)
        return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "name", -1, 0,
                         "%s has no test like this: criteria of metrics of "
                         "decisions, of areas under ROC curves and of "
                         "calibration errors have one, and of such a metric, "
                         "or of means of scores and of their errors, "
                         "the comparisons difference, ratio, group_min and "
                         "group_max, of calibration errors group_max; and "
                         "what has an interval at any confidence",
                         name);
}

/* Within what the metric can be. */
static fair_status
check_limit(const fair__plan *plan, double limit, fair_error *err)
{
    const fair__family of = {.metric = plan->metrics[0],
                             .form = plan->form,
                             .test = plan->test};
    double low, high;
    fair__judge_reach(&of, &low, &high);
    if (limit >= low && limit <= high && isfinite(limit)) return FAIR_OK;
    if (!isfinite(low))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "limit", -1, 0,
                             "limit: expected a finite number");
    if (!isfinite(high))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "limit", -1, 0,
                             "limit: expected a finite number from %g on",
                             low);
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "limit", -1, 0,
                         "limit: expected a number from %g to %g", low, high);
}

static void
judge(const fair__testing *by, fair__limit limit, fair_test *out)
{
    const fair__family *families = by->families;
    for (size_t i = 0; i < by->n; i++) out->n_claims += families[i].n_claims;
    fair__judge_chances(families, by->n, limit, &out->p_beyond,
                        &out->p_within);
    out->p_no_disparity = fair__judge_none(families, by->n);
    const fair__range range = fair__judge_range(
        families, by->n, limit.side, 1 - out->confidence, out->value);
    out->lower = range.lower;
    out->upper = range.upper;
}

static fair_status
find(const fair_report *report, const fair__plan *plan,
     const fair__population *p, double limit, fair_test *t, fair_error *err)
{
    const size_t n = plan->n_metrics * fair__family_samples(plan, p);
    fair__drawing drawing = fair__test_drawing(&report->request.watch);
    fair__testing by;
    fair__sample *samples = fair__alloc(&report->mem, n, sizeof(*samples));
    if (samples == NULL) return fair__no_memory(err);
    fair_status st =
        fair__testing_make(&report->mem, plan, p, &report->request.rules,
                           samples, &drawing, &by, err);
    if (st == FAIR_OK) judge(&by, (fair__limit){limit, t->side}, t);
    if (st == FAIR_OK) st = fair__testing_end(&by, err);
    fair__testing_free(&by, &report->mem);
    fair__free(&report->mem, samples, n, sizeof(*samples));
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
    const int by_bounds =
        plan.n_metrics == 0 && fair__has_bounds_test(&subject, rules);
    t.side = fair__subject_side(&subject);
    if (!by_bounds) st = check(&plan, &place, t.side, name, err);
    if (st == FAIR_OK)
        st = by_bounds ? fair__bounds_limit(&subject, rules, limit, err)
                       : check_limit(&plan, limit, err);
    if (st == FAIR_OK) st = fair__answer_find(report, &place, &a, err);
    if (st != FAIR_OK) return st;
    fair__answer_value(report, &a, &value);
    t.value = value.value;
    t.reason = value.reason;
    if (by_bounds)
        st = fair__test_bounds(report, &subject, &place, limit, &t, err);
    else if (t.reason == FAIR_DEFINED)
        st = find(report, &plan,
                  &fair__report_snapshot(report)->populations[place.grouping],
                  limit, &t, err);
    if (st != FAIR_OK) return st;
    return fair__options_write(out, sizeof(t), &t, sizeof(t), "fair_test",
                               err);
}
