/* SPDX-License-Identifier: MIT
 * The kernels in plain C, which every machine has. */
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

/* pairs.c */
int fair__count_pairs(const uint8_t *y, const uint8_t *p,
                      const uint8_t *group, uint8_t low, uint8_t outside,
                      size_t n, uint32_t *counts);

/* weigh.c */
void fair__weigh(const uint32_t *ids, const uint8_t *slots,
                 const double *weights, size_t n, size_t n_slots,
                 uint32_t exponent, fair__weighed *sums);

#endif
