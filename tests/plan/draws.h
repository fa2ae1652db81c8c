/* SPDX-License-Identifier: MIT
 * Random small problems: ties, neighbouring doubles, one class, weights, rows
 * without labels, every constraint and objective. */
#ifndef FAIR_TESTS_DRAWS_H
#define FAIR_TESTS_DRAWS_H

#include "brute.h"

static uint64_t state;

static inline uint32_t
draw(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % below;
}

/* Few scores, so that they tie; some of them next to each other. */
static inline double
draw_score(int is_fine)
{
    const double coarse = (double)draw(is_fine ? 12 : 6) / 4 - 0.25;
    if (is_fine && draw(2)) return nextafter(coarse, draw(2) ? 2 : -2);
    return coarse;
}

static inline plan_data
draw_data(void)
{
    plan_data d = {.n_groups = 1 + draw(4), .has_weight = draw(3) == 0};
    const int is_fine = draw(2) == 0, keeps_unlabelled = draw(4) == 0;
    const int one_class = draw(12) == 0;
    d.n = d.n_groups + draw((uint32_t)(12 * d.n_groups + 1));
    if (d.n > 30) d.n = 30; /* 31^2, 16^3, 8.5^4 combinations */
    const int is_long = draw(8) == 0;
    if (is_long) {
        d.n_groups = 2;
        d.n = PLAN_ROWS;
    }
    for (size_t i = 0; i < d.n; i++) {
        plan_row *r = &d.rows[i];
        r->group = (uint8_t)draw((uint32_t)d.n_groups);
        r->label = (uint8_t)(one_class ? 1 : draw(2));
        if (keeps_unlabelled && draw(5) == 0) r->label = 2;
        r->fourths = (uint8_t)draw(6);
        r->count = (uint8_t)(1 + (draw(3) == 0 ? draw(5) : 0));
        r->score = is_long ? (double)draw(100) / 64 : draw_score(is_fine);
    }
    return d;
}

static const struct {
    const char *name;
    rate_kind rates[2];
} constraints[] = {
    {"none", {NO_RATE, NO_RATE}},
    {"demographic_parity", {SELECTION, NO_RATE}},
    {"equal_opportunity", {TPR, NO_RATE}},
    {"false_positive_rate_parity", {FPR, NO_RATE}},
    {"true_negative_rate_parity", {TNR, NO_RATE}},
    {"false_negative_rate_parity", {FNR, NO_RATE}},
    {"predictive_parity", {PPV, NO_RATE}},
    {"equalized_odds", {TPR, FPR}},
};
#define CONSTRAINTS (sizeof(constraints) / sizeof(*constraints))

static const char *const objectives[] = {
    "accuracy",           "balanced_accuracy",  "f1_score",
    "expected_cost",      "utility",            "selection_rate",
    "true_positive_rate", "true_negative_rate", "least_change",
};
#define OBJECTIVES (sizeof(objectives) / sizeof(*objectives))

static const struct {
    const char *text;
    fraction value;
} limits[] = {
    {"0", {0, 1}},      {"0.1", {1, 10}}, {"0.25", {1, 4}},
    {"0.3333333333333333333", {INT64_C(3333333333333333333),
                               (big)10 * INT64_C(1000000000000000000)}},
    {"5e-1", {1, 2}},   {"1.0", {1, 1}},
};
#define LIMITS 6

