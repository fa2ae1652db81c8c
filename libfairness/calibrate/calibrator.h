/* SPDX-License-Identifier: MIT
 * A calibrator: maps by group, and what they reach. */
#ifndef FAIR_CALIBRATE_CALIBRATOR_H
#define FAIR_CALIBRATE_CALIBRATOR_H

#include <fairness/calibrator.h>

#include "calibrate/map.h"
#include "artefact/values.h"

struct fair_calibrator {
    fair_allocator mem;
    const fair__map_method *method;
    size_t n; /* groups */
    fair_calibrator_group *groups;
    fair__map *maps; /* n of groups and, behind them, that of all */
    fair__group_values values;
};

/* Options with their names resolved (request.c). */
typedef struct fair__calibrator_request {
    const fair__map_method *method;
    fair__binning binning;
    uint64_t min_count;
    double shrinkage;
    int32_t pooled;
    size_t grouping;
    fair_allocator mem;
} fair__calibrator_request;

fair_status fair__calibrator_request_read(
    const fair_report *report, const fair_calibrator_options *given,
    fair__calibrator_request *out, fair_error *err);

fair_status fair__calibrator_fit(const fair_report *report,
                                 const fair_calibrator_options *options,
                                 fair_calibrator **out, fair_error *err);
fair_status fair__calibrator_apply(const fair_calibrator *calibrator,
                                   size_t i, size_t n, const double *scores,
                                   double *out, fair_error *err);
/* What it says of a group, or with i = n of rows whatever their group. */
double fair__calibrator_at(const fair_calibrator *calibrator, size_t i,
                           double score);
void fair__calibrator_free(fair_calibrator *calibrator);

#endif
