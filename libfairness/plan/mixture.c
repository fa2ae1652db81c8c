/* SPDX-License-Identifier: MIT
 * Points by lot. */
#include "plan/mixture.h"

#define SHARE_BITS 53

fair__mixture
fair__mixture_one(uint32_t point)
{
    return (fair__mixture){1, {point}, {FAIR__WHOLE_SHARE}};
}

/* The nearest whole number of 2^-53. */
static uint64_t
round_share(const fair__wide *share)
{
    fair__wide x = *share;
    if (x.negative || fair__wide_is_zero(&x)) return 0;
    x.exponent += SHARE_BITS;
    const double nearest = fair__wide_double(&x) + 0.5; /* cut off below */
    return nearest < (double)FAIR__WHOLE_SHARE ? (uint64_t)nearest
                                               : FAIR__WHOLE_SHARE;
}

static void
put(fair__mixture *m, uint32_t point, uint64_t share)
{
    uint32_t at = m->n;
    if (share == 0) return;
    for (uint32_t i = 0; i < m->n; i++)
        if (m->points[i] == point) {
            m->shares[i] += share;
            return;
        }
    for (; at > 0 && m->points[at - 1] > point; at--) {
        m->points[at] = m->points[at - 1];
        m->shares[at] = m->shares[at - 1];
    }
    m->points[at] = point;
    m->shares[at] = share;
    m->n++;
}

fair__mixture
fair__mixture_of(const uint32_t *points, const fair__wide *shares, uint32_t n)
{
    fair__mixture m = {.n = 0};
    uint64_t left = FAIR__WHOLE_SHARE;
    uint32_t largest = 0;
    for (uint32_t i = 1; i < n; i++)
        if (fair__wide_order(&shares[i], &shares[largest]) > 0) largest = i;
    for (uint32_t i = 0; i < n; i++) {
        if (i == largest) continue;
        uint64_t share = round_share(&shares[i]);
        if (share > left) share = left;
        put(&m, points[i], share);
        left -= share;
    }
    put(&m, points[largest], left);
    return m;
}

fair__mixture
fair__mixture_join(const fair__mixture *a, const fair__mixture *b,
                   const fair__wide *share)
{
    uint32_t points[FAIR__PLAN_PARTS], n = 0;
    fair__wide shares[FAIR__PLAN_PARTS];
    const fair__wide one = fair__wide_u64(1);
    const fair__wide of[2] = {fair__wide_sub(&one, share), *share};
    for (int k = 0; k < 2; k++) {
        const fair__mixture *m = k == 0 ? a : b;
        for (uint32_t i = 0; i < m->n; i++, n++) {
            fair__wide own = fair__wide_u64(m->shares[i]);
            own.exponent -= SHARE_BITS;
            points[n] = m->points[i];
            shares[n] = fair__wide_mul(&own, &of[k]);
        }
    }
    return fair__mixture_of(points, shares, n);
}

fair__wide
fair__mixture_sum(const fair__points *p, const fair__mixture *m, int part)
{
    fair__wide sum = fair__wide_zero();
    for (uint32_t i = 0; i < m->n; i++) {
        const fair__wide share = fair__wide_u64(m->shares[i]);
        fair__wide x = fair__whole_wide(fair__point_sum(p, m->points[i], part),
                                        p->limbs);
        x = fair__wide_mul(&x, &share);
        sum = fair__wide_add(&sum, &x);
    }
    if (!fair__wide_is_zero(&sum)) sum.exponent -= SHARE_BITS;
    return sum;
}

fair__wide
fair__mixtures_sum(const fair__points *p, const fair__mixture *all, int part)
{
    fair__wide sum = fair__wide_zero();
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__wide own = fair__mixture_sum(p, &all[g], part);
        sum = fair__wide_add(&sum, &own);
    }
    return sum;
}

fair__wide
fair__mixture_rate(const fair__points *p, const fair__mixture *m, int32_t kind,
                   int *is_defined)
{
    const int is_precision = kind == FAIR__RATE_PRECISION;
    const int part = is_precision ? FAIR__CHOSEN_POSITIVE
                                  : fair__rate_base(kind);
    if (p->middle != NULL) { /* one point */
        const fair__rate rate = {.points = p, .kind = kind};
        const fair__fraction f = fair__rate_at(&rate, m->points[0]);
        *is_defined = !fair__whole_is_zero(f.denominator, p->limbs);
        return *is_defined ? fair__rate_wide(&rate, m->points[0])
                           : fair__wide_zero();
    }
    const uint64_t *whole = p->groups[p->group[m->points[0]]].total.of[part];
    fair__wide chosen = fair__mixture_sum(p, m, part);
    fair__wide total = fair__whole_wide(whole, p->limbs);
    if (is_precision) {
        const fair__wide others =
            fair__mixture_sum(p, m, FAIR__CHOSEN_NEGATIVE);
        total = fair__wide_add(&chosen, &others);
    } else if (!fair__rate_grows(kind)) {
        chosen = fair__wide_sub(&total, &chosen);
    }
    *is_defined = !fair__wide_is_zero(&total);
    return *is_defined ? fair__wide_div(&chosen, &total) : fair__wide_zero();
}
