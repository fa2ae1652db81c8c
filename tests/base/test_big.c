/* SPDX-License-Identifier: MIT
 * Tests of the long integers behind decimals, against 64-bit arithmetic and
 * identities. */
#include "base/big.h"

#include "harness.h"

static uint64_t
value(const fair__big *a)
{
    ck_assert_uint_le(a->n, 2);
    ck_assert(a->n == 0 || a->limb[a->n - 1] != 0);
    return (a->n > 0 ? a->limb[0] : 0) |
           (uint64_t)(a->n > 1 ? a->limb[1] : 0) << 32;
}

START_TEST(test_small_numbers)
{
    uint64_t seed = 51;
    for (int i = 0; i < 20000; i++) {
        const uint64_t x = random_u64(&seed) >> (4 + random_u64(&seed) % 60);
        const uint64_t y = random_u64(&seed) >> (4 + random_u64(&seed) % 60);
        fair__big a, b, c;
        fair__big_set(&a, x);
        fair__big_set(&b, y);
        ck_assert_uint_eq(value(&a), x);
        ck_assert_int_eq(fair__big_order(&a, &b), (x > y) - (x < y));
        fair__big_set(&c, x + 2 * y);
        ck_assert_int_eq(fair__big_order_sum(&a, &b, 1, &c), 0);
        fair__big_set(&c, x + y + 1);
        ck_assert_int_eq(fair__big_order_sum(&a, &b, 0, &c), -1);
        ck_assert_uint_eq(fair__big_divide_by_ten(&a), x % 10);
        ck_assert_uint_eq(value(&a), x / 10);
        fair__big_multiply(&a, 10);
        ck_assert_uint_eq(value(&a), x - x % 10);
    }
}
END_TEST

START_TEST(test_bit_length)
{
    ck_assert_int_eq(fair__bit_length(0), 0);
    for (int i = 0; i < 64; i++) {
        ck_assert_int_eq(fair__bit_length(UINT64_C(1) << i), i + 1);
        ck_assert_int_eq(fair__bit_length(UINT64_MAX >> i), 64 - i);
    }
}
END_TEST

/* 10^n has n zeros and a one, after shifting left and halving back too. */
START_TEST(test_powers_of_ten)
{
    for (int n = 0; n <= 300; n++) {
        fair__big a, b;
        fair__big_set(&a, 1);
        fair__big_multiply_power_of_ten(&a, n);
        b = a;
        fair__big_shift_left(&b, 65);
        for (int i = 0; i < 65; i++) fair__big_multiply(&a, 2);
        ck_assert_int_eq(fair__big_order(&a, &b), 0);
        fair__big_set(&a, 1);
        fair__big_multiply_power_of_ten(&a, n);
        for (int i = 0; i < n; i++)
            ck_assert_uint_eq(fair__big_divide_by_ten(&a), 0);
        ck_assert_uint_eq(value(&a), 1);
    }
    fair__big zero;
    fair__big_set(&zero, 0);
    fair__big_shift_left(&zero, 100);
    ck_assert_uint_eq(zero.n, 0);
}
END_TEST

/* Every digit of a sevenths' period, with a divisor of many limbs. */
START_TEST(test_digits_of_a_quotient)
{
    static const uint32_t sevenths[] = {1, 4, 2, 8, 5, 7};
    fair__big a, b;
    fair__big_set(&a, 1);
    fair__big_set(&b, 7);
    fair__big_shift_left(&a, 601); /* 7 * 2^601: 28 bits on top */
    fair__big_shift_left(&b, 601);
    ck_assert_int_eq(fair__bit_length(b.limb[b.n - 1]), 28);
    for (int i = 0; i < 60; i++) {
        fair__big_multiply(&a, 10);
        ck_assert_uint_eq(fair__big_digit(&a, &b), sevenths[i % 6]);
    }
}
END_TEST

START_TEST(test_round)
{
    static const struct {
        uint64_t mantissa;
        int exponent, places;
        uint64_t expected;
    } rows[] = {{5, -1, 0, 2},    {7, -1, 0, 4},   {1, -1, 0, 0},
                {3, -1, 0, 2},    {11, -2, 0, 3},  {5, 3, 2, 4000},
                {1, -3, 2, 12},   {3, -3, 2, 38},  {1, -1074, 17, 0},
                {0, -5, 3, 0},    {UINT32_MAX, -1, 0, UINT64_C(1) << 31},
                {(UINT64_C(1) << 33) - 1, -1, 0, UINT64_C(1) << 32}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fair__big a;
        fair__big_round(&a, rows[i].mantissa, rows[i].exponent,
                        rows[i].places);
        ck_assert_uint_eq(value(&a), rows[i].expected);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_small_numbers);
    tcase_add_test(tc, test_bit_length);
    tcase_add_test(tc, test_powers_of_ten);
    tcase_add_test(tc, test_digits_of_a_quotient);
    tcase_add_test(tc, test_round);
}

FAIR_TEST_MAIN("base/big", tests)