static inline void
draw_problem(problem *p, fair_plan_options *o, fair_report_options *r)
{
    static char range[2][8];
    const size_t c = draw(CONSTRAINTS), limit = draw(LIMITS);
    *p = (problem){.constraint = constraints[c].name,
                   .objective = objectives[draw(OBJECTIVES)],
                   .max_rate = {1, 1},
                   .min_rate = {0, 1},
                   .limit = {1, 1},
                   .ends = {NAN, NAN},
                   .rule = draw(4) == 0 ? FAIR_PLAN_SHARED
                                        : FAIR_PLAN_BY_GROUP};
    for (int k = 0; k < 2; k++) p->rates[k] = constraints[c].rates[k];
    *o = (fair_plan_options)FAIR_PLAN_OPTIONS_INIT;
    *r = (fair_report_options)FAIR_REPORT_OPTIONS_INIT;
    o->constraint = p->constraint;
    o->objective = p->objective;
    o->rule = p->rule;
    o->max_nodes = 50000;
    o->has_threshold = strcmp(p->objective, "least_change") == 0;
    if (o->has_threshold) o->threshold = p->threshold = draw_score(1);
    r->has_costs = r->has_utilities = 1;
    r->cost_false_positive = p->costs[0] = (int)draw(4);
    r->cost_false_negative = p->costs[1] = (int)draw(4);
    for (int k = 0; k < 4; k++) p->utilities[k] = (int)draw(9) - 4;
    r->utility_true_positive = p->utilities[0];
    r->utility_false_positive = p->utilities[1];
    r->utility_false_negative = p->utilities[2];
    r->utility_true_negative = p->utilities[3];
    if (p->rates[0] == NO_RATE) return;
    p->limit = limits[limit].value;
    p->is_ratio = draw(3) == 0;
    if (p->is_ratio)
        o->min_ratio = limits[limit].text;
    else
        o->max_difference = limits[limit].text;
    if (draw(4) > 0) return;
    const uint32_t tenths[2] = {draw(4), 6 + draw(4)};
    for (int k = 0; k < 2; k++)
        snprintf(range[k], sizeof(range[k]), "0.%u", tenths[k]);
    p->min_rate = (fraction){tenths[0], 10};
    p->max_rate = (fraction){tenths[1], 10};
    o->min_rate = range[0];
    o->max_rate = range[1];
}

/* More to ask for than a constraint and an objective. */
typedef void (*asking)(const plan_data *d, problem *p, fair_plan_options *o);

/* Rates that are not below, or above, what a threshold makes them. */
static inline void
draw_ends(const plan_data *d, problem *p, fair_plan_options *o)
{
    const uint32_t kind = draw(4);
    (void)d;
    if (p->rates[0] == NO_RATE) return;
    if (kind != 1) {
        o->has_no_lower_than = 1;
        o->no_lower_than = p->ends[0] = draw_score(draw(2) == 0);
    }
    if (kind == 0 || kind == 1) {
        o->has_no_higher_than = 1;
        o->no_higher_than = p->ends[1] = draw_score(draw(2) == 0);
    }
    if (draw(2) || (p->is_ratio && p->min_rate.n == 0 &&
                    p->rule == FAIR_PLAN_RANDOMIZED))
        return;
    o->max_difference = o->min_ratio = NULL; /* no tolerance at all */
    p->is_ratio = 0;
    p->limit = (fraction){1, 1};
}

/* A limit on what is selected, as a share or an amount. */
static inline fraction
draw_portion(const plan_data *d, char *text, size_t size)
{
    big all = 0;
    for (size_t i = 0; i < d->n; i++) all += weight_of(d, &d->rows[i]);
    if (draw(2)) {
        const uint32_t hundredths = draw(101);
        snprintf(text, size, "%u.%02u", hundredths / 100, hundredths % 100);
        return (fraction){hundredths, 100};
    }
    const int fourths = d->has_weight ? 4 : 1;
    const uint32_t amount = draw((uint32_t)(all / fourths) + 2);
    snprintf(text, size, "%u", amount);
    return (fraction){fourths * (big)amount, all};
}

static inline void
draw_quota(const plan_data *d, problem *p, fair_plan_options *o)
{
    static char texts[2][16];
    const uint32_t kind = draw(4);
    p->has_quota = 1;
    p->least = (fraction){0, 1};
    p->most = (fraction){1, 1};
    if (kind != 1) {
        p->most = draw_portion(d, texts[0], sizeof(texts[0]));
        o->max_selected = texts[0];
    }
    if (kind == 0) {
        p->least = p->most;
        o->min_selected = texts[0];
    } else if (kind < 3) {
        p->least = draw_portion(d, texts[1], sizeof(texts[1]));
        o->min_selected = texts[1];
    }
}

static inline void
draw_both(const plan_data *d, problem *p, fair_plan_options *o)
{
    draw_ends(d, p, o);
    draw_quota(d, p, o);
}

static inline int
has_rows(const plan_data *d, size_t group)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->rows[i].group == group) return 1;
    return 0;
}

