/* SPDX-License-Identifier: MIT
 * Audits and reports of small tables, for the tests of reports. */
#ifndef FAIR_TESTS_REPORTS_H
#define FAIR_TESTS_REPORTS_H

#include <math.h>
#include <stdio.h>

#include <fairness/fairness.h>

#include "harness.h"
#include "json.h"
#include "written.h"

#define FIX_FEATURES 4
#define FIX_ROWS 512
#define NO_LABEL 2 /* y_true is missing */

/* Rows that count `count` times; a feature of NULL is missing. */
typedef struct fix_row {
    const char *feature[FIX_FEATURES];
    int y, p, baseline;
    uint64_t count;
    double weight;
} fix_row;

/* What is audited: which columns there are, and options. */
typedef struct fixture {
    fair_audit_options options;
    int has_y, has_p, has_baseline, has_weight;
    int has_score; /* the row's weight is its score */
    const char *names[FIX_FEATURES];
} fixture;

static const uint8_t fix_key[16] = {1, 2, 3};

static inline fixture
fix(size_t n_sensitive, const char *first, const char *second,
    const char *third)
{
    fixture f = {.options = FAIR_AUDIT_OPTIONS_INIT,
                 .has_y = 1,
                 .has_p = 1,
                 .names = {first, second, third, NULL}};
    f.options.n_sensitive = n_sensitive;
    f.options.n_control = (size_t)((first != NULL) + (second != NULL) +
                                   (third != NULL)) - n_sensitive;
    f.options.y_true = "recid";
    f.options.y_pred = "high";
    f.options.hash_key = fix_key;
    return f;
}

