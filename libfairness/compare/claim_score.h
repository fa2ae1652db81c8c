/* SPDX-License-Identifier: MIT
 * Scores of claims, and what is asked of them. */
#ifndef FAIR_COMPARE_CLAIM_SCORE_H
#define FAIR_COMPARE_CLAIM_SCORE_H

#include "compare/claim_test.h"

/* On which side of a level a score is, times the sign. */
typedef struct fair__query {
    const fair__level *level;
    int sign;
} fair__query;

/* Whether all scores between these have the same answer. */
static inline int
fair__is_clear(const fair__level *level, double low, double high)
{
    return low >= level->enough || high <= level->short_of;
}

/* The same of a score on this side of 0, of which the size is known to lie
 * between these. */
static inline int
fair__is_decided(const fair__query *q, int side, double low, double high)
{
    return q->sign * side > 0 ? fair__is_clear(q->level, low, high)
                              : fair__is_clear(q->level, -high, -low);
}

/* A claim about values that are made of parts.  With a query, another score
 * on the same side of its level. */
double fair__score_of_parts(const fair__claim *c, double x, int half,
                            const fair__query *q);

#endif
