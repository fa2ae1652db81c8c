/* SPDX-License-Identifier: MIT
 * Audits made from audits: copies, and parts for the threads of one add. */
#include "core.h"

/* copy() -> Audit: the same specification and counts. */
PyObject *
audit_copy(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    if (audit_enter(state, a) < 0) return NULL;
    fair_audit *copy = NULL;
    fair_error err = {0};
    fair_status status = FAIR_OK;
    Py_BEGIN_ALLOW_THREADS
    status = fair_audit_copy(a->audit, &copy, &err);
    Py_END_ALLOW_THREADS
    audit_leave(a);
    if (status != FAIR_OK) return raise_error(state, &err);
    return audit_wrap(Py_TYPE(self), copy, 0);
}

/* part() -> Audit: empty, of the same specification, for some of the rows of
 * one add: without a shard's name, and it looks for no signals. */
PyObject *
audit_part(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    const core_state *state = state_of(self);
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *part = NULL;
    fair_error err = {0};
    fair_audit_specification(((audit_object *)self)->audit, &options, NULL);
    options.shard = NULL;
    if (fair_audit_new(&options, &part, &err) != FAIR_OK)
        return raise_error(state, &err);
    return audit_wrap(Py_TYPE(self), part, 1);
}

/* stop(): the call that is at work here, in another thread, ends. */
PyObject *
audit_stop(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    atomic_store(&((audit_object *)self)->stopped, 1);
    Py_RETURN_NONE;
}

/* replace(other, changes): takes the counts of other, a copy that was made
 * when there had been so many changes here, and gives it the old ones. */
PyObject *
audit_replace(PyObject *self, PyObject *args)
{
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    PyObject *other = NULL;
    unsigned long long changes = 0;
    if (!PyArg_ParseTuple(args, "O!K", state->audit_type, &other, &changes))
        return NULL;
    audit_object *b = (audit_object *)other;
    if (a->changes != changes) return audit_in_use(state);
    if (audit_enter(state, a) < 0) return NULL;
    if (a == b || audit_enter(state, b) == 0) {
        fair_audit *mine = a->audit;
        a->audit = b->audit;
        b->audit = mine;
        audit_watch(a, 0);
        audit_watch(b, 0);
        a->changes++;
        audit_leave(b);
    }
    audit_leave(a);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

static PyObject *
names_tuple(const char *const *names, size_t n)
{
    PyObject *tuple = PyTuple_New((Py_ssize_t)n);
    for (size_t i = 0; tuple != NULL && i < n; i++) {
        PyObject *name = PyUnicode_FromString(names[i]);
        if (name == NULL || PyTuple_SetItem(tuple, (Py_ssize_t)i, name) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

/* names() -> dict of role to name or names of columns, as in the options. */
PyObject *
audit_names(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit_specification(((audit_object *)self)->audit, &o, NULL);
    const struct {
        const char *role;
        const char *name;
    } roles[] = {
        {"y_true", o.y_true},
        {"y_pred", o.y_pred},
        {"y_score", o.y_score},
        {"y_pred_baseline", o.y_pred_baseline},
        {"sample_weight", o.sample_weight},
        {"frequency", o.frequency},
    };
    PyObject *dict = Py_BuildValue(
        "{s:N,s:N}", "sensitive_features",
        names_tuple(o.sensitive_names, o.n_sensitive), "control_features",
        names_tuple(o.control_names, o.n_control));
    for (size_t i = 0; dict != NULL && i < sizeof(roles) / sizeof(roles[0]);
         i++) {
        if (roles[i].name == NULL) continue;
        PyObject *name = PyUnicode_FromString(roles[i].name);
        if (name == NULL ||
            PyDict_SetItemString(dict, roles[i].role, name) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(name);
    }
    return dict;
}
