/* SPDX-License-Identifier: MIT
 * An Arrow producer for tests: record batches of int8 columns, which counts
 * what it handed out and what was released. */
#ifndef FAIR_TESTS_PRODUCER_H
#define FAIR_TESTS_PRODUCER_H

#include <stdlib.h>
#include <string.h>

#include "column/arrow.h"

#define PRODUCER_COLUMNS 4

typedef struct producer {
    struct ArrowArrayStream stream;
    const char *names[PRODUCER_COLUMNS];
    const char *formats[PRODUCER_COLUMNS]; /* NULL: "c" */
    const void *values[PRODUCER_COLUMNS];  /* of all batches, end to end */
    const uint8_t *validity[PRODUCER_COLUMNS];
    int64_t n_columns;
    int64_t lengths[8];
    int n_batches;
    int next;
    int fail_schema; /* code of get_schema */
    int fail_at;     /* batch at which get_next fails; -1: never */
    const char *message;
    int schemas; /* handed out and not released */
    int arrays;
    int stream_released;
} producer;

typedef struct produced_array {
    struct ArrowArray children[PRODUCER_COLUMNS];
    struct ArrowArray *pointers[PRODUCER_COLUMNS];
    const void *buffers[PRODUCER_COLUMNS][2];
    const void *none[1];
    producer *from;
} produced_array;

typedef struct produced_schema {
    struct ArrowSchema children[PRODUCER_COLUMNS];
    struct ArrowSchema *pointers[PRODUCER_COLUMNS];
    producer *from;
} produced_schema;

static inline void
producer_no_release_array(struct ArrowArray *a)
{
    a->release = NULL;
}

static inline void
producer_no_release_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}

static inline void
producer_release_array(struct ArrowArray *a)
{
    produced_array *p = a->private_data;
    p->from->arrays--;
    free(p);
    a->release = NULL;
}

static inline void
producer_release_schema(struct ArrowSchema *s)
{
    produced_schema *p = s->private_data;
    p->from->schemas--;
    free(p);
    s->release = NULL;
}

static inline void
producer_schema(producer *from, struct ArrowSchema *out)
{
    produced_schema *p = calloc(1, sizeof(*p));
    p->from = from;
    for (int64_t i = 0; i < from->n_columns; i++) {
        p->pointers[i] = &p->children[i];
        p->children[i].format =
            from->formats[i] != NULL ? from->formats[i] : "c";
        p->children[i].name = from->names[i];
        p->children[i].flags = 2;
        p->children[i].release = producer_no_release_schema;
    }
    memset(out, 0, sizeof(*out));
    out->format = "+s";
    out->name = "";
    out->n_children = from->n_columns;
    out->children = p->pointers;
    out->release = producer_release_schema;
    out->private_data = p;
    from->schemas++;
}

static inline void
producer_array(producer *from, int batch, struct ArrowArray *out)
{
    produced_array *p = calloc(1, sizeof(*p));
    p->from = from;
    int64_t start = 0;
    for (int i = 0; i < batch; i++)
        start += from->lengths[i];
    for (int64_t i = 0; i < from->n_columns; i++) {
        struct ArrowArray *child = &p->children[i];
        p->pointers[i] = child;
        p->buffers[i][0] = from->validity[i];
        p->buffers[i][1] = from->values[i];
        child->length = from->lengths[batch];
        child->offset = start;
        child->null_count = from->validity[i] != NULL ? -1 : 0;
        child->n_buffers = 2;
        child->buffers = p->buffers[i];
        child->release = producer_no_release_array;
    }
    memset(out, 0, sizeof(*out));
    out->length = from->lengths[batch];
    out->n_buffers = 1;
    out->buffers = p->none;
    out->n_children = from->n_columns;
    out->children = p->pointers;
    out->release = producer_release_array;
    out->private_data = p;
    from->arrays++;
}

static inline int
producer_get_schema(struct ArrowArrayStream *s, struct ArrowSchema *out)
{
    producer *p = s->private_data;
    if (p->fail_schema != 0) return p->fail_schema;
    producer_schema(p, out);
    return 0;
}

static inline int
producer_get_next(struct ArrowArrayStream *s, struct ArrowArray *out)
{
    producer *p = s->private_data;
    if (p->next == p->fail_at) return 5;
    if (p->next == p->n_batches) {
        out->release = NULL;
        return 0;
    }
    producer_array(p, p->next++, out);
    return 0;
}

static inline const char *
producer_last_error(struct ArrowArrayStream *s)
{
    return ((producer *)s->private_data)->message;
}

static inline void
producer_release(struct ArrowArrayStream *s)
{
    ((producer *)s->private_data)->stream_released++;
    s->release = NULL;
}

static inline void
producer_init(producer *p)
{
    memset(p, 0, sizeof(*p));
    p->fail_at = -1;
    p->stream = (struct ArrowArrayStream){
        producer_get_schema, producer_get_next, producer_last_error,
        producer_release, p};
}

#endif
