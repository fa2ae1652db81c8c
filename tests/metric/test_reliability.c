/* SPDX-License-Identifier: MIT
 * The bins of all groups at once, against bins that are summed one by one
 * (which test_bins.c holds against rows). */
#include "metric/reliability.h"

#include "metric/scored_rows.h"

/* Every group has its own rows as a pool, or all have all rows. */
static const uint32_t pools[][N_GROUPS + 1] = {{3, 3, 3, 3}, {0, 3, 2, 3}};

static void
check_bin(const fair__reliable_bin *own, const fair__bin_range *range,
          const fair__bin *bin)
{
    ck_assert_uint_eq(own->number, range->number - 1);
    ck_assert_double_eq(own->lower, range->lower);
    ck_assert_double_eq(own->upper, range->upper);
    ck_assert_uint_eq(own->rows, bin->rows);
    ck_assert_double_eq(own->weight, fair__wide_double(&bin->weight));
    if (fair__wide_is_zero(&bin->weight)) {
        ck_assert_double_eq(own->effective_n, 0);
        return;
    }
    fair__wide n = fair__wide_mul(&bin->weight, &bin->weight);
    n = fair__wide_div(&n, &bin->square);
    ck_assert_double_eq(own->effective_n, fair__wide_double(&n));
    ck_assert_double_eq(own->mean_score,
                        fair__bin_mean(bin, &bin->scores));
    ck_assert_double_eq(own->observed_rate,
                        fair__bin_mean(bin, &bin->positives));
}

/* A list has the bins that are not empty, in their order. */
static size_t
check_list(const fair__reliability *r, size_t list, const fair__bins *bins,
           const fair__scored *group)
{
    fair__bin_range range = {0};
    fair__bin bin;
    size_t at = r->first[list], n = 0;
    while (fair__bins_next(bins, &range)) {
        fair__bin_sum(group, &range, &bin);
        if (bin.rows == 0) continue;
        ck_assert_uint_ne(at, FAIR__NO_BIN);
        check_bin(&r->bins[at], &range, &bin);
        at = r->bins[at].next;
        n++;
    }
    ck_assert_uint_eq(at, FAIR__NO_BIN);
    return n;
}

static void
check(const fair__score_source *source, const uint32_t *pool_of)
{
    fair__reliability r;
    size_t n = 0;
    ck_assert_ok(
        fair__reliability_make(&memory, source, pool_of, &r, &err_));
    const int distinct = source->bins == FAIR__EACH_SCORE;
    ck_assert_uint_eq(r.n_kinds, distinct ? 1 : 2);
    ck_assert_uint_eq(r.n_lists, (N_GROUPS + 1) * r.n_kinds);
    for (size_t list = 0; list < r.n_lists; list++) {
        const uint32_t g = (uint32_t)(list / r.n_kinds);
        const fair__scored group = {source, g};
        const fair__scored pool = {source, pool_of[g]};
        fair__bins bins;
        fair__bins_make(&bins, (int32_t)(list % r.n_kinds), source->bins,
                        &pool);
        n += check_list(&r, list, &bins, &group);
    }
    ck_assert_uint_eq(r.n_bins, n);
    fair__reliability_free(&r, &memory);
}

START_TEST(as_bin_by_bin)
{
    static const int64_t numbers[] = {1, 7, 100, FAIR__EACH_SCORE};
    uint64_t seed = 500 + (uint64_t)_i;
    for (int round = 0; round < 12; round++) {
        fair__run run;
        draw(&seed, _i == MANY_LIMBS, round % 2 == 0 ? 9 : 41);
        fair__score_source source = make_source(_i, &run);
        source.range = (fair__score_range){1, -0.5, 5, 0};
        for (size_t k = 0; k < 4; k++) {
            source.bins = numbers[k];
            check(&source, pools[0]);
            check(&source, pools[1]);
        }
        fair__run_free(&run, &memory);
    }
}
END_TEST

/* Nobody has weight: there are no bins of equal mass, and no means. */
START_TEST(without_weight)
{
    uint64_t seed = 1;
    fair__run run;
    draw(&seed, 0, 41);
    for (size_t i = 0; i < N; i++) rows.weights[i] = 0;
    fair__score_source source = make_source(ONE_LIMB, &run);
    source.range = (fair__score_range){1, -0.5, 5, 0};
    source.bins = 5;
    check(&source, pools[1]);
    fair__run_free(&run, &memory);
}
END_TEST

/* Two scores may be one probability. */
START_TEST(one_probability)
{
    uint64_t seed = 2;
    fair__run run;
    draw(&seed, 0, 41);
    for (size_t i = 0; i < N; i++)
        rows.keys[i] = fair__score_key(0x1p-60 * (double)(i % 3));
    fair__score_source source = make_source(UNWEIGHTED, &run);
    source.range = (fair__score_range){1, -1, 1, 0};
    source.bins = FAIR__EACH_SCORE;
    fair__reliability r;
    ck_assert_ok(
        fair__reliability_make(&memory, &source, pools[0], &r, &err_));
    ck_assert_uint_eq(r.n_bins, N_GROUPS + 1);
    fair__reliability_free(&r, &memory);
    check(&source, pools[0]);
    fair__run_free(&run, &memory);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, as_bin_by_bin, 0, N_KINDS);
    tcase_add_test(tc, without_weight);
    tcase_add_test(tc, one_probability);
}

FAIR_TEST_MAIN("metric/reliability", tests)
