/* SPDX-License-Identifier: MIT
 * The weights of a run's entries as whole numbers: one limb each where all of
 * them together fit in 63 bits, else as many as it takes. */
#ifndef FAIR_METRIC_AMOUNTS_H
#define FAIR_METRIC_AMOUNTS_H

#include "tally/runs.h"

/* One limb more than any sum of weights has. */
#define FAIR__AMOUNT_LIMBS (FAIR__SUM_LIMBS + 1)

typedef struct fair__amounts {
    const uint64_t *limbs; /* of entry i from i * stride on */
    size_t stride;
    int32_t own;   /* limbs that an entry has there */
    int32_t n;     /* limbs of an amount, and of the sum of all */
    int32_t shift; /* bits of the first limb that are not part of it: n = 1 */
    int32_t scale; /* weight = amount * 2^scale */
} fair__amounts;

fair__amounts fair__amounts_of(const fair__run *run);

/* The n limbs of an entry's amount; room for FAIR__AMOUNT_LIMBS. */
static inline const uint64_t *
fair__amount(const fair__amounts *a, size_t entry, uint64_t *room)
{
    const uint64_t *limbs = a->limbs + entry * a->stride;
    if (a->shift == 0 && a->own >= a->n) return limbs;
    if (a->n == 1) {
        room[0] = limbs[0] >> a->shift;
        if (a->own > 1) room[0] |= limbs[1] << (64 - a->shift);
        return room;
    }
    for (int32_t i = 0; i < a->n; i++) room[i] = i < a->own ? limbs[i] : 0;
    return room;
}

#endif
