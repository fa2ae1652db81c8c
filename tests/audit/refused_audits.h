/* SPDX-License-Identifier: MIT
 * The calls that make, change and save audits, for the sweep of refused
 * memory: each with every frame. */
#ifndef FAIR_TESTS_REFUSED_AUDITS_H
#define FAIR_TESTS_REFUSED_AUDITS_H

#include "refused.h"

/* ---- what is there before ---- */

static fair_status
nothing(world *w)
{
    (void)w;
    return FAIR_OK;
}

static fair_status
empty(world *w)
{
    const fair_status st = new_audit(w, "here", &w->a);
    return st != FAIR_OK ? st : new_audit(w, "there", &w->b);
}

static fair_status
save_a(world *w)
{
    fair_status st = fair_audit_save(w->a, NULL, 0, &w->saved_length, NULL);
    if (st != FAIR_OK) return st;
    w->saved = malloc(w->saved_length);
    return fair_audit_save(w->a, w->saved, w->saved_length, &w->saved_length,
                           NULL);
}

static fair_status
saved(world *w)
{
    const fair_status st = counted(w);
    return st != FAIR_OK ? st : save_a(w);
}

static fair_status
load(world *w, fair_audit **out, fair_error *err)
{
    static const uint8_t key[16] = {9};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.allocator = &w->mem;
    o.hash_key = key;
    return fair_audit_load(w->saved, w->saved_length, &o, out, err);
}

/* w->a as it comes back from its bytes. */
static fair_status
loaded(world *w)
{
    const fair_status st = saved(w);
    if (st != FAIR_OK) return st;
    fair_audit_free(w->a);
    w->a = NULL;
    return load(w, &w->a, NULL);
}

static fair_status
was_reset(world *w)
{
    const fair_status st = counted(w);
    if (st == FAIR_OK) fair_audit_reset(w->a);
    return st;
}

/* ---- calls ---- */

static fair_status
call_new(world *w, fair_error *err)
{
    const fair_rows *rows = &w->data->parts[0].rows;
    fair_audit_options o = frame_options(w->f, rows, &w->mem);
    o.shard = "a part";
    o.y_pred_positive = fair_scalar_text("granted");
    return fair_audit_new(&o, &w->made, err);
}

static fair_status
call_add(world *w, fair_error *err)
{
    return fair_audit_add(w->a, &w->data->parts[1].rows, err);
}

static fair_status
call_add_bad(world *w, fair_error *err)
{
    return fair_audit_add(w->a, &w->data->bad.rows, err);
}

static fair_status
call_add_batches(world *w, fair_error *err)
{
    const frame_part *x = w->data->parts;
    const fair_rows rows[] = {x[0].rows, x[1].rows, x[2].rows};
    return fair_audit_add_batches(w->a, rows, 3, err);
}

static int32_t
stop(void *ctx, uint64_t rows)
{
    (void)ctx;
    (void)rows;
    return 1;
}

static fair_status
call_add_stopped(world *w, fair_error *err)
{
    const fair_watch watch = {sizeof(watch), 65530, stop, NULL};
    fair_status st = fair_audit_watch(w->a, &watch, NULL);
    if (st == FAIR_OK) st = call_add_batches(w, err);
    fair_audit_watch(w->a, NULL, NULL);
    return st;
}

static fair_status
call_add_batches_bad(world *w, fair_error *err)
{
    const fair_rows rows[] = {w->data->parts[2].rows, w->data->bad.rows};
    return fair_audit_add_batches(w->a, rows, 2, err);
}

static fair_status
call_add_arrow(world *w, fair_error *err)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    as_schema(&w->from, &schema);
    as_array(&w->from, &w->data->parts[1], &array);
    const fair_status st = fair_audit_add_arrow(w->a, &schema, &array, err);
    array.release(&array);
    schema.release(&schema);
    return st;
}

static fair_status
call_add_stream(world *w, fair_error *err)
{
    return fair_audit_add_stream(w->a, batches_stream(&w->from), err);
}

static fair_status
call_add_stream_that_fails(world *w, fair_error *err)
{
    w->from.fail_at = 2;
    return call_add_stream(w, err);
}

static fair_status
call_add_stream_bad(world *w, fair_error *err)
{
    w->from.with_bad = 1;
    return call_add_stream(w, err);
}

static fair_status
call_merge(world *w, fair_error *err)
{
    return fair_audit_merge(w->a, w->b, err);
}

