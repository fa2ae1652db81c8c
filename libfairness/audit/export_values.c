/* SPDX-License-Identifier: MIT
 * Tables of values as columns: a cell for every field of a value. */
#include "audit/export.h"

#include <math.h>
#include <string.h>

#include <fairness/registry.h>

#include "audit/field.h"
#include "audit/walk.h"
#include "base/error.h"

#define WHOLE SIZE_MAX

fair_status
fair__cell_string(const fair__cell *c, const char *string)
{
    return string == NULL ? fair__batch_put_null(c->column, c->err)
                          : fair__batch_put_text(c->column, string,
                                                 strlen(string), c->err);
}

fair_status
fair__cell_written(const fair__cell *c)
{
    if (c->text->status != FAIR_OK) return fair__no_memory(c->err);
    return fair__batch_put_text(c->column, c->text->bytes, c->text->length,
                                c->err);
}

fair_status
fair__cell_tuple(const fair__cell *c, const fair__tuple *t)
{
    if (t->n == 0) return fair__batch_put_null(c->column, c->err);
    fair__label_tuple(c->text, t, WHOLE);
    return fair__cell_written(c);
}

fair_status
fair__cell_key(const fair__cell *c, const fair__tuple *t)
{
    fair__json j;
    if (t->n == 0) return fair__batch_put_null(c->column, c->err);
    fair__json_init(&j, c->text);
    j.compact = 1;
    fair__json_tuple(&j, t);
    return fair__cell_written(c);
}

/* ---- cells of a value ---- */

/* A field as JSON text; null where it is JSON's null. */
static fair_status
put_field(const fair__cell *c, const fair__answer *a, const char *field)
{
    fair__json j;
    fair__json_init(&j, c->text);
    j.compact = 1;
    fair__field_find(field)(&j, c->report, a);
    if (c->text->length == 4 && memcmp(c->text->bytes, "null", 4) == 0)
        return fair__batch_put_null(c->column, c->err);
    return fair__cell_written(c);
}

static fair_status
put_group(const fair__cell *c, const fair__answer *a, int32_t group)
{
    if (group < 0 && group != FAIR__OVERALL && group != FAIR__REST)
        return fair__batch_put_null(c->column, c->err);
    fair__label_group(c->text, fair__report_snapshot(c->report),
                      &c->report->request,
                      fair__answer_whose(c->report, a).grouping, group);
    return fair__cell_written(c);
}

static fair_status
cell_by(const fair__cell *c, const fair__answer *a)
{
    const fair__snapshot *s = fair__report_snapshot(c->report);
    const fair__whose w = fair__answer_whose(c->report, a);
    if (a->place.kind == FAIR__METRIC && !w.is_group)
        return fair__cell_string(c, NULL);
    fair__label_by(c->text, s, &c->report->request,
                   s->groupings[w.grouping].by, ", ");
    return fair__cell_written(c);
}

static fair_status
cell_control(const fair__cell *c, const fair__answer *a)
{
    const fair__tuple t =
        fair__tuple_of_stratum(fair__report_snapshot(c->report),
                               fair__answer_whose(c->report, a).stratum);
    return fair__cell_tuple(c, &t);
}

static fair_status
cell_group(const fair__cell *c, const fair__answer *a)
{
    return put_group(c, a, fair__answer_group(c->report, a));
}

static fair_status
cell_reference(const fair__cell *c, const fair__answer *a)
{
    return put_group(c, a, fair__answer_reference(a));
}

static fair_status
cell_worse_off(const fair__cell *c, const fair__answer *a)
{
    return put_group(c, a, fair__answer_worse_off(a));
}

static fair_status
cell_group_key(const fair__cell *c, const fair__answer *a)
{
    return put_field(c, a, "group");
}

static fair_status
cell_control_key(const fair__cell *c, const fair__answer *a)
{
    return put_field(c, a, "control");
}

static fair_status
cell_reference_key(const fair__cell *c, const fair__answer *a)
{
    return put_field(c, a, "reference");
}

