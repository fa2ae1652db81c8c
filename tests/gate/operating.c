/* SPDX-License-Identifier: MIT
 * How often the gate is wrong, and how often it finds what is there: rates are
 * known, counts are drawn, rules are judged; beside it what a gate on the
 * observed value alone would have done with the same data.
 *
 *   operating RUNS [SEED]   prints a table (Markdown) of the scenarios below,
 *                           and fails where one is out of its bounds by more
 *                           than chance
 *   operating sizes RUNS    rows of each of k equal groups from which on the
 *                           gate passes 80 % of the time without disparity
 *   operating named RUNS FORM LIMIT GROUPS ROWS RATE
 *                           how often it passes with so many rows in each of
 *                           so many groups; FORM is ratio or gap
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/report.h>

#include "compare/judge.h"
#include "gate/share.h"
#include "stats/draw.h"

#define MOST_GROUPS 64
#define MOST_KINDS 6
#define LEVEL 0.05
#define RATIO FAIR__OF_RATIO
#define GAP FAIR__OF_DIFFERENCE

/* So many groups of n rows with that rate, in one or two metrics. */
typedef struct kind {
    int many;
    uint64_t n;
    double rate;
    uint64_t n2;
    double rate2;
} kind;

typedef struct scenario {
    const char *name;
    int32_t form;
    double limit;
    kind kinds[MOST_KINDS];
    double most_fail, most_pass, least_fail, least_pass;
} scenario;

/* Bounds of the project: FAIL at most 1 % without disparity, 2 % where a group
 * expects fewer than 10 selected; FAIL and PASS at most 5 % each just at the
 * limit, which is the worst case of both; and what must be found. */
#define NONE 0.01, 1, 0, 0
#define NONE_FEW 0.02, 1, 0, 0
#define AT_LIMIT 0.05, 0.05, 0, 0

static const scenario scenarios[] = {
    {"no disparity, 2 groups of 500 at 0.2", RATIO, 0.8,
     {{2, 500, 0.2, 0, 0}}, NONE},
    {"no disparity, 2 groups of 50 at 0.2", RATIO, 0.8,
     {{2, 50, 0.2, 0, 0}}, NONE},
    {"no disparity, 3,000 and 40 at 0.1", RATIO, 0.8,
     {{1, 3000, 0.1, 0, 0}, {1, 40, 0.1, 0, 0}}, NONE_FEW},
    {"no disparity, 5 groups of 1,000 at 0.02", RATIO, 0.8,
     {{5, 1000, 0.02, 0, 0}}, NONE},
    {"no disparity, 10 groups of 100 at 0.1", RATIO, 0.8,
     {{10, 100, 0.1, 0, 0}}, NONE},
    {"no disparity, 6 groups of 5,000 to 50 at 0.3", RATIO, 0.8,
     {{1, 5000, 0.3, 0, 0}, {1, 2000, 0.3, 0, 0}, {1, 800, 0.3, 0, 0},
      {1, 300, 0.3, 0, 0}, {1, 120, 0.3, 0, 0}, {1, 50, 0.3, 0, 0}}, NONE},
    {"no disparity, 50 groups of 200 at 0.2", RATIO, 0.8,
     {{50, 200, 0.2, 0, 0}}, NONE},
    {"no disparity in either odds, 4 groups of 200 and 800", GAP, 0.1,
     {{4, 200, 0.7, 800, 0.2}}, NONE},
    {"at the limit, 500 at 0.2 and 500 at 0.16", RATIO, 0.8,
     {{1, 500, 0.2, 0, 0}, {1, 500, 0.16, 0, 0}}, AT_LIMIT},
    {"at the limit, 100 at 0.95 and 100 at 0.76", RATIO, 0.8,
     {{1, 100, 0.95, 0, 0}, {1, 100, 0.76, 0, 0}}, AT_LIMIT},
    {"at the limit, 50 at 0.2 and 1,000 at 0.16", RATIO, 0.8,
     {{1, 50, 0.2, 0, 0}, {1, 1000, 0.16, 0, 0}}, AT_LIMIT},
    {"at the limit, 5 groups of 400 at 0.2 and 5 at 0.16", RATIO, 0.8,
     {{5, 400, 0.2, 0, 0}, {5, 400, 0.16, 0, 0}}, AT_LIMIT},
    {"at the limit, 25 groups of 200 at 0.2 and 25 at 0.16", RATIO, 0.8,
     {{25, 200, 0.2, 0, 0}, {25, 200, 0.16, 0, 0}}, AT_LIMIT},
    {"at the limit of a gap of 0.1, 300 at 0.95 and 20 at 0.85", GAP, 0.1,
     {{1, 300, 0.95, 0, 0}, {1, 20, 0.85, 0, 0}}, AT_LIMIT},
    {"at the limit of both odds, 2 groups of 400 and 600", GAP, 0.1,
     {{1, 400, 0.7, 600, 0.2}, {1, 400, 0.6, 600, 0.1}}, AT_LIMIT},
    {"a ratio of 0.5, 500 at 0.2 and 500 at 0.1", RATIO, 0.8,
     {{1, 500, 0.2, 0, 0}, {1, 500, 0.1, 0, 0}}, 1, 0.05, 0.85, 0},
    {"a ratio of 0.5 among 6 groups of 1,000 at 0.2", RATIO, 0.8,
     {{5, 1000, 0.2, 0, 0}, {1, 1000, 0.1, 0, 0}}, 1, 0.05, 0.85, 0},
    {"no disparity, 2 groups of 1,700 at 0.2", RATIO, 0.8,
     {{2, 1700, 0.2, 0, 0}}, 0.01, 1, 0, 0.8},
    {"no disparity, 6 groups of 3,400 at 0.2", RATIO, 0.8,
     {{6, 3400, 0.2, 0, 0}}, 0.01, 1, 0, 0.8},
};
#define N_SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

