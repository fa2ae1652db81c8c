/* SPDX-License-Identifier: MIT
 * Tests of the intervals: golden bounds, published examples, and coverage by
 * enumeration of every outcome. */
#include "stats/interval.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "coverage.h"
#include "harness.h"

typedef struct golden_rate {
    double p, n, z, lower, upper;
} golden_rate;

typedef struct golden_pair {
    double p1, n1, p2, n2, z, lower, upper;
} golden_pair;

#include "golden_interval.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static void
assert_near(double got, double expected, double tolerance, size_t row)
{
    ck_assert_msg(fabs(got - expected) <= tolerance,
                  "row %zu: %.17g, not %.17g", row, got, expected);
}

START_TEST(test_two_sided_z)
{
    assert_near(fair__two_sided_z(0.95), Z95, 1e-15, 0);
    assert_near(fair__two_sided_z(0.9), 1.6448536269514722, 1e-15, 1);
    assert_near(fair__two_sided_z(0.99), 2.5758293035489004, 1e-15, 2);
    assert_near(fair__two_sided_z(0.6826894921370859), 1, 1e-15, 3);
    ck_assert_double_eq(fair__two_sided_z(1e-300), 0);
}
END_TEST

START_TEST(test_wilson_golden)
{
    for (size_t i = 0; i < COUNT(golden_wilson); i++) {
        const golden_rate *g = &golden_wilson[i];
        double lower, upper;
        fair__wilson(g->p, g->n, g->z, &lower, &upper);
        /* Small bounds have all their digits, on both sides of 1/2. */
        assert_near(lower, g->lower,
                    g->p <= 0.5 ? 2e-15 * g->lower : 4e-16, i);
        assert_near(upper, g->upper, 2e-15 * g->upper, i);
        ck_assert(0 <= lower && lower <= g->p && g->p <= upper && upper <= 1);
        if (g->p == 0) ck_assert_double_eq(lower, 0);
        if (g->p == 1) ck_assert_double_eq(upper, 1);
    }
}
END_TEST

START_TEST(test_newcombe_golden)
{
    for (size_t i = 0; i < COUNT(golden_newcombe); i++) {
        const golden_pair *g = &golden_newcombe[i];
        double lower, upper;
        fair__newcombe(g->p1, g->n1, g->p2, g->n2, g->z, &lower, &upper);
        assert_near(lower, g->lower, 1e-15, i);
        assert_near(upper, g->upper, 1e-15, i);
        ck_assert(-1 <= lower && lower <= g->p1 - g->p2);
        ck_assert(g->p1 - g->p2 <= upper && upper <= 1);
    }
}
END_TEST

START_TEST(test_mover_r_golden)
{
    for (size_t i = 0; i < COUNT(golden_mover_r); i++) {
        const golden_pair *g = &golden_mover_r[i];
        double lower, upper;
        const int defined = fair__mover_r(g->p1, g->n1, g->p2, g->n2, g->z,
                                          &lower, &upper);
        ck_assert_int_eq(defined, 1);
        assert_near(lower, g->lower, 1e-14 * g->lower, i);
        assert_near(upper, g->upper, 1e-14 * g->upper, i);
        ck_assert(0 <= lower && lower <= g->p1 / g->p2);
        ck_assert(g->p1 / g->p2 <= upper && isfinite(upper));
    }
}
END_TEST

/* Newcombe 1998, Statistics in Medicine 17: 857-872 (single proportions,
 * method 3) and 873-890 (differences, method 10): four digits each. */
START_TEST(test_published_examples)
{
    static const double single[][4] = {{81, 263, 0.2553, 0.3662},
                                       {15, 148, 0.0624, 0.1605},
                                       {0, 20, 0.0000, 0.1611},
                                       {1, 29, 0.0061, 0.1718}};
    static const double pair[][6] = {{56, 70, 48, 80, 0.0524, 0.3339},
                                     {9, 10, 3, 10, 0.1705, 0.8090},
                                     {6, 7, 2, 7, 0.0582, 0.8062},
                                     {5, 56, 0, 29, -0.0381, 0.1926},
                                     {0, 10, 0, 20, -0.1611, 0.2775},
                                     {0, 10, 0, 10, -0.2775, 0.2775},
                                     {10, 10, 0, 20, 0.6791, 1.0000},
                                     {10, 10, 0, 10, 0.6075, 1.0000}};
    double lower, upper;
    for (size_t i = 0; i < COUNT(single); i++) {
        const double *g = single[i];
        fair__wilson(g[0] / g[1], g[1], Z95, &lower, &upper);
        assert_near(lower, g[2], 0.5e-4, i);
        assert_near(upper, g[3], 0.5e-4, i);
    }
    for (size_t i = 0; i < COUNT(pair); i++) {
        const double *g = pair[i];
        fair__newcombe(g[0] / g[1], g[1], g[2] / g[3], g[3], Z95, &lower,
                       &upper);
        assert_near(lower, g[4], 0.5e-4, i);
        assert_near(upper, g[5], 0.5e-4, i);
    }
}
END_TEST

