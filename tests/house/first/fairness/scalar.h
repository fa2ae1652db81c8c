/* SPDX-License-Identifier: MIT
 * One typed value: a positive label, a group's value, a reference. */
#ifndef FAIRNESS_SCALAR_H
#define FAIRNESS_SCALAR_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/version.h>

#define FAIR_KIND_NONE 0    /* not given */
#define FAIR_KIND_MISSING 1 /* the missing value (null) */
#define FAIR_KIND_BOOL 2    /* integer: 0 or 1 */
#define FAIR_KIND_INT 3     /* integer */
#define FAIR_KIND_UINT 4    /* integer, read as uint64_t; above INT64_MAX */
#define FAIR_KIND_FLOAT 5   /* number; must be whole where labels are meant */
#define FAIR_KIND_TEXT 6    /* text, length bytes of UTF-8 */
#define FAIR_KIND_PARSED 7  /* text as a person typed it: read in the type of
                               the column that it is compared with */

/* Frozen.  Text is borrowed, need not end in NUL, may contain NUL. */
typedef struct fair_scalar {
    int32_t kind;      /* FAIR_KIND_* */
    uint32_t reserved; /* zero */
    int64_t integer;
    double number;
    const char *text;
    size_t length;
} fair_scalar;

/* A feature and one of its values, such as race = "Asian". */
typedef struct fair_feature_value {
    const char *feature;
    fair_scalar value;
} fair_feature_value;

#ifdef __cplusplus
extern "C" {
#endif

/* Constructors; they cannot fail.  fair_scalar_text takes a NUL-terminated
 * string, which is borrowed; NULL gives the missing value.  Since 0.1. */
FAIR_API fair_scalar fair_scalar_missing(void);
FAIR_API fair_scalar fair_scalar_bool(int32_t value);
FAIR_API fair_scalar fair_scalar_int(int64_t value);
FAIR_API fair_scalar fair_scalar_uint(uint64_t value);
FAIR_API fair_scalar fair_scalar_float(double value);
FAIR_API fair_scalar fair_scalar_text(const char *text);
FAIR_API fair_scalar fair_scalar_parsed(const char *text);

#ifdef __cplusplus
}
#endif
#endif