/* ---- one run ---- */

typedef struct made {
    size_t n_families;
    fair__family families[2];
    fair__sample samples[2][MOST_GROUPS];
} made;

static fair__sample
sample(uint64_t seed, uint32_t run, uint32_t cell, uint64_t n, double rate)
{
    fair__random r = fair__random_new(seed, 0, run, cell);
    const uint64_t hits = fair__draw_binomial(&r, n, rate);
    return (fair__sample){.rate = (double)hits / (double)n,
                          .n = (double)n,
                          .hits = hits,
                          .rows = n,
                          .group = (int32_t)cell};
}

static void
draw(const scenario *s, uint64_t seed, uint32_t run, made *m)
{
    uint32_t n = 0;
    m->n_families = s->kinds[0].n2 > 0 ? 2 : 1;
    for (size_t k = 0; k < MOST_KINDS; k++) {
        const kind *of = &s->kinds[k];
        for (int i = 0; i < of->many; i++, n++) {
            m->samples[0][n] = sample(seed, run, n, of->n, of->rate);
            if (of->n2 > 0)
                m->samples[1][n] =
                    sample(seed, run, MOST_GROUPS + n, of->n2, of->rate2);
        }
    }
    for (size_t k = 0; k < m->n_families; k++)
        m->families[k] =
            (fair__family){.form = s->form,
                           .between = FAIR__ALL_PAIRS,
                           .n = n,
                           .samples = m->samples[k],
                           .n_claims = (uint64_t)n * (n - 1) / 2,
                           .reason = FAIR_DEFINED,
                           .whole_numbers = 1};
}

/* Whether the value itself is beyond the limit. */
static int
point_fails(const scenario *s, const made *m)
{
    int fails = 0;
    for (size_t k = 0; k < m->n_families; k++) {
        double low = 2, high = -1;
        for (size_t i = 0; i < m->families[k].n; i++) {
            const double rate = m->samples[k][i].rate;
            if (rate < low) low = rate;
            if (rate > high) high = rate;
        }
        fails |= s->form == RATIO ? low < s->limit * high
                                  : high - low > s->limit;
    }
    return fails;
}