START_TEST(test_edges)
{
    double lower = 7, upper = 7, l2, u2;
    fair__newcombe(1, 10, 0, 10, Z95, &lower, &upper);
    ck_assert_double_eq(upper, 1);
    fair__newcombe(0, 10, 1, 10, Z95, &lower, &upper);
    ck_assert_double_eq(lower, -1);
    fair__newcombe(0, 1e-9, 1, 1e-9, Z95, &lower, &upper);
    ck_assert(lower >= -1 && upper <= 1);
    fair__wilson(0, 1e308, 1e-10, &lower, &upper); /* z^2 / n underflows */
    ck_assert(lower == 0 && upper == 0);

    ck_assert_int_eq(fair__mover_r(0, 10, 0.5, 10, Z95, &lower, &upper), 1);
    ck_assert_double_eq(lower, 0);
    /* Both certain: l1 to 1 / l2. */
    fair__wilson(1, 20, Z95, &l2, &u2);
    ck_assert_int_eq(fair__mover_r(1, 20, 1, 20, Z95, &lower, &upper), 1);
    assert_near(lower, l2, 1e-15, 0);
    assert_near(upper, 1 / l2, 1e-15, 1);

    lower = upper = 7;
    ck_assert_int_eq(fair__mover_r(0.5, 10, 0, 10, Z95, &lower, &upper), 0);
    ck_assert_int_eq(fair__mover_r(0, 10, 0, 10, Z95, &lower, &upper), 0);
    ck_assert_int_eq(fair__mover_r(1, 10, 1e-200, 10, Z95, &lower, &upper), 0);
    ck_assert_int_eq(fair__mover_r(1, 10, 5e-324, 10, Z95, &lower, &upper), 0);
    ck_assert_double_eq(lower, 7);
    ck_assert_double_eq(upper, 7);
}
END_TEST

/* Weights make any rate and any effective n possible, and reports may ask for
 * any confidence: z = 0 is 1e-300, z = 8.3 is 1 - 2^-53. */
START_TEST(test_all_results_are_finite_and_ordered)
{
    uint64_t seed = 31;
    static const double extreme[] = {0, 5e-324, 1e-308, 1e-160, 1e-20, 0.5,
                                     1 - 0x1p-53, 1};
    static const double sizes[] = {5e-324, 1e-300, 1, 10, 1e9, 1.8e19, 1e300,
                                   1.7e308};
    static const double quantiles[] = {0, 1e-16, Z95, 8.3};
    for (int i = 0; i < 20000; i++) {
        const double z = quantiles[i % 4];
        double p[2], n[2], lower, upper;
        for (int k = 0; k < 2; k++) {
            p[k] = random_u64(&seed) % 2 ? extreme[random_u64(&seed) % 8]
                                         : (double)(random_u64(&seed) >> 11) *
                                               0x1p-53;
            n[k] = sizes[random_u64(&seed) % 8];
        }
        fair__wilson(p[0], n[0], z, &lower, &upper);
        ck_assert(0 <= lower && lower <= p[0] && p[0] <= upper && upper <= 1);
        if (z == 0) ck_assert(lower == p[0] && upper == p[0]);
        fair__newcombe(p[0], n[0], p[1], n[1], z, &lower, &upper);
        ck_assert(-1 <= lower && lower <= p[0] - p[1]);
        ck_assert(p[0] - p[1] <= upper && upper <= 1);
        if (!fair__mover_r(p[0], n[0], p[1], n[1], z, &lower, &upper))
            continue;
        ck_assert(0 <= lower && lower <= p[0] / p[1]);
        ck_assert(p[0] / p[1] <= upper && isfinite(upper));
    }
}
END_TEST

