/* SPDX-License-Identifier: MIT
 * Options as a dict, read by two tables into the library's structs. */
#include "core.h"

#include <stddef.h>
#include <string.h>

typedef struct option option;

typedef struct reading {
    const core_state *state;
    scratch *s;
    int parsed; /* text is as typed on a command line */
    void *out;
    const option *row;
} reading;

struct option {
    const char *name;
    int (*read)(const reading *r, PyObject *value);
    size_t at;
    size_t more; /* a second offset */
    const char *const *choices;
};

static int
wrong(const reading *r, PyObject *value, const char *expected)
{
    raise_as(r->state, SPECIFICATION_ERROR, "ARGUMENT", r->row->name, -1,
             PyUnicode_FromFormat("%s: expected %s, found %.200R",
                                  r->row->name, expected, value));
    return -1;
}

/* Where a row's field is, as a pointer of any type. */
static void *
field(const reading *r, size_t at)
{
    return (char *)r->out + at;
}

static int
read_name(const reading *r, PyObject *value)
{
    const char *name = name_from(r->state, value, r->row->name);
    if (name == NULL) return -1;
    *(const char **)field(r, r->row->at) = name;
    return PyList_Append(r->s->keep, value);
}

/* One name is a list of one. */
static int
read_names(const reading *r, PyObject *value)
{
    PyObject *list = PyUnicode_Check(value) ? PyTuple_Pack(1, value)
                                            : Py_NewRef(value);
    if (list == NULL) return -1;
    const int status =
        names_from(r->state, list, r->row->name, r->s, field(r, r->row->more),
                   field(r, r->row->at));
    Py_DECREF(list);
    return status;
}

static int
read_scalar(const reading *r, PyObject *value)
{
    return scalar_from(r->state, value, r->parsed, r->s->keep, r->row->name,
                       field(r, r->row->at));
}

/* The label of every column, or a mapping of column to label. */
static int
read_positive(const reading *r, PyObject *value)
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
    if (!PyDict_Check(value)) return read_scalar(r, value);
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
            return wrong(r, key, "a label, or a mapping of y_true, y_pred or "
                                 "y_pred_baseline to one");
        if (scalar_from(r->state, label, r->parsed, r->s->keep, r->row->name,
                        field(r, columns[i].at)) < 0)
            return -1;
    }
    return 0;
}

static int
read_number(const reading *r, PyObject *value)
{
    PyObject *plain = plain_scalar(value);
    int status = 0;
    if (plain == NULL || !(PyLong_CheckExact(plain) ||
                           PyFloat_CheckExact(plain))) {
        PyErr_Clear();
        status = wrong(r, value, "a number");
    } else {
        const double x = PyFloat_AsDouble(plain);
        if (x == -1.0 && PyErr_Occurred()) {
            PyErr_Clear();
            status = wrong(r, value, "a number that a double can hold");
        } else {
            *(double *)field(r, r->row->at) = x;
        }
    }
    Py_XDECREF(plain);
    return status;
}

/* A number beside which a field says that it was given. */
static int
read_given_number(const reading *r, PyObject *value)
{
    *(int32_t *)field(r, r->row->more) = 1;
    return read_number(r, value);
}

/* The numbers of a tuple, one behind the other from out on. */
static int
read_each(const reading *r, PyObject *tuple, double *out)
{
    const option part = {r->row->name, read_number, 0, 0, NULL};
    reading one = *r;
    one.row = &part;
    for (Py_ssize_t i = 0; i < PyTuple_Size(tuple); i++) {
        one.out = out + i;
        if (read_number(&one, PyTuple_GetItem(tuple, i)) < 0) return -1;
    }
    return 0;
}

/* Two numbers, the second of which is behind the first. */
static int
read_range(const reading *r, PyObject *value)
{
    PyObject *ends = PyUnicode_Check(value) ? NULL : PySequence_Tuple(value);
    if (ends == NULL || PyTuple_Size(ends) != 2) {
        PyErr_Clear();
        Py_XDECREF(ends);
        return wrong(r, value, "two numbers, the lowest and the highest");
    }
    const int status = read_each(r, ends, field(r, r->row->at));
    Py_DECREF(ends);
    *(int32_t *)field(r, r->row->more) = 1;
    return status;
}

