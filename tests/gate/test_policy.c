/* SPDX-License-Identifier: MIT
 * Tests of what is refused: rules and policies that make no sense. */
#include "gates.h"

/* ---- what is refused ---- */

static void
refuse(const fair_rule *rule, const char *part)
{
    fair_policy *policy = policy_of(NULL, 0);
    fair_error err = {0};
    ck_assert_int_eq(fair_policy_add(policy, rule, &err), FAIR_ERR_ARGUMENT);
    ck_assert_says(err, part);
    fair_policy_free(policy);
}

/* Limits that no value is beyond, and the next ones; warnings never count. */
START_TEST(rules_that_cannot_fail)
{
    static const struct {
        const char *criterion, *metric, *comparison, *limit[2], *near[2];
    } cases[] = {
        {"impact_ratio", NULL, NULL, {"0", NULL}, {"1e-9", NULL}},
        {"demographic_parity_difference", NULL, NULL, {NULL, "1"},
         {NULL, "0"}},
        {NULL, "selection_rate", NULL, {NULL, "1.0"}, {NULL, "0.999"}},
        {NULL, "selection_rate", NULL, {"0.0", NULL}, {"1", NULL}},
        {NULL, "selection_rate", "difference_to_reference", {"-1", NULL},
         {"-0.999", NULL}},
        {NULL, "matthews_correlation", NULL, {"-1", NULL}, {"0", NULL}},
        {NULL, "selection_rate", "ratio_to_reference", {NULL, NULL},
         {NULL, "10"}}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fair_rule rule = rule_of(cases[i].criterion, cases[i].limit[0],
                                 cases[i].limit[1]);
        rule.metric = cases[i].metric;
        rule.comparison = cases[i].comparison;
        if (rule.min != NULL || rule.max != NULL) {
            refuse(&rule, "cannot fail checks nothing");
            rule.severity = FAIR_SEVERITY_WARN;
            fair_policy_free(policy_of(&rule, 1));
            rule.severity = FAIR_SEVERITY_ERROR;
        }
        rule.min = cases[i].near[0];
        rule.max = cases[i].near[1];
        fair_policy_free(policy_of(&rule, 1));
    }
    fair_rule change = FAIR_RULE_INIT;
    change.metric = "selection_rate";
    change.max_decrease = "1";
    refuse(&change, "max_decrease is 1, and no value is below");
    change.max_decrease = NULL;
    change.max_increase = "1";
    refuse(&change, "max_increase is 1, and no value is above");
    change.max_increase = "0";
    fair_policy_free(policy_of(&change, 1));
}
END_TEST

