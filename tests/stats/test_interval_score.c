/* SPDX-License-Identifier: MIT
 * Tests of the intervals that are sought: score intervals for differences and
 * ratios, and those from quantiles of the beta distribution. */
#include <math.h>

#include "base/elementary.h"
#include "coverage.h"
#include "harness.h"
#include "stats/interval.h"

/* Counts and sizes, then bounds. */
typedef struct golden_row {
    double at[6];
} golden_row;

#include "golden_score_interval.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static void
assert_near(double got, double expected, double tolerance, size_t row)
{
    ck_assert_msg(fabs(got - expected) <= tolerance,
                  "row %zu: %.17g, not %.17g", row, got, expected);
}

START_TEST(test_golden_differences)
{
    for (size_t i = 0; i < COUNT(golden_difference); i++) {
        const double *g = golden_difference[i].at;
        double lower, upper;
        fair__miettinen_nurminen(g[0] / g[1], g[1], g[2] / g[3], g[3], Z95,
                                 &lower, &upper);
        assert_near(lower, g[4], 1e-14, i);
        assert_near(upper, g[5], 1e-14, i);
    }
}
END_TEST

START_TEST(test_golden_ratios)
{
    for (size_t i = 0; i < COUNT(golden_ratio); i++) {
        const double *g = golden_ratio[i].at;
        double lower, upper;
        ck_assert_int_eq(fair__koopman(g[0] / g[1], g[1], g[2] / g[3], g[3],
                                       Z95, &lower, &upper),
                         1);
        assert_near(lower, g[4], 1e-13 * g[4], i);
        assert_near(upper, g[5], 1e-13 * g[5], i);
    }
}
END_TEST

START_TEST(test_golden_rates)
{
    for (size_t i = 0; i < COUNT(golden_rate); i++) {
        const double *g = golden_rate[i].at;
        double lower, upper;
        fair__clopper_pearson(g[0], g[1], 0.025, &lower, &upper);
        assert_near(lower, g[2], 1e-13 * g[2], i);
        assert_near(upper, g[3], 1e-13 * g[3], i);
        fair__jeffreys(g[0], g[1], 0.025, &lower, &upper);
        assert_near(lower, g[4], 1e-13 * g[4], i);
        assert_near(upper, g[5], 1e-13 * g[5], i);
    }
}
END_TEST

/* Newcombe 1998, Statistics in Medicine 17: 873-890, table II, method 6
 * (differences), and 857-872, table I, method 5 (Clopper-Pearson). */
START_TEST(test_published)
{
    static const double pair[][6] = {{56, 70, 48, 80, 0.0528, 0.3382},
                                     {9, 10, 3, 10, 0.1700, 0.8406},
                                     {6, 7, 2, 7, 0.0342, 0.8534},
                                     {5, 56, 0, 29, -0.0326, 0.1933},
                                     {0, 10, 0, 20, -0.1658, 0.2844},
                                     {0, 10, 0, 10, -0.2879, 0.2879},
                                     {10, 10, 0, 20, 0.7156, 1.0000},
                                     {10, 10, 0, 10, 0.6636, 1.0000}};
    static const double single[][4] = {{81, 263, 0.2527, 0.3676},
                                       {15, 148, 0.0578, 0.1617},
                                       {0, 20, 0.0000, 0.1684},
                                       {1, 29, 0.0009, 0.1776}};
    double lower, upper;
    for (size_t i = 0; i < COUNT(pair); i++) {
        const double *g = pair[i];
        fair__miettinen_nurminen(g[0] / g[1], g[1], g[2] / g[3], g[3], Z95,
                                 &lower, &upper);
        assert_near(lower, g[4], 0.5e-4, i);
        assert_near(upper, g[5], 0.5e-4, i);
    }
    for (size_t i = 0; i < COUNT(single); i++) {
        const double *g = single[i];
        fair__clopper_pearson(g[0], g[1], 0.025, &lower, &upper);
        assert_near(lower, g[2], 0.5e-4, i);
        assert_near(upper, g[3], 0.5e-4, i);
    }
}
END_TEST

