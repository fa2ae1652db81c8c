/* SPDX-License-Identifier: MIT
 * Exceptions: the classes, and how the library's errors become them. */
#include "core.h"

#include <string.h>

/* base: the built-in class that the error is as well; a function, since its
 * address is no constant on every platform. */
static PyObject *none(void) { return NULL; }
static PyObject *value_error(void) { return PyExc_ValueError; }
static PyObject *type_error(void) { return PyExc_TypeError; }

static const struct {
    const char *name; /* with the module that users see */
    const char *doc;
    PyObject *(*base)(void);
} classes[N_ERROR_CLASSES] = {
    [FAIRNESS_ERROR] =
        {"libfairness.FairnessError",
         "Base of every error of libfairness.\n\n"
         "code is the name of the cause (\"DATA\", \"NONFINITE\", ...), column "
         "the column\nor option, row the first bad row (0-based within the "
         "call) and count the\nnumber of rows that are bad in that way; None "
         "where there is none.", none},
    [DATA_ERROR] = {"libfairness.DataError",
                    "A value in the rows that may not be there.",
                    value_error},
    [SPECIFICATION_ERROR] = {"libfairness.SpecificationError",
                             "What was asked for makes no sense.",
                             value_error},
    [TYPE_UNSUPPORTED_ERROR] = {"libfairness.TypeUnsupportedError",
                                "A column of a type that is not supported.",
                                type_error},
    [CORRUPT_ERROR] = {"libfairness.CorruptError",
                       "Saved bytes that are damaged, or of a format that is "
                       "not known here.", value_error},
    [LIMIT_ERROR] = {"libfairness.LimitError",
                     "Too many groups, or a count beyond what can be held.",
                     none},
    [MISMATCH_ERROR] = {"libfairness.MismatchError",
                        "Audits that do not belong together, or a part that "
                        "is missing or there twice.", none},
    [INFEASIBLE_ERROR] =
        {"libfairness.InfeasibleError",
         "No plan satisfies its constraint.\n\n"
         "nearest is the least tolerance that could be asked for; None where "
         "none is enough.", value_error},
    [UNDEFINED_ERROR] = {"libfairness.UndefinedError",
                         "A number that is not there was asked for; the "
                         "message is the reason.", value_error},
};

static const struct {
    fair_status status;
    error_class which;
} by_status[] = {
    {FAIR_ERR_ARGUMENT, SPECIFICATION_ERROR},
    {FAIR_ERR_TYPE, TYPE_UNSUPPORTED_ERROR},
    {FAIR_ERR_DATA, DATA_ERROR},
    {FAIR_ERR_NONFINITE, DATA_ERROR},
    {FAIR_ERR_EMPTY, DATA_ERROR},
    {FAIR_ERR_STREAM, DATA_ERROR},
    {FAIR_ERR_LIMIT, LIMIT_ERROR},
    {FAIR_ERR_OVERFLOW, LIMIT_ERROR},
    {FAIR_ERR_MISMATCH, MISMATCH_ERROR},
    {FAIR_ERR_DUPLICATE_SHARD, MISMATCH_ERROR},
    {FAIR_ERR_INCOMPLETE, MISMATCH_ERROR},
    {FAIR_ERR_INFEASIBLE, INFEASIBLE_ERROR},
    {FAIR_ERR_CORRUPT, CORRUPT_ERROR},
    {FAIR_ERR_VERSION, CORRUPT_ERROR},
};

static const char *const attributes[] = {"code", "column", "row", "count"};

static PyObject *
class_new(const core_state *state, size_t i)
{
    PyObject *dict = PyDict_New();
    if (dict == NULL) return NULL;
    PyObject *made = NULL;
    PyObject *bases = NULL;
    for (size_t a = 0; i == FAIRNESS_ERROR && a < 4; a++)
        if (PyDict_SetItemString(dict, attributes[a], Py_None) < 0) goto done;
    if (i == INFEASIBLE_ERROR &&
        PyDict_SetItemString(dict, "nearest", Py_None) < 0)
        goto done;
    PyObject *builtin = classes[i].base();
    if (i == FAIRNESS_ERROR)
        bases = PyTuple_Pack(1, PyExc_Exception);
    else if (builtin != NULL)
        bases = PyTuple_Pack(2, state->errors[FAIRNESS_ERROR], builtin);
    else
        bases = PyTuple_Pack(1, state->errors[FAIRNESS_ERROR]);
    if (bases == NULL) goto done;
    made = PyErr_NewExceptionWithDoc(classes[i].name, classes[i].doc, bases,
                                     dict);
done:
    Py_XDECREF(bases);
    Py_DECREF(dict);
    return made;
}

int
add_errors(PyObject *module, core_state *state)
{
    for (size_t i = 0; i < N_ERROR_CLASSES; i++) {
        state->errors[i] = class_new(state, i);
        if (state->errors[i] == NULL) return -1;
        const char *name = strrchr(classes[i].name, '.') + 1;
        if (PyModule_AddObjectRef(module, name, state->errors[i]) < 0)
            return -1;
    }
    return 0;
}

/* Sets an attribute; value is stolen and may be NULL (failed before). */
static int
set(PyObject *exception, const char *name, PyObject *value)
{
    if (value == NULL) return -1;
    const int status = PyObject_SetAttrString(exception, name, value);
    Py_DECREF(value);
    return status;
}

static PyObject *
raise_full(PyObject *class, const char *code, const char *column, int64_t row,
           uint64_t count, PyObject *message)
{
    if (message == NULL) return NULL;
    /* Text of the rows is escaped; what is quoted of others may have lines. */
    PyObject *line = PyObject_CallMethod(message, "replace", "ss", "\n", " ");
    Py_DECREF(message);
    if (line == NULL) return NULL;
    PyObject *e = PyObject_CallFunctionObjArgs(class, line, NULL);
    Py_DECREF(line);
    if (e == NULL) return NULL;
    int status = set(e, "code", PyUnicode_FromString(code));
    if (status == 0 && column != NULL && column[0] != '\0')
        status = set(e, "column", PyUnicode_DecodeUTF8(
            column, (Py_ssize_t)strlen(column), "replace"));
    if (status == 0 && row >= 0)
        status = set(e, "row", PyLong_FromLongLong(row));
    if (status == 0 && count > 0)
        status = set(e, "count", PyLong_FromUnsignedLongLong(count));
    if (status == 0) PyErr_SetObject(class, e);
    Py_DECREF(e);
    return NULL;
}

PyObject *
raise_error(const core_state *state, const fair_error *err)
{
    if (PyErr_Occurred()) return NULL;
    if (err->code == FAIR_ERR_MEMORY) return PyErr_NoMemory();
    error_class which = FAIRNESS_ERROR;
    for (size_t i = 0; i < sizeof(by_status) / sizeof(by_status[0]); i++)
        if (by_status[i].status == err->code) which = by_status[i].which;
    PyObject *message = PyUnicode_DecodeUTF8(
        err->message, (Py_ssize_t)strlen(err->message), "replace");
    return raise_full(state->errors[which], fair_status_name(err->code),
                      err->column, err->row, err->count, message);
}

PyObject *
raise_as(const core_state *state, error_class which, const char *code,
         const char *column, int64_t row, PyObject *message)
{
    return raise_full(state->errors[which], code, column, row,
                      row >= 0 ? 1 : 0, message);
}
