/* SPDX-License-Identifier: MIT
 * Tests of intervals of extremes: how often they hold what is true, exactly,
 * by going through every outcome of two groups. */
#include "compare/judge.h"

#include <math.h>
#include <stdio.h>

#include "compare/claim_test.h"
#include "harness.h"

#define MOST 40

/* Chances of 0 … n of n. */
static void
binomial(int n, double p, double out[MOST + 1])
{
    for (int k = 0; k <= n; k++) {
        const double ways = lgamma(n + 1.0) - lgamma(k + 1.0) -
                            lgamma((double)(n - k) + 1);
        out[k] = exp(ways + k * log(p) + (n - k) * log1p(-p));
    }
}

/* Two groups of some sizes, and what is found in every outcome. */
typedef struct outcome {
    fair__range range;
    double none;
    int is_defined;
} outcome;

static outcome found[MOST + 1][MOST + 1];

static void
find_all(int32_t form, int n1, int n2, double level)
{
    const int side = form == FAIR__OF_RATIO ? -1 : 1;
    for (int a = 0; a <= n1; a++)
        for (int b = 0; b <= n2; b++) {
            fair__sample s[2] = {{.rate = (double)a / n1, .n = n1, .group = 0},
                                 {.rate = (double)b / n2, .n = n2, .group = 1}};
            const fair__family f = {.form = form,
                                    .between = FAIR__ALL_PAIRS,
                                    .n = 2,
                                    .samples = s,
                                    .n_claims = 1};
            const double low = fmin(s[0].rate, s[1].rate);
            const double high = fmax(s[0].rate, s[1].rate);
            outcome *o = &found[a][b];
            o->is_defined = form == FAIR__OF_DIFFERENCE || high > 0;
            if (!o->is_defined) continue;
            const double value =
                form == FAIR__OF_RATIO ? low / high : high - low;
            o->range = fair__judge_range(&f, 1, side, level, value);
            o->none = fair__judge_none(&f, 1);
            ck_assert(o->range.lower <= value && value <= o->range.upper);
            ck_assert(o->range.lower >= 0 && o->range.upper <= 1);
        }
}

typedef struct shares {
    double covered; /* undefined outcomes count as covered */
    double rejected;
} shares;

static shares
shares_at(int32_t form, int n1, double p1, int n2, double p2)
{
    double first[MOST + 1], second[MOST + 1];
    shares t = {0, 0};
    binomial(n1, p1, first);
    binomial(n2, p2, second);
    const double low = fmin(p1, p2), high = fmax(p1, p2);
    const double truth = form == FAIR__OF_RATIO ? low / high : high - low;
    for (int a = 0; a <= n1; a++)
        for (int b = 0; b <= n2; b++) {
            const outcome *o = &found[a][b];
            const double p = first[a] * second[b];
            if (!o->is_defined ||
                (o->range.lower <= truth && truth <= o->range.upper))
                t.covered += p;
            if (o->is_defined && o->none <= 0.05) t.rejected += p;
        }
    return t;
}

static const int32_t forms[] = {FAIR__OF_DIFFERENCE, FAIR__OF_RATIO};

/* The true value is held at least as often as the level says, also where it
 * is that of no disparity, which no bootstrap of max - min ever holds. */
START_TEST(two_groups_are_covered)
{
    static const int sizes[][2] = {{10, 10}, {12, 40}, {20, 24}};
    static const double rates[] = {0.02, 0.1, 0.3, 0.5, 0.8, 0.95};
    const size_t n_rates = sizeof(rates) / sizeof(rates[0]);
    double least = 1, most = 0;
    for (size_t form = 0; form < 2; form++)
        for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
            const int n1 = sizes[k][0], n2 = sizes[k][1];
            find_all(forms[form], n1, n2, 0.05);
            for (size_t i = 0; i < n_rates; i++)
                for (size_t j = 0; j < n_rates; j++) {
                    const shares t =
                        shares_at(forms[form], n1, rates[i], n2, rates[j]);
                    if (t.covered < least) least = t.covered;
                    if (i != j) continue;
                    ck_assert_double_le(t.rejected, 0.05);
                    if (t.rejected > most) most = t.rejected;
                }
        }
    printf("covered at least %.4f, rejected at most %.4f\n", least, most);
    ck_assert_double_ge(least, 0.95);
    ck_assert_double_ge(most, 0.01); /* tests are not merely timid */
}
END_TEST

static double
uniform(uint64_t *seed)
{
    return (double)(random_u64(seed) >> 11) * 0x1p-53;
}

/* Ten groups alike: some pair is far apart, and 0 is held. */
START_TEST(ten_groups_are_covered)
{
    uint64_t seed = 3;
    int covered = 0, found_any = 0;
    const int runs = 400;
    for (int run = 0; run < runs; run++) {
        fair__sample s[10];
        double low = 1, high = 0;
        for (int g = 0; g < 10; g++) {
            int hits = 0;
            for (int i = 0; i < 60; i++) hits += uniform(&seed) < 0.3;
            s[g] = (fair__sample){.rate = hits / 60.0, .n = 60, .group = g};
            low = fmin(low, s[g].rate);
            high = fmax(high, s[g].rate);
        }
        fair__family f = {.form = FAIR__OF_DIFFERENCE,
                          .between = FAIR__ALL_PAIRS,
                          .n = 10,
                          .samples = s,
                          .n_claims = 45};
        covered += fair__judge_range(&f, 1, 1, 0.05, high - low).lower <= 0;
        f.n = 2; /* as if the two had been named before */
        s[1].rate = high;
        s[0].rate = low;
        f.n_claims = 1;
        found_any += fair__judge_none(&f, 1) <= 0.05;
    }
    ck_assert_int_ge(covered, runs * 95 / 100);
    ck_assert_int_ge(found_any, runs / 4);
}
END_TEST

/* The interval and the chances against a limit say the same. */
START_TEST(intervals_agree_with_chances)
{
    uint64_t seed = 11;
    for (int i = 0; i < 2000; i++) {
        fair__sample s[4];
        double low = 1, high = 0;
        for (int g = 0; g < 4; g++) {
            s[g] = (fair__sample){
                .rate = uniform(&seed), .n = 20 + 400 * uniform(&seed)};
            low = fmin(low, s[g].rate);
            high = fmax(high, s[g].rate);
        }
        const fair__family f = {.form = forms[i % 2],
                                .between = FAIR__ALL_PAIRS,
                                .n = 4,
                                .samples = s,
                                .n_claims = 6};
        const int side = i % 2 == 1 ? -1 : 1;
        const double value = side > 0 ? high - low : low / high;
        const fair__range r = fair__judge_range(&f, 1, side, 0.1, value);
        const fair__limit limit = {uniform(&seed), side};
        double beyond, within;
        fair__judge_chances(&f, 1, limit, &beyond, &within);
        const double fail = side > 0 ? r.lower : r.upper;
        const double pass = side > 0 ? r.upper : r.lower;
        if (fabs(fail - limit.value) > 1e-9)
            ck_assert_int_eq(beyond <= 0.05, side * (fail - limit.value) > 0);
        if (fabs(pass - limit.value) > 1e-9)
            ck_assert_int_eq(within <= 0.05, side * (pass - limit.value) < 0);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, two_groups_are_covered);
    tcase_add_test(tc, ten_groups_are_covered);
    tcase_add_test(tc, intervals_agree_with_chances);
}

FAIR_TEST_MAIN("compare/range", tests)
