/* SPDX-License-Identifier: MIT
 * The type Audit: counts, and everything that changes them. */
#include "core.h"

#include <time.h>

#define LOOK_EVERY 50000000 /* nanoseconds between looks for signals */

PyObject *
audit_in_use(const core_state *state)
{
    return raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", NULL, -1,
                    PyUnicode_FromString(
                        "the audit is in use by another call: use one audit "
                        "for each thread and merge them"));
}

int
audit_enter(const core_state *state, audit_object *self)
{
    if (self->busy) {
        audit_in_use(state);
        return -1;
    }
    self->busy = 1;
    return 0;
}

void
audit_leave(audit_object *self)
{
    self->busy = 0;
}

void
audit_release_gil(audit_object *self)
{
    self->thread = PyEval_SaveThread();
}

void
audit_take_gil(audit_object *self)
{
    PyEval_RestoreThread(self->thread);
    self->thread = NULL;
}

/* Taking the GIL may mean to wait for other threads, so that is done by the
 * clock and not by rows.  Parts of an add have no signals to look for: the
 * thread that waits for them does. */
int
audit_interrupted(audit_object *self, uint64_t rows)
{
    if (atomic_load_explicit(&self->stopped, memory_order_relaxed)) return 1;
    if (self->is_part) return 0;
    struct timespec now;
    if (timespec_get(&now, TIME_UTC) != TIME_UTC) return 0;
    const int64_t ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    if (ns >= self->looked && ns - self->looked < LOOK_EVERY) return 0;
    self->looked = ns;
    audit_take_gil(self);
    int raised = PyErr_CheckSignals() < 0;
    if (!raised && self->progress != NULL) {
        PyObject *said = PyObject_CallFunction(self->progress, "K",
                                               (unsigned long long)rows);
        raised = said == NULL;
        Py_XDECREF(said);
    }
    audit_release_gil(self);
    return raised;
}

static int32_t
look(void *ctx, uint64_t rows)
{
    return audit_interrupted(ctx, rows);
}

void
audit_watch(audit_object *self, uint64_t first_row)
{
    fair_watch watch = FAIR_WATCH_INIT;
    watch.first_row = first_row;
    watch.stop = look;
    watch.ctx = self;
    fair_audit_watch(self->audit, &watch, NULL); /* cannot fail */
}

PyObject *
audit_wrap(PyTypeObject *type, fair_audit *audit, int is_part)
{
    audit_object *self = PyObject_New(audit_object, type);
    if (self == NULL) {
        fair_audit_free(audit);
        return NULL;
    }
    self->audit = audit;
    self->busy = 0;
    self->thread = NULL;
    self->progress = NULL;
    self->looked = 0;
    self->is_part = is_part;
    atomic_init(&self->stopped, 0);
    audit_watch(self, 0);
    return (PyObject *)self;
}

/* Audit(options): options is a dict, see options.c. */
static PyObject *
audit_make(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    const core_state *state = PyType_GetModuleState(type);
    PyObject *dict = NULL;
    if (kwargs != NULL && PyDict_Size(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Audit takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &dict)) return NULL;
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    fair_audit_options options;
    fair_audit *audit = NULL;
    fair_error err = {0};
    const int read = audit_options_from(state, dict, &s, &options);
    if (read == 0 && fair_audit_new(&options, &audit, &err) != FAIR_OK)
        raise_error(state, &err);
    scratch_close(&s);
    return audit == NULL ? NULL : audit_wrap(type, audit, 0);
}

