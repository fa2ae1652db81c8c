/* SPDX-License-Identifier: MIT
 * Tests of the gate as its users call it: verdicts, what decides them, what
 * is written. */
#include "gates.h"

/* ---- verdicts ---- */

START_TEST(beyond_within_and_neither)
{
    const fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    fair_rule_verdict v = judge(
        &rule, REPORT(ROWS("a", 500, 100), ROWS("b", 500, 50)),
        FAIR_VERDICT_FAIL);
    ck_assert_str_eq(v.why, "beyond_limit");
    ck_assert_double_eq(v.value, 0.5);
    ck_assert_int_eq(v.within_limit, -1);
    ck_assert_double_lt(v.fail_bound, 0.8);
    ck_assert_double_lt(v.pass_bound, 0.5);
    ck_assert_double_gt(v.fail_bound, 0.5);
    ck_assert_uint_eq(v.n_claims, 1);

    v = judge(&rule, REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 1010)),
              FAIR_VERDICT_PASS);
    ck_assert_str_eq(v.why, "within_limit");
    ck_assert_double_ge(v.pass_bound, 0.8);
    ck_assert_double_eq(v.fail_bound, 1); /* not even a disparity is shown */

    v = judge(&rule, REPORT(ROWS("a", 50, 10), ROWS("b", 50, 7)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "between_bounds");
    ck_assert_int_eq(v.within_limit, -1);
    ck_assert_double_lt(v.pass_bound, 0.8);
    ck_assert_double_ge(v.fail_bound, 0.8);
}
END_TEST

/* 80 of 500 to 100 of 500 are just 0.8, which no double is. */
START_TEST(limits_are_exact)
{
    const fair_rule rule = rule_of("four_fifths", NULL, NULL);
    fair_rule_verdict v =
        judge(&rule, REPORT(ROWS("a", 500, 100), ROWS("b", 500, 80)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, 1);
    v = judge(&rule, REPORT(ROWS("a", 5000000, 1000000),
                            ROWS("b", 5000000, 799999)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, -1);
    /* 0.3 less 0.2 is 0.09999999999999998 in doubles. */
    const fair_rule gap =
        rule_of("demographic_parity_difference", NULL, "0.1");
    v = judge(&gap, REPORT(ROWS("a", 10, 3), ROWS("b", 10, 2)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, 1);
}
END_TEST

START_TEST(equal_groups_of_nobody)
{
    const fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    /* Nobody is selected: no ratio, and none that could be within. */
    fair_rule_verdict v =
        judge(&rule, REPORT(ROWS("a", 9000, 0), ROWS("b", 9000, 0)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.reason, FAIR_REASON_ZERO_REFERENCE);
    ck_assert(isnan(v.value));
    ck_assert_double_eq(v.pass_bound, 0);
    const fair_rule gap =
        rule_of("demographic_parity_difference", NULL, "0.1");
    v = judge(&gap, REPORT(ROWS("a", 9000, 0), ROWS("b", 9000, 0)),
              FAIR_VERDICT_PASS);
    ck_assert_double_lt(v.pass_bound, 0.01);
}
END_TEST

START_TEST(groups_that_cannot_be_compared)
{
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    fair_rule_verdict v = judge(&rule, REPORT(ROWS("a", 5000, 1000)),
                                FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "single_group");
    ck_assert_uint_eq(v.n_claims, 0);
    ck_assert(isnan(v.pass_bound) && isnan(v.fail_bound));

    /* The small group is set aside: a pass has to allow that. */
    rule.min_count = 30;
    v = judge(&rule,
              REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 1000),
                     ROWS("c", 20, 3)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "set_aside");
    rule.set_aside = FAIR_SET_ASIDE_ALLOW;
    judge(&rule,
          REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 1000),
                 ROWS("c", 20, 3)),
          FAIR_VERDICT_PASS);
    /* Listed, c may be small and d may not; a group that is not there, or is
     * there twice, changes nothing. */
    const fair_feature_value small[] = {{"race", fair_scalar_text("x")},
                                        {"race", fair_scalar_text("c")},
                                        {"race", fair_scalar_text("c")}};
    const size_t lengths[] = {1, 1, 1};
    rule.set_aside = FAIR_SET_ASIDE_LISTED;
    rule.n_may_be_small = 3;
    rule.may_be_small_lengths = lengths;
    rule.may_be_small = small;
    judge(&rule,
          REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 1000),
                 ROWS("c", 20, 3)),
          FAIR_VERDICT_PASS);
    v = judge(&rule,
              REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 1000),
                     ROWS("c", 20, 3), ROWS("d", 20, 3)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "set_aside");
    rule.n_may_be_small = 0;
    /* A failure needs no permission. */
    rule.set_aside = FAIR_SET_ASIDE_REFUSE;
    judge(&rule,
          REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 500),
                 ROWS("c", 20, 3)),
          FAIR_VERDICT_FAIL);

    /* b has no negatives: its false positive rate is no number. */
    fair_rule fpr = FAIR_RULE_INIT;
    fpr.metric = "false_positive_rate";
    fpr.comparison = "difference";
    fpr.max = "0.5";
    v = judge(&fpr,
              REPORT({{"a", "x"}, 0, 0, 0, 5000, 1},
                     {{"b", "x"}, 1, 0, 0, 5000, 1},
                     {{"c", "x"}, 0, 0, 0, 5000, 1}),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "undefined_in_group");
}
END_TEST

