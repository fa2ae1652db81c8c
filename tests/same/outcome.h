/* SPDX-License-Identifier: MIT
 * What an audit ends in: its saved bytes, its report in every format, and its
 * tables of scores. */
#ifndef FAIR_TESTS_SAME_OUTCOME_H
#define FAIR_TESTS_SAME_OUTCOME_H

#include "draw.h"
#include "written.h"

#define OUTCOMES 7
#define OUTCOME_TABLES 6 /* the last of the outcomes: all of these */

static const char *const outcome_names[OUTCOMES] = {
    "saved", "json", "csv", "text", "markdown", "html", "tables"};
static const char *const outcome_tables[OUTCOME_TABLES] = {
    "csv:score_histogram", "csv:score_quantiles",      "csv:reliability",
    "csv:roc_curve",       "csv:selection_rate_curve",
    "csv:precision_recall_curve"};

typedef struct outcome {
    written part[OUTCOMES];
} outcome;

/* Everything of few groups; of many, which take long, one metric of one
 * feature. */
static inline fair_report_options
outcome_options(const draw *d)
{
    static const char *const all[] = {"all"};
    static const char *const metrics[] = {"selection_rate"};
    static const char *const comparisons[] = {"difference",
                                              "weighted_variance"};
    static const size_t one = 1;
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    uint64_t cells = 1;
    for (size_t k = 0; k < d->n_features; k++)
        cells *= d->features[k].n_values + 1;
    o.allow_sparse = 1;
    o.confidence = 0.9;
    o.min_count = d->seed % 3;
    o.reference = (int32_t)(d->seed / 2 % 5);
    o.undefined = (int32_t)(d->seed / 10 % 2);
    o.n_comparisons = 1;
    o.comparisons = all;
    o.p_values = cells <= 100;
    if (cells <= 12) o.replicates = 100;
    if (cells <= 12) o.seed = d->seed;
    if (d->has_scores) { /* with one bin a score, and with others */
        static const int64_t bins[] = {0, 7, 1000,
                                       FAIR_CALIBRATION_BINS_DISTINCT};
        o.n_metrics = 1;
        o.metrics = all;
        o.calibration_bins = bins[d->seed / 3 % 4];
    }
    if (cells <= 12) return o;
    o.n_by = 1;
    o.by_lengths = &one;
    o.by = d->names;
    if (cells <= 100) return o;
    o.n_metrics = 1;
    o.metrics = metrics;
    o.n_comparisons = 2;
    o.comparisons = comparisons;
    return o;
}

/* What cannot be made, since scores or labels were not given, counts as its
 * error.  A curve has a point for each score: only of few. */
static inline void
outcome_of_scores(written *out, const draw *d, const fair_report *report)
{
    const size_t n = d->few_scores || d->n < 3000 ? OUTCOME_TABLES : 3;
    for (size_t i = 0; i < n; i++) {
        fair_error err = {0};
        if (fair_report_write(report, outcome_tables[i], collect, out, &err) !=
            FAIR_OK)
            collect(out, err.message, strlen(err.message));
    }
}

/* The error of a report that cannot be made counts as its text. */
static inline void
outcome_report(outcome *out, const draw *d, const fair_audit *a)
{
    const fair_report_options o = outcome_options(d);
    fair_report *report = NULL;
    fair_error err = {0};
    if (fair_report_new(a, &o, &report, &err) != FAIR_OK) {
        collect(&out->part[1], err.message, strlen(err.message));
        return;
    }
    for (size_t i = 1; i < OUTCOMES - 1; i++)
        ck_assert(fair_report_write(report, outcome_names[i], collect,
                                    &out->part[i], NULL) == FAIR_OK);
    outcome_of_scores(&out->part[OUTCOMES - 1], d, report);
    fair_report_free(report);
}

static inline outcome
outcome_make(const draw *d, const fair_audit *a)
{
    outcome out = {0};
    size_t length = 0;
    ck_assert(fair_audit_save(a, NULL, 0, &length, NULL) == FAIR_OK);
    out.part[0].bytes = malloc(length);
    out.part[0].length = length;
    ck_assert(fair_audit_save(a, out.part[0].bytes, length, &length, NULL) ==
              FAIR_OK);
    outcome_report(&out, d, a);
    return out;
}

static inline void
outcome_free(outcome *out)
{
    for (size_t i = 0; i < OUTCOMES; i++) free(out->part[i].bytes);
}

#endif
