/* SPDX-License-Identifier: MIT
 * Arrow record batches as sets of columns. */
#ifndef FAIR_COLUMN_ARROW_H
#define FAIR_COLUMN_ARROW_H

#include <stdint.h>

#include <fairness/arrow.h>
#include <fairness/column.h>

#include "base/error.h"
#include "column/arrow_abi.h"

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
