/* SPDX-License-Identifier: MIT
 * What a rule claims of its groups, as far as the data let it. */
#ifndef FAIR_GATE_FAMILIES_H
#define FAIR_GATE_FAMILIES_H

#include "gate/evaluate.h"

/* The families of a rule whose populations, and those of the baseline, were
 * found; what was made of them goes with the outcome, on failure too. */
fair_status fair__families_make(const fair__evaluation *e, fair__outcome *o,
                                fair_error *err);

#endif
