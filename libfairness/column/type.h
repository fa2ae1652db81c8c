/* SPDX-License-Identifier: MIT
 * Column types: one row of a table each. */
#ifndef FAIR_COLUMN_TYPE_H
#define FAIR_COLUMN_TYPE_H

#include <stdint.h>

/* What the values of a type are once widths are forgotten. */
#define FAIR__FORM_NONE 0     /* no values: type null */
#define FAIR__FORM_BOOL 1
#define FAIR__FORM_SIGNED 2
#define FAIR__FORM_UNSIGNED 3
#define FAIR__FORM_FLOAT 4
#define FAIR__FORM_TEXT 5
#define FAIR__FORM_INDEX 6    /* dictionary: its values have the form */

typedef struct fair__type {
    const char *name;
    int32_t form;
    int32_t width;   /* bytes from one packed value to the next; 0: no
                        strides (bits, offsets) */
    int32_t widen;   /* FAIR__WIDEN_*; -1: not by a kernel, and no index */
    int32_t buffers; /* buffers that must be there where there are values */
    const char *arrow; /* its format string in the Arrow C interface, "" none */
} fair__type;

/* The row of a FAIR_TYPE_*, NULL for NONE and unknown numbers. */
const fair__type *fair__type_of(int32_t type);

/* FAIR_TYPE_* of an Arrow format string, or FAIR_TYPE_NONE. */
int32_t fair__type_of_format(const char *format);

#endif
