/* SPDX-License-Identifier: MIT
 * Constructors of columns, and checking a column before it is read. */
#include "column/column.h"

#include <string.h>

#include "column/chunk.h"
#include "column/type.h"

/* Rows are addressed by multiplying with at most 16 bytes, or a stride: the
 * products stay within 63 bits. */
#define ROWS_MAX (INT64_MAX / 16)

static fair_column
packed(int32_t type, const void *values, const void *bytes, int64_t n)
{
    fair_column column;
    memset(&column, 0, sizeof(column));
    column.type = type;
    column.length = n;
    column.buffers[0] = values;
    column.buffers[1] = bytes;
    return column;
}

#define CONSTRUCTOR(name, type, element)                                      \
    fair_column fair_column_##name(const element *values, int64_t n)          \
    {                                                                         \
        return packed(FAIR_TYPE_##type, values, NULL, n);                     \
    }

CONSTRUCTOR(bool8, BOOL8, uint8_t)
CONSTRUCTOR(bool1, BOOL1, uint8_t)
CONSTRUCTOR(int8, INT8, int8_t)
CONSTRUCTOR(int16, INT16, int16_t)
CONSTRUCTOR(int32, INT32, int32_t)
CONSTRUCTOR(int64, INT64, int64_t)
CONSTRUCTOR(uint8, UINT8, uint8_t)
CONSTRUCTOR(uint16, UINT16, uint16_t)
CONSTRUCTOR(uint32, UINT32, uint32_t)
CONSTRUCTOR(uint64, UINT64, uint64_t)
CONSTRUCTOR(float32, FLOAT32, float)
CONSTRUCTOR(float64, FLOAT64, double)
CONSTRUCTOR(cstring, CSTRING, char *const)

fair_column
fair_column_utf8(const int32_t *offsets, const char *bytes, int64_t n)
{
    return packed(FAIR_TYPE_UTF8, offsets, bytes, n);
}

fair_column
fair_column_large_utf8(const int64_t *offsets, const char *bytes, int64_t n)
{
    return packed(FAIR_TYPE_LARGE_UTF8, offsets, bytes, n);
}

fair_column
fair_column_dictionary(const int32_t *codes, int64_t n,
                       const fair_column *dictionary)
{
    fair_column column = packed(FAIR_TYPE_DICTIONARY, codes, NULL, n);
    column.index_type = FAIR_TYPE_INT32;
    column.dictionary = dictionary;
    return column;
}

/* ---- checks ---- */

static fair_status
refuse(const char *name, const char *why, fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, name, -1, 0,
                         "column %q: %s", name, strlen(name), why);
}

static const char *
shape_fault(const fair_column *column, const fair__type *type)
{
    const uint8_t *reserved = column->reserved;
    for (size_t i = 0; i < sizeof(column->reserved); i++)
        if (reserved[i] != 0)
            return "reserved bytes must be zero: zero the struct first";
    if (column->offset < 0) return "offset must not be negative";
    if (column->offset > ROWS_MAX || column->length > ROWS_MAX - column->offset)
        return "offset and length are too large";
    if (column->stride != 0 && type->width == 0)
        return "this type has no stride: leave it 0 and use offset";
    const int64_t rows = column->offset + column->length;
    const int64_t widest = rows > 0 ? INT64_MAX / rows : INT64_MAX;
    if (column->stride > widest || column->stride < -widest)
        return "stride is too large";
    if (column->length > 0 && type->buffers > 0 && column->buffers[0] == NULL)
        return "its buffer is NULL although it has values";
    if (column->type != FAIR_TYPE_UTF8_VIEW) return NULL;
    if (column->n_variadic < 0) return "n_variadic must not be negative";
    if (column->n_variadic > 0 &&
        (column->variadic == NULL || column->variadic_sizes == NULL))
        return "variadic and variadic_sizes must be given with n_variadic";
    return NULL;
}

/* An index type is an integer; its width decides about strides. */
static const fair__type *
index_type_of(const fair_column *column)
{
    const fair__type *type = fair__type_of(column->index_type);
    if (type == NULL || type->widen < 0 ||
        (type->form != FAIR__FORM_SIGNED && type->form != FAIR__FORM_UNSIGNED))
        return NULL;
    return type;
}