static int
read_numbers(const reading *r, PyObject *value)
{
    PyObject *tuple = PySequence_Tuple(value);
    if (tuple == NULL || PyTuple_Size(tuple) == 0) {
        Py_XDECREF(tuple);
        PyErr_Clear();
        return wrong(r, value, "a list of numbers");
    }
    const size_t n = (size_t)PyTuple_Size(tuple);
    double *numbers = scratch_alloc(r->s, n, sizeof(*numbers));
    const int status = numbers == NULL ? -1 : read_each(r, tuple, numbers);
    *(const double **)field(r, r->row->at) = numbers;
    *(size_t *)field(r, r->row->more) = n;
    Py_DECREF(tuple);
    return status;
}

/* A number of which the library reads 0 as "the default". */
static int
read_positive_number(const reading *r, PyObject *value)
{
    if (read_number(r, value) < 0) return -1;
    if (*(double *)field(r, r->row->at) > 0) return 0;
    return wrong(r, value, "a number above 0");
}

static int
read_count(const reading *r, PyObject *value)
{
    PyObject *index = PyBool_Check(value) ? NULL : PyNumber_Index(value);
    const unsigned long long count =
        index == NULL ? 0 : PyLong_AsUnsignedLongLong(index);
    Py_XDECREF(index);
    if (index == NULL || PyErr_Occurred()) {
        PyErr_Clear();
        return wrong(r, value, "a whole number, 0 or more");
    }
    *(uint64_t *)field(r, r->row->at) = count;
    return 0;
}

/* A number of bins of which 0 is none, or one for each distinct score. */
static int
read_bins(const reading *r, PyObject *value)
{
    static const char expected[] = "a whole number above 0, or \"distinct\"";
    int64_t *bins = field(r, r->row->at);
    if (PyUnicode_Check(value) &&
        PyUnicode_CompareWithASCIIString(value, "distinct") == 0) {
        *bins = FAIR_CALIBRATION_BINS_DISTINCT;
        return 0;
    }
    PyObject *index = PyBool_Check(value) ? NULL : PyNumber_Index(value);
    const long long count = index == NULL ? 0 : PyLong_AsLongLong(index);
    Py_XDECREF(index);
    PyErr_Clear();
    if (count < 1) return wrong(r, value, expected);
    *bins = count;
    return 0;
}

/* The same of 32 bits. */
static int
read_small_count(const reading *r, PyObject *value)
{
    uint64_t count = 0;
    const option whole = {r->row->name, read_count, 0, 0, NULL};
    reading one = *r;
    one.row = &whole;
    one.out = &count;
    if (read_count(&one, value) < 0) return -1;
    if (count > UINT32_MAX)
        return wrong(r, value, "a whole number below 2^32");
    *(uint32_t *)field(r, r->row->at) = (uint32_t)count;
    return 0;
}

static int
read_flag(const reading *r, PyObject *value)
{
    if (!PyBool_Check(value)) return wrong(r, value, "True or False");
    *(int32_t *)field(r, r->row->at) = value == Py_True;
    return 0;
}

