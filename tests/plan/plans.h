/* SPDX-License-Identifier: MIT
 * Plans of a few rows, for the tests. */
#ifndef FAIR_TESTS_PLANS_H
#define FAIR_TESTS_PLANS_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/fairness.h>

#include "../audit/reports.h"

#define PLAN_ROWS 64

/* A row of a plan's data; label 2: missing; it counts `count` times with
 * weight fourths / 4. */
typedef struct plan_row {
    uint8_t group;
    uint8_t label;
    uint8_t fourths;
    uint8_t count;
    double score;
} plan_row;

typedef struct plan_data {
    size_t n;
    size_t n_groups; /* numbers below it; some may have no row */
    int has_weight;
    int has_strata; /* a second feature, of groups: number % 2 */
    plan_row rows[PLAN_ROWS];
} plan_data;

/* bins > 0: on a grid from 0 to 1. */
static inline fair_report *
plan_report(const plan_data *d, const fair_report_options *options,
            uint32_t bins)
{
    static const char *const names[] = {"group", "stratum"};
    int32_t group[PLAN_ROWS], stratum[PLAN_ROWS];
    uint8_t label[PLAN_ROWS], valid[PLAN_ROWS] = {0};
    double score[PLAN_ROWS], weight[PLAN_ROWS];
    uint64_t count[PLAN_ROWS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_error err = {0};
    o.n_sensitive = d->has_strata ? 2 : 1;
    o.sensitive_names = names;
    o.hash_key = fix_key;
    o.unlabelled = FAIR_UNLABELLED_KEEP;
    o.has_score_range = bins > 0;
    o.score_high = bins > 0;
    o.score_bins = bins;
    for (size_t i = 0; i < d->n; i++) {
        group[i] = d->rows[i].group;
        stratum[i] = d->rows[i].group % 2;
        label[i] = d->rows[i].label == 1;
        if (d->rows[i].label != NO_LABEL)
            valid[i / 8] = (uint8_t)(valid[i / 8] | 1u << i % 8);
        score[i] = d->rows[i].score;
        weight[i] = (double)d->rows[i].fourths / 4;
        count[i] = d->rows[i].count;
    }
    const int64_t n = (int64_t)d->n;
    const fair_column sensitive[] = {fair_column_int32(group, n),
                                     fair_column_int32(stratum, n)};
    rows.n = d->n;
    rows.y_true = fair_column_uint8(label, n);
    rows.y_true.validity = valid;
    rows.y_score = fair_column_float64(score, n);
    rows.frequency = fair_column_uint64(count, n);
    if (d->has_weight) rows.sample_weight = fair_column_float64(weight, n);
    rows.sensitive = sensitive;
    ck_assert_msg(fair_audit_new(&o, &audit, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_msg(fair_audit_add(audit, &rows, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_msg(fair_report_new(audit, options, &report, &err) == FAIR_OK,
                  "%s", err.message);
    fair_audit_free(audit);
    return report;
}

static inline fair_plan_summary
plan_summary(const fair_plan *plan)
{
    fair_plan_summary out = FAIR_PLAN_SUMMARY_INIT;
    ck_assert_ok(fair_plan_describe(plan, &out, NULL));
    return out;
}

static inline fair_plan_group
plan_group(const fair_plan *plan, size_t i)
{
    fair_plan_group out = FAIR_PLAN_GROUP_INIT;
    ck_assert_ok(fair_plan_group_at(plan, i, &out, NULL));
    return out;
}

#endif
