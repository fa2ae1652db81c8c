/* SPDX-License-Identifier: MIT
 * Numbers as columns of any type and layout, in blocks of exactly their
 * size. */
#ifndef FAIR_TESTS_FUZZ_CALLS_COLUMNS_H
#define FAIR_TESTS_FUZZ_CALLS_COLUMNS_H

#include <math.h>

#include "calls_scores.h"

/* A source of choices: few bytes, many random numbers. */
static uint64_t choice_state;

static inline uint64_t
choose(uint64_t n)
{
    uint64_t z = (choice_state += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix */
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % n;
}

/* Whether columns of a batch are packed, as the fast way wants them. */
static int is_packed;

/* ---- memory of one input ---- */

#define MOST_BLOCKS 512
static void *blocks[MOST_BLOCKS];
static size_t n_blocks;

static inline void *
block_of(size_t size)
{
    must(n_blocks < MOST_BLOCKS);
    void *p = malloc(size > 0 ? size : 1);
    must(p != NULL);
    memset(p, 0xa5, size);
    return blocks[n_blocks++] = p;
}

static inline void
free_blocks(void)
{
    while (n_blocks > 0)
        free(blocks[--n_blocks]);
}

/* ---- types ---- */

typedef struct values { /* a column to be */
    const int64_t *x;
    const uint8_t *null;
    size_t n;
    int bits; /* x is in units of 2^-bits */
    int has_nulls;
} values;

static const int widths[] = {
    [FAIR_TYPE_BOOL8] = 1,   [FAIR_TYPE_INT8] = 1,    [FAIR_TYPE_INT16] = 2,
    [FAIR_TYPE_INT32] = 4,   [FAIR_TYPE_INT64] = 8,   [FAIR_TYPE_UINT8] = 1,
    [FAIR_TYPE_UINT16] = 2,  [FAIR_TYPE_UINT32] = 4,  [FAIR_TYPE_UINT64] = 8,
    [FAIR_TYPE_FLOAT16] = 2, [FAIR_TYPE_FLOAT32] = 4, [FAIR_TYPE_FLOAT64] = 8,
    [FAIR_TYPE_UTF8_VIEW] = 16, [FAIR_TYPE_CSTRING] = sizeof(char *),
    [FAIR_TYPE_INT128] = 16};

static inline int
is_little(void)
{
    const uint16_t one = 1;
    uint8_t first;
    memcpy(&first, &one, 1);
    return first;
}

static inline void
put_number(int32_t type, int64_t x, int bits, void *at)
{
    const double d = bits == 0           ? (double)x
                     : x == NOT_A_NUMBER ? NAN
                     : x == LOWEST       ? -INFINITY
                     : x == HIGHEST      ? INFINITY
                                         : ldexp((double)x, -bits);
    const float f = (float)d;
    const int64_t whole = bits > 0 && isfinite(d) ? (int64_t)d : x;
    const int8_t x8 = (int8_t)whole;
    const int16_t x16 = (int16_t)whole;
    const int32_t x32 = (int32_t)whole;
    const uint16_t half[3] = {0, 0x3c00, 0x4000}; /* 0, 1, 2 */
    const int64_t sign = whole < 0 ? -1 : 0;
    switch (type) {
    case FAIR_TYPE_FLOAT16: memcpy(at, &half[whole], 2); return;
    case FAIR_TYPE_FLOAT32: memcpy(at, &f, 4); return;
    case FAIR_TYPE_FLOAT64: memcpy(at, &d, 8); return;
    case FAIR_TYPE_INT128:
        memcpy(at, is_little() ? &whole : &sign, 8);
        memcpy((char *)at + 8, is_little() ? &sign : &whole, 8);
        return;
    default: break;
    }
    if (widths[type] == 1) memcpy(at, &x8, 1);
    if (widths[type] == 2) memcpy(at, &x16, 2);
    if (widths[type] == 4) memcpy(at, &x32, 4);
    if (widths[type] == 8) memcpy(at, &whole, 8);
}

/* Whether all values are numbers of the type. */
static inline int
fits(int32_t type, const values *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const int64_t x = v->bits > 0 ? v->x[i] >> v->bits : v->x[i];
        const int64_t fraction = v->x[i] & ((INT64_C(1) << v->bits) - 1);
        if (v->null[i]) continue;
        const int width = type == FAIR_TYPE_INT128 ? 8 : widths[type];
        const int is_unsigned =
            type >= FAIR_TYPE_UINT8 && type <= FAIR_TYPE_UINT64;
        const int is_float =
            type >= FAIR_TYPE_FLOAT16 && type <= FAIR_TYPE_FLOAT64;
        if (is_float && v->bits > 0 && type != FAIR_TYPE_FLOAT16) continue;
        if (type == FAIR_TYPE_BOOL1 || type == FAIR_TYPE_BOOL8 || is_float) {
            const int64_t most = is_float ? 2 : 1;
            if (x < 0 || x > most || fraction != 0) return 0;
            continue;
        }
        if (fraction != 0 || (is_unsigned && x < 0)) return 0;
        if (width == 8) continue;
        const int64_t range = INT64_C(1) << (8 * width - !is_unsigned);
        if (x >= range || (!is_unsigned && x < -range)) return 0;
    }
    return 1;
}

