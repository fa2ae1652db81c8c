/* SPDX-License-Identifier: MIT
 * Tests of rules about changes from a baseline. */
#include "gates.h"

/* Of a group's rows so many were and are selected, came, went, and neither. */
#define PAIRS(group, both, gained, lost, neither)                             \
    {{group, "x"}, 1, 1, 1, both, 1}, {{group, "x"}, 1, 1, 0, gained, 1},     \
        {{group, "x"}, 1, 0, 1, lost, 1},                                     \
    {                                                                         \
        {group, "x"}, 1, 0, 0, neither, 1                                     \
    }

static fair_report *
paired_of(const fix_row *rows, size_t n)
{
    fixture f = fix(1, "race", "age", NULL);
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    options.favourable = FAIR_FAVOURABLE_POSITIVE;
    f.has_baseline = 1;
    f.options.y_pred_baseline = "old";
    return fix_report(&f, &options, rows, n);
}

#define PAIRED(...)                                                           \
    paired_of((const fix_row[]){__VA_ARGS__},                                 \
              sizeof((const fix_row[]){__VA_ARGS__}) / sizeof(fix_row))

static fair_rule
change_of(const char *metric, const char *comparison, const char *increase,
          const char *decrease)
{
    static const char *const by[] = {"race"};
    fair_rule rule = FAIR_RULE_INIT;
    rule.metric = metric;
    rule.comparison = comparison;
    rule.max_increase = increase;
    rule.max_decrease = decrease;
    rule.n_by = 1;
    rule.by = by;
    return rule;
}

