/* SPDX-License-Identifier: MIT
 * Rows to codes, codes to groups. */
#include "column/chunk.h"
#include "artefact/encoder.h"

uint32_t
fair__encoder_text(const fair__coding *f, const char *text, size_t n)
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
number_codes(const fair__coding *f, const fair__chunk *chunk, size_t n,
             uint32_t *codes)
{
    const uint32_t *near = f->near, none = f->n_codes - 1;
    const uint64_t low = f->low, n_near = f->n_near;
    if (near == NULL) {
        fair__values_find_numbers(&f->values, chunk->bits, n, codes);
        for (size_t i = 0; i < n; i++)
            if (codes[i] == 0) codes[i] = none;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = chunk->bits[i] - low;
        codes[i] = near[at < n_near ? at : n_near];
    }
}

static void
chunk_codes(const fair__coding *f, fair__chunk *chunk, size_t row, size_t n,
            uint32_t *codes, fair__defect *defect)
{
    fair__chunk_whole(chunk, n);
    if (f->values.kind == 0 ||
        f->values.kind != fair__form_kind(chunk->form)) {
        for (size_t i = 0; i < n; i++) codes[i] = f->n_codes - 1;
    } else if (chunk->form != FAIR__FORM_TEXT) {
        number_codes(f, chunk, n, codes);
    } else {
        for (size_t i = 0; i < n; i++)
            if (chunk->state[i] == FAIR__ROW_VALUE)
                codes[i] = fair__encoder_text(f, chunk->text[i],
                                              (size_t)chunk->bits[i]);
    }
    if (chunk->plain) return;
    for (size_t i = 0; i < n; i++)
        if (chunk->state[i] != FAIR__ROW_VALUE)
            codes[i] = odd_code(f, chunk, i, row + i, defect);
}

/* A row of a dictionary whose entry is not known. */
static uint32_t
entry_code(const fair__coding *f, const fair_column *column,
           const fair__chunk *indices, size_t i, size_t row,
           fair__dictionary *known, fair__defect *defect)
{
    const uint64_t index = indices->bits[i];
    fair__chunk one;
    uint32_t code;
    if (indices->state[i] == FAIR__ROW_MISSING) return 0;
    if (index < (uint64_t)column->dictionary->length) {
        fair__chunk_load(column->dictionary, (size_t)index, 1, &one);
    } else {
        one.form = FAIR__FORM_NONE;
        one.plain = 0;
        one.state[0] = FAIR__ROW_BAD + FAIR__DEFECT_INDEX;
        one.bits[0] = index;
    }
    chunk_codes(f, &one, row, 1, &code, defect);
    if (one.state[0] < FAIR__ROW_BAD) known->codes[index] = code + 1;
    return code;
}

static void
dictionary_codes(const fair__coding *f, const fair_column *column, size_t start,
                 size_t n, fair__dictionary *known, uint32_t *codes,
                 fair__defect *defect)
{
    fair__chunk chunk;
    uint32_t unknown = 0;
    fair__chunk_load_indices(column, start, n, &chunk);
    for (size_t i = 0; i < n; i++) {
        const uint64_t index = chunk.bits[i];
        codes[i] = known->codes[index < FAIR__DICTIONARY ? index
                                                         : FAIR__DICTIONARY];
        unknown |= codes[i] == 0;
        codes[i]--;
    }
    if (chunk.plain && !unknown) return;
    for (size_t i = 0; i < n; i++)
        if (codes[i] == UINT32_MAX || chunk.state[i] != FAIR__ROW_VALUE)
            codes[i] = entry_code(f, column, &chunk, i, start + i, known,
                                  defect);
}

void
fair__encoder_codes(const fair__coding *f, const fair_column *column,
                    size_t start, size_t n, fair__dictionary *known,
                    uint32_t *codes, fair__defect *defect)
{
    fair__chunk chunk;
    const int is_known = known != NULL &&
                         column->type == FAIR_TYPE_DICTIONARY &&
                         column->dictionary->length <= FAIR__DICTIONARY;
    memset(defect, 0, sizeof(*defect));
    for (size_t done = 0; done < n; done += FAIR__CHUNK) {
        const size_t left = n - done;
        const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
        if (is_known) {
            dictionary_codes(f, column, start + done, part, known,
                             codes + done, defect);
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
    const uint32_t *next = f->next, n_codes = f->n_codes;
    if (next != NULL) {
        for (size_t i = 0; i < n; i++)
            beginnings[i] = next[beginnings[i] * n_codes + codes[i]];
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = (uint64_t)beginnings[i] * f->n_codes + codes[i];
        const uint32_t entry = fair__int_table_find(&f->sparse, key, 0);
        beginnings[i] = entry == FAIR__NOT_FOUND ? 0 : entry + 1;
    }
}
