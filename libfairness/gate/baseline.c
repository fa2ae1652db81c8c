/* SPDX-License-Identifier: MIT
 * Groups in the baseline: counted in the same rows, or in those of another
 * report. */
#include "gate/baseline.h"

#include <string.h>

#include "audit/lookup.h"
#include "base/error.h"
#include "base/memory.h"
#include "compare/change.h"
#include "compare/find.h"

#define WHOLE SIZE_MAX

/* ---- which report ---- */

static int
is_paired(const fair__evaluation *e)
{
    const uint32_t both = FAIR__GIVEN_BASELINE | FAIR__GIVEN_DECISION;
    return (fair__report_snapshot(e->report)->given & both) == both;
}

static fair_status
differ(fair_error *err, const fair__rule *rule, const char *what)
{
    return fair__fail_at(err, FAIR_ERR_MISMATCH, rule->id, -1, 0,
                         "the baseline does not belong to this audit: %s",
                         what);
}

/* Whether both mean the same decision or label, as 1 and true do. */
static int
is_same_label(const fair_scalar *a, const fair_scalar *b)
{
    const int whole_a = a->kind == FAIR_KIND_BOOL || a->kind == FAIR_KIND_INT;
    const int whole_b = b->kind == FAIR_KIND_BOOL || b->kind == FAIR_KIND_INT;
    if (whole_a && whole_b) return a->integer == b->integer;
    if (a->kind != b->kind) return 0;
    return a->kind == FAIR_KIND_FLOAT ? a->number == b->number
                                      : fair__scalar_order(a, b) == 0;
}

static int
has_other_labels(const fair__snapshot *now, const fair__snapshot *then)
{
    for (int i = 0; i < 2; i++) {
        const fair_scalar *a = &now->positives[i], *b = &then->positives[i];
        if (a->kind != FAIR_KIND_NONE && b->kind != FAIR_KIND_NONE &&
            !is_same_label(a, b))
            return 1;
    }
    return 0;
}

/* Whether a column that is one thing now was the other one then, and not what
 * it is now. */
static int
was_the_other(const fair__snapshot *now, const fair__snapshot *then, int role,
              int other)
{
    const char *name = now->columns[role];
    const char *was = then->columns[other], *own = then->columns[role];
    return name != NULL && was != NULL && strcmp(name, was) == 0 &&
           (own == NULL || strcmp(name, own) != 0);
}

static fair_status
check_baseline(const fair__evaluation *e, const fair__outcome *o,
               fair_error *err)
{
    const fair__rule *rule = o->rule;
    const fair__snapshot *now = fair__report_snapshot(e->report);
    const fair__snapshot *then = fair__report_snapshot(e->baseline);
    if (is_paired(e))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, rule->id, -1, 0,
                             "there are two baselines: y_pred_baseline in the "
                             "data, and a report: give one of them");
    if (e->report->request.rules.favourable !=
        e->baseline->request.rules.favourable)
        return differ(err, rule, "its favourable decision is the other one");
    /* Other names alone are another model's, or another year's. */
    if (was_the_other(now, then, FAIR__Y_TRUE, FAIR__Y_PRED) ||
        was_the_other(now, then, FAIR__Y_PRED, FAIR__Y_TRUE))
        return differ(err, rule,
                      "a column is y_true in one of them and y_pred in the "
                      "other");
    if (has_other_labels(now, then))
        return differ(err, rule, "its positive label is another one");
    for (size_t i = 0; i < o->plan.n_metrics; i++)
        if ((o->plan.metrics[i]->needs & now->given & ~then->given) != 0)
            return differ(err, rule,
                          "it has no column that the rule's metric needs");
    return FAIR_OK;
}

/* ---- the same group ---- */

static fair_feature_value
value_at(const fair__tuple *t, size_t i)
{
    const fair__snapshot *s = t->s;
    const uint32_t feature = t->features != NULL
                                 ? t->features[i]
                                 : (uint32_t)(s->n_sensitive + i);
    return (fair_feature_value){
        s->features[feature], *fair__snapshot_value(s, feature, t->ranks[i])};
}

static int
is_same(const fair__tuple *a, const fair__tuple *b)
{
    if (a->n != b->n) return 0;
    for (size_t i = 0; i < a->n; i++) {
        const fair_feature_value x = value_at(a, i);
        int found = 0;
        for (size_t k = 0; k < b->n && !found; k++) {
            const fair_feature_value y = value_at(b, k);
            found = strcmp(x.feature, y.feature) == 0 &&
                    fair__scalar_order(&x.value, &y.value) == 0;
        }
        if (!found) return 0;
    }
    return 1;
}

/* The baseline's grouping over all rows of the features of ours. */
static fair_status
find_grouping(const fair__evaluation *e, const fair__outcome *o, size_t *out,
              fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    const char *names[FAIR__MAX_FEATURES];
    size_t n;
    const uint32_t *by = fair__request_by(&e->report->request,
                                          s->groupings[o->first].by, &n);
    for (size_t i = 0; i < n; i++) names[i] = s->features[by[i]];
    if (fair__lookup_grouping(e->baseline, n, names, out, NULL) == FAIR_OK)
        return FAIR_OK;
    return differ(err, o->rule, "it has no groups by the rule's features");
}

