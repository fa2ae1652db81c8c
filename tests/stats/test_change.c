/* SPDX-License-Identifier: MIT
 * Tests of changes from a baseline: published intervals, the likelihood by
 * search, and how often the test of one group is wrong, by every outcome. */
#include "stats/change.h"

#include <math.h>

#include "stats/distribution.h"
#include "stats/score.h"

#include "harness.h"

static fair__change
paired(double rate, double gained, double lost, double n)
{
    return (fair__change){.rate = rate,
                          .n = n,
                          .before = rate - gained / n + lost / n,
                          .n_before = n,
                          .paired = 1,
                          .gained = gained / n,
                          .lost = lost / n};
}

/* Where the score against x is z. */
static double
where(const fair__change *c, double z)
{
    double low = -1, high = 1;
    for (int i = 0; i < 100; i++) {
        const double x = low + (high - low) / 2;
        if (fair__score_change(c, NULL, x, 0) > z)
            low = x;
        else
            high = x;
    }
    return low;
}

/* Tango's interval for the children of Bentur et al. 2009, as Fagerland,
 * Lydersen and Laake 2014 (doi:10.1002/sim.6148) give it: 1 and 7 of 21
 * changed, 95 % interval -0.517 to -0.026.  With nobody changed, 50 of 50
 * alike, -z^2 / (n + z^2) and its opposite, as the equation says for
 * b = c = 0. */
START_TEST(published_intervals)
{
    fair__change c = paired(2 / 21.0, 1, 7, 21);
    const double z = 1.959963984540054, share = z * z / (50 + z * z);
    ck_assert_double_eq_tol(where(&c, z), -0.517, 5e-4);
    ck_assert_double_eq_tol(where(&c, -z), -0.026, 5e-4);
    c = paired(0.5, 0, 0, 50);
    ck_assert_double_eq_tol(where(&c, z), -share, 1e-12);
    ck_assert_double_eq_tol(where(&c, -z), share, 1e-12);
}
END_TEST

/* McNemar's statistic where the change is said to be 0. */
START_TEST(no_change_is_mcnemar)
{
    for (int b = 0; b < 20; b += 3)
        for (int k = 1; k < 20; k += 4) {
            const fair__change c = paired(0.5, b, k, 200);
            ck_assert_double_eq_tol(fair__score_change(&c, NULL, 0, 0),
                                    (b - k) / sqrt(b + k), 1e-12);
            ck_assert_double_eq_tol(fair__score_change(&c, NULL, 0, 1),
                                    (b - k - 1) / sqrt(b + k), 1e-12);
        }
}
END_TEST

START_TEST(unpaired_is_miettinen_and_nurminen)
{
    const fair__change c = {
        .rate = 0.3, .n = 80, .before = 0.2, .n_before = 50};
    for (int half = -1; half <= 1; half++)
        for (int x = -9; x < 10; x++)
            ck_assert_double_eq(
                fair__score_change(&c, NULL, x / 10.0, half),
                fair__skewed_difference(0.3, 80, 0.2, 50, x / 10.0, half));
}
END_TEST

/* ---- two groups: the likelihood by search ---- */

static double
log_likelihood(const fair__change *c, double d)
{
    const double b = c->gained, k = c->lost, rest = 1 - b - k;
    double best = -HUGE_VAL;
    const double from = d < 0 ? -d : 0, to = (1 - d) / 2;
    for (int i = 1; i < 20000; i++) {
        const double q = from + (to - from) * i / 20000;
        const double l = c->n * ((b > 0 ? b * log(q + d) : 0) +
                                 (k > 0 ? k * log(q) : 0) +
                                 rest * log(1 - 2 * q - d));
        if (l > best) best = l;
    }
    return best;
}

/* A signed root of the likelihood ratio and the score agree for many rows;
 * the two tests have nothing else in common. */
START_TEST(two_groups_as_the_likelihood_ratio)
{
    const fair__change a = paired(0.5, 700, 400, 10000);
    const fair__change b = paired(0.4, 250, 300, 5000);
    for (int k = -1; k <= 3; k += 2) {
        const double x = 0.04 + k * 0.005;
        double best = -HUGE_VAL;
        for (int i = 0; i <= 400; i++) {
            const double d = 0.03 + (i - 200) * 1e-4;
            const double l =
                log_likelihood(&a, d) + log_likelihood(&b, d - x);
            if (l > best) best = l;
        }
        const double ratio =
            2 * (log_likelihood(&a, 0.03) + log_likelihood(&b, -0.01) - best);
        const double z = fair__score_change(&a, &b, x, 0);
        ck_assert_double_eq_tol(z * z, ratio, 0.02 * ratio + 1e-3);
        ck_assert_double_eq_tol(
            fair__score_change(&b, &a, -x, 0), -z, 1e-9);
    }
    /* Just what was observed. */
    ck_assert_double_eq_tol(fair__score_change(&a, &b, 0.04, 0), 0, 1e-12);
}
END_TEST

