/* SPDX-License-Identifier: MIT
 * The test of one claim: a score test with half a count taken off (stats/
 * score.h), against the limit and against no disparity. */
#ifndef FAIR_COMPARE_CLAIM_TEST_H
#define FAIR_COMPARE_CLAIM_TEST_H

#include "compare/claim.h"

/* One claim: a alone, or a against b. */
typedef struct fair__claim {
    const fair__family *family;
    const fair__sample *a;
    const fair__sample *b; /* NULL for OF_VALUE */
    int both_ways;         /* the pair may be beyond either way round */
} fair__claim;

/* Where the limit allows that there is no disparity, beyond counts as shown
 * only if a disparity of any size is shown at a fifth of the level: a model
 * without any then fails once in a hundred times at 0.05. */
#define FAIR__NULL_SHARE 5

/* The chance of a result at least as far beyond if the truth is just x (at
 * either end, for claims both ways). */
double fair__claim_beyond(const fair__claim *c, double x, int side);
/* The chance of a result at least as far within if the truth is just x. */
double fair__claim_within(const fair__claim *c, double x, int side);
/* A level, and scores that are clearly as unlikely as it or clearly not: most
 * claims are decided by these, at a fifth of the cost. */
typedef struct fair__level {
    double p;
    double enough;   /* from here on the chance is p at most */
    double short_of; /* up to here it is at least p; for 0 < p < 1 above p */
} fair__level;
fair__level fair__level_of(double p); /* 0 to 1 */

/* Whether the chances above are the level's at most, 0 < level < 1. */
int fair__claim_is_beyond(const fair__claim *c, double x, int side,
                          const fair__level *level);
int fair__claim_is_within(const fair__claim *c, double x, int side,
                          const fair__level *level);
/* The smallest and the largest of chances, this one included; whether it
 * had to be worked out for that. */
int fair__claim_least_beyond(const fair__claim *c, double x, int side,
                             fair__level *least);
int fair__claim_most_within(const fair__claim *c, double x, int side,
                            fair__level *most);

/* Whether claims of one rule have the same numbers, and so the same chances;
 * not looked at of changes. */
int fair__claim_is_alike(const fair__claim *c, const fair__claim *d);

/* The chance of a result at least as far from no disparity, either way, if
 * there is none; not of OF_VALUE. */
double fair__claim_none(const fair__claim *c);

/* 0 of differences, 1 of ratios. */
double fair__no_disparity(int32_t form);
/* Whether a limit of x leaves room for no disparity. */
int fair__allows_none(int32_t form, double x, int side);

/* Calls visit for every claim; pairs come with the one first that may be
 * beyond.  Ends early where a family's asking is stopped: what was found is of
 * no use then. */
typedef void fair__visit_claim(void *ctx, const fair__claim *c);
void fair__claims_visit(const fair__family *families, size_t n, int side,
                        fair__visit_claim *visit, void *ctx);

#endif
