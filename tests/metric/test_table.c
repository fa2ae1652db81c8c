/* SPDX-License-Identifier: MIT
 * The table of metrics: what must hold of every row, now and later. */
#include "harness.h"

#include <math.h>

#include <fairness/report.h>

#include "metric/calibration.h"
#include "metric/form.h"

#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)
#define ALL_GIVEN                                                             \
    (BOTH | FAIR__GIVEN_COSTS | FAIR__GIVEN_UTILITIES |                       \
     FAIR__GIVEN_SCORES | FAIR__GIVEN_FINITE |                                \
     FAIR__GIVEN_PROBABILITIES | FAIR__GIVEN_MEANS | FAIR__GIVEN_BINS)

static const fair__costs costs = {1, 2, {1, -1, -1, 1}};

static fair__wide
times(uint64_t a, uint64_t b, double scale)
{
    const fair__wide x = fair__wide_u64(a), y = fair__wide_u64(b);
    const fair__wide xy = fair__wide_mul(&x, &y), k = fair__wide_f64(scale);
    return fair__wide_mul(&xy, &k);
}

/* Everybody scores 1/2. */
static fair__score_sums
all_tied(const fair__counts *c)
{
    const uint64_t p = c->rows[FAIR__TP] + c->rows[FAIR__FN];
    const uint64_t n = c->rows[FAIR__FP] + c->rows[FAIR__TN];
    fair__score_sums s = {.probability = {times(n, 1, 0.5), times(p, 1, 0.5)},
                          .all_scores = times(fair__counts_n(c), 1, 0.5),
                          .square = times(p + n, 1, 0.25),
                          .loss = times(p + n, 1, 0.693),
                          .pairs = times(p, n, 1)};
    const fair__wide square = times(p, p, 1), all = times(p + n, 1, 1);
    if (p > 0) s.precision = fair__wide_div(&square, &all);
    return s;
}

/* Whatever it says, nothing has to be looked up. */
static fair__calibration
some_calibration(void)
{
    return (fair__calibration){.parts = UINT32_MAX,
                               .n_mass_bins = 1,
                               .largest_weight = fair__wide_u64(1),
                               .spread = fair__wide_u64(1),
                               .curve = {1, 0, 1}};
}

START_TEST(test_names)
{
    const size_t n = fair__metric_count();
    for (size_t i = 0; i < n; i++) {
        const fair__metric *m = fair__metric_at(i);
        ck_assert_uint_eq(fair__metric_index(m), i);
        ck_assert_ptr_eq(fair__metric_find(m->name), m);
        for (const char *c = m->name; *c != '\0'; c++)
            ck_assert((*c >= 'a' && *c <= 'z') || *c == '_' ||
                      (*c >= '0' && *c <= '9'));
        ck_assert_uint_gt(strlen(fair__word(m->name, FAIR__SUMMARY)), 10);
        ck_assert_uint_gt(strlen(fair__word(m->name, FAIR__FORMULA)), 4);
        ck_assert_ptr_nonnull(m->reference);
    }
    ck_assert_ptr_null(fair__metric_at(n));
}
END_TEST

