/* SPDX-License-Identifier: MIT
 * The populations and expected values of golden.inc, as the library's own
 * structures. */
#ifndef FAIR_TESTS_COMPARE_GOLDEN_H
#define FAIR_TESTS_COMPARE_GOLDEN_H

#include "compare/criterion.h"

#include <fairness/report.h>

typedef struct golden_table {
    uint64_t rows[FAIR__N_COUNTS];
    double weights[2 * FAIR__N_COUNTS];
    uint8_t missing;
    uint32_t parent;
} golden_table;

typedef struct golden_stratum {
    int first;
    int n;
} golden_stratum;

typedef struct golden_scenario {
    const char *name;
    int first;
    int n;
    int first_stratum;
    int n_strata;
    uint32_t given;
    int reference; /* FAIR_REFERENCE_* */
    int named;
    int negative;
    int skip;
    int set_aside;
    int min_count;
    double min_share;
} golden_scenario;

typedef struct golden_metric {
    int scenario;
    int metric;
    int group;
    int reason;
    double value;
    uint64_t n;
    uint64_t min_n;
    double sum_weights;
    double effective_n;
} golden_metric;

typedef struct golden_finding {
    int scenario;
    int row;    /* of metrics, or of criteria */
    int column; /* of comparisons */
    int i;
    int reason;
    double value;
    int group;
    int reference;
    int worse_off;
    uint32_t compared;
    uint32_t undefined;
    uint32_t left_out;
    int within;
} golden_finding;

#include "golden.inc"

#define GOLDEN_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define GOLDEN_MAX 8

/* Memory for one population (or stratum) made from golden tables. */
typedef struct golden_memory {
    fair__wide weights[GOLDEN_MAX + 1][2 * FAIR__N_COUNTS];
    fair__counts counts[GOLDEN_MAX + 1]; /* the last is the total */
    uint8_t missing[GOLDEN_MAX];
    uint32_t parent[GOLDEN_MAX];
} golden_memory;

typedef struct golden_world {
    golden_memory whole;
    golden_memory strata[GOLDEN_MAX];
    fair__population populations[GOLDEN_MAX];
    fair__population p;
    fair__rules rules;
} golden_world;

static inline fair__population
golden_population(const golden_table *tables, int n, uint32_t given,
                  golden_memory *m)
{
    fair__counts *total = &m->counts[GOLDEN_MAX];
    fair__wide *total_weights = m->weights[GOLDEN_MAX];
    *total = (fair__counts){0};
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++)
        total_weights[k] = fair__wide_zero();
    for (int i = 0; i < n; i++) {
        m->counts[i] = (fair__counts){0};
        m->missing[i] = tables[i].missing;
        m->parent[i] = tables[i].parent;
        for (int k = 0; k < 2 * FAIR__N_COUNTS; k++) {
            const fair__wide w = fair__wide_f64(tables[i].weights[k]);
            m->weights[i][k] = w;
            total_weights[k] = fair__wide_add(&total_weights[k], &w);
        }
        for (int k = 0; k < FAIR__N_COUNTS; k++) {
            m->counts[i].rows[k] = tables[i].rows[k];
            total->rows[k] += tables[i].rows[k];
        }
        if (given & FAIR__GIVEN_WEIGHT) m->counts[i].weights = m->weights[i];
    }
    if (given & FAIR__GIVEN_WEIGHT) total->weights = total_weights;
    return (fair__population){.n = (size_t)n,
                              .groups = m->counts,
                              .has_missing = m->missing,
                              .total = total,
                              .given = given,
                              .named_reference = FAIR__NO_GROUP};
}

static inline void
golden_make(const golden_scenario *s, golden_world *w)
{
    w->p = golden_population(&golden_tables[s->first], s->n, s->given,
                             &w->whole);
    for (int k = 0; k < s->n_strata; k++) {
        const golden_stratum *stratum = &golden_strata[s->first_stratum + k];
        w->populations[k] =
            golden_population(&golden_tables[stratum->first], stratum->n,
                              s->given, &w->strata[k]);
        w->populations[k].parent = w->strata[k].parent;
    }
    w->p.strata = w->populations;
    w->p.n_strata = (size_t)s->n_strata;
    w->p.named_reference = s->named;
    w->rules = (fair__rules){
        .reference = s->reference,
        .favourable = s->negative ? FAIR_FAVOURABLE_NEGATIVE
                                  : FAIR_FAVOURABLE_POSITIVE,
        .undefined = s->skip ? FAIR_UNDEFINED_SKIP : FAIR_UNDEFINED_PROPAGATE,
        .set_aside_missing = s->set_aside,
        .min_count = (uint64_t)s->min_count,
        .min_share = s->min_share,
        .z = 1.959963984540054,
        .costs = {1, 2.5, {1, -2, -0.5, 0.25}},
    };
}

#endif
