/* SPDX-License-Identifier: MIT
 * Exact, order-independent sums of doubles. */
#include "base/exact.h"

#include <assert.h>
#include <string.h>

#include "base/limbs.h"

/* Carries and sign: 2^64 values of at most 2^(highest + 1) - 1 stay below
 * 2^(highest + 65), the place of the sign bit. */
#define HEADROOM 65
#define FEW_LIMBS 4
#define MOST_LIMBS 72 /* of an amount */

static int32_t
limb_of(int32_t bit)
{
    return bit >= 0 ? bit / 64 : -((63 - bit) / 64);
}

static fair__window
window_between(int32_t base, int32_t end)
{
    return (fair__window){base, end - base};
}

fair__window
fair__window_of(int32_t lowest, int32_t highest)
{
    assert(lowest <= highest);
    return window_between(limb_of(lowest), limb_of(highest + HEADROOM) + 1);
}

fair__window
fair__window_join(fair__window a, fair__window b)
{
    if (a.n == 0) return b;
    if (b.n == 0) return a;
    const int32_t a_end = a.base + a.n, b_end = b.base + b.n;
    return window_between(a.base < b.base ? a.base : b.base,
                          a_end > b_end ? a_end : b_end);
}

int
fair__window_covers(fair__window a, fair__window b)
{
    return b.n == 0 ||
           (a.base <= b.base && a.base + a.n >= b.base + b.n);
}

/* |x| = mantissa * 2^returned, x finite. */
static int32_t
plain_mantissa(double x, uint64_t *mantissa)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    const int32_t biased = (int32_t)(bits >> 52 & 0x7ff);
    assert(biased != 0x7ff);
    *mantissa = bits & ((UINT64_C(1) << 52) - 1);
    if (biased != 0) *mantissa |= UINT64_C(1) << 52;
    return (biased != 0 ? biased : 1) - 1075;
}

/* The same with an odd mantissa; x is not 0. */
static int32_t
odd_mantissa(double x, uint64_t *mantissa)
{
    const int32_t exponent = plain_mantissa(x, mantissa);
    assert(*mantissa != 0);
    const int zeros = fair__trailing_zeros(*mantissa);
    *mantissa >>= zeros;
    return exponent + zeros;
}

void
fair__double_bits(double x, int32_t *lowest, int32_t *highest)
{
    uint64_t mantissa;
    *lowest = odd_mantissa(x, &mantissa);
    *highest = *lowest + 63 - fair__leading_zeros(mantissa);
}

/* sum += or -= part * 2^bit.  Limbs that would stand above the window are
 * zero: it has room for the whole of the sum.  A carry out of random numbers
 * is one that no processor predicts, so the last few limbs are walked through
 * without asking for it (17 ns a value before, 9 ns now, on 3 limbs). */
static inline void
add_part(uint64_t *sum, fair__window w, const uint64_t *part, int32_t n_part,
         int32_t bit, int negative)
{
    const int32_t place = bit - 64 * w.base, shift = place % 64;
    assert(place >= 0);
    uint64_t below = 0, carry = 0;
    int32_t at = place / 64;
    for (int32_t i = 0; i <= n_part && at < w.n; i++, at++) {
        const uint64_t limb = i < n_part ? part[i] : 0;
        const uint64_t placed = limb << shift | below >> 1 >> (63 - shift);
        below = limb;
        sum[at] = negative ? fair__sub_borrow(sum[at], placed, &carry)
                           : fair__add_carry(sum[at], placed, &carry);
    }
    for (; at < w.n && (carry != 0 || w.n - at <= FEW_LIMBS); at++)
        sum[at] = negative ? fair__sub_borrow(sum[at], 0, &carry)
                           : fair__add_carry(sum[at], 0, &carry);
}

#ifndef NDEBUG
/* Whether the window covers x, or its square. */
static int
has_room(fair__window w, double x, int square)
{
    int32_t lowest, highest;
    fair__double_bits(x, &lowest, &highest);
    return fair__window_covers(
        w, square ? fair__window_of(2 * lowest, 2 * highest)
                  : fair__window_of(lowest, highest));
}
#endif

void
fair__exact_add(uint64_t *sum, fair__window w, double x, uint64_t times)
{
    assert(times >> 63 == 0);
    if (x == 0 || times == 0) return;
    assert(has_room(w, x, 0));
    uint64_t mantissa, product[2];
    int32_t bit = plain_mantissa(x, &mantissa);
    /* Its last bits are zeros where the window does not reach that far. */
    if (bit < 64 * w.base) bit = odd_mantissa(x, &mantissa);
    product[0] = fair__mul_128(mantissa, times, &product[1]);
    add_part(sum, w, product, 2, bit, x < 0);
}

