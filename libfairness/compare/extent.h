/* SPDX-License-Identifier: MIT
 * Intervals of what is found at the most different groups: of the largest
 * difference, the smallest ratio, the lowest and the highest rate.
 *
 * The groups are chosen by looking at the data, so the interval of the pair
 * alone would be too narrow.  Each bound leaves out half of what the
 * confidence does, in its own way:
 *
 *   towards parity  some pair is this far apart at least: the furthest bound
 *                   of all pairs, which share the level (Bonferroni)
 *   away from it    no pair is further apart than this: the furthest bound
 *                   of all pairs, each at the full level, as the pair that
 *                   is furthest apart in truth is one of them (Berger 1982,
 *                   the intersection-union test)
 *
 * The bounds of pairs are made of those of the two groups (MOVER), of rates
 * Newcombe's and MOVER-R's; single groups have theirs by what is known of them
 * (compare/bounds.h).
 * Over more than 64 groups, where pairs are many, differences and ratios are
 * bounded by the ends of their intervals instead: wider, never less sure. */
#ifndef FAIR_COMPARE_EXTENT_H
#define FAIR_COMPARE_EXTENT_H

#include "compare/claim.h"

/* Whether findings of the subject have such an interval at all, where what is
 * drawn for it was asked for. */
int fair__has_extent(const fair__subject *subject, const fair__rules *rules);

/* The interval of a defined finding of the subject in p; holds its value.
 * 0 if there is none: *lower and *upper are then untouched. */
int fair__extent(const fair__subject *subject, const fair__population *p,
                 const fair__rules *rules, const fair__finding *finding,
                 double *lower, double *upper);

/* The same of one kind of finding; lower and upper may leave the value out by
 * rounding.
 *  out  what each bound leaves out */
typedef int fair__extent_find(const fair__subject *subject,
                              const fair__population *p,
                              const fair__rules *rules,
                              const fair__finding *finding, double out,
                              double *lower, double *upper);
fair__extent_find fair__overall_extent;         /* overall.c */
fair__extent_find fair__pairwise_extent;        /* scatter.c */
fair__extent_find fair__variance_extent;        /* scatter.c */
fair__extent_find fair__contrast_extent;        /* contrast.c */
fair__extent_find fair__sufficiency_extent;     /* bin_extent.c */
fair__extent_find fair__multicalibration_extent; /* bin_extent.c */

#endif
