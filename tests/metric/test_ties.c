/* SPDX-License-Identifier: MIT
 * Walks over the scores of a group or two, against rows that are looked
 * through. */
#include "metric/ties.h"

#include "harness.h"

#include "base/memory.h"

#define N 400
#define N_GROUPS 3 /* of one level; group 3 is all rows */
#define N_PLACES (N_GROUPS * FAIR__N_SCORED)

static fair_allocator memory;

static struct {
    uint64_t keys[N], times[N];
    uint32_t places[N];
    double weights[N];
} rows;

/* Weights that all fit in 63 bits together, or that do not. */
static const double far[] = {0, 1, 0.5, 3, 0x1p-300, 0x1p300};

static void
draw(uint64_t *seed, int wide, uint64_t n_scores)
{
    for (size_t i = 0; i < N; i++) {
        const double s = (double)(random_u64(seed) % n_scores) - 3;
        rows.keys[i] = fair__score_key(s / 8);
        rows.places[i] = (uint32_t)(random_u64(seed) % N_PLACES);
        rows.times[i] = 1 + random_u64(seed) % 3;
        rows.weights[i] = far[random_u64(seed) % (wide ? 6 : 4)];
    }
}

/* What rows of a group with this score come to: of one label, w and w^2. */
static void
look(uint32_t group, uint64_t key, int label, int weighted, uint64_t *count,
     fair__wide sums[2])
{
    *count = 0;
    sums[0] = sums[1] = fair__wide_zero();
    for (size_t i = 0; i < N; i++) {
        const uint32_t in = rows.places[i] / FAIR__N_SCORED;
        if (rows.keys[i] != key || (group < N_GROUPS && in != group) ||
            (int)(rows.places[i] % FAIR__N_SCORED) != label)
            continue;
        *count += rows.times[i];
        const fair__wide w =
            fair__wide_f64(weighted ? rows.weights[i] : 1);
        fair__wide x = fair__wide_u64(rows.times[i]);
        for (int k = 0; k < 2; k++) {
            x = fair__wide_mul(&x, &w);
            sums[k] = fair__wide_add(&sums[k], &x);
        }
    }
}

/* The lowest key above `after` that one of these groups has; 0: none. */
static uint64_t
key_after(uint64_t after, const uint32_t *groups, size_t n)
{
    uint64_t key = 0;
    for (size_t i = 0; i < N; i++) {
        int in = 0;
        for (size_t g = 0; g < n; g++)
            in |= groups[g] == N_GROUPS ||
                  rows.places[i] / FAIR__N_SCORED == groups[g];
        if (in && rows.keys[i] > after && (key == 0 || rows.keys[i] < key))
            key = rows.keys[i];
    }
    return key;
}

static void
assert_equal(const fair__wide *a, const fair__wide *b)
{
    ck_assert_int_eq(fair__wide_order(a, b), 0);
}

static void
assert_tie(const fair__tie *tie, uint32_t group, uint64_t key, int weighted)
{
    fair__wide labelled = fair__wide_zero(), total = labelled;
    ck_assert_uint_eq(fair__score_key(tie->score), key);
    for (int label = 0; label < FAIR__N_SCORED; label++) {
        uint64_t n;
        fair__wide sums[2];
        look(group, key, label, weighted, &n, sums);
        const fair__wide w = fair__tie_weight(tie, label);
        const fair__wide square = fair__tie_square(tie, label);
        ck_assert_uint_eq(tie->rows[label], n);
        assert_equal(&w, &sums[0]);
        assert_equal(&square, &sums[1]);
        total = fair__wide_add(&total, &w);
        if (label == FAIR__SCORED_POSITIVE) labelled = total;
    }
    const fair__wide found[] = {fair__tie_labelled(tie),
                                fair__tie_total(tie)};
    assert_equal(&found[0], &labelled);
    assert_equal(&found[1], &total);
}

/* 0, 1: unweighted; 2: weights of one limb; 3: of many. */
START_TEST(test_walks)
{
    const int weighted = _i >= 2;
    uint64_t seed = 40 + (uint64_t)_i;
    uint32_t groups[2 * N_PLACES];
    uint8_t labels[N_PLACES];
    for (uint32_t place = 0; place < N_PLACES; place++) {
        groups[2 * place] = N_GROUPS;
        groups[2 * place + 1] = place / FAIR__N_SCORED;
        labels[place] = (uint8_t)(place % FAIR__N_SCORED);
    }
    ck_assert_ok(fair__memory_init(&memory, NULL, &err_));
    for (int round = 0; round < 20; round++) {
        static fair__record records[2 * N];
        fair__run run;
        draw(&seed, _i == 3, round % 2 == 0 ? 20 : 1000);
        const fair__score_rows input = {rows.keys, rows.places, rows.times,
                                        weighted ? rows.weights : NULL, N};
        ck_assert_ok(fair__run_sort(&memory, &input, records, &run, &err_));
        const fair__score_source source = {
            &run, {N_PLACES, 2, groups, labels, N_GROUPS + 1},
            fair__amounts_of(&run)};
        if (_i == 3) ck_assert_int_gt(source.amounts.n, 1);
        for (size_t n = 1; n <= FAIR__TIED; n++) {
            const uint32_t who[] = {(uint32_t)random_u64(&seed) % 4,
                                    (uint32_t)random_u64(&seed) % 4};
            const fair__scored scored[] = {{&source, who[0]},
                                           {&source, who[1]}};
            fair__ties ties;
            fair__tie tie[FAIR__TIED];
            uint64_t key = 0;
            fair__ties_begin(&ties, scored, n);
            while ((key = key_after(key, who, n)) != 0) {
                ck_assert(fair__ties_next(&ties, tie));
                for (size_t g = 0; g < n; g++)
                    assert_tie(&tie[g], who[g], key, weighted);
            }
            ck_assert(!fair__ties_next(&ties, tie));
        }
        fair__run_free(&run, &memory);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_walks, 0, 4);
}

FAIR_TEST_MAIN("metric/ties", tests)
