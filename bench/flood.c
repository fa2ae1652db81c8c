/* SPDX-License-Identifier: MIT
 * What labels chosen to collide cost, beside as many random ones.
 *
 *     bench_flood [rows a label] [repeats]                                */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "measure.h"

#include "attacks.h"

/* Seconds to add columns of n rows, best of repeats. */
static double
time_adding(const fair_column *features, size_t n_features, size_t n,
            int repeats)
{
    static const char *const names[] = {"a", "b"};
    double best = 1e9;
    uint8_t *ones = calloc(n, 1);
    if (ones == NULL) exit(2);
    for (int i = 0; i < repeats; i++) {
        fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
        options.n_sensitive = n_features;
        options.sensitive_names = names;
        fair_audit *audit = NULL;
        fair_error err = {0};
        check(fair_audit_new(&options, &audit, &err), &err);
        fair_rows rows = FAIR_ROWS_INIT;
        rows.n = n;
        rows.y_pred = fair_column_uint8(ones, (int64_t)n);
        rows.sensitive = features;
        const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        check(fair_audit_add(audit, &rows, &err), &err);
        const double seconds = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
        best = seconds < best ? seconds : best;
        fair_audit_free(audit);
    }
    free(ones);
    return best;
}

static double
time_texts(const text_attack *attack, size_t n, int repeats)
{
    char blocks[ATTACK_BITS][2][ATTACK_BLOCK];
    char *bytes = malloc(n * ATTACK_TEXT);
    int64_t *ends = calloc(n + 1, sizeof(*ends));
    if (bytes == NULL || ends == NULL) exit(2);
    if (attack != NULL) make_blocks(attack, blocks);
    for (size_t i = 0; i < n; i++) {
        char *text = bytes + i * ATTACK_TEXT;
        const uint32_t label = (uint32_t)(i % ATTACK_LABELS);
        if (attack != NULL)
            attack_text(blocks, label, text);
        else
            for (uint64_t k = 0; k < ATTACK_TEXT; k++)
                text[k] = (char)(48 + random_of(label << 8 | k) % 64);
        ends[i + 1] = (int64_t)((i + 1) * ATTACK_TEXT);
    }
    const fair_column column =
        fair_column_large_utf8(ends, bytes, (int64_t)n);
    const double seconds = time_adding(&column, 1, n, repeats);
    free(bytes);
    free(ends);
    return seconds;
}

/* Pairs as two features, whose codes are as they are. */
static double
time_ints(const int_attack *attack, int pairs, size_t n, int repeats)
{
    int64_t *values = malloc(2 * n * sizeof(*values));
    if (values == NULL) exit(2);
    for (size_t i = 0; i < n; i++) {
        const uint64_t label = i % ATTACK_LABELS;
        const uint64_t x =
            attack != NULL ? attack_int(attack, label) : random_of(label);
        values[i] = pairs ? (int64_t)(x >> 32 & 0x7fff) : (int64_t)x;
        values[n + i] = (int64_t)(x & UINT32_MAX);
    }
    const fair_column columns[2] = {fair_column_int64(values, (int64_t)n),
                                    fair_column_int64(values + n,
                                                      (int64_t)n)};
    const double seconds = time_adding(columns, pairs ? 2 : 1, n, repeats);
    free(values);
    return seconds;
}

static void
show(const char *name, double seconds, double usual, size_t n)
{
    printf("%-38s %9.2f %8.2f\n", name, seconds * 1e9 / (double)n,
           seconds / usual);
}

int
main(int argc, char **argv)
{
    const size_t rows = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 8;
    const int repeats = argc > 2 ? atoi(argv[2]) : 7;
    const size_t n = rows * ATTACK_LABELS;
    printf("%u labels, %zu rows, one thread\n%-38s %9s %8s\n", ATTACK_LABELS,
           n, "labels", "ns a row", "ratio");
    double usual = time_texts(NULL, n, repeats);
    show("random texts", usual, usual, n);
    for (size_t i = 0; i < sizeof(text_attacks) / sizeof(*text_attacks); i++)
        show(text_attacks[i].name, time_texts(&text_attacks[i], n, repeats),
             usual, n);
    for (int pairs = 0; pairs < 2; pairs++) {
        usual = time_ints(NULL, pairs, n, repeats);
        show(pairs ? "random pairs" : "random integers", usual, usual, n);
        for (size_t i = 0; i < sizeof(int_attacks) / sizeof(*int_attacks); i++)
            if ((int_attacks[i].pair > 0) == pairs)
                show(int_attacks[i].name,
                     time_ints(&int_attacks[i], pairs, n, repeats), usual, n);
    }
    return 0;
}
