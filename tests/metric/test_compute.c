/* SPDX-License-Identifier: MIT
 * Metrics against values worked out by hand, and the published COMPAS table
 * (ProPublica 2016). */
#include "harness.h"

#include <stdio.h>

#include <fairness/report.h>

#include "metric/metric.h"

#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

static const fair__costs costs = {3, 5, {1, 0, -2, 0.5}};

static fair__result
compute(const char *name, const fair__counts *c)
{
    const fair__metric *m = fair__metric_find(name);
    ck_assert_ptr_nonnull(m);
    fair__result r;
    fair__metric_compute(m, c, c,
                         BOTH | FAIR__GIVEN_COSTS | FAIR__GIVEN_UTILITIES,
                         &costs, &r);
    return r;
}

/* TP 8, FP 2, FN 4, TN 6: P 12, N 8, PP 10, PN 10. */
START_TEST(test_by_hand)
{
    static const struct {
        const char *name;
        double numerator, denominator;
        double value;
    } expected[] = {
        {"count", 20, 1, 20},
        {"base_rate", 12, 20, 0.6},
        {"selection_rate", 10, 20, 0.5},
        {"true_positive_rate", 8, 12, 8.0 / 12},
        {"false_positive_rate", 2, 8, 0.25},
        {"true_negative_rate", 6, 8, 0.75},
        {"false_negative_rate", 4, 12, 4.0 / 12},
        {"positive_predictive_value", 8, 10, 0.8},
        {"negative_predictive_value", 6, 10, 0.6},
        {"false_discovery_rate", 2, 10, 0.2},
        {"false_omission_rate", 4, 10, 0.4},
        {"accuracy", 14, 20, 0.7},
        {"error_rate", 6, 20, 0.3},
        {"balanced_accuracy", 136, 192, 17.0 / 24},
        {"f1_score", 16, 22, 16.0 / 22},
        {"threat_score", 8, 14, 8.0 / 14},
        {"informedness", 40, 96, 5.0 / 12},
        {"markedness", 40, 100, 0.4},
        {"positive_likelihood_ratio", 64, 24, 64.0 / 24},
        {"negative_likelihood_ratio", 32, 72, 4.0 / 9},
        {"diagnostic_odds_ratio", 48, 8, 6},
        {"treatment_ratio", 4, 2, 2},
        {"conditional_acceptance", 12, 10, 1.2},
        {"conditional_rejection", 8, 10, 0.8},
        {"expected_cost", 26, 20, 1.3},
        {"utility", 3, 20, 0.15},
        {"rejection_rate", 10, 20, 0.5},
    };
    const fair__counts c = {{8, 2, 4, 6, 0, 0}, NULL, {0}, 0, 0};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const fair__result r = compute(expected[i].name, &c);
        ck_assert_int_eq(r.reason, FAIR_DEFINED);
        ck_assert_msg(fair__wide_double(&r.numerator) ==
                              expected[i].numerator &&
                          fair__wide_double(&r.denominator) ==
                              expected[i].denominator &&
                          fair__wide_double(&r.value) == expected[i].value,
                      "%s", expected[i].name);
    }
}
END_TEST

/* (8 6 - 2 4) / sqrt(12 8 10 10) = 40 / sqrt(9600); of a table whose root is
 * whole: (4 4 - 1 1) / sqrt(5^4) = 0.6; and its mirror image. */
START_TEST(test_matthews)
{
    const fair__counts c = {{8, 2, 4, 6, 0, 0}, NULL, {0}, 0, 0};
    const fair__counts whole = {{4, 1, 1, 4, 0, 0}, NULL, {0}, 0, 0};
    const fair__counts mirror = {{1, 4, 4, 1, 0, 0}, NULL, {0}, 0, 0};
    const fair__counts none = {{2, 2, 2, 2, 0, 0}, NULL, {0}, 0, 0};
    fair__result r = compute("matthews_correlation", &c);
    /* 0.40824829046386301636621401245…: 1 / sqrt(6) */
    ck_assert_double_eq(fair__wide_double(&r.value), 0.408248290463863016366);
    r = compute("matthews_correlation", &whole);
    ck_assert_double_eq(fair__wide_double(&r.value), 0.6);
    r = compute("matthews_correlation", &mirror);
    ck_assert_double_eq(fair__wide_double(&r.value), -0.6);
    r = compute("matthews_correlation", &none);
    ck_assert_int_eq(r.reason, FAIR_DEFINED);
    ck_assert(fair__wide_is_zero(&r.value));
}
END_TEST

/* To the last printed digit: Caucasian 1139/349/461/505 (TN FP FN TP). */
START_TEST(test_compas)
{
    static const struct {
        const char *name;
        const char *digits;
    } expected[] = {
        {"false_positive_rate", "0.2345430108"},
        {"false_negative_rate", "0.4772256729"},
        {"positive_predictive_value", "0.5913348946"},
        {"accuracy", "0.6699266504"},
    };
    const fair__counts c = {{505, 349, 461, 1139, 0, 0}, NULL, {0}, 0, 0};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const fair__result r = compute(expected[i].name, &c);
        char text[32];
        snprintf(text, sizeof(text), "%.10f", fair__wide_double(&r.value));
        ck_assert_str_eq(text, expected[i].digits);
    }
}
END_TEST

