/* SPDX-License-Identifier: MIT
 * Tests of judging: bounds are where tests turn, over all claims; how often
 * two groups are judged wrongly, exactly, by going through every outcome. */
#include "compare/judge.h"

#include <math.h>

#include <fairness/report.h>

#include "compare/claim_test.h"
#include "harness.h"
#include "stats/distribution.h"

#define LEVEL 0.05

static fair__sample
sample(double hits, double rows, int32_t group)
{
    return (fair__sample){.rate = hits / rows,
                          .n = rows,
                          .hits = (uint64_t)hits,
                          .rows = (uint64_t)rows,
                          .group = group};
}

static fair__family
family(int32_t form, int32_t between, fair__sample *samples, size_t n)
{
    return (fair__family){
        .form = form,
        .between = between,
        .n = n,
        .samples = samples,
        .references = samples + n,
        .n_claims = between == FAIR__ALL_PAIRS ? n * (n - 1) / 2 : n,
        .whole_numbers = 1};
}

/* ---- bounds ---- */

/* A random family of some form; references behind the samples. */
static fair__family
random_family(uint64_t *seed, fair__sample samples[16])
{
    static const int32_t forms[] = {FAIR__OF_VALUE, FAIR__OF_DIFFERENCE,
                                    FAIR__OF_RATIO};
    const uint64_t r = random_u64(seed);
    const int32_t form = forms[r % 3];
    const int32_t between = form == FAIR__OF_VALUE ? FAIR__EACH_GROUP
                            : (r >> 8) % 2         ? FAIR__ALL_PAIRS
                                                   : FAIR__TO_REFERENCE;
    const size_t n = 2 + (r >> 16) % 4;
    for (size_t i = 0; i < 2 * n; i++) {
        const uint64_t rows = 1 + random_u64(seed) % 400;
        samples[i] = sample((double)(random_u64(seed) % (rows + 1)),
                            (double)rows, (int32_t)i);
    }
    return family(form, between, samples, n);
}

typedef struct checking {
    fair__limit at;
    double level;
    int all_within;
    int some_beyond;
} checking;

static void
look(void *ctx, const fair__claim *c)
{
    checking *k = ctx;
    const fair__claim turned = {c->family, c->b, c->a, 1};
    k->some_beyond |=
        fair__claim_beyond(c, k->at.value, k->at.side) <= k->level;
    k->all_within &=
        fair__claim_within(c, k->at.value, k->at.side) <= LEVEL;
    if (c->both_ways)
        k->all_within &=
            fair__claim_within(&turned, k->at.value, k->at.side) <= LEVEL;
}

static checking
check_at(const fair__family *f, double x, int side, double level)
{
    checking k = {{x, side}, level, 1, 0};
    fair__claims_visit(f, 1, side, look, &k);
    return k;
}

/* Just inside a bound the tests say one thing, just outside another. */
START_TEST(bounds_are_where_tests_turn)
{
    uint64_t seed = 7;
    int moved = 0;
    for (int i = 0; i < 3000; i++) {
        fair__sample samples[16];
        const fair__family f = random_family(&seed, samples);
        const int side = f.form == FAIR__OF_RATIO ? -1 : 1;
        const fair__limit limit = {f.form == FAIR__OF_RATIO ? 0.8 : 0.1,
                                   side};
        fair__judgement j;
        fair__bound fail;
        fair__judge(&f, 1, limit, LEVEL, &j);
        fair__judge_beyond(&f, 1, limit, LEVEL, &fail);
        const double share = LEVEL / (double)f.n_claims;
        ck_assert_double_eq(fail.level, share);
        /* The verdict, the p-values and the bounds agree. */
        const checking at = check_at(&f, limit.value, side, share);
        ck_assert_int_eq(at.some_beyond, j.p_beyond <= LEVEL);
        ck_assert_int_eq(at.some_beyond,
                         side * (fail.value - limit.value) > 0);
        ck_assert_int_eq(at.all_within, j.p_within <= LEVEL);
        ck_assert_int_eq(at.all_within,
                         side * (j.pass.value - limit.value) <= 0);
        const double step = 1e-9 * side;
        const double pass = j.pass.value, beyond = fail.value;
        if (pass > 1e-6 && pass < 1 - 1e-6) {
            ck_assert(check_at(&f, pass + step, side, share).all_within);
            ck_assert(!check_at(&f, pass - step, side, share).all_within);
            moved++;
        }
        if (at.some_beyond && beyond > 1e-6 && beyond < 1 - 1e-6) {
            ck_assert(check_at(&f, beyond - step, side, share).some_beyond);
            ck_assert(!check_at(&f, beyond + step, side, share).some_beyond);
        }
    }
    ck_assert_int_gt(moved, 1000);
}
END_TEST

/* Of pairs that are as far from each other the first one is named, by both
 * bounds, whatever comes in between. */
