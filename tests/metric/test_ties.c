/* SPDX-License-Identifier: MIT
 * Walks over the scores of a group or two, against rows that are looked
 * through. */
#include "metric/ties.h"

#include "metric/entries.h"

#include "scored_rows.h"

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

/* Upwards, and a single group downwards too. */
static void
walk(const fair__score_source *source, const uint32_t *who, size_t n,
     int weighted, int down)
{
    const fair__scored scored[] = {{source, who[0]}, {source, who[1]}};
    fair__ties ties;
    fair__tie tie[FAIR__TIED];
    uint64_t keys[N], key = 0;
    size_t n_keys = 0;
    while ((key = key_after(key, who, n)) != 0) keys[n_keys++] = key;
    if (down)
        fair__ties_begin_down(&ties, scored, n);
    else
        fair__ties_begin(&ties, scored, n);
    for (size_t i = 0; i < n_keys; i++) {
        key = keys[down ? n_keys - 1 - i : i];
        ck_assert(fair__ties_next(&ties, tie));
        for (size_t g = 0; g < n; g++)
            assert_tie(&tie[g], who[g], key, weighted);
    }
    ck_assert(!fair__ties_next(&ties, tie));
}

START_TEST(test_walks)
{
    uint64_t seed = 40 + (uint64_t)_i;
    for (int round = 0; round < 20; round++) {
        fair__run run;
        draw(&seed, _i == MANY_LIMBS, round % 2 == 0 ? 20 : 1000);
        const fair__score_source source = make_source(_i, &run);
        fair__indexed indexed;
        ck_assert_ok(
            fair__indexed_make(&memory, &source, 1, &indexed, &err_));
        ck_assert_uint_eq(indexed.n, 2 * run.n); /* own and all */
        for (size_t n = 1; n <= FAIR__TIED; n++) {
            const uint32_t who[] = {(uint32_t)random_u64(&seed) % 4,
                                    (uint32_t)random_u64(&seed) % 4};
            for (int down = 0; down < 2; down++) {
                walk(&source, who, n, _i >= ONE_LIMB, down);
                walk(&indexed.source, who, n, _i >= ONE_LIMB, down);
            }
        }
        fair__indexed_free(&indexed, &memory);
        fair__run_free(&run, &memory);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_walks, 0, N_KINDS);
}

FAIR_TEST_MAIN("metric/ties", tests)
