/* SPDX-License-Identifier: MIT
 * The impact ratio at the edge of 4/5: decided in whole numbers. */
#include "harness.h"

#include <fairness/report.h>

#include "compare/criterion.h"

static fair__finding
four_fifths(const fair__counts groups[2], const fair__counts *total,
            uint32_t given, int32_t favourable)
{
    static const uint8_t missing[2] = {0, 0};
    const fair__population p = {.n = 2,
                                .groups = groups,
                                .has_missing = missing,
                                .total = total,
                                .given = given,
                                .named_reference = FAIR__NO_GROUP};
    const fair__rules rules = {.favourable = favourable, .z = 1.96};
    fair__finding f;
    fair__criterion_find_in(fair__criterion_find("four_fifths"), &p, &rules,
                            &f);
    return f;
}

static fair__counts
table(uint64_t selected, uint64_t rejected)
{
    return (fair__counts){{selected, 0, rejected, 0, 0, 0}, NULL, {0}, 0, 0};
}

static int
within(uint64_t a, uint64_t n1, uint64_t b, uint64_t n2, int32_t favourable)
{
    /* favourable negative: the same rates, of rejection */
    const int swap = favourable == FAIR_FAVOURABLE_NEGATIVE;
    const fair__counts g[2] = {
        swap ? table(n1 - a, a) : table(a, n1 - a),
        swap ? table(n2 - b, b) : table(b, n2 - b),
    };
    const fair__counts total = table(g[0].rows[FAIR__TP] + g[1].rows[FAIR__TP],
                                     g[0].rows[FAIR__FN] + g[1].rows[FAIR__FN]);
    const fair__finding f =
        four_fifths(g, &total, FAIR__GIVEN_DECISION, favourable);
    ck_assert_int_eq(f.reason, FAIR_DEFINED);
    return f.within_limit;
}

/* All pairs of rates over small denominators, against 128-bit integers. */
START_TEST(test_all_small)
{
    size_t exact = 0;
    for (uint64_t n1 = 1; n1 <= 14; n1++)
        for (uint64_t n2 = 1; n2 <= 14; n2++)
            for (uint64_t a = 0; a <= n1; a++)
                for (uint64_t b = 1; b <= n2; b++) {
                    uint64_t low = a * n2, high = b * n1;
                    if (low > high) {
                        const uint64_t swap = low;
                        low = high;
                        high = swap;
                    }
                    exact += 5 * low == 4 * high;
                    const int expected = 5 * low >= 4 * high ? 1 : -1;
                    ck_assert_int_eq(
                        within(a, n1, b, n2, FAIR_FAVOURABLE_POSITIVE),
                        expected);
                    ck_assert_int_eq(
                        within(a, n1, b, n2, FAIR_FAVOURABLE_NEGATIVE),
                        expected);
                }
    ck_assert_uint_gt(exact, 100);
}
END_TEST

/* One row above and below, at 2^59. */
START_TEST(test_large)
{
    const uint64_t fifth = UINT64_C(1) << 57;
    const int32_t yes = FAIR_FAVOURABLE_POSITIVE;
    ck_assert_int_eq(within(4 * fifth, 8 * fifth, 5 * fifth, 8 * fifth, yes),
                     1);
    ck_assert_int_eq(
        within(4 * fifth - 1, 8 * fifth, 5 * fifth, 8 * fifth, yes), -1);
    ck_assert_int_eq(
        within(4 * fifth, 8 * fifth, 5 * fifth - 1, 8 * fifth, yes), 1);
}
END_TEST

/* Sums of weights that are no whole numbers: 0.1 * 4 against 0.1 * 5, each
 * 0.1 the same double, are 4/5. */
START_TEST(test_weighted)
{
    const double w = 0.1;
    fair__wide sums[3][2 * FAIR__N_COUNTS];
    fair__counts c[3] = {table(4, 6), table(5, 5), table(9, 11)};
    for (int g = 0; g < 3; g++) {
        for (int k = 0; k < 2 * FAIR__N_COUNTS; k++)
            sums[g][k] = fair__wide_zero();
        for (int s = FAIR__TP; s <= FAIR__FN; s += FAIR__FN - FAIR__TP) {
            const fair__wide n = fair__wide_u64(c[g].rows[s]);
            const fair__wide x = fair__wide_f64(w);
            sums[g][s] = fair__wide_mul(&n, &x);
        }
        c[g].weights = sums[g];
    }
    const uint32_t given = FAIR__GIVEN_DECISION | FAIR__GIVEN_WEIGHT;
    fair__finding f = four_fifths(c, &c[2], given, FAIR_FAVOURABLE_POSITIVE);
    ck_assert_int_eq(f.within_limit, 1);
    ck_assert_double_eq(fair__wide_double(&f.value), 0.8);
    /* And the least weight less is beyond. */
    const fair__wide tiny = fair__wide_f64(0x1p-60);
    sums[0][FAIR__TP] = fair__wide_sub(&sums[0][FAIR__TP], &tiny);
    f = four_fifths(c, &c[2], given, FAIR_FAVOURABLE_POSITIVE);
    ck_assert_int_eq(f.within_limit, -1);
}
END_TEST

START_TEST(test_nobody)
{
    const fair__counts g[2] = {table(0, 5), table(0, 7)};
    const fair__counts total = table(0, 12);
    const fair__finding f =
        four_fifths(g, &total, FAIR__GIVEN_DECISION, FAIR_FAVOURABLE_POSITIVE);
    ck_assert_int_eq(f.reason, FAIR_REASON_ZERO_REFERENCE);
    ck_assert_int_eq(f.within_limit, 0);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_all_small);
    tcase_add_test(tc, test_large);
    tcase_add_test(tc, test_weighted);
    tcase_add_test(tc, test_nobody);
}

FAIR_TEST_MAIN("compare/impact", tests)