START_TEST(the_first_of_ties_is_named)
{
    static const int32_t forms[] = {FAIR__OF_DIFFERENCE, FAIR__OF_RATIO};
    for (int k = 0; k < 2; k++) {
        fair__sample s[8];
        for (int i = 0; i < 8; i++)
            s[i] = sample(i < 2 ? 50 : i % 2 ? 90 : 10, 100, i);
        const fair__family f = family(forms[k], FAIR__ALL_PAIRS, s, 8);
        const int ratio = forms[k] == FAIR__OF_RATIO;
        const fair__limit limit = {ratio ? 0.8 : 0.1, ratio ? -1 : 1};
        fair__family both[2] = {f, f};
        fair__judgement j;
        fair__bound fail;
        both[0].metric = fair__metric_find("true_positive_rate");
        both[1].metric = fair__metric_find("false_positive_rate");
        fair__judge(both, 2, limit, LEVEL, &j);
        fair__judge_beyond(both, 2, limit, LEVEL, &fail);
        ck_assert_ptr_eq(j.pass.family, &both[0]);
        ck_assert_ptr_eq(fail.family, &both[0]);
        ck_assert_int_eq(j.pass.group + j.pass.reference, 5);
        ck_assert_int_eq(fail.group, ratio ? 2 : 3);
        ck_assert_int_eq(fail.reference, ratio ? 3 : 2);
    }
}
END_TEST

START_TEST(without_claims)
{
    fair__sample one[2] = {sample(1, 2, 0), sample(1, 2, 1)};
    const fair__family f = family(FAIR__OF_RATIO, FAIR__ALL_PAIRS, one, 0);
    const fair__limit limit = {0.8, -1};
    fair__judgement j;
    fair__bound fail;
    fair__judge(&f, 1, limit, LEVEL, &j);
    fair__judge_beyond(&f, 1, limit, LEVEL, &fail);
    ck_assert_double_eq(j.p_beyond, 1);
    ck_assert_double_eq(j.p_within, 1);
    ck_assert(isnan(j.pass.value) && isnan(fail.value));
    ck_assert_ptr_null(j.pass.family);
}
END_TEST

/* ---- how often two groups are judged wrongly ---- */

typedef struct chances {
    double fail, pass;
} chances;

/* Sums the probabilities of all outcomes that are judged so. */
static chances
enumerate(int32_t form, double x, int n1, double p1, int n2, double p2)
{
    const fair__limit limit = {x, form == FAIR__OF_RATIO ? -1 : 1};
    chances sum = {0, 0};
    for (int a = 0; a <= n1; a++)
        for (int b = 0; b <= n2; b++) {
            fair__sample s[2] = {sample(a, n1, 0), sample(b, n2, 1)};
            const fair__family f = family(form, FAIR__ALL_PAIRS, s, 2);
            const double p = fair__binomial_pmf(a, n1, p1) *
                             fair__binomial_pmf(b, n2, p2);
            fair__judgement j;
            if (p < 1e-9) continue;
            fair__judge(&f, 1, limit, LEVEL, &j);
            if (j.p_beyond <= LEVEL) sum.fail += p;
            if (j.p_within <= LEVEL) sum.pass += p;
        }
    return sum;
}

static const int sizes[] = {5, 20, 45, 90};
#define N_SIZES (sizeof(sizes) / sizeof(sizes[0]))

START_TEST(wrong_verdicts_of_two_groups)
{
    static const double rates[] = {0.1, 0.3, 0.5, 0.8, 0.95};
    chances most = {0, 0};
    double none = 0;
    for (size_t i = 0; i < N_SIZES; i++)
        for (size_t k = 0; k < N_SIZES; k++)
            for (size_t r = 0; r < 5; r++) {
                const double p = rates[r];
                const int n1 = sizes[i], n2 = sizes[k];
                const chances at[] = {
                    enumerate(FAIR__OF_RATIO, 0.8, n1, p, n2, p * 0.8),
                    enumerate(FAIR__OF_DIFFERENCE, 0.1, n1, p, n2, p - 0.1),
                };
                for (int j = 0; j < 2; j++) {
                    if (at[j].fail > most.fail) most.fail = at[j].fail;
                    if (at[j].pass > most.pass) most.pass = at[j].pass;
                }
                const chances equal =
                    enumerate(FAIR__OF_RATIO, 0.8, n1, p, n2, p);
                if (equal.fail > none) none = equal.fail;
            }
    /* At the limit both are at most the level; without disparity a fifth. */
    ck_assert_msg(most.fail <= LEVEL, "fails at the limit: %g", most.fail);
    ck_assert_msg(most.pass <= LEVEL, "passes at the limit: %g", most.pass);
    ck_assert_msg(none <= LEVEL / 5, "fails without disparity: %g", none);
    /* And not for want of ever deciding. */
    ck_assert_double_ge(most.fail, 0.03);
    ck_assert_double_ge(most.pass, 0.03);
    ck_assert_double_ge(enumerate(FAIR__OF_RATIO, 0.8, 90, 0.5, 90, 0.2).fail,
                        0.9);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, bounds_are_where_tests_turn);
    tcase_add_test(tc, the_first_of_ties_is_named);
    tcase_add_test(tc, without_claims);
    tcase_add_test(tc, wrong_verdicts_of_two_groups);
}

FAIR_TEST_MAIN("compare/judge", tests)
