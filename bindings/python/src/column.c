/* SPDX-License-Identifier: MIT
 * Column: chunks of values, and what keeps them in memory. */
#include "core.h"

#include <string.h>

column_object *
column_new(const core_state *state, size_t n_chunks)
{
    column_object *c = PyObject_GC_New(column_object, state->column_type);
    if (c == NULL) return NULL;
    memset((char *)c + sizeof(PyObject), 0, sizeof(*c) - sizeof(PyObject));
    PyObject_GC_Track((PyObject *)c);
    if (n_chunks > 0) {
        c->chunks = PyMem_Calloc(n_chunks, sizeof(*c->chunks));
        if (c->chunks == NULL) {
            Py_DECREF(c);
            PyErr_NoMemory();
            return NULL;
        }
    }
    c->n_chunks = n_chunks;
    return c;
}

static int
column_traverse(PyObject *self, visitproc visit, void *arg)
{
    column_object *c = (column_object *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(c->owner);
    Py_VISIT(c->buffer.obj);
    return 0;
}

static void
column_dealloc(PyObject *self)
{
    column_object *c = (column_object *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (c->buffer.obj != NULL) PyBuffer_Release(&c->buffer);
    for (size_t i = 0; i < 3; i++) PyMem_Free(c->memory[i]);
    PyMem_Free(c->chunks);
    Py_XDECREF(c->owner);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static Py_ssize_t
column_length(PyObject *self)
{
    return (Py_ssize_t)((column_object *)self)->length;
}

static char doc[] = "A column of values that the library can read.";

static PyType_Slot slots[] = {
    {Py_tp_dealloc, column_dealloc},
    {Py_tp_traverse, column_traverse},
    {Py_sq_length, column_length},
    {Py_tp_doc, doc},
    {0, NULL},
};

PyType_Spec column_spec = {
    .name = "libfairness._core.Column",
    .basicsize = sizeof(column_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
             Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