START_TEST(required_groups)
{
    const fair_feature_value asian[] = {{"race", fair_scalar_text("Asian")}};
    const size_t one = 1;
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    rule.n_required = 1;
    rule.required_lengths = &one;
    rule.required = asian;
    fair_rule_verdict v =
        judge(&rule, REPORT(ROWS("a", 500, 100), ROWS("b", 500, 50)),
              FAIR_VERDICT_ERROR);
    ck_assert_str_eq(v.why, "required_group_missing");
    judge(&rule, REPORT(ROWS("Asian", 500, 100), ROWS("b", 500, 50)),
          FAIR_VERDICT_FAIL);
}
END_TEST

/* ---- what a rule is about ---- */

START_TEST(a_metric_by_itself)
{
    fair_rule rule = FAIR_RULE_INIT;
    rule.metric = "accuracy";
    rule.min = "0.5";
    judge(&rule, REPORT(ROWS("a", 5000, 3000), ROWS("b", 500, 240)),
          FAIR_VERDICT_PASS); /* of all rows: 0.589 */
    const char *race = "race";
    rule.n_by = 1;
    rule.by = &race;
    fair_rule_verdict v =
        judge(&rule, REPORT(ROWS("a", 5000, 3000), ROWS("b", 500, 240)),
              FAIR_VERDICT_INCONCLUSIVE); /* of every group */
    ck_assert_double_eq(v.value, 0.48);
    ck_assert_uint_eq(v.n_claims, 2);
    v = judge(&rule, REPORT(ROWS("a", 5000, 3000), ROWS("b", 500, 200)),
              FAIR_VERDICT_FAIL);
    ck_assert_double_eq_tol(v.fail_level, 0.025, 1e-15);
}
END_TEST

START_TEST(against_a_reference)
{
    fair_rule rule = FAIR_RULE_INIT;
    rule.metric = "selection_rate";
    rule.comparison = "difference_to_reference";
    rule.min = "-0.05";
    /* a is the largest; c is above it, which this rule allows. */
    fair_rule_verdict v =
        judge(&rule,
              REPORT(ROWS("a", 5000, 1000), ROWS("b", 4000, 810),
                     ROWS("c", 4000, 2000)),
              FAIR_VERDICT_PASS);
    ck_assert_uint_eq(v.n_claims, 2);
    ck_assert_double_eq(v.value, 0.0025);
    v = judge(&rule, REPORT(ROWS("a", 5000, 1000), ROWS("b", 4000, 400)),
              FAIR_VERDICT_FAIL);
    ck_assert_double_eq(v.value, -0.1);
    ck_assert_double_lt(v.fail_bound, -0.05);
}
END_TEST

START_TEST(of_two_metrics_the_worse)
{
    const fair_rule rule = rule_of("equalized_odds_difference", NULL, "0.1");
    fair_rule_verdict v = judge(
        &rule,
        REPORT({{"a", "x"}, 1, 1, 0, 500, 1}, {{"a", "x"}, 1, 0, 0, 500, 1},
               {{"a", "x"}, 0, 1, 0, 100, 1}, {{"a", "x"}, 0, 0, 0, 900, 1},
               {{"b", "x"}, 1, 1, 0, 500, 1}, {{"b", "x"}, 1, 0, 0, 500, 1},
               {{"b", "x"}, 0, 1, 0, 300, 1}, {{"b", "x"}, 0, 0, 0, 700, 1}),
        FAIR_VERDICT_FAIL);
    ck_assert_uint_eq(v.n_claims, 2);
    ck_assert_double_eq(v.value, 0.2);
}
END_TEST

