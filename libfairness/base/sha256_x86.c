/* SPDX-License-Identifier: MIT
 * SHA-256 with the instructions that x86-64 processors have for it. */
#include "base/sha256_block.h"
#include "base/x86.h"

#if FAIR__X86

#include <immintrin.h>

#define TARGET __attribute__((target("sha,sse4.1,ssse3")))

TARGET static inline __m128i
load(const void *at)
{
    return _mm_loadu_si128(at);
}

/* The instructions have the letters as a b e f and c d g h, the last one
 * lowest. */
TARGET static void
add_blocks(uint32_t state[8], const uint8_t *bytes, size_t n)
{
    const __m128i turned = _mm_set_epi64x(0x0c0d0e0f08090a0bLL,
                                          0x0405060700010203LL);
    const __m128i badc = _mm_shuffle_epi32(load(state), 0xb1);
    const __m128i efgh = _mm_shuffle_epi32(load(state + 4), 0x1b);
    __m128i abef = _mm_alignr_epi8(badc, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, badc, 0xf0);
    for (; n > 0; n--, bytes += FAIR__SHA256_BLOCK) {
        const __m128i first = abef, second = cdgh;
        __m128i w[4]; /* the last 16 words */
        for (unsigned i = 0; i < 16; i++) {
            __m128i *own = &w[i % 4];
            if (i < 4) {
                *own = _mm_shuffle_epi8(load(bytes + 16 * i), turned);
            } else {
                const __m128i last = w[(i + 3) % 4];
                const __m128i seventh =
                    _mm_alignr_epi8(last, w[(i + 2) % 4], 4);
                *own = _mm_sha256msg1_epu32(*own, w[(i + 1) % 4]);
                *own = _mm_add_epi32(*own, seventh);
                *own = _mm_sha256msg2_epu32(*own, last);
            }
            __m128i kw = _mm_add_epi32(
                *own, load(fair__sha256_constants + 4 * i));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, kw);
            kw = _mm_shuffle_epi32(kw, 0x0e);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, kw);
        }
        abef = _mm_add_epi32(abef, first);
        cdgh = _mm_add_epi32(cdgh, second);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
    const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((void *)state, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

fair__sha256_blocks *
fair__sha256_best(void)
{
    return (fair__x86_features() & FAIR__HAS_SHA) != 0 ? add_blocks
                                                       : fair__sha256_plain;
}

#else

fair__sha256_blocks *
fair__sha256_best(void)
{
    return fair__sha256_plain;
}

#endif
