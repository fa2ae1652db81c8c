/* SPDX-License-Identifier: MIT
 * Columns of the fast way: which they are, their bytes and windows. */
#include "tally/narrow.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "column/chunk.h"
#include "column/type.h"

/* ---- which ---- */

/* The type of what is stored: of a dictionary, its indices. */
static int32_t
stored_type(const fair_column *c)
{
    return c->type == FAIR_TYPE_DICTIONARY ? c->index_type : c->type;
}

static int
is_packed(const fair_column *c)
{
    const fair__type *type = fair__type_of(stored_type(c));
    return c->stride == 0 || c->stride == type->width;
}

/* Index into fair__kernels.binary, or -1. */
static int
bytes_kernel(const fair_column *c)
{
    static const int kernels[FAIR__N_WIDENS] = {
        [FAIR__WIDEN_I8] = FAIR__BYTES_8,   [FAIR__WIDEN_U8] = FAIR__BYTES_8,
        [FAIR__WIDEN_I16] = FAIR__BYTES_16, [FAIR__WIDEN_U16] = FAIR__BYTES_16,
        [FAIR__WIDEN_I32] = FAIR__BYTES_32, [FAIR__WIDEN_U32] = FAIR__BYTES_32,
        [FAIR__WIDEN_BITS64] = FAIR__BYTES_64,
        [FAIR__WIDEN_F16] = -1,             [FAIR__WIDEN_F32] = FAIR__BYTES_F32,
    };
    const int32_t type = stored_type(c);
    const int32_t widen = fair__type_of(type)->widen;
    if (type == FAIR_TYPE_FLOAT64) return FAIR__BYTES_F64;
    return widen < 0 ? -1 : kernels[widen];
}

static int
is_bool(const fair_column *c)
{
    return c->type == FAIR_TYPE_BOOL8 || c->type == FAIR_TYPE_BOOL1;
}

static int
is_bit(const fair_scalar *s)
{
    return s->kind == FAIR_KIND_INT && (s->integer == 0 || s->integer == 1);
}

int
fair__narrow_is_binary(const fair__label *l)
{
    for (int k = 0; k < l->n; k++)
        if (!is_bit(&l->values[k])) return 0;
    return 1;
}

/* 0 and 1 are admissible whatever is declared for text columns. */
static int
is_plain_label(const fair__label *l)
{
    const fair_scalar *own = &l->positive_own;
    const fair_scalar *any = &l->positive_any;
    if (own->kind != FAIR_KIND_NONE && !is_bit(own)) return 0;
    if (any->kind != FAIR_KIND_NONE && any->kind != FAIR_KIND_TEXT &&
        !is_bit(any))
        return 0;
    return fair__narrow_is_binary(l);
}

int
fair__narrow_label(const fair__label *l, const fair_column *c)
{
    if (c->type == FAIR_TYPE_NONE) return 1;
    if (c->type == FAIR_TYPE_DICTIONARY) return 0;
    if (c->type != FAIR_TYPE_BOOL1 && (bytes_kernel(c) < 0 || !is_packed(c)))
        return 0;
    return is_plain_label(l);
}

int
fair__narrow_score(const fair_column *c)
{
    const int kernel = bytes_kernel(c);
    return (kernel == FAIR__BYTES_F32 || kernel == FAIR__BYTES_F64) &&
           c->type != FAIR_TYPE_DICTIONARY && is_packed(c);
}

int
fair__narrow_weight(const fair_column *c)
{
    return bytes_kernel(c) >= 0 && !is_bool(c) &&
           c->type != FAIR_TYPE_DICTIONARY && is_packed(c);
}

/* Every entry is a value that the general way would take without a word. */
static int
is_plain_dictionary(const fair_column *values)
{
    if (values->length == 0 || values->length > FAIR__SPAN) return 0;
    if (values->type == FAIR_TYPE_DICTIONARY) return 0;
    const size_t n = (size_t)values->length;
    fair__chunk chunk;
    fair__chunk_load(values, 0, n, &chunk);
    if (chunk.form == FAIR__FORM_NONE || chunk.form == FAIR__FORM_FLOAT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (chunk.state[i] != FAIR__ROW_VALUE) return 0;
        if (chunk.form == FAIR__FORM_TEXT &&
            (chunk.bits[i] > FAIR__BLOCK ||
             !fair__utf8_valid(chunk.text[i], (size_t)chunk.bits[i])))
            return 0;
    }
    return 1;
}

int
fair__narrow_feature(const fair__feature *f, const fair_column *c)
{
    const fair_column *values =
        c->type == FAIR_TYPE_DICTIONARY ? c->dictionary : c;
    const int32_t kind =
        fair__form_kind(fair__type_of(values->type)->form);
    if (f->values.kind != FAIR_KIND_NONE && f->values.kind != kind) return 0;
    if (c->type == FAIR_TYPE_BOOL1) return 1;
    const int kernel = bytes_kernel(c);
    if (kernel < 0 || kernel >= FAIR__N_DISTANCES || !is_packed(c)) return 0;
    return c->type != FAIR_TYPE_DICTIONARY || is_plain_dictionary(values);
}

