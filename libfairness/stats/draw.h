/* SPDX-License-Identifier: MIT
 * Exact draws of counts: binomial and multinomial. */
#ifndef FAIR_STATS_DRAW_H
#define FAIR_STATS_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

/* The most that is drawn from: above it doubles do not count one by one. */
#define FAIR__MOST_DRAWN (UINT64_C(1) << 53)

/* Successes among n, 0 <= n <= FAIR__MOST_DRAWN, each with chance p,
 * 0 <= p <= 1.  Uses a number of words of the stream that depends on what is
 * drawn: give each count that must not depend on another one a stream of its
 * own.  Chances of the outcomes are right to 1e-10 up to n = 2^32, to 1e-7
 * up to 2^53. */
uint64_t fair__draw_binomial(fair__random *r, uint64_t n, double p);

/* Sets chance[i] to that of cell i where the cells before it are ruled out, by
 * share[k], each >= 0 and finite, not all 0: the last that is > 0 has 1.
 * The two may be the same array. */
void fair__draw_chances(const double *share, size_t k, double *chance);
/* n rows over k cells with those chances, from one stream. */
void fair__draw_multinomial(fair__random *r, uint64_t n, const double *chance,
                            size_t k, uint64_t *out);

#endif
