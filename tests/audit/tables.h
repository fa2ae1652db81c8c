/* SPDX-License-Identifier: MIT
 * Tables of a report that were read from Arrow streams. */
#ifndef FAIR_TESTS_TABLES_H
#define FAIR_TESTS_TABLES_H

#include "reports.h"

#include "column/arrow.h"

/* A table that was read: schema and the one batch. */
typedef struct batch {
    struct ArrowSchema schema;
    struct ArrowArray array;
} batch;

/* Reads the one batch of a stream, which is released. */
static inline batch
read_stream(struct ArrowArrayStream *stream)
{
    struct ArrowArray end;
    batch b;
    ck_assert_int_eq(stream->get_schema(stream, &b.schema), 0);
    ck_assert_int_eq(stream->get_next(stream, &b.array), 0);
    ck_assert_int_eq(stream->get_next(stream, &end), 0);
    ck_assert(end.release == NULL);
    ck_assert_ptr_nonnull(stream->get_last_error(stream));
    stream->release(stream);
    ck_assert(stream->release == NULL);
    ck_assert_str_eq(b.schema.format, "+s");
    ck_assert_int_eq(b.schema.n_children, b.array.n_children);
    for (int64_t i = 0; i < b.array.n_children; i++)
        ck_assert_int_eq(b.array.children[i]->length, b.array.length);
    return b;
}

static inline batch
read_table(const fair_report *report, const char *table)
{
    struct ArrowArrayStream stream;
    fair_error err = {0};
    ck_assert_msg(fair_report_stream(report, table, &stream, &err) == FAIR_OK,
                  "%s", err.message);
    return read_stream(&stream);
}

static inline void
release(batch *b)
{
    b->array.release(&b->array);
    b->schema.release(&b->schema);
    ck_assert(b->array.release == NULL && b->schema.release == NULL);
}

static inline const struct ArrowArray *
column(const batch *b, const char *name, const char *format)
{
    for (int64_t i = 0; i < b->schema.n_children; i++) {
        if (strcmp(b->schema.children[i]->name, name) != 0) continue;
        ck_assert_str_eq(b->schema.children[i]->format, format);
        ck_assert_int_eq(b->array.children[i]->n_buffers,
                         format[0] == 'U' ? 3 : 2);
        return b->array.children[i];
    }
    ck_abort_msg("no column %s", name);
    return NULL;
}

static inline int
is_null(const struct ArrowArray *a, int64_t row)
{
    const uint8_t *validity = a->buffers[0];
    return validity != NULL && (validity[row / 8] >> row % 8 & 1) == 0;
}

/* NUL-terminated, in a static buffer; NULL for null. */
static inline const char *
text(const batch *b, const char *name, int64_t row)
{
    static char out[512];
    const struct ArrowArray *a = column(b, name, "U");
    const int64_t *offsets = a->buffers[1];
    if (is_null(a, row)) return NULL;
    const size_t n = (size_t)(offsets[row + 1] - offsets[row]);
    ck_assert_uint_lt(n, sizeof(out));
    memcpy(out, (const char *)a->buffers[2] + offsets[row], n);
    out[n] = '\0';
    return out;
}

static inline double
real(const batch *b, const char *name, int64_t row)
{
    const struct ArrowArray *a = column(b, name, "g");
    ck_assert(!is_null(a, row));
    return ((const double *)a->buffers[1])[row];
}

static inline uint64_t
count(const batch *b, const char *name, int64_t row)
{
    const struct ArrowArray *a = column(b, name, "L");
    ck_assert(!is_null(a, row));
    return ((const uint64_t *)a->buffers[1])[row];
}

#endif
