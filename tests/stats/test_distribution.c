/* SPDX-License-Identifier: MIT
 * Tests of the distributions: golden values, exact ones, bounds of ranges. */
#include "stats/distribution.h"

#include <math.h>
#include <stdio.h>

#include "base/elementary.h"
#include "harness.h"

/* Arguments, then values. */
typedef struct golden_row {
    double at[7];
} golden_row;

#include "golden_distribution.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* The worst relative error of a table, for who runs it with many rows. */
static double worst;
static size_t worst_row;

static void
compare(double got, double expected, size_t row)
{
    const double error = fabs(got - expected) / fabs(expected);
    if (!(error <= worst)) {
        worst = error;
        worst_row = row;
    }
}

static void
close_table(const char *name, size_t count, double limit)
{
    if (getenv("SHOW_ERRORS") != NULL)
        fprintf(stderr, "%s: %.2g over %zu rows\n", name, worst, count);
    ck_assert_msg(worst <= limit, "%s, row %zu: %.2g", name, worst_row, worst);
    worst = 0;
}

static void
compare_tails(fair__tails got, const double *expected, size_t row)
{
    compare(got.lower, expected[0], row);
    compare(got.upper, expected[1], row);
}

START_TEST(test_golden_tails)
{
    for (size_t i = 0; i < COUNT(golden_normal); i++) {
        const double *g = golden_normal[i].at;
        compare_tails(fair__normal_tails(g[0]), g + 1, i);
    }
    close_table("normal", COUNT(golden_normal), 1e-12);
    for (size_t i = 0; i < COUNT(golden_beta); i++) {
        const double *g = golden_beta[i].at;
        compare_tails(fair__beta_tails(g[0], g[1], g[2]), g + 3, i);
    }
    close_table("beta", COUNT(golden_beta), 1e-12);
    for (size_t i = 0; i < COUNT(golden_chi_square); i++) {
        const double *g = golden_chi_square[i].at;
        compare_tails(fair__chi_square_tails(g[0], g[1]), g + 2, i);
    }
    close_table("chi-square", COUNT(golden_chi_square), 1e-12);
    for (size_t i = 0; i < COUNT(golden_student); i++) {
        const double *g = golden_student[i].at;
        compare_tails(fair__student_tails(g[0], g[1]), g + 2, i);
    }
    close_table("Student", COUNT(golden_student), 1e-12);
}
END_TEST

START_TEST(test_golden_counts)
{
    for (size_t i = 0; i < COUNT(golden_binomial); i++) {
        const double *g = golden_binomial[i].at;
        compare(fair__binomial_pmf(g[0], g[1], g[2]), g[3], i);
        compare_tails(fair__binomial_tails(g[0], g[1], g[2]), g + 4, i);
    }
    close_table("binomial", COUNT(golden_binomial), 1e-12);
    for (size_t i = 0; i < COUNT(golden_hypergeometric); i++) {
        const double *g = golden_hypergeometric[i].at;
        compare(fair__hypergeometric_pmf(g[0], g[1], g[2], g[3]), g[4], i);
        compare_tails(fair__hypergeometric_tails(g[0], g[1], g[2], g[3]),
                      g + 5, i);
    }
    close_table("hypergeometric", COUNT(golden_hypergeometric), 1e-12);
}
END_TEST

static double
quantile(const double *g)
{
    if (g[0] > 1) return fair__student_quantile_upper(g[2], g[3]);
    if (g[0] > 0)
        return g[1] > 0 ? fair__chi_square_quantile_upper(g[2], g[3])
                        : fair__chi_square_quantile(g[2], g[3]);
    return g[1] > 0 ? fair__beta_quantile_upper(g[2], g[3], g[4])
                    : fair__beta_quantile(g[2], g[3], g[4]);
}

START_TEST(test_golden_quantiles)
{
    for (size_t i = 0; i < COUNT(golden_quantile); i++)
        compare(quantile(golden_quantile[i].at),
                golden_quantile[i].at[5], i);
    close_table("quantile", COUNT(golden_quantile), 1e-12);
}
END_TEST

