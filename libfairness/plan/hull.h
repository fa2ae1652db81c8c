/* SPDX-License-Identifier: MIT
 * What mixtures of the points of a group can reach: convex hulls, found in
 * whole numbers, and curves along them. */
#ifndef FAIR_PLAN_HULL_H
#define FAIR_PLAN_HULL_H

#include "plan/points.h"

/* A coordinate of all points. */
typedef struct fair__axis {
    const uint64_t *of; /* of point 0 */
    size_t stride;
    int32_t n; /* limbs, at most FAIR__PLAN_LIMBS of the first axis */
    int32_t is_signed;
} fair__axis;

/* The corners of the upper hull (the lower one) of points first … first + n,
 * along which x never falls, in `kept`: their number.  Of points with one x
 * the highest (lowest), of equal ones the first. */
size_t fair__hull(const fair__axis *x, const fair__axis *y, int is_lower,
                  size_t first, size_t n, uint32_t *kept);

typedef struct fair__corner {
    fair__wide x;
    fair__wide y;
    fair__wide z; /* what else goes along */
    uint32_t point;
} fair__corner;

/* Corners whose x rises and whose slopes fall. */
typedef struct fair__curve {
    fair__corner *corners;
    size_t n;    /* at least 1 */
    size_t peak; /* the first of the highest */
    fair__wide low; /* no x below, and none above, is asked for */
    fair__wide high;
} fair__curve;

/* Leaves the corners of the upper hull of those that are there, whose x never
 * falls, and finds the peak. */
void fair__curve_make(fair__curve *c);
/* The corner before x, as far as there is one after it. */
size_t fair__curve_before(const fair__curve *c, const fair__wide *x);
/* At x, which is brought to where the curve is. */
fair__corner fair__curve_at(const fair__curve *c, const fair__wide *x);
/* From corner i to the next; 0 where there is one corner. */
fair__wide fair__curve_slope(const fair__curve *c, size_t i);

static inline const fair__wide *
fair__wide_least(const fair__wide *a, const fair__wide *b)
{
    return fair__wide_order(a, b) <= 0 ? a : b;
}
static inline const fair__wide *
fair__wide_most(const fair__wide *a, const fair__wide *b)
{
    return fair__wide_order(a, b) >= 0 ? a : b;
}

#endif
