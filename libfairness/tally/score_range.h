/* SPDX-License-Identifier: MIT
 * The range that scores were declared to lie in, and the grid over it. */
#ifndef FAIR_TALLY_SCORE_RANGE_H
#define FAIR_TALLY_SCORE_RANGE_H

#include <stdint.h>

typedef struct fair__score_range {
    int32_t declared; /* 0: low and high are 0 and 1, and scores may be
                         outside */
    double low;       /* never -0.0 */
    double high;      /* above low; both at most FAIR__SCORE_MAX in size */
    uint32_t bins;    /* 0: every score is kept; only where declared */
} fair__score_range;

/* Of declared ranges, so that exact sums of scores by weights have the limbs
 * of squares of weights. */
#define FAIR__SCORE_MAX 0x1p480

#define FAIR__SCORE_RANGE_NONE ((fair__score_range){0, 0, 1, 0})

/* Where bin number `bin` begins, of bins the end of the last: (high - low) bin
 * / bins + low, each step rounded to nearest.  With 0 and 1 it is the double
 * that is nearest to bin / bins. */
double fair__score_edge(const fair__score_range *range, uint32_t bin);
/* The last bin that begins at a score in the range or below. */
uint32_t fair__score_bin(const fair__score_range *range, double score);

#endif
