/* SPDX-License-Identifier: MIT
 * Fuzz target: a saved audit from anywhere, as it is and with a length and a
 * checksum that fit, so that what is inside is read too.
 *
 * What loads must save as the same bytes, within the memory that they
 * warrant, and merge with itself under another name. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tally/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(x)                                                               \
    do {                                                                      \
        if (!(x)) abort();                                                    \
    } while (0)

typedef struct counted {
    size_t live;
    size_t peak;
} counted;

static void *
counted_alloc(void *ctx, size_t size)
{
    counted *c = ctx;
    c->live += size;
    if (c->live > c->peak) c->peak = c->live;
    return malloc(size);
}

static void
counted_free(void *ctx, void *p, size_t size)
{
    counted *c = ctx;
    must(c->live >= size);
    c->live -= size;
    free(p);
}

static void *
counted_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    void *q = counted_alloc(ctx, new_size);
    must(q != NULL);
    memcpy(q, p, old_size < new_size ? old_size : new_size);
    counted_free(ctx, p, old_size);
    return q;
}

static fair__tally *
load(const uint8_t *bytes, size_t size, const fair_allocator *mem,
     fair_status *st)
{
    static const uint8_t key[16] = {1};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.hash_key = key;
    o.allocator = mem;
    o.max_cells = o.max_scores = UINT64_MAX;
    fair__tally *t = NULL;
    fair_error err = {0};
    *st = fair__tally_load(bytes, size, &o, &t, &err);
    must((*st == FAIR_OK) == (t != NULL));
    must(*st == FAIR_OK || (err.code == *st && err.message[0] != 0));
    return t;
}

/* Two of the same: twice the counts, and still a valid audit. */
static void
merge_with_itself(fair__tally *t, const fair_allocator *mem,
                  const uint8_t *bytes, size_t size)
{
    fair_status st;
    fair__tally *other = load(bytes, size, mem, &st);
    must(other != NULL);
    fair__text_table_truncate(&other->shards, 0);
    const uint64_t rows = t->rows.in;
    st = fair__tally_merge(t, other, NULL);
    fair__tally_free(other);
    must(st == FAIR_OK || st == FAIR_ERR_OVERFLOW);
    if (st != FAIR_OK) return;
    must(t->rows.in == 2 * rows);
    size_t length = 0;
    must(fair__tally_save(t, NULL, 0, &length, NULL) == FAIR_OK);
    uint8_t *merged = malloc(length);
    must(fair__tally_save(t, merged, length, &length, NULL) == FAIR_OK);
    fair__tally *again = load(merged, length, mem, &st);
    must(again != NULL);
    fair__tally_free(again);
    free(merged);
}

static void
check(const uint8_t *bytes, size_t size)
{
    counted c = {0, 0};
    const fair_allocator mem = {&c, counted_alloc, counted_resize,
                                counted_free};
    fair_status st;
    fair__tally *t = load(bytes, size, &mem, &st);
    must(c.peak <= 65536 + 4 * size);
    if (t == NULL) {
        must(st == FAIR_ERR_CORRUPT || st == FAIR_ERR_VERSION);
        must(c.live == 0);
        return;
    }
    size_t length = 0;
    must(fair__tally_save(t, NULL, 0, &length, NULL) == FAIR_OK);
    must(length == size);
    uint8_t *again = malloc(length);
    must(fair__tally_save(t, again, length, &length, NULL) == FAIR_OK);
    must(memcmp(again, bytes, size) == 0);
    free(again);
    merge_with_itself(t, &mem, bytes, size);
    fair__tally_free(t);
    must(c.live == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(data, size);
    if (size < 24) return 0;
    uint8_t *sealed = malloc(size);
    must(sealed != NULL);
    memcpy(sealed, data, size);
    fair__writer w = {sealed + 12, 8, 0, 0};
    fair__put_u64(&w, size);
    fair__writer end = {sealed + size - 4, 4, 0, 0};
    fair__put_u32(&end, fair__crc32c(0, sealed, size - 4));
    check(sealed, size);
    free(sealed);
    return 0;
}
