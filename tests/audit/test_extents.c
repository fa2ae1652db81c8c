/* SPDX-License-Identifier: MIT
 * Tests of the intervals of extremes: how often they hold what is true, for
 * two groups exactly, by going through every outcome, for ten by drawing. */
#include "reports.h"

#include <math.h>
#include <stdio.h>

#include "base/random.h"
#include "stats/draw.h"

#define MOST 40
#define MANY 10

static const char *const kinds[] = {"difference", "ratio", "group_min",
                                    "group_max"};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static fair_report *
report_of(size_t n, const uint64_t *sizes, const uint64_t *hits)
{
    static const char *const names[] = {"a", "b", "c", "d", "e",
                                        "f", "g", "h", "i", "j"};
    fix_row rows[2 * MANY];
    for (size_t i = 0; i < n; i++) {
        rows[2 * i] = (fix_row){{names[i]}, 1, 1, 0, hits[i], 1};
        rows[2 * i + 1] = (fix_row){{names[i]}, 1, 0, 0, sizes[i] - hits[i], 1};
    }
    fixture f = fix(1, "g", NULL, NULL);
    return fix_report(&f, NULL, rows, 2 * n);
}

static fair_value
extreme(fair_report *report, const char *kind)
{
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.comparison = kind;
    return fix_value(report, "selection_rate", &sel);
}

static double
truth_of(const char *kind, double low, double high)
{
    switch (kind[0]) {
    case 'd':
        return high - low;
    case 'r':
        return low / high;
    default:
        return kind[7] == 'i' ? low : high;
    }
}

static int
holds(const fair_value *v, double truth)
{
    if (v->reason != FAIR_DEFINED) return 1; /* nothing was said */
    return v->lower <= truth + 1e-12 && truth - 1e-12 <= v->upper;
}

/* ---- two groups ---- */

static fair_value found[MOST + 1][MOST + 1][N_KINDS];

static void
find_all(uint64_t n1, uint64_t n2)
{
    for (uint64_t a = 0; a <= n1; a++)
        for (uint64_t b = 0; b <= n2; b++) {
            fair_report *report = report_of(2, (uint64_t[]){n1, n2},
                                            (uint64_t[]){a, b});
            for (size_t k = 0; k < N_KINDS; k++) {
                const fair_value v = extreme(report, kinds[k]);
                found[a][b][k] = v;
                if (v.reason != FAIR_DEFINED) {
                    ck_assert_int_eq(v.method, FAIR_METHOD_NONE);
                    continue;
                }
                ck_assert_int_eq(v.method, FAIR_METHOD_SIMULTANEOUS);
                ck_assert(0 <= v.lower && v.lower <= v.value);
                ck_assert(v.value <= v.upper && v.upper <= 1);
            }
            fair_report_free(report);
        }
}

static void
binomial(uint64_t n, double p, double out[MOST + 1])
{
    for (uint64_t k = 0; k <= n; k++) {
        const double ways = lgamma((double)n + 1) - lgamma((double)k + 1) -
                            lgamma((double)(n - k) + 1);
        out[k] = exp(ways + (double)k * log(p) +
                     (double)(n - k) * log1p(-p));
    }
}

static double
covered(size_t kind, uint64_t n1, double p1, uint64_t n2, double p2)
{
    double first[MOST + 1], second[MOST + 1], sum = 0;
    const double truth = truth_of(kinds[kind], fmin(p1, p2), fmax(p1, p2));
    binomial(n1, p1, first);
    binomial(n2, p2, second);
    for (uint64_t a = 0; a <= n1; a++)
        for (uint64_t b = 0; b <= n2; b++)
            if (holds(&found[a][b][kind], truth)) sum += first[a] * second[b];
    return sum;
}

/* Where rates are at most half apart; and a difference of 0 and a ratio of 1,
 * where they are equal.  docs/explanation/uncertainty.md has the figures. */
