/* SPDX-License-Identifier: MIT
 * Bounds of the pair that is furthest apart, of values that are bounded
 * twice: so that all bounds hold together, and each by itself. */
#ifndef FAIR_COMPARE_FURTHEST_H
#define FAIR_COMPARE_FURTHEST_H

#include <stddef.h>

#include "stats/interval.h"

#define FAIR__MOST_PAIRED 64 /* of these every pair is looked at */

typedef struct fair__range_of {
    double lower;
    double upper;
} fair__range_of;

/* A group compared, with the intervals that each bound is made of. */
typedef struct fair__member {
    fair__bounded towards; /* parity: these hold together */
    fair__bounded away;
    int is_reference; /* what others may be held against */
} fair__member;

/* Of the largest difference of a group to one that others are held against:
 * 0 at least, where there is no pair. */
fair__range_of fair__furthest_difference(const fair__member *members,
                                         size_t n);
/* Of the smallest ratio: 1 at most. */
fair__range_of fair__furthest_ratio(const fair__member *members, size_t n);

/* How far the intervals of more groups than that reach: begin with
 * FAIR__NO_REACH. */
typedef struct fair__reach {
    double lowest_lower, lowest_upper;
    double highest_lower, highest_upper; /* of what others are held against */
} fair__reach;
#define FAIR__NO_REACH                                                        \
    (fair__reach)                                                             \
    {                                                                         \
        HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL                              \
    }
void fair__reach_add(fair__reach *reach, const fair__bounded *b,
                     int is_reference);
fair__range_of fair__reach_difference(const fair__reach *away,
                                      const fair__reach *towards);
fair__range_of fair__reach_ratio(const fair__reach *away,
                                 const fair__reach *towards);

#endif
