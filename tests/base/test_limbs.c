/* SPDX-License-Identifier: MIT
 * Tests of steps on 64-bit limbs: the portable ones against the compiler's
 * own 128-bit integers. */
#include "harness.h"

/* The portable branches, whatever the compiler has. */
#ifdef __SIZEOF_INT128__
#define HAS_128
__extension__ typedef unsigned __int128 u128;
#endif
#define FAIR__LIMBS_PORTABLE
#include "base/limbs.h"

START_TEST(test_zeros)
{
    for (int i = 0; i < 64; i++) {
        const uint64_t bit = UINT64_C(1) << i;
        ck_assert_int_eq(fair__leading_zeros(bit), 63 - i);
        ck_assert_int_eq(fair__leading_zeros(bit | 1), 63 - i);
        ck_assert_int_eq(fair__trailing_zeros(bit), i);
        ck_assert_int_eq(fair__trailing_zeros(UINT64_MAX << i), i);
    }
}
END_TEST

#ifdef HAS_128
/* Random, with long runs of equal bits, where carries go wrong. */
static uint64_t
limb(uint64_t *seed)
{
    const uint64_t x = random_u64(seed);
    const int shift = (int)(random_u64(seed) % 64);
    switch (random_u64(seed) % 5) {
    case 0:
        return x >> shift;
    case 1:
        return ~(x >> shift);
    case 2:
        return UINT64_MAX << shift;
    case 3:
        return (UINT64_C(1) << shift) + x % 3 - 1;
    default:
        return x;
    }
}

START_TEST(test_carries_and_products)
{
    uint64_t seed = 41;
    for (int i = 0; i < 300000; i++) {
        const uint64_t a = limb(&seed), b = limb(&seed), in = i & 1;
        uint64_t carry = in, high;
        const u128 sum = (u128)a + b + in;
        ck_assert(fair__add_carry(a, b, &carry) == (uint64_t)sum);
        ck_assert(carry == (uint64_t)(sum >> 64));
        carry = in;
        const u128 difference = (u128)a - b - in;
        ck_assert(fair__sub_borrow(a, b, &carry) == (uint64_t)difference);
        ck_assert(carry == (uint64_t)(difference >> 127));
        const u128 product = (u128)a * b;
        ck_assert(fair__mul_128(a, b, &high) == (uint64_t)product);
        ck_assert(high == (uint64_t)(product >> 64));
    }
}
END_TEST

START_TEST(test_division)
{
    uint64_t seed = 42;
    for (int i = 0; i < 300000; i++) {
        /* The first estimate of a digit of its reciprocal is 2^32. */
        const uint64_t d = i == 0 ? UINT64_C(0x93d9bad3ffffc5c0)
                                  : limb(&seed) | UINT64_C(1) << 63;
        const uint64_t high = limb(&seed) % d, low = limb(&seed);
        const uint64_t reciprocal = fair__reciprocal(d);
        ck_assert(reciprocal == (uint64_t)(~(u128)0 / d));
        uint64_t rest;
        const u128 whole = (u128)high << 64 | low;
        ck_assert(fair__div_128(high, low, d, reciprocal, &rest) ==
                  (uint64_t)(whole / d));
        ck_assert(rest == (uint64_t)(whole % d));
        const u128 multiple = (u128)low * d; /* nothing is left over */
        ck_assert(fair__div_128((uint64_t)(multiple >> 64),
                                (uint64_t)multiple, d, reciprocal,
                                &rest) == low);
        ck_assert(rest == 0);
    }
}
END_TEST

/* What the quotient and the remainder say is what was divided. */
START_TEST(test_division_by_two_limbs)
{
    uint64_t seed = 43;
    for (int i = 0; i < 300000; i++) {
        const uint64_t d[2] = {limb(&seed), limb(&seed) | UINT64_C(1) << 63};
        const u128 divisor = (u128)d[1] << 64 | d[0];
        u128 upper = ((u128)limb(&seed) << 64 | limb(&seed)) % divisor;
        const uint64_t less = 1 + (uint64_t)i % 5;
        if (i % 3 == 0) upper = divisor - less;
        uint64_t u[3] = {limb(&seed), (uint64_t)upper,
                         (uint64_t)(upper >> 64)};
        const uint64_t lowest = u[0];
        const uint64_t q = fair__div_192(u, d, fair__reciprocal_2(d));
        const u128 rest = (u128)u[1] << 64 | u[0];
        ck_assert(rest < divisor);
        const u128 low = (u128)q * d[0] + u[0];
        const u128 high = (u128)q * d[1] + u[1] + (uint64_t)(low >> 64);
        ck_assert((uint64_t)low == lowest);
        ck_assert(high == upper);
    }
}
END_TEST
#endif

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_zeros);
#ifdef HAS_128
    tcase_add_test(tc, test_carries_and_products);
    tcase_add_test(tc, test_division);
    tcase_add_test(tc, test_division_by_two_limbs);
#endif
}

FAIR_TEST_MAIN("base/limbs", tests)
