/* SPDX-License-Identifier: MIT
 * Threshold plans: of all thresholds by group that satisfy a constraint, those
 * that are best for an objective.
 *
 * A plan is made from the scores of a report; rows are not needed.  Every
 * threshold that decides differently is looked at, there is no grid, and
 * rates, tolerances and objectives are compared as whole numbers: what is said
 * to be best is best, and equal in every bit on every machine.
 *
 * A randomized plan decides each row by lot, by one of up to three thresholds
 * of its group: it is never worse, satisfies constraints that no thresholds
 * alone do, and is found for any of these but "predictive_parity", which has no
 * such solution.  A min_ratio needs a min_rate above 0.  Under equalized_odds
 * "least_change", and "selection_rate" or a limit on what is selected where
 * rows have no label, are not for it.  With such a limit there are up to six
 * thresholds.  What it reaches is expected; shares are multiples of 2^-53, so that
 * rates are within 2^-53 of what they should be.
 *
 * Of a report that has decisions (y_pred) and no scores they are the scores: 1,
 * and 0 of those that are not selected.  A randomized plan of these is what
 * Hardt, Price and Srebro (2016) derive from a binary predictor: rows with
 * either decision are selected with a chance by group, which is not lower for
 * those that were selected.  Decisions are applied to as scores 0 and 1.
 *
 * A row is selected if its score is at or above the threshold of its group,
 * which is one of the scores that are there, or infinity: nobody is selected.
 * On a grid of bins thresholds are where bins begin.
 *
 * Reject-option classification (Kamiran, Karim and Zhang 2012) is a plan too:
 * of all margins around `threshold` the one that is best for the objective of
 * those that satisfy the constraint, and of equals the narrowest.  Within it,
 * ends included, favoured groups are rejected, all others selected.  It is not
 * for scores in bins.
 *
 * A referral band is one too, of the objective "least_referred": around
 * `threshold` rows are referred to somebody who decides them, as few as can be
 * so that what is decided alone satisfies the constraint: rates are those of
 * the rows that are not referred.  A group's band is between the threshold and
 * one of the scores, above it or below it; a shared one is the same for all.
 * It is for these two rules, and not for limits on what is selected.
 *
 * constraint, and the rate that it holds together:
 *   "none"                       no rate
 *   "demographic_parity"         selection_rate
 *   "true_positive_rate_parity"  true_positive_rate (alias
 *                                "equal_opportunity")
 *   "false_positive_rate_parity" false_positive_rate
 *   "true_negative_rate_parity"  true_negative_rate
 *   "false_negative_rate_parity" false_negative_rate
 *   "predictive_parity"          positive_predictive_value
 *   "equalized_odds"             true_positive_rate and false_positive_rate
 * objective, always of all rows together:
 *   "accuracy", "balanced_accuracy", "f1_score", "utility", "selection_rate",
 *   "true_positive_rate", "true_negative_rate": as large as can be;
 *   "expected_cost", "least_change", "least_referred": as small as can be.
 *   The second is the share of the rows that are decided otherwise than by
 *   `threshold`, the third the share that is referred.
 *
 * Of plans that are equal by the objective the one with the smaller disparity
 * is taken, of those the one whose lowest rate is where fewer are selected, of
 * those the one with the highest thresholds, group by group.  Under
 * equalized_odds, several constraints, or a limit on what is selected, the
 * objective decides alone between plans by group: which of equal plans is
 * taken is the same everywhere, and not said. */
#ifndef FAIRNESS_PLAN_H
#define FAIRNESS_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/arrow.h>
#include <fairness/column.h>
#include <fairness/report.h>
#include <fairness/scalar.h>
#include <fairness/status.h>
#include <fairness/version.h>

typedef struct fair_plan fair_plan;
typedef struct fair_plan_front fair_plan_front;

/* rule */
#define FAIR_PLAN_BY_GROUP 0 /* a threshold for each group: whoever decides
                                has to know the group of each row */
