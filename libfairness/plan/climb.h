/* SPDX-License-Identifier: MIT
 * The highest place of a sum of concave functions made of straight pieces. */
#ifndef FAIR_PLAN_CLIMB_H
#define FAIR_PLAN_CLIMB_H

#include "plan/hull.h"
#include "plan/rate.h"

/* The value at t, and the slope of a line through it that is nowhere below
 * the function. */
typedef void (*fair__look)(const void *ctx, const fair__wide *t,
                           fair__wide *value, fair__wide *slope);

typedef struct fair__top {
    fair__wide t;
    fair__wide value;
    fair__wide most; /* nowhere more than that */
} fair__top;

/* Between low and high.  What is more by less than 2^noise of the value is
 * not looked for. */
fair__top fair__climb(fair__look look, const void *ctx, const fair__wide *low,
                      const fair__wide *high, int32_t noise);

/* Rates may be from t to the end that goes with it. */
typedef struct fair__reach {
    fair__wide limit;
    int32_t is_ratio;
    fair__wide low; /* min_rate and max_rate */
    fair__wide high;
} fair__reach;

fair__reach fair__reach_of(const fair__allowance *allowance,
                           const fair__range *range);
fair__wide fair__reach_end(const fair__reach *r, const fair__wide *t);

/* Curves over a rate, each of which takes its best within one window. */
typedef struct fair__windows {
    const fair__reach *reach;
    const fair__curve *curves;
    size_t n;
} fair__windows;

/* 0: there is no window in which all curves are. */
int fair__windows_best(const fair__windows *w, fair__top *out);
/* Where a curve is best in the window that begins at t. */
fair__wide fair__window_best(const fair__reach *reach, const fair__curve *c,
                             const fair__wide *t);

#endif
