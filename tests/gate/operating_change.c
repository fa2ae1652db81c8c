/* SPDX-License-Identifier: MIT
 * How often rules about changes from a baseline are wrong: shares of rows that
 * changed, or rates of two samples, are known, counts are drawn, rules are
 * judged.
 *
 *   operating_change RUNS [SEED]   prints a table (Markdown), and fails where a
 *                                  scenario is out of its bounds by more than
 *                                  chance
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare/judge.h"
#include "stats/draw.h"

#define MOST_GROUPS 10
#define MOST_KINDS 3
#define LEVEL 0.05
#define EACH FAIR__EACH_GROUP
#define GAP FAIR__ALL_PAIRS

/* So many groups of n rows: their rate before, and shares of the rows that
 * came and went; unpaired before is of n_before other rows. */
typedef struct kind {
    int many;
    uint64_t n;
    double before, gained, lost;
    uint64_t n_before; /* 0: paired */
} kind;

typedef struct scenario {
    const char *name;
    int32_t between;
    double limit;
    kind kinds[MOST_KINDS];
    double most_fail, most_pass;
} scenario;

#define NONE 0.01, 1
#define AT_LIMIT 0.05, 0.05

static const scenario scenarios[] = {
    {"no change, 4 groups of 500", EACH, 0.05,
     {{4, 500, 0.3, 0.05, 0.05, 0}}, NONE},
    {"nobody changed much, 4 groups of 200", EACH, 0.02,
     {{4, 200, 0.3, 0.005, 0.005, 0}}, NONE},
    {"one of 4 groups of 400 just 0.05 higher", EACH, 0.05,
     {{3, 400, 0.3, 0.04, 0.04, 0}, {1, 400, 0.3, 0.07, 0.02, 0}}, AT_LIMIT},
    {"2 groups of 60 just 0.05 higher", EACH, 0.05,
     {{2, 60, 0.3, 0.06, 0.01, 0}}, AT_LIMIT},
    {"no change, 2 groups of 500", GAP, 0.05,
     {{2, 500, 0.3, 0.05, 0.05, 0}}, NONE},
    {"no change, 10 groups of 100", GAP, 0.05,
     {{10, 100, 0.3, 0.05, 0.05, 0}}, NONE},
    {"no change of a gap of 0.1, 300 and 100", GAP, 0.05,
     {{1, 300, 0.4, 0.05, 0.05, 0}, {1, 100, 0.3, 0.03, 0.03, 0}}, NONE},
    {"gap from 0 to just 0.05, 500 and 300", GAP, 0.05,
     {{1, 500, 0.3, 0.07, 0.02, 0}, {1, 300, 0.3, 0.04, 0.04, 0}}, AT_LIMIT},
    {"gap from 0.1 to just 0.15, 5 groups of 400", GAP, 0.05,
     {{1, 400, 0.4, 0.07, 0.02, 0}, {4, 400, 0.3, 0.04, 0.04, 0}}, AT_LIMIT},
    {"gap of 0.1 turned to just 0.15 the other way, 500 each", GAP, 0.05,
     {{1, 500, 0.4, 0.01, 0.16, 0}, {1, 500, 0.3, 0.12, 0.02, 0}}, AT_LIMIT},
    {"unpaired, no change, 4 groups of 500", EACH, 0.05,
     {{4, 500, 0.3, 0, 0, 500}}, NONE},
    {"unpaired, one of 4 groups just 0.05 higher", EACH, 0.05,
     {{3, 400, 0.3, 0, 0, 800}, {1, 400, 0.3, 0.05, 0, 200}}, AT_LIMIT},
    {"unpaired, no change, 2 groups of 500", GAP, 0.05,
     {{2, 500, 0.3, 0, 0, 500}}, NONE},
    {"unpaired, no change, 10 groups of 100", GAP, 0.05,
     {{10, 100, 0.3, 0, 0, 200}}, NONE},
    {"unpaired, gap from 0 to just 0.05, 500 and 300", GAP, 0.05,
     {{1, 500, 0.3, 0.05, 0, 500}, {1, 300, 0.3, 0, 0, 600}}, AT_LIMIT},
    {"unpaired, gap from 0.1 to just 0.15, 5 groups", GAP, 0.05,
     {{1, 400, 0.4, 0.05, 0, 400}, {4, 400, 0.3, 0, 0, 400}}, AT_LIMIT},
    {"a group of 1,000 lost nobody, one gained 0.15", EACH, 0.05,
     {{1, 1000, 0.3, 0.02, 0.02, 0}, {1, 1000, 0.3, 0.17, 0.02, 0}}, 1, 0.05},
    {"gap from 0 to 0.15, 2 groups of 1,000", GAP, 0.05,
     {{1, 1000, 0.3, 0.17, 0.02, 0}, {1, 1000, 0.3, 0.02, 0.02, 0}}, 1, 0.05},
    {"no change, 2 groups of 3,000 of which 2 % changed", GAP, 0.05,
     {{2, 3000, 0.3, 0.01, 0.01, 0}}, NONE},
};
#define N_SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

