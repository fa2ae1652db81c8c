/* SPDX-License-Identifier: MIT
 * What is done in a group: one of its points, or some of them by lot. */
#ifndef FAIR_PLAN_MIXTURE_H
#define FAIR_PLAN_MIXTURE_H

#include "plan/hull.h"
#include "plan/rate.h"

#define FAIR__PLAN_PARTS 6 /* three; under a quota of two such rules */
/* Shares are whole numbers of 2^-53: doubles hold them, and their sums. */
#define FAIR__WHOLE_SHARE (UINT64_C(1) << 53)

typedef struct fair__mixture {
    uint32_t n;
    uint32_t points[FAIR__PLAN_PARTS]; /* fewer selected first */
    uint64_t shares[FAIR__PLAN_PARTS]; /* sum: FAIR__WHOLE_SHARE */
} fair__mixture;

fair__mixture fair__mixture_one(uint32_t point);
/* Of the points whose shares are not 0; these are from 0 to 1, as far as
 * divisions leave it, and the largest takes what rounding leaves. */
fair__mixture fair__mixture_of(const uint32_t *points, const fair__wide *shares,
                               uint32_t n);

/* The second takes that share, the first the rest. */
fair__mixture fair__mixture_join(const fair__mixture *a,
                                 const fair__mixture *b,
                                 const fair__wide *share);

/* What it selects, of FAIR__CHOSEN_*. */
fair__wide fair__mixture_sum(const fair__points *p, const fair__mixture *m,
                             int part);
/* The same of all groups. */
fair__wide fair__mixtures_sum(const fair__points *p, const fair__mixture *all,
                              int part);
/* Its rate; 0 and *is_defined 0 if that is undefined. */
fair__wide fair__mixture_rate(const fair__points *p, const fair__mixture *m,
                              int32_t kind, int *is_defined);

#endif
