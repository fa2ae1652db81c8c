/* SPDX-License-Identifier: MIT
 * Tests of how large the largest score gets: every outcome of small groups,
 * published tables of normal ranges and comparisons with a control, edges. */
#include "stats/largest.h"

#include <math.h>

#include "harness.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define MANY 20000u
#define MOST 20

static fair__largest
largest(const fair__rate *rates, size_t n, const fair__rate_pair *pairs,
        size_t n_pairs, uint32_t many, double alpha)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair__largest out;
    ck_assert_ok(fair__largest_score(&mem, rates, n, pairs, n_pairs, 3, 4,
                                     many, alpha, &out, &err_));
    ck_assert_uint_eq(m.live, 0);
    return out;
}

static double
chance_of(int n, int k, double p)
{
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) *
           pow(p, k) * pow(1 - p, n - k);
}

static double
score(double p, double n, double q, double k)
{
    const double m = (p * n + q * k) / (n + k);
    const double variance = m * (1 - m) * (1 / n + 1 / k);
    return variance > 0 ? (p - q) / sqrt(variance) : 0;
}

/* Three groups, of which one is very small: the exact chance of each largest
 * score, of the first against both others, either way round, and of all. */
START_TEST(same_as_every_outcome)
{
    static const int sizes[3] = {4, 11, 17};
    static const int hits[][3] = {{3, 2, 4}, {0, 3, 9}, {2, 0, 1}, {4, 9, 15}};
    static const fair__rate_pair pairs[] = {{0, 1}, {0, 2}};
    for (size_t t = 0; t < COUNT(hits); t++) {
        fair__rate rates[3];
        double common = 0.5;
        for (int g = 0; g < 3; g++) {
            rates[g] =
                (fair__rate){hits[t][g] / (double)sizes[g], sizes[g], 9};
            common += hits[t][g];
        }
        common /= 33;
        const fair__largest to_two =
            largest(rates, 3, pairs, 2, MANY, 0.1);
        const fair__largest all = largest(rates, 3, NULL, 0, MANY, 0.1);
        ck_assert(all.critical == all.two_sided &&
                  all.p_value == all.p_two_sided);
        double p[3] = {0}, above[3] = {0};
        for (int a = 0; a <= 4; a++)
            for (int b = 0; b <= 11; b++)
                for (int c = 0; c <= 17; c++) {
                    const double x = a / 4.0, y = b / 11.0, z = c / 17.0;
                    const double first = score(x, 4, y, 11);
                    const double second = score(x, 4, z, 17);
                    const double third = fabs(score(y, 11, z, 17));
                    const double one = fmax(0, fmax(first, second));
                    const double two = fmax(fabs(first), fabs(second));
                    const double three = fmax(two, third);
                    const double chance = chance_of(4, a, common) *
                                          chance_of(11, b, common) *
                                          chance_of(17, c, common);
                    p[0] += chance * (one >= to_two.observed - 1e-9);
                    p[2] += chance * (three >= all.observed - 1e-9);
                    above[0] += chance * (one > to_two.critical + 1e-9);
                    above[1] += chance * (two > to_two.two_sided + 1e-9);
                    above[2] += chance * (three > all.critical + 1e-9);
                }
        ck_assert_double_le(fabs(to_two.p_value - p[0]), 0.015);
        ck_assert_double_le(fabs(all.p_value - p[2]), 0.015);
        for (int k = 0; k < 3; k++) ck_assert_double_le(above[k], 0.11);
    }
}
END_TEST

/* Critical values at 5 %: the studentized range with infinite degrees of
 * freedom (any table of it) by the root of 2. */
START_TEST(ranges_of_normal_samples)
{
    static const struct {
        size_t k;
        double q;
    } table[] = {{2, 2.772}, {3, 3.314}, {5, 3.858}, {10, 4.474}, {20, 5.012}};
    fair__rate rates[MOST];
    for (size_t i = 0; i < MOST; i++) rates[i] = (fair__rate){0.3, 1e7, 0};
    for (size_t i = 0; i < COUNT(table); i++) {
        const fair__largest found =
            largest(rates, table[i].k, NULL, 0, MANY, 0.05);
        ck_assert_double_le(
            fabs(found.critical - table[i].q / sqrt(2)), 0.05);
        ck_assert(found.observed == 0 && found.p_value == 1);
    }
}
END_TEST

/* Dunnett 1955 (A multiple comparison procedure for comparing several
 * treatments with a control, doi:10.1080/01621459.1955.10501294): one-sided at
 * 5 %, infinite degrees of freedom. */
START_TEST(comparisons_with_a_control)
{
    static const struct {
        size_t k;
        double d;
    } table[] = {{1, 1.645}, {2, 1.92}, {3, 2.06}, {5, 2.23}, {9, 2.42}};
    fair__rate rates[MOST];
    fair__rate_pair pairs[MOST];
    for (uint32_t i = 0; i < MOST; i++) {
        rates[i] = (fair__rate){0.5, 1e7, 0};
        pairs[i] = (fair__rate_pair){i + 1, 0};
    }
    for (size_t i = 0; i < COUNT(table); i++) {
        const fair__largest found = largest(rates, table[i].k + 1, pairs,
                                            table[i].k, MANY, 0.05);
        ck_assert_double_le(fabs(found.critical - table[i].d), 0.05);
    }
}
END_TEST

