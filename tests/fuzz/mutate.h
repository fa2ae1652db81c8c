/* SPDX-License-Identifier: MIT
 * Changes of saved audits that know their form: fields at interesting values,
 * cells that trade places, pieces of two audits in one. */
#ifndef FAIR_TESTS_FUZZ_MUTATE_H
#define FAIR_TESTS_FUZZ_MUTATE_H

#include <string.h>

#include "fields.h"

typedef struct forger {
    const fields *bases; /* audits to start from */
    size_t n_bases;
    uint64_t random;     /* the state of its choices */
    uint8_t *bytes;
    size_t length;
    size_t capacity; /* at least twice the longest base, and 4096 */
} forger;

static inline uint64_t
forger_random(forger *g)
{
    uint64_t z = (g->random += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix */
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline size_t
forger_choose(forger *g, size_t n)
{
    return n == 0 ? 0 : (size_t)((forger_random(g) >> 32) * n >> 32);
}

/* ---- changes that keep the size ---- */

static inline void
forge_bits(forger *g, const fields *base)
{
    (void)base;
    for (size_t n = 1 + forger_choose(g, 3); n > 0; n--)
        g->bytes[forger_choose(g, g->length)] ^=
            (uint8_t)(1u << forger_choose(g, 8));
}

/* What a number might be compared with. */
static inline uint64_t
forger_number(forger *g, uint64_t had, uint32_t size)
{
    const uint64_t most = size >= 8 ? UINT64_MAX
                                    : ((uint64_t)1 << 8 * size) - 1;
    switch (forger_choose(g, 10)) {
    case 0: return 0;
    case 1: return 1;
    case 2: return most;
    case 3: return most - 1;
    case 4: return most / 2;
    case 5: return most / 2 + 1;
    case 6: return had - 1;
    case 7: return had + 1;
    case 8: return (uint64_t)1 << forger_choose(g, 8 * size);
    default: return forger_choose(g, 70);
    }
}

static inline void
forge_field(forger *g, const fields *base)
{
    const field *f = &base->all[forger_choose(g, base->n)];
    if (f->kind == FIELD_TEXT) {
        g->bytes[f->at + forger_choose(g, f->size)] =
            (uint8_t)forger_random(g);
        return;
    }
    field_set(g->bytes, f,
              forger_number(g, field_get(g->bytes, f), f->size));
}

/* A field of the parts before the sections, which are few and decide all. */
static inline void
forge_head(forger *g, const fields *base)
{
    const field *f = &base->all[forger_choose(g, base->n)];
    for (int tries = 0; tries < 4 && f->at >= base->part[PART_KEYS]; tries++)
        f = &base->all[forger_choose(g, base->n)];
    field_set(g->bytes, f,
              forger_number(g, field_get(g->bytes, f), f->size));
}

/* The value that another field has. */
static inline void
forge_copy(forger *g, const fields *base)
{
    const field *to = &base->all[forger_choose(g, base->n)];
    const field *from = &base->all[forger_choose(g, base->n)];
    field_set(g->bytes, to, field_get(g->bytes, from));
}

/* Sections of cells, and of scores: two and more of which the last two are
 * sums behind their window. */
typedef struct forger_table {
    size_t first; /* part */
    size_t n_parts;
    size_t n; /* cells, or scores */
} forger_table;

static inline forger_table
forger_table_of(forger *g, const fields *base)
{
    const size_t scores = base->part[PART_SCORE_PLACES] -
                          base->part[PART_SCORES];
    if (scores > 12 && forger_choose(g, 2) > 0)
        return (forger_table){PART_SCORES, 5, (scores - 12) / 8};
    return (forger_table){PART_KEYS, 4, base->n_cells};
}

/* Where a section's data begins. */
static inline size_t
forger_data(const fields *base, const forger_table *t, size_t i)
{
    return base->part[t->first + i] + (i + 2 < t->n_parts ? 12 : 20);
}

/* A score of the same value, or a neighbour, or of another place; few of all
 * changes meet these, which are small. */
static inline void
forge_score(forger *g, const fields *base)
{
    const forger_table t = {PART_SCORES, 5, 0};
    const size_t part = forger_choose(g, 3);
    const size_t from = forger_data(base, &t, part);
    const size_t end = base->part[PART_SCORES + part + 1];
    const uint32_t size = part == 1 ? 4 : 8;
    if (end < from + 2 * size) return;
    const size_t n = (end - from) / size;
    const field to = {(uint32_t)(from + size * forger_choose(g, n)), size,
                      FIELD_SCORE};
    const field had = {(uint32_t)(from + size * forger_choose(g, n)), size,
                       FIELD_SCORE};
    field_set(g->bytes, &to,
              field_get(g->bytes, &had) + forger_choose(g, 3) - 1);
}

/* A row more, or some, in a slot and wherever rows are summed. */
static inline void
forge_rows(forger *g, const fields *base)
{
    const size_t n = (base->part[PART_WEIGHTS] - base->part[PART_TABLES]) / 8;
    if (n < 2) return;
    const uint64_t more = forger_choose(g, 8) ? 1 : forger_random(g) >> 2;
    const uint32_t at = (uint32_t)(base->part[PART_TABLES] + 12 +
                                   8 * forger_choose(g, n - 1));
    const uint32_t rows = (uint32_t)base->part[PART_ROWS];
    const field sums[4] = {{at, 8, FIELD_SLOT},
                           {rows, 8, FIELD_SLOT},
                           {rows + 8, 8, FIELD_SLOT},
                           {rows + 16, 8, FIELD_SLOT}};
    for (int i = 0; i < 4; i++)
        field_set(g->bytes, &sums[i], field_get(g->bytes, &sums[i]) + more);
}

/* Two cells or scores trade places, with some of what is theirs, or all. */
static inline void
forge_order(forger *g, const fields *base)
{
    const forger_table t = forger_table_of(g, base);
    if (t.n < 2) return;
    const size_t a = forger_choose(g, t.n);
    const size_t b = forger_choose(g, t.n);
    const uint64_t which = 1 + forger_choose(g, 31);
    for (size_t part = 0; part < t.n_parts; part++) {
        const size_t from = forger_data(base, &t, part);
        const size_t end = base->part[t.first + part + 1];
        if (end <= from || (which >> part & 1) == 0) continue;
        const size_t size = (end - from) / t.n;
        for (size_t i = 0; i < size; i++) {
            uint8_t *x = &g->bytes[from + a * size + i];
            uint8_t *y = &g->bytes[from + b * size + i];
            const uint8_t byte = *x;
            *x = *y;
            *y = byte;
        }
    }
}

static inline void
forge_tag(forger *g, const fields *base)
{
    const size_t part = PART_KEYS + forger_choose(g, 9);
    if (base->part[part] == base->part[part + 1]) return;
    g->bytes[base->part[part]] = (uint8_t)forger_choose(g, 12);
}

/* More cells than there are, and sections as long as those would be. */
static inline void
forge_claim(forger *g, const fields *base)
{
    if (base->n_cells == 0) return;
    const field cells = {(uint32_t)base->part[PART_CELLS], 4, FIELD_COUNT};
    const uint64_t n =
        forger_choose(g, 2) ? forger_number(g, base->n_cells, 4) & UINT32_MAX
                            : base->n_cells + forger_choose(g, 20000);
    field_set(g->bytes, &cells, n);
    for (int part = 0; part < 2; part++) {
        const size_t start = base->part[PART_KEYS + part];
        const size_t size =
            (base->part[PART_KEYS + part + 1] - start - 12) / base->n_cells;
        const field length = {(uint32_t)start + 4, 8, FIELD_LENGTH};
        field_set(g->bytes, &length, n * size);
    }
}

/* A window moved, or of another size. */
static inline void
forge_window(forger *g, const fields *base)
{
    const size_t first =
        forger_choose(g, 2) > 0 ? PART_WEIGHTS : PART_SCORE_WEIGHTS;
    const size_t part = first + forger_choose(g, 2);
    if (base->part[part] == base->part[part + 1]) return;
    const field window[2] = {
        {(uint32_t)base->part[part] + 12, 4, FIELD_NUMBER},
        {(uint32_t)base->part[part] + 16, 4, FIELD_COUNT}};
    const field *f = &window[forger_choose(g, 2)];
    field_set(g->bytes, f,
              field_get(g->bytes, f) + forger_choose(g, 9) - 4);
}

/* ---- changes of the size ---- */

static inline void
forge_shift(forger *g, size_t at, size_t removed, size_t inserted)
{
    memmove(g->bytes + at + inserted, g->bytes + at + removed,
            g->length - at - removed);
    g->length += inserted;
    g->length -= removed;
}

static inline void
forge_insert(forger *g, const fields *base)
{
    const size_t at = forger_choose(g, g->length + 1);
    const size_t n = 1 + forger_choose(g, 12);
    (void)base;
    forge_shift(g, at, 0, n);
    for (size_t i = 0; i < n; i++)
        g->bytes[at + i] = (uint8_t)(forger_random(g) >> 40);
}

static inline void
forge_remove(forger *g, const fields *base)
{
    const size_t at = forger_choose(g, g->length);
    const size_t n = 1 + forger_choose(g, 12);
    (void)base;
    forge_shift(g, at, n < g->length - at ? n : g->length - at, 0);
}

/* The end is missing. */
static inline void
forge_cut(forger *g, const fields *base)
{
    (void)base;
    g->length = forger_choose(g, g->length);
}

/* A text gets longer or shorter, and its length says so. */
static inline void
forge_text(forger *g, const fields *base)
{
    const field *f = &base->all[forger_choose(g, base->n)];
    for (int tries = 0; tries < 16 && f->kind != FIELD_LENGTH; tries++)
        f = &base->all[forger_choose(g, base->n)];
    if (f->kind != FIELD_LENGTH || f->size != 4) return;
    const size_t had = (size_t)field_get(base->bytes, f);
    const size_t has = forger_choose(g, 20);
    const size_t at = f->at + 4;
    if (had > g->length - at) return;
    field_set(g->bytes, f, has);
    forge_shift(g, at, had, has);
    for (size_t i = 0; i < has; i++)
        g->bytes[at + i] = (uint8_t)('a' + forger_choose(g, 26));
}

/* A cell or a score twice, or gone, and all sizes say so. */
static inline void
forge_cell(forger *g, const fields *base)
{
    const forger_table t = forger_table_of(g, base);
    if (t.n == 0) return;
    const size_t cell = forger_choose(g, t.n);
    const int twice = forger_choose(g, 2) > 0;
    const field cells = {(uint32_t)base->part[PART_CELLS], 4, FIELD_COUNT};
    if (t.first == PART_KEYS)
        field_set(g->bytes, &cells, t.n + (twice ? 1 : 0) - !twice);
    for (size_t part = t.n_parts; part-- > 0;) { /* what is before stays */
        const size_t start = base->part[t.first + part];
        const size_t from = forger_data(base, &t, part);
        const size_t end = base->part[t.first + part + 1];
        if (end <= from) continue;
        const size_t size = (end - from) / t.n;
        const field length = {(uint32_t)start + 4, 8, FIELD_LENGTH};
        const uint64_t had = field_get(g->bytes, &length);
        field_set(g->bytes, &length, twice ? had + size : had - size);
        const size_t at = from + cell * size;
        forge_shift(g, at, twice ? 0 : size, twice ? size : 0);
    }
}

/* A piece of another audit, or its end, in place of the own. */
static inline void
forge_splice(forger *g, const fields *base)
{
    const fields *other = &g->bases[forger_choose(g, g->n_bases)];
    const size_t part =
        PART_SPECIFICATION +
        forger_choose(g, PART_CHECKSUM - PART_SPECIFICATION);
    const size_t last =
        forger_choose(g, 2) ? part + 1 : (size_t)PART_CHECKSUM;
    const size_t size = other->part[last] - other->part[part];
    if (g->length + size > g->capacity) return;
    forge_shift(g, base->part[part], base->part[last] - base->part[part],
                size);
    memcpy(g->bytes + base->part[part], other->bytes + other->part[part],
           size);
}

/* ---- all ---- */

/* Some of them on this one. */
static inline void
forge_one(forger *g, const fields *base)
{
    static void (*const same_size[])(forger *, const fields *) = {
        forge_bits, forge_field, forge_claim, forge_head,   forge_copy,
        forge_rows, forge_rows,  forge_order, forge_window, forge_tag,
        forge_score};
    static void (*const other_size[])(forger *, const fields *) = {
        forge_insert, forge_remove, forge_cut,   forge_text,
        forge_text,   forge_cell,   forge_splice, forge_splice};
    memcpy(g->bytes, base->bytes, base->length);
    g->length = base->length;
    const size_t how = forger_choose(g, 4); /* 0: only of another size */
    for (size_t n = how == 0 ? 0 : 1 + forger_choose(g, 3); n > 0; n--)
        same_size[forger_choose(g, 11)](g, base);
    if (how < 2) other_size[forger_choose(g, 8)](g, base);
}

/* Some of them on one of the bases. */
static inline void
forge(forger *g)
{
    const fields *base = &g->bases[forger_choose(g, g->n_bases)];
    /* Long ones take their time. */
    for (int tries = 0; tries < 3 && base->length > 1500; tries++)
        base = &g->bases[forger_choose(g, g->n_bases)];
    forge_one(g, base);
}

#endif
