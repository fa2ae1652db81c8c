/* SPDX-License-Identifier: MIT
 * Calibrators: maps by group from scores to probabilities.
 *
 * A calibrator is fitted to the scores of a report; rows are not needed.  Each
 * group has a map of its own, or where it is too small that of all groups
 * together; with shrinkage each is drawn towards that.  What it says on the
 * rows that it was fitted to is better than on others: look at rows that were
 * held out.
 *
 * method:
 *   "isotonic"     the map with the smallest squared error of those that never
 *                  fall; straight between its knots, level beyond them
 *                  (Barlow et al. 1972, scikit-learn's IsotonicRegression)
 *   "platt"        logistic of slope * score + intercept (Platt 1999)
 *   "beta"         logistic of a * log(score) - b * log(1 - score) + c, a and b
 *                  not negative (Kull, Silva Filho and Flach 2017)
 *   "temperature"  logistic of slope * logit(score) (Guo et al. 2017)
 *   "histogram"    the rate of positives of each bin (Zadrozny and Elkan 2001)
 * Those with coefficients have Platt's targets, (n + 1) / (n + 2) for the n
 * positive rows and 1 / (n + 2) for the n negative ones, so that scores which
 * separate the labels have an answer too. */
#ifndef FAIRNESS_CALIBRATOR_H
#define FAIRNESS_CALIBRATOR_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/report.h>
#include <fairness/scalar.h>
#include <fairness/status.h>
#include <fairness/version.h>

typedef struct fair_calibrator fair_calibrator;

/* Zero means default in every field; nothing is borrowed afterwards. */
typedef struct fair_calibrator_options {
    size_t size;        /* set by FAIR_CALIBRATOR_OPTIONS_INIT */
    const char *method; /* NULL: "isotonic" */
    /* The grouping, one that the report has.  0: the only one. */
    size_t n_by;
    const char *const *by;
    uint64_t min_count; /* groups with fewer rows that have labels, and those
                           with one label only, have the map of all groups;
                           0: 100, 1: every group that has both labels has its
                           own */
    double shrinkage;   /* rows that the map of all groups counts as beside the
                           n rows of a group: its own map has the share
                           n / (n + shrinkage); 0: all of it */
    uint32_t bins;      /* of the histogram; 0: 10, at most 100,000 */
    int32_t equal_mass; /* 1: its bins have equally many rows; 0: they are
                           equally wide */
    int32_t pooled;     /* 1: one map for everyone, whatever the group */
    int32_t reserved;
    const fair_allocator *allocator; /* NULL: malloc and its kin */
} fair_calibrator_options;

#define FAIR_CALIBRATOR_OPTIONS_INIT FAIR_INIT_OF(fair_calibrator_options)

/* A map: knots or steps, or coefficients.  Arrays are valid as long as the
 * calibrator is. */
typedef struct fair_calibrator_map {
    size_t size; /* set by FAIR_CALIBRATOR_MAP_INIT */
    size_t n;    /* of isotonic: knots; of histogram: steps, from at[i] on */
    const double *at; /* ascending */
    const double *value;
    double slopes[2]; /* of platt and temperature the first, of beta a and b */
    double intercept; /* of platt, and beta's c */
} fair_calibrator_map;

#define FAIR_CALIBRATOR_MAP_INIT FAIR_INIT_OF(fair_calibrator_map)

/* A group of a calibrator. */
typedef struct fair_calibrator_group {
    size_t size;     /* set by FAIR_CALIBRATOR_GROUP_INIT */
    size_t n_values; /* features and their values; valid as long as the
                        calibrator is */
    const fair_feature_value *values;
    uint64_t positives; /* rows with that label */
    uint64_t negatives;
    double own_share; /* of its own map in what it says; the rest is of the map
                         of all groups.  0: it has none */
    /* Mean squared error on the rows it was fitted to, weighted where there
     * are weights; NaN without labels, and before where scores are no
     * probabilities. */
    double brier_before;
    double brier_after;
} fair_calibrator_group;

#define FAIR_CALIBRATOR_GROUP_INIT FAIR_INIT_OF(fair_calibrator_group)

#ifdef __cplusplus
extern "C" {
#endif

/* Fits a map for each group of a report, over all rows; the report is not
 * needed afterwards.
 *  options  NULL: isotonic, for each group of 100 rows or more.
 * FAIR_ERR_ARGUMENT: unknown names (those there are are listed), a number out
 * of range, scores or labels that are not there.  FAIR_ERR_DATA: no row has a
 * label, or all have the same; beta and temperature: a score is no
 * probability.  FAIR_ERR_NONFINITE: infinite scores.  FAIR_ERR_LIMIT: weights
 * that are more than 2^190 times as large as others.  FAIR_ERR_MEMORY.
 * Since 0.1. */
FAIR_API fair_status fair_calibrator_fit(
    const fair_report *report, const fair_calibrator_options *options,
    fair_calibrator **out, fair_error *err);

/* Groups that it has maps for.  Since 0.1. */
FAIR_API size_t fair_calibrator_size(const fair_calibrator *calibrator);

/* Name of its method, valid as long as the library is.  Since 0.1. */
FAIR_API const char *fair_calibrator_method(const fair_calibrator *calibrator);

/* Group i, in the order of the report.  FAIR_ERR_ARGUMENT: there is none.
 * Since 0.1. */
FAIR_API fair_status fair_calibrator_group_at(
    const fair_calibrator *calibrator, size_t i, fair_calibrator_group *out,
    fair_error *err);

/* The map of group i by itself, without what it is drawn towards, or with i =
 * fair_calibrator_size() that of all groups together.  n is 0 and slopes are
 * 0 where a group has none.  FAIR_ERR_ARGUMENT: there is no such group.
 * Since 0.1. */
FAIR_API fair_status fair_calibrator_map_at(const fair_calibrator *calibrator,
                                            size_t i,
                                            fair_calibrator_map *out,
                                            fair_error *err);

/* Probabilities of n scores of group i, or with i = fair_calibrator_size() of
 * rows whatever their group.  out may be scores.  FAIR_ERR_ARGUMENT: there is
 * no such group.  FAIR_ERR_NONFINITE, FAIR_ERR_DATA, which name the first row
 * and count them: NaN, and beta and temperature scores outside of 0 … 1; out
 * is then as it was.  Since 0.1. */
FAIR_API fair_status fair_calibrator_apply(const fair_calibrator *calibrator,
                                           size_t i, size_t n,
                                           const double *scores, double *out,
                                           fair_error *err);

/* Frees a calibrator; NULL is fine.  Since 0.1. */
FAIR_API void fair_calibrator_free(fair_calibrator *calibrator);

#ifdef __cplusplus
}
#endif
#endif
