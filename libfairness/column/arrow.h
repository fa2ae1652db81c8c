/* SPDX-License-Identifier: MIT
 * The Arrow C data and stream interfaces: the structs (layout fixed by the
 * Arrow specification), and record batches as sets of columns. */
#ifndef FAIR_COLUMN_ARROW_H
#define FAIR_COLUMN_ARROW_H

#include <stdint.h>

#include <fairness/arrow.h>
#include <fairness/column.h>

#include "base/error.h"

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

/* What no array may contradict: lengths, offset, null count, buffers.
 * FAIR_ERR_DATA names the column. */
fair_status fair__arrow_check_shape(const struct ArrowArray *array,
                                    const char *name, fair_error *err);

/* Index of the child of a struct schema with this name.  FAIR_ERR_ARGUMENT
 * if it is absent (the message lists those there are) or there twice,
 * FAIR_ERR_TYPE if the root is no struct. */
fair_status fair__arrow_find(const struct ArrowSchema *schema,
                             const char *name, int64_t *index,
                             fair_error *err);

/* Child `index` of a struct array as a column (see fair_column_from_arrow for
 * out), with the struct's own offset applied.  FAIR_ERR_DATA if the struct
 * itself has nulls, a child is shorter than the struct needs, or the two
 * sides differ in the number of children. */
fair_status fair__arrow_child(const struct ArrowSchema *schema,
                              const struct ArrowArray *array, int64_t index,
                              const char *name, fair_column out[2],
                              fair_error *err);

#endif
