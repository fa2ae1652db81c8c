/* SPDX-License-Identifier: MIT
 * The type Report: values by name, tables, and the report as text. */
#include "core.h" /* first: it says which POSIX */

#include "column/arrow_abi.h"
#include "option.h"

#include <math.h>
#include <time.h>

#define LOOK_EVERY 50000000 /* nanoseconds between looks for signals */

typedef struct report_object {
    PyObject_HEAD
    fair_report *report;
    _Atomic int64_t looked; /* by the clock; several threads may read */
} report_object;

/* Ctrl-C while pairs of groups are measured, by a thread without the GIL. */
static int32_t
look(void *ctx, uint64_t pairs)
{
    report_object *self = ctx;
    struct timespec now;
    (void)pairs;
    if (timespec_get(&now, TIME_UTC) != TIME_UTC) return 0;
    const int64_t ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    const int64_t last = atomic_load(&self->looked);
    if (ns >= last && ns - last < LOOK_EVERY) return 0;
    atomic_store(&self->looked, ns);
    const PyGILState_STATE gil = PyGILState_Ensure();
    const int raised = PyErr_CheckSignals() < 0;
    PyGILState_Release(gil);
    return raised;
}

/* Report(audit, options): options is a dict, see options.c. */
static PyObject *
report_make(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    const core_state *state = PyType_GetModuleState(type);
    PyObject *audit = NULL;
    PyObject *dict = NULL;
    if (kwargs != NULL && PyDict_Size(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Report takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!O!", state->audit_type, &audit,
                          &PyDict_Type, &dict))
        return NULL;
    report_object *self = PyObject_New(report_object, type);
    if (self == NULL) return NULL;
    self->report = NULL;
    atomic_init(&self->looked, 0);
    audit_object *a = (audit_object *)audit;
    scratch s;
    fair_report_options options;
    fair_watch watch = FAIR_WATCH_INIT;
    watch.stop = look;
    watch.ctx = self;
    if (scratch_open(&s) == 0) {
        if (report_options_from(state, dict, &s, &options) == 0 &&
            audit_enter(state, a) == 0) {
            fair_error err = {0};
            fair_status status = FAIR_OK;
            options.watch = &watch;
            Py_BEGIN_ALLOW_THREADS
            status = fair_report_new(a->audit, &options, &self->report, &err);
            Py_END_ALLOW_THREADS
            audit_leave(a);
            if (status != FAIR_OK) raise_error(state, &err);
        }
        scratch_close(&s);
    }
    if (self->report == NULL) Py_CLEAR(self);
    return (PyObject *)self;
}

static void
report_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    fair_report_free(((report_object *)self)->report);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *
interval(const fair_value *v)
{
    if (v->method == FAIR_METHOD_NONE) return Py_NewRef(Py_None);
    return Py_BuildValue("(dd)", v->lower, v->upper);
}

/* Everything that fair_value holds, in the order of Value's slots. */
static PyObject *
value_tuple(const fair_value *v)
{
    PyObject *limit = v->within_limit == 0
                          ? Py_NewRef(Py_None)
                          : PyBool_FromLong(v->within_limit > 0);
    return Py_BuildValue(
        "(KNNNNNNKNNdIN)", (unsigned long long)v->id,
        v->reason == FAIR_DEFINED ? number(v->value) : Py_NewRef(Py_None),
        word(fair_reason_name(v->reason)), interval(v),
        word(fair_method_name(v->method)), number(v->numerator),
        number(v->denominator), (unsigned long long)v->n,
        number(v->effective_n), number(v->sum_weights), v->confidence,
        (unsigned int)v->groups_compared, limit);
}

/* A selector from a dict: by, group, control, comparison. */
static int
selector_from(const core_state *state, PyObject *dict, scratch *s,
              fair_selector *out)
{
    *out = (fair_selector)FAIR_SELECTOR_INIT;
    PyObject *by, *group, *control, *comparison, *parsed;
    if (dict_find(dict, "by", &by) < 0 ||
        dict_find(dict, "group", &group) < 0 ||
        dict_find(dict, "control", &control) < 0 ||
        dict_find(dict, "comparison", &comparison) < 0 ||
        dict_find(dict, "parsed", &parsed) < 0)
        return -1;
    const int typed = parsed != NULL && PyObject_IsTrue(parsed) == 1;
    if (by != NULL &&
        names_from(state, by, "by", s, &out->n_by, &out->by) < 0)
        return -1;
    if (group != NULL && features_from(state, group, typed, "group", s,
                                       &out->n_group, &out->group) < 0)
        return -1;
    if (control != NULL && features_from(state, control, typed, "control", s,
                                         &out->n_control, &out->control) < 0)
        return -1;
    if (comparison != NULL) {
        out->comparison = name_from(state, comparison, "comparison");
        if (out->comparison == NULL) return -1;
    }
    return 0;
}

