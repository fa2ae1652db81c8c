/* SPDX-License-Identifier: MIT
 * The kernels in plain C, which every machine has, and the instruction sets
 * that some have. */
#ifndef FAIR_KERNELS_PLAIN_H
#define FAIR_KERNELS_PLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/kernels.h"

void fair__widen_i8(const void *from, ptrdiff_t stride, size_t n,
                    uint64_t *out);
void fair__widen_i16(const void *from, ptrdiff_t stride, size_t n,
                     uint64_t *out);
void fair__widen_i32(const void *from, ptrdiff_t stride, size_t n,
                     uint64_t *out);
void fair__widen_i64(const void *from, ptrdiff_t stride, size_t n,
                     uint64_t *out);
void fair__widen_u8(const void *from, ptrdiff_t stride, size_t n,
                    uint64_t *out);
void fair__widen_u16(const void *from, ptrdiff_t stride, size_t n,
                     uint64_t *out);
void fair__widen_u32(const void *from, ptrdiff_t stride, size_t n,
                     uint64_t *out);
void fair__widen_f16(const void *from, ptrdiff_t stride, size_t n,
                     uint64_t *out);
void fair__widen_f32(const void *from, ptrdiff_t stride, size_t n,
                     uint64_t *out);

/* count.c */
void fair__count(const uint32_t *ids, const uint8_t *slots, size_t n,
                 size_t n_slots, size_t n_counters, uint64_t *counts);

void fair__count_bytes(const uint8_t *keys, size_t n, uint32_t *counters);
void fair__count_wide(const uint16_t *keys, size_t n,
                      uint32_t counters[2][4 * FAIR__WIDE]);

/* pairs.c */
int fair__count_pairs(const uint8_t *y, const uint8_t *p,
                      const uint8_t *group, uint8_t low, unsigned n_groups,
                      size_t n, uint32_t *counters);

/* texts.c */
size_t fair__find_texts(const void *keys, size_t n, const fair__text_slots *t,
                        uint32_t *codes, uint16_t *missed);
size_t fair__find_spans(const fair__spans *spans, size_t n,
                        const fair__text_slots *t, uint32_t *codes,
                        uint16_t *missed);
void fair__spans_between_32(const void *offsets, const char *bytes,
                            uint64_t size, size_t n, fair__spans *out);
void fair__spans_between_64(const void *offsets, const char *bytes,
                            uint64_t size, size_t n, fair__spans *out);

/* Behind so many bytes of it as are beyond a span stands the span's mask. */
static const uint8_t fair__span_masks[2 * FAIR__SPAN_WHOLE] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

/* valid.c */
unsigned fair__distance_valid_8(const void *from, size_t n, uint64_t low,
                                const uint8_t *valid, uint8_t null,
                                uint8_t *out);
unsigned fair__distance_valid_16(const void *from, size_t n, uint64_t low,
                                 const uint8_t *valid, uint8_t null,
                                 uint8_t *out);
unsigned fair__distance_valid_32(const void *from, size_t n, uint64_t low,
                                 const uint8_t *valid, uint8_t null,
                                 uint8_t *out);
unsigned fair__distance_valid_64(const void *from, size_t n, uint64_t low,
                                 const uint8_t *valid, uint8_t null,
                                 uint8_t *out);

/* weigh.c */
void fair__weigh(const uint32_t *ids, const uint8_t *slots,
                 const double *weights, size_t n, size_t n_slots,
                 uint32_t exponent, fair__weighed *sums);
void fair__weigh_keys(const uint8_t *keys, const void *weights, size_t n,
                      unsigned n_groups, uint32_t exponent,
                      fair__weighing *sums);
void fair__weighed_of(const fair__weighing *sums, unsigned key, int is_low,
                      unsigned n_groups, fair__weighed *out);

/* kernels.c */
void fair__unpack_bits(const uint8_t *bits, size_t offset, size_t n,
                       uint8_t *out);

/* texts_avx2.c */
size_t fair__find_texts_avx2(const void *keys, size_t n,
                             const fair__text_slots *t, uint32_t *codes,
                             uint16_t *missed);
size_t fair__find_spans_avx2(const fair__spans *spans, size_t n,
                             const fair__text_slots *t, uint32_t *codes,
                             uint16_t *missed);
void fair__spans_between_32_avx2(const void *offsets, const char *bytes,
                                 uint64_t size, size_t n, fair__spans *out);
void fair__spans_between_64_avx2(const void *offsets, const char *bytes,
                                 uint64_t size, size_t n, fair__spans *out);

/* For the initialiser of a table. */
#define FAIR__PLAIN_KERNELS                                                   \
    .widen = {fair__widen_i8, fair__widen_i16, fair__widen_i32,               \
              fair__widen_i64, fair__widen_u8, fair__widen_u16,               \
              fair__widen_u32, fair__widen_f16, fair__widen_f32},             \
    .distance_valid = {fair__distance_valid_8, fair__distance_valid_16,       \
                       fair__distance_valid_32, fair__distance_valid_64},     \
    .count = fair__count, .count_bytes = fair__count_bytes,                   \
    .count_wide = fair__count_wide, .weigh = fair__weigh
#define FAIR__TEXT_KERNELS                                                    \
    .find_texts = fair__find_texts, .find_spans = fair__find_spans,           \
    .spans_between = {fair__spans_between_32, fair__spans_between_64}
#define FAIR__TEXT_KERNELS_AVX2                                               \
    .find_texts = fair__find_texts_avx2,                                      \
    .find_spans = fair__find_spans_avx2,                                      \
    .spans_between = {fair__spans_between_32_avx2,                            \
                      fair__spans_between_64_avx2}
#define FAIR__PLAIN_WEIGHING                                                  \
    .weigh_keys = fair__weigh_keys, .weighed = fair__weighed_of

/* The tables of instruction sets; NULL where the machine has them not. */
const fair__kernels *fair__kernels_avx2(void);
const fair__kernels *fair__kernels_avx512(void);
const fair__kernels *fair__kernels_neon(void);

#endif
