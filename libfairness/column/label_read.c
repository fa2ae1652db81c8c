/* SPDX-License-Identifier: MIT
 * Reading rows of a label or decision column.
 *
 * Once both values are known a chunk is compared with them without branches;
 * a chunk that holds anything else goes through the rules row by row. */
#include <string.h>

#include <fairness/audit.h>

#include "base/memory.h"
#include "base/scalar.h"
#include "column/chunk.h"
#include "column/label.h"
#include "column/recent.h"
#include "kernels/kernels.h"

/* ---- one row, by the rules ---- */

static void
merge_defect(fair__defect *all, const fair__defect *one, size_t row)
{
    if (all->kind == FAIR__DEFECT_NONE) {
        *all = *one;
        all->row = row;
    } else if (all->kind == one->kind) {
        all->count++;
    }
}

static fair_status
read_row(fair__label *l, const fair__chunk *chunk, size_t i, size_t row,
         uint8_t *code, fair__defect *defect, fair_error *err)
{
    if (chunk->state[i] == FAIR__ROW_MISSING) {
        *code = FAIR__LABEL_MISSING;
        return FAIR_OK;
    }
    *code = 0;
    if (chunk->state[i] >= FAIR__ROW_BAD) {
        fair__chunk_note(chunk, i, row, defect);
        return FAIR_OK;
    }
    fair_scalar value = fair__chunk_scalar(chunk, i);
    int bit;
    if (value.kind == FAIR_KIND_TEXT &&
        l->text_labels == FAIR_TEXT_LABELS_BINARY &&
        fair__text_is_binary(value.text, value.length, &bit))
        value = fair_scalar_int(bit);
    fair__defect one;
    fair_status st = fair__label_add(l, &value, code, &one, err);
    if (st != FAIR_OK || one.kind == FAIR__DEFECT_NONE) return st;
    merge_defect(defect, &one, row);
    return FAIR_OK;
}

/* ---- numbers ---- */

/* The values seen as bits of this form; 0 if one cannot be in it. */
static int
known_bits(const fair__label *l, int32_t form, uint64_t known[2])
{
    if (l->n == 0) return 0;
    for (int i = 0; i < l->n; i++) {
        if (l->values[i].kind != FAIR_KIND_INT) return 0;
        if (form == FAIR__FORM_UNSIGNED && l->values[i].integer < 0) return 0;
        known[i] = (uint64_t)l->values[i].integer;
    }
    if (l->n == 1) known[1] = known[0];
    return 1;
}

/* As below, where the values are 0 and 1 and nothing is missing. */
static int
read_known_bits(const fair__chunk *chunk, size_t n, uint64_t first,
                uint8_t *codes)
{
    uint64_t all = 0;
    for (size_t i = 0; i < n; i++) {
        all |= chunk->bits[i];
        codes[i] = (uint8_t)(chunk->bits[i] ^ first);
    }
    return all <= 1;
}

/* Codes of a chunk of numbers; 1 if every row is missing or one of the values
 * seen. */
static int
read_known(const fair__label *l, const fair__chunk *chunk, size_t n,
           uint8_t *codes)
{
    uint64_t known[2] = {0, 0};
    if (chunk->form == FAIR__FORM_TEXT || chunk->form == FAIR__FORM_NONE)
        return 0;
    if (!known_bits(l, chunk->form, known)) return 0;
    if (chunk->plain && l->n == 2 && (known[0] | known[1]) == 1)
        return read_known_bits(chunk, n, known[0], codes);
    uint32_t others = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t first = chunk->bits[i] != known[0];
        const uint32_t second = chunk->bits[i] != known[1];
        const uint32_t state = chunk->state[i];
        const uint32_t missing = state == FAIR__ROW_MISSING;
        codes[i] = (uint8_t)(missing ? FAIR__LABEL_MISSING : first);
        others |= state > FAIR__ROW_VALUE;
        others |= (missing ^ 1) & first & second;
    }
    return others == 0;
}

/* ---- text ---- */

/* Whether this text is read as a value that was seen. */
static int
is_value(const fair_scalar *value, const char *text, size_t length)
{
    int bit;
    if (value->kind == FAIR_KIND_TEXT)
        return value->length == length &&
               memcmp(value->text, text, length) == 0;
    return fair__text_is_binary(text, length, &bit) && value->integer == bit;
}

