/* SPDX-License-Identifier: MIT
 * Tests of the fast way: the same rows in wider columns, which go the general
 * way, give the same state and the same errors. */
#include "tally/narrow.h"

#include <math.h>

#include "dump.h"
#include "harness.h"
#include "tally/block.h"

#define N (9 * FAIR__BLOCK + 77)

static const uint8_t key[16] = {3, 1, 4};
static const char *const names[] = {"g", "h", "i"};

#define COLUMNS 5 /* y, p and up to three features */
#define PACKED_AT 25 /* an odd address, three values from the start */
#define SPREAD_AT 48

/* Numbers, and what holds them: packed in their type for the fast way, with a
 * stride of twice their width for the general one. */
typedef struct table {
    int64_t numbers[COLUMNS][N];
    char packed[COLUMNS][8 * N + 48];
    char spread[COLUMNS][16 * N + 48];
    int32_t type[COLUMNS]; /* NONE: not given */
    uint8_t valid[COLUMNS][N / 8 + 2]; /* from bit 3 on */
    int has_nulls[COLUMNS];
    int is_score; /* y_pred's numbers are scores */
    int is_weighted;
    double weights[N];
    double spread_weights[2 * N];
    size_t n_features;
    fair_column features[COLUMNS - 2];
} table;

static table x;

/* The dictionary of features of type DICTIONARY (uint16 indices). */
static const char *const words[] = {"zero",  "one", "two", "three", "four",
                                    "five",  "six", "two", "eight", "nine",
                                    "eleven"};
static fair_column dictionary;

static fair__tally *
make(const fair_audit_options *given)
{
    fair_audit_options o = *given;
    o.size = sizeof(o);
    o.n_sensitive = x.n_features;
    o.sensitive_names = names;
    o.hash_key = key;
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    return t;
}

/* The number as its type has it, at `at`; returns the width. */
static size_t
put(int32_t type, int64_t number, void *at)
{
    const uint8_t x8 = (uint8_t)number;
    const uint16_t x16 = (uint16_t)number;
    const uint32_t x32 = (uint32_t)number;
    const float f = (float)number;
    const double d = (double)number;
    switch (type) {
    case FAIR_TYPE_BOOL8:
    case FAIR_TYPE_INT8:
    case FAIR_TYPE_UINT8:
        memcpy(at, &x8, 1);
        return 1;
    case FAIR_TYPE_DICTIONARY:
    case FAIR_TYPE_INT16:
    case FAIR_TYPE_UINT16:
        memcpy(at, &x16, 2);
        return 2;
    case FAIR_TYPE_INT32:
    case FAIR_TYPE_UINT32:
        memcpy(at, &x32, 4);
        return 4;
    case FAIR_TYPE_FLOAT32:
        memcpy(at, &f, 4);
        return 4;
    case FAIR_TYPE_FLOAT64:
        memcpy(at, &d, 8);
        return 8;
    case FAIR_TYPE_CSTRING:
        memcpy(at, &words[(uint64_t)number % 11], sizeof(char *));
        return sizeof(char *);
    default:
        memcpy(at, &number, 8);
        return 8;
    }
}

static void
set_type(int c, int32_t type)
{
    char one[8];
    x.type[c] = type;
    if (type == FAIR_TYPE_BOOL1) {
        memset(x.packed[c], 0, N / 8 + 2);
        for (size_t i = 0; i < N; i++) /* from bit 3 on */
            if (x.numbers[c][i] & 1)
                x.packed[c][(i + 3) / 8] =
                    (char)(x.packed[c][(i + 3) / 8] | 1 << (i + 3) % 8);
    }
    for (size_t i = 0; i < N; i++) {
        const size_t width = put(type == FAIR_TYPE_BOOL1 ? FAIR_TYPE_BOOL8
                                                         : type,
                                 x.numbers[c][i], one);
        memcpy(x.spread[c] + SPREAD_AT + 2 * width * i, one, width);
        if (type != FAIR_TYPE_BOOL1)
            memcpy(x.packed[c] + PACKED_AT + width * i, one, width);
    }
}

