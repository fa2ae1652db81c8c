/* SPDX-License-Identifier: MIT
 * Tests of draws of counts: against exact chances over a grid of sizes and
 * rates, moments where sizes are large, edges, and the same bits everywhere. */
#include "stats/draw.h"

#include <math.h>

#include "harness.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define DRAWS 20000
#define MORE (TEST_SANITIZED ? 50000 : 500000)

static const double rates[] = {1e-9,  0.001, 0.02, 0.09, 0.1,   0.3,
                               0.499, 0.5,   0.51, 0.8,  0.995, 1 - 1e-9};
static const uint64_t sizes[] = {1,   2,    5,     19,     20,     21,   33,
                                 100, 1000, 12345, 100000, 1000000};

/* Chance of k, by the library of C. */
static double
exact(double n, double k, double p)
{
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) +
               k * log(p) + (n - k) * log1p(-p));
}

/* Chi-square less its degrees of freedom, in standard deviations, of the
 * counts of so many draws; cells of which fewer than 20 are expected are thrown
 * together with the next, tails beyond 12 standard deviations left out. */
static double
misfit(uint64_t n, double p, uint32_t draws, uint32_t purpose)
{
    const double mean = (double)n * p, sd = sqrt(mean * (1 - p)) + 1;
    const double low = floor(fmax(0, mean - 12 * sd));
    const double high = ceil(fmin((double)n, mean + 12 * sd));
    const size_t cells = (size_t)(high - low) + 1;
    int *seen = calloc(cells, sizeof(*seen));
    for (uint32_t i = 0; i < draws; i++) {
        fair__random r = fair__random_new(20264, purpose, i, 0);
        const double k = (double)fair__draw_binomial(&r, n, p);
        ck_assert_msg(k >= low && k <= high, "%g of %g at %g", k, (double)n,
                      p);
        seen[(size_t)(k - low)]++;
    }
    double chi = 0, degrees = -1, expected = 0, found = 0, left = draws;
    for (size_t i = 0; i < cells; i++) {
        const double here = draws * exact((double)n, low + (double)i, p);
        expected += here;
        found += seen[i];
        left -= here;
        if (expected < 20 || (left < 20 && i + 1 < cells)) continue;
        chi += (found - expected) * (found - expected) / expected;
        degrees++;
        expected = found = 0;
    }
    free(seen);
    return degrees < 1 ? 0 : (chi - degrees) / sqrt(2 * degrees);
}

/* Some hundred pairs, of which none is to be 5 standard deviations off (the
 * distribution of chi-square has a long tail), and the mean of all 0.3. */
START_TEST(exact_chances)
{
    double sum = 0;
    uint32_t pairs = 0;
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (size_t j = 0; j < COUNT(rates); j++) {
            const double off = misfit(sizes[i], rates[j], DRAWS, pairs++);
            ck_assert_msg(off < 5, "n %g p %g: %g", (double)sizes[i],
                          rates[j], off);
            sum += off;
        }
    ck_assert_double_le(fabs(sum / pairs), 0.3);
}
END_TEST

/* On both sides of the border between the two ways. */
START_TEST(exact_chances_at_the_border)
{
    for (uint32_t i = 0; i < 10; i++) {
        ck_assert_double_lt(misfit(100, 0.09 + i * 0.002, DRAWS, i), 5);
        ck_assert_double_lt(misfit(200000, (9.5 + i / 10.0) / 200000,
                                   DRAWS, 10 + i),
                            5);
    }
}
END_TEST

/* So many that smaller errors show. */
START_TEST(many_draws)
{
    ck_assert_double_lt(misfit(25, 0.45, MORE, 1), 5);
    ck_assert_double_lt(misfit(400, 0.5, MORE, 3), 5);
    ck_assert_double_lt(misfit(1000000, 0.5, MORE, 5), 5);
}
END_TEST

/* Counts that doubles hardly hold: moments, and shares below the quartiles of
 * the normal distribution. */
START_TEST(large_sizes)
{
    static const struct {
        uint64_t n;
        double p;
    } table[] = {{UINT64_C(1) << 32, 0.3},
                 {UINT64_C(1) << 40, 1e-6},
                 {FAIR__MOST_DRAWN, 0.5},
                 {FAIR__MOST_DRAWN, 0.25 + 0x1p-50},
                 {FAIR__MOST_DRAWN - 1, 0.9},
                 {FAIR__MOST_DRAWN, 0x1p-40}};
    for (size_t i = 0; i < COUNT(table); i++) {
        const double n = (double)table[i].n, p = table[i].p;
        const double mean = n * p, sd = sqrt(mean * (1 - p));
        double sum = 0, squares = 0, cubes = 0;
        int below[3] = {0};
        for (uint32_t k = 0; k < DRAWS; k++) {
            fair__random r = fair__random_new(3, 4, k, (uint32_t)i);
            const uint64_t x = fair__draw_binomial(&r, table[i].n, p);
            const double z = ((double)x - mean) / sd;
            sum += z;
            squares += z * z;
            cubes += z * z * z;
            below[0] += z < -0.6744897501960817;
            below[1] += z < 0;
            below[2] += z < 0.6744897501960817;
        }
        const double one = 1 / sqrt(DRAWS); /* a standard deviation */
        ck_assert_double_le(fabs(sum / DRAWS), 5 * one);
        ck_assert_double_le(fabs(squares / DRAWS - 1), 5 * sqrt(2) * one);
        ck_assert_double_le(fabs(cubes / DRAWS), 5 * sqrt(15) * one + 2 / sd);
        for (int q = 0; q < 3; q++)
            ck_assert_double_le(fabs(below[q] / (double)DRAWS -
                                     (q + 1) / 4.0),
                                2.5 * one + 1 / sd);
    }
}
END_TEST