static void
assert_tails(fair__tails got, double lower, double upper)
{
    ck_assert_double_eq_tol(got.lower, lower, lower < 1 ? 1e-300 : 1e-14);
    ck_assert_double_eq_tol(got.upper, upper, upper < 1 ? 1e-300 : 1e-14);
    ck_assert(got.lower <= 1 && got.upper <= 1);
}

START_TEST(test_ends_of_ranges)
{
    assert_tails(fair__normal_tails(0), 0.5, 0.5);
    assert_tails(fair__normal_tails(HUGE_VAL), 1, 0);
    assert_tails(fair__normal_tails(-HUGE_VAL), 0, 1);
    assert_tails(fair__beta_tails(0, 0.5, 3), 0, 1);
    assert_tails(fair__beta_tails(1, 0.5, 3), 1, 0);
    ck_assert_double_eq(fair__beta_quantile(0, 2, 3), 0);
    ck_assert_double_eq(fair__beta_quantile(1, 2, 3), 1);
    ck_assert_double_eq(fair__beta_quantile_upper(0, 2, 3), 1);
    ck_assert_double_eq(fair__beta_quantile_upper(1, 2, 3), 0);
    assert_tails(fair__chi_square_tails(0, 3), 0, 1);
    assert_tails(fair__chi_square_tails(1e300, 3), 1, 0);
    assert_tails(fair__chi_square_tails(HUGE_VAL, 3), 1, 0);
    ck_assert_double_eq(fair__chi_square_quantile(0, 3), 0);
    ck_assert(isinf(fair__chi_square_quantile(1, 3)));
    ck_assert(isinf(fair__chi_square_quantile_upper(0, 3)));
    assert_tails(fair__student_tails(0, 3), 0.5, 0.5);
    assert_tails(fair__student_tails(-0.0, 3), 0.5, 0.5);
    assert_tails(fair__student_tails(HUGE_VAL, 1), 1, 0);
    assert_tails(fair__student_tails(-HUGE_VAL, 1), 0, 1);
    ck_assert_double_eq(fair__student_quantile_upper(0.5, 3), 0);
    /* Cauchy: 1 / (pi t). */
    const double far = fair__student_tails(1e200, 1).upper;
    ck_assert_double_eq_tol(far * 1e200, 0.3183098861837907, 1e-12);
    ck_assert(isinf(fair__student_quantile_upper(1e-300, 0.002)));
}
END_TEST

/* Small sums of fractions. */
START_TEST(test_small_counts)
{
    for (int k = 0; k <= 3; k++) {
        static const double pmf[] = {0.421875, 0.421875, 0.140625, 0.015625};
        ck_assert_double_eq_tol(fair__binomial_pmf(k, 3, 0.25), pmf[k], 1e-14);
    }
    assert_tails(fair__binomial_tails(0, 5, 0), 1, 1);
    assert_tails(fair__binomial_tails(1, 5, 0), 1, 0);
    assert_tails(fair__binomial_tails(5, 5, 1), 1, 1);
    assert_tails(fair__binomial_tails(4, 5, 1), 0, 1);
    assert_tails(fair__binomial_tails(0, 0, 0.3), 1, 1);
    ck_assert_double_eq(fair__binomial_pmf(0, 5, 0), 1);
    ck_assert_double_eq(fair__binomial_pmf(2, 5, 0), 0);
    ck_assert_double_eq(fair__binomial_pmf(5, 5, 1), 1);
    ck_assert_double_eq(fair__binomial_pmf(4, 5, 1), 0);

    /* 3 of 5 marked, 2 drawn: 1, 6 and 3 of 10. */
    for (int k = 0; k <= 2; k++) {
        static const double pmf[] = {0.1, 0.6, 0.3};
        ck_assert_double_eq_tol(fair__hypergeometric_pmf(k, 5, 3, 2), pmf[k],
                                1e-14);
    }
    const fair__tails t = fair__hypergeometric_tails(1, 5, 3, 2);
    ck_assert_double_eq_tol(t.lower, 0.7, 1e-14);
    ck_assert_double_eq_tol(t.upper, 0.9, 1e-14);
    ck_assert_double_eq(fair__hypergeometric_pmf(3, 5, 3, 2), 0);
    ck_assert_double_eq(fair__hypergeometric_pmf(0, 5, 4, 2), 0);
    assert_tails(fair__hypergeometric_tails(3, 5, 3, 2), 1, 0);
    assert_tails(fair__hypergeometric_tails(0, 5, 4, 2), 0, 1);
    assert_tails(fair__hypergeometric_tails(0, 5, 0, 2), 1, 1);
    assert_tails(fair__hypergeometric_tails(0, 0, 0, 0), 1, 1);
    assert_tails(fair__hypergeometric_tails(2, 5, 5, 2), 1, 1);
}
END_TEST

