/* SPDX-License-Identifier: MIT
 * What an x86-64 processor and its operating system have. */
#ifndef FAIR_KERNELS_X86_H
#define FAIR_KERNELS_X86_H

#include "kernels/kernels.h"

/* Compilers that can build a function for another instruction set. */
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define FAIR__X86 1
#else
#define FAIR__X86 0
#endif

#define FAIR__HAS_AVX2 1   /* and POPCNT, in both */
#define FAIR__HAS_AVX512 2 /* F and BW */

/* FAIR__HAS_* bits. */
unsigned fair__x86_features(void);

/* lanes.c, with AVX2: weights by key. */
void fair__lanes_weigh(const uint8_t *keys, const void *weights, size_t n,
                       unsigned n_groups, uint32_t exponent,
                       fair__weighing *sums);
void fair__lanes_weighed(const fair__weighing *sums, unsigned key, int is_low,
                         unsigned n_groups, fair__weighed *out);

/* For the initialiser of a table. */
#define FAIR__LANES_KERNELS                                                   \
    .weigh_keys = fair__lanes_weigh, .weighed = fair__lanes_weighed

#endif
