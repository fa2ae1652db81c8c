/* SPDX-License-Identifier: MIT
 * Tables of a report as Arrow streams (columns: docs/reference/tables.md). */
#include <string.h>

#include <fairness/registry.h>

#include "audit/batch.h"
#include "audit/field.h"
#include "audit/names.h"
#include "audit/shown.h"
#include "audit/walk.h"
#include "audit/warnings.h"
#include "base/error.h"

#define WHOLE SIZE_MAX

/* One cell that is being made: its column, and text to make it in. */
typedef struct cell {
    const fair_report *report;
    fair__batch_column *column;
    fair__text *text; /* empty */
    fair_error *err;
} cell;

static fair_status
put_string(const cell *c, const char *string)
{
    return string == NULL ? fair__batch_put_null(c->column, c->err)
                          : fair__batch_put_text(c->column, string,
                                                 strlen(string), c->err);
}

/* What was written to text. */
static fair_status
put_written(const cell *c)
{
    if (c->text->status != FAIR_OK) return fair__no_memory(c->err);
    return fair__batch_put_text(c->column, c->text->bytes, c->text->length,
                                c->err);
}

static fair_status
put_tuple(const cell *c, const fair__tuple *t)
{
    if (t->n == 0) return fair__batch_put_null(c->column, c->err);
    fair__label_tuple(c->text, t, WHOLE);
    return put_written(c);
}

static fair_status
put_key(const cell *c, const fair__tuple *t)
{
    fair__json j;
    if (t->n == 0) return fair__batch_put_null(c->column, c->err);
    fair__json_init(&j, c->text);
    j.compact = 1;
    fair__json_tuple(&j, t);
    return put_written(c);
}

/* ---- cells of a value ---- */

/* A field as JSON text; null where it is JSON's null. */
static fair_status
put_field(const cell *c, const fair__answer *a, const char *field)
{
    fair__json j;
    fair__json_init(&j, c->text);
    j.compact = 1;
    fair__field_find(field)(&j, c->report, a);
    if (c->text->length == 4 && memcmp(c->text->bytes, "null", 4) == 0)
        return fair__batch_put_null(c->column, c->err);
    return put_written(c);
}

static fair_status
put_group(const cell *c, const fair__answer *a, int32_t group)
{
    if (group < 0 && group != FAIR__OVERALL && group != FAIR__REST)
        return fair__batch_put_null(c->column, c->err);
    fair__label_group(c->text, fair__report_snapshot(c->report),
                      &c->report->request,
                      fair__answer_whose(c->report, a).grouping, group);
    return put_written(c);
}

static fair_status
cell_by(const cell *c, const fair__answer *a)
{
    const fair__snapshot *s = fair__report_snapshot(c->report);
    const fair__whose w = fair__answer_whose(c->report, a);
    if (a->place.kind == FAIR__METRIC && !w.is_group)
        return put_string(c, NULL);
    fair__label_by(c->text, s, &c->report->request,
                   s->groupings[w.grouping].by, ", ");
    return put_written(c);
}

static fair_status
cell_control(const cell *c, const fair__answer *a)
{
    const fair__tuple t =
        fair__tuple_of_stratum(fair__report_snapshot(c->report),
                               fair__answer_whose(c->report, a).stratum);
    return put_tuple(c, &t);
}

static fair_status
cell_group(const cell *c, const fair__answer *a)
{
    return put_group(c, a, fair__answer_group(c->report, a));
}

static fair_status
cell_reference(const cell *c, const fair__answer *a)
{
    return put_group(c, a, fair__answer_reference(a));
}

static fair_status
cell_worse_off(const cell *c, const fair__answer *a)
{
    return put_group(c, a, fair__answer_worse_off(a));
}

static fair_status
cell_group_key(const cell *c, const fair__answer *a)
{
    return put_field(c, a, "group");
}

static fair_status
cell_control_key(const cell *c, const fair__answer *a)
{
    return put_field(c, a, "control");
}

