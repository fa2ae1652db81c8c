/* SPDX-License-Identifier: MIT
 * Columns from lists and tuples of plain Python values. */
#include "core.h"

#include <math.h>
#include <string.h>

#define MISSING 0
#define BOOL 1
#define INT 2
#define FLOAT 3
#define NAN_FLOAT 4
#define TEXT 5
#define N_CLASSES 6

#define LOOK_EVERY 1000000 /* items between looks for signals */
#define EXACT_IN_DOUBLE 9007199254740992LL /* 2^53 */

/* What a first look at the items found. */
typedef struct look {
    Py_ssize_t n;
    Py_ssize_t first[N_CLASSES]; /* position of the first, -1: none */
    long long low;               /* of the integers */
    unsigned long long high;
    int beyond_signed; /* some integer is above INT64_MAX */
    int whole;         /* all floats are whole and fit into 63 bits */
    size_t bytes;      /* of all text */
} look;

typedef struct items {
    const core_state *state;
    const char *name;
    PyObject *tuple; /* exactly None, bool, int, float, str */
    look found;
} items;

static PyObject *
item_at(const items *it, Py_ssize_t i)
{
    return PyTuple_GetItem(it->tuple, i); /* borrowed; i is in range */
}

static int
class_of(PyObject *item)
{
    if (item == Py_None) return MISSING;
    if (PyBool_Check(item)) return BOOL;
    if (PyLong_CheckExact(item)) return INT;
    if (PyUnicode_CheckExact(item)) return TEXT;
    if (!PyFloat_CheckExact(item)) return -1;
    return isnan(PyFloat_AsDouble(item)) ? NAN_FLOAT : FLOAT;
}

/* The tuple (stolen) with plain values; a copy only where it holds something
 * else, such as NumPy scalars. */
static PyObject *
plain_tuple(const core_state *state, PyObject *tuple, const char *name)
{
    const Py_ssize_t n = PyTuple_Size(tuple);
    Py_ssize_t i = 0;
    while (i < n && class_of(PyTuple_GetItem(tuple, i)) >= 0) i++;
    if (i == n) return tuple;
    PyObject *copy = PyTuple_New(n);
    for (i = 0; copy != NULL && i < n; i++) {
        PyObject *item = PyTuple_GetItem(tuple, i);
        PyObject *plain = plain_scalar(item);
        if (plain != NULL) {
            PyTuple_SetItem(copy, i, plain);
            continue;
        }
        Py_CLEAR(copy);
        if (PyErr_Occurred()) break;
        PyObject *type = PyType_GetName(Py_TYPE(item));
        if (type != NULL)
            raise_as(state, TYPE_UNSUPPORTED_ERROR, "TYPE", name, i,
                     PyUnicode_FromFormat(
                         "%s: position %zd holds a %U, expected bool, int, "
                         "float, str or None: convert the values, such as "
                         "[str(v) for v in column]", name, i, type));
        Py_XDECREF(type);
    }
    Py_DECREF(tuple);
    return copy;
}

static int
look_at_int(items *it, PyObject *item, Py_ssize_t i)
{
    int overflow = 0;
    const long long x = PyLong_AsLongLongAndOverflow(item, &overflow);
    unsigned long long u = x > 0 ? (unsigned long long)x : 0;
    if (overflow > 0) {
        u = PyLong_AsUnsignedLongLong(item);
        if (u == (unsigned long long)-1 && PyErr_Occurred()) {
            PyErr_Clear();
            overflow = -1;
        }
        it->found.beyond_signed = 1;
    }
    if (overflow < 0) {
        raise_as(it->state, DATA_ERROR, "DATA", it->name, i,
                 PyUnicode_FromFormat("%s: the number at position %zd is "
                                      "beyond 64 bits: pass such numbers as "
                                      "text", it->name, i));
        return -1;
    }
    if (overflow == 0 && x < it->found.low) it->found.low = x;
    if (u > it->found.high) it->found.high = u;
    return 0;
}

static int
look_at_text(items *it, PyObject *item, Py_ssize_t i)
{
    Py_ssize_t size = 0;
    if (PyUnicode_AsUTF8AndSize(item, &size) == NULL) {
        PyErr_Clear();
        raise_as(it->state, DATA_ERROR, "DATA", it->name, i,
                 PyUnicode_FromFormat("%s: the text at position %zd is not "
                                      "valid Unicode: %A; decode it from its "
                                      "real encoding first", it->name, i,
                                      item));
        return -1;
    }
    it->found.bytes += (size_t)size;
    return 0;
}

