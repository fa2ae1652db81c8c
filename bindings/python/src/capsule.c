/* SPDX-License-Identifier: MIT
 * Columns from Arrow's PyCapsules: one column, or all of a frame's. */
#include "column/arrow_abi.h"
#include "core.h"

#include <string.h>

/* Schema and arrays that were taken over; released with the object. */
typedef struct source_object {
    PyObject_HEAD
    struct ArrowSchema schema;
    arrow_arrays arrays;
} source_object;

static source_object *
source_new(const core_state *state)
{
    source_object *s = PyObject_New(source_object, state->source_type);
    if (s == NULL) return NULL;
    memset((char *)s + sizeof(PyObject), 0, sizeof(*s) - sizeof(PyObject));
    return s;
}

static void
source_dealloc(PyObject *self)
{
    source_object *s = (source_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    release_arrays(&s->arrays);
    release_schema(&s->schema);
    PyObject_Free(self);
    Py_DECREF(type);
}

static char doc[] = "Arrow arrays that were taken over.";

static PyType_Slot slots[] = {
    {Py_tp_dealloc, source_dealloc},
    {Py_tp_doc, doc},
    {0, NULL},
};

PyType_Spec source_spec = {
    .name = "libfairness._core.Source",
    .basicsize = sizeof(source_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

static PyObject *
stream_failed(const core_state *state, struct ArrowArrayStream *stream,
              const char *name)
{
    if (PyErr_Occurred()) return NULL;
    const char *text = stream->get_last_error(stream);
    return raise_as(state, DATA_ERROR, "STREAM", name, -1,
                    PyUnicode_FromFormat("%s: the Arrow stream failed: %s",
                                         name, text == NULL ? "" : text));
}

/* Everything that a stream has; the stream is released. */
static source_object *
source_from_stream(const core_state *state, PyObject *capsule,
                   const char *name)
{
    struct ArrowArrayStream stream;
    if (stream_take(state, capsule, name, &stream) < 0) return NULL;
    source_object *s = source_new(state);
    if (s == NULL) goto done;
    int code = stream.get_schema(&stream, &s->schema);
    if (code != 0) memset(&s->schema, 0, sizeof(s->schema));
    while (code == 0) {
        struct ArrowArray *next = arrays_next(&s->arrays);
        if (next == NULL || PyErr_CheckSignals() < 0) break;
        Py_BEGIN_ALLOW_THREADS
        code = stream.get_next(&stream, next);
        Py_END_ALLOW_THREADS
        if (code != 0 || next->release == NULL) break;
        s->arrays.n++;
    }
    if (code != 0) stream_failed(state, &stream, name);
    if (PyErr_Occurred()) Py_CLEAR(s);
done:
    release_stream(&stream);
    return s;
}

static source_object *
source_from_array(const core_state *state, PyObject *pair, const char *name)
{
    source_object *s = source_new(state);
    if (s == NULL) return NULL;
    struct ArrowArray *to = arrays_next(&s->arrays);
    if (to == NULL || array_take(state, pair, name, &s->schema, to) < 0) {
        Py_DECREF(s);
        return NULL;
    }
    s->arrays.n = 1;
    return s;
}

static int
is_struct(const source_object *s)
{
    return s->schema.format != NULL && strcmp(s->schema.format, "+s") == 0;
}

/* Child i of every array, or with i < 0 the arrays themselves. */
static PyObject *
column_of(const core_state *state, source_object *s, int64_t i,
          const char *name)
{
    column_object *c = column_new(state, s->arrays.n);
    if (c == NULL) return NULL;
    c->owner = Py_NewRef((PyObject *)s);
    fair_error err = {0};
    for (size_t k = 0; k < s->arrays.n; k++) {
        const struct ArrowArray *array = &s->arrays.items[k];
        const struct ArrowSchema *schema = &s->schema;
        if (i >= 0) {
            if (array->n_children != schema->n_children ||
                array->null_count > 0) {
                raise_as(state, DATA_ERROR, "DATA", name, -1,
                         PyUnicode_FromFormat(
                             "%s: a record batch with missing rows, or that "
                             "does not match its schema", name));
                goto fail;
            }
            array = array->children[i];
            schema = schema->children[i];
        }
        fair_column *view = c->chunks[k].view;
        if (fair_column_from_arrow(schema, array, name, view, &err) !=
            FAIR_OK) {
            raise_error(state, &err);
            goto fail;
        }
        if (i >= 0) { /* the frame's own slice of its columns */
            const struct ArrowArray *root = &s->arrays.items[k];
            if (root->offset < 0 || root->length < 0 ||
                root->offset > view->length ||
                root->length > view->length - root->offset) {
                raise_as(state, DATA_ERROR, "DATA", name, -1,
                         PyUnicode_FromFormat("%s: the column is shorter "
                                              "than its record batch", name));
                goto fail;
            }
            view->offset += root->offset;
            view->length = root->length;
        }
        c->length += view->length;
    }
    return (PyObject *)c;
fail:
    Py_DECREF(c);
    return NULL;
}

/* The one column that there is, of a frame or of an array. */
static PyObject *
single(const core_state *state, source_object *s, const char *name)
{
    if (s == NULL) return NULL;
    PyObject *column = NULL;
    if (!is_struct(s))
        column = column_of(state, s, -1, name);
    else if (s->schema.n_children == 1)
        column = column_of(state, s, 0, name);
    else
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", name, -1,
                 PyUnicode_FromFormat("%s: expected one column, found a frame "
                                      "of %lld: pass one of them", name,
                                      (long long)s->schema.n_children));
    Py_DECREF(s);
    return column;
}

/* name -> Column of a frame, None for what is not wanted (a tuple of names;
 * NULL: all are): it may be of a type that nobody asked to read.  A Column of
 * what is no frame. */
static PyObject *
all(const core_state *state, source_object *s, const char *name,
    PyObject *wanted)
{
    if (s == NULL || !is_struct(s)) return single(state, s, name);
    PyObject *dict = PyDict_New();
    for (int64_t i = 0; dict != NULL && i < s->schema.n_children; i++) {
        const char *child = s->schema.children[i]->name;
        if (child == NULL) child = "";
        PyObject *column = NULL;
        PyObject *key = PyUnicode_FromString(child);
        const int want = key == NULL      ? -1
                         : wanted == NULL ? 1
                                          : PySequence_Contains(wanted, key);
        const int twice = want > 0 ? PyDict_Contains(dict, key) : 0;
        if (want == 0)
            column = Py_NewRef(Py_None);
        else if (twice > 0)
            raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", name, -1,
                     PyUnicode_FromFormat("%s: two columns have the name "
                                          "\"%s\": rename one", name, child));
        else if (want > 0 && twice == 0)
            column = column_of(state, s, i, child);
        if (column == NULL || PyDict_SetItem(dict, key, column) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(key);
        Py_XDECREF(column);
    }
    Py_DECREF(s);
    return dict;
}

/* column_from_stream(capsule, name): a Column; the capsule is used up. */
PyObject *
column_from_stream(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *capsule = NULL;
    const char *name = NULL;
    if (!PyArg_ParseTuple(args, "Os", &capsule, &name)) return NULL;
    return single(state, source_from_stream(state, capsule, name), name);
}

/* columns_from_stream(capsule, name[, wanted]): a dict, or a Column if it is
 * no frame. */
PyObject *
columns_from_stream(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *capsule = NULL;
    const char *name = NULL;
    PyObject *wanted = NULL;
    if (!PyArg_ParseTuple(args, "Os|O!", &capsule, &name, &PyTuple_Type,
                          &wanted))
        return NULL;
    return all(state, source_from_stream(state, capsule, name), name, wanted);
}

/* column_from_array((schema capsule, array capsule), name): a Column. */
PyObject *
column_from_array(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *pair = NULL;
    const char *name = NULL;
    if (!PyArg_ParseTuple(args, "Os", &pair, &name)) return NULL;
    return single(state, source_from_array(state, pair, name), name);
}

PyObject *
columns_from_array(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *pair = NULL;
    const char *name = NULL;
    PyObject *wanted = NULL;
    if (!PyArg_ParseTuple(args, "Os|O!", &pair, &name, &PyTuple_Type, &wanted))
        return NULL;
    return all(state, source_from_array(state, pair, name), name, wanted);
}
