/* SPDX-License-Identifier: MIT
 * Integers of up to 1280 bits, for turning doubles into decimals. */
#ifndef FAIR_BASE_BIG_H
#define FAIR_BASE_BIG_H

#include <stdint.h>

/* The largest double times 10 * 4 needs 1030 bits, 10^324 * 2^53 needs 1130:
 * 40 limbs hold them. */
#define FAIR__BIG_LIMBS 40

/* Little-endian, no leading zero limb. */
typedef struct fair__big {
    uint32_t n;
    uint32_t limb[FAIR__BIG_LIMBS];
} fair__big;

/* The number of bits of x; 0 for 0. */
int fair__bit_length(uint64_t x);

void fair__big_set(fair__big *a, uint64_t x);
/* a *= factor, 10^power, 2^bits */
void fair__big_multiply(fair__big *a, uint32_t factor);
void fair__big_multiply_power_of_ten(fair__big *a, int power);
void fair__big_shift_left(fair__big *a, uint32_t bits);
/* -1, 0, 1: the order of a and b, and of a + b * 2^twice and c. */
int fair__big_order(const fair__big *a, const fair__big *b);
int fair__big_order_sum(const fair__big *a, const fair__big *b,
                        uint32_t twice, const fair__big *c);
/* a becomes a mod b; returns a / b, which is below 10.  The top limb of b has
 * exactly 28 bits. */
uint32_t fair__big_digit(fair__big *a, const fair__big *b);
/* a becomes a / 10; returns a mod 10. */
uint32_t fair__big_divide_by_ten(fair__big *a);
/* a = mantissa * 10^places * 2^exponent, to the nearest integer, ties to
 * even. */
void fair__big_round(fair__big *a, uint64_t mantissa, int exponent,
                     int places);

#endif
