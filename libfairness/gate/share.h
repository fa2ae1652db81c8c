/* SPDX-License-Identifier: MIT
 * The rules of a policy share the level at which they fail. */
#ifndef FAIR_GATE_SHARE_H
#define FAIR_GATE_SHARE_H

#include "gate/evaluate.h"

/* Fills in the fail bound of every outcome and which of them fail, by Holm
 * (1979): rules of severity error that make a claim are the family. */
void fair__share_level(fair__evaluation *evaluation);

#endif
