/* SPDX-License-Identifier: MIT
 * The groups of one grouping, and the rules by which they are compared. */
#ifndef FAIR_COMPARE_POPULATION_H
#define FAIR_COMPARE_POPULATION_H

#include <stddef.h>
#include <stdint.h>

#include "metric/metric.h"

#define FAIR__NO_GROUP (-1)
#define FAIR__OVERALL (-2)
#define FAIR__REST (-3)
#define FAIR__ABSENT (-4) /* the named group has no rows in this stratum */

typedef struct fair__population {
    size_t n;                   /* groups, in their order */
    const fair__counts *groups;
    const uint8_t *has_missing; /* by group: some feature's value is missing */
    const fair__counts *total;  /* all rows of the stratum */
    uint32_t given;             /* FAIR__GIVEN_* */
    int32_t named_reference;    /* index of the group that the options name
                                   (defaults for unnamed features resolved),
                                   FAIR__ABSENT, or FAIR__NO_GROUP:
                                   rules.reference */
    /* Over all rows: the populations of the strata of the control features,
     * and in each of those the index of its groups up here. */
    const struct fair__population *strata;
    size_t n_strata;
    const uint32_t *parent; /* in a stratum; else NULL */
    /* NULL, or what all findings about one metric share (compare/survey.h):
     * set in a copy of the population by who wants many of them. */
    const struct fair__survey *survey;
    /* NULL, or by group its rest, of which `scores`, `scored` and
     * `calibration` are set: where reference = rest and scores are asked
     * for. */
    const fair__counts *rests;
    /* NULL, or by measure what compare/between.h found of all pairs. */
    const struct fair__finding *between;
} fair__population;

typedef struct fair__rules {
    int32_t reference;  /* FAIR_REFERENCE_* */
    int32_t favourable; /* FAIR_FAVOURABLE_POSITIVE or _NEGATIVE (undeclared
                           is positive by now) */
    int32_t undefined;  /* FAIR_UNDEFINED_* */
    int32_t set_aside_missing; /* nulls = set_aside */
    uint64_t min_count;
    double min_share;
    double calibration_tolerance; /* 0: none declared */
    double z; /* two-sided normal quantile of the confidence */
    fair__costs costs;
    /* NULL, or by group over all rows whether it is one of those that are
     * compared; the others may still be the reference. */
    const uint8_t *only;
} fair__rules;

/* How a group stands in a comparison of a metric. */
#define FAIR__COMPARED 0
#define FAIR__UNDEFINED 1 /* and its reason: makes the comparison undefined */
#define FAIR__LEFT_OUT 2  /* by min_count, min_share, nulls = set_aside, or
                             undefined = skip; reason says which:
                             BELOW_MIN_COUNT, the metric's own reason, or
                             NOT_APPLICABLE for a missing value set aside */
#define FAIR__NOT_HELD 3  /* rules.only is without it: counted nowhere */

/* Computes the metric in group i and says how it stands; *reason is set
 * unless COMPARED. */
int32_t fair__standing(const fair__population *p, const fair__rules *rules,
                       const fair__metric *m, size_t i, fair__result *result,
                       int32_t *reason);

/* 1 if min_share sets group i aside. */
int fair__is_small_share(const fair__population *p, const fair__rules *rules,
                         size_t i);

/* Whether group i is one of those that rules.only has. */
int fair__is_held(const fair__population *p, const fair__rules *rules,
                  size_t i);

/* All rows but those of group i; weights is the memory for its sums. */
fair__counts fair__rest(const fair__population *p, size_t i,
                        fair__wide weights[2 * FAIR__N_COUNTS]);

/* Index in a stratum of group i of the whole; 0 if it is not there. */
int fair__in_stratum(const fair__population *stratum, size_t i, size_t *out);

/* +1 if higher values are better for the group, -1 if lower, 0 neutral. */
int fair__direction(const fair__metric *m, const fair__rules *rules);

/* Index of the reference group for a metric, FAIR__OVERALL, FAIR__REST or
 * FAIR__ABSENT (nothing can be compared with it: UNDEFINED_IN_GROUP);
 * FAIR__NO_GROUP if there is none that may be chosen.  A group with a missing
 * value is never chosen (but may be named). */
int32_t fair__reference(const fair__population *p, const fair__rules *rules,
                        const fair__metric *m);

#endif
