/* SPDX-License-Identifier: MIT
 * The first feature of rows to their groups in one loop, where the column is as
 * most are: no missing values, values in a row; whole numbers near each other,
 * a small dictionary, or text of few kinds. */
#include "artefact/encoder.h"

/* ---- whole numbers ---- */

#define LOOP(type)                                                            \
    do {                                                                      \
        const type *at = (const type *)values + row;                          \
        for (size_t i = 0; i < n; i++) {                                      \
            const uint64_t x = (uint64_t)(int64_t)at[i] - low;                \
            groups[i] = first[x < n_near ? x : n_near];                       \
        }                                                                     \
        return 1;                                                             \
    } while (0)

static int
quick_numbers(const fair__coding *f, int32_t type, const void *values,
              size_t row, size_t n, uint32_t *groups)
{
    const uint32_t *first = f->first;
    const uint64_t low = f->low, n_near = f->n_near;
    if (first == NULL || f->values.kind != FAIR_KIND_INT) return 0;
    switch (type) {
    case FAIR_TYPE_INT8: LOOP(int8_t);
    case FAIR_TYPE_UINT8: LOOP(uint8_t);
    case FAIR_TYPE_INT16: LOOP(int16_t);
    case FAIR_TYPE_UINT16: LOOP(uint16_t);
    case FAIR_TYPE_INT32: LOOP(int32_t);
    case FAIR_TYPE_UINT32: LOOP(uint32_t);
    case FAIR_TYPE_INT64: LOOP(int64_t);
    default: return 0; /* beyond an int64 */
    }
}
#undef LOOP

/* ---- dictionaries ---- */

#define LOOP(type)                                                            \
    do {                                                                      \
        const type *at = (const type *)indices + row;                         \
        for (size_t i = 0; i < n; i++) {                                      \
            const uint64_t x = (uint64_t)(int64_t)at[i];                      \
            const uint32_t code =                                             \
                codes[x < FAIR__DICTIONARY ? x : FAIR__DICTIONARY];           \
            unknown |= code == 0;                                             \
            groups[i] = next[code];                                           \
        }                                                                     \
        return !unknown;                                                      \
    } while (0)

/* 0 also where an entry is not known yet. */
static int
quick_dictionary(const fair__coding *f, int32_t type, const void *indices,
                 size_t row, size_t n, const fair__dictionary *known,
                 uint32_t *groups)
{
    const uint32_t *codes = known->codes;
    const uint32_t *next = f->next + f->n_codes - 1; /* codes are one more */
    uint32_t unknown = 0;
    switch (type) {
    case FAIR_TYPE_INT8: LOOP(int8_t);
    case FAIR_TYPE_UINT8: LOOP(uint8_t);
    case FAIR_TYPE_INT16: LOOP(int16_t);
    case FAIR_TYPE_INT32: LOOP(int32_t);
    default: return 0;
    }
}
#undef LOOP

/* ---- text ---- */

/* Of the first and the second 8 bytes of a text, by its length. */
#define ALL UINT64_MAX
#define LOW(n) ((UINT64_C(1) << 8 * (n)) - 1)
static const uint64_t masks[17][2] = {
    {0, 0},         {LOW(1), 0},    {LOW(2), 0},    {LOW(3), 0},
    {LOW(4), 0},    {LOW(5), 0},    {LOW(6), 0},    {LOW(7), 0},
    {ALL, 0},       {ALL, LOW(1)},  {ALL, LOW(2)},  {ALL, LOW(3)},
    {ALL, LOW(4)},  {ALL, LOW(5)},  {ALL, LOW(6)},  {ALL, LOW(7)},
    {ALL, ALL},
};

/* A text of at most 16 bytes, of which 16 may be read: no branch depends on its
 * length. */
static inline uint32_t
short_code(const fair__coding *f, const char *bytes, size_t n)
{
    const uint64_t *mask = masks[n];
    const fair__known_text t = {fair__load64(bytes) & mask[0],
                                fair__load64(bytes + 8) & mask[1], bytes,
                                (uint32_t)n, 0};
    const fair__known_text *k =
        &f->known[fair__text_slot_of(&t, f->factor, f->bits)];
    const int same = (k->first == t.first) & (k->last == t.last) &
                     (k->length == t.length) & (k->text != NULL);
    return same ? k->code : f->n_codes - 1;
}

/* Offsets are read once: what is read beyond a text lies before the last of
 * them. */
static int
quick_text(const fair__coding *f, const fair_column *c, size_t row, size_t n,
           uint32_t *groups)
{
    const char *bytes = c->buffers[1], *offsets = c->buffers[0];
    const uint32_t *next = f->next + f->n_codes;
    int32_t last, from;
    if (f->known == NULL || bytes == NULL) return 0;
    memcpy(&last, offsets + ((size_t)c->offset + (size_t)c->length) * 4, 4);
    memcpy(&from, offsets + row * 4, 4);
    const int64_t end = (int64_t)last - 16;
    for (size_t i = 0; i < n; i++) {
        int32_t to;
        memcpy(&to, offsets + (row + i + 1) * 4, 4);
        if (from < 0 || to < from || to - from > FAIR__TEXT_MAX) return 0;
        const size_t size = (size_t)(to - from);
        groups[i] = next[size <= 16 && from <= end
                             ? short_code(f, bytes + from, size)
                             : fair__encoder_text(f, bytes + from, size)];
        from = to;
    }
    return 1;
}

/* ---- all of them ---- */

static int
is_plain(const fair_column *c, int32_t type, size_t *width)
{
    static const uint8_t widths[] = {
        [FAIR_TYPE_INT8] = 1,  [FAIR_TYPE_UINT8] = 1,  [FAIR_TYPE_INT16] = 2,
        [FAIR_TYPE_UINT16] = 2, [FAIR_TYPE_INT32] = 4, [FAIR_TYPE_UINT32] = 4,
        [FAIR_TYPE_INT64] = 8, [FAIR_TYPE_UTF8] = 4,
    };
    *width = (size_t)type < sizeof(widths) ? widths[type] : 0;
    return *width > 0 && c->validity == NULL &&
           (c->stride == 0 || c->stride == (int64_t)*width) &&
           (uintptr_t)c->buffers[0] % *width == 0;
}

int
fair__encoder_quick(const fair__coding *f, const fair_column *c, size_t start,
                    size_t n, const fair__dictionary *known, uint32_t *groups)
{
    const int is_dictionary = c->type == FAIR_TYPE_DICTIONARY;
    const int32_t type = is_dictionary ? c->index_type : c->type;
    const size_t row = (size_t)c->offset + start;
    size_t width;
    if (f->next == NULL || !is_plain(c, type, &width)) return 0;
    if (is_dictionary)
        return c->dictionary->length <= FAIR__DICTIONARY &&
               quick_dictionary(f, type, c->buffers[0], row, n, known,
                                groups);
    if (type == FAIR_TYPE_UTF8) return quick_text(f, c, row, n, groups);
    return quick_numbers(f, type, c->buffers[0], row, n, groups);
}
