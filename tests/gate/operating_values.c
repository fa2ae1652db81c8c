/* SPDX-License-Identifier: MIT
 * How often the gate is wrong about what is no proportion: calibration errors,
 * areas under ROC curves, metrics of decisions.  Truths are known, rows or
 * counts are drawn, rules are judged.
 *
 *   operating_values RUNS [SEED [METRIC]]   as operating; of all metrics
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "compare/estimate.h"
#include "compare/judge.h"
#include "metric/area.h"
#include "stats/draw.h"

#define MOST_GROUPS 10
#define MOST_ROWS 4000 /* of a group */
#define N_BINS 10
#define LEVEL 0.05
#define REPLICATES 1000

typedef struct scenario {
    const char *name;
    const char *metric;
    int32_t form;
    double limit;
    int groups; /* all as the first, but for the last */
    uint64_t n; /* rows of each */
    double share; /* of positives */
    /* Calibration: by how much every bin's rate is off, up and down in turn.
     * Areas: positives are the largest of so many uniform numbers.
     * Decisions: true and false positive rate. */
    double first[2];
    double last[2];
    double most_fail, most_pass, least_fail, least_pass;
} scenario;

#define NONE 0.01, 1, 0, 0
#define AT_LIMIT 0.05, 0.05, 0, 0
#define SEEN 1, 0.05, 0.85, 0 /* far beyond, and found to be */

