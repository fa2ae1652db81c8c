/* SPDX-License-Identifier: MIT
 * Calibration errors by what is known of one bin, and by simple sums. */
#include "compare/gaps.h"

#include <math.h>

#include "harness.h"

#include "base/memory.h"
#include "stats/distribution.h"
#include "stats/score.h"

#define MANY 20000

static fair_allocator mem;

static fair__gaps
gaps_of(int32_t norm, fair__gap *bins, size_t n_bins, uint32_t n_replicates)
{
    static const fair_watch nobody = FAIR_WATCH_INIT;
    fair__gaps g = {.norm = norm, .n_bins = n_bins, .bins = bins};
    fair__drawing drawing = {5, n_replicates, &nobody, 0};
    for (size_t k = 0; k < n_bins; k++) g.n += bins[k].n;
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    ck_assert_ok(fair__gaps_draw(&mem, &g, 3, &drawing, NULL));
    return g;
}

static void
release(fair__gaps *g)
{
    g->bins = NULL;
    g->n_bins = 0;
    fair__gaps_free(g, &mem);
}

/* One bin whose score is 0: the error is the rate, and a rate has Wilson's
 * test, and exact chances. */
START_TEST(one_bin)
{
    fair__gap bin = {200, 0, 0.1, 1};
    for (int32_t norm = FAIR__NORM_SUM; norm <= FAIR__NORM_ROOT; norm++) {
        fair__gaps g = gaps_of(norm, &bin, 1, MANY);
        ck_assert_double_eq_tol(g.value, 0.1, 1e-15);
        for (int i = 11; i < 20; i++) {
            const double x = i / 100.0;
            const double z = fair__score_rate(0.1, 200, x, -1);
            ck_assert_double_eq_tol(fair__gaps_within(&g, x, 1),
                                    fair__normal_tails(-z).upper, 1e-12);
        }
        /* From the rate of 21 in 202 a draw gets as far away, either way. */
        const double rate = 21 / 202.0;
        for (int i = 0; i < 10; i++) {
            const double x = i / 100.0, far = 200 * (0.1 - x);
            double chance = 0;
            for (int k = 0; k <= 200; k++)
                if (fabs(k - 200 * rate) >= far - 1e-9)
                    chance += fair__binomial_pmf(k, 200, rate);
            ck_assert_double_eq_tol(fair__gaps_beyond(&g, x, 1), chance,
                                    4.5 * sqrt(chance / MANY) + 1e-4);
        }
        release(&g);
    }
}
END_TEST

/* Two bins: values by hand, and how parts of the variance add up. */
START_TEST(two_bins)
{
    fair__gap bins[] = {{300, 0.2, 0.25, 0.75}, {100, 0.6, 0.4, 0.25}};
    fair__gaps g = gaps_of(FAIR__NORM_SUM, bins, 2, 99);
    ck_assert_double_eq_tol(g.value, 0.75 * 0.05 + 0.25 * 0.2, 1e-15);
    /* At 0.1, both gaps 0.0125 larger. */
    const double half = 0.25 / 100 / 2;
    const double v = 0.75 * 0.75 * 0.2625 * 0.7375 / 300 +
                     0.25 * 0.25 * 0.3875 * 0.6125 / 100;
    ck_assert_double_eq_tol(
        fair__gaps_within(&g, 0.1, 1),
        fair__normal_tails((0.0125 - half) / sqrt(v)).upper, 1e-12);
    release(&g);

    bins[0].part = bins[1].part = 1;
    g = gaps_of(FAIR__NORM_LARGEST, bins, 2, 99);
    ck_assert_double_eq_tol(g.value, 0.2, 1e-15);
    ck_assert_double_eq_tol(
        fair__gaps_within(&g, 0.3, 1),
        fair__normal_tails((0.1 - 0.005) / sqrt(0.3 * 0.7 / 100)).upper,
        1e-12);
    release(&g);

    bins[0].part = sqrt(0.75);
    bins[1].part = sqrt(0.25);
    g = gaps_of(FAIR__NORM_ROOT, bins, 2, 99);
    ck_assert_double_eq_tol(
        g.value, sqrt(0.75 * 0.05 * 0.05 + 0.25 * 0.2 * 0.2), 1e-15);
    release(&g);
}
END_TEST

/* A bound is where the chance turns; what is drawn has steps. */
START_TEST(bounds)
{
    fair__gap bins[] = {{300, 0.2, 0.3, 0.75}, {100, 0.6, 0.4, 0.25}};
    fair__gaps g = gaps_of(FAIR__NORM_SUM, bins, 2, MANY);
    static const double outs[] = {0.025, 0.001};
    double before[2] = {g.value, g.value};
    for (size_t i = 0; i < 2; i++) {
        double lower, upper;
        fair__gaps_bounds(&g, outs[i], &lower, &upper);
        ck_assert_double_gt(lower, 0);
        ck_assert_double_lt(lower, before[0]);
        ck_assert_double_gt(upper, before[1]);
        ck_assert_double_lt(upper, 1);
        ck_assert_double_le(fair__gaps_beyond(&g, lower, 1), outs[i]);
        ck_assert_double_gt(fair__gaps_beyond(&g, lower + 1e-9, 1), outs[i]);
        ck_assert_double_le(fair__gaps_within(&g, upper, 1), outs[i]);
        ck_assert_double_gt(fair__gaps_within(&g, upper - 1e-9, 1), outs[i]);
        before[0] = lower;
        before[1] = upper;
    }
    release(&g);
}
END_TEST

/* More rows tell more, and the same seed the same. */
START_TEST(rows_and_seeds)
{
    fair__gap bins[] = {{50, 0.2, 0.3, 0.5}, {50, 0.7, 0.8, 0.5}};
    fair__gaps g = gaps_of(FAIR__NORM_SUM, bins, 2, 999);
    fair__gaps h = gaps_of(FAIR__NORM_SUM, bins, 2, 999);
    ck_assert_mem_eq(g.noise, h.noise, 999 * sizeof(*g.noise));
    double before = 1;
    for (double times = 1; times < 100; times *= 4) {
        ck_assert_double_lt(fair__gaps_within(&g, 0.2, times), before);
        before = fair__gaps_within(&g, 0.2, times);
    }
    ck_assert_double_lt(fair__gaps_beyond(&g, 0, 16),
                        fair__gaps_beyond(&g, 0, 1));
    ck_assert_double_eq(fair__gaps_beyond(&g, 0.11, 1), 1);
    ck_assert_double_ge(fair__gaps_within(&g, 0.05, 1), 0.5);
    release(&g);
    release(&h);
}
END_TEST

static int32_t
stop_at_once(void *ctx, uint64_t n)
{
    (void)ctx;
    (void)n;
    return 1;
}

START_TEST(is_stopped)
{
    fair__gap bin = {50, 0.2, 0.3, 1};
    fair_watch watch = FAIR_WATCH_INIT;
    watch.stop = stop_at_once;
    fair__gaps g = {.norm = FAIR__NORM_SUM, .n_bins = 1, .bins = &bin};
    fair__drawing drawing = {5, 99, &watch, 0};
    ck_assert_ok(fair__memory_init(&mem, NULL, NULL));
    ck_assert_int_eq(fair__gaps_draw(&mem, &g, 3, &drawing, NULL),
                     FAIR_ERR_STOPPED);
    ck_assert_ptr_null(g.noise);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, one_bin);
    tcase_add_test(tc, two_bins);
    tcase_add_test(tc, bounds);
    tcase_add_test(tc, rows_and_seeds);
    tcase_add_test(tc, is_stopped);
}

FAIR_TEST_MAIN("compare/gaps", tests)
