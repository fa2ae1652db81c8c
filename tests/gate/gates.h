/* SPDX-License-Identifier: MIT
 * Reports of a few groups, and what a policy says of them, for the tests of
 * the gate. */
#ifndef FAIR_TESTS_GATES_H
#define FAIR_TESTS_GATES_H

#include <fairness/gate.h>

#include "../audit/reports.h"

/* n rows of a group, of which so many are selected; all are positive. */
#define ROWS(group, n, selected)                                              \
    {{group, "x"}, 1, 1, 0, selected, 1},                                     \
    {                                                                         \
        {group, "x"}, 1, 0, 0, (n) - (selected), 1                            \
    }

static inline fair_report *
report_of(const fix_row *rows, size_t n)
{
    fixture f = fix(1, "race", "age", NULL);
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    options.favourable = FAIR_FAVOURABLE_POSITIVE;
    return fix_report(&f, &options, rows, n);
}

#define REPORT(...)                                                           \
    report_of((const fix_row[]){__VA_ARGS__},                                 \
              sizeof((const fix_row[]){__VA_ARGS__}) / sizeof(fix_row))

static inline fair_rule
rule_of(const char *criterion, const char *min, const char *max)
{
    fair_rule rule = FAIR_RULE_INIT;
    rule.criterion = criterion;
    rule.min = min;
    rule.max = max;
    return rule;
}

static inline fair_policy *
policy_of(const fair_rule *rules, size_t n)
{
    fair_policy *policy = NULL;
    fair_error err = {0};
    ck_assert_ok(fair_policy_new(NULL, &policy, NULL));
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(fair_policy_add(policy, &rules[i], &err) == FAIR_OK,
                      "%s", err.message);
    return policy;
}

static inline fair_verdict *
verdict_of(const fair_policy *policy, const fair_report *report)
{
    fair_verdict *verdict = NULL;
    fair_error err = {0};
    ck_assert_msg(fair_verdict_new(policy, report, &verdict, &err) == FAIR_OK,
                  "%s", err.message);
    return verdict;
}

static inline fair_rule_verdict
rule_verdict(const fair_verdict *verdict, size_t i)
{
    fair_rule_verdict out = FAIR_RULE_VERDICT_INIT;
    ck_assert_ok(fair_verdict_rule(verdict, i, &out, NULL));
    return out;
}

static inline written
text_of(const fair_verdict *verdict, const char *format)
{
    written w = {0};
    ck_assert_ok(fair_verdict_write(verdict, format, collect, &w, NULL));
    return w;
}

/* One rule on one report, which is freed. */
static inline fair_rule_verdict
judge(const fair_rule *rule, fair_report *report, int32_t status)
{
    fair_policy *policy = policy_of(rule, 1);
    fair_verdict *verdict = verdict_of(policy, report);
    fair_rule_verdict out = rule_verdict(verdict, 0);
    ck_assert_int_eq(fair_verdict_status(verdict), status);
    ck_assert_uint_eq(fair_verdict_size(verdict), 1);
    out.id = NULL;
    fair_policy_free(policy);
    fair_report_free(report);
    fair_verdict_free(verdict);
    return out;
}

#endif