#define FAIR_PLAN_SHARED 1   /* one threshold for everyone */
#define FAIR_PLAN_RANDOMIZED 2 /* up to three thresholds for each group, each
                                  of which decides a share of its rows */

#define FAIR_PLAN_REJECT_OPTION 3 /* a threshold, and a margin around it: in
                                     the margin favoured groups are rejected,
                                     all others selected */

/* missing, unseen: what becomes of a row whose group the plan does not have */
#define FAIR_PLAN_ERROR 0     /* an error that names the row */
#define FAIR_PLAN_SELECT 1    /* it is selected */
#define FAIR_PLAN_REJECT 2    /* it is not */
#define FAIR_PLAN_THRESHOLD 3 /* it is decided by a threshold of its own */

/* decisions of rows: 0, 1, and of plans with a referral band */
#define FAIR_PLAN_REFERRED 2 /* neither: somebody else decides */

/* What errors cost under "expected_cost", or decisions are worth under
 * "utility", in one group. */
typedef struct fair_plan_costs {
    size_t n_values; /* features and their values: the group */
    const fair_feature_value *values;
    double true_positive; /* of a row; 0 under "expected_cost" */
    double false_positive; /* there at least 0 */
    double false_negative;
    double true_negative;
} fair_plan_costs;

/* A constraint beside the first, with its own tolerance: one of the two. */
typedef struct fair_plan_limit {
    const char *constraint;
    const char *max_difference;
    const char *min_ratio;
} fair_plan_limit;

/* Zero means default in every field; nothing is borrowed afterwards. */
typedef struct fair_plan_options {
    size_t size; /* set by FAIR_PLAN_OPTIONS_INIT */
    const char *constraint; /* NULL: "none" */
    const char *objective;  /* NULL: "accuracy" */
    /* The grouping, one that the report has.  0: the only one. */
    size_t n_by;
    const char *const *by;
    /* What the constraint asks for, as decimal numbers from 0 to 1 of at most
     * 19 digits, which are exact: "0.02".  One of the first two has to be
     * there, unless a limit on the rates themselves is: one of the next two,
     * no_lower_than or no_higher_than. */
    const char *max_difference; /* highest - lowest rate; of equalized_odds
                                   of both rates */
    const char *min_ratio; /* lowest / highest rate, all of them above 0 */
    const char *min_rate;  /* every group's rate is at least this */
    const char *max_rate;  /* and at most this */
    double threshold; /* of the objectives least_change and least_referred, and
                         the middle of the rule reject_option; see
                         has_threshold */
    int32_t has_threshold;
    int32_t rule;        /* FAIR_PLAN_* */
    uint64_t min_count;  /* groups with fewer rows in the denominator of a rate
                            are set aside: see fair_plan_group; 0: the
                            report's */
    uint64_t max_nodes;  /* of the search by group under equalized_odds,
                            several constraints or a limit on what is selected,
                            after which the best so far is taken and `bound`
                            says what it may lack; 0: 20,000 */
    const fair_allocator *allocator; /* NULL: malloc and its kin */
    /* What applying the plan does with rows of groups that it does not have:
     * with a missing value, and others.  A group with a missing value that the
     * report has is a group like all. */
    int32_t missing; /* FAIR_PLAN_ERROR and its kin */
    int32_t unseen;
    double missing_threshold; /* of FAIR_PLAN_THRESHOLD; finite */
    double unseen_threshold;
    const char *model; /* of which the scores are, as the caller names it: a
                          digest, a version; at most 255 bytes of UTF-8; NULL:
                          not said */
    /* How much all groups select together, labelled or not, set aside or not:
     * a share of all, with a point or an exponent ("0.2"), or so many ("200";
     * with weights, so much weight).  Both equal: exactly that. */
    const char *max_selected;
    const char *min_selected;
    /* Levelling up: no group's rate is lower (higher) than a threshold, the one
     * in use, makes it; see has_*.  A rate that it leaves undefined asks for
     * nothing.  Not for a randomized rule under equalized_odds. */
    double no_lower_than;
    double no_higher_than;
    int32_t has_no_lower_than;
    int32_t has_no_higher_than;
    /* By group, under "expected_cost" and "utility"; of groups that are not
     * among them the report's are. */
    size_t n_costs;
    const fair_plan_costs *costs;
    /* Of FAIR_PLAN_REJECT_OPTION, which needs them: the groups that are
     * favoured without it, as n_favoured lists of favoured_lengths[i] values
     * each, one after the other. */
    size_t n_favoured;
    const size_t *favoured_lengths;
    const fair_feature_value *favoured;
    /* Constraints that hold beside `constraint`, at most 3; min_rate and its
     * kin are about the first.  For a threshold by group, or a shared one. */
    size_t n_also;
    const fair_plan_limit *also;
    /* Control features, some of those of the groups: constraints hold within
     * each combination of their values (a stratum), where groups differ in the
     * other features; the objective is of all rows together. */
    size_t n_control;
    const char *const *control;
} fair_plan_options;

