/* SPDX-License-Identifier: MIT
 * Inside reading a plan: members of its JSON. */
#ifndef FAIR_PLAN_READ_H
#define FAIR_PLAN_READ_H

#include "artefact/artefact.h"
#include "plan/plan.h"

/* The member "groups" (read_groups.c), and, when they are kept, what it and
 * others say of each other. */
void fair__read_groups(fair__reading *x, fair_plan *plan);
void fair__check_groups(fair__reading *x, const fair_plan *plan);

#endif
