/* SPDX-License-Identifier: MIT
 * What a feature remembers of recent values: direct-mapped caches.
 *
 * A hostile column can make them useless, but not slower than one probe and
 * one lookup in the keyed tables a row. */
#ifndef FAIR_COLUMN_CACHE_H
#define FAIR_COLUMN_CACHE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FAIR__CACHE_INTS 1024 /* 16 KiB; powers of two */
#define FAIR__CACHE_TEXTS 512

/* code + 1 in all of them, 0 is empty. */
typedef struct fair__int_entry {
    uint64_t bits;
    uint32_t code;
    uint32_t unused;
} fair__int_entry;

/* A text by its length, first and last eight bytes: these are all of it up to
 * 16 bytes, and what it is likely to be beyond. */
typedef struct fair__text_key {
    uint64_t head;
    uint64_t tail;
    uint32_t length;
} fair__text_key;

typedef struct fair__text_entry {
    fair__text_key key;
    uint32_t code;
} fair__text_entry;

typedef struct fair__cache {
    uint32_t bytes[256]; /* of the batch at hand, by the byte itself */
    fair__int_entry ints[FAIR__CACHE_INTS];
    fair__text_entry texts[FAIR__CACHE_TEXTS];
} fair__cache;

static inline size_t
fair__int_slot(uint64_t bits)
{
    /* Fibonacci hashing: neighbours and multiples of powers of two spread. */
    return (size_t)(bits * UINT64_C(0x9e3779b97f4a7c15) >> 54);
}

static inline uint64_t
fair__load64(const char *at)
{
    uint64_t x;
    memcpy(&x, at, sizeof(x));
    return x;
}

static inline uint64_t
fair__load32(const char *at)
{
    uint32_t x;
    memcpy(&x, at, sizeof(x));
    return x;
}

/* Overlapping loads: no loop, no byte outside the text. */
static inline fair__text_key
fair__text_key_of(const char *text, size_t length)
{
    fair__text_key key = {0, 0, (uint32_t)length};
    if (length >= 8) {
        key.head = fair__load64(text);
        key.tail = fair__load64(text + length - 8);
    } else if (length >= 4) {
        key.head = fair__load32(text);
        key.tail = fair__load32(text + length - 4);
    } else if (length > 0) {
        key.head = (uint8_t)text[0];
        key.tail = (uint64_t)(uint8_t)text[length / 2] << 8 |
                   (uint8_t)text[length - 1];
    }
    return key;
}

static inline int
fair__text_key_equal(const fair__text_key *a, const fair__text_key *b)
{
    /* Without branches: which of a few texts comes next is hard to guess. */
    return ((a->head ^ b->head) | (a->tail ^ b->tail) |
            (uint64_t)(a->length ^ b->length)) == 0;
}

static inline fair__text_entry *
fair__text_slot(fair__cache *c, const fair__text_key *key)
{
    uint64_t h = key->head * UINT64_C(0x9e3779b97f4a7c15);
    h ^= (key->tail + key->length) * UINT64_C(0xc2b2ae3d27d4eb4f);
    h ^= h >> 32;
    return &c->texts[h * UINT64_C(0x9e3779b97f4a7c15) >> 55];
}

#endif
