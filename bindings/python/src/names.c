/* SPDX-License-Identifier: MIT
 * Lists of names and mappings of features to values, for one call. */
#include "core.h"

#include <math.h>

int
dict_find(PyObject *dict, const char *name, PyObject **out)
{
    PyObject *key = PyUnicode_FromString(name);
    *out = key == NULL ? NULL : PyDict_GetItemWithError(dict, key);
    Py_XDECREF(key);
    return *out == NULL && PyErr_Occurred() ? -1 : 0;
}

int
names_from(const core_state *state, PyObject *names, const char *what,
           scratch *s, size_t *n, const char *const **out)
{
    PyObject *tuple = PyList_Check(names) || PyTuple_Check(names)
                          ? PySequence_Tuple(names)
                          : NULL;
    if (tuple == NULL) {
        if (!PyErr_Occurred())
            raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
                     PyUnicode_FromFormat("%s: expected a list of names, "
                                          "found %.200R", what, names));
        return -1;
    }
    const int kept = PyList_Append(s->keep, tuple);
    Py_DECREF(tuple); /* keep holds it */
    if (kept < 0) return -1;
    const Py_ssize_t size = PyTuple_Size(tuple);
    const char **list = scratch_alloc(s, (size_t)size + 1, sizeof(*list));
    if (list == NULL) return -1;
    for (Py_ssize_t i = 0; i < size; i++) {
        list[i] = name_from(state, PyTuple_GetItem(tuple, i), what);
        if (list[i] == NULL) return -1;
    }
    *n = (size_t)size;
    *out = list;
    return 0;
}

int
features_from(const core_state *state, PyObject *dict, int parsed,
              const char *what, scratch *s, size_t *n,
              const fair_feature_value **out)
{
    if (!PyDict_Check(dict)) {
        raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", what, -1,
                 PyUnicode_FromFormat("%s: expected a mapping of features to "
                                      "values, found %.200R", what, dict));
        return -1;
    }
    PyObject *items = PyDict_Items(dict); /* conversions may run code */
    if (items == NULL) return -1;
    const int kept = PyList_Append(s->keep, items);
    Py_DECREF(items);
    if (kept < 0) return -1;
    const Py_ssize_t size = PyList_Size(items);
    fair_feature_value *list =
        scratch_alloc(s, (size_t)size + 1, sizeof(*list));
    if (list == NULL) return -1;
    for (Py_ssize_t i = 0; i < size; i++) {
        PyObject *item = PyList_GetItem(items, i);
        list[i].feature = name_from(state, PyTuple_GetItem(item, 0), what);
        if (list[i].feature == NULL ||
            scalar_from(state, PyTuple_GetItem(item, 1), parsed, s->keep,
                        list[i].feature, &list[i].value) < 0)
            return -1;
        /* NaN is how pandas says missing, in columns too. */
        fair_scalar *value = &list[i].value;
        if (value->kind == FAIR_KIND_FLOAT && isnan(value->number))
            *value = fair_scalar_missing();
    }
    *n = (size_t)size;
    *out = list;
    return 0;
}