static fair_column
column_of(int c, size_t start, size_t n, int is_packed)
{
    char one[8];
    fair_column out = fair_column_int8(NULL, (int64_t)n);
    out.type = x.type[c];
    if (x.type[c] == FAIR_TYPE_NONE) return out;
    /* Bit 3 is the first row's: the buffers begin three values early. */
    const size_t early = x.has_nulls[c] ? 3 : 0;
    if (x.has_nulls[c]) out.validity = x.valid[c];
    if (x.type[c] == FAIR_TYPE_DICTIONARY) {
        out.index_type = FAIR_TYPE_UINT16;
        dictionary = fair_column_cstring(words, 11);
        out.dictionary = &dictionary;
    }
    out.offset = (int64_t)(start + early);
    if (is_packed && x.type[c] == FAIR_TYPE_BOOL1) {
        out.buffers[0] = x.packed[c];
        out.offset = (int64_t)start + 3;
        return out;
    }
    if (x.type[c] == FAIR_TYPE_BOOL1) out.type = FAIR_TYPE_BOOL8;
    const size_t width = put(out.type, 0, one);
    if (is_packed) {
        out.buffers[0] = x.packed[c] + PACKED_AT - early * width;
        return out;
    }
    out.buffers[0] = x.spread[c] + SPREAD_AT - early * 2 * width;
    out.stride = 2 * (int64_t)width;
    return out;
}

