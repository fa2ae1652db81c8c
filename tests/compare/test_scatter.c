/* SPDX-License-Identifier: MIT
 * Tests of how much all groups differ: how often the intervals hold what is
 * true, of two groups exactly, of more by drawing. */
#include "coverage.h"

static const char *const names[] = {"mean_pairwise_difference",
                                    "weighted_variance"};

static double
mean_difference(size_t n, const uint64_t *sizes, const double *p)
{
    double sum = 0, pairs = 0;
    (void)sizes;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            sum += fabs(p[i] - p[j]);
            pairs++;
        }
    return sum / pairs;
}

static double
variance(size_t n, const uint64_t *sizes, const double *p)
{
    double size = 0, mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) size += (double)sizes[i];
    for (size_t i = 0; i < n; i++) mean += (double)sizes[i] / size * p[i];
    for (size_t i = 0; i < n; i++)
        sum += (double)sizes[i] / size * (p[i] - mean) * (p[i] - mean);
    return sum;
}

static fair__bounded
interval(const char *name, size_t n, const uint64_t *sizes,
         const uint64_t *hits)
{
    static uint64_t rows[MANY][4];
    static crowd c;
    const fair__subject s = comparison("selection_rate", name);
    for (size_t i = 0; i < n; i++) {
        rows[i][0] = hits[i];
        rows[i][2] = sizes[i] - hits[i];
    }
    crowd_of(&c, n, (const uint64_t(*)[4])rows);
    return interval_of(&s, &c.population, &defaults, 0);
}

/* ---- two and three groups ---- */

static fair__bounded found[MOST_OUTCOMES];

typedef struct setting {
    const outcomes *o;
    const char *name;
} setting;

static fair__bounded
find(const void *ctx, const uint64_t *hits)
{
    const setting *s = ctx;
    return interval(s->name, s->o->n, s->o->sizes, hits);
}

static double
mean_of(const outcomes *o, const double *p)
{
    return mean_difference(o->n, o->sizes, p);
}

static double
variance_of(const outcomes *o, const double *p)
{
    return variance(o->n, o->sizes, p);
}

START_TEST(every_outcome)
{
    static const outcomes sizes[] = {{2, {10, 10}, found},
                                     {2, {12, 40}, found},
                                     {2, {40, 40}, found},
                                     {3, {10, 14, 20}, found},
                                     {3, {8, 30, 30}, found}};
    for (int k = 0; k < 2; k++) {
        coverage worst = {1, 1};
        for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
            outcomes o = sizes[s];
            const setting of = {&o, names[k]};
            go_through(&o, find, &of);
            const coverage c =
                over_grid(&o, k == 0 ? mean_of : variance_of, 0.1);
            worst.least = fmin(worst.least, c.least);
            worst.mean = fmin(worst.mean, c.mean);
        }
        show(names[k], worst);
        ck_assert_msg(worst.least >= 0.94, "%s: %f", names[k], worst.least);
    }
}
END_TEST

/* ---- ten, and more than every pair is looked at of ---- */

START_TEST(many_groups)
{
    static const double spreads[] = {0, 0.1, 0.4};
    static const size_t many[] = {10, 70};
    const int runs = TEST_SANITIZED ? 40 : 400;
    for (size_t m = 0; m < 2; m++)
        for (size_t k = 0; k < 2; k++)
            for (size_t r = 0; r < 3; r++) {
                int held = 0;
                for (int run = 0; run < runs; run++) {
                    const size_t n = many[m];
                    uint64_t sizes[MANY], hits[MANY];
                    double p[MANY];
                    for (size_t i = 0; i < n; i++) {
                        sizes[i] = 20 + 15 * (i % 10);
                        p[i] = 0.3 + spreads[r] * (double)(i % 3) / 2;
                        hits[i] = drawn((uint32_t)(10 * m + r), run, i,
                                        sizes[i], p[i]);
                    }
                    const fair__bounded b =
                        interval(names[k], n, sizes, hits);
                    held += holds(&b, (k == 0 ? mean_difference
                                              : variance)(n, sizes, p));
                }
                expect_95(names[k], held, runs);
            }
}
END_TEST

/* Where groups are far apart it says so. */
START_TEST(power)
{
    static const uint64_t sizes[] = {400, 400, 400, 400};
    static const uint64_t hits[] = {80, 120, 160, 200};
    for (int k = 0; k < 2; k++) {
        const fair__bounded b = interval(names[k], 4, sizes, hits);
        ck_assert(b.lower > 0.3 * b.p && b.upper < 2 * b.p);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, every_outcome);
    tcase_add_test(tc, many_groups);
    tcase_add_test(tc, power);
}

FAIR_TEST_MAIN("compare/scatter", tests)