/* value(name, selector or None) -> tuple */
static PyObject *
report_value(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    const fair_report *report = ((report_object *)self)->report;
    PyObject *text = NULL;
    PyObject *dict = NULL;
    if (!PyArg_ParseTuple(args, "OO", &text, &dict)) return NULL;
    const char *name = name_from(state, text, "name");
    if (name == NULL) return NULL;
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    fair_selector selector;
    fair_value value = {0};
    fair_error err = {0};
    fair_status status = FAIR_OK;
    PyObject *tuple = NULL;
    if (dict == Py_None || selector_from(state, dict, &s, &selector) == 0) {
        Py_BEGIN_ALLOW_THREADS
        status = fair_report_value(report, name,
                                   dict == Py_None ? NULL : &selector, &value,
                                   &err);
        Py_END_ALLOW_THREADS
        tuple = status == FAIR_OK ? value_tuple(&value)
                                  : raise_error(state, &err);
    }
    scratch_close(&s);
    return tuple;
}

/* In the order of LimitTest's fields, without the name. */
static PyObject *
test_tuple(const fair_test *t, double limit)
{
    PyObject *range = isnan(t->lower)
                          ? Py_NewRef(Py_None)
                          : Py_BuildValue("(dd)", t->lower, t->upper);
    return Py_BuildValue("(dsNNNdNNNK)", limit, t->side > 0 ? "max" : "min",
                         number(t->value), word(fair_reason_name(t->reason)),
                         range, t->confidence, number(t->p_beyond),
                         number(t->p_within), number(t->p_no_disparity),
                         (unsigned long long)t->n_claims);
}

/* test(name, limit, selector or None) -> tuple */
static PyObject *
report_test(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    const fair_report *report = ((report_object *)self)->report;
    static const option row = {"limit", option_number, 0, 0, NULL};
    PyObject *text = NULL, *number_given = NULL, *dict = NULL;
    if (!PyArg_ParseTuple(args, "OOO", &text, &number_given, &dict))
        return NULL;
    const char *name = name_from(state, text, "name");
    scratch s;
    if (name == NULL || scratch_open(&s) < 0) return NULL;
    double limit = 0;
    const reading limit_of = {state, &s, 0, &limit, &row};
    fair_selector selector;
    fair_test test = FAIR_TEST_INIT;
    PyObject *tuple = NULL;
    if (option_number(&limit_of, number_given) == 0 &&
        (dict == Py_None || selector_from(state, dict, &s, &selector) == 0)) {
        fair_error err = {0};
        fair_status status;
        Py_BEGIN_ALLOW_THREADS
        status = fair_report_test(report, name,
                                  dict == Py_None ? NULL : &selector, limit,
                                  &test, &err);
        Py_END_ALLOW_THREADS
        tuple = status == FAIR_OK ? test_tuple(&test, limit)
                                  : raise_error(state, &err);
    }
    scratch_close(&s);
    return tuple;
}

/* field(id, name) -> JSON text */
static PyObject *
report_field(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    const fair_report *report = ((report_object *)self)->report;
    unsigned long long id = 0;
    const char *name = NULL;
    if (!PyArg_ParseTuple(args, "Ks", &id, &name)) return NULL;
    fair_error err = {0};
    char small[512];
    size_t length = 0;
    fair_status status =
        fair_report_field(report, id, name, small, sizeof(small), &length,
                          &err);
    if (status == FAIR_OK)
        return PyUnicode_DecodeUTF8(small, (Py_ssize_t)length, "strict");
    if (length < sizeof(small)) return raise_error(state, &err);
    char *large = PyMem_Malloc(length + 1);
    if (large == NULL) return PyErr_NoMemory();
    PyObject *text = NULL;
    status = fair_report_field(report, id, name, large, length + 1, &length,
                               &err);
    text = status == FAIR_OK
               ? PyUnicode_DecodeUTF8(large, (Py_ssize_t)length, "strict")
               : raise_error(state, &err);
    PyMem_Free(large);
    return text;
}

/* write(format) -> str */
static PyObject *
report_write(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    const fair_report *report = ((report_object *)self)->report;
    const char *format = NULL;
    if (!PyArg_ParseTuple(args, "s", &format)) return NULL;
    output o = {0};
    fair_error err = {0};
    fair_status status = FAIR_OK;
    Py_BEGIN_ALLOW_THREADS
    status = fair_report_write(report, format, output_write, &o, &err);
    Py_END_ALLOW_THREADS
    return output_text(state, &o, status, &err);
}

/* verdict(policy, baseline) -> (JSON, text, name of the status, exit code);
 * baseline is a report or None. */