/* Each falls as x grows, at the ends too, with no rows that changed. */
START_TEST(falls)
{
    const fair__change groups[] = {
        paired(0.5, 0, 0, 30), paired(0.2, 0, 5, 40), paired(1, 12, 0, 12),
        paired(0.6, 3, 4, 500),
        {.rate = 0.1, .n = 40, .before = 0.2, .n_before = 60}};
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 5; k++) {
            double last = HUGE_VAL;
            for (int x = -200; x <= 200; x++) {
                const double z = fair__score_change(&groups[i], &groups[k],
                                                    x / 100.0, 0);
                ck_assert(!isnan(z));
                ck_assert_double_le(z, last + 1e-9);
                last = z;
            }
        }
}
END_TEST

/* ---- how often one group's test is wrong ---- */

typedef struct errors {
    double beyond;
    double within;
} errors;

/* Over all tables of n rows where the change is just d. */
static errors
wrong(int n, double d, double q, double level)
{
    errors out = {0, 0};
    const double stays = log(1 - 2 * q - d);
    for (int b = 0; b <= n; b++)
        for (int k = 0; b + k <= n; k++) {
            const fair__change c = paired(0.5, b, k, n);
            const double p =
                exp(lgamma(n + 1) - lgamma(b + 1) - lgamma(k + 1) -
                    lgamma(n - b - k + 1) + b * log(q + d) + k * log(q) +
                    (n - b - k) * stays);
            const double up = fair__score_change(&c, NULL, d, 1);
            const double down = fair__score_change(&c, NULL, d, -1);
            if (fair__normal_tails(up).upper <= level) out.beyond += p;
            if (fair__normal_tails(-down).upper <= level) out.within += p;
        }
    return out;
}

START_TEST(wrong_at_most_as_often_as_said)
{
    static const int sizes[] = {20, 50, 100};
    static const double changes[] = {0, 0.01, 0.02, 0.05, 0.1, 0.2};
    static const double lost[] = {0.0001, 0.005, 0.02, 0.1, 0.3};
    double most = 0;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 6; k++)
            for (int q = 0; q < 5; q++) {
                const errors e = wrong(sizes[i], changes[k], lost[q], 0.05);
                ck_assert_double_le(e.beyond, 0.05);
                ck_assert_double_le(e.within, 0.05);
                if (e.beyond > most) most = e.beyond;
            }
    ck_assert_double_ge(most, 0.03); /* and not far less where it is most */
}
END_TEST

/* ---- levels that many claims share, by every outcome ---- */

#define UNLIKELY 1e-11 /* of an outcome: all together are too */

/* Outcomes of n values that are 1, -1 or 0. */
typedef struct outcome {
    fair__term term;
    double chance;
} outcome;

static outcome outcomes[2][16384];

static int
outcomes_of(int n, double up, double down, int ways, outcome *out)
{
    int found = 0;
    for (int b = 0; b <= n; b++)
        for (int k = 0; b + k <= n; k++) {
            if ((b > 0 && up == 0) || (k > 0 && down == 0)) break;
            const double p =
                exp(lgamma(n + 1) - lgamma(b + 1) - lgamma(k + 1) -
                    lgamma(n - b - k + 1) + (b > 0 ? b * log(up) : 0) +
                    (k > 0 ? k * log(down) : 0) +
                    (n - b - k) * log1p(-up - down));
            if (p < UNLIKELY) continue;
            ck_assert_int_lt(found, 16384);
            out[found++] = (outcome){
                {(double)b / n, (double)k / n, n, ways}, p};
        }
    return found;
}

/* The largest error over the level is looked for. */
static const double shared[] = {0.05, 0.05 / 90, 0.05 / 2450};

static double
error_of_one(int n, double d, double q)
{
    double most = 0, wrongs[2][3] = {{0}};
    const int many = outcomes_of(n, q + d, q, FAIR__BOTH_WAYS, outcomes[0]);
    for (int i = 0; i < many; i++) {
        const fair__term *t = &outcomes[0][i].term;
        const fair__change c = paired(0.5, t->gained * n, t->lost * n, n);
        for (int side = -1; side <= 1; side += 2) {
            const double z = side * fair__score_change(&c, NULL, d, side);
            for (int l = 0; l < 3; l++)
                if (fair__normal_tails(z).upper <= shared[l])
                    wrongs[side > 0][l] += outcomes[0][i].chance;
        }
    }
    for (int side = 0; side < 2; side++)
        for (int l = 0; l < 3; l++)
            most = fmax(most, wrongs[side][l] / shared[l]);
    return most;
}

START_TEST(one_group_holds_levels_that_many_share)
{
    static const int sizes[] = {10, 30, 300, 1000, 3000};
    static const double changes[] = {0, 0.005, 0.02, 0.1};
    static const double lost[] = {0.0003, 0.001, 0.003};
    double most = 0;
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 4; k++)
            for (int q = 0; q < 3; q++) {
                const double e = error_of_one(sizes[i], changes[k], lost[q]);
                ck_assert_double_le(e, 1);
                most = fmax(most, e);
            }
    ck_assert_double_ge(most, 0.75);
}
END_TEST

