/* SPDX-License-Identifier: MIT
 * Rows counted by their distance in a range of integers, against the same rows
 * in batches that are too small for it. */
#include "harness.h"
#include "tally/block.h"

#define N (14 * FAIR__BLOCK + 77)

static const uint8_t key[16] = {2, 7, 1};
static const char *const names[] = {"g"};

static int64_t groups[N];
static uint8_t y[N], p[N], others[N], valid[N / 8 + 1], y_valid[N / 8 + 1];
static double scores[N];

/* Rows start … start + n of those that were drawn. */
static fair_rows
rows_of(size_t start, size_t n, const fair_audit_options *o, int with_baseline,
        fair_column *group)
{
    fair_rows rows = FAIR_ROWS_INIT;
    *group = fair_column_int64(groups, N);
    group->validity = valid;
    rows.y_true = fair_column_uint8(y, N);
    rows.y_true.validity = y_valid;
    if (o->has_threshold)
        rows.y_score = fair_column_float64(scores, N);
    else
        rows.y_pred = fair_column_uint8(p, N);
    if (with_baseline) rows.y_pred_baseline = fair_column_uint8(others, N);
    fair_column *const all[] = {group, &rows.y_true, &rows.y_pred,
                                &rows.y_score, &rows.y_pred_baseline};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (all[i]->type == FAIR_TYPE_NONE) continue;
        all[i]->offset = (int64_t)start;
        all[i]->length = (int64_t)n;
    }
    rows.n = n;
    rows.sensitive = group;
    return rows;
}

/* Adds all rows in batches of so many; *used is whether any were counted by
 * distance. */
static fair_status
add_all(fair__tally *t, const fair_audit_options *o, size_t batch,
        int with_baseline, int *used, fair_error *err)
{
    fair_status st = FAIR_OK;
    fair__tally_begin(t);
    *used = 0;
    for (size_t start = 0; st == FAIR_OK && start < N; start += batch) {
        fair_column group;
        const size_t n = N - start < batch ? N - start : batch;
        const fair_rows rows = rows_of(start, n, o, with_baseline, &group);
        st = fair__tally_add(t, &rows, start, err);
        *used |= t->scratch->dense.n_counts > 0;
    }
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    ck_assert_uint_eq(t->scratch->dense.n_counts, 0);
    return st;
}

static void
set_null(uint8_t *bits, size_t i)
{
    bits[i / 8] = (uint8_t)(bits[i / 8] & ~(1u << i % 8));
}

/* Groups from low to low + range, most of which are there, some of which have
 * many rows; every `odd` rows something out of the ordinary. */
static void
draw(uint64_t *seed, int64_t low, uint64_t range, size_t odd)
{
    memset(valid, 0xff, sizeof(valid));
    memset(y_valid, 0xff, sizeof(y_valid));
    for (size_t i = 0; i < N; i++) {
        const uint64_t r = random_u64(seed);
        const uint64_t far = r % 4 == 0 ? r / 4 % 3 * 100 : r / 4 % range;
        groups[i] = (int64_t)((uint64_t)low + far);
        y[i] = r >> 40 & 1;
        p[i] = r >> 41 & 1;
        others[i] = r >> 42 & 1;
        scores[i] = (double)(r >> 43 & 7) / 8;
        if (odd == 0 || random_u64(seed) % odd != 0) continue;
        switch (r >> 50 & 3) {
        case 0: set_null(valid, i); break;
        case 1: set_null(y_valid, i); break;
        case 2: groups[i] = (int64_t)((uint64_t)low + 2 * range); break;
        default: groups[i] = (int64_t)((uint64_t)low - range / 3); break;
        }
    }
}

static size_t
save(const fair__tally *t, uint8_t *bytes, size_t room)
{
    size_t n = 0;
    ck_assert_int_eq(fair__tally_save(t, bytes, room, &n, NULL), FAIR_OK);
    return n;
}

