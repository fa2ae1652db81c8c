/* SPDX-License-Identifier: MIT
 * What was asked of a report: its options, checked, with names resolved. */
#ifndef FAIR_AUDIT_REQUEST_H
#define FAIR_AUDIT_REQUEST_H

#include <fairness/report.h>

#include "compare/comparison.h"
#include "compare/criterion.h"
#include "tally/spec.h"

/* Whether writers and tables show a metric or comparison. */
#define FAIR__HIDDEN 0
#define FAIR__SHOWN_IF_GIVEN 1 /* where its columns are there */
#define FAIR__SHOWN 2
#define FAIR__NAMED 3 /* asked for by name: an error where scores that are
                         there are of a kind that it cannot be made of */

typedef struct fair__named_value {
    uint32_t feature;
    fair_scalar value; /* canonical or PARSED; text owned */
} fair__named_value;

#define FAIR__FEWEST_REPLICATES 100
#define FAIR__MOST_REPLICATES 1000000

typedef struct fair__request {
    size_t n_by;
    size_t *by_start;   /* n_by + 1 */
    uint32_t *by;       /* numbers of sensitive features */
    size_t n_reference; /* values of the named reference */
    fair__named_value *reference;
    uint8_t *metrics;     /* FAIR__SHOWN… by index in the registry */
    uint8_t *comparisons;
    uint32_t between; /* bits of compare/between.h: pairs asked for */
    uint32_t names_between; /* those by name: all pairs are wanted, one by
                               one */
    fair__rules rules;
    int32_t favourable_declared;
    int32_t has_costs;
    int32_t has_utilities;
    int32_t allow_sparse;
    double confidence;
    int64_t calibration_bins; /* FAIR__EACH_SCORE, or 1 to FAIR__MAX_BINS */
    uint32_t given; /* FAIR__GIVEN_COSTS, FAIR__GIVEN_UTILITIES */
    fair_watch watch; /* of pairs of groups */
    int32_t p_values; /* of criteria that are shown */
    uint32_t replicates; /* 0: nothing is drawn */
    uint64_t seed;
} fair__request;

/* Checks and copies options that were already read by size.  On failure
 * *request is all zero. */
fair_status fair__request_init(fair__request *request,
                               const fair_allocator *mem,
                               const fair_report_options *options,
                               const fair__spec *spec, fair_error *err);
/* Numbers and choices among them (request_rules.c). */
fair_status fair__request_rules(fair__request *request,
                                const fair_report_options *options,
                                fair_error *err);
void fair__request_free(fair__request *request, const fair_allocator *mem);

/* The features of list i of by. */
const uint32_t *fair__request_by(const fair__request *request, size_t i,
                                 size_t *n);

/* Whether metric i, comparison i are shown where `given` is there. */
int fair__shows_metric(const fair__request *request, size_t i,
                       uint32_t given);
int fair__shows_comparison(const fair__request *request, size_t i);
size_t fair__shown_metrics(const fair__request *request, uint32_t given);
/* Criteria are shown where their metrics can be computed, and of scores where
 * these are shown; over strata only where there are some below; those of
 * pairs, which take their time, where they are asked for. */
int fair__shows_criterion(const fair__request *request, size_t i,
                          uint32_t given, int has_strata);
/* Whether a metric that can be had is shown, or part of a criterion that
 * is. */
int fair__looks_at_metric(const fair__request *request, size_t i,
                          uint32_t given, int has_strata);

#endif