static inline fair_audit *
fix_audit(fixture *f, const fix_row *rows, size_t n)
{
    static uint8_t y[FIX_ROWS], p[FIX_ROWS], b[FIX_ROWS], valid[FIX_ROWS];
    static uint64_t count[FIX_ROWS];
    static double weight[FIX_ROWS];
    static const char *text[FIX_FEATURES][FIX_ROWS];
    const size_t n_features = f->options.n_sensitive + f->options.n_control;
    fair_column features[FIX_FEATURES];
    fair_rows batch = FAIR_ROWS_INIT;
    const int64_t m = (int64_t)n;
    ck_assert_uint_le(n, FIX_ROWS);
    memset(valid, 0, sizeof(valid));
    for (size_t i = 0; i < n; i++) {
        y[i] = (uint8_t)(rows[i].y == 1);
        p[i] = (uint8_t)rows[i].p;
        b[i] = (uint8_t)rows[i].baseline;
        count[i] = rows[i].count;
        weight[i] = rows[i].weight;
        if (rows[i].y != NO_LABEL)
            valid[i / 8] = (uint8_t)(valid[i / 8] | 1u << i % 8);
        for (size_t k = 0; k < n_features; k++)
            text[k][i] = rows[i].feature[k];
    }
    for (size_t k = 0; k < n_features; k++)
        features[k] = fair_column_cstring(text[k], m);
    batch.n = n;
    if (f->has_y) {
        batch.y_true = fair_column_uint8(y, m);
        batch.y_true.validity = valid;
    }
    if (f->has_p) batch.y_pred = fair_column_uint8(p, m);
    if (f->has_baseline) batch.y_pred_baseline = fair_column_uint8(b, m);
    if (f->has_score) batch.y_score = fair_column_float64(weight, m);
    if (f->has_weight) batch.sample_weight = fair_column_float64(weight, m);
    batch.frequency = fair_column_uint64(count, m);
    batch.sensitive = features;
    batch.control = features + f->options.n_sensitive;

    fair_audit *audit = NULL;
    fair_error err = {0};
    f->options.sensitive_names = f->names;
    f->options.control_names = f->names + f->options.n_sensitive;
    f->options.frequency = "count";
    ck_assert_msg(fair_audit_new(&f->options, &audit, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_msg(fair_audit_add(audit, &batch, &err) == FAIR_OK, "%s",
                  err.message);
    return audit;
}

/* The report, which is to be made; the audit is freed. */
static inline fair_report *
fix_report(fixture *f, const fair_report_options *options,
           const fix_row *rows, size_t n)
{
    fair_audit *audit = fix_audit(f, rows, n);
    fair_report *report = NULL;
    fair_error err = {0};
    ck_assert_msg(fair_report_new(audit, options, &report, &err) == FAIR_OK,
                  "%s", err.message);
    fair_audit_free(audit);
    return report;
}

/* The error of a report that is not to be made. */
static inline fair_error
fix_refused(fixture *f, const fair_report_options *options,
            const fix_row *rows, size_t n, fair_status status)
{
    fair_audit *audit = fix_audit(f, rows, n);
    fair_report *report = NULL;
    fair_error err = {0};
    const fair_status st = fair_report_new(audit, options, &report, &err);
    ck_assert_msg(st == status, "status %d, not %d: %s", (int)st, (int)status,
                  err.message);
    ck_assert_int_eq(err.code, st);
    ck_assert_ptr_null(report);
    fair_audit_free(audit);
    return err;
}

#define ck_assert_says(err, part)                                             \
    ck_assert_msg(strstr((err).message, part) != NULL, "\"%s\" is not in: %s",\
                  part, (err).message)

/* ---- what is written ---- */

static const char *const fix_formats[] = {"json", "text", "markdown", "html",
                                          "csv"};
#define FIX_FORMATS (sizeof(fix_formats) / sizeof(*fix_formats))

/* Freed by the caller. */
static inline written
fix_write(const fair_report *report, const char *format)
{
    written w = {0};
    fair_error err = {0};
    ck_assert_msg(fair_report_write(report, format, collect, &w, &err) ==
                      FAIR_OK, "%s", err.message);
    return w;
}

/* Freed by json_free. */
static inline json
fix_json(const fair_report *report)
{
    written w = fix_write(report, "json");
    const json j = json_read(w.bytes, w.length);
    free(w.bytes);
    return j;
}

static inline void
fix_has(const written *w, const char *part)
{
    ck_assert_msg(strstr(w->bytes, part) != NULL, "\"%s\" is not in:\n%.2000s",
                  part, w->bytes);
}

static inline void
fix_lacks(const written *w, const char *part)
{
    ck_assert_msg(strstr(w->bytes, part) == NULL, "\"%s\" is in:\n%.2000s", part,
                  w->bytes);
}

/* Tags close in order; nothing but the tags below is in it, no attribute
 * but these. */
static inline void
fix_html(const written *w)
{
    static const char *const tags[] = {
        "div", "style", "p", "strong", "h4", "h5", "ul", "li", "table",
        "thead", "tbody", "tr", "th", "td", "small", "details", "summary",
        "svg", "text", "line", "circle"};
    char open[64][16];
    size_t depth = 0;
    for (const char *at = w->bytes; (at = strchr(at, '<')) != NULL; at++) {
        char name[16] = "";
        const int closes = at[1] == '/';
        const char *start = at + 1 + closes;
        const size_t n = strspn(start, "abcdefghijklmnopqrstuvwxyz0123456789");
        int known = 0;
        ck_assert_uint_lt(n, sizeof(name));
        memcpy(name, start, n);
        for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
            known |= strcmp(tags[i], name) == 0;
        ck_assert_msg(known, "<%s>", name);
        const char *end = strchr(at, '>');
        if (closes) {
            ck_assert_uint_gt(depth, 0);
            ck_assert_str_eq(open[--depth], name);
        } else if (end[-1] != '/') {
            ck_assert_uint_lt(depth, 64);
            memcpy(open[depth++], name, sizeof(name));
        }
    }
    ck_assert_uint_eq(depth, 0);
    fix_lacks(w, "url(");
    fix_lacks(w, "javascript");
}

/* ---- single values ---- */

static inline fair_value
fix_value(const fair_report *report, const char *name,
          const fair_selector *selector)
{
    fair_value v;
    fair_error err = {0};
    ck_assert_msg(fair_report_value(report, name, selector, &v, &err) ==
                      FAIR_OK, "%s: %s", name, err.message);
    return v;
}

/* A field, in a static buffer. */
static inline const char *
fix_field(const fair_report *report, uint64_t id, const char *field)
{
    static char text[8192];
    size_t length = 0;
    fair_error err = {0};
    ck_assert_msg(fair_report_field(report, id, field, text, sizeof(text),
                                    &length, &err) == FAIR_OK,
                  "%s: %s", field, err.message);
    ck_assert_uint_eq(strlen(text), length);
    return text;
}

/* ---- the published COMPAS counts (ProPublica 2016): TN FP FN TP ---- */

static const struct {
    const char *race;
    uint64_t counts[4];
} compas_counts[] = {
    {"African-American", {990, 805, 532, 1369}},
    {"Asian", {21, 2, 3, 6}},
    {"Caucasian", {1139, 349, 461, 505}},
    {"Hispanic", {318, 87, 129, 103}},
    {"Native American", {5, 3, 1, 9}},
    {"Other", {208, 36, 90, 43}},
};
#define COMPAS_ROWS 24

static inline void
compas_rows(fix_row rows[COMPAS_ROWS])
{
    /* From the last group to the first: the order of rows is not that of
     * the report. */
    for (size_t i = 0; i < COMPAS_ROWS; i++) {
        const size_t group = 5 - i / 4, cell = i % 4;
        rows[i] = (fix_row){.feature = {compas_counts[group].race},
                            .y = cell >= 2,
                            .p = cell == 1 || cell == 3,
                            .count = compas_counts[group].counts[cell],
                            .weight = 1};
    }
}

static inline fair_report *
compas_report(const fair_report_options *options)
{
    fix_row rows[COMPAS_ROWS];
    fixture f = fix(1, "race", NULL, NULL);
    compas_rows(rows);
    return fix_report(&f, options, rows, COMPAS_ROWS);
}

/* Berkeley 1973 (R's UCBAdmissions): sex, department, admitted, count; only
 * decisions. */
static const struct {
    const char *department;
    uint64_t admitted_male, rejected_male, admitted_female, rejected_female;
} berkeley_counts[] = {
    {"A", 512, 313, 89, 19},   {"B", 353, 207, 17, 8},
    {"C", 120, 205, 202, 391}, {"D", 138, 279, 131, 244},
    {"E", 53, 138, 94, 299},   {"F", 22, 351, 24, 317},
};
#define BERKELEY_ROWS 24

static inline fair_report *
berkeley_report(const fair_report_options *options)
{
    fix_row rows[BERKELEY_ROWS];
    fixture f = fix(1, "sex", "department", NULL);
    f.has_y = 0;
    f.options.y_true = NULL;
    f.options.y_pred = "admitted";
    for (size_t i = 0; i < BERKELEY_ROWS; i++) {
        const uint64_t counts[4] = {berkeley_counts[i / 4].admitted_male,
                                    berkeley_counts[i / 4].rejected_male,
                                    berkeley_counts[i / 4].admitted_female,
                                    berkeley_counts[i / 4].rejected_female};
        rows[i] = (fix_row){
            .feature = {i % 4 < 2 ? "Male" : "Female",
                        berkeley_counts[i / 4].department},
            .p = i % 2 == 0,
            .count = counts[i % 4]};
    }
    return fix_report(&f, options, rows, BERKELEY_ROWS);
}

#endif
