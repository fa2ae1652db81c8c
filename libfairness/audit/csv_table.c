/* SPDX-License-Identifier: MIT
 * One table of a report as CSV, batch by batch. */
#include <math.h>
#include <string.h>

#include "audit/csv.h"
#include "audit/curve.h"
#include "base/csv.h"
#include "base/error.h"

/* ---- cells ---- */

static int
ends_with(const char *name, const char *end)
{
    const size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

/* Keys of groups, and lists of groups. */
static int
is_json(const char *name)
{
    return ends_with(name, "_key") || strcmp(name, "left_out") == 0 ||
           strcmp(name, "undefined_groups") == 0;
}

static void
write_number(fair__csv *csv, const char *format, const void *values,
             int64_t row, fair__text *digits)
{
    fair__text_clear(digits);
    if (strcmp(format, FAIR__BATCH_COUNT) == 0) {
        fair__text_u64(digits, ((const uint64_t *)values)[row]);
    } else {
        const double x = ((const double *)values)[row];
        if (isinf(x))
            fair__text_string(digits, x > 0 ? "inf" : "-inf");
        else
            fair__text_f64(digits, x);
    }
    if (digits->status != FAIR_OK) csv->out->status = digits->status;
    fair__csv_number(csv, digits->bytes, digits->length);
}

static void
write_cell(fair__csv *csv, const struct ArrowSchema *schema,
           const struct ArrowArray *array, int64_t row, fair__text *digits)
{
    const uint8_t *validity = array->buffers[0];
    if (validity != NULL && (validity[row / 8] >> row % 8 & 1) == 0) {
        fair__csv_number(csv, "", 0);
        return;
    }
    if (strcmp(schema->format, FAIR__BATCH_TEXT) != 0) {
        write_number(csv, schema->format, array->buffers[1], row, digits);
        return;
    }
    const int64_t *offsets = array->buffers[1];
    const char *text = (const char *)array->buffers[2] + offsets[row];
    const size_t n = (size_t)(offsets[row + 1] - offsets[row]);
    if (is_json(schema->name))
        fair__csv_json(csv, text, n);
    else
        fair__csv_text(csv, text, n);
}

/* ---- lines ---- */

static void
write_header(fair__csv *csv, const struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        const char *name = schema->children[i]->name;
        fair__csv_number(csv, name, strlen(name));
    }
    fair__csv_line_end(csv);
}

static void
write_batch(fair__csv *csv, const struct ArrowSchema *schema,
            const struct ArrowArray *batch, fair__text *digits)
{
    for (int64_t row = 0; row < batch->length; row++) {
        for (int64_t i = 0; i < batch->n_children; i++)
            write_cell(csv, schema->children[i], batch->children[i], row,
                       digits);
        fair__csv_line_end(csv);
    }
}

/* Our own streams fail for want of memory alone; schema is released. */
static fair_status
write_stream(fair__text *out, struct ArrowArrayStream *stream,
             const fair_allocator *mem)
{
    struct ArrowSchema schema;
    struct ArrowArray batch;
    fair__csv csv;
    fair__text digits;
    int code = stream->get_schema(stream, &schema);
    if (code != 0) return FAIR_ERR_MEMORY;
    fair__csv_init(&csv, out);
    fair__text_init(&digits, mem);
    write_header(&csv, &schema);
    while (out->status == FAIR_OK &&
           (code = stream->get_next(stream, &batch)) == 0 &&
           batch.release != NULL) {
        write_batch(&csv, &schema, &batch, &digits);
        batch.release(&batch);
    }
    fair__text_free(&digits);
    schema.release(&schema);
    return code == 0 ? FAIR_OK : FAIR_ERR_MEMORY;
}

fair_status
fair__write_csv_table(fair__text *out, const fair_report *report,
                      const char *table, fair_error *err)
{
    struct ArrowArrayStream stream;
    fair_status st =
        fair__curve_table_find(table) != NULL
            ? fair__report_curve(report, table, NULL, NULL, &stream, err)
            : fair__report_stream(report, table, &stream, err);
    if (st != FAIR_OK) return st;
    st = write_stream(out, &stream, &report->mem);
    stream.release(&stream);
    return st == FAIR_OK ? FAIR_OK : fair__no_memory(err);
}
