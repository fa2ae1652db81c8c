/* SPDX-License-Identifier: MIT
 * Readers of options. */
#include "option.h"

#include <string.h>

int
option_wrong(const reading *r, PyObject *value, const char *expected)
{
    raise_as(r->state, SPECIFICATION_ERROR, "ARGUMENT", r->row->name, -1,
             PyUnicode_FromFormat("%s: expected %s, found %.200R",
                                  r->row->name, expected, value));
    return -1;
}

void *
option_field(const reading *r, size_t at)
{
    return (char *)r->out + at;
}

int
option_name(const reading *r, PyObject *value)
{
    const char *name = name_from(r->state, value, r->row->name);
    if (name == NULL) return -1;
    *(const char **)option_field(r, r->row->at) = name;
    return PyList_Append(r->s->keep, value);
}

/* One name is a list of one. */
int
option_names(const reading *r, PyObject *value)
{
    PyObject *list = PyUnicode_Check(value) ? PyTuple_Pack(1, value)
                                            : Py_NewRef(value);
    if (list == NULL) return -1;
    const int status =
        names_from(r->state, list, r->row->name, r->s,
                   option_field(r, r->row->more),
                   option_field(r, r->row->at));
    Py_DECREF(list);
    return status;
}

static int
option_scalar(const reading *r, PyObject *value)
{
    return scalar_from(r->state, value, r->parsed, r->s->keep, r->row->name,
                       option_field(r, r->row->at));
}

/* The label of every column, or a mapping of column to label. */
int
option_positive(const reading *r, PyObject *value)
{
    static const struct {
        const char *column;
        size_t at;
    } columns[] = {
        {"y_true", offsetof(fair_audit_options, y_true_positive)},
        {"y_pred", offsetof(fair_audit_options, y_pred_positive)},
        {"y_pred_baseline",
         offsetof(fair_audit_options, y_pred_baseline_positive)},
    };
    if (!PyDict_Check(value)) return option_scalar(r, value);
    Py_ssize_t position = 0;
    PyObject *key = NULL;
    PyObject *label = NULL;
    while (PyDict_Next(value, &position, &key, &label)) {
        size_t i = 0;
        while (i < 3 && !(PyUnicode_Check(key) &&
                          PyUnicode_CompareWithASCIIString(
                              key, columns[i].column) == 0))
            i++;
        if (i == 3)
            return option_wrong(r, key, "a label, or a mapping of y_true, "
                                        "y_pred or y_pred_baseline to one");
        if (scalar_from(r->state, label, r->parsed, r->s->keep, r->row->name,
                        option_field(r, columns[i].at)) < 0)
            return -1;
    }
    return 0;
}

int
option_flag(const reading *r, PyObject *value)
{
    if (!PyBool_Check(value)) return option_wrong(r, value, "True or False");
    *(int32_t *)option_field(r, r->row->at) = value == Py_True;
    return 0;
}

int
option_choice(const reading *r, PyObject *value)
{
    PyObject *list = PyUnicode_FromString("one of ");
    for (size_t i = 0; r->row->choices[i] != NULL && list != NULL; i++) {
        const char *choice = r->row->choices[i];
        if (choice[0] == '\0') continue;
        if (PyUnicode_Check(value) &&
            PyUnicode_CompareWithASCIIString(value, choice) == 0) {
            *(int32_t *)option_field(r, r->row->at) = (int32_t)i;
            Py_DECREF(list);
            return 0;
        }
        PyObject *longer = PyUnicode_FromFormat(
            "%U%s\"%s\"", list,
            PyUnicode_GetLength(list) > 7 ? ", " : "", choice);
        Py_DECREF(list);
        list = longer;
    }
    const char *expected =
        list == NULL ? NULL : PyUnicode_AsUTF8AndSize(list, NULL);
    if (expected != NULL) option_wrong(r, value, expected);
    Py_XDECREF(list);
    return -1;
}

/* A mapping feature -> value, or a word. */
int
option_reference(const reading *r, PyObject *value)
{
    if (!PyDict_Check(value)) return option_choice(r, value);
    return features_from(r->state, value, r->parsed, r->row->name, r->s,
                         option_field(r, r->row->more),
                         option_field(r, offsetof(fair_report_options,
                                           reference_values)));
}

