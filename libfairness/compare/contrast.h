/* SPDX-License-Identifier: MIT
 * Signed criteria: sums of independent rates, each times a factor that is
 * known, of the group where the sum is largest in size.
 *
 *   average_odds_difference  half of a difference in true and half of one in
 *                            false positive rates: of positives and negatives
 *   conditional_demographic_disparity  the group's shares of the rejected less
 *                            those of the accepted, times the stratum's share
 *                            of all rows
 *
 * Bounds of such a sum are those of its rates put together (MOVER).  The group
 * was chosen by its value: all groups share the level (Bonferroni), so that
 * the interval is one of the group named, whichever it is. */
#ifndef FAIR_COMPARE_CONTRAST_H
#define FAIR_COMPARE_CONTRAST_H

#include "compare/criterion.h"

/* Whether a criterion is one of these. */
int fair__is_contrast(const fair__criterion *c);

/* The chance that some group's sum is as far from 0 as the furthest one is, if
 * it is 0 in truth, adjusted over the groups: where the interval has an end at
 * what half a row makes of it (Yates). */
double fair__contrast_none(const fair__criterion *c, const fair__population *p,
                           const fair__rules *rules);

#endif
