/* SPDX-License-Identifier: MIT
 * How far apart groups lie by chance alone: the expected range, max - min, of
 * the rates of independent groups that all have the same rate. */
#ifndef FAIR_STATS_RANGE_H
#define FAIR_STATS_RANGE_H

#include <stddef.h>

#include <fairness/allocator.h>
#include <fairness/status.h>

/* E[max - min] of X_g / n_g, X_g ~ Binomial(n_g, p) independent, for n groups
 * of the given sizes; 0 for fewer than two, and for p = 0 or 1.
 *
 *  p      0 <= p <= 1
 *  sizes  rows of each group, > 0; with sampling weights Kish's effective n.
 *         Rounded to whole numbers, 1 at least.
 *
 * Sizes up to 256 are exact, to 1e-13.  Larger ones are rounded to 8 binary
 * digits (0.2 % of the result at most), and are normal where n p (1 - p) is
 * above 64 (0.3 % more).  That bounds the time: groups of the same rounded
 * size cost as much as one, some microseconds; 1,000 groups of a million rows
 * each about a tenth of a millisecond.  Order of sizes does not matter.
 *
 * FAIR_ERR_MEMORY leaves *out as it was. */
fair_status fair__expected_range(const fair_allocator *mem, double p,
                                 const double *sizes, size_t n, double *out,
                                 fair_error *err);

#endif
