/* SPDX-License-Identifier: MIT
 * What the table of comparisons points at. */
#ifndef FAIR_COMPARE_FIND_H
#define FAIR_COMPARE_FIND_H

#include "compare/survey.h"
#include "stats/interval.h"

typedef void fair__find(const fair__population *p, const fair__rules *rules,
                        const fair__metric *m, size_t i, fair__finding *out);

/* extremes.c */
fair__find fair__find_difference;
fair__find fair__find_ratio;
fair__find fair__find_group_min;
fair__find fair__find_group_max;
/* reference.c */
fair__find fair__find_difference_to_reference;
fair__find fair__find_ratio_to_reference;
/* Newcombe's interval of the difference of two groups that were not chosen by
 * their values; where they are not rates there is none. */
void fair__bound_difference(const fair__result *own,
                            const fair__result *other,
                            const fair__rules *rules, fair__finding *out);
/* overall.c */
fair__find fair__find_difference_to_overall;
fair__find fair__find_ratio_to_overall;
/* spread.c */
fair__find fair__find_mean_pairwise_difference;
fair__find fair__find_weighted_variance;
fair__find fair__find_all_pairs;
/* standardized.c */
fair__find fair__find_standardized_difference;
fair__find fair__find_standardized_ratio;
/* Of group i at z, its strata's bounds put together (MOVER); strata's shares
 * are taken as they are.  0 where the metric is no rate. */
int fair__standardized_bounds(const fair__population *p,
                              const fair__rules *rules, const fair__metric *m,
                              size_t i, double z, fair__bounded *out);

/* Lowest and highest of a survey, as their difference or ratio. */
void fair__gap_difference(const fair__survey *s, const fair__rules *rules,
                          fair__finding *out);
void fair__gap_ratio(const fair__survey *s, const fair__rules *rules,
                     fair__finding *out);

#endif
