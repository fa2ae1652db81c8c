/* SPDX-License-Identifier: MIT
 * Features to codes: a table by byte, a map by dictionary index, a cache of
 * texts; behind each the values' own tables, which integers ask at once. */
#include "column/feature.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "column/cache.h"
#include "column/chunk.h"
#include "column/recent.h"
#include "kernels/kernels.h"

/* Longer dictionaries are read value by value, as are those of so many values
 * for each row that to make a map would cost more. */
#define MAP_MAX 65536
#define MAP_FREE 1024
#define MAP_A_ROW 8
#define VALUES_MAX UINT32_C(0x7ffffffd)
#define N_BYTES 256

void
fair__feature_init(fair__feature *f, const fair_allocator *mem,
                   const uint8_t key[16])
{
    memset(f, 0, sizeof(*f));
    fair__values_init(&f->values, mem, key);
    f->max_values = VALUES_MAX;
}

void
fair__feature_free(fair__feature *f)
{
    const fair_allocator *mem = f->values.numbers.mem;
    if (mem == NULL) return; /* all zero: never made */
    fair__free(mem, f->map, f->map_capacity, sizeof(*f->map));
    fair__free(mem, f->bytes, N_BYTES, sizeof(*f->bytes));
    fair__free(mem, f->recent, 1, sizeof(*f->recent));
    fair__values_free(&f->values);
    memset(f, 0, sizeof(*f));
}

static int
uses_map(const fair_column *column)
{
    if (column->type != FAIR_TYPE_DICTIONARY) return 0;
    const int64_t n = column->dictionary->length;
    return n <= MAP_FREE || (n <= MAP_MAX && n / MAP_A_ROW <= column->length);
}

/* FAIR_KIND_BOOL, INT or TEXT of what a column holds; MISSING: nothing. */
static int32_t
kind_of(const fair_column *column)
{
    const fair_column *values = column->type == FAIR_TYPE_DICTIONARY
                                    ? column->dictionary
                                    : column;
    return fair__form_kind(fair__type_of(values->type)->form);
}

/* What a column of this kind is remembered by; of the last batch nothing that
 * is not so in the next. */
static fair_status
prepare(fair__feature *f, int32_t kind, fair_error *err)
{
    const fair_allocator *mem = f->values.numbers.mem;
    if (kind == FAIR_KIND_TEXT && f->recent == NULL) {
        f->recent = fair__calloc(mem, 1, sizeof(*f->recent));
        if (f->recent == NULL) return fair__no_memory(err);
        fair__recent_clear(f->recent);
    } else if (kind == FAIR_KIND_TEXT) {
        fair__recent_forget_views(f->recent);
    } else if (f->bytes == NULL) {
        f->bytes = fair__calloc(mem, N_BYTES, sizeof(*f->bytes));
        if (f->bytes == NULL) return fair__no_memory(err);
    } else {
        memset(f->bytes, 0, N_BYTES * sizeof(*f->bytes));
    }
    return FAIR_OK;
}

fair_status
fair__feature_begin(fair__feature *f, const fair_column *column,
                    fair_error *err)
{
    const fair_allocator *mem = f->values.numbers.mem;
    fair_status st = prepare(f, kind_of(column), err);
    if (st == FAIR_OK) st = fair__values_learn(&f->values, err);
    if (st != FAIR_OK || !uses_map(column)) return st;
    const size_t n = (size_t)column->dictionary->length;
    st = fair__reserve(mem, &f->map, &f->map_capacity, n, sizeof(*f->map),
                       err);
    if (st == FAIR_OK && n > 0) memset(f->map, 0, n * sizeof(*f->map));
    return st;
}

void
fair__feature_truncate(fair__feature *f, uint32_t n, int32_t kind)
{
    if (n < f->values.n) { /* what they know may be gone */
        if (f->bytes != NULL) memset(f->bytes, 0, N_BYTES * sizeof(*f->bytes));
        if (f->recent != NULL) fair__recent_clear(f->recent);
        if (f->map != NULL)
            memset(f->map, 0, f->map_capacity * sizeof(*f->map));
    }
    fair__values_truncate(&f->values, n, kind);
}

