/* SPDX-License-Identifier: MIT
 * Rules about what is no proportion, as users call them. */
#include "gates.h"

/* n rows of a group with a score, of which so many are positive. */
#define SCORED(group, score, n, positives)                                    \
    {{group, "x"}, 1, (score) >= 0.5, 0, positives, score},                   \
    {                                                                         \
        {group, "x"}, 0, (score) >= 0.5, 0, (n) - (positives), score          \
    }

static fair_report *
scored(const fix_row *rows, size_t n)
{
    fixture f = fix(1, "race", "age", NULL);
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    f.has_score = 1;
    f.options.y_score = "score";
    options.favourable = FAIR_FAVOURABLE_POSITIVE;
    return fix_report(&f, &options, rows, n);
}

#define SCORES(...)                                                           \
    scored((const fix_row[]){__VA_ARGS__},                                    \
           sizeof((const fix_row[]){__VA_ARGS__}) / sizeof(fix_row))

static fair_rule
metric_rule(const char *metric, const char *comparison, const char *min,
            const char *max)
{
    fair_rule rule = rule_of(NULL, min, max);
    rule.metric = metric;
    rule.comparison = comparison;
    return rule;
}

static fair_rule
by_race(fair_rule rule)
{
    static const char *const by[] = {"race"};
    rule.n_by = 1;
    rule.by = by;
    return rule;
}