/* ---- layouts ---- */

static inline void
set_bit(uint8_t *bits, size_t i, int on)
{
    bits[i / 8] = (uint8_t)((bits[i / 8] & ~(1u << i % 8)) |
                            (unsigned)on << i % 8);
}

static inline const text *
text_at(const values *v, size_t i)
{
    static const text rubbish = {7, "rubbish"};
    return v->null[i] ? &rubbish : value_text(v->x[i]);
}

static inline void
lay_offsets(const values *v, fair_column *c)
{
    const size_t early = (size_t)c->offset;
    const int large = c->type == FAIR_TYPE_LARGE_UTF8;
    const size_t width = large ? 8 : 4;
    size_t size = 0;
    for (size_t i = 0; i < v->n; i++)
        size += text_at(v, i)->length;
    char *bytes = block_of(size);
    char *offsets = block_of((early + v->n + 1) * width);
    int64_t at = 0;
    for (size_t i = 0;; i++) {
        const int32_t narrow = (int32_t)at;
        memcpy(offsets + (early + i) * width,
               large ? (const void *)&at : (const void *)&narrow, width);
        if (i == v->n) break;
        const text *t = text_at(v, i);
        memcpy(bytes + at, t->bytes, t->length);
        at += (int64_t)t->length;
    }
    c->buffers[0] = offsets;
    c->buffers[1] = bytes;
}

/* A view; long texts go into one buffer. */
static inline void
put_view(const text *t, char *bytes, int32_t *used, char at[16])
{
    const size_t length = t->length;
    const int32_t size = (int32_t)length;
    const int32_t buffer = 0;
    memset(at, 0, 16);
    memcpy(at, &size, 4);
    memcpy(at + 4, t->bytes, length < 12 ? length : length > 12 ? 4 : 12);
    if (length <= 12) return;
    memcpy(at + 8, &buffer, 4);
    memcpy(at + 12, used, 4);
    memcpy(bytes + *used, t->bytes, length);
    *used += size;
}

/* Values with a stride, the text ones too. */
static inline void
lay_strided(const values *v, fair_column *c)
{
    static const int64_t more[] = {0, 0, 0, 1, 8};
    const int64_t width = widths[c->type == FAIR_TYPE_DICTIONARY
                                     ? c->index_type
                                     : c->type];
    const int32_t type =
        c->type == FAIR_TYPE_DICTIONARY ? c->index_type : c->type;
    const int64_t stride = width + (is_packed ? 0 : more[choose(5)]);
    const int backwards = !is_packed && choose(6) == 0;
    const size_t places = v->n + (size_t)c->offset;
    const size_t odd = choose(3); /* alignment */
    char *all = block_of(places * (size_t)stride + odd);
    char *bytes = type == FAIR_TYPE_UTF8_VIEW || type == FAIR_TYPE_CSTRING
                      ? block_of(80 * v->n)
                      : NULL;
    int32_t used = 0;
    c->stride = backwards ? -stride : stride == width ? 0 : stride;
    char *first = all + odd;
    if (backwards && places > 0) first += (int64_t)(places - 1) * stride;
    c->buffers[0] = first;
    for (size_t i = 0; i < v->n; i++) {
        char *at = first + (c->offset + (int64_t)i) *
                               (backwards ? -stride : stride);
        if (type == FAIR_TYPE_UTF8_VIEW) {
            put_view(text_at(v, i), bytes, &used, at);
        } else if (type == FAIR_TYPE_CSTRING) {
            char *own = bytes + 80 * i;
            memcpy(own, text_at(v, i)->bytes, 80); /* ends in zero */
            memcpy(at, &own, sizeof(own));
        } else if (!v->null[i]) {
            put_number(type, v->x[i], v->bits, at);
        }
    }
    if (type != FAIR_TYPE_UTF8_VIEW) return;
    const void **buffers = block_of(sizeof(*buffers));
    int64_t *sizes = block_of(sizeof(*sizes));
    buffers[0] = bytes;
    sizes[0] = used;
    c->n_variadic = 1;
    c->variadic = buffers;
    c->variadic_sizes = sizes;
}

