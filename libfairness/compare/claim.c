/* SPDX-License-Identifier: MIT
 * From criteria and comparisons to claims about rates. */
#include "compare/claim.h"

#include <string.h>

#include <fairness/report.h>

#include "compare/change.h"
#include "compare/estimate.h"
#include "compare/find.h"
#include "metric/form.h"

/* ---- plans ---- */

int32_t
fair__metric_test(const fair__metric *m)
{
    if (m->op == FAIR__OP_ABOVE ||
        (m->op == FAIR__OP_RATIO &&
         fair__form_is_rate(&m->a.numerator, &m->a.denominator)))
        return FAIR__BY_SCORE;
    if (fair__gaps_norm(m) != 0) return FAIR__BY_GAPS;
    return fair__estimate_method(m) != 0 ? FAIR__BY_ERROR : -1;
}

static const fair__comparison *
comparison_of(const fair__subject *s)
{
    if (s->criterion == NULL) return s->comparison;
    return s->criterion->join <= FAIR__JOIN_WORST ||
                   s->criterion->join == FAIR__JOIN_TOLERANCE
               ? fair__comparison_find(s->criterion->comparison)
               : NULL;
}

static void
plan_comparison(const fair__comparison *c, fair__plan *out)
{
    static const struct {
        fair__find *find;
        int32_t form;
        int32_t between;
    } known[] = {
        {fair__find_difference, FAIR__OF_DIFFERENCE, FAIR__ALL_PAIRS},
        {fair__find_ratio, FAIR__OF_RATIO, FAIR__ALL_PAIRS},
        {fair__find_difference_to_reference, FAIR__OF_DIFFERENCE,
         FAIR__TO_REFERENCE},
        {fair__find_ratio_to_reference, FAIR__OF_RATIO, FAIR__TO_REFERENCE},
        {fair__find_group_min, FAIR__OF_VALUE, FAIR__EACH_GROUP},
        {fair__find_group_max, FAIR__OF_VALUE, FAIR__EACH_GROUP},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (c->find == known[i].find) {
            out->form = known[i].form;
            out->between = known[i].between;
        }
}

/* Ratios, and the least and the most of the groups, have no test. */
static void
plan_change(const fair__subject *s, fair__plan *plan)
{
    for (size_t i = 0; i < plan->n_metrics; i++)
        if (!fair__has_change(plan->metrics[i]) ||
            plan->form == FAIR__OF_RATIO ||
            (plan->form == FAIR__OF_VALUE && s->comparison != NULL)) {
            plan->n_metrics = 0;
            break;
        }
    plan->form = FAIR__OF_CHANGE;
}

fair__plan
fair__claim_plan(const fair__subject *s, const fair__rules *rules)
{
    fair__plan plan = {0};
    const fair__comparison *c = comparison_of(s);
    if (s->criterion != NULL)
        plan.n_metrics =
            fair__criterion_metrics(s->criterion, rules, plan.metrics);
    else
        plan.metrics[plan.n_metrics++] = s->metric;
    if (c != NULL) {
        plan_comparison(c, &plan);
    } else if (s->criterion == NULL) {
        plan.form = FAIR__OF_VALUE;
        plan.between = FAIR__EACH_GROUP;
    } else if (s->criterion->join == FAIR__JOIN_IMPACT) {
        plan.form = FAIR__OF_RATIO;
        plan.between = FAIR__PAIRS_TO_MOST;
    }
    plan.test = fair__metric_test(plan.metrics[0]);
    for (size_t i = 1; i < plan.n_metrics; i++)
        if (fair__metric_test(plan.metrics[i]) != plan.test) plan.test = -1;
    /* Calibration errors are biased, each in its own way: they are held
     * against a limit, not against each other. */
    if (plan.test < 0 || plan.form == 0 ||
        (plan.test == FAIR__BY_GAPS && plan.form != FAIR__OF_VALUE) ||
        (plan.form == FAIR__OF_RATIO && !fair__has_ratio(plan.metrics[0])))
        plan.n_metrics = 0;
    if (s->change) plan_change(s, &plan);
    return plan;
}

fair__plan
fair__claim_parts(const fair__subject *s, const fair__rules *rules)
{
    if (s->criterion == NULL || s->criterion->join != FAIR__JOIN_MEAN)
        return fair__claim_plan(s, rules);
    fair__criterion worst = *s->criterion;
    worst.join = FAIR__JOIN_WORST;
    const fair__subject parts = {&worst, NULL, NULL, s->change};
    return fair__claim_plan(&parts, rules);
}

int
fair__subject_side(const fair__subject *s)
{
    const fair__comparison *c = comparison_of(s);
    if (s->criterion != NULL && s->criterion->join == FAIR__JOIN_IMPACT)
        return -1;
    if (s->criterion == NULL && fair__gaps_norm(s->metric) != 0) return 1;
    if (c == NULL) return 0;
    if (c->find == fair__find_ratio || c->find == fair__find_group_min)
        return -1;
    if (c->find == fair__find_difference || c->find == fair__find_group_max)
        return 1;
    return 0;
}

/* ---- samples ---- */

static fair__sample
sample_of(const fair__result *r, int32_t group)
{
    fair__sample s = {.rate = fair__wide_double(&r->value),
                      .n = r->effective_n,
                      .rows = r->n,
                      .group = group};
    s.observed = s.rate;
    fair__wide_as_u64(&r->numerator, &s.hits);
    return s;
}

/* What group i is held against; a reason if there is nothing. */
static int32_t
reference_of(const fair__population *p, const fair__rules *rules,
             const fair__survey *s, size_t i, const fair__result *own,
             fair__sample *out)
{
    fair__result r;
    if (s->reference == FAIR__ABSENT) return FAIR_REASON_UNDEFINED_IN_GROUP;
    if (s->reference == FAIR__NO_GROUP) return FAIR_REASON_SINGLE_GROUP;
    if (s->reference >= 0) {
        if (s->reference_standing != FAIR__COMPARED)
            return fair__reference_reason(s->reference_standing,
                                          s->reference_reason);
        *out = sample_of(&s->reference_result, s->reference);
        return FAIR_DEFINED;
    }
    /* All other rows, also where the comparison is with all: what a group is
     * tested against has to be independent of it. */
    fair__wide weights[2 * FAIR__N_COUNTS];
    const fair__counts rest = fair__rest(p, i, weights);
    fair__metric_compute(s->metric, &rest, p->total, p->given, &rules->costs,
                         &r);
    if (r.reason != FAIR_DEFINED) return FAIR_REASON_UNDEFINED_IN_GROUP;
    *out = sample_of(&r, s->reference);
    if (s->reference == FAIR__OVERALL) {
        const fair__wide part = fair__wide_div(
            &own->denominator, &s->reference_result.denominator);
        out->share = fair__wide_double(&part);
        if (out->share >= 1) return FAIR_REASON_UNDEFINED_IN_GROUP;
    }
    return FAIR_DEFINED;
}

size_t
fair__family_samples(const fair__plan *plan, const fair__population *p)
{
    return plan->between == FAIR__TO_REFERENCE ? 2 * p->n : p->n;
}

/* Whether fewer groups than a claim is between are there. */
static int32_t
too_few(const fair__family *f, uint32_t small)
{
    const uint32_t least = f->between == FAIR__EACH_GROUP ||
                                   f->between == FAIR__TO_REFERENCE
                               ? 1
                               : 2;
    return fair__too_few((uint32_t)f->n, small, least);
}

uint64_t
fair__family_claims(const fair__family *f)
{
    const uint64_t n = f->n;
    uint64_t missing = 0;
    if (f->between == FAIR__EACH_GROUP || f->between == FAIR__TO_REFERENCE)
        return n;
    if (n < 2) return 0;
    for (size_t i = 0; i < f->n; i++) missing += f->samples[i].has_missing != 0;
    /* The gap may have grown either way round, with a claim for each. */
    if (f->form == FAIR__OF_CHANGE) return n * (n - 1);
    if (f->between != FAIR__PAIRS_TO_MOST) missing = 0;
    /* Two groups with a missing value are not held against each other. */
    return n * (n - 1) / 2 -
           (missing > 1 ? missing * (missing - 1) / 2 : 0);
}

/* Group i, if it has a claim. */
static void
take_group(fair__family *f, const fair__plan *plan, const fair__rules *rules,
           const fair__survey *s, size_t i, uint32_t *small)
{
    fair__result r;
    int32_t reason = FAIR_DEFINED;
    int32_t standing =
        fair__standing(f->population, rules, f->metric, i, &r, &reason);
    if (f->form == FAIR__OF_CHANGE)
        standing = fair__change_standing(plan->before, rules, f->metric, i,
                                         standing, &reason);
    if (standing == FAIR__NOT_HELD) return;
    if (standing == FAIR__LEFT_OUT) {
        f->left_out++;
        *small += reason == FAIR_REASON_BELOW_MIN_COUNT;
        return;
    }
    if (standing == FAIR__UNDEFINED || !(r.effective_n > 0)) {
        f->undefined++;
        return;
    }
    if (f->between == FAIR__TO_REFERENCE) {
        if (s->reference == (int32_t)i) return;
        reason = reference_of(f->population, rules, s, i, &r,
                              &f->references[f->n]);
        if (reason == FAIR_DEFINED && f->form == FAIR__OF_CHANGE)
            reason = fair__change_of_reference(plan, f->population, rules,
                                               f->metric, i,
                                               &f->references[f->n]);
        if (reason != FAIR_DEFINED || !(f->references[f->n].n > 0)) {
            f->undefined++;
            return;
        }
    }
    f->samples[f->n] = sample_of(&r, (int32_t)i);
    f->samples[f->n].has_missing = f->population->has_missing[i];
    if (f->form == FAIR__OF_CHANGE)
        fair__change_of_group(plan, f->population, rules, f->metric, i,
                              &f->samples[f->n]);
    f->n++;
}

fair__ends_of
fair__family_ends(const fair__family *f)
{
    static const fair__scored none = {0};
    const fair__population *p = f->population;
    return fair__scatter_ends(
        f->metric, p != NULL && p->total != NULL ? &p->total->scored : &none);
}

void
fair__family_make(const fair__plan *plan, size_t metric,
                  const fair__population *p, const fair__rules *rules,
                  fair__sample *samples, fair__family *out)
{
    fair__survey s = {0};
    uint32_t small = 0;
    *out = (fair__family){.metric = plan->metrics[metric],
                          .population = p,
                          .form = plan->form,
                          .between = plan->between,
                          .test = plan->test,
                          .before = plan->before,
                          .samples = samples,
                          .references = samples + p->n,
                          .reason = FAIR_DEFINED,
                          .whole_numbers = plan->test == FAIR__BY_SCORE &&
                                           p->total->weights == NULL};
    if ((out->metric->needs & ~p->given) != 0) {
        out->reason = FAIR_REASON_NOT_APPLICABLE;
        return;
    }
    if (plan->between == FAIR__TO_REFERENCE)
        fair__survey_make(p, rules, out->metric, &s);
    for (size_t i = 0; i < p->n; i++)
        take_group(out, plan, rules, &s, i, &small);
    out->reason = too_few(out, small);
    out->n_claims = fair__family_claims(out);
    if (out->n_claims == 0 && out->reason == FAIR_DEFINED)
        out->reason = FAIR_REASON_SINGLE_GROUP;
}