static fair_rows
rows_of(size_t start, size_t n, int is_packed)
{
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = n;
    if (x.type[0] != FAIR_TYPE_NONE)
        rows.y_true = column_of(0, start, n, is_packed);
    if (x.type[1] != FAIR_TYPE_NONE && !x.is_score)
        rows.y_pred = column_of(1, start, n, is_packed);
    if (x.is_score) rows.y_score = column_of(1, start, n, is_packed);
    for (size_t k = 0; k < x.n_features; k++)
        x.features[k] = column_of(2 + (int)k, start, n, is_packed);
    rows.sensitive = x.features;
    if (x.is_weighted) {
        rows.sample_weight = fair_column_float64(
            is_packed ? x.weights : x.spread_weights, (int64_t)n);
        rows.sample_weight.offset = (int64_t)start;
        if (!is_packed) rows.sample_weight.stride = 16;
    }
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

/* The general way: in batches that are too short for the fast one. */
static fair_status
add_slowly(fair__tally *t, size_t start, size_t n, fair_error *err)
{
    fair_status st = FAIR_OK;
    fair__tally_begin(t);
    for (size_t done = 0; done < n;) {
        const size_t left = n - done;
        const size_t part = left < 3 * FAIR__BLOCK ? left : 3 * FAIR__BLOCK;
        const fair_rows rows = rows_of(start + done, part, 0);
        if (st == FAIR_OK)
            st = fair__tally_add(t, &rows, 5 + done, err);
        else
            st = fair__tally_count_defects(t, &rows, 5 + done, err) ==
                         FAIR_ERR_MEMORY
                     ? FAIR_ERR_MEMORY
                     : st;
        done += part;
    }
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}

/* Both ways, after `before` rows that went the general way in both; -1: no
 * matter whether the fast one was kept to the end. */
static void
compare(const fair_audit_options *o, size_t before, int expected_on)
{
    fair__tally *fast = make(o);
    fair__tally *slow = make(o);
    fair_error a = {0};
    fair_error b = {0};
    if (before > 0) {
        ck_assert_int_eq(add_slowly(fast, 0, before, &a), FAIR_OK);
        ck_assert_int_eq(add_slowly(slow, 0, before, &b), FAIR_OK);
    }
    const fair_rows rows = rows_of(before, N - before, 1);
    const fair_status st = add(fast, &rows, &a);
    if (expected_on >= 0)
        ck_assert_int_eq(fast->scratch->narrow.on, expected_on);
    ck_assert_int_eq(add_slowly(slow, before, N - before, &b), st);
    ck_assert_int_eq(slow->scratch->narrow.on, 0);
    if (st != FAIR_OK) {
        ck_assert_int_eq(a.row, b.row);
        ck_assert_uint_eq(a.count, b.count);
        ck_assert_str_eq(a.column, b.column);
    }
    char *p = dump_tally(fast);
    char *q = dump_tally(slow);
    ck_assert_msg(strcmp(p, q) == 0, "the two ways differ");
    if (st == FAIR_OK) ck_assert_uint_eq(fast->rows.in, N);
    free(p);
    free(q);
    fair__tally_free(fast);
    fair__tally_free(slow);
}

static void
fill(int64_t low, int n_groups, uint64_t seed)
{
    x.n_features = 1;
    x.is_score = 0;
    x.is_weighted = 0;
    memset(x.has_nulls, 0, sizeof(x.has_nulls));
    for (size_t i = 0; i < N; i++) {
        const uint64_t r = random_u64(&seed);
        x.numbers[0][i] = (int64_t)(r & 1);
        x.numbers[1][i] = (r >> 1 & 3) == 0;
        x.numbers[2][i] =
            (int64_t)((uint64_t)low + (r >> 8) % (uint64_t)n_groups);
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
        {-32, 64, FAIR_TYPE_INT8, 1},  {0, 65, FAIR_TYPE_UINT8, 0},
        {-50, 100, FAIR_TYPE_INT8, 0}, {-30, 40, FAIR_TYPE_INT16, 1},
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

/* Two and three features: all windows together hold at most 64. */
START_TEST(test_features)
{
    static const struct {
        int n[3];
        int on;
    } shapes[] = {
        {{2, 2, 0}, 1},  {{5, 3, 0}, 1}, {{10, 5, 0}, 1}, {{8, 8, 0}, 1},
        {{13, 5, 0}, 0}, {{2, 3, 4}, 1}, {{4, 4, 4}, 1},  {{1, 1, 1}, 1},
        {{5, 4, 4}, 0},
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

/* One row in `every` of column c is null, from row `from` on, with rubbish
 * beneath. */
static void
make_nulls(int c, size_t from, uint64_t every, uint64_t seed)
{
    x.has_nulls[c] = 1;
    memset(x.valid[c], 0xff, sizeof(x.valid[c]));
    for (size_t i = from; i < N; i++) {
        if (random_u64(&seed) % every != 0) continue;
        x.numbers[c][i] = (int64_t)random_u64(&seed);
        x.valid[c][(i + 3) / 8] =
            (uint8_t)(x.valid[c][(i + 3) / 8] & ~(1u << (i + 3) % 8));
    }
}

START_TEST(test_nulls)
{
    static const int32_t groups[] = {
        FAIR_TYPE_INT8,  FAIR_TYPE_UINT8,  FAIR_TYPE_BOOL1, FAIR_TYPE_INT16,
        FAIR_TYPE_INT32, FAIR_TYPE_UINT64, FAIR_TYPE_DICTIONARY};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (size_t k = 0; k < 7; k++)
        for (int nulls = 0; nulls < 3; nulls++) {
            const int few = k == 2 ? 2 : 5;
            o.nulls = nulls; /* group, exclude, error */
            fill(0, few, 40 + k);
            make_nulls(2, 0, 20, 50 + k);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, groups[k]);
            compare(&o, 0, nulls != FAIR_NULLS_EXCLUDE);
            if (nulls != FAIR_NULLS_ERROR)
                compare(&o, 1000, nulls != FAIR_NULLS_EXCLUDE);
            fill(0, few, 60 + k); /* a bitmap of valid rows, then a null */
            make_nulls(2, N - 40, 30, 70 + k);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, groups[k]);
            compare(&o, 0, 1);
        }
    o.nulls = FAIR_NULLS_GROUP;
    fill(0, 3, 80); /* two features, all of one null for a while */
    x.n_features = 2;
    memcpy(x.numbers[3], x.numbers[2], sizeof(x.numbers[3]));
    make_nulls(2, 0, 7, 81);
    make_nulls(3, 0, 3, 82);
    memset(x.valid[3], 0, 2 * FAIR__BLOCK / 8);
    set_types(FAIR_TYPE_BOOL8, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT8);
    set_type(3, FAIR_TYPE_INT32);
    compare(&o, 0, 1);
}
END_TEST

START_TEST(test_label_nulls)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const int32_t how[] = {FAIR_UNLABELLED_ERROR,
                                  FAIR_UNLABELLED_EXCLUDE,
                                  FAIR_UNLABELLED_KEEP};
    for (int i = 0; i < 3; i++)
        for (int c = 0; c < 2; c++) {
            o.unlabelled = how[i];
            fill(0, 4, 90);
            make_nulls(c, N - 300, 30, 91);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT16, FAIR_TYPE_INT32);
            compare(&o, 0, 1);
        }
}
END_TEST

START_TEST(test_scores)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.has_threshold = 1;
    static const double thresholds[] = {0.0, 3.0, -2.5, 1e9, -1e9};
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 2; k++) {
            uint64_t seed = 95;
            o.threshold = thresholds[i];
            fill(0, 6, 96);
            x.is_score = 1;
            for (size_t row = 0; row < N; row++)
                x.numbers[1][row] = (int64_t)(random_u64(&seed) % 9) - 4;
            set_types(FAIR_TYPE_INT8,
                      k == 0 ? FAIR_TYPE_FLOAT64 : FAIR_TYPE_FLOAT32,
                      FAIR_TYPE_INT8);
            compare(&o, 0, 1);
            compare(&o, 500, 1);
            set_type(0, FAIR_TYPE_NONE);
            compare(&o, 0, 1);
        }
    /* A NaN near the end, by its bits, in both layouts. */
    const double nan = 0.0 / 0.0;
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT8);
    memcpy(x.packed[1] + PACKED_AT + 8 * (N - 9), &nan, 8);
    memcpy(x.spread[1] + SPREAD_AT + 16 * (N - 9), &nan, 8);
    compare(&o, 0, 1);
}
END_TEST

