/* SPDX-License-Identifier: MIT
 * The group that is furthest from all rows together. */
#include "compare/find.h"

#include <math.h>

#include <fairness/report.h>

#include "base/ends.h"
#include "compare/extent.h"
#include "compare/furthest.h"
#include "compare/versus.h"

/* How far a value is from overall's. */
typedef fair__wide distance(const fair__wide *value,
                            const fair__wide *overall);

static fair__wide
absolute(const fair__wide *value, const fair__wide *overall)
{
    const fair__wide d = fair__wide_sub(value, overall);
    return fair__wide_abs(&d);
}

/* min(r, 1/r); 0 for a group at 0. */
static fair__wide
symmetric_ratio(const fair__wide *value, const fair__wide *overall)
{
    return fair__wide_order(value, overall) <= 0
               ? fair__wide_div(value, overall)
               : fair__wide_div(overall, value);
}

/* sign: 1 if more is further, -1 if less is. */
static void
furthest(const fair__population *p, const fair__rules *rules,
         const fair__metric *m, distance *far, int sign,
         const fair__wide *overall, const fair__wide *scale,
         fair__finding *out)
{
    out->reference = FAIR__OVERALL;
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        int32_t reason;
        if (fair__standing(p, rules, m, i, &r, &reason) != FAIR__COMPARED)
            continue;
        const fair__wide d = far(&r.value, overall);
        if (out->group != FAIR__NO_GROUP &&
            sign * fair__order_near(&d, &out->value, scale) <= 0)
            continue;
        out->group = (int32_t)i;
        out->value = d;
        out->worse_off =
            fair__harmed(m, rules, fair__wide_order(&r.value, overall),
                         out->group, FAIR__OVERALL);
    }
}

/* Sets the finding's counts and reason, and computes the value of overall. */
static int
begin(const fair__population *p, const fair__rules *rules,
      const fair__metric *m, fair__result *overall, fair__finding *out)
{
    fair__survey mine;
    const fair__survey *s = fair__survey_get(p, rules, m, &mine);
    *out = fair__finding_new(s);
    out->reason = fair__survey_reason(s, 2);
    if (out->reason != FAIR_DEFINED) return 0;
    fair__metric_compute(m, p->total, p->total, p->given, &rules->costs,
                         overall);
    if (overall->reason != FAIR_DEFINED)
        out->reason = FAIR_REASON_UNDEFINED_IN_GROUP;
    return out->reason == FAIR_DEFINED;
}

void
fair__find_difference_to_overall(const fair__population *p,
                                 const fair__rules *rules,
                                 const fair__metric *m, size_t i,
                                 fair__finding *out)
{
    (void)i;
    fair__result overall;
    if (begin(p, rules, m, &overall, out))
        furthest(p, rules, m, absolute, 1, &overall.value,
                 &overall.value, out);
}

void
fair__find_ratio_to_overall(const fair__population *p,
                            const fair__rules *rules, const fair__metric *m,
                            size_t i, fair__finding *out)
{
    (void)i;
    const fair__wide one = fair__wide_u64(1);
    fair__result overall;
    const int defined = begin(p, rules, m, &overall, out);
    if (!fair__has_ratio(m))
        out->reason = FAIR_REASON_NOT_APPLICABLE;
    else if (defined && fair__wide_is_zero(&overall.value))
        out->reason = FAIR_REASON_ZERO_REFERENCE;
    else if (defined)
        furthest(p, rules, m, symmetric_ratio, -1, &overall.value, &one, out);
}

/* ---- intervals ---- */

/* What is between a group and all rows, at z, as a distance from parity: how
 * far at least and at most.  Of ratios the logarithm would be one; here the
 * smaller of the ratio and its inverse is. */
static fair__range_of
distance_of(const fair__versus *v, int ratio)
{
    double l = 0, u = HUGE_VAL;
    if (!ratio) {
        fair__versus_difference(v, &l, &u);
        return (fair__range_of){fair__larger(l, -u), fair__larger(u, -l)};
    }
    fair__versus_ratio(v, &l, &u);
    return (fair__range_of){fair__smaller(l, 1 / u),
                            l > 0 ? fair__smaller(u, 1 / l) : u};
}

/* Towards parity the furthest of all groups, either way, which share the
 * level; away from it the furthest, each at the full one (extent.h). */
int
fair__overall_extent(const fair__subject *subject, const fair__population *p,
                     const fair__rules *rules, const fair__finding *f,
                     double out, double *lower, double *upper)
{
    const fair__metric *m = subject->metric;
    const int ratio = subject->comparison->find == fair__find_ratio_to_overall;
    const double z_towards =
        fair__versus_z(out, 2 * (double)f->groups_compared);
    const double z_away = fair__versus_z(out, 1);
    fair__survey s = {.metric = m, .reference = FAIR__OVERALL};
    fair__range_of e = ratio ? (fair__range_of){1, 1} : (fair__range_of){0, 0};
    fair__metric_compute(m, p->total, p->total, p->given, &rules->costs,
                         &s.reference_result);
    if (!s.reference_result.is_rate || m->op == FAIR__OP_SHARE) return 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__result own;
        fair__versus v;
        int32_t reason;
        if (fair__standing(p, rules, m, i, &own, &reason) != FAIR__COMPARED)
            continue;
        if (!(own.effective_n > 0)) return 0;
        fair__versus_find(p, rules, &s, i, &own, &s.reference_result,
                          z_towards, &v);
        if (!(v.others > 0)) continue; /* it is all there is */
        if (v.method == FAIR_METHOD_NONE) return 0;
        const fair__range_of near = distance_of(&v, ratio);
        fair__versus_find(p, rules, &s, i, &own, &s.reference_result, z_away,
                          &v);
        const fair__range_of far = distance_of(&v, ratio);
        if (ratio) {
            e.lower = fair__smaller(e.lower, far.lower);
            e.upper = fair__smaller(e.upper, near.upper);
        } else {
            e.lower = fair__larger(e.lower, near.lower);
            e.upper = fair__larger(e.upper, far.upper);
        }
    }
    *lower = e.lower;
    *upper = e.upper;
    return 1;
}