/* ---- the slow way, behind every cache ---- */

typedef struct reading {
    fair__feature *f;
    const fair_column *column;
    fair__defect *defect;
    fair_error *err;
} reading;

/* Code of a value that may be new.  Bad ones are noted and get code 0 and
 * *known = 0: they must not be remembered. */
static fair_status
value_code(const reading *r, const fair_scalar *s, size_t row, uint32_t *code,
           int *known)
{
    fair__values *v = &r->f->values;
    const uint32_t n = v->n;
    *known = 0;
    *code = 0;
    uint32_t found = fair__values_find(v, s);
    if (found == FAIR__NOT_FOUND && v->kind != 0 &&
        v->kind != (s->kind == FAIR_KIND_UINT ? FAIR_KIND_INT : s->kind)) {
        if (r->defect->kind == FAIR__DEFECT_NONE)
            r->defect->seen_kind = v->kind;
        fair__defect_note(r->defect, FAIR__DEFECT_KIND, row, s);
        return FAIR_OK;
    }
    if (found == FAIR__NOT_FOUND) {
        const int32_t kind = v->kind;
        fair_status st = fair__values_add(v, s, &found, r->err);
        if (st != FAIR_OK) return st;
        /* Judged on the copy, which nobody else can write. */
        const fair_scalar copy = fair__values_get(v, found);
        int32_t wrong = FAIR__DEFECT_NONE;
        if (s->kind == FAIR_KIND_TEXT &&
            !fair__utf8_valid(copy.text, copy.length))
            wrong = FAIR__DEFECT_UTF8;
        else if (n >= r->f->max_values)
            wrong = FAIR__DEFECT_TOO_MANY;
        if (wrong != FAIR__DEFECT_NONE) {
            fair__values_truncate(v, n, kind);
            fair__defect_note(r->defect, wrong, row, s);
            return FAIR_OK;
        }
    }
    *code = found;
    *known = 1;
    return FAIR_OK;
}

/* Row i of a chunk, whatever it is. */
static fair_status
chunk_code(const reading *r, const fair__chunk *chunk, size_t i, size_t row,
           uint32_t *code, int *known)
{
    *code = 0;
    *known = chunk->state[i] == FAIR__ROW_MISSING;
    if (*known) return FAIR_OK;
    if (chunk->state[i] >= FAIR__ROW_BAD) {
        fair__chunk_note(chunk, i, row, r->defect);
        return FAIR_OK;
    }
    const fair_scalar s = fair__chunk_scalar(chunk, i);
    return value_code(r, &s, row, code, known);
}