START_TEST(within_each_stratum)
{
    /* Together they are alike; within y they are not. */
    const fix_row rows[] = {
        {{"a", "x"}, 1, 1, 0, 3000, 1}, {{"a", "x"}, 1, 0, 0, 3000, 1},
        {{"b", "x"}, 1, 1, 0, 3000, 1}, {{"b", "x"}, 1, 0, 0, 3000, 1},
        {{"a", "y"}, 1, 1, 0, 120, 1},  {{"a", "y"}, 1, 0, 0, 80, 1},
        {{"b", "y"}, 1, 1, 0, 60, 1},   {{"b", "y"}, 1, 0, 0, 140, 1},
    };
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    judge(&rule, report_of(rows, 8), FAIR_VERDICT_PASS);
    rule.strata = FAIR_STRATA_EACH;
    const fair_rule_verdict v =
        judge(&rule, report_of(rows, 8), FAIR_VERDICT_FAIL);
    ck_assert_double_eq(v.value, 0.5);
    ck_assert_uint_eq(v.n_claims, 2);
}
END_TEST

/* ---- several rules ---- */

START_TEST(rules_share_the_level)
{
    fair_rule rules[3] = {
        rule_of("impact_ratio", "0.8", NULL),
        rule_of("demographic_parity_difference", NULL, "0.02"),
        rule_of("demographic_parity_ratio", "0.9", NULL),
    };
    fair_report *report = REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 880));
    fair_policy *policy = policy_of(rules, 3);
    fair_verdict *verdict = verdict_of(policy, report);
    /* None fails: all at a third of the level. */
    for (size_t i = 0; i < 3; i++)
        ck_assert_double_eq_tol(rule_verdict(verdict, i).fail_level,
                                0.05 / 3, 1e-15);
    fair_verdict_free(verdict);
    fair_policy_free(policy);

    /* Where one fails, the others share the whole of it. */
    rules[2].min = "0.99";
    policy = policy_of(rules, 3);
    verdict = verdict_of(policy, report);
    ck_assert_int_eq(rule_verdict(verdict, 2).status, FAIR_VERDICT_FAIL);
    ck_assert_double_eq_tol(rule_verdict(verdict, 0).fail_level, 0.025,
                            1e-15);
    fair_verdict_free(verdict);
    fair_policy_free(policy);

    /* Step by step: what a third of it does not fail, half does. */
    rules[1].max = "0.008";
    policy = policy_of(rules, 3);
    verdict = verdict_of(policy, report);
    ck_assert_int_eq(rule_verdict(verdict, 1).status, FAIR_VERDICT_FAIL);
    ck_assert_double_eq_tol(rule_verdict(verdict, 2).fail_level, 0.05 / 3,
                            1e-15);
    ck_assert_double_eq_tol(rule_verdict(verdict, 1).fail_level, 0.025,
                            1e-15);
    ck_assert_double_eq_tol(rule_verdict(verdict, 0).fail_level, 0.05, 1e-15);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    rules[1].max = "0.02";

    /* Warnings have a level of their own and change nothing. */
    rules[2].severity = FAIR_SEVERITY_WARN;
    policy = policy_of(rules, 3);
    verdict = verdict_of(policy, report);
    ck_assert_int_eq(rule_verdict(verdict, 2).status, FAIR_VERDICT_FAIL);
    ck_assert_int_eq(rule_verdict(verdict, 2).counts_as, FAIR_VERDICT_PASS);
    ck_assert_double_eq_tol(rule_verdict(verdict, 2).fail_level, 0.05, 1e-15);
    ck_assert_double_eq_tol(rule_verdict(verdict, 0).fail_level, 0.025,
                            1e-15);
    ck_assert_int_ne(fair_verdict_status(verdict), FAIR_VERDICT_FAIL);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

START_TEST(what_inconclusive_counts_as)
{
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    rule.inconclusive = FAIR_INCONCLUSIVE_FAILS;
    fair_rule_verdict v =
        judge(&rule, REPORT(ROWS("a", 50, 10), ROWS("b", 50, 7)),
              FAIR_VERDICT_FAIL);
    ck_assert_int_eq(v.status, FAIR_VERDICT_INCONCLUSIVE);
    rule.inconclusive = FAIR_INCONCLUSIVE_PASSES;
    v = judge(&rule, REPORT(ROWS("a", 50, 10), ROWS("b", 50, 7)),
              FAIR_VERDICT_PASS);
    ck_assert_int_eq(v.status, FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.counts_as, FAIR_VERDICT_PASS);
}
END_TEST

/* ---- what is written ---- */

