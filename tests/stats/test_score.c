/* SPDX-License-Identifier: MIT
 * Tests of score statistics: golden values, published ones, ends, falling. */
#include "stats/score.h"

#include <math.h>

#include "harness.h"
#include "stats/distribution.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

typedef struct golden_score {
    double p1, n1, p2, n2, x, half, z;
} golden_score;

#include "golden_score.h"

static double
rate(const golden_score *g, double x)
{
    return fair__score_rate(g->p1, g->n1, x, (int)g->half);
}

static double
difference(const golden_score *g, double x)
{
    return fair__score_difference(g->p1, g->n1, g->p2, g->n2, x,
                                  (int)g->half);
}

static double
ratio(const golden_score *g, double x)
{
    return fair__score_ratio(g->p1, g->n1, g->p2, g->n2, x, (int)g->half);
}

static double
odds_ratio(const golden_score *g, double x)
{
    return fair__score_odds_ratio(g->p1, g->n1, g->p2, g->n2, x,
                                  (int)g->half);
}

static double
skewed_difference(const golden_score *g, double x)
{
    return fair__skewed_difference(g->p1, g->n1, g->p2, g->n2, x,
                                   (int)g->half);
}

static double
skewed_ratio(const golden_score *g, double x)
{
    return fair__skewed_ratio(g->p1, g->n1, g->p2, g->n2, x, (int)g->half);
}

typedef double score(const golden_score *g, double x);

/* Beyond 38 standard errors every chance is 0. */
static void
check(score *f, const golden_score *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double got = f(&rows[i], rows[i].x), size = fabs(rows[i].z);
        const double most = size < 40 ? 1e-12 : 1e-6;
        ck_assert_msg(fabs(got - rows[i].z) <= most * (1 + size),
                      "row %zu: %.17g, not %.17g", i, got, rows[i].z);
    }
}

START_TEST(golden_values)
{
    check(rate, golden_rate, COUNT(golden_rate));
    check(difference, golden_difference, COUNT(golden_difference));
    check(ratio, golden_ratio, COUNT(golden_ratio));
    check(odds_ratio, golden_odds_ratio, COUNT(golden_odds_ratio));
}
END_TEST

/* Bounds are found by halving, which needs it.  Half a count more or less than
 * there can be rises at the end. */
static void
falls(score *f, const golden_score *rows, size_t n, double low, double high)
{
    for (size_t i = 0; i < n; i++) {
        double before = HUGE_VAL;
        if (rows[i].half != 0) continue;
        for (int k = 1; k < 200; k++) {
            const double z = f(&rows[i], low + (high - low) * k / 200);
            ck_assert_msg(z <= before + 1e-9 * (1 + fabs(z)),
                          "row %zu, step %d: %.17g after %.17g", i, k, z,
                          before);
            before = z;
        }
    }
}

START_TEST(each_falls)
{
    falls(rate, golden_rate, COUNT(golden_rate), 0, 1);
    falls(difference, golden_difference, COUNT(golden_difference), -1, 1);
    falls(ratio, golden_ratio, COUNT(golden_ratio), 0, 4);
    falls(odds_ratio, golden_odds_ratio, COUNT(golden_odds_ratio), 0, 40);
    falls(skewed_difference, golden_difference, COUNT(golden_difference), -1,
          1);
    falls(skewed_ratio, golden_ratio, COUNT(golden_ratio), 0, 4);
}
END_TEST

/* Newcombe 1998, Interval estimation for the difference between independent
 * proportions, Statistics in Medicine 17, table II: the 95 % limits by
 * Miettinen and Nurminen's method, to four digits. */
START_TEST(published_limits)
{
    static const struct {
        double x1, n1, x2, n2, low, high;
    } newcombe[] = {
        {56, 70, 48, 80, 0.0528, 0.3382},
        {9, 10, 3, 10, 0.1700, 0.8406},
        {10, 10, 0, 20, 0.7156, 1.0000},
        {10, 10, 0, 10, 0.6636, 1.0000},
    };
    for (size_t i = 0; i < COUNT(newcombe); i++) {
        const double p1 = newcombe[i].x1 / newcombe[i].n1;
        const double p2 = newcombe[i].x2 / newcombe[i].n2;
        const double at[2] = {newcombe[i].low, newcombe[i].high};
        for (int k = 0; k < 2; k++) {
            /* Within half a unit of the fourth digit of the limit. */
            const double a = fabs(fair__score_difference(
                p1, newcombe[i].n1, p2, newcombe[i].n2,
                at[k] - 0.00006, 0));
            const double b = fabs(fair__score_difference(
                p1, newcombe[i].n1, p2, newcombe[i].n2,
                at[k] < 1 ? at[k] + 0.00006 : 1, 0));
            ck_assert_msg(at[k] == 1 || (a < 1.959964) != (b < 1.959964),
                          "row %zu, limit %d: %g and %g", i, k, a, b);
        }
    }
}
END_TEST

