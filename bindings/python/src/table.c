/* SPDX-License-Identifier: MIT
 * A report's table as Python lists, for users without an Arrow library. */
#include "column/arrow_abi.h"
#include "core.h"

#include <string.h>

static int
is_valid(const fair_column *c, int64_t i)
{
    return c->validity == NULL || (c->validity[i / 8] >> (i % 8) & 1) != 0;
}

static PyObject *
text_at(const fair_column *c, int64_t i)
{
    const char *bytes = c->buffers[1];
    if (c->type == FAIR_TYPE_UTF8) {
        const int32_t *at = (const int32_t *)c->buffers[0] + i;
        return PyUnicode_DecodeUTF8(bytes + at[0], at[1] - at[0], "strict");
    }
    const int64_t *at = (const int64_t *)c->buffers[0] + i;
    return PyUnicode_DecodeUTF8(bytes + at[0], at[1] - at[0], "strict");
}

/* The types that tables have; NULL with an exception for others. */
static PyObject *
value_at(const fair_column *c, int64_t row)
{
    const int64_t i = c->offset + row;
    if (c->type == FAIR_TYPE_NULL || !is_valid(c, i)) Py_RETURN_NONE;
    const void *at = c->buffers[0];
    switch (c->type) {
    case FAIR_TYPE_BOOL1:
        return PyBool_FromLong(((const uint8_t *)at)[i / 8] >> (i % 8) & 1);
    case FAIR_TYPE_INT8:
        return PyLong_FromLong(((const int8_t *)at)[i]);
    case FAIR_TYPE_INT32:
        return PyLong_FromLong(((const int32_t *)at)[i]);
    case FAIR_TYPE_INT64:
        return PyLong_FromLongLong(((const int64_t *)at)[i]);
    case FAIR_TYPE_UINT32:
        return PyLong_FromUnsignedLong(((const uint32_t *)at)[i]);
    case FAIR_TYPE_UINT64:
        return PyLong_FromUnsignedLongLong(((const uint64_t *)at)[i]);
    case FAIR_TYPE_FLOAT64:
        return PyFloat_FromDouble(((const double *)at)[i]);
    case FAIR_TYPE_UTF8:
    case FAIR_TYPE_LARGE_UTF8:
        return text_at(c, i);
    default: /* the core's tables have no other: a bug of ours */
        PyErr_Format(PyExc_SystemError, "a table has a column of type %d",
                     c->type);
        return NULL;
    }
}

/* Appends a column's values to a list. */
static int
append_column(const core_state *state, const struct ArrowSchema *schema,
              const struct ArrowArray *array, PyObject *list)
{
    fair_column view[2];
    fair_error err = {0};
    if (fair_column_from_arrow(schema, array, NULL, view, &err) != FAIR_OK) {
        raise_error(state, &err);
        return -1;
    }
    for (int64_t i = 0; i < view[0].length; i++) {
        PyObject *value = value_at(&view[0], i);
        const int status = value == NULL ? -1 : PyList_Append(list, value);
        Py_XDECREF(value);
        if (status < 0) return -1;
    }
    return 0;
}

static int
append_batch(const core_state *state, const struct ArrowSchema *schema,
             const struct ArrowArray *array, PyObject *dict)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        PyObject *list = NULL;
        if (dict_find(dict, schema->children[i]->name, &list) < 0) return -1;
        if (list == NULL || append_column(state, schema->children[i],
                                          array->children[i], list) < 0)
            return -1;
    }
    return 0;
}

static PyObject *
empty_lists(const struct ArrowSchema *schema)
{
    PyObject *dict = PyDict_New();
    for (int64_t i = 0; dict != NULL && i < schema->n_children; i++) {
        PyObject *list = PyList_New(0);
        if (list == NULL ||
            PyDict_SetItemString(dict, schema->children[i]->name, list) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(list);
    }
    return dict;
}

/* lists(capsule): a dict name -> list of values. */
PyObject *
table_lists(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *capsule = NULL;
    struct ArrowArrayStream stream;
    if (!PyArg_ParseTuple(args, "O", &capsule) ||
        stream_take(state, capsule, "table", &stream) < 0)
        return NULL;
    struct ArrowSchema schema = {0};
    PyObject *dict = NULL;
    int code = stream.get_schema(&stream, &schema);
    if (code != 0) schema.release = NULL;
    if (code == 0) dict = empty_lists(&schema);
    while (dict != NULL) {
        struct ArrowArray array = {0};
        code = stream.get_next(&stream, &array);
        if (code != 0 || array.release == NULL) break;
        if (append_batch(state, &schema, &array, dict) < 0) Py_CLEAR(dict);
        release_array(&array);
    }
    if (code != 0) {
        Py_CLEAR(dict);
        PyErr_NoMemory(); /* the only cause that our own stream has */
    }
    release_schema(&schema);
    release_stream(&stream);
    return dict;
}