START_TEST(a_rate_that_changed)
{
    fair_rule rule = change_of("selection_rate", NULL, NULL, "0.02");
    fair_rule_verdict v = judge(
        &rule,
        PAIRED(PAIRS("a", 300, 20, 20, 660), PAIRS("b", 200, 0, 100, 700)),
        FAIR_VERDICT_FAIL);
    ck_assert_int_eq(v.baseline, FAIR_BASELINE_PAIRED);
    ck_assert_double_eq(v.baseline_value, 0.3);
    ck_assert_double_eq(v.value, 0.2);
    ck_assert_double_eq_tol(v.increase, -0.1, 1e-15);
    ck_assert_int_eq(v.within_limit, -1);
    ck_assert_double_lt(v.fail_bound, -0.02);
    ck_assert_double_gt(v.fail_bound, -0.1);
    ck_assert_uint_eq(v.n_claims, 2);
    v = judge(
        &rule,
        PAIRED(PAIRS("a", 3000, 9, 9, 6600), PAIRS("b", 2000, 0, 20, 7000)),
        FAIR_VERDICT_PASS);
    ck_assert_double_ge(v.pass_bound, -0.02);
    /* 20 of 1,000 are just 0.02. */
    v = judge(&rule,
              PAIRED(PAIRS("a", 300, 9, 9, 660), PAIRS("b", 200, 0, 20, 780)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_int_eq(v.within_limit, 1);
    /* An increase is no decrease. */
    rule = change_of("selection_rate", NULL, "0.02", NULL);
    judge(&rule,
          PAIRED(PAIRS("a", 3000, 9, 9, 6600), PAIRS("b", 2000, 0, 900, 7000)),
          FAIR_VERDICT_PASS);
}
END_TEST

/* 200 and 200 of 1,000, now 300 and 150: the gap grew from 0 to 0.15. */
START_TEST(a_gap_that_grew)
{
    const fair_rule rule =
        change_of("selection_rate", "difference", "0.02", NULL);
    fair_rule_verdict v =
        judge(&rule,
              PAIRED(PAIRS("a", 200, 100, 0, 700), PAIRS("b", 150, 0, 50, 800)),
              FAIR_VERDICT_FAIL);
    ck_assert_double_eq(v.increase, 0.15);
    ck_assert_uint_eq(v.n_claims, 2);
    /* It shrank, and not by chance. */
    v = judge(&rule,
              PAIRED(PAIRS("a", 200, 0, 100, 700), PAIRS("b", 150, 50, 0, 800)),
              FAIR_VERDICT_PASS);
    ck_assert_double_eq_tol(v.increase, -0.15, 1e-15);
    /* A pair moved apart below the gap that there was: neither is shown. */
    v = judge(&rule,
              PAIRED(PAIRS("a", 500, 0, 0, 500), PAIRS("b", 250, 0, 150, 600),
                     PAIRS("c", 200, 0, 0, 800)),
              FAIR_VERDICT_INCONCLUSIVE);
    ck_assert_double_eq(v.increase, 0);
}
END_TEST

START_TEST(without_a_baseline)
{
    const fair_rule rule = change_of("selection_rate", NULL, "0.02", NULL);
    const fair_rule_verdict v =
        judge(&rule, REPORT(ROWS("a", 500, 100), ROWS("b", 500, 100)),
              FAIR_VERDICT_ERROR);
    ck_assert_str_eq(v.why, "no_baseline");
    ck_assert_int_eq(v.baseline, FAIR_BASELINE_NONE);
    ck_assert(isnan(v.increase) && isnan(v.value));
}
END_TEST

/* ---- against another report ---- */

static fair_rule_verdict
against(const fair_rule *rule, fair_report *now, fair_report *then,
        int32_t status)
{
    fair_error err = {0};
    fair_verdict *verdict = NULL;
    fair_policy *policy = policy_of(rule, 1);
    ck_assert_msg(fair_verdict_against(policy, now, then, &verdict, &err) ==
                      FAIR_OK,
                  "%s", err.message);
    ck_assert_int_eq(fair_verdict_status(verdict), status);
    fair_rule_verdict out = rule_verdict(verdict, 0);
    out.id = NULL;
    fair_policy_free(policy);
    fair_report_free(now);
    fair_report_free(then);
    fair_verdict_free(verdict);
    return out;
}

START_TEST(another_report)
{
    fair_rule rule = change_of("selection_rate", NULL, NULL, "0.02");
    fair_rule_verdict v = against(
        &rule, REPORT(ROWS("a", 5000, 1000), ROWS("b", 5000, 500)),
        REPORT(ROWS("b", 900, 180), ROWS("a", 7000, 1400)), FAIR_VERDICT_FAIL);
    ck_assert_int_eq(v.baseline, FAIR_BASELINE_UNPAIRED);
    ck_assert_double_eq(v.baseline_value, 0.2);
    ck_assert_double_eq(v.value, 0.1);
    v = against(&rule, REPORT(ROWS("a", 50000, 10000), ROWS("b", 50000, 10000)),
                REPORT(ROWS("b", 50000, 10000), ROWS("a", 50000, 10000)),
                FAIR_VERDICT_PASS);
    ck_assert_double_eq(v.increase, 0);
    /* A group that is on one side only keeps it from passing. */
    for (int k = 0; k < 2; k++) {
        fair_report *two =
            REPORT(ROWS("a", 50000, 10000), ROWS("b", 50000, 10000));
        fair_report *three =
            REPORT(ROWS("a", 50000, 10000), ROWS("b", 50000, 10000),
                   ROWS("c", 50000, 10000));
        v = against(&rule, k ? two : three, k ? three : two,
                    FAIR_VERDICT_INCONCLUSIVE);
        ck_assert_str_eq(v.why, "set_aside");
    }
    const fair_feature_value c[] = {{"race", fair_scalar_text("c")}};
    const size_t lengths[] = {1};
    rule.n_required = 1;
    rule.required_lengths = lengths;
    rule.required = c;
    v = against(&rule,
                REPORT(ROWS("a", 500, 100), ROWS("b", 500, 100),
                       ROWS("c", 500, 100)),
                REPORT(ROWS("a", 500, 100), ROWS("b", 500, 100)),
                FAIR_VERDICT_ERROR);
    ck_assert_str_eq(v.why, "required_group_missing");
}
END_TEST

/* What a verdict against another report says in words. */
static written
words_against(const fair_rule *rule, fair_report *now, fair_report *then)
{
    fair_policy *policy = policy_of(rule, 1);
    fair_verdict *verdict = NULL;
    ck_assert_ok(fair_verdict_against(policy, now, then, &verdict, NULL));
    const written w = text_of(verdict, "text");
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    fair_report_free(now);
    fair_report_free(then);
    return w;
}

/* Rows of the data at hand, whose rate stays 0.2: so many are enough, a few
 * less are not; a baseline of a hundred rows never is. */
START_TEST(rows_that_settle_it)
{
    const fair_rule rule = change_of("selection_rate", NULL, NULL, "0.02");
    written w = words_against(
        &rule, REPORT(ROWS("a", 1000, 200), ROWS("b", 50000, 10000)),
        REPORT(ROWS("a", 9000, 1800), ROWS("b", 9000, 1800)));
    const char *at = strstr(w.bytes, " more rows of race=a");
    ck_assert_msg(at != NULL, "%s", w.bytes);
    while (at[-1] >= '0' && at[-1] <= '9') at--;
    const uint64_t enough = (1000 + strtoull(at, NULL, 10) + 4) / 5 * 5;
    free(w.bytes);
    ck_assert_uint_gt(enough, 1010);
    for (int k = 0; k < 2; k++) {
        const uint64_t n = enough - (k ? 10 : 0);
        against(&rule, REPORT(ROWS("a", n, n / 5), ROWS("b", 50000, 10000)),
                REPORT(ROWS("a", 9000, 1800), ROWS("b", 9000, 1800)),
                k ? FAIR_VERDICT_INCONCLUSIVE : FAIR_VERDICT_PASS);
    }
    w = words_against(
        &rule, REPORT(ROWS("a", 1000, 200), ROWS("b", 50000, 10000)),
        REPORT(ROWS("a", 100, 20), ROWS("b", 9000, 1800)));
    fix_has(&w, "no number of rows settles it");
    free(w.bytes);
}
END_TEST

/* Of an audit whose label and decision have these names. */
static fair_report *
named(const char *y_true, const char *y_pred)
{
    const fix_row rows[] = {ROWS("a", 900, 90), ROWS("b", 900, 90)};
    fixture f = fix(1, "race", "age", NULL);
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    options.favourable = FAIR_FAVOURABLE_POSITIVE;
    f.options.y_true = y_true;
    f.options.y_pred = y_pred;
    return fix_report(&f, &options, rows, 4);
}

START_TEST(columns_by_name)
{
    static const struct {
        const char *names[4];
        int is_refused;
    } cases[] = {
        {{"repaid", "approved", "repaid", "approved"}, 0},
        {{"repaid", "approved", "approved", "repaid"}, 1},
        {{"repaid", "approved", "approved", "declined"}, 1},
        {{"repaid", "approved", "late", "repaid"}, 1},
        {{"repaid", "approved", "repaid", "old"}, 0},
        {{"repaid", "approved", "repaid_2025", "approved_2025"}, 0},
        {{"same", "same", "same", "same"}, 0},
    };
    const fair_rule rule = change_of("selection_rate", NULL, NULL, "0.02");
    fair_policy *policy = policy_of(&rule, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const *n = cases[i].names;
        fair_report *now = named(n[0], n[1]), *then = named(n[2], n[3]);
        fair_verdict *verdict = NULL;
        fair_error err = {0};
        const fair_status st =
            fair_verdict_against(policy, now, then, &verdict, &err);
        ck_assert_int_eq(st, cases[i].is_refused ? FAIR_ERR_MISMATCH
                                                 : FAIR_OK);
        if (cases[i].is_refused)
            ck_assert_says(err, "y_true in one of them and y_pred in the");
        fair_verdict_free(verdict);
        fair_report_free(now);
        fair_report_free(then);
    }
    fair_policy_free(policy);
}
END_TEST

START_TEST(two_baselines)
{
    const fair_rule rule = change_of("selection_rate", NULL, NULL, "0.02");
    fair_policy *policy = policy_of(&rule, 1);
    fair_report *now = PAIRED(PAIRS("a", 9, 9, 9, 9), PAIRS("b", 9, 9, 9, 9));
    fair_report *then = REPORT(ROWS("a", 90, 9), ROWS("b", 90, 9));
    fair_verdict *verdict = NULL;
    ck_assert_int_eq(fair_verdict_against(policy, now, then, &verdict, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_ptr_null(verdict);
    fair_policy_free(policy);
    fair_report_free(now);
    fair_report_free(then);
}
END_TEST

/* Of a report of two features, or of groups within strata. */
static fair_report *
other_report(size_t n_sensitive, fair_scalar positive, const fix_row *rows, size_t n)
{
    fixture f = fix(n_sensitive, "race", "age", NULL);
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    options.favourable = FAIR_FAVOURABLE_POSITIVE;
    f.options.positive_label = positive;
    return fix_report(&f, &options, rows, n);
}

/* Labels that are true and false, of which true is the positive one, are
 * those that are 1 and 0; false and 0 are the other way round. */
START_TEST(the_same_labels)
{
    static const struct {
        int now, then;
        fair_status status;
    } cases[] = {{1, 1, FAIR_OK},
                 {0, 0, FAIR_OK},
                 {1, 0, FAIR_ERR_MISMATCH},
                 {0, 1, FAIR_ERR_MISMATCH}};
    const fix_row rows[] = {ROWS("a", 900, 90), ROWS("b", 900, 90)};
    const fair_rule rule = change_of("selection_rate", NULL, NULL, "0.02");
    fair_policy *policy = policy_of(&rule, 1);
    for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(*cases); i++) {
        const size_t c = i / 2;
        fair_verdict *verdict = NULL;
        fair_report *reports[2] = {
            other_report(1, fair_scalar_bool(cases[c].now), rows, 4),
            other_report(1, i % 2 ? fair_scalar_bool(cases[c].then)
                                  : fair_scalar_int(cases[c].then),
                         rows, 4)};
        ck_assert_int_eq(fair_verdict_against(policy, reports[0], reports[1],
                                              &verdict, NULL),
                         cases[c].status);
        fair_verdict_free(verdict);
        fair_report_free(reports[0]);
        fair_report_free(reports[1]);
    }
    fair_policy_free(policy);
}
END_TEST

/* Data in which 1 is the positive label, groups are by race and there are
 * strata: what the baseline lacks or has otherwise. */
START_TEST(another_audit)
{
    const fix_row rows[] = {ROWS("a", 900, 90), ROWS("b", 900, 90)};
    const fix_row more[] = {{{"a", "x"}, 1, 1, 0, 90000, 1},
                            {{"a", "x"}, 1, 0, 0, 90000, 1},
                            {{"a", "y"}, 1, 1, 0, 90000, 1},
                            {{"a", "y"}, 1, 0, 0, 90000, 1}};
    fair_rule rule = change_of("selection_rate", NULL, NULL, "0.02");
    fair_policy *policy = policy_of(&rule, 1);
    fair_verdict *verdict = NULL;
    fair_error err = {0};
    fair_report *now = REPORT(ROWS("a", 900, 90), ROWS("b", 900, 90));
    fair_report *then = other_report(1, fair_scalar_int(0), rows, 4);
    ck_assert_int_eq(fair_verdict_against(policy, now, then, &verdict, &err),
                     FAIR_ERR_MISMATCH);
    ck_assert_msg(strstr(err.message, "positive label") != NULL, "%s",
                  err.message);
    ck_assert_ptr_null(verdict);
    fair_policy_free(policy);
    fair_report_free(now);
    fair_report_free(then);
    rule.strata = FAIR_STRATA_EACH;
    const fair_scalar one = fair_scalar_int(1);
    against(&rule, other_report(1, one, more, 4),
            other_report(1, one, more, 4), FAIR_VERDICT_PASS);
    for (int k = 0; k < 2; k++) {
        const fair_rule_verdict v =
            against(&rule, other_report(1, one, more, k ? 2 : 4),
                    other_report(1, one, more, k ? 4 : 2),
                    FAIR_VERDICT_INCONCLUSIVE);
        ck_assert_str_eq(v.why, "set_aside");
    }
}
END_TEST

/* b lost 0.1: with it the gap grew by that, without it only if c lost, too. */
START_TEST(waived)
{
    const fair_feature_value b[] = {{"race", fair_scalar_text("b")}};
    const size_t one[] = {1};
    const fair_rule rule =
        change_of("selection_rate", "difference", "0.02", NULL);
    fair_policy_options options = FAIR_POLICY_OPTIONS_INIT;
    fair_policy *policy = NULL;
    fair_waiver w = FAIR_WAIVER_INIT;
    w.rule = "selection_rate";
    w.reason = "known";
    w.owner = "Ann";
    w.expires = "2027-01-31";
    w.n_groups = 1;
    w.groups_lengths = one;
    w.groups = b;
    options.today = "2026-11-30";
    for (int k = 0; k < 2; k++) {
        fair_report *report = PAIRED(PAIRS("a", 4000, 0, 0, 6000),
                                     PAIRS("b", 3000, 0, 1000, 6000),
                                     PAIRS("c", 3500, 0, k ? 500 : 0, 6000));
        ck_assert_ok(fair_policy_new(&options, &policy, NULL));
        ck_assert_ok(fair_policy_add(policy, &rule, NULL));
        ck_assert_ok(fair_policy_waive(policy, &w, NULL));
        fair_verdict *verdict = verdict_of(policy, report);
        const fair_rule_verdict v = rule_verdict(verdict, 0);
        ck_assert_int_eq(v.status, FAIR_VERDICT_FAIL);
        ck_assert_int_eq(v.waived,
                         k ? FAIR_WAIVED_PARTLY : FAIR_WAIVED_YES);
        fair_verdict_free(verdict);
        fair_policy_free(policy);
        fair_report_free(report);
    }
}
END_TEST

START_TEST(rules_that_make_no_sense)
{
    const fair_rule bad[] = {
        change_of("selection_rate", NULL, "0.02", "0.02"),
        change_of("selection_rate", NULL, "2", NULL),
        change_of("selection_rate", NULL, "-0.02", NULL),
        change_of("selection_rate", "ratio", NULL, "0.02"),
        change_of("selection_rate", "group_max", "0.02", NULL),
        change_of("selection_rate", "difference", NULL, "0.02"),
        change_of("positive_predictive_value", NULL, NULL, "0.02"),
        change_of("roc_auc", NULL, NULL, "0.02")};
    fair_policy *policy = NULL;
    ck_assert_ok(fair_policy_new(NULL, &policy, NULL));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_int_eq(fair_policy_add(policy, &bad[i], NULL),
                         FAIR_ERR_ARGUMENT);
    fair_policy_free(policy);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, a_rate_that_changed);
    tcase_add_test(tc, a_gap_that_grew);
    tcase_add_test(tc, without_a_baseline);
    tcase_add_test(tc, another_report);
    tcase_add_test(tc, rows_that_settle_it);
    tcase_add_test(tc, columns_by_name);
    tcase_add_test(tc, two_baselines);
    tcase_add_test(tc, the_same_labels);
    tcase_add_test(tc, another_audit);
    tcase_add_test(tc, waived);
    tcase_add_test(tc, rules_that_make_no_sense);
}

FAIR_TEST_MAIN("gate/baseline", tests)
