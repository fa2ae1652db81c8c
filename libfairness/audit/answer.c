/* SPDX-License-Identifier: MIT
 * The number at a place, and the evidence for it. */
#include "audit/answer.h"

#include <math.h>

#include <fairness/registry.h>

#include "compare/bounds.h"
#include "compare/extent.h"

static void
bound_metric(const fair__counts *c, const fair__rules *rules,
             fair__answer *out)
{
    fair__bounded b;
    const fair__resampled *x = fair__resampled_of(out->metric, c);
    if (x != NULL && x->known == FAIR__KNOWN_ENDS) {
        out->method = FAIR_METHOD_RESAMPLED;
        out->lower = x->lower;
        out->upper = x->upper;
        return;
    }
    out->method = fair__bounds(out->metric, c, &out->result, rules->z, &b);
    if (out->method == FAIR_METHOD_NONE) return;
    out->lower = b.lower;
    out->upper = b.upper;
}

static void
answer_metric(const fair_report *report, fair__answer *out)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__rules *rules = &report->request.rules;
    const size_t index = out->place.counts;
    out->metric = fair__metric_at(out->place.name);
    fair__metric_compute(
        out->metric, &s->counts[index],
        fair__snapshot_total(s, fair__whose_counts(s, index).stratum),
        s->given, &rules->costs, &out->result);
    out->reason = out->result.reason;
    out->value = out->result.value;
    if (out->reason == FAIR_DEFINED)
        bound_metric(&s->counts[index], rules, out);
}

static void
answer_finding(const fair_report *report, const fair__population *p,
               fair__answer *out)
{
    const fair__rules *rules = &report->request.rules;
    const fair__place *place = &out->place;
    fair__subject subject = {NULL, NULL, NULL};
    if (place->kind == FAIR__COMPARISON) {
        subject.metric = fair__metric_at(place->name);
        subject.comparison = fair__comparison_at(place->comparison);
        out->metric = subject.metric;
        subject.comparison->find(p, rules, out->metric, (size_t)place->i,
                                 &out->finding);
    } else {
        subject.criterion = fair__criterion_at(place->name);
        fair__criterion_find_in(subject.criterion, p, rules, &out->finding);
        out->metric = out->finding.metric;
    }
    out->reason = out->finding.reason;
    out->value = out->finding.value;
    if (out->reason != FAIR_DEFINED) return;
    out->method = out->finding.method;
    out->lower = out->finding.lower;
    out->upper = out->finding.upper;
    if (out->method == FAIR_METHOD_NONE &&
        fair__extent(&subject, p, rules, &out->finding, &out->lower,
                     &out->upper))
        out->method = FAIR_METHOD_SIMULTANEOUS;
}

void
fair__answer_make(const fair_report *report, const fair__place *place,
                  const fair__population *population, fair__answer *out)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    *out = (fair__answer){.place = *place,
                          .method = FAIR_METHOD_NONE,
                          .lower = NAN,
                          .upper = NAN};
    if (place->kind == FAIR__METRIC)
        answer_metric(report, out);
    else
        answer_finding(report,
                       population != NULL ? population
                                          : &s->populations[place->grouping],
                       out);
}

int
fair__answer_evidence(const fair_report *report, const fair__answer *a,
                      fair__result *out)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    *out = a->result;
    if (a->place.kind != FAIR__METRIC) {
        const fair__population *p = &s->populations[a->place.grouping];
        if (a->finding.group < 0) return 0;
        fair__metric_compute(a->metric, &p->groups[a->finding.group],
                             p->total, p->given,
                             &report->request.rules.costs, out);
    }
    return out->reason != FAIR_REASON_NOT_APPLICABLE;
}

static void
set_evidence(const fair_report *report, const fair__answer *a,
             fair_value *out)
{
    fair__result r;
    if (!fair__answer_evidence(report, a, &r)) return;
    out->numerator = fair__wide_double(&r.numerator);
    out->denominator = fair__wide_double(&r.denominator);
    out->sum_weights = fair__wide_double(&r.sum_weights);
    out->effective_n = r.effective_n;
    out->n = r.n;
}

