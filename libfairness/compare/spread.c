/* SPDX-License-Identifier: MIT
 * All groups at once: mean pairwise difference, weighted variance, and every
 * pair by itself. */
#include "compare/find.h"

#include <fairness/report.h>

#include "metric/form.h"

/* The survey, or NULL where the finding is undefined. */
static const fair__survey *
begin(const fair__population *p, const fair__rules *rules,
      const fair__metric *m, fair__survey *mine, fair__finding *out)
{
    const fair__survey *s = fair__survey_get(p, rules, m, mine);
    *out = fair__finding_new(s);
    out->reason = fair__survey_reason(s, 2);
    return out->reason == FAIR_DEFINED ? s : NULL;
}

static int
value_of(const fair__population *p, const fair__rules *rules,
         const fair__metric *m, size_t i, fair__wide *out)
{
    fair__result r;
    int32_t reason;
    if (fair__standing(p, rules, m, i, &r, &reason) != FAIR__COMPARED)
        return 0;
    *out = r.value;
    return 1;
}

/* Values are worked out again for every pair: no memory is taken. */
void
fair__find_mean_pairwise_difference(const fair__population *p,
                                    const fair__rules *rules,
                                    const fair__metric *m, size_t i,
                                    fair__finding *out)
{
    (void)i;
    fair__survey mine;
    if (begin(p, rules, m, &mine, out) == NULL) return;
    fair__wide sum = fair__wide_zero(), first, second;
    for (size_t a = 0; a < p->n; a++) {
        if (!value_of(p, rules, m, a, &first)) continue;
        for (size_t b = a + 1; b < p->n; b++) {
            if (!value_of(p, rules, m, b, &second)) continue;
            fair__wide d = fair__wide_sub(&first, &second);
            d = fair__wide_abs(&d);
            sum = fair__wide_add(&sum, &d);
        }
    }
    const uint64_t n = out->groups_compared;
    const fair__wide pairs = fair__wide_u64(n * (n - 1) / 2);
    out->value = fair__wide_div(&sum, &pairs);
}

/* Sum of n_g (value - origin)^power, and of n_g; power 1 or 2. */
static void
moment(const fair__population *p, const fair__rules *rules,
       const fair__metric *m, const fair__wide *origin, int power,
       fair__wide *sum, fair__wide *size)
{
    static const fair__form rows = {{1, 1, 1, 1, 1, 1}};
    *sum = *size = fair__wide_zero();
    for (size_t i = 0; i < p->n; i++) {
        fair__wide value;
        if (!value_of(p, rules, m, i, &value)) continue;
        const fair__wide n = fair__form_weight(&rows, &p->groups[i]);
        const fair__wide d = fair__wide_sub(&value, origin);
        fair__wide term = fair__wide_mul(&n, &d);
        if (power == 2) term = fair__wide_mul(&term, &d);
        *sum = fair__wide_add(sum, &term);
        *size = fair__wide_add(size, &n);
    }
}

/* The mean is taken from the lowest value on: where all values are equal it
 * is there exactly, and the variance exactly 0. */
void
fair__find_weighted_variance(const fair__population *p,
                             const fair__rules *rules, const fair__metric *m,
                             size_t i, fair__finding *out)
{
    (void)i;
    fair__survey mine;
    const fair__survey *s = begin(p, rules, m, &mine, out);
    if (s == NULL) return;
    fair__wide sum, size;
    moment(p, rules, m, &s->low, 1, &sum, &size);
    if (fair__wide_is_zero(&size)) {
        out->reason = FAIR_REASON_ZERO_WEIGHT;
        return;
    }
    if (fair__wide_is_zero(&sum)) return; /* all at the lowest: 0 */
    const fair__wide shift = fair__wide_div(&sum, &size);
    const fair__wide mean = fair__wide_add(&s->low, &shift);
    moment(p, rules, m, &mean, 2, &sum, &size);
    out->value = fair__wide_div(&sum, &size);
}

void
fair__find_all_pairs(const fair__population *p, const fair__rules *rules,
                     const fair__metric *m, size_t i, fair__finding *out)
{
    fair__survey mine;
    const fair__survey *s = fair__survey_get(p, rules, m, &mine);
    size_t first, second;
    fair__pair(p->n, i, &first, &second);
    *out = fair__finding_new(s);
    out->group = (int32_t)second;
    out->reference = (int32_t)first;
    if (!s->applicable) {
        out->reason = FAIR_REASON_NOT_APPLICABLE;
        return;
    }
    fair__result own, other;
    out->reason =
        fair__pair_reason(p, rules, m, second, first, &own, &other);
    if (out->reason != FAIR_DEFINED) return;
    out->value = fair__wide_sub(&own.value, &other.value);
    out->worse_off =
        fair__harmed(m, rules, fair__wide_order(&own.value, &other.value),
                     out->group, out->reference);
    fair__bound_difference(&own, &other, rules, out);
}
