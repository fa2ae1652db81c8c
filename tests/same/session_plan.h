/* SPDX-License-Identifier: MIT
 * Plans, for the session of every public function. */
#ifndef FAIR_TESTS_SAME_SESSION_PLAN_H
#define FAIR_TESTS_SAME_SESSION_PLAN_H

#include "session_calibrator.h"

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
        for (size_t k = 0; k < group.n_parts; k++) {
            session_double(s, group.parts[k].threshold);
            session_double(s, group.parts[k].share);
        }
        session_double(s, group.selection_rate);
        session_double(s, group.true_positive_rate);
        session_number(s, group.selected);
    }
}

/* Rows decided by a plan that was written and read, as columns and as a
 * batch. */
static inline void
session_decide(session *s, const fair_plan *made)
{
    static uint8_t out[SESSION_ROWS];
    static double shares[SESSION_ROWS];
    const fair_rows from = session_rows(s, 0, SESSION_ROWS);
    const size_t start = s->length;
    fair_plan *plan = NULL;
    CALL(fair_plan_write, (made, "json", session_collect, s, NULL));
    const size_t length = s->length - start;
    char *text = malloc(length);
    memcpy(text, s->text + start, length);
    CALL(fair_plan_read, (text, length, NULL, &plan, NULL));
    free(text);
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    rows.n = SESSION_ROWS;
    rows.y_score = from.y_score;
    rows.n_features = 1;
    rows.features = from.sensitive;
    CALL(fair_plan_apply, (plan, &rows, NULL, out, NULL));
    session_bits(s, out, 256);
    CALL(fair_plan_probability, (plan, &rows, NULL, shares, NULL));
    session_double(s, shares[7]);
    producer p;
    struct ArrowSchema schema;
    struct ArrowArray array;
    fair_plan_apply_options o = FAIR_PLAN_APPLY_OPTIONS_INIT;
    o.y_score = "score";
    session_produce(s, &p, 7);
    p.stream.get_schema(&p.stream, &schema);
    p.stream.get_next(&p.stream, &array);
    CALL(fair_plan_apply_arrow, (plan, &schema, &array, &o, out, NULL));
    CALL(fair_plan_probability_arrow,
         (plan, &schema, &array, &o, shares, NULL));
    session_number(s, out[0]);
    array.release(&array);
    schema.release(&schema);
    p.stream.release(&p.stream);
    RUN(, fair_plan_free, (plan));
}

/* What tolerance costs. */
static inline void
session_front(session *s, const fair_report *report,
              const fair_plan_options *asked)
{
    static const char *const more[] = {"0.01"};
    fair_plan_options o = *asked;
    fair_plan_front *front = NULL;
    if (o.min_ratio == NULL) o.max_difference = NULL;
    CALL(fair_plan_front_new, (report, &o, 3, 1, more, &front, NULL));
    size_t n;
    RUN(n =, fair_plan_front_count, (front));
    for (size_t i = 0; i < n; i++) {
        fair_plan_step step = FAIR_PLAN_STEP_INIT;
        CALL(fair_plan_front_at, (front, i, &step, NULL));
        session_double(s, step.value);
        session_double(s, step.loss);
        session_double(s, step.disparity);
        session_double(s, step.selection_rate);
    }
    RUN(, fair_plan_front_free, (front));
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

/* Reject-option classification, the first group favoured. */
static inline void
session_margin(session *s, const fair_report *report)
{
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_group group = FAIR_PLAN_GROUP_INIT;
    fair_plan *first = NULL, *plan = NULL;
    CALL(fair_plan_fit, (report, NULL, &first, NULL));
    CALL(fair_plan_group_at, (first, 0, &group, NULL));
    o.rule = FAIR_PLAN_REJECT_OPTION;
    o.threshold = 0.5;
    o.has_threshold = 1;
    o.n_favoured = 1;
    o.favoured_lengths = &group.n_values;
    o.favoured = group.values;
    CALL(fair_plan_fit, (report, &o, &plan, NULL));
    if (plan != NULL) session_thresholds(s, plan);
    RUN(, fair_plan_free, (plan));
    RUN(, fair_plan_free, (first));
}

static inline void
session_plan(session *s)
{
    static const struct {
        const char *constraint, *objective, *max_difference, *min_ratio;
        int32_t rule;
        const char *max_selected;
        int32_t has_no_lower_than, has_threshold;
    } all[] = {
        {"none", "accuracy", NULL, NULL, FAIR_PLAN_BY_GROUP},
        {"demographic_parity", "f1_score", "0.02", NULL, FAIR_PLAN_BY_GROUP},
        {"equal_opportunity", "balanced_accuracy", NULL, "0.9",
         FAIR_PLAN_BY_GROUP},
        {"equalized_odds", "accuracy", "0.05", NULL, FAIR_PLAN_BY_GROUP},
        {"predictive_parity", "accuracy", "0.1", NULL, FAIR_PLAN_SHARED},
        {"true_positive_rate_parity", "f1_score", "0.02", NULL,
         FAIR_PLAN_RANDOMIZED},
        {"equalized_odds", "accuracy", "0.01", NULL, FAIR_PLAN_RANDOMIZED},
        {"demographic_parity", "accuracy", "0.05", NULL, FAIR_PLAN_BY_GROUP,
         "0.3", 0},
        {"equal_opportunity", "accuracy", "0.5", NULL, FAIR_PLAN_RANDOMIZED,
         "100", 1},
        {"demographic_parity", "least_referred", "0.3", NULL,
         FAIR_PLAN_BY_GROUP, NULL, 0, 1},
        {"equal_opportunity", "least_referred", "0.3", NULL, FAIR_PLAN_SHARED,
         NULL, 0, 1},
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
        o.max_selected = all[i].max_selected;
        o.has_no_lower_than = all[i].has_no_lower_than;
        o.rule = all[i].rule;
        o.has_threshold = all[i].has_threshold;
        o.threshold = o.has_threshold ? 0.5 : 0;
        CALL(fair_plan_fit, (report, &o, &plan, NULL));
        if (plan != NULL) session_thresholds(s, plan);
        double nearest = 0;
        CALL(fair_plan_nearest, (report, &o, &nearest, NULL));
        session_double(s, nearest);
        if (plan != NULL) session_decide(s, plan);
        session_front(s, report, &o);
        RUN(, fair_plan_free, (plan));
    }
    session_margin(s, report);
    session_calibrator(s, report);
    RUN(, fair_report_free, (report));
}

#endif
