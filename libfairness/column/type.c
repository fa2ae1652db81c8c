/* SPDX-License-Identifier: MIT
 * The table of column types. */
#include "column/type.h"

#include <stddef.h>
#include <string.h>

#include <fairness/column.h>

#include "kernels/kernels.h"

#define BOOL_ FAIR__FORM_BOOL
#define SIGNED FAIR__FORM_SIGNED
#define UNSIGNED FAIR__FORM_UNSIGNED
#define FLOAT_ FAIR__FORM_FLOAT
#define TEXT FAIR__FORM_TEXT
#define POINTER ((int32_t)sizeof(char *))

static const fair__type types[] = {
    [FAIR_TYPE_NULL] = {"null", FAIR__FORM_NONE, 0, -1, 0, "n"},
    [FAIR_TYPE_BOOL8] = {"bool8", BOOL_, 1, FAIR__WIDEN_U8, 1, ""},
    [FAIR_TYPE_BOOL1] = {"bool", BOOL_, 0, -1, 1, "b"},
    [FAIR_TYPE_INT8] = {"int8", SIGNED, 1, FAIR__WIDEN_I8, 1, "c"},
    [FAIR_TYPE_INT16] = {"int16", SIGNED, 2, FAIR__WIDEN_I16, 1, "s"},
    [FAIR_TYPE_INT32] = {"int32", SIGNED, 4, FAIR__WIDEN_I32, 1, "i"},
    [FAIR_TYPE_INT64] = {"int64", SIGNED, 8, FAIR__WIDEN_BITS64, 1, "l"},
    [FAIR_TYPE_UINT8] = {"uint8", UNSIGNED, 1, FAIR__WIDEN_U8, 1, "C"},
    [FAIR_TYPE_UINT16] = {"uint16", UNSIGNED, 2, FAIR__WIDEN_U16, 1, "S"},
    [FAIR_TYPE_UINT32] = {"uint32", UNSIGNED, 4, FAIR__WIDEN_U32, 1, "I"},
    [FAIR_TYPE_UINT64] = {"uint64", UNSIGNED, 8, FAIR__WIDEN_BITS64, 1, "L"},
    [FAIR_TYPE_FLOAT16] = {"float16", FLOAT_, 2, FAIR__WIDEN_F16, 1, "e"},
    [FAIR_TYPE_FLOAT32] = {"float32", FLOAT_, 4, FAIR__WIDEN_F32, 1, "f"},
    [FAIR_TYPE_FLOAT64] = {"float64", FLOAT_, 8, FAIR__WIDEN_BITS64, 1, "g"},
    [FAIR_TYPE_UTF8] = {"utf8", TEXT, 0, -1, 1, "u"},
    [FAIR_TYPE_LARGE_UTF8] = {"large_utf8", TEXT, 0, -1, 1, "U"},
    [FAIR_TYPE_UTF8_VIEW] = {"utf8_view", TEXT, 16, -1, 1, "vu"},
    [FAIR_TYPE_CSTRING] = {"cstring", TEXT, POINTER, -1, 1, ""},
    [FAIR_TYPE_DICTIONARY] = {"dictionary", FAIR__FORM_INDEX, 0, -1, 1, ""},
    [FAIR_TYPE_INT128] = {"int128", SIGNED, 16, -1, 1, "_pli128"}, /* Polars */
};

#define N_TYPES ((int32_t)(sizeof(types) / sizeof(types[0])))

const fair__type *
fair__type_of(int32_t type)
{
    if (type <= FAIR_TYPE_NONE || type >= N_TYPES) return NULL;
    return &types[type];
}

/* "d:38,0" or "d:38,0,128": a decimal of 128 bits without decimals. */
static int
is_whole_decimal(const char *format)
{
    if (strncmp(format, "d:", 2) != 0) return 0;
    const size_t digits = strspn(format + 2, "0123456789");
    const char *rest = format + 2 + digits;
    return digits > 0 &&
           (strcmp(rest, ",0") == 0 || strcmp(rest, ",0,128") == 0);
}

int32_t
fair__type_of_format(const char *format)
{
    if (is_whole_decimal(format)) return FAIR_TYPE_INT128;
    for (int32_t i = FAIR_TYPE_NONE + 1; i < N_TYPES; i++)
        if (types[i].arrow[0] != '\0' && strcmp(types[i].arrow, format) == 0)
            return i;
    return FAIR_TYPE_NONE;
}
