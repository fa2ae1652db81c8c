/* SPDX-License-Identifier: MIT
 * Curves by threshold, point by point from the highest score down.
 *
 * The first point is above every score and selects nobody; then there is one
 * for each score that has weight, which selects score >= threshold; the last
 * selects all.  A curve allocates nothing. */
#ifndef FAIR_METRIC_CURVE_H
#define FAIR_METRIC_CURVE_H

#include "metric/total.h"

#define FAIR__CURVE_ROC 0
#define FAIR__CURVE_PRECISION_RECALL 1
#define FAIR__CURVE_SELECTION 2 /* of all rows; the others of the labelled */

/* Who is selected. */
typedef struct fair__curve_point {
    double threshold; /* INFINITY first */
    uint64_t n;       /* rows; 0 first, and nowhere else */
    fair__total negatives; /* SELECTION: all but positives */
    fair__total positives;
} fair__curve_point;

typedef struct fair__curve {
    fair__ties ties;
    int32_t kind;
    int32_t drop;
    uint64_t max_points; /* 0: all */
    /* Everybody. */
    uint64_t rows[2]; /* by label; SELECTION: as negatives and positives */
    fair__total negatives;
    fair__total positives;
    /* How far the walk is. */
    fair__curve_point at;
    fair__curve_point kept; /* the last that was not dropped */
    fair__curve_point pending;
    uint64_t step; /* thinning: the next that a point has to reach */
    int32_t is_begun;
    int32_t is_pending;
} fair__curve;

/* Looks at all of the group's scores once.
 *  drop        leave out points that change no line: of a ROC curve those
 *              between two others on a straight line, of precision and recall
 *              those between two of the same recall.
 *  max_points  0, or at least 2: leave out more, evenly along the curve,
 *              until there are at most so many.  The first and the last stay,
 *              and every other is one of the curve's own. */
void fair__curve_begin(fair__curve *curve, const fair__scored *group,
                       int32_t kind, int32_t drop, uint64_t max_points);
/* 0 after the last point. */
int fair__curve_next(fair__curve *curve, fair__curve_point *out);

#endif
