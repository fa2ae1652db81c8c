/* SPDX-License-Identifier: MIT
 * Seconds to save, load and merge audits of many cells, and bytes a cell.
 *
 *     bench_cells [cells] [repeats]                                       */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "measure.h"

/* ---- memory ---- */

typedef struct counted {
    size_t live;
    size_t most;
} counted;

static void
grow(counted *c, size_t from, size_t to)
{
    c->live += to - from;
    if (c->live > c->most) c->most = c->live;
}

static void *
counted_alloc(void *ctx, size_t size)
{
    grow(ctx, 0, size);
    return malloc(size);
}

static void *
counted_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    grow(ctx, old_size, new_size);
    return realloc(p, new_size);
}

static void
counted_free(void *ctx, void *p, size_t size)
{
    grow(ctx, size, 0);
    free(p);
}

/* ---- audits ---- */

typedef struct shape {
    const char *name;
    size_t n_features;
    uint64_t (*value)(uint64_t cell, size_t feature);
} shape;

/* An odd factor modulo 2^k is a permutation: cells come in no order. */
static uint64_t
mixed(uint64_t cell)
{
    return cell * UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t
dense_value(uint64_t cell, size_t feature)
{
    (void)feature;
    return (mixed(cell) & ~(~UINT64_C(0) << 20)) + 1;
}

static uint64_t
sparse_value(uint64_t cell, size_t feature)
{
    (void)feature;
    return mixed(cell) >> 2;
}

static uint64_t
pair_value(uint64_t cell, size_t feature)
{
    const uint64_t x = dense_value(cell, 0);
    return feature == 0 ? x >> 10 : x & 1023;
}

static const shape shapes[] = {{"dense integers", 1, dense_value},
                               {"sparse integers", 1, sparse_value},
                               {"two features", 2, pair_value}};

static fair_audit *
make_audit(const shape *s, size_t n, const fair_allocator *mem)
{
    static const char *const names[] = {"a", "b"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = s->n_features;
    options.sensitive_names = names;
    options.max_cells = 4000000;
    options.allocator = mem;
    int8_t *bits = malloc(2 * n);
    int64_t *values = malloc(2 * n * sizeof(*values));
    if (bits == NULL || values == NULL) exit(2);
    for (size_t i = 0; i < n; i++) {
        bits[i] = (int8_t)(mixed(i) >> 40 & 1);
        bits[n + i] = (int8_t)(mixed(i) >> 41 & 1);
        for (size_t k = 0; k < s->n_features; k++)
            values[k * n + i] = (int64_t)s->value(i, k);
    }
    const fair_column features[2] = {
        fair_column_int64(values, (int64_t)n),
        fair_column_int64(values + n, (int64_t)n)};
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = n;
    rows.y_true = fair_column_int8(bits, (int64_t)n);
    rows.y_pred = fair_column_int8(bits + n, (int64_t)n);
    rows.sensitive = features;
    fair_audit *audit = NULL;
    fair_error err = {0};
    check(fair_audit_new(&options, &audit, &err), &err);
    check(fair_audit_add(audit, &rows, &err), &err);
    free(bits);
    free(values);
    return audit;
}

static void
run(const shape *s, size_t n, int repeats)
{
    counted made = {0, 0}, loaded_bytes = {0, 0};
    const fair_allocator mem = {&made, counted_alloc, counted_resize,
                                counted_free};
    const fair_allocator other = {&loaded_bytes, counted_alloc,
                                  counted_resize, counted_free};
    double best[3] = {1e9, 1e9, 1e9};
    fair_error err = {0};
    size_t per_cell = 0, peak = 0, length = 0;
    for (int i = 0; i < repeats; i++) {
        double time[4];
        fair_audit *audit = make_audit(s, n, &mem), *loaded = NULL;
        per_cell = made.live / n;
        check(fair_audit_save(audit, NULL, 0, &length, &err), &err);
        void *bytes = malloc(length);
        if (bytes == NULL) exit(2);
        time[0] = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        check(fair_audit_save(audit, bytes, length, &length, &err), &err);
        time[1] = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
        options.max_cells = 4000000;
        options.allocator = &other;
        loaded_bytes.most = 0;
        check(fair_audit_load(bytes, length, &options, &loaded, &err), &err);
        peak = loaded_bytes.most;
        time[2] = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        check(fair_audit_merge(audit, loaded, &err), &err);
        time[3] = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        for (int k = 0; k < 3; k++)
            if (time[k + 1] - time[k] < best[k])
                best[k] = time[k + 1] - time[k];
        free(bytes);
        fair_audit_free(audit);
        fair_audit_free(loaded);
    }
    printf("%-16s %7.3f %7.3f %7.3f %9zu %9.2f\n", s->name, best[0], best[1],
           best[2], per_cell, (double)peak / (double)length);
}

int
main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    const int repeats = argc > 2 ? atoi(argv[2]) : 3;
    printf("%zu cells, seconds; bytes a cell; memory of loading by length\n"
           "%-16s %7s %7s %7s %9s %9s\n",
           n, "", "save", "load", "merge", "bytes", "memory");
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
        run(&shapes[i], n, repeats);
    return 0;
}
