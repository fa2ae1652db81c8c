/* SPDX-License-Identifier: MIT
 * How long it takes to load saved audits of 1, 2, 4 and 8 MB, good and
 * damaged: it must grow as they do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tally/codec.h"

static const uint8_t key[16] = {7};

static void
must(int condition)
{
    if (condition) return;
    fprintf(stderr, "it does not load, or not save\n");
    exit(1);
}

static void
add(fair__tally *t, const fair_column *feature, const uint8_t *y,
    const double *scores, size_t n)
{
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = n;
    rows.sensitive = feature;
    rows.y_pred = fair_column_uint8(y, (int64_t)n);
    if (scores != NULL) rows.y_score = fair_column_float64(scores, (int64_t)n);
    fair__tally_begin(t);
    must(fair__tally_add(t, &rows, 0, NULL) == FAIR_OK &&
         fair__tally_commit(t, NULL) == FAIR_OK);
}

/* n values of a feature, or names of shards, about 40 bytes each; or scores
 * of one group. */
static fair__tally *
make(int kind, size_t n)
{
    static const char *const name[] = {"g"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair__tally *t = NULL;
    o.n_sensitive = 1;
    o.sensitive_names = name;
    o.hash_key = key;
    o.max_cells = UINT64_MAX;
    must(fair__tally_new(&o, &t, NULL) == FAIR_OK);
    int64_t *numbers = calloc(n, sizeof(*numbers));
    const char **texts = calloc(n, sizeof(*texts));
    char(*bytes)[40] = calloc(n, sizeof(*bytes));
    uint8_t *y = calloc(n, 1);
    uint8_t *one = calloc(n, 1);
    double *scores = calloc(n, sizeof(*scores));
    for (size_t i = 0; i < n; i++) {
        numbers[i] = (int64_t)((n - i) * 977);
        snprintf(bytes[i], sizeof(bytes[i]), "%zu or thereabouts", i * 7);
        texts[i] = bytes[i];
        scores[i] = (double)(n - i);
    }
    const fair_column number = fair_column_int64(numbers, (int64_t)n);
    const fair_column text = fair_column_cstring(texts, (int64_t)n);
    const fair_column group = fair_column_uint8(one, (int64_t)n);
    if (kind == 0) add(t, &number, y, NULL, n);
    if (kind == 1) add(t, &text, y, NULL, n);
    if (kind == 3) add(t, &group, y, scores, n);
    for (size_t i = 0; kind == 2 && i < n; i++) {
        uint32_t entry;
        must(fair__text_table_add(&t->shards, bytes[i], strlen(bytes[i]),
                                  &entry, NULL) == FAIR_OK);
    }
    free(numbers);
    free(texts);
    free(bytes);
    free(y);
    free(one);
    free(scores);
    return t;
}

/* Seconds, the least of some times. */
static double
time_load(const uint8_t *bytes, size_t length, fair_status expected)
{
    double least = 1e9;
    for (int times = 0; times < 5; times++) {
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        fair__tally *t = NULL;
        o.hash_key = key;
        o.max_cells = UINT64_MAX;
        const clock_t start = clock();
        must(fair__tally_load(bytes, length, &o, &t, NULL) == expected);
        if (t != NULL) fair__tally_free(t);
        const double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (took < least) least = took;
    }
    return least;
}

/* Milliseconds of good[i] and bad[i] for 2^i MB. */
static void
measure(int kind, int i, double *good, double *bad)
{
    size_t length = 0, n = (size_t)10000 << i;
    for (int again = 0; again < 2; again++) {
        fair__tally *t = make(kind, n);
        must(fair__tally_save(t, NULL, 0, &length, NULL) == FAIR_OK);
        uint8_t *bytes = malloc(length);
        must(fair__tally_save(t, bytes, length, &length, NULL) == FAIR_OK);
        fair__tally_free(t);
        *good = 1e3 * time_load(bytes, length, FAIR_OK);
        bytes[length - 5] ^= 0x80; /* the last there is, sealed */
        fair__writer end = {bytes + length - 4, 4, 0, 0};
        fair__put_u32(&end, fair__crc32c(0, bytes, length - 4));
        *bad = 1e3 * time_load(bytes, length, FAIR_ERR_CORRUPT);
        free(bytes);
        n = (size_t)((double)n * (double)((size_t)1 << (20 + i)) /
                     (double)length);
    }
    printf("  %8zu bytes: %7.2f ms, damaged at its end %7.2f ms\n", length,
           *good, *bad);
}

int
main(void)
{
    static const char *const kinds[] = {"numbers", "texts", "shards",
                                        "scores"};
    int steep = 0;
    for (int kind = 0; kind < 4; kind++) {
        double good[4], bad[4];
        printf("%s:\n", kinds[kind]);
        for (int i = 0; i < 4; i++)
            measure(kind, i, &good[i], &bad[i]);
        /* Of eight times the bytes; 64 would be quadratic, and caches and a
         * noisy machine have a share. */
        steep |= good[3] > 40 * good[0] || bad[3] > 40 * bad[0];
    }
    if (steep) fprintf(stderr, "it is not linear\n");
    return steep;
}
