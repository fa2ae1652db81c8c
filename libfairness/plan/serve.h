/* SPDX-License-Identifier: MIT
 * A call that applies a plan: what was given, and what is wrong with it. */
#ifndef FAIR_PLAN_SERVE_H
#define FAIR_PLAN_SERVE_H

#include "artefact/applying.h"
#include "plan/plan.h"

typedef struct fair__serving {
    fair__applying of;
    const fair_plan *plan;
    uint8_t *out;   /* one of these is there */
    double *shares;
} fair__serving;

/* Decides all rows, and counts those that have the first defect. */
fair_status fair__serve_rows(fair__serving *s, fair_error *err);

#endif
