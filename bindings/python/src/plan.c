/* SPDX-License-Identifier: MIT
 * The type Plan: thresholds by group, made from a report. */
#include "core.h"

#include <math.h>

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

static void
plan_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    fair_plan_free(((plan_object *)self)->plan);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* describe() -> a dict */
static PyObject *
plan_describe(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    fair_plan_summary p = FAIR_PLAN_SUMMARY_INIT;
    fair_error err = {0};
    if (fair_plan_describe(((plan_object *)self)->plan, &p, &err) != FAIR_OK)
        return raise_error(state_of(self), &err);
    return Py_BuildValue(
        "{sssssNsNsNsNsssNsKsK}", "constraint", p.constraint, "objective",
        p.objective, "value", number(p.value), "bound", number(p.bound),
        "disparity", number(p.disparity), "reason",
        word(fair_reason_name(p.reason)), "rule",
        p.rule == FAIR_PLAN_SHARED ? "shared" : "by_group", "needs_groups",
        PyBool_FromLong(p.needs_groups), "n_groups",
        (unsigned long long)p.n_groups, "nodes", (unsigned long long)p.nodes);
}

static PyObject *
scalar_object(const fair_scalar *v)
{
    switch (v->kind) {
    case FAIR_KIND_BOOL:
        return PyBool_FromLong(v->integer != 0);
    case FAIR_KIND_INT:
        return PyLong_FromLongLong(v->integer);
    case FAIR_KIND_UINT:
        return PyLong_FromUnsignedLongLong((uint64_t)v->integer);
    case FAIR_KIND_FLOAT:
        return PyFloat_FromDouble(v->number);
    case FAIR_KIND_TEXT:
        return PyUnicode_DecodeUTF8(v->text, (Py_ssize_t)v->length, "strict");
    default:
        return Py_NewRef(Py_None);
    }
}

/* A dict of features to values. */
static PyObject *
features_object(const fair_plan_group *g)
{
    PyObject *dict = PyDict_New();
    for (size_t i = 0; dict != NULL && i < g->n_values; i++) {
        PyObject *value = scalar_object(&g->values[i].value);
        if (value == NULL ||
            PyDict_SetItemString(dict, g->values[i].feature, value) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(value);
    }
    return dict;
}

/* group(i) -> a dict */
static PyObject *
plan_group(PyObject *self, PyObject *args)
{
    Py_ssize_t i = 0;
    if (!PyArg_ParseTuple(args, "n", &i)) return NULL;
    fair_plan_group g = FAIR_PLAN_GROUP_INIT;
    fair_error err = {0};
    if (fair_plan_group_at(((plan_object *)self)->plan, (size_t)i, &g,
                           &err) != FAIR_OK)
        return raise_error(state_of(self), &err);
    PyObject *features = features_object(&g);
    if (features == NULL) return NULL;
    return Py_BuildValue(
        "{sNsdsKsKsKsKsKsKsNsNsNsNsN}", "group", features, "threshold",
        g.threshold, "rows", (unsigned long long)g.rows, "selected",
        (unsigned long long)g.selected, "true_positives",
        (unsigned long long)g.true_positives, "false_positives",
        (unsigned long long)g.false_positives, "false_negatives",
        (unsigned long long)g.false_negatives, "true_negatives",
        (unsigned long long)g.true_negatives, "selection_rate",
        number(g.selection_rate), "true_positive_rate",
        number(g.true_positive_rate), "false_positive_rate",
        number(g.false_positive_rate), "positive_predictive_value",
        number(g.positive_predictive_value), "set_aside",
        word(fair_reason_name(g.set_aside)));
}

static PyMethodDef methods[] = {
    {"describe", plan_describe, METH_NOARGS, NULL},
    {"group", plan_group, METH_VARARGS, NULL},
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
