/* SPDX-License-Identifier: MIT
 * What a verdict means in people. */
#ifndef FAIR_GATE_PEOPLE_H
#define FAIR_GATE_PEOPLE_H

#include "gate/evaluate.h"

/* Whom a rate counts, "selected", and out of whom, "positives". */
const char *fair__people_counted(const fair__metric *m);
const char *fair__people_out_of(const fair__family *f);

/* The first, for readers: "rejected" puzzles where that is what helps. */
const char *fair__people_decided(const fair__metric *m,
                                 const fair__rules *rules);

/* How many more (or fewer: below 0) of sample i would have to be counted for
 * its group to be just at the limit, against the best of the others as they
 * are; 0 if it is within.  Only where rows are whole and the group does not
 * move what it is held against: else 0. */
int64_t fair__people_to_limit(const fair__outcome *o, const fair__family *f,
                              size_t i);

#endif
