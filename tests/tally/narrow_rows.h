/* SPDX-License-Identifier: MIT
 * Rows that can be counted the fast way and the general one, for tests that
 * compare the two. */
#ifndef FAIR_TESTS_TALLY_NARROW_ROWS_H
#define FAIR_TESTS_TALLY_NARROW_ROWS_H

#include <math.h>

#include "dump.h"
#include "harness.h"
#include "tally/block.h"
#include "tally/narrow.h"

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
    int32_t weight_type;
    double weights[N];
    char packed_weights[8 * N];
    char spread_weights[16 * N];
    size_t n_features;
    fair_column features[COLUMNS - 2];
} table;

static table x;

/* The dictionary of features of type DICTIONARY (uint16 indices). */
static const char *const words[] = {"zero",  "one", "two", "three", "four",
                                    "five",  "six", "two", "eight", "nine",
                                    "eleven"};
static fair_column dictionary;

static inline fair__tally *
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
static inline size_t
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

static inline void
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

/* x.weights as this type has them. */
static inline void
store_weights(int32_t type)
{
    x.weight_type = type;
    for (size_t i = 0; i < N; i++) {
        const double weight = x.weights[i];
        const float f = (float)weight;
        char one[8];
        const size_t width = put(type, 0, one);
        if (type == FAIR_TYPE_FLOAT64)
            memcpy(one, &weight, sizeof(weight));
        else if (type == FAIR_TYPE_FLOAT32)
            memcpy(one, &f, sizeof(f));
        else
            put(type, (int64_t)weight, one);
        memcpy(x.packed_weights + width * i, one, width);
        memcpy(x.spread_weights + 2 * width * i, one, width);
    }
}

static inline fair_column
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

static inline fair_rows
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
        char one[8];
        rows.sample_weight = fair_column_int8(
            (const void *)(is_packed ? x.packed_weights : x.spread_weights),
            (int64_t)n);
        rows.sample_weight.type = x.weight_type;
        rows.sample_weight.offset = (int64_t)start;
        if (!is_packed)
            rows.sample_weight.stride =
                2 * (int64_t)put(x.weight_type, 0, one);
    }
    return rows;
}

static inline fair_status
add(fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair__tally_begin(t);
    fair_status st = fair__tally_add(t, rows, 5, err);
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}

/* The general way: in batches that are too short for the fast one. */
static inline fair_status
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
static inline void
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

static inline void
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

static inline void
set_types(int32_t y, int32_t p, int32_t group)
{
    set_type(0, y);
    set_type(1, p);
    set_type(2, group);
}

/* One row in `every` of column c is null, from row `from` on, with rubbish
 * beneath. */
static inline void
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

#endif
