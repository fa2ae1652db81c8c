/* SPDX-License-Identifier: MIT
 * How many more rows would settle what is open, if rates stay as they are. */
#ifndef FAIR_COMPARE_SETTLE_H
#define FAIR_COMPARE_SETTLE_H

#include "compare/judge.h"

#define FAIR__SETTLES_NEVER 0 /* just at the limit, or more than 1e12 rows */
#define FAIR__SETTLES_WITHIN 1
#define FAIR__SETTLES_BEYOND 2

/* Whether rows can be told: not of gaps that grew, which many groups decide
 * about.  A baseline of other rows is what it is: only those now get more. */
int fair__settles(const fair__plan *plan);

/* What settles the claims of some families, and for every sample how many
 * more rows that takes (with weights, effective ones), in needed: one number
 * for each element of the families' arrays of samples, which follow each
 * other from `samples` on.
 *
 * Where every claim is within the limit as observed, rows until all are shown
 * within at `level`: of a pair the smaller group grows, then both.  Else rows
 * until the claim that needs fewest is shown beyond at level_beyond.
 * References that are no group of their own (overall, rest) stay as large as
 * they are. */
int fair__settle(const fair__family *families, size_t n, fair__limit limit,
                 double level, double level_beyond,
                 const fair__sample *samples, size_t n_samples,
                 double *needed);

#endif