typedef struct shares {
    double fail, pass, point;
} shares;

static shares
play(const scenario *s, uint32_t runs, uint64_t seed)
{
    static made m;
    uint32_t fail = 0, pass = 0, point = 0;
    const fair__limit limit = {s->limit, s->form == RATIO ? -1 : 1};
    for (uint32_t run = 0; run < runs; run++) {
        fair__judgement j;
        draw(s, seed, run, &m);
        fair__judge(m.families, m.n_families, limit, LEVEL, &j);
        fail += j.p_beyond <= LEVEL;
        pass += j.p_within <= LEVEL;
        point += point_fails(s, &m) != 0;
    }
    return (shares){(double)fail / runs, (double)pass / runs,
                    (double)point / runs};
}

/* ---- all of them ---- */

/* Whether a share is above p by more than four standard errors. */
static int
is_above(double share, double p, uint32_t runs)
{
    return p < 1 && share > p + 4 * sqrt(p * (1 - p) / runs);
}

static int
is_out(const scenario *s, const shares *x, uint32_t runs)
{
    return is_above(x->fail, s->most_fail, runs) ||
           is_above(x->pass, s->most_pass, runs) ||
           is_above(1 - x->fail, 1 - s->least_fail, runs) ||
           is_above(1 - x->pass, 1 - s->least_pass, runs);
}

static int
table(uint32_t runs, uint64_t seed)
{
    int wrong = 0;
    printf("| truth | limit | FAIL | PASS | INCONCLUSIVE | the value alone "
           "fails |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < N_SCENARIOS; i++) {
        const scenario *s = &scenarios[i];
        const shares x = play(s, runs, seed);
        printf("| %s | %s %g | %.2f %% | %.2f %% | %.2f %% | %.1f %% |\n",
               s->name, s->form == RATIO ? "ratio" : "gap", s->limit,
               100 * x.fail, 100 * x.pass, 100 * (1 - x.fail - x.pass),
               100 * x.point);
        if (!is_out(s, &x, runs)) continue;
        fprintf(stderr, "out of bounds: %s\n", s->name);
        wrong = 1;
    }
    return wrong;
}

/* ---- several rules, which share the level ---- */

#define MOST_RULES 10

/* So many rules about columns of their own: the first ones have in truth a
 * ratio of `of_first`, the others one of `of_rest`, against four fifths. */
typedef struct policy {
    const char *name;
    int first, rest;
    double of_first, of_rest;
    double most_fail; /* any of the rest */
} policy;

static const policy policies[] = {
    {"3 rules, each just at the limit", 0, 3, 1, 0.8, 0.05},
    {"10 rules, each just at the limit", 0, 10, 1, 0.8, 0.05},
    {"3 rules, one at a ratio of 0.5, two just at the limit", 1, 2, 0.5, 0.8,
     0.05},
    {"10 rules, five at a ratio of 0.5, five without disparity", 5, 5, 0.5, 1,
     0.01},
    {"10 rules without disparity", 0, 10, 1, 1, 0.01},
};
#define N_POLICIES (sizeof(policies) / sizeof(policies[0]))

/* Whether any of the rest fails; *first: how many of the others do. */
static int
rest_fails(const policy *p, uint64_t seed, uint32_t run, uint32_t *first)
{
    static made m[MOST_RULES];
    static const fair__rule rule = {.severity = FAIR_SEVERITY_ERROR,
                                    .limit = {0.8, -1}};
    fair__outcome outcomes[MOST_RULES] = {{0}};
    fair__evaluation e = {.outcomes = outcomes};
    e.n = (size_t)(p->first + p->rest);
    for (size_t i = 0; i < e.n; i++) {
        const double ratio = (int)i < p->first ? p->of_first : p->of_rest;
        const scenario s = {
            .form = RATIO,
            .limit = 0.8,
            .kinds = {{1, 500, 0.2, 0, 0}, {1, 500, 0.2 * ratio, 0, 0}}};
        fair__outcome *o = &outcomes[i];
        draw(&s, seed + i, run, &m[i]);
        *o = (fair__outcome){.rule = &rule,
                             .level = LEVEL,
                             .n_families = 1,
                             .families = m[i].families};
        fair__judge(o->families, 1, rule.limit, LEVEL, &o->judged);
    }
    fair__share_level(&e);
    int rest = 0;
    for (size_t i = 0; i < e.n; i++) {
        const int fails = outcomes[i].status == FAIR_VERDICT_FAIL;
        if ((int)i < p->first)
            *first += fails != 0;
        else
            rest |= fails;
    }
    return rest;
}