/* Whether a long text is one of the values seen, and which; no other spelling
 * of 0 and 1 is long. */
static int
long_value(const fair__label *l, const char *text, size_t length,
           uint8_t *code)
{
    for (int i = 0; i < l->n; i++) {
        if (l->values[i].kind != FAIR_KIND_TEXT ||
            !is_value(&l->values[i], text, length))
            continue;
        *code = (uint8_t)i;
        return 1;
    }
    return 0;
}

/* Rows that were not remembered.  A copy of a short text, which nobody else
 * can write, says whether its code may be. */
static fair_status
read_missed(fair__label *l, const fair_column *column,
            const fair__chunk *chunk, size_t row, size_t n, uint8_t *codes,
            fair__defect *defect, fair_error *err)
{
    for (size_t i = 0; i < n; i++) {
        char copy[FAIR__SPAN_WHOLE];
        fair__text_place place = {NULL, {{0}}};
        const size_t length = (size_t)chunk->bits[i];
        const int is_text = chunk->state[i] == FAIR__ROW_VALUE;
        const int is_short = is_text && length <= FAIR__SPAN_WHOLE;
        if (is_short) {
            memcpy(copy, chunk->text[i], length);
            place = fair__text_place_of(l->recent, column, copy, length);
            const uint32_t known =
                fair__text_recent(NULL, &place, copy, length);
            codes[i] = (uint8_t)(known - 1);
            if (known != 0) continue;
        } else if (is_text &&
                   long_value(l, chunk->text[i], length, &codes[i])) {
            continue;
        }
        fair_status st =
            read_row(l, chunk, i, row + i, &codes[i], defect, err);
        if (st != FAIR_OK) return st;
        if (is_short && defect->kind == FAIR__DEFECT_NONE &&
            is_value(&l->values[codes[i]], copy, length))
            fair__recent_put(l->recent, place.set, &place.key,
                             codes[i] + UINT32_C(1), 0);
    }
    return FAIR_OK;
}

/* Codes of short texts are remembered: the values', and those of other
 * spellings of 0 and 1. */
static fair_status
read_texts(fair__label *l, const fair_column *column, size_t start, size_t n,
           uint8_t *codes, fair__defect *defect, fair_error *err)
{
    uint32_t known[FAIR__CHUNK];
    uint16_t missed[FAIR__CHUNK];
    const size_t n_missed =
        fair__texts_recent(NULL, l->recent, column, start, n, known, missed);
    for (size_t i = 0; i < n; i++) /* 0 is missing */
        codes[i] = (uint8_t)(known[i] == 0 ? FAIR__LABEL_MISSING
                                           : known[i] - 1);
    for (size_t k = 0; k < n_missed;) {
        const size_t first = missed[k];
        const size_t part = fair__missed_run(missed + k, n_missed - k);
        fair__chunk chunk;
        fair__chunk_load(column, start + first, part, &chunk);
        fair_status st = read_missed(l, column, &chunk, start + first, part,
                                     codes + first, defect, err);
        if (st != FAIR_OK) return st;
        k += part;
    }
    return FAIR_OK;
}

/* A value that is new may be the last one that was not known. */
static fair_status
read_chunk(fair__label *l, const fair__chunk *chunk, size_t row, size_t n,
           uint8_t *codes, fair__defect *defect, fair_error *err)
{
    if (read_known(l, chunk, n, codes)) return FAIR_OK;
    for (size_t i = 0; i < n; i++) {
        const int32_t before = l->n;
        fair_status st =
            read_row(l, chunk, i, row + i, &codes[i], defect, err);
        if (st != FAIR_OK) return st;
        if (l->n != before && defect->kind == FAIR__DEFECT_NONE &&
            read_known(l, chunk, n, codes))
            return FAIR_OK;
    }
    return FAIR_OK;
}

/* ---- bytes and bits that hold 0 and 1 ---- */

/* Booleans without nulls, and packed bytes that are all 0 or 1, when these are
 * the values seen: they are the codes, or their opposites. */