/* A chance so small that 1 - p is 1: a Poisson number of mean 2. */
START_TEST(tiny_chances)
{
    double sum = 0, none = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        fair__random r = fair__random_new(5, 6, i, 7);
        const uint64_t k = fair__draw_binomial(&r, FAIR__MOST_DRAWN, 0x1p-52);
        sum += (double)k;
        none += k == 0;
    }
    ck_assert_double_le(fabs(sum / DRAWS - 2), 5 * sqrt(2.0 / DRAWS));
    ck_assert_double_le(fabs(none / DRAWS - exp(-2)), 2.5 / sqrt(DRAWS));
}
END_TEST

START_TEST(edges)
{
    fair__random r = fair__random_new(0, 0, 0, 0);
    for (int i = 0; i < 100; i++) {
        ck_assert_uint_eq(fair__draw_binomial(&r, 0, 0.5), 0);
        ck_assert_uint_eq(fair__draw_binomial(&r, 9, 0), 0);
        ck_assert_uint_eq(fair__draw_binomial(&r, 9, 1), 9);
        ck_assert_uint_eq(fair__draw_binomial(&r, FAIR__MOST_DRAWN, 1),
                          FAIR__MOST_DRAWN);
        ck_assert_uint_eq(fair__draw_binomial(&r, FAIR__MOST_DRAWN, 0), 0);
        ck_assert_uint_eq(fair__draw_binomial(&r, FAIR__MOST_DRAWN, 5e-324),
                          0);
        ck_assert_uint_le(fair__draw_binomial(&r, 1, 0.5), 1);
    }
}
END_TEST

/* Every cell has the mean, variance and covariance that it should; cells of
 * share 0 have none, and nothing is lost. */
START_TEST(multinomial)
{
    static const double shares[] = {3, 0, 1e-3, 40, 0.7, 0, 56.299, 0};
    enum { CELLS = COUNT(shares), N = 997 };
    double chance[CELLS], mean[CELLS] = {0}, products[CELLS][CELLS] = {{0}};
    fair__draw_chances(shares, CELLS, chance);
    ck_assert(chance[6] == 1 && chance[7] == 0 && chance[1] == 0);
    for (uint32_t i = 0; i < DRAWS; i++) {
        fair__random r = fair__random_new(8, 9, i, 10);
        uint64_t x[CELLS], sum = 0;
        fair__draw_multinomial(&r, N, chance, CELLS, x);
        for (int a = 0; a < CELLS; a++) {
            sum += x[a];
            ck_assert(shares[a] > 0 || x[a] == 0);
            mean[a] += (double)x[a] / DRAWS;
            for (int b = 0; b < CELLS; b++)
                products[a][b] += ((double)x[a] - N * shares[a] / 100) *
                                  ((double)x[b] - N * shares[b] / 100) /
                                  DRAWS;
        }
        ck_assert_uint_eq(sum, N);
    }
    for (int a = 0; a < CELLS; a++) {
        const double p = shares[a] / 100;
        ck_assert_double_le(fabs(mean[a] - N * p),
                            5 * sqrt(N * p * (1 - p) / DRAWS));
        for (int b = 0; b < CELLS; b++) {
            const double q = shares[b] / 100;
            const double expected = N * (a == b ? p * (1 - p) : -p * q);
            ck_assert_double_le(fabs(products[a][b] - expected),
                                5 * sqrt((3 * N * N * p * q + N * fmin(p, q)) /
                                         DRAWS));
        }
    }
}
END_TEST

/* The same bits with every compiler; see test_elementary.c on the number. */
START_TEST(same_bits_everywhere)
{
    uint64_t seed = 1, hash = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        const int shift = 11 + (int)(random_u64(&seed) % 53);
        const uint64_t n = random_u64(&seed) >> shift;
        const double p = (double)(random_u64(&seed) >> 11) * 0x1p-53;
        fair__random r = fair__random_new(1, 2, i, 3);
        const uint64_t k =
            fair__draw_binomial(&r, n, i % 3 == 0 ? p * p * p : p);
        ck_assert_uint_le(k, n);
        hash = (hash ^ k) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    ck_assert_uint_eq(hash, UINT64_C(5641218693328627305));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, exact_chances);
    tcase_add_test(tc, exact_chances_at_the_border);
    tcase_add_test(tc, many_draws);
    tcase_add_test(tc, large_sizes);
    tcase_add_test(tc, tiny_chances);
    tcase_add_test(tc, edges);
    tcase_add_test(tc, multinomial);
    tcase_add_test(tc, same_bits_everywhere);
}

FAIR_TEST_MAIN("stats/draw", tests)
