/* SPDX-License-Identifier: MIT
 * What the kernels for x86-64 share. */
#ifndef FAIR_KERNELS_X86_H
#define FAIR_KERNELS_X86_H

#include "base/x86.h"
#include "kernels/kernels.h"

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