START_TEST(two_groups)
{
    static const uint64_t sizes[][2] = {{10, 10}, {12, 40}, {20, 24}, {40, 40}};
    double least[N_KINDS] = {1, 1, 1, 1}, equal = 1;
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        find_all(sizes[s][0], sizes[s][1]);
        for (double p = 0.1; p < 0.91; p += 0.05)
            for (double q = 0.1; q < 0.91; q += 0.05)
                for (size_t k = 0; k < N_KINDS; k++) {
                    const double c =
                        covered(k, sizes[s][0], p, sizes[s][1], q);
                    if (fabs(p - q) < 0.51) least[k] = fmin(least[k], c);
                    if (fabs(p - q) < 1e-9 && k < 2) equal = fmin(equal, c);
                }
    }
    if (getenv("SHOW_COVERAGE") != NULL)
        printf("difference %.4f ratio %.4f lowest %.4f highest %.4f equal "
               "%.4f\n",
               least[0], least[1], least[2], least[3], equal);
    for (size_t k = 0; k < N_KINDS; k++)
        ck_assert(least[k] >= (k < 2 ? 0.946 : 0.93));
    ck_assert(equal >= 0.958);
}
END_TEST

/* ---- ten groups ---- */

START_TEST(ten_groups)
{
    static const double rates[3][2] = {{0.3, 0.3}, {0.3, 0.5}, {0.1, 0.15}};
    const int runs = TEST_SANITIZED ? 60 : 400;
    for (size_t r = 0; r < 3; r++) {
        int held[N_KINDS] = {0};
        for (int run = 0; run < runs; run++) {
            uint64_t sizes[MANY], hits[MANY];
            for (size_t i = 0; i < MANY; i++) {
                fair__random g = fair__random_new(7, (uint32_t)r,
                                                  (uint32_t)run, (uint32_t)i);
                sizes[i] = 40 + 30 * i;
                hits[i] = fair__draw_binomial(&g, sizes[i], rates[r][i == 3]);
            }
            fair_report *report = report_of(MANY, sizes, hits);
            for (size_t k = 0; k < N_KINDS; k++) {
                const fair_value v = extreme(report, kinds[k]);
                held[k] += holds(&v, truth_of(kinds[k], rates[r][0],
                                              rates[r][1]));
            }
            fair_report_free(report);
        }
        const double few = 4 * sqrt(0.95 * 0.05 / runs);
        for (size_t k = 0; k < N_KINDS; k++)
            ck_assert_msg(held[k] >= (0.95 - few) * runs, "%s: %d of %d",
                          kinds[k], held[k], runs);
    }
}
END_TEST

/* ---- criteria of two metrics ---- */

/* The worst of two, and their mean, are bounded as their parts are at half
 * the level towards parity (and of the mean at half away from it too). */
START_TEST(of_two_metrics)
{
    const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 70, 1}, {{"a"}, 0, 1, 0, 30, 1},
        {{"a"}, 1, 0, 0, 20, 1}, {{"a"}, 0, 0, 0, 80, 1},
        {{"b"}, 1, 1, 0, 40, 1}, {{"b"}, 0, 1, 0, 60, 1},
        {{"b"}, 1, 0, 0, 25, 1}, {{"b"}, 0, 0, 0, 75, 1}};
    static const char *const single[] = {"true_positive_rate",
                                         "false_positive_rate"};
    fixture f = fix(1, "g", NULL, NULL);
    fair_report *whole = fix_report(&f, NULL, rows, 8);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.confidence = 0.975;
    fair_report *half = fix_report(&f, &o, rows, 8);
    const fair_value worst =
        fix_value(whole, "equalized_odds_difference", NULL);
    const fair_value mean =
        fix_value(whole, "average_absolute_odds_difference", NULL);
    double lower = 0, upper = 0, mean_lower = 0, mean_upper = 0;
    for (size_t k = 0; k < 2; k++) {
        fair_selector sel = FAIR_SELECTOR_INIT;
        sel.comparison = "difference";
        const fair_value at = fix_value(whole, single[k], &sel);
        const fair_value wide = fix_value(half, single[k], &sel);
        lower = fmax(lower, wide.lower);
        upper = fmax(upper, at.upper);
        mean_lower += wide.lower / 2;
        mean_upper += wide.upper / 2;
    }
    ck_assert_int_eq(worst.method, FAIR_METHOD_SIMULTANEOUS);
    ck_assert_int_eq(mean.method, FAIR_METHOD_SIMULTANEOUS);
    ck_assert(fabs(worst.lower - lower) < 1e-12);
    ck_assert(fabs(worst.upper - upper) < 1e-12);
    ck_assert(fabs(mean.lower - mean_lower) < 1e-12);
    ck_assert(fabs(mean.upper - mean_upper) < 1e-12);
    ck_assert(lower > 0 && mean_lower > 0);
    fair_report_free(whole);
    fair_report_free(half);
}
END_TEST