static const scenario scenarios[] = {
    /* By more than 1,000 runs at a time, and what they are for. */
    {"calibrated, 5 groups of 500", "expected_calibration_error",
     FAIR__OF_VALUE, 0.05, 5, 500, 0, {0, 0}, {0, 0}, NONE},
    {"calibrated, 2 groups of 100", "expected_calibration_error",
     FAIR__OF_VALUE, 0.05, 2, 100, 0, {0, 0}, {0, 0}, NONE},
    {"calibrated, 2 groups of 2,000", "expected_calibration_error",
     FAIR__OF_VALUE, 0.05, 2, 2000, 0, {0, 0}, {0, 0}, 0.01, 1, 0, 0.8},
    {"one group of 1,000 off by just 0.05", "expected_calibration_error",
     FAIR__OF_VALUE, 0.05, 2, 1000, 0, {0, 0}, {0.05, 0}, AT_LIMIT},
    {"one group of 100 off by just 0.05", "expected_calibration_error",
     FAIR__OF_VALUE, 0.05, 2, 100, 0, {0, 0}, {0.05, 0}, AT_LIMIT},
    {"5 groups of 400 off by just 0.05", "expected_calibration_error",
     FAIR__OF_VALUE, 0.05, 5, 400, 0, {0.05, 0}, {0.05, 0}, AT_LIMIT},
    {"one group of 1,000 off by 0.15", "expected_calibration_error",
     FAIR__OF_VALUE, 0.05, 2, 1000, 0, {0, 0}, {0.15, 0}, SEEN},
    {"calibrated, 2 groups of 1,000", "root_mean_square_calibration_error",
     FAIR__OF_VALUE, 0.05, 2, 1000, 0, {0, 0}, {0, 0}, NONE},
    {"one group of 1,000 off by just 0.1",
     "root_mean_square_calibration_error", FAIR__OF_VALUE, 0.1, 2, 1000, 0,
     {0, 0}, {0.1, 0}, AT_LIMIT},
    {"one group of 1,000 off by just 0.1", "maximum_calibration_error",
     FAIR__OF_VALUE, 0.1, 2, 1000, 0, {0, 0}, {0.1, 0}, AT_LIMIT},
    {"2 groups of 200 in order alike", "roc_auc", FAIR__OF_DIFFERENCE, 0.1, 2,
     200, 0.3, {3, 0}, {3, 0}, NONE},
    {"5 groups of 100 in order alike", "roc_auc", FAIR__OF_DIFFERENCE, 0.1, 5,
     100, 0.3, {3, 0}, {3, 0}, NONE},
    {"2 groups of 1,000 just 0.05 apart", "roc_auc", FAIR__OF_DIFFERENCE,
     0.05, 2, 1000, 0.3, {3, 0}, {4, 0}, AT_LIMIT},
    {"2 groups of 200 just 0.05 apart, few positives", "roc_auc",
     FAIR__OF_DIFFERENCE, 0.05, 2, 200, 0.1, {3, 0}, {4, 0}, AT_LIMIT},
    {"2 groups of 500 in order, 0.15 apart", "roc_auc", FAIR__OF_DIFFERENCE,
     0.05, 2, 500, 0.3, {3, 0}, {9, 0}, SEEN},
    {"2 groups of 300 at just 0.9", "roc_auc", FAIR__OF_VALUE, 0.9, 2, 300,
     0.2, {9, 0}, {9, 0}, AT_LIMIT},
    {"2 groups of 500 alike", "f1_score", FAIR__OF_DIFFERENCE, 0.05, 2, 500,
     0.3, {0.6, 0.1}, {0.6, 0.1}, NONE},
    {"10 groups of 200 alike", "f1_score", FAIR__OF_DIFFERENCE, 0.1, 10, 200,
     0.3, {0.6, 0.1}, {0.6, 0.1}, NONE},
    {"2 groups of 2,000 alike", "f1_score", FAIR__OF_DIFFERENCE, 0.1, 2, 2000,
     0.3, {0.6, 0.1}, {0.6, 0.1}, 0.01, 1, 0, 0.8},
    {"2 groups of 500, 0.3 apart", "f1_score", FAIR__OF_DIFFERENCE, 0.05, 2,
     500, 0.3, {0.8, 0.1}, {0.4, 0.1}, SEEN},
    {"2 groups of 500 at a ratio of 0.6", "f1_score", FAIR__OF_RATIO, 0.9, 2,
     500, 0.3, {0.8, 0.1}, {0.4, 0.1}, SEEN},
    {"2 groups of 50 alike", "f1_score", FAIR__OF_RATIO, 0.8, 2, 50, 0.3,
     {0.6, 0.1}, {0.6, 0.1}, NONE},
    {"2 groups of 50 alike", "balanced_accuracy", FAIR__OF_DIFFERENCE, 0.05,
     2, 50, 0.2, {0.9, 0.05}, {0.9, 0.05}, NONE},
    {"2 groups of 400 just 0.1 apart", "balanced_accuracy",
     FAIR__OF_DIFFERENCE, 0.1, 2, 400, 0.3, {0.8, 0.1}, {0.7, 0.2},
     AT_LIMIT},
    {"2 groups of 500 alike", "matthews_correlation", FAIR__OF_DIFFERENCE,
     0.1, 2, 500, 0.3, {0.6, 0.1}, {0.6, 0.1}, NONE},
    {"2 groups of 500 alike", "positive_likelihood_ratio", FAIR__OF_RATIO,
     0.8, 2, 500, 0.3, {0.6, 0.1}, {0.6, 0.1}, NONE},
    {"2 groups of 500 at a ratio of just 0.5", "positive_likelihood_ratio",
     FAIR__OF_RATIO, 0.5, 2, 500, 0.3, {0.6, 0.1}, {0.6, 0.2}, AT_LIMIT},
    {"2 groups of 500 alike", "treatment_ratio", FAIR__OF_DIFFERENCE, 0.5, 2,
     500, 0.3, {0.6, 0.1}, {0.6, 0.1}, NONE},
    {"2 groups of 100 alike", "treatment_ratio", FAIR__OF_DIFFERENCE, 0.5, 2,
     100, 0.3, {0.6, 0.1}, {0.6, 0.1}, NONE},
    {"2 groups of 200 alike, 2 % wrong", "treatment_ratio", FAIR__OF_RATIO,
     0.8, 2, 200, 0.5, {0.98, 0.02}, {0.98, 0.02}, NONE},
    {"2 groups of 200 alike, 2 % wrong", "diagnostic_odds_ratio",
     FAIR__OF_RATIO, 0.8, 2, 200, 0.5, {0.98, 0.02}, {0.98, 0.02}, NONE},
    {"2 groups of 200 at just 2401", "diagnostic_odds_ratio", FAIR__OF_VALUE,
     2401, 2, 200, 0.5, {0.98, 0.02}, {0.98, 0.02}, AT_LIMIT},
    {"2 groups of 200 at just 49", "positive_likelihood_ratio",
     FAIR__OF_VALUE, 49, 2, 200, 0.5, {0.98, 0.02}, {0.98, 0.02}, AT_LIMIT},
    {"2 groups of 500 at a ratio of just 0.25", "diagnostic_odds_ratio",
     FAIR__OF_RATIO, 0.25, 2, 500, 0.5, {0.98, 0.02}, {0.96, 0.0384462},
     AT_LIMIT},
    {"2 groups of 2,000, 81 to 1,521", "diagnostic_odds_ratio",
     FAIR__OF_RATIO, 0.5, 2, 2000, 0.5, {0.975, 0.025}, {0.9, 0.1}, SEEN},
};
#define N_SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

static fair_allocator memory;
static const fair_watch nobody = FAIR_WATCH_INIT;

static void
check(fair_status st)
{
    if (st == FAIR_OK) return;
    fprintf(stderr, "status %d\n", (int)st);
    exit(1);
}

/* ---- what is drawn ---- */