/* Weights of so many exponents, one in `zeros` of them zero. */
static void
weigh(int exponents, int zeros, uint64_t seed)
{
    x.is_weighted = 1;
    for (size_t i = 0; i < N; i++) {
        const uint64_t r = random_u64(&seed);
        const int e = (int)((r >> 52) % (uint64_t)exponents);
        x.weights[i] = ldexp(1.0 + (double)(r & 0xfffffffffffff) * 0x1p-52,
                             7 - e);
        if (zeros > 0 && (r >> 32) % (uint64_t)zeros == 0) x.weights[i] = 0;
    }
}

static void
spread_weights(void)
{
    for (size_t i = 0; i < N; i++)
        x.spread_weights[2 * i] = x.weights[i];
}

START_TEST(test_weights)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const struct {
        int exponents;
        int zeros;
        int groups;
        int on;
    } cases[] = {{1, 0, 5, 1},  {11, 3, 5, 1},   {22, 9, 10, 1},
                 {20, 0, 30, 1}, {300, 0, 5, 0}, {12, 1, 3, 1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fill(0, cases[i].groups, 200 + i);
        weigh(cases[i].exponents, cases[i].zeros, 300 + i);
        if (cases[i].exponents == 22) /* the largest first */
            x.weights[0] = 0x1.8p7;
        spread_weights();
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT16);
        compare(&o, 0, cases[i].on);
        compare(&o, 1500, cases[i].on);
    }
}
END_TEST

/* Exponents that drift from block to block, subnormal weights, the largest
 * that there may be, whole numbers. */
START_TEST(test_odd_weights)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const double odd[] = {0x1p-1074, 0x1.fp-1030, 0x1p480,
                                 0x1.fffffffffffffp479, 0x1p-1022};
    fill(0, 5, 210);
    weigh(5, 0, 211);
    for (size_t i = 0; i < N; i++)
        x.weights[i] = ldexp(x.weights[i], (int)(i / (3 * FAIR__BLOCK)) * 40);
    spread_weights();
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
    compare(&o, 0, 1);
    for (size_t k = 0; k < sizeof(odd) / sizeof(odd[0]); k++) {
        weigh(5, 0, 212);
        x.weights[(k + 1) * FAIR__BLOCK + 100] = odd[k];
        spread_weights();
        compare(&o, 0, 1);
        for (size_t i = 0; i < N; i++)
            x.weights[i] = odd[k];
        spread_weights();
        compare(&o, 0, k != 0 && k != 1);
    }
    for (size_t i = 0; i < N; i++)
        x.weights[i] = (double)(1 + i % 1000);
    spread_weights();
    compare(&o, 0, 1);
}
END_TEST

START_TEST(test_bad_weights)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const double bad[] = {-1.0, -0x1p-1074, 0.0 / 0.0, 1.0 / 0.0,
                          -1.0 / 0.0, 0x1.0000000000001p480, -0.0};
    for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
        fill(0, 5, 220);
        weigh(3, 50, 221);
        x.weights[5 * FAIR__BLOCK + 9] = bad[k];
        x.weights[N - 1] = bad[k];
        spread_weights();
        set_types(FAIR_TYPE_INT8, FAIR_TYPE_UINT8, FAIR_TYPE_INT8);
        compare(&o, 0, 1);
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

