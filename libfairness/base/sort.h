/* SPDX-License-Identifier: MIT
 * Sorting without allocation: heapsort with a context. */
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

#endif
