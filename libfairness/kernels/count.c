/* SPDX-License-Identifier: MIT
 * Counting rows by cell and slot, and keys of a byte. */
#include <string.h>

#include "base/memory.h"
#include "kernels/plain.h"

/* Two rows of the same counter in a row wait for each other (a store that is
 * loaded again at once: 4 to 5 cycles).  Four private tables, taken in turn,
 * hide that; they are worth their sweep while they are small: 8 KiB. */
#define N_TABLES 4
#define SMALL ((size_t)512)

/* Counters of many cells are in no near cache: fetched so many rows ahead. */
#define AHEAD ((size_t)32)

static void
count_small(const uint32_t *ids, const uint8_t *slots, size_t n,
            size_t n_slots, size_t n_counters, uint64_t *counts)
{
    uint32_t tables[N_TABLES][SMALL];
    for (int k = 0; k < N_TABLES; k++)
        memset(tables[k], 0, n_counters * sizeof(tables[k][0]));
    size_t i = 0;
    for (; n - i >= N_TABLES; i += N_TABLES)
        for (size_t k = 0; k < N_TABLES; k++)
            tables[k][ids[i + k] * n_slots + slots[i + k]]++;
    for (; i < n; i++)
        tables[0][ids[i] * n_slots + slots[i]]++;
    for (size_t c = 0; c < n_counters; c++)
        counts[c] += (uint64_t)tables[0][c] + tables[1][c] + tables[2][c] +
                     tables[3][c];
}

void
fair__count(const uint32_t *ids, const uint8_t *slots, size_t n,
            size_t n_slots, size_t n_counters, uint64_t *counts)
{
    if (n_counters <= SMALL && n <= UINT32_MAX) {
        count_small(ids, slots, n, n_slots, n_counters, counts);
        return;
    }
    const size_t ahead = n < AHEAD ? 0 : n - AHEAD;
    for (size_t i = 0; i < ahead; i++) {
        FAIR__PREFETCH(&counts[ids[i + AHEAD] * n_slots + slots[i + AHEAD]]);
        counts[ids[i] * n_slots + slots[i]]++;
    }
    for (size_t i = ahead; i < n; i++)
        counts[ids[i] * n_slots + slots[i]]++;
}

/* In four tables as above; n is at most 2^32 - 1. */
void
fair__count_bytes(const uint8_t *keys, size_t n, uint32_t *counters)
{
    uint32_t tables[N_TABLES][FAIR__KEYS];
    memset(tables, 0, sizeof(tables));
    size_t i = 0;
    for (; n - i >= N_TABLES; i += N_TABLES)
        for (size_t k = 0; k < N_TABLES; k++)
            tables[k][keys[i + k]]++;
    for (; i < n; i++)
        tables[0][keys[i]]++;
    for (size_t c = 0; c < FAIR__KEYS; c++)
        counters[FAIR__PAIRS + c] +=
            tables[0][c] + tables[1][c] + tables[2][c] + tables[3][c];
}

/* Two tables, for the same reason.  Whoever writes into the columns meanwhile
 * may make any key: they stay inside. */
void
fair__count_wide(const uint16_t *keys, size_t n,
                 uint32_t counters[2][4 * FAIR__WIDE])
{
    const unsigned mask = 4 * FAIR__WIDE - 1;
    size_t i = 0;
    for (; n - i >= 2; i += 2) {
        counters[0][keys[i] & mask]++;
        counters[1][keys[i + 1] & mask]++;
    }
    if (i < n) counters[0][keys[i] & mask]++;
}
