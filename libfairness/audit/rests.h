/* SPDX-License-Identifier: MIT
 * Scores of all rows but those of a group: what reference = rest compares the
 * group with.
 *
 * A sum of the rest is the whole's less the group's, but an area is not: so
 * all sums are made from the scores, by the walk that makes those of groups.
 * That is a step for every score and group, so it is done where something of
 * scores is shown, or asked for. */
#ifndef FAIR_AUDIT_RESTS_H
#define FAIR_AUDIT_RESTS_H

#include "audit/answer.h"

/* Whether something that is shown compares scores with the rest. */
int fair__rests_are_shown(const fair__snapshot *s,
                          const fair__request *request);

/* Of counts first … first + n - 1, which are groups: sets `scores` and
 * `scored` of out[n], and sums[n]. */
fair_status fair__rests_make(const fair__snapshot *s,
                             const fair_allocator *mem, size_t first, size_t n,
                             fair__counts *out, fair__score_sums *sums,
                             fair_error *err);

/* The population of a place, with rests where its comparison needs them: made
 * now if they were not shown. */
typedef struct fair__rested {
    fair__population population;
    fair__counts *counts; /* NULL: nothing had to be made */
    fair__score_sums *sums;
} fair__rested;

fair_status fair__rested_open(const fair_report *report,
                              const fair__place *place, fair__rested *out,
                              fair_error *err);
void fair__rested_close(fair__rested *r, const fair_report *report);

#endif
