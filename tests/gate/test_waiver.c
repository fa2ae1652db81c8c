/* SPDX-License-Identifier: MIT
 * Tests of waivers: what they change, for whom, and until when. */
#include "gates.h"

static const fair_feature_value of_b[] = {{
    "race", {.kind = FAIR_KIND_TEXT, .text = "b", .length = 1}}};
static const size_t one_value[] = {1};

static fair_waiver
waiver_until(const char *day)
{
    fair_waiver w = FAIR_WAIVER_INIT;
    w.rule = "impact_ratio";
    w.reason = "a new model is on its way";
    w.owner = "Ann";
    w.expires = day;
    return w;
}

static fair_policy *
policy_at(const char *today)
{
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    const fair_rule rule = rule_of("impact_ratio", "0.8", NULL);
    fair_policy *policy = NULL;
    options.today = today;
    ck_assert_ok(fair_policy_new(&options, &policy, NULL));
    ck_assert_ok(fair_policy_add(policy, &rule, NULL));
    return policy;
}

/* What becomes of the only rule; its text holds the words. */
static fair_rule_verdict
waive(const fair_waiver *w, const char *today, fair_report *report,
      int32_t status, const char *words)
{
    fair_policy *policy = policy_at(today);
    fair_error err = {0};
    ck_assert_msg(fair_policy_waive(policy, w, &err) == FAIR_OK, "%s",
                  err.message);
    fair_verdict *verdict = verdict_of(policy, report);
    fair_rule_verdict v = rule_verdict(verdict, 0);
    ck_assert_int_eq(fair_verdict_status(verdict), status);
    written text = text_of(verdict, "text");
    ck_assert_msg(strstr(text.bytes, words) != NULL, "%s", text.bytes);
    free(text.bytes);
    v.id = NULL;
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    fair_report_free(report);
    return v;
}

#define FAILS REPORT(ROWS("a", 500, 100), ROWS("b", 500, 50))

START_TEST(until_the_last_day)
{
    fair_waiver w = waiver_until("2027-01-31");
    fair_rule_verdict v = waive(&w, "2027-01-31", FAILS, FAIR_VERDICT_PASS,
                                "waived until 2027-01-31, today 2027-01-31, "
                                "by Ann: a new model");
    ck_assert_int_eq(v.status, FAIR_VERDICT_FAIL);
    ck_assert_int_eq(v.counts_as, FAIR_VERDICT_PASS);
    ck_assert_int_eq(v.waived, FAIR_WAIVED_YES);
    v = waive(&w, "2027-02-01", FAILS, FAIR_VERDICT_FAIL, "expired");
    ck_assert_int_eq(v.waived, FAIR_WAIVED_EXPIRED);
    ck_assert_int_eq(v.counts_as, FAIR_VERDICT_FAIL);
    waive(&w, "2026-12-31", FAILS, FAIR_VERDICT_PASS, "is met or waived.");

    /* Nobody runs a gate before its waiver was granted. */
    w.granted = "2026-12-01";
    v = waive(&w, "2026-11-30", FAILS, FAIR_VERDICT_ERROR, "not granted yet");
    ck_assert_int_eq(v.waived, FAIR_WAIVED_TOO_SOON);
    ck_assert_str_eq(v.why, "clock_set_back");
    waive(&w, "2026-12-01", FAILS, FAIR_VERDICT_PASS, "granted 2026-12-01");
}
END_TEST

/* A waiver is of failures: nothing else passes by it. */
START_TEST(of_failures_alone)
{
    fair_waiver w = waiver_until("2027-01-31");
    fair_rule_verdict v =
        waive(&w, "2026-12-31", REPORT(ROWS("a", 50, 10), ROWS("b", 50, 7)),
              FAIR_VERDICT_INCONCLUSIVE, "not needed");
    ck_assert_int_eq(v.waived, FAIR_WAIVED_UNUSED);
    v = waive(&w, "2026-12-31",
              REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 1010)),
              FAIR_VERDICT_PASS, "PASS: every rule is met.");
    ck_assert_int_eq(v.waived, FAIR_WAIVED_UNUSED);
}
END_TEST

