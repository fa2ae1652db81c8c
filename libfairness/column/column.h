/* SPDX-License-Identifier: MIT
 * Checking a borrowed column before it is read. */
#ifndef FAIR_COLUMN_COLUMN_H
#define FAIR_COLUMN_COLUMN_H

#include <fairness/column.h>

#include "base/error.h"

/* Checks everything about the struct that can be checked without reading
 * values: type, length == n, offset >= 0, buffers present where n > 0, stride
 * only where allowed, reserved bytes zero, the dictionary (one level, not a
 * dictionary itself).  FAIR_ERR_ARGUMENT or FAIR_ERR_TYPE names the column. */
fair_status fair__column_check(const fair_column *column, size_t n,
                               const char *name, fair_error *err);

/* "int8", "utf8", "dictionary of utf8", … for messages. */
const char *fair__column_type_name(const fair_column *column);

/* 1 if row i is null (bitmap, NULL cstring, type NULL); floats: NaN too;
 * dictionaries: index null, or the value it points to null.  Slow path. */
int fair__column_is_missing(const fair_column *column, size_t row);

#endif
