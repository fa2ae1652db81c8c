/* SPDX-License-Identifier: MIT
 * Tests of counting: few cells and many, old ones and new ones, calls that are
 * rolled back. */
#include "harness.h"
#include "tally/block.h"

static const uint8_t key[16] = {9, 8, 7};
static const char *const names[] = {"a"};

/* One call whose first block is swept and whose later ones are not, in the
 * same cells. */
START_TEST(test_outgrown_sweep)
{
    enum { ROWS = 3 * 4096 };
    static int32_t group[ROWS];
    static uint8_t p[ROWS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    uint64_t expected[1000] = {0};
    for (int i = 0; i < ROWS; i++) {
        group[i] = i < 4096 ? i % 10 : i * 7 % 1000;
        expected[group[i]]++;
    }
    const fair_column column = fair_column_int32(group, ROWS);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = ROWS;
    rows.y_pred = fair_column_uint8(p, ROWS);
    rows.sensitive = &column;
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    fair__tally_begin(t);
    ck_assert_int_eq(fair__tally_add(t, &rows, 0, NULL), FAIR_OK);
    ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
    ck_assert_uint_eq(t->cells.n, 1000);
    for (uint32_t c = 0; c < 1000; c++) {
        const fair_scalar v =
            fair__values_get(&t->features[0].values, t->cells.codes[c]);
        const uint64_t *counts = t->main.counts + c * t->n_slots;
        ck_assert(counts[0] + counts[1] == /* one value of p was seen */
                  expected[v.integer]);
    }
    fair__tally_free(t);
}
END_TEST

/* Calls that meet cells of earlier ones and make others, few rows and many,
 * committed or rolled back: by weights, by frequencies, by neither. */
START_TEST(test_old_and_new_cells)
{
    enum { ROWS = 9000, RANGE = 2500, CALLS = 60 };
    static int32_t group[ROWS];
    static uint8_t p[ROWS];
    static double weight[ROWS];
    static uint32_t times[ROWS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    uint64_t seed = 15;
    for (int extra = 0; extra < 3; extra++) {
        static uint64_t expected[RANGE][2], call[RANGE][2];
        uint64_t sum = 0;
        memset(expected, 0, sizeof(expected));
        fair__tally *t = NULL;
        ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
        for (uint64_t k = 0; k < CALLS; k++) {
            const size_t n = 1 + random_u64(&seed) % (k % 3 ? 300 : ROWS);
            const uint64_t range = 2 + RANGE * k / CALLS;
            memset(call, 0, sizeof(call));
            uint64_t in_call = 0;
            for (size_t i = 0; i < n; i++) {
                const uint64_t r = random_u64(&seed);
                group[i] = (int32_t)(r % range);
                p[i] = i < 2 ? (uint8_t)i : r >> 40 & 1;
                weight[i] = 1;
                times[i] = extra == 2 ? (uint32_t)(r >> 50) : 1;
                call[group[i]][p[i]] += times[i];
                in_call += times[i];
            }
            const fair_column column = fair_column_int32(group, (int64_t)n);
            fair_rows rows = FAIR_ROWS_INIT;
            rows.n = n;
            rows.y_pred = fair_column_uint8(p, (int64_t)n);
            rows.sensitive = &column;
            if (extra == 1)
                rows.sample_weight = fair_column_float64(weight, (int64_t)n);
            if (extra == 2)
                rows.frequency = fair_column_uint32(times, (int64_t)n);
            const size_t n_before = t->cells.n;
            fair__tally_begin(t);
            ck_assert_int_eq(fair__tally_add(t, &rows, 0, NULL), FAIR_OK);
            if (random_u64(&seed) % 3 == 0) {
                fair__tally_rollback(t);
                ck_assert_uint_eq(t->cells.n, n_before);
            } else {
                ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
                sum += in_call;
                for (size_t g = 0; g < RANGE; g++)
                    for (int d = 0; d < 2; d++)
                        expected[g][d] += call[g][d];
            }
            ck_assert_uint_eq(t->rows.frequency, sum);
            const size_t n_counts = t->cells.n * t->n_slots;
            for (size_t i = n_counts; i < t->main.counts_capacity; i++)
                ck_assert(t->main.counts[i] == 0);
            for (size_t i = 0; i < t->staged.counts_capacity; i++)
                ck_assert(t->staged.counts[i] == 0);
            for (size_t c = 0; c < t->cells.n; c++) {
                const fair_scalar v = fair__values_get(
                    &t->features[0].values, t->cells.codes[c]);
                for (int d = 0; d < t->labels[1].n; d++)
                    ck_assert(t->main.counts[c * t->n_slots + (size_t)d] ==
                       expected[v.integer]
                               [t->labels[1].values[d].integer]);
            }
        }
        fair__tally_free(t);
    }
}
END_TEST

/* So many cells and rows that rows are counted modulo 256 first: a few cells
 * have many more, old ones and new ones; a call that fails leaves nothing.
 * Values far apart, and such in a range that is counted where they are. */
START_TEST(test_counters_that_run_over)
{
    const int32_t step = _i == 0 ? 65521 : 1;
    enum { ROWS = 60000, CELLS = 20000 };
    static int32_t group[ROWS];
    static uint8_t p[ROWS];
    static uint64_t expected[2 * CELLS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    o.max_cells = 2 * CELLS;
    memset(expected, 0, sizeof(expected));
    uint64_t seed = 16;
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    const fair_column column = fair_column_int32(group, ROWS);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = ROWS;
    rows.y_pred = fair_column_uint8(p, ROWS); /* all 0 */
    rows.sensitive = &column;
    for (int call = 0; call < 4; call++) {
        const int32_t first = call < 2 ? 0 : CELLS / 2;
        for (int i = 0; i < ROWS; i++) {
            group[i] = first + i % CELLS;
            if (i >= CELLS && random_u64(&seed) % 2 == 0)
                group[i] = first + i % 7 * (CELLS / 8);
            group[i] *= step;
        }
        fair__tally_begin(t);
        ck_assert_int_eq(fair__tally_add(t, &rows, 0, NULL), FAIR_OK);
        ck_assert_uint_gt(t->scratch->n_few, 0);
        ck_assert_int_eq(t->scratch->dense.n_counts > 0, step == 1);
        if (call % 2 == 0) {
            fair__tally_rollback(t);
        } else {
            ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
            for (int i = 0; i < ROWS; i++)
                expected[group[i] / step]++;
        }
        for (size_t i = 0; i < t->scratch->few_capacity; i++)
            ck_assert(t->scratch->few[i] == 0);
        for (uint32_t c = 0; c < t->cells.n; c++) {
            const fair_scalar v = fair__values_get(&t->features[0].values,
                                                   t->cells.codes[c]);
            ck_assert(t->main.counts[c * t->n_slots] ==
                      expected[v.integer / step]);
        }
        for (size_t i = t->cells.n * t->n_slots; i < t->main.counts_capacity;
             i++)
            ck_assert(t->main.counts[i] == 0);
        for (size_t i = 0; i < t->staged.counts_capacity; i++)
            ck_assert(t->staged.counts[i] == 0);
    }
    ck_assert_uint_eq(t->cells.n, CELLS + CELLS / 2);
    fair__tally_free(t);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_outgrown_sweep);
    tcase_add_test(tc, test_old_and_new_cells);
    tcase_add_loop_test(tc, test_counters_that_run_over, 0, 2);
}

FAIR_TEST_MAIN("tally/count", tests)
