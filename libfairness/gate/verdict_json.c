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
#include "gate/verdict_json.h"
#include "gate/waiver.h"

void
fair__verdict_group(fair__json *j, const fair__evaluation *e, size_t grouping,
                    int32_t group)
{
    if (grouping == FAIR__WHOLE && group != FAIR__NO_GROUP)
        fair__json_cstring(j, "overall");
    else
        fair__json_group(j, e->report, grouping, group);
}

void
fair__verdict_control(fair__json *j, const fair__evaluation *e, size_t grouping)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    const fair__tuple t = fair__tuple_of_stratum(
        s, grouping == FAIR__WHOLE ? FAIR__ALL_ROWS
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
    for (size_t i = 0; i < g->n; i++)
        put_values(j, e, g, i);
    fair__json_end(j);
}

static void
put_missing(fair__json *j, const fair__evaluation *e, const fair__outcome *o)
{
    const fair__named_groups *lists[] = {&o->rule->required, &o->rule->groups};
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
    fair__json_member_text(j, "id", o->rule->id);
    fair__json_member_text(j, "status", fair_verdict_name(o->status));
    fair__json_member_text(j, "counts_as", fair_verdict_name(o->counts_as));
    fair__json_member_text(j, "why", o->why);
    fair__json_member_text(j, "severity", severities[o->rule->severity]);
    fair__json_member_text(
        j, "inconclusive",
        inconclusive[fair__rule_inconclusive(e->policy, o->rule)]);
    fair__json_member_u64(j, "min_count", o->rules.min_count);
    fair__json_member_text(j, "set_aside", asides[o->rule->set_aside]);
    put_named(j, "may_be_small", e, &o->rule->may_be_small);
    put_named(j, "required_groups", e, &o->rule->required);
    put_named(j, "groups", e, &o->rule->groups);
    fair__json_member_text(j, "criterion",
                           s->criterion != NULL ? s->criterion->name : NULL);
    fair__json_member_text(j, "metric",
                           s->metric != NULL ? s->metric->name : NULL);
    fair__json_member_text(j, "comparison",
                           s->comparison != NULL ? s->comparison->name : NULL);
    fair__json_key(j, "by");
    if (o->first == FAIR__WHOLE)
        fair__json_null(j);
    else
        fair__json_by(j, fair__report_snapshot(e->report), &e->report->request,
                      fair__report_snapshot(e->report)->groupings[o->first].by);
    fair__json_member_text(
        j, "strata", o->rule->strata == FAIR_STRATA_EACH ? "each" : "none");
    fair__json_key(j, "limit");
    fair__json_object_inline(j);
    fair__json_member_text(j, fair__rule_limit_name(o->rule),
                           o->rule->limit_text);
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
    fair__json_member_text(j, "reason", fair_reason_name(o->reason));
    fair__json_key(j, "within_limit");
    if (o->within_limit == 0)
        fair__json_null(j);
    else
        fair__json_bool(j, o->within_limit > 0);
    fair__json_member_text(j, "metric",
                           o->metric != NULL ? o->metric->name : NULL);
    fair__verdict_control(j, e, o->grouping);
    fair__json_key(j, "group");
    fair__verdict_group(j, e, o->grouping, o->group);
    fair__json_key(j, "reference");
    fair__verdict_group(j, e, o->grouping, o->reference);
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
    fair__json_member_f64(j, "value", b->value);
    fair__json_member_f64(j, "level", b->level);
    fair__json_member_text(j, "metric", b->family->metric->name);
    fair__verdict_control(j, e, grouping);
    fair__json_key(j, "group");
    fair__verdict_group(j, e, grouping, b->group);
    fair__json_key(j, "reference");
    fair__verdict_group(j, e, grouping, b->reference);
    fair__json_end(j);
}

/* ---- what would change it ---- */

