/* SPDX-License-Identifier: MIT
 * Milliseconds of 10,000 replicates (libfairness/compare/replicate.c), of
 * simultaneous bounds of all ordered pairs, which draw twice as many, and of
 * the largest score of rates (libfairness/stats/largest.c).
 *
 *     bench_resample [replicates] [repeats]                               */
#define _POSIX_C_SOURCE 199309L
#include "compare/simultaneous.h"

#include "base/memory.h"
#include "measure.h"
#include "stats/largest.h"

#define MOST 50 /* groups */

typedef struct task {
    const char *name;
    size_t groups;
    uint64_t rows; /* of a group */
    const char *metrics[2];
} task;

static const task tasks[] = {
    {"10 groups of 1,000, equalized odds", 10, 1000,
     {"true_positive_rate", "false_positive_rate"}},
    {"10 groups of a million, equalized odds", 10, 1000000,
     {"true_positive_rate", "false_positive_rate"}},
    {"10 groups of 1,000, demographic parity", 10, 1000,
     {"selection_rate", NULL}},
    {"10 groups of 50, equalized odds", 10, 50,
     {"true_positive_rate", "false_positive_rate"}},
    {"50 groups of 1,000, equalized odds", 50, 1000,
     {"true_positive_rate", "false_positive_rate"}},
};

static void
run(const task *t, uint32_t replicates, int repeats)
{
    static fair__drawn values[2 * MOST];
    static fair__component components[2 * MOST * MOST];
    static const uint8_t has_missing[MOST];
    static const fair__costs costs;
    fair__counts groups[MOST], total = {{0}, NULL, {0}, 0, 0};
    size_t n_values = 0, n = 0;
    for (size_t g = 0; g < t->groups; g++) {
        const uint64_t k = t->rows;
        groups[g] = (fair__counts){
            {k / 5 + g % 7, k / 20, k / 10, k - k / 5 - k / 20 - k / 10}};
        for (int s = 0; s < FAIR__N_COUNTS; s++)
            total.rows[s] += groups[g].rows[s];
    }
    for (int m = 0; m < 2 && t->metrics[m] != NULL; m++) {
        const size_t base = n_values;
        for (size_t g = 0; g < t->groups; g++)
            values[n_values++] = (fair__drawn){
                fair__metric_find(t->metrics[m]), (int32_t)g, 0};
        for (size_t a = 0; a < t->groups; a++)
            for (size_t b = 0; b < t->groups; b++)
                if (a != b)
                    components[n++] = (fair__component){.value = base + a,
                                                        .reference = base + b};
    }
    const fair__population p = {.n = t->groups,
                                .groups = groups,
                                .has_missing = has_missing,
                                .total = &total,
                                .named_reference = FAIR__NO_GROUP};
    const fair__resampling by = {1, 2, replicates, 0.05, 1.645};
    double best[3] = {1e9, 1e9, 1e9}, out[2 * MOST];
    fair__rate rates[2 * MOST];
    for (size_t i = 0; i < n_values; i++)
        rates[i] = (fair__rate){0.3, (double)t->rows / 3,
                                values[i].metric != values[0].metric};
    for (int i = 0; i < repeats; i++) {
        fair_allocator mem;
        fair_error err = {0};
        fair__replicates *x = NULL;
        fair__simultaneous found;
        fair__largest largest;
        check(fair__memory_init(&mem, NULL, &err), &err);
        const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        check(fair__replicates_new(&mem, &p, &costs, values, n_values,
                                   FAIR__OWN, 1, 2, &x, &err),
              &err);
        for (uint32_t k = 0; k < replicates; k++) fair__replicate(x, k, out);
        const double middle = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        check(fair__simultaneous_find(&mem, &p, &costs, values, n_values,
                                      components, n, &by, &found, &err),
              &err);
        const double end = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        fair__replicates_free(x);
        check(fair__largest_score(&mem, rates, n_values, NULL, 0, 1, 2,
                                  replicates, 0.05, &largest, &err),
              &err);
        const double last = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        if (last - end < best[2]) best[2] = last - end;
        if (middle - start < best[0]) best[0] = middle - start;
        if (end - middle < best[1]) best[1] = end - middle;
    }
    printf("%-40s %7.1f %7.1f %7.1f\n", t->name, best[0] * 1e3,
           best[1] * 1e3, best[2] * 1e3);
}

int
main(int argc, char **argv)
{
    const uint32_t replicates = argc > 1 ? (uint32_t)atoi(argv[1]) : 10000;
    const int repeats = argc > 2 ? atoi(argv[2]) : 5;
    printf("%-40s %7s %7s %7s\n", "milliseconds", "drawing", "bounds",
           "scores");
    for (size_t i = 0; i < sizeof(tasks) / sizeof(*tasks); i++)
        run(&tasks[i], replicates, repeats);
    return 0;
}
