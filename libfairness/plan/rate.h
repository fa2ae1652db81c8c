/* SPDX-License-Identifier: MIT
 * The rates that a constraint is about, at every point of every group, and
 * what they may differ by: decided by doubles where these are far enough
 * apart, else by whole numbers. */
#ifndef FAIR_PLAN_RATE_H
#define FAIR_PLAN_RATE_H

#include "plan/points.h"

#define FAIR__PLAN_RATES 2 /* of a constraint, at most */
#define FAIR__PLAN_ALSO 3  /* constraints beside the first */
#define FAIR__PLAN_ALL_RATES (FAIR__PLAN_RATES * (1 + FAIR__PLAN_ALSO))

/* Kinds of rates. */
#define FAIR__RATE_NONE 0
#define FAIR__RATE_SELECTION 1
#define FAIR__RATE_TRUE_POSITIVE 2
#define FAIR__RATE_FALSE_POSITIVE 3
#define FAIR__RATE_TRUE_NEGATIVE 4
#define FAIR__RATE_FALSE_NEGATIVE 5
#define FAIR__RATE_PRECISION 6

/* Whether it grows as more are selected, and whether a high one means that
 * few are. */
int fair__rate_grows(int32_t kind);
int fair__rate_is_of_few(int32_t kind);
/* Whether it grows, or falls, from point to point. */
int fair__rate_is_monotone(int32_t kind);
const char *fair__rate_name(int32_t kind); /* the metric's */
/* Which of FAIR__CHOSEN_* is in the denominator of every point; that of
 * precision is its own, and this says how many it can be of. */
int fair__rate_base(int32_t kind);

typedef struct fair__constraint {
    const char *name; /* and its aliases: metric/words.h */
    int32_t rates[FAIR__PLAN_RATES];
} fair__constraint;

/* By name or alias; NULL if there is none. */
const fair__constraint *fair__constraint_find(const char *name);
size_t fair__constraint_count(void);
const fair__constraint *fair__constraint_at(size_t i);

/* numerator / denominator from 0 to 1, and the nearest double. */
typedef struct fair__decimal {
    uint64_t numerator;
    uint64_t denominator; /* a power of ten, at most 10^19 */
    double nearest;
} fair__decimal;

/* A decimal number from 0 to 1, of at most 19 digits: 1, or 0. */
int fair__decimal_parse(const char *text, fair__decimal *out);
int fair__decimal_order(const fair__decimal *a, const fair__decimal *b);

/* highest - lowest <= limit, or lowest >= limit * highest: then both above 0. */
typedef struct fair__allowance {
    fair__decimal limit;
    int32_t is_ratio;
} fair__allowance;

/* Between which rates a group has to be: those asked for, and those that it has
 * at two thresholds.  NaN: not asked for. */
typedef struct fair__range {
    fair__decimal min_rate; /* 0 and 1 if not asked for */
    fair__decimal max_rate;
    double no_lower_than;
    double no_higher_than;
} fair__range;

typedef struct fair__rate {
    const fair__points *points;
    int32_t kind;
    double *keys; /* by point, the nearest double; NaN: not allowed */
    const fair__allowance *own; /* of another constraint than the first; NULL:
                                   the search's */
} fair__rate;

/* Whether a threshold says something of each group. */
int fair__range_is_own(const fair__range *range);

/* Fills the keys: NaN where a rate is undefined, out of the range asked for,
 * or 0 where ratios are held. */
void fair__rate_fill(fair__rate *rate, const fair__allowance *allowance,
                     const fair__range *range);

/* The exact rate of a point. */
typedef struct fair__fraction {
    uint64_t numerator[FAIR__PLAN_LIMBS];
    uint64_t denominator[FAIR__PLAN_LIMBS]; /* 0: undefined */
} fair__fraction;

fair__fraction fair__rate_at(const fair__rate *r, size_t point);
fair__wide fair__rate_wide(const fair__rate *r, size_t point);
/* The ends of the range of a group; a rate that a threshold leaves undefined
 * asks for nothing. */
void fair__rate_ends(const fair__rate *r, size_t group,
                     const fair__range *range, fair__wide *low,
                     fair__wide *high);
double fair__fraction_double(const fair__fraction *f, int32_t limbs);
/* Against a decimal: -1, 0, 1. */
int fair__fraction_order(const fair__fraction *f, int32_t limbs,
                         const fair__decimal *d);

/* Of two points whose rates are allowed. */
int fair__rate_order(const fair__rate *r, size_t a, size_t b);
int fair__rate_within(const fair__rate *r, const fair__allowance *allowance,
                      size_t high, size_t low);

/* The points with the highest and the lowest of some rates. */
typedef struct fair__spread {
    const fair__rate *rate; /* NULL: none */
    size_t high;
    size_t low;
} fair__spread;

/* -1 if a is the smaller disparity, 0, 1. */
int fair__spread_order(const fair__spread *a, const fair__spread *b,
                       int is_ratio, int32_t limbs);
/* high - low, or low / high. */
fair__wide fair__spread_wide(const fair__spread *s, int is_ratio);

#endif
