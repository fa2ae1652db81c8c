/* SPDX-License-Identifier: MIT
 * Tests of cells: numbers of tuples against a search from the front, rollback,
 * the limit, refused memory. */
#include "tally/cells.h"

#include "base/memory.h"
#include "harness.h"
#include "kernels/kernels.h"

static const uint8_t key[16] = {5, 4, 3, 2, 1};

typedef struct columns {
    uint32_t codes[5][FAIR__BLOCK];
    const uint32_t *at[5];
    uint32_t ids[FAIR__BLOCK];
} columns;

static void
fill(columns *c, size_t n_features, size_t n, uint32_t range, uint64_t *seed)
{
    for (size_t k = 0; k < n_features; k++) {
        c->at[k] = c->codes[k];
        for (size_t i = 0; i < n; i++)
            c->codes[k][i] = (uint32_t)(random_u64(seed) % range);
    }
}

/* The number of row i's tuple in the order in which tuples appeared. */
static void
assert_numbers(const fair__cells *cells, const columns *c, size_t n)
{
    const size_t f = cells->n_features;
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        ck_assert(c->ids[i] < cells->n);
        for (size_t k = 0; k < f; k++)
            ck_assert(cells->codes[c->ids[i] * f + k] == c->codes[k][i]);
        if (c->ids[i] >= known) ck_assert(c->ids[i] == known++);
    }
    for (size_t a = 0; a < cells->n; a++) /* no tuple twice */
        for (size_t b = 0; b < a; b++)
            ck_assert(memcmp(cells->codes + a * f, cells->codes + b * f,
                             f * sizeof(uint32_t)) != 0);
}

START_TEST(test_numbers)
{
    static columns c;
    uint64_t seed = 11;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    static const uint32_t ranges[] = {1, 2, 7, 300, 70000, 4000000000u};
    for (size_t f = 1; f <= 5; f++)
        for (size_t r = 0; r < 6; r++) {
            if (f == 1 && r == 5) continue; /* codes index a table there */
            const size_t n = 700;
            fair__cells cells;
            ck_assert_ok(
                fair__cells_init(&cells, &mem, f, 10000, key, &err_));
            fill(&c, f, n, ranges[r], &seed);
            ck_assert_ok(fair__cells_find(&cells, c.at, n, c.ids, &err_));
            assert_numbers(&cells, &c, n);
            const size_t n_cells = cells.n;
            ck_assert_ok(fair__cells_find(&cells, c.at, n, c.ids, &err_));
            ck_assert_uint_eq(cells.n, n_cells);
            assert_numbers(&cells, &c, n);
            fair__cells_clear(&cells);
            ck_assert_uint_eq(cells.n, 0);
            fill(&c, f, n, ranges[r], &seed);
            ck_assert_ok(fair__cells_find(&cells, c.at, n, c.ids, &err_));
            assert_numbers(&cells, &c, n);
            fair__cells_free(&cells);
        }
}
END_TEST

/* After a rollback the same rows give the same numbers as if nothing had been
 * in between, also where codes mean something else now. */
START_TEST(test_rollback)
{
    static columns first, second, third;
    uint64_t seed = 12;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    for (size_t f = 1; f <= 4; f++) {
        fair__cells a, b;
        ck_assert_ok(fair__cells_init(&a, &mem, f, 100000, key, &err_));
        ck_assert_ok(fair__cells_init(&b, &mem, f, 100000, key, &err_));
        fill(&first, f, 300, 9, &seed);
        fill(&second, f, 900, 40, &seed);
        fill(&third, f, 900, 30, &seed);
        ck_assert_ok(fair__cells_find(&a, first.at, 300, first.ids, &err_));
        ck_assert_ok(fair__cells_find(&b, first.at, 300, first.ids, &err_));
        fair__cells_mark(&a);
        ck_assert_ok(fair__cells_find(&a, second.at, 900, second.ids, &err_));
        fair__cells_rollback(&a);
        ck_assert_uint_eq(a.n, b.n);
        for (size_t i = 0; i < f - 1; i++)
            ck_assert_uint_eq(a.folds[i].table.n, b.folds[i].table.n);
        ck_assert_ok(fair__cells_find(&a, third.at, 900, second.ids, &err_));
        ck_assert_ok(fair__cells_find(&b, third.at, 900, third.ids, &err_));
        ck_assert_mem_eq(second.ids, third.ids, 900 * sizeof(uint32_t));
        ck_assert_uint_eq(a.n, b.n);
        fair__cells_free(&a);
        fair__cells_free(&b);
    }
}
END_TEST

/* One feature: codes that come in order, but 0 at any time, and now and then
 * one that leaves others out; calls that fail between those that do not. */
