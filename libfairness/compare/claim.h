/* SPDX-License-Identifier: MIT
 * What a limit claims about groups: of each group by itself, of each against
 * the reference, or of all pairs.
 *
 * A criterion such as equalized_odds_difference <= 0.1 says as much as one
 * claim for each metric and pair of groups.  A family holds the rates that
 * its claims are about, so that each can be tested by itself. */
#ifndef FAIR_COMPARE_CLAIM_H
#define FAIR_COMPARE_CLAIM_H

#include <fairness/allocator.h>

#include "compare/criterion.h"
#include "compare/gaps.h"
#include "compare/parts.h"
#include "metric/scatter.h"
#include "stats/change.h"

/* What is held against a limit: a criterion, or a metric by itself or in a
 * comparison. */
typedef struct fair__subject {
    const fair__criterion *criterion; /* NULL: metric */
    const fair__metric *metric;
    const fair__comparison *comparison; /* NULL: the metric itself */
    int32_t change; /* 1: how much it changed from the baseline's */
} fair__subject;

/* The form of a claim. */
#define FAIR__OF_VALUE 1
#define FAIR__OF_DIFFERENCE 2
#define FAIR__OF_RATIO 3
#define FAIR__OF_CHANGE 4 /* from a baseline's (compare/change.h) */

/* Between whom. */
#define FAIR__EACH_GROUP 1     /* by itself */
#define FAIR__TO_REFERENCE 2   /* each but the reference, signed */
#define FAIR__ALL_PAIRS 3      /* either way round */
#define FAIR__PAIRS_TO_MOST 4  /* to groups without a missing value only */

/* What its test is made of. */
#define FAIR__BY_SCORE 0    /* of a proportion (stats/score.h) */
#define FAIR__BY_ERROR 1    /* an estimate and its standard error, or what
                               stands for it (compare/estimate.h) */
#define FAIR__BY_GAPS 2     /* gaps of bins (compare/gaps.h) */

typedef struct fair__plan {
    size_t n_metrics; /* 0: such claims have no test here */
    const fair__metric *metrics[2];
    int32_t form;
    int32_t between;
    int32_t test;
    /* OF_CHANGE: the baseline's population, group by group the same. */
    const fair__population *before;
    int32_t paired; /* of the same rows */
} fair__plan;

/* How a metric is tested: FAIR__BY_SCORE and its kin; -1: in no way. */
int32_t fair__metric_test(const fair__metric *m);

/* How the subject's limit is claimed. */
fair__plan fair__claim_plan(const fair__subject *subject,
                            const fair__rules *rules);

/* The same of the parts of a mean of two: that there is no disparity is the
 * same claim of both. */
fair__plan fair__claim_parts(const fair__subject *subject,
                             const fair__rules *rules);

/* 1 if the subject is held against limits from above ("max"), -1 from below
 * ("min"), 0 if either makes sense. */
int fair__subject_side(const fair__subject *subject);

/* A rate of a group, or another value. */
typedef struct fair__sample {
    double rate;
    double n; /* Kish's effective n with weights */
    uint64_t hits; /* whole numbers, where there are no weights */
    uint64_t rows;
    int32_t group; /* index in its population; FAIR__OVERALL, FAIR__REST */
    int32_t has_missing;
    double share; /* OVERALL: the rate is that of all other rows; the group's
                     part of all rows, from 0 to 1 */
    /* BY_ERROR: standard errors on the metric's scale (compare/estimate.h)
     * times the root of n, of the group by itself and where groups are alike;
     * infinite where nothing is known. */
    double spread;
    double alike;
    double varies; /* what values vary by, where the error of the test is
                      the larger one of that and another; 0: not known */
    double positives; /* of areas: in parts of n; 0: of others */
    double negatives;
    double observed; /* BY_ERROR: where the rate is an estimate */
    fair__parts parts; /* BY_ERROR: what the value is made of; the errors
                          above mean nothing then */
    /* BY_ERROR: a metric with two ends varies as the rate of n * like_rate
     * rows does; 0: it has no such ends. */
    double like_rate;
    const fair__gaps *gaps; /* BY_GAPS */
    fair__change change; /* OF_CHANGE: now and in the baseline */
} fair__sample;

/* Who may stop what looks at very many claims. */
typedef struct fair__asking {
    const fair_watch *watch;
    uint64_t claims; /* looked at so far */
    int32_t stopped;
} fair__asking;

/* The claims about one metric in one population. */
typedef struct fair__family {
    const fair__metric *metric;
    const fair__population *population;
    int32_t form;
    int32_t between;
    int32_t test;
    size_t n;
    fair__sample *samples;
    fair__sample *references; /* TO_REFERENCE: by sample */
    uint64_t n_claims;
    uint32_t undefined; /* groups that would have a claim and have no value */
    uint32_t left_out;
    int32_t reason; /* DEFINED, or why there are no claims */
    int32_t whole_numbers; /* hits and rows are set */
    /* OF_CHANGE: families of the other metrics of the same criterion, itself
     * among them. */
    const struct fair__family *peers;
    size_t n_peers;
    const fair__population *before;
    fair__asking *asking; /* NULL: nobody is asked */
} fair__family;

/* Room for the samples of a population: n elements for each. */
size_t fair__family_samples(const fair__plan *plan,
                            const fair__population *p);

/* Fills *out; samples has room for fair__family_samples.  Those of a test that
 * is not BY_SCORE have no errors or gaps yet. */
void fair__family_make(const fair__plan *plan, size_t metric,
                       const fair__population *p, const fair__rules *rules,
                       fair__sample *samples, fair__family *out);

/* Where values of its metric lie: also by what scores there are. */
fair__ends_of fair__family_ends(const fair__family *family);

/* How many claims a family of these samples makes. */
uint64_t fair__family_claims(const fair__family *family);

#endif
