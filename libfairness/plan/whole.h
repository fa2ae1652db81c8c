/* SPDX-License-Identifier: MIT
 * Whole numbers of a few limbs, lowest first: sums of weights, products of
 * them, and utilities, which have a sign (two's complement). */
#ifndef FAIR_PLAN_WHOLE_H
#define FAIR_PLAN_WHOLE_H

#include <string.h>

#include "base/limbs.h"
#include "base/wide.h"

/* a < b, a == b, a > b as -1, 0, 1; without a sign, and with one. */
static inline int
fair__whole_order(const uint64_t *a, const uint64_t *b, int32_t n)
{
    for (int32_t i = n - 1; i >= 0; i--)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}
static inline int
fair__whole_order_signed(const uint64_t *a, const uint64_t *b, int32_t n)
{
    const int64_t x = (int64_t)a[n - 1], y = (int64_t)b[n - 1];
    return x != y ? (x < y ? -1 : 1) : fair__whole_order(a, b, n - 1);
}
static inline int
fair__whole_is_zero(const uint64_t *a, int32_t n)
{
    uint64_t any = 0;
    for (int32_t i = 0; i < n; i++) any |= a[i];
    return any == 0;
}

/* a = b, a += b, a -= b, a = -a. */
static inline void
fair__whole_copy(uint64_t *a, const uint64_t *b, int32_t n)
{
    a[0] = b[0];
    if (n > 1) memcpy(a + 1, b + 1, (size_t)(n - 1) * sizeof(*a));
}
static inline void
fair__whole_add(uint64_t *a, const uint64_t *b, int32_t n)
{
    uint64_t carry = 0;
    for (int32_t i = 0; i < n; i++) a[i] = fair__add_carry(a[i], b[i], &carry);
}
static inline void
fair__whole_subtract(uint64_t *a, const uint64_t *b, int32_t n)
{
    uint64_t borrow = 0;
    for (int32_t i = 0; i < n; i++)
        a[i] = fair__sub_borrow(a[i], b[i], &borrow);
}
void fair__whole_negate(uint64_t *a, int32_t n);

/* out[n_a + n_b] = a * b, without signs; out is neither of them. */
void fair__whole_multiply(uint64_t *out, const uint64_t *a, int32_t n_a,
                          const uint64_t *b, int32_t n_b);

/* Exact where 256 bits hold it; without a sign, and with one. */
fair__wide fair__whole_wide(const uint64_t *a, int32_t n);
fair__wide fair__whole_wide_signed(const uint64_t *a, int32_t n);

#endif
