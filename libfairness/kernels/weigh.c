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

static inline void
add_units(fair__weighed *s, uint64_t m)
{
    uint64_t high, carry = 0;
    const uint64_t low = fair__mul_128(m, m, &high);
    s->square[0] = fair__add_carry(s->square[0], low, &carry);
    s->square[1] = fair__add_carry(s->square[1], high, &carry);
    s->square[2] += carry;
    carry = 0;
    s->sum[0] = fair__add_carry(s->sum[0], m, &carry);
    s->sum[1] += carry;
}

void
fair__weigh(const uint32_t *ids, const uint8_t *slots, const double *weights,
            size_t n, size_t n_slots, uint32_t exponent, fair__weighed *sums)
{
    for (size_t i = 0; i < n; i++)
        add_units(&sums[ids[i] * n_slots + slots[i]],
                  units_of(weights[i], exponent));
}

/* Weights of 22 exponents in two ranges, since a block of any real weights
 * holds a few that are small: by index, not by branch. */
void
fair__weigh_keys(const uint8_t *keys, const void *weights, size_t n,
                 uint32_t exponent, fair__weighed *sums)
{
    const char *at = weights;
    for (size_t i = 0; i < n; i++) {
        double weight;
        memcpy(&weight, at + i * sizeof(weight), sizeof(weight));
        uint64_t bits;
        memcpy(&bits, &weight, sizeof(bits));
        const uint32_t is_low = bits >> 52 < exponent;
        const uint32_t unit =
            exponent - is_low * (FAIR__WEIGH_SPREAD + 1);
        add_units(&sums[keys[i] + is_low * FAIR__KEYS],
                  units_of(weight, unit));
    }
}
