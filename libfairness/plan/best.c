/* SPDX-License-Identifier: MIT
 * The best of any stretch of points. */
#include "plan/best.h"

#include "base/error.h"
#include "base/memory.h"

#define BLOCK 32 /* points: a table of 1/32 of them by level, short looks */

/* The better one; the first where they are equal. */
static uint32_t
better(const fair__aim *aim, uint32_t first, uint32_t second)
{
    return fair__utility_order(aim, second, first) > 0 ? second : first;
}

static uint32_t
look(const fair__aim *aim, uint32_t first, uint32_t last)
{
    uint32_t best = first;
    for (uint32_t i = first + 1; i <= last; i++) best = better(aim, best, i);
    return best;
}

fair_status
fair__bests_make(const fair__aim *aim, fair__bests *out, fair_error *err)
{
    const size_t n_points = aim->points->n;
    fair__bests b = {.aim = aim, .n = (n_points + BLOCK - 1) / BLOCK};
    for (b.n_levels = 1; (size_t)1 << b.n_levels <= b.n;) b.n_levels++;
    b.best = fair__alloc(aim->points->mem, b.n * b.n_levels,
                         sizeof(*b.best));
    if (b.best == NULL) return fair__no_memory(err);
    for (size_t i = 0; i < b.n; i++) {
        const size_t end = (i + 1) * BLOCK < n_points ? (i + 1) * BLOCK
                                                      : n_points;
        b.best[i] = look(aim, (uint32_t)(i * BLOCK), (uint32_t)end - 1);
    }
    for (size_t level = 1; level < b.n_levels; level++) {
        const uint32_t *below = b.best + (level - 1) * b.n;
        const size_t half = (size_t)1 << (level - 1);
        for (size_t i = 0; i + 2 * half <= b.n; i++)
            b.best[level * b.n + i] = better(aim, below[i], below[i + half]);
    }
    *out = b;
    return FAIR_OK;
}

void
fair__bests_free(fair__bests *b)
{
    if (b->aim == NULL) return;
    fair__free(b->aim->points->mem, b->best, b->n * b->n_levels,
               sizeof(*b->best));
    b->aim = NULL;
}

uint32_t
fair__bests_find(const fair__bests *b, uint32_t first, uint32_t last)
{
    const size_t from = first / BLOCK + 1, to = last / BLOCK;
    if (from > to) return look(b->aim, first, last);
    uint32_t best = look(b->aim, first, (uint32_t)(from * BLOCK) - 1);
    if (from < to) {
        size_t level = 0;
        while ((size_t)2 << level <= to - from) level++;
        const uint32_t *row = b->best + level * b->n;
        best = better(b->aim, best, row[from]);
        best = better(b->aim, best, row[to - ((size_t)1 << level)]);
    }
    return better(b->aim, best,
                  look(b->aim, (uint32_t)(to * BLOCK), last));
}
