/* SPDX-License-Identifier: MIT
 * What a feature remembers of recent values: bytes, and texts in a
 * direct-mapped cache.
 *
 * A hostile column can make it useless, but not slower than one probe and one
 * lookup in the keyed table a row. */
#ifndef FAIR_COLUMN_CACHE_H
#define FAIR_COLUMN_CACHE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FAIR__CACHE_TEXTS 512 /* a power of two */

/* A text by its length and 12 bytes of it, in two words: the length and the
 * first four bytes; then, up to 12 bytes, those from the fifth on (padded with
 * zeros: so Arrow's views have it), and beyond that the last eight.  So the
 * key is all of a text up to 12 bytes, and what it is likely to be beyond. */
#define FAIR__KEY_WHOLE 12

typedef struct fair__text_key {
    uint64_t head;
    uint64_t tail;
} fair__text_key;

typedef struct fair__text_entry {
    fair__text_key key;
    uint32_t code; /* + 1, 0 is empty */
} fair__text_entry;

typedef struct fair__cache {
    uint32_t bytes[256]; /* of the batch at hand, by the byte itself: + 1 */
    fair__text_entry texts[FAIR__CACHE_TEXTS];
} fair__cache;

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

/* Of a text of up to FAIR__KEY_WHOLE bytes of which so many may be read. */
static inline fair__text_key
fair__text_key_short(const char *text, size_t length)
{
    static const uint64_t four[FAIR__KEY_WHOLE + 1] = {
        0,          0xff,       0xffff,     0xffffff,   0xffffffff,
        0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
        0xffffffff, 0xffffffff, 0xffffffff};
    static const uint64_t eight[FAIR__KEY_WHOLE + 1] = {
        0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff, 0xffffffff,
        UINT64_C(0xffffffffff), UINT64_C(0xffffffffffff),
        UINT64_C(0xffffffffffffff), UINT64_MAX};
    return (fair__text_key){
        (fair__load64(text) & four[length]) << 32 | length,
        fair__load64(text + 4) & eight[length]};
}

/* Of a longer one. */
static inline fair__text_key
fair__text_key_long(const char *text, size_t length)
{
    return (fair__text_key){fair__load64(text) << 32 | length,
                            fair__load64(text + length - 8)};
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
    /* Without branches: which of a few texts comes next is hard to guess. */
    return ((a->head ^ b->head) | (a->tail ^ b->tail)) == 0;
}

static inline fair__text_entry *
fair__text_slot(fair__cache *c, const fair__text_key *key)
{
    const uint64_t h = key->head * UINT64_C(0x9e3779b97f4a7c15) ^
                       key->tail * UINT64_C(0xc2b2ae3d27d4eb4f);
    return &c->texts[(h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 55];
}

#endif
