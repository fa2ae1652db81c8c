/* SPDX-License-Identifier: MIT
 * Kernels for x86-64 with AVX-512 (F, BW) and POPCNT. */
#include "kernels/plain.h"
#include "kernels/x86.h"

#if FAIR__X86

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx512f,avx512bw,popcnt")))
#define VEC 64

typedef __m512i vec;

TARGET static inline vec
vec_load(const uint8_t *at)
{
    return _mm512_loadu_si512(at);
}

TARGET static inline vec
vec_fill(uint8_t byte)
{
    return _mm512_set1_epi8((char)byte);
}

TARGET static inline vec
vec_table(const uint8_t *at)
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)at));
}

TARGET static inline vec
vec_sub(vec a, vec b)
{
    return _mm512_sub_epi8(a, b);
}

TARGET static inline vec
vec_add(vec a, vec b)
{
    return _mm512_add_epi8(a, b);
}

TARGET static inline vec
vec_or(vec a, vec b)
{
    return _mm512_or_si512(a, b);
}

TARGET static inline vec
vec_and(vec a, vec b)
{
    return _mm512_and_si512(a, b);
}

TARGET static inline vec
vec_max(vec a, vec b)
{
    return _mm512_max_epu8(a, b);
}

TARGET static inline vec
vec_lookup(vec table, vec x)
{
    return _mm512_shuffle_epi8(table, x);
}

TARGET static inline vec
vec_where(vec x, uint8_t byte, vec y)
{
    return _mm512_maskz_mov_epi8(_mm512_cmpeq_epi8_mask(x, vec_fill(byte)),
                                 y);
}

TARGET static inline vec
vec_carry(vec a, vec b, vec c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0xe8);
}

TARGET static inline vec
vec_parity(vec a, vec b, vec c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

TARGET static inline uint32_t
vec_ones(vec x, uint8_t byte)
{
    const __mmask64 set = _mm512_test_epi8_mask(x, vec_fill(byte));
    return (uint32_t)_mm_popcnt_u64(set);
}

TARGET static inline void
vec_store(uint8_t *at, vec x)
{
    _mm512_storeu_si512(at, x);
}

/* A bit decides about a byte: 64 at a time. */
TARGET static inline vec
vec_bits(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return _mm512_maskz_mov_epi8(word, vec_fill(1));
}

#include "kernels/bits.inc"
#include "kernels/bytes.inc"
#include "kernels/positional.inc"

static const fair__kernels table = {
    FAIR__PLAIN_KERNELS,
    FAIR__LANES_KERNELS,
    BYTE_KERNELS,
    .unpack_bits = unpack_bits,
    FAIR__TEXT_KERNELS_AVX2,
    .count_keys = count_keys,
    .most_keys = POSITIONAL_ROWS,
};

const fair__kernels *
fair__kernels_avx512(void)
{
    return (fair__x86_features() & FAIR__HAS_AVX512) != 0 ? &table : NULL;
}

#else

const fair__kernels *
fair__kernels_avx512(void)
{
    return NULL;
}

#endif
