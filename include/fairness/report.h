/* SPDX-License-Identifier: MIT
 * A report: an immutable snapshot of an audit, and every number from it.
 *
 * Nothing is computed in advance and nothing is cached: values are computed
 * from the snapshot's counts on request, so any number of threads may read
 * one report.  A report does not need its audit any more.
 *
 * Words: a grouping is a list of sensitive features (`by`) over all rows or
 * within one stratum of the control features; a group is one observed tuple
 * of their values.  Groups are in the order of their values, missing last. */
#ifndef FAIRNESS_REPORT_H
#define FAIRNESS_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/allocator.h>
#include <fairness/arrow.h>
#include <fairness/audit.h>
#include <fairness/scalar.h>
#include <fairness/status.h>

typedef struct fair_report fair_report;

/* Why there is no value.  Append-only. */
#define FAIR_DEFINED 0
#define FAIR_REASON_NO_ROWS 1
#define FAIR_REASON_NO_POSITIVES 2
#define FAIR_REASON_NO_NEGATIVES 3
#define FAIR_REASON_NONE_SELECTED 4
#define FAIR_REASON_NONE_REJECTED 5
#define FAIR_REASON_ZERO_WEIGHT 6
#define FAIR_REASON_ZERO_DENOMINATOR 7
#define FAIR_REASON_SINGLE_GROUP 8
#define FAIR_REASON_SINGLE_CLASS 9
#define FAIR_REASON_BELOW_MIN_COUNT 10
#define FAIR_REASON_ZERO_REFERENCE 11
#define FAIR_REASON_UNDEFINED_IN_GROUP 12
#define FAIR_REASON_NOT_APPLICABLE 13
#define FAIR_REASON_NOT_CONVERGED 14

/* How an interval was computed.  Append-only. */
#define FAIR_METHOD_NONE 0
#define FAIR_METHOD_WILSON 1
#define FAIR_METHOD_NEWCOMBE 2
#define FAIR_METHOD_MOVER_R 3
#define FAIR_METHOD_DELONG 4
#define FAIR_METHOD_SIMULTANEOUS 5
#define FAIR_METHOD_RESAMPLED 6
#define FAIR_METHOD_MOMENTS 7
#define FAIR_METHOD_STUDENT 8
#define FAIR_METHOD_SCORE 9
#define FAIR_METHOD_SANDWICH 10

/* favourable: which decision helps the person. */
#define FAIR_FAVOURABLE_UNDECLARED 0 /* positive, with a warning */
#define FAIR_FAVOURABLE_POSITIVE 1
#define FAIR_FAVOURABLE_NEGATIVE 2

/* reference: what groups are compared with. */
#define FAIR_REFERENCE_LARGEST 0 /* most rows */
#define FAIR_REFERENCE_BEST 1    /* best off by the metric's orientation */
#define FAIR_REFERENCE_WORST 2
#define FAIR_REFERENCE_OVERALL 3 /* all rows of the grouping's stratum */
#define FAIR_REFERENCE_REST 4    /* all other groups together */

/* undefined: what an undefined group does to a comparison. */
#define FAIR_UNDEFINED_PROPAGATE 0 /* makes it undefined */
#define FAIR_UNDEFINED_SKIP 1      /* is left out and listed */

/* calibration_bins: one bin for each distinct score. */
#define FAIR_CALIBRATION_BINS_DISTINCT (-1)

