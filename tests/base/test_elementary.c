/* SPDX-License-Identifier: MIT
 * Tests of exp, log and the normal distribution against 60-digit values. */
#include "base/elementary.h"

#include <math.h>

#include "harness.h"

typedef struct golden_value {
    double x, expected;
} golden_value;

#include "golden_elementary.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* The contract says 1e-14; 4e-16 was measured, more would be a change. */
static void
check_all(const golden_value *rows, size_t count, double (*f)(double))
{
    for (size_t i = 0; i < count; i++) {
        const double got = f(rows[i].x), expected = rows[i].expected;
        const double error = fabs(got - expected) / fabs(expected);
        ck_assert_msg(error <= 1e-15, "f(%.17g) = %.17g, not %.17g: %.2g",
                      rows[i].x, got, expected, error);
    }
}

START_TEST(test_exp)
{
    check_all(golden_exp, COUNT(golden_exp), fair__exp);
    ck_assert_double_eq(fair__exp(0), 1);
    ck_assert_double_eq(fair__exp(-0.0), 1);
    ck_assert_double_eq(fair__exp(-746), 0);
    ck_assert_double_eq(fair__exp(-HUGE_VAL), 0);
    ck_assert(isinf(fair__exp(710)) && isinf(fair__exp(HUGE_VAL)));
    ck_assert(isnan(fair__exp((double)NAN)));
    /* The smallest double is exp(-744.44…) */
    ck_assert_double_eq(fair__exp(-744.5), 5e-324);
}
END_TEST

START_TEST(test_log)
{
    check_all(golden_log, COUNT(golden_log), fair__log);
    ck_assert_double_eq(fair__log(1), 0);
}
END_TEST

START_TEST(test_erfc)
{
    check_all(golden_erfc, COUNT(golden_erfc), fair__erfc);
    ck_assert_double_eq(fair__erfc(0), 1);
    ck_assert_double_eq(fair__erfc(28.5), 0);
    ck_assert_double_eq(fair__erfc(HUGE_VAL), 0);
    ck_assert_double_eq(fair__erfc(-HUGE_VAL), 2);
    ck_assert(isnan(fair__erfc((double)NAN)));
}
END_TEST

START_TEST(test_normal_quantile)
{
    check_all(golden_quantile, COUNT(golden_quantile), fair__normal_quantile);
    ck_assert_double_eq(fair__normal_quantile(0.5), 0);
    /* Tables of every textbook. */
    ck_assert_double_eq_tol(fair__normal_quantile(0.975), 1.959963984540054,
                            1e-14);
}
END_TEST

/* On a grid wider than the error, and symmetric points are exact mirrors. */
START_TEST(test_quantile_is_odd_and_increasing)
{
    double before = -HUGE_VAL;
    for (int i = 1; i < 4096; i++) {
        const double p = i / 4096.0;
        const double q = fair__normal_quantile(p);
        ck_assert_double_gt(q, before);
        ck_assert_double_eq(q, -fair__normal_quantile(1 - p));
        before = q;
    }
}
END_TEST

/* The same bits on every machine and with every compiler.  That cannot come
 * from elsewhere: the number is that of gcc 12 and clang 14 on x86-64 (all
 * levels of optimisation, -march=native), and says nothing but "same".  A
 * change of the algorithms changes it. */
START_TEST(test_same_bits_everywhere)
{
    uint64_t seed = 1, hash = 0;
    for (int i = 0; i < 20000; i++) {
        const double u =
            ((double)(random_u64(&seed) >> 11) + 0.5) * 0x1p-53;
        const double results[] = {fair__exp((u - 0.5) * 1400),
                                  fair__log(u * 1e10),
                                  fair__erfc(u * 30 - 3),
                                  fair__normal_quantile(u)};
        for (size_t k = 0; k < COUNT(results); k++) {
            uint64_t bits;
            memcpy(&bits, &results[k], sizeof(bits));
            hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
            hash ^= hash >> 29;
        }
    }
    ck_assert_uint_eq(hash, UINT64_C(4353274662896749626));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_exp);
    tcase_add_test(tc, test_log);
    tcase_add_test(tc, test_erfc);
    tcase_add_test(tc, test_normal_quantile);
    tcase_add_test(tc, test_quantile_is_odd_and_increasing);
    tcase_add_test(tc, test_same_bits_everywhere);
}

FAIR_TEST_MAIN("base/elementary", tests)
