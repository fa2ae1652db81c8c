/* SPDX-License-Identifier: MIT
 * Decisions that are other ones than the baseline's about the same rows. */
#ifndef FAIR_GATE_FLIPS_H
#define FAIR_GATE_FLIPS_H

#include "gate/evaluate.h"

/* Rows of a group, and of these how many are now decided for the person, or
 * against, and were not. */
typedef struct fair__flips {
    uint64_t n;
    uint64_t to_favourable;
    uint64_t to_unfavourable;
} fair__flips;

/* Of group i of population k; FAIR__OVERALL: of all its rows. */
fair__flips fair__flips_of(const fair__evaluation *e, const fair__outcome *o,
                           size_t k, int32_t i);

#endif