void
fair__answer_value(const fair_report *report, const fair__answer *a,
                   fair_value *out)
{
    *out = (fair_value){
        .value = a->reason == FAIR_DEFINED ? fair__wide_double(&a->value)
                                           : (double)NAN,
        .lower = a->lower,
        .upper = a->upper,
        .confidence = report->request.confidence,
        .id = fair__place_id(fair__report_snapshot(report), &a->place),
        .reason = a->reason,
        .method = a->method,
    };
    set_evidence(report, a, out);
    if (a->place.kind == FAIR__METRIC) return;
    out->groups_compared = a->finding.groups_compared;
    out->n_undefined_groups = a->finding.n_undefined;
    out->n_left_out = a->finding.n_left_out;
    out->within_limit = a->finding.within_limit;
}

void
fair__answer_parameters(const fair_report *report, const fair__metric *m,
                        char out[FAIR__PARAMETERS])
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__metric_parameters(m, report->request.calibration_bins,
                            s->score_range.bins > 0, out);
}

/* ---- groups that are not compared ---- */

/* The metrics that an answer looks at. */
static size_t
metrics_of(const fair_report *report, const fair__answer *a,
           const fair__metric *out[2])
{
    if (a->place.kind == FAIR__CRITERION)
        return fair__criterion_metrics(fair__criterion_at(a->place.name),
                                       &report->request.rules, out);
    out[0] = a->metric;
    return 1;
}

const char *
fair__standing_reason(int32_t standing, int32_t reason)
{
    return standing == FAIR__LEFT_OUT && reason == FAIR_REASON_NOT_APPLICABLE
               ? "set_aside"
               : fair_reason_name(reason);
}

/* How group i stands: undefined if it is in one of the metrics, else left out
 * if it is in one. */
static int32_t
standing_of(const fair_report *report, fair__stand *stand,
            const fair__population *p, const fair__metric *const *metrics,
            size_t n, size_t i, const char **reason)
{
    const fair__rules *rules = &report->request.rules;
    int32_t found = FAIR__COMPARED;
    for (size_t k = 0; k < n && found != FAIR__UNDEFINED; k++) {
        fair__result r;
        int32_t code = FAIR_DEFINED;
        const int32_t standing = stand(p, rules, metrics[k], i, &r, &code);
        if (standing == FAIR__COMPARED ||
            (standing == FAIR__LEFT_OUT && found != FAIR__COMPARED))
            continue;
        found = standing;
        *reason = fair__standing_reason(standing, code);
    }
    return found;
}

/* Who looks for groups that stand so. */
typedef struct seeker {
    const fair_report *report;
    const fair__population *p;
    const fair__metric *metrics[2];
    size_t n_metrics;
    fair__stand *stand;
    int32_t standing;
    fair__visit *visit;
    void *ctx;
} seeker;

static void
look_at(const seeker *s, size_t i)
{
    const char *reason = NULL;
    if (standing_of(s->report, s->stand, s->p, s->metrics, s->n_metrics, i,
                    &reason) == s->standing)
        s->visit(s->ctx, i, reason, fair__counts_n(&s->p->groups[i]));
}

/* In their order; the second may be none, or the first. */
static void
look_at_two(const seeker *s, int32_t a, int32_t b)
{
    if (b >= 0 && b < a) look_at(s, (size_t)b);
    look_at(s, (size_t)a);
    if (b > a) look_at(s, (size_t)b);
}

void
fair__answer_aside(const fair_report *report, const fair__answer *a,
                   int32_t standing, fair__visit *visit, void *ctx)
{
    if (a->place.kind == FAIR__METRIC) return;
    if ((standing == FAIR__UNDEFINED ? a->finding.n_undefined
                                     : a->finding.n_left_out) == 0)
        return;
    const fair__population *p =
        &fair__report_snapshot(report)->populations[a->place.grouping];
    seeker s = {report,   p,     {NULL, NULL}, 0, fair__standing,
                standing, visit, ctx};
    s.n_metrics = metrics_of(report, a, s.metrics);
    if (a->place.kind == FAIR__COMPARISON) {
        const fair__comparison *c =
            fair__comparison_at(a->place.comparison);
        s.stand = fair__comparison_stand(c, p);
        if (c->shape != FAIR__ONE) {
            if (a->reason != FAIR_DEFINED)
                look_at_two(&s, a->finding.group, a->finding.reference);
            return;
        }
    }
    for (size_t i = 0; i < p->n; i++) look_at(&s, i);
}
