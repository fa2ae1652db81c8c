/* SPDX-License-Identifier: MIT
 * Rules against a report: what was observed, claims, verdicts. */
#include "gate/evaluate.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <fairness/registry.h>

#include "audit/lookup.h"
#include "base/error.h"
#include "base/memory.h"
#include "compare/find.h"
#include "gate/baseline.h"
#include "gate/families.h"
#include "gate/share.h"
#include "gate/waiver.h"

#define WHOLE SIZE_MAX
/* Rows that would settle a rule take some hundred tests for each claim. */
#define MOST_SETTLED 10000

/* ---- which populations ---- */

static int
is_of_all_rows(const fair__rule *rule)
{
    return rule->subject.criterion == NULL &&
           rule->subject.comparison == NULL && rule->n_by == 0;
}

const fair__population *
fair__outcome_population(const fair__evaluation *e, const fair__outcome *o,
                         size_t i)
{
    return o->first == WHOLE
               ? &e->whole
               : &fair__report_snapshot(e->report)->populations[o->first + i];
}

size_t
fair__family_grouping(const fair__evaluation *e, const fair__family *f)
{
    if (f->population == &e->whole) return WHOLE;
    return (size_t)(f->population -
                    fair__report_snapshot(e->report)->populations);
}

static fair_status
find_populations(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    const fair__rule *rule = o->rule;
    const fair__snapshot *s = fair__report_snapshot(e->report);
    o->first = WHOLE;
    o->n_populations = 1;
    if (is_of_all_rows(rule) && rule->strata == FAIR_STRATA_NONE)
        return FAIR_OK;
    fair_status st = fair__lookup_grouping(
        e->report, rule->n_by, (const char *const *)rule->by, &o->first, err);
    if (st != FAIR_OK || rule->strata == FAIR_STRATA_NONE) return st;
    if (s->n_strata == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, rule->id, -1, 0,
                             "the rule holds within each stratum, but there "
                             "are no control features");
    o->first++;
    o->n_populations = s->n_strata;
    return FAIR_OK;
}

fair_status
fair__named_group(const fair__evaluation *e, const fair__named_groups *g,
                  size_t i, size_t grouping, int32_t *found, fair_error *err)
{
    const fair_status st = fair__lookup_group(
        e->report, grouping, g->starts[i + 1] - g->starts[i],
        g->values + g->starts[i], found, err);
    if (st != FAIR_ERR_ARGUMENT || err == NULL) return st;
    const fair_error said = *err;
    return fair__fail_at(err, st, said.column, said.row, said.count,
                         "%s: item %u: %s", g->name, (uint64_t)i,
                         said.message);
}

/* Index of the rule's grouping over all rows. */
static size_t
all_rows_of(const fair__evaluation *e, const fair__outcome *o)
{
    const size_t per_by = 1 + fair__report_snapshot(e->report)->n_strata;
    return o->first / per_by * per_by;
}

fair_status
fair__rule_group(const fair__evaluation *e, const fair__outcome *o,
                 const fair__named_groups *g, size_t i, int32_t *found,
                 fair_error *err)
{
    return fair__named_group(e, g, i, all_rows_of(e, o), found, err);
}

/* The groups that the rule holds for: of those listed. */
static fair_status
find_held(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    const fair__rule *rule = o->rule;
    if (rule->groups.n == 0) return FAIR_OK;
    const size_t n = fair__report_snapshot(e->report)
                         ->populations[all_rows_of(e, o)]
                         .n;
    o->only = fair__calloc(&e->policy->mem, n, 1);
    if (o->only == NULL) return fair__no_memory(err);
    o->n_only = n;
    o->rules.only = o->only;
    for (size_t i = 0; i < rule->groups.n; i++) {
        int32_t found = FAIR__NO_GROUP;
        const fair_status st =
            fair__rule_group(e, o, &rule->groups, i, &found, err);
        if (st != FAIR_OK) return st;
        if (found == FAIR__NO_GROUP) {
            o->missing++;
            continue;
        }
        if (o->only[found])
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, rule->id, -1, 0,
                                 "groups: item %u is a group listed twice",
                                 (uint64_t)i);
        o->only[found] = 1;
    }
    return FAIR_OK;
}

static fair_status
count_missing(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    const fair__rule *rule = o->rule;
    if (rule->required.n + rule->may_be_small.n + rule->groups.n > 0 &&
        o->first == WHOLE)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, rule->id, -1, 0,
                             "groups make no sense for a metric of all rows: "
                             "name the grouping with by");
    for (size_t i = 0; i < rule->required.n; i++) {
        int32_t found = FAIR__NO_GROUP;
        int before = 1;
        fair_status st =
            fair__rule_group(e, o, &rule->required, i, &found, err);
        if (st == FAIR_OK && o->baseline == FAIR_BASELINE_UNPAIRED)
            st = fair__baseline_has(e, i, o, &before, err);
        if (st != FAIR_OK) return st;
        o->missing += found == FAIR__NO_GROUP || !before;
    }
    return find_held(e, o, err);
}

