/* SPDX-License-Identifier: MIT
 * Tests of the groups that a rule holds for: what it says of them is what it
 * says of data without the others. */
#include "gates.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const size_t lengths[] = {1, 1, 1};

static fair_rule
held(fair_rule rule, const fair_feature_value *groups, size_t n)
{
    rule.n_groups = n;
    rule.groups_lengths = lengths;
    rule.groups = groups;
    return rule;
}

static fair_rule
compared(const char *comparison, const char *min, const char *max)
{
    static const char *const race[] = {"race"};
    fair_rule rule = rule_of(NULL, min, max);
    rule.metric = "selection_rate";
    rule.comparison = comparison;
    rule.n_by = 1;
    rule.by = race;
    return rule;
}

/* And one that has no rows. */
static const fair_feature_value a_and_b[] = {
    {"race", {.kind = FAIR_KIND_TEXT, .length = 1, .text = "a"}},
    {"race", {.kind = FAIR_KIND_TEXT, .length = 1, .text = "b"}},
    {"race", {.kind = FAIR_KIND_TEXT, .length = 1, .text = "x"}}};

/* a is the largest, and so the reference; c is the worst and small. */
#define TWO ROWS("a", 700, 140), ROWS("b", 500, 70)
#define THREE TWO, ROWS("c", 20, 0)

static void
same_without_c(const fair_rule *rule, size_t first, size_t n, int32_t status,
               uint64_t n_claims)
{
    const fair_rule listed = held(*rule, a_and_b + first, n);
    const fair_rule_verdict all = judge(rule, REPORT(TWO), status);
    const fair_rule_verdict v = judge(&listed, REPORT(THREE), status);
    ck_assert_str_eq(v.why, all.why);
    ck_assert_double_eq(v.value, all.value);
    ck_assert_int_eq(v.within_limit, all.within_limit);
    ck_assert_double_eq(v.pass_bound, all.pass_bound);
    ck_assert_double_eq(v.fail_bound, all.fail_bound);
    ck_assert_uint_eq(v.n_claims, n_claims);
    ck_assert_uint_eq(all.n_claims, n_claims);
}

START_TEST(as_without_the_others)
{
    const struct {
        fair_rule rule;
        size_t first, n; /* of a and b */
        int32_t status;
        uint64_t n_claims;
    } rows[] = {
        {rule_of("impact_ratio", "0.5", NULL), 0, 2, FAIR_VERDICT_PASS, 1},
        {rule_of("four_fifths", NULL, NULL), 0, 2, FAIR_VERDICT_INCONCLUSIVE,
         1},
        {rule_of("demographic_parity_difference", NULL, "0.3"), 0, 2,
         FAIR_VERDICT_PASS, 1},
        {compared("difference", NULL, "0.01"), 0, 2, FAIR_VERDICT_FAIL, 1},
        {compared("ratio", "0.9", NULL), 0, 2, FAIR_VERDICT_FAIL, 1},
        {compared("group_min", "0.1", NULL), 0, 2, FAIR_VERDICT_PASS, 2},
        {compared("group_max", NULL, "0.25"), 0, 2, FAIR_VERDICT_PASS, 2},
        {compared(NULL, "0.1", NULL), 0, 2, FAIR_VERDICT_PASS, 2},
        {compared(NULL, NULL, "0.25"), 0, 2, FAIR_VERDICT_PASS, 2},
        /* The reference need not be listed, and may be. */
        {compared("difference_to_reference", "-0.2", NULL), 1, 1,
         FAIR_VERDICT_PASS, 1},
        {compared("ratio_to_reference", "0.5", NULL), 1, 1,
         FAIR_VERDICT_PASS, 1},
        {compared("ratio_to_reference", "0.9", NULL), 0, 2,
         FAIR_VERDICT_FAIL, 1},
    };
    for (size_t i = 0; i < LENGTH(rows); i++)
        same_without_c(&rows[i].rule, rows[i].first, rows[i].n,
                       rows[i].status, rows[i].n_claims);
}
END_TEST

