/* SPDX-License-Identifier: MIT
 * Tests of intervals by resampling: how often they hold what is true, of one
 * group, against a reference, and at the most different groups; and what they
 * are made of.  RUNS=4000 shows a table (scripts/long/resampled.sh). */
#include "compare/bounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <fairness/report.h>

#include "compare/evidence.h"
#include "compare/extent.h"
#include "compare/find.h"
#include "harness.h"
#include "metric/plain.h"
#include "stats/draw.h"

#define MOST_GROUPS 5
#define REPLICATES 400
#define Z95 1.959963984540054

static const fair_watch nobody = FAIR_WATCH_INIT;

typedef struct scenario {
    int groups;
    uint64_t n; /* rows of each */
    double share; /* of positives */
    /* True and false positive rate of the first group, and of the others. */
    double rates[2][2];
} scenario;

static const scenario scenarios[] = {
    {2, 60, 0.5, {{0.7, 0.3}, {0.7, 0.3}}},
    {2, 200, 0.3, {{0.8, 0.2}, {0.8, 0.2}}},
    {2, 200, 0.3, {{0.6, 0.2}, {0.8, 0.1}}},
    {5, 100, 0.4, {{0.7, 0.2}, {0.7, 0.2}}},
    {5, 400, 0.2, {{0.5, 0.2}, {0.8, 0.2}}},
    {2, 1000, 0.1, {{0.7, 0.1}, {0.8, 0.1}}},
    /* Few are wrong. */
    {2, 200, 0.5, {{0.98, 0.02}, {0.98, 0.02}}},
    {2, 1000, 0.5, {{0.99, 0.01}, {0.97, 0.02}}},
};
static const char *const names[] = {
    "f1_score", "matthews_correlation", "balanced_accuracy",
    "diagnostic_odds_ratio", "positive_likelihood_ratio",
    "negative_likelihood_ratio", "treatment_ratio",
};
#define N_SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))
#define N_NAMES (sizeof(names) / sizeof(names[0]))

/* How many intervals there were, and how many held the truth. */
typedef struct held {
    uint32_t there;
    uint32_t holds;
} held;

typedef struct shares {
    held value;
    held to_reference;
    held ratio;
    held difference; /* of the most different groups */
    held group_min;
    uint32_t above_none; /* differences whose lower bound is above 0 */
} shares;

static void
note(held *h, double lower, double upper, double truth)
{
    h->there++;
    h->holds += lower <= truth && truth <= upper;
}

static double
share_of(const held *h)
{
    return h->there > 0 ? (double)h->holds / h->there : 1;
}

static void
chances_of(const scenario *s, int group, double out[4])
{
    const double *rates = s->rates[group > 0];
    out[FAIR__TP] = s->share * rates[0];
    out[FAIR__FN] = s->share * (1 - rates[0]);
    out[FAIR__FP] = (1 - s->share) * rates[1];
    out[FAIR__TN] = (1 - s->share) * (1 - rates[1]);
}

static double
truth_of(const scenario *s, const fair__metric *m, int group)
{
    static const fair__costs costs = {0};
    double slots[FAIR__N_COUNTS] = {0}, out = NAN;
    chances_of(s, group, slots);
    ck_assert(fair__plain_value(m, slots, slots, &costs, &out));
    return out;
}

/* Groups drawn once, and all that replicates say of them. */
typedef struct made {
    fair__counts groups[MOST_GROUPS];
    fair__counts total;
    uint8_t missing[MOST_GROUPS];
    fair__population population;
    fair__resampled known[MOST_GROUPS * 64];
} made;

static void
draw(const scenario *s, const fair__metric *m, uint32_t run, made *out)
{
    const fair_allocator memory = test_allocator(&(test_memory){0});
    const size_t n_slots = fair__resampled_slots();
    const int is_drawn = fair__resampled_slot(m) >= 0;
    fair__sample samples[MOST_GROUPS];
    const fair__rules rules = {.z = Z95};
    ck_assert_uint_le(n_slots, 64);
    *out = (made){.population = {.n = (size_t)s->groups,
                                 .groups = out->groups,
                                 .has_missing = out->missing,
                                 .total = &out->total,
                                 .given = m->needs,
                                 .named_reference = 1}};
    for (int g = 0; g < s->groups; g++) {
        fair__random r = fair__random_new(11, 0, run, (uint32_t)g);
        double chances[4];
        chances_of(s, g, chances);
        fair__draw_chances(chances, 4, chances);
        fair__draw_multinomial(&r, s->n, chances, 4, out->groups[g].rows);
        out->groups[g].resampled = out->known + (size_t)g * n_slots;
        for (int k = 0; k < FAIR__N_COUNTS; k++)
            out->total.rows[k] += out->groups[g].rows[k];
    }
    const fair__plan plan = {.n_metrics = 1,
                             .metrics = {m},
                             .form = FAIR__OF_VALUE,
                             .between = FAIR__EACH_GROUP,
                             .test = FAIR__BY_ERROR};
    fair__drawing drawing = {.seed = run,
                             .n_replicates = REPLICATES,
                             .watch = &nobody,
                             .only_own = 1};
    fair__family f;
    fair__evidence evidence;
    fair__family_make(&plan, 0, &out->population, &rules, samples, &f);
    ck_assert_ok(fair__evidence_make(&memory, &f, 1, samples, MOST_GROUPS,
                                     &rules, &drawing, &evidence, NULL));
    if (is_drawn) fair__resampled_take(&f, &rules, out->known, n_slots);
    fair__evidence_free(&evidence, &memory);
}

