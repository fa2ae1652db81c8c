/* SPDX-License-Identifier: MIT
 * Values as JSON: a number or a reason, and the evidence. */
#include "audit/json.h"

#include <math.h>

#include <fairness/registry.h>

static int
is_weighted(const fair__snapshot *s)
{
    return (s->given & FAIR__GIVEN_WEIGHT) != 0;
}

void
fair__json_amount(fair__json *j, const fair__snapshot *s,
                  const fair__wide *amount)
{
    uint64_t whole;
    if (!is_weighted(s) && fair__wide_as_u64(amount, &whole))
        fair__json_u64(j, whole);
    else
        fair__json_f64(j, fair__wide_double(amount));
}

void
fair__json_value(fair__json *j, const fair_report *report,
                 const fair__answer *a)
{
    if (a->reason == FAIR_DEFINED)
        fair__json_amount(j, fair__report_snapshot(report), &a->value);
    else
        fair__json_null(j);
}

void
fair__json_interval(fair__json *j, const fair__answer *a)
{
    if (a->method == FAIR_METHOD_NONE) {
        fair__json_null(j);
        return;
    }
    fair__json_array_inline(j);
    fair__json_f64(j, a->lower);
    fair__json_f64(j, a->upper);
    fair__json_end(j);
}

void
fair__json_bin(fair__json *j, double lower, double upper)
{
    fair__json_array_inline(j);
    fair__json_f64(j, lower);
    fair__json_f64(j, upper);
    fair__json_end(j);
}

void
fair__json_parameters(fair__json *j, const fair_report *report,
                      const fair__metric *m)
{
    char text[FAIR__PARAMETERS];
    fair__answer_parameters(report, m, text);
    fair__json_cstring(j, text[0] != '\0' ? text : NULL);
}

/* The member, where there is something to say. */
static void
put_parameters(fair__json *j, const fair_report *report,
               const fair__metric *m)
{
    char text[FAIR__PARAMETERS];
    fair__answer_parameters(report, m, text);
    if (text[0] == '\0') return;
    fair__json_key(j, "parameters");
    fair__json_cstring(j, text);
}

void
fair__json_metric(fair__json *j, const fair_report *report,
                  const fair__answer *a)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const int known = a->reason != FAIR_REASON_NOT_APPLICABLE;
    fair__json_key(j, "value");
    fair__json_value(j, report, a);
    fair__json_key(j, "reason");
    fair__json_cstring(j, fair_reason_name(a->reason));
    const struct {
        const char *name;
        const fair__wide *amount;
    } amounts[] = {{"numerator", &a->result.numerator},
                   {"denominator", &a->result.denominator}};
    for (size_t i = 0; i < 2; i++) {
        fair__json_key(j, amounts[i].name);
        if (known)
            fair__json_amount(j, s, amounts[i].amount);
        else
            fair__json_null(j);
    }
    fair__json_key(j, "n");
    if (known)
        fair__json_u64(j, a->result.n);
    else
        fair__json_null(j);
    fair__json_key(j, "sum_weights");
    if (known)
        fair__json_amount(j, s, &a->result.sum_weights);
    else
        fair__json_null(j);
    fair__json_key(j, "effective_n");
    if (!known)
        fair__json_null(j);
    else if (is_weighted(s))
        fair__json_f64(j, a->result.effective_n);
    else
        fair__json_u64(j, a->result.n);
    fair__json_key(j, "interval");
    fair__json_interval(j, a);
    fair__json_key(j, "method");
    fair__json_cstring(j, fair_method_name(a->method));
    put_parameters(j, report, a->metric);
}

void
fair__json_group(fair__json *j, const fair_report *report, size_t grouping,
                 int32_t group)
{
    if (group >= 0) {
        const fair__tuple t =
            fair__tuple_of_group(fair__report_snapshot(report),
                                 &report->request, grouping, (size_t)group);
        fair__json_tuple(j, &t);
    } else if (group == FAIR__OVERALL) {
        fair__json_cstring(j, "overall");
    } else if (group == FAIR__REST) {
        fair__json_cstring(j, "rest");
    } else {
        fair__json_null(j);
    }
}

/* What the list of groups needs. */
typedef struct listing {
    fair__json *j;
    const fair_report *report;
    size_t grouping;
} listing;

static void
list_group(void *ctx, size_t group, const char *reason, uint64_t n)
{
    const listing *l = ctx;
    fair__json_object_inline(l->j);
    fair__json_key(l->j, "group");
    fair__json_group(l->j, l->report, l->grouping, (int32_t)group);
    fair__json_key(l->j, "reason");
    fair__json_cstring(l->j, reason);
    fair__json_key(l->j, "n");
    fair__json_u64(l->j, n);
    fair__json_end(l->j);
}

void
fair__json_aside(fair__json *j, const fair_report *report,
                 const fair__answer *a, int32_t standing)
{
    listing l = {j, report, a->place.grouping};
    fair__json_array_inline(j);
    fair__answer_aside(report, a, standing, list_group, &l);
    fair__json_end(j);
}

static void
put_limit(fair__json *j, const fair__answer *a, double limit)
{
    fair__json_key(j, "limit");
    fair__json_f64(j, limit);
    fair__json_key(j, "within_limit");
    if (a->finding.within_limit == 0)
        fair__json_null(j);
    else
        fair__json_bool(j, a->finding.within_limit > 0);
}

static void
put_number(fair__json *j, const char *name, double x)
{
    fair__json_key(j, name);
    if (isnan(x))
        fair__json_null(j);
    else
        fair__json_f64(j, x);
}

static void
put_p_values(fair__json *j, const fair__p_values *p, int has_limit)
{
    put_number(j, "p_no_disparity", p->no_disparity);
    fair__json_key(j, "p_reason");
    fair__json_cstring(j, fair__p_reason(p));
    if (!has_limit) return;
    put_number(j, "p_beyond", p->beyond);
    put_number(j, "p_within", p->within);
}

void
fair__json_finding(fair__json *j, const fair_report *report,
                   const fair__answer *a)
{
    const fair__finding *f = &a->finding;
    fair__json_key(j, "value");
    fair__json_value(j, report, a);
    fair__json_key(j, "reason");
    fair__json_cstring(j, fair_reason_name(a->reason));
    fair__json_key(j, "interval");
    fair__json_interval(j, a);
    fair__json_key(j, "method");
    fair__json_cstring(j, fair_method_name(a->method));
    fair__json_key(j, "group");
    fair__json_group(j, report, a->place.grouping, f->group);
    fair__json_key(j, "reference");
    fair__json_group(j, report, a->place.grouping, f->reference);
    fair__json_key(j, "worse_off");
    fair__json_group(j, report, a->place.grouping, f->worse_off);
    fair__json_key(j, "groups_compared");
    fair__json_u64(j, f->groups_compared);
    fair__json_key(j, "undefined_groups");
    fair__json_aside(j, report, a, FAIR__UNDEFINED);
    fair__json_key(j, "left_out");
    fair__json_aside(j, report, a, FAIR__LEFT_OUT);
    put_parameters(j, report, a->metric);
    if (a->place.kind != FAIR__CRITERION) return;
    const double limit = fair__criterion_limit(
        fair__criterion_at(a->place.name), &report->request.rules);
    if (limit != 0) put_limit(j, a, limit);
    if (report->request.p_values)
        put_p_values(j,
                     fair__p_values_of(fair__report_snapshot(report),
                                       a->place.grouping, a->place.name),
                     limit != 0);
    if (isnan(f->bin_lower)) return;
    fair__json_key(j, "bin");
    fair__json_bin(j, f->bin_lower, f->bin_upper);
}