/* A group without positives has neither a true positive rate nor a false
 * negative rate, and each empty margin its own reason. */
START_TEST(test_reasons)
{
    static const struct {
        const char *name;
        uint64_t rows[FAIR__N_COUNTS];
        int32_t reason;
        uint64_t n;
    } expected[] = {
        {"true_positive_rate", {0, 3, 0, 4, 0, 0}, FAIR_REASON_NO_POSITIVES,
         0},
        {"false_negative_rate", {0, 3, 0, 4, 0, 0}, FAIR_REASON_NO_POSITIVES,
         0},
        {"false_positive_rate", {3, 0, 4, 0, 0, 0}, FAIR_REASON_NO_NEGATIVES,
         0},
        {"precision", {0, 0, 4, 3, 0, 0}, FAIR_REASON_NONE_SELECTED, 0},
        {"negative_predictive_value", {4, 3, 0, 0, 0, 0},
         FAIR_REASON_NONE_REJECTED, 0},
        {"accuracy", {0, 0, 0, 0, 4, 4}, FAIR_REASON_NO_ROWS, 0},
        {"selection_rate", {0, 0, 0, 0, 0, 0}, FAIR_REASON_NO_ROWS, 0},
        {"selection_rate", {0, 0, 0, 0, 3, 1}, FAIR_DEFINED, 4},
        {"f1_score", {0, 0, 0, 5, 0, 0}, FAIR_REASON_ZERO_DENOMINATOR, 0},
        {"f1_score", {0, 1, 0, 5, 0, 0}, FAIR_DEFINED, 1},
        {"treatment_ratio", {1, 0, 1, 5, 0, 0}, FAIR_REASON_ZERO_DENOMINATOR,
         0},
        {"balanced_accuracy", {0, 0, 0, 0, 0, 0}, FAIR_REASON_NO_POSITIVES,
         0},
        {"balanced_accuracy", {1, 0, 1, 0, 0, 0}, FAIR_REASON_NO_NEGATIVES,
         2},
        {"positive_likelihood_ratio", {1, 0, 1, 5, 0, 0},
         FAIR_REASON_ZERO_DENOMINATOR, 7},
        {"diagnostic_odds_ratio", {1, 1, 0, 5, 0, 0},
         FAIR_REASON_ZERO_DENOMINATOR, 7},
        {"matthews_correlation", {1, 1, 0, 0, 0, 0},
         FAIR_REASON_NONE_REJECTED, 2},
    };
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        fair__counts c = {{0}, NULL, {0}, 0, 0};
        memcpy(c.rows, expected[i].rows, sizeof(c.rows));
        const fair__result r = compute(expected[i].name, &c);
        ck_assert_msg(r.reason == expected[i].reason, "%s %d",
                      expected[i].name, r.reason);
        ck_assert_uint_eq(r.n, expected[i].n);
    }
}
END_TEST

/* Weights 0 on the rows of a denominator: there are rows, so it is their
 * weight that is missing.  n counts rows, effective n is Kish's. */
START_TEST(test_weights)
{
    const double sums[2 * FAIR__N_COUNTS] = {1.5, 0, 0.5, 0, 0, 0,
                                             1.25, 0, 0.25, 0, 0, 0};
    fair__wide w[2 * FAIR__N_COUNTS];
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++) w[k] = fair__wide_f64(sums[k]);
    const fair__counts c = {{2, 3, 1, 4, 0, 0}, w, {0}, 0, 0};
    fair__result r = compute("true_positive_rate", &c);
    ck_assert_double_eq(fair__wide_double(&r.value), 0.75);
    ck_assert_uint_eq(r.n, 3);
    ck_assert_double_eq(fair__wide_double(&r.sum_weights), 2);
    ck_assert_double_eq(r.effective_n, 4 / 1.5);
    r = compute("false_positive_rate", &c);
    ck_assert_int_eq(r.reason, FAIR_REASON_ZERO_WEIGHT);
    ck_assert_uint_eq(r.n, 7);
    ck_assert_double_eq(r.effective_n, 0);
    r = compute("informedness", &c);
    ck_assert_int_eq(r.reason, FAIR_REASON_ZERO_WEIGHT);
}
END_TEST

/* Counts near 2^62: one division, rounded once. */
START_TEST(test_large)
{
    const uint64_t big = UINT64_C(1) << 61;
    const fair__counts c = {{big + 1, big, big - 1, big}, NULL, {0}, 0, 0};
    fair__result r = compute("true_positive_rate", &c);
    ck_assert_double_eq(fair__wide_double(&r.value), 0.5); /* + 2^-63 */
    ck_assert_uint_eq(r.n, 2 * big);
    /* tpr + tnr - 1 = 1/2 + 2^-62 + 1/2 - 1 = 2^-62 */
    r = compute("informedness", &c);
    ck_assert_double_eq(fair__wide_double(&r.value), 0x1p-62);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_by_hand);
    tcase_add_test(tc, test_matthews);
    tcase_add_test(tc, test_compas);
    tcase_add_test(tc, test_reasons);
    tcase_add_test(tc, test_weights);
    tcase_add_test(tc, test_large);
}

FAIR_TEST_MAIN("metric/compute", tests)
