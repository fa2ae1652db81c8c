/* SPDX-License-Identifier: MIT
 * Tests of reports against published numbers, to the last printed digit. */
#include "reports.h"

#define ck_assert_digits(found, expected)                                     \
    ck_assert_msg(fabs((found) - (expected)) <= 5.0001e-11,                   \
                  "%.17g is not %.10f", (found), (expected))

static const struct {
    const char *name;
    const char *comparison; /* NULL: a criterion */
    double value;
} compas_published[] = {
    {"selection_rate", "difference", 0.4571175950},
    {"selection_rate", "ratio", 0.3143236074},
    {"true_positive_rate", "difference", 0.5766917293},
    {"true_positive_rate", "ratio", 0.3592314119},
    {"false_positive_rate", "difference", 0.3615114448},
    {"false_positive_rate", "ratio", 0.1938968404},
    {"positive_predictive_value", "difference", 0.2078947368},
    {"positive_predictive_value", "ratio", 0.7228070175},
    {"accuracy", "difference", 0.2054924242},
    {"accuracy", "ratio", 0.7564534231},
    {"demographic_parity_difference", NULL, 0.4571175950},
    {"demographic_parity_ratio", NULL, 0.3143236074},
    {"equal_opportunity_difference", NULL, 0.5766917293},
    {"predictive_equality_difference", NULL, 0.3615114448},
    {"predictive_parity_difference", NULL, 0.2078947368},
    {"overall_accuracy_difference", NULL, 0.2054924242},
    {"equalized_odds_difference", NULL, 0.5766917293},
    {"equalized_odds_ratio", NULL, 0.1938968404},
};

START_TEST(compas_extremes)
{
    fair_report *report = compas_report(NULL);
    for (size_t i = 0;
         i < sizeof(compas_published) / sizeof(*compas_published); i++) {
        fair_selector sel = FAIR_SELECTOR_INIT;
        sel.comparison = compas_published[i].comparison;
        const fair_value v =
            fix_value(report, compas_published[i].name, &sel);
        ck_assert_int_eq(v.reason, FAIR_DEFINED);
        ck_assert_digits(v.value, compas_published[i].value);
        ck_assert_int_eq(v.method, FAIR_METHOD_SIMULTANEOUS);
        ck_assert(0 <= v.lower && v.lower < v.value);
        ck_assert(v.value < v.upper && v.upper <= 1);
        ck_assert_uint_eq(v.groups_compared, 6);
    }
    fair_report_free(report);
}
END_TEST

/* African-American against Caucasian. */
START_TEST(compas_against_a_reference)
{
    const fair_feature_value caucasian = {"race",
                                          fair_scalar_text("Caucasian")};
    const fair_feature_value african = {"race",
                                        fair_scalar_text("African-American")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_reference_values = 1;
    o.reference_values = &caucasian;
    fair_report *report = compas_report(&o);
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.n_group = 1;
    sel.group = &african;
    sel.comparison = "difference_to_reference";
    fair_value v = fix_value(report, "selection_rate", &sel);
    ck_assert_digits(v.value, 0.2402002032);
    ck_assert_int_eq(v.method, FAIR_METHOD_NEWCOMBE);
    ck_assert_double_lt(v.lower, v.value);
    ck_assert_double_gt(v.upper, v.value);
    ck_assert_str_eq(fix_field(report, v.id, "reference"),
                     "{\"race\": \"Caucasian\"}");
    v = fix_value(report, "true_positive_rate", &sel);
    ck_assert_digits(v.value, 0.1973729638);
    sel.comparison = "ratio_to_reference";
    v = fix_value(report, "selection_rate", &sel);
    ck_assert_digits(v.value, 1.6902240032);
    ck_assert_int_eq(v.method, FAIR_METHOD_MOVER_R);
    fair_report_free(report);
}
END_TEST

/* With these two groups alone, where it is the published figure. */
START_TEST(compas_average_odds)
{
    fix_row rows[COMPAS_ROWS], two[8];
    fixture f = fix(1, "race", NULL, NULL);
    const fair_feature_value caucasian = {"race",
                                          fair_scalar_text("Caucasian")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    size_t n = 0;
    o.n_reference_values = 1;
    o.reference_values = &caucasian;
    compas_rows(rows);
    for (size_t i = 0; i < COMPAS_ROWS; i++)
        if (strcmp(rows[i].feature[0], "Caucasian") == 0 ||
            strcmp(rows[i].feature[0], "African-American") == 0)
            two[n++] = rows[i];
    ck_assert_uint_eq(n, 8);
    fair_report *report = fix_report(&f, &o, two, n);
    const fair_value v = fix_value(report, "average_odds_difference", NULL);
    ck_assert_digits(v.value, 0.2056489598);
    fair_report_free(report);
}
END_TEST

/* Women are admitted less in all, more in four of six departments. */
START_TEST(berkeley_signs)
{
    static const double expected[6] = {
        89.0 / 108 - 512.0 / 825, 17.0 / 25 - 353.0 / 560,
        202.0 / 593 - 120.0 / 325, 131.0 / 375 - 138.0 / 417,
        94.0 / 393 - 53.0 / 191, 24.0 / 341 - 22.0 / 373};
    const fair_feature_value male = {"sex", fair_scalar_text("Male")};
    const fair_feature_value female = {"sex", fair_scalar_text("Female")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_reference_values = 1;
    o.reference_values = &male;
    fair_report *report = berkeley_report(&o);
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.n_group = 1;
    sel.group = &female;
    sel.comparison = "difference_to_reference";
    fair_value v = fix_value(report, "selection_rate", &sel);
    ck_assert_double_eq_tol(v.value, 557.0 / 1835 - 1198.0 / 2691, 1e-15);
    ck_assert_double_lt(v.upper, 0);
    int more = 0;
    for (size_t i = 0; i < 6; i++) {
        const fair_feature_value department = {
            "department", fair_scalar_text(berkeley_counts[i].department)};
        sel.n_control = 1;
        sel.control = &department;
        v = fix_value(report, "selection_rate", &sel);
        ck_assert_double_eq_tol(v.value, expected[i], 1e-15);
        more += v.value > 0;
    }
    ck_assert_int_eq(more, 4);
    /* What a label is needed for is undefined, not 0. */
    v = fix_value(report, "equalized_odds_difference", NULL);
    ck_assert_int_eq(v.reason, FAIR_REASON_NOT_APPLICABLE);
    ck_assert(isnan(v.value));
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, compas_extremes);
    tcase_add_test(tc, compas_against_a_reference);
    tcase_add_test(tc, compas_average_odds);
    tcase_add_test(tc, berkeley_signs);
}

FAIR_TEST_MAIN("audit/report_published", tests)
