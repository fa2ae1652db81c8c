/* SPDX-License-Identifier: MIT
 * Tests of fair_report_test: as gates judge, and what it refuses. */
#include "audit/reports.h"

static fair_test
test_of(const fair_report *report, const char *name, const char *comparison,
        double limit)
{
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_test out = FAIR_TEST_INIT;
    fair_error err = {0};
    sel.comparison = comparison;
    ck_assert_msg(fair_report_test(report, name, &sel, limit, &out, &err) ==
                      FAIR_OK, "%s", err.message);
    return out;
}

static fair_report *
report_at(double confidence)
{
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    options.confidence = confidence;
    return compas_report(&options);
}

/* A gate of one rule at 0.95 has one-sided bounds of 0.05: those of an
 * interval of 90 %. */
static fair_test
check_rule_as_gate(const fair_report *report, fair_rule rule,
                   const char *limit)
{
    const double value = strtod(limit, NULL);
    const char *name =
        rule.criterion != NULL ? rule.criterion : rule.metric;
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    fair_rule_verdict v = FAIR_RULE_VERDICT_INIT;
    const fair_test t = test_of(report, name, rule.comparison, value);
    if (t.side > 0)
        rule.max = limit;
    else
        rule.min = limit;
    ck_assert_ok(fair_policy_new(NULL, &policy, NULL));
    ck_assert_ok(fair_policy_add(policy, &rule, NULL));
    ck_assert_ok(fair_verdict_new(policy, report, &verdict, NULL));
    ck_assert_ok(fair_verdict_rule(verdict, 0, &v, NULL));
    const double pass = t.side > 0 ? t.upper : t.lower;
    const double fail = t.side > 0 ? t.lower : t.upper;
    ck_assert_double_eq(t.value, v.value);
    ck_assert_uint_eq(t.n_claims, v.n_claims);
    ck_assert_double_eq_tol(pass, v.pass_bound, 1e-12);
    ck_assert_double_eq_tol(fail, v.fail_bound, 1e-12);
    ck_assert(t.lower <= t.value && t.value <= t.upper);
    ck_assert_int_eq(t.p_beyond <= 0.05, v.status == FAIR_VERDICT_FAIL);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    return t;
}

static fair_test
check_as_gate(const fair_report *report, const char *criterion,
              const char *limit, double value)
{
    fair_rule rule = FAIR_RULE_INIT;
    rule.criterion = criterion;
    ck_assert_double_eq(strtod(limit, NULL), value);
    return check_rule_as_gate(report, rule, limit);
}

START_TEST(as_a_gate_of_one_rule)
{
    static const struct {
        const char *criterion;
        const char *limit;
        double value;
        int side;
    } all[] = {
        {"demographic_parity_difference", "0.02", 0.02, 1},
        {"demographic_parity_difference", "0.5", 0.5, 1},
        {"equalized_odds_difference", "0.1", 0.1, 1},
        {"demographic_parity_ratio", "0.8", 0.8, -1},
        {"impact_ratio", "0.8", 0.8, -1},
        {"impact_ratio", "0.2", 0.2, -1},
        {"equalized_odds_ratio", "0.9", 0.9, -1},
    };
    fair_report *report = report_at(0.9);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        const fair_test t = check_as_gate(report, all[i].criterion,
                                          all[i].limit, all[i].value);
        ck_assert_int_eq(t.side, all[i].side);
        ck_assert(t.p_no_disparity <= 0.05);
    }
    fair_report_free(report);
}
END_TEST

/* Of a 90 of 100 positives score high and 10 of 100 negatives, of b 60 and 40:
 * areas of 0.9 and 0.6. */
START_TEST(areas_as_a_gate)
{
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 90, 0.75}, {{"a"}, 1, 0, 0, 10, 0.25},
        {{"a"}, 0, 1, 0, 10, 0.75}, {{"a"}, 0, 0, 0, 90, 0.25},
        {{"b"}, 1, 1, 0, 60, 0.75}, {{"b"}, 1, 0, 0, 40, 0.25},
        {{"b"}, 0, 1, 0, 40, 0.75}, {{"b"}, 0, 0, 0, 60, 0.25},
    };
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    fixture f = fix(1, "g", NULL, NULL);
    f.has_score = 1;
    f.options.y_score = "score";
    options.confidence = 0.9;
    fair_report *report = fix_report(&f, &options, rows, 8);
    fair_test t = check_as_gate(report, "auc_gap", "0.1", 0.1);
    ck_assert_double_eq_tol(t.value, 0.3, 1e-15);
    ck_assert(t.p_beyond < 0.01 && t.p_no_disparity < 1e-4);
    ck_assert(t.p_within > 0.99);
    t = check_as_gate(report, "auc_gap", "0.6", 0.6);
    ck_assert(t.p_beyond > 0.99);
    ck_assert(t.p_within < 0.01);
    t = test_of(report, "roc_auc", "group_min", 0.5);
    ck_assert_int_eq(t.side, -1);
    ck_assert(0.5 < t.lower && t.lower < 0.6 && 0.6 < t.upper);
    ck_assert(t.p_within < 0.05 && isnan(t.p_no_disparity));
    fair_report_free(report);
}
END_TEST

