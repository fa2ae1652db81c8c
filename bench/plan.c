/* SPDX-License-Identifier: MIT
 * Times of fair_plan_apply, in ns a row, for 16 groups in the columns that
 * real frames hold, beside comparing scores with one threshold.
 *
 *     bench_plan [rows] [repeats]                                         */
#define _POSIX_C_SOURCE 199309L
#include <string.h>

#include "measure.h"

#define GROUPS 16

static const char *const names[GROUPS] = {
    "American Indian", "Asian", "Black", "Chinese", "Filipino", "Guamanian",
    "Hawaiian", "Hispanic", "Japanese", "Korean", "Laotian", "Other", "Samoan",
    "Thai", "Vietnamese", "White or unknown"};

typedef struct data {
    size_t n;
    double *scores;
    float *singles;
    uint8_t *labels, *small, *out;
    int64_t *wide;
    int32_t *codes, *offsets;
    char *bytes;
} data;

static data
make(size_t n)
{
    data d = {.n = n};
    d.scores = malloc(n * sizeof(*d.scores));
    d.singles = malloc(n * sizeof(*d.singles));
    d.labels = malloc(n);
    d.small = malloc(n);
    d.out = malloc(n);
    d.wide = malloc(n * sizeof(*d.wide));
    d.codes = malloc(n * sizeof(*d.codes));
    d.offsets = malloc((n + 1) * sizeof(*d.offsets));
    d.bytes = malloc(n * 17);
    d.offsets[0] = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t r = random_of(i);
        const size_t g = r % GROUPS, length = strlen(names[g]);
        d.singles[i] = (float)(r >> 40) * 0x1p-24f;
        d.scores[i] = d.singles[i];
        d.labels[i] = (r >> 8) % 100 < r >> 40 >> 18;
        d.small[i] = (uint8_t)g;
        d.codes[i] = (int32_t)g;
        d.wide[i] = (int64_t)g;
        memcpy(d.bytes + d.offsets[i], names[g], length);
        d.offsets[i + 1] = d.offsets[i] + (int32_t)length;
    }
    return d;
}

/* A plan for the groups of a column. */
static fair_plan *
fit(const data *d, const fair_column *feature, size_t n)
{
    static const char *const by[] = {"race"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_plan_options p = FAIR_PLAN_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_plan *plan = NULL;
    fair_error err = {0};
    fair_column first = *feature;
    first.length = (int64_t)n;
    o.n_sensitive = 1;
    o.sensitive_names = by;
    rows.n = n;
    rows.y_true = fair_column_uint8(d->labels, (int64_t)n);
    rows.y_score = fair_column_float64(d->scores, (int64_t)n);
    rows.sensitive = &first;
    p.constraint = "demographic_parity";
    p.max_difference = "0.02";
    check(fair_audit_new(&o, &audit, &err), &err);
    check(fair_audit_add(audit, &rows, &err), &err);
    check(fair_report_new(audit, NULL, &report, &err), &err);
    check(fair_plan_fit(report, &p, &plan, &err), &err);
    fair_audit_free(audit);
    fair_report_free(report);
    return plan;
}

static double
time_comparing(const data *d)
{
    const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t i = 0; i < d->n; i++) d->out[i] = d->scores[i] >= 0.5;
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static double
time_applying(const data *d, const fair_plan *plan, const fair_plan_rows *rows)
{
    fair_error err = {0};
    const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    check(fair_plan_apply(plan, rows, NULL, d->out, &err), &err);
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static void
run(const char *name, const data *d, fair_column feature, fair_column scores,
    int repeats)
{
    fair_plan *plan = fit(d, &feature, d->n < 100000 ? d->n : 100000);
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    double comparing = 1e9, applying = 1e9;
    rows.n = d->n;
    rows.y_score = scores;
    rows.features = &feature;
    rows.n_features = 1;
    for (int i = 0; i < repeats; i++) {
        const double c = time_comparing(d);
        const double a = time_applying(d, plan, &rows);
        comparing = c < comparing ? c : comparing;
        applying = a < applying ? a : applying;
    }
    printf("%-24s %9.3f %9.3f\n", name, comparing * 1e9 / (double)d->n,
           applying * 1e9 / (double)d->n);
    fair_plan_free(plan);
}

int
main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 10000000;
    const int repeats = argc > 2 ? atoi(argv[2]) : 5;
    const data d = make(n);
    const int64_t m = (int64_t)n;
    const fair_column entries = fair_column_cstring(names, GROUPS);
    const fair_column scores = fair_column_float64(d.scores, m);
    printf("%zu rows, one thread, ns a row\n%-24s %9s %9s\n", n, "groups in",
           "comparing", "applying");
    run("uint8", &d, fair_column_uint8(d.small, m), scores, repeats);
    run("int64", &d, fair_column_int64(d.wide, m), scores, repeats);
    run("dictionary", &d, fair_column_dictionary(d.codes, m, &entries), scores,
        repeats);
    run("dictionary, float32", &d,
        fair_column_dictionary(d.codes, m, &entries),
        fair_column_float32(d.singles, m), repeats);
    run("utf8", &d, fair_column_utf8(d.offsets, d.bytes, m), scores, repeats);
    return 0;
}
