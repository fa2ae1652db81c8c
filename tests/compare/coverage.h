/* SPDX-License-Identifier: MIT
 * How often intervals hold what is true: exactly, by going through every
 * outcome of up to four numbers, or by drawing them. */
#ifndef TESTS_COMPARE_COVERAGE_H
#define TESTS_COMPARE_COVERAGE_H

#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <fairness/report.h>

#include "base/random.h"
#include "compare/extent.h"
#include "compare/find.h"
#include "stats/draw.h"

#define MOST_NUMBERS 4
#define MOST_OUTCOMES 65536
#define MANY 80
#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

static const fair__rules defaults = {.favourable = FAIR_FAVOURABLE_POSITIVE,
                                     .reference = FAIR_REFERENCE_LARGEST,
                                     .z = 1.959963984540054};

/* Groups of selected and rejected rows, of positives and of negatives. */
typedef struct crowd {
    fair__counts groups[MANY];
    fair__counts total;
    uint8_t missing[MANY];
    fair__population population;
} crowd;

static inline void
crowd_of(crowd *c, size_t n, const uint64_t (*rows)[4])
{
    *c = (crowd){.population = {.n = n,
                                .given = BOTH,
                                .named_reference = FAIR__NO_GROUP}};
    for (size_t i = 0; i < n; i++)
        for (int s = 0; s < 4; s++) {
            c->groups[i].rows[s] = rows[i][s];
            c->total.rows[s] += rows[i][s];
        }
    c->population.groups = c->groups;
    c->population.has_missing = c->missing;
    c->population.total = &c->total;
}

/* An interval; from -infinity where nothing was said. */
static inline fair__bounded
interval_of(const fair__subject *subject, const fair__population *p,
            const fair__rules *rules, size_t i)
{
    fair__bounded b = {0, -HUGE_VAL, HUGE_VAL};
    fair__finding f;
    if (subject->criterion != NULL)
        fair__criterion_find_in(subject->criterion, p, rules, &f);
    else
        subject->comparison->find(p, rules, subject->metric, i, &f);
    if (f.reason != FAIR_DEFINED) return b;
    b.p = fair__wide_double(&f.value);
    if (f.method != FAIR_METHOD_NONE) {
        b.lower = f.lower;
        b.upper = f.upper;
    } else {
        fair__extent(subject, p, rules, &f, &b.lower, &b.upper);
    }
    ck_assert(b.lower <= b.p && b.p <= b.upper);
    return b;
}

static inline fair__subject
comparison(const char *metric, const char *name)
{
    return (fair__subject){NULL, fair__metric_find(metric),
                           fair__comparison_find(name), 0};
}

static inline fair__subject
criterion(const char *name)
{
    return (fair__subject){fair__criterion_find(name), NULL, NULL, 0};
}

static inline int
holds(const fair__bounded *b, double truth)
{
    return b->lower <= truth + 1e-12 && truth - 1e-12 <= b->upper;
}

/* ---- every outcome ---- */

typedef struct outcomes {
    size_t n;
    uint64_t sizes[MOST_NUMBERS];
    fair__bounded *found; /* MOST_OUTCOMES of them */
} outcomes;

typedef fair__bounded find_one(const void *ctx, const uint64_t *hits);

static inline void
go_through(outcomes *o, find_one *find, const void *ctx)
{
    uint64_t hits[MOST_NUMBERS] = {0};
    size_t at = 0, k = 0;
    do {
        ck_assert(at < MOST_OUTCOMES);
        o->found[at++] = find(ctx, hits);
        for (k = 0; k < o->n && hits[k] == o->sizes[k]; k++) hits[k] = 0;
        if (k < o->n) hits[k]++;
    } while (k < o->n);
}

static inline double
chance_of(uint64_t n, uint64_t k, double p)
{
    const double ways = lgamma((double)n + 1) - lgamma((double)k + 1) -
                        lgamma((double)(n - k) + 1);
    return exp(ways + (double)k * log(p) + (double)(n - k) * log1p(-p));
}

/* How often the truth is held where numbers have these chances. */
static inline double
covered(const outcomes *o, const double *p, double truth)
{
    double chances[MOST_NUMBERS][64], sum = 0;
    uint64_t hits[MOST_NUMBERS] = {0};
    size_t at = 0, k;
    for (k = 0; k < o->n; k++)
        for (uint64_t x = 0; x <= o->sizes[k]; x++)
            chances[k][x] = chance_of(o->sizes[k], x, p[k]);
    do {
        if (holds(&o->found[at++], truth)) {
            double c = 1;
            for (k = 0; k < o->n; k++) c *= chances[k][hits[k]];
            sum += c;
        }
        for (k = 0; k < o->n && hits[k] == o->sizes[k]; k++) hits[k] = 0;
        if (k < o->n) hits[k]++;
    } while (k < o->n);
    return sum;
}

/* The least and the mean over all combinations of chances from 0.1 to 0.9
 * that are at most half apart. */
typedef double truth_of(const outcomes *o, const double *p);

typedef struct coverage {
    double least;
    double mean;
} coverage;

static inline coverage
over_grid(const outcomes *o, truth_of *truth, double step)
{
    size_t n_steps = 0, steps[MOST_NUMBERS] = {0}, k, many = 0;
    coverage out = {1, 0};
    for (double p = 0.1; p < 0.91; p += step) n_steps++;
    do {
        double p[MOST_NUMBERS] = {0};
        double low = 1, high = 0;
        for (k = 0; k < o->n; k++) {
            p[k] = 0.1 + step * (double)steps[k];
            low = fmin(low, p[k]);
            high = fmax(high, p[k]);
        }
        if (high - low < 0.51) {
            const double c = covered(o, p, truth(o, p));
            out.least = fmin(out.least, c);
            out.mean += c;
            many++;
        }
        for (k = 0; k < o->n && steps[k] + 1 == n_steps; k++) steps[k] = 0;
        if (k < o->n) steps[k]++;
    } while (k < o->n);
    out.mean /= (double)many;
    return out;
}

static inline void
show(const char *what, coverage c)
{
    if (getenv("SHOW_COVERAGE") != NULL)
        fprintf(stderr, "%s: mean %.2f %%, least %.2f %%\n", what,
                100 * c.mean, 100 * c.least);
}

/* ---- drawn ---- */

static inline uint64_t
drawn(uint32_t purpose, int run, size_t i, uint64_t n, double p)
{
    fair__random r =
        fair__random_new(11, purpose, (uint32_t)run, (uint32_t)i);
    return fair__draw_binomial(&r, n, p);
}

/* So many of the runs held it; where 95 % are meant, four standard errors
 * fewer at most. */
static inline void
expect_95(const char *what, int held, int runs)
{
    if (getenv("SHOW_COVERAGE") != NULL)
        fprintf(stderr, "%s: %.1f %%\n", what, 100.0 * held / runs);
    ck_assert_msg(held >= (0.95 - 4 * sqrt(0.95 * 0.05 / runs)) * runs,
                  "%s: %d of %d", what, held, runs);
}

#endif
