/* SPDX-License-Identifier: MIT
 * Tests of the fast way: the same rows in wider columns, which go the general
 * way, give the same state and the same errors. */
#include "tally/narrow.h"

#include "dump.h"
#include "harness.h"
#include "tally/block.h"

#define N (9 * FAIR__BLOCK + 77)

static const uint8_t key[16] = {3, 1, 4};
static const char *const names[] = {"g"};

/* y, p and group as bytes, and the same numbers as int16. */
typedef struct table {
    uint8_t bytes[3][N];
    int16_t wide[3][N];
    uint8_t bits[3][N / 8 + 2];
    int32_t type[3]; /* of bytes: INT8, UINT8, BOOL8, BOOL1, or NONE */
    fair_column group;
} table;

static table x;

static fair__tally *
make(const fair_audit_options *given)
{
    fair_audit_options o = *given;
    o.size = sizeof(o);
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    return t;
}

static void
set_type(int c, int32_t type)
{
    x.type[c] = type;
    memset(x.bits[c], 0, sizeof(x.bits[c]));
    for (size_t i = 0; i < N; i++) {
        x.wide[c][i] = type == FAIR_TYPE_INT8 ? (int8_t)x.bytes[c][i]
                                              : (int16_t)x.bytes[c][i];
        if (x.bytes[c][i] & 1) /* from bit 3 on */
            x.bits[c][(i + 3) / 8] =
                (uint8_t)(x.bits[c][(i + 3) / 8] | 1u << (i + 3) % 8);
    }
}

static int
is_bool(int c)
{
    return x.type[c] == FAIR_TYPE_BOOL8 || x.type[c] == FAIR_TYPE_BOOL1;
}

static fair_column
narrow_column(int c, size_t start, size_t n)
{
    fair_column out = fair_column_uint8(x.bytes[c], (int64_t)n);
    if (x.type[c] == FAIR_TYPE_BOOL1) {
        out.buffers[0] = x.bits[c];
        out.offset = 3;
    }
    out.offset += (int64_t)start;
    out.type = x.type[c];
    return out;
}

/* Booleans have no wider form: a stride of their own keeps them from the fast
 * way. */
static fair_column
wide_column(int c, size_t start, size_t n)
{
    fair_column out = fair_column_int16(x.wide[c] + start, (int64_t)n);
    if (x.type[c] == FAIR_TYPE_NONE) out.type = FAIR_TYPE_NONE;
    if (is_bool(c)) {
        static uint8_t spread[3][2 * N];
        for (size_t i = 0; i < N; i++)
            spread[c][2 * i] = x.bytes[c][i];
        out = fair_column_bool8(spread[c] + 2 * start, (int64_t)n);
        out.stride = 2;
    }
    return out;
}

static fair_rows
rows_of(fair_column (*column)(int, size_t, size_t), size_t start, size_t n)
{
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = n;
    if (x.type[0] != FAIR_TYPE_NONE) rows.y_true = column(0, start, n);
    if (x.type[1] != FAIR_TYPE_NONE) rows.y_pred = column(1, start, n);
    x.group = column(2, start, n);
    rows.sensitive = &x.group;
    return rows;
}

static fair_status
add(fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair__tally_begin(t);
    fair_status st = fair__tally_add(t, rows, 5, err);
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}

/* Both ways, after `before` rows that went the general way in both. */
static void
compare(const fair_audit_options *o, size_t before, int expected_on)
{
    fair__tally *fast = make(o);
    fair__tally *slow = make(o);
    fair_error a = {0};
    fair_error b = {0};
    if (before > 0) {
        const fair_rows rows = rows_of(wide_column, 0, before);
        ck_assert_int_eq(add(fast, &rows, &a), FAIR_OK);
        ck_assert_int_eq(add(slow, &rows, &b), FAIR_OK);
    }
    fair_rows rows = rows_of(narrow_column, before, N - before);
    const fair_status st = add(fast, &rows, &a);
    ck_assert_int_eq(fast->scratch->narrow.on, expected_on);
    rows = rows_of(wide_column, before, N - before);
    ck_assert_int_eq(add(slow, &rows, &b), st);
    if (st != FAIR_OK) {
        ck_assert_int_eq(a.row, b.row);
        ck_assert_uint_eq(a.count, b.count);
        ck_assert_str_eq(a.column, b.column);
    }
    char *p = dump_tally(fast);
    char *q = dump_tally(slow);
    ck_assert_msg(strcmp(p, q) == 0, "the two ways differ");
    if (st == FAIR_OK) ck_assert_uint_eq(fast->rows.used, N);
    free(p);
    free(q);
    fair__tally_free(fast);
    fair__tally_free(slow);
}

