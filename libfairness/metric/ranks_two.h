/* SPDX-License-Identifier: MIT
 * The sums over pairs where amounts have two limbs, as whole numbers: most
 * weights that are not whole numbers themselves. */
#ifndef FAIR_METRIC_RANKS_TWO_H
#define FAIR_METRIC_RANKS_TWO_H

#include "metric/scores.h"

/* Limbs of a state, which begins like that of any other width (ranks.c). */
#define FAIR__RANKS_TWO 25

/* Adds a tie, which is over then. */
void fair__ranks_two_end(uint64_t *state);
void fair__ranks_two_finish(uint64_t *state, int32_t scale,
                            fair__score_sums *out);

#endif
