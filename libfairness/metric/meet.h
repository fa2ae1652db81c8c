/* SPDX-License-Identifier: MIT
 * Two groups' scores in one ascending walk. */
#ifndef FAIR_METRIC_MEET_H
#define FAIR_METRIC_MEET_H

#include "metric/extract.h"

typedef struct fair__meeting {
    /* Of the score that the walk is at. */
    uint64_t key;
    const uint64_t *own;   /* a's amounts there; NULL: none */
    const uint64_t *other; /* b's */
    /* What comes next. */
    const uint64_t *a;
    const uint64_t *b;
    const uint64_t *a_end;
    const uint64_t *b_end;
    size_t stride;
} fair__meeting;

static inline fair__meeting
fair__meet(const fair__extracted *a, const fair__extracted *b)
{
    return (fair__meeting){.a = a->items,
                           .b = b->items,
                           .a_end = a->end,
                           .b_end = b->end,
                           .stride = a->stride};
}

/* 0 after the last score of both. */
static inline int
fair__meet_next(fair__meeting *m)
{
    const uint64_t none = UINT64_MAX; /* above every key */
    const uint64_t a = m->a != m->a_end ? *m->a : none;
    const uint64_t b = m->b != m->b_end ? *m->b : none;
    m->key = a < b ? a : b;
    if (m->key == none) return 0;
    m->own = m->other = NULL;
    if (a == m->key) {
        m->own = m->a + 1;
        m->a += m->stride;
    }
    if (b == m->key) {
        m->other = m->b + 1;
        m->b += m->stride;
    }
    return 1;
}

/* An amount as a number: its top bit is never set. */
static inline fair__wide
fair__amount_wide(const uint64_t *limbs, int32_t n)
{
    return fair__wide_exact(limbs, (fair__window){0, n});
}

#endif
