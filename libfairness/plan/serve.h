/* SPDX-License-Identifier: MIT
 * A call that applies a plan: what was given, and what is wrong with it. */
#ifndef FAIR_PLAN_SERVE_H
#define FAIR_PLAN_SERVE_H

#include "plan/plan.h"

/* What a defect is in; features by number from FAIR__IN_FEATURE on. */
#define FAIR__IN_SCORE 0
#define FAIR__IN_ID 1
#define FAIR__IN_GROUP 2
#define FAIR__IN_FEATURE 3

typedef struct fair__serving {
    const fair_plan *plan;
    fair_plan_rows rows;
    fair_plan_apply_options options; /* with names */
    uint8_t *out;   /* one of these is there */
    double *shares;
    size_t where; /* the first defect is: FAIR__IN_* */
    fair__defect defect;
} fair__serving;

/* Decides all rows, and counts those that have the first defect. */
fair_status fair__serve_rows(fair__serving *s, fair_error *err);

#endif
