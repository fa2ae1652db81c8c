/* SPDX-License-Identifier: MIT
 * Audits of a few groups, and policies about them, from bytes. */
#ifndef FAIR_TESTS_FUZZ_GATE_POLICY_H
#define FAIR_TESTS_FUZZ_GATE_POLICY_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/fairness.h>

#include "must.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define MOST_ROWS 256
#define MOST_RULES 4
#define PICK(list) ((list)[choose(COUNT(list))])

/* ---- bytes ---- */

static const uint8_t *bytes, *bytes_end;

/* 0 where there are no more. */
static size_t
choose(size_t n)
{
    return bytes < bytes_end ? *bytes++ % n : 0;
}

/* ---- rows ---- */

static const char *const groups[] = {"a", "b", "\"c\\", "d\n", "e", "f"};
static const char *const strata[] = {"x", "y"};

typedef struct rows {
    size_t n;
    uint8_t y[MOST_ROWS], p[MOST_ROWS], before[MOST_ROWS];
    double score[MOST_ROWS], weight[MOST_ROWS];
    uint64_t count[MOST_ROWS];
    const char *group[MOST_ROWS], *stratum[MOST_ROWS];
    int has_y, has_score, has_before, has_weight, has_strata;
} rows;

static void
put_row(rows *r, size_t g, size_t s, size_t kind)
{
    static const uint64_t counts[] = {0,  1,  2,   3,    5,    9,     17,
                                      40, 99, 300, 1000, 4000, 20000, 1000000};
    static const double scores[] = {0, 0.1, 0.3, 0.5, 0.7, 0.9, 1};
    static const double weights[] = {1, 0, 0.5, 1e-9, 3, 1e12};
    const size_t i = r->n;
    r->count[i] = PICK(counts);
    if (r->count[i] == 0) return;
    r->y[i] = (uint8_t)(kind / 2);
    r->p[i] = (uint8_t)(kind % 2);
    r->before[i] = (uint8_t)(r->has_before && choose(2));
    r->score[i] = r->has_score ? PICK(scores) : 0;
    r->weight[i] = r->has_weight ? PICK(weights) : 1;
    r->group[i] = groups[g];
    r->stratum[i] = strata[s];
    r->n++;
}

static void
make_rows(rows *r)
{
    const size_t n_groups = 1 + choose(COUNT(groups));
    memset(r, 0, sizeof(*r));
    r->has_y = choose(4) > 0;
    r->has_score = choose(6) == 0;
    r->has_before = choose(4) == 0;
    r->has_weight = choose(4) == 0;
    r->has_strata = choose(4) == 0;
    for (size_t g = 0; g < n_groups; g++)
        for (size_t s = 0; s < (r->has_strata ? 2u : 1u); s++)
            for (size_t kind = 0; kind < 4; kind++) put_row(r, g, s, kind);
}

/* The same rows, the last one first. */
static void
turn_rows(rows *r)
{
    const rows old = *r;
    for (size_t i = 0; i < r->n; i++) {
        const size_t k = r->n - 1 - i;
        r->y[i] = old.y[k];
        r->p[i] = old.p[k];
        r->before[i] = old.before[k];
        r->score[i] = old.score[k];
        r->weight[i] = old.weight[k];
        r->count[i] = old.count[k];
        r->group[i] = old.group[k];
        r->stratum[i] = old.stratum[k];
    }
}

/* NULL if these rows make no report. */
static fair_report *
report_of(const rows *r, const fair_report_options *options)
{
    static const char *const names[] = {"g", "s"};
    static const uint8_t key[16] = {1};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_rows batch = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    const int64_t n = (int64_t)r->n;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.n_control = r->has_strata != 0;
    o.control_names = names + 1;
    o.y_pred = r->has_score ? NULL : "p";
    o.y_score = r->has_score ? "score" : NULL;
    o.has_threshold = r->has_score;
    o.threshold = r->has_score ? 0.5 : 0;
    o.frequency = "n";
    o.hash_key = key;
    fair_column features[] = {fair_column_cstring(r->group, n),
                              fair_column_cstring(r->stratum, n)};
    batch.n = r->n;
    if (r->has_y) batch.y_true = fair_column_uint8(r->y, n);
    if (r->has_score)
        batch.y_score = fair_column_float64(r->score, n);
    else
        batch.y_pred = fair_column_uint8(r->p, n);
    if (r->has_before)
        batch.y_pred_baseline = fair_column_uint8(r->before, n);
    if (r->has_weight)
        batch.sample_weight = fair_column_float64(r->weight, n);
    batch.frequency = fair_column_uint64(r->count, n);
    batch.sensitive = features;
    batch.control = features + 1;
    must(fair_audit_new(&o, &audit, NULL) == FAIR_OK);
    if (fair_audit_add(audit, &batch, NULL) == FAIR_OK)
        (void)fair_report_new(audit, options, &report, NULL);
    fair_audit_free(audit);
    return report;
}

