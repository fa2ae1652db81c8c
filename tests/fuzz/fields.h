/* SPDX-License-Identifier: MIT
 * Where the fields of a saved audit are: a walk along
 * docs/reference/saved-format.md, which owes nothing to the library. */
#ifndef FAIR_TESTS_FUZZ_FIELDS_H
#define FAIR_TESTS_FUZZ_FIELDS_H

#include <stddef.h>
#include <stdint.h>

typedef enum field_kind {
    FIELD_NUMBER, /* any other */
    FIELD_LENGTH, /* of a text or a section, in bytes */
    FIELD_COUNT,  /* how many of something there are */
    FIELD_TAG,
    FIELD_TEXT,   /* bytes */
    FIELD_KEY,
    FIELD_SLOT,   /* a count of rows */
    FIELD_SCORE,
    FIELD_LIMB
} field_kind;

/* Parts, in their order. */
typedef enum saved_part {
    PART_HEADER,
    PART_SPECIFICATION,
    PART_ROWS,
    PART_LABELS,
    PART_FEATURES,
    PART_SHARDS,
    PART_CELLS,
    PART_KEYS,
    PART_TABLES,
    PART_WEIGHTS,
    PART_SQUARES,
    PART_SCORES,
    PART_SCORE_PLACES,
    PART_SCORE_COUNTS,
    PART_SCORE_WEIGHTS,
    PART_SCORE_SQUARES,
    PART_SCORE_SUMS,
    PART_CHECKSUM,
    N_PARTS
} saved_part;

typedef struct field {
    uint32_t at;
    uint32_t size;
    field_kind kind;
} field;

#define MOST_FIELDS 4096

typedef struct fields {
    const uint8_t *bytes;
    size_t length;
    size_t at;
    int broken; /* it is not of the format as far as sizes go */
    size_t n;   /* more than MOST_FIELDS are not noted */
    field all[MOST_FIELDS];
    size_t part[N_PARTS + 1]; /* where each begins; absent ones are empty */
    size_t n_features;
    size_t n_cells;
    uint64_t version;
    uint64_t inputs;
    uint64_t bins;
    uint64_t scores; /* 0: they are kept, where they are given */
} fields;

/* Notes the next field and returns its number. */
static inline uint64_t
field_next(fields *f, size_t size, field_kind kind)
{
    uint64_t x = 0;
    if (f->broken || size > f->length - f->at) {
        f->broken = 1;
        return 0;
    }
    if (size > 0 && f->n < MOST_FIELDS)
        f->all[f->n++] = (field){(uint32_t)f->at, (uint32_t)size, kind};
    for (size_t i = 0; i < size && i < 8; i++)
        x |= (uint64_t)f->bytes[f->at + i] << 8 * i;
    f->at += size;
    return x;
}

static inline void
field_text(fields *f)
{
    const uint64_t length = field_next(f, 4, FIELD_LENGTH);
    (void)field_next(f, (size_t)length, FIELD_TEXT);
}

static inline void
field_name(fields *f)
{
    field_text(f);
    (void)field_next(f, 1, FIELD_NUMBER); /* the zero behind it */
}

static inline void
field_scalar(fields *f)
{
    const uint64_t kind = field_next(f, 1, FIELD_TAG);
    if (kind == 3 || kind == 4)
        (void)field_next(f, 8, FIELD_NUMBER);
    else if (kind == 6 || kind == 7)
        field_text(f);
    else if (kind != 0)
        f->broken = 1;
}

static inline void
field_part(fields *f, saved_part part)
{
    f->part[part] = f->at;
}

static inline void
field_specification(fields *f)
{
    field_part(f, PART_SPECIFICATION);
    f->n_features = (size_t)field_next(f, 4, FIELD_COUNT);
    f->n_features += (size_t)field_next(f, 4, FIELD_COUNT);
    for (size_t k = 0; k < f->n_features && !f->broken; k++)
        field_name(f);
    for (int role = 0; role < 6; role++)
        if (field_next(f, 1, FIELD_TAG) == 1) field_name(f);
    for (int i = 0; i < 4; i++)
        field_scalar(f);
    (void)field_next(f, 1, FIELD_TAG);
    (void)field_next(f, 8, FIELD_NUMBER);
    (void)field_next(f, 1, FIELD_TAG);
    (void)field_next(f, 1, FIELD_TAG);
    f->inputs = field_next(f, 4, FIELD_NUMBER);
    f->scores = f->version > 1 ? field_next(f, 1, FIELD_TAG) : 1;
    if (f->version > 2) {
        (void)field_next(f, 1, FIELD_TAG);
        (void)field_next(f, 8, FIELD_NUMBER);
        (void)field_next(f, 8, FIELD_NUMBER);
        f->bins = field_next(f, 4, FIELD_COUNT);
    }
}

