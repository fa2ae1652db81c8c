/* SPDX-License-Identifier: MIT
 * Arrow streams in groups of batches, which several threads may read.
 *
 * A failure of the stream is kept, not raised: whoever reads the rest of the
 * feed gets it from there, in the core's words. */
#include "column/arrow_abi.h"
#include "core.h"

#include <errno.h>
#include <string.h>

#define OPEN 0
#define ENDED 1
#define FAILED 2

typedef struct feed_object {
    PyObject_HEAD
    struct ArrowArrayStream stream; /* or release is NULL: one array */
    struct ArrowArray array;        /* until it is handed out */
    struct ArrowSchema schema;
    int schema_code;
    int code; /* of the get_next that failed */
    int state;
} feed_object;

const struct ArrowSchema *
feed_schema(PyObject *feed)
{
    return &((feed_object *)feed)->schema;
}

static void
feed_dealloc(PyObject *self)
{
    feed_object *f = (feed_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    release_array(&f->array);
    release_schema(&f->schema);
    release_stream(&f->stream);
    PyObject_Free(self);
    Py_DECREF(type);
}

static int
take_stream(const core_state *state, feed_object *f, PyObject *capsule)
{
    if (stream_take(state, capsule, "data", &f->stream) < 0) return -1;
    int code = 0;
    Py_BEGIN_ALLOW_THREADS
    code = f->stream.get_schema(&f->stream, &f->schema);
    Py_END_ALLOW_THREADS
    f->schema_code = code;
    if (code == 0) return 0;
    f->schema.release = NULL; /* a failed call hands out nothing */
    f->state = FAILED;
    return 0;
}

/* Feed(what __arrow_c_stream__ or __arrow_c_array__ returned) */
PyObject *
feed_from(const core_state *state, PyObject *given)
{
    feed_object *f = PyObject_New(feed_object, state->feed_type);
    if (f == NULL) return NULL;
    memset((char *)f + sizeof(PyObject), 0, sizeof(*f) - sizeof(PyObject));
    const int taken =
        PyTuple_Check(given)
            ? array_take(state, given, "data", &f->schema, &f->array)
            : take_stream(state, f, given);
    if (taken < 0) Py_CLEAR(f);
    return (PyObject *)f;
}

static PyObject *
feed_make(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *given = NULL;
    if (kwargs != NULL && PyDict_Size(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Feed takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O", &given)) return NULL;
    return feed_from(PyType_GetModuleState(type), given);
}

/* The next array, or out->release is NULL; without the GIL. */
static int
feed_next(feed_object *f, struct ArrowArray *out)
{
    memset(out, 0, sizeof(*out));
    if (f->state == FAILED) return f->code;
    if (f->state == ENDED) return 0;
    if (f->stream.release == NULL) { /* the one array */
        *out = f->array;
        f->array.release = NULL;
        f->state = ENDED;
        return 0;
    }
    const int code = f->stream.get_next(&f->stream, out);
    if (code != 0) {
        out->release = NULL;
        f->code = code;
        f->state = FAILED;
    } else if (out->release == NULL) {
        f->state = ENDED;
    }
    return code;
}

/* pull(rows) -> Batches: whole batches of at least so many rows together,
 * fewer only at the end or where the stream failed. */
static PyObject *
feed_pull(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    feed_object *f = (feed_object *)self;
    long long rows = 0;
    if (!PyArg_ParseTuple(args, "L", &rows)) return NULL;
    batches_object *b = PyObject_New(batches_object, state->batches_type);
    if (b == NULL) return NULL;
    memset((char *)b + sizeof(PyObject), 0, sizeof(*b) - sizeof(PyObject));
    b->feed = Py_NewRef(self);
    while (f->state == OPEN && b->rows < rows) {
        struct ArrowArray *next = arrays_next(&b->arrays);
        if (next == NULL || PyErr_CheckSignals() < 0) {
            Py_DECREF(b);
            return NULL;
        }
        Py_BEGIN_ALLOW_THREADS
        (void)feed_next(f, next);
        Py_END_ALLOW_THREADS
        if (next->release == NULL) continue;
        b->arrays.n++;
        if (next->length > 0 && next->length < INT64_MAX - b->rows)
            b->rows += next->length;
    }
    return (PyObject *)b;
}

static PyObject *
feed_open(PyObject *self, void *ignored)
{
    (void)ignored;
    return PyBool_FromLong(((feed_object *)self)->state == OPEN);
}

static PyObject *
feed_failed(PyObject *self, void *ignored)
{
    (void)ignored;
    return PyBool_FromLong(((feed_object *)self)->state == FAILED);
}

static PyMethodDef feed_methods[] = {
    {"pull", feed_pull, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef feed_getters[] = {
    {"open", feed_open, NULL, NULL, NULL},
    {"failed", feed_failed, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static char feed_doc[] = "An Arrow stream that was taken over.";

static PyType_Slot feed_slots[] = {
    {Py_tp_new, feed_make},
    {Py_tp_dealloc, feed_dealloc},
    {Py_tp_methods, feed_methods},
    {Py_tp_getset, feed_getters},
    {Py_tp_doc, feed_doc},
    {0, NULL},
};

PyType_Spec feed_spec = {
    .name = "libfairness._core.Feed",
    .basicsize = sizeof(feed_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = feed_slots,
};

/* ---- a group of batches ---- */

static void
batches_dealloc(PyObject *self)
{
    batches_object *b = (batches_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    release_arrays(&b->arrays);
    Py_XDECREF(b->feed);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* lengths() -> list of the rows of each batch */
static PyObject *
batches_lengths(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    const batches_object *b = (const batches_object *)self;
    PyObject *list = PyList_New((Py_ssize_t)b->arrays.n);
    for (size_t i = 0; list != NULL && i < b->arrays.n; i++) {
        PyObject *length = PyLong_FromLongLong(b->arrays.items[i].length);
        if (length == NULL ||
            PyList_SetItem(list, (Py_ssize_t)i, length) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *
batches_rows(PyObject *self, void *ignored)
{
    (void)ignored;
    return PyLong_FromLongLong(((batches_object *)self)->rows);
}

static PyMethodDef batches_methods[] = {
    {"lengths", batches_lengths, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef batches_getters[] = {
    {"rows", batches_rows, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static char batches_doc[] = "Some batches of an Arrow stream.";

static PyType_Slot batches_slots[] = {
    {Py_tp_dealloc, batches_dealloc},
    {Py_tp_methods, batches_methods},
    {Py_tp_getset, batches_getters},
    {Py_tp_doc, batches_doc},
    {0, NULL},
};

PyType_Spec batches_spec = {
    .name = "libfairness._core.Batches",
    .basicsize = sizeof(batches_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = batches_slots,
};

/* ---- the rest, as a stream for the core ---- */

static void
keep_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void
keep_array(struct ArrowArray *array)
{
    array->release = NULL;
}

static void
keep_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

static int
rest_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const rest *r = stream->private_data;
    const feed_object *f = (const feed_object *)r->feed;
    if (f->schema_code != 0) return f->schema_code;
    *out = f->schema;
    if (out->release != NULL) out->release = keep_schema;
    return 0;
}

/* Called without the GIL.  groups is a tuple that the caller holds. */
static int
rest_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    rest *r = stream->private_data;
    if (audit_interrupted(r->audit, r->rows)) {
        r->interrupted = 1;
        return EINTR;
    }
    while (r->group < r->n_groups) {
        const batches_object *b = r->groups[r->group];
        if (r->batch == b->arrays.n) {
            r->group++;
            r->batch = 0;
            continue;
        }
        *out = b->arrays.items[r->batch++];
        out->release = keep_array;
        if (out->length > 0) r->rows += (uint64_t)out->length;
        return 0;
    }
    const int code = feed_next((feed_object *)r->feed, out);
    if (code == 0 && out->length > 0) r->rows += (uint64_t)out->length;
    return code;
}

/* Ctrl-C in a producer that is made of Python code (a generator behind a
 * pyarrow reader) arrives here as text, not as an exception. */
static const char *
rest_error(struct ArrowArrayStream *stream)
{
    rest *r = stream->private_data;
    feed_object *f = (feed_object *)r->feed;
    if (r->interrupted) return "interrupted";
    if (f->stream.release == NULL || f->stream.get_last_error == NULL)
        return NULL;
    const char *text = f->stream.get_last_error(&f->stream);
    if (text != NULL && strstr(text, "KeyboardInterrupt") != NULL)
        r->interrupted = 1;
    return text;
}

void
rest_open(rest *r, struct ArrowArrayStream *out)
{
    *out = (struct ArrowArrayStream){rest_schema, rest_next, rest_error,
                                     keep_stream, r};
}
