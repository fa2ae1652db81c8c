/* SPDX-License-Identifier: MIT
 * Tests of what a rule can show: against every outcome gone through, exact
 * expected ranges, and verdicts of the sizes that it names. */
#include <fairness/gate.h>

#include "../audit/reports.h"

#include "compare/judge.h"
#include "stats/distribution.h"

#define RUNS (TEST_SANITIZED ? 800 : 4000)

static fair_report *
report_of(uint64_t n1, uint64_t x1, uint64_t n2, uint64_t x2)
{
    const fix_row rows[] = {
        {{"a"}, 1, 1, 0, x1, 1}, {{"a"}, 1, 0, 0, n1 - x1, 1},
        {{"b"}, 1, 1, 0, x2, 1}, {{"b"}, 1, 0, 0, n2 - x2, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    return fix_report(&f, NULL, rows, 4);
}

static fair_policy *
policy_of(const char *criterion, const char *min, const char *max)
{
    fair_policy *policy = NULL;
    fair_rule rule = FAIR_RULE_INIT;
    rule.criterion = criterion;
    rule.min = min;
    rule.max = max;
    ck_assert_ok(fair_policy_new(NULL, &policy, NULL));
    ck_assert_ok(fair_policy_add(policy, &rule, NULL));
    return policy;
}

static fair_power
power_of(const fair_policy *policy, const fair_report *report, uint64_t runs)
{
    fair_power_options options = FAIR_POWER_OPTIONS_INIT;
    fair_power out = FAIR_POWER_INIT;
    fair_error err = {0};
    options.runs = runs;
    ck_assert_msg(fair_policy_power(policy, report, 0, &options, &out, &err) ==
                      FAIR_OK, "%s", err.message);
    return out;
}

static fair_power
power(const char *criterion, const char *min, const char *max,
      fair_report *report)
{
    fair_policy *policy = policy_of(criterion, min, max);
    const fair_power out = power_of(policy, report, RUNS);
    fair_policy_free(policy);
    fair_report_free(report);
    return out;
}

/* Chances that two groups fail and pass, from every outcome. */
static void
exact(int32_t form, double x, int n1, double p1, int n2, double p2,
      double *fail, double *pass)
{
    const fair__limit limit = {x, form == FAIR__OF_RATIO ? -1 : 1};
    *fail = *pass = 0;
    for (int a = 0; a <= n1; a++)
        for (int b = 0; b <= n2; b++) {
            fair__sample s[2] = {
                {.rate = (double)a / n1, .n = n1, .group = 0},
                {.rate = (double)b / n2, .n = n2, .group = 1}};
            const fair__family f = {.form = form,
                                    .between = FAIR__ALL_PAIRS,
                                    .n = 2,
                                    .samples = s,
                                    .n_claims = 1};
            double beyond, within;
            const double p = fair__binomial_pmf(a, n1, p1) *
                             fair__binomial_pmf(b, n2, p2);
            if (p < 1e-12) continue; /* of at most 1e7 outcomes */
            fair__judge_chances(&f, 1, limit, &beyond, &within);
            if (beyond <= 0.05) *fail += p;
            if (within <= 0.05) *pass += p;
        }
}

/* Within four standard errors. */
static void
is_near(double got, double expected)
{
    const double error =
        4 * sqrt(expected * (1 - expected) / RUNS) + 4.0 / RUNS;
    ck_assert_msg(fabs(got - expected) <= error, "%g, not %g", got, expected);
}

START_TEST(chances_of_every_outcome)
{
    double fail, pass;
    fair_power p = power("impact_ratio", "0.8", NULL,
                         report_of(80, 60, 100, 75));
    exact(FAIR__OF_RATIO, 0.8, 80, 0.75, 100, 0.75, &fail, &pass);
    is_near(p.chance_to_pass, pass);
    is_near(p.chance_to_fail, fail);
    ck_assert_uint_eq(p.n_claims, 1);
    p = power("demographic_parity_difference", NULL, "0.2",
              report_of(90, 45, 60, 30));
    exact(FAIR__OF_DIFFERENCE, 0.2, 90, 0.5, 60, 0.5, &fail, &pass);
    is_near(p.chance_to_pass, pass);
    ck_assert_double_gt(pass, 0.1);
}
END_TEST

/* tests/stats/golden_range.h: 0.0516 for two groups of 100 at 0.3. */
START_TEST(expected_difference)
{
    const fair_power p = power("demographic_parity_difference", NULL, "0.05",
                               report_of(100, 30, 100, 30));
    ck_assert_double_le(fabs(p.expected - 0.0516), 0.003);
    ck_assert_double_gt(p.chance_beyond, 0.3);
}
END_TEST

/* 0.8, and two standard errors of the runs. */
static void
is_enough(double chance)
{
    const double error = sqrt(0.16 / RUNS);
    ck_assert_msg(fabs(chance - (0.8 + 2 * error)) < 4 * error, "%g", chance);
}

START_TEST(growth_is_enough)
{
    const fair_power p = power("impact_ratio", "0.8", NULL,
                               report_of(100, 20, 200, 40));
    ck_assert_double_gt(p.growth, 5);
    double fail, pass;
    exact(FAIR__OF_RATIO, 0.8, (int)(100 * p.growth), 0.2,
          (int)(200 * p.growth), 0.2, &fail, &pass);
    is_enough(pass);
    /* By two standard errors of so many runs, in the same draws. */
    const uint64_t n = (uint64_t)(100 * p.growth / 5) * 5;
    const fair_power grown =
        power("impact_ratio", "0.8", NULL,
              report_of(n, n / 5, 2 * n, 2 * n / 5));
    ck_assert_double_gt(grown.chance_to_pass,
                        0.8 + 2 * sqrt(0.16 / RUNS) - 0.006);
    const fair_power there = power("impact_ratio", "0.8", NULL,
                                   report_of(50000, 10000, 50000, 10000));
    ck_assert_double_eq(there.growth, 1);
}
END_TEST

START_TEST(detectable_is_found)
{
    const fair_power p = power("impact_ratio", "0.8", NULL,
                               report_of(500, 100, 400, 80));
    double fail, pass;
    ck_assert_double_lt(p.detectable, 0.6);
    exact(FAIR__OF_RATIO, 0.8, 500, 0.2, 400, 0.2 * p.detectable, &fail,
          &pass);
    is_enough(fail);
    const fair_power gap = power("demographic_parity_difference", NULL, "0.1",
                                 report_of(500, 100, 400, 80));
    exact(FAIR__OF_DIFFERENCE, 0.1, 500, 0.2, 400, 0.2 + gap.detectable,
          &fail, &pass);
    is_enough(fail);
    /* It is the smaller group that is shifted, not the larger one. */
    const fair_power skew = power("demographic_parity_difference", NULL,
                                  "0.1", report_of(2000, 200, 100, 10));
    exact(FAIR__OF_DIFFERENCE, 0.1, 2000, 0.1, 100, 0.1 + skew.detectable,
          &fail, &pass);
    is_enough(fail);
    /* Five rows show nothing. */
    const fair_power few =
        power("impact_ratio", "0.8", NULL, report_of(5, 1, 5, 1));
    ck_assert(isnan(few.detectable));
}
END_TEST

START_TEST(the_same_seed_the_same_numbers)
{
    fair_report *report = report_of(100, 20, 200, 40);
    fair_policy *policy = policy_of("impact_ratio", "0.8", NULL);
    const fair_power a = power_of(policy, report, 300);
    const fair_power b = power_of(policy, report, 300);
    ck_assert_mem_eq(&a, &b, sizeof(a));
    fair_power_options options = FAIR_POWER_OPTIONS_INIT;
    fair_power c = FAIR_POWER_INIT;
    options.runs = 300;
    options.seed = 1;
    ck_assert_ok(fair_policy_power(policy, report, 0, &options, &c, NULL));
    ck_assert(memcmp(&a, &c, sizeof(a)) != 0);
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

/* Two rules share the level, and find less; a warning has its own. */
START_TEST(rules_share_the_level)
{
    fair_report *report = report_of(500, 100, 400, 80);
    double found[3];
    for (int k = 0; k < 3; k++) {
        fair_policy *policy = policy_of("impact_ratio", "0.8", NULL);
        fair_rule other = FAIR_RULE_INIT;
        other.id = "other";
        other.criterion = "impact_ratio";
        other.min = "0.7";
        if (k == 2) other.severity = FAIR_SEVERITY_WARN;
        if (k > 0) ck_assert_ok(fair_policy_add(policy, &other, NULL));
        found[k] = power_of(policy, report, 500).detectable;
        fair_policy_free(policy);
    }
    ck_assert_double_lt(found[1], found[0]);
    ck_assert_double_eq(found[2], found[0]);
    fair_report_free(report);
}
END_TEST

START_TEST(what_is_refused)
{
    fair_report *report = report_of(100, 20, 200, 40);
    fair_policy *policy = policy_of("impact_ratio", "0.8", NULL);
    fair_power_options options = FAIR_POWER_OPTIONS_INIT;
    fair_power out = FAIR_POWER_INIT;
    fair_error err = {0};
    ck_assert_int_eq(fair_policy_power(policy, report, 1, NULL, &out, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "there is no rule 1");
    options.power = 80;
    ck_assert_int_eq(
        fair_policy_power(policy, report, 0, &options, &out, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "80 % is 0.8");
    options.power = 0;
    options.runs = 1000001;
    ck_assert_int_eq(
        fair_policy_power(policy, report, 0, &options, &out, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "runs");
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

typedef struct seen {
    uint64_t calls, last, stops_at;
} seen;

static int32_t
look(void *ctx, uint64_t runs)
{
    seen *s = ctx;
    s->calls++;
    s->last = runs;
    return runs == s->stops_at;
}

/* With every run; a call that it ends leaves what was there. */
START_TEST(the_watch_is_asked)
{
    const fix_row rows[] = {{{"a"}, 1, 1, 0, 100, 1}, {{"b"}, 1, 0, 0, 90, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    seen s = {0, 0, 0};
    fair_watch watch = FAIR_WATCH_INIT;
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    watch.stop = look;
    watch.ctx = &s;
    o.watch = &watch;
    fair_report *report = fix_report(&f, &o, rows, 2);
    fair_policy *policy = policy_of("impact_ratio", "0.8", NULL);
    fair_power_options few = FAIR_POWER_OPTIONS_INIT;
    fair_power out = FAIR_POWER_INIT;
    fair_error err = {0};
    few.runs = 10;
    out.expected = 3;
    ck_assert_ok(fair_policy_power(policy, report, 0, &few, &out, &err));
    ck_assert_uint_gt(s.calls, 10);
    ck_assert_uint_eq(s.last, s.calls);
    ck_assert(out.expected <= 1);
    s = (seen){0, 0, 7};
    out.expected = 3;
    ck_assert_int_eq(fair_policy_power(policy, report, 0, &few, &out, &err),
                     FAIR_ERR_STOPPED);
    ck_assert_says(err, "stopped by the report's watch");
    ck_assert_uint_eq(s.calls, 7);
    ck_assert(out.expected == 3);
    fair_policy_free(policy);
    fair_report_free(report);
}
END_TEST

START_TEST(refused_memory)
{
    fair_report *report = report_of(20000, 4000, 20000, 4000);
    fair_rule rule = FAIR_RULE_INIT;
    rule.criterion = "impact_ratio";
    rule.min = "0.8";
    size_t at = 1;
    for (;; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator mem = test_allocator(&m);
        fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
        fair_power_options few = FAIR_POWER_OPTIONS_INIT;
        fair_policy *policy = NULL;
        fair_power out = FAIR_POWER_INIT;
        options.allocator = &mem;
        few.runs = 10;
        fair_status st = fair_policy_new(&options, &policy, NULL);
        if (st == FAIR_OK) st = fair_policy_add(policy, &rule, NULL);
        if (st == FAIR_OK)
            st = fair_policy_power(policy, report, 0, &few, &out, NULL);
        fair_policy_free(policy);
        ck_assert_uint_eq(m.live, 0);
        if (!m.injected) {
            ck_assert_int_eq(st, FAIR_OK);
            break;
        }
        ck_assert_int_eq(st, FAIR_ERR_MEMORY);
    }
    ck_assert_uint_gt(at, 8);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, chances_of_every_outcome);
    tcase_add_test(tc, expected_difference);
    tcase_add_test(tc, growth_is_enough);
    tcase_add_test(tc, detectable_is_found);
    tcase_add_test(tc, the_same_seed_the_same_numbers);
    tcase_add_test(tc, rules_share_the_level);
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, the_watch_is_asked);
    tcase_add_test(tc, refused_memory);
}

FAIR_TEST_MAIN("gate/power", tests)
