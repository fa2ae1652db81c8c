/* SPDX-License-Identifier: MIT
 * Sorting without allocation: heapsort with a context, and many records by
 * 64-bit keys. */
#ifndef FAIR_BASE_SORT_H
#define FAIR_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* < 0, 0, > 0 for a before, equal to, after b. */
typedef int (*fair__compare)(const void *ctx, uint32_t a, uint32_t b);

/* Sorts n indices so that compare(ctx, x[i], x[i+1]) <= 0; O(n log n) always.
 * Not stable: break ties in compare. */
void fair__sort(uint32_t *x, size_t n, fair__compare compare,
                const void *ctx);

typedef struct fair__record {
    uint64_t key;
    uint32_t index;
} fair__record;

/* Sorts n records by key, those of equal keys staying in their order, with
 * room for as many in spare; the result is in one of the two, which is
 * returned. */
fair__record *fair__sort_records(fair__record *x, fair__record *spare,
                                 size_t n);

#endif
