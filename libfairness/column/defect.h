/* SPDX-License-Identifier: MIT
 * What is wrong with a row, and the one place that puts it into words. */
#ifndef FAIR_COLUMN_DEFECT_H
#define FAIR_COLUMN_DEFECT_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/scalar.h>

#include "base/error.h"

#define FAIR__DEFECT_NONE 0
#define FAIR__DEFECT_MISSING 1     /* null or NaN where a value is needed */
#define FAIR__DEFECT_NAN 2         /* NaN score, weight, frequency */
#define FAIR__DEFECT_INFINITE 3
#define FAIR__DEFECT_NOT_WHOLE 4   /* 0.5 as label, group or frequency */
#define FAIR__DEFECT_NEGATIVE 5    /* weight or frequency */
#define FAIR__DEFECT_TOO_LARGE 6   /* weight > 2^480; whole float >= 2^64 */
#define FAIR__DEFECT_NOT_BINARY 7  /* no positive_label and not {0,1} */
#define FAIR__DEFECT_THIRD_VALUE 8 /* more than two values */
#define FAIR__DEFECT_KIND 9        /* text after numbers, and so on */
#define FAIR__DEFECT_BOOL 10       /* a BOOL8 byte that is neither 0 nor 1 */
#define FAIR__DEFECT_UTF8 11       /* text that is not UTF-8 */
#define FAIR__DEFECT_TOO_LONG 12   /* text value over 65,536 bytes (LIMIT) */
#define FAIR__DEFECT_INDEX 13      /* dictionary index out of range */
#define FAIR__DEFECT_OFFSETS 14    /* string offsets that go backwards */
#define FAIR__DEFECT_TOO_MANY 15   /* more distinct values than allowed */
#define FAIR__DEFECT_BEYOND 16     /* an integer that no 64 bits hold */
#define FAIR__DEFECT_OUTSIDE 17    /* a score outside of its declared range */

#define FAIR__TEXT_MAX 65536 /* bytes of one group or label value */

/* The first bad row that a read met, and how many are bad in the same way
 * among the rows read. */
typedef struct fair__defect {
    int32_t kind;        /* FAIR__DEFECT_* */
    int32_t seen_kind;   /* DEFECT_KIND: FAIR_KIND_* that the column has */
    size_t row;          /* within the column */
    uint64_t count;
    fair_scalar found;   /* the offending value; text borrowed from the
                            column, so valid until the public call returns */
    fair_scalar seen[2]; /* label values seen before, where that matters;
                            OUTSIDE: the ends of the range */
    int32_t is_declared; /* THIRD_VALUE: seen[1] is the positive_label */
} fair__defect;

/* Puts a defect into words: names column, row (first_row + defect->row),
 * count, what was found, what was expected and how to mend it; `role` is
 * "y_true", "y_pred", "y_score", "y_pred_baseline", "sample_weight",
 * "frequency", "sensitive feature" or "control feature". Returns the status:
 * DATA, NONFINITE, LIMIT or OVERFLOW by kind. */
fair_status fair__defect_fail(const fair__defect *defect, const char *role,
                              const char *column_name, int64_t first_row,
                              fair_error *err);

#endif
