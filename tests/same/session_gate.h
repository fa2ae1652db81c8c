/* SPDX-License-Identifier: MIT
 * The gate, for the session of every public function. */
#ifndef FAIR_TESTS_SAME_SESSION_GATE_H
#define FAIR_TESTS_SAME_SESSION_GATE_H

#include "session.h"

static inline void
session_rules(session *s, fair_policy *policy)
{
    static const struct {
        const char *criterion, *metric, *comparison, *min, *max;
    } rules[] = {
        {"impact_ratio", NULL, NULL, "0.8", NULL},
        {"equalized_odds_difference", NULL, NULL, NULL, "0.1"},
        {NULL, "accuracy", NULL, "0.3333333333333333333", NULL},
        {NULL, "selection_rate", "difference_to_reference", "-0.05", NULL},
        {NULL, "precision", "ratio", "1e-1", NULL},
        {NULL, "no such metric", NULL, "1", NULL},
    };
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        fair_rule rule = FAIR_RULE_INIT;
        rule.criterion = rules[i].criterion;
        rule.metric = rules[i].metric;
        rule.comparison = rules[i].comparison;
        rule.min = rules[i].min;
        rule.max = rules[i].max;
        CALL(fair_policy_add, (policy, &rule, NULL));
    }
}

/* One that holds, one that ended, one of a rule that is not there. */
static inline void
session_waivers(session *s, fair_policy *policy)
{
    static const char *const rules[] = {"impact_ratio", "accuracy", "no rule"};
    static const char *const ends[] = {"2027-01-31", "2026-01-31",
                                       "2027-01-31"};
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        fair_waiver waiver = FAIR_WAIVER_INIT;
        waiver.rule = rules[i];
        waiver.reason = "a new model is on its way";
        waiver.owner = "the team";
        waiver.expires = ends[i];
        CALL(fair_policy_waive, (policy, &waiver, NULL));
    }
}

static inline void
session_verdict(session *s, const fair_verdict *verdict)
{
    const char *text;
    int32_t status;
    size_t n;
    RUN(status =, fair_verdict_status, (verdict));
    RUN(text =, fair_verdict_name, (status));
    session_say(s, text);
    RUN(n =, fair_verdict_size, (verdict));
    for (size_t i = 0; i < n; i++) {
        fair_rule_verdict rule = FAIR_RULE_VERDICT_INIT;
        CALL(fair_verdict_rule, (verdict, i, &rule, NULL));
        session_say(s, rule.why);
        session_double(s, rule.value);
        session_double(s, rule.pass_bound);
        session_double(s, rule.fail_bound);
        session_double(s, rule.fail_level);
    }
    CALL(fair_verdict_write, (verdict, "json", session_collect, s, NULL));
    CALL(fair_verdict_write, (verdict, "text", session_collect, s, NULL));
}

static inline void
session_gate(session *s, const fair_report *report)
{
    fair_policy_options o = FAIR_POLICY_OPTIONS_INIT;
    fair_power_options few = FAIR_POWER_OPTIONS_INIT;
    fair_power power = FAIR_POWER_INIT;
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    o.confidence = 0.9;
    o.today = "2026-11-30";
    few.runs = 20;
    few.seed = 5;
    CALL(fair_policy_new, (&o, &policy, NULL));
    session_rules(s, policy);
    session_waivers(s, policy);
    CALL(fair_verdict_new, (policy, report, &verdict, NULL));
    session_verdict(s, verdict);
    RUN(, fair_verdict_free, (verdict));
    verdict = NULL;
    CALL(fair_verdict_against, (policy, report, report, &verdict, NULL));
    session_verdict(s, verdict);
    CALL(fair_policy_power, (policy, report, 0, &few, &power, NULL));
    session_double(s, power.chance_to_pass);
    session_double(s, power.expected);
    session_double(s, power.growth);
    session_double(s, power.detectable);
    RUN(, fair_verdict_free, (verdict));
    RUN(, fair_policy_free, (policy));
}

#endif