START_TEST(others_take_no_part)
{
    /* Set aside as too small, c would keep a rule for all from passing. */
    fair_rule rule = rule_of("impact_ratio", "0.5", NULL);
    rule.min_count = 30;
    fair_rule_verdict v =
        judge(&rule, REPORT(THREE), FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "set_aside");
    rule = held(rule, a_and_b, 2);
    v = judge(&rule, REPORT(THREE), FAIR_VERDICT_PASS);
    ck_assert_uint_eq(v.n_claims, 1);
    /* c has no negatives, and so no such rate. */
    fair_rule fpr = compared("difference", NULL, "0.5");
    fpr.metric = "false_positive_rate";
    const fix_row rows[] = {{{"a", "x"}, 0, 1, 0, 500, 1},
                            {{"a", "x"}, 0, 0, 0, 500, 1},
                            {{"b", "x"}, 0, 1, 0, 500, 1},
                            {{"b", "x"}, 0, 0, 0, 500, 1},
                            {{"c", "x"}, 1, 0, 0, 500, 1}};
    v = judge(&fpr, report_of(rows, LENGTH(rows)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "undefined_in_group");
    fpr = held(fpr, a_and_b, 2);
    judge(&fpr, report_of(rows, LENGTH(rows)), FAIR_VERDICT_PASS);
}
END_TEST

START_TEST(nothing_to_compare_and_nobody_there)
{
    fair_rule rule = held(rule_of("impact_ratio", "0.5", NULL), a_and_b, 1);
    fair_rule_verdict v =
        judge(&rule, REPORT(THREE), FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "single_group");
    ck_assert_int_eq(v.reason, FAIR_REASON_SINGLE_GROUP);
    /* Only the reference is listed. */
    rule = held(compared("ratio_to_reference", "0.5", NULL), a_and_b, 1);
    v = judge(&rule, REPORT(THREE), FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_uint_eq(v.n_claims, 0);
    rule = held(rule_of("impact_ratio", "0.5", NULL), a_and_b, 3);
    v = judge(&rule, REPORT(THREE), FAIR_VERDICT_ERROR);
    ck_assert_str_eq(v.why, "required_group_missing");
}
END_TEST

static void
refuse(const fair_rule *rule, const char *part)
{
    fair_report *report = REPORT(THREE);
    fair_policy *policy = policy_of(rule, 1);
    fair_verdict *verdict = NULL;
    fair_error err = {0};
    ck_assert_int_eq(fair_verdict_new(policy, report, &verdict, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, part);
    ck_assert_ptr_null(verdict);
    fair_policy_free(policy);
    fair_report_free(report);
}

START_TEST(lists_that_make_no_sense)
{
    const fair_feature_value twice[] = {a_and_b[0], a_and_b[1], a_and_b[0]};
    const fair_feature_value age[] = {{"age", fair_scalar_text("x")}};
    fair_rule rule = held(rule_of("impact_ratio", "0.5", NULL), twice, 3);
    refuse(&rule, "item 2 is a group listed twice");
    rule = held(rule, age, 1);
    refuse(&rule, "every feature");
    rule = rule_of(NULL, "0.1", NULL);
    rule.metric = "selection_rate";
    rule = held(rule, a_and_b, 2);
    refuse(&rule, "groups make no sense");
}
END_TEST

START_TEST(what_is_written)
{
    fair_report *report = REPORT(THREE);
    const fair_rule rule =
        held(compared("ratio_to_reference", "0.5", NULL), a_and_b + 1, 1);
    fair_policy *policy = policy_of(&rule, 1);
    fair_verdict *verdict = verdict_of(policy, report);
    written w = text_of(verdict, "json");
    ck_assert_ptr_nonnull(strstr(w.bytes, "\"groups\": [{\"race\": \"b\"}]"));
    /* c; the reference is not listed and takes part. */
    const char not_held[] = "\"left_out\": \"not_held\"";
    const char *c = strstr(w.bytes, not_held);
    ck_assert_ptr_nonnull(c);
    ck_assert_ptr_null(strstr(c + 1, not_held));
    ck_assert_ptr_nonnull(strstr(w.bytes, "\"left_out\": 0"));
    free(w.bytes);
    w = text_of(verdict, "text");
    ck_assert_ptr_nonnull(strstr(w.bytes, "by race for 1 listed group at"));
    free(w.bytes);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, as_without_the_others);
    tcase_add_test(tc, others_take_no_part);
    tcase_add_test(tc, nothing_to_compare_and_nobody_there);
    tcase_add_test(tc, lists_that_make_no_sense);
    tcase_add_test(tc, what_is_written);
}

FAIR_TEST_MAIN("gate/evaluate", tests)