/* No parameters let a tail leave 0 … 1 or a loop run on, and tails agree with
 * quantiles. */
START_TEST(test_any_parameters)
{
    uint64_t seed = 5;
    for (int i = 0; i < 4000; i++) {
        double u[4];
        for (int k = 0; k < 4; k++)
            u[k] = ((double)(random_u64(&seed) >> 11) + 0.5) * 0x1p-53;
        const double a = fair__exp(u[0] * 30 - 7), b = fair__exp(u[1] * 30 - 7);
        const double p = i % 2 ? u[2] : fair__exp(-700 * u[2]);
        const fair__tails t = fair__beta_tails(u[3], a, b);
        ck_assert(t.lower >= 0 && t.upper >= 0);
        ck_assert_double_eq_tol(t.lower + t.upper, 1, 1e-15);
        const double x = fair__beta_quantile(p, a, b);
        const double chi = fair__chi_square_quantile_upper(p, 2 * a);
        const double student = fair__student_quantile_upper(p, 2 * a);
        ck_assert(0 <= x && x <= 1 && chi >= 0 && !isnan(student));
        /* A place moves the tail by (its digits) * density / tail. */
        if (a < 1e4 && b < 1e4 && x > 1e-290 && x < 0.999)
            ck_assert_double_eq_tol(fair__beta_tails(x, a, b).lower / p, 1,
                                    1e-9);
        if (chi > 1e-290)
            ck_assert_double_eq_tol(
                fair__chi_square_tails(chi, 2 * a).upper / p, 1, 1e-6);
        if (p < 0.5 && student < 1e100)
            ck_assert_double_eq_tol(
                fair__student_tails(student, 2 * a).upper / p, 1, 1e-6);
    }
}
END_TEST

/* The same bits with every compiler; see test_elementary.c on the number. */
START_TEST(test_same_bits_everywhere)
{
    uint64_t seed = 1, hash = 0;
    for (int i = 0; i < 5000; i++) {
        const double u = ((double)(random_u64(&seed) >> 11) + 0.5) * 0x1p-53;
        const double a = 1 + (double)(random_u64(&seed) % 100000);
        const double b = 0.5 + (double)(random_u64(&seed) % 1000);
        const double k = (double)(random_u64(&seed) % 40);
        const double results[] = {
            fair__beta_tails(u, a, b).lower,
            fair__beta_quantile(u, a, b),
            fair__chi_square_tails(u * 3 * b, b).upper,
            fair__student_quantile_upper(u, b),
            fair__student_tails(u * 30 - 15, b).upper,
            fair__binomial_tails(k, 40, u).upper,
            fair__hypergeometric_tails(k, a + 80, 60, 40).lower};
        for (size_t j = 0; j < COUNT(results); j++) {
            uint64_t bits;
            memcpy(&bits, &results[j], sizeof(bits));
            hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
            hash ^= hash >> 29;
        }
    }
    ck_assert_uint_eq(hash, UINT64_C(14082265109120760643));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_golden_tails);
    tcase_add_test(tc, test_golden_counts);
    tcase_add_test(tc, test_golden_quantiles);
    tcase_add_test(tc, test_ends_of_ranges);
    tcase_add_test(tc, test_small_counts);
    tcase_add_test(tc, test_any_parameters);
    tcase_add_test(tc, test_same_bits_everywhere);
}

FAIR_TEST_MAIN("stats/distribution", tests)
