/* SPDX-License-Identifier: MIT
 * Rows to codes, codes to groups. */
#include "column/chunk.h"
#include "plan/encoder.h"

#define MAP_SIZE 512 /* entries of a dictionary that are remembered */

static uint32_t
text_code(const fair__coding *f, const char *text, size_t n)
{
    if (f->known == NULL) {
        const uint32_t entry = fair__text_table_find(&f->values.texts, text, n);
        return entry == FAIR__NOT_FOUND ? f->n_codes - 1 : entry + 1;
    }
    const fair__known_text t = fair__text_ends(text, n);
    const fair__known_text *k =
        &f->known[fair__text_slot_of(&t, f->factor, f->bits)];
    const int same = k->first == t.first && k->last == t.last &&
                     k->length == t.length && k->text != NULL &&
                     (n <= 16 || memcmp(k->text, text, n) == 0);
    return same ? k->code : f->n_codes - 1;
}

/* A row that is no plain value. */
static uint32_t
odd_code(const fair__coding *f, const fair__chunk *chunk, size_t i, size_t row,
         fair__defect *defect)
{
    if (chunk->state[i] == FAIR__ROW_MISSING) return 0;
    if (chunk->state[i] >= FAIR__ROW_BAD) {
        fair__chunk_note(chunk, i, row, defect);
        return 0;
    }
    const fair_scalar s = fair__chunk_scalar(chunk, i);
    const uint32_t code = fair__values_find(&f->values, &s);
    return code == FAIR__NOT_FOUND ? f->n_codes - 1 : code;
}

static void
chunk_codes(const fair__coding *f, fair__chunk *chunk, size_t row, size_t n,
            uint32_t *codes, fair__defect *defect)
{
    const uint32_t none = f->n_codes - 1;
    const int is_text = chunk->form == FAIR__FORM_TEXT;
    fair__chunk_whole(chunk, n);
    if (f->values.kind == 0) {
        for (size_t i = 0; i < n; i++) codes[i] = none;
    } else if (!is_text && chunk->form != FAIR__FORM_NONE) {
        fair__values_find_numbers(&f->values, chunk->bits, n, codes);
        for (size_t i = 0; i < n; i++)
            if (codes[i] == 0) codes[i] = none;
    } else if (is_text) {
        for (size_t i = 0; i < n; i++)
            if (chunk->state[i] == FAIR__ROW_VALUE)
                codes[i] = text_code(f, chunk->text[i], (size_t)chunk->bits[i]);
    }
    if (chunk->plain) return;
    for (size_t i = 0; i < n; i++)
        if (chunk->state[i] != FAIR__ROW_VALUE)
            codes[i] = odd_code(f, chunk, i, row + i, defect);
}

/* By index: the code, + 1 where it is known already. */
static void
dictionary_codes(const fair__coding *f, const fair_column *column, size_t start,
                 size_t n, uint32_t *map, uint32_t *codes,
                 fair__defect *defect)
{
    const uint64_t length = (uint64_t)column->dictionary->length;
    fair__chunk chunk, one;
    fair__chunk_load_indices(column, start, n, &chunk);
    for (size_t i = 0; i < n; i++) {
        const uint64_t index = chunk.bits[i];
        codes[i] = 0;
        if (chunk.state[i] == FAIR__ROW_MISSING) continue;
        if (index < length && map[index] != 0) {
            codes[i] = map[index] - 1;
            continue;
        }
        if (index < length) {
            fair__chunk_load(column->dictionary, (size_t)index, 1, &one);
        } else {
            one.form = FAIR__FORM_NONE;
            one.plain = 0;
            one.state[0] = FAIR__ROW_BAD + FAIR__DEFECT_INDEX;
            one.bits[0] = index;
        }
        chunk_codes(f, &one, start + i, 1, &codes[i], defect);
        if (one.state[0] < FAIR__ROW_BAD) map[index] = codes[i] + 1;
    }
}

void
fair__encoder_codes(const fair__coding *f, const fair_column *column,
                    size_t start, size_t n, uint32_t *codes,
                    fair__defect *defect)
{
    uint32_t map[MAP_SIZE];
    fair__chunk chunk;
    const int is_mapped = column->type == FAIR_TYPE_DICTIONARY &&
                          column->dictionary->length <= MAP_SIZE;
    if (is_mapped)
        memset(map, 0, (size_t)column->dictionary->length * sizeof(*map));
    memset(defect, 0, sizeof(*defect));
    for (size_t done = 0; done < n; done += FAIR__CHUNK) {
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        if (is_mapped) {
            dictionary_codes(f, column, start + done, part, map, codes + done,
                             defect);
            continue;
        }
        fair__chunk_load(column, start + done, part, &chunk);
        chunk_codes(f, &chunk, start + done, part, codes + done, defect);
    }
}

void
fair__encoder_lead(const fair__coding *f, const uint32_t *codes, size_t n,
                   uint32_t *beginnings)
{
    if (f->next != NULL) {
        for (size_t i = 0; i < n; i++)
            beginnings[i] = f->next[beginnings[i] * f->n_codes + codes[i]];
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = (uint64_t)beginnings[i] * f->n_codes + codes[i];
        const uint32_t entry = fair__int_table_find(&f->sparse, key, 0);
        beginnings[i] = entry == FAIR__NOT_FOUND ? 0 : entry + 1;
    }
}
