/* SPDX-License-Identifier: MIT
 * The rows of golden_between.h as a run, its two groups taken out of it. */
#ifndef FAIR_TESTS_PAIRS_H
#define FAIR_TESTS_PAIRS_H

#include "metric/extract.h"

#include "harness.h"

#include <math.h>

#include "base/memory.h"

typedef struct golden_row {
    uint64_t score, weight, times;
    uint32_t group;
    uint8_t label;
} golden_row;

/* 1 where both groups have both labels, and where both have rows, by weight;
 * then cross_auc both ways and their difference, abroca, ks and its score,
 * wasserstein, energy. */
typedef struct golden_pair {
    size_t first, n;
    int weighted, has_labels, has_rows;
    uint64_t numbers[8];
} golden_pair;

#include "golden_between.h"

#define N_PAIRS (sizeof(golden_pairs) / sizeof(*golden_pairs))
#define MOST_ROWS 100
#define N_PLACES (2 * FAIR__N_SCORED)

typedef struct pair {
    fair_allocator mem;
    fair__run run;
    fair__score_source source;
    uint32_t groups[N_PLACES];
    uint8_t labels[N_PLACES];
} pair;

static inline double
double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* Rows of a table as a run; places are numbered from the back if `turned`,
 * and rows come in that order. */
static inline void
pair_open(pair *p, const golden_pair *g, int turned)
{
    uint64_t keys[MOST_ROWS], times[MOST_ROWS];
    uint32_t places[MOST_ROWS];
    double weights[MOST_ROWS];
    fair__record records[2 * MOST_ROWS];
    ck_assert_uint_le(g->n, MOST_ROWS);
    ck_assert_ok(fair__memory_init(&p->mem, NULL, &err_));
    for (size_t i = 0; i < g->n; i++) {
        const golden_row *row =
            &golden_rows[g->first + (turned ? g->n - 1 - i : i)];
        const uint32_t place = row->group * FAIR__N_SCORED + row->label;
        keys[i] = fair__score_key(double_of(row->score));
        places[i] = turned ? N_PLACES - 1 - place : place;
        times[i] = row->times;
        weights[i] = double_of(row->weight);
    }
    for (uint32_t k = 0; k < N_PLACES; k++) {
        const uint32_t place = turned ? N_PLACES - 1 - k : k;
        p->groups[place] = k / FAIR__N_SCORED;
        p->labels[place] = (uint8_t)(k % FAIR__N_SCORED);
    }
    const fair__score_rows input = {keys, places, times,
                                    g->weighted ? weights : NULL, g->n};
    ck_assert_ok(fair__run_sort(&p->mem, &input, records, &p->run, &err_));
    p->source = (fair__score_source){
        &p->run, {N_PLACES, 1, p->groups, p->labels, 2},
        fair__amounts_of(&p->run)};
}

static inline fair__extract
pair_extract(const pair *p, int kinds)
{
    fair__extract e;
    ck_assert_ok(fair__extract_make(&p->mem, &p->source, kinds, 0, 2, &e,
                                    &err_));
    return e;
}

static inline void
pair_close(pair *p, fair__extract *e)
{
    fair__extract_free(e, &p->mem);
    fair__run_free(&p->run, &p->mem);
}

/* To the last bit. */
static inline void
assert_number(size_t table, const char *what, const fair__wide *found,
              uint64_t bits)
{
    const double x = fair__wide_double(found), expected = double_of(bits);
    ck_assert_msg(memcmp(&x, &expected, sizeof(x)) == 0,
                  "table %zu: %s is %.17g, not %.17g", table, what, x,
                  expected);
}

#endif
