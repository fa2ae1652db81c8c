/* SPDX-License-Identifier: MIT
 * How often simultaneous bounds (libfairness/compare/simultaneous.c) are wrong
 * where there is no disparity at all, and where it is just the limit: tables
 * drawn with a fixed seed, and the bounds of each.
 *
 *     bench_coverage [tables] [replicates]                                */
#define _POSIX_C_SOURCE 199309L
#include "compare/simultaneous.h"

#include "base/memory.h"
#include "measure.h"
#include "metric/plain.h"
#include "stats/draw.h"
#include "stats/largest.h"
#include "stats/score.h"

#define MOST 50 /* groups */
#define PURPOSE_TABLES 1
#define PURPOSE_REPLICATES 2

typedef struct scenario {
    size_t groups;
    uint64_t small; /* rows of the first group */
    uint64_t large; /* and of each other one; sizes between where skewed */
    int is_skewed;
    double positives;
    double rates[2]; /* true and false positive */
} scenario;

static const scenario scenarios[] = {
    {2, 500, 500, 0, 0.3, {0.3, 0.1}},
    {2, 50, 50, 0, 0.3, {0.5, 0.2}},
    {2, 20, 1000, 0, 0.3, {0.5, 0.2}},
    {5, 200, 200, 0, 0.3, {0.6, 0.1}},
    {5, 30, 3000, 1, 0.3, {0.6, 0.1}},
    {10, 1000, 1000, 0, 0.2, {0.7, 0.05}},
    {10, 100, 100, 0, 0.3, {0.5, 0.2}},
    {10, 50, 10000, 1, 0.2, {0.7, 0.02}},
    {10, 500, 500, 0, 0.02, {0.5, 0.005}},
    {50, 100, 100, 0, 0.3, {0.5, 0.2}},
    {50, 20, 20, 0, 0.4, {0.5, 0.3}},
    {50, 30, 5000, 1, 0.1, {0.6, 0.02}},
};

static uint64_t
size_of(const scenario *s, size_t g)
{
    if (!s->is_skewed) return g == 0 ? s->small : s->large;
    double ratio = 1; /* geometric, by repeated squares of roots: no pow */
    const double all = (double)s->large / (double)s->small;
    double low = 1, high = all;
    for (int i = 0; i < 60; i++) {
        const double mid = (low + high) / 2;
        double power = 1;
        for (size_t k = 1; k < s->groups; k++) power *= mid;
        if (power < all) low = mid;
        else high = mid;
    }
    for (size_t k = 0; k < g; k++) ratio *= low;
    return (uint64_t)((double)s->small * ratio + 0.5);
}

/* The last group's rates are `gap` higher. */
static fair__counts
draw_group(const scenario *s, size_t g, uint32_t table, double gap)
{
    fair__random r = fair__random_new(20267, PURPOSE_TABLES, table,
                                      (uint32_t)g);
    const double more = g + 1 == s->groups ? gap : 0;
    const uint64_t n = size_of(s, g);
    const uint64_t p = fair__draw_binomial(&r, n, s->positives);
    const uint64_t tp = fair__draw_binomial(&r, p, s->rates[0] + more);
    const uint64_t fp = fair__draw_binomial(&r, n - p, s->rates[1] + more);
    return (fair__counts){.rows = {tp, fp, p - tp, n - p - fp, 0, 0}};
}

typedef struct family {
    const char *name;
    const char *metrics[2];
    int by_scores; /* stats/largest.h, else compare/simultaneous.h */
} family;

static const family families[] = {
    {"demographic parity", {"selection_rate", NULL}, 1},
    {"equalized odds", {"true_positive_rate", "false_positive_rate"}, 1},
    {"the same, resampled",
     {"true_positive_rate", "false_positive_rate"},
     0},
    {"balanced accuracy", {"balanced_accuracy", NULL}, 0},
    {"F1", {"f1_score", NULL}, 0},
};

typedef struct tallies {
    int false_alarm[2]; /* p at most 1 %, 5 % */
    int lower;          /* the largest lower bound is above the truth */
    int upper;          /* the largest upper bound is below it */
} tallies;

typedef struct table {
    fair__counts groups[MOST];
    fair__counts total;
    fair__drawn values[2 * MOST];
    size_t n_values;
    fair__component components[2 * MOST * MOST];
    size_t n;
    fair__population population;
} table;

/* Every ordered pair of groups, of every metric. */
static void
set_table(table *t, const scenario *s, const family *f, uint32_t number,
          double gap)
{
    static const uint8_t has_missing[MOST];
    t->n_values = t->n = 0;
    for (int m = 0; m < 2 && f->metrics[m] != NULL; m++) {
        const size_t base = t->n_values;
        for (size_t g = 0; g < s->groups; g++)
            t->values[t->n_values++] = (fair__drawn){
                fair__metric_find(f->metrics[m]), (int32_t)g, 0};
        for (size_t a = 0; a < s->groups; a++)
            for (size_t b = 0; b < s->groups; b++)
                if (a != b)
                    t->components[t->n++] = (fair__component){
                        .value = base + a, .reference = base + b};
    }
    t->total = (fair__counts){{0}, NULL, {0}, 0, 0};
    for (size_t g = 0; g < s->groups; g++) {
        t->groups[g] = draw_group(s, g, number, gap);
        for (int i = 0; i < FAIR__N_COUNTS; i++)
            t->total.rows[i] += t->groups[g].rows[i];
    }
    t->population = (fair__population){.n = s->groups,
                                       .groups = t->groups,
                                       .has_missing = has_missing,
                                       .total = &t->total,
                                       .named_reference = FAIR__NO_GROUP};
}