/* Zero means default in every field; everything is copied. */
typedef struct fair_report_options {
    size_t size; /* set by FAIR_REPORT_OPTIONS_INIT */
    /* Groupings: n_by lists of by_lengths[i] feature names each, one after
     * the other in by.  Default: each sensitive feature, then all of them. */
    size_t n_by;
    const size_t *by_lengths;
    const char *const *by;
    /* Named reference: overrides the mode below for groupings with at least
     * one of these features. */
    size_t n_reference_values;
    const fair_feature_value *reference_values;
    /* Names; default: the suite "classification" (every metric of decisions
     * that the given columns allow) and six comparisons (difference, ratio,
     * difference_to_reference, ratio_to_reference, group_min, group_max);
     * "ranking" and "calibration" are the suites of scores, and "all" is
     * every one.  They choose what tables and writers show:
     * fair_report_value finds any name.  Criteria that look at every pair of
     * groups (cross_auc, abroca, score_distance_...) take their time: they are
     * shown with "ranking", "all" or where metrics names them. */
    size_t n_metrics;
    const char *const *metrics;
    size_t n_comparisons;
    const char *const *comparisons;
    int32_t reference;  /* FAIR_REFERENCE_* */
    int32_t favourable; /* FAIR_FAVOURABLE_* */
    int32_t undefined;  /* FAIR_UNDEFINED_* */
    int32_t nulls;      /* 0: as in the audit; or FAIR_NULLS_SET_ASIDE */
    double confidence;  /* 0 < confidence < 1; 0: 0.95 */
    uint64_t min_count; /* unweighted rows in the metric's denominator */
    double min_share;   /* of the grouping's rows, 0 to 1 */
    /* expected_cost and utility need these: has_costs, has_utilities.  Costs
     * are at least 0. */
    double cost_false_positive;
    double cost_false_negative;
    double utility_true_positive;
    double utility_false_positive;
    double utility_false_negative;
    double utility_true_negative;
    int32_t has_costs;
    int32_t has_utilities;
    int32_t allow_sparse; /* permit > 20 groups of which most have one row */
    int32_t reserved;
    const fair_allocator *allocator; /* NULL: malloc and its kin */
    /* Calibration: how many bins (1 to 1,000; 0: 10), or one for each
     * distinct score; and what calibration_within_groups is held against (up
     * to 1; 0: nothing). */
    int64_t calibration_bins;
    double calibration_tolerance;
    /* Looks in on calls that measure every pair of groups, the only ones of a
     * report that may take minutes: making and refreshing one that shows
     * criteria of pairs, values of such criteria, tables and texts of pairs.
     * stop is called about once in 65,536 scores with a number of pairs
     * measured; in fair_policy_power with every run, with their number.  A
     * call that it ends is FAIR_ERR_STOPPED, and the report is as it was.
     * first_row is not used.  The struct is copied, ctx is not, and
     * stop may be called by every thread that reads the report.  NULL:
     * nobody looks. */
    const fair_watch *watch;
    /* 1: criteria that are shown have p-values too, in JSON, CSV, text and the
     * table "criteria": that groups differ, and of those with a limit that it
     * is missed or kept, as of fair_report_test.  Found while the report is
     * made or refreshed, which takes time with the square of the groups, and
     * the watch is asked between one criterion and the next, and within one
     * about once in 65,536 pairs. */
    int32_t p_values;
    /* Intervals of metrics of decisions that are no proportions, nor ratios or
     * odds of two of them (F1), of calibration errors, and of comparisons and criteria made of them: by
     * resampling the counts of each group so many times, 100 to 1,000,000.  0:
     * they have none.  Of what is shown, found while the report is made or
     * refreshed, which then allocates; the watch is asked now and then. */
    uint32_t replicates;
    uint64_t seed; /* of what is drawn; the same one, the same intervals */
} fair_report_options;

#define FAIR_REPORT_OPTIONS_INIT FAIR_INIT_OF(fair_report_options)

/* A number with its evidence, or nothing with a reason.  Frozen at 192 bytes.
 * Where reason is not FAIR_DEFINED, value is NaN so that any comparison with
 * it is false; where method is FAIR_METHOD_NONE, lower and upper are NaN. */
typedef struct fair_value {
    double value;
    double lower; /* interval at the report's confidence */
    double upper;
    double numerator; /* of the metric; for comparisons of two groups those
                         of the group are in fair_report_field */
    double denominator;
    double sum_weights; /* of the rows in the denominator */
    double effective_n; /* Kish: (sum w)^2 / sum w^2 of those rows */
    double confidence;
    uint64_t n;         /* rows (frequencies) in the denominator */
    uint64_t id;        /* for fair_report_field */
    int32_t reason;     /* FAIR_DEFINED or FAIR_REASON_* */
    int32_t method;     /* FAIR_METHOD_* */
    uint32_t groups_compared; /* these three: of the grouping's groups */
    uint32_t n_undefined_groups;
    uint32_t n_left_out;
    int32_t within_limit; /* criteria with a limit of their own (four_fifths):
                             1 within, -1 beyond, decided exactly; else 0 */
    uint8_t reserved[88];
} fair_value;

