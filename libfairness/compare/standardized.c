/* SPDX-License-Identifier: MIT
 * Comparisons of directly standardised values: each group's metric within the
 * strata of the control features, averaged with the strata's shares of all
 * rows, the same for every group. */
#include "compare/find.h"

#include <fairness/report.h>

#include "base/ends.h"
#include "metric/form.h"

static const fair__form rows = {{1, 1, 1, 1, 1, 1}};

/* The standardised value, or the reason of the first stratum in which it is
 * not defined (NO_ROWS where the group is not in it): group values have one
 * denominator, the sum of weights of all strata. */
static int32_t
standardize(const fair__population *p, const fair__rules *rules,
            const fair__metric *m, size_t i, fair__wide *out)
{
    fair__wide sum = fair__wide_zero(), size = fair__wide_zero();
    for (size_t s = 0; s < p->n_strata; s++) {
        const fair__population *stratum = &p->strata[s];
        size_t k;
        fair__result r;
        if (!fair__in_stratum(stratum, i, &k)) return FAIR_REASON_NO_ROWS;
        fair__metric_compute(m, &stratum->groups[k], stratum->total, p->given,
                             &rules->costs, &r);
        if (r.reason != FAIR_DEFINED) return r.reason;
        const fair__wide n = fair__form_weight(&rows, stratum->total);
        const fair__wide term = fair__wide_mul(&n, &r.value);
        sum = fair__wide_add(&sum, &term);
        size = fair__wide_add(&size, &n);
    }
    if (fair__wide_is_zero(&size)) return FAIR_REASON_ZERO_WEIGHT;
    *out = fair__wide_div(&sum, &size);
    return FAIR_DEFINED;
}

static int32_t
standing(const fair__population *p, const fair__rules *rules,
         const fair__metric *m, size_t i, fair__result *result,
         int32_t *reason)
{
    const int32_t whole = fair__standing(p, rules, m, i, result, reason);
    if (whole != FAIR__COMPARED) return whole;
    const int32_t within = standardize(p, rules, m, i, &result->value);
    if (within == FAIR_DEFINED) return FAIR__COMPARED;
    *reason = within;
    return rules->undefined == FAIR_UNDEFINED_SKIP ? FAIR__LEFT_OUT
                                                   : FAIR__UNDEFINED;
}

int
fair__standardized_bounds(const fair__population *p, const fair__rules *rules,
                          const fair__metric *m, size_t i, double z,
                          fair__bounded *out)
{
    const fair__wide size = fair__form_weight(&rows, p->total);
    fair__mover_sum sum = {0, 0, 0};
    for (size_t s = 0; s < p->n_strata; s++) {
        const fair__population *stratum = &p->strata[s];
        size_t k;
        fair__result r;
        fair__bounded b;
        if (!fair__in_stratum(stratum, i, &k)) return 0;
        fair__metric_compute(m, &stratum->groups[k], stratum->total, p->given,
                             &rules->costs, &r);
        if (!r.is_rate || m->op == FAIR__OP_SHARE || !(r.effective_n > 0))
            return 0;
        const fair__wide n = fair__form_weight(&rows, stratum->total);
        const fair__wide part = fair__wide_div(&n, &size);
        fair__wilson(fair__wide_double(&r.value), r.effective_n, z, &b.lower,
                     &b.upper);
        b.p = fair__wide_double(&r.value);
        fair__mover_add(&sum, fair__wide_double(&part), &b);
    }
    *out = fair__mover_bounds(&sum);
    out->lower = fair__larger(out->lower, 0);
    out->upper = fair__smaller(out->upper, 1);
    return 1;
}

static int
has_strata(const fair__population *p)
{
    return p->n_strata > 0 && p->parent == NULL;
}

fair__stand *
fair__comparison_stand(const fair__comparison *c, const fair__population *p)
{
    const int standardized = c->find == fair__find_standardized_difference ||
                             c->find == fair__find_standardized_ratio;
    return standardized && has_strata(p) ? standing : fair__standing;
}

static void
survey(const fair__population *p, const fair__rules *rules,
       const fair__metric *m, fair__survey *out)
{
    fair__survey_of(has_strata(p) ? standing : fair__standing, p, rules, m,
                    out);
    if (!has_strata(p)) out->applicable = 0;
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
