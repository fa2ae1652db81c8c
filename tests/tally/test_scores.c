/* SPDX-License-Identifier: MIT
 * Tests of what is kept of scores, against a slow model: calls of any size,
 * few and many scores, rollbacks, another's scores, the limit, refused
 * memory. */
#include "tally/scores.h"

#include "base/memory.h"
#include "score_model.h"

#define BLOCK 4096

static const uint8_t key[16] = {9, 8, 7};

static struct {
    double scores[BLOCK];
    uint32_t cells[BLOCK];
    uint8_t labels[BLOCK];
    uint64_t frequencies[BLOCK];
    double weights[BLOCK];
} b;

/* A block of n rows; what 1 (frequencies) and 2 (weights) of `with` say. */
static fair__score_block
draw(size_t n, uint64_t scores, int with, uint64_t *seed, model *m)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t f = with & 1 ? 1 + random_u64(seed) % 9 : 1;
        const uint64_t q = with & 2 ? random_u64(seed) % 5000 : 0;
        b.scores[i] = (double)(random_u64(seed) % scores) / (double)scores;
        b.cells[i] = (uint32_t)(random_u64(seed) % 4);
        b.labels[i] = (uint8_t)(random_u64(seed) % 3);
        b.frequencies[i] = f;
        b.weights[i] = (double)q / 4;
        if (m != NULL)
            model_add(m, b.scores[i], b.cells[i] * 3 + b.labels[i], f, q);
    }
    return (fair__score_block){b.scores,
                               b.cells,
                               b.labels,
                               with & 1 ? b.frequencies : NULL,
                               with & 2 ? b.weights : NULL,
                               3,
                               n};
}

static void
assert_holds(const fair__scores *s, const model *m)
{
    fair__run run;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    ck_assert_ok(fair__scores_collect(s, &mem, &run, &err_));
    assert_same(m, &run);
    fair__run_free(&run, &mem);
}

/* A call of so many rows; one in five is rolled back. */
static void
call(fair__scores *s, size_t n, uint64_t scores, int with, uint64_t *seed,
     model *m)
{
    const int keep = random_u64(seed) % 5 != 0;
    fair__scores_begin(s);
    while (n > 0) {
        const size_t part = n < BLOCK ? n : BLOCK;
        const fair__score_block block =
            draw(part, scores, with, seed, keep ? m : NULL);
        ck_assert_ok(fair__scores_add(s, &block, &err_));
        n -= part;
    }
    if (!keep) {
        fair__scores_rollback(s);
        return;
    }
    ck_assert_ok(fair__scores_prepare(s, &err_));
    fair__scores_commit(s);
}

START_TEST(test_calls)
{
    static const uint64_t scores[] = {3, 1000, UINT64_C(1) << 40};
    const int n_calls = TEST_SANITIZED ? 5 : 10;
    uint64_t seed = 1;
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    for (int with = 0; with < 4; with++)
        for (size_t k = 0; k < 3; k++) {
            fair__scores s;
            model m = {0};
            fair__scores_init(&s, &mem, 100000000, NULL, key);
            for (int i = 0; i < n_calls; i++) {
                const uint64_t most = i % 4 == 3 ? 150000 : 20000;
                call(&s, random_u64(&seed) % most, scores[k], with, &seed,
                     &m);
            }
            assert_holds(&s, &m);
            ck_assert_uint_le(s.n_runs, 24);
            fair__scores_reset(&s);
            m.n = 0;
            assert_holds(&s, &m);
            call(&s, 100, 3, with ^ 3, &seed, &m);
            assert_holds(&s, &m);
            fair__scores_free(&s);
            free(m.rows);
            ck_assert_uint_eq(memory.live, 0);
        }
}
END_TEST

/* On a grid there are no more entries than bins, and their sums are those of
 * all scores: in eighths here, so that they are whole numbers. */
