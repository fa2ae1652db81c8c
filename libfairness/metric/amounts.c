/* SPDX-License-Identifier: MIT
 * Weights as whole numbers. */
#include "metric/amounts.h"

#include "base/limbs.h"

/* Every weight is 0. */
static const uint64_t nothing = 0;

/* The lowest bit that is set in some sum, and the highest of all of them
 * together; -1 where there is none. */
static void
bits_of(const fair__sums *weight, size_t n_sums, int32_t *lowest,
        int32_t *highest)
{
    const int32_t n = weight->window.n;
    uint64_t total[FAIR__AMOUNT_LIMBS] = {0}, any[FAIR__SUM_LIMBS] = {0};
    *lowest = *highest = -1;
    if (n == 0) return; /* and there are no limbs */
    for (size_t i = 0; i < n_sums; i++) {
        const uint64_t *sum = weight->limbs + i * (size_t)n;
        uint64_t carry = 0;
        for (int32_t k = 0; k < n; k++) {
            any[k] |= sum[k];
            total[k] = fair__add_carry(total[k], sum[k], &carry);
        }
        total[n] += carry;
    }
    for (int32_t k = 0; k <= n; k++) {
        if (k < n && any[k] != 0 && *lowest < 0)
            *lowest = 64 * k + fair__trailing_zeros(any[k]);
        if (total[k] != 0)
            *highest = 64 * k + 63 - fair__leading_zeros(total[k]);
    }
}

fair__amounts
fair__amounts_of(const fair__run *run)
{
    if (!run->weighted) return (fair__amounts){run->counts, 1, 1, 1, 0, 0};
    const fair__window w = run->weight.window;
    int32_t lowest, highest;
    bits_of(&run->weight, run->n, &lowest, &highest);
    if (lowest < 0) return (fair__amounts){&nothing, 0, 1, 1, 0, 0};
    const int32_t first = lowest / 64;
    fair__amounts a = {.limbs = run->weight.limbs + first,
                       .stride = (size_t)w.n,
                       .own = w.n - first,
                       .n = (highest + 1) / 64 - first + 1,
                       .scale = 64 * (w.base + first)};
    if (highest - lowest < 63) {
        a.n = 1;
        a.shift = lowest % 64;
        a.scale += a.shift;
    }
    return a;
}
