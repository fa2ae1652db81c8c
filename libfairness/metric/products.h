/* SPDX-License-Identifier: MIT
 * Sums and products of numbers of a few limbs, for loops that know how many
 * when they are compiled. */
#ifndef FAIR_METRIC_PRODUCTS_H
#define FAIR_METRIC_PRODUCTS_H

#include "base/limbs.h"

/* Limbs of an amount that two limbs hold, whether it has one or two. */
#define FAIR__TWO 2
static inline void
fair__two_limbs(uint64_t out[FAIR__TWO], const uint64_t *amount, int32_t n)
{
    out[0] = amount[0];
    out[1] = n > 1 ? amount[1] : 0;
}

/* a += b, n limbs; what leaves at the top is lost. */
static inline void
fair__limbs_add(uint64_t *a, const uint64_t *b, int n)
{
    uint64_t carry = 0;
    for (int i = 0; i < n; i++) a[i] = fair__add_carry(a[i], b[i], &carry);
}

/* a -= b; returns the borrow. */
static inline uint64_t
fair__limbs_sub(uint64_t *a, const uint64_t *b, int n)
{
    uint64_t borrow = 0;
    for (int i = 0; i < n; i++) a[i] = fair__sub_borrow(a[i], b[i], &borrow);
    return borrow;
}

static inline int
fair__limbs_above(const uint64_t *a, const uint64_t *b, int n)
{
    for (int i = n - 1; i > 0; i--)
        if (a[i] != b[i]) return a[i] > b[i];
    return a[0] > b[0];
}

/* -a if `negative` is 1, a if it is 0. */
static inline void
fair__limbs_negate(uint64_t *a, uint64_t negative, int n)
{
    uint64_t carry = negative;
    const uint64_t mask = 0 - negative;
    for (int i = 0; i < n; i++) a[i] = fair__add_carry(a[i] ^ mask, 0, &carry);
}

/* out = a * b, na + nb limbs. */
static inline void
fair__limbs_mul(uint64_t *out, const uint64_t *a, int na, const uint64_t *b,
                int nb)
{
    for (int i = 0; i < na + nb; i++) out[i] = 0;
    for (int i = 0; i < na; i++) {
        uint64_t over = 0;
        for (int k = 0; k < nb; k++) {
            uint64_t high, carry = 0;
            uint64_t low = fair__mul_128(a[i], b[k], &high);
            low = fair__add_carry(low, over, &carry);
            high += carry;
            carry = 0;
            out[i + k] = fair__add_carry(out[i + k], low, &carry);
            over = high + carry;
        }
        out[i + nb] = over;
    }
}

/* sum += part, n limbs, and one more for what is carried. */
static inline void
fair__limbs_gather(uint64_t *sum, const uint64_t *part, int n)
{
    uint64_t carry = 0;
    for (int i = 0; i < n; i++)
        sum[i] = fair__add_carry(sum[i], part[i], &carry);
    sum[n] += carry;
}

#endif
