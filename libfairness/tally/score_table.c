/* SPDX-License-Identifier: MIT
 * Few scores of few places, counted. */
#include "tally/score_table.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

#define N_SLOTS ((size_t)16384)
#define SLOT_SHIFT 50
#define MOST_SCORES (N_SLOTS / 4)
#define MOST_COUNTERS ((size_t)1 << 18) /* 1 MiB */
#define MOST_PROBES 64 /* more, and it is taken for full */
#define MOST_ROWS ((uint64_t)1 << 31)

fair_status
fair__score_table_open(fair__score_table *t, const fair_allocator *mem,
                       size_t n_places, fair_error *err)
{
    /* A quarter more, so that few more places need no other table. */
    size_t room = MOST_COUNTERS;
    if (n_places < MOST_COUNTERS / 2)
        room = (n_places + n_places / 4 + 7) / 4 * 4;
    t->n_places = room;
    t->most_scores = MOST_COUNTERS / room;
    if (t->most_scores > MOST_SCORES) t->most_scores = MOST_SCORES;
    if (t->most_scores < 2) return FAIR_OK;
    t->counts =
        fair__calloc(mem, t->most_scores * room, sizeof(*t->counts));
    t->keys = fair__alloc(mem, t->most_scores, sizeof(*t->keys));
    if (t->counts != NULL && t->keys != NULL)
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
    fair__free(mem, t->keys, t->most_scores, sizeof(*t->keys));
    fair__free(mem, t->slots, N_SLOTS, sizeof(*t->slots));
    *t = (fair__score_table){.factor = t->factor};
}

static size_t
slot_at(uint64_t key, uint64_t factor)
{
    return (size_t)((key * factor) >> SLOT_SHIFT);
}

/* 1 + the number of a score, which may be new; 0 if there is no room. */
static uint32_t
find_number(fair__score_table *t, uint64_t key)
{
    size_t at = slot_at(key, t->factor);
    for (int probes = 0; probes < MOST_PROBES; probes++) {
        uint16_t *slot = &t->slots[at];
        if (*slot == 0) {
            if (t->n_scores == t->most_scores) return 0;
            t->keys[t->n_scores++] = key;
            *slot = (uint16_t)t->n_scores;
        }
        if (t->keys[*slot - 1] == key) return *slot;
        at = (at + 1) % N_SLOTS;
    }
    return 0;
}

/* The counters of rows from … from + n, in `at`; fewer where there is no room
 * for one. */
static size_t
find_counters(fair__score_table *t, const fair__score_block *block,
              size_t from, size_t n, uint32_t *at)
{
    /* Counters may be anywhere, as far as the compiler knows. */
    const fair__score_block b = *block;
    const uint16_t *slots = t->slots;
    const uint64_t *keys = t->keys;
    const uint64_t factor = t->factor;
    const uint32_t n_places = (uint32_t)t->n_places;
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = fair__score_key(b.scores[from + i]);
        const uint32_t place = fair__score_place(&b, from + i);
        uint32_t number = slots[slot_at(key, factor)];
        if (number == 0 || keys[number - 1] != key)
            number = find_number(t, key);
        if (number == 0 || place >= n_places) return i;
        at[i] = (number - 1) * n_places + place;
    }
    return n;
}

/* A part's counters are found first, and then counted: so many rows are under
 * way at once in either loop. */
size_t
fair__score_table_count(fair__score_table *t, const fair__score_block *block,
                        size_t from)
{
    enum { PART = 256 };
    uint32_t at[PART];
    size_t done = from, part, found;
    if (t->rows > MOST_ROWS) return from;
    do {
        part = block->n - done < PART ? block->n - done : PART;
        found = find_counters(t, block, done, part, at);
        for (size_t i = 0; i < found; i++) t->counts[at[i]]++;
        done += found;
    } while (found == part && done < block->n);
    t->rows += done - from;
    return done;
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
    for (size_t number = 0; number < t->n_scores; number++) {
        uint32_t *row = t->counts + number * t->n_places;
        for (size_t place = 0; place < t->n_places; place++) {
            if (row[place] == 0) continue;
            keys[at] = t->keys[number];
            places[at] = (uint32_t)place;
            counts[at++] = row[place];
        }
    }
    memset(t->counts, 0, t->n_scores * t->n_places * sizeof(*t->counts));
    memset(t->slots, 0, N_SLOTS * sizeof(*t->slots));
    t->n_scores = 0;
    t->rows = 0;
}
