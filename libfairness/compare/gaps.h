/* SPDX-License-Identifier: MIT
 * Calibration errors of a group: how large they may be in truth.
 *
 * Such an error is a norm of the gaps of bins, and biased: with a few rows in
 * each bin scores look wrong however right they are.  So neither bound is a
 * percentile.  With d what is observed and e the truth, by bin:
 *
 *   |e| >= |d| - |d - e|   Labels are drawn again, each bin's at its rate, and
 *                          the norm of how far they get from it is what chance
 *                          alone does at most: it takes the bias off.
 *   |e| <= |d| + u (e - d) for the one direction u, of norm 1, that e itself
 *                          has.  That is a sum of rates of separate bins, whose
 *                          variance is that of no other direction: no bias can
 *                          make it small.  Wilson's way, it is taken where the
 *                          error is what it is held against.
 *
 * Scores are taken as they are; chance is in the labels. */
#ifndef FAIR_COMPARE_GAPS_H
#define FAIR_COMPARE_GAPS_H

#include "compare/drawing.h"
#include "compare/population.h"

/* Labels of a bin: so many of both are added to what is drawn from, as in
 * compare/replicate.h. */
#define FAIR__GAPS_PLUS 1.0
/* What bins there may be for. */
#define FAIR__MAX_GAPS FAIR__MAX_BINS

#define FAIR__NORM_SUM 1     /* sum of parts |score - rate| */
#define FAIR__NORM_LARGEST 2 /* the largest of them */
#define FAIR__NORM_ROOT 3    /* root of the sum of squares */

typedef struct fair__gap {
    double n; /* rows; with weights Kish's effective number */
    double score;
    double rate;
    double part; /* what the gap is multiplied by */
} fair__gap;

typedef struct fair__gaps {
    int32_t norm;
    size_t n_bins; /* with rows */
    fair__gap *bins;
    double n; /* rows, effective: of the result */
    double value;
    uint32_t n_noise;
    double *noise; /* norms of how far labels drawn again get from their
                      rates */
} fair__gaps;

/* The norm that a metric is; 0: it is no calibration error. */
int32_t fair__gaps_norm(const fair__metric *m);

/* Of a group of a population whose metric is defined, with so many rows in
 * effect.
 *  cell  of the stream of random numbers, which no other group shares
 * FAIR_ERR_MEMORY, FAIR_ERR_STOPPED, and FAIR_ERR_ARGUMENT for more than
 * FAIR__MAX_GAPS bins, leave *out as it was. */
fair_status fair__gaps_make(const fair_allocator *mem, const fair__metric *m,
                            const fair__population *p, size_t group, double n,
                            uint32_t cell, fair__drawing *drawing,
                            fair__gaps *out, fair_error *err);
/* Works out the rest of gaps whose norm and bins are set.  On failure there is
 * no noise. */
fair_status fair__gaps_draw(const fair_allocator *mem, fair__gaps *g,
                            uint32_t cell, fair__drawing *drawing,
                            fair_error *err);
/* The same where there is noise, of rates that are others now. */
void fair__gaps_draw_again(fair__gaps *g, uint32_t cell, uint64_t seed);
/* The error that norm and bins say. */
double fair__gaps_value(const fair__gaps *g);
void fair__gaps_free(fair__gaps *g, const fair_allocator *mem);

/* Each bound leaves out so much on its side. */
void fair__gaps_bounds(const fair__gaps *g, double out, double *lower,
                       double *upper);

/* Chances of an error at least as large, or as small, if it is just x in
 * truth and there were `times` as many rows in each bin. */
double fair__gaps_beyond(const fair__gaps *g, double x, double times);
double fair__gaps_within(const fair__gaps *g, double x, double times);

#endif
