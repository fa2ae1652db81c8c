/* SPDX-License-Identifier: MIT
 * Tests of signed criteria and standardised rates: how often their intervals
 * hold what is true, by going through every outcome. */
#include "coverage.h"

#include "compare/contrast.h"

static fair__bounded found[MOST_OUTCOMES];
static const outcomes small = {4, {8, 12, 10, 9}, found};

/* ---- average odds: TPR and FPR of two groups ---- */

static void
odds_crowd(const uint64_t *hits, crowd *c)
{
    const uint64_t *n = small.sizes;
    const uint64_t rows[2][4] = {
        {hits[0], hits[1], n[0] - hits[0], n[1] - hits[1]},
        {hits[2], hits[3], n[2] - hits[2], n[3] - hits[3]}};
    crowd_of(c, 2, rows);
}

typedef struct setting {
    fair__subject subject;
    fair__rules rules;
    int none; /* the p-value in the place of the interval */
} setting;

static fair__bounded
odds(const void *ctx, const uint64_t *hits)
{
    const setting *s = ctx;
    crowd c;
    odds_crowd(hits, &c);
    if (s->rules.reference == FAIR_REFERENCE_LARGEST)
        c.population.named_reference = 1;
    if (!s->none)
        return interval_of(&s->subject, &c.population, &s->rules, 0);
    const double p = fair__contrast_none(s->subject.criterion, &c.population,
                                         &s->rules);
    return (fair__bounded){p, p > 0.05 ? 0 : 1, 2};
}

static double
mean_gap(const outcomes *o, const double *p)
{
    (void)o;
    return ((p[0] - p[2]) + (p[1] - p[3])) / 2;
}

START_TEST(odds_of_two_groups)
{
    outcomes o = small;
    setting s = {criterion("average_odds_difference"), defaults, 0};
    go_through(&o, odds, &s);
    coverage c = over_grid(&o, mean_gap, 0.2);
    show("average_odds_difference", c);
    ck_assert(c.least >= 0.928 && c.mean >= 0.946);
    s.none = 1;
    go_through(&o, odds, &s);
    double least = 1;
    for (double t = 0.1; t < 0.95; t += 0.1)
        for (double f = 0.1; f < 0.95; f += 0.1) {
            const double p[] = {t, f, t, f};
            least = fmin(least, covered(&o, p, 0.5)); /* p above 0.05 */
        }
    show("no disparity in average odds, not ruled out",
         (coverage){least, least});
    ck_assert(least >= 0.95);
}
END_TEST

/* ---- two strata ---- */

/* Of stratum s: group a's selected and rejected, among so many; two groups. */
typedef struct strata {
    crowd whole;
    crowd parts[2];
    fair__population populations[2];
} strata;

static const uint32_t parent[] = {0, 1};

static void
strata_of(strata *s, const uint64_t rows[2][2][4])
{
    uint64_t all[2][4] = {{0}};
    for (size_t k = 0; k < 2; k++) {
        crowd_of(&s->parts[k], 2, rows[k]);
        s->parts[k].population.parent = parent;
        s->populations[k] = s->parts[k].population;
        for (size_t i = 0; i < 2; i++)
            for (int x = 0; x < 4; x++) all[i][x] += rows[k][i][x];
    }
    crowd_of(&s->whole, 2, (const uint64_t(*)[4])all);
    s->whole.population.strata = s->populations;
    s->whole.population.n_strata = 2;
}

/* hits: group a's of the rejected and of the accepted, of both strata. */
static fair__bounded
disparity(const void *ctx, const uint64_t *hits)
{
    const uint64_t *n = small.sizes;
    const setting *c = ctx;
    const uint64_t rows[2][2][4] = {
        {{hits[1], 0, hits[0], 0}, {n[1] - hits[1], 0, n[0] - hits[0], 0}},
        {{hits[3], 0, hits[2], 0}, {n[3] - hits[3], 0, n[2] - hits[2], 0}}};
    static strata s;
    strata_of(&s, rows);
    return interval_of(&c->subject, &s.whole.population, &c->rules, 0);
}

static double
disparity_truth(const outcomes *o, const double *p)
{
    const double first = (double)(o->sizes[0] + o->sizes[1]);
    const double second = (double)(o->sizes[2] + o->sizes[3]);
    return (first * (p[0] - p[1]) + second * (p[2] - p[3])) /
           (first + second);
}

START_TEST(disparity_of_two_strata)
{
    outcomes o = small;
    const setting s = {criterion("conditional_demographic_disparity"),
                       defaults, 0};
    go_through(&o, disparity, &s);
    const coverage c = over_grid(&o, disparity_truth, 0.2);
    show("conditional_demographic_disparity", c);
    ck_assert(c.least >= 0.95);
}
END_TEST

/* hits: selected of a and b in the first stratum, then in the second. */
static fair__bounded
standardized(const void *ctx, const uint64_t *hits)
{
    const uint64_t *n = small.sizes;
    const setting *c = ctx;
    const uint64_t rows[2][2][4] = {
        {{hits[0], 0, n[0] - hits[0], 0}, {hits[1], 0, n[1] - hits[1], 0}},
        {{hits[2], 0, n[2] - hits[2], 0}, {hits[3], 0, n[3] - hits[3], 0}}};
    static strata s;
    strata_of(&s, rows);
    return interval_of(&c->subject, &s.whole.population, &c->rules, 0);
}

static void
standard_rates(const outcomes *o, const double *p, double out[2])
{
    const double first = (double)(o->sizes[0] + o->sizes[1]);
    const double second = (double)(o->sizes[2] + o->sizes[3]);
    for (int i = 0; i < 2; i++)
        out[i] = (first * p[i] + second * p[2 + i]) / (first + second);
}

static double
standard_gap(const outcomes *o, const double *p)
{
    double m[2];
    standard_rates(o, p, m);
    return fabs(m[0] - m[1]);
}

static double
standard_ratio(const outcomes *o, const double *p)
{
    double m[2];
    standard_rates(o, p, m);
    return fmin(m[0], m[1]) / fmax(m[0], m[1]);
}

START_TEST(standardized_rates)
{
    static const char *const names[] = {"standardized_difference",
                                        "standardized_ratio"};
    for (int k = 0; k < 2; k++) {
        outcomes o = small;
        const setting s = {comparison("selection_rate", names[k]), defaults,
                           0};
        go_through(&o, standardized, &s);
        const coverage c =
            over_grid(&o, k == 0 ? standard_gap : standard_ratio, 0.2);
        show(names[k], c);
        ck_assert(c.least >= 0.926);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, odds_of_two_groups);
    tcase_add_test(tc, disparity_of_two_strata);
    tcase_add_test(tc, standardized_rates);
}

FAIR_TEST_MAIN("compare/contrast", tests)
