/* SPDX-License-Identifier: MIT
 * A logistic curve through scores: Cox 1958, with weights as they are. */
#ifndef FAIR_METRIC_RECALIBRATION_H
#define FAIR_METRIC_RECALIBRATION_H

#include "metric/ties.h"

/* logit P(y = 1) = intercept + slope logit(p), p clipped as in log_loss. */
typedef struct fair__recalibration {
    int32_t found; /* 0: no curve is the most likely one, or none was found */
    double intercept;
    double slope;
    /* Squares of the standard errors of both, times the rows in effect: as the
     * model has them, and whether the model is right or not (Huber 1967, White
     * 1982: the sandwich), with weights as they are. */
    double by_model[2];
    double by_rows[2];
} fair__recalibration;

/* Rows of one score. */
typedef struct fair__point {
    double logit;
    double weight[2]; /* by label, in parts of the whole */
} fair__point;

/* The curve of greatest likelihood, by Newton's method.  There is none where
 * the scores of one label are all at or above those of the other, ties of the
 * two at the border included: then steeper ones are always more likely.
 * Sums are of doubles in the order of the scores, and nothing is added but
 * whole ties: equal rows in any order give the same curve, to the last bit;
 * both numbers are within 1e-11 of the right ones relative to the larger of
 * them and 1, unless scores of different labels overlap by less than 1e-3 of
 * their spread.  Where weights lie ten orders of magnitude apart or more, a
 * curve that there is may not be found: found is 0 then too, which is
 * reported as not_converged, and no number.
 *  points  room for one point a score, filled here; or NULL: they are made
 *          anew for every step. */
void fair__recalibrate(const fair__scored *group, fair__point *points,
                     fair__recalibration *out);

#endif
