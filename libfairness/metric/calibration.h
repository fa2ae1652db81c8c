/* SPDX-License-Identifier: MIT
 * What the metrics of calibration are computed from: sums over the bins of a
 * group, and a logistic curve through its scores. */
#ifndef FAIR_METRIC_CALIBRATION_H
#define FAIR_METRIC_CALIBRATION_H

#include "metric/bins.h"
#include "metric/metric.h"
#include "metric/recalibration.h"

/* Parts: each takes a look at every score of the group, the curve several. */
#define FAIR__PART_WIDTH 1u  /* bins of equal width */
#define FAIR__PART_MASS 2u   /* bins of equal mass */
#define FAIR__PART_SPREAD 4u
#define FAIR__PART_CURVE 8u

/* Of bins W is the weight, P that of the positives, S the sum of w p; all of
 * labelled rows, w the weight and p the probability.  Bins without weight are
 * none.  Exact where 256 bits hold them, spread as a sum of doubles. */
typedef struct fair__calibration {
    uint32_t parts; /* that are there */
    uint32_t n_mass_bins;
    fair__wide gaps;      /* sum of |S - P| */
    fair__wide largest;   /* |S - P| and */
    fair__wide largest_weight; /* W of the bin with the largest quotient */
    double largest_lower; /* its edges */
    double largest_upper;
    fair__wide squared_gaps; /* sum of (S - P)^2 / W */
    fair__wide resolution;   /* sum of W (P / W - base rate)^2 */
    fair__wide variance;     /* sum over bins and rows of w (p - S / W)^2 */
    fair__wide covariance;   /* … of w (p - S / W) (y - P / W) */
    fair__wide mass_gaps;    /* sum of |S - P| */
    fair__wide mass_means;   /* sum of |S - P| / W */
    fair__wide spread; /* sum of w^2 p (1 - p) (1 - 2 p)^2 */
    fair__recalibration curve;
} fair__calibration;

/* Parts that a metric needs; 0 of one that is not of calibration. */
uint32_t fair__calibration_needs(const fair__metric *m);

/* Adds parts that are not there yet.
 *  mass    the bins of equal mass of the group's pool, or NULL to make them:
 *          for FAIR__PART_MASS.
 *  points  room for as many as the group has scores, or NULL: for
 *          FAIR__PART_CURVE. */
void fair__calibration_add(fair__calibration *c, uint32_t parts,
                           const fair__counts *group,
                           const fair__counts *pool, const fair__bins *mass,
                           fair__point *points);

/* Numerator, denominator, value and reason of a metric of a group of which
 * nothing else speaks against it. */
void fair__calibrated(const fair__metric *m, const fair__counts *group,
                      const fair__counts *pool, fair__result *out);

/* The interval of a slope or an intercept, two-sided at z, of n rows in
 * effect: by the larger of its errors, that of rows times n / (n - 2).  0 where
 * there is none, or it is of neither. */
int fair__curve_interval(const fair__metric *m, const fair__counts *group,
                         double n, double z, double *lower, double *upper);
int fair__is_of_curve(const fair__metric *m);

/* What a metric's value hangs on beside the rows: "10 bins of equal width" or
 * the like, ended by a NUL; empty for most metrics.
 *  bins  a number, or FAIR__EACH_SCORE
 *  grid  1 if they are those of a grid, which are closed below. */
#define FAIR__PARAMETERS 48
void fair__metric_parameters(const fair__metric *m, int64_t bins, int grid,
                             char out[FAIR__PARAMETERS]);

#endif
