/* SPDX-License-Identifier: MIT
 * The second half of a session: reports, and what computes nothing. */
#ifndef FAIR_TESTS_SAME_SESSION_REPORT_H
#define FAIR_TESTS_SAME_SESSION_REPORT_H

#include "session.h"
#include "session_gate.h"
#include "session_plan.h"

static inline void
session_value(session *s, const fair_report *report, const fair_value *v)
{
    const double numbers[] = {v->value,       v->lower,       v->upper,
                              v->numerator,   v->denominator, v->sum_weights,
                              v->effective_n, v->confidence};
    char field[4096];
    size_t length = 0;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        session_double(s, numbers[i]);
    CALL(fair_report_field, (report, v->id, "all", field, sizeof(field),
                             &length, NULL));
    session_collect(s, field, length < sizeof(field) ? length : 0);
    const char *name;
    RUN(name =, fair_reason_name, (v->reason));
    session_say(s, name);
    RUN(name =, fair_method_name, (v->method));
    session_say(s, name);
}

/* Every metric overall and of a group, with its difference; every criterion. */
static inline void
session_values(session *s, const fair_report *report)
{
    static const char *const tables[] = {"metrics", "criteria"};
    fair_feature_value group = {"race", {0}};
    RUN(group.value =, fair_scalar_int, (2));
    for (size_t t = 0; t < 2; t++) {
        size_t n;
        RUN(n =, fair_registry_size, (tables[t]));
        for (size_t i = 0; i < 3 * n; i++) {
            fair_selector selector = FAIR_SELECTOR_INIT;
            const char *name;
            fair_value v;
            RUN(name =, fair_registry_name, (tables[t], i / 3));
            session_say(s, name);
            selector.n_group = i % 3 == 1;
            selector.group = &group;
            if (i % 3 == 2) selector.comparison = "difference";
            if (CALL(fair_report_value, (report, name, &selector, &v,
                                         NULL)) == FAIR_OK)
                session_value(s, report, &v);
        }
    }
}

static inline void
session_tests(session *s, const fair_report *report)
{
    static const char *const names[] = {"demographic_parity_difference",
                                        "equalized_odds_ratio"};
    for (size_t i = 0; i < 2; i++) {
        fair_test t = FAIR_TEST_INIT;
        CALL(fair_report_test, (report, names[i], NULL, 0.3, &t, NULL));
        session_double(s, t.lower);
        session_double(s, t.upper);
        session_double(s, t.p_beyond);
        session_double(s, t.p_within);
        session_double(s, t.p_no_disparity);
    }
}

static inline void
session_tables(session *s, const fair_report *report)
{
    static const char *const tables[] = {"groups", "comparisons", "criteria",
                                         "warnings", "rows"};
    for (size_t t = 0; t < 5; t++) {
        struct ArrowArrayStream stream;
        struct ArrowArray a;
        uint64_t n = 0;
        fair_value v;
        CALL(fair_report_size, (report, tables[t], &n, NULL));
        for (uint64_t i = 0; i < n; i += 7)
            if (CALL(fair_report_row, (report, tables[t], i, &v, NULL)) ==
                FAIR_OK)
                session_double(s, v.value);
        CALL(fair_report_stream, (report, tables[t], &stream, NULL));
        session_enter(s, "get_next");
        stream.get_next(&stream, &a);
        session_leave(s);
        for (int64_t c = 0; c < a.n_children; c++) {
            const struct ArrowArray *child = a.children[c];
            if (child->n_buffers != 3) continue; /* text: all rows of it */
            const int64_t *offsets = child->buffers[1];
            session_collect(s, child->buffers[2],
                            (size_t)offsets[child->length]);
        }
        session_enter(s, "release");
        a.release(&a);
        stream.release(&stream);
        session_leave(s);
    }
}