#define FAIR_PLAN_OPTIONS_INIT FAIR_INIT_OF(fair_plan_options)

/* A constraint beside the first, as asked, and what the plan reaches: as in
 * the summary. */
typedef struct fair_plan_also {
    const char *constraint;
    const char *max_difference;
    const char *min_ratio;
    double disparity;
    int32_t reason;
    int32_t reserved;
} fair_plan_also;

/* What a plan is and what it reaches on the rows that it was made from: on
 * others the disparity is larger, since it was made small on these.  Where
 * there is no such number it is NaN. */
typedef struct fair_plan_summary {
    size_t size; /* set by FAIR_PLAN_SUMMARY_INIT */
    const char *constraint; /* its name, not an alias; valid as long as the
                               library is */
    const char *objective;
    double value;     /* of the objective */
    double bound;     /* no plan of this rule that satisfies the constraint has
                         a value that is better by more; 0: none is better */
    double disparity; /* the largest difference of the constraint's rates, or
                         with min_ratio the smallest ratio */
    uint64_t n_groups;
    uint64_t nodes;       /* of the search, if it took one */
    int32_t reason;       /* FAIR_DEFINED or FAIR_REASON_*, of the disparity */
    int32_t rule;         /* FAIR_PLAN_* */
    int32_t needs_groups; /* 1: decisions depend on the group */
    int32_t refers;       /* 1: with a referral band; counts and rates are
                             those of the rows that are not referred */
    /* What it was made from and what was asked; texts are NULL where there are
     * none, and valid as long as the plan is. */
    size_t n_by; /* features of its groups, in their order */
    const char *const *by;
    uint64_t rows;
    const char *library; /* the version that made it */
    const char *model;
    const char *tally; /* SHA-256 of the scores and counts that it was made
                          from, in hexadecimal digits */
    const char *max_difference;
    const char *min_ratio;
    const char *min_rate;
    const char *max_rate;
    double missing_threshold;
    double unseen_threshold;
    int32_t missing; /* FAIR_PLAN_ERROR and its kin */
    int32_t unseen;
    int32_t score_type; /* FAIR_TYPE_FLOAT32: every score was a number of 32
                           bits; FAIR_TYPE_FLOAT64; FAIR_TYPE_NONE: they were
                           in bins */
    int32_t is_randomized; /* 1: a group has several parts */
    const char *max_selected; /* as asked; NULL: not */
    const char *min_selected;
    double no_lower_than; /* NaN: not asked for */
    double no_higher_than;
    size_t n_also;
    const fair_plan_also *also; /* valid as long as the plan is */
    size_t n_control; /* control features, in the order of `by` */
    const char *const *control;
} fair_plan_summary;

#define FAIR_PLAN_SUMMARY_INIT FAIR_INIT_OF(fair_plan_summary)

