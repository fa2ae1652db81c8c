/* SPDX-License-Identifier: MIT
 * Few scores counted, against a plain table of all scores and places. */
#include "tally/score_table.h"

#include "harness.h"

#include "base/memory.h"

#define BLOCK 600 /* rows: two parts and a bit */
#define SCORES 5000
#define PLACES 24

static fair_allocator memory;
static uint64_t expected[SCORES][PLACES];
static double scores[BLOCK];
static uint32_t cells[BLOCK];
static uint8_t labels[BLOCK];

static fair__score_block
draw(uint64_t *seed, uint64_t n_scores, uint64_t n_places)
{
    const uint32_t n_labels = n_places % 2 == 0 ? 2 : 1;
    for (size_t i = 0; i < BLOCK; i++) {
        const uint64_t place = random_u64(seed) % n_places;
        scores[i] = (double)(random_u64(seed) % n_scores);
        cells[i] = (uint32_t)place / n_labels;
        labels[i] = (uint8_t)(place % n_labels);
    }
    return (fair__score_block){.scores = scores,
                               .cells = cells,
                               .labels = n_labels > 1 ? labels : NULL,
                               .n_labels = n_labels,
                               .n = BLOCK};
}

/* Takes all that is counted out of the model; the table is empty then. */
static void
check(fair__score_table *t)
{
    static uint64_t keys[1 << 18], counts[1 << 18];
    static uint32_t places[1 << 18];
    uint64_t rows = 0;
    const uint64_t all = t->rows;
    const size_t n = fair__score_table_entries(t);
    fair__score_table_empty(t, keys, places, counts);
    for (size_t i = 0; i < n; i++) {
        const size_t score = (size_t)fair__score_of(keys[i]);
        ck_assert_uint_gt(counts[i], 0);
        ck_assert_uint_eq(counts[i], expected[score][places[i]]);
        expected[score][places[i]] = 0;
        rows += counts[i];
    }
    ck_assert_uint_eq(rows, all);
    for (size_t s = 0; s < SCORES; s++)
        for (size_t p = 0; p < PLACES; p++)
            ck_assert_uint_eq(expected[s][p], 0);
    ck_assert_uint_eq(fair__score_table_entries(t), 0);
    ck_assert_uint_eq(t->n_scores, 0);
}

/* Rows that do not fit are left, the first of them is told, and an empty table
 * has room for them. */
static size_t
count(fair__score_table *t, const fair__score_block *b)
{
    size_t from = 0, rounds = 0;
    for (; from < b->n; rounds++) {
        const size_t end = fair__score_table_count(t, b, from);
        for (size_t i = from; i < end; i++)
            expected[(size_t)scores[i]][fair__score_place(b, i)]++;
        if (end < b->n) check(t);
        from = end;
    }
    return rounds;
}

/* How many scores, how many places. */
static const struct {
    uint64_t scores, places;
} sizes[] = {{1, 1}, {3, 24}, {1000, 20}, {5000, 6}, {5000, 23}};

START_TEST(counts)
{
    uint64_t seed = 40 + (uint64_t)_i;
    size_t rounds = 0;
    fair__score_table t = {.factor = random_u64(&seed) | 1};
    ck_assert_ok(fair__memory_init(&memory, NULL, &err_));
    ck_assert_ok(fair__score_table_open(
        &t, &memory, (size_t)sizes[_i].places, &err_));
    ck_assert_ptr_nonnull(t.slots);
    for (int i = 0; i < 40; i++) {
        const fair__score_block b =
            draw(&seed, sizes[_i].scores, sizes[_i].places);
        rounds += count(&t, &b);
    }
    /* 24,000 rows of 5,000 scores are more scores than there may be. */
    ck_assert(rounds == 40 || sizes[_i].scores == 5000);
    ck_assert(rounds > 40 || sizes[_i].scores != 5000);
    check(&t);
    fair__score_table_close(&t, &memory);
    ck_assert_ptr_null(t.slots);
}
END_TEST

/* A place beyond those there is room for ends the count before its row. */
START_TEST(a_new_place)
{
    uint64_t seed = 3;
    fair__score_table t = {.factor = 1};
    ck_assert_ok(fair__memory_init(&memory, NULL, &err_));
    ck_assert_ok(fair__score_table_open(&t, &memory, 4, &err_));
    fair__score_block b = draw(&seed, 10, 1);
    cells[417] = (uint32_t)t.n_places;
    ck_assert_uint_eq(fair__score_table_count(&t, &b, 0), 417);
    ck_assert_uint_eq(fair__score_table_count(&t, &b, 417), 417);
    ck_assert_uint_eq(t.rows, 417);
    for (size_t i = 0; i < 417; i++) expected[(size_t)scores[i]][0]++;
    check(&t);
    fair__score_table_close(&t, &memory);
    ck_assert_ok(fair__score_table_open(&t, &memory, 1 << 20, &err_));
    ck_assert_ptr_null(t.slots); /* too many */
    fair__score_table_close(&t, &memory);
}
END_TEST

/* Scores that meet in one slot are told apart. */
START_TEST(collisions)
{
    fair__score_table t = {.factor = 1}; /* by the upper bits */
    ck_assert_ok(fair__memory_init(&memory, NULL, &err_));
    ck_assert_ok(fair__score_table_open(&t, &memory, 1, &err_));
    const fair__score_block b = {
        .scores = scores, .cells = cells, .n_labels = 1, .n = BLOCK};
    for (size_t i = 0; i < BLOCK; i++) {
        scores[i] = 4096 + (double)(i % 50);
        cells[i] = 0;
        expected[4096 + i % 50][0]++;
    }
    ck_assert_uint_eq(fair__score_table_count(&t, &b, 0), BLOCK);
    check(&t);
    fair__score_table_close(&t, &memory);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, counts, 0, 5);
    tcase_add_test(tc, a_new_place);
    tcase_add_test(tc, collisions);
}

FAIR_TEST_MAIN("tally/score_table", tests)
