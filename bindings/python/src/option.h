/* SPDX-License-Identifier: MIT
 * Reading one option: the value of a key, into the field that a row names. */
#ifndef PYFAIR_OPTION_H
#define PYFAIR_OPTION_H

#include "core.h"

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

/* -1, and an error that names the option, what was expected and the value. */
int option_wrong(const reading *r, PyObject *value, const char *expected);
/* Where a row's field is, as a pointer of any type. */
void *option_field(const reading *r, size_t at);
/* All of a tuple as numbers, of which out has as many. */
int option_each(const reading *r, PyObject *tuple, double *out);

/* Readers of a row; on failure -1 and an error that names the option. */
int option_amounts(const reading *r, PyObject *value);
int option_bins(const reading *r, PyObject *value);
int option_by(const reading *r, PyObject *value);
int option_choice(const reading *r, PyObject *value);
int option_count(const reading *r, PyObject *value);
int option_flag(const reading *r, PyObject *value);
int option_fallback(const reading *r, PyObject *value);
int option_given_count(const reading *r, PyObject *value);
int option_given_number(const reading *r, PyObject *value);
int option_also(const reading *r, PyObject *value);
int option_costs(const reading *r, PyObject *value);
int option_groups(const reading *r, PyObject *value);
int option_name(const reading *r, PyObject *value);
int option_names(const reading *r, PyObject *value);
int option_number(const reading *r, PyObject *value);
int option_numbers(const reading *r, PyObject *value);
int option_positive(const reading *r, PyObject *value);
int option_positive_count(const reading *r, PyObject *value);
int option_positive_number(const reading *r, PyObject *value);
int option_positive_small_count(const reading *r, PyObject *value);
int option_range(const reading *r, PyObject *value);
int option_reference(const reading *r, PyObject *value);
int option_set_aside(const reading *r, PyObject *value);
int option_small_count(const reading *r, PyObject *value);

#endif
