/* SPDX-License-Identifier: MIT
 * Comparisons of directly standardised values: each group's metric within the
 * strata of the control features, averaged with the strata's shares of all
 * rows, the same for every group. */
#include "compare/find.h"

#include <fairness/report.h>

#include "metric/form.h"

static const fair__form rows = {{1, 1, 1, 1, 1, 1}};

/* The standardised value, or 0 if it is not defined in some stratum: group
 * values have one denominator, the sum of weights of all strata. */
static int
standardize(const fair__population *p, const fair__rules *rules,
            const fair__metric *m, size_t i, fair__wide *out)
{
    fair__wide sum = fair__wide_zero(), size = fair__wide_zero();
    for (size_t s = 0; s < p->n_strata; s++) {
        const fair__population *stratum = &p->strata[s];
        size_t k;
        fair__result r;
        if (!fair__in_stratum(stratum, i, &k)) return 0;
        fair__metric_compute(m, &stratum->groups[k], stratum->total, p->given,
                             &rules->costs, &r);
        if (r.reason != FAIR_DEFINED) return 0;
        const fair__wide n = fair__form_weight(&rows, stratum->total);
        const fair__wide term = fair__wide_mul(&n, &r.value);
        sum = fair__wide_add(&sum, &term);
        size = fair__wide_add(&size, &n);
    }
    if (fair__wide_is_zero(&size)) return 0;
    *out = fair__wide_div(&sum, &size);
    return 1;
}

static int32_t
standing(const fair__population *p, const fair__rules *rules,
         const fair__metric *m, size_t i, fair__result *result,
         int32_t *reason)
{
    const int32_t whole = fair__standing(p, rules, m, i, result, reason);
    if (whole != FAIR__COMPARED) return whole;
    if (standardize(p, rules, m, i, &result->value)) return FAIR__COMPARED;
    *reason = FAIR_REASON_UNDEFINED_IN_GROUP;
    return rules->undefined == FAIR_UNDEFINED_SKIP ? FAIR__LEFT_OUT
                                                   : FAIR__UNDEFINED;
}

static void
survey(const fair__population *p, const fair__rules *rules,
       const fair__metric *m, fair__survey *out)
{
    const int has_strata = p->n_strata > 0 && p->parent == NULL;
    fair__survey_of(has_strata ? standing : fair__standing, p, rules, m, out);
    if (!has_strata) out->applicable = 0;
}

void
fair__find_standardized_difference(const fair__population *p,
                                   const fair__rules *rules,
                                   const fair__metric *m, size_t i,
                                   fair__finding *out)
{
    (void)i;
    fair__survey s;
    survey(p, rules, m, &s);
    fair__gap_difference(&s, rules, out);
}

void
fair__find_standardized_ratio(const fair__population *p,
                              const fair__rules *rules, const fair__metric *m,
                              size_t i, fair__finding *out)
{
    (void)i;
    fair__survey s;
    survey(p, rules, m, &s);
    fair__gap_ratio(&s, rules, out);
}
