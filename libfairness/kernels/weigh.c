/* SPDX-License-Identifier: MIT
 * Sums of weights and of their squares as integers, where the exponents of a
 * block lie close together: then no limb has to be looked for. */
#include <string.h>

#include "base/limbs.h"
#include "kernels/plain.h"

/* The weight in units of 2^(exponent - 1075): below 2^63 by the contract. */
static inline uint64_t
units_of(double weight, uint32_t exponent)
{
    uint64_t bits;
    memcpy(&bits, &weight, sizeof(bits));
    if (bits == 0) return 0;
    const uint64_t mantissa =
        (bits & UINT64_C(0xfffffffffffff)) | UINT64_C(1) << 52;
    return mantissa << ((bits >> 52) - exponent);
}

void
fair__weigh(const uint32_t *ids, const uint8_t *slots, const double *weights,
            size_t n, size_t n_slots, uint32_t exponent, fair__weighed *sums)
{
    for (size_t i = 0; i < n; i++) {
        fair__weighed *s = &sums[ids[i] * n_slots + slots[i]];
        const uint64_t m = units_of(weights[i], exponent);
        uint64_t high, carry = 0;
        const uint64_t low = fair__mul_128(m, m, &high);
        s->square[0] = fair__add_carry(s->square[0], low, &carry);
        s->square[1] = fair__add_carry(s->square[1], high, &carry);
        s->square[2] += carry;
        carry = 0;
        s->sum[0] = fair__add_carry(s->sum[0], m, &carry);
        s->sum[1] += carry;
    }
}
