/* SPDX-License-Identifier: MIT
 * The area under the ROC curve of a group and its variance. */
#ifndef FAIR_METRIC_AREA_H
#define FAIR_METRIC_AREA_H

#include "metric/metric.h"

/* By DeLong, DeLong and Clarke-Pearson 1988 (Comparing the areas under two or
 * more correlated receiver operating characteristic curves,
 * doi:10.2307/2531595): the variance of how large a part of the negatives is
 * below each positive, and of how large a part of the positives is above each
 * negative, ties by half.  With weights their weighted variances, over Kish's
 * effective sizes.
 *
 * 1 and both set; 0 where a label has no more than one row, in effect, or no
 * weight.  Three walks.  Areas of different groups are independent: the
 * variance of their difference is the sum. */
int fair__area(const fair__scored *group, double *area, double *variance);

/* Rows of the rarer label times the part of pairs out of order (or in order,
 * if that is smaller) below which DeLong's interval covers less than it says:
 * for two normal distributions 91 % at 2, 93 % at 5. */
#define FAIR__FEWEST_APART 5

/* An area of that variance on log odds, two-sided at z; 0 < area < 1. */
void fair__area_delong(double area, double variance, double z, double *lower,
                       double *upper);

/* The interval of a group's area, by DeLong's variance on log odds, two-sided
 * at z.  0, and bounds untouched, where there are too few rows. */
int fair__area_interval(const fair__metric *m, const fair__counts *group,
                        double area, double z, double *lower, double *upper);

#endif