/* What the last group truly has above the others. */
static double
truth(const scenario *s, const family *f, double gap)
{
    static const fair__costs costs;
    double most = 0;
    for (int m = 0; m < 2 && f->metrics[m] != NULL; m++) {
        double value[2] = {0};
        for (int i = 0; i < 2; i++) {
            const double p = s->positives, tpr = s->rates[0] + i * gap;
            const double fpr = s->rates[1] + i * gap;
            const double slots[FAIR__N_COUNTS] = {
                p * tpr, (1 - p) * fpr, p * (1 - tpr), (1 - p) * (1 - fpr)};
            fair__plain_value(fair__metric_find(f->metrics[m]), slots, slots,
                              &costs, &value[i]);
        }
        const double d = value[1] - value[0], size = d < 0 ? -d : d;
        if (size > most) most = size;
    }
    return most;
}

/* Bounds of differences of rates by score (Miettinen and Nurminen), lower ones
 * at the critical value. */
static void
look_at_scores(const fair_allocator *mem, const table *t, uint32_t number,
               uint32_t replicates, double truth, tallies *out)
{
    fair__rate rates[2 * MOST] = {{0, 0, 0}};
    const fair__costs costs = {0};
    fair__largest found;
    fair_error err = {0};
    size_t n = 0;
    for (size_t i = 0; i < t->n_values; i++) {
        const fair__drawn *v = &t->values[i];
        fair__result r;
        fair__metric_compute(v->metric, &t->groups[v->group], &t->total, ~0u,
                             &costs, &r);
        if (r.reason == 0)
            rates[n++] = (fair__rate){fair__wide_double(&r.value),
                                      r.effective_n,
                                      v->metric != t->values[0].metric};
    }
    check(fair__largest_score(mem, rates, n, NULL, 0, number,
                              PURPOSE_REPLICATES, replicates, 0.05, &found,
                              &err),
          &err);
    /* A bound is beyond the truth where the score of the truth is beyond what
     * is critical for the bound. */
    int is_above = 0, is_below = 1;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            if (i == k || rates[i].kind != rates[k].kind) continue;
            const double score =
                fair__score_difference(rates[i].rate, rates[i].n,
                                       rates[k].rate, rates[k].n, truth, 0);
            if (score > found.critical) is_above = 1;
            if (score >= -1.6448536269514722) is_below = 0;
        }
    out->false_alarm[0] += found.p_value <= 0.01;
    out->false_alarm[1] += found.p_value <= 0.05;
    out->lower += is_above;
    out->upper += is_below;
}

static void
look(const fair_allocator *mem, table *t, uint32_t number,
     uint32_t replicates, double truth, tallies *out)
{
    static const fair__costs costs;
    const fair__resampling by = {number, PURPOSE_REPLICATES, replicates, 0.05,
                                 1.6448536269514722};
    fair__simultaneous found;
    fair_error err = {0};
    check(fair__simultaneous_find(mem, &t->population, &costs, t->values,
                                  t->n_values, t->components, t->n, &by,
                                  &found, &err),
          &err);
    out->false_alarm[0] += found.p_value <= 0.01;
    out->false_alarm[1] += found.p_value <= 0.05;
    out->lower += t->components[found.lower_at].lower > truth;
    out->upper += t->components[found.upper_at].upper < truth;
}

static void
run(const scenario *s, const family *f, double gap, int tables,
    uint32_t replicates)
{
    static table t;
    fair_allocator mem;
    tallies found = {{0}, 0, 0};
    const double most = truth(s, f, gap);
    check(fair__memory_init(&mem, NULL, NULL), NULL);
    for (int i = 0; i < tables; i++) {
        set_table(&t, s, f, (uint32_t)i, gap);
        if (f->by_scores)
            look_at_scores(&mem, &t, (uint32_t)i, replicates, most, &found);
        else
            look(&mem, &t, (uint32_t)i, replicates, most, &found);
    }
    const double all = tables;
    printf("%3zu %5llu %5llu %5.3f %-20s%6.3f %6.4f %6.4f %6.4f", s->groups,
           (unsigned long long)s->small, (unsigned long long)s->large,
           s->positives * s->rates[0] + (1 - s->positives) * s->rates[1],
           f->name, most, found.false_alarm[0] / all,
           found.false_alarm[1] / all, found.lower / all);
    if (gap > 0) printf(" %6.4f", found.upper / all);
    printf("\n");
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    const int tables = argc > 1 ? atoi(argv[1]) : 2000;
    const uint32_t replicates = argc > 2 ? (uint32_t)atoi(argv[2]) : 999;
    printf("groups, smallest, largest, selection rate; criterion, its truth; "
           "p <= 0.01, p <= 0.05, lower bound above the truth, upper below "
           "it: shares of %d tables\n",
           tables);
    for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++)
        for (size_t f = 0; f < sizeof(families) / sizeof(*families); f++) {
            if (argc > 3 && (size_t)atoi(argv[3]) != i) continue;
            if (argc > 4 && (size_t)atoi(argv[4]) != f) continue;
            run(&scenarios[i], &families[f], 0, tables, replicates);
            run(&scenarios[i], &families[f], 0.1, tables, replicates);
        }
    return 0;
}
