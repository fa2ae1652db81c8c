/* SPDX-License-Identifier: MIT
 * Sums of weights and of their squares by key without carries, with AVX2.
 *
 * A weight in units is two halves of 32 bits, high and low; low * low,
 * low * high and high * high are three products of 64 bits.  The halves of
 * these and of the weight itself are eight sums, which 2^32 rows do not
 * overflow: one line of the cache, two vectors to add to.  A row takes 1.3 ns
 * of which the sums take 0.9; limbs with carries take 3.5.
 *
 * Rows of the same key wait for each other's stores (3.5 ns a row where most
 * are of one key), so few keys have four lines, taken in turn. */
#include "kernels/plain.h"
#include "kernels/x86.h"

#if FAIR__X86

#include <immintrin.h>
#include <string.h>

#include "base/limbs.h"

#define TARGET __attribute__((target("avx2")))

#define LINE 64
#define PART 64 /* rows that are taken apart, then added */

/* Where lines begin: allocators align to 16 bytes. */
static inline char *
first_line(const fair__weighing *sums)
{
    char *at = (char *)(uintptr_t)sums;
    return at + (0 - (uintptr_t)at) % LINE;
}

/* How the lines of n_groups are laid out. */
typedef struct layout {
    int copies; /* log2 of the lines that a key has */
    int mask;   /* of keys, whoever writes meanwhile */
} layout;

static inline layout
layout_of(unsigned n_groups)
{
    const layout few = {2, 4 * FAIR__FEW - 1};
    const layout many = {0, FAIR__KEYS - 1};
    return n_groups <= FAIR__FEW ? few : many;
}

/* Four weights: units[i], and the byte at which its line begins. */
TARGET static inline void
take_apart(const uint8_t *keys, const void *weights, layout l,
           uint32_t exponent, uint64_t *units, uint64_t *places)
{
    const __m256i fraction = _mm256_set1_epi64x(0xfffffffffffff);
    const __m256i leading = _mm256_set1_epi64x(INT64_C(1) << 52);
    const __m256i spread = _mm256_set1_epi64x(FAIR__WEIGH_SPREAD + 1);
    const __m256i far = _mm256_set1_epi64x(FAIR__KEYS * LINE);
    const __m256i mask = _mm256_set1_epi64x(l.mask);
    const __m256i own = _mm256_and_si256(
        _mm256_setr_epi64x(0, LINE, 2 * LINE, 3 * LINE),
        _mm256_set1_epi64x(((1 << l.copies) - 1) * LINE));
    const __m256i bits = _mm256_loadu_si256(weights);
    __m256i shift = _mm256_sub_epi64(_mm256_srli_epi64(bits, 52),
                                     _mm256_set1_epi64x(exponent));
    const __m256i low = _mm256_cmpgt_epi64(_mm256_setzero_si256(), shift);
    shift = _mm256_add_epi64(shift, _mm256_and_si256(low, spread));
    /* Of a zero it is still negative: that shifts everything out. */
    const __m256i mantissa =
        _mm256_or_si256(_mm256_and_si256(bits, fraction), leading);
    int32_t four;
    memcpy(&four, keys, sizeof(four));
    const __m256i key = _mm256_and_si256(
        _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four)), mask);
    const __m256i line =
        _mm256_sll_epi64(key, _mm_cvtsi32_si128(6 + l.copies));
    _mm256_storeu_si256((void *)units, _mm256_sllv_epi64(mantissa, shift));
    _mm256_storeu_si256(
        (void *)places,
        _mm256_or_si256(_mm256_or_si256(line, own),
                        _mm256_and_si256(low, far)));
}

/* Lower halves of low * low, low * high, high * high and of the unit (low
 * itself), then their upper halves. */
TARGET static inline void
add_unit(char *line, uint64_t units)
{
    const __m256i lower = _mm256_set1_epi64x(UINT32_MAX);
    const __m256i unit = _mm256_set1_epi64x((int64_t)units);
    const __m256i one = _mm256_srlv_epi64(unit,
                                          _mm256_setr_epi64x(0, 0, 32, 0));
    const __m256i other = _mm256_srlv_epi64(unit,
                                            _mm256_setr_epi64x(0, 32, 32, 0));
    const __m256i all =
        _mm256_blend_epi32(_mm256_mul_epu32(one, other), unit, 0xc0);
    __m256i *lows = (void *)line;
    __m256i *highs = (void *)(line + LINE / 2);
    _mm256_store_si256(lows, _mm256_add_epi64(_mm256_load_si256(lows),
                                              _mm256_and_si256(all, lower)));
    _mm256_store_si256(highs, _mm256_add_epi64(_mm256_load_si256(highs),
                                               _mm256_srli_epi64(all, 32)));
}

/* n is a multiple of four. */
TARGET static inline void
weigh_part(const uint8_t *keys, const char *weights, size_t n, layout l,
           uint32_t exponent, char *lines)
{
    uint64_t units[PART], places[PART];
    for (size_t i = 0; i < n; i += 4)
        take_apart(keys + i, weights + i * sizeof(double), l, exponent,
                   units + i, places + i);
    for (size_t i = 0; i < n; i++)
        add_unit(lines + places[i], units[i]);
}

TARGET void
fair__lanes_weigh(const uint8_t *keys, const void *weights, size_t n,
                  unsigned n_groups, uint32_t exponent, fair__weighing *sums)
{
    const layout l = layout_of(n_groups);
    const char *at = weights;
    const size_t rest = n % 4;
    char *lines = first_line(sums);
    for (size_t i = 0; i < n - rest; i += PART) {
        const size_t left = n - rest - i;
        weigh_part(keys + i, at + i * sizeof(double),
                   left < PART ? left : PART, l, exponent, lines);
    }
    uint8_t last_keys[4] = {0};
    double last[4] = {0}; /* zeros add nothing */
    memcpy(last_keys, keys + n - rest, rest);
    memcpy(last, at + (n - rest) * sizeof(double), rest * sizeof(double));
    weigh_part(last_keys, (const char *)last, 4, l, exponent, lines);
}

/* limbs += x * 2^bit */
static void
add_at(uint64_t *limbs, size_t n, uint64_t x, size_t bit)
{
    uint64_t carry = 0;
    for (size_t k = bit / 64; k < n; k++) {
        const size_t shift = bit % 64;
        const uint64_t part = k == bit / 64       ? x << shift
                              : k == bit / 64 + 1 ? x >> 1 >> (63 - shift)
                                                  : 0;
        limbs[k] = fair__add_carry(limbs[k], part, &carry);
    }
}

void
fair__lanes_weighed(const fair__weighing *sums, unsigned key, int is_low,
                    unsigned n_groups, fair__weighed *out)
{
    /* Of each of the eight; low * high counts twice. */
    static const uint8_t bits[8] = {0, 33, 64, 0, 32, 65, 96, 32};
    const layout l = layout_of(n_groups);
    const char *line = first_line(sums) +
                       ((size_t)key << l.copies) * LINE +
                       (is_low ? (size_t)FAIR__KEYS * LINE : 0);
    memset(out, 0, sizeof(*out));
    for (int copy = 0; copy < 1 << l.copies; copy++, line += LINE)
        for (size_t k = 0; k < 8; k++) {
            uint64_t x;
            memcpy(&x, line + k * sizeof(x), sizeof(x));
            if (k % 4 == 3)
                add_at(out->sum, 2, x, bits[k]);
            else
                add_at(out->square, 3, x, bits[k]);
        }
}

#else
typedef int fair__no_lanes; /* a file must not be empty */
#endif
