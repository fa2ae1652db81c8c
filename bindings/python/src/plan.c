/* SPDX-License-Identifier: MIT
 * The type Plan: thresholds by group, made from a report. */
#include "core.h"

typedef struct plan_object {
    PyObject_HEAD
    fair_plan *plan; /* never changed: any number of threads may read it */
} plan_object;

PyObject *
plan_of(const core_state *state, PyObject *dict, const fair_report *report)
{
    plan_object *self = PyObject_New(plan_object, state->plan_type);
    if (self == NULL) return NULL;
    self->plan = NULL;
    scratch s;
    fair_plan_options options;
    if (scratch_open(&s) == 0) {
        if (plan_options_from(state, dict, &s, &options) == 0) {
            fair_error err = {0};
            fair_status status;
            Py_BEGIN_ALLOW_THREADS
            status = fair_plan_fit(report, &options, &self->plan, &err);
            Py_END_ALLOW_THREADS
            if (status != FAIR_OK) raise_error(state, &err);
        }
        scratch_close(&s);
    }
    if (self->plan == NULL) Py_CLEAR(self);
    return (PyObject *)self;
}

PyObject *
nearest_of(const core_state *state, PyObject *dict, const fair_report *report)
{
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    fair_plan_options options;
    double nearest = 0;
    PyObject *found = NULL;
    if (plan_options_from(state, dict, &s, &options) == 0) {
        fair_error err = {0};
        fair_status status;
        Py_BEGIN_ALLOW_THREADS
        status = fair_plan_nearest(report, &options, &nearest, &err);
        Py_END_ALLOW_THREADS
        found = status == FAIR_OK ? number(nearest)
                                  : raise_error(state, &err);
    }
    scratch_close(&s);
    return found;
}

/* One of front_of's. */
static PyObject *
step_tuple(const fair_plan_step *x)
{
    const char *status = x->status == FAIR_OK              ? "ok"
                         : x->status == FAIR_ERR_INFEASIBLE ? "infeasible"
                                                            : "max_nodes";
    return Py_BuildValue("ssNNNNNNK", x->tolerance, status,
                         number(x->disparity),
                         word(fair_reason_name(x->reason)), number(x->value),
                         number(x->loss), number(x->bound),
                         number(x->selection_rate),
                         (unsigned long long)x->nodes);
}