static fair_status
unknown_type(const fair_column *column, const char *name, fair_error *err)
{
    if (column->type == FAIR_TYPE_NONE)
        return refuse(name, "it is not given (type NONE)", err);
    return fair__fail_at(err, FAIR_ERR_TYPE, name, -1, 0,
                         "column %q: %d is not a type: see FAIR_TYPE_*", name,
                         strlen(name), (int64_t)column->type);
}

/* Everything but the dictionary. */
static fair_status
check_flat(const fair_column *column, const char *name, fair_error *err)
{
    const fair__type *type = fair__type_of(column->type);
    if (type == NULL) return unknown_type(column, name, err);
    if (column->length < 0)
        return refuse(name, "length must not be negative", err);
    if (column->type == FAIR_TYPE_DICTIONARY) {
        type = index_type_of(column);
        if (type == NULL)
            return refuse(name, "index_type must be an integer type", err);
        if (column->dictionary == NULL)
            return refuse(name, "dictionary must be given", err);
    } else if (column->index_type != 0) {
        return refuse(name, "index_type is for dictionaries only", err);
    }
    const char *fault = shape_fault(column, type);
    return fault == NULL ? FAIR_OK : refuse(name, fault, err);
}

fair_status
fair__column_check(const fair_column *column, size_t n, const char *name,
                   fair_error *err)
{
    fair_status st = check_flat(column, name, err);
    if (st != FAIR_OK) return st;
    if ((uint64_t)column->length != n)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, name, -1, 0,
                             "column %q has %d values, expected %u: all "
                             "columns of a batch have the same length",
                             name, strlen(name), column->length, (uint64_t)n);
    if (column->type != FAIR_TYPE_DICTIONARY) return FAIR_OK;
    if (column->dictionary->type == FAIR_TYPE_DICTIONARY)
        return fair__fail_at(err, FAIR_ERR_TYPE, name, -1, 0,
                             "column %q is a dictionary of a dictionary: "
                             "cast it to its values",
                             name, strlen(name));
    return check_flat(column->dictionary, name, err);
}

const char *
fair__column_type_name(const fair_column *column)
{
    static const char *const of[] = {
        [FAIR_TYPE_NULL] = "dictionary of null",
        [FAIR_TYPE_BOOL8] = "dictionary of bool8",
        [FAIR_TYPE_BOOL1] = "dictionary of bool",
        [FAIR_TYPE_INT8] = "dictionary of int8",
        [FAIR_TYPE_INT16] = "dictionary of int16",
        [FAIR_TYPE_INT32] = "dictionary of int32",
        [FAIR_TYPE_INT64] = "dictionary of int64",
        [FAIR_TYPE_UINT8] = "dictionary of uint8",
        [FAIR_TYPE_UINT16] = "dictionary of uint16",
        [FAIR_TYPE_UINT32] = "dictionary of uint32",
        [FAIR_TYPE_UINT64] = "dictionary of uint64",
        [FAIR_TYPE_FLOAT16] = "dictionary of float16",
        [FAIR_TYPE_FLOAT32] = "dictionary of float32",
        [FAIR_TYPE_FLOAT64] = "dictionary of float64",
        [FAIR_TYPE_UTF8] = "dictionary of utf8",
        [FAIR_TYPE_LARGE_UTF8] = "dictionary of large_utf8",
        [FAIR_TYPE_UTF8_VIEW] = "dictionary of utf8_view",
        [FAIR_TYPE_CSTRING] = "dictionary of cstring",
        [FAIR_TYPE_INT128] = "dictionary of int128",
    };
    const fair__type *type = fair__type_of(column->type);
    if (type == NULL) return "none";
    if (type->form != FAIR__FORM_INDEX || column->dictionary == NULL)
        return type->name;
    const fair__type *values = fair__type_of(column->dictionary->type);
    if (values == NULL || values->form == FAIR__FORM_INDEX) return type->name;
    return of[column->dictionary->type];
}

int
fair__column_is_missing(const fair_column *column, size_t row)
{
    fair__chunk chunk;
    fair__chunk_load(column, row, 1, &chunk);
    fair__chunk_whole(&chunk, 1);
    return chunk.state[0] == FAIR__ROW_MISSING;
}