/* What is drawn: metrics of decisions that are no proportions, within their
 * own range, and calibration errors. */
START_TEST(what_is_drawn_as_a_gate)
{
    static const struct {
        const char *metric;
        const char *comparison;
        const char *limit;
        int side;
        int beyond; /* 1: shown to be beyond, -1: within, 0: neither */
    } all[] = {
        {"f1_score", "difference", "0.1", 1, 1},
        {"f1_score", "difference", "0.9", 1, -1},
        {"f1_score", "ratio", "0.95", -1, 1},
        {"matthews_correlation", "group_min", "-0.5", -1, -1},
        {"matthews_correlation", "difference", "1.5", 1, -1},
        {"diagnostic_odds_ratio", "group_max", "1000", 1, -1},
        {"diagnostic_odds_ratio", "group_min", "1", -1, -1},
        {"matthews_correlation", "group_max", "0.9", 1, -1},
        {"expected_calibration_error", "group_max", "0.01", 1, 1},
        {"calibration_within_groups", NULL, "0.5", 1, -1},
    };
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 400, 0.75}, {{"a"}, 1, 0, 0, 100, 0.25},
        {{"a"}, 0, 1, 0, 100, 0.75}, {{"a"}, 0, 0, 0, 400, 0.25},
        {{"b"}, 1, 1, 0, 300, 0.75}, {{"b"}, 1, 0, 0, 200, 0.25},
        {{"b"}, 0, 1, 0, 200, 0.75}, {{"b"}, 0, 0, 0, 300, 0.25},
    };
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    fixture f = fix(1, "g", NULL, NULL);
    f.has_score = 1;
    f.options.y_score = "score";
    options.confidence = 0.9;
    fair_report *report = fix_report(&f, &options, rows, 8);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        fair_rule rule = FAIR_RULE_INIT;
        rule.comparison = all[i].comparison;
        if (all[i].comparison != NULL)
            rule.metric = all[i].metric;
        else
            rule.criterion = all[i].metric;
        const fair_test t = check_rule_as_gate(report, rule, all[i].limit);
        ck_assert_int_eq(t.side, all[i].side);
        ck_assert_int_eq(t.p_beyond <= 0.05, all[i].beyond > 0);
        ck_assert_int_eq(t.p_within <= 0.05, all[i].beyond < 0);
        ck_assert(t.lower < t.upper);
    }
    fair_report_free(report);
}
END_TEST

START_TEST(minima_and_maxima)
{
    fair_report *report = report_at(0);
    const fair_test low = test_of(report, "selection_rate", "group_min", 0.1);
    const fair_test high = test_of(report, "selection_rate", "group_max", 0.9);
    ck_assert_int_eq(low.side, -1);
    ck_assert_int_eq(high.side, 1);
    ck_assert(low.lower < low.value && low.value < low.upper);
    ck_assert(high.lower < high.value && high.value < high.upper);
    ck_assert(isnan(low.p_no_disparity) && isnan(high.p_no_disparity));
    ck_assert_double_eq(low.confidence, 0.95);
    const fair_test gap =
        test_of(report, "selection_rate", "difference", 0.1);
    const fair_test same =
        test_of(report, "demographic_parity_difference", NULL, 0.1);
    ck_assert_double_eq(gap.lower, same.lower);
    ck_assert_double_eq(gap.upper, same.upper);
    ck_assert_double_eq(gap.p_beyond, same.p_beyond);
    fair_report_free(report);
}
END_TEST

