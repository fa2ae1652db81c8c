/* SPDX-License-Identifier: MIT
 * Comparisons: a metric over the groups of a population; one row each. */
#ifndef FAIR_COMPARE_COMPARISON_H
#define FAIR_COMPARE_COMPARISON_H

#include "compare/population.h"

/* How many findings a comparison has. */
#define FAIR__ONE 0
#define FAIR__PER_GROUP 1
#define FAIR__PER_PAIR 2 /* n (n - 1) / 2: (0,1), (0,2) … (1,2) … */

/* What a comparison or criterion found. */
typedef struct fair__finding {
    int32_t reason; /* FAIR_DEFINED or FAIR_REASON_* */
    int32_t method; /* FAIR_METHOD_* */
    fair__wide value;
    double lower;
    double upper;
    int32_t group; /* index, or FAIR__NO_GROUP … */
    int32_t reference;
    int32_t worse_off; /* index, FAIR__OVERALL, FAIR__REST or NO_GROUP */
    uint32_t groups_compared;
    uint32_t n_undefined;
    uint32_t n_left_out;
    int32_t within_limit; /* criteria with a limit: 1, -1; else 0 */
    double bin_lower; /* the bin of scores it was found in; else NaN */
    double bin_upper;
    double none; /* of pairs of scores: the chance of as much, if there is
                    nothing (compare/between_extent.h); else NaN */
    const fair__metric *metric; /* of the component that decided; the first of
                                   a mean */
} fair__finding;

/* Undefined findings keep group and reference where these are known without
 * the value (to a reference, pairs); lower and upper are NaN where method is
 * NONE. */
typedef struct fair__comparison {
    const char *name; /* FAIR__WORDS */
    int32_t shape;      /* FAIR__ONE … */
    int32_t is_default; /* shown unless others are asked for */
    const char *reference;
    /* i: the group, or the number of the pair; 0 for ONE.  O(1) memory.
     * Each finding looks at all groups, unless p->survey is there: who wants
     * the findings of many groups makes one survey per metric
     * (compare/survey.h), or 1,000 groups take a million looks. */
    void (*find)(const fair__population *p, const fair__rules *rules,
                 const fair__metric *m, size_t i, fair__finding *out);
    const char *needs;
    const char *orientation;
    const char *range;
    const char *undefined; /* when there is no value */
    const char *interval;
} fair__comparison;

size_t fair__comparison_count(void);
const fair__comparison *fair__comparison_at(size_t i);
const fair__comparison *fair__comparison_find(const char *name);
size_t fair__comparison_index(const fair__comparison *c);
/* Number of findings in a population of n groups. */
uint64_t fair__comparison_size(const fair__comparison *c, size_t n);
/* The two groups of pair i: *a < *b. */
void fair__pair(size_t n, uint64_t i, size_t *a, size_t *b);

/* Registry order: difference, difference_to_reference, difference_to_overall,
 * ratio, ratio_to_reference, ratio_to_overall, group_min, group_max,
 * mean_pairwise_difference, weighted_variance, all_pairs,
 * standardized_difference, standardized_ratio. */

#endif