/* What the sum of two is in truth, in groups of n rows and others. */
typedef struct sums {
    int n[2];
    double up[2], down[2];
    int ways[2];
} sums;

static double
error_of_two(const sums *s)
{
    double most = 0, wrongs[2][3] = {{0}};
    int many[2];
    double x = 0;
    for (int g = 0; g < 2; g++) {
        many[g] = outcomes_of(s->n[g], s->up[g], s->down[g], s->ways[g],
                              outcomes[g]);
        x += s->up[g] - s->down[g];
    }
    for (int i = 0; i < many[0]; i++)
        for (int k = 0; k < many[1]; k++) {
            const outcome *a = &outcomes[0][i], *b = &outcomes[1][k];
            const fair__term both[] = {a->term, b->term};
            const double p = a->chance * b->chance;
            const double far = a->term.gained - a->term.lost +
                               b->term.gained - b->term.lost - x;
            const int side = far > 0 ? 1 : -1;
            if (p < UNLIKELY) continue;
            const double z = side * fair__score_sum(both, 2, x, side);
            for (int l = 0; l < 3; l++)
                if (fair__normal_tails(z).upper <= shared[l])
                    wrongs[side > 0][l] += p;
        }
    for (int side = 0; side < 2; side++)
        for (int l = 0; l < 3; l++)
            most = fmax(most, wrongs[side][l] / shared[l]);
    return most;
}

#define BOTH {FAIR__BOTH_WAYS, FAIR__BOTH_WAYS}

/* Changes of two groups of which few, or most, changed; a gap that changed
 * sides, of values 2, 1 and 0 less 1; rates of few rows and of many. */
START_TEST(two_groups_hold_levels_that_many_share)
{
    static const sums cases[] = {
        {{30, 300}, {0.02, 0.003}, {0.003, 0.003}, BOTH},
        {{30, 300}, {0.003, 0.02}, {0.003, 0.003}, BOTH},
        {{20, 20}, {0.1, 0.05}, {0.003, 0.1}, BOTH},
        {{300, 300}, {0.051, 0.001}, {0.001, 0.001}, BOTH},
        {{10, 10}, {0.3, 0.697}, {0.697, 0.3}, BOTH},
        {{10, 100}, {0.297, 0.1}, {0.697, 0.85}, BOTH},
        {{30, 3000}, {0.02, 0}, {0, 0.02}, {FAIR__UP, FAIR__DOWN}},
        {{3000, 30}, {0.1, 0}, {0, 0.3}, {FAIR__UP, FAIR__DOWN}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_double_le(error_of_two(&cases[i]), 1);
}
END_TEST

/* Now and before, of two groups each, by their rates. */
START_TEST(four_rates_hold_levels_that_many_share)
{
    static const int sizes[] = {6, 40, 6, 40};
    static const double rates[] = {0.1, 0.3, 0.3, 0.3};
    static const int signs[] = {1, -1, 1, -1};
    double chances[4][41], wrongs[2][3] = {{0}}, x = 0;
    for (int j = 0; j < 4; j++) {
        const int n = sizes[j];
        x += signs[j] * rates[j];
        for (int k = 0; k <= n; k++)
            chances[j][k] =
                exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) +
                    k * log(rates[j]) + (n - k) * log(1 - rates[j]));
    }
    int at[4] = {0, 0, 0, 0};
    for (int j = 0; j < 4;) {
        double p = 1, far = -x;
        fair__term terms[4];
        for (j = 0; j < 4; j++) {
            const double rate = (double)at[j] / sizes[j];
            p *= chances[j][at[j]];
            far += signs[j] * rate;
            terms[j] = signs[j] > 0
                           ? (fair__term){rate, 0, sizes[j], FAIR__UP}
                           : (fair__term){0, rate, sizes[j], FAIR__DOWN};
        }
        const int side = far > 0 ? 1 : -1;
        /* What is so near has a score below 1.6. */
        if (p > 1e-11 && fabs(far) > 0.2) {
            const double z = side * fair__score_sum(terms, 4, x, side);
            for (int l = 0; l < 3; l++)
                if (fair__normal_tails(z).upper <= shared[l])
                    wrongs[side > 0][l] += p;
        }
        for (j = 0; j < 4 && at[j]++ == sizes[j]; j++) at[j] = 0;
    }
    for (int side = 0; side < 2; side++)
        for (int l = 0; l < 3; l++)
            ck_assert_double_le(wrongs[side][l], shared[l]);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, published_intervals);
    tcase_add_test(tc, no_change_is_mcnemar);
    tcase_add_test(tc, unpaired_is_miettinen_and_nurminen);
    tcase_add_test(tc, two_groups_as_the_likelihood_ratio);
    tcase_add_test(tc, falls);
    tcase_add_test(tc, wrong_at_most_as_often_as_said);
    tcase_add_test(tc, one_group_holds_levels_that_many_share);
    tcase_add_test(tc, two_groups_hold_levels_that_many_share);
    tcase_add_test(tc, four_rates_hold_levels_that_many_share);
}

FAIR_TEST_MAIN("stats/change", tests)
