/* SPDX-License-Identifier: MIT
 * Sums of numbers that come in order, times amounts of one limb: while the
 * exponent stays the same, mantissas are added as whole numbers, and only
 * their sum goes to the exact sum (3 ns a number for 10). */
#ifndef FAIR_METRIC_STRETCH_H
#define FAIR_METRIC_STRETCH_H

#include <string.h>

#include "base/exact.h"
#include "base/limbs.h"

typedef struct fair__stretch {
    uint64_t limbs[3]; /* 2^63 products of 53 bits, or of their squares */
    uint64_t top;      /* sign and exponent bits of the numbers */
} fair__stretch;

/* Adds what waits to the exact sum; none does then. */
void fair__stretch_end(fair__stretch *s, uint64_t *sum, fair__window w,
                       int power);

/* sum += amount * x^power, power 1 or 2. */
static inline void
fair__stretch_add(fair__stretch *s, uint64_t *sum, fair__window w, double x,
                  int power, uint64_t amount)
{
    uint64_t bits, low, middle, high = 0, carry = 0;
    memcpy(&bits, &x, sizeof(bits));
    if (bits >> 52 != s->top) {
        fair__stretch_end(s, sum, w, power);
        s->top = bits >> 52;
    }
    const uint64_t implicit = (uint64_t)((s->top & 0x7ff) != 0) << 52;
    const uint64_t mantissa =
        (bits & ((UINT64_C(1) << 52) - 1)) | implicit;
    low = fair__mul_128(mantissa, amount, &middle);
    if (power == 2) {
        uint64_t over;
        const uint64_t top = fair__mul_128(middle, mantissa, &high);
        low = fair__mul_128(low, mantissa, &over);
        middle = fair__add_carry(top, over, &carry);
        high += carry;
        carry = 0;
    }
    s->limbs[0] = fair__add_carry(s->limbs[0], low, &carry);
    s->limbs[1] = fair__add_carry(s->limbs[1], middle, &carry);
    s->limbs[2] += high + carry;
}

#endif
