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
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

#define CELL(group, y, p, n) {{group, "x"}, y, p, 0, n, 0.5}

/* Two values of 0 are not shown to differ, whatever their estimates. */
START_TEST(equal_values)
{
    fair_rule rule = metric_rule("f1_score", "difference", NULL, "0");
    const fair_rule_verdict v = judge(
        &rule,
        SCORES(CELL("a", 0, 0, 1), CELL("a", 0, 1, 300), CELL("a", 1, 0, 5),
               CELL("a", 1, 1, 1), CELL("b", 0, 0, 3), CELL("b", 0, 1, 1000),
               CELL("c", 0, 0, 1000), CELL("c", 0, 1, 40)),
        FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_double_eq(v.fail_bound, 0);
}
END_TEST

/* n rows of each label, of which so many are wrong. */
#define TABLE(group, n, positives, negatives)                                 \
    CELL(group, 1, 1, (n) - (positives)), CELL(group, 1, 0, positives),       \
        CELL(group, 0, 1, negatives), CELL(group, 0, 0, (n) - (negatives))

/* b is as good as it has to be, 0.99, and has few rows; every outcome that is
 * not too rare. */
static double
chance_of_failing(const char *metric, const char *comparison, const char *min,
                  const char *max)
{
    double fails = 0;
    for (uint64_t k = 0; k < 4; k++)
        for (uint64_t j = 0; j < 4; j++) {
            fair_rule rule =
                by_race(metric_rule(metric, comparison, min, max));
            fair_policy *policy = policy_of(&rule, 1);
            fair_report *report = SCORES(TABLE("a", 10000, 100, 100),
                                         TABLE("b", 30, k, j));
            fair_verdict *v = verdict_of(policy, report);
            const double chance = exp(2 * lgamma(31) -
                                      lgamma((double)k + 1) -
                                      lgamma(31 - (double)k) -
                                      lgamma((double)j + 1) -
                                      lgamma(31 - (double)j) +
                                      (double)(k + j) * log(0.01) +
                                      (double)(60 - k - j) * log(0.99));
            if (fair_verdict_status(v) == FAIR_VERDICT_FAIL) fails += chance;
            fair_verdict_free(v);
            fair_report_free(report);
            fair_policy_free(policy);
        }
    return fails;
}

START_TEST(good_models_near_an_end)
{
    ck_assert_double_le(
        chance_of_failing("balanced_accuracy", NULL, "0.99", NULL), 0.05);
    ck_assert_double_le(chance_of_failing("f1_score", NULL, "0.99", NULL),
                        0.05);
    ck_assert_double_le(
        chance_of_failing("matthews_correlation", NULL, "0.98", NULL), 0.05);
    /* Odds of 99 to 1 either way; and one kind of error as often. */
    ck_assert_double_le(
        chance_of_failing("diagnostic_odds_ratio", NULL, "9801", NULL), 0.05);
    ck_assert_double_le(
        chance_of_failing("positive_likelihood_ratio", NULL, "99", NULL),
        0.05);
    ck_assert_double_le(
        chance_of_failing("negative_likelihood_ratio", NULL, NULL, "0.0102"),
        0.05);
    ck_assert_double_le(
        chance_of_failing("treatment_ratio", NULL, NULL, "1"), 0.05);
    /* No disparity, and room for some. */
    ck_assert_double_le(
        chance_of_failing("diagnostic_odds_ratio", "ratio", "0.8", NULL),
        0.01);
    ck_assert_double_le(
        chance_of_failing("positive_likelihood_ratio", "ratio", "0.8", NULL),
        0.01);
    ck_assert_double_le(
        chance_of_failing("balanced_accuracy", "difference", NULL, "0.02"),
        0.01);
}
END_TEST

/* ---- what such rules can show ---- */

#define RUNS 1000

static fair_power
power_of(const fair_rule *rule, fair_report *report)
{
    fair_power_options options = FAIR_POWER_OPTIONS_INIT;
    fair_power out = FAIR_POWER_INIT;
    fair_policy *policy = policy_of(rule, 1);
    options.runs = RUNS;
    ck_assert_ok(fair_policy_power(policy, report, 0, &options, &out, NULL));
    ck_assert_int_eq(out.reason, FAIR_DEFINED);
    fair_policy_free(policy);
    fair_report_free(report);
    return out;
}

static void
is_near(double got, double expected, double more)
{
    const double error = 4 * sqrt(expected * (1 - expected) / RUNS) + more;
    ck_assert_msg(fabs(got - expected) <= error, "%g, not %g", got, expected);
}

/* How often so many of n rows at 0.5 are positive, p each. */
static double
chance_of(int k, int n, double p)
{
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) +
               k * log(p) + (n - k) * log1p(-p));
}

/* One group, one bin: every outcome has its verdict, so both chances are
 * known; and so is where it fails in four of five. */