static inline void
lay_validity(const values *v, fair_column *c)
{
    const size_t places = v->n + (size_t)c->offset;
    uint8_t *validity = block_of((places + 7) / 8);
    for (size_t i = 0; i < v->n; i++)
        set_bit(validity, (size_t)c->offset + i, !v->null[i]);
    c->validity = validity;
}

static inline fair_column
column_of(int32_t type, const values *v)
{
    fair_column c;
    memset(&c, 0, sizeof(c));
    c.type = type;
    c.length = (int64_t)v->n;
    c.offset = choose(3) == 0 ? (int64_t)choose(10) : 0;
    if (v->has_nulls || choose(8) == 0) lay_validity(v, &c);
    if (type == FAIR_TYPE_BOOL1) {
        uint8_t *bits = block_of((v->n + (size_t)c.offset + 7) / 8);
        for (size_t i = 0; i < v->n; i++)
            set_bit(bits, (size_t)c.offset + i, v->x[i] & 1);
        c.buffers[0] = bits;
    } else if (type == FAIR_TYPE_UTF8 || type == FAIR_TYPE_LARGE_UTF8) {
        lay_offsets(v, &c);
    } else {
        lay_strided(v, &c);
    }
    return c;
}

/* The same by a dictionary of low … low + span - 1, some of them twice. */
static inline fair_column
dictionary_of(int32_t type, const values *v, int64_t low, size_t span)
{
    static const int32_t index_types[] = {
        FAIR_TYPE_INT8,  FAIR_TYPE_UINT8,  FAIR_TYPE_INT16, FAIR_TYPE_UINT16,
        FAIR_TYPE_INT32, FAIR_TYPE_UINT32, FAIR_TYPE_INT64, FAIR_TYPE_UINT64};
    const size_t n = span + (choose(2) ? choose(span) : 0);
    int64_t *entries = block_of(n * sizeof(*entries));
    uint8_t *valid = block_of(n);
    int64_t *indices = block_of(v->n * sizeof(*indices));
    for (size_t i = 0; i < n; i++)
        entries[i] = low + (int64_t)(i % span);
    memset(valid, 0, n);
    for (size_t i = 0; i < v->n; i++) {
        indices[i] = v->null[i] ? (int64_t)n + 9 : v->x[i] - low;
        if (indices[i] + (int64_t)span < (int64_t)n && choose(2))
            indices[i] += (int64_t)span;
    }
    const values list = {entries, valid, n, 0, 0};
    const values index = {indices, v->null, v->n, 0, v->has_nulls};
    fair_column *dictionary = block_of(sizeof(*dictionary));
    *dictionary = column_of(type, &list);
    fair_column c;
    memset(&c, 0, sizeof(c));
    c.type = FAIR_TYPE_DICTIONARY;
    do
        c.index_type = index_types[choose(8)];
    while (n > (widths[c.index_type] == 1 ? 127u : 32767u));
    c.length = (int64_t)v->n;
    c.offset = choose(3) == 0 ? (int64_t)choose(10) : 0;
    if (v->has_nulls) lay_validity(v, &c);
    lay_strided(&index, &c);
    c.dictionary = dictionary;
    return c;
}

#endif
