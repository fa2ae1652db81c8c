/* SPDX-License-Identifier: MIT
 * A record batch that is being built, and its way out as an Arrow stream. */
#ifndef FAIR_AUDIT_BATCH_H
#define FAIR_AUDIT_BATCH_H

#include "base/memory.h"
#include "column/arrow.h"

/* Arrow formats of the columns that are built here. */
#define FAIR__BATCH_TEXT "U" /* UTF-8 with 64-bit offsets */
#define FAIR__BATCH_REAL "g"
#define FAIR__BATCH_COUNT "L" /* uint64 */

#define FAIR__BATCH_COLUMNS 26

/* One column.  Each has its own memory, since Arrow lets a consumer move
 * children away and release them one by one. */
typedef struct fair__batch_column {
    fair_allocator mem;
    const char *name; /* static, as is format */
    const char *format;
    size_t n; /* rows */
    int64_t n_null;
    uint8_t *validity; /* bits */
    size_t validity_capacity;
    char *data;
    size_t data_capacity;
    size_t n_data;
    int64_t *offsets; /* TEXT: n + 1 */
    size_t offsets_capacity;
    const void *buffers[3];
} fair__batch_column;

typedef struct fair__batch {
    fair_allocator mem;
    size_t n_columns;
    fair__batch_column *columns[FAIR__BATCH_COLUMNS];
    struct ArrowArray children[FAIR__BATCH_COLUMNS];
    struct ArrowArray *child_pointers[FAIR__BATCH_COLUMNS];
    const void *no_validity[1];
} fair__batch;

/* Free with fair__batch_free, or give to fair__batch_stream. */
fair_status fair__batch_new(const fair_allocator *mem, fair__batch **out,
                            fair_error *err);
void fair__batch_free(fair__batch *batch);
void fair__batch_column_free(fair__batch_column *c);
fair_status fair__batch_add_column(fair__batch *batch, const char *name,
                                   const char *format, fair_error *err);

/* Append one value to a column of that format.  FAIR_ERR_MEMORY. */
fair_status fair__batch_put_null(fair__batch_column *c, fair_error *err);
fair_status fair__batch_put_text(fair__batch_column *c, const char *text,
                                 size_t length, fair_error *err);
fair_status fair__batch_put_real(fair__batch_column *c, double x,
                                 fair_error *err);
fair_status fair__batch_put_count(fair__batch_column *c, uint64_t x,
                                  fair_error *err);

/* What makes the batches after the first, of the same columns. */
typedef struct fair__batch_maker {
    /* Sets *out to the next batch, of no rows at the end.  Called through the
     * guard of the floating-point environment. */
    fair_status (*next)(struct fair__batch_maker *maker, fair__batch **out);
    void (*free)(struct fair__batch_maker *maker);
} fair__batch_maker;

/* Makes *out a stream of this batch and of those that maker makes (NULL: no
 * more) and takes ownership of both; on failure they are still the caller's.
 * All columns have the same length. */
fair_status fair__batch_stream(fair__batch *batch, fair__batch_maker *maker,
                               struct ArrowArrayStream *out, fair_error *err);

#endif
