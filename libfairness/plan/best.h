/* SPDX-License-Identifier: MIT
 * The best of any stretch of points: of blocks the best is known, and of
 * every run of blocks whose number is a power of two. */
#ifndef FAIR_PLAN_BEST_H
#define FAIR_PLAN_BEST_H

#include "plan/objective.h"

typedef struct fair__bests {
    const fair__aim *aim;
    size_t n;        /* blocks */
    size_t n_levels; /* at least 1 */
    uint32_t *best;  /* n by level: of 2^level blocks from there on */
} fair__bests;

fair_status fair__bests_make(const fair__aim *aim, fair__bests *out,
                             fair_error *err);
void fair__bests_free(fair__bests *b);
/* Of points first … last, ties to the first. */
uint32_t fair__bests_find(const fair__bests *b, uint32_t first,
                          uint32_t last);

#endif
