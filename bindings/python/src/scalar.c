/* SPDX-License-Identifier: MIT
 * Python values as typed scalars. */
#include "core.h"

#include <math.h>
#include <string.h>

static int
is_plain(PyObject *value)
{
    return value == Py_None || PyBool_Check(value) ||
           PyLong_CheckExact(value) || PyFloat_CheckExact(value) ||
           PyUnicode_CheckExact(value);
}

/* pandas.NA, pandas.NaT and numpy.ma.masked say "missing" and are told by the
 * names of their types, so that neither library is imported. */
int
is_missing(PyObject *value)
{
    static const char *const names[] = {"NAType", "NaTType", "MaskedConstant"};
    int found = 0;
    PyObject *name = PyType_GetName(Py_TYPE(value));
    for (size_t i = 0; name != NULL && i < 3; i++)
        if (PyUnicode_CompareWithASCIIString(name, names[i]) == 0) found = 1;
    Py_XDECREF(name);
    PyErr_Clear();
    return found;
}

/* A plain value, or NULL (without an exception) for anything else; steals. */
static PyObject *
plain_or_null(PyObject *value)
{
    if (value != NULL && is_plain(value)) return value;
    Py_XDECREF(value);
    PyErr_Clear();
    return NULL;
}

/* A Decimal or Fraction as a float, or as an integer where a float would
 * round it to another whole number; NULL where it would become whole. */
static PyObject *
plain_number(PyObject *value)
{
    PyObject *number = plain_or_null(PyNumber_Float(value));
    if (number == NULL || !PyFloat_CheckExact(number)) return number;
    const double x = PyFloat_AsDouble(number);
    if (floor(x) != x || x - x != 0) return number;
    if (PyObject_RichCompareBool(number, value, Py_EQ) == 1) return number;
    Py_DECREF(number);
    PyErr_Clear();
    PyObject *whole = plain_or_null(PyNumber_Long(value));
    if (whole != NULL && PyObject_RichCompareBool(whole, value, Py_EQ) == 1)
        return whole;
    Py_XDECREF(whole);
    PyErr_Clear();
    return NULL;
}

PyObject *
plain_scalar(PyObject *value)
{
    if (is_plain(value)) return Py_NewRef(value);
    if (is_missing(value)) return Py_NewRef(Py_None);
    /* The text itself: str() of a member of an Enum is its name. */
    if (PyUnicode_Check(value)) return plain_or_null(PyUnicode_FromObject(value));
    if (PyLong_Check(value)) return plain_or_null(PyNumber_Index(value));
    if (PyFloat_Check(value))
        return PyFloat_FromDouble(PyFloat_AsDouble(value));
    if (PySequence_Check(value)) return NULL;
    if (PyObject_HasAttrString(value, "item")) /* NumPy's scalars */
        return plain_or_null(PyObject_CallMethod(value, "item", NULL));
    if (PyIndex_Check(value)) return plain_or_null(PyNumber_Index(value));
    if (PyType_GetSlot(Py_TYPE(value), Py_nb_float) != NULL)
        return plain_number(value);
    return NULL;
}

static int
scalar_from_int(const core_state *state, PyObject *value, const char *what,
                fair_scalar *out)
{
    int overflow = 0;
    const long long integer = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow == 0) {
        *out = fair_scalar_int(integer);
        return 0;
    }
    const unsigned long long large = PyLong_AsUnsignedLongLong(value);
    if (!PyErr_Occurred()) {
        *out = fair_scalar_uint(large);
        return 0;
    }
    PyErr_Clear();
    raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
             PyUnicode_FromFormat("%s: %.200R is beyond 64 bits", what,
                                  value));
    return -1;
}

static int
scalar_from_text(const core_state *state, PyObject *value, int parsed,
                 const char *what, fair_scalar *out)
{
    Py_ssize_t length = 0;
    const char *text = PyUnicode_AsUTF8AndSize(value, &length);
    if (text == NULL) {
        PyErr_Clear();
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
                 PyUnicode_FromFormat("%s: %A is not valid Unicode", what,
                                      value));
        return -1;
    }
    *out = parsed ? fair_scalar_parsed(text) : fair_scalar_text(text);
    out->length = (size_t)length;
    return 0;
}

int
scalar_from(const core_state *state, PyObject *value, int parsed,
            PyObject *keep, const char *what, fair_scalar *out)
{
    PyObject *plain = plain_scalar(value);
    if (plain == NULL) {
        PyErr_Clear();
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
                 PyUnicode_FromFormat("%s: %.200R is neither text, number, "
                                      "bool nor None", what, value));
        return -1;
    }
    int status = PyList_Append(keep, plain);
    Py_DECREF(plain); /* keep holds it */
    if (status < 0) return -1;
    if (plain == Py_None)
        *out = fair_scalar_missing();
    else if (PyBool_Check(plain))
        *out = fair_scalar_bool(plain == Py_True);
    else if (PyLong_CheckExact(plain))
        status = scalar_from_int(state, plain, what, out);
    else if (PyFloat_CheckExact(plain))
        *out = fair_scalar_float(PyFloat_AsDouble(plain));
    else
        status = scalar_from_text(state, plain, parsed, what, out);
    return status;
}

const char *
name_from(const core_state *state, PyObject *value, const char *what)
{
    if (!PyUnicode_Check(value)) {
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
                 PyUnicode_FromFormat("%s: expected a name (str), found "
                                      "%.200R", what, value));
        return NULL;
    }
    Py_ssize_t length = 0;
    const char *text = PyUnicode_AsUTF8AndSize(value, &length);
    if (text == NULL) {
        PyErr_Clear();
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
                 PyUnicode_FromFormat("%s: %A is not valid Unicode", what,
                                      value));
        return NULL;
    }
    if (strlen(text) == (size_t)length) return text;
    raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
             PyUnicode_FromFormat("%s: %.200R holds a NUL character", what,
                                  value));
    return NULL;
}

PyObject *
number(double x)
{
    return isnan(x) ? Py_NewRef(Py_None) : PyFloat_FromDouble(x);
}

PyObject *
word(const char *text)
{
    return text == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(text);
}
