/* SPDX-License-Identifier: MIT
 * What all searches share. */
#include "plan/strata.h"

#include <math.h>

fair__wide
fair__mixture_utility(const fair__aim *aim, const fair__mixture *m)
{
    fair__wide sum = fair__wide_zero();
    for (uint32_t i = 0; i < m->n; i++) {
        const fair__wide share = fair__wide_u64(m->shares[i]);
        fair__wide x =
            fair__whole_wide_signed(fair__utility(aim, m->points[i]), aim->n);
        x = fair__wide_mul(&x, &share);
        sum = fair__wide_add(&sum, &x);
    }
    if (!fair__wide_is_zero(&sum)) sum.exponent -= 53;
    return sum;
}

int
fair__search_allows(const fair__search *s, size_t point)
{
    for (size_t r = 0; r < s->n_rates; r++)
        if (isnan(s->rates[r].keys[point])) return 0;
    return 1;
}

int
fair__search_side(const fair__search *s, const uint32_t *picks)
{
    uint64_t sum[FAIR__PLAN_LIMBS] = {0};
    if (!s->quota->any) return 0;
    for (size_t g = 0; g < s->points->n_groups; g++)
        fair__whole_add(
            sum, fair__point_sum(s->points, picks[g], FAIR__CHOSEN_ALL),
            s->points->limbs);
    return fair__quota_side(s->quota, sum, s->points->limbs);
}

int
fair__search_are_together(const fair__search *s, size_t a, size_t b)
{
    return s->strata == NULL || s->strata->of[a] == s->strata->of[b];
}

int
fair__search_compares(const fair__search *s)
{
    if (s->strata == NULL) return s->n_bound > 1;
    for (size_t a = 0; a < s->points->n_groups; a++)
        for (size_t b = 0; b < a && !s->is_free[a]; b++)
            if (!s->is_free[b] && fair__search_are_together(s, a, b)) return 1;
    return 0;
}

/* Of one stratum, or of all groups. */
static fair__spread
spread_in(const fair__search *s, const fair__rate *rate,
          const uint32_t *picks, uint32_t stratum)
{
    fair__spread spread = {NULL, 0, 0};
    for (size_t g = 0; g < s->points->n_groups; g++) {
        if (s->is_free[g] ||
            (s->strata != NULL && s->strata->of[g] != stratum))
            continue;
        if (spread.rate == NULL)
            spread = (fair__spread){rate, picks[g], picks[g]};
        else if (fair__rate_order(rate, picks[g], spread.high) > 0)
            spread.high = picks[g];
        else if (fair__rate_order(rate, picks[g], spread.low) < 0)
            spread.low = picks[g];
    }
    return spread;
}

fair__spread
fair__search_spread_of(const fair__search *s, const fair__rate *rate,
                       const uint32_t *picks)
{
    fair__spread worst = spread_in(s, rate, picks, 0);
    for (uint32_t k = 1; s->strata != NULL && k < s->strata->n; k++) {
        const fair__spread own = spread_in(s, rate, picks, k);
        if (own.rate != NULL &&
            (worst.rate == NULL ||
             fair__spread_order(&own, &worst,
                                fair__search_allowance(s, rate)->is_ratio,
                                s->points->limbs) > 0))
            worst = own;
    }
    return worst;
}

fair__spread
fair__search_spread(const fair__search *s, const uint32_t *picks)
{
    fair__spread worst = {NULL, 0, 0};
    for (size_t r = 0; r < s->n_main; r++) {
        const fair__spread own = fair__search_spread_of(s, &s->rates[r], picks);
        if (r == 0 || fair__spread_order(&own, &worst, s->allowance.is_ratio,
                                         s->points->limbs) > 0)
            worst = own;
    }
    return worst;
}

static int
satisfies(const fair__search *s, const uint32_t *picks, size_t first)
{
    for (size_t r = first; r < s->n_rates; r++) {
        const fair__rate *rate = &s->rates[r];
        const fair__spread own = fair__search_spread_of(s, rate, picks);
        if (own.rate != NULL &&
            !fair__rate_within(rate, fair__search_allowance(s, rate), own.high,
                               own.low))
            return 0;
    }
    return 1;
}

int
fair__search_satisfies(const fair__search *s, const uint32_t *picks)
{
    return satisfies(s, picks, 0);
}

int
fair__search_satisfies_others(const fair__search *s, const uint32_t *picks)
{
    return satisfies(s, picks, s->n_main);
}

void
fair__search_free(const fair__search *s, uint32_t *picks)
{
    for (size_t g = 0; g < s->points->n_groups; g++) {
        const fair__plan_members *m = &s->points->groups[g];
        size_t best = m->first;
        if (!s->is_free[g]) continue;
        for (size_t i = best + 1; i < m->first + m->n; i++)
            if (fair__utility_order(s->aim, i, best) > 0) best = i;
        picks[g] = (uint32_t)best;
    }
}

fair__allowance
fair__allow(int is_ratio, uint64_t x)
{
    const uint64_t n = is_ratio ? FAIR__WHOLE - x : x;
    return (fair__allowance){
        {n, FAIR__WHOLE, (double)n / (double)FAIR__WHOLE}, is_ratio};
}
