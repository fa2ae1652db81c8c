/* SPDX-License-Identifier: MIT
 * Columns from the buffer protocol: NumPy arrays, array.array, memoryview. */
#include "core.h"

#include <string.h>

/* One letter of the struct module; the size decides between int types, since
 * 'l' is 4 or 8 bytes. */
static int32_t
type_of(char letter, Py_ssize_t size)
{
    static const struct {
        const char *letters;
        Py_ssize_t size;
        int32_t type;
    } types[] = {
        {"?", 1, FAIR_TYPE_BOOL8},      {"b", 1, FAIR_TYPE_INT8},
        {"h", 2, FAIR_TYPE_INT16},      {"ilqn", 4, FAIR_TYPE_INT32},
        {"ilqn", 8, FAIR_TYPE_INT64},   {"B", 1, FAIR_TYPE_UINT8},
        {"H", 2, FAIR_TYPE_UINT16},     {"ILQN", 4, FAIR_TYPE_UINT32},
        {"ILQN", 8, FAIR_TYPE_UINT64},  {"e", 2, FAIR_TYPE_FLOAT16},
        {"f", 4, FAIR_TYPE_FLOAT32},    {"d", 8, FAIR_TYPE_FLOAT64},
    };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (types[i].size == size && strchr(types[i].letters, letter) != NULL)
            return types[i].type;
    return FAIR_TYPE_NONE;
}

static int
is_foreign_order(char mark)
{
    const uint16_t one = 1;
    uint8_t first = 0;
    memcpy(&first, &one, 1);
    return first == 1 ? mark == '>' || mark == '!' : mark == '<';
}

/* Bytes from one value to the next; ctypes leaves strides out. */
static Py_ssize_t
stride_of(const Py_buffer *b)
{
    return b->strides == NULL ? b->itemsize : b->strides[0];
}

/* Values of the other byte order, copied into ours. */
static int
swap(column_object *c, const Py_buffer *b)
{
    const size_t size = (size_t)b->itemsize;
    const size_t n = (size_t)b->shape[0];
    uint8_t *to = PyMem_Malloc(n * size + 1);
    if (to == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    c->memory[0] = to;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *from =
            (const uint8_t *)b->buf + (Py_ssize_t)i * stride_of(b);
        for (size_t k = 0; k < size; k++)
            to[i * size + k] = from[size - 1 - k];
    }
    c->chunks[0].view[0].buffers[0] = to;
    c->chunks[0].view[0].stride = 0;
    return 0;
}

/* What the caller would call the type: NumPy's name, else the class. */
static PyObject *
type_name(PyObject *object)
{
    PyObject *dtype = PyObject_GetAttrString(object, "dtype");
    PyErr_Clear();
    PyObject *name =
        dtype == NULL ? NULL : PyObject_Str(dtype);
    Py_XDECREF(dtype);
    if (name != NULL) return name;
    PyErr_Clear();
    return PyType_GetName(Py_TYPE(object));
}

static PyObject *
refuse_type(const core_state *state, const char *name, PyObject *object)
{
    PyErr_Clear();
    PyObject *type = type_name(object);
    if (type == NULL) return NULL;
    raise_as(state, TYPE_UNSUPPORTED_ERROR, "TYPE", name, -1,
             PyUnicode_FromFormat("%s: values of type %U are not supported: "
                                  "cast them to bool, an integer of at most "
                                  "64 bits, float64 or str", name, type));
    Py_DECREF(type);
    return NULL;
}

static PyObject *
refuse(const core_state *state, const char *name, const Py_buffer *b)
{
    if (b->ndim != 1)
        return raise_as(
            state, SPECIFICATION_ERROR, "ARGUMENT", name, -1,
            PyUnicode_FromFormat("%s: expected one dimension, found %d: pass "
                                 "one column, such as x[:, 0] or x.ravel()",
                                 name, b->ndim));
    return refuse_type(state, name, b->obj);
}

/* column_from_buffer(object, name): a Column; None for what is read as a
 * sequence (arrays of text, and of objects that are not texts which rows
 * share), and for what has no buffer. */
PyObject *
column_from_buffer(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *object = NULL;
    const char *name = NULL;
    if (!PyArg_ParseTuple(args, "Os", &object, &name)) return NULL;
    if (!PyObject_CheckBuffer(object)) Py_RETURN_NONE;
    column_object *c = column_new(state, 1);
    if (c == NULL) return NULL;
    Py_buffer *b = &c->buffer;
    if (PyObject_GetBuffer(object, b, PyBUF_RECORDS_RO) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_MemoryError))
            refuse_type(state, name, object); /* datetime64 has no format */
        goto fail;
    }
    const char *format = b->format == NULL ? "B" : b->format;
    const char mark = strchr("@=<>!", format[0]) == NULL ? '@' : *format++;
    const size_t length = strlen(format);
    if (length > 0 && strchr("Ow", format[length - 1]) != NULL) {
        const int objects = strcmp(format, "O") == 0 && b->ndim == 1 &&
                            b->strides != NULL && mark == '@';
        column_object *texts =
            objects ? column_from_pointers(state, b) : NULL;
        Py_DECREF(c);
        if (texts != NULL || PyErr_Occurred()) return (PyObject *)texts;
        Py_RETURN_NONE;
    }
    fair_column *view = &c->chunks[0].view[0];
    view->type = length == 1 ? type_of(format[0], b->itemsize)
                             : FAIR_TYPE_NONE;
    if (b->ndim != 1 || view->type == FAIR_TYPE_NONE) {
        refuse(state, name, b);
        goto fail;
    }
    view->length = c->length = b->shape[0];
    view->buffers[0] = b->buf;
    view->stride = stride_of(b) == b->itemsize ? 0 : stride_of(b);
    /* A stride of 0 (numpy.broadcast_to) would mean "packed" to the library;
     * copying also serves the other byte order. */
    const int repeated = stride_of(b) == 0 && b->shape[0] > 1;
    if (is_foreign_order(mark) && b->itemsize > 1) {
        if (swap(c, b) < 0) goto fail;
    } else if (repeated) {
        char *copy = PyMem_Malloc((size_t)(b->shape[0] * b->itemsize));
        if (copy == NULL) {
            PyErr_NoMemory();
            goto fail;
        }
        c->memory[0] = copy;
        for (Py_ssize_t i = 0; i < b->shape[0]; i++)
            memcpy(copy + i * b->itemsize, b->buf, (size_t)b->itemsize);
        view->buffers[0] = copy;
    }
    return (PyObject *)c;
fail:
    Py_DECREF(c);
    return NULL;
}