static fair_status
cell_limit(const fair__cell *c, const fair__answer *a)
{
    const double limit = fair__criterion_limit(
        fair__criterion_at(a->place.name), &c->report->request.rules);
    return limit != 0 ? fair__batch_put_real(c->column, limit, c->err)
                      : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_within_limit(const fair__cell *c, const fair__answer *a)
{
    return put_field(c, a, "within_limit");
}

/* Of a criterion of a report that has them. */
static const fair__p_values *
p_of(const fair__cell *c, const fair__answer *a)
{
    return fair__p_values_of(fair__report_snapshot(c->report),
                             a->place.grouping, a->place.name);
}

static fair_status
put_p(const fair__cell *c, double p)
{
    return isnan(p) ? fair__batch_put_null(c->column, c->err)
                    : fair__batch_put_real(c->column, p, c->err);
}

static fair_status
cell_p_no_disparity(const fair__cell *c, const fair__answer *a)
{
    return put_p(c, p_of(c, a)->no_disparity);
}

static fair_status
cell_p_reason(const fair__cell *c, const fair__answer *a)
{
    return fair__cell_string(c, fair__p_reason(p_of(c, a)));
}

static fair_status
cell_p_beyond(const fair__cell *c, const fair__answer *a)
{
    return put_p(c, p_of(c, a)->beyond);
}

static fair_status
cell_p_within(const fair__cell *c, const fair__answer *a)
{
    return put_p(c, p_of(c, a)->within);
}

static fair_status
cell_parameters(const fair__cell *c, const fair__answer *a)
{
    char text[FAIR__PARAMETERS];
    fair__answer_parameters(c->report, a->metric, text);
    return fair__cell_string(c, text[0] != '\0' ? text : NULL);
}

static fair_status
cell_undefined_groups(const fair__cell *c, const fair__answer *a)
{
    return put_field(c, a, "undefined_groups");
}

static fair_status
cell_left_out(const fair__cell *c, const fair__answer *a)
{
    return put_field(c, a, "left_out");
}

static fair_status
cell_metric(const fair__cell *c, const fair__answer *a)
{
    return fair__cell_string(c, a->metric->name);
}

static fair_status
cell_comparison(const fair__cell *c, const fair__answer *a)
{
    return fair__cell_string(c, fair__comparison_at(a->place.comparison)->name);
}

static fair_status
cell_criterion(const fair__cell *c, const fair__answer *a)
{
    return fair__cell_string(c, fair__criterion_at(a->place.name)->name);
}

static fair_status
cell_value(const fair__cell *c, const fair__answer *a)
{
    return a->reason == FAIR_DEFINED
               ? fair__batch_put_real(c->column, fair__wide_double(&a->value),
                                      c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_reason(const fair__cell *c, const fair__answer *a)
{
    return fair__cell_string(c, fair_reason_name(a->reason));
}

static fair_status
cell_method(const fair__cell *c, const fair__answer *a)
{
    return fair__cell_string(c, fair_method_name(a->method));
}

static fair_status
put_limit(const fair__cell *c, const fair__answer *a, double limit)
{
    return a->method != FAIR_METHOD_NONE
               ? fair__batch_put_real(c->column, limit, c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_lower(const fair__cell *c, const fair__answer *a)
{
    return put_limit(c, a, a->lower);
}

static fair_status
cell_upper(const fair__cell *c, const fair__answer *a)
{
    return put_limit(c, a, a->upper);
}

/* Evidence: null where the metric needs what was not given. */
static fair_status
put_evidence(const fair__cell *c, const fair__answer *a, double x)
{
    return a->reason != FAIR_REASON_NOT_APPLICABLE
               ? fair__batch_put_real(c->column, x, c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_numerator(const fair__cell *c, const fair__answer *a)
{
    return put_evidence(c, a, fair__wide_double(&a->result.numerator));
}

static fair_status
cell_denominator(const fair__cell *c, const fair__answer *a)
{
    return put_evidence(c, a, fair__wide_double(&a->result.denominator));
}

static fair_status
cell_sum_weights(const fair__cell *c, const fair__answer *a)
{
    return put_evidence(c, a, fair__wide_double(&a->result.sum_weights));
}

static fair_status
cell_effective_n(const fair__cell *c, const fair__answer *a)
{
    return put_evidence(c, a, a->result.effective_n);
}

static fair_status
cell_n(const fair__cell *c, const fair__answer *a)
{
    return a->reason != FAIR_REASON_NOT_APPLICABLE
               ? fair__batch_put_count(c->column, a->result.n, c->err)
               : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_groups_compared(const fair__cell *c, const fair__answer *a)
{
    return fair__batch_put_count(c->column, a->finding.groups_compared,
                                 c->err);
}

/* ---- tables of values ---- */

/* Texts within the row: a pointer would cost 32 bytes, with what the loader
 * needs to fill it in. */
typedef struct value_column {
    char name[20]; /* "" after the last */
    char format[4];
    fair_status (*put)(const fair__cell *c, const fair__answer *a);
} value_column;

#define TEXT(name) {#name, FAIR__BATCH_TEXT, cell_##name}
#define REAL(name) {#name, FAIR__BATCH_REAL, cell_##name}
#define COUNT(name) {#name, FAIR__BATCH_COUNT, cell_##name}
#define END {"", "", NULL}

static const value_column group_columns[] = {
    TEXT(by),         TEXT(control),     TEXT(group),       TEXT(group_key),
    TEXT(control_key), TEXT(metric),     REAL(value),       TEXT(reason),
    REAL(numerator),  REAL(denominator), COUNT(n),          REAL(sum_weights),
    REAL(effective_n), REAL(lower),      REAL(upper),       TEXT(method),
    TEXT(parameters), END,
};

#define FOUND                                                                 \
    REAL(value), TEXT(reason), REAL(lower), REAL(upper), TEXT(method),        \
        TEXT(group), TEXT(reference), TEXT(worse_off), TEXT(group_key),       \
        TEXT(reference_key), TEXT(control_key), COUNT(groups_compared),       \
        TEXT(undefined_groups), TEXT(left_out), TEXT(parameters)

static const value_column comparison_columns[] = {
    TEXT(by), TEXT(control), TEXT(metric), TEXT(comparison), FOUND, END};

#define CRITERION                                                             \
    TEXT(by), TEXT(control), TEXT(criterion), TEXT(metric), FOUND,            \
        REAL(limit), TEXT(within_limit)

static const value_column criterion_columns[] = {CRITERION, END};

/* Of reports with p-values. */
static const value_column tested_columns[] = {
    CRITERION, REAL(p_no_disparity), TEXT(p_reason), REAL(p_beyond),
    REAL(p_within), END};

static fair_status
fill_row(const fair_report *report, const value_column *columns,
         const fair__answer *a, fair__batch *batch, fair__text *text,
         fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t k = 0; columns[k].put != NULL && st == FAIR_OK; k++) {
        const fair__cell c = {report, batch->columns[k], text, err};
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
    for (size_t k = 0; columns[k].put != NULL && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, columns[k].name,
                                    columns[k].format, err);
    fair__walk_all(&walk, report, table);
    while (st == FAIR_OK && fair__walk_next(&walk, &a))
        st = fill_row(report, columns, &a, batch, text, err);
    return st;
}

fair_status
fair__export_groups(const fair_report *report, fair__batch *batch,
                    fair__text *text, fair_error *err)
{
    return fill_values(report, "groups", group_columns, batch, text, err);
}

fair_status
fair__export_comparisons(const fair_report *report, fair__batch *batch,
                         fair__text *text, fair_error *err)
{
    return fill_values(report, "comparisons", comparison_columns, batch, text,
                       err);
}

fair_status
fair__export_criteria(const fair_report *report, fair__batch *batch,
                      fair__text *text, fair_error *err)
{
    return fill_values(report, "criteria",
                       report->request.p_values ? tested_columns
                                                : criterion_columns,
                       batch, text, err);
}
