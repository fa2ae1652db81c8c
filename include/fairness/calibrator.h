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
 *   "quantile"     no probabilities, and no labels are needed: scores of the
 *                  groups are led towards those of their Wasserstein
 *                  barycentre, so that their distributions agree (Feldman et
 *                  al. 2015; Chzhen et al. 2020).  A score becomes that which
 *                  is at its rank in the mean of all groups' quantiles, each
 *                  counting by its weight; `strength` says how far.  It never
 *                  changes an order within a group
 *   "calibrated_equalized_odds"
 *                  of scores that are calibrated already: with a chance by
 *                  group a score is withheld, and the base rate of its group
 *                  stands for it, so that a cost of the scores is as high in
 *                  every group as it was in the one where it is highest
 *                  (Pleiss et al. 2017; of more than two groups each is led to
 *                  that one).  Scores stay calibrated; which are withheld is
 *                  for the coin of a row to say, which is that of a randomized
 *                  plan (plan.h).  cost_constraint says which cost: of scores
 *                  "false_negative_rate", the mean of 1 - score of positive
 *                  rows; "false_positive_rate", the mean of score of negative
 *                  rows; or "weighted", half the mean of |label - score|
 * Those with coefficients have Platt's targets, (n + 1) / (n + 2) for the n
 * positive rows and 1 / (n + 2) for the n negative ones, so that scores which
 * separate the labels have an answer too. */
#ifndef FAIRNESS_CALIBRATOR_H
#define FAIRNESS_CALIBRATOR_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/arrow.h>
#include <fairness/column.h>
#include <fairness/report.h>
#include <fairness/scalar.h>
#include <fairness/status.h>
#include <fairness/version.h>

typedef struct fair_calibrator fair_calibrator;

/* What becomes of a row whose group the calibrator does not have. */
#define FAIR_CALIBRATOR_ERROR 0
#define FAIR_CALIBRATOR_POOLED 1 /* it has the map of all groups */

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
    /* When it is applied: rows whose group is none of the report's, with a
     * missing value, and others.  A missing value that the report has is a
     * group like all. */
    int32_t missing; /* FAIR_CALIBRATOR_ERROR and its kin */
    int32_t unseen;
    const char *model; /* of which the scores are, as the caller names it: a
                          digest, a version; at most 255 bytes of UTF-8; NULL:
                          not said */
    /* Of quantile: from 0, where scores stay, to 1, where distributions agree.
     * Without has_strength 1. */
    double strength;
    int32_t has_strength;
    int32_t reserved2;
    const char *cost_constraint; /* of calibrated_equalized_odds; NULL:
                                    "weighted" */
} fair_calibrator_options;

#define FAIR_CALIBRATOR_OPTIONS_INIT FAIR_INIT_OF(fair_calibrator_options)

/* A map: knots or steps, or coefficients.  Arrays are valid as long as the
 * calibrator is. */
typedef struct fair_calibrator_map {
    size_t size; /* set by FAIR_CALIBRATOR_MAP_INIT */
    size_t n;    /* of isotonic and quantile: knots; of histogram: steps, from at[i] on */
    const double *at; /* ascending */
    const double *value;
    double slopes[2]; /* of platt and temperature the first, of beta a and b;
                         of calibrated_equalized_odds the share of scores that
                         is withheld, and the base rate */
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
    uint64_t rows; /* that it was fitted to: those with labels, or of quantile
                      all */
    double cost_before; /* of calibrated_equalized_odds, of a group that has a
                           map; else NaN */
} fair_calibrator_group;

#define FAIR_CALIBRATOR_GROUP_INIT FAIR_INIT_OF(fair_calibrator_group)

/* What a calibrator is, and what it reaches on the rows it was fitted to.
 * Texts and arrays are valid as long as it is. */
typedef struct fair_calibrator_summary {
    size_t size; /* set by FAIR_CALIBRATOR_SUMMARY_INIT */
    const char *method;
    const char *library; /* the version that made it */
    const char *model;   /* NULL: not said */
    const char *tally; /* SHA-256 of the scores and counts that it was made
                          from, in hexadecimal digits */
    uint64_t rows;     /* that have labels, or of quantile all */
    uint64_t n_groups;
    size_t n_by; /* features of its groups, in their order */
    const char *const *by;
    uint64_t min_count;
    double shrinkage;
    double brier_before; /* of all rows, as those of groups */
    double brier_after;
    uint32_t bins; /* of the histogram; 0: another method */
    int32_t equal_mass;
    int32_t needs_groups; /* 0: one map for everyone */
    int32_t score_type;   /* FAIR_TYPE_FLOAT32: every score was a number of 32
                             bits; FAIR_TYPE_FLOAT64; FAIR_TYPE_NONE: they
                             were in bins, and the middle of each stood for
                             its scores */
    int32_t missing;      /* FAIR_CALIBRATOR_ERROR and its kin */
    int32_t unseen;
    double strength; /* NaN: of another method than quantile */
    const char *cost_constraint; /* NULL: of another method than
                                    calibrated_equalized_odds */
    double cost_after; /* of every group that has a map; else NaN */
    int32_t is_randomized; /* 1: rows need a seed and ids */
    int32_t reserved;
} fair_calibrator_summary;

#define FAIR_CALIBRATOR_SUMMARY_INIT FAIR_INIT_OF(fair_calibrator_summary)

/* Rows to calibrate. */
typedef struct fair_calibrator_rows {
    size_t size; /* set by FAIR_CALIBRATOR_ROWS_INIT */
    size_t n;
    fair_column y_score;
    size_t n_features; /* as many as it has; 0: it needs no groups */
    const fair_column *features; /* in the order of the summary's `by` */
    fair_column row_id; /* integers or text: what the coin of a row depends on;
                           read if the calibrator is randomized */
} fair_calibrator_rows;

