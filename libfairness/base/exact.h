/* SPDX-License-Identifier: MIT
 * Exact, order-independent sums of doubles: integers in 64-bit limbs.
 *
 * A sum is n little-endian limbs in two's complement; limb i has the weight
 * 2^(64 * (base + i)).  All sums of one moment share a window (base, n), so
 * that adding two audits is adding integers: the state depends on the values
 * only, never on order, chunks, threads or machine (Kulisch 2013; Neal 2015).
 * A window that covers everything has the limbs -35 … 34. */
#ifndef FAIR_BASE_EXACT_H
#define FAIR_BASE_EXACT_H

#include <stddef.h>
#include <stdint.h>

typedef struct fair__window {
    int32_t base; /* of the lowest limb */
    int32_t n;    /* limbs; 0: nothing was added yet */
} fair__window;

/* The smallest window that holds bits lowest … highest (positions of powers
 * of two, lowest <= highest) plus 65 bits above for carries and sign. */
fair__window fair__window_of(int32_t lowest, int32_t highest);
/* The smallest window that holds both; an empty one changes nothing. */
fair__window fair__window_join(fair__window a, fair__window b);
/* 1 if a holds everything that b can. */
int fair__window_covers(fair__window a, fair__window b);

/* Positions of the lowest and highest set bit of a finite x != 0. */
void fair__double_bits(double x, int32_t *lowest, int32_t *highest);

/* sum += x * times, and square += x * x * times, exactly.  x is finite; the
 * window must cover it (asserted).  times < 2^63. */
void fair__exact_add(uint64_t *sum, fair__window w, double x, uint64_t times);
void fair__exact_add_square(uint64_t *sum, fair__window w, double x,
                            uint64_t times);
/* sum += x * y * times; x, y finite. */
void fair__exact_add_product(uint64_t *sum, fair__window w, double x, double y,
                             uint64_t times);
/* sum += amount * x^power, power 1 or 2, for an amount of n whole limbs; the
 * window must hold the result. */
void fair__exact_add_times(uint64_t *sum, fair__window w, double x, int power,
                           const uint64_t *amount, int32_t n);
/* a += b, of the same window. */
void fair__exact_add_sum(uint64_t *a, const uint64_t *b, int32_t n);
/* Copies a sum into a window that covers it, sign-extended. */
void fair__exact_move(uint64_t *to, fair__window to_window,
                      const uint64_t *from, fair__window from_window);
/* The smallest window in which count sums (stride limbs apart) keep their
 * values, sign bit included: for saving.  All zero: {0, 0}. */
fair__window fair__exact_trim(const uint64_t *sums, size_t count,
                              fair__window w);
/* -1, 0, 1 */
int fair__exact_sign(const uint64_t *sum, fair__window w);

#endif
