/* SPDX-License-Identifier: MIT
 * Labels that somebody could choose to make a hash table slow: 32,768 that all
 * hash the same, or to few places, under a hash that is in wide use. */
#ifndef FAIR_TESTS_BASE_ATTACKS_H
#define FAIR_TESTS_BASE_ATTACKS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ATTACK_BITS 15
#define ATTACK_LABELS ((uint32_t)1 << ATTACK_BITS)

/* ---- texts: one of two blocks at each of 15 places ---- */

#define ATTACK_BLOCK 3
#define ATTACK_TEXT (ATTACK_BITS * ATTACK_BLOCK)

typedef struct text_attack {
    const char *name;
    uint64_t start;
    uint64_t factor;
    int is_fnv; /* h = (h ^ c) * factor, else h * factor + c */
} text_attack;

static const text_attack text_attacks[] = {
    {"h * 31 + c", 0, 31, 0},
    {"h * 33 + c (djb2)", 5381, 33, 0},
    {"FNV-1a, 32 bits", UINT64_C(0x811c9dc5), UINT64_C(0x01000193), 1},
    {"FNV-1a, 64 bits", UINT64_C(0xcbf29ce484222325),
     UINT64_C(0x100000001b3), 1}};

/* The lowest 20 bits, which depend on nothing above: more than tables of so
 * many labels use. */
static inline uint32_t
weak_hash(const text_attack *a, uint64_t h, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = a->is_fnv ? (h ^ (uint8_t)text[i]) * a->factor
                      : h * a->factor + (uint8_t)text[i];
    return (uint32_t)h & 0xfffff;
}

/* Block number x < 2^18 of letters and the like. */
static inline void
block_of(uint32_t x, char out[ATTACK_BLOCK])
{
    for (int i = 0; i < ATTACK_BLOCK; i++)
        out[i] = (char)(48 + (x >> 6 * i & 63));
}

/* From each state two blocks lead to the same next one (Joux 2004): searched
 * for with a table of what was reached. */
static inline void
make_blocks(const text_attack *a, char blocks[ATTACK_BITS][2][ATTACK_BLOCK])
{
    uint32_t *reached = malloc(sizeof(*reached) << 20);
    uint32_t state = (uint32_t)a->start;
    if (reached == NULL) abort();
    for (int place = 0; place < ATTACK_BITS; place++) {
        memset(reached, 0, sizeof(*reached) << 20);
        for (uint32_t x = 0;; x++) {
            block_of(x, blocks[place][1]);
            const uint32_t h =
                weak_hash(a, state, blocks[place][1], ATTACK_BLOCK);
            if (reached[h] != 0) {
                block_of(reached[h] - 1, blocks[place][0]);
                state = h;
                break;
            }
            reached[h] = x + 1;
        }
    }
    free(reached);
}

static inline void
attack_text(char blocks[ATTACK_BITS][2][ATTACK_BLOCK], uint32_t i,
            char out[ATTACK_TEXT])
{
    for (int place = 0; place < ATTACK_BITS; place++)
        memcpy(out + place * ATTACK_BLOCK, blocks[place][i >> place & 1],
               ATTACK_BLOCK);
}

/* ---- integers ---- */

typedef struct int_attack {
    const char *name;
    unsigned shift;    /* i << shift: equal modulo 2^shift */
    uint64_t constant; /* or i times its inverse: products are i */
    uint64_t pair;     /* or i << 32 | (i * pair), as pairs of codes are */
} int_attack;

static const int_attack int_attacks[] = {
    {"equal modulo 2^16", 16, 0, 0},
    {"equal modulo 2^32", 32, 0, 0},
    {"equal modulo 2^48", 48, 0, 0},
    {"multiply-shift, 2^64 / golden ratio", 0, UINT64_C(0x9e3779b97f4a7c15),
     0},
    {"multiply-shift, 2654435761", 0, 2654435761u, 0},
    {"multiply-shift, FNV's prime", 0, UINT64_C(0x100000001b3), 0},
    {"multiply-shift, murmur's factor", 0, UINT64_C(0xc6a4a7935bd1e995), 0},
    {"multiply-shift, FxHash's factor", 0, UINT64_C(0x517cc1b727220a95), 0},
    {"pairs of equal codes", 0, 0, 1},
    {"pairs with a common factor", 0, 0, 4096}};

static inline uint64_t
attack_int(const int_attack *a, uint64_t i)
{
    if (a->shift > 0) return i << a->shift;
    if (a->pair > 0) return i << 32 | (i * a->pair & UINT32_MAX);
    uint64_t inverse = a->constant; /* modulo 2^64, by Newton: 3 bits first */
    for (int bits = 3; bits < 64; bits *= 2)
        inverse *= 2 - a->constant * inverse;
    return i * inverse;
}

#endif
