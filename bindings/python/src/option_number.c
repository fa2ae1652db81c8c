/* SPDX-License-Identifier: MIT
 * Readers of options that are numbers. */
#include "option.h"

int
option_number(const reading *r, PyObject *value)
{
    PyObject *plain = plain_scalar(value);
    int status = 0;
    if (plain == NULL || !(PyLong_CheckExact(plain) ||
                           PyFloat_CheckExact(plain))) {
        PyErr_Clear();
        status = option_wrong(r, value, "a number");
    } else {
        const double x = PyFloat_AsDouble(plain);
        if (x == -1.0 && PyErr_Occurred()) {
            PyErr_Clear();
            status = option_wrong(r, value, "a number that a double can hold");
        } else {
            *(double *)option_field(r, r->row->at) = x;
        }
    }
    Py_XDECREF(plain);
    return status;
}

/* A number beside which a field says that it was given. */
int
option_given_number(const reading *r, PyObject *value)
{
    *(int32_t *)option_field(r, r->row->more) = 1;
    return option_number(r, value);
}

/* What becomes of rows: a word, or a number that is their threshold. */
int
option_fallback(const reading *r, PyObject *value)
{
    if (PyUnicode_Check(value)) return option_choice(r, value);
    *(int32_t *)option_field(r, r->row->at) = FAIR_PLAN_THRESHOLD;
    const option threshold = {r->row->name, option_number, r->row->more, 0,
                              NULL};
    reading one = *r;
    one.row = &threshold;
    return option_number(&one, value);
}

/* The numbers of a tuple, one behind the other from out on. */
int
option_each(const reading *r, PyObject *tuple, double *out)
{
    const option part = {r->row->name, option_number, 0, 0, NULL};
    reading one = *r;
    one.row = &part;
    for (Py_ssize_t i = 0; i < PyTuple_Size(tuple); i++) {
        one.out = out + i;
        if (option_number(&one, PyTuple_GetItem(tuple, i)) < 0) return -1;
    }
    return 0;
}

/* Two numbers, the second of which is behind the first. */
int
option_range(const reading *r, PyObject *value)
{
    PyObject *ends = PyUnicode_Check(value) ? NULL : PySequence_Tuple(value);
    if (ends == NULL || PyTuple_Size(ends) != 2) {
        PyErr_Clear();
        Py_XDECREF(ends);
        return option_wrong(r, value,
                            "two numbers, the lowest and the highest");
    }
    const int status = option_each(r, ends, option_field(r, r->row->at));
    Py_DECREF(ends);
    *(int32_t *)option_field(r, r->row->more) = 1;
    return status;
}

int
option_numbers(const reading *r, PyObject *value)
{
    PyObject *tuple = PySequence_Tuple(value);
    if (tuple == NULL || PyTuple_Size(tuple) == 0) {
        Py_XDECREF(tuple);
        PyErr_Clear();
        return option_wrong(r, value, "a list of numbers");
    }
    const size_t n = (size_t)PyTuple_Size(tuple);
    double *numbers = scratch_alloc(r->s, n, sizeof(*numbers));
    const int status = numbers == NULL ? -1 : option_each(r, tuple, numbers);
    *(const double **)option_field(r, r->row->at) = numbers;
    *(size_t *)option_field(r, r->row->more) = n;
    Py_DECREF(tuple);
    return status;
}

/* A number of which the library reads 0 as "the default". */
int
option_positive_number(const reading *r, PyObject *value)
{
    if (option_number(r, value) < 0) return -1;
    if (*(double *)option_field(r, r->row->at) > 0) return 0;
    return option_wrong(r, value, "a number above 0");
}

/* A whole number, of which *too_large says that it is above 2^63; NULL where
 * it is none. */
static PyObject *
whole_number(PyObject *value, long long *out, int *too_large)
{
    int overflow = 0;
    PyObject *index = PyBool_Check(value) ? NULL : PyNumber_Index(value);
    *out = index == NULL ? 0 : PyLong_AsLongLongAndOverflow(index, &overflow);
    *too_large = overflow > 0;
    PyErr_Clear();
    return index;
}

int
option_count(const reading *r, PyObject *value)
{
    long long low;
    int above;
    PyObject *index = whole_number(value, &low, &above);
    const unsigned long long count =
        index == NULL ? 0 : PyLong_AsUnsignedLongLong(index);
    const int is_none = index == NULL || PyErr_Occurred();
    Py_XDECREF(index);
    PyErr_Clear();
    if (is_none)
        return option_wrong(r, value, above ? "a whole number below 2^64"
                                     : "a whole number, 0 or more");
    *(uint64_t *)option_field(r, r->row->at) = count;
    return 0;
}

/* As option_positive_number. */
int
option_positive_count(const reading *r, PyObject *value)
{
    if (option_count(r, value) < 0) return -1;
    if (*(uint64_t *)option_field(r, r->row->at) > 0) return 0;
    return option_wrong(r, value, "a whole number, 1 or more");
}

int
option_given_count(const reading *r, PyObject *value)
{
    *(int32_t *)option_field(r, r->row->more) = 1;
    return option_count(r, value);
}

/* A number of bins of which 0 is none, or one for each distinct score. */
int
option_bins(const reading *r, PyObject *value)
{
    static const char expected[] = "a whole number above 0, or \"distinct\"";
    int64_t *bins = option_field(r, r->row->at);
    if (PyUnicode_Check(value) &&
        PyUnicode_CompareWithASCIIString(value, "distinct") == 0) {
        *bins = FAIR_CALIBRATION_BINS_DISTINCT;
        return 0;
    }
    long long count;
    int above;
    Py_XDECREF(whole_number(value, &count, &above));
    if (above)
        return option_wrong(r, value,
                            "a whole number below 2^63, or \"distinct\"");
    if (count < 1) return option_wrong(r, value, expected);
    *bins = count;
    return 0;
}

/* The same of 32 bits. */
int
option_small_count(const reading *r, PyObject *value)
{
    uint64_t count = 0;
    const option whole = {r->row->name, option_count, 0, 0, NULL};
    reading one = *r;
    one.row = &whole;
    one.out = &count;
    if (option_count(&one, value) < 0) return -1;
    if (count > UINT32_MAX)
        return option_wrong(r, value, "a whole number below 2^32");
    *(uint32_t *)option_field(r, r->row->at) = (uint32_t)count;
    return 0;
}

int
option_positive_small_count(const reading *r, PyObject *value)
{
    if (option_small_count(r, value) < 0) return -1;
    if (*(uint32_t *)option_field(r, r->row->at) > 0) return 0;
    return option_wrong(r, value, "a whole number, 1 or more");
}
