/* SPDX-License-Identifier: MIT
 * The type Calibrator: maps by group, made from a report. */
#include "core.h"

typedef struct calibrator_object {
    PyObject_HEAD
    fair_calibrator *calibrator; /* never changed, as a plan is not */
} calibrator_object;

static calibrator_object *
calibrator_new(const core_state *state)
{
    calibrator_object *self =
        PyObject_New(calibrator_object, state->calibrator_type);
    if (self != NULL) self->calibrator = NULL;
    return self;
}

PyObject *
calibrator_of(const core_state *state, PyObject *dict,
              const fair_report *report)
{
    calibrator_object *self = calibrator_new(state);
    if (self == NULL) return NULL;
    scratch s;
    fair_calibrator_options options;
    if (scratch_open(&s) == 0) {
        if (calibrator_options_from(state, dict, &s, &options) == 0) {
            fair_error err = {0};
            fair_status status;
            Py_BEGIN_ALLOW_THREADS
            status = fair_calibrator_fit(report, &options, &self->calibrator,
                                         &err);
            Py_END_ALLOW_THREADS
            if (status != FAIR_OK) raise_error(state, &err);
        }
        scratch_close(&s);
    }
    if (self->calibrator == NULL) Py_CLEAR(self);
    return (PyObject *)self;
}

static void
calibrator_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    fair_calibrator_free(((calibrator_object *)self)->calibrator);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* read(bytes) -> Calibrator */
static PyObject *
calibrator_read(PyObject *type, PyObject *args)
{
    const core_state *state = PyType_GetModuleState((PyTypeObject *)type);
    Py_buffer bytes;
    if (!PyArg_ParseTuple(args, "y*", &bytes)) return NULL;
    calibrator_object *self = calibrator_new(state);
    if (self != NULL) {
        fair_error err = {0};
        fair_status status;
        Py_BEGIN_ALLOW_THREADS
        status = fair_calibrator_read(bytes.buf, (size_t)bytes.len, NULL,
                                      &self->calibrator, &err);
        Py_END_ALLOW_THREADS
        if (status != FAIR_OK) {
            raise_error(state, &err);
            Py_CLEAR(self);
        }
    }
    PyBuffer_Release(&bytes);
    return (PyObject *)self;
}

/* write(format) -> str */
static PyObject *
calibrator_write(PyObject *self, PyObject *args)
{
    const char *format = NULL;
    if (!PyArg_ParseTuple(args, "s", &format)) return NULL;
    output o = {0};
    fair_error err = {0};
    const fair_status status =
        fair_calibrator_write(((calibrator_object *)self)->calibrator, format,
                              output_write, &o, &err);
    return output_text(state_of(self), &o, status, &err);
}

static fair_status
apply(const fair_calibrator *c, const fair_rows *batches, size_t n,
      size_t n_features, fair_calibrator_apply_options *options, double *out,
      fair_error *err)
{
    fair_status status = FAIR_OK;
    for (size_t i = 0, at = 0; i < n && status == FAIR_OK; i++) {
        fair_calibrator_rows rows = FAIR_CALIBRATOR_ROWS_INIT;
        rows.n = batches[i].n;
        rows.y_score = batches[i].y_score;
        rows.n_features = n_features;
        rows.features = batches[i].sensitive;
        if (batches[i].control != NULL) rows.row_id = *batches[i].control;
        options->first_row = at;
        status = fair_calibrator_apply(c, &rows, options, out + at, err);
        at += batches[i].n;
    }
    return status;
}

/* decide(columns, features, ids, options, out): as of a plan; out has room for
 * a double a row. */
static PyObject *
calibrator_decide(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    PyObject *columns, *features, *ids, *dict, *object;
    if (!PyArg_ParseTuple(args, "O!O!O!O!O", &PyDict_Type, &columns,
                          &PyTuple_Type, &features, &PyTuple_Type, &ids,
                          &PyDict_Type, &dict, &object))
        return NULL;
    Py_buffer out;
    scratch s;
    if (PyObject_GetBuffer(object, &out, PyBUF_WRITABLE) < 0) return NULL;
    if (scratch_open(&s) < 0) {
        PyBuffer_Release(&out);
        return NULL;
    }
    fair_calibrator_apply_options options;
    fair_rows *batches = NULL;
    fair_error err = {0};
    fair_status status = FAIR_ERR_ARGUMENT;
    size_t n = 0;
    if (calibrator_apply_options_from(state, dict, &s, &options) == 0 &&
        batches_from(state, columns, features, ids, 0, -1, &s, &n,
                     &batches) == 0) {
        for (size_t i = 0; PyTuple_Size(ids) == 0 && i < n; i++)
            batches[i].control = NULL;
        Py_BEGIN_ALLOW_THREADS
        status = apply(((calibrator_object *)self)->calibrator, batches, n,
                       (size_t)PyTuple_Size(features), &options, out.buf,
                       &err);
        Py_END_ALLOW_THREADS
        if (status != FAIR_OK) raise_error(state, &err);
    }
    scratch_close(&s);
    PyBuffer_Release(&out);
    if (status != FAIR_OK) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"read", calibrator_read, METH_VARARGS | METH_CLASS, NULL},
    {"write", calibrator_write, METH_VARARGS, NULL},
    {"decide", calibrator_decide, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static char doc[] = "A calibrator by group.";

static PyType_Slot slots[] = {
    {Py_tp_dealloc, calibrator_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_doc, doc},
    {0, NULL},
};

PyType_Spec calibrator_spec = {
    .name = "libfairness._core.Calibrator",
    .basicsize = sizeof(calibrator_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = slots,
};
