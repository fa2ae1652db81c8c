/* SPDX-License-Identifier: MIT
 * Sums of weights and of their squares as integers, where the exponents of a
 * block lie close together: then no limb has to be looked for. */
#include <string.h>

#include "base/limbs.h"
#include "kernels/plain.h"

/* The weight in units of 2^(exponent - 1075): below 2^63 by the contract, and
 * anything where another thread breaks it meanwhile. */
static inline uint64_t
units_of(double weight, uint32_t exponent)
{
    uint64_t bits;
    memcpy(&bits, &weight, sizeof(bits));
    if (bits == 0) return 0;
    const uint64_t mantissa =
        (bits & UINT64_C(0xfffffffffffff)) | UINT64_C(1) << 52;
    return mantissa << (((bits >> 52) - exponent) & 63);
}

static inline void
add_units(uint64_t sum[2], uint64_t square[3], uint64_t m)
{
    uint64_t high, carry = 0;
    const uint64_t low = fair__mul_128(m, m, &high);
    square[0] = fair__add_carry(square[0], low, &carry);
    square[1] = fair__add_carry(square[1], high, &carry);
    square[2] += carry;
    carry = 0;
    sum[0] = fair__add_carry(sum[0], m, &carry);
    sum[1] += carry;
}

void
fair__weigh(const uint32_t *ids, const uint8_t *slots, const double *weights,
            size_t n, size_t n_slots, uint32_t exponent, fair__weighed *sums)
{
    for (size_t i = 0; i < n; i++) {
        fair__weighed *s = &sums[ids[i] * n_slots + slots[i]];
        add_units(s->sum, s->square, units_of(weights[i], exponent));
    }
}

/* Weights of 22 exponents in two ranges, since a block of any real weights
 * holds a few that are small: by index, not by branch.  A line holds the sum
 * and, behind it, the sum of squares. */
void
fair__weigh_keys(const uint8_t *keys, const void *weights, size_t n,
                 unsigned n_groups, uint32_t exponent, fair__weighing *sums)
{
    const char *at = weights;
    (void)n_groups;
    for (size_t i = 0; i < n; i++) {
        double weight;
        memcpy(&weight, at + i * sizeof(weight), sizeof(weight));
        uint64_t bits;
        memcpy(&bits, &weight, sizeof(bits));
        const uint32_t is_low = bits >> 52 < exponent;
        const uint32_t unit =
            exponent - is_low * (FAIR__WEIGH_SPREAD + 1);
        uint64_t *line = sums->lines[keys[i] + is_low * FAIR__KEYS];
        add_units(line, line + 2, units_of(weight, unit));
    }
}

void
fair__weighed_of(const fair__weighing *sums, unsigned key, int is_low,
                 unsigned n_groups, fair__weighed *out)
{
    const uint64_t *line = sums->lines[key + (is_low ? FAIR__KEYS : 0)];
    (void)n_groups;
    memcpy(out->sum, line, sizeof(out->sum));
    memcpy(out->square, line + 2, sizeof(out->square));
}
