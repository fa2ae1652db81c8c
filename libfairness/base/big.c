/* SPDX-License-Identifier: MIT
 * Integers of up to 1280 bits. */
#include "base/big.h"

#include <assert.h>
#include <string.h>

int
fair__bit_length(uint64_t x)
{
    int n = 0;
    for (int step = 32; step > 0; step /= 2) {
        if (x >> step == 0) continue;
        x >>= step;
        n += step;
    }
    return n + (x != 0);
}

void
fair__big_set(fair__big *a, uint64_t x)
{
    a->n = 0;
    for (; x != 0; x >>= 32) a->limb[a->n++] = (uint32_t)x;
}

void
fair__big_multiply(fair__big *a, uint32_t factor)
{
    uint64_t carry = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        carry += (uint64_t)a->limb[i] * factor;
        a->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        assert(a->n < FAIR__BIG_LIMBS);
        a->limb[a->n++] = (uint32_t)carry;
    }
}

void
fair__big_multiply_power_of_ten(fair__big *a, int power)
{
    for (; power >= 9; power -= 9) fair__big_multiply(a, 1000000000);
    for (; power > 0; power--) fair__big_multiply(a, 10);
}

void
fair__big_shift_left(fair__big *a, uint32_t bits)
{
    const uint32_t limbs = bits / 32;
    if (a->n == 0) return;
    if (limbs > 0) {
        assert(a->n + limbs <= FAIR__BIG_LIMBS);
        memmove(a->limb + limbs, a->limb, a->n * sizeof(a->limb[0]));
        memset(a->limb, 0, limbs * sizeof(a->limb[0]));
        a->n += limbs;
    }
    fair__big_multiply(a, UINT32_C(1) << bits % 32);
}

int
fair__big_order(const fair__big *a, const fair__big *b)
{
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

int
fair__big_order_sum(const fair__big *a, const fair__big *b, uint32_t twice,
                    const fair__big *c)
{
    fair__big sum;
    sum.n = 0;
    uint64_t carry = 0;
    for (uint32_t i = 0; i < a->n || i < b->n || carry != 0; i++) {
        assert(i < FAIR__BIG_LIMBS);
        if (i < a->n) carry += a->limb[i];
        if (i < b->n) carry += (uint64_t)b->limb[i] << twice;
        sum.limb[sum.n++] = (uint32_t)carry;
        carry >>= 32;
    }
    return fair__big_order(&sum, c);
}

/* a -= b * factor; the result is not negative. */
static void
subtract(fair__big *a, const fair__big *b, uint32_t factor)
{
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        if (i < b->n) borrow += (uint64_t)b->limb[i] * factor;
        const uint32_t low = (uint32_t)borrow;
        borrow = (borrow >> 32) + (a->limb[i] < low);
        a->limb[i] -= low;
    }
    assert(borrow == 0);
    while (a->n > 0 && a->limb[a->n - 1] == 0) a->n--;
}

uint32_t
fair__big_digit(fair__big *a, const fair__big *b)
{
    assert(a->n <= b->n);
    if (a->n < b->n) return 0;
    /* With 27 bits or more the quotient of the top limbs is at most one too
     * small: 11 / 2^27 is what the limbs below can add. */
    uint32_t digit = a->limb[a->n - 1] / (b->limb[b->n - 1] + 1);
    if (digit > 0) subtract(a, b, digit);
    if (fair__big_order(a, b) >= 0) {
        digit++;
        subtract(a, b, 1);
    }
    assert(digit < 10);
    return digit;
}

uint32_t
fair__big_divide_by_ten(fair__big *a)
{
    uint64_t rest = 0;
    for (uint32_t i = a->n; i-- > 0;) {
        rest = rest << 32 | a->limb[i];
        a->limb[i] = (uint32_t)(rest / 10);
        rest %= 10;
    }
    while (a->n > 0 && a->limb[a->n - 1] == 0) a->n--;
    return (uint32_t)rest;
}

void
fair__big_round(fair__big *a, uint64_t mantissa, int exponent, int places)
{
    fair__big_set(a, mantissa);
    fair__big_multiply_power_of_ten(a, places);
    if (exponent >= 0) {
        fair__big_shift_left(a, (uint32_t)exponent);
        return;
    }
    const uint32_t drop = (uint32_t)-exponent;
    int half = 0, rest = 0;
    fair__big kept = {0};
    for (uint32_t i = 0; i < a->n * 32; i++) {
        const uint32_t bit = a->limb[i / 32] >> i % 32 & 1;
        if (i + 1 < drop) {
            rest |= (int)bit;
        } else if (i + 1 == drop) {
            half = (int)bit;
        } else if (bit != 0) {
            const uint32_t at = i - drop;
            kept.limb[at / 32] |= UINT32_C(1) << at % 32;
            kept.n = at / 32 + 1;
        }
    }
    *a = kept;
    if (half && (rest || (kept.n > 0 && (kept.limb[0] & 1)))) {
        uint32_t i = 0;
        while (i < a->n && ++a->limb[i] == 0) i++;
        if (i == a->n) a->limb[a->n++] = 1;
    }
}
