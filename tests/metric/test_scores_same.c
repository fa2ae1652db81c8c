/* SPDX-License-Identifier: MIT
 * Sums of scores of rows that mean the same: to the bit, whatever their order,
 * places, weights or range. */
#include "metric/score_sums.h"

static void
assert_same(const rows *r, const uint32_t *place_of,
            const fair__score_sums expected[N_POPULATIONS])
{
    fair__score_sums found[N_POPULATIONS];
    sums_of(r, place_of, found);
    ck_assert_mem_eq(found, expected, sizeof(found));
}

static void
swap_rows(rows *r, size_t i, size_t k)
{
    const rows old = *r;
    r->scores[i] = old.scores[k], r->scores[k] = old.scores[i];
    r->weights[i] = old.weights[k], r->weights[k] = old.weights[i];
    r->times[i] = old.times[k], r->times[k] = old.times[i];
    r->groups[i] = old.groups[k], r->groups[k] = old.groups[i];
    r->labels[i] = old.labels[k], r->labels[k] = old.labels[i];
}

/* To the bit: rows in another order, places by other numbers, a row of
 * frequency f as two. */
START_TEST(test_order)
{
    uint64_t seed = 5;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        rows r = rows_of(&golden_tables[t]);
        fair__score_sums expected[N_POPULATIONS];
        sums_of(&r, in_order, expected);
        for (int round = 0; round < 5; round++) {
            uint32_t place_of[N_PLACES];
            memcpy(place_of, in_order, sizeof(place_of));
            for (size_t i = N_PLACES - 1; i > 0; i--) {
                const size_t k = random_u64(&seed) % (i + 1);
                const uint32_t place = place_of[i];
                place_of[i] = place_of[k];
                place_of[k] = place;
            }
            for (size_t i = r.n - 1; i > 0; i--)
                swap_rows(&r, i, random_u64(&seed) % (i + 1));
            const size_t i = random_u64(&seed) % r.n;
            if (r.times[i] > 1 && r.n < MOST_ROWS) {
                r.scores[r.n] = r.scores[i], r.weights[r.n] = r.weights[i];
                r.groups[r.n] = r.groups[i], r.labels[r.n] = r.labels[i];
                r.times[r.n] = 1 + random_u64(&seed) % (r.times[i] - 1);
                r.times[i] -= r.times[r.n];
                r.n++;
            }
            assert_same(&r, place_of, expected);
        }
    }
}
END_TEST

/* To the bit: weights of 1 are none; other weights that are all the same, and
 * powers of two, only change the scale, so all ratios stay. */
START_TEST(test_unit_weights)
{
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        rows r = rows_of(&golden_tables[t]);
        if (r.weighted) continue;
        fair__score_sums expected[N_POPULATIONS], found[N_POPULATIONS];
        sums_of(&r, in_order, expected);
        r.weighted = 1;
        assert_same(&r, in_order, expected);
        for (size_t i = 0; i < r.n; i++) r.weights[i] = 0x1p-300;
        sums_of(&r, in_order, found);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            fair__wide x = expected[g].pairs;
            if (!fair__wide_is_zero(&x)) x.exponent -= 600;
            ck_assert_int_eq(fair__wide_order(&x, &found[g].pairs), 0);
            x = expected[g].precision;
            if (!fair__wide_is_zero(&x)) x.exponent -= 300;
            ck_assert_int_eq(fair__wide_order(&x, &found[g].precision), 0);
        }
    }
}
END_TEST

/* Of what behind the point has 128 bits on one way, and more on another. */
static void
assert_alike(const fair__wide *a, const fair__wide *b)
{
    fair__wide gap = fair__wide_sub(a, b), most = *a;
    gap.negative = 0;
    if (!fair__wide_is_zero(&most)) most.exponent -= 110;
    ck_assert_int_le(fair__wide_order(&gap, &most), 0);
}

/* Amounts of many limbs, of two and of one give the same: a row without label
 * whose weight is far away from the others' puts all of them on another
 * way. */
