/* SPDX-License-Identifier: MIT
 * Stretches of numbers give the exact sum, bit for bit. */
#include "metric/stretch.h"

#include "harness.h"

#define ALL 70

static const fair__window everything = {-35, ALL};

static double
some_number(uint64_t *seed, int power)
{
    static const double corners[] = {0, 5e-324, 0x1p-1022, 0x1.8p-1023, 1,
                                     0x1.fffffffffffffp1023};
    const uint64_t kind = random_u64(seed) % 4;
    const double sign = random_u64(seed) % 2 ? 1 : -1;
    const double x = (double)(random_u64(seed) >> 11) * 0x1p-53;
    if (kind == 0 && power == 1) return sign * corners[random_u64(seed) % 6];
    if (kind == 1) return sign * x * 0x1p-400;
    return sign * x; /* mostly of exponents -1, -2, … */
}

START_TEST(test_same_sums)
{
    uint64_t seed = 8;
    for (int round = 0; round < 400; round++) {
        const int power = 1 + round % 2;
        uint64_t sum[ALL] = {0}, expected[ALL] = {0};
        fair__stretch s = {{0}, 0};
        for (int i = 0; i < 30; i++) {
            const double x = some_number(&seed, power);
            const uint64_t amount =
                random_u64(&seed) >> 1 >> random_u64(&seed) % 63 >> 5;
            fair__stretch_add(&s, sum, everything, x, power, amount);
            if (power == 1)
                fair__exact_add(expected, everything, x, amount);
            else
                fair__exact_add_square(expected, everything, x, amount);
        }
        fair__stretch_end(&s, sum, everything, power);
        ck_assert(memcmp(sum, expected, sizeof(sum)) == 0);
        fair__stretch_end(&s, sum, everything, power); /* nothing waits */
        ck_assert(memcmp(sum, expected, sizeof(sum)) == 0);
    }
}
END_TEST

/* 2^63 - 1 rows of the largest mantissa fit. */
START_TEST(test_most)
{
    for (int power = 1; power <= 2; power++) {
        uint64_t sum[ALL] = {0}, expected[ALL] = {0};
        fair__stretch s = {{0}, 0};
        const double x = 0x1.fffffffffffffp0;
        const uint64_t half = UINT64_MAX >> 2;
        for (int i = 0; i < 2; i++)
            fair__stretch_add(&s, sum, everything, x, power, half);
        fair__stretch_end(&s, sum, everything, power);
        if (power == 1)
            fair__exact_add(expected, everything, x, 2 * half);
        else
            fair__exact_add_square(expected, everything, x, 2 * half);
        ck_assert_mem_eq(sum, expected, sizeof(sum));
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_same_sums);
    tcase_add_test(tc, test_most);
}

FAIR_TEST_MAIN("metric/stretch", tests)
