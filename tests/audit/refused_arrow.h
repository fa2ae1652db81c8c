/* SPDX-License-Identifier: MIT
 * The parts of a frame as Arrow record batches and as a stream of them, which
 * counts what was handed out and not released. */
#ifndef FAIR_TESTS_REFUSED_ARROW_H
#define FAIR_TESTS_REFUSED_ARROW_H

#include "column/arrow.h"
#include "refused_frames.h"

/* A batch: its schema or its array. */
typedef struct handed_out {
    const char *names[FRAME_COLUMNS];
    const fair_column *columns[FRAME_COLUMNS];
    int64_t n;
    struct ArrowSchema schemas[FRAME_COLUMNS][2]; /* the second is the */
    struct ArrowSchema *schema_pointers[FRAME_COLUMNS]; /* dictionary's */
    struct ArrowArray arrays[FRAME_COLUMNS][2];
    struct ArrowArray *array_pointers[FRAME_COLUMNS];
    const void *buffers[FRAME_COLUMNS][2][3];
    const void *none[1];
    int *alive;
} handed_out;

typedef struct batches {
    const frame *f;
    const frame_data *data;
    int with_bad; /* the second batch has a bad row */
    int fail_at;  /* batch at which get_next fails; -1: never */
    int next;
    int alive;
    struct ArrowArrayStream stream;
} batches;

static inline void
keep_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static inline void
keep_array(struct ArrowArray *array)
{
    array->release = NULL;
}

static inline void
give_back(handed_out *h)
{
    --*h->alive;
    free(h);
}

static inline void
release_whole_schema(struct ArrowSchema *schema)
{
    give_back(schema->private_data);
    schema->release = NULL;
}

static inline void
release_whole_array(struct ArrowArray *array)
{
    give_back(array->private_data);
    array->release = NULL;
}

static inline const char *
format_of(const fair_column *c)
{
    switch (c->type) {
    case FAIR_TYPE_INT8: return "c";
    case FAIR_TYPE_INT64: return "l";
    case FAIR_TYPE_FLOAT64: return "g";
    case FAIR_TYPE_UTF8: return "u";
    default: return "i"; /* int32, and indices of a dictionary */
    }
}

static inline void
add_column(handed_out *h, const char *name, const fair_column *c)
{
    if (c->type == FAIR_TYPE_NONE) return;
    h->names[h->n] = name;
    h->columns[h->n++] = c;
}

static inline handed_out *
hand_out(batches *b, const frame_part *x)
{
    handed_out *h = calloc(1, sizeof(*h));
    h->alive = &b->alive;
    b->alive++;
    add_column(h, "y", &x->rows.y_true);
    add_column(h, "p", &x->rows.y_pred);
    add_column(h, "s", &x->rows.y_score);
    add_column(h, "b", &x->rows.y_pred_baseline);
    add_column(h, "w", &x->rows.sample_weight);
    add_column(h, "f", &x->rows.frequency);
    for (size_t k = 0; k < b->f->n_sensitive + b->f->n_control; k++) {
        ck_assert(h->n < FRAME_COLUMNS);
        add_column(h, frame_features[k], &x->features[k]);
    }
    return h;
}

static inline void
as_schema(batches *b, struct ArrowSchema *out)
{
    handed_out *h = hand_out(b, &b->data->parts[0]);
    for (int64_t i = 0; i < h->n; i++) {
        struct ArrowSchema *s = h->schemas[i];
        h->schema_pointers[i] = s;
        s[0] = (struct ArrowSchema){.format = format_of(h->columns[i]),
                                    .name = h->names[i],
                                    .flags = 2,
                                    .release = keep_schema};
        s[1] = (struct ArrowSchema){.format = "u", .release = keep_schema};
        if (h->columns[i]->dictionary != NULL) s[0].dictionary = &s[1];
    }
    *out = (struct ArrowSchema){.format = "+s",
                                .n_children = h->n,
                                .children = h->schema_pointers,
                                .release = release_whole_schema,
                                .private_data = h};
}

static inline void
as_array_of(handed_out *h, int64_t i, int which, const fair_column *c)
{
    const void **buffers = h->buffers[i][which];
    buffers[0] = c->validity;
    buffers[1] = c->buffers[0];
    buffers[2] = c->buffers[1];
    h->arrays[i][which] = (struct ArrowArray){
        .length = c->length,
        .null_count = c->validity != NULL ? -1 : 0,
        .n_buffers = c->type == FAIR_TYPE_UTF8 ? 3 : 2,
        .buffers = buffers,
        .release = keep_array};
}

static inline void
as_array(batches *b, const frame_part *x, struct ArrowArray *out)
{
    handed_out *h = hand_out(b, x);
    for (int64_t i = 0; i < h->n; i++) {
        const fair_column *c = h->columns[i];
        as_array_of(h, i, 0, c);
        h->array_pointers[i] = h->arrays[i];
        if (c->dictionary == NULL) continue;
        as_array_of(h, i, 1, c->dictionary);
        h->arrays[i][0].dictionary = &h->arrays[i][1];
    }
    *out = (struct ArrowArray){.length = (int64_t)x->rows.n,
                               .n_buffers = 1,
                               .buffers = h->none,
                               .n_children = h->n,
                               .children = h->array_pointers,
                               .release = release_whole_array,
                               .private_data = h};
}

static inline int
batches_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    as_schema(stream->private_data, out);
    return 0;
}

static inline int
batches_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    batches *b = stream->private_data;
    if (b->next == b->fail_at) return 5;
    if (b->next == FRAME_PARTS) {
        *out = (struct ArrowArray){0};
        return 0;
    }
    const int part = b->next++;
    as_array(b, part == 1 && b->with_bad ? &b->data->bad
                                         : &b->data->parts[part], out);
    return 0;
}

static inline const char *
batches_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "the disk is gone";
}

static inline void
batches_release(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

static inline batches
batches_of(const frame *f, const frame_data *data)
{
    return (batches){.f = f, .data = data, .fail_at = -1};
}

/* From its first batch; b must stay where it is. */
static inline struct ArrowArrayStream *
batches_stream(batches *b)
{
    b->next = 0;
    b->stream = (struct ArrowArrayStream){batches_schema, batches_next,
                                          batches_error, batches_release, b};
    return &b->stream;
}

#endif