/* ---- what was observed ---- */

static void
observe_one(const fair__outcome *o, const fair__population *p, size_t i,
            fair__finding *out)
{
    const fair__subject *s = &o->rule->subject;
    if (s->criterion != NULL)
        fair__criterion_find_in(s->criterion, p, &o->rules, out);
    else if (s->comparison != NULL)
        s->comparison->find(p, &o->rules, s->metric, i, out);
    else if (o->rule->limit.side > 0)
        fair__find_group_max(p, &o->rules, s->metric, 0, out);
    else
        fair__find_group_min(p, &o->rules, s->metric, 0, out);
}

/* Keeps the finding if it is the first or the worse one. */
static void
keep_worse(fair__outcome *o, const fair__finding *f, size_t grouping)
{
    const fair__wide one = fair__wide_u64(1);
    if (f->reason != FAIR_DEFINED) {
        if (o->metric == NULL) o->reason = f->reason;
        return;
    }
    if (o->metric != NULL &&
        o->rule->limit.side *
                fair__order_near(&f->value, &o->value, &one) <= 0)
        return;
    o->reason = FAIR_DEFINED;
    o->value = f->value;
    o->metric = f->metric;
    o->grouping = grouping;
    o->group = f->group;
    o->reference = f->reference;
}

static void
observe(const fair__evaluation *e, fair__outcome *o)
{
    const fair__comparison *c = o->rule->subject.comparison;
    o->group = o->reference = FAIR__NO_GROUP;
    o->grouping = o->first;
    for (size_t k = 0; k < o->n_populations; k++) {
        const fair__population *p = fair__outcome_population(e, o, k);
        const size_t n =
            c != NULL && c->shape == FAIR__PER_GROUP ? p->n : 1;
        fair__population q = *p;
        fair__survey survey;
        if (n > 1) {
            fair__survey_make(p, &o->rules, o->rule->subject.metric, &survey);
            q.survey = &survey;
        }
        for (size_t i = 0; i < n; i++) {
            fair__finding f;
            if (n > 1 && !fair__is_held(p, &o->rules, i)) continue;
            observe_one(o, &q, i, &f);
            if (n > 1 && f.group == f.reference) continue;
            keep_worse(o, &f, o->first == WHOLE ? WHOLE : o->first + k);
        }
    }
    if (o->reason != FAIR_DEFINED) return;
    const fair__wide one = fair__wide_u64(1);
    const int beyond = o->rule->limit.side *
                       fair__order_near(&o->value, &o->rule->exact, &one);
    o->within_limit = beyond > 0 ? -1 : 1;
}

static int
has_no_baseline(const fair__outcome *o)
{
    return o->rule->subject.change && o->baseline == FAIR_BASELINE_NONE;
}

static fair_status
look(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    o->level = fair__rule_level(e->policy, o->rule);
    o->rules = e->report->request.rules;
    if (o->rule->min_count > 0) o->rules.min_count = o->rule->min_count;
    fair_status st = find_populations(e, o, err);
    if (st == FAIR_OK) st = fair__baseline_make(e, o, err);
    if (st == FAIR_OK) st = count_missing(e, o, err);
    if (st == FAIR_OK && !has_no_baseline(o))
        st = fair__families_make(e, o, err);
    if (st != FAIR_OK) return st;
    if (o->rule->subject.change)
        fair__baseline_observe(e, o);
    else
        observe(e, o);
    fair__judge(o->families, o->n_families, o->rule->limit, o->level,
                &o->judged);
    return FAIR_OK;
}

/* ---- verdicts ---- */

static int32_t
first_reason(const fair__outcome *o)
{
    for (size_t k = 0; k < o->n_families; k++)
        if (o->families[k].reason != FAIR_DEFINED)
            return o->families[k].reason;
    return FAIR_DEFINED;
}

int
fair__refuses_left_out(const fair__outcome *o)
{
    return o->left_out + o->gone > o->allowed &&
           o->rule->set_aside != FAIR_SET_ASIDE_ALLOW;
}

static void
decide(fair__outcome *o)
{
    const int32_t reason = first_reason(o);
    if (o->missing > 0) {
        o->status = FAIR_VERDICT_ERROR;
        o->why = "required_group_missing";
    } else if (has_no_baseline(o)) {
        o->status = FAIR_VERDICT_ERROR;
        o->why = "no_baseline";
    } else if (reason == FAIR_REASON_NOT_APPLICABLE) {
        o->status = FAIR_VERDICT_ERROR;
        o->why = "not_applicable";
    } else if (o->status == FAIR_VERDICT_FAIL) {
        return;
    } else {
        o->status = FAIR_VERDICT_INCONCLUSIVE;
        if (o->undefined > 0)
            o->why = "undefined_in_group";
        else if (o->judged.n_claims == 0)
            o->why = fair_reason_name(reason);
        else if (o->judged.p_within > o->level)
            o->why = "between_bounds";
        else if (fair__refuses_left_out(o))
            o->why = "set_aside";
        else {
            o->status = FAIR_VERDICT_PASS;
            o->why = "within_limit";
        }
    }
}