/* A threshold, and the share of the rows of a group that it decides. */
typedef struct fair_plan_part {
    double threshold; /* INFINITY: nobody is selected; -INFINITY: everybody */
    double share;
} fair_plan_part;

/* A group of a plan.  Rates are NaN where they are undefined. */
typedef struct fair_plan_group {
    size_t size; /* set by FAIR_PLAN_GROUP_INIT */
    double threshold; /* selected if score >= threshold; INFINITY: nobody; NaN:
                         there are several parts */
    size_t n_values;  /* features and their values; valid as long as the
                         plan is */
    const fair_feature_value *values;
    uint64_t rows;
    /* Of several parts what is expected, to the nearest whole number. */
    uint64_t selected; /* labelled or not */
    uint64_t true_positives;
    uint64_t false_positives;
    uint64_t false_negatives;
    uint64_t true_negatives;
    double selection_rate; /* weighted, where there are weights */
    double true_positive_rate;
    double false_positive_rate;
    double positive_predictive_value;
    /* Not FAIR_DEFINED: the constraint does not count this group, by the
     * report's nulls = set_aside, min_count, min_share or undefined = skip, or
     * by the options' min_count; its threshold is what is best for the
     * objective. */
    int32_t set_aside; /* FAIR_REASON_* */
    int32_t reserved;
    /* The rule of the group: a row is decided by one of these thresholds, by
     * each with the probability that is its share.  Thresholds increase;
     * shares are above 0, multiples of 2^-53, and their sum is 1.  One part:
     * nothing is left to chance.  Valid as long as the plan is. */
    size_t n_parts;
    const fair_plan_part *parts;
    const fair_plan_costs *costs; /* NULL: not by group; valid as long as the
                                     plan is */
    double refer_from; /* rows from here up to below `threshold` are referred;
                          equal to it: none is; NaN: the plan refers nobody */
    uint64_t referred; /* so many */
} fair_plan_group;

#define FAIR_PLAN_GROUP_INIT FAIR_INIT_OF(fair_plan_group)

/* A step of a front: the best plan that a tolerance leaves.  Where there is no
 * such number it is NaN. */
typedef struct fair_plan_step {
    size_t size; /* set by FAIR_PLAN_STEP_INIT */
    char tolerance[24]; /* "0.02": what fair_plan_fit is asked for, as
                           max_difference or min_ratio */
    int32_t status; /* FAIR_OK; FAIR_ERR_INFEASIBLE: no plan satisfies it;
                       FAIR_ERR_LIMIT: none was found in max_nodes */
    int32_t reason; /* FAIR_DEFINED or FAIR_REASON_*, of the disparity */
    double disparity; /* these as the plan's summary has them */
    double value;
    double bound;
    double loss; /* how much worse the value is than that of the best plan
                    without a tolerance; exact, and then rounded */
    double selection_rate; /* of all rows together */
    uint64_t nodes;
} fair_plan_step;

#define FAIR_PLAN_STEP_INIT FAIR_INIT_OF(fair_plan_step)

/* Rows to decide. */
typedef struct fair_plan_rows {
    size_t size; /* set by FAIR_PLAN_ROWS_INIT */
    size_t n;
    fair_column y_score;
    fair_column row_id; /* integers or text: what the coin of a row depends on;
                           read if the plan is randomized */
    size_t n_features;  /* as many as the plan has; 0: the plan is shared */
    const fair_column *features; /* in the order of the summary's `by` */
} fair_plan_rows;

#define FAIR_PLAN_ROWS_INIT FAIR_INIT_OF(fair_plan_rows)

typedef struct fair_plan_apply_options {
    size_t size; /* set by FAIR_PLAN_APPLY_OPTIONS_INIT */
    uint64_t seed; /* of the coins; see has_seed */
    int32_t has_seed;
    int32_t reserved;
    uint64_t first_row;  /* number of the first row, in errors */
    const char *y_score; /* name of the column, in Arrow data and in errors;
                            NULL: "y_score" */
    const char *row_id;  /* NULL: "row_id" */
    const char *model;   /* if this and the plan's are given they are equal */
} fair_plan_apply_options;