static int
table_of_policies(uint32_t runs, uint64_t seed)
{
    int wrong = 0;
    printf("\n| rules of 500 and 500 rows | a rule fails that should not | "
           "those at 0.5 fail |\n|---|---|---|\n");
    for (size_t i = 0; i < N_POLICIES; i++) {
        const policy *p = &policies[i];
        uint32_t rest = 0, first = 0;
        for (uint32_t run = 0; run < runs; run++)
            rest += rest_fails(p, seed, run, &first) != 0;
        const double share = (double)rest / runs;
        printf("| %s | %.2f %% | ", p->name, 100 * share);
        if (p->first > 0)
            printf("%.1f %% |\n", 100.0 * first / runs / p->first);
        else
            printf("- |\n");
        if (!is_above(share, p->most_fail, runs)) continue;
        fprintf(stderr, "out of bounds: %s\n", p->name);
        wrong = 1;
    }
    return wrong;
}

/* ---- sizes ---- */

static double
chance_to_pass(int32_t form, double limit, int groups, uint64_t n,
               double rate, uint32_t runs)
{
    const scenario s = {.form = form,
                        .limit = limit,
                        .kinds = {{groups, n, rate, 0, 0}}};
    return play(&s, runs, 1).pass;
}

static void
sizes(uint32_t runs)
{
    static const double rates[] = {0.05, 0.1, 0.2, 0.5};
    static const int groups[] = {2, 3, 6, 10};
    printf("| limit | rate | 2 groups | 3 | 6 | 10 |\n"
           "|---|---|---|---|---|---|\n");
    for (int form = RATIO; form >= GAP; form--)
        for (size_t r = 0; r < 4; r++) {
            const double limit = form == RATIO ? 0.8 : 0.1;
            printf("| %s %g | %g |", form == RATIO ? "ratio" : "gap", limit,
                   rates[r]);
            for (size_t g = 0; g < 4; g++) {
                uint64_t low = 1, high = 16;
                while (chance_to_pass(form, limit, groups[g], high, rates[r],
                                      runs) < 0.8) {
                    low = high;
                    high *= 2;
                }
                while (high - low > high / 50) {
                    const uint64_t n = low + (high - low) / 2;
                    if (chance_to_pass(form, limit, groups[g], n, rates[r],
                                       runs) < 0.8)
                        low = n;
                    else
                        high = n;
                }
                printf(" %llu |", (unsigned long long)high);
            }
            printf("\n");
        }
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "sizes") == 0) {
        sizes((uint32_t)strtoul(argv[2], NULL, 10));
        return 0;
    }
    if (argc == 8 && strcmp(argv[1], "named") == 0) {
        const int32_t form = strcmp(argv[3], "ratio") == 0 ? RATIO : GAP;
        const scenario s = {.form = form,
                            .limit = strtod(argv[4], NULL),
                            .kinds = {{atoi(argv[5]),
                                       strtoull(argv[6], NULL, 10),
                                       strtod(argv[7], NULL), 0, 0}}};
        const shares x = play(&s, (uint32_t)strtoul(argv[2], NULL, 10), 7);
        printf("%.4f %.4f\n", x.pass, x.fail);
        return 0;
    }
    const uint32_t runs =
        argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 500;
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    if (runs == 0) return 2;
    const int wrong = table(runs, seed);
    return table_of_policies(runs, seed) | wrong;
}