/* One feature, or a list of which each entry is a feature or a list. */
int
option_by(const reading *r, PyObject *value)
{
    PyObject *outer = PyUnicode_Check(value) ? PyTuple_Pack(1, value)
                                             : PySequence_Tuple(value);
    if (outer == NULL) {
        PyErr_Clear();
        return option_wrong(r, value,
                            "a feature, or a list of features and lists");
    }
    PyObject *flat = PyList_New(0);
    const Py_ssize_t n = PyTuple_Size(outer);
    size_t *lengths = scratch_alloc(r->s, (size_t)n + 1, sizeof(size_t));
    int status = flat == NULL || lengths == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; i < n && status == 0; i++) {
        PyObject *entry = PyTuple_GetItem(outer, i);
        PyObject *features = PyUnicode_Check(entry)
                                 ? PyTuple_Pack(1, entry)
                                 : PySequence_Tuple(entry);
        if (features == NULL) {
            PyErr_Clear();
            status = option_wrong(r, entry, "a feature or a list of features");
            break;
        }
        const Py_ssize_t length = PyTuple_Size(features);
        lengths[i] = (size_t)length;
        for (Py_ssize_t k = 0; k < length && status == 0; k++)
            status = PyList_Append(flat, PyTuple_GetItem(features, k));
        Py_DECREF(features);
        if (status == 0 && length == 0)
            status = option_wrong(r, entry,
                                  "at least one feature in each grouping");
    }
    if (status == 0 && n == 0) status = option_wrong(r, value, "a grouping");
    fair_report_options *out = r->out;
    size_t ignored = 0;
    if (status == 0)
        status = names_from(r->state, flat, r->row->name, r->s, &ignored,
                            &out->by);
    if (status == 0) {
        out->n_by = (size_t)n;
        out->by_lengths = lengths;
    }
    Py_XDECREF(flat);
    Py_DECREF(outer);
    return status;
}

/* A mapping that names every one of the choices, and nothing else. */
int
option_amounts(const reading *r, PyObject *value)
{
    size_t n = 0;
    while (r->row->choices[n] != NULL) n++;
    const char *expected =
        n == 2 ? "a mapping of false_positive and false_negative to numbers"
               : "a mapping of true_positive, false_positive, false_negative "
                 "and true_negative to numbers";
    if (!PyDict_Check(value) || PyDict_Size(value) != (Py_ssize_t)n)
        return option_wrong(r, value, expected);
    for (size_t i = 0; i < n; i++) {
        PyObject *amount = NULL;
        if (dict_find(value, r->row->choices[i], &amount) < 0) return -1;
        if (amount == NULL) return option_wrong(r, value, expected);
        const option part = {r->row->name, option_number,
                             r->row->at + i * sizeof(double), 0, NULL};
        reading one = *r;
        one.row = &part;
        if (option_number(&one, amount) < 0) return -1;
    }
    *(int32_t *)option_field(r, r->row->more) = 1;
    return 0;
}

/* A list of mappings feature -> value: their number, and behind it the lengths
 * and the values of all. */
static int
read_groups(const reading *r, PyObject *value, size_t at)
{
    static const char expected[] =
        "a list of groups, each a mapping of features to values";
    PyObject *list = PyUnicode_Check(value) || PyDict_Check(value)
                         ? NULL
                         : PySequence_Tuple(value);
    if (list == NULL) {
        PyErr_Clear();
        return option_wrong(r, value, expected);
    }
    const size_t n = (size_t)PyTuple_Size(list);
    size_t *lengths = scratch_alloc(r->s, n + 1, sizeof(*lengths));
    const fair_feature_value **groups =
        scratch_alloc(r->s, n + 1, sizeof(*groups));
    size_t total = 0;
    int status = lengths == NULL || groups == NULL ? -1 : 0;
    for (size_t i = 0; status == 0 && i < n; i++) {
        PyObject *group = PyTuple_GetItem(list, (Py_ssize_t)i);
        status = PyDict_Check(group)
                     ? features_from(r->state, group, r->parsed,
                                     r->row->name, r->s, &lengths[i],
                                     &groups[i])
                     : option_wrong(r, group, expected);
        total += lengths[i];
    }
    fair_feature_value *values =
        status == 0 ? scratch_alloc(r->s, total + 1, sizeof(*values)) : NULL;
    for (size_t i = 0, end = 0; values != NULL && i < n; end += lengths[i++])
        memcpy(values + end, groups[i], lengths[i] * sizeof(*values));
    *(size_t *)option_field(r, at) = n;
    *(const size_t **)option_field(r, at + sizeof(size_t)) = lengths;
    *(const fair_feature_value **)option_field(r, at + 2 * sizeof(size_t)) =
        values;
    Py_DECREF(list);
    return values == NULL ? -1 : 0;
}

