/* SPDX-License-Identifier: MIT
 * Each group against the reference: signed difference and ratio.
 *
 * Intervals are of the bounds of both (compare/versus.h), of a group that is
 * not the reference. */
#include "compare/find.h"

#include <fairness/report.h>

#include "compare/versus.h"
#include "stats/distribution.h"

/* The value of the reference of group i. */
static int32_t
reference_value(const fair__population *p, const fair__rules *rules,
                const fair__survey *s, size_t i, fair__result *out)
{
    if (s->reference == FAIR__ABSENT) return FAIR_REASON_UNDEFINED_IN_GROUP;
    if (s->reference == FAIR__NO_GROUP)
        return s->undefined > 0 ? FAIR_REASON_UNDEFINED_IN_GROUP
                                : FAIR_REASON_SINGLE_GROUP;
    if (s->reference != FAIR__REST) {
        *out = s->reference_result;
        return fair__reference_reason(s->reference_standing,
                                      s->reference_reason);
    }
    fair__wide weights[2 * FAIR__N_COUNTS];
    const fair__counts rest = fair__rest(p, i, weights);
    fair__metric_compute(s->metric, &rest, p->total, p->given, &rules->costs,
                         out);
    return out->reason == FAIR_DEFINED ? FAIR_DEFINED
                                       : FAIR_REASON_UNDEFINED_IN_GROUP;
}

/* Both values, or the reason why they cannot be compared.  Only these two
 * groups matter: that others are undefined is no reason. */
static int32_t
two_values(const fair__population *p, const fair__rules *rules,
           const fair__survey *s, size_t i, fair__result *own,
           fair__result *other)
{
    int32_t reason = FAIR_DEFINED;
    if (!s->applicable) return FAIR_REASON_NOT_APPLICABLE;
    const int32_t standing =
        fair__standing(p, rules, s->metric, i, own, &reason);
    if (standing == FAIR__LEFT_OUT) return reason;
    /* Of groups that are listed one is enough: the reference need not be. */
    reason = rules->only != NULL
                 ? fair__too_few((uint32_t)p->n, 0, 2)
                 : fair__too_few(s->compared + s->undefined, s->small, 2);
    if (reason != FAIR_DEFINED) return reason;
    if (standing == FAIR__UNDEFINED) return FAIR_REASON_UNDEFINED_IN_GROUP;
    return reference_value(p, rules, s, i, other);
}

static const fair__survey *
begin(const fair__population *p, const fair__rules *rules,
      const fair__metric *m, size_t i, fair__survey *mine,
      fair__finding *out)
{
    const fair__survey *s = fair__survey_get(p, rules, m, mine);
    *out = fair__finding_new(s);
    out->group = (int32_t)i;
    out->reference = s->reference;
    return s;
}

/* The value is rounded once, the bounds come from two rounded rates: an
 * interval of hardly any width could miss it by a last digit. */
static void
hold_value(fair__finding *f)
{
    const double value = fair__wide_double(&f->value);
    if (value < f->lower) f->lower = value;
    if (value > f->upper) f->upper = value;
}

void
fair__bound_difference(const fair__result *own, const fair__result *other,
                       const fair__rules *rules, fair__finding *out)
{
    if (!own->is_rate || out->metric->op == FAIR__OP_SHARE ||
        !(own->effective_n > 0 && other->effective_n > 0))
        return;
    fair__newcombe(fair__wide_double(&own->value), own->effective_n,
                   fair__wide_double(&other->value), other->effective_n,
                   rules->z, &out->lower, &out->upper);
    out->method = FAIR_METHOD_NEWCOMBE;
    hold_value(out);
}

static void
bound(const fair__population *p, const fair__rules *rules,
      const fair__survey *s, const fair__result *own,
      const fair__result *other, int ratio, fair__finding *out)
{
    const double choices = fair__versus_choices(p, rules, s);
    const double tail = fair__normal_tails(rules->z).upper;
    fair__versus v;
    if (choices > 1 && !(tail > 0)) return; /* nothing left to share */
    fair__versus_find(p, rules, s, (size_t)out->group, own, other,
                      choices > 1 ? fair__versus_z(tail, choices) : rules->z,
                      &v);
    int32_t method = v.method;
    if (method == FAIR_METHOD_NONE ||
        (ratio && method == FAIR_METHOD_DELONG))
        return;
    if (!ratio)
        fair__versus_difference(&v, &out->lower, &out->upper);
    else if (!fair__versus_ratio(&v, &out->lower, &out->upper))
        return;
    if (method == FAIR_METHOD_WILSON)
        method = ratio ? FAIR_METHOD_MOVER_R : FAIR_METHOD_NEWCOMBE;
    out->method = choices > 1 ? FAIR_METHOD_SIMULTANEOUS : method;
    hold_value(out);
}

void
fair__find_difference_to_reference(const fair__population *p,
                                   const fair__rules *rules,
                                   const fair__metric *m, size_t i,
                                   fair__finding *out)
{
    fair__survey mine;
    fair__result own = {0}, ref = {0};
    const fair__survey *s = begin(p, rules, m, i, &mine, out);
    out->reason = two_values(p, rules, s, i, &own, &ref);
    if (out->reason != FAIR_DEFINED) return;
    out->value = fair__wide_sub(&own.value, &ref.value);
    out->worse_off =
        fair__harmed(m, rules, fair__wide_order(&own.value, &ref.value),
                     out->group, out->reference);
    bound(p, rules, s, &own, &ref, 0, out);
}

void
fair__find_ratio_to_reference(const fair__population *p,
                              const fair__rules *rules, const fair__metric *m,
                              size_t i, fair__finding *out)
{
    fair__survey mine;
    fair__result own = {0}, ref = {0};
    const fair__survey *s = begin(p, rules, m, i, &mine, out);
    out->reason = fair__has_ratio(m)
                      ? two_values(p, rules, s, i, &own, &ref)
                      : FAIR_REASON_NOT_APPLICABLE;
    if (out->reason != FAIR_DEFINED) return;
    if (fair__wide_is_zero(&ref.value)) {
        out->reason = FAIR_REASON_ZERO_REFERENCE;
        return;
    }
    out->value = fair__wide_div(&own.value, &ref.value);
    out->worse_off =
        fair__harmed(m, rules, fair__wide_order(&own.value, &ref.value),
                     out->group, out->reference);
    bound(p, rules, s, &own, &ref, 1, out);
}
