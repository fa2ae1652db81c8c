/* SPDX-License-Identifier: MIT
 * Columns made from values that a test knows, in every type and layout, each
 * buffer a heap block of exactly its size (so that sanitizers see a byte too
 * far), and a slow model of distinct values. */
#ifndef FAIR_TESTS_COLUMN_MODEL_H
#define FAIR_TESTS_COLUMN_MODEL_H

#include <math.h>

#include "harness.h"

#include <fairness/column.h>
#include <fairness/scalar.h>

static const uint8_t test_key[16] = {7, 6, 5, 4, 3, 2, 1, 0, 9};

typedef struct made {
    fair_column column[2]; /* the second is the dictionary */
    fair_scalar *rows;     /* what each row is; MISSING where null */
    size_t n;
    void *blocks[64];
    size_t n_blocks;
} made;

/* Exactly size bytes, filled with rubbish. */
static inline void *
block(made *m, size_t size)
{
    ck_assert_uint_lt(m->n_blocks, 64);
    void *p = malloc(size > 0 ? size : 1);
    ck_assert_ptr_nonnull(p);
    memset(p, 0xa5, size);
    m->blocks[m->n_blocks++] = p;
    return p;
}

static inline void
unmake(made *m)
{
    for (size_t i = 0; i < m->n_blocks; i++)
        free(m->blocks[i]);
    free(m->rows);
}

static inline size_t
type_width(int32_t type)
{
    switch (type) {
    case FAIR_TYPE_BOOL8:
    case FAIR_TYPE_INT8:
    case FAIR_TYPE_UINT8: return 1;
    case FAIR_TYPE_INT16:
    case FAIR_TYPE_UINT16:
    case FAIR_TYPE_FLOAT16: return 2;
    case FAIR_TYPE_INT32:
    case FAIR_TYPE_UINT32:
    case FAIR_TYPE_FLOAT32: return 4;
    case FAIR_TYPE_INT64:
    case FAIR_TYPE_UINT64:
    case FAIR_TYPE_FLOAT64: return 8;
    case FAIR_TYPE_INT128:
    case FAIR_TYPE_UTF8_VIEW: return 16;
    case FAIR_TYPE_CSTRING: return sizeof(char *);
    default: return 0;
    }
}

static inline int
is_float(int32_t type)
{
    return type >= FAIR_TYPE_FLOAT16 && type <= FAIR_TYPE_FLOAT64;
}

static inline int
is_text_type(int32_t type)
{
    return type >= FAIR_TYPE_UTF8 && type <= FAIR_TYPE_CSTRING;
}

/* Texts that are alike: same ends and other middles, prefixes, no ASCII. */
static const char *const model_texts[] = {
    "", "a", "b", "ab", "ba", "abc", "acb", "abcd", "abce", "abcdefgh",
    "abcdefgi", "twelve bytes", "thirteen byte", "Caf\xc3\xa9",
    "sixteen bytes ok", "seventeen bytes o", "0123456701234567",
    "head8888A middle tail8888", "head8888B middle tail8888",
    "head8888A muddle tail8888",
    "a text that is much longer than any view can hold inside it",
    "abcdX56789012", "abcdY56789012", /* 13 bytes: the fifth decides */
    "one that is longer than sixty-four bytes, with a middle A of its own, end",
    "one that is longer than sixty-four bytes, with a middle B of its own, end",
};
#define N_MODEL_TEXTS (sizeof(model_texts) / sizeof(model_texts[0]))