static int
read_bits(const fair__label *l, const fair_column *column, size_t start,
          size_t n, uint8_t *codes)
{
    const fair__kernels *k = fair__kernels_get();
    const size_t first = (size_t)column->offset + start;
    uint64_t known[2] = {0, 0};
    if (n == 0 || column->validity != NULL || l->n < 2) return 0;
    if (!known_bits(l, FAIR__FORM_BOOL, known)) return 0;
    if ((known[0] | known[1]) != 1) return 0;
    if (column->type == FAIR_TYPE_BOOL1) {
        k->unpack_bits(column->buffers[0], first, n, codes);
    } else {
        const fair__type *type = fair__type_of(column->type);
        if (type->width != 1 || (column->stride | 1) != 1) return 0;
        const uint8_t *bytes = column->buffers[0];
        if (!k->binary[FAIR__BYTES_8](bytes + first, n, codes)) return 0;
    }
    if (known[0] == 1)
        for (size_t i = 0; i < n; i++)
            codes[i] ^= 1;
    return 1;
}

/* ---- dictionaries ---- */

#define MAP_SIZE 256
#define UNKNOWN 0xff

/* Short dictionaries: the code of an entry is found once a call. */
static fair_status
read_indices(fair__label *l, const fair_column *column, size_t start, size_t n,
             uint8_t map[MAP_SIZE], uint8_t *codes, fair__defect *defect,
             fair_error *err)
{
    fair__chunk chunk;
    fair__chunk_load_indices(column, start, n, &chunk);
    for (size_t i = 0; i < n; i++) {
        const uint64_t index = chunk.bits[i];
        codes[i] = FAIR__LABEL_MISSING;
        if (chunk.state[i] == FAIR__ROW_MISSING) continue;
        if (index < MAP_SIZE && map[index] != UNKNOWN) {
            codes[i] = map[index];
            continue;
        }
        fair__chunk one;
        if (index < (uint64_t)column->dictionary->length) {
            fair__chunk_load(column->dictionary, (size_t)index, 1, &one);
            fair__chunk_whole(&one, 1);
        } else {
            one.state[0] = FAIR__ROW_BAD + FAIR__DEFECT_INDEX;
            one.bits[0] = index;
        }
        fair_status st =
            read_row(l, &one, 0, start + i, &codes[i], defect, err);
        if (st != FAIR_OK) return st;
        if (defect->kind == FAIR__DEFECT_NONE) map[index] = codes[i];
    }
    return FAIR_OK;
}

/* ---- the choice ---- */

static fair_status
read_part(fair__label *l, const fair_column *column, size_t start, size_t n,
          uint8_t *map, uint8_t *codes, fair__defect *defect, fair_error *err)
{
    if (column->type == FAIR_TYPE_DICTIONARY &&
        column->dictionary->length <= MAP_SIZE)
        return read_indices(l, column, start, n, map, codes, defect, err);
    if (fair__type_of(column->type)->form == FAIR__FORM_TEXT)
        return read_texts(l, column, start, n, codes, defect, err);
    fair__chunk chunk;
    fair__chunk_load(column, start, n, &chunk);
    fair__chunk_whole(&chunk, n);
    return read_chunk(l, &chunk, start, n, codes, defect, err);
}

static int
holds_text(const fair_column *column)
{
    const fair_column *values = column->type == FAIR_TYPE_DICTIONARY
                                    ? column->dictionary
                                    : column;
    return fair__type_of(values->type)->form == FAIR__FORM_TEXT;
}

/* Room for texts that are remembered, at the first ones. */
static fair_status
make_recent(fair__label *l, const fair_column *column, fair_error *err)
{
    if (l->recent != NULL || !holds_text(column)) return FAIR_OK;
    l->recent = fair__calloc(l->mem, 1, sizeof(*l->recent));
    if (l->recent == NULL) return fair__no_memory(err);
    fair__recent_clear(l->recent);
    return FAIR_OK;
}

fair_status
fair__label_read(fair__label *l, const fair_column *column, size_t start,
                 size_t n, uint8_t *codes, fair__defect *defect,
                 fair_error *err)
{
    uint8_t map[MAP_SIZE];
    memset(defect, 0, sizeof(*defect));
    if (l->text_labels == FAIR_TEXT_LABELS_BINARY && holds_text(column))
        l->mixed = 1;
    fair_status st = make_recent(l, column, err);
    if (st != FAIR_OK) return st;
    if (read_bits(l, column, start, n, codes)) return FAIR_OK;
    memset(map, UNKNOWN, sizeof(map));
    for (size_t done = 0; done < n;) {
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        st = read_part(l, column, start + done, part, map, codes + done,
                       defect, err);
        if (st != FAIR_OK) return st;
        done += part;
    }
    return FAIR_OK;
}
