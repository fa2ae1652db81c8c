/* SPDX-License-Identifier: MIT
 * Plans, for the session of every public function. */
#ifndef FAIR_TESTS_SAME_SESSION_PLAN_H
#define FAIR_TESTS_SAME_SESSION_PLAN_H

#include "session.h"

static inline void
session_thresholds(session *s, const fair_plan *plan)
{
    fair_plan_summary summary = FAIR_PLAN_SUMMARY_INIT;
    CALL(fair_plan_describe, (plan, &summary, NULL));
    session_double(s, summary.value);
    session_double(s, summary.bound);
    session_double(s, summary.disparity);
    session_number(s, summary.nodes);
    for (size_t i = 0; i < summary.n_groups; i++) {
        fair_plan_group group = FAIR_PLAN_GROUP_INIT;
        CALL(fair_plan_group_at, (plan, i, &group, NULL));
        session_double(s, group.threshold);
        session_double(s, group.selection_rate);
        session_double(s, group.true_positive_rate);
        session_number(s, group.selected);
    }
}

/* Without weights: those of the session are too far apart for a plan. */
static inline fair_report *
session_scores(session *s)
{
    static const char *const names[] = {"race"};
    static const uint8_t key[16] = {8};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_rows rows = session_rows(s, 0, SESSION_ROWS);
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    rows.sample_weight = (fair_column){0};
    CALL(fair_audit_new, (&o, &audit, NULL));
    CALL(fair_audit_add, (audit, &rows, NULL));
    CALL(fair_report_new, (audit, NULL, &report, NULL));
    RUN(, fair_audit_free, (audit));
    return report;
}

static inline void
session_plan(session *s)
{
    static const struct {
        const char *constraint, *objective, *max_difference, *min_ratio;
        int32_t rule;
    } all[] = {
        {"none", "accuracy", NULL, NULL, FAIR_PLAN_BY_GROUP},
        {"demographic_parity", "f1_score", "0.02", NULL, FAIR_PLAN_BY_GROUP},
        {"equal_opportunity", "balanced_accuracy", NULL, "0.9",
         FAIR_PLAN_BY_GROUP},
        {"equalized_odds", "accuracy", "0.05", NULL, FAIR_PLAN_BY_GROUP},
        {"predictive_parity", "accuracy", "0.1", NULL, FAIR_PLAN_SHARED},
        {"no such constraint", "accuracy", "0.1", NULL, FAIR_PLAN_SHARED},
    };
    fair_report *report = session_scores(s);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
        fair_plan *plan = NULL;
        o.constraint = all[i].constraint;
        o.objective = all[i].objective;
        o.max_difference = all[i].max_difference;
        o.min_ratio = all[i].min_ratio;
        o.rule = all[i].rule;
        CALL(fair_plan_fit, (report, &o, &plan, NULL));
        if (plan != NULL) session_thresholds(s, plan);
        RUN(, fair_plan_free, (plan));
    }
    RUN(, fair_report_free, (report));
}

#endif
