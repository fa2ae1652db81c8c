/* SPDX-License-Identifier: MIT
 * What the files of the 256-bit numbers share. */
#ifndef FAIR_BASE_WIDE_PRIVATE_H
#define FAIR_BASE_WIDE_PRIVATE_H

#include "base/wide.h"

#define LIMBS 4
#define TOP_BIT (UINT64_C(1) << 63)

/* (-1)^negative * m * 2^exponent, m of n >= 4 limbs, rounded to odd; `lost`
 * says that there is more below the last bit.  Destroys m. */
fair__wide fair__wide_make(uint64_t *m, int n, int32_t exponent, int negative,
                           int lost);
/* -1, 0, 1: the order of two integers of n limbs. */
int fair__wide_order_m(const uint64_t *a, const uint64_t *b, int n);

#endif