static int
look_at(items *it)
{
    it->found = (look){.n = PyTuple_Size(it->tuple), .whole = 1};
    for (int c = 0; c < N_CLASSES; c++) it->found.first[c] = -1;
    for (Py_ssize_t i = 0; i < it->found.n; i++) {
        PyObject *item = item_at(it, i);
        const int class = class_of(item);
        if (i % LOOK_EVERY == LOOK_EVERY - 1 && PyErr_CheckSignals() < 0)
            return -1;
        if (class < 0) { /* plain_tuple left none */
            PyErr_BadInternalCall();
            return -1;
        }
        if (it->found.first[class] < 0) it->found.first[class] = i;
        if (class == INT && look_at_int(it, item, i) < 0) return -1;
        if (class == TEXT && look_at_text(it, item, i) < 0) return -1;
        if (class == FLOAT) {
            const double x = PyFloat_AsDouble(item);
            if (!(fabs(x) < 0x1p63 && floor(x) == x)) it->found.whole = 0;
        }
    }
    return 0;
}

/* Numbers, bools and text do not mix: the kind of the column is that of its
 * first value. */
static int
check_kinds(const items *it)
{
    static const char *const words[] = {"", "a bool", "a number", "a number",
                                        "", "text"};
    int kind = -1;
    int other = -1;
    for (int c = BOOL; c < N_CLASSES; c++) {
        if (c == NAN_FLOAT || it->found.first[c] < 0) continue;
        if (kind < 0 || it->found.first[c] < it->found.first[kind]) kind = c;
    }
    for (int c = BOOL; c < N_CLASSES && kind >= 0; c++) {
        const int same = words[c] == words[kind] ||
                         ((c == INT || c == FLOAT) &&
                          (kind == INT || kind == FLOAT));
        if (c == NAN_FLOAT || it->found.first[c] < 0 || same) continue;
        if (other < 0 || it->found.first[c] < it->found.first[other])
            other = c;
    }
    if (other < 0) return 0;
    raise_as(it->state, DATA_ERROR, "DATA", it->name, it->found.first[other],
             PyUnicode_FromFormat(
                 "%s: position %zd holds %s (%.200R) after %s at position "
                 "%zd, and a column has one kind: convert its values, such as "
                 "with str, int or bool", it->name, it->found.first[other],
                 words[other], item_at(it, it->found.first[other]),
                 words[kind], it->found.first[kind]));
    return -1;
}

static void *
memory(column_object *c, int which, size_t size)
{
    c->memory[which] = PyMem_Calloc(size + 1, 1);
    if (c->memory[which] == NULL) PyErr_NoMemory();
    return c->memory[which];
}

/* A bitmap of what is not missing, where anything is; in text and bools a
 * NaN is one way to say "missing" (pandas does), in numbers it stays a NaN
 * unless they are stored as integers. */
static int
fill_validity(const items *it, column_object *c, int nan_is_missing)
{
    const int some = it->found.first[MISSING] >= 0 ||
                     (nan_is_missing && it->found.first[NAN_FLOAT] >= 0);
    if (!some) return 0;
    uint8_t *bits = memory(c, 2, (size_t)it->found.n / 8 + 1);
    if (bits == NULL) return -1;
    for (Py_ssize_t i = 0; i < it->found.n; i++) {
        const int class = class_of(item_at(it, i));
        if (class != MISSING && !(nan_is_missing && class == NAN_FLOAT))
            bits[i / 8] = (uint8_t)(bits[i / 8] | 1u << (i % 8));
    }
    c->chunks[0].view[0].validity = bits;
    return 0;
}

static int
fill_text(const items *it, column_object *c)
{
    int64_t *offsets = memory(c, 0, ((size_t)it->found.n + 1) * 8);
    char *bytes = memory(c, 1, it->found.bytes);
    if (offsets == NULL || bytes == NULL) return -1;
    int64_t at = 0;
    for (Py_ssize_t i = 0; i < it->found.n; i++) {
        PyObject *item = item_at(it, i);
        Py_ssize_t size = 0;
        if (PyUnicode_CheckExact(item)) {
            const char *text = PyUnicode_AsUTF8AndSize(item, &size);
            if (text == NULL) return -1;
            memcpy(bytes + at, text, (size_t)size);
        }
        at += size;
        offsets[i + 1] = at;
    }
    c->chunks[0].view[0] = fair_column_large_utf8(offsets, bytes,
                                                  it->found.n);
    return fill_validity(it, c, 1);
}

static int
fill_bool(const items *it, column_object *c)
{
    uint8_t *values = memory(c, 0, (size_t)it->found.n);
    if (values == NULL) return -1;
    for (Py_ssize_t i = 0; i < it->found.n; i++)
        values[i] = item_at(it, i) == Py_True;
    c->chunks[0].view[0] = fair_column_bool8(values, it->found.n);
    return fill_validity(it, c, 1);
}

