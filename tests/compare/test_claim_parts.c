/* SPDX-License-Identifier: MIT
 * Tests of claims about odds and likelihood ratios: how often they are wrong,
 * by every outcome of two groups; that the nearest values are found. */
#include "compare/claim_score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"
#include "stats/binomial.h"

#define LEVEL 0.05
#define RARE 1e-7 /* outcomes that are left out */

static const char *const names[] = {"positive_likelihood_ratio",
                                    "diagnostic_odds_ratio",
                                    "treatment_ratio"};

/* Positives and negatives, and how many of each are selected in truth. */
typedef struct group {
    int rows[2];
    double rates[2];
} group;

typedef struct outcome {
    fair__sample sample;
    double chance;
} outcome;

#define MOST_OUTCOMES 4096

static fair__parts
parts_of(int32_t kind, const int rows[2], int tp, int fp)
{
    const double n = rows[0] + rows[1], fn = rows[0] - tp;
    fair__parts p = {.kind = kind};
    if (kind == FAIR__PARTS_ODDS) {
        p.first = (fair__part){fn / (fn + fp), (fn + fp) / n};
        return p;
    }
    p.first = (fair__part){tp / (double)rows[0], rows[0] / n};
    p.second = (fair__part){fp / (double)rows[1], rows[1] / n};
    return p;
}

static double
value_of(int32_t kind, double p, double n, double tp, double fp)
{
    if (kind == FAIR__PARTS_ODDS) return (p - tp) / fp;
    if (kind == FAIR__PARTS_RATIO) return tp / p / (fp / n);
    return tp * (n - fp) / ((p - tp) * fp);
}

static size_t
outcomes_of(int32_t kind, const group *g, outcome *out)
{
    double of_p[MOST + 1], of_n[MOST + 1];
    size_t n = 0;
    binomial(g->rows[0], g->rates[0], of_p);
    binomial(g->rows[1], g->rates[1], of_n);
    for (int i = 0; i <= g->rows[0]; i++)
        for (int j = 1; j <= g->rows[1]; j++) {
            outcome o = {.chance = of_p[i] * of_n[j]};
            if (o.chance < RARE) continue;
            if (kind == FAIR__PARTS_ODDS_RATIO && i == g->rows[0]) continue;
            o.sample.n = g->rows[0] + g->rows[1];
            o.sample.parts = parts_of(kind, g->rows, i, j);
            o.sample.rate = o.sample.observed =
                value_of(kind, g->rows[0], g->rows[1], i, j);
            ck_assert_uint_lt(n, MOST_OUTCOMES);
            out[n++] = o;
        }
    return n;
}

static double
truth_of(int32_t kind, const group *g)
{
    return value_of(kind, g->rows[0], g->rows[1], g->rows[0] * g->rates[0],
                    g->rows[1] * g->rates[1]);
}

/* Two groups whose truth is just the limit, whatever that is. */
static const group pairs[][2] = {
    {{{12, 12}, {0.7, 0.3}}, {{12, 12}, {0.7, 0.3}}},
    {{{12, 12}, {0.9, 0.2}}, {{20, 10}, {0.5, 0.3}}},
    {{{100, 100}, {0.98, 0.02}}, {{60, 60}, {0.98, 0.02}}},
    {{{30, 30}, {0.97, 0.03}}, {{200, 200}, {0.97, 0.03}}},
    {{{100, 100}, {0.99, 0.01}}, {{100, 100}, {0.97, 0.02}}},
    {{{20, 100}, {0.3, 0.02}}, {{30, 20}, {0.6, 0.1}}},
};
#define N_PAIRS (sizeof(pairs) / sizeof(pairs[0]))

START_TEST(how_often_they_are_wrong)
{
    static const int32_t forms[] = {FAIR__OF_RATIO, FAIR__OF_DIFFERENCE};
    static outcome all[2][MOST_OUTCOMES];
    double highest = 0;
    for (size_t k = 0; k < 3 * 2 * N_PAIRS; k++) {
        const fair__metric *m = fair__metric_find(names[k % 3]);
        const int32_t kind = fair__parts_kind(m), form = forms[k / 3 % 2];
        const group *g = pairs[k / 6];
        const fair__family f = {.metric = m, .form = form,
                                .test = FAIR__BY_ERROR};
        const double one = truth_of(kind, &g[0]), two = truth_of(kind, &g[1]);
        const double x = form == FAIR__OF_RATIO ? one / two : one - two;
        double above = 0, below = 0;
        const size_t n = outcomes_of(kind, &g[0], all[0]);
        const size_t many = outcomes_of(kind, &g[1], all[1]);
        const size_t step = TEST_SANITIZED ? 7 : 1;
        for (size_t i = 0; i < n; i += step)
            for (size_t j = 0; j < many; j++) {
                const fair__claim c = {&f, &all[0][i].sample,
                                       &all[1][j].sample, 0};
                const double chance = all[0][i].chance * all[1][j].chance;
                const fair__level level = fair__level_of(LEVEL);
                if (chance < RARE) continue;
                if (fair__claim_is_within(&c, x, -1, &level)) above += chance;
                if (fair__claim_is_within(&c, x, 1, &level)) below += chance;
            }
        ck_assert_msg(above <= LEVEL && below <= LEVEL,
                      "%s, form %d, pair %d: %g and %g", m->name, (int)form,
                      (int)(k / 6), above, below);
        if (above > highest) highest = above;
        if (below > highest) highest = below;
        if (getenv("SHOW_COVERAGE") != NULL)
            printf("%s, form %d, pair %d: %.2f %%, %.2f %%\n", m->name,
                   (int)form, (int)(k / 6), 100 * above, 100 * below);
    }
    /* They are not all empty. */
    if (!TEST_SANITIZED) ck_assert_double_ge(highest, 0.02);
}
END_TEST

