/* SPDX-License-Identifier: MIT
 * What a draw shows of a rule: whether it fails, and whether it passes. */
#ifndef FAIR_GATE_POWER_SHOWN_H
#define FAIR_GATE_POWER_SHOWN_H

#include "gate/power_draw.h"

/* As fair__judge_chances says, but at levels that are known beforehand, which
 * takes a look at most claims.  The rule's level, and that which it shares with
 * other rules, are the trial's. */
int fair__trial_passes(fair__trial *t);
int fair__trial_fails(fair__trial *t);

#endif