static int
fill_float(const items *it, column_object *c)
{
    double *values = memory(c, 0, (size_t)it->found.n * 8);
    if (values == NULL) return -1;
    for (Py_ssize_t i = 0; i < it->found.n; i++) {
        PyObject *item = item_at(it, i);
        values[i] = item == Py_None ? 0 : PyFloat_AsDouble(item);
    }
    c->chunks[0].view[0] = fair_column_float64(values, it->found.n);
    return fill_validity(it, c, 0);
}

/* int64_t or, where some are above its range, uint64_t. */
static int
fill_int(const items *it, column_object *c)
{
    uint64_t *values = memory(c, 0, (size_t)it->found.n * 8);
    if (values == NULL) return -1;
    for (Py_ssize_t i = 0; i < it->found.n; i++) {
        PyObject *item = item_at(it, i);
        const int class = class_of(item);
        if (class == INT)
            values[i] = it->found.beyond_signed
                            ? PyLong_AsUnsignedLongLong(item)
                            : (uint64_t)PyLong_AsLongLong(item);
        else if (class == FLOAT)
            values[i] = (uint64_t)(int64_t)PyFloat_AsDouble(item);
    }
    if (it->found.beyond_signed)
        c->chunks[0].view[0] = fair_column_uint64(values, it->found.n);
    else
        c->chunks[0].view[0] =
            fair_column_int64((const int64_t *)values, it->found.n);
    return fill_validity(it, c, 1);
}

/* Integers and floats side by side stay exact or are an error. */
static int
fill_numbers(const items *it, column_object *c)
{
    const look *f = &it->found;
    const int floats = f->first[FLOAT] >= 0;
    if (f->beyond_signed && f->low < 0) goto inexact;
    if (!floats && f->first[NAN_FLOAT] < 0) return fill_int(it, c);
    if (f->high <= EXACT_IN_DOUBLE && f->low >= -EXACT_IN_DOUBLE)
        return fill_float(it, c);
    if (!floats || (f->whole && !f->beyond_signed)) return fill_int(it, c);
inexact:
    raise_as(it->state, DATA_ERROR, "DATA", it->name, -1,
             PyUnicode_FromFormat("%s: no 64-bit type holds all of these "
                                  "numbers exactly: pass them as text",
                                  it->name));
    return -1;
}

static int
fill(const items *it, column_object *c)
{
    if (it->found.first[TEXT] >= 0) return fill_text(it, c);
    if (it->found.first[BOOL] >= 0) return fill_bool(it, c);
    if (it->found.first[INT] >= 0) return fill_numbers(it, c);
    if (it->found.first[FLOAT] >= 0 || it->found.first[NAN_FLOAT] >= 0)
        return fill_float(it, c);
    c->chunks[0].view[0].type = FAIR_TYPE_NULL;
    c->chunks[0].view[0].length = it->found.n;
    return 0;
}

column_object *
column_from_tuple(const core_state *state, PyObject *tuple, const char *name)
{
    items it = {.state = state, .name = name};
    column_object *c = NULL;
    it.tuple = plain_tuple(state, Py_NewRef(tuple), name);
    if (it.tuple == NULL) return NULL;
    if (look_at(&it) == 0 && check_kinds(&it) == 0) c = column_new(state, 1);
    if (c != NULL && fill(&it, c) < 0) Py_CLEAR(c);
    if (c != NULL) c->length = it.found.n;
    Py_DECREF(it.tuple);
    return c;
}

/* are_plain(object): whether it is exactly a list or tuple, of None, bool,
 * int, float and str alone.  No Python code runs meanwhile. */
PyObject *
are_plain(PyObject *module, PyObject *sequence)
{
    (void)module;
    const int is_list = PyList_CheckExact(sequence);
    if (!is_list && !PyTuple_CheckExact(sequence)) Py_RETURN_FALSE;
    const Py_ssize_t n =
        is_list ? PyList_Size(sequence) : PyTuple_Size(sequence);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = is_list ? PyList_GetItem(sequence, i)
                                 : PyTuple_GetItem(sequence, i);
        if (item == NULL) return NULL;
        if (class_of(item) < 0) Py_RETURN_FALSE;
    }
    Py_RETURN_TRUE;
}

/* column_from_sequence(list or tuple, name): a Column. */
PyObject *
column_from_sequence(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *sequence = NULL;
    const char *name = NULL;
    if (!PyArg_ParseTuple(args, "Os", &sequence, &name)) return NULL;
    PyObject *tuple = PySequence_Tuple(sequence);
    if (tuple == NULL) return NULL;
    column_object *c = column_from_shared(state, tuple);
    if (c == NULL && !PyErr_Occurred())
        c = column_from_tuple(state, tuple, name);
    Py_DECREF(tuple);
    return (PyObject *)c;
}