/* A value that the type can hold, of a few that repeat. */
static inline fair_scalar
random_value(int32_t type, uint64_t *state)
{
    const uint64_t r = random_u64(state) >> 20;
    const int bits = 8 * (int)type_width(type);
    if (is_text_type(type))
        return fair_scalar_text(model_texts[r % N_MODEL_TEXTS]);
    switch (type) {
    case FAIR_TYPE_BOOL8:
    case FAIR_TYPE_BOOL1: return fair_scalar_bool(r % 2);
    case FAIR_TYPE_FLOAT16: return fair_scalar_int((int64_t)(r % 31) - 15);
    case FAIR_TYPE_FLOAT32:
        if (r % 29 == 0) return fair_scalar_int(INT64_MIN);
        return fair_scalar_int((int64_t)(r % 31) * 1048576);
    case FAIR_TYPE_FLOAT64:
        if (r % 29 == 0) return fair_scalar_uint(UINT64_C(1) << 63);
        return fair_scalar_int((int64_t)(r % 31) * 1048576 - 7);
    case FAIR_TYPE_INT128:
        if (r % 31 == 0) return fair_scalar_uint(UINT64_MAX);
        if (r % 31 == 1) return fair_scalar_int(INT64_MIN);
        return fair_scalar_int((int64_t)(r % 23) - 11);
    case FAIR_TYPE_INT8:
    case FAIR_TYPE_INT16:
    case FAIR_TYPE_INT32:
    case FAIR_TYPE_INT64: {
        const int64_t most = (int64_t)(UINT64_MAX >> (65 - bits));
        if (r % 31 == 0) return fair_scalar_int(most);
        if (r % 31 == 1) return fair_scalar_int(-most - 1);
        return fair_scalar_int((int64_t)(r % 23) - 11);
    }
    default: {
        const uint64_t most = UINT64_MAX >> (64 - bits);
        const uint64_t x = r % 31 == 0 ? most : r % 31 == 1 ? most / 2 : r % 23;
        if (x > INT64_MAX) return fair_scalar_uint(x);
        return fair_scalar_int((int64_t)x);
    }
    }
}

/* Exact for the whole numbers above. */
static inline uint16_t
half_of(double x)
{
    if (x == 0) return 0;
    uint16_t sign = 0;
    if (x < 0) {
        sign = 0x8000;
        x = -x;
    }
    int exponent = 15;
    while (x >= 2) {
        x /= 2;
        exponent++;
    }
    return (uint16_t)(sign | exponent << 10 | (int)((x - 1) * 1024));
}

static inline double
number_of_scalar(const fair_scalar *s)
{
    if (s->kind == FAIR_KIND_FLOAT) return s->number;
    if (s->kind == FAIR_KIND_UINT) return (double)(uint64_t)s->integer;
    return (double)s->integer;
}

/* Sign and value in 16 bytes of this machine's order. */
static inline void
store_wide(char *at, const fair_scalar *s)
{
    const int16_t one = 1;
    const int little = *(const char *)&one == 1;
    const int minus = s->kind == FAIR_KIND_INT && s->integer < 0;
    memset(at, minus ? 0xff : 0, 16);
    memcpy(little ? at : at + 8, &s->integer, 8);
}

/* Writes a number at its place. */
static inline void
store_number(void *at, int32_t type, const fair_scalar *s)
{
    const double real = number_of_scalar(s);
    const float single = (float)real;
    const uint16_t half = is_float(type) ? half_of(real) : 0;
    const uint8_t u8 = (uint8_t)s->integer;
    const uint16_t u16 = (uint16_t)s->integer;
    const uint32_t u32 = (uint32_t)s->integer;
    switch (type) {
    case FAIR_TYPE_FLOAT16: memcpy(at, &half, 2); break;
    case FAIR_TYPE_FLOAT32: memcpy(at, &single, 4); break;
    case FAIR_TYPE_FLOAT64: memcpy(at, &real, 8); break;
    default:
        switch (type_width(type)) {
        case 1: memcpy(at, &u8, 1); break;
        case 2: memcpy(at, &u16, 2); break;
        case 4: memcpy(at, &u32, 4); break;
        case 16: store_wide(at, s); break;
        default: memcpy(at, &s->integer, 8); break;
        }
    }
}

static inline void
set_bit(uint8_t *bits, size_t i, int bit)
{
    bits[i / 8] = (uint8_t)((bits[i / 8] & ~(1u << i % 8)) |
                            (unsigned)bit << i % 8);
}

/* Rows 0 … n of m->rows go to places offset … offset + n; what lies before is
 * rubbish, and so is what lies under a null. */
static inline void
fill_text_offsets(made *m, fair_column *c, size_t offset, int large)
{
    size_t total = 0;
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].kind == FAIR_KIND_TEXT) total += m->rows[i].length;
    char *bytes = block(m, total + 5);
    const size_t width = large ? 8 : 4;
    char *offsets = block(m, (offset + m->n + 1) * width);
    int64_t at = 5;
    for (size_t i = 0; i <= m->n; i++) {
        const int32_t small = (int32_t)at;
        memcpy(offsets + (offset + i) * width,
               large ? (const void *)&at : (const void *)&small, width);
        if (i == m->n || m->rows[i].kind != FAIR_KIND_TEXT) continue;
        memcpy(bytes + at, m->rows[i].text, m->rows[i].length);
        at += (int64_t)m->rows[i].length;
    }
    c->buffers[0] = offsets;
    c->buffers[1] = bytes;
}

