/* SPDX-License-Identifier: MIT
 * Tests of the fast way: windows of values, what it refuses, its limits.  The
 * same rows in short batches, which go the general way, give the same state
 * and the same errors. */
#include "tally/narrow_rows.h"

START_TEST(test_types)
{
    static const int32_t labels[] = {
        FAIR_TYPE_INT8,   FAIR_TYPE_UINT8,  FAIR_TYPE_BOOL8, FAIR_TYPE_BOOL1,
        FAIR_TYPE_INT16,  FAIR_TYPE_UINT16, FAIR_TYPE_INT32, FAIR_TYPE_UINT32,
        FAIR_TYPE_INT64,  FAIR_TYPE_UINT64, FAIR_TYPE_FLOAT32,
        FAIR_TYPE_FLOAT64};
    static const int32_t groups[] = {
        FAIR_TYPE_INT8,   FAIR_TYPE_UINT8, FAIR_TYPE_BOOL8,  FAIR_TYPE_BOOL1,
        FAIR_TYPE_INT16,  FAIR_TYPE_UINT16, FAIR_TYPE_INT32, FAIR_TYPE_UINT32,
        FAIR_TYPE_INT64,  FAIR_TYPE_UINT64, FAIR_TYPE_DICTIONARY};
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (size_t i = 0; i < 12; i++)
        for (size_t k = 0; k < 11; k++) {
            fill(0, 2, i * 11 + k);
            set_types(labels[i], labels[(i + k) % 12], groups[k]);
            compare(&o, k % 2 == 0 ? 0 : 1234, 1);
        }
}
END_TEST

START_TEST(test_ranges)
{
    static const struct {
        int64_t low;
        int n;
        int32_t type;
        int on; /* at the end */
    } ranges[] = {
        {0, 16, FAIR_TYPE_INT8, 1},    {0, 1, FAIR_TYPE_UINT8, 1},
        {-8, 16, FAIR_TYPE_INT8, 1},   {-128, 3, FAIR_TYPE_INT8, 1},
        {120, 8, FAIR_TYPE_INT8, 1},   {120, 16, FAIR_TYPE_UINT8, 1},
        {240, 16, FAIR_TYPE_UINT8, 1}, {0, 17, FAIR_TYPE_UINT8, 1},
        {-32, 64, FAIR_TYPE_INT8, 1},  {0, 65, FAIR_TYPE_UINT8, 1},
        {0, 255, FAIR_TYPE_UINT8, 1},  {0, 256, FAIR_TYPE_UINT8, 0},
        {-100, 255, FAIR_TYPE_INT16, 1},
        {-100, 256, FAIR_TYPE_INT32, 0},
        {-50, 100, FAIR_TYPE_INT8, 1}, {-30, 40, FAIR_TYPE_INT16, 1},
        {INT32_MIN, 9, FAIR_TYPE_INT32, 1},
        {INT32_MAX - 3, 4, FAIR_TYPE_INT32, 1},
        {-5, 10, FAIR_TYPE_INT64, 1},  {INT64_MIN, 10, FAIR_TYPE_INT64, 1},
        {INT64_MAX - 19, 20, FAIR_TYPE_INT64, 1},
        {-10, 10, FAIR_TYPE_UINT64, 1}, /* the largest there are */
        {INT64_MAX - 2, 5, FAIR_TYPE_UINT64, 1}, /* to above INT64_MAX */
        {0, 11, FAIR_TYPE_DICTIONARY, 1}, /* two words are the same */
        {3, 5, FAIR_TYPE_DICTIONARY, 1},
    };
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        fill(ranges[i].low, ranges[i].n, i);
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, ranges[i].type);
        compare(&o, 0, ranges[i].on);
        set_types(FAIR_TYPE_INT64, FAIR_TYPE_UINT8, ranges[i].type);
        compare(&o, 999, ranges[i].on);
    }
}
END_TEST

/* Two and three features: all windows together hold at most 64, or with wide
 * keys 4,096. */