START_TEST(rules_that_make_no_sense)
{
    fair_rule rule = FAIR_RULE_INIT;
    refuse(&rule, "name one of them");
    rule = rule_of("impact_ratoi", "0.8", NULL);
    refuse(&rule, "impact_ratio");
    rule = rule_of("impact_ratio", NULL, NULL);
    refuse(&rule, "there is no limit");
    rule = rule_of("impact_ratio", "0.8", "1");
    refuse(&rule, "write two rules");
    rule = rule_of("impact_ratio", NULL, "0.8");
    refuse(&rule, "give min");
    rule = rule_of("equalized_odds_difference", "0.1", NULL);
    refuse(&rule, "give max");
    rule = rule_of("impact_ratio", "80", NULL);
    refuse(&rule, "80 % is written 0.8");
    rule = rule_of("impact_ratio", "four fifths", NULL);
    refuse(&rule, "min is \"four fifths\", which is no decimal number");
    rule = rule_of("cross_auc", NULL, "0.1");
    refuse(&rule, "has no test");
    rule = rule_of("average_odds_difference", NULL, "0.1");
    refuse(&rule, "hides one behind the other");
    rule = rule_of("sufficiency_gap", NULL, "0.1");
    refuse(&rule, "make a rule of calibration_within_groups");
    rule = rule_of("multicalibration_error", NULL, "0.1");
    refuse(&rule, "make a rule of maximum_calibration_error");
    rule = rule_of("calibration_within_groups", "0.1", NULL);
    refuse(&rule, "give max");
    rule = rule_of(NULL, NULL, "0.1");
    rule.metric = "expected_calibration_error";
    rule.comparison = "difference";
    refuse(&rule, "biased by its own size");
    rule = rule_of(NULL, "0.1", NULL);
    rule.metric = "expected_calibration_error";
    refuse(&rule, "give max");
    rule.metric = "matthews_correlation";
    rule.comparison = "ratio";
    refuse(&rule, "never negative");
    rule.comparison = NULL;
    rule.min = "-1.1";
    refuse(&rule, "lies between -1 and 1");
    rule.metric = "calibration_slope";
    refuse(&rule, "has no test");
    rule = rule_of("impact_ratio", "0.8", NULL);
    rule.comparison = "difference";
    refuse(&rule, "its own comparison");
    rule = rule_of("impact_ratio", "0.8", NULL);
    rule.id = "two\nlines";
    refuse(&rule, "control");
    rule.id = "\xff";
    refuse(&rule, "not valid UTF-8");
    rule = rule_of("impact_ratio", "0.8", NULL);
    rule.confidence = 95;
    refuse(&rule, "0.95");
    rule = rule_of("impact_ratio", "0.8", NULL);
    rule.severity = 2;
    refuse(&rule, "severity is 2");
    rule = rule_of("impact_ratio", "0.8", NULL);
    rule.n_required = 1;
    refuse(&rule, "required");
    rule = rule_of("impact_ratio", "0.8", NULL);
    rule.set_aside = FAIR_SET_ASIDE_LISTED;
    refuse(&rule, "may_be_small");
    rule.n_may_be_small = 1;
    refuse(&rule, "may_be_small_lengths");
    rule.set_aside = FAIR_SET_ASIDE_ALLOW;
    refuse(&rule, "FAIR_SET_ASIDE_LISTED");
    rule = rule_of("impact_ratio", "0.8", NULL);
    rule.n_groups = 1;
    refuse(&rule, "groups_lengths");
    rule = rule_of("demographic_parity_difference", NULL, NULL);
    rule.max_increase = "0.1";
    rule.n_groups = 1;
    refuse(&rule, "not with max_increase");
}
END_TEST

START_TEST(too_many_rules)
{
    fair_policy *policy = policy_of(NULL, 0);
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    fair_error err = {0};
    char id[16];
    rule.id = id;
    for (int i = 0; i < 1000; i++) {
        snprintf(id, sizeof(id), "%d", i);
        ck_assert_ok(fair_policy_add(policy, &rule, &err));
    }
    rule.id = "one more";
    ck_assert_int_eq(fair_policy_add(policy, &rule, &err), FAIR_ERR_LIMIT);
    ck_assert_says(err, "at most 1000 rules");
    ck_assert_str_eq(err.column, "one more");
    fair_policy_free(policy);
}
END_TEST

START_TEST(policies_that_make_no_sense)
{
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    fair_policy *policy = NULL;
    fair_error err = {0};
    options.confidence = 0.5;
    ck_assert_int_eq(fair_policy_new(&options, &policy, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_ptr_null(policy);

    fair_report *report = REPORT(ROWS("a", 50, 10), ROWS("b", 50, 7));
    fair_verdict *verdict = NULL;
    policy = policy_of(NULL, 0);
    ck_assert_int_eq(fair_verdict_new(policy, report, &verdict, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "no rules");
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    ck_assert_ok(fair_policy_add(policy, &rule, &err));
    ck_assert_int_eq(fair_policy_add(policy, &rule, &err), FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "two rules are called \"impact_ratio\"");
    ck_assert_str_eq(err.column, "impact_ratio");
    const char *age = "age";
    rule.id = "by age";
    rule.n_by = 1;
    rule.by = &age;
    ck_assert_ok(fair_policy_add(policy, &rule, &err));
    ck_assert_int_eq(fair_verdict_new(policy, report, &verdict, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "the groupings are: race");
    ck_assert_says(err, "rule \"by age\": ");
    ck_assert_str_eq(err.column, "by age");
    ck_assert_ptr_null(verdict);
    ck_assert_int_eq(fair_verdict_status(NULL), FAIR_VERDICT_ERROR);
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, rules_that_make_no_sense);
    tcase_add_test(tc, rules_that_cannot_fail);
    tcase_add_test(tc, too_many_rules);
    tcase_add_test(tc, policies_that_make_no_sense);
}

FAIR_TEST_MAIN("gate/policy", tests)
