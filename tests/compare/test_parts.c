/* SPDX-License-Identifier: MIT
 * Tests of values that are made of two rates of a group: how often their
 * intervals hold what is true, by every outcome; what they are made of.
 * SHOW_COVERAGE=1 shows a table. */
#include "compare/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <fairness/report.h>

#include "harness.h"
#include "stats/binomial.h"

/* Chances of a bound to be wrong, and normal deviates. */
static const double levels[] = {0.05, 0.005, 0.0005};
static const double deviates[] = {1.6448536269514722, 2.5758293035489004,
                                  3.2905267314918945};
#define N_LEVELS 3

static const char *const names[] = {"positive_likelihood_ratio",
                                    "negative_likelihood_ratio",
                                    "diagnostic_odds_ratio",
                                    "treatment_ratio"};

/* Rows of either label, of which so many are decided so. */
static fair__counts
counts_of(int p, int n, int tp, int fp)
{
    fair__counts c = {.rows = {0}};
    c.rows[FAIR__TP] = (uint64_t)tp;
    c.rows[FAIR__FN] = (uint64_t)(p - tp);
    c.rows[FAIR__FP] = (uint64_t)fp;
    c.rows[FAIR__TN] = (uint64_t)(n - fp);
    return c;
}

static int
value_of(const fair__metric *m, const fair__counts *c, fair__parts *parts,
         double *n, double *value)
{
    static const fair__costs costs = {0};
    fair__result r;
    fair__metric_compute(m, c, c, m->needs, &costs, &r);
    if (r.reason != FAIR_DEFINED) return 0;
    *n = r.effective_n;
    *value = fair__wide_double(&r.value);
    *parts = fair__parts_of(m, c, *n);
    return 1;
}

/* The definitions, of rates. */
static double
truth_of(const char *name, int p, int n, double tpr, double fpr)
{
    switch (name[0]) {
    case 'p':
        return tpr / fpr;
    case 'n':
        return (1 - tpr) / (1 - fpr);
    case 'd':
        return tpr * (1 - fpr) / ((1 - tpr) * fpr);
    default:
        return p * (1 - tpr) / (n * fpr);
    }
}

/* Of all outcomes: where there is a value; where its interval holds the truth;
 * where a bound by itself does not, by level. */
typedef struct shares {
    double there, holds;
    double above[N_LEVELS], below[N_LEVELS];
} shares;

static shares
enumerated(const fair__metric *m, int p, int n, double tpr, double fpr)
{
    double of_p[MOST + 1], of_n[MOST + 1];
    const double truth = truth_of(m->name, p, n, tpr, fpr);
    shares out = {.there = 0};
    binomial(p, tpr, of_p);
    binomial(n, fpr, of_n);
    for (int i = 0; i <= p; i++)
        for (int j = 0; j <= n; j++) {
            const double chance = of_p[i] * of_n[j];
            const fair__counts c = counts_of(p, n, i, j);
            fair__parts parts;
            double rows, value, low, high;
            if (chance < 1e-12 || !value_of(m, &c, &parts, &rows, &value))
                continue;
            ck_assert(fair__parts_bounds(&parts, rows, Z95, &low, &high));
            ck_assert(low <= value && value <= high && low < high);
            out.there += chance;
            out.holds += low <= truth && truth <= high ? chance : 0;
            const double above = fair__parts_score(&parts, rows, truth, 1);
            const double below = fair__parts_score(&parts, rows, truth, -1);
            for (int l = 0; l < N_LEVELS; l++) {
                out.above[l] += above > deviates[l] ? chance : 0;
                out.below[l] += below < -deviates[l] ? chance : 0;
            }
        }
    return out;
}

/* Given its errors a treatment ratio is exactly an odds; their number varies
 * here, as in truth. */