/* What to look up.  Zero: the only grouping, all rows. */
typedef struct fair_selector {
    size_t size; /* set by FAIR_SELECTOR_INIT */
    size_t n_by; /* features of the grouping; 0: those of group, or the only
                    grouping there is; a metric of all rows takes none */
    const char *const *by;
    size_t n_group; /* the group, for a metric or a comparison with a
                       reference; 0: overall, or the extreme group */
    const fair_feature_value *group;
    size_t n_control; /* the stratum; 0: all rows */
    const fair_feature_value *control;
    const char *comparison; /* with a metric's name: "difference", …; NULL:
                               the metric itself */
} fair_selector;

#define FAIR_SELECTOR_INIT FAIR_INIT_OF(fair_selector)

/* What the data show about a limit of fair_report_test.  NaN where there is no
 * such number. */
typedef struct fair_test {
    size_t size; /* set by FAIR_TEST_INIT */
    double value; /* as of fair_report_value */
    /* An interval at the report's confidence, honest about groups that the
     * data chose: below (of ratios and minima above) the bound that some pair
     * is shown to be beyond, over all pairs; above it the one that all are
     * shown to be within. */
    double lower;
    double upper;
    double confidence;
    double p_beyond; /* small: some group is beyond the limit; adjusted over
                        the claims */
    double p_within; /* small: all groups are within it */
    double p_no_disparity; /* small: some groups differ, adjusted likewise; not
                              of group_min and group_max */
    uint64_t n_claims; /* pairs, or groups; of two metrics those of both */
    int32_t reason;    /* FAIR_DEFINED or FAIR_REASON_* */
    int32_t side;      /* 1: the limit is a maximum, -1: a minimum */
} fair_test;

#define FAIR_TEST_INIT FAIR_INIT_OF(fair_test)

/* How a table of curves is made.  Zero means default in every field; an
 * option of another table is FAIR_ERR_ARGUMENT. */
typedef struct fair_curve_options {
    size_t size; /* set by FAIR_CURVE_OPTIONS_INIT */
    /* roc_curve, precision_recall_curve, selection_rate_curve: at most so
     * many points of each curve, at least 2, evenly along it; every one is a
     * point of the whole curve, and both ends are there.  0: all. */
    uint64_t max_points;
    uint64_t bins; /* score_histogram: of equal width, at most 1,000,000; 0: 10 */
    double score_low; /* score_histogram: see has_score_range */
    double score_high;
    size_t n_quantiles; /* score_quantiles; 0: 0, 0.05, 0.25, 0.5, 0.75, 0.95,
                           1 */
    const double *quantiles; /* each from 0 to 1, in any order; copied */
    uint64_t batch_rows;     /* at most so many rows of a batch; 0: 65,536 */
    /* roc_curve: leave out points between two others on a straight line;
     * precision_recall_curve: those between two others of the same recall. */
    int32_t drop_intermediate;
    /* score_histogram: bins from score_low to score_high, scores outside in a
     * bin of their own on each side.  0: the audit's own range, or from 0 to 1
     * where all scores are in it, else from the lowest finite score to the
     * highest. */
    int32_t has_score_range;
} fair_curve_options;

#define FAIR_CURVE_OPTIONS_INIT FAIR_INIT_OF(fair_curve_options)

/* Receives size bytes of output; a return other than 0 ends the call with
 * FAIR_ERR_WRITE.  It returns: no longjmp, no C++ exception. */
typedef int32_t (*fair_write)(void *ctx, const char *data, size_t size);

