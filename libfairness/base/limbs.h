/* SPDX-License-Identifier: MIT
 * Steps of arithmetic on 64-bit limbs, in C11 without 128-bit integers.
 *
 * Compilers make the same code of the carries as of their own 128-bit type;
 * the one product where that type is faster uses it if it is there. */
#ifndef FAIR_BASE_LIMBS_H
#define FAIR_BASE_LIMBS_H

#include <stdint.h>

/* a + b + *carry and a - b - *borrow; *carry and *borrow are 0 or 1, before
 * and after. */
static inline uint64_t
fair__add_carry(uint64_t a, uint64_t b, uint64_t *carry)
{
    const uint64_t t = a + *carry;
    const uint64_t sum = t + b;
    *carry = (uint64_t)(t < a) | (uint64_t)(sum < b);
    return sum;
}

static inline uint64_t
fair__sub_borrow(uint64_t a, uint64_t b, uint64_t *borrow)
{
    const uint64_t t = a - b;
    const uint64_t difference = t - *borrow;
    *borrow = (uint64_t)(a < b) | (uint64_t)(t < *borrow);
    return difference;
}

/* The 128-bit product: returns the low half. */
static inline uint64_t
fair__mul_128(uint64_t a, uint64_t b, uint64_t *high)
{
#if defined(__SIZEOF_INT128__) && !defined(FAIR__LIMBS_PORTABLE)
    __extension__ typedef unsigned __int128 u128;
    const u128 product = (u128)a * b;
    *high = (uint64_t)(product >> 64);
    return (uint64_t)product;
#else
    const uint64_t a0 = (uint32_t)a, a1 = a >> 32;
    const uint64_t b0 = (uint32_t)b, b1 = b >> 32;
    const uint64_t low = a0 * b0;
    const uint64_t middle = a1 * b0 + (low >> 32);
    const uint64_t other = a0 * b1 + (uint32_t)middle;
    *high = a1 * b1 + (middle >> 32) + (other >> 32);
    return other << 32 | (uint32_t)low;
#endif
}

/* Zero bits above the highest and below the lowest set bit of x != 0. */
static inline int
fair__leading_zeros(uint64_t x)
{
#if defined(__GNUC__) && !defined(FAIR__LIMBS_PORTABLE)
    return __builtin_clzll(x);
#else
    int n = 0;
    for (int step = 32; step > 0; step /= 2) {
        if (x >> (64 - step) != 0) continue;
        x <<= step;
        n += step;
    }
    return n;
#endif
}

static inline int
fair__trailing_zeros(uint64_t x)
{
    return 63 - fair__leading_zeros(x & (0 - x));
}

/* floor((2^128 - 1) / d) - 2^64 for a d whose top bit is set (Möller and
 * Granlund 2011). */
uint64_t fair__reciprocal(uint64_t d);

/* (high * 2^64 + low) / d and the remainder, high < d, with d's reciprocal
 * (their algorithm 4). */
static inline uint64_t
fair__div_128(uint64_t high, uint64_t low, uint64_t d, uint64_t reciprocal,
              uint64_t *remainder)
{
    uint64_t q1, carry = 0;
    uint64_t q0 = fair__mul_128(reciprocal, high, &q1);
    q0 = fair__add_carry(q0, low, &carry);
    q1 = fair__add_carry(q1, high, &carry) + 1;
    uint64_t r = low - q1 * d;
    if (r > q0) {
        q1--;
        r += d;
    }
    if (r >= d) {
        q1++;
        r -= d;
    }
    *remainder = r;
    return q1;
}

/* The same of a divisor of two limbs, the upper one's top bit set, by their
 * algorithms 6 and 5: its reciprocal; and u / d for a u of three limbs whose
 * upper two are below d, which leaves the remainder in the lower two. */
uint64_t fair__reciprocal_2(const uint64_t d[2]);
uint64_t fair__div_192(uint64_t u[3], const uint64_t d[2],
                       uint64_t reciprocal);

#endif
