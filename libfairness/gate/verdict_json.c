/* SPDX-License-Identifier: MIT
 * A verdict as JSON (schema libfairness/verdict/1): every rule, its bounds,
 * and the counts of every group, from which each number can be recomputed. */
#include <math.h>
#include <stdint.h>

#include <fairness/registry.h>

#include "audit/json.h"
#include "compare/change.h"
#include "compare/estimate.h"
#include "gate/baseline.h"
#include "gate/flips.h"
#include "gate/people.h"
#include "gate/verdict.h"
#include "gate/waiver.h"

#define WHOLE SIZE_MAX

static void
put_group(fair__json *j, const fair__evaluation *e, size_t grouping,
          int32_t group)
{
    if (grouping == WHOLE && group != FAIR__NO_GROUP)
        fair__json_cstring(j, "overall");
    else
        fair__json_group(j, e->report, grouping, group);
}

static void
put_text(fair__json *j, const char *key, const char *value)
{
    fair__json_key(j, key);
    fair__json_cstring(j, value);
}

static void
put_number(fair__json *j, const char *key, double value)
{
    fair__json_key(j, key);
    fair__json_f64(j, value);
}

static void
put_count(fair__json *j, const char *key, uint64_t value)
{
    fair__json_key(j, key);
    fair__json_u64(j, value);
}

static void
put_control(fair__json *j, const fair__evaluation *e, size_t grouping)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    const fair__tuple t = fair__tuple_of_stratum(
        s, grouping == WHOLE ? FAIR__ALL_ROWS
                             : s->groupings[grouping].stratum);
    fair__json_key(j, "control");
    fair__json_tuple(j, &t);
}

/* ---- what was asked ---- */

/* Text that was typed is shown in the feature's own kind. */
static void
put_values(fair__json *j, const fair__evaluation *e,
           const fair__named_groups *g, size_t i)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    fair__json_object_inline(j);
    for (size_t k = g->starts[i]; k < g->starts[i + 1]; k++) {
        const fair_scalar value =
            fair__value_meant(s, g->values[k].feature, &g->values[k].value);
        fair__json_key(j, g->values[k].feature);
        fair__json_scalar(j, &value);
    }
    fair__json_end(j);
}

static void
put_named(fair__json *j, const char *key, const fair__evaluation *e,
          const fair__named_groups *g)
{
    fair__json_key(j, key);
    fair__json_array_inline(j);
    for (size_t i = 0; i < g->n; i++) put_values(j, e, g, i);
    fair__json_end(j);
}

static void
put_missing(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    const fair__named_groups *lists[] = {&o->rule->required,
                                         &o->rule->groups};
    fair__json_key(j, "missing_groups");
    fair__json_array_inline(j);
    for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++)
        for (size_t i = 0; i < lists[k]->n; i++) {
            int32_t found = 0;
            fair__rule_group(e, o, lists[k], i, &found, NULL);
            if (found != FAIR__NO_GROUP) continue;
            put_values(j, e, lists[k], i);
        }
    fair__json_end(j);
}

static void
put_subject(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    static const char *const severities[] = {"error", "warn"};
    static const char *const asides[] = {"refuse", "allow", "listed"};
    static const char *const inconclusive[] = {"inconclusive", "inconclusive",
                                               "fail", "pass"};
    const fair__subject *s = &o->rule->subject;
    put_text(j, "id", o->rule->id);
    put_text(j, "status", fair_verdict_name(o->status));
    put_text(j, "counts_as", fair_verdict_name(o->counts_as));
    put_text(j, "why", o->why);
    put_text(j, "severity", severities[o->rule->severity]);
    put_text(j, "inconclusive",
             inconclusive[fair__rule_inconclusive(e->policy, o->rule)]);
    put_count(j, "min_count", o->rules.min_count);
    put_text(j, "set_aside", asides[o->rule->set_aside]);
    put_named(j, "may_be_small", e, &o->rule->may_be_small);
    put_named(j, "required_groups", e, &o->rule->required);
    put_named(j, "groups", e, &o->rule->groups);
    put_text(j, "criterion", s->criterion != NULL ? s->criterion->name : NULL);
    put_text(j, "metric", s->metric != NULL ? s->metric->name : NULL);
    put_text(j, "comparison",
             s->comparison != NULL ? s->comparison->name : NULL);
    fair__json_key(j, "by");
    if (o->first == WHOLE)
        fair__json_null(j);
    else
        fair__json_by(j, fair__report_snapshot(e->report), &e->report->request,
                      fair__report_snapshot(e->report)->groupings[o->first].by);
    put_text(j, "strata",
             o->rule->strata == FAIR_STRATA_EACH ? "each" : "none");
    fair__json_key(j, "limit");
    fair__json_object_inline(j);
    put_text(j, fair__rule_limit_name(o->rule), o->rule->limit_text);
    fair__json_end(j);
}

