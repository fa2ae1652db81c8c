/* SPDX-License-Identifier: MIT
 * Texts of which many rows hold the very same object, as object columns of
 * pandas do: each object is looked at once, rows become indices.
 *
 * No Python code runs between the first look and the last, so the objects
 * stay where they are; whatever is not text or missing is left to
 * sequence.c. */
#include "core.h"

#include <math.h>
#include <string.h>

#define MOST 1024        /* distinct objects: 40 KiB to clear for each column */
#define SLOTS (2 * MOST) /* a power of two, never full */
#define HOPELESS 64      /* so many first rows, all different: given up */

typedef struct slot {
    PyObject *object;
    int32_t code;
} slot;

typedef struct sharing {
    slot slots[SLOTS];
    PyObject *objects[MOST];
    int32_t n;
    int n_texts;
} sharing;

/* Where the objects of a column are. */
typedef struct row_reader {
    PyObject *tuple; /* or: */
    const char *first;
    Py_ssize_t stride;
} row_reader;

static PyObject *
object_at(const row_reader *r, Py_ssize_t i)
{
    if (r->tuple != NULL) return PyTuple_GetItem(r->tuple, i);
    PyObject *object;
    memcpy(&object, r->first + i * r->stride, sizeof(object));
    return object != NULL ? object : Py_None; /* NumPy's empty arrays */
}

/* 1 text, 0 missing, -1 anything else. */
static int
kind_of(PyObject *object)
{
    if (PyUnicode_CheckExact(object)) return 1;
    if (object == Py_None) return 0;
    if (PyFloat_CheckExact(object) && isnan(PyFloat_AsDouble(object)))
        return 0;
    return is_missing(object) ? 0 : -1;
}

/* Code of an object, -1 where it must be left to others. */
static int32_t
code_of(sharing *s, PyObject *object)
{
    size_t at = (size_t)((uintptr_t)object >> 4) * (size_t)0x9e3779b97f4a7c15u;
    at = (at >> 20) % SLOTS;
    for (; s->slots[at].object != NULL; at = (at + 1) % SLOTS)
        if (s->slots[at].object == object) return s->slots[at].code;
    const int kind = kind_of(object);
    if (kind < 0 || s->n == MOST) return -1;
    s->n_texts += kind;
    s->objects[s->n] = object;
    s->slots[at] = (slot){object, s->n};
    return s->n++;
}

/* The distinct objects as a column of text; 0, or -1 (an exception may be
 * set). */
static int
fill_values(const sharing *s, column_object *c)
{
    const size_t n = (size_t)s->n;
    size_t bytes = 0;
    Py_ssize_t size = 0;
    for (size_t i = 0; i < n; i++) {
        if (!PyUnicode_CheckExact(s->objects[i])) continue;
        if (PyUnicode_AsUTF8AndSize(s->objects[i], &size) == NULL) {
            PyErr_Clear(); /* sequence.c says which row */
            return -1;
        }
        bytes += (size_t)size;
    }
    int64_t *offsets = PyMem_Calloc(n + 1 + n / 64 + 1, 8);
    char *text = PyMem_Malloc(bytes + 1);
    c->memory[1] = offsets;
    c->memory[2] = text;
    if (offsets == NULL || text == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    uint8_t *valid = (uint8_t *)(offsets + n + 1);
    for (size_t i = 0; i < n; i++) {
        size = 0;
        if (PyUnicode_CheckExact(s->objects[i])) {
            /* Kept by the object since the first call: cannot fail. */
            const char *from = PyUnicode_AsUTF8AndSize(s->objects[i], &size);
            memcpy(text + offsets[i], from, (size_t)size);
            valid[i / 8] = (uint8_t)(valid[i / 8] | 1u << i % 8);
        }
        offsets[i + 1] = offsets[i] + size;
    }
    fair_column *values = &c->chunks[0].view[1];
    *values = fair_column_large_utf8(offsets, text, (int64_t)n);
    values->validity = valid;
    return 0;
}

static column_object *
column_of_codes(const core_state *state, sharing *s, const row_reader *r,
                Py_ssize_t n)
{
    column_object *c = column_new(state, 1);
    if (c == NULL) return NULL;
    int32_t *codes = PyMem_Malloc((size_t)n * sizeof(*codes) + 1);
    c->memory[0] = codes;
    if (codes == NULL) PyErr_NoMemory();
    for (Py_ssize_t i = 0; codes != NULL && i < n; i++) {
        codes[i] = code_of(s, object_at(r, i));
        if (codes[i] < 0 || (i == HOPELESS && s->n > HOPELESS)) goto leave;
    }
    if (codes == NULL || s->n_texts == 0 || fill_values(s, c) < 0) goto leave;
    c->length = n;
    c->chunks[0].view[0] =
        fair_column_dictionary(codes, n, &c->chunks[0].view[1]);
    return c;
leave:
    Py_DECREF(c);
    return NULL;
}

static column_object *
shared_texts(const core_state *state, const row_reader *r, Py_ssize_t n)
{
    if (n == 0 || kind_of(object_at(r, 0)) < 0) return NULL;
    sharing *s = PyMem_Calloc(1, sizeof(*s));
    if (s == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    column_object *c = column_of_codes(state, s, r, n);
    PyMem_Free(s);
    return c;
}

column_object *
column_from_shared(const core_state *state, PyObject *tuple)
{
    const row_reader r = {.tuple = tuple};
    return shared_texts(state, &r, PyTuple_Size(tuple));
}

column_object *
column_from_pointers(const core_state *state, const Py_buffer *b)
{
    const row_reader r = {.first = b->buf, .stride = b->strides[0]};
    return shared_texts(state, &r, b->shape[0]);
}
