/* SPDX-License-Identifier: MIT
 * What a function writes in pieces, as one text.  Room is doubled: a report
 * comes in a hundred thousand pieces, and under sanitizers each block of
 * memory that a piece less would have filled is copied and kept. */
#ifndef FAIR_TESTS_WRITTEN_H
#define FAIR_TESTS_WRITTEN_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct written {
    char *bytes; /* ends in a zero that is not counted; freed by the caller */
    size_t length;
    size_t capacity;
} written;

static inline int32_t
collect(void *ctx, const char *data, size_t size)
{
    written *w = ctx;
    if (w->capacity - w->length <= size) {
        w->capacity = 2 * (w->length + size) + 64;
        w->bytes = realloc(w->bytes, w->capacity);
    }
    memcpy(w->bytes + w->length, data, size);
    w->length += size;
    w->bytes[w->length] = '\0';
    return 0;
}

#endif
