/* SPDX-License-Identifier: MIT
 * Batches at random: numbers, bad ones among them, and columns of them. */
#ifndef FAIR_TESTS_FUZZ_CALLS_ROWS_H
#define FAIR_TESTS_FUZZ_CALLS_ROWS_H

#include "calls_columns.h"

#define BATCHES 4

static plan p; /* of the audits of one input */
static numbers batches[BATCHES];

/* ---- rows ---- */

typedef struct shape { /* of a batch */
    int64_t low[FEATURES];
    size_t span[FEATURES];
} shape;

static void
make_feature(numbers *b, size_t k, shape *s)
{
    static const int64_t lows[] = {0, 0, 0, -3, -128, 120, 1000, INT64_MIN,
                                   INT64_MAX - 4000};
    static const size_t spans[] = {1, 2, 3, 4, 5, 7, 16, 17, 60, 64, 65};
    const int is_bool = p.kind[k] == FAIR_KIND_BOOL;
    const uint64_t nulls = choose(3) == 0 ? 2 + choose(40) : 0;
    const size_t n_spans = k > 0 ? 3 : choose(2) ? 6 : 11;
    const size_t span = is_bool ? 2 : spans[choose(n_spans)];
    const size_t moved = is_bool || choose(3) > 0 ? 0 : choose(k > 0 ? 3 : 70);
    const size_t from = b->n > 0 ? choose(b->n) : 0;
    s->low[k] = p.kind[k] == FAIR_KIND_INT ? lows[choose(k > 0 ? 4 : 9)] : 0;
    s->span[k] = span + moved;
    for (size_t i = 0; i < b->n; i++) {
        b->x[ROLES + k][i] = s->low[k] + (int64_t)choose(span) +
                             (int64_t)(i >= from ? moved : 0);
        b->null[ROLES + k][i] = p.nulls != FAIR_NULLS_ERROR && nulls > 0 &&
                                choose(nulls) == 0;
    }
}

static int64_t
weight_of(uint64_t how)
{
    switch (how) {
    case 0: return (int64_t)choose(1024) << 20; /* whole */
    case 1: return (int64_t)(1000 + choose(24)) << 11;
    case 2: return (int64_t)choose(1024) << choose(21);
    case 3: return choose(3) ? 0 : 1 << 20;
    case 4: return 1 + (int64_t)choose(200); /* a limb lower than others */
    default: return 3 << 18;
    }
}

/* In eighths from -1 to 1, or in the range; without one some are infinite. */
static int64_t
score_of(int infinite)
{
    if (p.low < p.high)
        return p.low + (int64_t)choose((uint64_t)(p.high - p.low) + 1);
    if (infinite && choose(8) == 0) return choose(2) ? HIGHEST : LOWEST;
    return (int64_t)choose(17) - 8;
}

static void
make_numbers(numbers *b, shape *s)
{
    static const size_t sizes[] = {
        0, 1, 9, 70, 300, FAIR__BLOCK, FAIR__BLOCK + 1, MOST_ROWS};
    const size_t many = 4 * FAIR__BLOCK; /* from there on the fast way */
    const uint64_t weights[2] = {choose(6), choose(6)};
    const uint64_t share = 1 + choose(4);
    const uint64_t unlabelled =
        p.unlabelled != FAIR_UNLABELLED_ERROR && choose(3) == 0;
    const int infinite = p.is_score && choose(4) == 0;
    b->n = choose(2) ? many + choose(FAIR__BLOCK) : sizes[choose(8)];
    for (int c = 0; c < COLUMNS; c++)
        memset(b->null[c], 0, b->n);
    const size_t from = b->n > 0 && choose(2) ? choose(b->n) : b->n;
    for (size_t i = 0; i < b->n; i++) {
        b->x[Y_TRUE][i] = choose(4) < share;
        b->null[Y_TRUE][i] = unlabelled && choose(50) == 0;
        b->x[DECISION][i] =
            p.is_score ? score_of(infinite) : choose(3) == 0;
        b->x[BASELINE][i] = choose(2) == 0;
        b->x[WEIGHT][i] = weight_of(weights[i >= from]);
        b->x[FREQUENCY][i] = (int64_t)choose(8);
    }
    for (size_t k = 0; k < p.n_features; k++)
        make_feature(b, k, s);
}

/* ---- bad rows ---- */

typedef struct bad {
    int column; /* -1: none */
    uint64_t row;
    uint64_t count;
} bad;

static int
is_bad(const numbers *b, int column, size_t row, int null)
{
    const int64_t x = b->x[column][row];
    if (null || b->null[column][row]) return null && b->null[column][row];
    if (column == DECISION && p.is_score)
        return x == NOT_A_NUMBER ||
               (p.low < p.high && (x < p.low || x > p.high));
    return column < WEIGHT ? x > 1 : x < 0;
}

