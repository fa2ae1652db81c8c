/* SPDX-License-Identifier: MIT
 * Isotonic regression: of all maps that never fall, the one with the smallest
 * squared error.  Pool adjacent violators, in one pass (Ayer et al. 1955;
 * Barlow et al. 1972).  Between the blocks the map is a straight line, as
 * scikit-learn's. */
#include "base/error.h"
#include "base/memory.h"
#include "calibrate/map.h"

typedef struct block {
    size_t first; /* of its scores */
    double positive;
    double weight;
} block;

/* Whether a's rate is at least b's, which comes behind it. */
static int
is_violated(const block *a, const block *b)
{
    return a->positive * b->weight >= b->positive * a->weight;
}

static size_t
pool(const fair__labelled_rows *rows, block *blocks)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const fair__labelled *s = &rows->of[i];
        block own = {i, s->positive, fair__labelled_weight(s)};
        for (; n > 0 && is_violated(&blocks[n - 1], &own); n--) {
            own.first = blocks[n - 1].first;
            own.positive += blocks[n - 1].positive;
            own.weight += blocks[n - 1].weight;
        }
        blocks[n++] = own;
    }
    return n;
}

/* The first and the last score of each block. */
static void
set_knots(const fair__labelled_rows *rows, const block *blocks, size_t n,
          fair__map *out)
{
    for (size_t b = 0; b < n; b++) {
        const size_t last = b + 1 < n ? blocks[b + 1].first - 1 : rows->n - 1;
        const double value = blocks[b].positive / blocks[b].weight;
        out->at[out->n] = rows->of[blocks[b].first].score;
        out->value[out->n++] = value;
        if (last == blocks[b].first) continue;
        out->at[out->n] = rows->of[last].score;
        out->value[out->n++] = value;
    }
}

fair_status
fair__isotonic_fit(const fair__labelled_rows *rows, const fair_allocator *mem,
                   fair__map *out, fair_error *err)
{
    block *blocks = fair__alloc(mem, rows->n, sizeof(*blocks));
    if (blocks == NULL) return fair__no_memory(err);
    const size_t n = pool(rows, blocks);
    const fair_status st =
        fair__map_room(mem, 2 * n < rows->n ? 2 * n : rows->n, out, err);
    if (st == FAIR_OK) set_knots(rows, blocks, n, out);
    fair__free(mem, blocks, rows->n, sizeof(*blocks));
    return st;
}