int
fair__narrow_direct(const fair_column *c)
{
    return c->type != FAIR_TYPE_NONE && c->type != FAIR_TYPE_BOOL1 &&
           c->validity == NULL && bytes_kernel(c) == FAIR__BYTES_8;
}

/* ---- bytes ---- */

static const void *
first_row(const fair_column *c, size_t start)
{
    const fair__type *type = fair__type_of(stored_type(c));
    return (const char *)c->buffers[0] +
           (c->offset + (int64_t)start) * type->width;
}

/* How many of the next n rows to read at once.  Asks for the same rows of the
 * next block meanwhile: columns are read in turn, and whenever one is taken
 * up again, the processor's own guesses begin anew. */
size_t
fair__narrow_part(const fair_column *c, size_t row, size_t n)
{
    enum { PART = 512, LINE = 64 };
    const size_t part = n < PART ? n : PART;
    const size_t later = row + FAIR__BLOCK;
    if (later + part > (size_t)c->length) return part;
    const char *from = first_row(c, later);
    const size_t width = (size_t)fair__type_of(stored_type(c))->width;
    for (size_t i = 0; i < part * width; i += LINE)
        FAIR__PREFETCH(from + i);
    return part;
}

const uint8_t *
fair__narrow_bits(const fair__kernels *k, const fair_column *c, size_t start,
                  size_t n, uint8_t *spare)
{
    if (c->type == FAIR_TYPE_NONE) {
        memset(spare, 0, n);
        return spare;
    }
    if (c->type == FAIR_TYPE_BOOL1) {
        k->unpack_bits(c->buffers[0], (size_t)c->offset + start, n, spare);
        return spare;
    }
    if (bytes_kernel(c) == FAIR__BYTES_8) return first_row(c, start);
    for (size_t i = 0, part; i < n; i += part) {
        part = fair__narrow_part(c, start + i, n - i);
        if (!k->binary[bytes_kernel(c)](first_row(c, start + i), part,
                                        spare + i))
            return NULL;
    }
    return spare;
}

int
fair__narrow_valid(const fair_column *c, size_t start, size_t n)
{
    if (c->validity == NULL) return 1;
    uint8_t nulls = 0;
    for (size_t done = 0; done < n;) {
        uint8_t valid[FAIR__CHUNK];
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        fair__kernels_get()->unpack_bits(
            c->validity, (size_t)c->offset + start + done, part, valid);
        for (size_t i = 0; i < part; i++)
            nulls |= valid[i] ^ 1;
        done += part;
    }
    return nulls == 0;
}

int
fair__narrow_selected(const fair__kernels *k, const fair_column *c,
                      double threshold, size_t start, size_t n, uint8_t *out)
{
    const int kernel = c->type == FAIR_TYPE_FLOAT32 ? FAIR__FLOATS_32
                                                    : FAIR__FLOATS_64;
    for (size_t i = 0, part; i < n; i += part) {
        part = fair__narrow_part(c, start + i, n - i);
        if (!k->at_least[kernel](first_row(c, start + i), part, threshold,
                                 out + i))
            return 0;
    }
    return 1;
}

/* Integers below 2^52 are the fraction of a double between 2^52 and 2^53:
 * vectors can do that.  One of 2^63 or more becomes negative, and is left to
 * others. */
static void
make_doubles(uint64_t *numbers, size_t n)
{
    const uint64_t exponent = UINT64_C(1075) << 52;
    uint64_t all = 0;
    for (size_t i = 0; i < n; i++)
        all |= numbers[i];
    for (size_t i = 0; all >> 52 == 0 && i < n; i++) {
        const uint64_t bits = numbers[i] | exponent;
        double x;
        memcpy(&x, &bits, sizeof(x));
        x -= 0x1p52;
        memcpy(&numbers[i], &x, sizeof(x));
    }
    for (size_t i = 0; all >> 52 != 0 && i < n; i++) {
        const double x = (double)(int64_t)numbers[i];
        memcpy(&numbers[i], &x, sizeof(x));
    }
}

const void *
fair__narrow_doubles(const fair__kernels *k, const fair_column *c,
                     size_t start, size_t n, uint64_t *spare)
{
    const fair__type *type = fair__type_of(c->type);
    if (c->type == FAIR_TYPE_FLOAT64) return first_row(c, start);
    k->widen[type->widen](first_row(c, start), type->width, n, spare);
    if (type->form != FAIR__FORM_FLOAT) make_doubles(spare, n);
    return spare;
}