START_TEST(test_find)
{
    static const struct {
        const char *alias;
        const char *name;
    } known[] = {
        {"recall", "true_positive_rate"},
        {"sensitivity", "true_positive_rate"},
        {"specificity", "true_negative_rate"},
        {"precision", "positive_predictive_value"},
        {"prevalence", "base_rate"},
        /* The heads of columns in the text report. */
        {"TPR", "true_positive_rate"},
        {"FPR", "false_positive_rate"},
        {"TNR", "true_negative_rate"},
        {"FNR", "false_negative_rate"},
        {"PPV", "positive_predictive_value"},
        {"NPV", "negative_predictive_value"},
        /* In lower case, and the names of other libraries. */
        {"tpr", "true_positive_rate"},
        {"recall_score", "true_positive_rate"},
        {"precision_score", "positive_predictive_value"},
        {"accuracy_score", "accuracy"},
        {"matthews_corrcoef", "matthews_correlation"},
        {"roc_auc_score", "roc_auc"},
        {"average_precision_score", "pr_auc"},
        {"brier_score_loss", "brier_score"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        ck_assert_str_eq(fair__metric_find(known[i].alias)->name,
                         known[i].name);
    static const char *const unknown[] = {
        "", " ", "recal", "recalls", "recall sensitivity", "Accuracy",
    };
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        ck_assert_ptr_null(fair__metric_find(unknown[i]));
    ck_assert_ptr_null(fair__metric_find(NULL));
}
END_TEST

/* Each row's own claims hold over random tables: a value in its range or one
 * of the reasons of a group, and never both. */
START_TEST(test_range)
{
    uint64_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        fair__counts group = {{0}, NULL, {0}, 0, 0, NULL}, total;
        const uint64_t most = round % 3 == 0 ? 2 : 50;
        for (int s = 0; s < FAIR__N_COUNTS; s++)
            group.rows[s] = random_u64(&seed) % most;
        total = group;
        total.rows[round % FAIR__N_COUNTS] += random_u64(&seed) % 9;
        const fair__score_sums scores = all_tied(&group);
        const fair__calibration calibration = some_calibration();
        group.scores = &scores;
        group.calibration = &calibration;
        for (size_t i = 0; i < fair__metric_count(); i++) {
            const fair__metric *m = fair__metric_at(i);
            fair__result r;
            fair__metric_compute(m, &group, &total, ALL_GIVEN, &costs, &r);
            const double value = fair__wide_double(&r.value);
            if (r.reason == FAIR_DEFINED) {
                ck_assert(value >= m->low && value <= m->high);
                ck_assert(!r.is_rate || (value >= 0 && value <= 1));
            } else {
                ck_assert_int_ge(r.reason, FAIR_REASON_NO_ROWS);
                ck_assert_int_le(r.reason, FAIR_REASON_ZERO_DENOMINATOR);
                ck_assert(fair__wide_is_zero(&r.value));
            }
            ck_assert_uint_le(r.min_n, r.n);
        }
    }
}
END_TEST

/* What was not given makes a metric not applicable, and nothing else does. */
START_TEST(test_needs)
{
    fair__counts c = {{5, 4, 3, 2, 1, 1}, NULL, {0}, 0, 0, NULL};
    const fair__score_sums scores = all_tied(&c);
    const fair__calibration calibration = some_calibration();
    c.scores = &scores;
    c.calibration = &calibration;
    for (size_t i = 0; i < fair__metric_count(); i++) {
        const fair__metric *m = fair__metric_at(i);
        for (uint32_t given = 0; given < 256; given++) {
            fair__result r;
            fair__metric_compute(m, &c, &c, given, &costs, &r);
            ck_assert_int_eq(r.reason, (m->needs & ~given) == 0
                                           ? FAIR_DEFINED
                                           : FAIR_REASON_NOT_APPLICABLE);
        }
    }
}
END_TEST

/* A count of 2 is a row that is there twice: with weights 1 on every row all
 * numbers are those of the rows. */
START_TEST(test_unit_weights)
{
    uint64_t seed = 7;
    for (int round = 0; round < 300; round++) {
        fair__counts plain = {{0}, NULL, {0}, 0, 0, NULL}, weighted;
        fair__wide w[2 * FAIR__N_COUNTS];
        for (int s = 0; s < FAIR__N_COUNTS; s++) {
            plain.rows[s] = random_u64(&seed) % 5;
            w[s] = w[FAIR__N_COUNTS + s] = fair__wide_u64(plain.rows[s]);
        }
        const fair__score_sums scores = all_tied(&plain);
        const fair__calibration calibration = some_calibration();
        plain.scores = &scores;
        plain.calibration = &calibration;
        weighted = plain;
        weighted.weights = w;
        for (size_t i = 0; i < fair__metric_count(); i++) {
            fair__result a, b;
            fair__metric_compute(fair__metric_at(i), &plain, &plain,
                                 ALL_GIVEN, &costs, &a);
            fair__metric_compute(fair__metric_at(i), &weighted, &weighted,
                                 ALL_GIVEN, &costs, &b);
            ck_assert_int_eq(a.reason, b.reason);
            ck_assert_int_eq(fair__wide_order(&a.value, &b.value), 0);
            ck_assert_int_eq(
                fair__wide_order(&a.denominator, &b.denominator), 0);
            ck_assert_double_eq(a.effective_n, b.effective_n);
        }
    }
}
END_TEST

/* Rates and shares have an interval; what is no proportion has none. */
START_TEST(test_is_rate)
{
    static const char *const none[] = {
        "count", "balanced_accuracy", "f1_score", "matthews_correlation",
        "informedness", "markedness", "positive_likelihood_ratio",
        "negative_likelihood_ratio", "diagnostic_odds_ratio",
        "treatment_ratio", "conditional_acceptance", "conditional_rejection",
        "expected_cost", "utility", "mean_score", "soft_true_positive_rate",
        "soft_false_positive_rate", "roc_auc", "pr_auc", "ks_separation",
        "brier_score", "log_loss", "calibration_in_the_large",
    };
    fair__counts c = {{5, 4, 3, 2, 1, 1}, NULL, {0}, 0, 0, NULL};
    const fair__score_sums scores = all_tied(&c);
    const fair__calibration calibration = some_calibration();
    c.scores = &scores;
    c.calibration = &calibration;
    for (size_t i = 0; i < fair__metric_count(); i++) {
        const fair__metric *m = fair__metric_at(i);
        int expected = m->op < FAIR__OP_GAPS;
        for (size_t k = 0; k < sizeof(none) / sizeof(none[0]); k++)
            if (strcmp(none[k], m->name) == 0) expected = 0;
        fair__result r;
        fair__metric_compute(m, &c, &c, ALL_GIVEN, &costs, &r);
        ck_assert_msg(r.is_rate == expected, "%s", m->name);
    }
}
END_TEST

/* Every metric is in one suite; those of scores are in no default. */
START_TEST(test_suites)
{
    static const char *const ranking[] = {
        "mean_score", "scoring_rate", "roc_auc", "pr_auc", "ks_separation"};
    static const char *const calibration[] = {
        "brier_score", "log_loss", "calibration_in_the_large",
        "soft_true_positive_rate", "soft_false_positive_rate"};
    size_t in[3] = {0, 0, 0};
    for (size_t i = 0; i < fair__metric_count(); i++)
        for (size_t k = 0; k < 3; k++)
            in[k] += (size_t)fair__in_suite(fair__metric_at(i),
                                            fair__suite_at(k));
    ck_assert_ptr_null(fair__suite_at(3));
    ck_assert_uint_eq(in[0] + in[1] + in[2], fair__metric_count());
    ck_assert_uint_eq(in[1], 5);
    ck_assert_uint_eq(in[2], 18);
    for (size_t i = 0; i < 5; i++) {
        ck_assert(fair__in_suite(fair__metric_find(ranking[i]), "ranking"));
        ck_assert(
            fair__in_suite(fair__metric_find(calibration[i]), "calibration"));
    }
    ck_assert(fair__is_suite("classification") && !fair__is_suite("all"));
    ck_assert(!fair__in_suite(fair__metric_at(0), "all"));
}
END_TEST

/* Adding a metric is one row: here is one that the table does not have, the
 * share of the wrongly decided that were selected, and all that is asked of
 * a metric works without anything else. */
START_TEST(test_one_more_row)
{
    static const fair__metric row = {
        FAIR__WORDS("false_positive_share", "",
                    "Share of the errors that are selections", "",
                    "FP / (FP + FN)", "", ""),
        FAIR__OP_RATIO,
        {{{0, 1, 0, 0, 0, 0}}, {{0, 1, 1, 0, 0, 0}}},
        {{{0}}, {{0}}}, BOTH, FAIR__SELECTED_BETTER, 0, 1, ""};
    const fair__counts c = {{5, 3, 1, 2, 0, 0}, NULL, {0}, 0, 0, NULL};
    const fair__counts right = {{5, 0, 0, 2, 0, 0}, NULL, {0}, 0, 0, NULL};
    fair__result r;
    fair__metric_compute(&row, &c, &c, BOTH, NULL, &r);
    ck_assert_int_eq(r.reason, FAIR_DEFINED);
    ck_assert_double_eq(fair__wide_double(&r.value), 0.75);
    ck_assert_uint_eq(r.n, 4);
    ck_assert_int_eq(r.is_rate, 1);
    fair__metric_compute(&row, &right, &c, BOTH, NULL, &r);
    ck_assert_int_eq(r.reason, FAIR_REASON_ZERO_DENOMINATOR);
    fair__metric_compute(&row, &c, &c, FAIR__GIVEN_LABEL, NULL, &r);
    ck_assert_int_eq(r.reason, FAIR_REASON_NOT_APPLICABLE);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_names);
    tcase_add_test(tc, test_find);
    tcase_add_test(tc, test_range);
    tcase_add_test(tc, test_needs);
    tcase_add_test(tc, test_unit_weights);
    tcase_add_test(tc, test_is_rate);
    tcase_add_test(tc, test_suites);
    tcase_add_test(tc, test_one_more_row);
}

FAIR_TEST_MAIN("metric/table", tests)