static fair_error
refused(const fair_report *report, const char *name, const char *comparison,
        double limit, size_t size)
{
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_test out, before;
    fair_error err = {0};
    memset(&out, 0x55, sizeof(out));
    out.size = size;
    before = out;
    sel.comparison = comparison;
    ck_assert_int_eq(fair_report_test(report, name, &sel, limit, &out, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_mem_eq(&out, &before, sizeof(out));
    return err;
}

/* What has an interval at any confidence is held against a limit by it. */
START_TEST(by_the_interval)
{
    static const char *const names[][2] = {
        {"average_odds_difference", NULL},
        {"average_absolute_odds_difference", NULL},
        {"selection_rate", "mean_pairwise_difference"},
        {"selection_rate", "difference_to_overall"},
        {"selection_rate", "ratio_to_overall"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        for (int k = 0; k < 3; k++) {
            static const double confidences[] = {0.8, 0.95, 0.999};
            const double level = (1 - confidences[k]) / 2;
            fair_report *report = report_at(0.5);
            fair_report *other = report_at(confidences[k]);
            const fair_test t =
                test_of(other, names[i][0], names[i][1], 0.125);
            const int is_signed = i == 0 || i == 3;
            const int is_low = is_signed && t.value < 0;
            const double near = t.side < 0 ? t.upper
                                : is_low   ? -t.upper
                                           : t.lower;
            const double far = t.side < 0 ? t.lower
                               : is_low   ? -t.lower
                                          : t.upper;
            const fair_test b = test_of(report, names[i][0], names[i][1], far);
            ck_assert_double_eq_tol(b.p_within, level, 1e-6 * level);
            if (near <= 0) continue; /* no disparity is not ruled out */
            const fair_test a = test_of(report, names[i][0], names[i][1], near);
            ck_assert_double_eq_tol(a.p_beyond, (is_signed ? 2 : 1) * level,
                                    2e-6 * level);
            ck_assert_uint_eq(t.n_claims, 1);
            fair_report_free(report);
            fair_report_free(other);
        }
    fair_report *report = compas_report(NULL);
    const fair_test t = test_of(report, "average_odds_difference", NULL, 1);
    ck_assert_int_eq(t.side, 1);
    ck_assert_double_lt(t.p_within, 1e-9);
    ck_assert(t.p_no_disparity >= 0 && t.p_no_disparity <= 1);
    static const double wrong[] = {-0.1, 80, NAN, INFINITY};
    for (size_t i = 0; i < 4; i++)
        ck_assert_says(refused(report, "average_odds_difference", NULL,
                               wrong[i], sizeof(fair_test)),
                       "from 0 to 1: of the size, whatever its sign");
    fair_report_free(report);
}
END_TEST

START_TEST(what_has_no_test)
{
    static const char *const names[][2] = {
        {"selection_rate", NULL},
        {"selection_rate", "difference_to_reference"},
        {"f1_score", "difference_to_overall"},
        {"expected_calibration_error", "difference"},
    };
    const size_t size = sizeof(fair_test);
    fair_report *report = compas_report(NULL);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        ck_assert_says(
            refused(report, names[i][0], names[i][1], 0.1, size),
            "has no test like this");
    static const double limits[] = {-0.1, 1.1, NAN, INFINITY};
    for (size_t i = 0; i < 4; i++)
        ck_assert_says(refused(report, "impact_ratio", NULL, limits[i], size),
                       "from 0 to 1");
    ck_assert_says(refused(report, "matthews_correlation", "group_min", -1.1,
                           size),
                   "from -1 to 1");
    ck_assert_says(refused(report, "diagnostic_odds_ratio", "group_max",
                           INFINITY, size),
                   "a finite number from 0 on");
    ck_assert_says(refused(report, "impact_rat", NULL, 0.8, size),
                   "nearest first there are: impact_ratio");
    refused(report, "impact_ratio", NULL, 0.8, 0);
    fair_report_free(report);
}
END_TEST

START_TEST(undefined_is_no_error)
{
    static const fix_row rows[] = {{{"a"}, 1, 1, 0, 40, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    fair_report *report = fix_report(&f, NULL, rows, 1);
    const fair_test t = test_of(report, "impact_ratio", NULL, 0.8);
    ck_assert_int_eq(t.reason, FAIR_REASON_SINGLE_GROUP);
    ck_assert(isnan(t.value) && isnan(t.lower) && isnan(t.upper));
    ck_assert(isnan(t.p_beyond) && isnan(t.p_within));
    ck_assert_uint_eq(t.n_claims, 0);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, as_a_gate_of_one_rule);
    tcase_add_test(tc, areas_as_a_gate);
    tcase_add_test(tc, what_is_drawn_as_a_gate);
    tcase_add_test(tc, minima_and_maxima);
    tcase_add_test(tc, by_the_interval);
    tcase_add_test(tc, what_has_no_test);
    tcase_add_test(tc, undefined_is_no_error);
}

FAIR_TEST_MAIN("gate/report_test", tests)