START_TEST(test_features)
{
    static const struct {
        int n[3];
        int on;
    } shapes[] = {
        {{2, 2, 0}, 1},  {{5, 3, 0}, 1}, {{10, 5, 0}, 1}, {{8, 8, 0}, 1},
        {{13, 5, 0}, 1}, {{2, 3, 4}, 1}, {{4, 4, 4}, 1},  {{1, 1, 1}, 1},
        {{5, 4, 4}, 1},  {{40, 100, 0}, 1}, {{16, 16, 16}, 1},
        {{64, 65, 0}, 0}, {{17, 16, 16}, 0},
    };
    static const int32_t types[] = {FAIR_TYPE_INT8, FAIR_TYPE_INT64,
                                    FAIR_TYPE_UINT16};
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        uint64_t seed = i + 100;
        fill(-2, shapes[i].n[0], seed);
        x.n_features = shapes[i].n[2] > 0 ? 3 : 2;
        for (size_t k = 1; k < x.n_features; k++)
            for (size_t row = 0; row < N; row++)
                x.numbers[2 + k][row] =
                    (int64_t)(random_u64(&seed) %
                              (uint64_t)shapes[i].n[k]) +
                    (int64_t)k * 7;
        for (int k = 0; k < 3; k++)
            set_type(2 + k, types[((size_t)k + i) % 3]);
        set_type(2, FAIR_TYPE_INT16);
        set_type(0, FAIR_TYPE_FLOAT64);
        set_type(1, FAIR_TYPE_INT8);
        compare(&o, 0, shapes[i].on);
        compare(&o, 777, shapes[i].on);
    }
}
END_TEST

/* An index that no word has, at the end and in the window. */
START_TEST(test_indices)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 11, 30);
    x.numbers[2][N - 3] = 11;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_DICTIONARY);
    compare(&o, 0, 1);
    fill(0, 3, 31);
    x.numbers[2][0] = x.numbers[2][N / 2] = -1;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_DICTIONARY);
    compare(&o, 0, 1);
}
END_TEST

/* Values that come late, one by one: windows only grow. */
START_TEST(test_growth)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 3, 32);
    for (int k = 0; k < 8; k++)
        x.numbers[2][(size_t)(k + 1) * FAIR__BLOCK + 5] =
            k % 2 == 0 ? 3 + k : -k;
    set_types(FAIR_TYPE_INT32, FAIR_TYPE_UINT8, FAIR_TYPE_INT32);
    compare(&o, 0, 1);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
}
END_TEST

/* Windows that move, a stray group in one block, then many moves. */
START_TEST(test_windows)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 10, 4);
    for (size_t i = N / 2; i < N; i++)
        x.numbers[2][i] += 40;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    fill(-3, 10, 5);
    x.numbers[2][2 * FAIR__BLOCK + 17] = 100;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    for (size_t i = 0; i < N; i++)
        x.numbers[2][i] = (int64_t)(i / FAIR__BLOCK % 2 * 60 + i % 5);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT8);
    /* Ten values: by codes, unless pieces are blocks, each of which fits. */
    const int any = fair__kernels_best()->most_keys == FAIR__BLOCK;
    compare(&o, 0, any ? -1 : 1);
}
END_TEST

START_TEST(test_inputs)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 7, 6);
    set_types(FAIR_TYPE_NONE, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    set_types(FAIR_TYPE_BOOL1, FAIR_TYPE_NONE, FAIR_TYPE_INT8);
    compare(&o, 4000, 1);
    for (size_t i = 0; i < N; i++) /* only positives, in the fast part */
        x.numbers[0][i] = 1;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    x.numbers[0][0] = 0;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 1, 1);
}
END_TEST

START_TEST(test_declared)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 7, 7);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    o.positive_label = fair_scalar_int(1);
    compare(&o, 0, 1);
    o.positive_label = fair_scalar_int(0);
    compare(&o, 100, 1);
    o.positive_label = fair_scalar_text("yes"); /* of other columns */
    compare(&o, 100, 1);
    o.positive_label = fair_scalar_parsed("1");
    compare(&o, 0, -1);
    o.positive_label = fair_scalar_int(2); /* then {0, 1} is one too many */
    compare(&o, 0, -1);
    o = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    o.y_pred_positive = fair_scalar_text("yes");
    compare(&o, 0, -1);
    for (size_t i = 0; i < N; i++) /* {1, 2} is for the general way */
        x.numbers[0][i]++;
    o.y_pred_positive = fair_scalar_int(1);
    o.y_true_positive = fair_scalar_int(2);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, -1);
}
END_TEST

START_TEST(test_bad_rows)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const size_t rows[] = {0, 5000, 5 * FAIR__BLOCK - 1, N - 1};
    for (size_t i = 0; i < 4; i++)
        for (int c = 0; c < 2; c++) {
            fill(0, 7, 8 + i);
            x.numbers[c][rows[i]] = 2;
            x.numbers[c][N - 2] = 2;
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
            compare(&o, 0, 1);
        }
    fill(0, 2, 20); /* a byte that is no boolean */
    x.numbers[2][7000] = 2;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_BOOL8);
    compare(&o, 0, 1);
}
END_TEST

