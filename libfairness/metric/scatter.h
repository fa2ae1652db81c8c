/* SPDX-License-Identifier: MIT
 * How far what a group's scores give would vary, were its rows drawn again:
 * areas under ROC curves, average precision, means. */
#ifndef FAIR_METRIC_SCATTER_H
#define FAIR_METRIC_SCATTER_H

#include "metric/metric.h"

/* Variances, as sums of squares of what each row does to the value: of means
 * of w^2 (x - mean)^2 / (sum of w)^2, which without weights is n below; of
 * areas DeLong's (metric/area.h). */
#define FAIR__SCATTER_AREA 0
#define FAIR__SCATTER_PRECISION 1
#define FAIR__SCATTER_SQUARED_ERROR 2
#define FAIR__SCATTER_LOSS 3
#define FAIR__SCATTER_SCORE 4 /* of all rows, then of labels */
#define FAIR__SCATTER_POSITIVES 5
#define FAIR__SCATTER_NEGATIVES 6
#define FAIR__SCATTER_GAP 7 /* score less label */
#define FAIR__N_SCATTERS 8

/* -1: it is none of these. */
int32_t fair__scatter_slot(const fair__metric *m);
const fair__metric *fair__scatter_metric(int32_t slot);

/* In tables of a group: this one was not made. */
#define FAIR__SCATTER_UNKNOWN (-1.0)

/* Sets out[slot] of those that are wanted (bits) and defined in the group,
 * NaN where nothing is known, and UNKNOWN of all others.  One walk over the
 * scores for all means, one for average precision, three for areas. */
void fair__scatters_make(const fair__counts *group, uint32_t wanted,
                        uint32_t given, double out[FAIR__N_SCATTERS]);

/* The variance of a defined value of a metric that has a slot: from the
 * group's table, or made now. */
double fair__scatter(const fair__metric *m, const fair__counts *group,
                    double value);

/* Where what a metric is a mean of lies: the metric's range; of mean_score the
 * scores' own, if all lie in it; of log_loss from 0 to what the most extreme
 * score of all rows would lose if it were wrong.  Infinite: there is no
 * end. */
typedef struct fair__ends_of {
    double low;
    double high;
} fair__ends_of;
fair__ends_of fair__scatter_ends(const fair__metric *m,
                                const fair__scored *any);

/* Rows of the rate that a value between such ends varies as: the rate's own
 * variance would be (value - low) (high - value) / rows.  0: nothing is
 * known.
 *
 * Of a mean one row more is counted, half of it at either end: what was not
 * seen of a few rows may be there.  No mean varies more than a rate of its
 * own rows does, which is all that is known of average precision where scores
 * separate labels (Boyd, Eng and Page 2013): rows are never fewer than those
 * of the mean, and never more than the positives of average precision.  Below
 * FAIR__FEWEST_PRECISE of these it is too far from what is true. */
double fair__scatter_rows(const fair__metric *m, fair__ends_of ends,
                         double value, double variance, double rows);
#define FAIR__FEWEST_PRECISE 5.0

/* Rows below which a mean without ends has no interval: what its tails are
 * like is not known. */
#define FAIR__FEWEST_MEANT 10.0

#endif
