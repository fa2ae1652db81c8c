/* SPDX-License-Identifier: MIT
 * Memory of nodes, and a heap of them. */
#include "plan/tree.h"

#include "base/error.h"
#include "base/memory.h"

#define MOST_WORDS ((size_t)1 << 26) /* of memory for nodes: 256 MiB */
#define A_STEP 3                     /* nodes that a step may add */

static int
before(const fair__tree *t, uint32_t a, uint32_t b)
{
    const int order =
        fair__whole_order_signed(fair__tree_bound(t, a),
                                 fair__tree_bound(t, b), t->s->aim->n);
    return order != 0 ? order > 0 : a < b;
}

void
fair__tree_push(fair__tree *t, uint32_t node)
{
    size_t at = t->n_heap++;
    for (; at > 0 && before(t, node, t->heap[(at - 1) / 2]);
         at = (at - 1) / 2)
        t->heap[at] = t->heap[(at - 1) / 2];
    t->heap[at] = node;
}

uint32_t
fair__tree_pop(fair__tree *t)
{
    const uint32_t first = t->heap[0], moving = t->heap[--t->n_heap];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < t->n_heap; at = child) {
        if (child + 1 < t->n_heap &&
            before(t, t->heap[child + 1], t->heap[child]))
            child++;
        if (!before(t, t->heap[child], moving)) break;
        t->heap[at] = t->heap[child];
    }
    t->heap[at] = moving;
    return first;
}

uint32_t
fair__tree_new(fair__tree *t)
{
    return t->n_unused > 0 ? t->unused[--t->n_unused] : (uint32_t)t->n_used++;
}

fair_status
fair__tree_make(fair__tree *t, const fair__search *s, fair__found *out,
                fair_error *err)
{
    const fair_allocator *mem = s->points->mem;
    const size_t n = s->points->n_groups;
    const size_t words = 2 * n + 2 * (size_t)s->aim->n + 2;
    *t = (fair__tree){.s = s, .out = out, .capacity = MOST_WORDS / words};
    if (s->max_nodes + A_STEP < t->capacity)
        t->capacity = (size_t)s->max_nodes + A_STEP;
    if (t->capacity < A_STEP) t->capacity = A_STEP;
    t->stretches = fair__alloc(mem, t->capacity, n * sizeof(*t->stretches));
    t->bounds = fair__alloc(mem, t->capacity,
                            (size_t)s->aim->n * sizeof(*t->bounds));
    t->heap = fair__alloc(mem, t->capacity, sizeof(*t->heap));
    t->unused = fair__alloc(mem, t->capacity, sizeof(*t->unused));
    t->picks = fair__alloc(mem, n, sizeof(*t->picks));
    t->trial = fair__alloc(mem, n, sizeof(*t->trial));
    if (t->stretches == NULL || t->bounds == NULL || t->heap == NULL ||
        t->unused == NULL || t->picks == NULL || t->trial == NULL)
        return fair__no_memory(err);
    return fair__bests_make(s->aim, &t->bests, err);
}

void
fair__tree_free(fair__tree *t)
{
    const fair_allocator *mem = t->s->points->mem;
    const size_t n = fair__tree_groups(t);
    fair__free(mem, t->stretches, t->capacity, n * sizeof(*t->stretches));
    fair__free(mem, t->bounds, t->capacity,
               (size_t)t->s->aim->n * sizeof(*t->bounds));
    fair__free(mem, t->heap, t->capacity, sizeof(*t->heap));
    fair__free(mem, t->unused, t->capacity, sizeof(*t->unused));
    fair__free(mem, t->picks, n, sizeof(*t->picks));
    fair__free(mem, t->trial, n, sizeof(*t->trial));
    fair__bests_free(&t->bests);
}
