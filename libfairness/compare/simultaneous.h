/* SPDX-License-Identifier: MIT
 * Bounds that hold for many comparisons at once, by resampling: of any metric
 * of decisions.  (Rates have better ones: stats/largest.h.)
 *
 * A percentile bootstrap of max - min never covers a true 0.  Here each
 * component, one value less another, is held against the spread that it has
 * around itself, and how large the largest of them gets by chance, in
 * standard errors, is critical for all (max-t).  Then the largest lower bound
 * is one of the largest component, so that over all ordered pairs of groups
 * it is one of max - min.  Upper bounds are for one component each: "all are
 * within the limit" is wrong only where one that is not seems to be
 * (intersection-union).
 *
 * A group's own counts say little about its spread where they are small, and
 * least where they are extreme.  So "no disparity" has a test of its own, with
 * spreads from all groups together (FAIR__POOLED), and where it does not
 * reject no lower bound is above 0. */
#ifndef FAIR_COMPARE_SIMULTANEOUS_H
#define FAIR_COMPARE_SIMULTANEOUS_H

#include "compare/replicate.h"

/* One value less another one, or the logarithm of their ratio.  What follows
 * the first three is found. */
typedef struct fair__component {
    size_t value; /* indices of values */
    size_t reference;
    int32_t is_log;     /* metrics that are never negative only */
    int32_t is_defined; /* both values are, of the rows as they are; otherwise
                           nothing else is set */
    double estimate;    /* with FAIR__PLUS */
    double error;       /* standard error; 0: known for certain */
    double lower;
    double upper;
} fair__component;

typedef struct fair__resampling {
    uint64_t seed;
    uint32_t purpose;
    uint32_t n_replicates; /* 2 at least */
    double alpha;          /* 0 < alpha < 1: of all lower bounds together */
    double z;              /* of each upper bound */
} fair__resampling;

typedef struct fair__simultaneous {
    size_t n_defined; /* components; 0: what follows means nothing */
    double critical;  /* of lower bounds, in standard errors */
    double two_sided; /* of bounds on both sides, before "no disparity" */
    double p_value;   /* of "no component is above 0" */
    size_t lower_at;  /* the component whose lower bound is largest */
    size_t upper_at;  /* the same of upper bounds */
} fair__simultaneous;

/* Values outlive the call; n > 0 components.  Takes 20 bytes a replicate, 416
 * a group, 56 a component, 80 a value, and 16 a value of each replicate where
 * that is not more than 4 MiB: it saves half of the time.  FAIR_ERR_MEMORY
 * leaves components and *out as they were. */
fair_status fair__simultaneous_find(const fair_allocator *mem,
                                    const fair__population *p,
                                    const fair__costs *costs,
                                    const fair__drawn *values,
                                    size_t n_values,
                                    fair__component *components, size_t n,
                                    const fair__resampling *by,
                                    fair__simultaneous *out, fair_error *err);

#endif