START_TEST(hold_what_is_true)
{
    static const int sizes[][2] = {
        {10, 10}, {30, 30}, {60, 140}, {20, 200}, {200, 20}, {100, 100}};
    static const double rates[][2] = {
        {0.7, 0.3},   {0.9, 0.1},   {0.5, 0.05}, {0.98, 0.02},
        {0.99, 0.01}, {0.98, 0.3},  {0.3, 0.02}, {0.05, 0.05},
        {0.9, 0.02},  {0.02, 0.98}, {0.6, 0.6},  {0.995, 0.01}};
    const int shows = getenv("SHOW_COVERAGE") != NULL;
    for (size_t k = 0; k < 4; k++) {
        const fair__metric *m = fair__metric_find(names[k]);
        double least = 1, of_shown = 1, most[N_LEVELS] = {0, 0, 0};
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
            for (size_t j = 0; j < sizeof(rates) / sizeof(rates[0]); j++) {
                const shares s = enumerated(m, sizes[i][0], sizes[i][1],
                                            rates[j][0], rates[j][1]);
                const double wrong = s.there - s.holds;
                const double shown = s.holds / s.there;
                ck_assert_msg(wrong <= 0.05, "%s, %d and %d, row %d: %g",
                              m->name, sizes[i][0], sizes[i][1], (int)j,
                              wrong);
                /* Bounds by themselves, as a gate uses them. */
                for (int l = 0; l < N_LEVELS; l++)
                    most[l] = fmax(most[l], fmax(s.above[l], s.below[l]));
                if (s.there >= 0.5) ck_assert_double_ge(shown, 0.93);
                if (1 - wrong < least) least = 1 - wrong;
                if (s.there >= 0.5 && shown < of_shown) of_shown = shown;
            }
        for (int l = 0; l < N_LEVELS; l++)
            ck_assert_double_le(most[l], levels[l]);
        if (shows)
            printf("| `%s` | %.1f %% | %.1f %% | %.1f %% | %.2f %% | %.3f %% "
                   "|\n",
                   m->name, 100 * least, 100 * of_shown, 100 * most[0],
                   100 * most[1], 100 * most[2]);
    }
}
END_TEST

/* Nothing of what few rows say is lost where there are many. */
START_TEST(as_wide_as_theory)
{
    static const double counts[2][2] = {{80000, 20000}, {30000, 70000}};
    const fair__counts c = counts_of(100000, 100000, 80000, 30000);
    const double tp = counts[0][0], fn = counts[0][1], fp = counts[1][0],
                 tn = counts[1][1];
    const double variances[] = {
        1 / tp - 1 / (tp + fn) + 1 / fp - 1 / (fp + tn),
        1 / fn - 1 / (tp + fn) + 1 / tn - 1 / (fp + tn),
        1 / tp + 1 / fn + 1 / fp + 1 / tn, 1 / fn + 1 / fp};
    for (size_t k = 0; k < 4; k++) {
        fair__parts parts;
        double n, value, low, high;
        ck_assert(value_of(fair__metric_find(names[k]), &c, &parts, &n,
                           &value));
        ck_assert(fair__parts_bounds(&parts, n, Z95, &low, &high));
        ck_assert_double_eq_tol(value, truth_of(names[k], 1, 1, 0.8, 0.3),
                                1e-12);
        ck_assert_double_eq_tol(log(high / low) / 2 / Z95,
                                sqrt(variances[k]), 1e-4);
    }
}
END_TEST

