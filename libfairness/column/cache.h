/* SPDX-License-Identifier: MIT
 * Texts that were met lately and their codes, in direct-mapped tables.
 *
 * A hostile column can make it useless, but not slower than one probe and one
 * lookup in the keyed table a row. */
#ifndef FAIR_COLUMN_CACHE_H
#define FAIR_COLUMN_CACHE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels/kernels.h"

/* The key of a text has the layout of Arrow's views: the length, in the
 * machine's own order, and up to 12 bytes of text, padded with zeros.  So a
 * short view is its key.  A long one, as it stands, is a key within its
 * batch: it says where the text is. */
#define FAIR__KEY_WHOLE 12
#define FAIR__KEY_NONE 13
#define FAIR__RECENT_VIEWS 64

typedef struct fair__text_set {
    fair__text_slots table;
    uint32_t draws; /* of factors */
    uint32_t n;
} fair__text_set;

typedef struct fair__recent {
    const fair__kernels *kernels; /* of this machine; NULL: not asked yet */
    fair__text_set whole;         /* by key: short texts, and long views */
    fair__text_set longer;        /* long texts, by some of their bytes */
    uint32_t n_views; /* long views of the batch at hand, and their slots */
    uint16_t views[FAIR__RECENT_VIEWS];
} fair__recent;

/* Little-endian on every machine. */
static inline uint64_t
fair__load64(const char *at)
{
    uint64_t x;
    memcpy(&x, at, sizeof(x));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* The first four bytes of a text and the next eight, as fair__load64 has
 * them, in their places. */
static inline fair__text_key
fair__text_key_make(size_t length, uint32_t first, uint64_t next)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    first = __builtin_bswap32(first);
    next = __builtin_bswap64(next);
#endif
    return (fair__text_key){(uint32_t)length, first, next};
}

/* Of a text of up to FAIR__KEY_WHOLE bytes of which so many may be read; that
 * of the length FAIR__KEY_NONE no text has. */
static inline fair__text_key
fair__text_key_short(const char *text, size_t length)
{
    static const uint32_t whole[FAIR__KEY_NONE + 1] = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, UINT32_MAX};
    static const uint32_t four[FAIR__KEY_NONE + 1] = {
        0,          0xff,       0xffff,     0xffffff,   0xffffffff,
        0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
        0xffffffff, 0xffffffff, 0xffffffff, 0};
    static const uint64_t eight[FAIR__KEY_NONE + 1] = {
        0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff, 0xffffffff,
        UINT64_C(0xffffffffff), UINT64_C(0xffffffffffff),
        UINT64_C(0xffffffffffffff), UINT64_MAX, 0};
    return fair__text_key_make(whole[length],
                               (uint32_t)fair__load64(text) & four[length],
                               fair__load64(text + 4) & eight[length]);
}

/* Of a longer one: what has this key is compared with the text itself. */
static inline fair__text_key
fair__text_key_long(const char *text, size_t length)
{
    const uint64_t next = fair__load64(text + 4);
    const uint64_t mixed = (next ^ next >> 29) * UINT64_C(0xc2b2ae3d27d4eb4f);
    return fair__text_key_make(length, (uint32_t)fair__load64(text),
                               mixed + fair__load64(text + length - 8));
}

static inline fair__text_key
fair__text_key_of(const char *text, size_t length)
{
    char padded[FAIR__KEY_WHOLE] = {0};
    if (length > FAIR__KEY_WHOLE) return fair__text_key_long(text, length);
    memcpy(padded, text, length);
    return fair__text_key_short(padded, length);
}

static inline int
fair__text_key_equal(const fair__text_key *a, const fair__text_key *b)
{
    return ((a->length ^ b->length) | (a->first ^ b->first) |
            (a->next ^ b->next)) == 0;
}

/* The slot in which a key is, if it is there. */
static inline const fair__text_slot *
fair__text_set_slot(const fair__text_set *s, const fair__text_key *key)
{
    const uint32_t *f = s->table.factors;
    uint32_t third = (uint32_t)key->next; /* as they are in memory */
    uint32_t fourth = (uint32_t)(key->next >> 32);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    third = fourth;
    fourth = (uint32_t)key->next;
#endif
    const uint32_t sum =
        key->length * f[0] + key->first * f[1] + third * f[2] + fourth * f[3];
    return &s->table.slots[sum >> (32 - FAIR__TEXT_BITS)];
}

/* The code that stands by a key, or 0. */
static inline uint32_t
fair__text_set_get(const fair__text_set *s, const fair__text_key *key)
{
    const fair__text_slot *slot = fair__text_set_slot(s, key);
    return fair__text_key_equal(&slot->key, key) ? slot->code : 0;
}

/* Empties both sets: before anything else, and when codes are gone. */
void fair__recent_clear(fair__recent *r);
/* Remembers the code, not 0, of a text by its own key; perhaps instead of
 * another.  at: where a long one stands among the known ones.  Forgets
 * views. */
void fair__recent_put(fair__recent *r, const fair__text_key *key,
                      uint32_t code, size_t at);
/* Remembers the code of a long view until views are forgotten, if there is
 * room. */
void fair__recent_put_view(fair__recent *r, const fair__text_key *view,
                           uint32_t code);
/* Before a batch: its views are others. */
void fair__recent_forget_views(fair__recent *r);

#endif