int32_t
fair__counted_as(const fair_policy *policy, const fair__rule *rule,
                 int32_t status)
{
    if (rule->severity == FAIR_SEVERITY_WARN) return FAIR_VERDICT_PASS;
    if (status != FAIR_VERDICT_INCONCLUSIVE) return status;
    switch (fair__rule_inconclusive(policy, rule)) {
    case FAIR_INCONCLUSIVE_FAILS:
        return FAIR_VERDICT_FAIL;
    case FAIR_INCONCLUSIVE_PASSES:
        return FAIR_VERDICT_PASS;
    default:
        return status;
    }
}

static fair_status
settle(const fair_policy *policy, fair__outcome *o, fair_error *err)
{
    if (o->status != FAIR_VERDICT_INCONCLUSIVE || o->judged.n_claims == 0 ||
        o->judged.n_claims > MOST_SETTLED || !fair__settles(&o->plan) ||
        !(o->judged.p_within > o->level))
        return FAIR_OK;
    o->needed = fair__calloc(&policy->mem, o->n_samples, sizeof(*o->needed));
    if (o->needed == NULL) return fair__no_memory(err);
    o->settles = fair__settle(o->families, o->n_families, o->rule->limit,
                              o->level, o->fail.level, o->samples,
                              o->n_samples, o->needed);
    return FAIR_OK;
}

/* Error before fail before inconclusive before pass. */
static int
gravity(int32_t status)
{
    static const int of[] = {[FAIR_VERDICT_PASS] = 0,
                             [FAIR_VERDICT_FAIL] = 2,
                             [FAIR_VERDICT_ERROR] = 3,
                             [FAIR_VERDICT_INCONCLUSIVE] = 1};
    return of[status];
}

/* Says which rule it is that cannot be held against the report. */
static void
name_rule(const fair__rule *rule, fair_error *err)
{
    if (err == NULL || err->code != FAIR_ERR_ARGUMENT) return;
    const fair_error e = *err;
    fair__fail_at(err, e.code, rule->id, e.row, e.count, "rule %q: %s",
                  rule->id, strlen(rule->id), e.message);
}

fair_status
fair__evaluate(const fair_policy *policy, const fair_report *report,
               const fair_report *baseline, fair__evaluation *e,
               fair_error *err)
{
    static const uint8_t none_missing[1] = {0};
    const fair__snapshot *s = fair__report_snapshot(report);
    *e = (fair__evaluation){
        .policy = policy,
        .report = report,
        .baseline = baseline,
        .whole = {.n = 1,
                  .groups = s->counts,
                  .has_missing = none_missing,
                  .total = s->counts,
                  .given = s->given,
                  .named_reference = FAIR__NO_GROUP},
        .status = FAIR_VERDICT_PASS};
    if (policy->n == 0)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "the policy has no rules: nothing would be checked");
    e->outcomes = fair__calloc(&policy->mem, policy->n, sizeof(*e->outcomes));
    if (e->outcomes == NULL) return fair__no_memory(err);
    e->n = policy->n;
    fair_status st = FAIR_OK;
    size_t broken = 0;
    for (size_t i = 0; st == FAIR_OK && i < e->n; i++) {
        broken = i;
        e->outcomes[i].rule = &policy->rules[i];
        st = look(e, &e->outcomes[i], err);
    }
    if (st == FAIR_OK)
        fair__share_level(e);
    else
        name_rule(&policy->rules[broken], err);
    for (size_t i = 0; st == FAIR_OK && i < e->n; i++) {
        fair__outcome *o = &e->outcomes[i];
        decide(o);
        o->counts_as = fair__counted_as(policy, o->rule, o->status);
        st = fair__waive(e, o, err);
        if (st != FAIR_OK) name_rule(o->rule, err);
        if (st == FAIR_OK) st = settle(policy, o, err);
        if (gravity(o->counts_as) > gravity(e->status))
            e->status = o->counts_as;
    }
    if (st != FAIR_OK) fair__evaluation_free(e);
    return st;
}

void
fair__evaluation_free(fair__evaluation *e)
{
    const fair_allocator *mem = &e->policy->mem;
    for (size_t i = 0; i < e->n; i++) {
        fair__outcome *o = &e->outcomes[i];
        fair__baseline_free(mem, o);
        fair__evidence_free(&o->evidence, mem);
        fair__free(mem, o->families, o->n_families, sizeof(*o->families));
        fair__free(mem, o->samples, o->n_samples, sizeof(*o->samples));
        fair__free(mem, o->needed, o->n_samples, sizeof(*o->needed));
        fair__free(mem, o->only, o->n_only, 1);
    }
    fair__free(mem, e->outcomes, e->n, sizeof(*e->outcomes));
    e->outcomes = NULL;
    e->n = 0;
}
