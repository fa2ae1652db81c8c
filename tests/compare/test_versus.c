/* SPDX-License-Identifier: MIT
 * Tests of groups against the rest, all rows, and the best group: how often
 * their intervals hold what is true. */
#include "coverage.h"

#include "compare/versus.h"

static fair__bounded found[MOST_OUTCOMES];

/* Two groups by the numbers of their selected. */
typedef struct setting {
    const outcomes *o;
    fair__subject subject;
    fair__rules rules;
    size_t i;
} setting;

static fair__bounded
find(const void *ctx, const uint64_t *hits)
{
    const setting *s = ctx;
    uint64_t rows[2][4];
    crowd c;
    for (size_t i = 0; i < 2; i++) {
        rows[i][0] = hits[i];
        rows[i][2] = s->o->sizes[i] - hits[i];
        rows[i][1] = rows[i][3] = 0;
    }
    crowd_of(&c, 2, (const uint64_t(*)[4])rows);
    return interval_of(&s->subject, &c.population, &s->rules, s->i);
}

static double
share_of(const outcomes *o, size_t i)
{
    return (double)o->sizes[i] / (double)(o->sizes[0] + o->sizes[1]);
}

static double
whole_of(const outcomes *o, const double *p)
{
    return share_of(o, 0) * p[0] + share_of(o, 1) * p[1];
}

static double
to_rest(const outcomes *o, const double *p)
{
    (void)o;
    return p[0] - p[1];
}

static double
ratio_to_rest(const outcomes *o, const double *p)
{
    (void)o;
    return p[0] / p[1];
}

static double
to_whole(const outcomes *o, const double *p)
{
    return p[0] - whole_of(o, p);
}

static double
ratio_to_whole(const outcomes *o, const double *p)
{
    return p[0] / whole_of(o, p);
}

static double
furthest(const outcomes *o, const double *p)
{
    const double whole = whole_of(o, p);
    return fmax(fabs(p[0] - whole), fabs(p[1] - whole));
}

static double
furthest_ratio(const outcomes *o, const double *p)
{
    const double whole = whole_of(o, p);
    double least = 1;
    for (size_t i = 0; i < 2; i++)
        least = fmin(least, fmin(p[i] / whole, whole / p[i]));
    return least;
}

START_TEST(every_outcome)
{
    static const uint64_t sizes[][2] = {{10, 10}, {12, 40}, {40, 12}, {30, 30}};
    static const struct {
        const char *comparison;
        int32_t reference;
        truth_of *truth;
        double least;
        double mean;
    } kinds[] = {
        {"difference_to_reference", FAIR_REFERENCE_REST, to_rest, .929, .949},
        {"ratio_to_reference", FAIR_REFERENCE_REST, ratio_to_rest, .929, .949},
        {"difference_to_reference", FAIR_REFERENCE_OVERALL, to_whole, .929,
         .949},
        {"ratio_to_reference", FAIR_REFERENCE_OVERALL, ratio_to_whole, .929,
         .949},
        {"difference_to_overall", FAIR_REFERENCE_LARGEST, furthest, .946, .98},
        {"ratio_to_overall", FAIR_REFERENCE_LARGEST, furthest_ratio, .946,
         .98},
    };
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        coverage worst = {1, 1};
        for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
            outcomes o = {2, {sizes[s][0], sizes[s][1]}, found};
            setting of = {&o,
                          comparison("selection_rate", kinds[k].comparison),
                          defaults, 0};
            of.rules.reference = kinds[k].reference;
            go_through(&o, find, &of);
            const coverage c = over_grid(&o, kinds[k].truth, 0.05);
            worst.least = fmin(worst.least, c.least);
            worst.mean = fmin(worst.mean, c.mean);
        }
        show(kinds[k].comparison, worst);
        ck_assert_msg(worst.least >= kinds[k].least &&
                          worst.mean >= kinds[k].mean,
                      "%zu: least %f, mean %f", k, worst.least, worst.mean);
    }
}
END_TEST

/* Each group's interval to the one that came out best is of these two. */
START_TEST(best_of_many)
{
    const int runs = TEST_SANITIZED ? 60 : 1000;
    static const double others[] = {0.3, 0.4};
    for (size_t k = 0; k < 2; k++) {
        int held[2][10] = {{0}};
        for (int run = 0; run < runs; run++) {
            uint64_t rows[10][4] = {{0}};
            double rates[10];
            crowd c;
            fair__rules rules = defaults;
            rules.reference = FAIR_REFERENCE_BEST;
            for (size_t i = 0; i < 10; i++) {
                const uint64_t n = 40 + 20 * i;
                rates[i] = i % 3 == 0 ? others[k] : 0.3;
                rows[i][0] = drawn((uint32_t)k, run, i, n, rates[i]);
                rows[i][2] = n - rows[i][0];
            }
            crowd_of(&c, 10, (const uint64_t(*)[4])rows);
            for (size_t i = 0; i < 10; i++)
                for (int ratio = 0; ratio < 2; ratio++) {
                    const fair__subject s =
                        comparison("selection_rate",
                                   ratio ? "ratio_to_reference"
                                         : "difference_to_reference");
                    fair__finding f;
                    s.comparison->find(&c.population, &rules, s.metric, i,
                                       &f);
                    const double best = rates[f.reference];
                    const double truth =
                        ratio ? rates[i] / best : rates[i] - best;
                    held[ratio][i] += f.method == FAIR_METHOD_NONE ||
                                      (f.lower <= truth && truth <= f.upper);
                    ck_assert(f.group == f.reference ||
                              f.method == FAIR_METHOD_SIMULTANEOUS);
                }
        }
        int least[2] = {runs, runs};
        for (size_t i = 0; i < 10; i++)
            for (int ratio = 0; ratio < 2; ratio++)
                if (held[ratio][i] < least[ratio])
                    least[ratio] = held[ratio][i];
        expect_95("difference to the best", least[0], runs);
        expect_95("ratio to the best", least[1], runs);
    }
}
END_TEST

/* All rows are in the group: nothing is between it and what it is all of. */
START_TEST(all_there_is)
{
    static const uint64_t rows[2][4] = {{8, 0, 2, 0}, {0, 0, 0, 0}};
    crowd c;
    fair__rules rules = defaults;
    fair__finding f;
    rules.reference = FAIR_REFERENCE_OVERALL;
    crowd_of(&c, 2, rows);
    c.population.n = 1;
    const fair__subject s = comparison("selection_rate",
                                       "difference_to_reference");
    s.comparison->find(&c.population, &rules, s.metric, 0, &f);
    ck_assert_int_eq(f.method, FAIR_METHOD_NONE);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, every_outcome);
    tcase_add_test(tc, best_of_many);
    tcase_add_test(tc, all_there_is);
}

FAIR_TEST_MAIN("compare/versus", tests)
