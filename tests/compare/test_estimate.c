/* SPDX-License-Identifier: MIT
 * Tests of estimates that are no proportions: errors of F1 against the delta
 * method, of groups by themselves and where groups are alike. */
#include "compare/estimate.h"

#include <math.h>

#include "compare/drawing.h"
#include "harness.h"

static const fair_watch nobody = FAIR_WATCH_INIT;

/* F1 is 2 TP to FP + FN in odds, whose logarithm has the variance
 * 1 / TP + 1 / (FP + FN); one row more is in every cell that it tells
 * apart. */
static double
delta(const fair__counts *c)
{
    const double hits = (double)c->rows[FAIR__TP] + 1;
    const double errors =
        (double)(c->rows[FAIR__FP] + c->rows[FAIR__FN]) + 1;
    return sqrt(1 / hits + 1 / errors);
}

START_TEST(errors_of_f1)
{
    static const uint64_t rows[2][4] = {{1000, 500, 500, 0},
                                        {40, 60, 20, 1880}};
    fair__counts groups[2] = {{.rows = {0}}, {.rows = {0}}};
    fair__counts total = {.rows = {0}};
    fair__sample s[2] = {{.n = 2000, .group = 0}, {.n = 2000, .group = 1}};
    for (int g = 0; g < 2; g++) {
        groups[g].rows[FAIR__TP] = rows[g][0];
        groups[g].rows[FAIR__FP] = rows[g][1];
        groups[g].rows[FAIR__FN] = rows[g][2];
        groups[g].rows[FAIR__TN] = rows[g][3];
        for (int k = 0; k < FAIR__N_COUNTS; k++)
            total.rows[k] += groups[g].rows[k];
    }
    const fair__population p = {.n = 2, .groups = groups, .total = &total};
    fair__family f = {.metric = fair__metric_find("f1_score"),
                      .population = &p,
                      .form = FAIR__OF_DIFFERENCE,
                      .between = FAIR__ALL_PAIRS,
                      .test = FAIR__BY_ERROR,
                      .n = 2,
                      .samples = s,
                      .n_claims = 1};
    fair__drawing drawing = {.seed = 5, .n_replicates = 4000, .watch = &nobody};
    const fair_allocator memory = test_allocator(&(test_memory){0});
    fair_error err = {0};
    ck_assert_ok(fair__estimates_make(&memory, &f, &(fair__rules){0},
                                      &drawing, &err));
    for (int g = 0; g < 2; g++) {
        const double hits = (double)rows[g][0] + 1;
        const double errors = (double)(rows[g][1] + rows[g][2]) + 1;
        ck_assert_double_eq_tol(s[g].rate, 2 * hits / (2 * hits + errors),
                                1e-15);
        /* 4,000 draws know an error to 1.1 %. */
        ck_assert_double_eq_tol(s[g].spread / sqrt(2000) / delta(&groups[g]),
                                1, 0.05);
        /* It is tested as a rate is: nobody asks what it is among others. */
        ck_assert_double_gt(s[g].like_rate, 0);
        ck_assert_double_eq(s[g].alike, s[g].spread);
    }
    /* The smaller error of the two is no excuse where groups are alike: of a
     * metric that has no second end. */
    f.metric = fair__metric_find("conditional_acceptance");
    ck_assert_ok(fair__estimates_make(&memory, &f, &(fair__rules){0},
                                      &drawing, &err));
    for (int g = 0; g < 2; g++) {
        ck_assert_double_eq(s[g].like_rate, 0);
        ck_assert_double_ge(s[g].alike, s[g].spread);
    }
    ck_assert_double_gt(s[0].alike + s[1].alike, s[0].spread + s[1].spread);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, errors_of_f1);
}

FAIR_TEST_MAIN("compare/estimate", tests)
