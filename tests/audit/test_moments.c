/* SPDX-License-Identifier: MIT
 * Intervals of means of scores and of average precision: how often they hold
 * what is true, of a group, against another, and at the most different ones,
 * where nobody differs.  RUNS=4000 SHOW_COVERAGE=1 shows a table. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "harness.h"
#include <fairness/fairness.h>

#define MOST 1000 /* rows of a group */
#define N(x) (sizeof(x) / sizeof((x)[0]))

/* Scores are u^power, u uniform; labels positive as often as scores say. */
static const double powers[] = {0.5, 1, 4, 24};
static const size_t sizes[] = {20, 100, 500};

static const char *const names[] = {
    "mean_score",  "soft_true_positive_rate",  "soft_false_positive_rate",
    "brier_score", "log_loss", "calibration_in_the_large", "pr_auc",
};
#define PRECISION (N(names) - 1)

/* By the midpoints of a million steps. */
static void
find_truths(double power, double out[N(names)])
{
    const int steps = 1000000;
    const double mean = 1 / (1 + power), square = 1 / (1 + 2 * power);
    double loss = 0, precision = 0;
    for (int i = 0; i < steps; i++) {
        const double u = (i + 0.5) / steps, s = pow(u, power);
        const double positives = (1 - pow(u, power + 1)) / (power + 1);
        loss -= s * log(s) + (1 - s) * log(1 - s);
        precision += s * positives / (1 - u);
    }
    out[0] = mean;
    out[1] = square / mean;
    out[2] = (mean - square) / (1 - mean);
    out[3] = mean - square;
    out[4] = loss / steps;
    out[5] = 0;
    out[PRECISION] = precision / steps / mean;
}

typedef struct held {
    int there;
    int holds;
} held;

typedef struct shares {
    held value;
    held difference; /* to the other group */
    held largest;
    held ratio;
} shares;

static void
note(held *h, const fair_value *v, double truth)
{
    if (v->method == FAIR_METHOD_NONE) return;
    h->there++;
    h->holds += v->lower <= truth && truth <= v->upper;
}

static double
share_of(const held *h)
{
    return h->there > 0 ? (double)h->holds / h->there : 1;
}

static fair_report *
draw(double power, size_t n, uint32_t run)
{
    static double scores[2 * MOST];
    static uint8_t labels[2 * MOST], groups[2 * MOST];
    const char *names_of[] = {"g"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fair_error err;
    fair__random r = fair__random_new(1, (uint32_t)n, run, (uint32_t)(8 * power));
    for (size_t i = 0; i < 2 * n; i++) {
        scores[i] = pow(fair__random_unit(&r), power);
        labels[i] = fair__random_unit(&r) < scores[i];
        groups[i] = i >= n;
    }
    options.n_sensitive = 1;
    options.sensitive_names = names_of;
    o.n_metrics = N(names);
    o.metrics = names;
    rows.n = 2 * n;
    rows.y_true = fair_column_uint8(labels, (int64_t)rows.n);
    rows.y_score = fair_column_float64(scores, (int64_t)rows.n);
    const fair_column group = fair_column_uint8(groups, (int64_t)rows.n);
    rows.sensitive = &group;
    ck_assert_msg(fair_audit_new(&options, &audit, &err) == FAIR_OK &&
                      fair_audit_add(audit, &rows, &err) == FAIR_OK &&
                      fair_report_new(audit, &o, &report, &err) == FAIR_OK,
                  "%s", err.message);
    fair_audit_free(audit);
    return report;
}

/* Of group 1, against group 0 (the largest: the first of two). */
static fair_value
value_of(const fair_report *report, const char *name, const char *comparison,
         int is_group)
{
    const char *by = "g";
    fair_feature_value which = {"g", {.kind = FAIR_KIND_INT, .integer = 1}};
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_value v;
    fair_error err;
    sel.n_by = 1;
    sel.by = &by;
    sel.comparison = comparison;
    sel.n_group = (size_t)is_group;
    sel.group = &which;
    ck_assert_msg(fair_report_value(report, name, &sel, &v, &err) == FAIR_OK,
                  "%s", err.message);
    return v;
}

static void
play(double power, size_t n, int runs, shares out[N(names)])
{
    double truths[N(names)];
    find_truths(power, truths);
    for (int run = 0; run < runs; run++) {
        fair_report *report = draw(power, n, (uint32_t)run);
        for (size_t k = 0; k < N(names); k++) {
            const char *name = names[k];
            fair_value v = value_of(report, name, NULL, 1);
            note(&out[k].value, &v, truths[k]);
            v = value_of(report, name, "difference_to_reference", 1);
            note(&out[k].difference, &v, 0);
            v = value_of(report, name, "difference", 0);
            note(&out[k].largest, &v, 0);
            v = value_of(report, name, "ratio_to_reference", 1);
            note(&out[k].ratio, &v, 1);
        }
        fair_report_free(report);
    }
}

/* Of several scores the least that is held. */
typedef struct least {
    double value, difference, ratio, largest;
} least;

static void
lower(least *l, const shares *s)
{
    l->value = fmin(l->value, share_of(&s->value));
    l->difference = fmin(l->difference, share_of(&s->difference));
    l->ratio = fmin(l->ratio, share_of(&s->ratio));
    l->largest = fmin(l->largest, share_of(&s->largest));
}

static void
show(size_t n, size_t k, const least *l)
{
    printf("| `%s` | %zu | %.1f %% | %.1f %% | ", names[k], n, 100 * l->value,
           100 * l->difference);
    /* What may be negative has no ratio. */
    if (k == 0 || k == PRECISION - 1)
        printf("none | ");
    else
        printf("%.1f %% | ", 100 * l->ratio);
    printf("%.1f %% |\n", 100 * (1 - l->largest));
}

START_TEST(test_coverage)
{
    const char *asked = getenv("RUNS");
    const int runs = asked != NULL ? atoi(asked) : 200;
    const double noise = 3 * sqrt(0.05 * 0.95 / runs);
    for (size_t j = 0; j < N(sizes); j++) {
        least all[N(names)];
        for (size_t k = 0; k < N(names); k++) all[k] = (least){1, 1, 1, 1};
        for (size_t i = 0; i < N(powers); i++) {
            shares of[N(names)] = {{{0, 0}, {0, 0}, {0, 0}, {0, 0}}};
            play(powers[i], sizes[j], runs, of);
            for (size_t k = 0; k < N(names); k++)
                if (of[k].value.there >= runs / 2) lower(&all[k], &of[k]);
        }
        for (size_t k = 0; k < N(names); k++) {
            if (getenv("SHOW_COVERAGE") != NULL) show(sizes[j], k, &all[k]);
            ck_assert_msg(all[k].value > 0.93 - noise, "%s, %zu: %g",
                          names[k], sizes[j], all[k].value);
            ck_assert_double_gt(all[k].difference, 0.93 - noise);
            ck_assert_double_gt(all[k].ratio, 0.93 - noise);
            ck_assert_double_gt(all[k].largest, 0.96 - noise);
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_set_timeout(tc, 0);
    tcase_add_test(tc, test_coverage);
}

FAIR_TEST_MAIN("audit/moments", tests)
