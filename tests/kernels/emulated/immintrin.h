/* SPDX-License-Identifier: MIT
 * The instructions that kernels/avx512.c uses, in plain C: so that its kernels
 * are compared on processors that lack them.  Written after Intel's
 * description of each (Intrinsics Guide), byte by byte. */
#ifndef FAIR_TESTS_EMULATED_IMMINTRIN_H
#define FAIR_TESTS_EMULATED_IMMINTRIN_H

#include <stdint.h>
#include <string.h>

typedef struct __m512i {
    uint8_t of[64];
} __m512i;
typedef struct __m128i {
    uint8_t of[16];
} __m128i;
typedef uint64_t __mmask64;

/* One byte of the result from the same of a and b. */
#define BY_BYTE(name, expression)                                             \
    static inline __m512i name(__m512i a, __m512i b)                          \
    {                                                                         \
        __m512i r;                                                            \
        for (int i = 0; i < 64; i++) {                                        \
            const unsigned x = a.of[i], y = b.of[i];                          \
            r.of[i] = (uint8_t)(expression);                                  \
        }                                                                     \
        return r;                                                             \
    }
BY_BYTE(_mm512_add_epi8, x + y)
BY_BYTE(_mm512_sub_epi8, x - y)
BY_BYTE(_mm512_and_si512, x & y)
BY_BYTE(_mm512_or_si512, x | y)
BY_BYTE(_mm512_max_epu8, x > y ? x : y)

/* One bit of the result from the same byte of a and b. */
#define BY_MASK(name, expression)                                             \
    static inline __mmask64 name(__m512i a, __m512i b)                        \
    {                                                                         \
        __mmask64 r = 0;                                                      \
        for (int i = 0; i < 64; i++)                                          \
            r |= (__mmask64)(expression) << i;                                \
        return r;                                                             \
    }
BY_MASK(_mm512_cmpeq_epi8_mask, a.of[i] == b.of[i])
BY_MASK(_mm512_test_epi8_mask, (a.of[i] & b.of[i]) != 0)

static inline __m512i
_mm512_loadu_si512(const void *at)
{
    __m512i r;
    memcpy(&r, at, sizeof(r));
    return r;
}

static inline void
_mm512_storeu_si512(void *at, __m512i x)
{
    memcpy(at, &x, sizeof(x));
}

static inline __m512i
_mm512_set1_epi8(char byte)
{
    __m512i r;
    memset(&r, byte, sizeof(r));
    return r;
}

static inline __m128i
_mm_loadu_si128(const __m128i *at)
{
    __m128i r;
    memcpy(&r, at, sizeof(r));
    return r;
}

static inline __m512i
_mm512_broadcast_i32x4(__m128i x)
{
    __m512i r;
    for (int i = 0; i < 64; i++)
        r.of[i] = x.of[i % 16];
    return r;
}

/* Within each 16 bytes; 0 where the index has its top bit. */
static inline __m512i
_mm512_shuffle_epi8(__m512i a, __m512i index)
{
    __m512i r;
    for (int i = 0; i < 64; i++)
        r.of[i] = index.of[i] & 0x80
                      ? 0
                      : a.of[i / 16 * 16 + (index.of[i] & 0x0f)];
    return r;
}

static inline __m512i
_mm512_maskz_mov_epi8(__mmask64 mask, __m512i x)
{
    __m512i r;
    for (int i = 0; i < 64; i++)
        r.of[i] = mask >> i & 1 ? x.of[i] : 0;
    return r;
}

/* Bit 4 a + 2 b + c of table, for each bit. */
static inline __m512i
_mm512_ternarylogic_epi64(__m512i a, __m512i b, __m512i c, int table)
{
    __m512i r;
    memset(&r, 0, sizeof(r));
    for (int i = 0; i < 64; i++)
        for (int bit = 0; bit < 8; bit++) {
            const int at = (a.of[i] >> bit & 1) << 2 |
                           (b.of[i] >> bit & 1) << 1 | (c.of[i] >> bit & 1);
            r.of[i] |= (uint8_t)((table >> at & 1) << bit);
        }
    return r;
}

static inline int64_t
_mm_popcnt_u64(uint64_t x)
{
    int64_t n = 0;
    for (; x != 0; x &= x - 1)
        n++;
    return n;
}

#endif
