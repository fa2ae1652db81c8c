/* SPDX-License-Identifier: MIT
 * Values that are made of two rates of a group, which are independent of each
 * other given its labels: the ratio of them (likelihood ratios), or of their
 * odds (diagnostic_odds_ratio); or of one, its odds (treatment_ratio, of the
 * rows that are wrong).
 *
 * Such values have no second end and are far from normal where a cell has few
 * rows, on whatever scale; the scores of the rates that they are made of
 * (stats/score.h) are nearly so, but for skewness, which is taken off.  Nothing
 * is drawn. */
#ifndef FAIR_COMPARE_PARTS_H
#define FAIR_COMPARE_PARTS_H

#include "metric/metric.h"

#define FAIR__NO_PARTS 0
#define FAIR__PARTS_RATIO 1
#define FAIR__PARTS_ODDS_RATIO 2
#define FAIR__PARTS_ODDS 3 /* of the first */

typedef struct fair__part {
    double rate;
    double rows; /* that it is of, for each row of the value */
} fair__part;

typedef struct fair__parts {
    int32_t kind;
    int32_t reserved;
    fair__part first;
    fair__part second;
} fair__parts;

/* FAIR__PARTS_*, by the metric's row. */
int32_t fair__parts_kind(const fair__metric *m);

/* Of a metric that has them, where it is defined: of n effective rows. */
fair__parts fair__parts_of(const fair__metric *m, const fair__counts *c,
                           double n);

/* How many standard errors the value of n rows is above x, as stats/score.h:
 * any x, of which those below 0 are ruled out. */
double fair__parts_score(const fair__parts *p, double n, double x, int half);

/* Where that turns; infinite where it never does. */
double fair__parts_value(const fair__parts *p, double n, int half);

/* The values that the score with half a count off lets stand, at z on either
 * side.  0, and bounds untouched, if there is no upper one. */
int fair__parts_bounds(const fair__parts *p, double n, double z,
                       double *lower, double *upper);

#endif
