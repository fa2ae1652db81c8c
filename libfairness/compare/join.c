/* SPDX-License-Identifier: MIT
 * Criteria of one metric, or of two: the worst, the mean, the signed mean.
 *
 * Of two parts both must be defined: a maximum that passes over an undefined
 * part would call the other one the answer. */
#include "compare/join.h"

#include <fairness/report.h>

#include "compare/find.h"

/* How groups stand in two metrics together: undefined in any, else left out
 * of any, else compared. */
static void
count_both(const fair__population *p, const fair__rules *rules,
           const fair__metric *const m[2], fair__survey *out)
{
    *out = (fair__survey){.metric = m[0], .applicable = 1};
    for (int k = 0; k < 2; k++)
        if ((m[k]->needs & ~p->given) != 0) out->applicable = 0;
    for (size_t i = 0; i < p->n; i++) {
        int undefined = 0, left_out = 0, small = 0;
        if (!fair__is_held(p, rules, i)) continue;
        for (int k = 0; k < 2; k++) {
            fair__result r;
            int32_t reason = FAIR_DEFINED;
            const int32_t how =
                fair__standing(p, rules, m[k], i, &r, &reason);
            undefined |= how == FAIR__UNDEFINED;
            left_out |= how == FAIR__LEFT_OUT;
            small |= reason == FAIR_REASON_BELOW_MIN_COUNT;
        }
        out->undefined += undefined != 0;
        out->left_out += !undefined && left_out;
        out->small += !undefined && small;
        out->compared += !undefined && !left_out;
    }
}

/* Both parts; the reason is the first one's that has one. */
static void
both(const fair__criterion *c, const fair__population *p,
     const fair__rules *rules, const fair__metric *const m[2],
     fair__finding part[2], fair__finding *out)
{
    const fair__comparison *compare = fair__comparison_find(c->comparison);
    fair__survey counts;
    count_both(p, rules, m, &counts);
    *out = fair__finding_new(&counts);
    for (int k = 0; k < 2; k++) {
        compare->find(p, rules, m[k], 0, &part[k]);
        if (out->reason == FAIR_DEFINED) out->reason = part[k].reason;
    }
}

void
fair__join_one(const fair__criterion *c, const fair__population *p,
               const fair__rules *rules, const fair__metric *const m[2],
               fair__finding *out)
{
    fair__comparison_find(c->comparison)->find(p, rules, m[0], 0, out);
}

static void
take_groups(fair__finding *out, const fair__finding *part)
{
    out->group = part->group;
    out->reference = part->reference;
    out->worse_off = part->worse_off;
}

void
fair__join_worst(const fair__criterion *c, const fair__population *p,
                 const fair__rules *rules, const fair__metric *const m[2],
                 fair__finding *out)
{
    fair__finding part[2];
    both(c, p, rules, m, part, out);
    if (out->reason != FAIR_DEFINED) return;
    const fair__wide one = fair__wide_u64(1);
    const int more =
        fair__comparison_find(c->comparison)->find == fair__find_ratio ? -1
                                                                       : 1;
    const int second =
        more * fair__order_near(&part[1].value, &part[0].value, &one) > 0;
    out->value = part[second].value;
    out->metric = m[second];
    take_groups(out, &part[second]);
}

/* The groups are named only where both parts name the same. */
void
fair__join_mean(const fair__criterion *c, const fair__population *p,
                const fair__rules *rules, const fair__metric *const m[2],
                fair__finding *out)
{
    fair__finding part[2];
    both(c, p, rules, m, part, out);
    if (out->reason != FAIR_DEFINED) return;
    const fair__wide half = fair__wide_f64(0.5);
    const fair__wide sum = fair__wide_add(&part[0].value, &part[1].value);
    out->value = fair__wide_mul(&sum, &half);
    if (part[0].group != part[1].group ||
        part[0].reference != part[1].reference)
        return;
    take_groups(out, &part[0]);
    if (part[0].worse_off != part[1].worse_off)
        out->worse_off = FAIR__NO_GROUP;
}

/* The mean of group i's two differences to the reference. */
static int32_t
mean_difference(const fair__population q[2], const fair__rules *rules,
                const fair__metric *const m[2], size_t i,
                fair__finding part[2], fair__wide *value)
{
    for (int k = 0; k < 2; k++) {
        fair__find_difference_to_reference(&q[k], rules, m[k], i, &part[k]);
        if (part[k].reason != FAIR_DEFINED) return part[k].reason;
    }
    const fair__wide one = fair__wide_u64(1), half = fair__wide_f64(0.5);
    const fair__wide sum = fair__wide_add(&part[0].value, &part[1].value);
    const fair__wide mean = fair__wide_mul(&sum, &half);
    *value = fair__without_noise(&mean, &one); /* opposite ones cancel */
    return FAIR_DEFINED;
}

static int
is_compared(const fair__population *p, const fair__rules *rules,
            const fair__metric *const m[2], size_t i)
{
    for (int k = 0; k < 2; k++) {
        fair__result r;
        int32_t reason;
        if (fair__standing(p, rules, m[k], i, &r, &reason) != FAIR__COMPARED)
            return 0;
    }
    return 1;
}

void
fair__join_signed(const fair__criterion *c, const fair__population *p,
                  const fair__rules *rules, const fair__metric *const m[2],
                  fair__finding *out)
{
    (void)c;
    const fair__wide one = fair__wide_u64(1), zero = fair__wide_zero();
    fair__population q[2] = {*p, *p};
    fair__survey counts, s[2];
    count_both(p, rules, m, &counts);
    *out = fair__finding_new(&counts);
    out->reason = fair__survey_reason(&counts, 2);
    for (int k = 0; k < 2; k++) {
        if (out->reason != FAIR_DEFINED) return;
        fair__survey_make(p, rules, m[k], &s[k]);
        q[k].survey = &s[k];
    }
    fair__wide most = zero;
    for (size_t i = 0; i < p->n; i++) {
        fair__finding part[2];
        fair__wide value;
        if (!is_compared(p, rules, m, i)) continue;
        out->reason = mean_difference(q, rules, m, i, part, &value);
        if (out->reason != FAIR_DEFINED) return;
        const fair__wide size = fair__wide_abs(&value);
        if (out->group != FAIR__NO_GROUP &&
            fair__order_near(&size, &most, &one) <= 0)
            continue;
        most = size;
        out->value = value;
        out->group = (int32_t)i;
        out->reference = part[0].reference == part[1].reference
                             ? part[0].reference
                             : FAIR__NO_GROUP;
        out->worse_off = fair__harmed(m[0], rules,
                                      fair__wide_order(&value, &zero),
                                      out->group, out->reference);
    }
}