/* ---- criteria over bins of scores ---- */

#define N_SCORES 3
#define N_SCORED 3

static const char *const of_bins[] = {"sufficiency_gap",
                                      "multicalibration_error"};

/* Rates by group and score; where they are the scores both are 0. */
typedef struct scored {
    double rates[N_SCORED][N_SCORES];
} scored;

static const double scores[N_SCORES] = {0.15, 0.45, 0.85};

static uint64_t
rows_of(size_t group, size_t score)
{
    return 12 + 14 * group + 9 * score;
}

static double
bin_truth(size_t kind, const scored *t)
{
    double most = 0, all = 0;
    for (size_t g = 0; g < N_SCORED; g++)
        for (size_t s = 0; s < N_SCORES; s++) all += (double)rows_of(g, s);
    for (size_t g = 0; g < N_SCORED; g++)
        for (size_t s = 0; s < N_SCORES; s++) {
            const double error = fabs(t->rates[g][s] - scores[s]);
            if (kind == 1)
                most = fmax(most, (double)rows_of(g, s) / all * error);
            for (size_t h = 0; h < g && kind == 0; h++)
                most = fmax(most, fabs(t->rates[g][s] - t->rates[h][s]));
        }
    return most;
}

START_TEST(bins)
{
    static const scored truths[] = {
        {{{.15, .45, .85}, {.15, .45, .85}, {.15, .45, .85}}},
        {{{.15, .45, .85}, {.35, .45, .85}, {.15, .45, .85}}},
        {{{.3, .3, .6}, {.1, .5, .9}, {.2, .7, .7}}}};
    static const char *const names[] = {"a", "b", "c"};
    const int runs = TEST_SANITIZED ? 60 : 1000;
    for (size_t t = 0; t < 3; t++) {
        int held[2] = {0};
        for (int run = 0; run < runs; run++) {
            fix_row rows[2 * N_SCORED * N_SCORES];
            size_t n = 0;
            for (size_t g = 0; g < N_SCORED; g++)
                for (size_t s = 0; s < N_SCORES; s++) {
                    fair__random r =
                        fair__random_new(9, (uint32_t)t, (uint32_t)run,
                                         (uint32_t)(g * N_SCORES + s));
                    const uint64_t all = rows_of(g, s);
                    const uint64_t hits =
                        fair__draw_binomial(&r, all, truths[t].rates[g][s]);
                    rows[n++] =
                        (fix_row){{names[g]}, 1, 1, 0, hits, scores[s]};
                    rows[n++] =
                        (fix_row){{names[g]}, 0, 1, 0, all - hits, scores[s]};
                }
            fixture f = fix(1, "g", NULL, NULL);
            f.has_score = 1;
            f.options.y_score = "score";
            fair_report *report = fix_report(&f, NULL, rows, n);
            for (size_t k = 0; k < 2; k++) {
                const fair_value v = fix_value(report, of_bins[k], NULL);
                ck_assert_int_eq(v.method, FAIR_METHOD_SIMULTANEOUS);
                ck_assert(0 <= v.lower && v.lower <= v.value);
                ck_assert(v.value <= v.upper && v.upper <= 1);
                held[k] += holds(&v, bin_truth(k, &truths[t]));
            }
            fair_report_free(report);
        }
        for (size_t k = 0; k < 2; k++) {
            if (getenv("SHOW_COVERAGE") != NULL)
                fprintf(stderr, "%s: %.1f %%\n", of_bins[k],
                        100.0 * held[k] / runs);
            ck_assert_msg(held[k] >= 0.94 * runs, "%s: %d of %d", of_bins[k],
                          held[k], runs);
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, two_groups);
    tcase_add_test(tc, ten_groups);
    tcase_add_test(tc, of_two_metrics);
    tcase_add_test(tc, bins);
}

FAIR_TEST_MAIN("audit/extents", tests)