typedef struct made {
    fair__family family;
    fair__sample samples[MOST_GROUPS];
    fair__gaps gaps[MOST_GROUPS];
    fair__gap bins[MOST_GROUPS][N_BINS];
    fair__population population;
    fair__counts groups[MOST_GROUPS];
    fair__counts total;
    int undefined; /* some group is: the rule is INCONCLUSIVE */
} made;

static const double *
truth(const scenario *s, int group)
{
    return group == s->groups - 1 ? s->last : s->first;
}

static double
at_most_1(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Rows fall into bins; labels are drawn at the score of the bin, and what it
 * is off. */
static void
draw_gaps(const scenario *s, fair__random *r, uint64_t seed, uint32_t run,
          int group, made *m)
{
    double chance[N_BINS];
    uint64_t rows[N_BINS];
    fair__gaps *g = &m->gaps[group];
    *g = (fair__gaps){.norm = fair__gaps_norm(m->family.metric),
                      .n = (double)s->n,
                      .bins = m->bins[group]};
    for (int k = 0; k < N_BINS; k++) chance[k] = 1.0 / N_BINS;
    fair__draw_chances(chance, N_BINS, chance);
    fair__draw_multinomial(r, s->n, chance, N_BINS, rows);
    for (int k = 0; k < N_BINS; k++) {
        if (rows[k] == 0) continue;
        const double score = (k + 0.5) / N_BINS;
        /* Outward where there is room. */
        const double off = truth(s, group)[0];
        const double rate = at_most_1(score + (k % 2 == 0 ? off : -off));
        const double n = (double)rows[k];
        const double part =
            g->norm == FAIR__NORM_SUM    ? n / g->n
            : g->norm == FAIR__NORM_ROOT ? sqrt(n / g->n)
                                         : 1;
        g->bins[g->n_bins++] = (fair__gap){
            n, score, (double)fair__draw_binomial(r, rows[k], rate) / n,
            part};
    }
    fair__drawing drawing = {seed + run + 1, REPLICATES, &nobody, 0};
    check(fair__gaps_draw(&memory, g, (uint32_t)group, &drawing, NULL));
    m->samples[group] = (fair__sample){
        .rate = g->value, .n = g->n, .group = group, .gaps = g};
}

/* The area is k / (k + 1). */
static void
draw_area(const scenario *s, fair__random *r, int group, made *m)
{
    static uint64_t keys[MOST_ROWS], times[MOST_ROWS];
    static uint32_t places[MOST_ROWS];
    static fair__record records[2 * MOST_ROWS];
    static const uint32_t in[2] = {0, 0};
    static const uint8_t labels[2] = {FAIR__SCORED_NEGATIVE,
                                      FAIR__SCORED_POSITIVE};
    fair__counts *c = &m->groups[0];
    fair__run run;
    *c = (fair__counts){.rows = {0}};
    for (uint64_t i = 0; i < s->n; i++) {
        const int positive = fair__random_unit(r) < s->share;
        double score = fair__random_unit(r);
        for (int k = 1; positive && k < truth(s, group)[0]; k++) {
            const double other = fair__random_unit(r);
            if (other > score) score = other;
        }
        keys[i] = fair__score_key(score);
        places[i] = (uint32_t)positive;
        times[i] = 1;
        c->rows[positive ? FAIR__TP : FAIR__TN]++;
    }
    const fair__score_rows rows = {keys, places, times, NULL, s->n};
    check(fair__run_sort(&memory, &rows, records, &run, NULL));
    const fair__score_source source = {
        .run = &run, .map = {2, 1, in, labels, 1},
        .amounts = fair__amounts_of(&run)};
    c->scored = (fair__scored){&source, 0, 0};
    fair__family one = m->family;
    fair__sample sample = {.n = (double)s->n, .group = 0};
    double variance;
    one.n = 1;
    one.samples = &sample;
    if (!fair__area(&c->scored, &sample.rate, &variance)) sample.rate = 0.5;
    sample.observed = sample.rate;
    fair__drawing drawing = {0, 2, &nobody, 0};
    check(fair__estimates_make(&memory, &one, &(fair__rules){0}, &drawing,
                               NULL));
    m->samples[group] = sample;
    m->samples[group].group = group;
    fair__run_free(&run, &memory);
}

static double
observed(const fair__metric *m, const fair__counts *c)
{
    static const fair__costs costs = {0};
    fair__result r;
    fair__metric_compute(m, c, c, m->needs, &costs, &r);
    return r.reason == FAIR_DEFINED ? fair__wide_double(&r.value)
                                    : (double)NAN;
}

static void
draw_counts(const scenario *s, fair__random *r, int group, made *m)
{
    const double *rates = truth(s, group), share = s->share;
    double chance[4];
    chance[FAIR__TP] = share * rates[0];
    chance[FAIR__FN] = share * (1 - rates[0]);
    chance[FAIR__FP] = (1 - share) * rates[1];
    chance[FAIR__TN] = (1 - share) * (1 - rates[1]);
    fair__draw_chances(chance, 4, chance);
    fair__counts *c = &m->groups[group];
    *c = (fair__counts){.rows = {0}};
    fair__draw_multinomial(r, s->n, chance, 4, c->rows);
    for (int k = 0; k < FAIR__N_COUNTS; k++) m->total.rows[k] += c->rows[k];
    m->samples[group] = (fair__sample){.n = (double)s->n, .group = group};
    m->samples[group].observed = observed(m->family.metric, c);
    m->samples[group].rate = m->samples[group].observed;
    m->undefined |= isnan(m->samples[group].observed);
}

static void
draw(const scenario *s, uint64_t seed, uint32_t run, made *m)
{
    const fair__metric *metric = fair__metric_find(s->metric);
    const int is_gap = fair__gaps_norm(metric) != 0;
    const int method = fair__estimate_method(metric);
    memset(m, 0, sizeof(*m));
    m->population = (fair__population){.n = (size_t)s->groups,
                                       .groups = m->groups,
                                       .total = &m->total};
    const uint64_t n = (uint64_t)s->groups;
    m->family = (fair__family){
        .metric = metric,
        .population = &m->population,
        .form = s->form,
        .between = s->form == FAIR__OF_VALUE ? FAIR__EACH_GROUP
                                             : FAIR__ALL_PAIRS,
        .test = is_gap ? FAIR__BY_GAPS : FAIR__BY_ERROR,
        .n = n,
        .samples = m->samples,
        .n_claims = s->form == FAIR__OF_VALUE ? n : n * (n - 1) / 2};
    for (int g = 0; g < s->groups; g++) {
        fair__random r = fair__random_new(seed, 0, run, (uint32_t)g);
        if (is_gap)
            draw_gaps(s, &r, seed, run, g, m);
        else if (method == FAIR__ESTIMATE_DELONG)
            draw_area(s, &r, g, m);
        else
            draw_counts(s, &r, g, m);
    }
    if (is_gap || method == FAIR__ESTIMATE_DELONG || m->undefined) return;
    fair__drawing drawing = {seed + run + 1, REPLICATES, &nobody, 0};
    check(fair__estimates_make(&memory, &m->family, &(fair__rules){0},
                               &drawing, NULL));
}

/* ---- all of it ---- */

static int
is_above(double share, double most, double runs)
{
    return share > most + 3.5 * sqrt(most * (1 - most) / runs) + 1e-9;
}

static int
play(const scenario *s, uint32_t runs, uint64_t seed)
{
    static made m;
    double fail = 0, pass = 0;
    const int side = s->form == FAIR__OF_RATIO ||
                             (s->form == FAIR__OF_VALUE && s->share > 0)
                         ? -1
                         : 1;
    const fair__limit limit = {s->limit, side};
    for (uint32_t run = 0; run < runs; run++) {
        double beyond, within;
        draw(s, seed, run, &m);
        if (m.undefined) continue;
        fair__judge_chances(&m.family, 1, limit, &beyond, &within);
        fail += beyond <= LEVEL;
        pass += within <= LEVEL;
        for (int g = 0; g < s->groups && m.gaps[g].noise != NULL; g++) {
            m.gaps[g].bins = NULL;
            m.gaps[g].n_bins = 0;
            fair__gaps_free(&m.gaps[g], &memory);
        }
    }
    fail /= runs;
    pass /= runs;
    printf("| %s | %s %s %g | %.2f %% | %.2f %% | %.2f %% |\n", s->name,
           s->metric,
           s->form == FAIR__OF_RATIO    ? "ratio"
           : s->form == FAIR__OF_VALUE ? (side > 0 ? "at most" : "at least")
                                        : "gap",
           s->limit, 100 * fail, 100 * pass, 100 * (1 - fail - pass));
    return is_above(fail, s->most_fail, runs) ||
           is_above(pass, s->most_pass, runs) ||
           is_above(1 - fail, 1 - s->least_fail, runs) ||
           is_above(1 - pass, 1 - s->least_pass, runs);
}

int
main(int argc, char **argv)
{
    const uint32_t runs =
        argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    int wrong = 0;
    check(fair__memory_init(&memory, NULL, NULL));
    printf("| truth | limit | FAIL | PASS | INCONCLUSIVE |\n"
           "|---|---|---|---|---|\n");
    for (size_t i = 0; i < N_SCENARIOS; i++) {
        if (argc > 3 && strcmp(argv[3], scenarios[i].metric) != 0) continue;
        if (!play(&scenarios[i], runs, seed)) continue;
        fprintf(stderr, "out of bounds: %s, %s\n", scenarios[i].name,
                scenarios[i].metric);
        wrong = 1;
    }
    return runs > 0 ? wrong : 2;
}
