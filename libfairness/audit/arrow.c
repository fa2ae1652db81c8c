/* SPDX-License-Identifier: MIT
 * Adding Arrow record batches, one or a stream of them. */
#include <string.h>

#include "audit/body.h"
#include "base/error.h"
#include "column/arrow.h"

#define MAX_COLUMNS (FAIR__N_ROLES + FAIR__MAX_FEATURES)

/* Which child is which column; -1: not read. */
typedef struct layout {
    int64_t child[MAX_COLUMNS];
    int n;
} layout;

/* One record batch as columns. */
typedef struct batch {
    fair_rows rows;
    fair_column pairs[MAX_COLUMNS][2]; /* the second is a dictionary */
    fair_column features[FAIR__MAX_FEATURES];
} batch;

static const char *
column_name(const fair__tally *t, int column)
{
    return column < FAIR__N_ROLES ? t->spec.columns[column]
                                  : t->spec.features[column - FAIR__N_ROLES];
}

static fair_status
find_columns(const fair__tally *t, const struct ArrowSchema *schema,
             layout *out, fair_error *err)
{
    out->n = FAIR__N_ROLES + (int)(t->spec.n_sensitive + t->spec.n_control);
    for (int column = 0; column < out->n; column++) {
        const char *name = column_name(t, column);
        out->child[column] = -1;
        if (name == NULL) continue;
        const fair_status st =
            fair__arrow_find(schema, name, &out->child[column], err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

static fair_status
view_batch(const fair__tally *t, const struct ArrowSchema *schema,
           const struct ArrowArray *array, const layout *where, batch *out,
           fair_error *err)
{
    memset(out, 0, sizeof(*out));
    if (array->length < 0)
        return fair__fail(err, FAIR_ERR_DATA,
                          "the record batch has a negative length, %d",
                          array->length);
    for (int column = 0; column < where->n; column++) {
        if (where->child[column] < 0) continue;
        const fair_status st =
            fair__arrow_child(schema, array, where->child[column],
                              column_name(t, column), out->pairs[column], err);
        if (st != FAIR_OK) return st;
    }
    fair_column *const roles[FAIR__N_ROLES] = {
        &out->rows.y_true,        &out->rows.y_pred,
        &out->rows.y_score,       &out->rows.y_pred_baseline,
        &out->rows.sample_weight, &out->rows.frequency,
    };
    for (int role = 0; role < FAIR__N_ROLES; role++)
        *roles[role] = out->pairs[role][0];
    for (int i = 0; FAIR__N_ROLES + i < where->n; i++)
        out->features[i] = out->pairs[FAIR__N_ROLES + i][0];
    out->rows.size = sizeof(out->rows);
    out->rows.n = (size_t)array->length;
    out->rows.sensitive = out->features;
    out->rows.control = out->features + t->spec.n_sensitive;
    return FAIR_OK;
}

static fair_status
add_batch(fair__tally *t, const struct ArrowSchema *schema,
          const struct ArrowArray *array, const layout *where,
          uint64_t first_row, fair_error *err)
{
    batch b;
    const fair_status st = view_batch(t, schema, array, where, &b, err);
    return st == FAIR_OK ? fair__tally_add(t, &b.rows, first_row, err) : st;
}

fair_status
fair__audit_add_arrow(fair__tally *t, const struct ArrowSchema *schema,
                      const struct ArrowArray *array, fair_error *err)
{
    if (schema->release == NULL || array->release == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT, "the %s was released",
                          schema->release == NULL ? "schema" : "array");
    layout where;
    fair__tally_begin(t);
    fair_status st = find_columns(t, schema, &where, err);
    if (st == FAIR_OK)
        st = add_batch(t, schema, array, &where, t->watch.first_row, err);
    return fair__audit_end(t, st, err);
}

/* ---- streams ---- */

static fair_status
stream_failed(struct ArrowArrayStream *stream, const char *step, int code,
              fair_error *err)
{
    const char *message = stream->get_last_error != NULL
                              ? stream->get_last_error(stream)
                              : NULL;
    if (message == NULL || message[0] == '\0')
        return fair__fail(err, FAIR_ERR_STREAM,
                          "the stream failed at %s with error %d and no "
                          "message",
                          step, (int64_t)code);
    return fair__fail(err, FAIR_ERR_STREAM,
                      "the stream failed at %s with error %d: %s", step,
                      (int64_t)code, message);
}

/* *out is released by the caller; out->release is NULL at the end. */
static fair_status
next_batch(struct ArrowArrayStream *stream, struct ArrowArray *out,
           fair_error *err)
{
    memset(out, 0, sizeof(*out));
    const int code = stream->get_next(stream, out);
    if (code == 0) return FAIR_OK;
    out->release = NULL; /* a failed call hands out nothing */
    return stream_failed(stream, "get_next", code, err);
}

/* A batch failed: the rest of the stream is read to count such rows. */
static fair_status
count_rest(fair__tally *t, struct ArrowArrayStream *stream,
           const struct ArrowSchema *schema, const layout *where,
           uint64_t row, fair_status failed, fair_error *err)
{
    if (err == NULL || err->count == 0) return failed; /* no bad rows */
    for (;;) {
        struct ArrowArray array;
        batch b;
        if (next_batch(stream, &array, NULL) != FAIR_OK) return failed;
        if (array.release == NULL) return failed;
        fair_status st = view_batch(t, schema, &array, where, &b, NULL);
        const int readable = st == FAIR_OK;
        if (readable) st = fair__tally_count_defects(t, &b.rows, row, err);
        row += b.rows.n;
        array.release(&array);
        if (!readable) return failed;
        if (st != FAIR_OK) return st;
    }
}

static fair_status
add_all(fair__tally *t, struct ArrowArrayStream *stream,
        const struct ArrowSchema *schema, fair_error *err)
{
    layout where;
    uint64_t row = t->watch.first_row;
    fair_status st = find_columns(t, schema, &where, err);
    while (st == FAIR_OK) {
        struct ArrowArray array;
        st = next_batch(stream, &array, err);
        if (st != FAIR_OK || array.release == NULL) return st;
        st = add_batch(t, schema, &array, &where, row, err);
        row += array.length > 0 ? (uint64_t)array.length : 0;
        if (st != FAIR_OK) /* which shows a value of this batch */
            st = count_rest(t, stream, schema, &where, row, st, err);
        array.release(&array);
    }
    return st;
}

fair_status
fair__audit_add_stream(fair__tally *t, struct ArrowArrayStream *stream,
                       fair_error *err)
{
    if (stream->release == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT, "the stream was released");
    if (stream->get_schema == NULL || stream->get_next == NULL)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "the stream lacks get_schema or get_next");
    struct ArrowSchema schema;
    memset(&schema, 0, sizeof(schema));
    const int code = stream->get_schema(stream, &schema);
    if (code != 0) return stream_failed(stream, "get_schema", code, err);
    if (schema.release == NULL)
        return fair__fail(err, FAIR_ERR_STREAM,
                          "the stream handed out no schema");
    fair__tally_begin(t);
    const fair_status st =
        fair__audit_end(t, add_all(t, stream, &schema, err), err);
    schema.release(&schema);
    return st;
}