/* ---- what was found ---- */

static void
put_observed(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    fair__json_key(j, "observed");
    fair__json_object_inline(j);
    fair__json_key(j, "value");
    if (o->reason == FAIR_DEFINED)
        fair__json_f64(j, fair__wide_double(&o->value));
    else
        fair__json_null(j);
    put_text(j, "reason", fair_reason_name(o->reason));
    fair__json_key(j, "within_limit");
    if (o->within_limit == 0)
        fair__json_null(j);
    else
        fair__json_bool(j, o->within_limit > 0);
    put_text(j, "metric", o->metric != NULL ? o->metric->name : NULL);
    put_control(j, e, o->grouping);
    fair__json_key(j, "group");
    put_group(j, e, o->grouping, o->group);
    fair__json_key(j, "reference");
    put_group(j, e, o->grouping, o->reference);
    fair__json_end(j);
}

static void
put_bound(fair__json *j, const char *key, const fair__evaluation *e,
          const fair__bound *b)
{
    fair__json_key(j, key);
    if (b->family == NULL) {
        fair__json_null(j);
        return;
    }
    const size_t grouping = fair__family_grouping(e, b->family);
    fair__json_object_inline(j);
    put_number(j, "value", b->value);
    put_number(j, "level", b->level);
    put_text(j, "metric", b->family->metric->name);
    put_control(j, e, grouping);
    fair__json_key(j, "group");
    put_group(j, e, grouping, b->group);
    fair__json_key(j, "reference");
    put_group(j, e, grouping, b->reference);
    fair__json_end(j);
}

/* ---- what would change it ---- */

static void
put_change(fair__json *j, const fair__evaluation *e, const fair__family *f,
           const fair__sample *x, const char *of, double more)
{
    const size_t grouping = fair__family_grouping(e, f);
    fair__json_object_inline(j);
    put_text(j, "metric", f->metric->name);
    put_control(j, e, grouping);
    fair__json_key(j, "group");
    put_group(j, e, grouping, x->group);
    put_number(j, "more", more);
    put_text(j, "of", of);
    fair__json_end(j);
}

/* Rows that would settle it at the rates observed. */
static void
put_settles(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    static const int32_t verdicts[] = {
        [FAIR__SETTLES_NEVER] = -1,
        [FAIR__SETTLES_WITHIN] = FAIR_VERDICT_PASS,
        [FAIR__SETTLES_BEYOND] = FAIR_VERDICT_FAIL};
    fair__json_key(j, "settled_by");
    if (o->needed == NULL || o->settles == FAIR__SETTLES_NEVER) {
        fair__json_null(j);
        return;
    }
    fair__json_object(j);
    put_text(j, "as", fair_verdict_name(verdicts[o->settles]));
    fair__json_key(j, "rows");
    fair__json_array(j);
    for (size_t k = 0; k < o->n_families; k++) {
        const fair__family *f = &o->families[k];
        const char *of = fair__people_out_of(f);
        for (size_t i = 0; i < f->n; i++) {
            const double more = o->needed[&f->samples[i] - o->samples];
            if (more > 0) put_change(j, e, f, &f->samples[i], of, more);
        }
        if (f->between != FAIR__TO_REFERENCE || f->n == 0) continue;
        const double more = o->needed[f->references - o->samples];
        if (more > 0) put_change(j, e, f, f->references, of, more);
    }
    fair__json_end(j);
    fair__json_end(j);
}