/* The same bits with every compiler; see test_elementary.c on the number. */
START_TEST(test_same_bits_everywhere)
{
    uint64_t seed = 1, hash = 0;
    for (int i = 0; i < 20000; i++) {
        const double p1 = (double)(random_u64(&seed) >> 11) * 0x1p-53;
        const double p2 = (double)(random_u64(&seed) >> 11) * 0x1p-53;
        const double n1 = 1 + (double)(random_u64(&seed) % 100000);
        const double n2 = 1 + (double)(random_u64(&seed) % 1000);
        double b[6] = {0};
        fair__wilson(p1, n1, Z95, &b[0], &b[1]);
        fair__newcombe(p1, n1, p2, n2, Z95, &b[2], &b[3]);
        fair__mover_r(p1, n1, p2, n2, Z95, &b[4], &b[5]);
        for (size_t k = 0; k < COUNT(b); k++) {
            uint64_t bits;
            memcpy(&bits, &b[k], sizeof(bits));
            hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
            hash ^= hash >> 29;
        }
    }
    ck_assert_uint_eq(hash, UINT64_C(15497354986625705546));
}
END_TEST

/* Rates 0.02, 0.025 … 0.98; the chance that the interval holds the rate. */
START_TEST(test_coverage_of_wilson)
{
    static const int sizes[] = {10, 11, 12, 15, 20, 25, 30, 40, 50, 75, 100,
                                200};
    double total = 0, least = 1;
    int count = 0;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        const int n = sizes[i];
        for (int grid = 4; grid <= 196; grid++) {
            const double p = grid / 200.0;
            double chance[MOST + 1], covered = 0, lower, upper;
            binomial(n, p, chance);
            for (int k = 0; k <= n; k++) {
                fair__wilson((double)k / n, n, Z95, &lower, &upper);
                if (lower <= p && p <= upper) covered += chance[k];
            }
            total += covered;
            if (covered < least) least = covered;
            count++;
        }
    }
    assert_near(total / count, 0.95, 0.01, 0);
    ck_assert_double_ge(least, 0.89);
}
END_TEST

static int
newcombe(double p1, double n1, double p2, double n2, double z, double *lower,
         double *upper)
{
    fair__newcombe(p1, n1, p2, n2, z, lower, upper);
    return 1;
}

/* A row of the table that scripts/gen_coverage_doc.py puts into the page. */
static void
show(const char *what, int n1, int n2, const coverage *c)
{
    if (getenv("SHOW_COVERAGE") == NULL) return;
    printf("| %s | %d, %d | %.2f %% | %.2f %% | %.2f %% |\n", what, n1, n2,
           100 * c->mean, 100 * c->near, 100 * c->all);
}

/* For rates in 0.1 … 0.9 at most 1/2 apart the chance is 0.93 or more (two
 * digits: 0.9296 for two groups of 10 at 0.5 and 0.55); it is less, 0.88, only
 * where small groups differ by nearly 1. */
START_TEST(test_coverage_of_newcombe)
{
    for (size_t i = 0; i < COUNT(size_pairs); i++) {
        const int n1 = size_pairs[i][0], n2 = size_pairs[i][1];
        const coverage c = enumerate(n1, n2, 2, newcombe, 0);
        ck_assert_double_ge(c.near, n1 + n2 == 20 ? 0.9295 : 0.93);
        ck_assert_double_ge(c.all, 0.88);
        assert_near(c.mean, 0.95, 0.01, i);
        show("difference", n1, n2, &c);
    }
}
END_TEST

START_TEST(test_coverage_of_mover_r)
{
    for (size_t i = 0; i < COUNT(size_pairs); i++) {
        const coverage c = enumerate(size_pairs[i][0], size_pairs[i][1], 1,
                                     fair__mover_r, 1);
        ck_assert_double_ge(c.all, 0.91);
        assert_near(c.mean, 0.95, 0.01, i);
        show("ratio", size_pairs[i][0], size_pairs[i][1], &c);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_two_sided_z);
    tcase_add_test(tc, test_wilson_golden);
    tcase_add_test(tc, test_newcombe_golden);
    tcase_add_test(tc, test_mover_r_golden);
    tcase_add_test(tc, test_published_examples);
    tcase_add_test(tc, test_edges);
    tcase_add_test(tc, test_all_results_are_finite_and_ordered);
    tcase_add_test(tc, test_same_bits_everywhere);
    tcase_add_test(tc, test_coverage_of_wilson);
    tcase_add_test(tc, test_coverage_of_newcombe);
    tcase_add_test(tc, test_coverage_of_mover_r);
}

FAIR_TEST_MAIN("stats/interval", tests)