/* What kernels do not read: texts, floats, integers far apart. */
START_TEST(test_codes)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const int32_t types[] = {FAIR_TYPE_CSTRING, FAIR_TYPE_FLOAT64,
                                    FAIR_TYPE_FLOAT32, FAIR_TYPE_INT64,
                                    FAIR_TYPE_UINT16};
    for (size_t k = 0; k < 5; k++)
        for (int nulls = 0; nulls < 4; nulls++) {
            o.nulls = nulls == 3 ? FAIR_NULLS_GROUP : nulls;
            fill(0, 9, 400 + k);
            for (size_t i = 0; i < N; i++)
                x.numbers[2][i] *= k == 4 ? 7000 : 1000;
            if (k == 0) make_nulls(2, nulls == 3 ? 0 : N - 30, 20, 410);
            set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, types[k]);
            compare(&o, 0, 1);
            compare(&o, 1000, 1);
        }
    o.nulls = FAIR_NULLS_GROUP;
    fill(0, 3, 420); /* two features, one read by kernels; then too many */
    x.n_features = 2;
    for (size_t i = 0; i < N; i++)
        x.numbers[3][i] = (int64_t)(i % 10);
    set_types(FAIR_TYPE_BOOL1, FAIR_TYPE_INT64, FAIR_TYPE_INT32);
    set_type(3, FAIR_TYPE_CSTRING);
    compare(&o, 0, 1);
    for (size_t i = 0; i < N; i++)
        x.numbers[2][i] = (int64_t)(i % 6) * 100;
    set_type(2, FAIR_TYPE_INT32);
    compare(&o, 0, 0);
    fill(0, 1, 421); /* far too many */
    for (size_t i = 0; i < N; i++)
        x.numbers[2][i] = (int64_t)(i * 77);
    set_types(FAIR_TYPE_INT8, FAIR_TYPE_INT64, FAIR_TYPE_INT64);
    compare(&o, 0, 0);
    for (size_t i = 0; i < N; i++) /* late */
        x.numbers[2][i] = (int64_t)(i < N / 2 ? i % 5 : i * 77);
    set_type(2, FAIR_TYPE_INT64);
    compare(&o, 0, 0);
}
END_TEST

START_TEST(test_text_labels)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    for (int late = 0; late < 2; late++) {
        fill(0, 6, 430);
        for (size_t i = 0; late && i < N - 20; i++)
            x.numbers[0][i] = 1; /* the other one comes late */
        set_types(FAIR_TYPE_CSTRING, FAIR_TYPE_INT8, FAIR_TYPE_CSTRING);
        o.y_true_positive = fair_scalar_text("one");
        compare(&o, 0, 1);
        compare(&o, 2000, 1);
        o.y_true_positive = fair_scalar_text("zero");
        compare(&o, 0, 1);
    }
    x.numbers[0][N - 7] = 4; /* a third */
    set_types(FAIR_TYPE_CSTRING, FAIR_TYPE_INT8, FAIR_TYPE_CSTRING);
    compare(&o, 0, -1);
    fill(0, 6, 431);
    for (int how = 0; how < 3; how++) {
        o.unlabelled = how;
        make_nulls(0, 30000, 40, 432);
        set_types(FAIR_TYPE_CSTRING, FAIR_TYPE_INT8, FAIR_TYPE_UINT8);
        compare(&o, 0, -1);
    }
    fill(0, 6, 433); /* {1, 2} */
    for (size_t i = 0; i < N; i++)
        x.numbers[1][i]++;
    o = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    o.y_pred_positive = fair_scalar_int(2);
    set_types(FAIR_TYPE_FLOAT64, FAIR_TYPE_INT16, FAIR_TYPE_UINT8);
    compare(&o, 0, 1);
    compare(&o, 10, 1);
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
    compare(&o, 0, 1); /* ten values: by codes */
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
    x.numbers[2][2 * FAIR__BLOCK + 17] = 100;
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
    tcase_add_test(tc, test_codes);
    tcase_add_test(tc, test_text_labels);
    tcase_add_test(tc, test_nulls);
    tcase_add_test(tc, test_label_nulls);
    tcase_add_test(tc, test_scores);
    tcase_add_test(tc, test_weights);
    tcase_add_test(tc, test_odd_weights);
    tcase_add_test(tc, test_bad_weights);
    tcase_add_test(tc, test_indices);
    tcase_add_test(tc, test_growth);
    tcase_add_test(tc, test_windows);
    tcase_add_test(tc, test_inputs);
    tcase_add_test(tc, test_declared);
    tcase_add_test(tc, test_bad_rows);
    tcase_add_test(tc, test_limits);
    tcase_add_test(tc, test_kinds);
    tcase_add_test(tc, test_refused_memory);
}

FAIR_TEST_MAIN("tally/narrow", tests)
