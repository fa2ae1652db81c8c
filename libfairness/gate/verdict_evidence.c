/* SPDX-License-Identifier: MIT
 * The evidence of a verdict: the metric in every group with its counts, from
 * which each number of the verdict can be recomputed. */
#include <stdint.h>

#include <fairness/registry.h>

#include "audit/json.h"
#include "compare/change.h"
#include "gate/baseline.h"
#include "gate/families.h"
#include "gate/verdict_json.h"

/* The same in the baseline, and how many rows, or what weight, came into the
 * numerator and left it. */
static void
put_before(fair__json *j, const fair__evaluation *e, const fair__outcome *o,
           const fair__family *f, int32_t group)
{
    fair__result r;
    const size_t k = (size_t)(f - o->families) / o->plan.n_metrics;
    const fair__population *p = f->population;
    const fair__counts *c = group >= 0 ? &p->groups[group] : p->total;
    const fair__snapshot *s =
        fair__report_snapshot(e->baseline != NULL ? e->baseline : e->report);
    fair__baseline_metric(o, k, f->metric, group, &r);
    fair__json_key(j, "baseline");
    if (r.reason == FAIR_REASON_NOT_APPLICABLE) {
        fair__json_null(j);
        return;
    }
    fair__json_object_inline(j);
    fair__json_key(j, "value");
    if (r.reason == FAIR_DEFINED)
        fair__json_f64(j, fair__wide_double(&r.value));
    else
        fair__json_null(j);
    fair__json_member_text(j, "reason", fair_reason_name(r.reason));
    fair__json_key(j, "numerator");
    fair__json_amount(j, s, &r.numerator);
    fair__json_key(j, "denominator");
    fair__json_amount(j, s, &r.denominator);
    fair__json_member_u64(j, "n", r.n);
    fair__json_member_f64(j, "effective_n", r.effective_n);
    for (int way = 1; way >= -1; way -= 2) {
        fair__json_key(j, way > 0 ? "gained" : "lost");
        if (o->plan.paired) {
            const fair__wide sum = fair__sum_of_changed(f->metric, c, way);
            fair__json_amount(j, s, &sum);
        } else {
            fair__json_null(j);
        }
    }
    fair__json_end(j);
}

/* Whether the others are held against this group. */
static int
is_reference(const fair__outcome *o, const fair__family *f, int32_t group)
{
    return o->plan.between == FAIR__TO_REFERENCE &&
           fair__reference(f->population, &o->rules, f->metric) == group;
}

/* The metric in one group and its counts, as in the report; how it stands in
 * the rule. */
static void
put_evidence(fair__json *j, const fair__evaluation *e, const fair__outcome *o,
             const fair__family *f, int32_t group)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    const size_t grouping = fair__family_grouping(e, f);
    const size_t first =
        grouping == FAIR__WHOLE ? 0 : s->groupings[grouping].first;
    const int32_t stratum = grouping == FAIR__WHOLE
                                ? FAIR__ALL_ROWS
                                : s->groupings[grouping].stratum;
    const fair__place place = {.kind = FAIR__METRIC,
                               .name = (uint32_t)fair__metric_index(f->metric),
                               .counts = group >= 0 ? first + (size_t)group
                                                    : (size_t)(stratum + 1)};
    fair__answer a;
    fair__answer_make(e->report, &place, NULL, &a);
    fair__json_object_inline(j);
    fair__json_member_text(j, "metric", f->metric->name);
    fair__verdict_control(j, e, grouping);
    fair__json_key(j, "group");
    fair__verdict_group(j, e, grouping, group);
    if (group >= 0) {
        int32_t reason;
        const int32_t standing =
            fair__family_standing(o, f, (size_t)group, &reason);
        fair__json_member_text(j, "left_out",
                               standing == FAIR__NOT_HELD &&
                                       !is_reference(o, f, group)
                                   ? "not_held"
                               : standing == FAIR__LEFT_OUT
                                   ? fair__standing_reason(standing, reason)
                                   : NULL);
    }
    fair__json_metric(j, e->report, &a);
    if (o->before != NULL) put_before(j, e, o, f, group);
    fair__json_key(j, "counts");
    fair__json_counts(j, s, place.counts);
    fair__json_end(j);
}

void
fair__verdict_evidence(fair__json *j, const fair__evaluation *e,
                       const fair__outcome *o)
{
    fair__json_key(j, "evidence");
    fair__json_array(j);
    for (size_t k = 0; k < o->n_families; k++) {
        const fair__family *f = &o->families[k];
        if (f->population != &e->whole) put_evidence(j, e, o, f, FAIR__OVERALL);
        for (size_t i = 0; i < f->population->n; i++)
            put_evidence(j, e, o, f, (int32_t)i);
    }
    fair__json_end(j);
}
