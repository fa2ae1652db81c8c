/* SPDX-License-Identifier: MIT
 * Audits made from audits: copies, and parts for the threads of one add,
 * which holds the audit meanwhile. */
#include "core.h"

static PyObject *
copy_of(const core_state *state, const audit_object *a)
{
    fair_audit *copy = NULL;
    fair_error err = {0};
    fair_status status = FAIR_OK;
    Py_BEGIN_ALLOW_THREADS
    status = fair_audit_copy(a->audit, &copy, &err);
    Py_END_ALLOW_THREADS
    if (status != FAIR_OK) return raise_error(state, &err);
    return audit_wrap(state->audit_type, copy, 0);
}

/* copy() -> Audit: the same specification and counts. */
PyObject *
audit_copy(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    const core_state *state = state_of(self);
    audit_object *a = (audit_object *)self;
    if (audit_enter(state, a) < 0) return NULL;
    PyObject *copy = copy_of(state, a);
    audit_leave(a);
    return copy;
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

/* ---- holding an audit through several calls ---- */

typedef struct hold_object {
    PyObject_HEAD
    audit_object *audit; /* NULL once it was let go */
} hold_object;

static void
let_go(hold_object *h)
{
    audit_object *a = h->audit;
    if (a == NULL) return;
    h->audit = NULL;
    audit_leave(a);
    Py_DECREF(a);
}

/* hold() -> Hold: the audit is in use until the hold is let go or dies, so
 * that an exception between two instructions leaves no audit in use. */
PyObject *
audit_hold(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    const core_state *state = state_of(self);
    hold_object *h = PyObject_New(hold_object, state->hold_type);
    if (h == NULL) return NULL;
    h->audit = NULL;
    if (audit_enter(state, (audit_object *)self) < 0)
        Py_CLEAR(h);
    else
        h->audit = (audit_object *)Py_NewRef(self);
    return (PyObject *)h;
}

static void
hold_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    let_go((hold_object *)self);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* copy() -> Audit: what is held. */
static PyObject *
hold_copy(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    const core_state *state = state_of(self);
    const audit_object *a = ((hold_object *)self)->audit;
    return a == NULL ? audit_in_use(state) : copy_of(state, a);
}

/* replace(other): what is held takes the counts of other, a copy that has
 * more, and gives it the old ones. */
static PyObject *
hold_replace(PyObject *self, PyObject *other)
{
    const core_state *state = state_of(self);
    audit_object *a = ((hold_object *)self)->audit;
    audit_object *b = (audit_object *)other;
    if (Py_TYPE(other) != state->audit_type) {
        PyErr_SetString(PyExc_TypeError, "replace expects an Audit");
        return NULL;
    }
    if (a == NULL) return audit_in_use(state);
    if (audit_enter(state, b) < 0) return NULL;
    fair_audit *mine = a->audit;
    a->audit = b->audit;
    b->audit = mine;
    audit_watch(a, 0);
    audit_watch(b, 0);
    audit_leave(b);
    Py_RETURN_NONE;
}

static PyObject *
hold_let_go(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    let_go((hold_object *)self);
    Py_RETURN_NONE;
}

static PyMethodDef hold_methods[] = {
    {"copy", hold_copy, METH_NOARGS, NULL},
    {"replace", hold_replace, METH_O, NULL},
    {"let_go", hold_let_go, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static char hold_doc[] = "An audit that is in use through several calls.";

static PyType_Slot hold_slots[] = {
    {Py_tp_dealloc, hold_dealloc},
    {Py_tp_methods, hold_methods},
    {Py_tp_doc, hold_doc},
    {0, NULL},
};

PyType_Spec hold_spec = {
    .name = "libfairness._core.Hold",
    .basicsize = sizeof(hold_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = hold_slots,
};

/* ---- names ---- */

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
