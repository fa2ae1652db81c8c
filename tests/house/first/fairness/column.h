/* SPDX-License-Identifier: MIT
 * Columns: borrowed, typed views of what the caller has in memory.
 *
 * A fair_column owns nothing.  Its buffers must stay as they are until the
 * call that reads them returns; if another thread writes them meanwhile, the
 * numbers may be torn but nothing crashes. */
#ifndef FAIRNESS_COLUMN_H
#define FAIRNESS_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/arrow.h>
#include <fairness/status.h>

/* Types.  The buffers of each:
 *  fixed width   buffers[0] values
 *  BOOL8         buffers[0] bytes, 0 is false, 1 is true, others an error
 *  BOOL1         buffers[0] bits, least significant first
 *  UTF8          buffers[0] int32 offsets (length + offset + 1 of them),
 *                buffers[1] bytes;  LARGE_UTF8: int64 offsets
 *  UTF8_VIEW     buffers[0] 16-byte views as in Arrow; variadic, n_variadic
 *                and variadic_sizes give the buffers of long strings
 *  CSTRING       buffers[0] pointers to NUL-terminated strings; a NULL
 *                pointer is a missing value
 *  DICTIONARY    buffers[0] indices of the integer type index_type; the
 *                values are the column *dictionary
 *  NULL          no buffers: every value is missing */
#define FAIR_TYPE_NONE 0 /* the column is not given */
#define FAIR_TYPE_NULL 1
#define FAIR_TYPE_BOOL8 2
#define FAIR_TYPE_BOOL1 3
#define FAIR_TYPE_INT8 4
#define FAIR_TYPE_INT16 5
#define FAIR_TYPE_INT32 6
#define FAIR_TYPE_INT64 7
#define FAIR_TYPE_UINT8 8
#define FAIR_TYPE_UINT16 9
#define FAIR_TYPE_UINT32 10
#define FAIR_TYPE_UINT64 11
#define FAIR_TYPE_FLOAT16 12
#define FAIR_TYPE_FLOAT32 13
#define FAIR_TYPE_FLOAT64 14
#define FAIR_TYPE_UTF8 15
#define FAIR_TYPE_LARGE_UTF8 16
#define FAIR_TYPE_UTF8_VIEW 17
#define FAIR_TYPE_CSTRING 18
#define FAIR_TYPE_DICTIONARY 19

/* Frozen at 128 bytes.  Zero everything that you do not set (the constructors
 * do); reserved bytes must be zero. */
typedef struct fair_column {
    int32_t type;       /* FAIR_TYPE_* */
    int32_t index_type; /* DICTIONARY: FAIR_TYPE_INT8 … UINT64; else 0 */
    int64_t length;     /* number of values */
    int64_t stride;     /* bytes from one value to the next; 0 means packed;
                           may be negative; for fixed-width types, BOOL8,
                           CSTRING, UTF8_VIEW and DICTIONARY indices only */
    int64_t offset;     /* index of the first value: values to skip at the
                           start of validity and of every buffer, in bits for
                           bitmaps, in strides or offsets elsewhere */
    int64_t n_variadic;
    const uint8_t *validity; /* bitmap, 1 is valid, least significant bit
                                first; NULL: all values are valid */
    const void *buffers[2];
    const void *const *variadic;
    const int64_t *variadic_sizes;
    const struct fair_column *dictionary;
    uint8_t reserved[128 - 40 - 6 * sizeof(void *)];
} fair_column;

#ifdef __cplusplus
extern "C" {
#endif

/* Constructors: n packed values; the result borrows them and cannot fail.
 * Set .stride, .offset or .validity afterwards where needed.  Since 0.1. */
FAIR_API fair_column fair_column_bool8(const uint8_t *values, int64_t n);
FAIR_API fair_column fair_column_bool1(const uint8_t *bits, int64_t n);
FAIR_API fair_column fair_column_int8(const int8_t *values, int64_t n);
FAIR_API fair_column fair_column_int16(const int16_t *values, int64_t n);
FAIR_API fair_column fair_column_int32(const int32_t *values, int64_t n);
FAIR_API fair_column fair_column_int64(const int64_t *values, int64_t n);
FAIR_API fair_column fair_column_uint8(const uint8_t *values, int64_t n);
FAIR_API fair_column fair_column_uint16(const uint16_t *values, int64_t n);
FAIR_API fair_column fair_column_uint32(const uint32_t *values, int64_t n);
FAIR_API fair_column fair_column_uint64(const uint64_t *values, int64_t n);
FAIR_API fair_column fair_column_float32(const float *values, int64_t n);
FAIR_API fair_column fair_column_float64(const double *values, int64_t n);
/* offsets has n + 1 entries. */
FAIR_API fair_column fair_column_utf8(const int32_t *offsets,
                                      const char *bytes, int64_t n);
FAIR_API fair_column fair_column_large_utf8(const int64_t *offsets,
                                            const char *bytes, int64_t n);
FAIR_API fair_column fair_column_cstring(const char *const *strings,
                                         int64_t n);
/* codes: n int32 indices into *dictionary, which is borrowed too. */
FAIR_API fair_column fair_column_dictionary(const int32_t *codes, int64_t n,
                                            const fair_column *dictionary);

/* Views one Arrow array as a column.
 *
 *  schema, array  borrowed, never released; must outlive the columns.
 *  name           for messages; may be NULL (the schema's own name is used).
 *  out            two columns: out[0] is the array; if it is dictionary
 *                 encoded, out[0].dictionary points to out[1], so both must
 *                 stay where they are.
 *
 * FAIR_ERR_TYPE: a format that is not supported; the message names the
 * column, the format string and what to cast it to.  FAIR_ERR_DATA: the
 * array contradicts itself (negative length, missing buffers, null_count
 * without validity).  FAIR_ERR_ARGUMENT: NULL or a released array.
 * Since 0.1. */
FAIR_API fair_status fair_column_from_arrow(const struct ArrowSchema *schema,
                                            const struct ArrowArray *array,
                                            const char *name,
                                            fair_column out[2],
                                            fair_error *err);

#ifdef __cplusplus
}
#endif
#endif
