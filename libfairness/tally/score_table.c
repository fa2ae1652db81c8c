/* SPDX-License-Identifier: MIT
 * Few scores of few places, counted. */
#include "tally/score_table.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

#define N_SLOTS ((size_t)8192)
#define SLOT_SHIFT 51
#define MOST_SCORES (N_SLOTS / 2)
#define MOST_COUNTERS ((size_t)1 << 18) /* 1 MiB */
#define MOST_PROBES 64 /* more, and it is taken for full */
#define MOST_ROWS ((uint64_t)1 << 31)

fair_status
fair__score_table_open(fair__score_table *t, const fair_allocator *mem,
                       size_t n_places, fair_error *err)
{
    size_t room = 16; /* so that few more places need no other table */
    while (room < n_places && room <= MOST_COUNTERS) room *= 2;
    t->n_places = room;
    t->most_scores = MOST_COUNTERS / room;
    if (t->most_scores > MOST_SCORES) t->most_scores = MOST_SCORES;
    if (t->most_scores < 2) return FAIR_OK;
    t->counts =
        fair__calloc(mem, t->most_scores * room, sizeof(*t->counts));
    if (t->counts == NULL) return fair__no_memory(err);
    t->slots = fair__calloc(mem, N_SLOTS, sizeof(*t->slots));
    if (t->slots != NULL) return FAIR_OK;
    fair__score_table_close(t, mem);
    return fair__no_memory(err);
}

void
fair__score_table_close(fair__score_table *t, const fair_allocator *mem)
{
    fair__free(mem, t->counts, t->most_scores * t->n_places,
               sizeof(*t->counts));
    fair__free(mem, t->slots, N_SLOTS, sizeof(*t->slots));
    *t = (fair__score_table){.factor = t->factor};
}

static size_t
slot_at(uint64_t key, uint64_t factor)
{
    return (size_t)((key * factor) >> SLOT_SHIFT);
}

/* The slot of a score, which may be new; NULL if there is no room. */
static fair__score_slot *
find_slot(fair__score_table *t, uint64_t key)
{
    size_t at = slot_at(key, t->factor);
    for (int probes = 0; probes < MOST_PROBES; probes++) {
        fair__score_slot *slot = &t->slots[at];
        if (slot->key == key) return slot;
        if (slot->key == 0) {
            if (t->n_scores == t->most_scores) return NULL;
            slot->key = key;
            slot->number = t->n_scores++;
            return slot;
        }
        at = (at + 1) % N_SLOTS;
    }
    return NULL;
}

size_t
fair__score_table_count(fair__score_table *t, const fair__score_block *block,
                        size_t from)
{
    if (t->rows > MOST_ROWS) return from;
    /* Counters may be anywhere, as far as the compiler knows. */
    const fair__score_block b = *block;
    const fair__score_slot *slots = t->slots;
    uint32_t *counts = t->counts;
    const uint64_t factor = t->factor;
    const size_t n_places = t->n_places;
    size_t i = from;
    for (; i < b.n; i++) {
        const uint64_t key = fair__score_key(b.scores[i]);
        const uint32_t place = fair__score_place(&b, i);
        const fair__score_slot *slot = &slots[slot_at(key, factor)];
        if (slot->key != key) slot = find_slot(t, key);
        if (slot == NULL || place >= n_places) break;
        counts[slot->number * n_places + place]++;
    }
    t->rows += i - from;
    return i;
}

size_t
fair__score_table_entries(const fair__score_table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_scores * t->n_places; i++)
        n += t->counts[i] > 0;
    return n;
}

void
fair__score_table_empty(fair__score_table *t, uint64_t *keys,
                        uint32_t *places, uint64_t *counts)
{
    size_t at = 0;
    for (size_t i = 0; i < N_SLOTS; i++) {
        fair__score_slot *slot = &t->slots[i];
        if (slot->key == 0) continue;
        uint32_t *row = t->counts + slot->number * t->n_places;
        for (size_t place = 0; place < t->n_places; place++) {
            if (row[place] == 0) continue;
            keys[at] = slot->key;
            places[at] = (uint32_t)place;
            counts[at++] = row[place];
        }
        memset(row, 0, t->n_places * sizeof(*row));
        slot->key = 0;
    }
    t->n_scores = 0;
    t->rows = 0;
}
