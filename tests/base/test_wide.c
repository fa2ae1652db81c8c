/* SPDX-License-Identifier: MIT
 * Tests of the 256-bit numbers: exact golden results, and a naive division. */
#include "base/wide.h"

#include "harness.h"

typedef struct golden_op {
    fair__wide a, b, expected;
} golden_op;

typedef struct golden_double {
    fair__wide a;
    uint64_t bits;
} golden_double;

typedef struct golden_ratio {
    uint64_t a, b, bits;
} golden_ratio;

#include "golden_wide.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static uint64_t
bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

static void
assert_same(const fair__wide *got, const fair__wide *expected, size_t row)
{
    for (int i = 0; i < 4; i++)
        ck_assert_msg(got->m[i] == expected->m[i], "row %zu, limb %d", row, i);
    ck_assert_msg(got->exponent == expected->exponent, "row %zu: 2^%d, not %d",
                  row, got->exponent, expected->exponent);
    ck_assert_msg(got->negative == expected->negative, "row %zu: sign", row);
}

typedef fair__wide operation(const fair__wide *a, const fair__wide *b);

static fair__wide
root(const fair__wide *a, const fair__wide *b)
{
    (void)b;
    return fair__wide_sqrt(a);
}

static void
check_all(const golden_op *rows, size_t count, operation *op)
{
    for (size_t i = 0; i < count; i++) {
        const fair__wide got = op(&rows[i].a, &rows[i].b);
        assert_same(&got, &rows[i].expected, i);
    }
}

START_TEST(test_operations_round_to_odd)
{
    check_all(golden_add, COUNT(golden_add), fair__wide_add);
    check_all(golden_sub, COUNT(golden_sub), fair__wide_sub);
    check_all(golden_mul, COUNT(golden_mul), fair__wide_mul);
    check_all(golden_div, COUNT(golden_div), fair__wide_div);
    check_all(golden_sqrt, COUNT(golden_sqrt), root);
}
END_TEST

START_TEST(test_double_is_nearest)
{
    for (size_t i = 0; i < COUNT(golden_doubles); i++) {
        const uint64_t got = bits_of(fair__wide_double(&golden_doubles[i].a));
        ck_assert_msg(got == golden_doubles[i].bits, "row %zu: %llx", i,
                      (unsigned long long)got);
    }
}
END_TEST

START_TEST(test_ratio_is_correctly_rounded)
{
    for (size_t i = 0; i < COUNT(golden_ratios); i++) {
        const fair__wide a = fair__wide_u64(golden_ratios[i].a);
        const fair__wide b = fair__wide_u64(golden_ratios[i].b);
        const fair__wide q = fair__wide_div(&a, &b);
        ck_assert_uint_eq(bits_of(fair__wide_double(&q)),
                          golden_ratios[i].bits);
    }
}
END_TEST

/* a / b of 256 bits, one bit at a time. */
static fair__wide
naive_ratio(uint64_t a, uint64_t b)
{
    fair__wide q = {{0}, 0, 0};
    uint64_t rest = a % b;
    for (int bit = 63; bit >= 0; bit--)
        q.m[0] |= a / b & UINT64_C(1) << bit;
    while (q.m[3] >> 63 == 0) {
        const uint64_t carry = rest >> 63;
        rest <<= 1;
        const int one = carry || rest >= b;
        if (one) rest -= b;
        for (int i = 3; i > 0; i--) q.m[i] = q.m[i] << 1 | q.m[i - 1] >> 63;
        q.m[0] = q.m[0] << 1 | (uint64_t)one;
        q.exponent--;
    }
    q.m[0] |= rest != 0;
    return q;
}

START_TEST(test_ratio_of_counts_against_long_division)
{
    uint64_t seed = 7;
    for (size_t i = 0; i < 20000; i++) {
        const uint64_t a = random_u64(&seed) >> random_u64(&seed) % 64 | 1;
        const uint64_t b = random_u64(&seed) >> random_u64(&seed) % 64 | 1;
        const fair__wide wa = fair__wide_u64(a), wb = fair__wide_u64(b);
        const fair__wide q = fair__wide_div(&wa, &wb);
        const fair__wide expected = naive_ratio(a, b);
        assert_same(&q, &expected, i);
    }
}
END_TEST

START_TEST(test_equal_ratios_cancel)
{
    uint64_t seed = 8;
    for (int i = 0; i < 5000; i++) {
        const uint64_t a = random_u64(&seed) >> 32, b = a / 3 + 1;
        const uint64_t k = (random_u64(&seed) >> 34) + 1;
        const fair__wide a1 = fair__wide_u64(a), b1 = fair__wide_u64(b);
        const fair__wide ak = fair__wide_u64(a * k), bk = fair__wide_u64(b * k);
        const fair__wide q1 = fair__wide_div(&a1, &b1);
        const fair__wide qk = fair__wide_div(&ak, &bk);
        const fair__wide zero = fair__wide_sub(&q1, &qk);
        ck_assert(fair__wide_is_zero(&zero));
        ck_assert_int_eq(fair__wide_order(&q1, &qk), 0);
        ck_assert_int_eq(zero.negative, 0);
    }
}
END_TEST

