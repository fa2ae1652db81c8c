/* SPDX-License-Identifier: MIT
 * How groups stand in comparisons, and which of them is the reference. */
#include "compare/population.h"

#include <fairness/report.h>

/* min_share is what a person typed: the double nearest to the share is held
 * against it, so that 1 row of 10 is not below 0.1. */
int
fair__is_small_share(const fair__population *p, const fair__rules *rules, size_t i)
{
    if (!(rules->min_share > 0)) return 0;
    const uint64_t all = fair__counts_n(p->total);
    if (all == 0) return 1;
    const fair__wide part = fair__wide_u64(fair__counts_n(&p->groups[i]));
    const fair__wide whole = fair__wide_u64(all);
    const fair__wide share = fair__wide_div(&part, &whole);
    return fair__wide_double(&share) < rules->min_share;
}

int
fair__is_held(const fair__population *p, const fair__rules *rules, size_t i)
{
    return rules->only == NULL ||
           rules->only[p->parent != NULL ? p->parent[i] : i];
}

int32_t
fair__standing(const fair__population *p, const fair__rules *rules,
               const fair__metric *m, size_t i, fair__result *result,
               int32_t *reason)
{
    fair__metric_compute(m, &p->groups[i], p->total, p->given, &rules->costs,
                         result);
    if (!fair__is_held(p, rules, i)) {
        *reason = FAIR_REASON_NOT_APPLICABLE;
        return FAIR__NOT_HELD;
    }
    if (result->reason == FAIR_REASON_NOT_APPLICABLE) {
        *reason = result->reason;
        return FAIR__UNDEFINED;
    }
    if (rules->set_aside_missing && p->has_missing[i]) {
        *reason = FAIR_REASON_NOT_APPLICABLE;
        return FAIR__LEFT_OUT;
    }
    if (result->min_n < rules->min_count || fair__is_small_share(p, rules, i)) {
        *reason = FAIR_REASON_BELOW_MIN_COUNT;
        return FAIR__LEFT_OUT;
    }
    if (result->reason == FAIR_DEFINED) return FAIR__COMPARED;
    *reason = result->reason;
    return rules->undefined == FAIR_UNDEFINED_SKIP ? FAIR__LEFT_OUT
                                                   : FAIR__UNDEFINED;
}

fair__counts
fair__rest(const fair__population *p, size_t i,
           fair__wide weights[2 * FAIR__N_COUNTS])
{
    const fair__counts *all = p->total, *own = &p->groups[i];
    fair__counts rest = {.gained = all->gained - own->gained,
                         .lost = all->lost - own->lost};
    if (p->rests != NULL) {
        rest.scores = p->rests[i].scores;
        rest.scored = p->rests[i].scored;
        rest.calibration = p->rests[i].calibration;
    }
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        rest.rows[s] = all->rows[s] - own->rows[s];
        rest.baseline[s] = all->baseline[s] - own->baseline[s];
        rest.changed[s] = all->changed[s] - own->changed[s];
    }
    if (all->weights == NULL) return rest;
    for (int s = 0; s < 2 * FAIR__N_COUNTS; s++) {
        weights[s] = fair__wide_sub(&all->weights[s], &own->weights[s]);
        /* Sums that 256 bits do not hold were cut: no rows, no weight. */
        if (rest.rows[s % FAIR__N_COUNTS] == 0 || weights[s].negative)
            weights[s] = fair__wide_zero();
    }
    rest.weights = weights;
    return rest;
}

int
fair__in_stratum(const fair__population *stratum, size_t i, size_t *out)
{
    for (size_t k = 0; k < stratum->n; k++)
        if (stratum->parent[k] == i) {
            *out = k;
            return 1;
        }
    return 0;
}

int
fair__direction(const fair__metric *m, const fair__rules *rules)
{
    const int positive = rules->favourable != FAIR_FAVOURABLE_NEGATIVE;
    switch (m->orientation) {
    case FAIR__HIGHER_BETTER:
        return 1;
    case FAIR__LOWER_BETTER:
        return -1;
    case FAIR__SELECTED_BETTER:
        return positive ? 1 : -1;
    case FAIR__REJECTED_BETTER:
        return positive ? -1 : 1;
    default:
        return 0;
    }
}

static int32_t
largest(const fair__population *p)
{
    int32_t found = FAIR__NO_GROUP;
    uint64_t most = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (p->has_missing[i]) continue;
        const uint64_t n = fair__counts_n(&p->groups[i]);
        if (found == FAIR__NO_GROUP || n > most) {
            found = (int32_t)i;
            most = n;
        }
    }
    return found;
}

/* The group compared whose value is highest (sign 1) or lowest (-1). */
static int32_t
extreme(const fair__population *p, const fair__rules *rules,
        const fair__metric *m, int sign)
{
    int32_t found = FAIR__NO_GROUP, reason;
    fair__wide best = fair__wide_zero();
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        if (p->has_missing[i] ||
            fair__standing(p, rules, m, i, &r, &reason) != FAIR__COMPARED)
            continue;
        if (found == FAIR__NO_GROUP ||
            sign * fair__wide_order(&r.value, &best) > 0) {
            found = (int32_t)i;
            best = r.value;
        }
    }
    return found;
}

int32_t
fair__reference(const fair__population *p, const fair__rules *rules,
                const fair__metric *m)
{
    if (p->named_reference != FAIR__NO_GROUP) return p->named_reference;
    const int better = fair__direction(m, rules);
    switch (rules->reference) {
    case FAIR_REFERENCE_OVERALL:
        return FAIR__OVERALL;
    case FAIR_REFERENCE_REST:
        return FAIR__REST;
    case FAIR_REFERENCE_BEST:
        return better != 0 ? extreme(p, rules, m, better) : largest(p);
    case FAIR_REFERENCE_WORST:
        return better != 0 ? extreme(p, rules, m, -better) : largest(p);
    default:
        return largest(p);
    }
}
