/* SPDX-License-Identifier: MIT
 * Histograms and quantiles, against rows that are looked through. */
#include "metric/histogram.h"

#include "scored_rows.h"

#include <math.h>

static void
check_bin(const fair__histogram_bin *b, int closed, uint32_t group,
          int weighting)
{
    uint64_t n[FAIR__N_SCORED] = {0};
    fair__wide sums[FAIR__N_SCORED] = {{{0}, 0, 0}};
    for (size_t i = 0; i < N; i++) {
        const double s = row_score(i);
        if (!row_is_in(i, group) || s < b->lower || s > b->upper ||
            (s == b->upper && !closed))
            continue;
        const fair__wide w = row_weight(i, weighting);
        n[row_label(i)] += rows.times[i];
        sums[row_label(i)] = fair__wide_add(&sums[row_label(i)], &w);
    }
    for (int label = 0; label < FAIR__N_SCORED; label++) {
        const fair__wide w = fair__total_wide(&b->weights[label]);
        ck_assert_uint_eq(b->rows[label], n[label]);
        assert_equal(&w, &sums[label]);
    }
}

/* Scores are from -3/8 up: some are outside. */
static void
check_bins(const fair__scored *scored, const fair__histogram_bins *bins,
           int weighting)
{
    fair__histogram h;
    fair__histogram_bin b;
    uint64_t n = 0;
    double edge = 0;
    fair__histogram_begin(&h, scored, bins);
    for (; fair__histogram_next(&h, &b); n++) {
        const uint64_t i = n - (bins->below ? 1 : 0);
        const int inside = i < bins->n;
        if (n > 0) ck_assert_double_eq(b.lower, edge);
        if (inside) {
            ck_assert_double_eq(b.lower, fair__histogram_edge(bins, i));
            ck_assert_double_eq(b.upper, fair__histogram_edge(bins, i + 1));
        }
        edge = b.upper;
        /* What is on the last edge of the range is not above it. */
        if (n == bins->n + (bins->below ? 1 : 0))
            b.lower = nextafter(b.lower, INFINITY);
        check_bin(&b, i == bins->n - 1 || i == bins->n, scored->group,
                  weighting);
    }
    ck_assert_uint_eq(n, bins->n + (bins->below != 0) + (bins->above != 0));
}

START_TEST(histograms)
{
    uint64_t seed = 90 + (uint64_t)_i;
    for (int round = 0; round < 12; round++) {
        fair__run run;
        draw(&seed, _i == MANY_LIMBS, round % 2 == 0 ? 20 : 1000);
        const fair__score_source source = make_source(_i, &run);
        const fair__scored scored = {&source,
                                     (uint32_t)random_u64(&seed) % 4};
        const uint64_t n = 1 + random_u64(&seed) % 40;
        const fair__histogram_bins all = {-0.375, 125, n, 0, 0};
        const fair__histogram_bins some = {0, 1, n, 1, 1};
        const fair__histogram_bins one = {0.5, 0.5, 1, 1, 1};
        check_bins(&scored, &all, _i);
        check_bins(&scored, &some, _i);
        check_bins(&scored, &one, _i);
        fair__run_free(&run, &memory);
    }
}
END_TEST

START_TEST(edges)
{
    const fair__histogram_bins tenths = {0, 1, 10, 0, 0};
    const double as_typed[] = {0, 0.1, 0.2, 0.3, 0.4, 0.5,
                               0.6, 0.7, 0.8, 0.9, 1};
    for (uint64_t i = 0; i <= 10; i++)
        ck_assert_double_eq(fair__histogram_edge(&tenths, i), as_typed[i]);
    const fair__histogram_bins widest = {-0x1.fffffffffffffp+1023,
                               0x1.fffffffffffffp+1023, 4, 0, 0};
    ck_assert_double_eq(fair__histogram_edge(&widest, 0), widest.low);
    ck_assert_double_eq(fair__histogram_edge(&widest, 2), 0);
    ck_assert_double_eq(fair__histogram_edge(&widest, 4), widest.high);
}
END_TEST

/* The lowest score with weight up to which p of the weight is. */
static int
find(uint32_t group, int weighting, double p, double *out)
{
    fair__wide all = fair__wide_zero();
    int any = 0;
    for (size_t i = 0; i < N; i++) {
        const fair__wide w = row_weight(i, weighting);
        if (row_is_in(i, group)) all = fair__wide_add(&all, &w);
    }
    for (size_t k = 0; k < N; k++) {
        fair__wide below = fair__wide_zero(), at = below;
        if (!row_is_in(k, group)) continue;
        for (size_t i = 0; i < N; i++) {
            const fair__wide w = row_weight(i, weighting);
            if (!row_is_in(i, group) || row_score(i) > row_score(k)) continue;
            below = fair__wide_add(&below, &w);
            if (row_score(i) == row_score(k)) at = fair__wide_add(&at, &w);
        }
        if (fair__wide_is_zero(&at)) continue;
        const fair__wide share = fair__wide_div(&below, &all);
        if (fair__wide_double(&share) < p) continue;
        if (!any || row_score(k) < *out) *out = row_score(k);
        any = 1;
    }
    return any;
}

START_TEST(quantiles)
{
    static const double levels[] = {0, 0.05, 0.5, 0.5, 1, 0.25, 0.999, 0};
    uint64_t seed = 110 + (uint64_t)_i;
    for (int round = 0; round < 4; round++) {
        fair__run run;
        draw(&seed, _i == MANY_LIMBS, round % 2 == 0 ? 20 : 1000);
        if (round == 3) memset(rows.weights, 0, sizeof(rows.weights));
        const fair__score_source source =
            make_source(round == 3 && _i == MANY_LIMBS ? ONE_LIMB : _i, &run);
        const fair__scored scored = {&source,
                                     (uint32_t)random_u64(&seed) % 4};
        fair__quantiles q;
        fair__quantiles_begin(&q, &scored);
        for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
            double found = 0, expected = 0;
            const int any = find(scored.group, _i, levels[i], &expected);
            ck_assert_int_eq(fair__quantiles_find(&q, levels[i], &found), any);
            ck_assert_double_eq(found, expected);
            ck_assert_int_eq(any, round < 3 || _i < ONE_LIMB);
        }
        fair__run_free(&run, &memory);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, histograms, 0, N_KINDS);
    tcase_add_test(tc, edges);
    tcase_add_loop_test(tc, quantiles, 0, N_KINDS);
}

FAIR_TEST_MAIN("metric/histogram", tests)