START_TEST(of_some_groups)
{
    fair_waiver w = waiver_until("2027-01-31");
    w.n_groups = 1;
    w.groups_lengths = one_value;
    w.groups = of_b;
    /* b fails by itself; the others are alike, differ, or are too few. */
    fair_rule_verdict v = waive(
        &w, "2026-12-31",
        REPORT(ROWS("a", 5000, 1000), ROWS("b", 500, 50),
               ROWS("c", 5000, 1000)),
        FAIR_VERDICT_PASS, ", for 1 of the groups, by Ann");
    ck_assert_int_eq(v.waived, FAIR_WAIVED_YES);
    v = waive(&w, "2026-12-31",
              REPORT(ROWS("a", 5000, 1000), ROWS("b", 500, 50),
                     ROWS("c", 5000, 500)),
              FAIR_VERDICT_FAIL, "does not cover it");
    ck_assert_int_eq(v.waived, FAIR_WAIVED_PARTLY);
    v = waive(&w, "2026-12-31",
              REPORT(ROWS("a", 5000, 1000), ROWS("b", 500, 50),
                     ROWS("c", 50, 8)),
              FAIR_VERDICT_INCONCLUSIVE, "does not cover it");
    ck_assert_int_eq(v.waived, FAIR_WAIVED_PARTLY);
    waive(&w, "2026-12-31", FAILS, FAIR_VERDICT_PASS, "waived");
    /* Others may fail where b does not even exist. */
    waive(&w, "2026-12-31", REPORT(ROWS("a", 500, 100), ROWS("c", 500, 50)),
          FAIR_VERDICT_FAIL, "does not cover it");
}
END_TEST

static void
refuse(fair_policy *policy, const fair_waiver *w, const char *part)
{
    fair_error err = {0};
    ck_assert_int_eq(fair_policy_waive(policy, w, &err), FAIR_ERR_ARGUMENT);
    ck_assert_says(err, part);
}

START_TEST(waivers_that_make_no_sense)
{
    static const char *const days[] = {"",           "2027-1-31",
                                       "2027-02-29", "2027-13-01",
                                       "2027-01-00", "0000-01-01",
                                       "2027-01-31 "};
    fair_policy *policy = policy_at("2026-12-31");
    fair_waiver w = waiver_until("2027-01-31");
    w.rule = "impact_ratoi";
    refuse(policy, &w, "impact_ratio");
    w.rule = NULL;
    refuse(policy, &w, "which rule");
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        w = waiver_until(days[i]);
        refuse(policy, &w, "no day such as");
    }
    w = waiver_until("2027-01-31");
    w.granted = "2027-02-01";
    refuse(policy, &w, "ends before");
    /* Five years from the day on which it is granted, or looked at. */
    w = waiver_until("2032-01-01");
    refuse(policy, &w, "expires is 2032-01-01, more than 5 years away");
    w.granted = "2027-01-02";
    w.n_groups = 1;
    refuse(policy, &w, "groups");
    w = waiver_until("2031-12-31");
    w.granted = "2026-12-30";
    refuse(policy, &w, "more than 5 years away");
    w.granted = NULL;
    w.owner = NULL;
    refuse(policy, &w, "says its owner");
    w = waiver_until("2028-02-29");
    w.reason = "";
    refuse(policy, &w, "says its reason");
    w.reason = "two\nlines";
    refuse(policy, &w, "in one line");
    w.reason = "fine";
    w.owner = NULL;
    refuse(policy, &w, "says its owner");
    w.owner = "Ann";
    w.n_groups = 1;
    refuse(policy, &w, "groups_lengths");
    w.n_groups = 0;
    ck_assert_ok(fair_policy_waive(policy, &w, NULL));
    refuse(policy, &w, "already");
    fair_policy_free(policy);

    policy = policy_at(NULL);
    refuse(policy, &w, "what day it is");
    fair_policy_free(policy);
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    fair_error err = {0};
    options.today = "today";
    ck_assert_int_eq(fair_policy_new(&options, &policy, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "today is \"today\"");
}
END_TEST