static fair_status
call_merge_itself(world *w, fair_error *err)
{
    return fair_audit_merge(w->a, w->a, err);
}

static fair_status
call_check_shards(world *w, fair_error *err)
{
    static const char *const names[] = {"here", "nowhere"};
    return fair_audit_check_shards(w->a, names, 2, err);
}

static fair_status
call_save(world *w, fair_error *err)
{
    char bytes[1 << 18];
    size_t length = 0;
    const fair_status st =
        fair_audit_save(w->a, bytes, sizeof(bytes), &length, err);
    if (st == FAIR_OK) collect(&w->out, bytes, length);
    return st;
}

static fair_status
call_save_size(world *w, fair_error *err)
{
    size_t length = 0;
    return fair_audit_save(w->a, NULL, 0, &length, err);
}

static fair_status
call_load(world *w, fair_error *err)
{
    return load(w, &w->made, err);
}

static fair_status
call_load_cut(world *w, fair_error *err)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.allocator = &w->mem;
    return fair_audit_load(w->saved, w->saved_length - 1, &o, &w->made, err);
}

static fair_status
call_copy(world *w, fair_error *err)
{
    return fair_audit_copy(w->a, &w->made, err);
}

#define ADD "fair_audit_add"
#define BATCHES "fair_audit_add_batches"
#define STREAM "fair_audit_add_stream"

static const refused_call audit_calls[] = {
    {"fair_audit_new", "", nothing, call_new, FAIR_OK, 0},
    {ADD, "first rows", empty, call_add, FAIR_OK, 1},
    {ADD, "more rows", NULL, call_add, FAIR_OK, 1},
    {ADD, "to a loaded audit", loaded, call_add, FAIR_OK, 1},
    {ADD, "after a reset", was_reset, call_add, FAIR_OK, 1},
    {ADD, "a bad row", NULL, call_add_bad, FAIR_ERR_DATA,
     1},
    {ADD, "a bad row first", empty, call_add_bad, FAIR_ERR_DATA,
     1},
    {ADD, "a bad row for a loaded audit", loaded, call_add_bad, FAIR_ERR_DATA,
     1},
    {BATCHES, "first rows", empty, call_add_batches, FAIR_OK, 1},
    {BATCHES, "more rows", NULL, call_add_batches, FAIR_OK, 1},
    {BATCHES, "a bad row", NULL, call_add_batches_bad, FAIR_ERR_DATA,
     1},
    {BATCHES, "stopped", empty, call_add_stopped, FAIR_ERR_STOPPED, 1},
    {"fair_audit_add_arrow", "first rows", empty, call_add_arrow, FAIR_OK, 1},
    {"fair_audit_add_arrow", "more rows", NULL, call_add_arrow, FAIR_OK, 1},
    {STREAM, "first rows", empty, call_add_stream, FAIR_OK, 1},
    {STREAM, "more rows", NULL, call_add_stream, FAIR_OK, 1},
    {STREAM, "which fails", empty, call_add_stream_that_fails,
     FAIR_ERR_STREAM, 1},
    {STREAM, "a bad row", NULL, call_add_stream_bad, FAIR_ERR_DATA,
     1},
    {"fair_audit_merge", "", NULL, call_merge, FAIR_OK, 1},
    {"fair_audit_merge", "loaded", loaded, call_merge, FAIR_OK, 1},
    {"fair_audit_merge", "after a reset", was_reset, call_merge, FAIR_OK, 1},
    {"fair_audit_merge", "empty", empty, call_merge, FAIR_OK, 1},
    {"fair_audit_merge", "with itself", NULL, call_merge_itself,
     FAIR_ERR_DUPLICATE_SHARD, 1},
    {"fair_audit_check_shards", "", NULL, call_check_shards,
     FAIR_ERR_INCOMPLETE, 0},
    {"fair_audit_save", "", NULL, call_save, FAIR_OK, 0},
    {"fair_audit_save", "its size", NULL, call_save_size, FAIR_OK, 0},
    {"fair_audit_load", "", saved, call_load, FAIR_OK, 0},
    {"fair_audit_load", "cut", saved, call_load_cut, FAIR_ERR_CORRUPT, 0},
    {"fair_audit_copy", "", NULL, call_copy, FAIR_OK, 0},
    {"fair_audit_copy", "loaded", loaded, call_copy, FAIR_OK, 0},
};
#define AUDIT_CALLS (sizeof(audit_calls) / sizeof(*audit_calls))

#endif