/* One kind of them, in some batches. */
static bad
spoil(size_t n)
{
    bad out = {-1, 0, 0};
    const int column = (int)choose(COLUMNS);
    const int null = column == FREQUENCY || column == WEIGHT ? 0
                                                             : (int)choose(2);
    const int feature = column >= ROLES;
    if (p.max_cells > 0 || choose(4) > 0) return out;
    if (feature ? (size_t)(column - ROLES) >= p.n_features ||
                      p.nulls != FAIR_NULLS_ERROR
                : !p.has[column])
        return out;
    if (column == Y_TRUE && null && p.unlabelled != FAIR_UNLABELLED_ERROR)
        return out;
    const int64_t outside[] = {NOT_A_NUMBER, p.low - 1, p.high + 1, LOWEST,
                               HIGHEST};
    const int64_t score = outside[choose(p.low < p.high ? 5 : 1)];
    uint64_t first = 0;
    for (size_t i = 0; i < n; first += batches[i++].n) {
        numbers *b = &batches[i];
        for (uint64_t times = choose(4); b->n > 0 && times > 0; times--) {
            const size_t row = choose(b->n);
            if (null || feature)
                b->null[column][row] = 1;
            else
                b->x[column][row] = column == DECISION && p.is_score
                                        ? score
                                    : column < WEIGHT ? 2
                                                      : -(1 << 20);
        }
        for (size_t row = 0; row < b->n; row++) {
            if (!is_bad(b, column, row, null || feature)) continue;
            if (out.count++ == 0) out.row = first + row;
            out.column = column;
        }
    }
    return out;
}

/* ---- columns ---- */

static fair_column
number_column(const values *v, int spoilt)
{
    static const int32_t types[] = {
        FAIR_TYPE_BOOL8,   FAIR_TYPE_BOOL1,   FAIR_TYPE_INT8,
        FAIR_TYPE_INT16,   FAIR_TYPE_INT32,   FAIR_TYPE_INT64,
        FAIR_TYPE_UINT8,   FAIR_TYPE_UINT16,  FAIR_TYPE_UINT32,
        FAIR_TYPE_UINT64,  FAIR_TYPE_FLOAT16, FAIR_TYPE_FLOAT32,
        FAIR_TYPE_FLOAT64, FAIR_TYPE_INT128};
    int32_t type = v->bits > 0 ? FAIR_TYPE_FLOAT64 : FAIR_TYPE_INT8;
    if (is_packed && choose(4) > 0 && fits(type, v)) return column_of(type, v);
    do
        type = types[(spoilt || v->bits > 0 ? 2 : 0) +
                     choose(spoilt || v->bits > 0 ? 12 : 14)];
    while (!fits(type, v) || (type == FAIR_TYPE_FLOAT16 && v->bits > 0) ||
           (v->bits == SCORE_BITS && spoilt && type != FAIR_TYPE_FLOAT32 &&
            type != FAIR_TYPE_FLOAT64)); /* only these have NaN */
    return column_of(type, v);
}

static int32_t
feature_type(int32_t kind, const values *v)
{
    static const int32_t types[3][9] = {
        {FAIR_TYPE_BOOL8, FAIR_TYPE_BOOL1, 0},
        {FAIR_TYPE_INT8, FAIR_TYPE_INT16, FAIR_TYPE_INT32, FAIR_TYPE_INT64,
         FAIR_TYPE_UINT8, FAIR_TYPE_UINT16, FAIR_TYPE_UINT32,
         FAIR_TYPE_UINT64, FAIR_TYPE_INT128},
        {FAIR_TYPE_UTF8, FAIR_TYPE_LARGE_UTF8, FAIR_TYPE_UTF8_VIEW,
         FAIR_TYPE_CSTRING}};
    if (kind == FAIR_KIND_BOOL) return types[0][choose(2)];
    if (kind == FAIR_KIND_TEXT) return types[2][choose(4)];
    int32_t type;
    do
        type = types[1][choose(9)];
    while (!fits(type, v));
    return type;
}

static fair_rows
rows_of(const numbers *b, const shape *s, const bad *spoilt)
{
    fair_rows rows = FAIR_ROWS_INIT;
    fair_column *const roles[ROLES] = {
        &rows.y_true, p.is_score ? &rows.y_score : &rows.y_pred,
        &rows.y_pred_baseline, &rows.sample_weight, &rows.frequency};
    rows.n = b->n;
    is_packed = choose(2) > 0;
    fair_column *features = block_of(p.n_features * sizeof(*features));
    for (int c = 0; c < ROLES + (int)p.n_features; c++) {
        values v = {b->x[c], b->null[c], b->n, 0, 0};
        for (size_t i = 0; i < b->n; i++)
            v.has_nulls |= b->null[c][i];
        if (c == DECISION && p.is_score) v.bits = SCORE_BITS;
        if (c == WEIGHT) v.bits = WEIGHT_BITS;
        if (c < ROLES) {
            if (p.has[c]) *roles[c] = number_column(&v, spoilt->column == c);
            continue;
        }
        const size_t k = (size_t)(c - ROLES);
        const int64_t ends[2] = {s->low[k],
                                 s->low[k] + (int64_t)s->span[k] - 1};
        const uint8_t no_null[2] = {0, 0};
        const values all = {ends, no_null, 2, 0, 0};
        const int32_t type = feature_type(p.kind[k], &all);
        features[k] = choose(3) == 0
                          ? dictionary_of(type, &v, s->low[k], s->span[k])
                          : column_of(type, &v);
    }
    rows.sensitive = features;
    if (p.n_features > p.n_sensitive) rows.control = features + p.n_sensitive;
    return rows;
}

#endif
