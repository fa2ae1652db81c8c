/* SPDX-License-Identifier: MIT
 * The interval of a metric's value in one group, by whatever is known of it.
 *
 * Comparisons of groups, each of which was counted by itself, are made of
 * these (MOVER: Zou and Donner 2008, doi:10.1002/sim.3095), at any z. */
#ifndef FAIR_COMPARE_BOUNDS_H
#define FAIR_COMPARE_BOUNDS_H

#include "compare/claim.h"
#include "stats/interval.h"

/* What replicates say of a metric in a group. */
#define FAIR__KNOWN_ERROR 1 /* what rate it is like; or an estimate with
                               FAIR__PLUS, and its error */
#define FAIR__KNOWN_ENDS 2  /* of a calibration error: bounds */

typedef struct fair__resampled {
    int32_t known; /* 0: nothing */
    int32_t reserved;
    double scaled; /* on the metric's scale (compare/estimate.h) */
    double error;
    double like_rate; /* rows of the rate that it is like; 0: of none */
    /* At the report's confidence, and so that those of all groups of the
     * grouping hold together, each on either side. */
    double lower, upper;
    double lower_joint, upper_joint;
} fair__resampled;

/* Metrics that replicates say something of are numbered; -1: this is none. */
int32_t fair__resampled_slot(const fair__metric *m);
size_t fair__resampled_slots(void);

/* Puts what was drawn for a family of values into a table by group and slot:
 * ends leave out what the rules' z does, joint ones that shared by all. */
void fair__resampled_take(const fair__family *f, const fair__rules *rules,
                          fair__resampled *table, size_t n_slots);

/* NULL where nothing was drawn, or the metric is none of those. */
const fair__resampled *fair__resampled_of(const fair__metric *m,
                                          const fair__counts *c);

/* The interval of a defined result, two-sided at z, and FAIR_METHOD_* of it:
 * NONE, and *out untouched, where there is none.  Calibration errors have
 * none here, whose bounds do not move with z. */
int32_t fair__bounds(const fair__metric *m, const fair__counts *c,
                     const fair__result *r, double z, fair__bounded *out);

#endif