int
option_groups(const reading *r, PyObject *value)
{
    return read_groups(r, value, r->row->at);
}

/* A word, or the groups that may be left out. */
int
option_set_aside(const reading *r, PyObject *value)
{
    if (!PyList_Check(value) && !PyTuple_Check(value))
        return option_choice(r, value);
    if (PySequence_Size(value) == 0)
        return option_wrong(r, value, "at least one group, or \"refuse\"");
    *(int32_t *)option_field(r, r->row->at) = FAIR_SET_ASIDE_LISTED;
    return read_groups(r, value, offsetof(fair_rule, n_may_be_small));
}

/* A tuple of (group, four numbers). */
int
option_costs(const reading *r, PyObject *value)
{
    static const char expected[] = "groups, each with four numbers";
    if (!PyTuple_Check(value)) return option_wrong(r, value, expected);
    const size_t n = (size_t)PyTuple_Size(value);
    fair_plan_costs *costs = scratch_alloc(r->s, n + 1, sizeof(*costs));
    if (costs == NULL) return -1;
    for (size_t i = 0; i < n; i++) {
        PyObject *group, *numbers;
        double amounts[4];
        fair_plan_costs *c = &costs[i];
        if (!PyArg_ParseTuple(PyTuple_GetItem(value, (Py_ssize_t)i), "O!O!",
                              &PyDict_Type, &group, &PyTuple_Type, &numbers) ||
            PyTuple_Size(numbers) != 4) {
            PyErr_Clear();
            return option_wrong(r, value, expected);
        }
        if (features_from(r->state, group, r->parsed, r->row->name, r->s,
                          &c->n_values, &c->values) < 0 ||
            option_each(r, numbers, amounts) < 0)
            return -1;
        c->true_positive = amounts[0];
        c->false_positive = amounts[1];
        c->false_negative = amounts[2];
        c->true_negative = amounts[3];
    }
    *(size_t *)option_field(r, r->row->at) = n;
    *(const fair_plan_costs **)option_field(r, r->row->more) = costs;
    return 0;
}

/* A tuple of (constraint, max_difference, min_ratio), texts or None. */
int
option_also(const reading *r, PyObject *value)
{
    static const char expected[] = "constraints, each with two texts";
    if (!PyTuple_Check(value)) return option_wrong(r, value, expected);
    const size_t n = (size_t)PyTuple_Size(value);
    fair_plan_limit *also = scratch_alloc(r->s, n + 1, sizeof(*also));
    if (also == NULL) return -1;
    for (size_t i = 0; i < n; i++) {
        PyObject *parts = PyTuple_GetItem(value, (Py_ssize_t)i);
        const char **fields[] = {&also[i].constraint, &also[i].max_difference,
                                 &also[i].min_ratio};
        if (!PyTuple_Check(parts) || PyTuple_Size(parts) != 3)
            return option_wrong(r, value, expected);
        for (int k = 0; k < 3; k++) {
            PyObject *text = PyTuple_GetItem(parts, k);
            *fields[k] = NULL;
            if (text == Py_None) continue;
            *fields[k] = name_from(r->state, text, r->row->name);
            if (*fields[k] == NULL || PyList_Append(r->s->keep, text) < 0)
                return -1;
        }
    }
    *(size_t *)option_field(r, r->row->at) = n;
    *(const fair_plan_limit **)option_field(r, r->row->more) = also;
    return 0;
}
