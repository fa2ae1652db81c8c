/* SPDX-License-Identifier: MIT
 * Adding to an audit: columns, an Arrow stream, an array; all rows or none. */
#include "column/arrow_abi.h"
#include "core.h"

/* add_columns(columns, sensitive, control, start, end): some of the rows. */
PyObject *
audit_add_columns(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    PyObject *columns = NULL;
    PyObject *sensitive = NULL;
    PyObject *control = NULL;
    long long start = 0;
    long long end = -1;
    if (!PyArg_ParseTuple(args, "O!O!O!|LL", &PyDict_Type, &columns,
                          &PyTuple_Type, &sensitive, &PyTuple_Type, &control,
                          &start, &end))
        return NULL;
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    size_t n = 0;
    fair_rows *rows = NULL;
    fair_error err = {0};
    fair_status status = FAIR_OK;
    int ready = batches_from(state, columns, sensitive, control, start, end,
                             &s, &n, &rows);
    /* the dict could be emptied by another thread meanwhile */
    PyObject *held = ready == 0 ? PyDict_Values(columns) : NULL;
    if (held != NULL && audit_enter(state, a) == 0) {
        audit_release_gil(a);
        status = fair_audit_add_batches(a->audit, rows, n, &err);
        audit_take_gil(a);
        audit_leave(a);
        if (status != FAIR_OK) raise_error(state, &err);
    }
    Py_XDECREF(held);
    scratch_close(&s);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

/* Reads a stream to its end; the audit is entered. */
static void
add_stream(const core_state *state, audit_object *a, rest *r)
{
    fair_error err = {0};
    struct ArrowArrayStream stream;
    rest_open(r, &stream);
    audit_release_gil(a);
    const fair_status status = fair_audit_add_stream(a->audit, &stream, &err);
    audit_take_gil(a);
    if (status == FAIR_OK) return;
    if (r->interrupted && !PyErr_Occurred())
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    raise_error(state, &err); /* keeps an exception that is set */
}

/* add_stream(capsule, progress=None): record batches, columns by name.
 * progress is called now and then with the rows so far. */
PyObject *
audit_add_stream(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    PyObject *capsule = NULL;
    PyObject *progress = Py_None;
    if (!PyArg_ParseTuple(args, "O|O", &capsule, &progress) ||
        audit_enter(state, a) < 0)
        return NULL;
    PyObject *feed = feed_from(state, capsule);
    if (feed != NULL) {
        rest r = {.feed = feed, .audit = a};
        if (progress != Py_None) a->progress = progress;
        add_stream(state, a, &r);
        a->progress = NULL;
        Py_DECREF(feed);
    }
    audit_leave(a);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

/* add_rest(feed, groups, first_row): groups of batches that the feed handed
 * out and what it has left, where rows are numbered from first_row on. */
PyObject *
audit_add_rest(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    PyObject *feed = NULL;
    PyObject *groups = NULL;
    unsigned long long first_row = 0;
    if (!PyArg_ParseTuple(args, "O!O!K", state->feed_type, &feed,
                          &PyTuple_Type, &groups, &first_row))
        return NULL;
    const size_t n = (size_t)PyTuple_Size(groups);
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    const batches_object **list = scratch_alloc(&s, n + 1, sizeof(*list));
    for (size_t i = 0; list != NULL && i < n; i++) {
        PyObject *group = PyTuple_GetItem(groups, (Py_ssize_t)i);
        list[i] = (const batches_object *)group;
        if (Py_TYPE(group) == state->batches_type) continue;
        PyErr_SetString(PyExc_TypeError, "expected Batches");
        list = NULL;
    }
    if (list != NULL && audit_enter(state, a) == 0) {
        rest r = {.feed = feed, .audit = a, .groups = list, .n_groups = n,
                  .rows = first_row};
        audit_watch(a, first_row);
        add_stream(state, a, &r);
        audit_watch(a, 0);
        audit_leave(a);
    }
    scratch_close(&s);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

/* A struct array, borrowed. */
static PyObject *
add_array(const core_state *state, audit_object *a,
          const struct ArrowSchema *schema, const struct ArrowArray *array)
{
    fair_error err = {0};
    if (audit_enter(state, a) < 0) return NULL;
    audit_release_gil(a);
    const fair_status status =
        fair_audit_add_arrow(a->audit, schema, array, &err);
    audit_take_gil(a);
    audit_leave(a);
    if (status != FAIR_OK) return raise_error(state, &err);
    Py_RETURN_NONE;
}

static void
release_nothing(struct ArrowArray *array)
{
    array->release = NULL;
}

/* add_batch(batches, i, start, end): some rows of batch i. */
PyObject *
audit_add_batch(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    PyObject *object = NULL;
    Py_ssize_t i = 0;
    long long start = 0;
    long long end = 0;
    if (!PyArg_ParseTuple(args, "O!nLL", state->batches_type, &object, &i,
                          &start, &end))
        return NULL;
    const batches_object *b = (const batches_object *)object;
    if (i < 0 || (size_t)i >= b->arrays.n || start < 0 || end < start) {
        PyErr_SetString(PyExc_IndexError, "no such rows");
        return NULL;
    }
    struct ArrowArray some = b->arrays.items[i]; /* children belong to the batch */
    some.release = release_nothing;
    if (some.length >= end && some.offset >= 0 &&
        some.offset <= INT64_MAX - some.length) {
        some.offset += start; /* else the core says what is wrong */
        some.length = end - start;
    }
    return add_array(state, (audit_object *)self, feed_schema(b->feed), &some);
}