static void
make_report_options(fair_report_options *o)
{
    static const int32_t references[] = {
        0, FAIR_REFERENCE_OVERALL, FAIR_REFERENCE_REST, FAIR_REFERENCE_BEST};
    static const fair_feature_value named = {
        .feature = "g",
        .value = {.kind = FAIR_KIND_TEXT, .text = "a", .length = 1}};
    *o = (fair_report_options)FAIR_REPORT_OPTIONS_INIT;
    o->favourable = choose(4) > 0 ? FAIR_FAVOURABLE_POSITIVE
                                  : FAIR_FAVOURABLE_NEGATIVE;
    o->reference = PICK(references);
    o->min_count = choose(4) == 0 ? 20 : 0;
    if (choose(4) > 0) return;
    o->n_reference_values = 1;
    o->reference_values = &named;
}

/* ---- rules ---- */

typedef struct decimal {
    char of[16];
} decimal;

/* A decimal number, or something like one. */
static const char *
number(decimal *t)
{
    static const char *const odd[] = {"0", "1", "",   "80", "-0.1", "1e-3",
                                      "x", "2", "0.", "nan", "0.33333"};
    if (choose(8) == 0)
        snprintf(t->of, sizeof(t->of), "%s", PICK(odd));
    else
        snprintf(t->of, sizeof(t->of), "0.%02u", (unsigned)choose(100));
    return t->of;
}

typedef struct recipe {
    fair_rule rule;
    decimal low, high;
    fair_feature_value named[2];
    size_t lengths[2];
} recipe;

static void
name_groups(recipe *r)
{
    for (size_t i = 0; i < 2; i++) {
        r->lengths[i] = 1;
        r->named[i] = (fair_feature_value){
            .feature = choose(16) > 0 ? "g" : "h",
            .value = fair_scalar_text(PICK(groups))};
    }
}

static void
take_subject(fair_rule *rule)
{
    static const char *const criteria[] = {
        "impact_ratio", "demographic_parity_difference", "four_fifths",
        "equalized_odds_difference", "equal_opportunity_ratio",
        "predictive_parity_difference", "auc_gap", "average_odds_difference",
        "calibration_within_groups", "no_such_criterion"};
    static const char *const metrics[] = {
        "selection_rate", "true_positive_rate", "accuracy",
        "false_negative_rate", "roc_auc", "precision", "scoring_rate",
        "f1_score", "expected_calibration_error", "count"};
    static const char *const comparisons[] = {
        NULL, "difference", "ratio", "difference_to_reference",
        "ratio_to_reference", "group_min", "group_max", "between"};
    if (choose(2)) {
        rule->criterion = PICK(criteria);
        return;
    }
    rule->metric = PICK(metrics);
    rule->comparison = PICK(comparisons);
}

static void
make_rule(recipe *r)
{
    static const char *const by[] = {"g", "s"};
    fair_rule *rule = &r->rule;
    *r = (recipe){.rule = FAIR_RULE_INIT};
    take_subject(rule);
    switch (choose(8)) {
    case 0:
    case 1:
    case 2:
        rule->min = number(&r->low);
        break;
    case 3:
        rule->max_increase = number(&r->high);
        break;
    case 4:
        rule->max_decrease = number(&r->high);
        break;
    default:
        rule->max = number(&r->high);
    }
    if (choose(16) == 0) rule->min = number(&r->low);
    if (rule->criterion != NULL && strcmp(rule->criterion, "four_fifths") == 0)
        rule->min = rule->max = NULL;
    name_groups(r);
    rule->n_by = choose(4) > 0;
    rule->by = by + (choose(16) == 0);
    rule->confidence = choose(4) == 0 ? 0.9 : 0;
    rule->min_count = choose(4) == 0 ? 30 : 0;
    rule->severity = choose(6) == 0;
    rule->inconclusive = (int32_t)choose(5);
    rule->set_aside = (int32_t)choose(3);
    rule->strata = choose(4) == 0;
    rule->n_required = choose(4) == 0 ? 1 + choose(2) : 0;
    rule->required_lengths = r->lengths;
    rule->required = r->named;
    rule->n_may_be_small = rule->set_aside == FAIR_SET_ASIDE_LISTED;
    rule->may_be_small_lengths = r->lengths;
    rule->may_be_small = r->named;
    rule->n_groups = choose(6) == 0 ? 1 + choose(2) : 0;
    rule->groups_lengths = r->lengths;
    rule->groups = r->named;
}

#endif