static fair_status
cell_reference_key(const cell *c, const fair__answer *a)
{
    return put_field(c, a, "reference");
}

static fair_status
cell_undefined_groups(const cell *c, const fair__answer *a)
{
    return put_field(c, a, "undefined_groups");
}

static fair_status
cell_left_out(const cell *c, const fair__answer *a)
{
    return put_field(c, a, "left_out");
}

static fair_status
cell_metric(const cell *c, const fair__answer *a)
{
    return put_string(c, a->metric != NULL ? a->metric->name : NULL);
}

static fair_status
cell_comparison(const cell *c, const fair__answer *a)
{
    return put_string(c, fair__comparison_at(a->place.comparison)->name);
}

static fair_status
cell_criterion(const cell *c, const fair__answer *a)
{
    return put_string(c, fair__criterion_at(a->place.name)->name);
}

static fair_status
cell_value(const cell *c, const fair__answer *a)
{
    return a->reason == FAIR_DEFINED
               ? fair__batch_put_real(c->column, fair__wide_double(&a->value),
                                      c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_reason(const cell *c, const fair__answer *a)
{
    return put_string(c, fair_reason_name(a->reason));
}

static fair_status
cell_method(const cell *c, const fair__answer *a)
{
    return put_string(c, fair_method_name(a->method));
}

static fair_status
put_limit(const cell *c, const fair__answer *a, double limit)
{
    return a->method != FAIR_METHOD_NONE
               ? fair__batch_put_real(c->column, limit, c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_lower(const cell *c, const fair__answer *a)
{
    return put_limit(c, a, a->lower);
}

static fair_status
cell_upper(const cell *c, const fair__answer *a)
{
    return put_limit(c, a, a->upper);
}

/* Evidence: null where the metric needs what was not given. */
static fair_status
put_evidence(const cell *c, const fair__answer *a, double x)
{
    return a->reason != FAIR_REASON_NOT_APPLICABLE
               ? fair__batch_put_real(c->column, x, c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_numerator(const cell *c, const fair__answer *a)
{
    return put_evidence(c, a, fair__wide_double(&a->result.numerator));
}

static fair_status
cell_denominator(const cell *c, const fair__answer *a)
{
    return put_evidence(c, a, fair__wide_double(&a->result.denominator));
}

static fair_status
cell_sum_weights(const cell *c, const fair__answer *a)
{
    return put_evidence(c, a, fair__wide_double(&a->result.sum_weights));
}

static fair_status
cell_effective_n(const cell *c, const fair__answer *a)
{
    return put_evidence(c, a, a->result.effective_n);
}

static fair_status
cell_n(const cell *c, const fair__answer *a)
{
    return a->reason != FAIR_REASON_NOT_APPLICABLE
               ? fair__batch_put_count(c->column, a->result.n, c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_groups_compared(const cell *c, const fair__answer *a)
{
    return fair__batch_put_count(c->column, a->finding.groups_compared,
                                 c->err);
}

/* ---- tables of values ---- */

typedef struct value_column {
    const char *name;
    const char *format;
    fair_status (*put)(const cell *c, const fair__answer *a);
} value_column;

#define TEXT(name) {#name, FAIR__BATCH_TEXT, cell_##name}
#define REAL(name) {#name, FAIR__BATCH_REAL, cell_##name}
#define COUNT(name) {#name, FAIR__BATCH_COUNT, cell_##name}
#define END {NULL, NULL, NULL}

static const value_column group_columns[] = {
    TEXT(by),         TEXT(control),     TEXT(group),       TEXT(group_key),
    TEXT(control_key), TEXT(metric),     REAL(value),       TEXT(reason),
    REAL(numerator),  REAL(denominator), COUNT(n),          REAL(sum_weights),
    REAL(effective_n), REAL(lower),      REAL(upper),       TEXT(method),
    END,
};

#define FOUND                                                                 \
    REAL(value), TEXT(reason), REAL(lower), REAL(upper), TEXT(method),        \
        TEXT(group), TEXT(reference), TEXT(worse_off), TEXT(group_key),       \
        TEXT(reference_key), TEXT(control_key), COUNT(groups_compared),       \
        TEXT(undefined_groups), TEXT(left_out), END

static const value_column comparison_columns[] = {
    TEXT(by), TEXT(control), TEXT(metric), TEXT(comparison), FOUND};

static const value_column criterion_columns[] = {
    TEXT(by), TEXT(control), TEXT(criterion), TEXT(metric), FOUND};

static fair_status
fill_row(const fair_report *report, const value_column *columns,
         const fair__answer *a, fair__batch *batch, fair__text *text,
         fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t k = 0; columns[k].name != NULL && st == FAIR_OK; k++) {
        const cell c = {report, batch->columns[k], text, err};
        fair__text_clear(text);
        st = columns[k].put(&c, a);
    }
    return st;
}

static fair_status
fill_values(const fair_report *report, const char *table,
            const value_column *columns, fair__batch *batch, fair__text *text,
            fair_error *err)
{
    fair__walk walk;
    fair__answer a;
    fair_status st = FAIR_OK;
    for (size_t k = 0; columns[k].name != NULL && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, columns[k].name,
                                    columns[k].format, err);
    fair__walk_all(&walk, report, table);
    while (st == FAIR_OK && fair__walk_next(&walk, &a))
        st = fill_row(report, columns, &a, batch, text, err);
    return st;
}

static fair_status
fill_groups(const fair_report *report, fair__batch *batch, fair__text *text,
            fair_error *err)
{
    return fill_values(report, "groups", group_columns, batch, text, err);
}

static fair_status
fill_comparisons(const fair_report *report, fair__batch *batch,
                 fair__text *text, fair_error *err)
{
    return fill_values(report, "comparisons", comparison_columns, batch, text,
                       err);
}

static fair_status
fill_criteria(const fair_report *report, fair__batch *batch, fair__text *text,
              fair_error *err)
{
    return fill_values(report, "criteria", criterion_columns, batch, text,
                       err);
}

/* ---- warnings and rows ---- */

/* by, metric, expected, observed, groups_compared from column `first` on:
 * null where a warning has no numbers. */
static fair_status
put_numbers(const fair_report *report, const fair__warning *w,
            fair__batch_column *const *columns, fair__text *text,
            fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__warning_numbers numbers;
    int has;
    fair_status st = fair__warning_numbers_of(s, &report->request, w, &has,
                                              &numbers, err);
    if (st == FAIR_OK && !has) {
        for (size_t k = 0; k < 5 && st == FAIR_OK; k++)
            st = fair__batch_put_null(columns[k], err);
        return st;
    }
    if (st != FAIR_OK) return st;
    fair__text_clear(text);
    const cell by = {report, columns[0], text, err};
    const cell metric = {report, columns[1], text, err};
    fair__label_by(text, s, &report->request, s->groupings[w->grouping].by,
                   ", ");
    st = put_written(&by);
    if (st == FAIR_OK)
        st = put_string(&metric, numbers.chance.metric->name);
    if (st == FAIR_OK)
        st = fair__batch_put_real(columns[2], numbers.expected, err);
    if (st == FAIR_OK)
        st = fair__batch_put_real(columns[3], numbers.chance.observed, err);
    if (st == FAIR_OK)
        st = fair__batch_put_count(columns[4], numbers.chance.groups, err);
    return st;
}

static fair_status
put_warning(const fair_report *report, const fair__warning *w,
            fair__batch_column *const *columns, fair__text *text,
            fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__tuple group = fair__warning_group(s, &report->request, w);
    cell c = {report, columns[0], text, err};
    fair_status st = put_string(&c, fair__warning_code(w));
    fair__text_clear(text);
    fair__warning_message(text, s, &report->request, w);
    c.column = columns[1];
    if (st == FAIR_OK) st = put_written(&c);
    fair__text_clear(text);
    c.column = columns[2];
    if (st == FAIR_OK) st = put_tuple(&c, &group);
    fair__text_clear(text);
    c.column = columns[3];
    if (st == FAIR_OK) st = put_key(&c, &group);
    if (st == FAIR_OK)
        st = put_numbers(report, w, columns + 4, text, err);
    return st;
}

static fair_status
fill_warnings(const fair_report *report, fair__batch *batch, fair__text *text,
              fair_error *err)
{
    static const char *const columns[][2] = {
        {"code", FAIR__BATCH_TEXT},      {"message", FAIR__BATCH_TEXT},
        {"group", FAIR__BATCH_TEXT},     {"group_key", FAIR__BATCH_TEXT},
        {"by", FAIR__BATCH_TEXT},        {"metric", FAIR__BATCH_TEXT},
        {"expected", FAIR__BATCH_REAL},  {"observed", FAIR__BATCH_REAL},
        {"groups_compared", FAIR__BATCH_COUNT},
    };
    const fair__snapshot *s = fair__report_snapshot(report);
    fair_status st = FAIR_OK;
    for (size_t k = 0;
         k < sizeof(columns) / sizeof(*columns) && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, columns[k][0], columns[k][1], err);
    for (size_t i = 0; i < s->n_warnings && st == FAIR_OK; i++)
        st = put_warning(report, &s->warnings[i], batch->columns, text, err);
    return st;
}

static fair_status
fill_row_count(fair__batch *batch, const char *cause, uint64_t count,
               fair_error *err)
{
    const fair_status st = fair__batch_put_text(batch->columns[0], cause,
                                                strlen(cause), err);
    return st != FAIR_OK
               ? st
               : fair__batch_put_count(batch->columns[1], count, err);
}

static fair_status
fill_rows(const fair_report *report, fair__batch *batch, fair__text *text,
          fair_error *err)
{
    const fair__row_counts *rows = &fair__report_snapshot(report)->rows;
    (void)text;
    fair_status st =
        fair__batch_add_column(batch, "cause", FAIR__BATCH_TEXT, err);
    if (st == FAIR_OK)
        st = fair__batch_add_column(batch, "count", FAIR__BATCH_COUNT, err);
    if (st == FAIR_OK) st = fill_row_count(batch, "in", rows->in, err);
    if (st == FAIR_OK) st = fill_row_count(batch, "used", rows->used, err);
    for (int i = 0; i < FAIR__N_EXCLUDED && st == FAIR_OK; i++)
        st = fill_row_count(batch, fair__excluded_name(i), rows->excluded[i],
                            err);
    return st;
}

/* ---- all tables ---- */

static const struct export_table {
    const char *name;
    fair_status (*fill)(const fair_report *report, fair__batch *batch,
                        fair__text *text, fair_error *err);
} tables[] = {
    {"groups", fill_groups},     {"comparisons", fill_comparisons},
    {"criteria", fill_criteria}, {"warnings", fill_warnings},
    {"rows", fill_rows},
};
#define N_TABLES (sizeof(tables) / sizeof(*tables))

fair_status
fair__report_stream(const fair_report *report, const char *table,
                    struct ArrowArrayStream *out, fair_error *err)
{
    fair__names list = {0};
    const struct export_table *found = NULL;
    for (size_t i = 0; i < N_TABLES; i++) {
        fair__names_add(&list, tables[i].name);
        if (strcmp(table, tables[i].name) == 0) found = &tables[i];
    }
    if (found == NULL)
        return fair__names_unknown(err, "table", "table", table, &list);

    fair__batch *batch;
    fair__text text;
    fair_status st = fair__batch_new(&report->mem, &batch, err);
    if (st != FAIR_OK) return st;
    fair__text_init(&text, &report->mem);
    st = found->fill(report, batch, &text, err);
    fair__text_free(&text);
    if (st == FAIR_OK) st = fair__batch_stream(batch, out, err);
    if (st != FAIR_OK) fair__batch_free(batch);
    return st;
}