static inline void
store_view(made *m, fair_column *c, char *at, const fair_scalar *s,
           char *const bytes[2], int64_t sizes[2])
{
    (void)m;
    (void)c;
    int32_t words[4] = {(int32_t)s->length, 0, 0, 0};
    memset(at, 0, 16);
    if (s->length <= 12) {
        memcpy(at, words, 4);
        memcpy(at + 4, s->text, s->length);
        return;
    }
    const int k = (int)(s->length % 2);
    memcpy(&words[1], s->text, 4);
    words[2] = k;
    words[3] = (int32_t)sizes[k];
    memcpy(bytes[k] + sizes[k], s->text, s->length);
    sizes[k] += (int64_t)s->length;
    memcpy(at, words, 16);
}

/* A column of the rows in m->rows.  stride 0 is packed. */
static inline void
make_flat(made *m, fair_column *c, int32_t type, size_t offset, int64_t stride,
          int with_validity)
{
    const size_t n = m->n;
    const size_t places = offset + n;
    memset(c, 0, sizeof(*c));
    c->type = type;
    c->length = (int64_t)n;
    c->offset = (int64_t)offset;
    c->stride = stride;
    if (with_validity) {
        uint8_t *validity = block(m, (places + 7) / 8);
        for (size_t i = 0; i < n; i++)
            set_bit(validity, offset + i,
                    m->rows[i].kind != FAIR_KIND_MISSING);
        c->validity = validity;
    }
    if (type == FAIR_TYPE_NULL) return;
    if (type == FAIR_TYPE_BOOL1) {
        uint8_t *bits = block(m, (places + 7) / 8);
        for (size_t i = 0; i < n; i++)
            set_bit(bits, offset + i, m->rows[i].integer == 1);
        c->buffers[0] = bits;
        return;
    }
    if (type == FAIR_TYPE_UTF8 || type == FAIR_TYPE_LARGE_UTF8) {
        fill_text_offsets(m, c, offset, type == FAIR_TYPE_LARGE_UTF8);
        return;
    }
    const size_t width = type_width(type);
    const int64_t step = stride != 0 ? stride : (int64_t)width;
    const size_t span = (size_t)(step < 0 ? -step : step);
    const size_t size = places == 0 ? 0 : (places - 1) * span + width;
    char *base = block(m, size);
    if (step < 0 && places > 0) base += (places - 1) * span;
    c->buffers[0] = base;
    char *bytes[2] = {NULL, NULL};
    int64_t *sizes = NULL;
    if (type == FAIR_TYPE_UTF8_VIEW) {
        size_t totals[2] = {0, 0};
        for (size_t i = 0; i < n; i++)
            if (m->rows[i].kind == FAIR_KIND_TEXT && m->rows[i].length > 12)
                totals[m->rows[i].length % 2] += m->rows[i].length;
        const void **variadic = block(m, 2 * sizeof(*variadic));
        sizes = block(m, 2 * sizeof(*sizes));
        for (int k = 0; k < 2; k++) {
            bytes[k] = block(m, totals[k]);
            variadic[k] = bytes[k];
            sizes[k] = 0;
        }
        c->variadic = variadic;
        c->variadic_sizes = sizes;
        c->n_variadic = 2;
    }
    for (size_t i = 0; i < n; i++) {
        const fair_scalar *s = &m->rows[i];
        char *at = base + (int64_t)(offset + i) * step;
        const char *none = NULL;
        if (s->kind == FAIR_KIND_MISSING) {
            const double nan = (double)NAN;
            if (type == FAIR_TYPE_CSTRING && !with_validity)
                memcpy(at, &none, sizeof(none));
            if (type == FAIR_TYPE_FLOAT64 && !with_validity)
                memcpy(at, &nan, sizeof(nan));
            continue; /* else rubbish under the null */
        }
        if (type == FAIR_TYPE_UTF8_VIEW) {
            store_view(m, c, at, s, bytes, sizes);
        } else if (type == FAIR_TYPE_CSTRING) {
            memcpy(at, &s->text, sizeof(s->text));
        } else {
            store_number(at, type, s);
        }
    }
}