START_TEST(test_order_of_codes)
{
    enum { CODES = 6000 };
    static uint32_t cell_of[CODES]; /* + 1 */
    static columns c;
    uint64_t seed = 14;
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    for (int round = 0; round < 40; round++) {
        fair__cells cells;
        uint32_t next = 1;
        memset(cell_of, 0, sizeof(cell_of));
        ck_assert_ok(fair__cells_init(&cells, &mem, 1, CODES, key, &err_));
        c.at[0] = c.codes[0];
        for (int call = 0; call < 20; call++) {
            const uint32_t next_before = next;
            const size_t cells_before = cells.n;
            const size_t n = 1 + random_u64(&seed) % 200;
            for (size_t i = 0; i < n; i++) {
                const uint64_t r = random_u64(&seed);
                if (round % 2 == 1 && r % 900 == 0) next += 7;
                const int is_new = next == 1 || r % 3 == 0;
                const uint32_t old = 1 + (uint32_t)(r >> 8) % next;
                if (r % 17 == 1 && call > round % 5)
                    c.codes[0][i] = 0;
                else
                    c.codes[0][i] = is_new || old == next ? next++ : old;
            }
            fair__cells_mark(&cells);
            ck_assert_ok(fair__cells_find(&cells, c.at, n, c.ids, &err_));
            size_t known = cells_before;
            for (size_t i = 0; i < n; i++) {
                uint32_t *cell = &cell_of[c.codes[0][i]];
                if (*cell == 0) *cell = (uint32_t)++known;
                ck_assert(c.ids[i] == *cell - 1);
                ck_assert(cells.codes[c.ids[i]] == c.codes[0][i]);
            }
            ck_assert(cells.n == known);
            if (random_u64(&seed) % 3 != 0) continue;
            fair__cells_rollback(&cells);
            ck_assert(cells.n == cells_before);
            next = next_before;
            for (size_t code = 0; code < CODES; code++)
                if (cell_of[code] > cells_before) cell_of[code] = 0;
        }
        if (round % 2 == 0) ck_assert_int_eq(cells.in_order, 1);
        fair__cells_clear(&cells);
        c.codes[0][0] = 1;
        ck_assert_ok(fair__cells_find(&cells, c.at, 1, c.ids, &err_));
        ck_assert_int_eq(cells.in_order, 1);
        fair__cells_free(&cells);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

/* More cells than the dense table has for nothing: it grows with them, or the
 * hash has them. */
START_TEST(test_many_pairs)
{
    static columns c;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    static const uint32_t factors[] = {1, 3, 5000};
    for (size_t f = 0; f < 3; f++) {
        fair__cells cells;
        ck_assert_ok(fair__cells_init(&cells, &mem, 2, 300000, key, &err_));
        c.at[0] = c.codes[0];
        c.at[1] = c.codes[1];
        for (uint32_t pass = 0; pass < 2; pass++)
            for (uint32_t first = 0; first < 90000; first += 3000) {
                if (first == 60000) fair__cells_mark(&cells);
                for (uint32_t i = 0; i < 3000; i++) {
                    const uint32_t x = (first + i) * 7919 % 90000;
                    c.codes[0][i] = x / 300 * factors[f];
                    c.codes[1][i] = x % 300;
                }
                ck_assert_ok(
                    fair__cells_find(&cells, c.at, 3000, c.ids, &err_));
                for (uint32_t i = 0; i < 3000; i++)
                    ck_assert(c.ids[i] == first + i);
                if (pass == 0 && first == 87000)
                    fair__cells_rollback(&cells);
            }
        ck_assert_uint_eq(cells.n, 90000);
        fair__cells_free(&cells);
    }
}
END_TEST

START_TEST(test_limit)
{
    static columns c;
    uint64_t seed = 13;
    fair_allocator mem;
    ck_assert_ok(fair__memory_init(&mem, NULL, &err_));
    for (size_t f = 1; f <= 3; f++) {
        fair__cells cells;
        fair_error err;
        ck_assert_ok(fair__cells_init(&cells, &mem, f, 2, key, &err_));
        fill(&c, f, 2, 1000000, &seed);
        ck_assert_ok(fair__cells_find(&cells, c.at, 2, c.ids, &err_));
        fair__cells_mark(&cells);
        fill(&c, f, 1, 1000000, &seed);
        ck_assert_int_eq(fair__cells_find(&cells, c.at, 1, c.ids, &err),
                         FAIR_ERR_LIMIT);
        ck_assert_str_eq(err.column, "max_cells");
        ck_assert_ptr_nonnull(strstr(err.message, "2 groups"));
        fair__cells_rollback(&cells);
        ck_assert_uint_eq(cells.n, 2);
        fair__cells_free(&cells);
    }
}
END_TEST

START_TEST(test_refused_memory)
{
    static columns c;
    uint64_t seed = 14;
    for (size_t f = 1; f <= 3; f++) {
        fill(&c, f, 500, 40, &seed);
        for (size_t at = 1;; at++) {
            test_memory m = {.fail_at = at};
            const fair_allocator mem = test_allocator(&m);
            fair__cells cells;
            fair_status st =
                fair__cells_init(&cells, &mem, f, 10000, key, NULL);
            if (st == FAIR_OK) {
                fair__cells_mark(&cells);
                st = fair__cells_find(&cells, c.at, 500, c.ids, NULL);
                if (st != FAIR_OK) {
                    fair__cells_rollback(&cells);
                    ck_assert_uint_eq(cells.n, 0);
                    ck_assert_ok(
                        fair__cells_find(&cells, c.at, 500, c.ids, &err_));
                }
                assert_numbers(&cells, &c, 500);
            }
            ck_assert_int_eq(st, m.injected ? FAIR_ERR_MEMORY : FAIR_OK);
            fair__cells_free(&cells);
            ck_assert_uint_eq(m.live, 0);
            if (!m.injected) break;
        }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_numbers);
    tcase_add_test(tc, test_rollback);
    tcase_add_test(tc, test_order_of_codes);
    tcase_add_test(tc, test_many_pairs);
    tcase_add_test(tc, test_limit);
    tcase_add_test(tc, test_refused_memory);
}

FAIR_TEST_MAIN("tally/cells", tests)