/* The least of a fine grid, from what was observed of the one to the other. */
static double
least_of_grid(const fair__claim *c, double x, int half)
{
    double least = HUGE_VAL;
    for (int i = -4000; i <= 4000; i++) {
        const double b = exp(i / 400.0);
        const double a = c->family->form == FAIR__OF_RATIO ? b * x : b + x;
        if (a < 0) continue;
        const double one = fair__parts_score(&c->a->parts, c->a->n, a, half);
        const double two =
            fair__parts_score(&c->b->parts, c->b->n, b, -half);
        const double far = one * one + two * two;
        if (far < least) least = far;
    }
    return sqrt(least);
}

START_TEST(the_nearest_values)
{
    static outcome all[MOST_OUTCOMES];
    static const double limits[] = {0.5, 0.8, 1, 1.5, -3, 4};
    uint64_t seed = 4;
    for (int i = 0; i < 300; i++) {
        const fair__metric *m = fair__metric_find(names[i % 3]);
        const int32_t kind = fair__parts_kind(m);
        const int32_t form = i / 3 % 2 ? FAIR__OF_RATIO : FAIR__OF_DIFFERENCE;
        const fair__family f = {.metric = m, .form = form,
                                .test = FAIR__BY_ERROR};
        const group g = {{25, 40}, {0.7, 0.2}};
        const size_t n = outcomes_of(kind, &g, all);
        fair__sample a = all[random_u64(&seed) % n].sample;
        const fair__sample b = all[random_u64(&seed) % n].sample;
        const fair__claim c = {&f, &a, &b, 0};
        const double x = limits[random_u64(&seed) %
                                (form == FAIR__OF_RATIO ? 4 : 6)];
        a.n *= (double)(1 + random_u64(&seed) % 20);
        for (int half = -1; half <= 1; half++) {
            const double z = fair__score_of_parts(&c, x, half, NULL);
            if (fabs(z) > 8) continue; /* beyond the grid, at times */
            const double far = least_of_grid(&c, x, half);
            ck_assert_msg(fabs(z) <= far + 1e-9, "%s at %g: %g, not %g",
                          m->name, x, z, far);
            ck_assert_double_ge(fabs(z), far * (1 - 1e-3) - 0.01);
        }
        /* On which side they are. */
        const double apart = form == FAIR__OF_RATIO ? a.rate - x * b.rate
                                                    : a.rate - b.rate - x;
        const double z = fair__score_of_parts(&c, x, 0, NULL);
        ck_assert(apart == 0 || z * apart >= 0);
    }
}
END_TEST

START_TEST(ends)
{
    const int rows[2] = {30, 30};
    fair__sample a = {.n = 60, .rate = 0}, b = {.n = 60, .rate = 9};
    fair__family f = {.metric = fair__metric_find(names[0]),
                      .test = FAIR__BY_ERROR};
    const fair__claim c = {&f, &a, &b, 0};
    a.parts = parts_of(FAIR__PARTS_RATIO, rows, 0, 3);
    b.parts = parts_of(FAIR__PARTS_RATIO, rows, 27, 3);
    f.form = FAIR__OF_RATIO;
    ck_assert_double_eq(fair__score_of_parts(&c, 0, 0, NULL), 0);
    ck_assert_double_eq(fair__score_of_parts(&c, HUGE_VAL, 0, NULL),
                        -HUGE_VAL);
    ck_assert_double_lt(fair__score_of_parts(&c, 0.5, -1, NULL), -2);
    f.form = FAIR__OF_DIFFERENCE;
    ck_assert_double_eq(fair__score_of_parts(&c, HUGE_VAL, 0, NULL),
                        -HUGE_VAL);
    ck_assert_double_eq(fair__score_of_parts(&c, -HUGE_VAL, 0, NULL),
                        HUGE_VAL);
    /* a has no room: b alone is as far off. */
    ck_assert_double_eq_tol(
        fair__score_of_parts(&c, -20, 1, NULL),
        -fair__parts_score(&b.parts, b.n, 20, -1), 1e-9);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, how_often_they_are_wrong);
    tcase_add_test(tc, the_nearest_values);
    tcase_add_test(tc, ends);
}

FAIR_TEST_MAIN("compare/claim_parts", tests)
