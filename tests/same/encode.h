/* SPDX-License-Identifier: MIT
 * Columns that hold the same values in any of the types and layouts there
 * are: widths, strides, offsets, bitmaps, dictionaries, kinds of text. */
#ifndef FAIR_TESTS_SAME_ENCODE_H
#define FAIR_TESTS_SAME_ENCODE_H

#include <math.h>

#include "draw.h"

/* What columns borrow: freed together. */
typedef struct encoder {
    uint64_t seed;
    int mostly_packed;
    int mostly_bytes; /* of the narrowest type, without a bitmap */
    void *blocks[128];
    size_t n_blocks;
} encoder;

static inline void *
encoder_block(encoder *e, size_t size)
{
    ck_assert(e->n_blocks < 128);
    uint8_t *p = malloc(size + 1);
    ck_assert(p != NULL);
    memset(p, (int)draw_one(&e->seed, 256), size); /* rubbish */
    e->blocks[e->n_blocks++] = p;
    return p;
}

static inline void
encoder_free(encoder *e)
{
    for (size_t i = 0; i < e->n_blocks; i++) free(e->blocks[i]);
    e->n_blocks = 0;
}

/* Writes a value as its type has it, and returns its width. */
static inline size_t
encode_value(int32_t type, double number, int64_t whole, void *at)
{
    const uint64_t bits = (uint64_t)whole;
    const uint8_t x8 = (uint8_t)bits;
    const uint16_t x16 = (uint16_t)bits;
    const uint32_t x32 = (uint32_t)bits;
    const float single = (float)number;
    switch (type) {
    case FAIR_TYPE_BOOL8:
    case FAIR_TYPE_INT8:
    case FAIR_TYPE_UINT8: memcpy(at, &x8, 1); return 1;
    case FAIR_TYPE_INT16:
    case FAIR_TYPE_UINT16: memcpy(at, &x16, 2); return 2;
    case FAIR_TYPE_INT32:
    case FAIR_TYPE_UINT32: memcpy(at, &x32, 4); return 4;
    case FAIR_TYPE_FLOAT32: memcpy(at, &single, 4); return 4;
    case FAIR_TYPE_FLOAT64: memcpy(at, &number, 8); return 8;
    default: memcpy(at, &bits, 8); return 8;
    }
}

static inline void
encode_bit(uint8_t *bits, size_t i, int on)
{
    bits[i / 8] = (uint8_t)((bits[i / 8] & ~(1u << i % 8)) |
                            (unsigned)on << i % 8);
}

/* Rows before the first, of a column that has an offset. */
static inline size_t
encode_lead(encoder *e)
{
    return draw_one(&e->seed, 3) == 0 ? 1 + draw_one(&e->seed, 40) : 0;
}

/* There is a bitmap where a value is missing, and sometimes for nothing. */
static inline void
encode_validity(encoder *e, fair_column *c, const uint8_t *valid)
{
    const size_t n = (size_t)c->length;
    const size_t lead = (size_t)c->offset;
    if (memchr(valid, 0, n) == NULL &&
        draw_one(&e->seed, e->mostly_bytes ? 20 : 4) > 0)
        return;
    uint8_t *bits = encoder_block(e, (lead + n) / 8 + 1);
    for (size_t i = 0; i < n; i++) encode_bit(bits, lead + i, valid[i]);
    c->validity = bits;
}

/* Numbers of a fixed width; whole[i] where the type is one of integers. */
static inline fair_column
encode_numbers(encoder *e, int32_t type, const double *numbers,
               const int64_t *whole, const uint8_t *valid, size_t n)
{
    char one[8];
    const size_t lead = encode_lead(e);
    const size_t width = encode_value(type, 0, 0, one);
    const size_t factor =
        draw_one(&e->seed, e->mostly_packed ? 40 : 3) == 0 ? 2 : 1;
    char *at = encoder_block(e, (lead + n) * width * factor);
    fair_column c = fair_column_int8(NULL, (int64_t)n);
    c.type = type;
    c.buffers[0] = at;
    c.offset = (int64_t)lead;
    if (factor == 2) c.stride = 2 * (int64_t)width;
    for (size_t i = 0; i < n; i++) {
        if (!valid[i]) continue;
        const double number = numbers == NULL ? (double)whole[i] : numbers[i];
        const int64_t integer = whole != NULL             ? whole[i]
                                : fabs(number) < 0x1p63 ? (int64_t)number
                                                        : 0; /* a float type */
        encode_value(type, number, integer, at + (lead + i) * width * factor);
    }
    encode_validity(e, &c, valid);
    return c;
}

