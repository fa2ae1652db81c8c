/* SPDX-License-Identifier: MIT
 * Finding texts by key with AVX2: four keys at a time. */
#include "kernels/plain.h"
#include "kernels/x86.h"

#if FAIR__X86

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2,popcnt")))
_Static_assert(sizeof(fair__text_slot) == 48, "slots are found by shifts");

/* Bytes from the first slot to those of four numbers. */
TARGET static inline __m256i
slot_bytes(__m256i numbers)
{
    return _mm256_add_epi64(_mm256_slli_epi64(numbers, 4),
                            _mm256_slli_epi64(numbers, 5));
}

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
    _mm256_storeu_si256((void *)at, slot_bytes(numbers));
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

/* ---- spans ---- */

TARGET static inline __m256i
span_key(const fair__spans *s, size_t i)
{
    return _mm256_and_si256(
        _mm256_loadu_si256((const void *)s->first[i]),
        _mm256_loadu_si256((const void *)(fair__span_masks + s->beyond[i])));
}

/* Bytes from the first slot to those of four keys. */
TARGET static inline void
span_slots(const __m256i keys[4], const uint32_t *lengths,
           const uint32_t factors[FAIR__KEY_WORDS], uint32_t at[4])
{
    const __m256i f = _mm256_loadu_si256((const void *)factors);
    const __m256i halves = _mm256_hadd_epi32(
        _mm256_hadd_epi32(_mm256_mullo_epi32(keys[0], f),
                          _mm256_mullo_epi32(keys[1], f)),
        _mm256_hadd_epi32(_mm256_mullo_epi32(keys[2], f),
                          _mm256_mullo_epi32(keys[3], f)));
    const __m128i by_length =
        _mm_mullo_epi32(_mm_loadu_si128((const void *)lengths),
                        _mm_set1_epi32((int)factors[FAIR__KEY_LENGTH]));
    const __m128i sums = _mm_add_epi32(
        _mm_add_epi32(_mm256_castsi256_si128(halves), by_length),
        _mm256_extracti128_si256(halves, 1));
    const __m128i numbers = _mm_srli_epi32(sums, 32 - FAIR__TEXT_BITS);
    _mm_storeu_si128((void *)at, _mm_add_epi32(_mm_slli_epi32(numbers, 4),
                                               _mm_slli_epi32(numbers, 5)));
}

/* Not 0 if it is another one. */
TARGET static inline uint32_t
is_other(__m256i key, uint32_t length, const fair__text_slot *slot)
{
    const __m256i same = _mm256_cmpeq_epi32(
        key, _mm256_loadu_si256((const void *)slot->key.words));
    return ~(uint32_t)_mm256_movemask_epi8(same) |
           (length ^ slot->key.words[FAIR__KEY_LENGTH]);
}

TARGET size_t
fair__find_spans_avx2(const fair__spans *s, size_t n,
                      const fair__text_slots *t, uint32_t *codes,
                      uint16_t *missed)
{
    const char *slots = (const char *)t->slots;
    size_t n_missed = 0;
    size_t i = 0;
    for (; n - i >= 4; i += 4) {
        uint32_t at[4], other[4];
        const __m256i keys[4] = {span_key(s, i), span_key(s, i + 1),
                                 span_key(s, i + 2), span_key(s, i + 3)};
        span_slots(keys, s->length + i, t->factors, at);
        for (size_t k = 0; k < 4; k++) {
            const fair__text_slot *slot = (const void *)(slots + at[k]);
            codes[i + k] = slot->code;
            other[k] = is_other(keys[k], s->length[i + k], slot);
        }
        /* Easy to guess, as above. */
        if ((n_missed | other[0] | other[1] | other[2] | other[3]) == 0)
            continue;
        for (size_t k = 0; k < 4; k++) {
            missed[n_missed] = (uint16_t)(i + k);
            n_missed += other[k] != 0;
        }
    }
    for (; i < n; i++) {
        const __m256i keys[4] = {span_key(s, i)};
        const uint32_t lengths[4] = {s->length[i]};
        uint32_t at[4];
        span_slots(keys, lengths, t->factors, at);
        const fair__text_slot *slot = (const void *)(slots + at[0]);
        codes[i] = slot->code;
        missed[n_missed] = (uint16_t)i;
        n_missed += is_other(keys[0], lengths[0], slot) != 0;
    }
    return n_missed;
}

/* As in texts.c, of spans i … i + 3: a number is bad by its sign. */
TARGET static inline void
set_spans(__m256i from, __m256i to, const char *bytes, uint64_t size,
          fair__spans *out, size_t i)
{
    const __m256i whole = _mm256_set1_epi64x(FAIR__SPAN_WHOLE);
    const __m256i sizes = _mm256_set1_epi64x((int64_t)size);
    const __m256i length = _mm256_sub_epi64(to, from);
    const __m256i beyond = _mm256_sub_epi64(whole, length);
    const __m256i most = _mm256_sub_epi64(sizes, whole);
    const __m256i signs = _mm256_or_si256(
        _mm256_or_si256(_mm256_or_si256(from, length),
                        _mm256_sub_epi64(most, from)),
        _mm256_or_si256(_mm256_sub_epi64(sizes, to), beyond));
    const __m256i bad = _mm256_cmpgt_epi64(_mm256_setzero_si256(), signs);
    const __m256i first = _mm256_andnot_si256(bad, from);
    /* The lower halves of both: of all that is good the upper ones are 0. */
    const __m256i halves = _mm256_permutevar8x32_epi32(
        _mm256_blend_epi32(
            _mm256_or_si256(length, bad),
            _mm256_slli_epi64(_mm256_andnot_si256(bad, beyond), 32), 0xaa),
        _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
    _mm256_storeu_si256(
        (void *)(out->first + i),
        _mm256_add_epi64(first,
                         _mm256_set1_epi64x((int64_t)(uintptr_t)bytes)));
    _mm_storeu_si128((void *)(out->length + i),
                     _mm256_castsi256_si128(halves));
    _mm_storeu_si128((void *)(out->beyond + i),
                     _mm256_extracti128_si256(halves, 1));
}

TARGET void
fair__spans_between_64_avx2(const void *offsets, const char *bytes,
                            uint64_t size, size_t n, fair__spans *out)
{
    const char *at = offsets;
    size_t i = 0;
    for (; n - i >= 4; i += 4)
        set_spans(_mm256_loadu_si256((const void *)(at + 8 * i)),
                  _mm256_loadu_si256((const void *)(at + 8 * i + 8)), bytes,
                  size, out, i);
    if (i == n) return;
    int64_t ends[5] = {0}; /* what is made of the zeros, nobody reads */
    memcpy(ends, at + 8 * i, 8 * (n - i + 1));
    set_spans(_mm256_loadu_si256((const void *)ends),
              _mm256_loadu_si256((const void *)(ends + 1)), bytes, size, out,
              i);
}

TARGET void
fair__spans_between_32_avx2(const void *offsets, const char *bytes,
                            uint64_t size, size_t n, fair__spans *out)
{
    int64_t wide[FAIR__SPANS + 1];
    for (size_t i = 0; i <= n; i++) {
        int32_t narrow;
        memcpy(&narrow, (const char *)offsets + 4 * i, sizeof(narrow));
        wide[i] = narrow;
    }
    fair__spans_between_64_avx2(wide, bytes, size, n, out);
}

#else
typedef int fair__no_texts_avx2; /* a file must not be empty */
#endif