static void
put_change(fair__json *j, const fair__evaluation *e, const fair__family *f,
           const fair__sample *x, const char *of, double more)
{
    const size_t grouping = fair__family_grouping(e, f);
    fair__json_object_inline(j);
    fair__json_member_text(j, "metric", f->metric->name);
    fair__verdict_control(j, e, grouping);
    fair__json_key(j, "group");
    fair__verdict_group(j, e, grouping, x->group);
    fair__json_member_f64(j, "more", more);
    fair__json_member_text(j, "of", of);
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
    fair__json_member_text(j, "as", fair_verdict_name(verdicts[o->settles]));
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
    fair__json_member_text(j, key, day != 0 ? text : NULL);
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
    fair__json_member_text(j, "waived", fair__waived_name(o->waived));
    fair__json_member_text(j, "reason", w->reason);
    fair__json_member_text(j, "owner", w->owner);
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
        const size_t grouping =
            o->first == FAIR__WHOLE ? FAIR__WHOLE : o->first + k;
        for (size_t i = 0; i < p->n; i++) {
            const fair__flips f = fair__flips_of(e, o, k, (int32_t)i);
            fair__json_object_inline(j);
            fair__verdict_control(j, e, grouping);
            fair__json_key(j, "group");
            fair__verdict_group(j, e, grouping, (int32_t)i);
            fair__json_member_u64(j, "n", f.n);
            fair__json_member_u64(j, "to_favourable", f.to_favourable);
            fair__json_member_u64(j, "to_unfavourable", f.to_unfavourable);
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
    fair__json_member_text(j, "kind", kinds[o->baseline]);
    fair__json_member_f64(j, "value",
                          defined ? fair__wide_double(&o->value_before)
                                  : (double)NAN);
    fair__json_member_f64(
        j, "increase", defined ? fair__wide_double(&o->increase) : (double)NAN);
    fair__json_member_u64(j, "groups_gone", o->gone);
    put_flips(j, e, o);
    fair__json_end(j);
}

/* How claims are tested, and what was drawn for it. */
static void
put_test(fair__json *j, const fair__plan *plan)
{
    fair__json_member_text(j, "method", fair__test_name(plan));
    if (fair__test_is_drawn(plan)) {
        fair__json_member_u64(j, "replicates", FAIR__TEST_REPLICATES);
        fair__json_member_u64(j, "seed", FAIR__TEST_SEED);
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
    fair__json_member_f64(j, "confidence", 1 - o->level);
    fair__json_member_u64(j, "claims", o->judged.n_claims);
    fair__json_member_f64(j, "p_beyond", o->judged.p_beyond);
    fair__json_member_f64(j, "p_within", o->judged.p_within);
    fair__json_member_u64(j, "undefined_groups", o->undefined);
    fair__json_member_u64(j, "left_out", o->left_out);
    fair__json_member_u64(j, "left_out_listed", o->allowed);
    put_missing(j, e, o);
    put_settles(j, e, o);
    put_reached(j, e, o);
    put_waiver(j, e, o);
    put_change_from(j, e, o);
    fair__verdict_evidence(j, e, o);
    fair__json_end(j);
}

void
fair__verdict_json(fair__text *out, const fair__evaluation *e)
{
    fair__json j;
    fair__json_init(&j, out);
    fair__json_object(&j);
    fair__json_member_text(&j, "schema", "libfairness/verdict/1");
    fair__json_member_text(&j, "library", fair_version());
    fair__json_member_text(&j, "status", fair_verdict_name(e->status));
    fair__json_key(&j, "exit_code");
    fair__json_i64(&j, e->status);
    put_day(&j, "today", e->policy->today);
    fair__json_key(&j, "rows");
    fair__json_rows(&j, &fair__report_snapshot(e->report)->rows);
    fair__json_key(&j, "specification");
    fair__json_specification(&j, e->report);
    fair__json_key(&j, "rules");
    fair__json_array(&j);
    for (size_t i = 0; i < e->n; i++)
        put_rule(&j, e, &e->outcomes[i]);
    fair__json_end(&j);
    fair__json_end(&j);
    fair__text_char(out, '\n');
}
