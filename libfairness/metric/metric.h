/* SPDX-License-Identifier: MIT
 * Metrics: one row of a table each.
 *
 * A metric is one or two ratios of linear forms over the slots of a group,
 * and an operation that joins them.  Value, definedness, interval,
 * documentation, and the names in C, Python and on the command line all come
 * from the row. */
#ifndef FAIR_METRIC_METRIC_H
#define FAIR_METRIC_METRIC_H

#include "metric/counts.h"
#include "metric/words.h"

/* A linear form: coefficients by slot (tp fp fn tn, unlabelled selected,
 * unlabelled rejected). */
typedef struct fair__form {
    int8_t of[FAIR__N_COUNTS];
} fair__form;

typedef struct fair__ratio {
    fair__form numerator;
    fair__form denominator;
} fair__ratio;

#define FAIR__OP_RATIO 0     /* a */
#define FAIR__OP_MEAN 1      /* (a + b) / 2 */
#define FAIR__OP_SUM_LESS_1 2 /* a + b - 1 */
#define FAIR__OP_QUOTIENT 3  /* a / b */
#define FAIR__OP_ODDS 4      /* (tp tn) / (fp fn) */
#define FAIR__OP_PHI 5       /* Matthews */
#define FAIR__OP_SHARE 6     /* a's numerator here / the same of all groups */
#define FAIR__OP_COUNT 7     /* a's numerator itself */
#define FAIR__OP_COST 8      /* (c_fp fp + c_fn fn) / denominator of a */
#define FAIR__OP_UTILITY 9
/* Of scores (scored.c); w, P and N are those of metric/scores.h. */
#define FAIR__OP_SCORE 10 /* (sum of w s over the slots of a's numerator - b's
                             numerator) / denominator of a */
#define FAIR__OP_ABOVE 11 /* rows above the median of all / the same */
#define FAIR__OP_SQUARED_ERROR 12
#define FAIR__OP_LOG_LOSS 13
#define FAIR__OP_PRECISION 14  /* sum over positives of precision / P */
#define FAIR__OP_PAIRS 15      /* pairs in order / (P N) */
#define FAIR__OP_SEPARATION 16 /* max |N F+ - P F-| / (P N) */

/* Of calibration (calibration.c); p is the probability. */
#define FAIR__OP_GAPS 32             /* over bins: |S - P|, equal width */
#define FAIR__OP_MASS_GAPS 33        /* equal mass */
#define FAIR__OP_SQUARED_GAPS 34     /* (S - P)^2 / W */
#define FAIR__OP_RESOLUTION 35
#define FAIR__OP_WITHIN_VARIANCE 36
#define FAIR__OP_WITHIN_COVARIANCE 37
#define FAIR__OP_LARGEST_GAP 38
#define FAIR__OP_MEAN_GAP 39
#define FAIR__OP_ROOT_GAPS 40
#define FAIR__OP_UNCERTAINTY 41
#define FAIR__OP_SPIEGELHALTER 42
#define FAIR__OP_SLOPE 43
#define FAIR__OP_INTERCEPT 44

/* Which values are good, for the person concerned. */
#define FAIR__NEUTRAL 0
#define FAIR__HIGHER_BETTER 1  /* quality: accuracy, precision */
#define FAIR__LOWER_BETTER 2   /* error rate, cost */
#define FAIR__SELECTED_BETTER 3 /* higher is better if being selected is
                                   favourable, lower if not: selection,
                                   true and false positive rate */
#define FAIR__REJECTED_BETTER 4 /* the other way round: false negative rate */

typedef struct fair__metric {
    const char *name; /* FAIR__WORDS */
    int32_t op;
    fair__ratio a;
    fair__ratio b;
    uint32_t needs; /* FAIR__GIVEN_* */
    int32_t orientation;
    double low; /* range; -INFINITY, INFINITY where unbounded */
    double high;
    const char *reference; /* where the definition comes from */
} fair__metric;

size_t fair__metric_count(void);
const fair__metric *fair__metric_at(size_t i);
/* By name or alias; NULL if there is none. */
const fair__metric *fair__metric_find(const char *name);
size_t fair__metric_index(const fair__metric *m);

/* Suites: named sets of metrics, told apart by what they need.  NULL behind
 * the last. */
const char *fair__suite_at(size_t i);
int fair__is_suite(const char *name);
int fair__in_suite(const fair__metric *m, const char *name);

typedef struct fair__costs {
    double false_positive;
    double false_negative;
    double utility[4]; /* tp fp fn tn */
} fair__costs;

/* A metric's value in one group. */
typedef struct fair__result {
    int32_t reason; /* FAIR_DEFINED or FAIR_REASON_* */
    int32_t is_rate; /* a proportion of the rows in its denominator: has a
                        Wilson interval, and where the group is independent
                        of others (not a share) differences have one too */
    fair__wide value; /* if defined */
    fair__wide numerator;
    fair__wide denominator; /* for composites: of the value as one fraction
                               where it is one (not for Matthews: 1) */
    uint64_t n;     /* rows in the denominator (its slots, coefficients
                       aside); for composites in the union of them */
    uint64_t min_n; /* the smallest denominator's: held against min_count */
    fair__wide sum_weights;  /* of those n rows; n where unweighted */
    double effective_n; /* (sum w)^2 / sum w^2; n where unweighted; 0 if
                           there is no weight */
} fair__result;

/* Computes a metric.
 *  total  counts of all groups together (the stratum's overall): shares.
 *  given  FAIR__GIVEN_* that are there; what is needed and is not gives
 *         FAIR_REASON_NOT_APPLICABLE.
 * Reasons of an empty denominator, first that applies: rows are there but
 * their weight is zero: ZERO_WEIGHT; by form: positives NO_POSITIVES,
 * negatives NO_NEGATIVES, selected NONE_SELECTED, rejected NONE_REJECTED, all
 * NO_ROWS; else ZERO_DENOMINATOR.  n, min_n, sum_weights, effective_n are set
 * in every case that is applicable.  What needs scores is not applicable to
 * counts without them either. */
void fair__metric_compute(const fair__metric *m, const fair__counts *group,
                          const fair__counts *total, uint32_t given,
                          const fair__costs *costs, fair__result *out);

#endif