/* Kinds are drawn by their own rates, and not held against each other. */
START_TEST(kinds)
{
    const fair__rate rates[] = {{0.1, 1e6, 1}, {0.9, 1e6, 2}, {0.1, 1e6, 1},
                                {0.9, 1e6, 2}};
    const fair__largest found = largest(rates, 4, NULL, 0, MANY, 0.05);
    ck_assert(found.observed == 0);
    /* two independent differences: 1 - 0.95^(1/2) is 2.53 %, z 2.236 */
    ck_assert_double_le(fabs(found.critical - 2.236), 0.05);
}
END_TEST

START_TEST(edges)
{
    /* Nobody: no disparity, but no certainty either. */
    const fair__rate none[] = {{0, 20, 0}, {0, 1000, 0}};
    fair__largest found = largest(none, 2, NULL, 0, 999, 0.05);
    ck_assert(found.observed == 0 && found.p_value == 1);
    const fair__rate tiny[] = {{1, 0.2, 0}, {0, 1e300, 0}, {1, 5e-324, 0}};
    found = largest(tiny, 3, NULL, 0, 99, 0.05);
    ck_assert(found.p_value > 0 && found.p_value <= 1);
    /* The more extreme, the smaller the chance: 1 / (n + 1) at least. */
    const fair__rate apart[] = {{0, 1000, 0}, {1, 1000, 0}};
    found = largest(apart, 2, NULL, 0, 999, 0.05);
    ck_assert(found.p_value == 0.001);
    ck_assert_double_eq_tol(found.observed, sqrt(2000), 1e-9);
}
END_TEST

START_TEST(quantiles)
{
    static const double x[] = {5, 1, 4, 2, 3, 9, 7, 8, 6};
    uint32_t order[9];
    ck_assert(fair__upper_quantile(x, 9, 0.1, order) == 9);
    ck_assert(fair__upper_quantile(x, 9, 0.11, order) == 9);
    ck_assert(fair__upper_quantile(x, 9, 0.2, order) == 8);
    ck_assert(fair__upper_quantile(x, 9, 0.999, order) == 1);
    ck_assert(fair__upper_quantile(x, 9, 0.001, order) == 9);
    ck_assert_double_eq_tol(fair__share_above(x, 9, 8), 0.3, 1e-15);
    ck_assert_double_eq_tol(fair__share_above(x, 9, 10), 0.1, 1e-15);
    ck_assert(fair__share_above(x, 9, 0) == 1);
}
END_TEST

START_TEST(refused_memory)
{
    const fair__rate rates[] = {{0.1, 10, 0}, {0.2, 10, 0}};
    for (size_t at = 1;; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator mem = test_allocator(&m);
        fair__largest out = {.critical = -7};
        const fair_status st = fair__largest_score(&mem, rates, 2, NULL, 0, 1,
                                                   2, 9, 0.5, &out, NULL);
        ck_assert_uint_eq(m.live, 0);
        if (!m.injected) {
            ck_assert(st == FAIR_OK && at == 4);
            break;
        }
        ck_assert(st == FAIR_ERR_MEMORY && out.critical == -7);
    }
}
END_TEST

/* The same bits with every compiler; see test_elementary.c on the number. */
START_TEST(same_bits_everywhere)
{
    uint64_t seed = 5, hash = 0;
    for (int i = 0; i < 50; i++) {
        fair__rate rates[MOST];
        const size_t n = 2 + random_u64(&seed) % (MOST - 1);
        for (size_t k = 0; k < n; k++) {
            rates[k].rate = (double)(random_u64(&seed) >> 11) * 0x1p-53;
            rates[k].n = (double)(1 + random_u64(&seed) % 5000) / 3;
            rates[k].kind = (uint32_t)k % 2;
        }
        const fair__largest found = largest(rates, n, NULL, 0, 199, 0.05);
        const double results[] = {found.critical, found.p_value,
                                  found.observed};
        for (size_t k = 0; k < COUNT(results); k++) {
            uint64_t bits;
            memcpy(&bits, &results[k], sizeof(bits));
            hash = (hash ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
            hash ^= hash >> 29;
        }
    }
    ck_assert_uint_eq(hash, UINT64_C(11671212531087880829));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, same_as_every_outcome);
    tcase_add_test(tc, ranges_of_normal_samples);
    tcase_add_test(tc, comparisons_with_a_control);
    tcase_add_test(tc, kinds);
    tcase_add_test(tc, edges);
    tcase_add_test(tc, quantiles);
    tcase_add_test(tc, refused_memory);
    tcase_add_test(tc, same_bits_everywhere);
}

FAIR_TEST_MAIN("stats/largest", tests)
