/* SPDX-License-Identifier: MIT
 * Sorting without allocation: heapsort with a context. */
#include "base/sort.h"

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
