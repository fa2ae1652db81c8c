/* SPDX-License-Identifier: MIT
 * Criteria over the bins of scores: the same score means the same in every
 * group, and what it says. */
#include "compare/bin_extent.h"

#include <math.h>

#include <fairness/report.h>

#include "compare/join.h"
#include "compare/survey.h"

/* What keeps a group out does not hang on scores: the base rate's uncertainty
 * has the same rows and costs nothing. */
int
fair__bin_part(const fair__population *p, const fair__rules *rules, size_t i,
               uint64_t least, const fair__bin_range *range, fair__bin *out)
{
    fair__result r;
    int32_t reason;
    fair__bin_sum(&p->groups[i].scored, range, out);
    return !fair__wide_is_zero(&out->weight) && out->rows >= least &&
           fair__standing(p, rules, fair__metric_find("brier_uncertainty"), i,
                          &r, &reason) == FAIR__COMPARED;
}

/* The findings of one bin are taken where they are larger. */
static void
take(fair__finding *out, const fair__wide *value, int32_t group,
     int32_t reference, const fair__bin_range *range)
{
    if (!isnan(out->bin_lower) &&
        fair__wide_order(value, &out->value) <= 0)
        return;
    out->value = *value;
    out->group = group;
    out->reference = reference;
    out->bin_lower = range->lower;
    out->bin_upper = range->upper;
}

/* The distance of the lowest and the highest rate in a bin. */
static void
find_gap(const fair__population *p, const fair__rules *rules,
         const fair__bin_range *range, fair__finding *out)
{
    int32_t lowest = FAIR__NO_GROUP, highest = FAIR__NO_GROUP;
    uint32_t there = 0;
    fair__wide low, high;
    for (size_t i = 0; i < p->n; i++) {
        fair__bin bin;
        if (!fair__bin_part(p, rules, i, rules->min_count, range, &bin))
            continue;
        const fair__wide rate = fair__wide_div(&bin.positives, &bin.weight);
        there++;
        if (lowest == FAIR__NO_GROUP || fair__wide_order(&rate, &low) < 0) {
            lowest = (int32_t)i;
            low = rate;
        }
        if (highest == FAIR__NO_GROUP || fair__wide_order(&rate, &high) > 0) {
            highest = (int32_t)i;
            high = rate;
        }
    }
    if (there < 2) return;
    const fair__wide gap = fair__wide_sub(&high, &low);
    take(out, &gap, lowest, highest, range);
}

/* |S - P| over the weight of all rows. */
static void
find_error(const fair__population *p, const fair__rules *rules,
           const fair__bin_range *range, const fair__wide *all,
           fair__finding *out)
{
    for (size_t i = 0; i < p->n; i++) {
        fair__bin bin;
        if (!fair__bin_part(p, rules, i, 0, range, &bin)) continue;
        fair__wide error = fair__wide_sub(&bin.scores, &bin.positives);
        error = fair__wide_abs(&error);
        error = fair__wide_div(&error, all);
        take(out, &error, (int32_t)i, FAIR__NO_GROUP, range);
    }
}

static void
over_bins(const fair__population *p, const fair__rules *rules,
          const fair__metric *m, uint32_t least, fair__finding *out)
{
    fair__survey mine;
    const fair__survey *s = fair__survey_get(p, rules, m, &mine);
    fair__bins bins;
    fair__bin_range range = {0};
    *out = fair__finding_new(s);
    out->reason = fair__survey_reason(s, least);
    if (out->reason != FAIR_DEFINED) return;
    const fair__scored *all = &p->total->scored;
    const fair__wide weight = fair__bin_total(all);
    fair__bins_make(&bins, FAIR__BINS_WIDTH, all->source->bins, all);
    while (fair__bins_next(&bins, &range)) {
        if (least == 2)
            find_gap(p, rules, &range, out);
        else
            find_error(p, rules, &range, &weight, out);
    }
    if (isnan(out->bin_lower)) out->reason = FAIR_REASON_SINGLE_GROUP;
}

void
fair__join_sufficiency(const fair__criterion *c, const fair__population *p,
                       const fair__rules *rules,
                       const fair__metric *const m[2], fair__finding *out)
{
    (void)c;
    over_bins(p, rules, m[0], 2, out);
}

void
fair__join_multicalibration(const fair__criterion *c,
                            const fair__population *p,
                            const fair__rules *rules,
                            const fair__metric *const m[2],
                            fair__finding *out)
{
    (void)c;
    over_bins(p, rules, m[0], 1, out);
}

/* The tolerance is what a person typed: the double nearest to the value is
 * held against it, so that 3/10 is not above 0.3. */
void
fair__join_tolerance(const fair__criterion *c, const fair__population *p,
                     const fair__rules *rules, const fair__metric *const m[2],
                     fair__finding *out)
{
    const double limit = fair__criterion_limit(c, rules);
    fair__comparison_find(c->comparison)->find(p, rules, m[0], 0, out);
    if (out->reason != FAIR_DEFINED || !(limit > 0)) return;
    out->within_limit = fair__wide_double(&out->value) <= limit ? 1 : -1;
}