START_TEST(test_all_ways)
{
    for (size_t k = 0; k < 3 * COUNT(golden_tables); k++) {
        static const double far[] = {0x1p-60, 0x1p-200, 0x1p-400};
        rows r = rows_of(&golden_tables[k / 3]);
        fair__score_sums one[N_POPULATIONS], many[N_POPULATIONS];
        sums_of(&r, in_order, one);
        if (r.n == MOST_ROWS) continue;
        r.weighted = 1;
        r.scores[r.n] = r.scores[0], r.weights[r.n] = far[k % 3];
        r.times[r.n] = 1, r.groups[r.n] = 0, r.labels[r.n] = 2;
        r.n++;
        sums_of(&r, in_order, many);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const fair__score_sums *a = &one[g], *b = &many[g];
            ck_assert_int_eq(fair__wide_order(&a->pairs, &b->pairs), 0);
            ck_assert_int_eq(
                fair__wide_order(&a->separation, &b->separation), 0);
            ck_assert_int_eq(fair__wide_order(&a->square, &b->square), 0);
            ck_assert_int_eq(fair__wide_order(&a->loss, &b->loss), 0);
            assert_alike(&a->precision, &b->precision);
        }
    }
    for (int n = 1; n < 4; n++)
        ck_assert_msg(seen_limbs[n], "no amounts of %d limbs", n);
}
END_TEST

/* AUC(1 - s) = 1 - AUC, exactly, on scores whose difference from 1 is exact:
 * the pairs in order and those out of it are all pairs. */
START_TEST(test_mirror)
{
    uint64_t seed = 9;
    for (int round = 0; round < 200; round++) {
        rows r = {.n = 1 + random_u64(&seed) % 40, .weighted = round % 2};
        uint64_t sums[2] = {0, 0}; /* of weights, in quarters */
        for (size_t i = 0; i < r.n; i++) {
            r.scores[i] = (double)(random_u64(&seed) % 9) / 8;
            const uint64_t quarters =
                r.weighted ? random_u64(&seed) % 9 : 4;
            r.weights[i] = (double)quarters / 4;
            r.times[i] = 1 + random_u64(&seed) % 3;
            r.groups[i] = 0;
            r.labels[i] = random_u64(&seed) % 2;
            sums[r.labels[i]] += quarters * r.times[i];
        }
        fair__score_sums there[N_POPULATIONS], back[N_POPULATIONS];
        sums_of(&r, in_order, there);
        for (size_t i = 0; i < r.n; i++) r.scores[i] = 1 - r.scores[i];
        sums_of(&r, in_order, back);
        const fair__wide both =
            fair__wide_add(&there[0].pairs, &back[0].pairs);
        ck_assert_double_eq(fair__wide_double(&both),
                            (double)(2 * sums[0] * sums[1]) / 16);
        ck_assert_int_eq(
            fair__wide_order(&there[0].separation, &back[0].separation), 0);
    }
}
END_TEST

/* To the bit: what is made of probabilities is the same of scores in a
 * declared range as of these put between 0 and 1 by the caller. */
START_TEST(test_range)
{
    static const fair__score_range ranges[] = {
        {1, -4, 6}, {1, 300, 850}, {1, 0, 3}, {1, -0x1p-1074, 0x1p-1074},
        {1, -0x1p480, 0x1p480},
    };
    uint64_t seed = 11;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        const fair__score_range *range = &ranges[t % COUNT(ranges)];
        rows r = rows_of(&golden_tables[t]), p = r;
        fair__score_sums found[N_POPULATIONS], expected[N_POPULATIONS];
        for (size_t i = 0; i < r.n; i++) {
            const double share = (double)(random_u64(&seed) % 41) / 40;
            r.scores[i] = range->low + share * (range->high - range->low);
            p.scores[i] =
                (r.scores[i] - range->low) / (range->high - range->low);
        }
        sums_in(range, &r, in_order, found);
        sums_of(&p, in_order, expected);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const fair__score_sums *a = &found[g], *b = &expected[g];
            ck_assert_mem_eq(a->probability, b->probability,
                             sizeof(a->probability));
            ck_assert_mem_eq(&a->square, &b->square, sizeof(a->square));
            ck_assert_mem_eq(&a->loss, &b->loss, sizeof(a->loss));
            ck_assert_mem_eq(&a->pairs, &b->pairs, sizeof(a->pairs));
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, test_order);
    tcase_add_test(tc, test_unit_weights);
    tcase_add_test(tc, test_all_ways);
    tcase_add_test(tc, test_mirror);
    tcase_add_test(tc, test_range);
}

FAIR_TEST_MAIN("metric/scores_same", tests)
