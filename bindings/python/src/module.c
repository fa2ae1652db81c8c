/* SPDX-License-Identifier: MIT
 * The module _core: its state, its functions, and the registry by name. */
#include "core.h"

/* Heap types know their module; the definition is the same in every copy. */
core_state *
state_of_module(PyObject *module)
{
    return PyModule_GetState(module);
}

core_state *
state_of(PyObject *self)
{
    return PyType_GetModuleState(Py_TYPE(self));
}

/* names(table) -> tuple of str */
static PyObject *
core_names(PyObject *module, PyObject *args)
{
    (void)module;
    const char *table = NULL;
    if (!PyArg_ParseTuple(args, "s", &table)) return NULL;
    const size_t n = fair_registry_size(table);
    PyObject *tuple = PyTuple_New((Py_ssize_t)n);
    for (size_t i = 0; tuple != NULL && i < n; i++) {
        PyObject *name = PyUnicode_FromString(fair_registry_name(table, i));
        if (name == NULL || PyTuple_SetItem(tuple, (Py_ssize_t)i, name) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

/* text(table, name, field) -> str or None */
static PyObject *
core_text(PyObject *module, PyObject *args)
{
    (void)module;
    const char *table = NULL;
    const char *name = NULL;
    const char *field = NULL;
    if (!PyArg_ParseTuple(args, "sss", &table, &name, &field)) return NULL;
    const char *text = fair_registry_text(table, name, field);
    if (text == NULL) Py_RETURN_NONE;
    return PyUnicode_FromString(text);
}

static PyObject *
core_version(PyObject *module, PyObject *ignored)
{
    (void)module;
    (void)ignored;
    return PyUnicode_FromString(fair_version());
}

static PyMethodDef functions[] = {
    {"column_from_buffer", column_from_buffer, METH_VARARGS, NULL},
    {"are_plain", are_plain, METH_O, NULL},
    {"column_from_sequence", column_from_sequence, METH_VARARGS, NULL},
    {"column_from_codes", column_from_codes, METH_VARARGS, NULL},
    {"column_from_stream", column_from_stream, METH_VARARGS, NULL},
    {"column_from_array", column_from_array, METH_VARARGS, NULL},
    {"columns_from_stream", columns_from_stream, METH_VARARGS, NULL},
    {"columns_from_array", columns_from_array, METH_VARARGS, NULL},
    {"count_lines", count_lines, METH_VARARGS, NULL},
    {"lists", table_lists, METH_VARARGS, NULL},
    {"table", table_made, METH_VARARGS, NULL},
    {"names", core_names, METH_VARARGS, NULL},
    {"text", core_text, METH_VARARGS, NULL},
    {"version", core_version, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int
add_type(PyObject *module, PyType_Spec *spec, PyTypeObject **out)
{
    *out = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, NULL);
    return *out == NULL ? -1 : PyModule_AddType(module, *out);
}

static int
core_exec(PyObject *module)
{
    core_state *state = state_of_module(module);
    if (add_errors(module, state) < 0 ||
        add_type(module, &source_spec, &state->source_type) < 0 ||
        add_type(module, &column_spec, &state->column_type) < 0 ||
        add_type(module, &audit_spec, &state->audit_type) < 0 ||
        add_type(module, &hold_spec, &state->hold_type) < 0 ||
        add_type(module, &report_spec, &state->report_type) < 0 ||
        add_type(module, &policy_spec, &state->policy_type) < 0 ||
        add_type(module, &plan_spec, &state->plan_type) < 0 ||
        add_type(module, &calibrator_spec, &state->calibrator_type) < 0 ||
        add_type(module, &feed_spec, &state->feed_type) < 0 ||
        add_type(module, &batches_spec, &state->batches_type) < 0)
        return -1;
    return 0;
}

static int
core_traverse(PyObject *module, visitproc visit, void *arg)
{
    core_state *state = state_of_module(module);
    for (size_t i = 0; i < N_ERROR_CLASSES; i++) Py_VISIT(state->errors[i]);
    Py_VISIT(state->source_type);
    Py_VISIT(state->column_type);
    Py_VISIT(state->audit_type);
    Py_VISIT(state->hold_type);
    Py_VISIT(state->report_type);
    Py_VISIT(state->policy_type);
    Py_VISIT(state->plan_type);
    Py_VISIT(state->calibrator_type);
    Py_VISIT(state->feed_type);
    Py_VISIT(state->batches_type);
    return 0;
}

static int
core_clear(PyObject *module)
{
    core_state *state = state_of_module(module);
    for (size_t i = 0; i < N_ERROR_CLASSES; i++) Py_CLEAR(state->errors[i]);
    Py_CLEAR(state->source_type);
    Py_CLEAR(state->column_type);
    Py_CLEAR(state->audit_type);
    Py_CLEAR(state->hold_type);
    Py_CLEAR(state->report_type);
    Py_CLEAR(state->policy_type);
    Py_CLEAR(state->plan_type);
    Py_CLEAR(state->calibrator_type);
    Py_CLEAR(state->feed_type);
    Py_CLEAR(state->batches_type);
    return 0;
}

static void
core_free(void *module)
{
    core_clear(module);
}

/* Interpreters share nothing here, so each may have a GIL of its own.  The
 * slot that says so came with Python 3.12, and 3.11 refuses what it does not
 * know; the headers of 3.11, for which this is built, do not name it. */
#define MULTIPLE_INTERPRETERS 3
#define OWN_GIL ((void *)2)
#define SINCE_3_12 0x030c0000

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, core_exec},
    {0, NULL},
};

static PyModuleDef_Slot slots_3_12[] = {
    {Py_mod_exec, core_exec},
    {MULTIPLE_INTERPRETERS, OWN_GIL},
    {0, NULL},
};

#define DEFINITION(its_slots)                                                 \
    {                                                                         \
        PyModuleDef_HEAD_INIT,                                                \
        .m_name = "libfairness._core",                                        \
        .m_doc = "The compiled core of libfairness.",                         \
        .m_size = sizeof(core_state),                                         \
        .m_methods = functions,                                               \
        .m_slots = its_slots,                                                 \
        .m_traverse = core_traverse,                                          \
        .m_clear = core_clear,                                                \
        .m_free = core_free,                                                  \
    }

static PyModuleDef definition = DEFINITION(slots);
static PyModuleDef definition_3_12 = DEFINITION(slots_3_12);

PyMODINIT_FUNC PyInit__core(void);

PyMODINIT_FUNC
PyInit__core(void)
{
    return PyModuleDef_Init(Py_Version >= SINCE_3_12 ? &definition_3_12
                                                    : &definition);
}
