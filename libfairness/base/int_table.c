/* SPDX-License-Identifier: MIT
 * The hash table of 64-bit keys. */
#include <string.h>

#include "base/hash.h"
#include "base/limbs.h"
#include "base/slots.h"

/* Multiply-shift with both halves of the product folded: one multiplication,
 * and without the key nobody can aim at a slot. */
static uint64_t
hash_of(const fair__int_table *t, uint64_t key)
{
    uint64_t high;
    const uint64_t low = fair__mul_128(key ^ t->key[0], t->key[1], &high);
    return low ^ high;
}

static uint64_t
entry_hash(const void *ctx, uint32_t entry)
{
    const fair__int_table *t = ctx;
    return hash_of(t, t->keys[entry]);
}

void
fair__int_table_init(fair__int_table *t, const fair_allocator *mem,
                     const uint8_t key[16])
{
    memset(t, 0, sizeof(*t));
    t->mem = mem;
    memcpy(t->key, key, sizeof(t->key));
    t->key[1] |= 1; /* odd: no key bit is lost */
}

void
fair__int_table_free(fair__int_table *t)
{
    fair__free(t->mem, t->keys, t->capacity, sizeof(*t->keys));
    fair__free(t->mem, t->slots, t->n_slots, sizeof(*t->slots));
    t->keys = NULL;
    t->slots = NULL;
    t->n = t->capacity = t->n_slots = 0;
}

/* The entry of key, which has this hash. */
static uint32_t
find(const fair__int_table *t, uint64_t key, uint64_t hash)
{
    if (t->n == 0) return FAIR__NOT_FOUND;
    size_t i = (size_t)hash & (t->n_slots - 1);
    for (; t->slots[i] != 0; i = (i + 1) & (t->n_slots - 1))
        if (t->keys[t->slots[i] - 1] == key) return t->slots[i] - 1;
    return FAIR__NOT_FOUND;
}

uint32_t
fair__int_table_find(const fair__int_table *t, uint64_t key)
{
    return find(t, key, hash_of(t, key));
}

fair_status
fair__int_table_reserve(fair__int_table *t, size_t n, fair_error *err)
{
    const fair_status st = fair__slots_reserve(
        t->mem, &t->slots, &t->n_slots, t->n, n, entry_hash, t, err);
    if (st != FAIR_OK) return st;
    return fair__reserve(t->mem, &t->keys, &t->capacity, n,
                         sizeof(*t->keys), err);
}

fair_status
fair__int_table_add(fair__int_table *t, uint64_t key, uint32_t *out,
                    fair_error *err)
{
    const uint64_t hash = hash_of(t, key);
    uint32_t entry = find(t, key, hash);
    if (entry == FAIR__NOT_FOUND) {
        const fair_status st = fair__int_table_reserve(t, t->n + 1, err);
        if (st != FAIR_OK) return st;
        entry = (uint32_t)t->n++;
        t->keys[entry] = key;
        fair__slots_put(t->slots, t->n_slots, hash, entry);
    }
    *out = entry;
    return FAIR_OK;
}

void
fair__int_table_truncate(fair__int_table *t, size_t n)
{
    while (t->n > n) {
        const uint32_t last = (uint32_t)--t->n;
        fair__slots_pop(t->slots, t->n_slots, entry_hash(t, last), last);
    }
}
