/* SPDX-License-Identifier: MIT
 * Kernels for x86-64 with AVX2 and POPCNT. */
#include "kernels/plain.h"
#include "kernels/x86.h"

#if FAIR__X86

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2,popcnt")))
#define VEC 32

typedef __m256i vec;

TARGET static inline vec
vec_load(const uint8_t *at)
{
    return _mm256_loadu_si256((const void *)at);
}

TARGET static inline vec
vec_fill(uint8_t byte)
{
    return _mm256_set1_epi8((char)byte);
}

TARGET static inline vec
vec_table(const uint8_t *at)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)at));
}

TARGET static inline vec
vec_sub(vec a, vec b)
{
    return _mm256_sub_epi8(a, b);
}

TARGET static inline vec
vec_add(vec a, vec b)
{
    return _mm256_add_epi8(a, b);
}

TARGET static inline vec
vec_or(vec a, vec b)
{
    return _mm256_or_si256(a, b);
}

TARGET static inline vec
vec_and(vec a, vec b)
{
    return _mm256_and_si256(a, b);
}

TARGET static inline vec
vec_max(vec a, vec b)
{
    return _mm256_max_epu8(a, b);
}

TARGET static inline vec
vec_lookup(vec table, vec x)
{
    return _mm256_shuffle_epi8(table, x);
}

TARGET static inline vec
vec_where(vec x, uint8_t byte, vec y)
{
    return _mm256_and_si256(_mm256_cmpeq_epi8(x, vec_fill(byte)), y);
}

TARGET static inline vec
vec_carry(vec a, vec b, vec c)
{
    const vec either = _mm256_xor_si256(a, b);
    return vec_or(vec_and(a, b), vec_and(either, c));
}

TARGET static inline vec
vec_parity(vec a, vec b, vec c)
{
    return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

TARGET static inline uint32_t
vec_ones(vec x, uint8_t byte)
{
    const vec none = _mm256_cmpeq_epi8(vec_and(x, vec_fill(byte)),
                                       _mm256_setzero_si256());
    const uint32_t zeros = (uint32_t)_mm256_movemask_epi8(none);
    return (uint32_t)(VEC - _mm_popcnt_u32(zeros));
}

TARGET static inline void
vec_store(uint8_t *at, vec x)
{
    _mm256_storeu_si256((void *)at, x);
}

/* Each byte eight times, of which bit k stays in the k-th. */
TARGET static inline vec
vec_bits(const uint8_t *at)
{
    const vec byte_of = _mm256_setr_epi64x(
        0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    const vec bit_of = _mm256_set1_epi64x((int64_t)0x8040201008040201);
    int32_t word;
    memcpy(&word, at, sizeof(word));
    const vec bytes = vec_lookup(_mm256_set1_epi32(word), byte_of);
    return vec_and(_mm256_cmpeq_epi8(vec_and(bytes, bit_of), bit_of),
                   vec_fill(1));
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
fair__kernels_avx2(void)
{
    return (fair__x86_features() & FAIR__HAS_AVX2) != 0 ? &table : NULL;
}

#else

const fair__kernels *
fair__kernels_avx2(void)
{
    return NULL;
}

#endif
