/* SPDX-License-Identifier: MIT
 * Arrow structures that a test lends out: releasing them is a failure. */
#ifndef FAIR_TESTS_COLUMN_BORROWED_H
#define FAIR_TESTS_COLUMN_BORROWED_H

#include "column/arrow.h"
#include "harness.h"

/* Borrowed things are never released: these must not be called. */
static inline void
release_schema(struct ArrowSchema *s)
{
    (void)s;
    ck_abort_msg("schema released");
}

static inline void
release_array(struct ArrowArray *a)
{
    (void)a;
    ck_abort_msg("array released");
}

static inline struct ArrowSchema
schema_of(const char *format, const char *name)
{
    return (struct ArrowSchema){.format = format, .name = name,
                                .release = release_schema};
}

static inline struct ArrowArray
array_of(int64_t length, int64_t n_buffers, const void **buffers)
{
    return (struct ArrowArray){.length = length, .n_buffers = n_buffers,
                               .buffers = buffers, .release = release_array};
}

#endif
