/* SPDX-License-Identifier: MIT
 * Times of fair_audit_add, in ns a row, for the columns that real frames hold,
 * beside merely reading the same bytes.
 *
 *     bench_columns [rows] [repeats] [case…]                              */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "batches.h"

static const char *const cases[] = {
    "int8", "two groups", "16 groups", "bool bytes", "int64", "bits",
    "float64 labels", "null labels", "category", "category int32", "nulls",
    "two features", "short views", "views", "short large utf8", "large utf8",
    "threshold", "float32 threshold", "weights", "two groups, weights",
    "16 groups, weights", "float32 weights", "int64 weights", "million dense",
    "million sparse", "thousand by thousand"};

static double
time_reading(const batch *b, volatile uint64_t *sink)
{
    const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    *sink += read_batch(b, 0, 1);
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static double
time_adding(const batch *b, size_t n)
{
    fair_audit *audit = new_audit(b);
    const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    add_rows(audit, b, 0, n);
    const double seconds = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
    fair_audit_free(audit);
    return seconds;
}

static void
run(const char *name, size_t n, int repeats)
{
    batch b = make(name, n);
    volatile uint64_t sink = 0;
    double reading = 1e9, adding = 1e9;
    for (int i = 0; i < repeats; i++) {
        const double r = time_reading(&b, &sink);
        const double a = time_adding(&b, n);
        reading = r < reading ? r : reading;
        adding = a < adding ? a : adding;
    }
    printf("%-20s %9.3f %9.3f %8.2f\n", name, reading * 1e9 / (double)n,
           adding * 1e9 / (double)n, adding / reading);
    free_batch(&b);
}

int
main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 10000000;
    const int repeats = argc > 2 ? atoi(argv[2]) : 5;
    printf("%zu rows, one thread, ns a row\n%-20s %9s %9s %8s\n", n, "columns",
           "reading", "adding", "ratio");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (is_wanted(cases[i], argc, argv)) run(cases[i], n, repeats);
    return 0;
}
