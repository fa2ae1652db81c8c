/* SPDX-License-Identifier: MIT
 * Sorting without allocation: heapsort with a context; radix sort. */
#include "base/sort.h"

#include <string.h>

/* Lets x[root] sink to its place in the heap x[0 … n - 1], whose largest
 * element is on top. */
static void
sink(uint32_t *x, size_t root, size_t n, fair__compare compare,
     const void *ctx)
{
    const uint32_t moving = x[root];
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= n) break;
        if (child + 1 < n && compare(ctx, x[child], x[child + 1]) < 0)
            child++;
        if (compare(ctx, moving, x[child]) >= 0) break;
        x[root] = x[child];
        root = child;
    }
    x[root] = moving;
}

void
fair__sort(uint32_t *x, size_t n, fair__compare compare, const void *ctx)
{
    for (size_t i = n / 2; i > 0; i--)
        sink(x, i - 1, n, compare, ctx);
    for (size_t end = n; end > 1; end--) {
        const uint32_t largest = x[0];
        x[0] = x[end - 1];
        x[end - 1] = largest;
        sink(x, 0, end - 1, compare, ctx);
    }
}

/* By insertion: equal keys stay in their order. */
static void
sort_few(fair__record *x, size_t n)
{
    for (size_t end = 1; end < n; end++) {
        const fair__record moving = x[end];
        size_t at = end;
        for (; at > 0 && x[at - 1].key > moving.key; at--)
            x[at] = x[at - 1];
        x[at] = moving;
    }
}

/* By bytes, the lowest first; a byte that is the same in all needs no pass. */
#define N_DIGITS 8
#define N_BYTES 256
#define FEW 32 /* up to this many, clearing the counts takes longer */

fair__record *
fair__sort_records(fair__record *x, fair__record *spare, size_t n)
{
    if (n <= FEW) {
        sort_few(x, n);
        return x;
    }
    size_t counts[N_DIGITS][N_BYTES];
    memset(counts, 0, sizeof(counts));
    for (size_t i = 0; i < n; i++)
        for (unsigned d = 0; d < N_DIGITS; d++)
            counts[d][x[i].key >> 8 * d & 0xff]++;
    for (unsigned d = 0; d < N_DIGITS && n > 0; d++) {
        size_t *places = counts[d];
        size_t before = 0;
        if (places[x[0].key >> 8 * d & 0xff] == n) continue;
        for (size_t b = 0; b < N_BYTES; b++) {
            const size_t here = places[b];
            places[b] = before;
            before += here;
        }
        for (size_t i = 0; i < n; i++)
            spare[places[x[i].key >> 8 * d & 0xff]++] = x[i];
        fair__record *const sorted = spare;
        spare = x;
        x = sorted;
    }
    return x;
}