/* n random rows; about one in 7 missing where the layout can say so. */
static inline void
make_random(made *m, int32_t type, size_t n, uint64_t *state)
{
    memset(m, 0, sizeof(*m));
    m->n = n;
    m->rows = calloc(n + 1, sizeof(*m->rows));
    const uint64_t r = random_u64(state);
    const size_t offset = r % 3 == 0 ? 0 : r / 3 % 19;
    const int with_validity = r / 64 % 2 == 0;
    const int can_miss = with_validity || type == FAIR_TYPE_CSTRING ||
                         type == FAIR_TYPE_FLOAT64 || type == FAIR_TYPE_NULL;
    for (size_t i = 0; i < n; i++) {
        if ((can_miss && random_u64(state) % 7 == 0) || type == FAIR_TYPE_NULL)
            m->rows[i] = fair_scalar_missing();
        else
            m->rows[i] = random_value(type, state);
    }
    static const int64_t factors[] = {0, 1, 2, -1, -3, 5};
    const int64_t factor = factors[r / 4096 % 6];
    int64_t stride = factor * (int64_t)type_width(type);
    if (stride > 0 && r / 65536 % 4 == 0) stride += 3; /* not aligned */
    make_flat(m, &m->column[0], type, offset, stride, with_validity);
}

/* n rows through indices of a random integer type into a random dictionary
 * with duplicates and nulls. */
static inline void
make_dictionary(made *m, int32_t value_type, size_t n, uint64_t *state)
{
    static const int32_t index_types[] = {
        FAIR_TYPE_INT8,  FAIR_TYPE_INT16,  FAIR_TYPE_INT32,  FAIR_TYPE_INT64,
        FAIR_TYPE_UINT8, FAIR_TYPE_UINT16, FAIR_TYPE_UINT32, FAIR_TYPE_UINT64};
    made values;
    const size_t n_values = 1 + random_u64(state) % 60;
    make_random(&values, value_type, n_values, state);

    memset(m, 0, sizeof(*m));
    m->n = n;
    m->rows = calloc(n + 1, sizeof(*m->rows));
    for (size_t i = 0; i < n; i++) {
        if (random_u64(state) % 11 == 0)
            m->rows[i] = fair_scalar_missing();
        else
            m->rows[i] =
                fair_scalar_int((int64_t)(random_u64(state) % n_values));
    }
    const uint64_t r = random_u64(state);
    const int32_t index_type = index_types[r % 8];
    const int64_t width = (int64_t)type_width(index_type);
    make_flat(m, &m->column[0], index_type, r / 8 % 19,
              r / 256 % 2 == 0 ? 0 : -2 * width, 1);
    m->column[0].type = FAIR_TYPE_DICTIONARY;
    m->column[0].index_type = index_type;
    m->column[1] = values.column[0];
    m->column[0].dictionary = &m->column[1];
    for (size_t i = 0; i < n; i++)
        if (m->rows[i].kind != FAIR_KIND_MISSING)
            m->rows[i] = values.rows[m->rows[i].integer];
    for (size_t i = 0; i < values.n_blocks; i++)
        m->blocks[m->n_blocks++] = values.blocks[i];
    free(values.rows);
}

/* ---- the slow model ---- */

static inline int
same_value(const fair_scalar *a, const fair_scalar *b)
{
    if (a->kind != b->kind) return 0;
    if (a->kind == FAIR_KIND_TEXT)
        return a->length == b->length &&
               memcmp(a->text, b->text, a->length) == 0;
    return a->integer == b->integer;
}

typedef struct model {
    fair_scalar values[512];
    uint32_t n;
} model;

/* Code of a value: 0 missing, else 1 + its place in the order first seen. */
static inline uint32_t
model_code(model *m, const fair_scalar *s)
{
    if (s->kind == FAIR_KIND_MISSING) return 0;
    for (uint32_t i = 0; i < m->n; i++)
        if (same_value(&m->values[i], s)) return i + 1;
    ck_assert_uint_lt(m->n, 512);
    m->values[m->n++] = *s;
    return m->n;
}

#endif