/* Bounds are where the score turns; a value is where it is 0. */
START_TEST(where_scores_turn)
{
    const fair__counts c = counts_of(60, 140, 48, 3);
    for (size_t k = 0; k < 4; k++) {
        fair__parts parts;
        double n, value, low, high;
        ck_assert(value_of(fair__metric_find(names[k]), &c, &parts, &n,
                           &value));
        ck_assert_double_eq_tol(fair__parts_value(&parts, n, 0), value,
                                1e-12 * value);
        for (int half = -1; half <= 1; half++)
            ck_assert_double_eq_tol(
                fair__parts_score(&parts, n,
                                  fair__parts_value(&parts, n, half), half),
                0, 1e-9);
        ck_assert(fair__parts_bounds(&parts, n, 2.5, &low, &high));
        ck_assert_double_eq_tol(fair__parts_score(&parts, n, low, 1), 2.5,
                                1e-9);
        ck_assert_double_eq_tol(fair__parts_score(&parts, n, high, -1), -2.5,
                                1e-9);
        ck_assert_double_eq(fair__parts_score(&parts, n, -1, 0), HUGE_VAL);
        ck_assert_double_eq(fair__parts_score(&parts, n, 0, 0), HUGE_VAL);
        ck_assert_double_eq(fair__parts_score(&parts, n, HUGE_VAL, 0),
                            -HUGE_VAL);
        ck_assert(fair__parts_bounds(&parts, n, 0, &low, &high));
        ck_assert(low < value && value < high);
    }
    /* Of nothing: from 0 on. */
    const fair__counts none = counts_of(60, 140, 0, 3);
    for (size_t k = 0; k < 3; k += 2) {
        fair__parts parts;
        double n, value, low, high;
        ck_assert(value_of(fair__metric_find(names[k]), &none, &parts, &n,
                           &value));
        ck_assert(fair__parts_bounds(&parts, n, Z95, &low, &high));
        ck_assert(low == 0 && value == 0 && high > 0);
        ck_assert_double_eq(fair__parts_score(&parts, n, 0, 0), 0);
    }
}
END_TEST

START_TEST(of_which_metrics)
{
    int found = 0;
    for (size_t i = 0; i < fair__metric_count(); i++)
        found += fair__parts_kind(fair__metric_at(i)) != FAIR__NO_PARTS;
    ck_assert_int_eq(found, 4);
    for (size_t k = 0; k < 4; k++)
        ck_assert_int_ne(fair__parts_kind(fair__metric_find(names[k])),
                         FAIR__NO_PARTS);
}
END_TEST

/* Where every row counts the same, weights change nothing; half of the rows of
 * one label count as one row each by Kish, the rest nearly nothing. */
START_TEST(with_weights)
{
    fair__counts c = counts_of(60, 140, 48, 3);
    fair__wide weights[2 * FAIR__N_COUNTS];
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        weights[s] = fair__wide_f64(0.5 * (double)c.rows[s]);
        weights[FAIR__N_COUNTS + s] =
            fair__wide_f64(0.25 * (double)c.rows[s]);
    }
    for (size_t k = 0; k < 4; k++) {
        const fair__metric *m = fair__metric_find(names[k]);
        fair__parts plain, weighted;
        double n, value, low[2], high[2];
        c.weights = NULL;
        ck_assert(value_of(m, &c, &plain, &n, &value));
        ck_assert(fair__parts_bounds(&plain, n, Z95, &low[0], &high[0]));
        c.weights = weights;
        ck_assert(value_of(m, &c, &weighted, &n, &value));
        ck_assert(fair__parts_bounds(&weighted, n, Z95, &low[1], &high[1]));
        ck_assert_double_eq_tol(low[0], low[1], 1e-12 * low[0]);
        ck_assert_double_eq_tol(high[0], high[1], 1e-12 * high[0]);
        const double rows = k == 3 ? 15 : 60;
        ck_assert_double_eq_tol(weighted.first.rows * n, rows, 1e-12 * rows);
    }
}
END_TEST

/* A row that counts as less than half a one: there may be none. */
START_TEST(without_an_upper_bound)
{
    const fair__parts p = {.kind = FAIR__PARTS_RATIO,
                           .first = {0.5, 0.5},
                           .second = {0.001, 0.5}};
    double low = -1, high = -1;
    ck_assert_double_eq(fair__parts_value(&p, 100, -1), HUGE_VAL);
    ck_assert_int_eq(fair__parts_bounds(&p, 100, Z95, &low, &high), 0);
    ck_assert(low == -1 && high == -1);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, hold_what_is_true);
    tcase_add_test(tc, as_wide_as_theory);
    tcase_add_test(tc, where_scores_turn);
    tcase_add_test(tc, of_which_metrics);
    tcase_add_test(tc, with_weights);
    tcase_add_test(tc, without_an_upper_bound);
}

FAIR_TEST_MAIN("compare/parts", tests)
