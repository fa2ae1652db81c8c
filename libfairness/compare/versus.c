/* SPDX-License-Identifier: MIT
 * A group against its reference. */
#include "compare/versus.h"

#include <fairness/report.h>

#include "base/elementary.h"
#include "base/ends.h"
#include "metric/form.h"

int
fair__versus_is_chosen(const fair__population *p, const fair__rules *rules,
                       const fair__metric *m)
{
    return p->named_reference == FAIR__NO_GROUP &&
           (rules->reference == FAIR_REFERENCE_BEST ||
            rules->reference == FAIR_REFERENCE_WORST) &&
           fair__direction(m, rules) != 0;
}

double
fair__versus_choices(const fair__population *p, const fair__rules *rules,
                     const fair__survey *s)
{
    return fair__versus_is_chosen(p, rules, s->metric) && s->compared > 2
               ? s->compared - 1
               : 1;
}

double
fair__versus_z(double out, double claims)
{
    return -fair__normal_quantile(out / claims);
}

int
fair__versus_other(const fair__population *p, const fair__rules *rules,
                   const fair__survey *s, size_t i, fair__result *out)
{
    if (s->reference != FAIR__REST) {
        *out = s->reference_result;
        return s->reference >= FAIR__OVERALL && s->reference != FAIR__NO_GROUP &&
               s->reference_standing == FAIR__COMPARED;
    }
    fair__wide weights[2 * FAIR__N_COUNTS];
    const fair__counts rest = fair__rest(p, i, weights);
    fair__metric_compute(s->metric, &rest, p->total, p->given, &rules->costs,
                         out);
    return out->reason == FAIR_DEFINED;
}

static int
is_proportion(const fair__metric *m, const fair__result *r)
{
    return !r->is_rate || (m->op != FAIR__OP_SHARE && r->effective_n > 0);
}

/* All rows but the group's.  A scoring rate's are those that are not its own:
 * the sums of their scores need not be there. */
static void
of_others(const fair__population *p, const fair__rules *rules,
          const fair__metric *m, const fair__counts *rest,
          const fair__result *own, const fair__result *all, fair__result *out)
{
    if (m->op != FAIR__OP_ABOVE) {
        fair__metric_compute(m, rest, p->total, p->given, &rules->costs, out);
        return;
    }
    const fair__wide hits = fair__wide_sub(&all->numerator, &own->numerator);
    const fair__wide square = fair__form_square(&m->a.denominator, rest);
    *out = (fair__result){
        .reason = FAIR_REASON_NO_ROWS,
        .is_rate = 1,
        .denominator = fair__wide_sub(&all->denominator, &own->denominator)};
    if (fair__wide_is_zero(&out->denominator)) return;
    out->reason = FAIR_DEFINED;
    out->value = fair__wide_div(&hits, &out->denominator);
    const fair__wide both = fair__wide_mul(&out->denominator,
                                           &out->denominator);
    const fair__wide n = fair__wide_div(&both, &square);
    out->effective_n = fair__wide_double(&n);
}

void
fair__versus_find(const fair__population *p, const fair__rules *rules,
                  const fair__survey *s, size_t i, const fair__result *own,
                  const fair__result *other, double z, fair__versus *out)
{
    const fair__metric *m = s->metric;
    fair__wide weights[2 * FAIR__N_COUNTS];
    fair__counts rest;
    fair__result of_rest;
    const fair__counts *counts = &rest;
    *out = (fair__versus){.method = FAIR_METHOD_NONE, .others = 1};
    if (s->reference == (int32_t)i || !is_proportion(m, own)) return;
    if (s->reference >= 0)
        counts = &p->groups[s->reference];
    else
        rest = fair__rest(p, i, weights);
    if (s->reference == FAIR__OVERALL) {
        const fair__wide part =
            fair__wide_div(&own->denominator, &other->denominator);
        const fair__wide left =
            fair__wide_sub(&other->denominator, &own->denominator);
        const fair__wide rest_part =
            fair__wide_div(&left, &other->denominator);
        out->share = fair__wide_double(&part);
        out->others = fair__wide_double(&rest_part);
        of_others(p, rules, m, &rest, own, other, &of_rest);
        /* Only a rate's value is made of both by what they are shares of. */
        if (!own->is_rate || of_rest.reason != FAIR_DEFINED ||
            !(out->others > 0))
            return;
        other = &of_rest;
    }
    if (!is_proportion(m, other)) return;
    out->one_row =
        1 / fair__smaller(own->effective_n, other->effective_n);
    const int32_t method =
        fair__bounds(m, &p->groups[i], own, z, &out->own);
    if (method != FAIR_METHOD_NONE &&
        fair__bounds(m, counts, other, z, &out->other) == method)
        out->method = method;
}

void
fair__versus_difference(const fair__versus *v, double *lower, double *upper)
{
    fair__mover_difference(&v->own, &v->other, lower, upper);
    /* In exact arithmetic bounds of rates are within -1 … 1 by themselves. */
    if (v->method == FAIR_METHOD_WILSON) {
        *lower = fair__larger(*lower, -1);
        *upper = fair__smaller(*upper, 1);
    }
    *lower *= v->others;
    *upper *= v->others;
}

/* With a rate of 0 on one side the ratio is bounded the other way round. */
int
fair__versus_ratio(const fair__versus *v, double *lower, double *upper)
{
    const double s = v->share;
    double l, u;
    if (s == 0) return fair__mover_ratio(&v->own, &v->other, lower, upper);
    if (v->own.p > v->other.p) {
        if (!fair__mover_ratio(&v->other, &v->own, &l, &u)) return 0;
        *lower = 1 / (s + v->others * u);
        *upper = 1 / (s + v->others * l);
        return 1;
    }
    if (!fair__mover_ratio(&v->own, &v->other, &l, &u)) return 0;
    *lower = l / (s * l + v->others);
    *upper = u / (s * u + v->others);
    return 1;
}