/* Where grouping g's rows are in the baseline; its grouping over all rows is
 * `all`.  0 if it has no such stratum. */
static int
find_stratum(const fair__evaluation *e, size_t g, size_t all, size_t *out)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    const fair__snapshot *before = fair__report_snapshot(e->baseline);
    const int32_t stratum = s->groupings[g].stratum;
    *out = all;
    if (stratum == FAIR__ALL_ROWS) return 1;
    const fair__tuple own = fair__tuple_of_stratum(s, stratum);
    for (size_t i = 0; i < before->n_strata; i++) {
        const fair__tuple t = fair__tuple_of_stratum(before, (int32_t)i);
        *out = all + 1 + i;
        if (is_same(&own, &t)) return 1;
    }
    return 0;
}

/* Counts of all groups of a grouping before, then of all rows; groups that
 * are in one of the two only are counted. */
static void
match_groups(const fair__evaluation *e, fair__outcome *o, size_t g,
             size_t before, fair__counts *out)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    const fair__snapshot *b = fair__report_snapshot(e->baseline);
    const fair__grouping *of = &b->groupings[before];
    size_t matched = 0;
    for (size_t i = 0; i < s->groupings[g].n; i++) {
        const fair__tuple own =
            fair__tuple_of_group(s, &e->report->request, g, i);
        for (size_t k = 0; k < of->n; k++) {
            const fair__tuple t = fair__tuple_of_group(
                b, &e->baseline->request, before, k);
            if (!is_same(&own, &t)) continue;
            out[i] = b->counts[of->first + k];
            matched++;
            break;
        }
    }
    out[s->groupings[g].n] = *fair__snapshot_total(b, of->stratum);
    o->gone += of->n - matched;
}

static fair_status
match(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    fair__counts *next = o->before_counts;
    size_t all = WHOLE;
    fair_status st = check_baseline(e, o, err);
    if (st == FAIR_OK && o->first != WHOLE)
        st = find_grouping(e, o, &all, err);
    if (o->rule->strata == FAIR_STRATA_EACH)
        o->gone = fair__report_snapshot(e->baseline)->n_strata;
    for (size_t k = 0; st == FAIR_OK && k < o->n_populations; k++) {
        size_t before;
        if (o->first == WHOLE) {
            next[0] = next[1] = *fair__report_snapshot(e->baseline)->counts;
        } else if (find_stratum(e, o->first + k, all, &before)) {
            o->gone -= o->rule->strata == FAIR_STRATA_EACH;
            match_groups(e, o, o->first + k, before, next);
        }
        next += fair__outcome_population(e, o, k)->n + 1;
    }
    return st;
}

static void
count_before(const fair__evaluation *e, fair__outcome *o)
{
    fair__counts *next = o->before_counts;
    fair__wide *wides = o->before_wides;
    for (size_t k = 0; k < o->n_populations; k++) {
        const fair__population *p = fair__outcome_population(e, o, k);
        for (size_t i = 0; i <= p->n; i++) {
            const fair__counts *c = i < p->n ? &p->groups[i] : p->total;
            *next++ = fair__counts_before(c, wides);
            if (wides != NULL) wides += 2 * FAIR__N_COUNTS;
        }
    }
}

/* ---- populations ---- */

static void
set_populations(const fair__evaluation *e, fair__outcome *o)
{
    fair__counts *next = o->before_counts;
    const uint32_t given =
        e->baseline != NULL ? fair__report_snapshot(e->baseline)->given
                            : fair__report_snapshot(e->report)->given;
    for (size_t k = 0; k < o->n_populations; k++) {
        const fair__population *p = fair__outcome_population(e, o, k);
        o->before[k] = (fair__population){
            .n = p->n,
            .groups = next,
            .has_missing = p->has_missing,
            .total = next + p->n,
            .given = given,
            /* Who is held against whom is said by the groups as they are. */
            .named_reference = fair__reference(p, &o->rules,
                                               o->plan.metrics[0])};
        if (o->before[k].named_reference < 0 &&
            p->named_reference == FAIR__NO_GROUP)
            o->before[k].named_reference = FAIR__NO_GROUP;
        next += p->n + 1;
    }
}

