/* SPDX-License-Identifier: MIT
 * How groups changed from a baseline: another model's decisions about the same
 * rows (paired), or other rows.
 *
 * A limit on how much a gap grows, max - min over groups now less that of the
 * baseline, is tested by pairs of groups, either way round.  The gap grew by
 * more than x where one pair's gap now is above every pair's before by more
 * than x: each of these has to be shown.  It grew by no more than x where of
 * every pair the gap grew by no more, held against either group's lead
 * before.  Neither says more than is true; a pair that had been closer than
 * others and moved apart is left open. */
#ifndef FAIR_COMPARE_CHANGE_H
#define FAIR_COMPARE_CHANGE_H

#include "compare/claim_test.h"

/* Whether the metric's denominator is the same rows whatever is decided. */
int fair__has_change(const fair__metric *m);

/* How group i stands, given how it does now. */
int32_t fair__change_standing(const fair__population *before,
                              const fair__rules *rules, const fair__metric *m,
                              size_t i, int32_t standing, int32_t *reason);

/* Weights, or rows, of those that are in the numerator now and were not (1),
 * or the other way round (-1). */
fair__wide fair__sum_of_changed(const fair__metric *m, const fair__counts *c,
                                int way);

/* Sets sample->change of group i of the population, which stands; or of what
 * it is held against, or says why there is none. */
void fair__change_of_group(const fair__plan *plan, const fair__population *p,
                           const fair__rules *rules, const fair__metric *m,
                           size_t i, fair__sample *sample);
int32_t fair__change_of_reference(const fair__plan *plan,
                                  const fair__population *p,
                                  const fair__rules *rules,
                                  const fair__metric *m, size_t i,
                                  fair__sample *sample);

/* The counts that the baseline's decisions give; wides is the memory for its
 * sums, 2 * FAIR__N_COUNTS, used where there are weights. */
fair__counts fair__counts_before(const fair__counts *c, fair__wide *wides);

/* The score of a change, or of two's difference, against x. */
double fair__change_score(const fair__sample *a, const fair__sample *b,
                          double x, int half);

/* Whether a claim is about the growth of a gap; then what the other pairs say
 * of it (the least of their scores), and the score against the same pair the
 * other way round, which a gap that changed sides has grown less from. */
int fair__is_growth(const fair__family *f);
double fair__growth_of_others(const fair__claim *c, double x);
double fair__growth_of_turned(const fair__claim *c, double x);

#endif
