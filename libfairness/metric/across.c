/* SPDX-License-Identifier: MIT
 * Pairs of a positive of one group and a negative of another. */
#include "metric/across.h"

#include "metric/meet.h"
#include "metric/products.h"

/* ---- amounts of a limb or two ---- */

/* sum += p (2 below + tied): at most 2 P N, which leaves the top bit. */
static inline void
add_pairs(uint64_t *sum, const uint64_t *p, const uint64_t *below,
          const uint64_t *tied, int n)
{
    uint64_t higher[FAIR__TWO], product[2 * FAIR__TWO];
    memcpy(higher, below, (size_t)n * sizeof(*higher));
    fair__limbs_add(higher, below, n);
    fair__limbs_add(higher, tied, n);
    fair__limbs_mul(product, p, n, higher, n);
    fair__limbs_add(sum, product, 2 * n);
}

static inline void
count_limbs(const fair__extracted *a, const fair__extracted *b, int n,
            fair__wide pairs[2])
{
    static const uint64_t nothing[2 * FAIR__TWO] = {0};
    uint64_t sums[2][2 * FAIR__TWO] = {{0}, {0}};
    uint64_t below[2][FAIR__TWO] = {{0}, {0}}; /* negatives */
    fair__meeting m = fair__meet(a, b);
    while (fair__meet_next(&m)) {
        const uint64_t *own = m.own != NULL ? m.own : nothing;
        const uint64_t *other = m.other != NULL ? m.other : nothing;
        add_pairs(sums[0], own + n, below[1], other, n);
        add_pairs(sums[1], other + n, below[0], own, n);
        fair__limbs_add(below[0], own, n);
        fair__limbs_add(below[1], other, n);
    }
    for (int i = 0; i < 2; i++)
        pairs[i] = fair__wide_exact(sums[i], (fair__window){0, 2 * n});
}

/* ---- of many limbs ---- */

static void
add_pairs_wide(fair__wide *sum, const uint64_t *positives,
               const uint64_t *below, const uint64_t *tied, int32_t n)
{
    const fair__wide p = fair__amount_wide(positives, n);
    if (fair__wide_is_zero(&p)) return;
    const fair__wide low = fair__amount_wide(below, n);
    const fair__wide same = fair__amount_wide(tied, n);
    fair__wide higher = fair__wide_add(&low, &low);
    higher = fair__wide_add(&higher, &same);
    const fair__wide product = fair__wide_mul(&p, &higher);
    *sum = fair__wide_add(sum, &product);
}

static void
count_wide(const fair__extracted *a, const fair__extracted *b,
           fair__wide pairs[2])
{
    static const uint64_t nothing[2 * FAIR__AMOUNT_LIMBS] = {0};
    uint64_t below[2][FAIR__AMOUNT_LIMBS] = {{0}, {0}};
    const int32_t n = a->n;
    pairs[0] = pairs[1] = fair__wide_zero();
    fair__meeting m = fair__meet(a, b);
    while (fair__meet_next(&m)) {
        const uint64_t *own = m.own != NULL ? m.own : nothing;
        const uint64_t *other = m.other != NULL ? m.other : nothing;
        add_pairs_wide(&pairs[0], own + n, below[1], other, n);
        add_pairs_wide(&pairs[1], other + n, below[0], own, n);
        fair__exact_add_sum(below[0], own, n);
        fair__exact_add_sum(below[1], other, n);
    }
}

/* Both as fractions over one denominator: their difference is exact where 256
 * bits hold it. */
fair__across
fair__across_of(const fair__extracted *a, const fair__extracted *b)
{
    const int32_t n = a->n;
    fair__wide pairs[2], all[2];
    if (n == 1)
        count_limbs(a, b, 1, pairs);
    else if (n == FAIR__TWO)
        count_limbs(a, b, FAIR__TWO, pairs);
    else
        count_wide(a, b, pairs);
    const fair__extracted *const who[] = {a, b};
    for (int i = 0; i < 2; i++) {
        const fair__wide positives =
            fair__amount_wide(who[i]->totals + n, n);
        const fair__wide negatives =
            fair__amount_wide(who[1 - i]->totals, n);
        all[i] = fair__wide_mul(&positives, &negatives);
        all[i] = fair__wide_add(&all[i], &all[i]);
    }
    const fair__wide x = fair__wide_mul(&pairs[0], &all[1]);
    const fair__wide y = fair__wide_mul(&pairs[1], &all[0]);
    const fair__wide whole = fair__wide_mul(&all[0], &all[1]);
    fair__wide gap = fair__wide_sub(&x, &y);
    gap = fair__without_noise(&gap, &whole);
    return (fair__across){.forward = fair__wide_div(&pairs[0], &all[0]),
                          .backward = fair__wide_div(&pairs[1], &all[1]),
                          .gap = fair__wide_div(&gap, &whole)};
}
