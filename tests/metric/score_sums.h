/* SPDX-License-Identifier: MIT
 * The rows of golden_scores.h, and their sums of all rows and of each group:
 * for tests of sums of scores. */
#ifndef FAIR_TESTS_SCORE_SUMS_H
#define FAIR_TESTS_SCORE_SUMS_H

#include "metric/scores.h"

#include "harness.h"

#include <math.h>

#include <fairness/report.h>

#include "base/memory.h"
#include "metric/metric.h"

typedef struct golden_row {
    uint64_t score, weight, times;
    uint32_t group;
    uint8_t label;
} golden_row;

typedef struct golden_table {
    size_t first, n;
    int weighted, probabilities;
} golden_table;

/* By table, of all rows first, then by group. */
typedef struct golden_sum {
    uint64_t rows_above, least, largest;
    uint64_t sums[9];
} golden_sum;

typedef struct golden_value {
    uint64_t bits;
    int reason;
} golden_value;

#include "golden_scores.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define N_GROUPS 3
#define N_POPULATIONS (1 + N_GROUPS)
#define N_PLACES (N_GROUPS * FAIR__N_SCORED)
#define MOST_ROWS 100

static const fair_allocator *mem;

static inline void
set_up(void)
{
    static fair_allocator allocator;
    ck_assert_ok(fair__memory_init(&allocator, NULL, &err_));
    mem = &allocator;
}

static inline double
double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* Rows of a test. */
typedef struct rows {
    size_t n;
    int weighted;
    double scores[MOST_ROWS];
    double weights[MOST_ROWS];
    uint64_t times[MOST_ROWS];
    uint32_t groups[MOST_ROWS];
    uint8_t labels[MOST_ROWS];
} rows;

static inline rows
rows_of(const golden_table *t)
{
    rows r = {.n = t->n, .weighted = t->weighted};
    for (size_t i = 0; i < t->n; i++) {
        const golden_row *g = &golden_rows[t->first + i];
        r.scores[i] = double_of(g->score);
        r.weights[i] = double_of(g->weight);
        r.times[i] = g->times;
        r.groups[i] = g->group;
        r.labels[i] = g->label;
    }
    return r;
}

static int seen_limbs[4]; /* amounts of one, two, more */

static inline void
sort_rows(const rows *r, const uint32_t *place_of, fair__run *run)
{
    uint64_t keys[MOST_ROWS];
    uint32_t places[MOST_ROWS];
    fair__record records[2 * MOST_ROWS];
    for (size_t i = 0; i < r->n; i++) {
        keys[i] = fair__score_key(r->scores[i]);
        places[i] = place_of[r->groups[i] * FAIR__N_SCORED + r->labels[i]];
    }
    const fair__score_rows input = {keys, places, r->times,
                                    r->weighted ? r->weights : NULL, r->n};
    ck_assert_ok(fair__run_sort(mem, &input, records, run, &err_));
    const int32_t n = fair__amounts_of(run).n;
    seen_limbs[n < 3 ? n : 3] = 1;
}

static const fair__score_range no_range = {0, 0, 1};

/* Sums of all rows, then of each group; place_of may be any numbering. */
static inline void
sums_in(const fair__score_range *range, const rows *r,
        const uint32_t *place_of, fair__score_sums out[N_POPULATIONS])
{
    uint32_t groups[2 * N_PLACES];
    uint8_t labels[N_PLACES];
    for (uint32_t k = 0; k < N_PLACES; k++) {
        const uint32_t place = place_of[k];
        groups[2 * place] = 1 + k / FAIR__N_SCORED;
        groups[2 * place + 1] = 0;
        labels[place] = (uint8_t)(k % FAIR__N_SCORED);
    }
    const fair__score_map map = {N_PLACES, 2, groups, labels, N_POPULATIONS};
    fair__run run;
    sort_rows(r, place_of, &run);
    ck_assert_ok(
        fair__score_sums_make(mem, &run, range, &map, out, &err_));
    fair__run_free(&run, mem);
}

static inline void
sums_of(const rows *r, const uint32_t *place_of,
        fair__score_sums out[N_POPULATIONS])
{
    sums_in(&no_range, r, place_of, out);
}

static const uint32_t in_order[N_PLACES] = {0, 1, 2, 3, 4, 5, 6, 7, 8};

#endif
