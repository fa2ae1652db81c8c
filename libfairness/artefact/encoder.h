/* SPDX-License-Identifier: MIT
 * From the values of a row's features to its group, without memory.
 *
 * Each value of a feature has a code, and each beginning of a group (the
 * values of its first k features) a number; a table leads from the number of
 * a beginning and the code of the next feature to the number of the longer
 * one.  0 leads nowhere but to 0. */
#ifndef FAIR_ARTEFACT_ENCODER_H
#define FAIR_ARTEFACT_ENCODER_H

#include <string.h>

#include "artefact/values.h"
#include "column/defect.h"
#include "column/values.h"

#define FAIR__ENCODED 512 /* rows at a time */

/* A text that is known: if it has at most 16 bytes they are in first and last,
 * with zeros behind, else these are both ends of it. */
typedef struct fair__known_text {
    uint64_t first;
    uint64_t last;
    const char *text; /* NULL: none is here */
    uint32_t length;
    uint32_t code;
} fair__known_text;

typedef struct fair__coding {
    fair__values values;
    /* Codes of the numbers low, low + 1, …, n_near of them, and behind them
     * the code of none; NULL: they are in values. */
    uint32_t *near;
    uint32_t *first; /* of the first feature: the beginnings of these codes */
    uint64_t low;
    uint64_t n_near;
    /* Few texts, each in a slot of its own; NULL: they are in values. */
    fair__known_text *known;
    uint64_t factor;
    int32_t bits; /* slots: 2^bits */
    uint32_t n_codes; /* 0: missing; then the values; then: none of them */
    uint32_t n_before; /* beginnings without this feature, with 0 */
    uint32_t *next; /* by beginning * n_codes + code; or NULL, and: */
    fair__int_table sparse; /* entries are the next beginnings, less 1 */
} fair__coding;

typedef struct fair__encoder {
    size_t n;
    fair__coding *features;
} fair__encoder;

/* Of groups that are in order, values of a feature of one kind, and outlive
 * it; key: of its hash tables. */
fair_status fair__encoder_make(fair__encoder *e, const fair_allocator *mem,
                               const uint8_t key[16],
                               const fair__group_values *groups,
                               fair_error *err);
void fair__encoder_free(fair__encoder *e, const fair_allocator *mem);

/* By index of a dictionary: code + 1, or 0 where it is not known yet. */
#define FAIR__DICTIONARY 256
typedef struct fair__dictionary {
    uint32_t codes[FAIR__DICTIONARY + 1]; /* the last is always 0 */
} fair__dictionary;

/* Of rows start … start + n, n <= FAIR__ENCODED, of a checked column whose
 * kind fits: the code of each.
 *  known  of this column, all zero at first; or NULL */
void fair__encoder_codes(const fair__coding *f, const fair_column *column,
                         size_t start, size_t n, fair__dictionary *known,
                         uint32_t *codes, fair__defect *defect);
/* Of one text. */
uint32_t fair__encoder_text(const fair__coding *f, const char *text,
                            size_t n);
/* The same for the first feature, and led on, as beginnings: 1; or 0, and
 * nothing is known of the rows. */
int fair__encoder_quick(const fair__coding *f, const fair_column *column,
                        size_t start, size_t n, const fair__dictionary *known,
                        uint32_t *beginnings);
/* Leads beginnings on by the codes of the next feature. */
void fair__encoder_lead(const fair__coding *f, const uint32_t *codes, size_t n,
                        uint32_t *beginnings);

/* Bytes as a number, the first the lowest. */
static inline uint64_t
fair__load64(const char *bytes)
{
    uint64_t x;
    memcpy(&x, bytes, sizeof(x));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

static inline uint64_t
fair__load32(const char *bytes)
{
    uint32_t x;
    memcpy(&x, bytes, sizeof(x));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap32(x);
#endif
    return x;
}

/* Parts that overlap agree where they do. */
static inline fair__known_text
fair__text_ends(const char *text, size_t n)
{
    fair__known_text t = {0, 0, text, (uint32_t)n, 0};
    if (n >= 8) {
        t.first = fair__load64(text);
        if (n > 8) t.last = fair__load64(text + n - 8);
        if (n > 8 && n < 16) t.last >>= 8 * (16 - n);
    } else if (n >= 4) {
        t.first = fair__load32(text) | fair__load32(text + n - 4)
                                           << 8 * (n - 4);
    } else {
        for (size_t i = 0; i < n; i++)
            t.first |= (uint64_t)(uint8_t)text[i] << 8 * i;
    }
    return t;
}

static inline size_t
fair__text_slot_of(const fair__known_text *t, uint64_t factor, int32_t bits)
{
    const uint64_t mixed =
        t->first ^ t->last * UINT64_C(0x9e3779b97f4a7c15) ^ t->length;
    return (size_t)(mixed * factor >> (64 - bits));
}

#endif
