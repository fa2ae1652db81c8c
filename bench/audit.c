/* SPDX-License-Identifier: MIT
 * Times, in ns a row: merely reading three int8 columns, and counting them
 * with fair_audit_add and a report.  Prints one JSON object; see run.py. */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "measure.h"

enum { GROUPS = 10 };

static long
peak_kilobytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

typedef struct table {
    size_t n;
    int8_t *y_true, *y_pred, *group;
} table;

static table
make(size_t n)
{
    table t = {n, malloc(n + 8), malloc(n + 8), malloc(n + 8)};
    for (size_t i = 0; i < n; i++) {
        const uint64_t r = random_of(i);
        t.y_true[i] = (int8_t)(r & 1);
        t.y_pred[i] = (int8_t)((r >> 1) & 1);
        t.group[i] = (int8_t)((r >> 8) % GROUPS);
    }
    return t;
}

/* Every byte once, in words: what no counting can be faster than. */
static uint64_t
read_column(const int8_t *column, size_t n)
{
    uint64_t all = 0;
    for (size_t i = 0; i + 8 <= n; i += 8) {
        uint64_t word;
        memcpy(&word, column + i, 8);
        all += word;
    }
    return all;
}

static double
time_reading(const table *t, volatile uint64_t *sink)
{
    const double start = seconds_of(CLOCK_MONOTONIC);
    *sink += read_column(t->y_true, t->n) + read_column(t->y_pred, t->n) +
             read_column(t->group, t->n);
    return seconds_of(CLOCK_MONOTONIC) - start;
}

static double
time_counting(const table *t, fair_audit *audit, double *gap)
{
    fair_rows rows = FAIR_ROWS_INIT;
    const fair_column group = fair_column_int8(t->group, (int64_t)t->n);
    rows.n = t->n;
    rows.y_true = fair_column_int8(t->y_true, (int64_t)t->n);
    rows.y_pred = fair_column_int8(t->y_pred, (int64_t)t->n);
    rows.sensitive = &group;

    fair_audit_reset(audit);
    fair_error err = {0};
    const double start = seconds_of(CLOCK_MONOTONIC);
    fair_status st = fair_audit_add(audit, &rows, &err);
    fair_report *report = NULL;
    if (st == FAIR_OK) st = fair_report_new(audit, NULL, &report, &err);
    fair_value value = {0};
    if (st == FAIR_OK)
        st = fair_report_value(report, "demographic_parity_difference", NULL,
                               &value, &err);
    const double seconds = seconds_of(CLOCK_MONOTONIC) - start;
    fair_report_free(report);
    if (st != FAIR_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    *gap = value.value;
    return seconds;
}

int
main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 10000000;
    const int repeats = argc > 2 ? atoi(argv[2]) : 5;
    const table t = make(n);

    const char *const names[] = {"group"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = 1;
    options.sensitive_names = names;
    fair_audit *audit = NULL;
    fair_error err = {0};
    if (fair_audit_new(&options, &audit, &err) != FAIR_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }

    volatile uint64_t sink = 0;
    double reading = 1e9, counting = 1e9, gap = 0;
    const long before = peak_kilobytes();
    for (int i = 0; i < repeats; i++) {
        const double r = time_reading(&t, &sink);
        const double c = time_counting(&t, audit, &gap);
        if (r < reading) reading = r;
        if (c < counting) counting = c;
    }
    const double rows = (double)(n > 0 ? n : 1);
    printf("{\"read\": %.6f, \"count\": %.6f, \"gap\": %.17g, "
           "\"kilobytes\": %ld}\n",
           reading * 1e9 / rows, counting * 1e9 / rows, gap,
           peak_kilobytes() - before);
    fair_audit_free(audit);
    free(t.y_true);
    free(t.y_pred);
    free(t.group);
    return 0;
}
