/* SPDX-License-Identifier: MIT
 * Tables of curves on their way out: a stream of batches, or one batch. */
#include <stdint.h>
#include <string.h>

#include "audit/curve_options.h"
#include "audit/lookup.h"
#include "audit/names.h"
#include "base/error.h"

static fair_status
find_table(const char *name, const fair__curve_table **out, fair_error *err)
{
    fair__names list = {0};
    *out = fair__curve_table_find(name);
    if (*out != NULL) return FAIR_OK;
    for (size_t i = 0; i < fair__curve_table_count(); i++)
        fair__names_add(&list, fair__curve_table_at(i)->name);
    return fair__names_unknown(err, "table", "curve", name, &list);
}

static fair_status
check_given(const fair_report *report, const fair__curve_table *table,
            fair_error *err)
{
    const uint32_t given = fair__report_snapshot(report)->given;
    const uint32_t lacks = table->needs & ~given;
    if (lacks == 0) return FAIR_OK;
    return fair__fail_at(
        err, FAIR_ERR_ARGUMENT, "table", -1, 0,
        (lacks & FAIR__GIVEN_SCORES) != 0
            ? "%s needs scores: give y_score, and audit with scores kept"
            : "%s needs labels: give y_true",
        table->name);
}

/* ---- a stream ---- */

typedef struct curve_stream {
    fair__batch_maker maker; /* first */
    fair_allocator mem;
    fair__curve_rows rows;
    size_t n_quantiles;
    double *quantiles;
} curve_stream;

static void
stream_free(fair__batch_maker *maker)
{
    curve_stream *s = (curve_stream *)(void *)maker;
    const fair_allocator mem = s->mem;
    fair__curve_rows_free(&s->rows);
    fair__free(&mem, s->quantiles, s->n_quantiles, sizeof(*s->quantiles));
    fair__free(&mem, s, 1, sizeof(*s));
}

static fair_status
stream_next(fair__batch_maker *maker, fair__batch **out)
{
    curve_stream *s = (curve_stream *)(void *)maker;
    return fair__curve_rows_batch(&s->rows, s->rows.options.batch_rows, out,
                                  NULL);
}

static fair_status
stream_new(const fair_report *report, const fair__curve_table *table,
           const fair_curve_options *options, size_t first, size_t end,
           curve_stream **out, fair_error *err)
{
    const size_t n = options->n_quantiles;
    curve_stream *s = fair__calloc(&report->mem, 1, sizeof(*s));
    if (s == NULL) return fair__no_memory(err);
    s->mem = report->mem;
    s->maker = (fair__batch_maker){stream_next, stream_free};
    fair__curve_rows_begin(&s->rows, report, table, options, first, end);
    s->quantiles = fair__alloc(&s->mem, n, sizeof(*s->quantiles));
    if (s->quantiles == NULL) {
        stream_free(&s->maker);
        return fair__no_memory(err);
    }
    s->n_quantiles = n;
    memcpy(s->quantiles, options->quantiles, n * sizeof(*s->quantiles));
    s->rows.options.quantiles = s->quantiles;
    *out = s;
    return FAIR_OK;
}

fair_status
fair__report_curve(const fair_report *report, const char *table,
                   const fair_selector *selector,
                   const fair_curve_options *given,
                   struct ArrowArrayStream *out, fair_error *err)
{
    const fair__curve_table *found = NULL;
    fair_curve_options options;
    size_t first = 0, end = fair__report_snapshot(report)->n_counts;
    curve_stream *stream = NULL;
    fair__batch *batch = NULL;
    fair_status st = find_table(table, &found, err);
    if (st == FAIR_OK)
        st = fair__curve_options_read(given, found, &options, err);
    if (st == FAIR_OK) st = check_given(report, found, err);
    if (st == FAIR_OK && selector != NULL)
        st = fair__lookup_counts(report, selector, &first, &end, err);
    if (st == FAIR_OK)
        st = stream_new(report, found, &options, first, end, &stream, err);
    if (st != FAIR_OK) return st;

    st = fair__curve_rows_batch(&stream->rows, options.batch_rows, &batch,
                                err);
    if (st != FAIR_OK) {
        stream_free(&stream->maker);
        return st;
    }
    st = fair__batch_stream(batch, &stream->maker, out, err);
    if (st == FAIR_OK) return FAIR_OK;
    fair__batch_free(batch);
    stream_free(&stream->maker);
    return st;
}

/* ---- one batch ---- */

fair_status
fair__export_curve(const fair_report *report, const fair__curve_table *table,
                   fair__batch **out, fair_error *err)
{
    fair_curve_options options;
    fair__curve_rows rows;
    fair_status st = fair__curve_options_read(NULL, table, &options, err);
    if (st == FAIR_OK) st = check_given(report, table, err);
    if (st != FAIR_OK) return st;
    fair__curve_rows_begin(&rows, report, table, &options, 0,
                           fair__report_snapshot(report)->n_counts);
    st = fair__curve_rows_batch(&rows, UINT64_MAX, out, err);
    fair__curve_rows_free(&rows);
    return st;
}