static void
fill(int low, int n_groups, uint64_t seed)
{
    for (size_t i = 0; i < N; i++) {
        const uint64_t r = random_u64(&seed);
        x.bytes[0][i] = (uint8_t)(r & 1);
        x.bytes[1][i] = (uint8_t)((r >> 1 & 3) == 0);
        x.bytes[2][i] = (uint8_t)(low + (int)((r >> 8) % (uint64_t)n_groups));
    }
}

static void
set_types(int32_t y, int32_t p, int32_t group)
{
    set_type(0, y);
    set_type(1, p);
    set_type(2, group);
}

START_TEST(test_types)
{
    static const int32_t types[] = {FAIR_TYPE_INT8, FAIR_TYPE_UINT8,
                                    FAIR_TYPE_BOOL8, FAIR_TYPE_BOOL1};
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++) {
            fill(0, 2, (uint64_t)(i * 4 + k));
            set_types(types[i], types[k], types[(i + k) % 4]);
            compare(&o, 0, 1);
            compare(&o, 1234, 1);
        }
}
END_TEST

START_TEST(test_ranges)
{
    static const struct {
        int low;
        int n;
        int32_t type;
        int on; /* at the end */
    } ranges[] = {
        {0, 16, FAIR_TYPE_INT8, 1},   {0, 1, FAIR_TYPE_UINT8, 1},
        {-8, 16, FAIR_TYPE_INT8, 1},  {-128, 3, FAIR_TYPE_INT8, 1},
        {120, 8, FAIR_TYPE_INT8, 1},  {120, 16, FAIR_TYPE_UINT8, 1},
        {240, 16, FAIR_TYPE_UINT8, 1}, {0, 17, FAIR_TYPE_UINT8, 0},
        {-50, 100, FAIR_TYPE_INT8, 0},
    };
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        fill(ranges[i].low, ranges[i].n, i);
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, ranges[i].type);
        compare(&o, 0, ranges[i].on);
        compare(&o, 999, ranges[i].on);
    }
}
END_TEST

/* Windows that move, a stray group in one block, then many moves. */
START_TEST(test_windows)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fill(0, 10, 4);
    for (size_t i = N / 2; i < N; i++)
        x.bytes[2][i] = (uint8_t)(x.bytes[2][i] + 40);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    fill(-3, 10, 5);
    x.bytes[2][2 * FAIR__BLOCK + 17] = 100;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    for (size_t i = 0; i < N; i++)
        x.bytes[2][i] = (uint8_t)(i / FAIR__BLOCK % 2 * 60 + i % 5);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT8, FAIR_TYPE_INT8);
    compare(&o, 0, 0);
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
    memset(x.bytes[0], 1, N); /* only positives, in the fast part */
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    x.bytes[0][0] = 0;
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
    compare(&o, 0, 0);
    o.positive_label = fair_scalar_int(2); /* then {0, 1} is one too many */
    compare(&o, 0, 0);
    o = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    o.y_pred_positive = fair_scalar_text("yes");
    compare(&o, 0, 0);
    for (size_t i = 0; i < N; i++) /* {1, 2} is for the general way */
        x.bytes[0][i]++;
    o.y_pred_positive = fair_scalar_int(1);
    o.y_true_positive = fair_scalar_int(2);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 0);
}
END_TEST

START_TEST(test_bad_rows)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const size_t rows[] = {0, 5000, 5 * FAIR__BLOCK - 1, N - 1};
    for (size_t i = 0; i < 4; i++)
        for (int c = 0; c < 2; c++) {
            fill(0, 7, 8 + i);
            x.bytes[c][rows[i]] = 2;
            x.bytes[c][N - 2] = 2;
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
            compare(&o, 0, 1);
        }
    fill(0, 2, 20); /* a byte that is no boolean */
    x.bytes[2][7000] = 2;
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
    fair__tally *t = make(&o);
    fill(0, 10, 10);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 2;
    rows.y_true = fair_column_uint8(y, 2);
    rows.y_pred = rows.y_true;
    rows.sensitive = &text;
    ck_assert_int_eq(add(t, &rows, &err), FAIR_OK);
    rows = rows_of(narrow_column, 0, N);
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
    x.bytes[2][2 * FAIR__BLOCK + 17] = 100;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    for (size_t at = 1;; at++) {
        test_memory m = {0};
        const fair_allocator mem = test_allocator(&m);
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.allocator = &mem;
        fair__tally *t = make(&o);
        const fair_rows rows = rows_of(narrow_column, 0, N);
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
    tcase_add_test(tc, test_windows);
    tcase_add_test(tc, test_inputs);
    tcase_add_test(tc, test_declared);
    tcase_add_test(tc, test_bad_rows);
    tcase_add_test(tc, test_limits);
    tcase_add_test(tc, test_kinds);
    tcase_add_test(tc, test_refused_memory);
}

FAIR_TEST_MAIN("tally/narrow", tests)