static PyObject *
step_list(const core_state *state, const fair_plan_front *front)
{
    const size_t n = fair_plan_front_count(front);
    PyObject *list = PyList_New((Py_ssize_t)n);
    for (size_t i = 0; i < n && list != NULL; i++) {
        fair_plan_step step = FAIR_PLAN_STEP_INIT;
        fair_error err = {0};
        PyObject *tuple = NULL;
        if (fair_plan_front_at(front, i, &step, &err) == FAIR_OK)
            tuple = step_tuple(&step);
        else
            raise_error(state, &err);
        if (tuple == NULL || PyList_SetItem(list, (Py_ssize_t)i, tuple) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyObject *
front_of(const core_state *state, PyObject *args, const fair_report *report)
{
    PyObject *dict, *texts, *list = NULL;
    Py_ssize_t points;
    scratch s;
    if (!PyArg_ParseTuple(args, "O!nO!", &PyDict_Type, &dict, &points,
                          &PyTuple_Type, &texts) ||
        scratch_open(&s) < 0)
        return NULL;
    fair_plan_options options;
    size_t n = 0;
    const char *const *tolerances = NULL;
    if (plan_options_from(state, dict, &s, &options) == 0 &&
        names_from(state, texts, "tolerances", &s, &n, &tolerances) == 0) {
        fair_plan_front *front = NULL;
        fair_error err = {0};
        fair_status status;
        Py_BEGIN_ALLOW_THREADS
        status = fair_plan_front_new(report, &options, (size_t)points, n,
                                     tolerances, &front, &err);
        Py_END_ALLOW_THREADS
        list = status == FAIR_OK ? step_list(state, front)
                                 : raise_error(state, &err);
        fair_plan_front_free(front);
    }
    scratch_close(&s);
    return list;
}

static void
plan_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    fair_plan_free(((plan_object *)self)->plan);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* read(bytes) -> Plan */
static PyObject *
plan_read(PyObject *type, PyObject *args)
{
    const core_state *state = PyType_GetModuleState((PyTypeObject *)type);
    Py_buffer bytes;
    if (!PyArg_ParseTuple(args, "y*", &bytes)) return NULL;
    plan_object *self = PyObject_New(plan_object, state->plan_type);
    if (self != NULL) {
        fair_error err = {0};
        fair_status status;
        self->plan = NULL;
        Py_BEGIN_ALLOW_THREADS
        status = fair_plan_read(bytes.buf, (size_t)bytes.len, NULL,
                                &self->plan, &err);
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
plan_write(PyObject *self, PyObject *args)
{
    const char *format = NULL;
    if (!PyArg_ParseTuple(args, "s", &format)) return NULL;
    output o = {0};
    fair_error err = {0};
    const fair_status status = fair_plan_write(
        ((plan_object *)self)->plan, format, output_write, &o, &err);
    return output_text(state_of(self), &o, status, &err);
}

/* Bytes are decisions, doubles are probabilities. */
static fair_status
decide(const fair_plan *plan, const fair_rows *batches, size_t n,
       size_t n_features, fair_plan_apply_options *options,
       const Py_buffer *out, fair_error *err)
{
    fair_status status = FAIR_OK;
    for (size_t i = 0, at = 0; i < n && status == FAIR_OK; i++) {
        fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
        rows.n = batches[i].n;
        rows.y_score = batches[i].y_score;
        rows.n_features = n_features;
        rows.features = batches[i].sensitive;
        if (batches[i].control != NULL) rows.row_id = *batches[i].control;
        options->first_row = at;
        status = out->itemsize == 1
                     ? fair_plan_apply(plan, &rows, options,
                                       (uint8_t *)out->buf + at, err)
                     : fair_plan_probability(plan, &rows, options,
                                             (double *)out->buf + at, err);
        at += batches[i].n;
    }
    return status;
}

/* decide(columns, features, ids, options, out): columns are a dict with
 * y_score, ids a tuple of at most one column, out a buffer that is written to
 * and has room for all rows. */
static PyObject *
plan_decide(PyObject *self, PyObject *args)
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
    fair_plan_apply_options options;
    fair_rows *batches = NULL;
    fair_error err = {0};
    fair_status status = FAIR_ERR_ARGUMENT;
    size_t n = 0;
    if (apply_options_from(state, dict, &s, &options) == 0 &&
        batches_from(state, columns, features, ids, 0, -1, &s, &n,
                     &batches) == 0) {
        for (size_t i = 0; PyTuple_Size(ids) == 0 && i < n; i++)
            batches[i].control = NULL;
        Py_BEGIN_ALLOW_THREADS
        status = decide(((plan_object *)self)->plan, batches, n,
                        (size_t)PyTuple_Size(features), &options, &out, &err);
        Py_END_ALLOW_THREADS
        if (status != FAIR_OK) raise_error(state, &err);
    }
    scratch_close(&s);
    PyBuffer_Release(&out);
    if (status != FAIR_OK) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"read", plan_read, METH_VARARGS | METH_CLASS, NULL},
    {"write", plan_write, METH_VARARGS, NULL},
    {"decide", plan_decide, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static char doc[] = "A plan of thresholds.";

static PyType_Slot slots[] = {
    {Py_tp_dealloc, plan_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_doc, doc},
    {0, NULL},
};

PyType_Spec plan_spec = {
    .name = "libfairness._core.Plan",
    .basicsize = sizeof(plan_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = slots,
};
