/* SPDX-License-Identifier: MIT
 * Nodes of branch and bound: stretches of the points of each group, the one
 * with the largest bound first. */
#ifndef FAIR_PLAN_TREE_H
#define FAIR_PLAN_TREE_H

#include "plan/best.h"
#include "plan/search.h"

typedef struct fair__stretch {
    uint32_t first;
    uint32_t last;
} fair__stretch;

/* Nodes by number; what is freed is used again. */
typedef struct fair__tree {
    const fair__search *s;
    fair__found *out;
    fair__bests bests;
    size_t capacity;
    size_t n_used;
    fair__stretch *stretches; /* n_groups by node */
    uint64_t *bounds;         /* aim->n by node */
    uint32_t *heap;           /* of nodes, the largest bound first */
    size_t n_heap;
    uint32_t *unused; /* nodes */
    size_t n_unused;
    uint32_t *picks; /* of the node at hand, and of a plan in it */
    fair__stretch *trial;
    uint64_t line[FAIR__PLAN_UTILITY]; /* what is above may be better */
} fair__tree;

fair_status fair__tree_make(fair__tree *t, const fair__search *s,
                            fair__found *out, fair_error *err);
void fair__tree_free(fair__tree *t);
void fair__tree_push(fair__tree *t, uint32_t node);
uint32_t fair__tree_pop(fair__tree *t);
uint32_t fair__tree_new(fair__tree *t);

static inline size_t
fair__tree_groups(const fair__tree *t)
{
    return t->s->points->n_groups;
}
static inline fair__stretch *
fair__tree_stretches(const fair__tree *t, uint32_t node)
{
    return t->stretches + node * fair__tree_groups(t);
}
static inline uint64_t *
fair__tree_bound(const fair__tree *t, uint32_t node)
{
    return t->bounds + node * (size_t)t->s->aim->n;
}

/* ---- cuts (cuts.c): 0 if nothing is left of a stretch ---- */

/* To rates within the tolerance above that of s, and to rates above it (at it
 * too, unless `above`). */
int fair__cut_beyond(const fair__search *s, const fair__rate *rate,
                     uint32_t point, fair__stretch *x);
int fair__cut_below(const fair__search *s, const fair__rate *rate,
                    uint32_t point, int above, fair__stretch *x);
/* To what leaves the others room within the quota. */
int fair__cut_quota(const fair__search *s, fair__stretch *x);
/* Of the group of the lowest rate, the point half way to the last that is
 * still too far below the highest; the lowest itself if it is not. */
uint32_t fair__cut_half_way(const fair__spread *x, const fair__search *s,
                            fair__stretch of_low);

#endif