/* Doubles come through unchanged, and so do sums of one double. */
START_TEST(test_doubles_are_exact)
{
    uint64_t seed = 9;
    for (int i = 0; i < 20000; i++) {
        const uint64_t bits = random_u64(&seed);
        double x;
        memcpy(&x, &bits, sizeof(x));
        if ((bits >> 52 & 0x7ff) == 0x7ff || x == 0) continue;
        const fair__wide wide = fair__wide_f64(x);
        ck_assert_uint_eq(bits_of(fair__wide_double(&wide)), bits);

        const fair__window w = {-35, 70};
        uint64_t sum[70] = {0};
        fair__exact_add(sum, w, x, 1);
        const fair__wide exact = fair__wide_exact(sum, w);
        assert_same(&exact, &wide, 0);
    }
    const fair__wide zero = fair__wide_f64(-0.0);
    ck_assert(fair__wide_is_zero(&zero));
    ck_assert_uint_eq(bits_of(fair__wide_double(&zero)), 0);
}
END_TEST

/* Sums of more than 256 bits round to odd; negated, they give the same. */
START_TEST(test_long_sums_round_to_odd)
{
    const fair__window w = {-2, 8};
    for (int low = 0; low < 4; low++) {
        uint64_t sum[8] = {0};
        sum[6] = UINT64_C(1) << 5;
        sum[low] |= 1; /* 2^5 * 2^256 and a bit far below */
        fair__wide a = fair__wide_exact(sum, w);
        ck_assert_uint_eq(a.m[3], UINT64_C(1) << 63);
        ck_assert_uint_eq(a.m[2], 0);
        ck_assert_uint_eq(a.m[0], low < 3 ? 1 : UINT64_C(1) << 58);
        ck_assert_int_eq(a.exponent, 64 * 4 + 5 - 255);
        uint64_t minus[8] = {0}, borrow = 0;
        for (int i = 0; i < 8; i++) {
            minus[i] = 0 - sum[i] - borrow;
            borrow |= sum[i] != 0;
        }
        fair__wide b = fair__wide_exact(minus, w);
        ck_assert_int_eq(b.negative, 1);
        b.negative = 0;
        assert_same(&b, &a, 0);
    }
    const uint64_t none[8] = {0};
    const fair__wide zero = fair__wide_exact(none, w);
    ck_assert(fair__wide_is_zero(&zero));
}
END_TEST

START_TEST(test_as_u64)
{
    static const uint64_t whole[] = {0, 1, 2, 3, 1000003, UINT64_C(1) << 63,
                                     UINT64_MAX};
    uint64_t x;
    for (size_t i = 0; i < COUNT(whole); i++) {
        const fair__wide a = fair__wide_u64(whole[i]);
        x = 77;
        ck_assert_int_eq(fair__wide_as_u64(&a, &x), 1);
        ck_assert_uint_eq(x, whole[i]);
    }
    const fair__wide three = fair__wide_u64(3), two = fair__wide_u64(2);
    const fair__wide most = fair__wide_u64(UINT64_MAX);
    const fair__wide one = fair__wide_u64(1), minus = fair__wide_i64(-1);
    const fair__wide not_whole[] = {fair__wide_div(&three, &two),
                                    fair__wide_div(&two, &three),
                                    fair__wide_add(&most, &one),
                                    fair__wide_div(&one, &most), minus,
                                    fair__wide_f64(0.5),
                                    fair__wide_f64(0x1p64)};
    x = 77;
    for (size_t i = 0; i < COUNT(not_whole); i++)
        ck_assert_int_eq(fair__wide_as_u64(&not_whole[i], &x), 0);
    ck_assert_uint_eq(x, 77);
}
END_TEST

START_TEST(test_order)
{
    const fair__wide zero = fair__wide_zero();
    fair__wide all[] = {
        fair__wide_f64(-1e300), fair__wide_i64(INT64_MIN), fair__wide_i64(-2),
        fair__wide_i64(-1), fair__wide_f64(-5e-324), zero,
        fair__wide_f64(5e-324), fair__wide_f64(0.5), fair__wide_u64(1),
        fair__wide_f64(1.5), fair__wide_i64(INT64_MAX),
        fair__wide_u64(UINT64_MAX), fair__wide_f64(1e300)};
    for (size_t i = 0; i < COUNT(all); i++) {
        for (size_t j = 0; j < COUNT(all); j++) {
            const int got = fair__wide_order(&all[i], &all[j]);
            ck_assert_int_eq((got > 0) - (got < 0), (i > j) - (i < j));
        }
        const fair__wide minus = fair__wide_neg(&all[i]);
        const fair__wide sum = fair__wide_add(&all[i], &minus);
        ck_assert(fair__wide_is_zero(&sum));
        const fair__wide size = fair__wide_abs(&all[i]);
        ck_assert_int_ge(fair__wide_order(&size, &zero), 0);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_operations_round_to_odd);
    tcase_add_test(tc, test_double_is_nearest);
    tcase_add_test(tc, test_ratio_is_correctly_rounded);
    tcase_add_test(tc, test_ratio_of_counts_against_long_division);
    tcase_add_test(tc, test_equal_ratios_cancel);
    tcase_add_test(tc, test_doubles_are_exact);
    tcase_add_test(tc, test_long_sums_round_to_odd);
    tcase_add_test(tc, test_as_u64);
    tcase_add_test(tc, test_order);
}

FAIR_TEST_MAIN("base/wide", tests)