static int
read_choice(const reading *r, PyObject *value)
{
    PyObject *list = PyUnicode_FromString("one of ");
    for (size_t i = 0; r->row->choices[i] != NULL && list != NULL; i++) {
        const char *choice = r->row->choices[i];
        if (choice[0] == '\0') continue;
        if (PyUnicode_Check(value) &&
            PyUnicode_CompareWithASCIIString(value, choice) == 0) {
            *(int32_t *)field(r, r->row->at) = (int32_t)i;
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
    if (expected != NULL) wrong(r, value, expected);
    Py_XDECREF(list);
    return -1;
}

/* A mapping feature -> value, or a word. */
static int
read_reference(const reading *r, PyObject *value)
{
    if (!PyDict_Check(value)) return read_choice(r, value);
    return features_from(r->state, value, r->parsed, r->row->name, r->s,
                         field(r, r->row->more),
                         field(r, offsetof(fair_report_options,
                                           reference_values)));
}

/* One feature, or a list of which each entry is a feature or a list. */
static int
read_by(const reading *r, PyObject *value)
{
    PyObject *outer = PyUnicode_Check(value) ? PyTuple_Pack(1, value)
                                             : PySequence_Tuple(value);
    if (outer == NULL) {
        PyErr_Clear();
        return wrong(r, value, "a feature, or a list of features and lists");
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
            status = wrong(r, entry, "a feature or a list of features");
            break;
        }
        const Py_ssize_t length = PyTuple_Size(features);
        lengths[i] = (size_t)length;
        for (Py_ssize_t k = 0; k < length && status == 0; k++)
            status = PyList_Append(flat, PyTuple_GetItem(features, k));
        Py_DECREF(features);
        if (status == 0 && length == 0)
            status = wrong(r, entry, "at least one feature in each grouping");
    }
    if (status == 0 && n == 0) status = wrong(r, value, "a grouping");
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

static int read_amounts(const reading *r, PyObject *value);

static const char *const nulls_words[] = {"group", "exclude", "error", NULL};
static const char *const report_nulls_words[] = {"", "", "", "set_aside",
                                                 NULL};
static const char *const unlabelled_words[] = {"error", "exclude", "keep",
                                               NULL};
static const char *const text_labels_words[] = {"exact", "binary", NULL};
static const char *const scores_words[] = {"exact", "none", NULL};
static const char *const reference_words[] = {"largest", "best", "worst",
                                              "overall", "rest", NULL};
static const char *const favourable_words[] = {"", "positive", "negative",
                                               NULL};
static const char *const undefined_words[] = {"propagate", "skip", NULL};
static const char *const cost_words[] = {"false_positive", "false_negative",
                                         NULL};
static const char *const utility_words[] = {
    "true_positive", "false_positive", "false_negative", "true_negative",
    NULL};

#define AT(field) offsetof(fair_audit_options, field)
static const option audit_table[] = {
    {"sensitive_features", read_names, AT(sensitive_names), AT(n_sensitive),
     NULL},
    {"control_features", read_names, AT(control_names), AT(n_control), NULL},
    {"y_true", read_name, AT(y_true), 0, NULL},
    {"y_pred", read_name, AT(y_pred), 0, NULL},
    {"y_score", read_name, AT(y_score), 0, NULL},
    {"y_pred_baseline", read_name, AT(y_pred_baseline), 0, NULL},
    {"sample_weight", read_name, AT(sample_weight), 0, NULL},
    {"frequency", read_name, AT(frequency), 0, NULL},
    {"positive_label", read_positive, AT(positive_label), 0, NULL},
    {"threshold", read_given_number, AT(threshold), AT(has_threshold), NULL},
    {"nulls", read_choice, AT(nulls), 0, nulls_words},
    {"unlabelled", read_choice, AT(unlabelled), 0, unlabelled_words},
    {"text_labels", read_choice, AT(text_labels), 0, text_labels_words},
    {"max_cells", read_count, AT(max_cells), 0, NULL},
    {"scores", read_choice, AT(scores), 0, scores_words},
    {"max_scores", read_count, AT(max_scores), 0, NULL},
    {"score_range", read_range, AT(score_low), AT(has_score_range), NULL},
    {"score_bins", read_small_count, AT(score_bins), 0, NULL},
    {"shard", read_name, AT(shard), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_report_options, field)
static const option report_table[] = {
    {"by", read_by, 0, 0, NULL},
    {"reference", read_reference, AT(reference), AT(n_reference_values),
     reference_words},
    {"metrics", read_names, AT(metrics), AT(n_metrics), NULL},
    {"comparisons", read_names, AT(comparisons), AT(n_comparisons), NULL},
    {"favourable", read_choice, AT(favourable), 0, favourable_words},
    {"undefined", read_choice, AT(undefined), 0, undefined_words},
    {"nulls", read_choice, AT(nulls), 0, report_nulls_words},
    {"confidence", read_positive_number, AT(confidence), 0, NULL},
    {"min_count", read_count, AT(min_count), 0, NULL},
    {"min_share", read_number, AT(min_share), 0, NULL},
    {"costs", read_amounts, AT(cost_false_positive), AT(has_costs),
     cost_words},
    {"utilities", read_amounts, AT(utility_true_positive), AT(has_utilities),
     utility_words},
    {"allow_sparse", read_flag, AT(allow_sparse), 0, NULL},
    {"calibration_bins", read_bins, AT(calibration_bins), 0, NULL},
    {"calibration_tolerance", read_positive_number,
     AT(calibration_tolerance), 0, NULL},
};
#undef AT

#define AT(field) offsetof(fair_curve_options, field)
static const option curve_table[] = {
    {"max_points", read_count, AT(max_points), 0, NULL},
    {"drop_intermediate", read_flag, AT(drop_intermediate), 0, NULL},
    {"bins", read_count, AT(bins), 0, NULL},
    {"score_range", read_range, AT(score_low), AT(has_score_range), NULL},
    {"quantiles", read_numbers, AT(quantiles), AT(n_quantiles), NULL},
};
#undef AT

_Static_assert(offsetof(fair_curve_options, score_high) ==
                   offsetof(fair_curve_options, score_low) + 8,
               "the ends of a range are adjacent");

/* The amounts stand one after the other in the struct, as in choices. */
_Static_assert(offsetof(fair_audit_options, score_high) ==
                   offsetof(fair_audit_options, score_low) + 8,
               "the ends of a range are adjacent");
_Static_assert(offsetof(fair_report_options, cost_false_negative) ==
                   offsetof(fair_report_options, cost_false_positive) + 8,
               "costs are adjacent");
_Static_assert(offsetof(fair_report_options, utility_true_negative) ==
                   offsetof(fair_report_options, utility_true_positive) + 24,
               "utilities are adjacent");

/* A mapping that names every one of the choices, and nothing else. */
static int
read_amounts(const reading *r, PyObject *value)
{
    size_t n = 0;
    while (r->row->choices[n] != NULL) n++;
    const char *expected =
        n == 2 ? "a mapping of false_positive and false_negative to numbers"
               : "a mapping of true_positive, false_positive, false_negative "
                 "and true_negative to numbers";
    if (!PyDict_Check(value) || PyDict_Size(value) != (Py_ssize_t)n)
        return wrong(r, value, expected);
    for (size_t i = 0; i < n; i++) {
        PyObject *amount = NULL;
        if (dict_find(value, r->row->choices[i], &amount) < 0) return -1;
        if (amount == NULL) return wrong(r, value, expected);
        const option part = {r->row->name, read_number,
                             r->row->at + i * sizeof(double), 0, NULL};
        reading one = *r;
        one.row = &part;
        if (read_number(&one, amount) < 0) return -1;
    }
    *(int32_t *)field(r, r->row->more) = 1;
    return 0;
}

static int
unknown(const core_state *state, PyObject *key, const option *table, size_t n)
{
    PyObject *list = PyUnicode_FromString(table[0].name);
    for (size_t i = 1; i < n && list != NULL; i++) {
        PyObject *longer =
            PyUnicode_FromFormat("%U, %s", list, table[i].name);
        Py_DECREF(list);
        list = longer;
    }
    if (list == NULL) return -1;
    raise_as(state, SPECIFICATION_ERROR, "ARGUMENT", NULL, -1,
             PyUnicode_FromFormat("unknown option %.200R: there are %U", key,
                                  list));
    Py_DECREF(list);
    return -1;
}

/* "parsed" is the one key that is not an option: text is as typed. */
static int
read_options(const core_state *state, PyObject *dict, scratch *s, void *out,
             const option *table, size_t n)
{
    PyObject *parsed = NULL;
    if (dict_find(dict, "parsed", &parsed) < 0) return -1;
    reading r = {state, s, parsed != NULL && PyObject_IsTrue(parsed) == 1,
                 out, NULL};
    Py_ssize_t position = 0;
    PyObject *key = NULL;
    PyObject *value = NULL;
    while (PyDict_Next(dict, &position, &key, &value)) {
        if (!PyUnicode_Check(key)) return unknown(state, key, table, n);
        if (PyUnicode_CompareWithASCIIString(key, "parsed") == 0) continue;
        r.row = NULL;
        for (size_t i = 0; i < n && r.row == NULL; i++)
            if (PyUnicode_CompareWithASCIIString(key, table[i].name) == 0)
                r.row = &table[i];
        if (r.row == NULL) return unknown(state, key, table, n);
        if (r.row->read(&r, value) < 0) return -1;
    }
    return 0;
}

int
audit_options_from(const core_state *state, PyObject *dict, scratch *s,
                   fair_audit_options *out)
{
    *out = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    return read_options(state, dict, s, out, audit_table,
                        sizeof(audit_table) / sizeof(audit_table[0]));
}

int
report_options_from(const core_state *state, PyObject *dict, scratch *s,
                    fair_report_options *out)
{
    *out = (fair_report_options)FAIR_REPORT_OPTIONS_INIT;
    return read_options(state, dict, s, out, report_table,
                        sizeof(report_table) / sizeof(report_table[0]));
}

int
curve_options_from(const core_state *state, PyObject *dict, scratch *s,
                   fair_curve_options *out)
{
    *out = (fair_curve_options)FAIR_CURVE_OPTIONS_INIT;
    return read_options(state, dict, s, out, curve_table,
                        sizeof(curve_table) / sizeof(curve_table[0]));
}
