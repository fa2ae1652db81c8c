/* SPDX-License-Identifier: MIT
 * One run of what a rule can show: what its groups have in truth, and what is
 * observed of it. */
#ifndef FAIR_GATE_POWER_DRAW_H
#define FAIR_GATE_POWER_DRAW_H

#include "compare/claim_test.h"
#include "gate/evaluate.h"

/* How things are in truth. */
typedef struct fair__truth {
    double growth; /* of every group's rows */
    double shift;  /* of the smallest group's value; a factor for ratios */
} fair__truth;

/* Values from which on a group shows something (gate/power_shown.c). */
typedef struct fair__cut {
    double n; /* of so many rows; 0: not known yet */
    double beyond;
    double within;
} fair__cut;

/* Copies of a rule's families that hold what is drawn. */
typedef struct fair__trial {
    const fair__outcome *o;
    const fair_allocator *mem;
    uint64_t seed;
    fair__level beyond; /* of a claim: what all of them share */
    fair__level within;
    fair__family *families;
    fair__sample *samples;
    fair__truth truth;
    fair__gaps *gaps; /* BY_GAPS: by sample, with the truth's noise */
    fair__gap *bins;  /* of all gaps */
    size_t n_bins;
    fair__cut *cuts;  /* by sample, of values by themselves */
    uint32_t *order;  /* as much noise as there is */
    size_t n_order;
    double together; /* the value of all groups of the family that is drawn */
} fair__trial;

/* Takes what drawing needs; t holds outcome, allocator, seed and levels.  On failure
 * fair__trial_free is still due.  FAIR_ERR_MEMORY, FAIR_ERR_STOPPED. */
fair_status fair__trial_begin(fair__trial *t, const fair_watch *watch,
                              fair_error *err);
void fair__trial_free(fair__trial *t);

/* What is drawn from, from now on. */
void fair__trial_suppose(fair__trial *t, fair__truth truth);
/* Draws all families; the same for the same seed and run. */
void fair__trial_draw(fair__trial *t, uint32_t run);

/* Whether a sample by itself is drawn, and tested, as a count; of how many
 * rows; and sets it to a count. */
int fair__trial_counts(const fair__family *family, const fair__sample *s);
uint64_t fair__trial_rows(const fair__sample *s);
void fair__trial_set(const fair__family *family, uint64_t hits,
                     fair__sample *s);

/* What all groups of the first family have together, without a disparity. */
double fair__trial_none(const fair__trial *t);
/* The furthest that the smallest group can be shifted there, upwards or
 * down. */
double fair__trial_furthest(const fair__trial *t, int up);
/* What the rule's value is in truth, of the first family. */
double fair__trial_value(const fair__trial *t);

#endif
