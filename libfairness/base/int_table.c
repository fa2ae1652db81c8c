/* SPDX-License-Identifier: MIT
 * The hash table of 64-bit keys: open addressing with linear probing.
 *
 * The invariant: no empty slot lies between the place that a key hashes to
 * and its slot.  Taking one out moves later ones back (Knuth 6.4, algorithm
 * R), so there are no tombstones and the order of insertion does not
 * matter. */
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/limbs.h"
#include "base/memory.h"
#include "base/slots.h"

#define AHEAD 16 /* keys whose slots are on their way */

static uint64_t
fold(const fair__int_table *t, uint64_t x)
{
    uint64_t high;
    const uint64_t low = fair__mul_128(x ^ t->key[0], t->key[1], &high);
    return low ^ high;
}

/* Multiply-shift with both halves of the product folded: without the key
 * nobody can aim at a slot.  Twice: once, evenly spaced keys stay so, and for
 * some of the keys of a table crowd (1 of 20 had more than twice the probes,
 * at worst 2,000 times as many). */
static size_t
home_of(const fair__int_table *t, uint64_t key)
{
    return (size_t)fold(t, fold(t, key)) & (t->n_slots - 1);
}

void
fair__int_table_init(fair__int_table *t, const fair_allocator *mem,
                     const uint8_t key[16])
{
    memset(t, 0, sizeof(*t));
    t->mem = mem;
    /* Through a hash: a caller's key may be mostly zeros. */
    t->key[0] = fair__siphash(key, "0", 1);
    t->key[1] = fair__siphash(key, "1", 1) | 1; /* odd: no bit is lost */
}

void
fair__int_table_free(fair__int_table *t)
{
    fair__free(t->mem, t->keys, t->capacity, sizeof(*t->keys));
    fair__free(t->mem, t->slots, t->n_slots, sizeof(*t->slots));
    t->keys = NULL;
    t->slots = NULL;
    t->n = t->capacity = t->n_slots = t->n_placed = 0;
}

/* The slot of a key, or the empty one where it would be put. */
static inline fair__int_slot *
probe(const fair__int_table *t, size_t home, uint64_t key, uint32_t tag)
{
    fair__int_slot *s = &t->slots[home];
    while (s->entry != 0 && (s->key != key || s->tag != tag)) {
        home = (home + 1) & (t->n_slots - 1);
        s = &t->slots[home];
    }
    return s;
}

uint32_t
fair__int_table_find(const fair__int_table *t, uint64_t key, uint32_t tag)
{
    if (t->n_placed == 0) return FAIR__NOT_FOUND;
    return probe(t, home_of(t, key), key, tag)->entry - 1;
}

void
fair__int_table_find_all(const fair__int_table *t, const uint64_t *keys,
                         size_t n, uint32_t *entries)
{
    size_t homes[AHEAD];
    if (t->n_placed == 0) {
        memset(entries, 0, n * sizeof(*entries));
        return;
    }
    for (size_t i = 0; i < n + AHEAD; i++) {
        if (i >= AHEAD)
            entries[i - AHEAD] =
                probe(t, homes[i % AHEAD], keys[i - AHEAD], 0)->entry;
        if (i >= n) continue;
        homes[i % AHEAD] = home_of(t, keys[i]);
        FAIR__PREFETCH(&t->slots[homes[i % AHEAD]]);
    }
}

/* At least two slots for each of n entries.  On failure nothing changed. */
static fair_status
reserve_slots(fair__int_table *t, size_t n, fair_error *err)
{
    size_t grown = 0;
    if (n <= t->n_slots / 2) return FAIR_OK;
    const fair_status st = fair__slots_size(t->n_slots, n, &grown, err);
    if (st != FAIR_OK) return st;
    fair__int_slot *made = fair__calloc(t->mem, grown, sizeof(*made));
    if (made == NULL) return fair__no_memory(err);
    fair__int_slot *const had = t->slots;
    const size_t n_had = t->n_slots;
    t->slots = made;
    t->n_slots = grown;
    for (size_t i = 0; i < n_had; i++) {
        const fair__int_slot *s = &had[i];
        if (s->entry != 0)
            *probe(t, home_of(t, s->key), s->key, s->tag) = *s;
    }
    fair__free(t->mem, had, n_had, sizeof(*had));
    return FAIR_OK;
}

fair_status
fair__int_table_reserve(fair__int_table *t, size_t n, fair_error *err)
{
    const fair_status st = reserve_slots(t, n, err);
    if (st != FAIR_OK) return st;
    return fair__reserve(t->mem, &t->keys, &t->capacity, n,
                         sizeof(*t->keys), err);
}

fair_status
fair__int_table_push(fair__int_table *t, uint64_t key, fair_error *err)
{
    if (t->n == t->capacity) {
        const fair_status st =
            t->n >= FAIR__ENTRIES_MAX
                ? fair__slots_full(err)
                : fair__reserve(t->mem, &t->keys, &t->capacity, t->n + 1,
                                sizeof(*t->keys), err);
        if (st != FAIR_OK) return st;
    }
    t->keys[t->n++] = key;
    return FAIR_OK;
}

fair_status
fair__int_table_place(fair__int_table *t, uint32_t entry, uint32_t tag,
                      fair_error *err)
{
    const fair_status st = reserve_slots(t, t->n_placed + 1, err);
    if (st != FAIR_OK) return st;
    const uint64_t key = t->keys[entry];
    *probe(t, home_of(t, key), key, tag) =
        (fair__int_slot){key, entry + 1, tag};
    t->n_placed++;
    return FAIR_OK;
}

fair_status
fair__int_table_add(fair__int_table *t, uint64_t key, uint32_t *out,
                    fair_error *err)
{
    uint32_t entry = fair__int_table_find(t, key, 0);
    if (entry == FAIR__NOT_FOUND) {
        fair_status st = fair__int_table_push(t, key, err);
        if (st != FAIR_OK) return st;
        entry = (uint32_t)t->n - 1;
        st = fair__int_table_place(t, entry, 0, err);
        if (st != FAIR_OK) {
            t->n--;
            return st;
        }
    }
    *out = entry;
    return FAIR_OK;
}

/* Empties the slot of an entry if it has one. */
static void
take_out(fair__int_table *t, uint32_t entry)
{
    const size_t mask = t->n_slots - 1;
    size_t hole = home_of(t, t->keys[entry]);
    while (t->slots[hole].entry != entry + 1) {
        if (t->slots[hole].entry == 0) return;
        hole = (hole + 1) & mask;
    }
    size_t i = hole;
    for (;;) {
        i = (i + 1) & mask;
        if (t->slots[i].entry == 0) break;
        /* It may move back as far as its home. */
        if (((i - home_of(t, t->slots[i].key)) & mask) < ((i - hole) & mask))
            continue;
        t->slots[hole] = t->slots[i];
        hole = i;
    }
    t->slots[hole].entry = 0;
    t->n_placed--;
}

void
fair__int_table_truncate(fair__int_table *t, size_t n)
{
    for (; t->n > n; t->n--)
        if (t->n_placed > 0) take_out(t, (uint32_t)t->n - 1);
}
