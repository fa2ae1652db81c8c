/* SPDX-License-Identifier: MIT
 * Loading runs of rows from columns of every layout. */
#include "column/chunk.h"

#include <string.h>

#include "column/strings.h"
#include "kernels/kernels.h"

static double
as_double(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

static void
load_states(const fair_column *column, size_t start, size_t n,
            fair__chunk *chunk)
{
    chunk->plain = column->validity == NULL;
    if (chunk->plain)
        memset(chunk->state, FAIR__ROW_VALUE, n);
    else
        fair__kernels_get()->unpack_bits(column->validity,
                                         (size_t)column->offset + start, n,
                                         chunk->state);
}

static void
load_fixed(const fair_column *column, const fair__type *type, size_t start,
           size_t n, uint64_t *bits)
{
    const int64_t stride = column->stride != 0 ? column->stride : type->width;
    const char *at = column->buffers[0];
    fair__kernels_get()->widen[type->widen](
        at + (column->offset + (int64_t)start) * stride, (ptrdiff_t)stride, n,
        bits);
}

static void
load_bits(const fair_column *column, size_t start, size_t n, uint64_t *bits)
{
    uint8_t bytes[FAIR__CHUNK];
    fair__kernels_get()->unpack_bits(
        column->buffers[0], (size_t)column->offset + start, n, bytes);
    for (size_t i = 0; i < n; i++)
        bits[i] = bytes[i];
}

/* 16-byte integers as 64-bit ones; what lies beyond is bad, and its bits are
 * those of the double nearby. */
static void
load_wide(const fair_column *column, size_t start, size_t n,
          fair__chunk *chunk)
{
    const uint16_t one = 1;
    uint8_t little;
    memcpy(&little, &one, 1);
    const int64_t stride = column->stride != 0 ? column->stride : 16;
    const char *at = (const char *)column->buffers[0] +
                     (column->offset + (int64_t)start) * stride;
    for (size_t i = 0; i < n; i++, at += stride) {
        uint64_t half[2];
        memcpy(half, at, sizeof(half));
        const uint64_t low = half[!little];
        const uint64_t high = half[little];
        chunk->bits[i] = low;
        if (high == (low <= INT64_MAX ? 0 : UINT64_MAX)) continue;
        chunk->plain = 0;
        if (chunk->state[i] != FAIR__ROW_VALUE) continue;
        chunk->state[i] = FAIR__ROW_HIGH;
        if (high == 0) continue;
        const double near = (double)(int64_t)high * 0x1p64 + (double)low;
        memcpy(&chunk->bits[i], &near, sizeof(near));
        chunk->state[i] = FAIR__ROW_BAD + FAIR__DEFECT_BEYOND;
    }
}

/* A BOOL8 byte is 0 or 1: another one is most likely not a boolean at all. */
static void
check_bools(fair__chunk *chunk, size_t n)
{
    uint64_t all = 0;
    for (size_t i = 0; i < n; i++)
        all |= chunk->bits[i];
    if (all <= 1) return;
    for (size_t i = 0; i < n; i++) {
        if (chunk->state[i] != FAIR__ROW_VALUE || chunk->bits[i] <= 1)
            continue;
        chunk->state[i] = FAIR__ROW_BAD + FAIR__DEFECT_BOOL;
        chunk->plain = 0;
    }
}

static void
load_values(const fair_column *column, const fair__type *type, size_t start,
            size_t n, fair__chunk *chunk)
{
    chunk->form = type->form;
    if (type->form == FAIR__FORM_NONE) {
        memset(chunk->state, FAIR__ROW_MISSING, n);
        chunk->plain = 0;
        return;
    }
    load_states(column, start, n, chunk);
    if (type->form == FAIR__FORM_TEXT)
        fair__chunk_load_text(column, start, n, chunk);
    else if (column->type == FAIR_TYPE_BOOL1)
        load_bits(column, start, n, chunk->bits);
    else if (column->type == FAIR_TYPE_INT128)
        load_wide(column, start, n, chunk);
    else
        load_fixed(column, type, start, n, chunk->bits);
    if (column->type == FAIR_TYPE_BOOL8) check_bools(chunk, n);
}

void
fair__chunk_load_indices(const fair_column *column, size_t start, size_t n,
                         fair__chunk *chunk)
{
    fair_column indices = *column;
    indices.type = column->index_type;
    load_values(&indices, fair__type_of(indices.type), start, n, chunk);
}

/* Rows of a dictionary column: each index, then its value.  Columns that are
 * read much keep what they found by index instead (column/feature.c). */
static void
load_indirect(const fair_column *column, size_t start, size_t n,
              fair__chunk *chunk)
{
    const fair_column *values = column->dictionary;
    const fair__type *type = fair__type_of(values->type);
    fair__chunk_load_indices(column, start, n, chunk);
    fair__chunk one;
    for (size_t i = 0; i < n; i++) {
        if (chunk->state[i] != FAIR__ROW_VALUE) continue;
        if (chunk->bits[i] >= (uint64_t)values->length) {
            chunk->state[i] = FAIR__ROW_BAD + FAIR__DEFECT_INDEX;
            continue;
        }
        load_values(values, type, (size_t)chunk->bits[i], 1, &one);
        chunk->state[i] = one.state[0];
        if (type->form == FAIR__FORM_NONE) continue;
        chunk->bits[i] = one.bits[0];
        if (type->form == FAIR__FORM_TEXT) chunk->text[i] = one.text[0];
    }
    chunk->form = type->form;
    chunk->plain = 0;
}

void
fair__chunk_load(const fair_column *column, size_t start, size_t n,
                 fair__chunk *chunk)
{
    if (column->type == FAIR_TYPE_DICTIONARY)
        load_indirect(column, start, n, chunk);
    else
        load_values(column, fair__type_of(column->type), start, n, chunk);
}

/* The state of a double as a label or group; *bits becomes the integer. */
static uint8_t
whole_state(uint64_t *bits)
{
    const double x = as_double(*bits);
    if (x >= -0x1p63 && x < 0x1p63) {
        const int64_t integer = (int64_t)x; /* -0.0 gives 0 */
        if ((double)integer != x) return FAIR__ROW_BAD + FAIR__DEFECT_NOT_WHOLE;
        *bits = (uint64_t)integer;
        return FAIR__ROW_VALUE;
    }
    if (x >= 0x1p63 && x < 0x1p64) { /* whole, as all doubles above 2^53 */
        *bits = (uint64_t)x;
        return FAIR__ROW_HIGH;
    }
    if (x != x) return FAIR__ROW_MISSING;
    if (x - x != 0) return FAIR__ROW_BAD + FAIR__DEFECT_INFINITE;
    return FAIR__ROW_BAD + FAIR__DEFECT_TOO_LARGE;
}

void
fair__chunk_whole(fair__chunk *chunk, size_t n)
{
    if (chunk->form == FAIR__FORM_FLOAT) {
        for (size_t i = 0; i < n; i++) {
            if (chunk->state[i] != FAIR__ROW_VALUE) continue;
            chunk->state[i] = whole_state(&chunk->bits[i]);
            if (chunk->state[i] != FAIR__ROW_VALUE) chunk->plain = 0;
        }
    } else if (chunk->form == FAIR__FORM_UNSIGNED) {
        for (size_t i = 0; i < n; i++) {
            if (chunk->bits[i] <= INT64_MAX) continue;
            if (chunk->state[i] != FAIR__ROW_VALUE) continue;
            chunk->state[i] = FAIR__ROW_HIGH;
            chunk->plain = 0;
        }
    }
}

int32_t
fair__form_kind(int32_t form)
{
    static const int32_t kinds[] = {
        [FAIR__FORM_NONE] = FAIR_KIND_MISSING,
        [FAIR__FORM_BOOL] = FAIR_KIND_BOOL,
        [FAIR__FORM_SIGNED] = FAIR_KIND_INT,
        [FAIR__FORM_UNSIGNED] = FAIR_KIND_INT,
        [FAIR__FORM_FLOAT] = FAIR_KIND_INT,
        [FAIR__FORM_TEXT] = FAIR_KIND_TEXT,
    };
    return kinds[form];
}

/* What a bad row holds, as far as it can be shown. */
static fair_scalar
bad_scalar(const fair__chunk *chunk, size_t i)
{
    fair_scalar found = {0};
    switch (chunk->state[i] - FAIR__ROW_BAD) {
    case FAIR__DEFECT_BOOL:
    case FAIR__DEFECT_INDEX:
        found.kind = FAIR_KIND_INT;
        found.integer = (int64_t)chunk->bits[i];
        break;
    case FAIR__DEFECT_NOT_WHOLE:
    case FAIR__DEFECT_INFINITE:
    case FAIR__DEFECT_TOO_LARGE:
    case FAIR__DEFECT_BEYOND:
        found.kind = FAIR_KIND_FLOAT;
        found.number = as_double(chunk->bits[i]);
        break;
    default:
        break; /* text that may not be read */
    }
    return found;
}

fair_scalar
fair__chunk_scalar(const fair__chunk *chunk, size_t i)
{
    fair_scalar s = {0};
    if (chunk->state[i] >= FAIR__ROW_BAD) return bad_scalar(chunk, i);
    if (chunk->state[i] == FAIR__ROW_MISSING) {
        s.kind = FAIR_KIND_MISSING;
    } else if (chunk->form == FAIR__FORM_TEXT) {
        s.kind = FAIR_KIND_TEXT;
        s.text = chunk->text[i];
        s.length = (size_t)chunk->bits[i];
    } else {
        s.kind = fair__form_kind(chunk->form);
        if (chunk->state[i] == FAIR__ROW_HIGH) s.kind = FAIR_KIND_UINT;
        s.integer = (int64_t)chunk->bits[i];
    }
    return s;
}

void
fair__defect_note(fair__defect *defect, int32_t kind, size_t row,
                  const fair_scalar *found)
{
    if (defect->kind == FAIR__DEFECT_NONE) {
        defect->kind = kind;
        defect->row = row;
        defect->count = 1;
        defect->found = *found;
    } else if (defect->kind == kind) {
        defect->count++;
    }
}

void
fair__chunk_note(const fair__chunk *chunk, size_t i, size_t row,
                 fair__defect *defect)
{
    const fair_scalar found = fair__chunk_scalar(chunk, i);
    fair__defect_note(defect, chunk->state[i] - FAIR__ROW_BAD, row, &found);
}