/* A few points of each curve: their numbers. */
static inline void
session_curves(session *s, const fair_report *report)
{
    static const char *const tables[] = {
        "roc_curve", "precision_recall_curve", "selection_rate_curve",
        "score_histogram", "score_quantiles"};
    for (size_t t = 0; t < 5; t++) {
        struct ArrowArrayStream stream;
        struct ArrowArray a;
        fair_curve_options o = FAIR_CURVE_OPTIONS_INIT;
        o.max_points = t < 3 ? 20 : 0;
        if (CALL(fair_report_curve, (report, tables[t], NULL, &o, &stream,
                                     NULL)) != FAIR_OK)
            continue;
        session_enter(s, "get_next");
        stream.get_next(&stream, &a);
        session_leave(s);
        for (int64_t c = 0; c < a.n_children; c++) {
            const struct ArrowArray *child = a.children[c];
            if (child->n_buffers == 2)
                session_collect(s, child->buffers[1],
                                (size_t)child->length * sizeof(double));
        }
        session_enter(s, "release");
        a.release(&a);
        stream.release(&stream);
        session_leave(s);
    }
}

static inline void
session_reports(session *s, const fair_audit *audit)
{
    static const char *const all[] = {"all"};
    static const char *const formats[] = {"json", "csv", "text", "markdown",
                                          "html"};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fair_report *report = NULL;
    o.n_metrics = 1;
    o.metrics = all;
    o.n_comparisons = 1;
    o.comparisons = all;
    o.confidence = 0.9;
    o.min_share = 0.1;
    o.has_costs = 1;
    o.has_utilities = 1;
    o.cost_false_positive = 0.1;
    o.cost_false_negative = 0.7;
    o.utility_true_positive = 1e-310;
    o.utility_false_positive = -0.3;
    CALL(fair_report_new, (audit, &o, &report, NULL));
    CALL(fair_report_refresh, (report, audit, NULL));
    for (size_t f = 0; f < 5; f++)
        CALL(fair_report_write, (report, formats[f], session_collect, s,
                                 NULL));
    session_values(s, report);
    session_tests(s, report);
    session_tables(s, report);
    session_curves(s, report);
    session_gate(s, report);
    session_plan(s);
    RUN(, fair_report_free, (report));
}

#define COLUMN(name, ...)                                                     \
    do {                                                                      \
        RUN(c =, fair_column_##name, (__VA_ARGS__, 0));                       \
        session_number(s, (uint64_t)c.type);                                  \
    } while (0)
#define SCALAR(name, ...)                                                     \
    do {                                                                      \
        RUN(x =, fair_scalar_##name, (__VA_ARGS__));                          \
        session_double(s, x.number);                                          \
    } while (0)

/* Columns and scalars as they are: nothing is computed even so. */
static inline void
session_rest(session *s)
{
    fair_column c;
    fair_scalar x;
    const char *text;
    COLUMN(bool1, NULL);
    COLUMN(bool8, NULL);
    COLUMN(int16, NULL);
    COLUMN(int32, NULL);
    COLUMN(int64, NULL);
    COLUMN(uint8, NULL);
    COLUMN(uint16, NULL);
    COLUMN(uint32, NULL);
    COLUMN(uint64, NULL);
    COLUMN(float32, NULL);
    COLUMN(utf8, NULL, NULL);
    COLUMN(large_utf8, NULL, NULL);
    COLUMN(cstring, NULL);
    const fair_column entries = c;
    RUN(c =, fair_column_dictionary, (NULL, 0, &entries));
    RUN(x =, fair_scalar_missing, ());
    SCALAR(bool, 1);
    SCALAR(uint, 1);
    SCALAR(float, 1e-310);
    SCALAR(text, "a");
    SCALAR(parsed, "0.1");
    RUN(text =, fair_registry_text, ("metrics", "selection_rate", "summary"));
    session_say(s, text);
    RUN(text =, fair_status_name, (FAIR_ERR_DATA));
    session_say(s, text);
    RUN(text =, fair_version, ());
    session_say(s, text);
}

/* Runs it all; text, called and changed are the outcome. */
static inline void
session_run(session *s)
{
    s->length = 0;
    s->n_called = 0;
    s->changed = NULL;
    fair_audit *audit = session_count(s);
    session_reports(s, audit);
    RUN(, fair_audit_free, (audit));
    session_rest(s);
}

#endif