START_TEST(power_of_calibration)
{
    enum { N = 90 };
    fair_rule rule = by_race(
        metric_rule("expected_calibration_error", NULL, NULL, "0.15"));
    const fair_power p =
        power_of(&rule, SCORES(SCORED("a", 0.5, N, N / 2)));
    double pass = 0, fail = 0, mean = 0, found = 0;
    for (int k = 0; k <= N; k++) {
        fair_policy *policy = policy_of(&rule, 1);
        fair_report *report = SCORES(SCORED("a", 0.5, N, (uint64_t)k));
        fair_verdict *verdict = verdict_of(policy, report);
        const fair_rule_verdict v = rule_verdict(verdict, 0);
        const double chance = chance_of(k, N, 0.5);
        if (v.status == FAIR_VERDICT_PASS) pass += chance;
        if (v.status == FAIR_VERDICT_FAIL) fail += chance;
        if (v.status == FAIR_VERDICT_FAIL)
            found += chance_of(k, N, 0.5 + p.detectable);
        mean += chance * fabs((double)k / N - 0.5);
        fair_verdict_free(verdict);
        fair_report_free(report);
        fair_policy_free(policy);
    }
    ck_assert(pass > 0.3 && pass < 0.8);
    is_near(p.chance_to_pass, pass, 0.01);
    is_near(p.chance_to_fail, fail, 0.001);
    ck_assert_double_eq_tol(p.expected, mean, 0.005);
    /* With two standard errors to spare. */
    is_near(found, 0.8 + 2 * 0.0126, 0.01);
    ck_assert(p.growth > 1 && p.growth < 3);
    const uint64_t more = (uint64_t)(N * p.growth / 2) * 2;
    const fair_power grown =
        power_of(&rule, SCORES(SCORED("a", 0.5, more, more / 2)));
    is_near(grown.chance_to_pass, 0.8 + 2 * 0.0126, 0.01);
}
END_TEST

/* By 4,000 whole verdicts each, of labels drawn by another generator:
 * scripts/long/power.py. */
START_TEST(power_of_other_values)
{
    fair_rule rule = rule_of("auc_gap", NULL, "0.1");
    fair_power p = power_of(
        &rule, SCORES(SCORED("a", 0.2, 150, 40), SCORED("a", 0.8, 150, 110),
                      SCORED("b", 0.2, 200, 53), SCORED("b", 0.8, 200, 147)));
    is_near(p.chance_to_pass, 0.736, 0.02);
    is_near(p.chance_beyond, 0.002, 0.01);
    rule = metric_rule("f1_score", "difference", NULL, "0.1");
    p = power_of(
        &rule, SCORES(SCORED("a", 0.2, 80, 16), SCORED("a", 0.8, 80, 64),
                      SCORED("b", 0.2, 120, 24), SCORED("b", 0.8, 120, 96)));
    is_near(p.chance_to_pass, 0.399 - 0.02, 0);
    is_near(p.chance_beyond, 0.021, 0.005);
    ck_assert(p.growth > 1 && p.growth < 4);
    ck_assert(p.detectable > 0.1 && p.detectable < 0.4);
    /* A value by itself, from below: 1 has no room, so lower ones are found. */
    rule = by_race(metric_rule("f1_score", NULL, "0.7", NULL));
    p = power_of(
        &rule, SCORES(SCORED("a", 0.2, 300, 60), SCORED("a", 0.8, 300, 240),
                      SCORED("b", 0.2, 400, 80), SCORED("b", 0.8, 400, 320)));
    ck_assert(p.detectable > 0.5 && p.detectable < 0.7);
    ck_assert_double_eq_tol(p.expected, 0.787, 0.02);
}
END_TEST

/* Verdict and power of each kind of test, with one allocation refused after
 * the other: nothing is kept, and nothing else is wrong. */
START_TEST(refused_memory)
{
    const fair_rule rules[] = {
        by_race(metric_rule("expected_calibration_error", NULL, NULL, "0.2")),
        rule_of("auc_gap", NULL, "0.2"),
        metric_rule("f1_score", "difference", NULL, "0.2")};
    fair_report *report =
        SCORES(SCORED("a", 0.2, 90, 10), SCORED("a", 0.8, 90, 80),
               SCORED("b", 0.2, 90, 11), SCORED("b", 0.8, 90, 80));
    for (size_t k = 0; k < 3; k++) {
        size_t at = 1;
        for (;; at++) {
            test_memory m = {.fail_at = at};
            const fair_allocator mem = test_allocator(&m);
            fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
            fair_power_options few = FAIR_POWER_OPTIONS_INIT;
            fair_power power = FAIR_POWER_INIT;
            fair_policy *policy = NULL;
            fair_verdict *verdict = NULL;
            options.allocator = &mem;
            few.runs = 2;
            fair_status st = fair_policy_new(&options, &policy, NULL);
            if (st == FAIR_OK) st = fair_policy_add(policy, &rules[k], NULL);
            if (st == FAIR_OK)
                st = fair_verdict_new(policy, report, &verdict, NULL);
            if (st == FAIR_OK)
                st = fair_policy_power(policy, report, 0, &few, &power, NULL);
            fair_verdict_free(verdict);
            fair_policy_free(policy);
            ck_assert_uint_eq(m.live, 0);
            if (!m.injected) {
                ck_assert_int_eq(st, FAIR_OK);
                break;
            }
            ck_assert_int_eq(st, FAIR_ERR_MEMORY);
        }
        ck_assert_uint_gt(at, 12);
    }
    fair_report_free(report);
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
    tcase_add_test(tc, good_models_near_an_end);
    tcase_add_test(tc, power_of_calibration);
    tcase_add_test(tc, power_of_other_values);
    tcase_add_test(tc, refused_memory);
}

FAIR_TEST_MAIN("gate/values", tests)