/* Costs or utilities of some groups, or all. */
static inline void
draw_own(const plan_data *d, problem *p, fair_plan_options *o)
{
    static fair_plan_costs costs[MOST_GROUPS];
    static fair_feature_value values[MOST_GROUPS];
    const int is_cost = draw(2) == 0, all = draw(2) == 0;
    p->objective = o->objective = is_cost ? "expected_cost" : "utility";
    o->has_threshold = 0;
    o->threshold = 0;
    o->costs = costs;
    p->has_own = 1;
    for (size_t g = 0; g < d->n_groups; g++) {
        int *u = p->own[g];
        for (int k = 0; k < 4; k++)
            u[k] = !is_cost ? p->utilities[k]
                   : k == 1 ? p->costs[0]
                   : k == 2 ? p->costs[1] : 0;
        if (!has_rows(d, g) || (!all && draw(2))) continue;
        for (int k = 0; k < 4; k++)
            u[k] = !is_cost ? (int)draw(9) - 4
                   : k == 1 || k == 2 ? (int)draw(6) : 0;
        values[o->n_costs].feature = "group";
        values[o->n_costs].value =
            (fair_scalar){.kind = FAIR_KIND_INT, .integer = (int64_t)g};
        costs[o->n_costs] = (fair_plan_costs){1, &values[o->n_costs],
                                              u[0], u[1], u[2], u[3]};
        o->n_costs++;
    }
}

/* And a limit on what is selected. */
static inline void
draw_own_few(const plan_data *d, problem *p, fair_plan_options *o)
{
    draw_own(d, p, o);
    draw_quota(d, p, o);
}

/* Constraints beside the first. */
static inline void
draw_also(const plan_data *d, problem *p, fair_plan_options *o)
{
    static fair_plan_limit also[3];
    (void)d;
    if (p->rates[0] == NO_RATE) return;
    o->n_also = p->n_also = 1 + draw(2) + (draw(6) == 0);
    o->also = also;
    for (size_t i = 0; i < p->n_also; i++) {
        const size_t c = 1 + draw(CONSTRAINTS - 1), limit = draw(LIMITS);
        also[i] = (fair_plan_limit){.constraint = constraints[c].name};
        for (int k = 0; k < 2; k++)
            p->also[i].rates[k] = constraints[c].rates[k];
        p->also[i].limit = limits[limit].value;
        p->also[i].is_ratio = draw(3) == 0;
        if (p->also[i].is_ratio)
            also[i].min_ratio = limits[limit].text;
        else
            also[i].max_difference = limits[limit].text;
    }
}

static inline void
draw_also_few(const plan_data *d, problem *p, fair_plan_options *o)
{
    draw_also(d, p, o);
    draw_quota(d, p, o);
}

/* As few referred as can be, under any constraints. */
static inline void
draw_referral(const plan_data *d, problem *p, fair_plan_options *o)
{
    p->refers = o->has_threshold = 1;
    p->objective = o->objective = "least_referred";
    o->threshold = p->threshold = draw_score(1);
    if (draw(3) == 0) draw_also(d, p, o);
}

/* Strata, and for some of them what else may be asked for. */
static inline void
draw_strata(const plan_data *d, problem *p, fair_plan_options *o)
{
    static const char *const by[] = {"group", "stratum"};
    o->by = by;
    o->n_by = 2;
    o->control = &by[1];
    o->n_control = 1;
    p->has_strata = 1;
    if (draw(4) == 0) draw_also(d, p, o);
    if (draw(4) == 0) draw_quota(d, p, o);
}

/* 1 if every group that has rows has a denominator of every rate, and the
 * objective has one. */
static inline int
is_defined(const plan_data *d, const problem *p)
{
    cuts c[MOST_GROUPS];
    size_t picks[MOST_GROUPS];
    for (size_t g = 0; g < d->n_groups; g++) {
        cuts_of(d, g, 0, 0, 0, &c[g]);
        picks[g] = c[g].n - 1;
        for (int k = 0; k < 2; k++) {
            if (c[g].rows > 0 && p->rates[k] != NO_RATE &&
                rate_of_table(&c[g].tables[picks[g]], p->rates[k]).d == 0)
                return 0;
            for (size_t i = 0; i < p->n_also; i++)
                if (c[g].rows > 0 && p->also[i].rates[k] != NO_RATE &&
                    rate_of_table(&c[g].tables[picks[g]],
                                  p->also[i].rates[k]).d == 0)
                    return 0;
        }
    }
    return value_of(p, c, d->n_groups, picks).d != 0;
}

#endif