/* Groups are looked for when there are some. */
START_TEST(groups_of_another_grouping)
{
    static const fair_feature_value sex[] = {{
        "sex", {.kind = FAIR_KIND_TEXT, .text = "b", .length = 1}}};
    fair_waiver w = waiver_until("2027-01-31");
    fair_policy *policy = policy_at("2026-12-31");
    fair_report *report = FAILS;
    fair_verdict *verdict = NULL;
    fair_error err = {0};
    w.n_groups = 1;
    w.groups_lengths = one_value;
    w.groups = sex;
    ck_assert_ok(fair_policy_waive(policy, &w, NULL));
    ck_assert_int_eq(fair_verdict_new(policy, report, &verdict, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "rule \"impact_ratio\": ");
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

/* A waiver of b, for a rule that is not the impact ratio's. */
static fair_rule_verdict
waive_b(const fair_rule *rule, fair_report *report, int32_t status)
{
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    fair_waiver w = waiver_until("2027-01-31");
    fair_policy *policy = NULL;
    options.today = "2026-12-31";
    w.rule = rule->id;
    w.n_groups = 1;
    w.groups_lengths = one_value;
    w.groups = of_b;
    ck_assert_ok(fair_policy_new(&options, &policy, NULL));
    ck_assert_ok(fair_policy_add(policy, rule, NULL));
    ck_assert_ok(fair_policy_waive(policy, &w, NULL));
    fair_verdict *verdict = verdict_of(policy, report);
    fair_rule_verdict v = rule_verdict(verdict, 0);
    ck_assert_int_eq(fair_verdict_status(verdict), status);
    v.id = NULL;
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    fair_report_free(report);
    return v;
}

/* What cannot be judged is not waived with what fails. */
START_TEST(the_rest_is_undefined)
{
#define RIGHT(group, n, right)                                                 \
    {{group, "x"}, 1, 1, 0, right, 1}, {{group, "x"}, 0, 1, 0, (n) - (right), 1}
    static const char *const race = "race";
    fair_rule rule = FAIR_RULE_INIT;
    rule.id = "right";
    rule.n_by = 1;
    rule.by = &race;
    rule.metric = "precision";
    rule.min = "0.9";
    /* Nobody of c is selected: it has no precision. */
    fair_rule_verdict v =
        waive_b(&rule, REPORT(RIGHT("b", 500, 100), ROWS("c", 500, 0)),
                FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.status, FAIR_VERDICT_FAIL);
    ck_assert_int_eq(v.waived, FAIR_WAIVED_PARTLY);
    v = waive_b(&rule, REPORT(RIGHT("b", 500, 100), RIGHT("c", 500, 500)),
                FAIR_VERDICT_PASS);
    ck_assert_int_eq(v.waived, FAIR_WAIVED_YES);
    v = waive_b(&rule, REPORT(RIGHT("b", 500, 100)), FAIR_VERDICT_PASS);
    ck_assert_int_eq(v.waived, FAIR_WAIVED_YES);

    /* Of nothing at all no claim is waived. */
    rule.inconclusive = FAIR_INCONCLUSIVE_FAILS;
    v = waive_b(&rule, REPORT(ROWS("b", 500, 0), ROWS("c", 500, 0)),
                FAIR_VERDICT_FAIL);
    ck_assert_int_eq(v.waived, FAIR_WAIVED_PARTLY);
    v = waive_b(&rule, REPORT(ROWS("b", 500, 0)), FAIR_VERDICT_FAIL);
    ck_assert_int_eq(v.waived, FAIR_WAIVED_PARTLY);
#undef RIGHT
}
END_TEST

/* Without a baseline there are no families to look for groups in. */
START_TEST(there_is_no_baseline)
{
    fair_rule rule = rule_of("demographic_parity_difference", NULL, NULL);
    rule.id = "change";
    rule.max_increase = "0.05";
    const fair_rule_verdict v = waive_b(&rule, FAILS, FAIR_VERDICT_ERROR);
    ck_assert_str_eq(v.why, "no_baseline");
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, until_the_last_day);
    tcase_add_test(tc, of_failures_alone);
    tcase_add_test(tc, of_some_groups);
    tcase_add_test(tc, waivers_that_make_no_sense);
    tcase_add_test(tc, groups_of_another_grouping);
    tcase_add_test(tc, the_rest_is_undefined);
    tcase_add_test(tc, there_is_no_baseline);
}

FAIR_TEST_MAIN("gate/waiver", tests)
