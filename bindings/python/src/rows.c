/* SPDX-License-Identifier: MIT
 * Columns whose chunks end in different rows, cut into common batches. */
#include "core.h"

#include <stddef.h>

static const struct {
    const char *name;
    size_t at;
} roles[] = {
    {"y_true", offsetof(fair_rows, y_true)},
    {"y_pred", offsetof(fair_rows, y_pred)},
    {"y_score", offsetof(fair_rows, y_score)},
    {"y_pred_baseline", offsetof(fair_rows, y_pred_baseline)},
    {"sample_weight", offsetof(fair_rows, sample_weight)},
    {"frequency", offsetof(fair_rows, frequency)},
};
#define N_ROLES (sizeof(roles) / sizeof(roles[0]))

/* Where the reading of a column stands. */
typedef struct cursor {
    const column_object *column;
    const char *name;
    size_t chunk;
    int64_t at;  /* within the chunk */
    int32_t role; /* index in roles; -1: a feature, in the order of features */
} cursor;

/* Steps over chunks that are used up; 0 at the end. */
static int
cursor_settle(cursor *c)
{
    while (c->chunk < c->column->n_chunks &&
           c->at == c->column->chunks[c->chunk].view[0].length) {
        c->chunk++;
        c->at = 0;
    }
    return c->chunk < c->column->n_chunks;
}

static void
cursor_skip(cursor *c, int64_t rows)
{
    while (c->chunk < c->column->n_chunks) {
        const int64_t length = c->column->chunks[c->chunk].view[0].length;
        if (rows < length) break;
        rows -= length;
        c->chunk++;
    }
    c->at = rows;
}

static int64_t
cursor_left(const cursor *c)
{
    return c->column->chunks[c->chunk].view[0].length - c->at;
}

static fair_column
cursor_take(cursor *c, int64_t n)
{
    fair_column view = c->column->chunks[c->chunk].view[0];
    view.offset += c->at;
    view.length = n;
    c->at += n;
    return view;
}

static int
cursor_open(const core_state *state, cursor *c, PyObject *column,
            const char *name, int32_t role)
{
    if (Py_TYPE(column) != state->column_type) {
        PyErr_Format(PyExc_TypeError, "%s: expected a Column", name);
        return -1;
    }
    *c = (cursor){(const column_object *)column, name, 0, 0, role};
    return 0;
}

static int
check_lengths(const core_state *state, const cursor *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (all[i].column->length == all[0].column->length) continue;
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", all[i].name, -1,
                 PyUnicode_FromFormat(
                     "%s has %lld rows, %s has %lld: columns must be of the "
                     "same length", all[i].name,
                     (long long)all[i].column->length, all[0].name,
                     (long long)all[0].column->length));
        return -1;
    }
    return 0;
}

static int
cursors_open(const core_state *state, PyObject *columns, PyObject *sensitive,
             PyObject *control, cursor *all, size_t *n)
{
    *n = 0;
    for (size_t r = 0; r < N_ROLES; r++) {
        PyObject *column = NULL;
        if (dict_find(columns, roles[r].name, &column) < 0) return -1;
        if (column == NULL) continue;
        if (cursor_open(state, &all[(*n)++], column, roles[r].name,
                        (int32_t)r) < 0)
            return -1;
    }
    PyObject *const lists[] = {sensitive, control};
    static const char *const names[] = {"sensitive_features",
                                        "control_features"};
    for (size_t l = 0; l < 2; l++)
        for (Py_ssize_t i = 0; i < PyTuple_Size(lists[l]); i++)
            if (cursor_open(state, &all[(*n)++],
                            PyTuple_GetItem(lists[l], i), names[l], -1) < 0)
                return -1;
    return check_lengths(state, all, *n);
}

int
batches_from(const core_state *state, PyObject *columns, PyObject *sensitive,
             PyObject *control, int64_t start, int64_t end, scratch *s,
             size_t *n, fair_rows **out)
{
    const size_t n_sensitive = (size_t)PyTuple_Size(sensitive);
    const size_t n_features = n_sensitive + (size_t)PyTuple_Size(control);
    const size_t n_columns = N_ROLES + n_features;
    cursor *all = scratch_alloc(s, n_columns, sizeof(*all));
    size_t used = 0;
    if (all == NULL ||
        cursors_open(state, columns, sensitive, control, all, &used) < 0)
        return -1;
    size_t most = 0; /* every batch ends where some chunk ends */
    for (size_t i = 0; i < used; i++) most += all[i].column->n_chunks;
    fair_rows *rows = scratch_alloc(s, most + 1, sizeof(*rows));
    fair_column *features =
        scratch_alloc(s, (most + 1) * n_features + 1, sizeof(*features));
    if (rows == NULL || features == NULL) return -1;
    *n = 0;
    *out = rows;
    for (size_t i = 0; i < used; i++) cursor_skip(&all[i], start);
    int64_t length = 0;
    for (int64_t at = start; at != end; at += length, (*n)++) {
        length = end < 0 ? INT64_MAX : end - at;
        for (size_t i = 0; i < used; i++) {
            if (!cursor_settle(&all[i])) return 0;
            const int64_t left = cursor_left(&all[i]);
            if (left < length) length = left;
        }
        fair_rows *batch = &rows[*n];
        fair_column *feature = &features[*n * n_features];
        batch->size = sizeof(*batch);
        batch->n = (size_t)length;
        batch->sensitive = feature;
        batch->control = feature + n_sensitive;
        for (size_t i = 0; i < used; i++) {
            const fair_column view = cursor_take(&all[i], length);
            if (all[i].role < 0)
                *feature++ = view;
            else
                *(fair_column *)((char *)batch + roles[all[i].role].at) = view;
        }
    }
    return 0;
}
