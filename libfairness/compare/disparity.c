/* SPDX-License-Identifier: MIT
 * Conditional demographic disparity over the strata of the control features
 * (Wachter, Mittelstadt and Russell 2021). */
#include "compare/join.h"

#include <fairness/report.h>

#include "compare/survey.h"
#include "metric/form.h"

static const fair__form rows = {{1, 1, 1, 1, 1, 1}};
/* By decision: selected, rejected; unlabelled rows included. */
static const fair__form decided[2] = {{{1, 1, 0, 0, 1, 0}},
                                      {{0, 0, 1, 1, 0, 1}}};

/* The reason of the first stratum in which a decision is absent. */
static int32_t
reason_of_strata(const fair__population *p)
{
    static const int32_t absent[2] = {FAIR_REASON_NONE_SELECTED,
                                      FAIR_REASON_NONE_REJECTED};
    for (size_t s = 0; s < p->n_strata; s++)
        for (int d = 0; d < 2; d++) {
            const fair__counts *all = p->strata[s].total;
            const fair__wide sum = fair__form_value(&decided[d], all);
            if (!fair__wide_is_zero(&sum)) continue;
            return fair__form_rows(&decided[d], all) > 0
                       ? FAIR_REASON_ZERO_WEIGHT
                       : absent[d];
        }
    return FAIR_DEFINED;
}

/* The share of a stratum's selected or rejected that are the group's. */
static fair__wide
share(const fair__population *stratum, size_t k, int decision)
{
    const fair__wide part =
        fair__form_value(&decided[decision], &stratum->groups[k]);
    const fair__wide all =
        fair__form_value(&decided[decision], stratum->total);
    return fair__wide_div(&part, &all);
}

/* sum n_s (share of the rejected - share of the accepted) / sum n_s; a group
 * that is not in a stratum has shares of 0 there. */
static fair__wide
disparity(const fair__population *p, int accepted, size_t i)
{
    fair__wide sum = fair__wide_zero(), size = fair__wide_zero();
    for (size_t s = 0; s < p->n_strata; s++) {
        const fair__population *stratum = &p->strata[s];
        const fair__wide n = fair__form_weight(&rows, stratum->total);
        size = fair__wide_add(&size, &n);
        size_t k;
        if (!fair__in_stratum(stratum, i, &k)) continue;
        const fair__wide bad = share(stratum, k, !accepted);
        const fair__wide good = share(stratum, k, accepted);
        fair__wide term = fair__wide_sub(&bad, &good);
        term = fair__wide_mul(&n, &term);
        sum = fair__wide_add(&sum, &term);
    }
    const fair__wide one = fair__wide_u64(1);
    const fair__wide mean = fair__wide_div(&sum, &size);
    return fair__without_noise(&mean, &one);
}

static void
find_most(const fair__population *p, const fair__rules *rules,
          const fair__metric *m, fair__finding *out)
{
    const fair__wide one = fair__wide_u64(1);
    const int accepted = rules->favourable == FAIR_FAVOURABLE_NEGATIVE;
    fair__wide most = fair__wide_zero();
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        int32_t reason;
        if (fair__standing(p, rules, m, i, &r, &reason) != FAIR__COMPARED)
            continue;
        const fair__wide value = disparity(p, accepted, i);
        const fair__wide size = fair__wide_abs(&value);
        if (out->group != FAIR__NO_GROUP &&
            fair__order_near(&size, &most, &one) <= 0)
            continue;
        most = size;
        out->value = value;
        out->group = (int32_t)i;
    }
}

void
fair__join_strata(const fair__criterion *c, const fair__population *p,
                  const fair__rules *rules, const fair__metric *const m[2],
                  fair__finding *out)
{
    (void)c;
    fair__survey mine;
    const fair__survey *s = fair__survey_get(p, rules, m[0], &mine);
    *out = fair__finding_new(s);
    out->reason = p->n_strata == 0 || p->parent != NULL
                      ? FAIR_REASON_NOT_APPLICABLE
                      : fair__survey_reason(s, 2);
    if (out->reason == FAIR_DEFINED) out->reason = reason_of_strata(p);
    if (out->reason != FAIR_DEFINED) return;
    find_most(p, rules, m[0], out);
    /* A positive disparity: more of the rejected than of the accepted. */
    const int harmed =
        !fair__wide_is_zero(&out->value) && !out->value.negative;
    out->worse_off = harmed ? out->group : FAIR__NO_GROUP;
}
