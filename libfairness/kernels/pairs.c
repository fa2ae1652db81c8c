/* SPDX-License-Identifier: MIT
 * Counting byte columns two rows at a time: label, decision and group of a
 * row are a key of 6 bits, two rows are one counter of 4,096. */
#include "kernels/plain.h"

/* Rows for which columns, keys, pairs and counters fit into the first-level
 * cache together: 3 + 1 + 1 + 16 KiB. */
#define PART ((size_t)1024)
#define HALF (PART / 2)

/* Keys of n rows, and what forbids them: the OR of labels and decisions, and
 * of the distances from low. */
static void
make_keys(const uint8_t *y, const uint8_t *p, const uint8_t *group,
          uint8_t low, size_t n, uint8_t *keys, uint8_t *bits,
          uint8_t *distances)
{
    uint8_t all_bits = 0;
    uint8_t all_distances = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t distance = (uint8_t)(group[i] - low);
        const uint8_t twice = (uint8_t)(distance + distance);
        const uint8_t label = (uint8_t)(twice + y[i]);
        keys[i] = (uint8_t)(label + label + p[i]);
        all_bits |= (uint8_t)(y[i] | p[i]);
        all_distances |= distance;
    }
    *bits = all_bits;
    *distances = all_distances;
}

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
                  uint8_t low, uint8_t outside, size_t n, uint32_t *counts)
{
    uint8_t keys[FAIR__BLOCK];
    for (size_t i = 0; i < n; i += PART) {
        const size_t part = n - i < PART ? n - i : PART;
        uint8_t bits, distances;
        make_keys(y + i, p + i, group + i, low, part, keys + i, &bits,
                  &distances);
        if (bits > 1 || (distances & outside) != 0) return 0;
    }
    for (size_t i = 0; i < n; i += PART)
        count_part(keys + i, n - i < PART ? n - i : PART, counts);
    return 1;
}