int
fair__narrow_distances(const fair__kernels *k, const fair_column *c,
                       const fair__narrow_window *w, size_t start, size_t n,
                       uint8_t *out)
{
    uint8_t valid[FAIR__BLOCK];
    uint8_t bytes[FAIR__BLOCK];
    const int kernel = c->type == FAIR_TYPE_BOOL1 ? FAIR__BYTES_8
                                                  : bytes_kernel(c);
    if (c->type == FAIR_TYPE_BOOL1) /* the window is {0, 1} */
        k->unpack_bits(c->buffers[0], (size_t)c->offset + start, n, bytes);
    if (c->validity != NULL)
        k->unpack_bits(c->validity, (size_t)c->offset + start, n, valid);
    unsigned most = 0;
    for (size_t i = 0, part; i < n && most < w->span; i += part) {
        part = c->type == FAIR_TYPE_BOOL1 ? n
                                          : fair__narrow_part(c, start + i, n - i);
        const void *from = c->type == FAIR_TYPE_BOOL1
                               ? bytes
                               : first_row(c, start + i);
        most = c->validity == NULL
                   ? k->distance[kernel](from, part, w->low, out + i)
                   : k->distance_valid[kernel](from, part, w->low, valid + i,
                                               (uint8_t)w->span, out + i);
    }
    return most < w->span;
}

/* ---- windows ---- */

/* What makes integers unsigned ones of the same order, and back: by XOR. */
static uint64_t
flip_of(const fair_column *c)
{
    const int32_t form = fair__type_of(stored_type(c))->form;
    return form == FAIR__FORM_SIGNED ? UINT64_C(1) << 63 : 0;
}

static uint64_t
ordered(const fair_column *c, uint64_t bits)
{
    return bits ^ flip_of(c);
}

typedef struct range {
    uint64_t low;
    uint64_t high;
} range;

/* Of the rows that are not null; low > high if all are. */
static range
range_of(const fair_column *c, size_t start, size_t n)
{
    const fair__type *type = fair__type_of(stored_type(c));
    const char *at = first_row(c, start);
    const uint64_t flip = flip_of(c);
    range r = {UINT64_MAX, 0};
    uint8_t valid[FAIR__CHUNK];
    memset(valid, 1, sizeof(valid));
    for (size_t done = 0; done < n;) {
        uint64_t bits[FAIR__CHUNK];
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        fair__kernels_get()->widen[type->widen](
            at + done * (size_t)type->width, type->width, part, bits);
        if (c->validity != NULL)
            fair__kernels_get()->unpack_bits(
                c->validity, (size_t)c->offset + start + done, part, valid);
        for (size_t i = 0; i < part; i++) {
            if (!valid[i]) continue;
            const uint64_t x = bits[i] ^ flip;
            r.low = x < r.low ? x : r.low;
            r.high = x > r.high ? x : r.high;
        }
        done += part;
    }
    return r;
}

static int
is_within(const range *r, unsigned most)
{
    return r->high - r->low < most;
}

static range
joined(const fair_column *c, range r, const fair__narrow_window *w)
{
    if (w->width == 0) return r;
    const uint64_t low = ordered(c, w->low);
    const uint64_t high = low + w->span - 1;
    r.low = low < r.low ? low : r.low;
    r.high = high > r.high ? high : r.high;
    return r;
}

int
fair__narrow_widen(const fair_column *c, size_t start, size_t n,
                   unsigned most, const fair__narrow_window *old,
                   fair__narrow_window *out)
{
    const unsigned nulls = c->validity != NULL;
    /* A boolean byte other than 0 and 1 is an error, not a group. */
    *out = (fair__narrow_window){0, 2, 2 + nulls};
    if (is_bool(c)) return most >= out->width;
    const range rows = range_of(c, start, n);
    range all = joined(c, rows, old);
    if (all.low > all.high || most <= nulls) return 0;
    if (!is_within(&all, most - nulls)) all = rows;
    if (all.low > all.high || !is_within(&all, most - nulls)) return 0;
    out->low = ordered(c, all.low); /* its own inverse */
    out->span = (unsigned)(all.high - all.low) + 1;
    out->width = out->span + nulls;
    if (c->type != FAIR_TYPE_DICTIONARY) return 1;
    const uint64_t length = (uint64_t)c->dictionary->length;
    return out->low < length && out->span <= length - out->low;
}

fair_column
fair__narrow_like(const fair_column *c, const uint64_t *values,
                  uint8_t *bytes, size_t n)
{
    fair_column out = fair_column_uint64(values, (int64_t)n);
    if (is_bool(c)) {
        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)values[i];
        return fair_column_bool8(bytes, (int64_t)n);
    }
    if (c->type == FAIR_TYPE_DICTIONARY) {
        out.type = FAIR_TYPE_DICTIONARY;
        out.index_type = FAIR_TYPE_UINT64;
        out.dictionary = c->dictionary;
    } else if (fair__type_of(c->type)->form != FAIR__FORM_UNSIGNED) {
        out.type = FAIR_TYPE_INT64;
    }
    return out;
}
