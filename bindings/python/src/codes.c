/* SPDX-License-Identifier: MIT
 * Columns of codes of categories, as pandas has them: -1 is missing. */
#include "core.h"

#include <string.h>

/* The validity of codes from their signs, or NULL where none is -1; -1 with
 * an exception if there is no memory. */
#define VALIDITY(name, type)                                                  \
    static int name(const type *codes, int64_t n, uint8_t **out)              \
    {                                                                         \
        type all = 0;                                                         \
        *out = NULL;                                                          \
        for (int64_t i = 0; i < n; i++)                                       \
            all = (type)(all | codes[i]);                                     \
        if (all >= 0) return 0;                                               \
        uint8_t *bits = PyMem_Calloc((size_t)n / 8 + 1, 1);                   \
        if (bits == NULL) {                                                   \
            PyErr_NoMemory();                                                 \
            return -1;                                                        \
        }                                                                     \
        for (int64_t i = 0; i < n; i++)                                       \
            bits[i / 8] =                                                     \
                (uint8_t)(bits[i / 8] | (codes[i] != -1) << i % 8);           \
        *out = bits;                                                          \
        return 0;                                                             \
    }
VALIDITY(validity_8, int8_t)
VALIDITY(validity_16, int16_t)
VALIDITY(validity_32, int32_t)

static int
validity_of(const fair_column *codes, uint8_t **out)
{
    const void *at = codes->buffers[0];
    if (codes->type == FAIR_TYPE_INT8)
        return validity_8(at, codes->length, out);
    if (codes->type == FAIR_TYPE_INT16)
        return validity_16(at, codes->length, out);
    return validity_32(at, codes->length, out);
}

static int
are_codes(const fair_column *c)
{
    return c->stride == 0 &&
           (c->type == FAIR_TYPE_INT8 || c->type == FAIR_TYPE_INT16 ||
            c->type == FAIR_TYPE_INT32);
}

/* Makes a column of codes one of the values that they stand for. */
static int
set_values(const core_state *state, column_object *c, PyObject *texts,
           const char *name)
{
    column_object *values = column_from_tuple(state, texts, name);
    if (values == NULL) return -1;
    c->owner = (PyObject *)values;
    fair_column *view = c->chunks[0].view;
    uint8_t *valid = NULL;
    if (validity_of(&view[0], &valid) < 0) return -1;
    c->memory[1] = valid;
    view[1] = values->chunks[0].view[0];
    view[0].index_type = view[0].type;
    view[0].type = FAIR_TYPE_DICTIONARY;
    view[0].dictionary = &view[1];
    view[0].validity = valid;
    return 0;
}

/* column_from_codes(codes, values, name): a Column of texts; codes have a
 * buffer, values is a tuple of str.  None where the codes are to be read in
 * another way. */
PyObject *
column_from_codes(PyObject *module, PyObject *args)
{
    const core_state *state = state_of_module(module);
    PyObject *codes = NULL;
    PyObject *texts = NULL;
    const char *name = NULL;
    if (!PyArg_ParseTuple(args, "OO!s", &codes, &PyTuple_Type, &texts, &name))
        return NULL;
    PyObject *given = Py_BuildValue("Os", codes, name);
    PyObject *made = given == NULL ? NULL : column_from_buffer(module, given);
    Py_XDECREF(given);
    if (made == NULL || made == Py_None) return made;
    column_object *c = (column_object *)made;
    if (!are_codes(&c->chunks[0].view[0])) {
        Py_DECREF(made);
        Py_RETURN_NONE;
    }
    if (set_values(state, c, texts, name) < 0) Py_CLEAR(made);
    return made;
}
