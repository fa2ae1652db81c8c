/* SPDX-License-Identifier: MIT
 * The range that scores were declared to lie in. */
#ifndef FAIR_TALLY_SCORE_RANGE_H
#define FAIR_TALLY_SCORE_RANGE_H

#include <stdint.h>

typedef struct fair__score_range {
    int32_t declared; /* 0: low and high are 0 and 1, and scores may be
                         outside */
    double low;       /* never -0.0 */
    double high;      /* above low; both at most FAIR__SCORE_MAX in size */
} fair__score_range;

/* Of declared ranges, so that exact sums of scores by weights have the limbs
 * of squares of weights. */
#define FAIR__SCORE_MAX 0x1p480

#define FAIR__SCORE_RANGE_NONE ((fair__score_range){0, 0, 1})

#endif