static void
check_span(const double p[2], const double n[2], double x, int half)
{
    /* Beyond 38 standard errors every chance is 0. */
    const double z = fmax(
        fmin(fair__skewed_difference(p[0], n[0], p[1], n[1], x, half), 40),
        -40);
    const fair__score_span s =
        fair__skewed_difference_span(p[0], n[0], p[1], n[1], x, half);
    ck_assert_msg(fmin(s.low, 40) <= z + 1e-10 &&
                      z - 1e-10 <= fmax(s.high, -40),
                  "%g of %g, %g of %g, %g: %.17g, not %.17g to %.17g", p[0],
                  n[0], p[1], n[1], x, z, s.low, s.high);
}

/* Random tables, many of them at the ends of what there can be. */
START_TEST(spans_hold_the_score)
{
    uint64_t seed = 2;
    int narrow = 0;
    for (int i = 0; i < 200000; i++) {
        double p[2], n[2];
        for (int k = 0; k < 2; k++) {
            const uint64_t rows =
                1 + random_u64(&seed) % (i % 2 != 0 ? 8 : 100000);
            n[k] = (double)rows;
            p[k] = (double)(random_u64(&seed) % (rows + 1)) / n[k];
        }
        const double x = (double)(int)(random_u64(&seed) % 41) / 20 - 1;
        check_span(p, n, x, (int)(random_u64(&seed) % 3) - 1);
        const fair__score_span s =
            fair__skewed_difference_span(p[0], n[0], p[1], n[1], x, 0);
        narrow += s.high - s.low < 0.5 * (fabs(s.high) + fabs(s.low));
    }
    ck_assert_int_gt(narrow, 50000); /* they are of use */
}
END_TEST

/* P(X >= k), X binomial, by adding products. */
static double
chance_from(int k, int n, double p)
{
    double total = 0;
    for (int j = k; j <= n; j++) {
        double one = 1;
        for (int i = 1; i <= j; i++) one *= p * (n - j + i) / i;
        for (int i = 0; i < n - j; i++) one *= 1 - p;
        total += one;
    }
    return total;
}

static void
assert_chance(double p, double n, double p0, int half, double expected)
{
    const double z = fair__score_binomial(p, n, p0, half);
    const double found = fair__normal_tails(half * z).upper;
    ck_assert_msg(fabs(found / expected - 1) <= 1e-10,
                  "%g of %g at %g, %d: %.17g, not %.17g", p, n, p0, half,
                  found, expected);
}

START_TEST(binomial_chances)
{
    static const double at[] = {0.001, 0.05, 0.3, 0.5, 0.8, 0.99};
    for (int n = 1; n <= 60; n += n < 5 ? 1 : 11)
        for (int k = 1; k <= n; k++)
            for (size_t i = 0; i < COUNT(at); i++) {
                const double p = (double)k / n;
                const double chance = chance_from(k, n, at[i]);
                if (!(chance > 1e-290)) continue;
                assert_chance(p, n, at[i], 1, chance);
                /* As few of the others. */
                assert_chance(1 - p, n, 1 - at[i], -1, chance);
            }
    /* Of rows that are not whole, with mpmath. */
    static const struct {
        double p, n, p0;
        int half;
        double chance;
    } known[] = {
        {0.25, 3.4, 0.05, 1, 0.22544005389042537},
        {0.01, 77.3, 0.05, -1, 0.071780624017815948},
        {0.002, 1234.5, 0.0004, 1, 0.038554620939339322},
        {0.7, 41.7, 0.9, -1, 0.00028768569573941959},
    };
    for (size_t i = 0; i < COUNT(known); i++)
        assert_chance(known[i].p, known[i].n, known[i].p0, known[i].half,
                      known[i].chance);
    /* Nothing observed is never shown to be above. */
    ck_assert_double_lt(fair__score_binomial(0, 100, 0.01, 1), 0);
    ck_assert_double_gt(fair__score_binomial(1, 100, 0.99, -1), 0);
}
END_TEST

START_TEST(ends)
{
    ck_assert_double_eq(fair__score_rate(0, 10, 0, 0), 0);
    ck_assert_double_eq(fair__score_rate(0.5, 10, 0, 0), HUGE_VAL);
    ck_assert_double_eq(fair__score_rate(0.5, 10, 1, 0), -HUGE_VAL);
    ck_assert_double_eq(fair__score_difference(0, 10, 0, 10, 0, 0), 0);
    ck_assert_double_eq(fair__score_difference(1, 10, 1, 99, 0, 0), 0);
    ck_assert_double_eq(fair__score_difference(1, 10, 0, 10, 1, 0), 0);
    ck_assert_double_eq(fair__score_difference(0.5, 10, 0, 10, 1, 0),
                        -HUGE_VAL);
    ck_assert_double_eq(fair__score_ratio(0, 10, 0, 10, 0.8, 0), 0);
    ck_assert_double_eq(fair__score_odds_ratio(0, 10, 0, 10, 0.8, 0), 0);
    ck_assert_double_eq(fair__score_odds_ratio(1, 10, 1, 99, 3, 0), 0);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, golden_values);
    tcase_add_test(tc, each_falls);
    tcase_add_test(tc, published_limits);
    tcase_add_test(tc, spans_hold_the_score);
    tcase_add_test(tc, binomial_chances);
    tcase_add_test(tc, ends);
}

FAIR_TEST_MAIN("stats/score", tests)