START_TEST(both_formats)
{
    const fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    fair_report *report = REPORT(ROWS("a", 500, 100), ROWS("b", 500, 50));
    fair_policy *policy = policy_of(&rule, 1);
    fair_verdict *verdict = verdict_of(policy, report);
    fair_report_free(report);
    fair_policy_free(policy);
    written w = text_of(verdict, "json");
    json j = json_read(w.bytes, w.length);
    ck_assert_str_eq(json_get(&j, "schema")->text, "libfairness/verdict/1");
    ck_assert_str_eq(json_get(&j, "status")->text, "fail");
    const json *r = json_at(json_get(&j, "rules"), 0);
    ck_assert_str_eq(json_get(json_get(r, "limit"), "min")->text, "0.8");
    ck_assert_uint_eq(json_get(r, "evidence")->n, 3); /* all rows, a, b */
    json_free(&j);
    free(w.bytes);

    w = text_of(verdict, "text");
    fix_has(&w, "FAIL: a rule is violated.");
    fix_has(&w, "observed 0.500 (race=b to race=a)");
    fix_has(&w, "some group is at most 0.6");
    free(w.bytes);

    fair_error err = {0};
    ck_assert_int_eq(fair_verdict_write(verdict, "yaml", collect, &w,
                                        &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "json, text");
    fair_verdict_free(verdict);
}
END_TEST

START_TEST(names_are_made_safe)
{
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    rule.strata = FAIR_STRATA_EACH;
    const fix_row rows[] = {
        {{"a\nPASS", "x\033"}, 1, 1, 0, 100, 1},
        {{"a\nPASS", "x\033"}, 1, 0, 0, 400, 1},
        {{"b", "x\033"}, 1, 1, 0, 400, 1},
    };
    fair_report *report = report_of(rows, 3);
    fair_policy *policy = policy_of(&rule, 1);
    fair_verdict *verdict = verdict_of(policy, report);
    written w = text_of(verdict, "text");
    fix_has(&w, "race=a\\u{a}PASS");
    fix_has(&w, "age=x\\u{1b}");
    ck_assert_ptr_null(strchr(w.bytes, '\033'));
    ck_assert_ptr_null(strstr(w.bytes, "\nPASS"));
    free(w.bytes);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST


/* ---- memory ---- */

static fair_status
all_calls(const fair_allocator *mem, const fair_report *report)
{
    const fair_feature_value a[] = {{"race", fair_scalar_text("a")}};
    const size_t one = 1;
    const char *race = "race";
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    rule.n_by = 1;
    rule.by = &race;
    rule.n_required = 1;
    rule.required_lengths = &one;
    rule.required = a;
    rule.set_aside = FAIR_SET_ASIDE_LISTED;
    rule.n_may_be_small = 1;
    rule.may_be_small_lengths = &one;
    rule.may_be_small = a;
    options.allocator = mem;
    fair_status st = fair_policy_new(&options, &policy, NULL);
    if (st == FAIR_OK) st = fair_policy_add(policy, &rule, NULL);
    if (st == FAIR_OK) st = fair_verdict_new(policy, report, &verdict, NULL);
    fair_policy_free(policy);
    fair_verdict_free(verdict);
    return st;
}

START_TEST(refused_memory)
{
    fair_report *report = REPORT(ROWS("a", 50, 10), ROWS("b", 50, 7));
    size_t at = 1;
    for (;; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator mem = test_allocator(&m);
        const fair_status st = all_calls(&mem, report);
        ck_assert_uint_eq(m.live, 0);
        if (!m.injected) {
            ck_assert_int_eq(st, FAIR_OK);
            break;
        }
        ck_assert_int_eq(st, FAIR_ERR_MEMORY);
    }
    ck_assert_uint_gt(at, 20);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, beyond_within_and_neither);
    tcase_add_test(tc, limits_are_exact);
    tcase_add_test(tc, equal_groups_of_nobody);
    tcase_add_test(tc, groups_that_cannot_be_compared);
    tcase_add_test(tc, required_groups);
    tcase_add_test(tc, a_metric_by_itself);
    tcase_add_test(tc, against_a_reference);
    tcase_add_test(tc, of_two_metrics_the_worse);
    tcase_add_test(tc, within_each_stratum);
    tcase_add_test(tc, rules_share_the_level);
    tcase_add_test(tc, what_inconclusive_counts_as);
    tcase_add_test(tc, both_formats);
    tcase_add_test(tc, names_are_made_safe);
    tcase_add_test(tc, refused_memory);
}

FAIR_TEST_MAIN("gate/gate", tests)
