/* SPDX-License-Identifier: MIT
 * Impact ratio and the four-fifths rule: the rate of the favourable decision
 * in the lowest group to that in the group which gets it most. */
#include "compare/join.h"

#include <fairness/report.h>

#include "compare/survey.h"

/* a / n1 >= limit * b / n2 in whole numbers (or exact sums of weights): a
 * quotient in floating point puts 4/5 below 0.8.  Limits have up to three
 * decimal places. */
static int
is_within(double limit, const fair__result *low, const fair__result *high)
{
    const fair__wide thousand = fair__wide_u64(1000);
    const fair__wide part = fair__wide_u64((uint64_t)(limit * 1000 + 0.5));
    fair__wide left = fair__wide_mul(&low->numerator, &high->denominator);
    fair__wide right = fair__wide_mul(&high->numerator, &low->denominator);
    left = fair__wide_mul(&left, &thousand);
    right = fair__wide_mul(&right, &part);
    return fair__wide_order(&left, &right) >= 0;
}

static void
result_of(const fair__population *p, const fair__rules *rules,
          const fair__metric *m, int32_t group, fair__result *out)
{
    fair__metric_compute(m, &p->groups[group], p->total, p->given,
                         &rules->costs, out);
}

void
fair__join_impact(const fair__criterion *c, const fair__population *p,
                  const fair__rules *rules, const fair__metric *const m[2],
                  fair__finding *out)
{
    fair__survey mine;
    const fair__survey *s = fair__survey_get(p, rules, m[0], &mine);
    *out = fair__finding_new(s);
    out->reason = fair__survey_reason(s, 2);
    if (out->reason == FAIR_DEFINED && s->most == FAIR__NO_GROUP)
        out->reason = FAIR_REASON_SINGLE_GROUP; /* none that may be chosen */
    if (out->reason != FAIR_DEFINED) return;
    out->group = s->lowest;
    out->reference = s->most;
    out->worse_off =
        fair__harmed(m[0], rules, fair__wide_order(&s->low, &s->top),
                     out->group, out->reference);
    if (fair__wide_is_zero(&s->top)) {
        out->reason = FAIR_REASON_ZERO_REFERENCE;
        return;
    }
    out->value = fair__wide_div(&s->low, &s->top);
    if (!(c->limit > 0)) return;
    fair__result low, high;
    result_of(p, rules, m[0], out->group, &low);
    result_of(p, rules, m[0], out->reference, &high);
    out->within_limit = is_within(c->limit, &low, &high) ? 1 : -1;
}