static PyObject *
report_verdict(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    PyObject *policy = NULL, *other = Py_None;
    if (!PyArg_ParseTuple(args, "O!|O", state->policy_type, &policy, &other))
        return NULL;
    if (other != Py_None && Py_TYPE(other) != Py_TYPE(self))
        return PyErr_Format(PyExc_TypeError, "baseline is no Report");
    return verdict_of(
        state, policy, ((report_object *)self)->report,
        other != Py_None ? ((report_object *)other)->report : NULL);
}

/* plan(options) -> Plan */
static PyObject *
report_plan(PyObject *self, PyObject *args)
{
    PyObject *dict = NULL;
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &dict)) return NULL;
    return plan_of(state_of(self), dict, ((report_object *)self)->report);
}

/* front(options, points, tolerances) -> list */
static PyObject *
report_front(PyObject *self, PyObject *args)
{
    return front_of(state_of(self), args, ((report_object *)self)->report);
}

/* calibrate(options) -> Calibrator */
static PyObject *
report_calibrate(PyObject *self, PyObject *args)
{
    PyObject *dict = NULL;
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &dict)) return NULL;
    return calibrator_of(state_of(self), dict,
                         ((report_object *)self)->report);
}

/* nearest(options) -> float or None */
static PyObject *
report_nearest(PyObject *self, PyObject *args)
{
    PyObject *dict = NULL;
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &dict)) return NULL;
    return nearest_of(state_of(self), dict, ((report_object *)self)->report);
}

/* power(policy, i, power, runs, seed) */
static PyObject *
report_power(PyObject *self, PyObject *args)
{
    return power_of(state_of(self), args, ((report_object *)self)->report);
}

/* A capsule of what a call made, which is released where there is none. */
static PyObject *
hand_out(const core_state *state, struct ArrowArrayStream *stream,
         fair_status status, const fair_error *err, PyObject *owner)
{
    if (status != FAIR_OK) return raise_error(state, err);
    PyObject *capsule = NULL;
    if (owner == NULL || stream_keep(stream, owner) == 0)
        capsule = stream_capsule(stream);
    if (capsule == NULL) release_stream(stream);
    return capsule;
}

/* stream(table) -> capsule */
static PyObject *
report_stream(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    const fair_report *report = ((report_object *)self)->report;
    PyObject *text = NULL;
    if (!PyArg_ParseTuple(args, "O", &text)) return NULL;
    const char *table = name_from(state, text, "table");
    if (table == NULL) return NULL;
    struct ArrowArrayStream stream;
    fair_error err = {0};
    fair_status status;
    Py_BEGIN_ALLOW_THREADS
    status = fair_report_stream(report, table, &stream, &err);
    Py_END_ALLOW_THREADS
    return hand_out(state, &stream, status, &err, NULL);
}

/* curve(table, selector or None, options) -> capsule */
static PyObject *
report_curve(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    const fair_report *report = ((report_object *)self)->report;
    PyObject *text = NULL;
    PyObject *dict = NULL;
    PyObject *options = NULL;
    if (!PyArg_ParseTuple(args, "OOO!", &text, &dict, &PyDict_Type, &options))
        return NULL;
    const char *table = name_from(state, text, "table");
    scratch s;
    if (table == NULL || scratch_open(&s) < 0) return NULL;
    fair_selector selector;
    fair_curve_options read;
    PyObject *capsule = NULL;
    if ((dict == Py_None || selector_from(state, dict, &s, &selector) == 0) &&
        curve_options_from(state, options, &s, &read) == 0) {
        struct ArrowArrayStream stream;
        fair_error err = {0};
        fair_status status;
        Py_BEGIN_ALLOW_THREADS
        status = fair_report_curve(report, table,
                                   dict == Py_None ? NULL : &selector, &read,
                                   &stream, &err);
        Py_END_ALLOW_THREADS
        capsule = hand_out(state, &stream, status, &err, self);
    }
    scratch_close(&s);
    return capsule;
}

static PyMethodDef methods[] = {
    {"value", report_value, METH_VARARGS, NULL},
    {"test", report_test, METH_VARARGS, NULL},
    {"field", report_field, METH_VARARGS, NULL},
    {"write", report_write, METH_VARARGS, NULL},
    {"stream", report_stream, METH_VARARGS, NULL},
    {"curve", report_curve, METH_VARARGS, NULL},
    {"verdict", report_verdict, METH_VARARGS, NULL},
    {"plan", report_plan, METH_VARARGS, NULL},
    {"front", report_front, METH_VARARGS, NULL},
    {"calibrate", report_calibrate, METH_VARARGS, NULL},
    {"nearest", report_nearest, METH_VARARGS, NULL},
    {"power", report_power, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static char doc[] = "A report of the library.";

static PyType_Slot slots[] = {
    {Py_tp_new, report_make},
    {Py_tp_dealloc, report_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_doc, doc},
    {0, NULL},
};

PyType_Spec report_spec = {
    .name = "libfairness._core.Report",
    .basicsize = sizeof(report_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
