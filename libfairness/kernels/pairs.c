/* SPDX-License-Identifier: MIT
 * Counting byte columns two rows at a time: label, decision and group of a
 * row are a key of 6 bits, two rows are one counter of 4,096. */
#include "kernels/plain.h"

/* Rows for which columns, keys, pairs and counters fit into the first-level
 * cache together: 3 + 1 + 1 + 16 KiB. */
#define PART ((size_t)1024)
#define HALF (PART / 2)

static void
make_pairs(const uint8_t *first, const uint8_t *second, size_t n,
           uint16_t *pairs)
{
    for (size_t i = 0; i < n; i++)
        pairs[i] = (uint16_t)(first[i] | second[i] << 6);
}

static void
count_part(const uint8_t *keys, size_t n, uint32_t *counts)
{
    uint16_t pairs[HALF];
    const size_t half = n / 2;
    make_pairs(keys, keys + half, half, pairs);
    size_t i = 0;
    for (; half - i >= 8; i += 8) { /* by hand: rolled it takes twice as long */
        counts[pairs[i]]++;
        counts[pairs[i + 1]]++;
        counts[pairs[i + 2]]++;
        counts[pairs[i + 3]]++;
        counts[pairs[i + 4]]++;
        counts[pairs[i + 5]]++;
        counts[pairs[i + 6]]++;
        counts[pairs[i + 7]]++;
    }
    for (; i < half; i++)
        counts[pairs[i]]++;
    if (n % 2 != 0) counts[FAIR__PAIRS + keys[n - 1]]++;
}

int
fair__count_pairs(const uint8_t *y, const uint8_t *p, const uint8_t *group,
                  uint8_t low, unsigned n_groups, size_t n,
                  uint32_t *counters)
{
    uint8_t keys[FAIR__BLOCK];
    for (size_t i = 0; i < n; i += PART) {
        const size_t part = n - i < PART ? n - i : PART;
        if (!fair__kernels_get()->make_keys(y + i, p + i, group + i, low,
                                            n_groups, part, keys + i))
            return 0;
    }
    for (size_t i = 0; i < n; i += PART)
        count_part(keys + i, n - i < PART ? n - i : PART, counters);
    return 1;
}
