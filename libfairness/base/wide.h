/* SPDX-License-Identifier: MIT
 * Numbers of 256 bits for everything between counts and a double.
 *
 * value = (-1)^negative * m * 2^exponent, m a 256-bit integer whose top bit
 * is set unless the number is zero.  Every operation rounds to odd: it
 * truncates and sets the last bit if anything was lost.  One operation
 * followed by fair__wide_double is therefore correctly rounded (Boldo and
 * Melquiond 2008), and longer formulas lose so little that the result is
 * within one unit in the last place, cancellation included: counts have 64
 * bits, so two different ratios of them differ by 2^-128 at least.  Equal
 * ratios give equal bits: a difference of equals is exactly zero. */
#ifndef FAIR_BASE_WIDE_H
#define FAIR_BASE_WIDE_H

#include <stdint.h>

#include "base/exact.h"

typedef struct fair__wide {
    uint64_t m[4]; /* little-endian; m[3] has its top bit set, or all are 0 */
    int32_t exponent;
    int32_t negative; /* 0 for zero */
} fair__wide;

fair__wide fair__wide_zero(void);
fair__wide fair__wide_u64(uint64_t x);
fair__wide fair__wide_i64(int64_t x);
fair__wide fair__wide_f64(double x); /* finite; exact */
fair__wide fair__wide_exact(const uint64_t *sum, fair__window w);

fair__wide fair__wide_add(const fair__wide *a, const fair__wide *b);
fair__wide fair__wide_sub(const fair__wide *a, const fair__wide *b);
fair__wide fair__wide_mul(const fair__wide *a, const fair__wide *b);
fair__wide fair__wide_div(const fair__wide *a, const fair__wide *b); /* b!=0 */
fair__wide fair__wide_sqrt(const fair__wide *a); /* a >= 0 */
fair__wide fair__wide_abs(const fair__wide *a);
fair__wide fair__wide_neg(const fair__wide *a);

int fair__wide_is_zero(const fair__wide *a);
int fair__wide_order(const fair__wide *a, const fair__wide *b); /* <0 0 >0 */

/* Values made of several quotients carry noise of 2^-250 or so of their
 * scale; what differs does so by 2^-192 at least where three ratios of 64-bit
 * counts meet.  x, or exactly 0 if it is less than 2^-200 of scale. */
fair__wide fair__without_noise(const fair__wide *x, const fair__wide *scale);

/* Nearest double, ties to even; overflow gives the largest finite double,
 * subnormals are rounded correctly. */
double fair__wide_double(const fair__wide *a);
/* 1 and *out if a is a whole number in [0, 2^64). */
int fair__wide_as_u64(const fair__wide *a, uint64_t *out);

#endif
