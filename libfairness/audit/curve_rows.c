/* SPDX-License-Identifier: MIT
 * A walk over the rows of a table of curves, batch by batch. */
#include <string.h>

#include "audit/curve_options.h"
#include "base/error.h"

/* ---- whose it is ---- */

static void
write_tuple(fair__text *label, fair__text *key, const fair__tuple *t)
{
    fair__json j;
    if (t->n == 0) return;
    fair__label_tuple(label, t, SIZE_MAX);
    fair__json_init(&j, key);
    j.compact = 1;
    fair__json_tuple(&j, t);
}

static fair_status
write_labels(fair__curve_rows *r, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(r->report);
    const fair__request *request = &r->report->request;
    fair__text *by = &r->labels[0], *control = &r->labels[1];
    fair__whose w = fair__whose_counts(s, r->index);
    fair__tuple stratum = fair__tuple_of_stratum(s, w.stratum);
    for (int k = 0; k < FAIR__CURVE_LABELS; k++)
        fair__text_clear(&r->labels[k]);
    write_tuple(control, &r->labels[4], &stratum);
    if (w.is_group) {
        const fair__tuple group =
            fair__tuple_of_group(s, request, w.grouping, w.group);
        fair__label_by(by, s, request, s->groupings[w.grouping].by, ", ");
        write_tuple(&r->labels[2], &r->labels[3], &group);
    }
    for (int k = 0; k < FAIR__CURVE_LABELS; k++)
        if (r->labels[k].status != FAIR_OK) return fair__no_memory(err);
    return FAIR_OK;
}

static fair_status
put_labels(const fair__curve_rows *r, fair__batch *batch, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (int k = 0; k < FAIR__CURVE_LABELS && st == FAIR_OK; k++) {
        const fair__text *t = &r->labels[k];
        st = t->length == 0
                 ? fair__batch_put_null(batch->columns[k], err)
                 : fair__batch_put_text(batch->columns[k], t->bytes,
                                        t->length, err);
    }
    return st;
}

/* ---- rows ---- */

void
fair__curve_rows_begin(fair__curve_rows *rows, const fair_report *report,
                       const fair__curve_table *table,
                       const fair_curve_options *options, size_t first,
                       size_t end)
{
    memset(rows, 0, sizeof(*rows));
    rows->report = report;
    rows->table = table;
    rows->options = *options;
    rows->bins = fair__curve_bins(report, options);
    rows->index = first;
    rows->end = end;
    for (int k = 0; k < FAIR__CURVE_LABELS; k++)
        fair__text_init(&rows->labels[k], &report->mem);
}

void
fair__curve_rows_free(fair__curve_rows *rows)
{
    fair__indexed_free(&rows->indexed, &rows->report->mem);
    for (int k = 0; k < FAIR__CURVE_LABELS; k++)
        fair__text_free(&rows->labels[k]);
}

/* One curve looks at all scores, each of several at those of its group. */
static fair_status
find_source(fair__curve_rows *r, fair_error *err)
{
    const fair__score_source *s = &fair__report_snapshot(r->report)->source;
    if (r->is_indexed || r->end - r->index < 2) return FAIR_OK;
    const fair_status st =
        fair__indexed_make(&r->report->mem, s, 1, &r->indexed, err);
    r->is_indexed = st == FAIR_OK;
    return st;
}

/* The cells first: only these know whether there is a row. */
static fair_status
put_row(fair__curve_rows *r, fair__batch *batch, int *any, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(r->report);
    fair__curve_cells cells = {batch->columns + FAIR__CURVE_LABELS, err,
                               FAIR_OK};
    for (; r->index < r->end; r->index++) {
        if (!r->is_open) {
            const fair_status st = write_labels(r, err);
            if (st != FAIR_OK) return st;
            fair__scored group = s->counts[r->index].scored;
            if (r->is_indexed) group.source = &r->indexed.source;
            r->table->begin(r, &group);
            r->is_open = 1;
        }
        *any = r->table->next(r, &cells);
        if (*any)
            return cells.status != FAIR_OK ? cells.status
                                           : put_labels(r, batch, err);
        r->is_open = 0;
    }
    *any = 0;
    return FAIR_OK;
}

static fair_status
add_columns(const fair__curve_table *table, fair__batch *batch,
            fair_error *err)
{
    static const char labels[FAIR__CURVE_LABELS][12] = {
        "by", "control", "group", "group_key", "control_key"};
    fair_status st = FAIR_OK;
    for (int k = 0; k < FAIR__CURVE_LABELS && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, labels[k], FAIR__BATCH_TEXT, err);
    for (int k = 0; table->columns[k].name[0] != '\0' && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, table->columns[k].name,
                                    table->columns[k].format, err);
    return st;
}

fair_status
fair__curve_rows_batch(fair__curve_rows *rows, uint64_t most,
                       fair__batch **out, fair_error *err)
{
    fair__batch *batch;
    int any = 1;
    fair_status st = fair__batch_new(&rows->report->mem, &batch, err);
    if (st != FAIR_OK) return st;
    st = add_columns(rows->table, batch, err);
    if (st == FAIR_OK) st = find_source(rows, err);
    for (uint64_t i = 0; i < most && any && st == FAIR_OK; i++)
        st = put_row(rows, batch, &any, err);
    if (st == FAIR_OK)
        *out = batch;
    else
        fair__batch_free(batch);
    return st;
}