START_TEST(test_grid)
{
    static const fair__score_range grid = {1, 0, 1, 4};
    uint64_t seed = 3;
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    for (int with = 0; with < 4; with++) {
        fair__scores s;
        model m = {0};
        fair__run run;
        fair__scores_init(&s, &mem, 4 * MODEL_PLACES, &grid, key);
        for (int i = 0; i < 6; i++)
            call(&s, 70000, 8, with, &seed, &m);
        ck_assert_ok(fair__scores_collect(&s, &mem, &run, &err_));
        ck_assert_uint_le(run.n, 4 * MODEL_PLACES);
        for (size_t i = 0; i < run.n; i++) {
            uint64_t count = 0, quarters = 0, sum = 0;
            const double bin = 4 * fair__score_of(run.keys[i]);
            for (size_t k = 0; k < m.n; k++) {
                const model_row *row = &m.rows[k];
                const uint64_t eighths = (uint64_t)(row->score * 8);
                if (row->place != run.places[i] ||
                    (double)(eighths / 2) != bin)
                    continue;
                const uint64_t w = with & 2 ? row->quarters : 4;
                count += row->frequency;
                quarters += row->frequency * row->quarters;
                sum += row->frequency * w * eighths;
            }
            ck_assert(run.counts[i] == count);
            ck_assert(sum_is(&run.score, i, sum, 5));
            if (run.weighted) ck_assert(sum_is(&run.weight, i, quarters, 2));
        }
        fair__run_free(&run, &mem);
        fair__scores_free(&s);
        free(m.rows);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

START_TEST(test_merge)
{
    static const uint32_t places[MODEL_PLACES] = {3, 4, 5, 0, 1, 2,
                                                  10, 9, 11, 6, 7, 8};
    uint64_t seed = 2;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    fair__scores s, other, empty;
    model m = {0}, n = {0};
    fair__scores_init(&s, &mem, 100000000, NULL, key);
    fair__scores_init(&other, &mem, 100000000, NULL, key);
    fair__scores_init(&empty, &mem, 100000000, NULL, key);
    for (int i = 0; i < 6; i++) {
        call(&s, 20000, 500, 3, &seed, &m);
        call(&other, 30000, 700, 3, &seed, &n);
    }
    for (int i = 0; i < 2; i++) { /* undone, then kept */
        fair__scores_begin(&s);
        ck_assert_ok(fair__scores_merge(&s, &other, places, &err_));
        ck_assert_ok(fair__scores_merge(&s, &empty, places, &err_));
        if (i == 0) {
            fair__scores_rollback(&s);
            assert_holds(&s, &m);
        }
    }
    ck_assert_ok(fair__scores_prepare(&s, &err_));
    fair__scores_commit(&s);
    for (size_t i = 0; i < n.n; i++)
        model_add(&m, n.rows[i].score, places[n.rows[i].place],
                  n.rows[i].frequency, n.rows[i].quarters);
    assert_holds(&s, &m);
    assert_holds(&other, &n);
    fair__scores_free(&s);
    fair__scores_free(&other);
    fair__scores_free(&empty);
    free(m.rows);
    free(n.rows);
}
END_TEST

/* Just as many distinct scores as may be, however often they come, and one
 * more. */
START_TEST(test_limit)
{
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    fair__scores s;
    fair__scores_init(&s, &mem, 5000, NULL, key);
    const fair__score_block block = {b.scores, b.cells, NULL,
                                     NULL,     NULL,    1, 1};
    for (int round = 0; round < 30; round++)
        for (int i = 0; i < 5000; i++) {
            b.scores[0] = i;
            b.cells[0] = 0;
            if (i % 1000 == 0) fair__scores_begin(&s);
            ck_assert_ok(fair__scores_add(&s, &block, &err_));
            if (i % 1000 != 999) continue;
            ck_assert_ok(fair__scores_prepare(&s, &err_));
            fair__scores_commit(&s);
        }
    fair__scores_begin(&s);
    b.scores[0] = 0.5;
    fair_error err = {0};
    ck_assert_ok(fair__scores_add(&s, &block, &err_));
    ck_assert_int_eq(fair__scores_prepare(&s, &err), FAIR_ERR_LIMIT);
    ck_assert_str_eq(err.column, "max_scores");
    fair__scores_rollback(&s);
    fair__run run;
    ck_assert_ok(fair__scores_collect(&s, &mem, &run, &err_));
    ck_assert_uint_eq(run.n, 5000);
    for (size_t i = 0; i < run.n; i++) ck_assert(run.counts[i] == 30);
    fair__run_free(&run, &mem);
    fair__scores_free(&s);
}
END_TEST

/* Many more, in one call: found long before its end. */
START_TEST(test_limit_within_a_call)
{
    uint64_t seed = 3;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    fair__scores s;
    fair__scores_init(&s, &mem, 50000, NULL, key);
    fair__scores_begin(&s);
    fair_status st = FAIR_OK;
    int blocks = 0;
    while (st == FAIR_OK && blocks < 1000) {
        const fair__score_block block =
            draw(BLOCK, UINT64_C(1) << 40, 0, &seed, NULL);
        st = fair__scores_add(&s, &block, NULL);
        blocks++;
    }
    ck_assert_int_eq(st, FAIR_ERR_LIMIT);
    ck_assert_int_lt(blocks, 70);
    fair__scores_rollback(&s);
    const model none = {0};
    assert_holds(&s, &none);
    fair__scores_free(&s);
}
END_TEST

/* One call of many rows, request number `fail_at` refused; 1 if it got that
 * far. */
static int
refused(size_t fail_at, int fail_on, int with)
{
    uint64_t seed = 4;
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__scores s;
    model m = {0};
    fair__scores_init(&s, &mem, 90000, NULL, key);
    for (int i = 0; i < 3; i++) call(&s, 20000, 1000, with, &seed, &m);
    fair__scores_begin(&s);
    memory.requests = 0;
    memory.fail_at = fail_at;
    memory.fail_on = fail_on;
    fair_status st = FAIR_OK;
    for (int i = 0; st == FAIR_OK && i < 36; i++) {
        const fair__score_block block =
            draw(BLOCK, i < 20 ? 1000 : 30000, with, &seed, NULL);
        st = fair__scores_add(&s, &block, NULL);
    }
    if (st == FAIR_OK) st = fair__scores_prepare(&s, NULL);
    memory.fail_at = 0;
    ck_assert_int_eq(st == FAIR_ERR_MEMORY, memory.injected);
    const int injected = memory.injected;
    fair__scores_rollback(&s);
    assert_holds(&s, &m);
    call(&s, 9000, 50, with, &seed, &m);
    assert_holds(&s, &m);
    fair__scores_free(&s);
    free(m.rows);
    ck_assert_uint_eq(memory.live, 0);
    return injected;
}

START_TEST(test_refused_memory)
{
    const size_t step = TEST_SANITIZED ? 7 : 2;
    for (int with = 0; with < 4; with += 3)
        for (int fail_on = 0; fail_on < 2; fail_on++) {
            size_t i = 1;
            while (refused(i, fail_on, with)) i += step;
            ck_assert_uint_gt(i, 20);
        }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_calls);
    tcase_add_test(tc, test_grid);
    tcase_add_test(tc, test_merge);
    tcase_add_test(tc, test_limit);
    tcase_add_test(tc, test_limit_within_a_call);
    tcase_add_test(tc, test_refused_memory);
}

FAIR_TEST_MAIN("tally/scores", tests)
