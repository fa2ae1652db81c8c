/* SPDX-License-Identifier: MIT
 * One thread and two: reading columns, and adding them, each thread its half
 * to an audit of its own, and merging; in ns a row of the whole.  What counts
 * is the processor time of the thread that took longest (others may run beside
 * us), starting the threads and merging included.
 *
 *     bench_threads [rows] [repeats] [case…]                              */
#define _POSIX_C_SOURCE 199309L
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "batches.h"

#define MOST_THREADS ((size_t)2)

static const char *const cases[] = {"int8", "int64", "float64 labels",
                                    "threshold", "weights", "short views"};

typedef struct work {
    const batch *b;
    size_t n;
    size_t part;
    size_t parts;
    fair_audit *audit; /* NULL: only read */
    uint64_t sum;
    double seconds;
} work;

static void *
work_on(void *arg)
{
    work *w = arg;
    const double before = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    const size_t start = w->n * w->part / w->parts;
    const size_t end = w->n * (w->part + 1) / w->parts;
    if (w->audit != NULL)
        add_rows(w->audit, w->b, start, end - start);
    else
        w->sum = read_batch(w->b, w->part, w->parts);
    w->seconds = seconds_of(CLOCK_THREAD_CPUTIME_ID) - before;
    return NULL;
}

static double
time_threads(const batch *b, size_t n, size_t parts, int adds,
             volatile uint64_t *sink)
{
    pthread_t threads[MOST_THREADS];
    work works[MOST_THREADS];
    fair_error err = {0};
    for (size_t i = 0; i < parts; i++)
        works[i] = (work){b, n, i, parts, adds ? new_audit(b) : NULL, 0, 0};
    const double start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 1; i < parts; i++)
        if (pthread_create(&threads[i], NULL, work_on, &works[i]) != 0)
            exit(2);
    work_on(&works[0]);
    for (size_t i = 1; i < parts; i++) {
        pthread_join(threads[i], NULL);
        if (adds)
            check(fair_audit_merge(works[0].audit, works[i].audit, &err),
                  &err);
    }
    double seconds = seconds_of(CLOCK_THREAD_CPUTIME_ID) - start;
    for (size_t i = 0; i < parts; i++) {
        *sink += works[i].sum;
        if (works[i].seconds > seconds) seconds = works[i].seconds;
        fair_audit_free(works[i].audit);
    }
    return seconds;
}

static void
run(const char *name, size_t n, int repeats)
{
    batch b = make(name, n);
    volatile uint64_t sink = 0;
    double best[2][MOST_THREADS] = {{1e9, 1e9}, {1e9, 1e9}};
    for (int i = 0; i < repeats; i++)
        for (int adds = 0; adds < 2; adds++)
            for (size_t k = 0; k < MOST_THREADS; k++) {
                const double s = time_threads(&b, n, k + 1, adds, &sink);
                best[adds][k] = s < best[adds][k] ? s : best[adds][k];
            }
    printf("%-20s", name);
    for (int adds = 0; adds < 2; adds++)
        printf(" %8.3f %8.3f %6.2f", best[adds][0] * 1e9 / (double)n,
               best[adds][1] * 1e9 / (double)n, best[adds][0] / best[adds][1]);
    printf("\n");
    free_batch(&b);
}

int
main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 10000000;
    const int repeats = argc > 2 ? atoi(argv[2]) : 5;
    printf("%zu rows, ns a row by one thread and by two\n", n);
    printf("%-20s %24s %24s\n%-20s", "", "reading", "adding", "columns");
    for (int i = 0; i < 2; i++)
        printf(" %8s %8s %6s", "one", "two", "ratio");
    printf("\n");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (is_wanted(cases[i], argc, argv)) run(cases[i], n, repeats);
    return 0;
}