START_TEST(test_edges)
{
    double lower = 7, upper = 7;
    ck_assert_int_eq(fair__koopman(0, 10, 0, 10, Z95, &lower, &upper), 0);
    ck_assert(lower == 7 && upper == 7);
    ck_assert_int_eq(fair__koopman(0, 10, 0.5, 10, Z95, &lower, &upper), 1);
    ck_assert(lower == 0 && upper > 0.4 && upper < 1);
    ck_assert_int_eq(fair__koopman(0.5, 10, 0, 10, Z95, &lower, &upper), 1);
    ck_assert(lower > 1 && isinf(upper));
    /* All of n: (1 - r) n1 / r = z^2. */
    ck_assert_int_eq(fair__koopman(1, 20, 1, 1e6, Z95, &lower, &upper), 1);
    assert_near(lower, 20 / (20 + Z95 * Z95), 1e-13, 0);
    assert_near(upper, 1 + Z95 * Z95 / 1e6, 1e-15, 1);

    fair__miettinen_nurminen(1, 10, 0, 10, Z95, &lower, &upper);
    ck_assert_double_eq(upper, 1);
    fair__miettinen_nurminen(0, 10, 1, 10, Z95, &lower, &upper);
    ck_assert_double_eq(lower, -1);
    fair__miettinen_nurminen(0.4, 10, 0.1, 20, 0, &lower, &upper);
    assert_near(lower, 0.3, 1e-8, 2);
    assert_near(upper, 0.3, 1e-8, 3);

    fair__clopper_pearson(0, 8, 0.025, &lower, &upper);
    ck_assert_double_eq(lower, 0);
    fair__jeffreys(8, 8, 0.025, &lower, &upper);
    ck_assert_double_eq(upper, 1);
    fair__clopper_pearson(8, 8, 0.025, &lower, &upper);
    ck_assert_double_eq(upper, 1);
    assert_near(lower, fair__exp(fair__log(0.025) / 8), 1e-14, 4);
}
END_TEST

/* Any rates and sizes; the estimate is inside, and the bounds are those of
 * the mirror image. */
START_TEST(test_ordered_and_mirrored)
{
    static const double rates[] = {0, 1e-300, 1e-9, 0.3, 0.5, 1 - 0x1p-53, 1};
    static const double sizes[] = {1.5, 10, 1e4, 1e9, 1e15};
    uint64_t seed = 9;
    for (int i = 0; i < 3000; i++) {
        double p[2], n[2], lower, upper, l2, u2;
        for (int k = 0; k < 2; k++) {
            p[k] = random_u64(&seed) % 2
                       ? rates[random_u64(&seed) % COUNT(rates)]
                       : (double)(random_u64(&seed) >> 11) * 0x1p-53;
            n[k] = sizes[random_u64(&seed) % COUNT(sizes)];
        }
        fair__miettinen_nurminen(p[0], n[0], p[1], n[1], Z95, &lower, &upper);
        const double d = p[0] - p[1];
        ck_assert(-1 <= lower && lower <= d + 1e-15 && d <= upper + 1e-15);
        ck_assert(upper <= 1);
        fair__miettinen_nurminen(p[1], n[1], p[0], n[0], Z95, &l2, &u2);
        assert_near(l2, -upper, 1e-13, (size_t)i);
        assert_near(u2, -lower, 1e-13, (size_t)i);
        if (!fair__koopman(p[0], n[0], p[1], n[1], Z95, &lower, &upper)) {
            ck_assert(p[0] == 0 && p[1] == 0);
            continue;
        }
        fair__koopman(p[1], n[1], p[0], n[0], Z95, &l2, &u2);
        ck_assert(0 <= lower && lower <= upper);
        if (p[1] > 0 && p[0] / p[1] < 1e290) {
            ck_assert(lower <= p[0] / p[1] && p[0] / p[1] <= upper);
            if (lower > 1e-290) assert_near(u2 * lower, 1, 1e-12, (size_t)i);
            if (upper < 1e290) assert_near(l2 * upper, 1, 1e-12, (size_t)i);
        }
    }
}
END_TEST

