/* SPDX-License-Identifier: MIT
 * Criteria: named pairs of metrics and a comparison; one row each. */
#ifndef FAIR_COMPARE_CRITERION_H
#define FAIR_COMPARE_CRITERION_H

#include "compare/comparison.h"

#define FAIR__JOIN_ONE 0     /* the comparison of one metric */
#define FAIR__JOIN_WORST 1   /* the larger difference, the smaller ratio */
#define FAIR__JOIN_MEAN 2    /* the mean of the two differences */
#define FAIR__JOIN_SIGNED 3  /* mean of the two differences to the reference,
                                of the group where it is largest in size */
#define FAIR__JOIN_IMPACT 4  /* impact ratio */
#define FAIR__JOIN_STRATA 5  /* conditional demographic disparity */
/* The largest over pairs of groups, of what is in compare/between.h. */
#define FAIR__JOIN_CROSS_AUC 6
#define FAIR__JOIN_ABROCA 7
#define FAIR__JOIN_KS 8
#define FAIR__JOIN_WASSERSTEIN 9
#define FAIR__JOIN_ENERGY 10
#define FAIR__JOIN_SUFFICIENCY 11     /* gap of observed rates in a bin */
#define FAIR__JOIN_MULTICALIBRATION 12 /* error of a group in a bin */
#define FAIR__JOIN_TOLERANCE 13 /* a comparison held against the tolerance */

typedef struct fair__criterion {
    const char *name; /* FAIR__WORDS */
    const char *metrics[2]; /* names; the second NULL where there is one */
    const char *comparison; /* NULL: none of the registry's (from IMPACT on) */
    int32_t join;
    double limit; /* 0: none of its own; four_fifths: 0.8, held against
                     exactly */
    const char *reference;
} fair__criterion;

size_t fair__criterion_count(void);
const fair__criterion *fair__criterion_at(size_t i);
const fair__criterion *fair__criterion_find(const char *name);
size_t fair__criterion_index(const fair__criterion *c);

/* What it is held against under these rules; 0: nothing. */
double fair__criterion_limit(const fair__criterion *c,
                             const fair__rules *rules);
/* 1 if values up to the limit are within it, -1 from it on. */
int fair__criterion_limit_side(const fair__criterion *c);

/* FAIR__GIVEN_* that a join needs beside what its metrics do. */
uint32_t fair__join_needs(int32_t join);

void fair__criterion_find_in(const fair__criterion *c,
                             const fair__population *p,
                             const fair__rules *rules, fair__finding *out);

/* Metrics that a criterion looks at under these rules (one or two; the impact
 * ratio's depends on what is favourable). */
size_t fair__criterion_metrics(const fair__criterion *c,
                               const fair__rules *rules,
                               const fair__metric *out[2]);

#endif
