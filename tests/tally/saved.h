/* SPDX-License-Identifier: MIT
 * What tests of saved tallies share: making them, an allocator that knows its
 * peak, and the one check that any bytes must stand. */
#ifndef FAIR_TESTS_SAVED_H
#define FAIR_TESTS_SAVED_H

#include "tally/codec.h"

#include "harness.h"
#include "rows.h"

static const uint8_t saved_key[16] = {1, 2, 3};

/* Of rows.h's three features. */
static inline fair_audit_options
saved_options(const char *shard)
{
    static const char *const names[] = {"a", "b", "c"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = names;
    o.n_control = 1;
    o.control_names = names + 2;
    o.hash_key = saved_key;
    o.shard = shard;
    return o;
}

static inline fair__tally *
saved_make(const fair_audit_options *o)
{
    fair__tally *t = NULL;
    fair_error err;
    ck_assert_msg(fair__tally_new(o, &t, &err) == FAIR_OK, "%s", err.message);
    return t;
}

static inline void
saved_add_rows(fair__tally *t, const fair_rows *rows)
{
    fair_error err;
    fair__tally_begin(t);
    ck_assert_msg(fair__tally_add(t, rows, 0, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_int_eq(fair__tally_commit(t, &err), FAIR_OK);
}

static inline void
saved_add(fair__tally *t, test_columns *c, size_t start, size_t n)
{
    const fair_rows rows = test_columns_rows(c, start, n);
    saved_add_rows(t, &rows);
}

typedef struct saved {
    uint8_t *bytes;
    size_t length;
} saved;

static inline saved
saved_of(const fair__tally *t)
{
    saved s = {NULL, 0};
    fair_status st = fair__tally_save(t, NULL, 0, &s.length, NULL);
    s.bytes = malloc(s.length + 1);
    if (st == FAIR_OK)
        st = fair__tally_save(t, s.bytes, s.length, &s.length, NULL);
    if (st != FAIR_OK) ck_abort_msg("save: status %d", st);
    return s;
}

static inline int
saved_equal(const saved *a, const saved *b)
{
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

static inline fair__tally *
saved_load(const saved *s)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.hash_key = saved_key;
    fair__tally *t = NULL;
    fair_error err;
    ck_assert_msg(fair__tally_load(s->bytes, s->length, &o, &t, &err) ==
                      FAIR_OK,
                  "%s", err.message);
    return t;
}

/* Makes the length field and the checksum fit. */
static inline void
saved_seal(uint8_t *bytes, size_t length)
{
    if (length < 24) return;
    fair__writer w = {bytes + 12, 8, 0, 0};
    fair__put_u64(&w, length);
    fair__writer end = {bytes + length - 4, 4, 0, 0};
    fair__put_u32(&end, fair__crc32c(0, bytes, length - 4));
}

/* ---- an allocator that knows its peak, without an assertion a call ---- */

typedef struct peak_memory {
    size_t live; /* blocks */
    size_t bytes;
    size_t peak;
    size_t requests; /* and the bytes of all of them: what time goes by */
    size_t requested;
} peak_memory;

static inline void *
peak_alloc(void *ctx, size_t size)
{
    peak_memory *m = ctx;
    m->live++;
    m->requests++;
    m->requested += size;
    m->bytes += size;
    if (m->bytes > m->peak) m->peak = m->bytes;
    return malloc(size);
}

static inline void
peak_free(void *ctx, void *p, size_t size)
{
    peak_memory *m = ctx;
    m->live--;
    m->bytes -= size;
    free(p);
}

/* Old and new block stand side by side: the worst that realloc does. */
static inline void *
peak_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    void *q = peak_alloc(ctx, new_size);
    memcpy(q, p, old_size < new_size ? old_size : new_size);
    peak_free(ctx, p, old_size);
    return q;
}

/* ---- any bytes ---- */

/* Bytes from anywhere: a refusal, or a tally that saves as these bytes; at
 * most 64 KiB and four times their length of memory, and of all that is ever
 * taken a number of times that, as vectors grow; nothing kept.  Returns the
 * status. */
static inline fair_status
saved_check(const uint8_t *bytes, size_t length)
{
    peak_memory m = {0};
    const fair_allocator mem = {&m, peak_alloc, peak_resize, peak_free};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.hash_key = saved_key;
    o.allocator = &mem;
    o.max_cells = o.max_scores = UINT64_MAX;
    uint8_t *exact = malloc(length == 0 ? 1 : length); /* guarded at its end */
    memcpy(exact, bytes, length);
    fair__tally *t = NULL;
    fair_error err = {0};
    const fair_status st = fair__tally_load(exact, length, &o, &t, &err);
    if (m.peak > 65536 + 4 * length)
        ck_abort_msg("%zu bytes took %zu", length, m.peak);
    if (m.requests > 600 + length / 8 || m.requested > 65536 + 12 * length)
        ck_abort_msg("%zu bytes took %zu blocks, %zu bytes in all", length,
                     m.requests, m.requested);
    if (st == FAIR_OK) {
        saved again = saved_of(t);
        if (again.length != length || memcmp(again.bytes, bytes, length) != 0)
            ck_abort_msg("%zu bytes loaded and saved as %zu others", length,
                         again.length);
        free(again.bytes);
        fair__tally_free(t);
    } else if ((st != FAIR_ERR_CORRUPT && st != FAIR_ERR_VERSION) ||
               err.code != st || err.message[0] == 0 || t != NULL) {
        ck_abort_msg("status %d: %s", st, err.message);
    }
    if (m.live != 0 || m.bytes != 0) ck_abort_msg("%zu blocks kept", m.live);
    free(exact);
    return st;
}

#endif