#ifdef __cplusplus
extern "C" {
#endif

/* Makes a report of all that was counted.
 *  options  NULL: defaults.
 * FAIR_ERR_EMPTY: no rows were used.  FAIR_ERR_DATA: a declared positive
 * label was never seen.  FAIR_ERR_ARGUMENT: unknown names (those there are
 * are listed), a reference group that is absent, numbers out of range.
 * FAIR_ERR_LIMIT: more than 20 groups of which most have one row, unless
 * allow_sparse.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_report_new(const fair_audit *audit,
                                     const fair_report_options *options,
                                     fair_report **out, fair_error *err);

/* Takes a new snapshot with the same options, of this or another audit with
 * the same features, in memory already held where that is enough.  On
 * failure the report is as before.  Since 0.1. */
FAIR_API fair_status fair_report_refresh(fair_report *report,
                                         const fair_audit *audit,
                                         fair_error *err);

/* Frees a report; NULL is fine.  Since 0.1. */
FAIR_API void fair_report_free(fair_report *report);

/* One value by name: a criterion ("equalized_odds_difference"), or a metric
 * of overall, of a stratum or of a group, or with selector->comparison a
 * comparison of it.
 *  selector  NULL: the only grouping; with several it is FAIR_ERR_ARGUMENT
 *            and they are listed.
 * Undefined is not an error: see out->reason.  FAIR_ERR_MEMORY: only of
 * criteria of pairs that options.metrics did not ask for; each call computes
 * them anew.  Since 0.1. */
FAIR_API fair_status fair_report_value(const fair_report *report,
                                       const char *name,
                                       const fair_selector *selector,
                                       fair_value *out, fair_error *err);

/* Tests a criterion or comparison against a limit: a maximum of differences and
 * of "group_max", a minimum of ratios and of "group_min".  Metrics of decisions
 * have such a test, areas under ROC curves, means of scores and of their
 * errors, and calibration errors, of which
 * all groups are held against a maximum.  The tests are those of gates
 * (docs/explanation/uncertainty.md), of one rule by itself: no level is shared
 * with other tests.  Time grows with the number of claims, that is with the
 * square of the groups; what is no proportion is drawn again, as often and
 * from the same seed as for gates.
 *  name, selector  as of fair_report_value, without a group.
 *  limit           a finite number in the range of the metric, of ratios from
 *                  0 to 1, of differences from 0 to the range's width; of what
 *                  is tested by its interval from 0 on, of rates to 1.
 * What is no claim about single groups or pairs but has an interval (signed and
 * conditional criteria, distances between scores, gaps over bins, slope and
 * intercept of calibration, comparisons with all rows, mean differences and
 * variances) is one claim, tested by the
 * interval: the chance is what its bound leaves out that is just at the limit;
 * of distances between scores to a hundredth, since each look takes all of
 * them.  Of what is signed the limit is one of its size, whatever the sign.
 * Undefined is not an error: see out->reason.  FAIR_ERR_ARGUMENT as
 * fair_report_value, and: what is named has no test of all groups together, or
 * the limit is out of range.  FAIR_ERR_MEMORY, FAIR_ERR_STOPPED by the
 * report's watch.  Since 0.1. */
FAIR_API fair_status fair_report_test(const fair_report *report,
                                      const char *name,
                                      const fair_selector *selector,
                                      double limit, fair_test *out,
                                      fair_error *err);

/* Everything about a value, as JSON text: field is "value", "reason",
 * "method", "interval", "confidence", "metric", "comparison", "criterion",
 * "by", "control", "group", "reference", "worse_off", "groups", "numerator",
 * "denominator", "n", "sum_weights", "effective_n", "undefined_groups",
 * "left_out", "groups_compared", "limit", "within_limit", "parameters",
 * "bin", or "all" for one object with every field.  "undefined_groups" and
 * "left_out" list groups with their reasons: of a comparison of two groups
 * those of the two, otherwise all.
 *  id        from a fair_value of this snapshot.
 *  buffer    NULL with capacity 0 to ask for the size.
 *  length    set to the bytes needed, without the NUL that is added where
 *            there is room.
 * FAIR_ERR_ARGUMENT: unknown id or field, or too small a buffer.
 * FAIR_ERR_MEMORY as fair_report_value.  Since 0.1. */
FAIR_API fair_status fair_report_field(const fair_report *report, uint64_t id,
                                       const char *field, char *buffer,
                                       size_t capacity, size_t *length,
                                       fair_error *err);

/* Iteration: table is "groups" (metrics of overall, strata and groups),
 * "comparisons" or "criteria"; rows are in the order of the JSON report.
 * fair_report_row gives the value of row i.  Since 0.1. */
FAIR_API fair_status fair_report_size(const fair_report *report,
                                      const char *table, uint64_t *out,
                                      fair_error *err);
FAIR_API fair_status fair_report_row(const fair_report *report,
                                     const char *table, uint64_t i,
                                     fair_value *out, fair_error *err);

/* A table ("groups", "comparisons", "criteria", "score_pairs", "warnings",
 * "rows", "reliability", or one of fair_report_curve) as an Arrow stream of one
 * record batch; docs/reference/tables.md lists the columns.
 * *out is overwritten and then owned by the caller, who releases it; it does
 * not need the report any more, but its memory comes from the report's
 * allocator.  Since 0.1. */
FAIR_API fair_status fair_report_stream(const fair_report *report,
                                        const char *table,
                                        struct ArrowArrayStream *out,
                                        fair_error *err);

/* A table of curves, made from scores, as an Arrow stream of as many record
 * batches as it takes, each made when it is asked for: "roc_curve",
 * "precision_recall_curve", "selection_rate_curve", "score_histogram",
 * "score_quantiles"; docs/reference/tables.md lists the columns.
 *  selector  NULL: curves of all rows, of each stratum and of every group.
 *            Else the one group; or the groups of the grouping that `by`
 *            names, over all rows or within the stratum; or the stratum; or,
 *            if it is all zero, all rows.
 *  options   NULL: defaults.
 *  out       overwritten, then owned by the caller, who releases it.  It
 *            reads the report: until it is released, the report may be read
 *            by others, but neither refreshed nor freed.  Arrays that it gave
 *            need neither.
 * FAIR_ERR_ARGUMENT: there is no such table, group or stratum, an option is
 * out of range, or scores or labels that the table needs were not given.
 * FAIR_ERR_LIMIT: too many bins.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_report_curve(const fair_report *report,
                                       const char *table,
                                       const fair_selector *selector,
                                       const fair_curve_options *options,
                                       struct ArrowArrayStream *out,
                                       fair_error *err);

/* Writes the report.  format is
 *  "json"      schema libfairness/report/1: everything, exactly;
 *  "json:MEMBER" one member of it: "json:warnings";
 *  "csv"       everything in one table, a row for every value (RFC 4180,
 *              UTF-8, lines end in LF; docs/reference/tables.md lists the
 *              columns);
 *              text that a spreadsheet would take for a formula starts with
 *              an apostrophe;
 *  "csv:TABLE" one table of those that fair_report_stream has, batch by batch:
 *              "csv:roc_curve"; infinity is inf;
 *  "text"      for a terminal;
 *  "markdown"  the same text; names are no markup, in HTML made from it
 *              neither;
 *  "html"      the same text with a picture of each rate, as a fragment for
 *              notebooks: one div of class "libfairness" with a style that
 *              applies to nothing else, no script and no address in it.
 * Text, Markdown and HTML show three decimals, and of more than 40 groups or
 * strata those that are lowest, highest, smallest and largest.  Controls,
 * bidirectional and invisible characters of names are written as \u{202e}
 * in all but JSON.  Equal counts and options give equal bytes.  write is
 * called with what was made so far, any number of times.
 * FAIR_ERR_ARGUMENT: there is no such format.  FAIR_ERR_WRITE: the writer
 * refused.  FAIR_ERR_MEMORY.  Since 0.1. */
FAIR_API fair_status fair_report_write(const fair_report *report,
                                       const char *format, fair_write write,
                                       void *ctx, fair_error *err);

#ifdef __cplusplus
}
#endif
#endif