#define FAIR_CALIBRATOR_ROWS_INIT FAIR_INIT_OF(fair_calibrator_rows)

typedef struct fair_calibrator_apply_options {
    size_t size; /* set by FAIR_CALIBRATOR_APPLY_OPTIONS_INIT */
    uint64_t first_row;  /* number of the first row, in errors */
    const char *y_score; /* name of the column, in Arrow data and in errors;
                            NULL: "y_score" */
    const char *model;   /* if this and its own are given they are equal */
    uint64_t seed;       /* of the coins; see has_seed.  Another than that of a
                            plan by lot for the same rows: their coins would be
                            the same */
    int32_t has_seed;
    int32_t reserved;
    const char *row_id; /* NULL: "row_id" */
} fair_calibrator_apply_options;

#define FAIR_CALIBRATOR_APPLY_OPTIONS_INIT                                    \
    FAIR_INIT_OF(fair_calibrator_apply_options)

#ifdef __cplusplus
extern "C" {
#endif

/* Fits a map for each group of a report, over all rows; the report is not
 * needed afterwards.
 *  options  NULL: isotonic, for each group of 100 rows or more.
 * FAIR_ERR_ARGUMENT: unknown names (those there are are listed), a number out
 * of range, scores or labels that are not there.  FAIR_ERR_DATA: no row has a
 * label, or all have the same; of quantile and calibrated_equalized_odds no
 * group is large enough; of the latter, beta and temperature: a score is no
 * probability.  FAIR_ERR_INFEASIBLE, of calibrated_equalized_odds: a group does
 * not cost as much as another even if only its base rate is said.
 * FAIR_ERR_NONFINITE: infinite scores.  FAIR_ERR_LIMIT: weights
 * that are more than 2^190 times as large as others; of quantile more than
 * 524,288 distinct scores of groups.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_calibrator_fit(
    const fair_report *report, const fair_calibrator_options *options,
    fair_calibrator **out, fair_error *err);

/* FAIR_ERR_ARGUMENT: NULL, or a size that is impossible.  Since 0.1. */
FAIR_API fair_status fair_calibrator_describe(
    const fair_calibrator *calibrator, fair_calibrator_summary *out,
    fair_error *err);

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
 * no such group, or it is of calibrated_equalized_odds, which needs coins.
 * FAIR_ERR_NONFINITE, FAIR_ERR_DATA, which name the first row
 * and count them: NaN, and beta and temperature scores outside of 0 … 1; out
 * is then as it was.  Since 0.1. */
FAIR_API fair_status fair_calibrator_apply_group(
    const fair_calibrator *calibrator, size_t i, size_t n,
    const double *scores, double *out, fair_error *err);

/* Probabilities of rows.  It needs no memory but 32 KiB of the stack (64 for a
 * record batch), and may be called for one calibrator by several threads at
 * once.
 *  rows     columns as everywhere
 *  options  NULL: nothing is given
 *  out      room for rows->n; not to be used after an error
 * FAIR_ERR_ARGUMENT: a column is not there, or the seed of coins.
 * FAIR_ERR_TYPE: a column that cannot be a score, the feature or an id; of isotonic and histogram scores of fewer
 * bits than those it was fitted to.  FAIR_ERR_NONFINITE, FAIR_ERR_DATA: a
 * missing or infinite score, a missing id; of beta, temperature and
 * calibrated_equalized_odds a score outside of 0 … 1.
 * FAIR_ERR_MISMATCH: rows of a group that it does not have, or another model.
 * Errors name column, row and number of such rows.  Since 0.1. */
FAIR_API fair_status fair_calibrator_apply(
    const fair_calibrator *calibrator, const fair_calibrator_rows *rows,
    const fair_calibrator_apply_options *options, double *out,
    fair_error *err);

/* The same for the columns of an Arrow record batch, found by their names: the
 * features, y_score and row_id.  out has room for array->length.
 * Since 0.1. */
FAIR_API fair_status fair_calibrator_apply_arrow(
    const fair_calibrator *calibrator, const struct ArrowSchema *schema,
    const struct ArrowArray *array,
    const fair_calibrator_apply_options *options, double *out,
    fair_error *err);

/* Writes a calibrator.  format is
 *  "json"  schema libfairness/calibrator/1
 *          (docs/reference/calibrator-format.md), from which
 *          fair_calibrator_read makes the same calibrator.
 * Equal calibrators give equal bytes.  FAIR_ERR_ARGUMENT: there is no such
 * format.  FAIR_ERR_WRITE: the writer refused.  FAIR_ERR_MEMORY.
 * Since 0.1. */
FAIR_API fair_status fair_calibrator_write(const fair_calibrator *calibrator,
                                           const char *format,
                                           fair_write write, void *ctx,
                                           fair_error *err);

/* Makes a calibrator from what fair_calibrator_write wrote, which may come
 * from anywhere: it gives a valid one or an error that names the member.
 *  allocator  NULL: malloc and its kin
 * FAIR_ERR_CORRUPT: the bytes are none, or not as they were written; their own
 * SHA-256 says so.  FAIR_ERR_VERSION: a later format.  FAIR_ERR_LIMIT: more
 * than 64 MiB.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_calibrator_read(const void *bytes, size_t length,
                                          const fair_allocator *allocator,
                                          fair_calibrator **out,
                                          fair_error *err);

/* Frees a calibrator; NULL is fine.  Since 0.1. */
FAIR_API void fair_calibrator_free(fair_calibrator *calibrator);

#ifdef __cplusplus
}
#endif
#endif