START_TEST(test_like_the_general_way)
{
    enum { ROOM = 1 << 21 };
    static uint8_t bytes[2][ROOM];
    static const int64_t lows[] = {-3000, INT64_MIN, INT64_MAX - 40000};
    uint64_t seed = 100 + (uint64_t)_i;
    int often = 0, refused = 0;
    for (int round = 0; round < 12; round++) {
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.n_sensitive = 1;
        o.sensitive_names = names;
        o.hash_key = key;
        o.has_threshold = round % 4 == 1;
        o.threshold = 0.5;
        o.nulls = round % 3;
        o.unlabelled = round / 3 % 3;
        o.max_cells = round % 6 == 5 ? 5000 + random_u64(&seed) % 9000 : 0;
        const int with_baseline = round % 4 == 2;
        const uint64_t range = 5000 + random_u64(&seed) % 9000;
        const size_t odd[] = {0, N / 2, 2000};
        draw(&seed, lows[round % 3], range, odd[_i]);
        fair__tally *t[2];
        size_t n[2] = {0, 0};
        fair_status st[2];
        fair_error err[2] = {{0}, {0}};
        for (int way = 0; way < 2; way++) {
            int used;
            ck_assert_int_eq(fair__tally_new(&o, &t[way], NULL), FAIR_OK);
            /* Twice: the second time the cells are there. */
            for (int call = 0; call < 2; call++) {
                st[way] = add_all(t[way], &o, way == 0 ? N : FAIR__BLOCK,
                                  with_baseline, &used, &err[way]);
                if (way == 1) ck_assert(!used);
                often += used;
            }
            n[way] = save(t[way], bytes[way], ROOM);
        }
        refused += st[0] == FAIR_ERR_LIMIT;
        ck_assert_int_eq(st[0], st[1]);
        ck_assert_int_eq(err[0].row, err[1].row);
        ck_assert_uint_eq(n[0], n[1]);
        ck_assert_mem_eq(bytes[0], bytes[1], n[0]);
        fair__tally_free(t[0]);
        fair__tally_free(t[1]);
    }
    ck_assert_int_ge(often, _i == 2 ? 0 : 10);
    if (_i == 0) ck_assert_int_gt(refused, 0);
}
END_TEST

/* A counter that comes to 256 and to nothing is the only one of its value. */
START_TEST(test_full_counters)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    memset(valid, 0xff, sizeof(valid));
    memset(y_valid, 0xff, sizeof(y_valid));
    memset(y, 0, sizeof(y));
    memset(p, 1, sizeof(p));
    const size_t first = 5 * FAIR__BLOCK, n_late = 20;
    for (size_t i = 0; i < N; i++) {
        groups[i] = (int64_t)(i % (first - n_late));
        /* From then on some that were not there before. */
        if (i >= first && i < first + 256 * n_late)
            groups[i] = (int64_t)(first - 1 - i % n_late);
    }
    fair__tally *t = NULL;
    int used;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    ck_assert_int_eq(add_all(t, &o, N, 0, &used, NULL), FAIR_OK);
    ck_assert(used);
    ck_assert_uint_eq(t->cells.n, first);
    uint64_t rows = 0;
    for (size_t c = 0; c < t->cells.n; c++) {
        const fair_scalar v =
            fair__values_get(&t->features[0].values, t->cells.codes[c]);
        uint64_t of_cell = 0;
        for (size_t s = 0; s < t->n_slots; s++)
            of_cell += t->main.counts[c * t->n_slots + s];
        if ((size_t)v.integer >= first - n_late)
            ck_assert_uint_eq(of_cell, 256);
        rows += of_cell;
    }
    ck_assert_uint_eq(rows, N);
    fair__tally_free(t);
}
END_TEST

/* Values that only excluded rows have had are known and have no cells. */
START_TEST(test_known_values_without_cells)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    o.unlabelled = FAIR_UNLABELLED_EXCLUDE;
    memset(valid, 0xff, sizeof(valid));
    memset(y_valid, 0, sizeof(y_valid));
    memset(p, 1, sizeof(p));
    const size_t n_values = 5 * FAIR__BLOCK;
    for (size_t i = 0; i < N; i++) {
        groups[i] = (int64_t)(i % n_values);
        y[i] = i % 3 == 0;
    }
    fair__tally *t = NULL;
    int used;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    ck_assert_int_eq(add_all(t, &o, FAIR__BLOCK, 0, &used, NULL), FAIR_OK);
    ck_assert_uint_eq(t->features[0].values.n, n_values);
    ck_assert_uint_eq(t->cells.n, 0);
    memset(y_valid, 0xff, sizeof(y_valid));
    ck_assert_int_eq(add_all(t, &o, N, 0, &used, NULL), FAIR_OK);
    ck_assert(used);
    ck_assert_uint_eq(t->cells.n, n_values);
    fair__tally_free(t);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_like_the_general_way, 0, 3);
    tcase_add_test(tc, test_full_counters);
    tcase_add_test(tc, test_known_values_without_cells);
}

FAIR_TEST_MAIN("tally/dense", tests)