fair_status
fair__baseline_make(const fair__evaluation *e, fair__outcome *o,
                    fair_error *err)
{
    const fair_allocator *mem = &e->policy->mem;
    if (!o->rule->subject.change) return FAIR_OK;
    o->plan = fair__claim_plan(&o->rule->subject, &o->rules);
    if (e->baseline != NULL)
        o->baseline = FAIR_BASELINE_UNPAIRED;
    else if (is_paired(e))
        o->baseline = FAIR_BASELINE_PAIRED;
    else
        return FAIR_OK;
    for (size_t k = 0; k < o->n_populations; k++)
        o->n_before += fair__outcome_population(e, o, k)->n + 1;
    if (o->baseline == FAIR_BASELINE_PAIRED &&
        (fair__report_snapshot(e->report)->given & FAIR__GIVEN_WEIGHT) != 0)
        o->n_before_wides = o->n_before * 2 * FAIR__N_COUNTS;
    o->before = fair__calloc(mem, o->n_populations, sizeof(*o->before));
    o->before_counts =
        fair__calloc(mem, o->n_before, sizeof(*o->before_counts));
    if (o->n_before_wides > 0)
        o->before_wides =
            fair__calloc(mem, o->n_before_wides, sizeof(*o->before_wides));
    if (o->before == NULL || o->before_counts == NULL ||
        (o->n_before_wides > 0 && o->before_wides == NULL))
        return fair__no_memory(err);
    fair_status st = FAIR_OK;
    if (o->baseline == FAIR_BASELINE_PAIRED)
        count_before(e, o);
    else
        st = match(e, o, err);
    if (st == FAIR_OK) set_populations(e, o);
    return st;
}

void
fair__baseline_free(const fair_allocator *mem, fair__outcome *o)
{
    fair__free(mem, o->before, o->n_populations, sizeof(*o->before));
    fair__free(mem, o->before_counts, o->n_before, sizeof(*o->before_counts));
    fair__free(mem, o->before_wides, o->n_before_wides,
               sizeof(*o->before_wides));
}

fair_status
fair__baseline_has(const fair__evaluation *e, size_t i,
                   const fair__outcome *o, int *found, fair_error *err)
{
    const fair__named_groups *g = &o->rule->required;
    size_t all;
    int32_t at = FAIR__NO_GROUP;
    fair_status st = find_grouping(e, o, &all, err);
    if (st == FAIR_OK)
        st = fair__lookup_group(e->baseline, all,
                                g->starts[i + 1] - g->starts[i],
                                g->values + g->starts[i], &at, err);
    *found = at != FAIR__NO_GROUP;
    return st;
}

void
fair__baseline_metric(const fair__outcome *o, size_t k,
                      const fair__metric *m, int32_t group,
                      fair__result *out)
{
    const fair__population *p = &o->before[k];
    fair__metric_compute(m, group >= 0 ? &p->groups[group] : p->total,
                         p->total, p->given, &o->rules.costs, out);
}

/* ---- what was observed ---- */

/* Keeps the change if it is the first or the worse one. */
static void
keep_worse(fair__outcome *o, const fair__finding *now,
           const fair__finding *then, size_t grouping)
{
    const fair__wide one = fair__wide_u64(1);
    const int32_t reason =
        now->reason != FAIR_DEFINED ? now->reason : then->reason;
    if (reason != FAIR_DEFINED) {
        if (o->metric == NULL) o->reason = reason;
        return;
    }
    const fair__wide change = fair__wide_sub(&now->value, &then->value);
    if (o->metric != NULL &&
        o->rule->limit.side *
                fair__order_near(&change, &o->increase, &one) <= 0)
        return;
    o->reason = FAIR_DEFINED;
    o->value = now->value;
    o->value_before = then->value;
    o->increase = change;
    o->metric = now->metric;
    o->grouping = grouping;
    o->group = now->group;
    o->reference = now->reference;
}

static void
find(const fair__outcome *o, const fair__population *p, size_t i,
     fair__finding *out)
{
    const fair__subject *s = &o->rule->subject;
    if (s->criterion != NULL) {
        fair__criterion_find_in(s->criterion, p, &o->rules, out);
        return;
    }
    if (s->comparison != NULL) {
        s->comparison->find(p, &o->rules, s->metric, i, out);
        return;
    }
    fair__result r;
    int32_t reason = FAIR_DEFINED;
    const int32_t standing =
        fair__standing(p, &o->rules, s->metric, i, &r, &reason);
    *out = (fair__finding){
        .reason = standing == FAIR__COMPARED ? FAIR_DEFINED : reason,
        .value = r.value,
        .group = (int32_t)i,
        .reference = FAIR__NO_GROUP,
        .metric = s->metric};
}

void
fair__baseline_observe(const fair__evaluation *e, fair__outcome *o)
{
    const fair__wide one = fair__wide_u64(1);
    o->group = o->reference = FAIR__NO_GROUP;
    o->grouping = o->first;
    if (o->before == NULL) {
        o->reason = FAIR_REASON_NOT_APPLICABLE;
        return;
    }
    for (size_t k = 0; k < o->n_populations; k++) {
        const fair__population *p = fair__outcome_population(e, o, k);
        const size_t n = o->plan.between == FAIR__ALL_PAIRS ? 1 : p->n;
        for (size_t i = 0; i < n; i++) {
            fair__finding now, then;
            find(o, p, i, &now);
            find(o, &o->before[k], i, &then);
            if (o->plan.between == FAIR__TO_REFERENCE &&
                now.group == now.reference)
                continue; /* the reference itself */
            keep_worse(o, &now, &then,
                       o->first == WHOLE ? WHOLE : o->first + k);
        }
    }
    if (o->reason != FAIR_DEFINED) return;
    const int beyond = o->rule->limit.side *
                       fair__order_near(&o->increase, &o->rule->exact, &one);
    o->within_limit = beyond > 0 ? -1 : 1;
}
