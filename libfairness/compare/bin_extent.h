/* SPDX-License-Identifier: MIT
 * Groups' parts of bins of scores, and the test that no gap is in any. */
#ifndef FAIR_COMPARE_BIN_EXTENT_H
#define FAIR_COMPARE_BIN_EXTENT_H

#include "compare/claim.h"
#include "metric/bins.h"

/* 1 if the group is compared and has weight and at least so many rows in the
 * bin. */
int fair__bin_part(const fair__population *p, const fair__rules *rules,
                   size_t i, uint64_t least, const fair__bin_range *range,
                   fair__bin *out);

/* The chance that two groups' rates in a bin are as far apart as the furthest
 * are, if no two are, adjusted over all pairs in all bins; samples has room
 * for one of each group.  Of no use where asking is stopped. */
double fair__sufficiency_none(const fair__population *p,
                              const fair__rules *rules,
                              fair__sample *samples, fair__asking *asking);

#endif
