/* SPDX-License-Identifier: MIT
 * Lowest and highest group: difference, ratio, minimum, maximum.  The groups
 * are chosen by looking at the data: for the interval see extent.h. */
#include "compare/find.h"

#include <fairness/report.h>

static void
name_extremes(const fair__survey *s, const fair__rules *rules,
              fair__finding *out)
{
    out->group = s->lowest;
    out->reference = s->highest;
    out->worse_off =
        fair__harmed(s->metric, rules, fair__wide_order(&s->low, &s->high),
                     s->lowest, s->highest);
}

void
fair__gap_difference(const fair__survey *s, const fair__rules *rules,
                     fair__finding *out)
{
    *out = fair__finding_new(s);
    out->reason = fair__survey_reason(s, 2);
    if (out->reason != FAIR_DEFINED) return;
    out->value = fair__wide_sub(&s->high, &s->low);
    name_extremes(s, rules, out);
}

void
fair__gap_ratio(const fair__survey *s, const fair__rules *rules,
                fair__finding *out)
{
    *out = fair__finding_new(s);
    out->reason = fair__has_ratio(s->metric) ? fair__survey_reason(s, 2)
                                             : FAIR_REASON_NOT_APPLICABLE;
    if (out->reason != FAIR_DEFINED) return;
    name_extremes(s, rules, out);
    if (fair__wide_is_zero(&s->high))
        out->reason = FAIR_REASON_ZERO_REFERENCE;
    else
        out->value = fair__wide_div(&s->low, &s->high);
}

void
fair__find_difference(const fair__population *p, const fair__rules *rules,
                      const fair__metric *m, size_t i, fair__finding *out)
{
    (void)i;
    fair__survey mine;
    fair__gap_difference(fair__survey_get(p, rules, m, &mine), rules, out);
}

void
fair__find_ratio(const fair__population *p, const fair__rules *rules,
                 const fair__metric *m, size_t i, fair__finding *out)
{
    (void)i;
    fair__survey mine;
    fair__gap_ratio(fair__survey_get(p, rules, m, &mine), rules, out);
}

/* One group is enough for these. */
static void
end_of_range(const fair__population *p, const fair__rules *rules,
             const fair__metric *m, int highest, fair__finding *out)
{
    fair__survey mine;
    const fair__survey *s = fair__survey_get(p, rules, m, &mine);
    *out = fair__finding_new(s);
    out->reason = fair__survey_reason(s, 1);
    if (out->reason != FAIR_DEFINED) return;
    out->value = highest ? s->high : s->low;
    out->group = highest ? s->highest : s->lowest;
}

void
fair__find_group_min(const fair__population *p, const fair__rules *rules,
                     const fair__metric *m, size_t i, fair__finding *out)
{
    (void)i;
    end_of_range(p, rules, m, 0, out);
}

void
fair__find_group_max(const fair__population *p, const fair__rules *rules,
                     const fair__metric *m, size_t i, fair__finding *out)
{
    (void)i;
    end_of_range(p, rules, m, 1, out);
}