static int
difference(double p1, double n1, double p2, double n2, double z, double *lower,
           double *upper)
{
    fair__miettinen_nurminen(p1, n1, p2, n2, z, lower, upper);
    return 1;
}

START_TEST(test_coverage_of_pairs)
{
    for (size_t i = 0; i < COUNT(size_pairs); i++) {
        const int n1 = size_pairs[i][0], n2 = size_pairs[i][1];
        const coverage d = enumerate(n1, n2, 1, difference, 0);
        ck_assert_double_ge(d.all, 0.92);
        assert_near(d.mean, 0.95, 0.01, i);
        const coverage r = enumerate(n1, n2, 1, fair__koopman, 1);
        ck_assert_double_ge(r.all, 0.91);
        assert_near(r.mean, 0.95, 0.01, i);
    }
}
END_TEST

/* Clopper-Pearson never less than 95 %, Jeffreys 95 % in the mean, and less
 * for single rates near 0 and 1, as Brown, Cai and DasGupta show. */
START_TEST(test_coverage_of_rates)
{
    static const int sizes[] = {10, 15, 30, 50, 100, 200};
    double total = 0, least = 1;
    int count = 0;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        const int n = sizes[i];
        double exact[MOST + 1][2], bayes[MOST + 1][2];
        for (int k = 0; k <= n; k++) {
            fair__clopper_pearson(k, n, 0.025, &exact[k][0], &exact[k][1]);
            fair__jeffreys(k, n, 0.025, &bayes[k][0], &bayes[k][1]);
        }
        for (int grid = 4; grid <= 196; grid++) {
            const double p = grid / 200.0;
            double chance[MOST + 1], covered[2] = {0, 0};
            binomial(n, p, chance);
            for (int k = 0; k <= n; k++) {
                if (exact[k][0] <= p && p <= exact[k][1])
                    covered[0] += chance[k];
                if (bayes[k][0] <= p && p <= bayes[k][1])
                    covered[1] += chance[k];
            }
            ck_assert_double_ge(covered[0], 0.95);
            if (covered[1] < least) least = covered[1];
            total += covered[1];
            count++;
        }
    }
    assert_near(total / count, 0.95, 0.01, 0);
    ck_assert_double_ge(least, 0.86);
}
END_TEST

/* The same bits with every compiler; see test_elementary.c on the number. */
START_TEST(test_same_bits_everywhere)
{
    uint64_t seed = 1, hash = 0;
    for (int i = 0; i < 2000; i++) {
        const double n1 = 2 + (double)(random_u64(&seed) % 100000);
        const double n2 = 2 + (double)(random_u64(&seed) % 1000);
        const double p1 = (double)(random_u64(&seed) >> 11) * 0x1p-53;
        const double p2 = (double)(random_u64(&seed) >> 11) * 0x1p-53;
        double b[6];
        fair__miettinen_nurminen(p1, n1, p2, n2, Z95, &b[0], &b[1]);
        fair__koopman(p1, n1, p2, n2, Z95, &b[2], &b[3]);
        fair__jeffreys(p2 * n2, n2, 0.05, &b[4], &b[5]);
        for (size_t k = 0; k < COUNT(b); k++) {
            uint64_t bits;
            memcpy(&bits, &b[k], sizeof(bits));
            hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
            hash ^= hash >> 29;
        }
    }
    ck_assert_uint_eq(hash, UINT64_C(329783106175451988));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_golden_differences);
    tcase_add_test(tc, test_golden_ratios);
    tcase_add_test(tc, test_golden_rates);
    tcase_add_test(tc, test_published);
    tcase_add_test(tc, test_edges);
    tcase_add_test(tc, test_ordered_and_mirrored);
    tcase_add_test(tc, test_coverage_of_pairs);
    tcase_add_test(tc, test_coverage_of_rates);
    tcase_add_test(tc, test_same_bits_everywhere);
}

FAIR_TEST_MAIN("stats/interval_score", tests)
