/* SPDX-License-Identifier: MIT
 * Waivers: who accepts for how long that a rule fails. */
#ifndef FAIR_GATE_WAIVER_H
#define FAIR_GATE_WAIVER_H

#include "gate/evaluate.h"

/* A day, "2027-01-31", as the number 20270131; FAIR_ERR_ARGUMENT with that
 * column and the name of what it is. */
fair_status fair__day_read(const char *text, const char *column,
                           const char *name, int32_t *out, fair_error *err);
/* The same back: 10 characters and a zero. */
void fair__day_write(int32_t day, char out[11]);

fair_status fair__policy_waive(fair_policy *policy, const fair_waiver *waiver,
                               fair_error *err);
void fair__waiver_free(fair__waiver *waiver, const fair_allocator *mem);

/* What the rule's waiver makes of what the outcome counts as. */
fair_status fair__waive(const fair__evaluation *evaluation, fair__outcome *o,
                        fair_error *err);

/* "unused", "yes", "partly", "expired", "too_soon". */
const char *fair__waived_name(int32_t waived);

#endif