START_TEST(test_limits)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 10, 9);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    o.max_cells = 10; /* just enough, and no room for a whole window */
    compare(&o, 0, 1);
    o.max_cells = 26;
    compare(&o, 0, 1);
    o.max_cells = 9;
    compare(&o, 0, 1);
    fill(0, 80, 12); /* wide keys */
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    for (uint64_t most = FAIR__WIDE - 1; most <= FAIR__WIDE + 81; most += 41) {
        o.max_cells = most; /* the same, whether there is room or not */
        compare(&o, 0, -1);
        compare(&o, 3000, -1);
    }
    o.max_cells = 79;
    compare(&o, 0, -1);
}
END_TEST

/* Groups that come late, and then another window. */
START_TEST(test_wide)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 10, 13);
    for (size_t i = N / 3; i < N; i++)
        x.numbers[2][i] = x.numbers[2][i] * 11 % 97;
    for (size_t i = N - N / 4; i < N; i++)
        x.numbers[2][i] -= 300;
    for (int nulls = 0; nulls < 2; nulls++) {
        if (nulls) make_nulls(2, N / 2, 9, 14);
        set_types(FAIR_TYPE_FLOAT64, FAIR_TYPE_BOOL1, FAIR_TYPE_INT64);
        compare(&o, 0, 1);
        compare(&o, 500, 1);
    }
    x.numbers[0][N - 9] = 2; /* in a block of wide keys */
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT64);
    compare(&o, 0, 1);
}
END_TEST

/* Numbers after text: said row by row, as ever. */
START_TEST(test_kinds)
{
    static const char *const texts[2] = {"a", "b"};
    static const uint8_t y[2] = {0, 1};
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const fair_column text = fair_column_cstring(texts, 2);
    fair_error err = {0};
    fill(0, 10, 10);
    fair__tally *t = make(&o);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 2;
    rows.y_true = fair_column_uint8(y, 2);
    rows.y_pred = rows.y_true;
    rows.sensitive = &text;
    ck_assert_int_eq(add(t, &rows, &err), FAIR_OK);
    rows = rows_of(0, N, 1);
    ck_assert_int_eq(add(t, &rows, &err), FAIR_ERR_DATA);
    ck_assert_int_eq(err.row, 5);
    ck_assert_uint_eq(err.count, N);
    fair__tally_free(t);
}
END_TEST

/* A block is one call of the fast way and the staged counts of another; what
 * is pending when a call fails is forgotten. */
START_TEST(test_refused_memory)
{
    fill(-3, 10, 11);
    x.numbers[2][2 * FAIR__BLOCK + 17] = 100; /* wide keys from here on */
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    for (size_t at = 1;; at++) {
        test_memory m = {0};
        const fair_allocator mem = test_allocator(&m);
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.allocator = &mem;
        fair__tally *t = make(&o);
        const fair_rows rows = rows_of(0, N, 1);
        m.requests = 0;
        m.fail_at = at;
        const fair_status st = add(t, &rows, NULL);
        ck_assert_int_eq(st, m.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        if (st != FAIR_OK) {
            ck_assert_uint_eq(t->rows.in, 0);
            ck_assert_uint_eq(t->inputs, 0);
            ck_assert_int_eq(add(t, &rows, NULL), FAIR_OK);
        }
        ck_assert_uint_eq(t->rows.used, N);
        ck_assert_uint_eq(t->cells.n, 11);
        uint64_t total = 0;
        for (size_t i = 0; i < t->cells.n * t->n_slots; i++)
            total += t->main.counts[i];
        ck_assert_uint_eq(total, N);
        fair__tally_free(t);
        ck_assert_uint_eq(m.live, 0);
        if (!m.injected) break;
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_types);
    tcase_add_test(tc, test_ranges);
    tcase_add_test(tc, test_features);
    tcase_add_test(tc, test_indices);
    tcase_add_test(tc, test_growth);
    tcase_add_test(tc, test_windows);
    tcase_add_test(tc, test_inputs);
    tcase_add_test(tc, test_declared);
    tcase_add_test(tc, test_bad_rows);
    tcase_add_test(tc, test_limits);
    tcase_add_test(tc, test_wide);
    tcase_add_test(tc, test_kinds);
    tcase_add_test(tc, test_refused_memory);
}

FAIR_TEST_MAIN("tally/narrow", tests)
