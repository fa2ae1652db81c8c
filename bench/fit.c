/* SPDX-License-Identifier: MIT
 * Times of making plans, in ms of processor time: counting, the report, and a
 * fit for each constraint and rule, beside a look at every row.
 *
 *     bench_fit [rows] [groups] [bins]        bins 0: scores as they are */
#define _POSIX_C_SOURCE 199309L
#include <math.h>

#include "measure.h"

typedef struct data {
    size_t n;
    int32_t *group;
    uint8_t *label;
    double *score;
} data;

static double
draw(uint64_t *at)
{
    return (double)(random_of((*at)++) >> 11) * 0x1p-53;
}

/* Groups of unlike sizes, base rates and quality. */
static data
make(size_t n, int groups)
{
    uint64_t at = 0;
    data d = {.n = n};
    d.group = malloc(n * sizeof(*d.group));
    d.label = malloc(n);
    d.score = malloc(n * sizeof(*d.score));
    for (size_t i = 0; i < n; i++) {
        const double share = draw(&at) * draw(&at);
        const int g = (int)(share * groups);
        const double place = (double)g / groups;
        d.group[i] = g;
        d.label[i] = draw(&at) < 0.2 + 0.5 * place;
        const double noise = draw(&at) + draw(&at) + draw(&at) - 1.5;
        const double mean = d.label[i] ? 0.5 + 0.5 * place : -0.4;
        d.score[i] = 1 / (1 + exp(-mean - noise * (1 + place)));
    }
    return d;
}

static double
now(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static double
time_reading(const data *d)
{
    volatile double sum = 0;
    double part = 0;
    const double start = now();
    for (size_t i = 0; i < d->n; i++)
        part += d->score[i] * (d->label[i] + d->group[i]);
    sum = part;
    (void)sum;
    return now() - start;
}

static fair_report *
count(const data *d, uint32_t bins)
{
    static const char *const names[] = {"group"}, *const metrics[] = {
        "selection_rate"};
    const int64_t n = (int64_t)d->n;
    const fair_column group = fair_column_int32(d->group, n);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_report_options r = FAIR_REPORT_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_error err = {0};
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.has_score_range = bins > 0;
    o.score_high = bins > 0;
    o.score_bins = bins;
    rows.n = d->n;
    rows.y_true = fair_column_uint8(d->label, n);
    rows.y_score = fair_column_float64(d->score, n);
    rows.sensitive = &group;
    r.n_metrics = 1;
    r.metrics = metrics;
    const double start = now();
    check(fair_audit_new(&o, &audit, &err), &err);
    check(fair_audit_add(audit, &rows, &err), &err);
    const double counted = now();
    check(fair_report_new(audit, &r, &report, &err), &err);
    printf("%-28s %9.2f\n%-28s %9.2f\n", "counting", (counted - start) * 1e3,
           "report", (now() - counted) * 1e3);
    fair_audit_free(audit);
    return report;
}

static void
fit(const fair_report *report, const char *constraint, int32_t rule)
{
    static const char *const rules[] = {"by group", "shared", "randomized"};
    double best = INFINITY;
    for (int i = 0; i < 5; i++) {
        fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
        fair_plan *plan = NULL;
        fair_error err = {0};
        const double start = now();
        o.constraint = constraint;
        o.max_difference = "0.02";
        o.rule = rule;
        check(fair_plan_fit(report, &o, &plan, &err), &err);
        const double time = now() - start;
        best = time < best ? time : best;
        fair_plan_free(plan);
    }
    printf("%-17s %-10s %9.2f\n", constraint, rules[rule], best * 1e3);
}

/* Eleven steps. */
static void
front(const fair_report *report, const char *constraint, int32_t rule)
{
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_front *made = NULL;
    fair_error err = {0};
    const double start = now();
    o.constraint = constraint;
    o.rule = rule;
    check(fair_plan_front_new(report, &o, 11, 0, NULL, &made, &err), &err);
    printf("front, %-21s %9.2f\n", constraint, (now() - start) * 1e3);
    fair_plan_front_free(made);
}

int
main(int argc, char **argv)
{
    static const char *const constraints[] = {
        "equal_opportunity", "predictive_parity", "equalized_odds"};
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    const int groups = argc > 2 ? atoi(argv[2]) : 10;
    const uint32_t bins = argc > 3 ? (uint32_t)atoi(argv[3]) : 0;
    const data d = make(n, groups);
    printf("%zu rows, %d groups, ms\n%-28s %9.2f\n", n, groups, "reading",
           time_reading(&d) * 1e3);
    fair_report *report = count(&d, bins);
    for (int32_t rule = 0; rule <= FAIR_PLAN_RANDOMIZED; rule++)
        for (size_t i = 0; i < 3; i++)
            if (rule != FAIR_PLAN_RANDOMIZED || i != 1)
                fit(report, constraints[i], rule);
    front(report, "equal_opportunity", FAIR_PLAN_BY_GROUP);
    front(report, "equalized_odds", FAIR_PLAN_BY_GROUP);
    front(report, "equal_opportunity", FAIR_PLAN_RANDOMIZED);
    fair_report_free(report);
    free(d.group);
    free(d.label);
    free(d.score);
    return 0;
}
