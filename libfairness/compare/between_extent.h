/* SPDX-License-Identifier: MIT
 * Intervals of what is largest over pairs of groups' scores, and whether chance
 * alone explains it.
 *
 * Each bound leaves out half of what the confidence does, as in extent.h:
 * towards parity all pairs share the level, away from it each has it whole.
 * Distances are norms of a difference of two curves, each of which chance moves;
 * with e what it moves their difference by, the norm of what is seen is within
 * that of e from the truth (the triangle inequality).
 *
 *   from above  The truth is what one direction h makes of the difference of
 *               the curves, and what is seen is no less than what h makes of
 *               it.  So one number's standard error is enough: of all h's the
 *               largest.  At one score, for ks.
 *   from below  The norm of e is at most its mean and z times the same standard
 *               error (Gaussian concentration; of ks what Massart 1990 and Wei
 *               and Dudley 2012, doi:10.1214/12-EJS672, have).
 *
 * The largest standard error is that of the difference of the means
 * (Wasserstein), or of the areas (abroca): what the indicators of two scores
 * have in common is never negative.  cross_auc is a difference of two
 * independent areas. */
#ifndef FAIR_COMPARE_BETWEEN_EXTENT_H
#define FAIR_COMPARE_BETWEEN_EXTENT_H

#include "compare/between.h"
#include "metric/placed.h"

/* What is known of a group by itself; NaN: not enough. */
struct fair__apart {
    double rows;
    double labels[2];
    /* By measure, of norms: squares of the standard error, and of what chance
     * alone is on average. */
    double error[FAIR__N_BETWEEN];
    double chance[FAIR__N_BETWEEN];
};

/* Sets what the extracts tell; NULL: not wanted. */
void fair__apart_of(const fair__population *p, size_t i,
                    const fair__extracted *ranks,
                    const fair__extracted *distances, fair__apart *out);

/* The largest over pairs of one measure. */
typedef struct fair__reaching {
    int measure;
    double pairs;
    double z; /* away from parity; NaN: too little is known of some pair */
    double near; /* towards it; of ks what stands for its square */
    double most; /* what is largest can be */
    double lower, upper;
    double shown; /* the largest over pairs of z where there is nothing; of ks
                     what stands for its square */
} fair__reaching;

/* compared: how many groups are. */
fair__reaching fair__reaching_new(int measure, const fair__population *p,
                                  const fair__rules *rules, double compared);

/* Adds a pair.
 *  value   of it
 *  across  for cross_auc: positives of the first and negatives of the second,
 *          and the other way round */
void fair__reaching_add(fair__reaching *r, double value, const fair__apart *a,
                        const fair__apart *b, const fair__placed across[2]);

/* Sets lower, upper, method and none where something is known. */
void fair__reaching_end(const fair__reaching *r, fair__finding *out);

#endif
