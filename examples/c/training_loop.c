/* SPDX-License-Identifier: MIT
 * A training loop that watches one criterion: reset, add, refresh, read.
 * After the first iteration nothing is allocated, which a counting allocator
 * shows. */
#include <stdio.h>
#include <stdlib.h>

#include <fairness/fairness.h>

#define N 2000
#define EPOCHS 20

typedef struct counter {
    unsigned long requests;
} counter;

static void *
counted_alloc(void *ctx, size_t size)
{
    ((counter *)ctx)->requests++;
    return malloc(size);
}

static void *
counted_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    (void)old_size;
    ((counter *)ctx)->requests++;
    return realloc(p, new_size);
}

static void
counted_free(void *ctx, void *p, size_t size)
{
    (void)ctx;
    (void)size;
    free(p);
}

/* A small generator, so that the example gives the same numbers anywhere. */
static uint32_t
next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

int
main(void)
{
    static uint8_t y_true[N];
    static int8_t group[N];
    static double x[N];
    static uint8_t y_pred[N];
    uint32_t seed = 7;
    for (int i = 0; i < N; i++) {
        group[i] = (int8_t)(next(&seed) % 3);
        y_true[i] = (uint8_t)(next(&seed) % 2);
        /* The feature tells less about group 2. */
        x[i] = (double)(next(&seed) % 1000) / 1000 +
               (group[i] == 2 ? 0.1 : 0.4) * y_true[i];
    }

    fair_error err;
    counter count = {0};
    const fair_allocator allocator = {&count, counted_alloc, counted_resize,
                                      counted_free};
    static const char *const features[] = {"group"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = 1;
    options.sensitive_names = features;
    options.allocator = &allocator;
    fair_report_options shape = FAIR_REPORT_OPTIONS_INIT;
    shape.favourable = FAIR_FAVOURABLE_POSITIVE;
    shape.allocator = &allocator;
    fair_column sensitive = fair_column_int8(group, N);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = N;
    rows.y_true = fair_column_uint8(y_true, N);
    rows.y_pred = fair_column_uint8(y_pred, N); /* read at each add */
    rows.sensitive = &sensitive;

    fair_audit *audit = NULL;
    fair_report *report = NULL;
    unsigned long after_first = 0;
    fair_status status = fair_audit_new(&options, &audit, &err);
    for (int epoch = 0; status == FAIR_OK && epoch < EPOCHS; epoch++) {
        /* "Training": the threshold moves. */
        const double threshold = 0.4 + 0.02 * epoch;
        for (int i = 0; i < N; i++)
            y_pred[i] = x[i] >= threshold;

        fair_value gap;
        fair_audit_reset(audit);
        status = fair_audit_add(audit, &rows, &err);
        if (status == FAIR_OK)
            status = report == NULL
                         ? fair_report_new(audit, &shape, &report, &err)
                         : fair_report_refresh(report, audit, &err);
        if (status == FAIR_OK)
            status = fair_report_value(report, "equal_opportunity_difference",
                                       NULL, &gap, &err);
        if (status == FAIR_OK && epoch % 5 == 0)
            printf("threshold %.2f: equal opportunity difference %.4f\n",
                   threshold, gap.value);
        if (epoch == 0) after_first = count.requests;
    }

    if (status == FAIR_OK)
        printf("allocations: %lu in the first iteration, %lu in the other "
               "%d\n",
               after_first, count.requests - after_first, EPOCHS - 1);
    else
        fprintf(stderr, "%s\n", err.message);
    fair_report_free(report);
    fair_audit_free(audit);
    if (status != FAIR_OK) return 2;
    return count.requests == after_first ? 0 : 1;
}
