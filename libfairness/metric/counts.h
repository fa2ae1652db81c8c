/* SPDX-License-Identifier: MIT
 * The confusion counts of a group: what every metric is computed from. */
#ifndef FAIR_METRIC_COUNTS_H
#define FAIR_METRIC_COUNTS_H

#include "metric/ties.h"

/* Slots.  Rows without a decision (y_pred not given) are under FN and TN,
 * and the metrics that need one are not applicable. */
#define FAIR__TP 0
#define FAIR__FP 1
#define FAIR__FN 2
#define FAIR__TN 3
#define FAIR__UNLABELLED_SELECTED 4
#define FAIR__UNLABELLED_REJECTED 5
#define FAIR__N_COUNTS 6

/* What was given: bits. */
#define FAIR__GIVEN_LABEL 1u
#define FAIR__GIVEN_DECISION 2u
#define FAIR__GIVEN_WEIGHT 4u
#define FAIR__GIVEN_BASELINE 8u
#define FAIR__GIVEN_COSTS 16u     /* report options */
#define FAIR__GIVEN_UTILITIES 32u
#define FAIR__GIVEN_SCORES 64u
#define FAIR__GIVEN_PROBABILITIES 128u /* every score, all of them in their
                                          range, [0, 1] unless declared */
#define FAIR__GIVEN_FINITE 256u /* scores, all of them finite */
#define FAIR__GIVEN_EACH 1024u /* every score, not bins */
#define FAIR__GIVEN_MEANS 512u  /* sums of probabilities: of these, or of the
                                   bins of a grid */
#define FAIR__GIVEN_BINS 2048u  /* the same over calibration bins of equal
                                   width: of a grid that these divide */

typedef struct fair__counts {
    uint64_t rows[FAIR__N_COUNTS]; /* frequencies */
    /* NULL without sample_weight; else sums of weights by slot, then sums of
     * squares by slot: 2 * FAIR__N_COUNTS, exact where 256 bits hold them. */
    const fair__wide *weights;
    /* The same six slots with the baseline decision in place of the decision,
     * and rows whose decision changed; zero without y_pred_baseline. */
    uint64_t baseline[FAIR__N_COUNTS];
    uint64_t gained; /* selected now, not by the baseline */
    uint64_t lost;
    /* NULL where there are none, and for a rest that nobody made them of: what
     * ranks give is no sum of parts. */
    const fair__score_sums *scores;
    fair__scored scored; /* the same rows one by one, where scores are */
    /* NULL, or what was made of them already (metric/calibration.h). */
    const struct fair__calibration *calibration;
    /* NULL, or by slot how far values of scores vary (metric/scatter.h). */
    const double *scatters;
    /* Of the rows of each slot those that the baseline decided otherwise; with
     * weights the sums of theirs, else NULL. */
    uint64_t changed[FAIR__N_COUNTS];
    const fair__wide *changed_weights;
    /* NULL, or by metric what replicates say of it (compare/bounds.h). */
    const struct fair__resampled *resampled;
} fair__counts;

uint64_t fair__counts_n(const fair__counts *c);

/* The slot of the same rows, had they been decided otherwise. */
int fair__counts_other(int slot);

#endif