static inline fair_column
encode_bits(encoder *e, const int64_t *whole, const uint8_t *valid, size_t n)
{
    const size_t lead = encode_lead(e);
    uint8_t *bits = encoder_block(e, (lead + n) / 8 + 1);
    fair_column c = fair_column_bool1(bits, (int64_t)n);
    c.offset = (int64_t)lead;
    for (size_t i = 0; i < n; i++)
        encode_bit(bits, lead + i, valid[i] && whole[i] == 1);
    encode_validity(e, &c, valid);
    return c;
}

/* ---- text ---- */

static inline fair_column
encode_offsets(encoder *e, int large, const char *const *texts, size_t n)
{
    size_t size = 0;
    for (size_t i = 0; i < n; i++)
        size += texts[i] != NULL ? strlen(texts[i]) : 0;
    char *bytes = encoder_block(e, size);
    int32_t *small = encoder_block(e, (n + 1) * sizeof(*small));
    int64_t *big = encoder_block(e, (n + 1) * sizeof(*big));
    small[0] = 0;
    big[0] = 0;
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t length = texts[i] != NULL ? strlen(texts[i]) : 0;
        memcpy(bytes + at, texts[i] != NULL ? texts[i] : "", length);
        at += length;
        small[i + 1] = (int32_t)at;
        big[i + 1] = (int64_t)at;
    }
    return large ? fair_column_large_utf8(big, bytes, (int64_t)n)
                 : fair_column_utf8(small, bytes, (int64_t)n);
}

static inline fair_column
encode_views(encoder *e, const char *const *texts, size_t n)
{
    size_t size = 0;
    for (size_t i = 0; i < n; i++)
        size += texts[i] != NULL ? strlen(texts[i]) : 0;
    char *views = encoder_block(e, n * 16);
    char *bytes = encoder_block(e, size);
    const void **variadic = encoder_block(e, sizeof(*variadic));
    int64_t *sizes = encoder_block(e, sizeof(*sizes));
    variadic[0] = bytes;
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const char *text = texts[i] != NULL ? texts[i] : "";
        const int32_t length = (int32_t)strlen(text);
        const int32_t where[2] = {0, (int32_t)at};
        char *view = views + i * 16;
        memset(view, 0, 16);
        memcpy(view, &length, 4);
        memcpy(view + 4, text, (size_t)(length <= 12 ? length : 4));
        if (length <= 12) continue;
        memcpy(view + 8, where, 8);
        memcpy(bytes + at, text, (size_t)length);
        at += (size_t)length;
    }
    sizes[0] = (int64_t)at;
    fair_column c = fair_column_cstring(NULL, (int64_t)n);
    c.type = FAIR_TYPE_UTF8_VIEW;
    c.buffers[0] = views;
    c.n_variadic = 1;
    c.variadic = variadic;
    c.variadic_sizes = sizes;
    return c;
}

/* texts[i] is NULL where valid[i] is 0. */
static inline fair_column
encode_texts(encoder *e, const char *const *texts, const uint8_t *valid,
             size_t n)
{
    fair_column c;
    const uint64_t kind = draw_one(&e->seed, 4);
    if (kind == 0) {
        const char **own = encoder_block(e, n * sizeof(*own));
        memcpy(own, texts, n * sizeof(*own));
        return fair_column_cstring(own, (int64_t)n);
    }
    c = kind == 1 ? encode_views(e, texts, n)
                  : encode_offsets(e, kind == 2, texts, n);
    encode_validity(e, &c, valid);
    return c;
}

#endif