static void
look(const scenario *s, const fair__metric *m, const made *d, shares *out)
{
    const fair__rules rules = {.z = Z95};
    const fair__population *p = &d->population;
    const int32_t method = fair__resampled_slot(m) >= 0
                               ? FAIR_METHOD_RESAMPLED
                               : FAIR_METHOD_SCORE;
    const double first = truth_of(s, m, 0), other = truth_of(s, m, 1);
    const double least = first < other ? first : other;
    fair__result r;
    fair__bounded b;
    fair__finding f;
    fair__metric_compute(m, &d->groups[0], &d->total, m->needs, &rules.costs,
                         &r);
    if (r.reason == FAIR_DEFINED &&
        fair__bounds(m, &d->groups[0], &r, Z95, &b) == method)
        note(&out->value, b.lower, b.upper, first);
    fair__find_difference_to_reference(p, &rules, m, 0, &f);
    if (f.method == method)
        note(&out->to_reference, f.lower, f.upper, first - other);
    fair__find_ratio_to_reference(p, &rules, m, 0, &f);
    if (f.method == method)
        note(&out->ratio, f.lower, f.upper, first / other);
    fair__subject subject = {.metric = m};
    double lower, upper;
    subject.comparison = fair__comparison_find("difference");
    fair__find_difference(p, &rules, m, 0, &f);
    if (fair__extent(&subject, p, &rules, &f, &lower, &upper)) {
        note(&out->difference, lower, upper, fabs(first - other));
        out->above_none += lower > 0;
    }
    subject.comparison = fair__comparison_find("group_min");
    fair__find_group_min(p, &rules, m, 0, &f);
    if (fair__extent(&subject, p, &rules, &f, &lower, &upper))
        note(&out->group_min, lower, upper, least);
}

static uint32_t
runs(void)
{
    const char *given = getenv("RUNS");
    return given != NULL ? (uint32_t)atoi(given) : 60;
}

static int
is_below(const held *h, double least)
{
    const double n = h->there;
    return n > 0 &&
           share_of(h) < least - 3.5 * sqrt(least * (1 - least) / n) - 1e-9;
}

START_TEST(intervals_hold_what_is_true)
{
    static made d;
    if (getenv("RUNS") != NULL)
        printf("| metric | groups, rows | a group | difference to another | "
               "ratio | largest difference | lowest | equal: above 0 |\n"
               "|---|---|---|---|---|---|---|---|\n");
    for (size_t k = 0; k < N_NAMES * N_SCENARIOS; k++) {
        const scenario *s = &scenarios[k % N_SCENARIOS];
        const fair__metric *m = fair__metric_find(names[k / N_SCENARIOS]);
        const int equal = truth_of(s, m, 0) == truth_of(s, m, 1);
        shares t = {.above_none = 0};
        for (uint32_t run = 0; run < runs(); run++) {
            draw(s, m, run, &d);
            look(s, m, &d, &t);
        }
        if (getenv("RUNS") != NULL) {
            fflush(stdout);
            printf("| `%s` | %d of %d | %.1f %% | %.1f %% | ", m->name,
                   s->groups, (int)s->n, 100 * share_of(&t.value),
                   100 * share_of(&t.to_reference));
            if (t.ratio.there > 0)
                printf("%.1f %% | ", 100 * share_of(&t.ratio));
            else
                printf("none | ");
            printf("%.1f %% | %.1f %% | ", 100 * share_of(&t.difference),
                   100 * share_of(&t.group_min));
            if (equal)
                printf("%.1f %% |\n",
                       100.0 * t.above_none / (double)t.difference.there);
            else
                printf("|\n");
        }
        const double least = 0.92;
        ck_assert_uint_gt(t.value.there, 0);
        ck_assert(!is_below(&t.value, least));
        ck_assert(!is_below(&t.to_reference, least));
        ck_assert(!is_below(&t.ratio, least));
        ck_assert(!is_below(&t.difference, least));
        ck_assert(!is_below(&t.group_min, least));
        /* At most 2.5 %, of one bound. */
        const double n = t.difference.there;
        if (equal)
            ck_assert_double_le(t.above_none, 0.025 * n + 3.5 * sqrt(0.025 * n));
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, intervals_hold_what_is_true);
}

FAIR_TEST_MAIN("compare/bounds", tests)
