/* SPDX-License-Identifier: MIT
 * Record batches as an Arrow C stream.
 *
 * The stream owns a batch until it is read, the array from then on; schemas
 * have memory of their own.  Release callbacks run once and set release to
 * NULL, as the specification asks. */
#include <string.h>

#include "audit/batch.h"
#include "base/error.h"
#include "base/floatenv.h"

#define NO_MEMORY 12 /* ENOMEM, which the specification names */
#define NULLABLE 2   /* ARROW_FLAG_NULLABLE */

/* ---- schemas ---- */

typedef struct schema_state {
    fair_allocator mem;
    struct ArrowSchema children[FAIR__BATCH_COLUMNS];
    struct ArrowSchema *child_pointers[FAIR__BATCH_COLUMNS];
} schema_state;

/* Names and formats are static: nothing to free. */
static void
release_child_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void
release_schema(struct ArrowSchema *schema)
{
    schema_state *state = schema->private_data;
    const fair_allocator mem = state->mem;
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
    schema->release = NULL;
    fair__free(&mem, state, 1, sizeof(*state));
}

/* ---- arrays ---- */

static void
release_child_array(struct ArrowArray *array)
{
    fair__batch_column_free(array->private_data);
    array->release = NULL;
}

/* The columns are their arrays' by now. */
static void
release_array(struct ArrowArray *array)
{
    fair__batch *batch = array->private_data;
    const fair_allocator mem = batch->mem;
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
    array->release = NULL;
    fair__free(&mem, batch, 1, sizeof(*batch));
}

static struct ArrowArray
child_array(fair__batch_column *c)
{
    const int is_text = c->offsets != NULL;
    c->buffers[0] = c->n_null > 0 ? c->validity : NULL;
    c->buffers[1] = is_text ? (const void *)c->offsets : c->data;
    c->buffers[2] = c->data;
    return (struct ArrowArray){
        .length = (int64_t)c->n,
        .null_count = c->n_null,
        .n_buffers = is_text ? 3 : 2,
        .buffers = c->buffers,
        .release = release_child_array,
        .private_data = c,
    };
}

/* Moves the batch into an array; cannot fail. */
static void
make_array(fair__batch *batch, struct ArrowArray *out)
{
    for (size_t i = 0; i < batch->n_columns; i++) {
        batch->children[i] = child_array(batch->columns[i]);
        batch->child_pointers[i] = &batch->children[i];
    }
    *out = (struct ArrowArray){
        .length = (int64_t)batch->columns[0]->n,
        .n_buffers = 1,
        .n_children = (int64_t)batch->n_columns,
        .buffers = batch->no_validity,
        .children = batch->child_pointers,
        .release = release_array,
        .private_data = batch,
    };
}

/* ---- the stream ---- */

typedef struct stream_state {
    fair_allocator mem;
    size_t n_columns;
    const char *names[FAIR__BATCH_COLUMNS];
    const char *formats[FAIR__BATCH_COLUMNS];
    fair__batch *batch; /* NULL once it was handed out */
    fair__batch_maker *maker; /* NULL: there is no more */
    int32_t failed; /* making one; what comes after it would have a gap */
} stream_state;

static int
get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const stream_state *s = stream->private_data;
    schema_state *state = fair__calloc(&s->mem, 1, sizeof(*state));
    if (state == NULL) return NO_MEMORY;
    state->mem = s->mem;
    for (size_t i = 0; i < s->n_columns; i++) {
        state->children[i] = (struct ArrowSchema){
            .format = s->formats[i],
            .name = s->names[i],
            .flags = NULLABLE,
            .release = release_child_schema,
        };
        state->child_pointers[i] = &state->children[i];
    }
    *out = (struct ArrowSchema){
        .format = "+s",
        .name = "",
        .n_children = (int64_t)s->n_columns,
        .children = state->child_pointers,
        .release = release_schema,
        .private_data = state,
    };
    return 0;
}

static fair_status
make_batch(stream_state *s)
{
    fair__floatenv env;
    fair__floatenv_enter(&env);
    const fair_status st = s->maker->next(s->maker, &s->batch);
    fair__floatenv_leave(&env);
    if (st != FAIR_OK || s->batch->columns[0]->n > 0) return st;
    fair__batch_free(s->batch);
    s->batch = NULL;
    return FAIR_OK;
}

static int
get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    stream_state *s = stream->private_data;
    if (s->batch == NULL && s->maker != NULL && !s->failed)
        s->failed = make_batch(s) != FAIR_OK;
    if (s->failed) return NO_MEMORY;
    if (s->batch == NULL) {
        *out = (struct ArrowArray){0}; /* released: the end */
        return 0;
    }
    make_array(s->batch, out);
    s->batch = NULL;
    return 0;
}

static const char *
get_last_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "out of memory"; /* the only way to fail */
}

static void
release_stream(struct ArrowArrayStream *stream)
{
    stream_state *s = stream->private_data;
    const fair_allocator mem = s->mem;
    if (s->batch != NULL) fair__batch_free(s->batch);
    if (s->maker != NULL) s->maker->free(s->maker);
    fair__free(&mem, s, 1, sizeof(*s));
    stream->release = NULL;
}

fair_status
fair__batch_stream(fair__batch *batch, fair__batch_maker *maker,
                   struct ArrowArrayStream *out, fair_error *err)
{
    stream_state *s = fair__calloc(&batch->mem, 1, sizeof(*s));
    if (s == NULL) return fair__no_memory(err);
    s->mem = batch->mem;
    s->batch = batch;
    s->maker = maker;
    s->n_columns = batch->n_columns;
    for (size_t i = 0; i < batch->n_columns; i++) {
        s->names[i] = batch->columns[i]->name;
        s->formats[i] = batch->columns[i]->format;
    }
    *out = (struct ArrowArrayStream){
        .get_schema = get_schema,
        .get_next = get_next,
        .get_last_error = get_last_error,
        .release = release_stream,
        .private_data = s,
    };
    return FAIR_OK;
}
