/* SPDX-License-Identifier: MIT
 * The type Policy: rules that were checked; and what a report makes of them. */
#include "core.h"

typedef struct policy_object {
    PyObject_HEAD
    fair_policy *policy;
    unsigned uses; /* calls that read it now, without the GIL */
} policy_object;

/* Policy(options): options is a dict, see options.c. */
static PyObject *
policy_make(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    const core_state *state = PyType_GetModuleState(type);
    PyObject *dict = NULL;
    if (kwargs != NULL && PyDict_Size(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Policy takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &dict)) return NULL;
    policy_object *self = PyObject_New(policy_object, type);
    if (self == NULL) return NULL;
    self->policy = NULL;
    self->uses = 0;
    scratch s;
    fair_policy_options options;
    if (scratch_open(&s) == 0) {
        fair_error err = {0};
        if (policy_options_from(state, dict, &s, &options) == 0 &&
            fair_policy_new(&options, &self->policy, &err) != FAIR_OK)
            raise_error(state, &err);
        scratch_close(&s);
    }
    if (self->policy == NULL) Py_CLEAR(self);
    return (PyObject *)self;
}

static void
policy_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    fair_policy_free(((policy_object *)self)->policy);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* add(rule): a dict; not while the policy is read. */
static PyObject *
policy_add(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    PyObject *dict = NULL;
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &dict)) return NULL;
    if (((policy_object *)self)->uses > 0) {
        PyErr_SetString(PyExc_RuntimeError, "the policy is in use");
        return NULL;
    }
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    fair_rule rule;
    int status = rule_from(state, dict, &s, &rule);
    if (status == 0) {
        fair_error err = {0};
        /* The GIL guards the policy: nothing else may use it meanwhile. */
        if (fair_policy_add(((policy_object *)self)->policy, &rule, &err) !=
            FAIR_OK) {
            raise_error(state, &err);
            status = -1;
        }
    }
    scratch_close(&s);
    if (status < 0) return NULL;
    Py_RETURN_NONE;
}

/* waive(waiver): a dict. */
static PyObject *
policy_waive(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    PyObject *dict = NULL;
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &dict)) return NULL;
    scratch s;
    if (scratch_open(&s) < 0) return NULL;
    fair_waiver waiver;
    int status = waiver_from(state, dict, &s, &waiver);
    if (status == 0) {
        fair_error err = {0};
        if (fair_policy_waive(((policy_object *)self)->policy, &waiver,
                              &err) != FAIR_OK) {
            raise_error(state, &err);
            status = -1;
        }
    }
    scratch_close(&s);
    if (status < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *
verdict_text(const core_state *state, const fair_verdict *verdict,
             const char *format)
{
    output o = {0};
    fair_error err = {0};
    const fair_status status =
        fair_verdict_write(verdict, format, output_write, &o, &err);
    return output_text(state, &o, status, &err);
}

PyObject *
verdict_of(const core_state *state, PyObject *policy,
           const fair_report *report, const fair_report *baseline)
{
    policy_object *p = (policy_object *)policy;
    fair_verdict *verdict = NULL;
    fair_error err = {0};
    fair_status status;
    p->uses++;
    Py_BEGIN_ALLOW_THREADS
    status = fair_verdict_against(p->policy, report, baseline, &verdict, &err);
    Py_END_ALLOW_THREADS
    p->uses--;
    if (status != FAIR_OK) return raise_error(state, &err);
    const int32_t code = fair_verdict_status(verdict);
    PyObject *json = verdict_text(state, verdict, "json");
    PyObject *text = json != NULL ? verdict_text(state, verdict, "text")
                                  : NULL;
    PyObject *made = NULL;
    if (text != NULL)
        made = Py_BuildValue("(OOsi)", json, text, fair_verdict_name(code),
                             (int)code);
    Py_XDECREF(json);
    Py_XDECREF(text);
    fair_verdict_free(verdict);
    return made;
}

/* What rule i can show: (chance to pass, to fail, beyond, expected, growth,
 * detectable, claims, reason). */
PyObject *
power_of(const core_state *state, PyObject *args, const fair_report *report)
{
    PyObject *policy = NULL;
    fair_power_options options = FAIR_POWER_OPTIONS_INIT;
    fair_power found = FAIR_POWER_INIT;
    fair_error err = {0};
    Py_ssize_t i;
    unsigned long long runs, seed;
    if (!PyArg_ParseTuple(args, "O!ndKK", state->policy_type, &policy, &i,
                          &options.power, &runs, &seed))
        return NULL;
    options.runs = runs;
    options.seed = seed;
    policy_object *p = (policy_object *)policy;
    fair_status status;
    p->uses++;
    Py_BEGIN_ALLOW_THREADS
    status = fair_policy_power(p->policy, report, (size_t)i, &options, &found,
                               &err);
    Py_END_ALLOW_THREADS
    p->uses--;
    if (status != FAIR_OK) return raise_error(state, &err);
    return Py_BuildValue(
        "(NNNNNNKz)", number(found.chance_to_pass),
        number(found.chance_to_fail),
        number(found.chance_beyond), number(found.expected),
        number(found.growth), number(found.detectable),
        (unsigned long long)found.n_claims,
        found.reason != FAIR_DEFINED ? fair_reason_name(found.reason) : NULL);
}

static PyMethodDef methods[] = {
    {"add", policy_add, METH_VARARGS, NULL},
    {"waive", policy_waive, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static char doc[] = "Rules of a gate.";

static PyType_Slot slots[] = {
    {Py_tp_new, policy_make},
    {Py_tp_dealloc, policy_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_doc, doc},
    {0, NULL},
};

PyType_Spec policy_spec = {
    .name = "libfairness._core.Policy",
    .basicsize = sizeof(policy_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