START_TEST(calibration_errors)
{
    fair_rule rule = by_race(
        metric_rule("expected_calibration_error", NULL, NULL, "0.05"));
    fair_rule_verdict v = judge(
        &rule,
        SCORES(SCORED("a", 0.25, 4000, 1000), SCORED("a", 0.75, 4000, 3000),
               SCORED("b", 0.25, 4000, 1000), SCORED("b", 0.75, 4000, 3000)),
        FAIR_VERDICT_PASS);
    ck_assert_double_eq(v.value, 0);
    ck_assert_uint_eq(v.n_claims, 2);
    ck_assert_double_lt(v.pass_bound, 0.05);
    ck_assert_double_eq(v.fail_bound, 0);
    rule = rule_of("calibration_within_groups", NULL, "0.05");
    v = judge(&rule,
              SCORES(SCORED("a", 0.25, 4000, 1000),
                     SCORED("b", 0.25, 4000, 1600)),
              FAIR_VERDICT_FAIL);
    ck_assert_double_eq_tol(v.value, 0.15, 1e-15);
    ck_assert_double_gt(v.fail_bound, 0.05);
    ck_assert_double_lt(v.fail_bound, 0.15);
    ck_assert_double_eq_tol(v.fail_level, 0.025, 1e-15);
    /* Ten rows show nothing, however right their scores look. */
    v = judge(&rule,
              SCORES(SCORED("a", 0.2, 10, 2), SCORED("b", 0.2, 10, 2)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_str_eq(v.why, "between_bounds");
    ck_assert_double_gt(v.pass_bound, 0.2);
}
END_TEST

/* Of a: one positive in a hundred above no negative. */
START_TEST(areas)
{
    fair_rule rule = rule_of("auc_gap", NULL, "0.1");
    fair_rule_verdict v = judge(
        &rule,
        SCORES(SCORED("a", 0.2, 900, 100), SCORED("a", 0.8, 900, 800),
               SCORED("b", 0.2, 900, 100), SCORED("b", 0.8, 900, 800)),
        FAIR_VERDICT_PASS);
    ck_assert_double_eq(v.value, 0);
    ck_assert_double_eq(v.fail_bound, 0);
    v = judge(&rule,
              SCORES(SCORED("a", 0.2, 900, 100), SCORED("a", 0.8, 900, 800),
                     SCORED("b", 0.2, 900, 400), SCORED("b", 0.8, 900, 500)),
              FAIR_VERDICT_FAIL);
    ck_assert_double_gt(v.fail_bound, 0.1);
    /* Scores that separate the labels: nothing is known. */
    v = judge(&rule,
              SCORES(SCORED("a", 0.2, 900, 0), SCORED("a", 0.8, 900, 900),
                     SCORED("b", 0.2, 900, 100), SCORED("b", 0.8, 900, 800)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_double_eq(v.pass_bound, 1);
    /* So with nine positives. */
    v = judge(&rule,
              SCORES(SCORED("a", 0.2, 900, 4), SCORED("a", 0.8, 900, 5),
                     SCORED("b", 0.2, 900, 4), SCORED("b", 0.8, 900, 5)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_double_eq(v.pass_bound, 1);
    rule = by_race(metric_rule("roc_auc", NULL, "0.7", NULL));
    judge(&rule,
          SCORES(SCORED("a", 0.2, 900, 100), SCORED("a", 0.8, 900, 800)),
          FAIR_VERDICT_PASS);
}
END_TEST

START_TEST(composites)
{
    fair_rule rule = metric_rule("f1_score", "difference", NULL, "0.1");
    fair_rule_verdict v = judge(
        &rule,
        SCORES(SCORED("a", 0.2, 900, 100), SCORED("a", 0.8, 900, 800),
               SCORED("b", 0.2, 900, 110), SCORED("b", 0.8, 900, 800)),
        FAIR_VERDICT_PASS);
    ck_assert_double_lt(v.pass_bound, 0.1);
    v = judge(&rule,
              SCORES(SCORED("a", 0.2, 900, 100), SCORED("a", 0.8, 900, 800),
                     SCORED("b", 0.2, 900, 500), SCORED("b", 0.8, 900, 500)),
              FAIR_VERDICT_FAIL);
    ck_assert_double_gt(v.fail_bound, 0.1);
    rule = metric_rule("matthews_correlation", "group_min", "-0.1", NULL);
    v = judge(&rule,
              SCORES(SCORED("a", 0.2, 900, 800), SCORED("a", 0.8, 900, 100)),
              FAIR_VERDICT_FAIL);
    ck_assert_double_lt(v.fail_bound, -0.1);
    rule = metric_rule("diagnostic_odds_ratio", "ratio", "0.5", NULL);
    judge(&rule,
          SCORES(SCORED("a", 0.2, 9000, 1000), SCORED("a", 0.8, 9000, 8000),
                 SCORED("b", 0.2, 9000, 1000), SCORED("b", 0.8, 9000, 8000)),
          FAIR_VERDICT_PASS);
}
END_TEST

/* Two rows with one more in every cell look like an F1 of 0.4, and like one of
 * no group that is large and rarely right: neither is shown, as neither was
 * observed. */
START_TEST(what_was_not_observed_is_not_shown)
{
    fair_rule rule = by_race(metric_rule("f1_score", NULL, "0.05", NULL));
    fair_rule_verdict v = judge(&rule, SCORES(SCORED("a", 0.8, 2, 0)),
                                FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, -1);
    ck_assert_double_le(v.pass_bound, 0);
    rule = metric_rule("f1_score", "ratio_to_reference", "0.37", NULL);
    v = judge(&rule,
              SCORES(SCORED("a", 0.8, 5000, 5), SCORED("b", 0.8, 4, 0)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, -1);
    rule = metric_rule("f1_score", "difference", NULL, "0.1");
    v = judge(&rule,
              SCORES(SCORED("a", 0.8, 50000, 0), SCORED("b", 0.8, 4, 0)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_double_eq(v.value, 0);
    ck_assert_int_eq(v.within_limit, 1);
}
END_TEST

/* What was drawn is said, and drawn again the same. */
START_TEST(what_was_drawn)
{
    const fair_rule rules[] = {
        metric_rule("f1_score", "difference", NULL, "0.1"),
        by_race(metric_rule("expected_calibration_error", NULL, NULL, "0.1")),
        rule_of("auc_gap", NULL, "0.1")};
    fair_report *report =
        SCORES(SCORED("a", 0.2, 90, 10), SCORED("a", 0.8, 90, 80),
               SCORED("b", 0.2, 90, 11), SCORED("b", 0.8, 90, 80));
    fair_policy *policy = policy_of(rules, 3);
    fair_verdict *one = verdict_of(policy, report);
    fair_verdict *two = verdict_of(policy, report);
    written a = text_of(one, "json"), b = text_of(two, "json");
    ck_assert_str_eq(a.bytes, b.bytes);
    ck_assert_ptr_nonnull(strstr(a.bytes, "\"method\": \"resampling\",\n"
                                         "      \"replicates\": 10000,\n"
                                         "      \"seed\": 0"));
    ck_assert_ptr_nonnull(strstr(a.bytes, "\"method\": \"labels\""));
    ck_assert_ptr_nonnull(strstr(a.bytes, "\"method\": \"delong\",\n"
                                         "      \"replicates\": null,\n"
                                         "      \"seed\": null"));
    free(a.bytes);
    free(b.bytes);
    fair_verdict_free(one);
    fair_verdict_free(two);
    /* Power is of proportions. */
    fair_power power = FAIR_POWER_INIT;
    ck_assert_ok(fair_policy_power(policy, report, 0, NULL, &power, NULL));
    ck_assert(isnan(power.chance_to_pass));
    ck_assert_uint_eq(power.n_claims, 1);
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

/* Two values of 0 are not shown to differ, whatever their estimates. */
START_TEST(equal_values)
{
#define CELL(group, y, p, n) {{group, "x"}, y, p, 0, n, 0.5}
    fair_rule rule = metric_rule("f1_score", "difference", NULL, "0");
    const fair_rule_verdict v = judge(
        &rule,
        SCORES(CELL("a", 0, 0, 1), CELL("a", 0, 1, 300), CELL("a", 1, 0, 5),
               CELL("a", 1, 1, 1), CELL("b", 0, 0, 3), CELL("b", 0, 1, 1000),
               CELL("c", 0, 0, 1000), CELL("c", 0, 1, 40)),
        FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_double_eq(v.fail_bound, 0);
#undef CELL
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, calibration_errors);
    tcase_add_test(tc, areas);
    tcase_add_test(tc, composites);
    tcase_add_test(tc, what_was_not_observed_is_not_shown);
    tcase_add_test(tc, what_was_drawn);
    tcase_add_test(tc, equal_values);
}

FAIR_TEST_MAIN("gate/values", tests)
