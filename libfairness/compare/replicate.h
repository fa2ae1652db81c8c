/* SPDX-License-Identifier: MIT
 * What metrics would have been had the rows been drawn again: without a row,
 * from the counts.
 *
 * The slots of each group are drawn from a multinomial distribution, the
 * group's size as it is; with weights Kish's effective size, and shares of
 * the weight.  Every slot that a metric tells apart counts one row more than
 * there is (FAIR__PLUS), in what is drawn from and in what was drawn (as in
 * Agresti and Caffo 2000, doi:10.1080/00031305.2000.10474560, for two
 * proportions): a count of 0 is no certainty, and no replicate is
 * undefined. */
#ifndef FAIR_COMPARE_REPLICATE_H
#define FAIR_COMPARE_REPLICATE_H

#include "compare/population.h"

#define FAIR__PLUS 1.0

/* A value that is wanted of each replicate. */
typedef struct fair__drawn {
    const fair__metric *metric; /* plain, and applicable */
    int32_t group;              /* index, or FAIR__OVERALL */
    int32_t is_rest;            /* of all rows but the group's */
} fair__drawn;

typedef struct fair__replicates fair__replicates;

/* What a group's rows are drawn from: its own counts; or, so that groups
 * differ in nothing but size and labels, the decisions of all groups together
 * by label. */
#define FAIR__OWN 0
#define FAIR__POOLED 1

/* Takes 208 bytes a group; the population's counts are copied,
 * `values` outlives it.  FAIR_ERR_MEMORY leaves *out as it was. */
fair_status fair__replicates_new(const fair_allocator *mem,
                                 const fair__population *p,
                                 const fair__costs *costs,
                                 const fair__drawn *values, size_t n_values,
                                 int32_t from, uint64_t seed,
                                 uint32_t purpose, fair__replicates **out,
                                 fair_error *err);
void fair__replicates_free(fair__replicates *x);

/* The values of the rows that there are, as they are: sets defined[i], and
 * out[i] where it is. */
void fair__replicate_observed(fair__replicates *x, double *out,
                              uint8_t *defined);
/* Of the rows that value i, one of a group, is made of, those that are drawn;
 * the rest is FAIR__PLUS. */
double fair__replicate_part(const fair__replicates *x, size_t i);
/* The same with FAIR__PLUS: what intervals are around. */
void fair__replicate_estimate(fair__replicates *x, double *out);
/* Of what replicates are on average: what they are around. */
void fair__replicate_centre(fair__replicates *x, double *out);
/* Replicate number i.  Depends on the seed, the purpose, i and the group's
 * index alone.  Values of groups without rows are 0, as in all but the
 * first. */
void fair__replicate(fair__replicates *x, uint32_t i, double *out);

#endif
