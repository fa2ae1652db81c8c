/* SPDX-License-Identifier: MIT
 * Tables of a report as Arrow streams (columns: docs/reference/tables.md);
 * those of values are in export_values.c. */
#include "audit/export.h"

#include <string.h>

#include "audit/curve.h"
#include "audit/names.h"
#include "audit/shown.h"
#include "audit/warnings.h"
#include "base/error.h"

/* ---- warnings and rows ---- */

/* by, metric, expected, observed, groups_compared from column `first` on:
 * null where a warning has no numbers. */
static fair_status
put_numbers(const fair_report *report, const fair__warning *w,
            const fair__warning_numbers *numbers,
            fair__batch_column *const *columns, fair__text *text,
            fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair_status st = FAIR_OK;
    if (!numbers->there) {
        for (size_t k = 0; k < 5 && st == FAIR_OK; k++)
            st = fair__batch_put_null(columns[k], err);
        return st;
    }
    fair__text_clear(text);
    const fair__cell by = {report, columns[0], text, err};
    const fair__cell metric = {report, columns[1], text, err};
    fair__label_by(text, s, &report->request, s->groupings[w->grouping].by,
                   ", ");
    st = fair__cell_written(&by);
    if (st == FAIR_OK)
        st = fair__cell_string(&metric, numbers->chance.metric->name);
    if (st == FAIR_OK)
        st = fair__batch_put_real(columns[2], numbers->expected, err);
    if (st == FAIR_OK)
        st = fair__batch_put_real(columns[3], numbers->chance.observed, err);
    if (st == FAIR_OK)
        st = fair__batch_put_count(columns[4], numbers->chance.groups, err);
    return st;
}

static fair_status
put_warning(const fair_report *report, const fair__warning *w,
            fair__batch_column *const *columns, fair__text *text,
            fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__tuple group = fair__warning_group(s, &report->request, w);
    fair__cell c = {report, columns[0], text, err};
    fair__warning_numbers numbers;
    fair_status st =
        fair__warning_numbers_of(s, &report->request, w, &numbers, err);
    if (st == FAIR_OK) st = fair__cell_string(&c, fair__warning_code(w));
    if (st != FAIR_OK) return st;
    fair__text_clear(text);
    fair__warning_message(text, s, &report->request, w, &numbers);
    c.column = columns[1];
    if (st == FAIR_OK) st = fair__cell_written(&c);
    fair__text_clear(text);
    c.column = columns[2];
    if (st == FAIR_OK) st = fair__cell_tuple(&c, &group);
    fair__text_clear(text);
    c.column = columns[3];
    if (st == FAIR_OK) st = fair__cell_key(&c, &group);
    if (st == FAIR_OK)
        st = put_numbers(report, w, &numbers, columns + 4, text, err);
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
    {"groups", fair__export_groups},
    {"comparisons", fair__export_comparisons},
    {"criteria", fair__export_criteria},
    {"score_pairs", fair__export_pairs},
    {"warnings", fill_warnings},
    {"rows", fill_rows},
    {"reliability", fair__export_reliability},
};
#define N_TABLES (sizeof(tables) / sizeof(*tables))

static fair_status
fill_table(const fair_report *report, const struct export_table *table,
           fair__batch **out, fair_error *err)
{
    fair__batch *batch;
    fair__text text;
    fair_status st = fair__batch_new(&report->mem, &batch, err);
    if (st != FAIR_OK) return st;
    fair__text_init(&text, &report->mem);
    st = table->fill(report, batch, &text, err);
    fair__text_free(&text);
    if (st == FAIR_OK)
        *out = batch;
    else
        fair__batch_free(batch);
    return st;
}

fair_status
fair__report_stream(const fair_report *report, const char *table,
                    struct ArrowArrayStream *out, fair_error *err)
{
    fair__names list = {0};
    const struct export_table *found = NULL;
    const fair__curve_table *curve = fair__curve_table_find(table);
    fair__batch *batch;
    for (size_t i = 0; i < N_TABLES; i++) {
        fair__names_add(&list, tables[i].name);
        if (strcmp(table, tables[i].name) == 0) found = &tables[i];
    }
    for (size_t i = 0; i < fair__curve_table_count(); i++)
        fair__names_add(&list, fair__curve_table_at(i)->name);
    if (found == NULL && curve == NULL)
        return fair__names_unknown(err, "table", "table", table, &list);

    fair_status st = curve != NULL
                         ? fair__export_curve(report, curve, &batch, err)
                         : fill_table(report, found, &batch, err);
    if (st != FAIR_OK) return st;
    st = fair__batch_stream(batch, NULL, out, err);
    if (st != FAIR_OK) fair__batch_free(batch);
    return st;
}