/* Decisions that would bring each group to the limit. */
static void
put_reached(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    fair__json_key(j, "reached_by");
    fair__json_array(j);
    for (size_t k = 0; k < o->n_families; k++) {
        const fair__family *f = &o->families[k];
        for (size_t i = 0; i < f->n; i++) {
            const int64_t more = fair__people_to_limit(o, f, i);
            if (more != 0)
                put_change(j, e, f, &f->samples[i],
                           fair__people_counted(f->metric), (double)more);
        }
    }
    fair__json_end(j);
}

/* ---- who accepts it ---- */

static void
put_day(fair__json *j, const char *key, int32_t day)
{
    char text[11];
    if (day != 0) fair__day_write(day, text);
    put_text(j, key, day != 0 ? text : NULL);
}

static void
put_waiver(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    const fair__waiver *w = &o->rule->waiver;
    fair__json_key(j, "waiver");
    if (w->reason == NULL) {
        fair__json_null(j);
        return;
    }
    fair__json_object_inline(j);
    put_text(j, "waived", fair__waived_name(o->waived));
    put_text(j, "reason", w->reason);
    put_text(j, "owner", w->owner);
    put_day(j, "granted", w->granted);
    put_day(j, "expires", w->expires);
    put_named(j, "groups", e, &w->groups);
    fair__json_end(j);
}

/* ---- the change from the baseline ---- */

static void
put_flips(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    fair__json_key(j, "flips");
    if (o->baseline != FAIR_BASELINE_PAIRED) {
        fair__json_null(j);
        return;
    }
    fair__json_array(j);
    for (size_t k = 0; k < o->n_populations; k++) {
        const fair__population *p = fair__outcome_population(e, o, k);
        const size_t grouping = o->first == WHOLE ? WHOLE : o->first + k;
        for (size_t i = 0; i < p->n; i++) {
            const fair__flips f = fair__flips_of(e, o, k, (int32_t)i);
            fair__json_object_inline(j);
            put_control(j, e, grouping);
            fair__json_key(j, "group");
            put_group(j, e, grouping, (int32_t)i);
            put_count(j, "n", f.n);
            put_count(j, "to_favourable", f.to_favourable);
            put_count(j, "to_unfavourable", f.to_unfavourable);
            fair__json_end(j);
        }
    }
    fair__json_end(j);
}

static void
put_change_from(fair__json *j, const fair__evaluation *e,
                const fair__outcome *o)
{
    static const char *const kinds[] = {
        [FAIR_BASELINE_NONE] = NULL,
        [FAIR_BASELINE_PAIRED] = "paired",
        [FAIR_BASELINE_UNPAIRED] = "unpaired",
    };
    const int defined = o->reason == FAIR_DEFINED;
    fair__json_key(j, "baseline");
    if (o->baseline == FAIR_BASELINE_NONE) {
        fair__json_null(j);
        return;
    }
    fair__json_object(j);
    put_text(j, "kind", kinds[o->baseline]);
    put_number(j, "value",
               defined ? fair__wide_double(&o->value_before) : (double)NAN);
    put_number(j, "increase",
               defined ? fair__wide_double(&o->increase) : (double)NAN);
    put_count(j, "groups_gone", o->gone);
    put_flips(j, e, o);
    fair__json_end(j);
}

