/* SPDX-License-Identifier: MIT
 * Sums over pairs of scores, in one walk: areas and distances by group. */
#ifndef FAIR_METRIC_RANKS_H
#define FAIR_METRIC_RANKS_H

#include "metric/amounts.h"
#include "metric/scores.h"

/* Limbs of a group's state for amounts of n limbs. */
size_t fair__ranks_size(int32_t n);
/* Where a group's sums of amounts by label are, negatives first: for the
 * caller to set in a state of zeros. */
uint64_t *fair__ranks_totals(uint64_t *state, int32_t n);

/* Sets pairs, precision and separation of out[n_groups]; states is by group,
 * touched has room for n_groups. */
void fair__ranks_walk(const fair__run *run, const fair__score_map *map,
                      const fair__amounts *amounts, uint64_t *states,
                      uint32_t *touched, fair__score_sums *out);

#endif