static inline void
field_values(fields *f)
{
    field_part(f, PART_LABELS);
    for (int i = 0; i < 3; i++) {
        (void)field_next(f, 1, FIELD_TAG);
        uint64_t n = field_next(f, 1, FIELD_COUNT);
        for (; n > 0 && !f->broken; n--)
            field_scalar(f);
    }
    field_part(f, PART_FEATURES);
    for (size_t k = 0; k < f->n_features && !f->broken; k++) {
        const uint64_t kind = field_next(f, 1, FIELD_TAG);
        uint64_t n = field_next(f, 4, FIELD_COUNT);
        (void)field_next(f, 4, FIELD_COUNT);
        for (; n > 0 && !f->broken; n--)
            if (kind == 6)
                field_text(f);
            else
                (void)field_next(f, 8, FIELD_NUMBER);
    }
    field_part(f, PART_SHARDS);
    uint64_t n = field_next(f, 4, FIELD_COUNT);
    for (; n > 0 && !f->broken; n--)
        field_name(f);
}

static inline void
field_section(fields *f, saved_part part, size_t size, field_kind kind)
{
    field_part(f, part);
    (void)field_next(f, 4, FIELD_TAG);
    uint64_t left = field_next(f, 8, FIELD_LENGTH);
    if (kind == FIELD_LIMB) { /* base and number of limbs */
        (void)field_next(f, 4, FIELD_NUMBER);
        (void)field_next(f, 4, FIELD_COUNT);
        left -= 8;
    }
    if (left > f->length) f->broken = 1;
    for (; left > 0 && !f->broken; left -= left < size ? left : size)
        (void)field_next(f, size, kind);
    for (size_t next = part + 1; next < PART_CHECKSUM; next++)
        f->part[next] = f->at; /* unless it is there */
}

static inline void
field_sections(fields *f)
{
    const int weighted = (f->inputs & 16) != 0;
    field_section(f, PART_KEYS, 4, FIELD_KEY);
    field_section(f, PART_TABLES, 8, FIELD_SLOT);
    if (weighted) {
        field_section(f, PART_WEIGHTS, 8, FIELD_LIMB);
        field_section(f, PART_SQUARES, 8, FIELD_LIMB);
    }
    if (f->scores != 0 || (f->inputs & 4) == 0) return;
    field_section(f, PART_SCORES, 8, FIELD_SCORE);
    field_section(f, PART_SCORE_PLACES, 4, FIELD_KEY);
    field_section(f, PART_SCORE_COUNTS, 8, FIELD_SLOT);
    if (weighted) {
        field_section(f, PART_SCORE_WEIGHTS, 8, FIELD_LIMB);
        field_section(f, PART_SCORE_SQUARES, 8, FIELD_LIMB);
    }
    if (f->bins > 0) field_section(f, PART_SCORE_SUMS, 8, FIELD_LIMB);
}

/* All of them; 0 if the bytes are not of the format. */
static inline int
fields_find(fields *f, const uint8_t *bytes, size_t length)
{
    f->bytes = bytes;
    f->length = length;
    f->at = f->n = 0;
    f->broken = 0;
    f->part[PART_HEADER] = 0;
    f->bins = 0;
    (void)field_next(f, 8, FIELD_TEXT);
    f->version = field_next(f, 4, FIELD_TAG);
    (void)field_next(f, 8, FIELD_LENGTH);
    field_specification(f);
    field_part(f, PART_ROWS);
    for (int i = 0; i < 7; i++)
        (void)field_next(f, 8, FIELD_SLOT);
    field_values(f);
    field_part(f, PART_CELLS);
    f->n_cells = (size_t)field_next(f, 4, FIELD_COUNT);
    field_sections(f);
    field_part(f, PART_CHECKSUM);
    (void)field_next(f, 4, FIELD_NUMBER);
    f->part[N_PARTS] = length;
    return !f->broken && f->at == length;
}

static inline void
field_set(uint8_t *bytes, const field *f, uint64_t x)
{
    for (uint32_t i = 0; i < f->size && i < 8; i++)
        bytes[f->at + i] = (uint8_t)(x >> 8 * i);
}

static inline uint64_t
field_get(const uint8_t *bytes, const field *f)
{
    uint64_t x = 0;
    for (uint32_t i = 0; i < f->size && i < 8; i++)
        x |= (uint64_t)bytes[f->at + i] << 8 * i;
    return x;
}

#endif