#define FAIR_PLAN_APPLY_OPTIONS_INIT FAIR_INIT_OF(fair_plan_apply_options)

#ifdef __cplusplus
extern "C" {
#endif

/* Makes the best plan for the groups of a report, over all rows; the report is
 * not needed afterwards.
 *  options  NULL: one threshold for each group, for accuracy.
 * FAIR_ERR_ARGUMENT: unknown names (those there are are listed), a number out
 * of range, costs or utilities that the report was not given, scores and
 * decisions, or labels, that are not there.  FAIR_ERR_DATA, which names the group: a rate of the
 * constraint has no denominator in it; or the objective has none.
 * FAIR_ERR_INFEASIBLE: no plan satisfies the constraint; the message says
 * which tolerance some plan would.  FAIR_ERR_NONFINITE: infinite scores.
 * FAIR_ERR_LIMIT: weights, costs or utilities that are more than 2^190 times
 * as large as others, or max_nodes without a plan.  FAIR_ERR_MEMORY.
 * Since 0.1. */
FAIR_API fair_status fair_plan_fit(const fair_report *report,
                                   const fair_plan_options *options,
                                   fair_plan **out, fair_error *err);

/* What could be asked for where fair_plan_fit finds no plan: the smallest
 * max_difference that some plan of the rule has, or, if the options have a
 * min_ratio, the largest min_ratio; all else is as the options say.  Rounded up
 * (a ratio down); under equalized_odds by group, a limit on what is selected,
 * and no_lower_than or no_higher_than by lot it is the least to 10^-9.
 *  options  as for fair_plan_fit; NULL is refused: there is no constraint
 *  out      NaN: no plan is within the other limits, or has a ratio
 * Errors are those of fair_plan_fit, but for FAIR_ERR_INFEASIBLE.  Since 0.1. */
FAIR_API fair_status fair_plan_nearest(const fair_report *report,
                                       const fair_plan_options *options,
                                       double *out, fair_error *err);

/* What tolerance costs: the best plan at each of several, the strictest first.
 * What they share is made once, and each is the plan that fair_plan_fit makes.
 *  options       as for fair_plan_fit, with a constraint.  max_difference, or
 *                min_ratio of ratios, is where the series ends; NULL: at 1.
 *  n_points      tolerances in a series from none (a ratio of 1) to where the
 *                best plan of all is, or to the option's if that comes first,
 *                in steps as even as six digits allow; 0: no series; else 2
 *                to 1,000,001
 *  tolerances    n_tolerances more of them, as decimal numbers from 0 to 1;
 *                NULL if there are none
 * Tolerances that are equal are one step.  Where a tolerance has no plan the
 * step says so.  Errors are those of fair_plan_fit: FAIR_ERR_INFEASIBLE means
 * that there is no plan however wide the tolerance.  Since 0.1. */
FAIR_API fair_status fair_plan_front_new(const fair_report *report,
                                         const fair_plan_options *options,
                                         size_t n_points, size_t n_tolerances,
                                         const char *const *tolerances,
                                         fair_plan_front **out,
                                         fair_error *err);

/* Steps of a front; of NULL 0.  Since 0.1. */
FAIR_API size_t fair_plan_front_count(const fair_plan_front *front);

/* Step i, the strictest tolerance first.  FAIR_ERR_ARGUMENT: there is none.
 * Since 0.1. */
FAIR_API fair_status fair_plan_front_at(const fair_plan_front *front,
                                        size_t i, fair_plan_step *out,
                                        fair_error *err);

/* Frees a front; NULL is fine.  Since 0.1. */
FAIR_API void fair_plan_front_free(fair_plan_front *front);

/* Since 0.1.  FAIR_ERR_ARGUMENT: NULL, or a size that is impossible. */
FAIR_API fair_status fair_plan_describe(const fair_plan *plan,
                                        fair_plan_summary *out,
                                        fair_error *err);

/* Group i, in the order of the report.  FAIR_ERR_ARGUMENT: there is none.
 * Since 0.1. */
FAIR_API fair_status fair_plan_group_at(const fair_plan *plan, size_t i,
                                        fair_plan_group *out,
                                        fair_error *err);

/* Writes a plan.  format is
 *  "json"  schema libfairness/plan/1 (docs/reference/plan-format.md), from
 *          which fair_plan_read makes the same plan.
 * Equal plans give equal bytes.  FAIR_ERR_ARGUMENT: there is no such format.
 * FAIR_ERR_WRITE: the writer refused.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_plan_write(const fair_plan *plan,
                                     const char *format, fair_write write,
                                     void *ctx, fair_error *err);

/* Makes a plan from what fair_plan_write wrote, which may come from anywhere:
 * it gives a valid plan or an error that names the member.
 *  allocator  NULL: malloc and its kin
 * FAIR_ERR_CORRUPT: the bytes are no plan, or not as they were written; their
 * own SHA-256 says so.  FAIR_ERR_VERSION: a later format.  FAIR_ERR_LIMIT:
 * more than 64 MiB.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_plan_read(const void *bytes, size_t length,
                                    const fair_allocator *allocator,
                                    fair_plan **out, fair_error *err);

/* Decides rows: out[i] is 1 where row i is selected, else 0, and where it is
 * referred FAIR_PLAN_REFERRED, by a plan that refers.  It needs no
 * memory but 32 KiB of the stack (64 for a record batch), and may be called
 * for one plan by several threads at once.
 *  rows     columns as everywhere; scores are compared exactly
 *  options  NULL: nothing is given
 *  out      room for rows->n; not to be used after an error
 * The coin of a row depends on seed and row_id alone (the algorithm is in
 * docs/reference/plan-format.md): not on order, calls or machine.
 * FAIR_ERR_ARGUMENT: a column is not there, or the seed of a randomized plan.
 * FAIR_ERR_TYPE: a column that cannot be a score, the feature, an id; scores
 * of fewer bits than those that the plan was made from.  FAIR_ERR_NONFINITE,
 * FAIR_ERR_DATA: a missing or infinite score, a missing id.
 * FAIR_ERR_MISMATCH: rows of a group that the plan does not have, or another
 * model.  Errors name column, row and number of such rows.  Since 0.1. */
FAIR_API fair_status fair_plan_apply(const fair_plan *plan,
                                     const fair_plan_rows *rows,
                                     const fair_plan_apply_options *options,
                                     uint8_t *out, fair_error *err);

/* With which probability rows are selected, before any coin: 0 or 1 unless
 * the plan is randomized, NaN where a row is referred.  As fair_plan_apply, without seed and row_id.
 * Since 0.1. */
FAIR_API fair_status
fair_plan_probability(const fair_plan *plan, const fair_plan_rows *rows,
                      const fair_plan_apply_options *options, double *out,
                      fair_error *err);

/* The same for the columns of an Arrow record batch, found by their names:
 * the features, y_score and row_id.  out has room for array->length.
 * Since 0.1. */
FAIR_API fair_status
fair_plan_apply_arrow(const fair_plan *plan, const struct ArrowSchema *schema,
                      const struct ArrowArray *array,
                      const fair_plan_apply_options *options, uint8_t *out,
                      fair_error *err);
FAIR_API fair_status
fair_plan_probability_arrow(const fair_plan *plan,
                            const struct ArrowSchema *schema,
                            const struct ArrowArray *array,
                            const fair_plan_apply_options *options,
                            double *out, fair_error *err);

/* Frees a plan; NULL is fine.  Since 0.1. */
FAIR_API void fair_plan_free(fair_plan *plan);

#ifdef __cplusplus
}
#endif
#endif
