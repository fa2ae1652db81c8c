/* SPDX-License-Identifier: MIT
 * Four threads, four audits, one answer: each thread owns an audit and counts
 * its part of the rows; merging gives the same state, to the byte, as
 * counting all rows in one audit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>

#include <fairness/fairness.h>

#define N 1000003
#define PARTS 4

static uint8_t y_true[N];
static uint8_t y_pred[N];
static int32_t region[N];
static double weight[N];

typedef struct part {
    size_t first;
    size_t n;
    fair_audit *audit;
    fair_status status;
    fair_error err;
} part;

static void
count(part *p)
{
    static const char *const features[] = {"region"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = 1;
    options.sensitive_names = features;
    p->status = fair_audit_new(&options, &p->audit, &p->err);
    if (p->status != FAIR_OK) return;

    const int64_t n = (int64_t)p->n;
    fair_column sensitive = fair_column_int32(region + p->first, n);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = p->n;
    rows.y_true = fair_column_uint8(y_true + p->first, n);
    rows.y_pred = fair_column_uint8(y_pred + p->first, n);
    rows.sample_weight = fair_column_float64(weight + p->first, n);
    rows.sensitive = &sensitive;
    p->status = fair_audit_add(p->audit, &rows, &p->err);
}

static void *
run(void *p)
{
    count((part *)p);
    return NULL;
}

/* The saved form of an audit; the caller frees it. */
static unsigned char *
saved(const fair_audit *audit, size_t *length, fair_error *err)
{
    (void)fair_audit_save(audit, NULL, 0, length, NULL);
    unsigned char *bytes = (unsigned char *)malloc(*length);
    if (bytes == NULL ||
        fair_audit_save(audit, bytes, *length, length, err) != FAIR_OK) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

int
main(void)
{
    for (size_t i = 0; i < N; i++) {
        const uint32_t h = (uint32_t)i * 2654435761u;
        region[i] = (int32_t)((h >> 7) % 6);
        y_true[i] = (uint8_t)((h >> 13) & 1);
        y_pred[i] = (uint8_t)((h >> 19) % 3 == 0);
        weight[i] = 0.1 * (double)(1 + h % 29);
    }

    static part parts[PARTS];
    pthread_t threads[PARTS];
    for (int i = 0; i < PARTS; i++) {
        parts[i].first = (size_t)N * (size_t)i / PARTS;
        parts[i].n = (size_t)N * (size_t)(i + 1) / PARTS - parts[i].first;
        if (pthread_create(&threads[i], NULL, run, &parts[i]) != 0) return 2;
    }
    for (int i = 0; i < PARTS; i++)
        (void)pthread_join(threads[i], NULL);

    static part whole;
    whole.n = N;
    count(&whole);

    int result = 2;
    fair_error err;
    memset(&err, 0, sizeof(err));
    unsigned char *a = NULL;
    unsigned char *b = NULL;
    fair_report *report = NULL;
    size_t a_length = 0;
    size_t b_length = 0;
    fair_value gap;
    for (int i = 0; i < PARTS; i++) {
        err = parts[i].err;
        if (parts[i].status != FAIR_OK) goto done;
    }
    err = whole.err;
    if (whole.status != FAIR_OK) goto done;
    for (int i = 1; i < PARTS; i++)
        if (fair_audit_merge(parts[0].audit, parts[i].audit, &err) != FAIR_OK)
            goto done;

    a = saved(parts[0].audit, &a_length, &err);
    b = saved(whole.audit, &b_length, &err);
    if (a == NULL || b == NULL) goto done;
    if (a_length != b_length || memcmp(a, b, a_length) != 0) {
        puts("merged and whole differ");
        result = 1;
        goto done;
    }
    if (fair_report_new(parts[0].audit, NULL, &report, &err) != FAIR_OK ||
        fair_report_value(report, "demographic_parity_difference", NULL, &gap,
                          &err) != FAIR_OK)
        goto done;
    printf("%d rows in %d parts: demographic parity difference %.6f; merged "
           "and whole are the same %lu bytes\n",
           N, PARTS, gap.value, (unsigned long)a_length);
    result = 0;
done:
    if (result == 2) fprintf(stderr, "%s\n", err.message);
    fair_report_free(report);
    free(a);
    free(b);
    for (int i = 0; i < PARTS; i++)
        fair_audit_free(parts[i].audit);
    fair_audit_free(whole.audit);
    return result;
}