/* Row by row without caches: all missing, or all of the wrong kind. */
static fair_status
read_slowly(const reading *r, size_t start, size_t n, uint32_t *codes)
{
    fair__chunk chunk;
    fair__chunk_load(r->column, start, n, &chunk);
    fair__chunk_whole(&chunk, n);
    for (size_t i = 0; i < n; i++) {
        int known;
        fair_status st = chunk_code(r, &chunk, i, start + i, &codes[i], &known);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* ---- bytes and dictionaries: a table ---- */

static fair_status
byte_code(const reading *r, uint8_t byte, size_t row, uint32_t *code)
{
    fair__chunk one;
    int known;
    one.form = fair__type_of(r->column->type)->form;
    one.bits[0] = one.form == FAIR__FORM_SIGNED ? (uint64_t)(int8_t)byte : byte;
    one.state[0] = FAIR__ROW_VALUE;
    if (one.form == FAIR__FORM_BOOL && byte > 1)
        one.state[0] = FAIR__ROW_BAD + FAIR__DEFECT_BOOL;
    fair_status st = chunk_code(r, &one, 0, row, code, &known);
    if (st == FAIR_OK && known) r->f->bytes[byte] = *code + 1;
    return st;
}

/* The bytes of rows: where they are, or bits unpacked into room. */
static const uint8_t *
bytes_of(const fair_column *column, size_t start, size_t n,
         uint8_t room[FAIR__CHUNK], int64_t *stride)
{
    const int64_t first = column->offset + (int64_t)start;
    if (column->type == FAIR_TYPE_BOOL1) {
        fair__kernels_get()->unpack_bits(column->buffers[0], (size_t)first, n,
                                         room);
        *stride = 1;
        return room;
    }
    *stride = column->stride != 0 ? column->stride : 1;
    return (const uint8_t *)column->buffers[0] + first * *stride;
}

static fair_status
read_bytes(const reading *r, size_t start, size_t n, uint32_t *codes)
{
    const fair_column *column = r->column;
    const uint32_t *table = r->f->bytes;
    uint8_t room[FAIR__CHUNK];
    uint8_t valid[FAIR__CHUNK];
    int64_t stride;
    const uint8_t *at = bytes_of(column, start, n, room, &stride);
    if (column->validity != NULL)
        fair__kernels_get()->unpack_bits(
            column->validity, (size_t)column->offset + start, n, valid);
    else
        memset(valid, 1, n);
    for (size_t i = 0; i < n; i++) {
        if (!valid[i]) {
            codes[i] = 0;
            continue;
        }
        const uint8_t byte = at[(int64_t)i * stride];
        if (table[byte] != 0) {
            codes[i] = table[byte] - 1;
            continue;
        }
        fair_status st = byte_code(r, byte, start + i, &codes[i]);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* A value of the dictionary that was not met in this batch yet.  An index is
 * read once: what is checked is what is used. */
static fair_status
entry_code(const reading *r, uint64_t index, size_t row, uint32_t *code)
{
    fair__chunk one;
    int known;
    if (index >= (uint64_t)r->column->dictionary->length) {
        one.state[0] = FAIR__ROW_BAD + FAIR__DEFECT_INDEX;
        one.bits[0] = index;
    } else {
        fair__chunk_load(r->column->dictionary, (size_t)index, 1, &one);
        fair__chunk_whole(&one, 1);
    }
    fair_status st = chunk_code(r, &one, 0, row, code, &known);
    if (st == FAIR_OK && known) r->f->map[index] = *code + 1;
    return st;
}

static fair_status
read_indices(const reading *r, size_t start, size_t n, uint32_t *codes)
{
    const uint64_t length = (uint64_t)r->column->dictionary->length;
    fair__chunk chunk;
    fair__chunk_load_indices(r->column, start, n, &chunk);
    for (size_t i = 0; i < n; i++) {
        const uint64_t index = chunk.bits[i];
        codes[i] = 0;
        if (chunk.state[i] == FAIR__ROW_MISSING) continue;
        if (index < length && r->f->map[index] != 0) {
            codes[i] = r->f->map[index] - 1;
            continue;
        }
        fair_status st = entry_code(r, index, start + i, &codes[i]);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* ---- integers and texts ---- */

/* A number that was not there when the chunk was looked up. */
static fair_status
new_number(const reading *r, const fair__chunk *chunk, size_t i,
           uint32_t *code)
{
    const fair_scalar s = {.kind = fair__form_kind(chunk->form),
                           .integer = (int64_t)chunk->bits[i]};
    return fair__values_add(&r->f->values, &s, code, r->err);
}

static fair_status
read_ints(const reading *r, size_t start, size_t n, uint32_t *codes)
{
    fair__values *v = &r->f->values;
    fair__chunk chunk;
    fair__chunk_load(r->column, start, n, &chunk);
    fair__chunk_whole(&chunk, n);
    fair__values_find_numbers(v, chunk.bits, n, codes);
    for (size_t i = 0; i < n; i++) {
        const int plain = chunk.plain || chunk.state[i] == FAIR__ROW_VALUE;
        if (plain && codes[i] != 0) continue;
        int known;
        const fair_status st =
            plain && v->n < r->f->max_values
                ? new_number(r, &chunk, i, &codes[i])
                : chunk_code(r, &chunk, i, start + i, &codes[i], &known);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* Rows that were not remembered: new texts, bad ones, and what came again
 * since. */
static fair_status
read_missed(const reading *r, size_t start, size_t n, uint32_t *codes)
{
    const fair__text_table *texts = &r->f->values.texts;
    fair__recent *recent = r->f->recent;
    fair__chunk chunk;
    fair__chunk_load(r->column, start, n, &chunk);
    for (size_t i = 0; i < n; i++) {
        fair__text_place place = {NULL, {{0}}};
        const int is_text = chunk.state[i] == FAIR__ROW_VALUE;
        const size_t length = (size_t)chunk.bits[i];
        if (is_text) {
            place = fair__text_place_of(recent, r->column, chunk.text[i],
                                        length);
            codes[i] =
                fair__text_recent(texts, &place, chunk.text[i], length);
            if (codes[i] != 0) continue;
        }
        int known;
        fair_status st = chunk_code(r, &chunk, i, start + i, &codes[i], &known);
        if (st != FAIR_OK) return st;
        if (known && is_text)
            fair__text_remember(texts, recent, r->column, &place, codes[i]);
    }
    return FAIR_OK;
}

static fair_status
read_texts(const reading *r, size_t start, size_t n, uint32_t *codes)
{
    uint16_t missed[FAIR__CHUNK];
    const size_t n_missed =
        fair__texts_recent(&r->f->values.texts, r->f->recent, r->column, start,
                           n, codes, missed);
    for (size_t k = 0; k < n_missed;) {
        const size_t first = missed[k];
        const size_t part = fair__missed_run(missed + k, n_missed - k);
        fair_status st = read_missed(r, start + first, part, codes + first);
        if (st != FAIR_OK) return st;
        k += part;
    }
    return FAIR_OK;
}

/* ---- the choice ---- */

typedef fair_status (*reader)(const reading *r, size_t start, size_t n,
                              uint32_t *codes);

/* What was remembered may be used for columns of the feature's kind only. */
static reader
reader_for(const fair__feature *f, const fair_column *column)
{
    const int32_t kind = kind_of(column);
    if (kind == FAIR_KIND_MISSING) return read_slowly;
    if (f->values.kind != 0 && f->values.kind != kind) return read_slowly;
    if (uses_map(column)) return read_indices;
    if (kind == FAIR_KIND_TEXT) return read_texts;
    if (column->type == FAIR_TYPE_BOOL1 ||
        (column->type != FAIR_TYPE_DICTIONARY &&
         fair__type_of(column->type)->width == 1))
        return read_bytes;
    return read_ints;
}

int
fair__feature_is_mapped(const fair__feature *f, const fair_column *column)
{
    const fair__values *v = &f->values;
    return v->n_known == v->n &&
           (uint64_t)v->least - v->map_low < v->map_size &&
           (uint64_t)v->most - v->map_low < v->map_size &&
           reader_for(f, column) == read_ints;
}

static int
chunk_distances(const fair__values *v, const fair__chunk *chunk, size_t n,
                uint32_t *distances)
{
    uint64_t outside = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = chunk->bits[i] - v->map_low;
        outside |= at >= v->map_size;
        distances[i] = (uint32_t)at + 1;
    }
    if (chunk->plain) return outside == 0;
    for (size_t i = 0; i < n; i++) {
        if (chunk->state[i] == FAIR__ROW_MISSING)
            distances[i] = 0;
        else if (chunk->state[i] != FAIR__ROW_VALUE ||
                 chunk->bits[i] - v->map_low >= v->map_size)
            return 0;
    }
    return 1;
}

int
fair__feature_distances(const fair__feature *f, const fair_column *column,
                        size_t start, size_t n, uint32_t *distances)
{
    int inside = 1;
    for (size_t done = 0; inside && done < n; done += FAIR__CHUNK) {
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        fair__chunk chunk;
        fair__chunk_load(column, start + done, part, &chunk);
        fair__chunk_whole(&chunk, part);
        inside = chunk_distances(&f->values, &chunk, part, distances + done);
    }
    return inside;
}

fair_status
fair__feature_read(fair__feature *f, const fair_column *column, size_t start,
                   size_t n, uint32_t *codes, fair__defect *defect,
                   fair_error *err)
{
    const reading r = {f, column, defect, err};
    const reader read = reader_for(f, column);
    memset(defect, 0, sizeof(*defect));
    for (size_t done = 0; done < n;) {
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        fair_status st = read(&r, start + done, part, codes + done);
        if (st != FAIR_OK) return st;
        done += part;
    }
    return FAIR_OK;
}