static void
audit_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    fair_audit_free(((audit_object *)self)->audit);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* merge(other) */
static PyObject *
audit_merge(PyObject *self, PyObject *other)
{
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    if (Py_TYPE(other) != state->audit_type) {
        PyErr_SetString(PyExc_TypeError, "merge expects an Audit");
        return NULL;
    }
    audit_object *b = (audit_object *)other;
    if (audit_enter(state, a) < 0) return NULL;
    if (a == b || audit_enter(state, b) == 0) {
        fair_error err = {0};
        fair_status status = FAIR_OK;
        Py_BEGIN_ALLOW_THREADS
        status = fair_audit_merge(a->audit, b->audit, &err);
        Py_END_ALLOW_THREADS
        audit_leave(b);
        if (status != FAIR_OK) raise_error(state, &err);
    }
    audit_leave(a);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

/* to_bytes() -> bytes */
static PyObject *
audit_to_bytes(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    if (audit_enter(state, a) < 0) return NULL;
    fair_error err = {0};
    size_t length = 0;
    char *memory = NULL;
    PyObject *bytes = NULL;
    fair_audit_save(a->audit, NULL, 0, &length, NULL);
    if (length > 0) memory = PyMem_Malloc(length);
    if (memory == NULL)
        PyErr_NoMemory();
    else if (fair_audit_save(a->audit, memory, length, &length, &err) !=
             FAIR_OK)
        raise_error(state, &err);
    else
        bytes = PyBytes_FromStringAndSize(memory, (Py_ssize_t)length);
    PyMem_Free(memory);
    audit_leave(a);
    return bytes;
}

/* from_bytes(bytes, max_cells[, max_scores]) -> Audit; a class method */
static PyObject *
audit_from_bytes(PyObject *type, PyObject *args)
{
    const core_state *state = PyType_GetModuleState((PyTypeObject *)type);
    Py_buffer bytes;
    unsigned long long max_cells = 0, max_scores = 0;
    if (!PyArg_ParseTuple(args, "y*K|K", &bytes, &max_cells, &max_scores))
        return NULL;
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.max_cells = max_cells;
    options.max_scores = max_scores;
    fair_audit *audit = NULL;
    fair_error err = {0};
    fair_status status = FAIR_OK;
    Py_BEGIN_ALLOW_THREADS
    status = fair_audit_load(bytes.buf, (size_t)bytes.len, &options, &audit,
                             &err);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&bytes);
    if (status != FAIR_OK) return raise_error(state, &err);
    return audit_wrap((PyTypeObject *)type, audit, 0);
}

/* check_shards(names) */
static PyObject *
audit_check_shards(PyObject *self, PyObject *names)
{
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    size_t n = 0;
    const char *const *list = NULL;
    if (names_from(state, names, "shards", &s, &n, &list) == 0 &&
        audit_enter(state, a) == 0) {
        fair_error err = {0};
        if (fair_audit_check_shards(a->audit, list, n, &err) != FAIR_OK)
            raise_error(state, &err);
        audit_leave(a);
    }
    scratch_close(&s);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

static PyObject *
audit_reset(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    audit_object *a = (audit_object *)self;
    if (audit_enter(state_of(self), a) < 0) return NULL;
    fair_audit_reset(a->audit);
    audit_leave(a);
    Py_RETURN_NONE;
}

static PyObject *
audit_max_cells(PyObject *self, void *ignored)
{
    (void)ignored;
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit_specification(((audit_object *)self)->audit, &options, NULL);
    return PyLong_FromUnsignedLongLong(options.max_cells);
}

static PyObject *
audit_max_scores(PyObject *self, void *ignored)
{
    (void)ignored;
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit_specification(((audit_object *)self)->audit, &options, NULL);
    return PyLong_FromUnsignedLongLong(options.max_scores);
}

static PyObject *
audit_rows(PyObject *self, void *ignored)
{
    (void)ignored;
    return PyLong_FromUnsignedLongLong(
        fair_audit_rows(((audit_object *)self)->audit));
}

static PyMethodDef methods[] = {
    {"add_columns", audit_add_columns, METH_VARARGS, NULL},
    {"add_stream", audit_add_stream, METH_VARARGS, NULL},
    {"add_batch", audit_add_batch, METH_VARARGS, NULL},
    {"add_rest", audit_add_rest, METH_VARARGS, NULL},
    {"merge", audit_merge, METH_O, NULL},
    {"to_bytes", audit_to_bytes, METH_NOARGS, NULL},
    {"from_bytes", audit_from_bytes, METH_VARARGS | METH_CLASS, NULL},
    {"check_shards", audit_check_shards, METH_O, NULL},
    {"reset", audit_reset, METH_NOARGS, NULL},
    {"copy", audit_copy, METH_NOARGS, NULL},
    {"part", audit_part, METH_NOARGS, NULL},
    {"stop", audit_stop, METH_NOARGS, NULL},
    {"hold", audit_hold, METH_NOARGS, NULL},
    {"names", audit_names, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef getters[] = {
    {"rows", audit_rows, NULL, NULL, NULL},
    {"max_cells", audit_max_cells, NULL, NULL, NULL},
    {"max_scores", audit_max_scores, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static char doc[] = "An audit of the library.";

static PyType_Slot slots[] = {
    {Py_tp_new, audit_make},
    {Py_tp_dealloc, audit_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_getset, getters},
    {Py_tp_doc, doc},
    {0, NULL},
};

PyType_Spec audit_spec = {
    .name = "libfairness._core.Audit",
    .basicsize = sizeof(audit_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
