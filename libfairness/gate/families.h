/* SPDX-License-Identifier: MIT
 * What a rule claims of its groups, as far as the data let it. */
#ifndef FAIR_GATE_FAMILIES_H
#define FAIR_GATE_FAMILIES_H

#include "gate/evaluate.h"

/* The families of a rule whose populations, and those of the baseline, were
 * found; what was made of them goes with the outcome, on failure too. */
fair_status fair__families_make(const fair__evaluation *e, fair__outcome *o,
                                fair_error *err);

/* How a group stands in a rule, its baseline looked at too: FAIR__COMPARED
 * and its kin. */
int32_t fair__family_standing(const fair__outcome *o, const fair__family *f,
                              size_t group, int32_t *reason);

#endif
