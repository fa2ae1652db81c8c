/* SPDX-License-Identifier: MIT
 * The open-addressed half of the hash table of texts, and how many slots
 * either table has: slots hold entry + 1, or 0.
 *
 * The invariant: the slots are those that come from inserting the entries
 * 0, 1, 2, … in this order with linear probing.  So the last entry ends its
 * probe chain, nothing was ever placed because its slot was taken, and
 * emptying that slot gives the slots without it: no tombstones.  A rehash
 * inserts in the same order and keeps the invariant. */
#ifndef FAIR_BASE_SLOTS_H
#define FAIR_BASE_SLOTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"

#define FAIR__ENTRIES_MAX ((size_t)UINT32_MAX - 1) /* entry + 1 fits */
#define FAIR__SLOTS_FIRST 16

/* Hash of an entry of the table that ctx is. */
typedef uint64_t (*fair__entry_hash)(const void *ctx, uint32_t entry);

/* Puts an entry behind its chain. */
static inline void
fair__slots_put(uint32_t *slots, size_t n_slots, uint64_t hash,
                uint32_t entry)
{
    size_t i = (size_t)hash & (n_slots - 1);
    while (slots[i] != 0) i = (i + 1) & (n_slots - 1);
    slots[i] = entry + 1;
}

/* Takes out the entry that was put last. */
static inline void
fair__slots_pop(uint32_t *slots, size_t n_slots, uint64_t hash,
                uint32_t entry)
{
    size_t i = (size_t)hash & (n_slots - 1);
    while (slots[i] != entry + 1) i = (i + 1) & (n_slots - 1);
    slots[i] = 0;
}

static inline fair_status
fair__slots_full(fair_error *err)
{
    return fair__fail(err, FAIR_ERR_LIMIT,
                      "a table holds at most %u different values",
                      (uint64_t)FAIR__ENTRIES_MAX);
}

/* At least two slots for each of n entries, by doubling what there are. */
static inline fair_status
fair__slots_size(size_t n_slots, size_t n, size_t *out, fair_error *err)
{
    if (n > FAIR__ENTRIES_MAX) return fair__slots_full(err);
    size_t grown = n_slots == 0 ? FAIR__SLOTS_FIRST : n_slots;
    while (grown / 2 < n) {
        if (grown > SIZE_MAX / 2) return fair__no_memory(err);
        grown *= 2;
    }
    *out = grown;
    return FAIR_OK;
}

/* Makes room for `need` entries, of which the first n are there.  On failure
 * nothing has changed. */
static inline fair_status
fair__slots_reserve(const fair_allocator *mem, uint32_t **slots,
                    size_t *n_slots, size_t n, size_t need,
                    fair__entry_hash hash, const void *ctx, fair_error *err)
{
    size_t grown = 0;
    if (need <= *n_slots / 2) return FAIR_OK;
    const fair_status st = fair__slots_size(*n_slots, need, &grown, err);
    if (st != FAIR_OK) return st;
    uint32_t *made = fair__calloc(mem, grown, sizeof(*made));
    if (made == NULL) return fair__no_memory(err);
    for (uint32_t e = 0; e < n; e++)
        fair__slots_put(made, grown, hash(ctx, e), e);
    fair__free(mem, *slots, *n_slots, sizeof(**slots));
    *slots = made;
    *n_slots = grown;
    return FAIR_OK;
}

#endif