/* ---- one run ---- */

static double
share(uint64_t k, uint64_t n)
{
    return (double)k / (double)n;
}

static void
draw_paired(fair__random *r, const kind *of, fair__sample *out)
{
    /* Selected by both, now, before, by neither. */
    double chance[4] = {of->before - of->lost, of->gained, of->lost,
                        1 - of->before - of->gained};
    uint64_t found[4];
    fair__draw_chances(chance, 4, chance);
    fair__draw_multinomial(r, of->n, chance, 4, found);
    out->rate = share(found[0] + found[1], of->n);
    out->change.before = share(found[0] + found[2], of->n);
    out->change.gained = share(found[1], of->n);
    out->change.lost = share(found[2], of->n);
    out->change.n_before = out->n;
    out->change.paired = 1;
}

static void
draw_unpaired(fair__random *r, const kind *of, fair__sample *out)
{
    const double now = of->before + of->gained - of->lost;
    out->rate = share(fair__draw_binomial(r, of->n, now), of->n);
    out->change.before =
        share(fair__draw_binomial(r, of->n_before, of->before), of->n_before);
    out->change.n_before = (double)of->n_before;
}

static size_t
draw(const scenario *s, uint64_t seed, uint32_t run, fair__sample *out)
{
    uint32_t n = 0;
    for (size_t k = 0; k < MOST_KINDS; k++)
        for (int i = 0; i < s->kinds[k].many; i++, n++) {
            const kind *of = &s->kinds[k];
            fair__random r = fair__random_new(seed, 0, run, n);
            out[n] = (fair__sample){.n = (double)of->n, .group = (int32_t)n};
            if (of->n_before == 0)
                draw_paired(&r, of, &out[n]);
            else
                draw_unpaired(&r, of, &out[n]);
            out[n].change.rate = out[n].rate;
            out[n].change.n = out[n].n;
        }
    return n;
}

typedef struct shares {
    double fail, pass;
} shares;

static shares
play(const scenario *s, uint32_t runs, uint64_t seed)
{
    fair__sample samples[MOST_GROUPS];
    uint32_t fail = 0, pass = 0;
    for (uint32_t run = 0; run < runs; run++) {
        fair__judgement j;
        fair__family f = {.form = FAIR__OF_CHANGE,
                          .between = s->between,
                          .samples = samples,
                          .reason = FAIR_DEFINED,
                          .n_peers = 1};
        f.n = draw(s, seed, run, samples);
        f.peers = &f;
        f.n_claims = s->between == GAP ? f.n * (f.n - 1) : f.n;
        fair__judge(&f, 1, (fair__limit){s->limit, 1}, LEVEL, &j);
        fail += j.p_beyond <= LEVEL;
        pass += j.p_within <= LEVEL;
    }
    return (shares){(double)fail / runs, (double)pass / runs};
}

/* ---- all of them ---- */

/* Whether a share is above p by more than four standard errors. */
static int
is_above(double x, double p, uint32_t runs)
{
    return p < 1 && x > p + 4 * sqrt(p * (1 - p) / runs);
}

int
main(int argc, char **argv)
{
    const uint32_t runs =
        argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 500;
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    int wrong = runs == 0;
    printf("| truth | increase of | FAIL | PASS | INCONCLUSIVE |\n"
           "|---|---|---|---|---|\n");
    for (size_t i = 0; i < N_SCENARIOS && runs > 0; i++) {
        const scenario *s = &scenarios[i];
        const shares x = play(s, runs, seed);
        printf("| %s | %s at most %g | %.2f %% | %.2f %% | %.2f %% |\n",
               s->name, s->between == GAP ? "the gap" : "each rate", s->limit,
               100 * x.fail, 100 * x.pass, 100 * (1 - x.fail - x.pass));
        if (!is_above(x.fail, s->most_fail, runs) &&
            !is_above(x.pass, s->most_pass, runs))
            continue;
        fprintf(stderr, "out of bounds: %s\n", s->name);
        wrong = 1;
    }
    return wrong;
}
