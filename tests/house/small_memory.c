/* SPDX-License-Identifier: MIT
 * What an audit does on its way: rows are added, half of them are saved, loaded
 * and merged with the others, and the report is written; the same as of one
 * audit of all rows. */
#include <fairness/fairness.h>

#include <stdio.h>
#include <stdlib.h>

enum { N = 5000, CALLS = 40, AGES = 10, TOWNS = 25 };

static void
must(fair_status status, const fair_error *err)
{
    if (status == FAIR_OK) return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static fair_audit *
begin(void)
{
    static const char *const names[] = {"age", "town"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *audit = NULL;
    fair_error err;
    options.n_sensitive = 2;
    options.sensitive_names = names;
    must(fair_audit_new(&options, &audit, &err), &err);
    return audit;
}

/* Call number `call` of them. */
static void
add(fair_audit *audit, uint32_t call)
{
    static uint8_t y[N], p[N];
    static int8_t age[N];
    static int32_t town[N];
    static double weights[N];
    uint32_t state = call + 1; /* Lehmer's generator */
    for (int i = 0; i < N; i++) {
        state = (uint32_t)((uint64_t)state * 48271 % 2147483647);
        y[i] = state & 1;
        p[i] = state >> 1 & 1;
        age[i] = (int8_t)(state >> 4 & 0xff) % AGES;
        town[i] = (int32_t)(state >> 12) % TOWNS;
        weights[i] = (double)(state >> 20) / 16;
    }
    const fair_column columns[] = {fair_column_int8(age, N),
                                   fair_column_int32(town, N)};
    fair_rows rows = FAIR_ROWS_INIT;
    fair_error err;
    rows.n = N;
    rows.y_true = fair_column_uint8(y, N);
    rows.y_pred = fair_column_uint8(p, N);
    rows.sample_weight = fair_column_float64(weights, N);
    rows.sensitive = columns;
    must(fair_audit_add(audit, &rows, &err), &err);
}

/* The audit, saved, freed and loaded. */
static fair_audit *
again(fair_audit *audit)
{
    fair_error err;
    size_t length = 0;
    (void)fair_audit_save(audit, NULL, 0, &length, NULL);
    void *bytes = malloc(length);
    if (bytes == NULL) exit(1);
    must(fair_audit_save(audit, bytes, length, &length, &err), &err);
    fair_audit_free(audit);
    must(fair_audit_load(bytes, length, NULL, &audit, &err), &err);
    free(bytes);
    return audit;
}

typedef struct digest {
    uint64_t size;
    uint64_t hash; /* FNV-1a */
} digest;

static int32_t
take(void *ctx, const char *data, size_t size)
{
    digest *d = ctx;
    d->size += size;
    for (size_t i = 0; i < size; i++)
        d->hash = (d->hash ^ (uint8_t)data[i]) * UINT64_C(0x100000001b3);
    return 0;
}

static digest
written(fair_audit *audit)
{
    digest d = {0, UINT64_C(0xcbf29ce484222325)};
    fair_report *report = NULL;
    fair_error err;
    must(fair_report_new(audit, NULL, &report, &err), &err);
    fair_audit_free(audit);
    must(fair_report_write(report, "json", take, &d, &err), &err);
    fair_report_free(report);
    return d;
}

int
main(void)
{
    fair_audit *all = begin();
    fair_audit *even = begin();
    fair_audit *odd = begin();
    fair_error err;
    for (uint32_t call = 0; call < CALLS; call++) {
        add(all, call);
        add(call % 2 == 0 ? even : odd, call);
    }
    even = again(even);
    must(fair_audit_merge(even, odd, &err), &err);
    fair_audit_free(odd);
    const digest merged = written(even);
    const digest expected = written(all);
    if (merged.size != expected.size || merged.hash != expected.hash) {
        fputs("the merged audit's report differs\n", stderr);
        return 1;
    }
    printf("small_memory: %.0f bytes of JSON, the same\n",
           (double)merged.size);
    return 0;
}
