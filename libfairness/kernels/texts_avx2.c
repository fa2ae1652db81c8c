/* SPDX-License-Identifier: MIT
 * Finding texts by key with AVX2: four keys at a time. */
#include "kernels/plain.h"
#include "kernels/x86.h"

#if FAIR__X86

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2,popcnt")))
#define SLOT_BYTES_BITS 5
_Static_assert(sizeof(fair__text_slot) == 1 << SLOT_BYTES_BITS,
               "slots are found by a shift");

/* Bytes from the first slot to those of keys 0, 2, 1 and 3. */
TARGET static inline void
find_slots(__m256i keys01, __m256i keys23, __m256i factors, uint64_t at[4])
{
    const __m256i halves =
        _mm256_hadd_epi32(_mm256_mullo_epi32(keys01, factors),
                          _mm256_mullo_epi32(keys23, factors));
    const __m256i sums =
        _mm256_add_epi32(halves, _mm256_slli_epi64(halves, 32));
    const __m256i numbers =
        _mm256_srli_epi64(sums, 64 - FAIR__TEXT_BITS);
    _mm256_storeu_si256((void *)at,
                        _mm256_slli_epi64(numbers, SLOT_BYTES_BITS));
}

TARGET static inline __m256i
same_halves(__m256i keys, const fair__text_slot *a, const fair__text_slot *b)
{
    const __m256i there = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const void *)&a->key)),
        _mm_loadu_si128((const void *)&b->key), 1);
    return _mm256_cmpeq_epi64(keys, there);
}

/* The numbers of the keys that are not in their slots, as 16-bit integers from
 * the first on; by the bits of keys 0, 2, 1 and 3 that are. */
#define FOUR(a, b, c, d)                                                      \
    ((uint64_t)(a) | (uint64_t)(b) << 16 | (uint64_t)(c) << 32 |              \
     (uint64_t)(d) << 48)
static const uint64_t others[16] = {
    FOUR(0, 1, 2, 3), FOUR(1, 2, 3, 0), FOUR(0, 1, 3, 0), FOUR(1, 3, 0, 0),
    FOUR(0, 2, 3, 0), FOUR(2, 3, 0, 0), FOUR(0, 3, 0, 0), FOUR(3, 0, 0, 0),
    FOUR(0, 1, 2, 0), FOUR(1, 2, 0, 0), FOUR(0, 1, 0, 0), FOUR(1, 0, 0, 0),
    FOUR(0, 2, 0, 0), FOUR(2, 0, 0, 0), FOUR(0, 0, 0, 0), FOUR(0, 0, 0, 0)};

TARGET size_t
fair__find_texts_avx2(const void *keys, size_t n, const fair__text_slots *t,
                      uint32_t *codes, uint16_t *missed)
{
    const char *from = keys;
    const char *slots = (const char *)t->slots;
    const __m256i factors =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)t->factors));
    size_t n_missed = 0;
    size_t i = 0;
    for (; n - i >= 4; i += 4) {
        const char *at = from + 16 * i;
        const __m256i keys01 = _mm256_loadu_si256((const void *)at);
        const __m256i keys23 = _mm256_loadu_si256((const void *)(at + 32));
        uint64_t place[4];
        find_slots(keys01, keys23, factors, place);
        const fair__text_slot *s[4] = {
            (const void *)(slots + place[0]), (const void *)(slots + place[2]),
            (const void *)(slots + place[1]), (const void *)(slots + place[3])};
        for (size_t k = 0; k < 4; k++)
            codes[i + k] = s[k]->code;
        const __m256i same01 = same_halves(keys01, s[0], s[1]);
        const __m256i same23 = same_halves(keys23, s[2], s[3]);
        const __m256i both =
            _mm256_and_si256(_mm256_unpacklo_epi64(same01, same23),
                             _mm256_unpackhi_epi64(same01, same23));
        const unsigned same =
            (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(both));
        /* One branch that is easy to guess: none is missed, or some are. */
        if ((n_missed | (same ^ 15)) == 0) continue;
        const uint64_t numbers =
            others[same] + i * UINT64_C(0x0001000100010001);
        memcpy(missed + n_missed, &numbers, sizeof(numbers));
        n_missed += (size_t)(4 - _mm_popcnt_u32(same));
    }
    uint16_t rest[3];
    const size_t n_rest = fair__find_texts(from + 16 * i, n - i, t, codes + i,
                                           rest);
    for (size_t k = 0; k < n_rest; k++)
        missed[n_missed++] = (uint16_t)(i + rest[k]);
    return n_missed;
}

#else
typedef int fair__no_texts_avx2; /* a file must not be empty */
#endif
