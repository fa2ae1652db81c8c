/* SPDX-License-Identifier: MIT
 * The hash table of byte strings. */
#include <string.h>

#include "base/hash.h"
#include "base/slots.h"

/* The upper half of each SipHash is kept: it places the entry, so a rehash
 * reads no string, and tells most other strings apart without reading them. */
static uint64_t
entry_hash(const void *ctx, uint32_t entry)
{
    const fair__text_table *t = ctx;
    return t->tags[entry];
}

void
fair__text_table_init(fair__text_table *t, const fair_allocator *mem,
                      const uint8_t key[16])
{
    memset(t, 0, sizeof(*t));
    t->mem = mem;
    memcpy(t->key, key, sizeof(t->key));
}

void
fair__text_table_free(fair__text_table *t)
{
    fair__free(t->mem, t->bytes, t->bytes_capacity, 1);
    fair__free(t->mem, t->ends, t->ends_capacity, sizeof(*t->ends));
    fair__free(t->mem, t->tags, t->tags_capacity, sizeof(*t->tags));
    fair__free(t->mem, t->slots, t->n_slots, sizeof(*t->slots));
    t->bytes = NULL;
    t->ends = NULL;
    t->tags = NULL;
    t->slots = NULL;
    t->n_bytes = t->bytes_capacity = t->n = 0;
    t->ends_capacity = t->tags_capacity = t->n_slots = 0;
}

const char *
fair__text_table_get(const fair__text_table *t, uint32_t entry,
                     size_t *length)
{
    const size_t start = entry == 0 ? 0 : t->ends[entry - 1];
    *length = t->ends[entry] - start;
    return *length == 0 ? "" : t->bytes + start;
}

static int
is_entry(const fair__text_table *t, uint32_t entry, uint32_t tag,
         const char *text, size_t length)
{
    if (t->tags[entry] != tag) return 0;
    size_t had;
    const char *stored = fair__text_table_get(t, entry, &had);
    return had == length &&
           (length == 0 || memcmp(stored, text, length) == 0);
}

static uint32_t
tag_of(const fair__text_table *t, const char *text, size_t length)
{
    return (uint32_t)(fair__siphash(t->key, text, length) >> 32);
}

static uint32_t
find(const fair__text_table *t, const char *text, size_t length, uint32_t tag)
{
    if (t->n == 0) return FAIR__NOT_FOUND;
    size_t i = (size_t)tag & (t->n_slots - 1);
    for (; t->slots[i] != 0; i = (i + 1) & (t->n_slots - 1))
        if (is_entry(t, t->slots[i] - 1, tag, text, length))
            return t->slots[i] - 1;
    return FAIR__NOT_FOUND;
}

uint32_t
fair__text_table_find(const fair__text_table *t, const char *text,
                      size_t length)
{
    return find(t, text, length, tag_of(t, text, length));
}

/* Room for one more string of length bytes. */
static fair_status
reserve(fair__text_table *t, size_t length, fair_error *err)
{
    size_t n_bytes;
    if (!fair__size_add(t->n_bytes, length, &n_bytes))
        return fair__no_memory(err);
    fair_status st =
        fair__slots_reserve(t->mem, &t->slots, &t->n_slots, t->n, t->n + 1,
                            entry_hash, t, err);
    if (st == FAIR_OK)
        st = fair__reserve(t->mem, &t->bytes, &t->bytes_capacity, n_bytes, 1,
                           err);
    if (st == FAIR_OK)
        st = fair__reserve(t->mem, &t->ends, &t->ends_capacity, t->n + 1,
                           sizeof(*t->ends), err);
    if (st == FAIR_OK)
        st = fair__reserve(t->mem, &t->tags, &t->tags_capacity, t->n + 1,
                           sizeof(*t->tags), err);
    return st;
}

fair_status
fair__text_table_add(fair__text_table *t, const char *text, size_t length,
                     uint32_t *out, fair_error *err)
{
    const uint32_t tag = tag_of(t, text, length);
    uint32_t entry = find(t, text, length, tag);
    if (entry == FAIR__NOT_FOUND) {
        const fair_status st = reserve(t, length, err);
        if (st != FAIR_OK) return st;
        entry = (uint32_t)t->n++;
        if (length > 0) memcpy(t->bytes + t->n_bytes, text, length);
        t->n_bytes += length;
        t->ends[entry] = t->n_bytes;
        t->tags[entry] = tag;
        fair__slots_put(t->slots, t->n_slots, tag, entry);
    }
    *out = entry;
    return FAIR_OK;
}

void
fair__text_table_truncate(fair__text_table *t, size_t n)
{
    while (t->n > n) {
        const uint32_t last = (uint32_t)--t->n;
        fair__slots_pop(t->slots, t->n_slots, t->tags[last], last);
    }
    t->n_bytes = t->n == 0 ? 0 : t->ends[t->n - 1];
}