/* ---- the evidence ---- */

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
    const fair__snapshot *s = fair__report_snapshot(
        e->baseline != NULL ? e->baseline : e->report);
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
    put_text(j, "reason", fair_reason_name(r.reason));
    fair__json_key(j, "numerator");
    fair__json_amount(j, s, &r.numerator);
    fair__json_key(j, "denominator");
    fair__json_amount(j, s, &r.denominator);
    put_count(j, "n", r.n);
    put_number(j, "effective_n", r.effective_n);
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
    const size_t first = grouping == WHOLE ? 0 : s->groupings[grouping].first;
    const int32_t stratum =
        grouping == WHOLE ? FAIR__ALL_ROWS : s->groupings[grouping].stratum;
    const fair__place place = {
        .kind = FAIR__METRIC,
        .name = (uint32_t)fair__metric_index(f->metric),
        .counts = group >= 0 ? first + (size_t)group
                             : (size_t)(stratum + 1)};
    fair__answer a;
    fair__answer_make(e->report, &place, NULL, &a);
    fair__json_object_inline(j);
    put_text(j, "metric", f->metric->name);
    put_control(j, e, grouping);
    fair__json_key(j, "group");
    put_group(j, e, grouping, group);
    if (group >= 0) {
        fair__result r;
        int32_t reason = FAIR_DEFINED;
        int32_t standing =
            fair__standing(f->population, &o->rules, f->metric,
                           (size_t)group, &r, &reason);
        if (o->before != NULL)
            standing = fair__change_standing(
                f->before, &o->rules, f->metric, (size_t)group, standing,
                &reason);
        put_text(j, "left_out",
                 standing == FAIR__NOT_HELD && !is_reference(o, f, group)
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

static void
put_all_evidence(fair__json *j, const fair__evaluation *e,
                 const fair__outcome *o)
{
    fair__json_key(j, "evidence");
    fair__json_array(j);
    for (size_t k = 0; k < o->n_families; k++) {
        const fair__family *f = &o->families[k];
        if (f->population != &e->whole)
            put_evidence(j, e, o, f, FAIR__OVERALL);
        for (size_t i = 0; i < f->population->n; i++)
            put_evidence(j, e, o, f, (int32_t)i);
    }
    fair__json_end(j);
}

/* How claims are tested, and what was drawn for it. */
static void
put_test(fair__json *j, const fair__plan *plan)
{
    put_text(j, "method", fair__test_name(plan));
    if (fair__test_is_drawn(plan)) {
        put_count(j, "replicates", FAIR__GATE_REPLICATES);
        put_count(j, "seed", FAIR__GATE_SEED);
        return;
    }
    fair__json_key(j, "replicates");
    fair__json_null(j);
    fair__json_key(j, "seed");
    fair__json_null(j);
}

static void
put_rule(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    fair__json_object(j);
    put_subject(j, e, o);
    put_observed(j, e, o);
    put_bound(j, "pass_bound", e, &o->judged.pass);
    put_bound(j, "fail_bound", e, &o->fail);
    put_test(j, &o->plan);
    put_number(j, "confidence", 1 - o->level);
    put_count(j, "claims", o->judged.n_claims);
    put_number(j, "p_beyond", o->judged.p_beyond);
    put_number(j, "p_within", o->judged.p_within);
    put_count(j, "undefined_groups", o->undefined);
    put_count(j, "left_out", o->left_out);
    put_count(j, "left_out_listed", o->allowed);
    put_missing(j, e, o);
    put_settles(j, e, o);
    put_reached(j, e, o);
    put_waiver(j, e, o);
    put_change_from(j, e, o);
    put_all_evidence(j, e, o);
    fair__json_end(j);
}

void
fair__verdict_json(fair__text *out, const fair__evaluation *e)
{
    fair__json j;
    fair__json_init(&j, out);
    fair__json_object(&j);
    put_text(&j, "schema", "libfairness/verdict/1");
    put_text(&j, "library", fair_version());
    put_text(&j, "status", fair_verdict_name(e->status));
    fair__json_key(&j, "exit_code");
    fair__json_i64(&j, e->status);
    put_day(&j, "today", e->policy->today);
    fair__json_key(&j, "rows");
    fair__json_rows(&j, &fair__report_snapshot(e->report)->rows);
    fair__json_key(&j, "specification");
    fair__json_specification(&j, e->report);
    fair__json_key(&j, "rules");
    fair__json_array(&j);
    for (size_t i = 0; i < e->n; i++) put_rule(&j, e, &e->outcomes[i]);
    fair__json_end(&j);
    fair__json_end(&j);
    fair__text_char(out, '\n');
}