void
fair__exact_add_square(uint64_t *sum, fair__window w, double x,
                       uint64_t times)
{
    assert(times >> 63 == 0);
    if (x == 0 || times == 0) return;
    assert(has_room(w, x, 1));
    uint64_t mantissa, square[2], product[3], middle, carry = 0;
    int32_t bit = 2 * plain_mantissa(x, &mantissa);
    if (bit < 64 * w.base) bit = 2 * odd_mantissa(x, &mantissa);
    square[0] = fair__mul_128(mantissa, mantissa, &square[1]);
    product[0] = fair__mul_128(square[0], times, &middle);
    product[1] = fair__mul_128(square[1], times, &product[2]);
    product[1] = fair__add_carry(product[1], middle, &carry);
    product[2] += carry;
    add_part(sum, w, product, 3, bit, 0);
}

void
fair__exact_add_product(uint64_t *sum, fair__window w, double x, double y,
                        uint64_t times)
{
    assert(times >> 63 == 0);
    if (x == 0 || y == 0 || times == 0) return;
    uint64_t a, b, both[2], product[3], middle, carry = 0;
    const int32_t bit = odd_mantissa(x, &a) + odd_mantissa(y, &b);
    both[0] = fair__mul_128(a, b, &both[1]);
    product[0] = fair__mul_128(both[0], times, &middle);
    product[1] = fair__mul_128(both[1], times, &product[2]);
    product[1] = fair__add_carry(product[1], middle, &carry);
    product[2] += carry;
    add_part(sum, w, product, 3, bit, (x < 0) != (y < 0));
}

/* out = a * b, n + 1 limbs; out may be a. */
static void
mul_limb(uint64_t *out, const uint64_t *a, int32_t n, uint64_t b)
{
    uint64_t above = 0;
    for (int32_t i = 0; i < n; i++) {
        uint64_t high, carry = 0;
        const uint64_t low = fair__mul_128(a[i], b, &high);
        out[i] = fair__add_carry(low, above, &carry);
        above = high + carry;
    }
    out[n] = above;
}

void
fair__exact_add_times(uint64_t *sum, fair__window w, double x, int power,
                      const uint64_t *amount, int32_t n)
{
    assert(n <= MOST_LIMBS && (power == 1 || power == 2));
    if (x == 0) return;
    uint64_t mantissa, product[MOST_LIMBS + 2];
    int32_t bit = power * plain_mantissa(x, &mantissa);
    if (bit < 64 * w.base) bit = power * odd_mantissa(x, &mantissa);
    mul_limb(product, amount, n, mantissa);
    if (power == 2) mul_limb(product, product, n + 1, mantissa);
    add_part(sum, w, product, n + power, bit, x < 0 && power == 1);
}

void
fair__exact_add_sum(uint64_t *a, const uint64_t *b, int32_t n)
{
    uint64_t carry = 0;
    for (int32_t i = 0; i < n; i++)
        a[i] = fair__add_carry(a[i], b[i], &carry);
}

/* All bits like the sign bit of the sum. */
static uint64_t
sign_limb(const uint64_t *sum, int32_t n)
{
    return n > 0 ? 0 - (sum[n - 1] >> 63) : 0;
}

void
fair__exact_move(uint64_t *to, fair__window to_window, const uint64_t *from,
                 fair__window from_window)
{
    assert(fair__window_covers(to_window, from_window));
    const uint64_t sign = sign_limb(from, from_window.n);
    const int32_t below =
        from_window.n > 0 ? from_window.base - to_window.base : 0;
    for (int32_t i = 0; i < to_window.n; i++) {
        const int32_t at = i - below;
        to[i] = at < 0 ? 0 : at < from_window.n ? from[at] : sign;
    }
}

fair__window
fair__exact_trim(const uint64_t *sums, size_t count, fair__window w)
{
    int32_t low = w.n, high = 0;
    for (size_t k = 0; k < count; k++) {
        const uint64_t *sum = sums + k * (size_t)w.n;
        const uint64_t sign = sign_limb(sum, w.n);
        int32_t n = w.n;
        while (n > 0 && sum[n - 1] == sign) n--;
        /* The limb above is needed where the top bit does not say the sign. */
        if (n == 0 ? sign != 0 : (sum[n - 1] ^ sign) >> 63 != 0) n++;
        if (n > high) high = n;
        for (int32_t i = 0; i < low; i++)
            if (sum[i] != 0) low = i;
    }
    if (high == 0) return (fair__window){0, 0};
    assert(low < high); /* a sum that is not 0 keeps its lowest limb */
    return window_between(w.base + low, w.base + high);
}

int
fair__exact_sign(const uint64_t *sum, fair__window w)
{
    if (sign_limb(sum, w.n) != 0) return -1;
    for (int32_t i = 0; i < w.n; i++)
        if (sum[i] != 0) return 1;
    return 0;
}
