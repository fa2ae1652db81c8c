/* SPDX-License-Identifier: MIT
 * Products, quotients and square roots of 256-bit numbers. */
#include "base/wide_private.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/limbs.h"

/* out[0 … 7] = a * b */
static void
multiply(const uint64_t *a, const uint64_t *b, uint64_t out[2 * LIMBS])
{
    memset(out, 0, sizeof(out[0]) * 2 * LIMBS);
    for (int i = 0; i < LIMBS; i++) {
        if (a[i] == 0) continue; /* counts have one limb of four */
        uint64_t over = 0;
        for (int j = 0; j < LIMBS; j++) {
            uint64_t high, c0 = 0, c1 = 0;
            uint64_t low = fair__mul_128(a[i], b[j], &high);
            low = fair__add_carry(low, over, &c0);
            out[i + j] = fair__add_carry(out[i + j], low, &c1);
            over = high + c0 + c1;
        }
        out[i + LIMBS] = over;
    }
}

fair__wide
fair__wide_mul(const fair__wide *a, const fair__wide *b)
{
    uint64_t m[2 * LIMBS];
    if (fair__wide_is_zero(a) || fair__wide_is_zero(b))
        return fair__wide_zero();
    multiply(a->m, b->m, m);
    return fair__wide_make(m, 2 * LIMBS, a->exponent + b->exponent,
                a->negative != b->negative, 0);
}

/* r < b, both of four limbs, the top bit of b set: returns the next limb of
 * the quotient, floor(r * 2^64 / b), and leaves the remainder in r. */
static uint64_t
divide_limb(uint64_t r[LIMBS], const uint64_t *b, uint64_t reciprocal)
{
    uint64_t q = UINT64_MAX, over = 0, borrow = 0, rest;
    if (r[LIMBS - 1] < b[LIMBS - 1])
        q = fair__div_128(r[LIMBS - 1], r[LIMBS - 2], b[LIMBS - 1],
                          reciprocal, &rest);
    const uint64_t top = r[LIMBS - 1];
    for (int i = LIMBS - 1; i > 0; i--) r[i] = r[i - 1];
    r[0] = 0;
    for (int i = 0; i < LIMBS; i++) {
        uint64_t high, carry = 0;
        uint64_t low = fair__mul_128(q, b[i], &high);
        low = fair__add_carry(low, over, &carry);
        over = high + carry;
        r[i] = fair__sub_borrow(r[i], low, &borrow);
    }
    /* The estimate is at most two too large; then r is below zero. */
    uint64_t excess = top - over - borrow;
    while (excess != 0) {
        uint64_t carry = 0;
        q--;
        for (int i = 0; i < LIMBS; i++)
            r[i] = fair__add_carry(r[i], b[i], &carry);
        excess += carry;
    }
    return q;
}

/* The same where a and b have one limb: a count by a count. */
static int
divide_short(uint64_t a, uint64_t b, uint64_t *quotient)
{
    const uint64_t reciprocal = fair__reciprocal(b);
    uint64_t rest = a;
    for (int i = LIMBS - 1; i >= 0; i--)
        quotient[i] = fair__div_128(rest, 0, b, reciprocal, &rest);
    return rest != 0;
}

static int
divide_long(const uint64_t *a, const uint64_t *b, uint64_t *quotient)
{
    const uint64_t reciprocal = fair__reciprocal(b[LIMBS - 1]);
    uint64_t r[LIMBS];
    memcpy(r, a, sizeof(r));
    for (int i = LIMBS - 1; i >= 0; i--)
        quotient[i] = divide_limb(r, b, reciprocal);
    return (r[0] | r[1] | r[2] | r[3]) != 0;
}

fair__wide
fair__wide_div(const fair__wide *a, const fair__wide *b)
{
    assert(!fair__wide_is_zero(b));
    if (fair__wide_is_zero(a)) return fair__wide_zero();
    /* a / b = 1 or 0, and 256 bits of fraction: a - b < b as both have their
     * top bit. */
    uint64_t q[LIMBS + 1] = {0}, rest[LIMBS], borrow = 0;
    memcpy(rest, a->m, sizeof(rest));
    if (fair__wide_order_m(a->m, b->m, LIMBS) >= 0) {
        q[LIMBS] = 1;
        for (int i = 0; i < LIMBS; i++)
            rest[i] = fair__sub_borrow(rest[i], b->m[i], &borrow);
    }
    const int one_limb = (rest[0] | rest[1] | rest[2]) == 0 &&
                         (b->m[0] | b->m[1] | b->m[2]) == 0;
    const int lost =
        one_limb ? divide_short(rest[LIMBS - 1], b->m[LIMBS - 1], q)
                 : divide_long(rest, b->m, q);
    return fair__wide_make(q, LIMBS + 1, a->exponent - b->exponent - 256,
                a->negative != b->negative, lost);
}

/* Makes r, which is floor or ceiling of the root of n, the floor; returns
 * whether n is larger than its square. */
static int
settle_root(const uint64_t *n, uint64_t *r)
{
    uint64_t square[2 * LIMBS];
    multiply(r, r, square);
    int order = fair__wide_order_m(square, n, 2 * LIMBS);
    if (order > 0) {
        uint64_t borrow = 1;
        for (int i = 0; i < LIMBS; i++)
            r[i] = fair__sub_borrow(r[i], 0, &borrow);
        multiply(r, r, square);
        order = fair__wide_order_m(square, n, 2 * LIMBS);
    }
    assert(order <= 0);
    return order != 0;
}

fair__wide
fair__wide_sqrt(const fair__wide *a)
{
    assert(!a->negative);
    if (fair__wide_is_zero(a)) return *a;
    /* The root of n = m * 2^256 or m * 2^255, whichever leaves an even
     * exponent, has 256 bits. */
    const int odd = a->exponent & 1;
    uint64_t n[2 * LIMBS] = {0};
    memcpy(n + LIMBS, a->m, sizeof(a->m));
    if (odd) {
        for (int i = LIMBS - 1; i < 2 * LIMBS - 1; i++)
            n[i] = n[i] >> 1 | n[i + 1] << 63;
        n[2 * LIMBS - 1] >>= 1;
    }
    /* Newton near 1 from the 53 bits of the machine: 105, 210, 420 bits, were
     * it not for rounding.  In units of the last place: the quotient is less
     * than 1 off, so is the sum, which becomes less than 1/2 when halved, and
     * to round that half-integer to odd adds 1/2: less than 1 in all. */
    fair__wide near = *a;
    near.exponent = odd - 256;
    fair__wide r = fair__wide_f64(sqrt(fair__wide_double(&near)));
    for (int i = 0; i < 3; i++) {
        const fair__wide quotient = fair__wide_div(&near, &r);
        r = fair__wide_add(&r, &quotient);
        r.exponent--;
    }
    assert(r.exponent == near.exponent);
    const int lost = settle_root(n, r.m);
    return fair__wide_make(r.m, LIMBS, (a->exponent - 256 + odd) / 2, 0, lost);
}
