/* SPDX-License-Identifier: MIT
 * A plan: thresholds by group, and what they reach. */
#ifndef FAIR_PLAN_PLAN_H
#define FAIR_PLAN_PLAN_H

#include <fairness/plan.h>

#include "plan/search.h"
#include "plan/values.h"

struct fair_plan {
    fair_allocator mem;
    fair_plan_summary summary;
    fair_plan_group *groups;
    fair__group_values values;
};

fair_status fair__plan_fit(const fair_report *report,
                           const fair_plan_options *options, fair_plan **out,
                           fair_error *err);
fair_status fair__plan_describe(const fair_plan *plan, fair_plan_summary *out,
                                fair_error *err);
fair_status fair__plan_group_at(const fair_plan *plan, size_t i,
                                fair_plan_group *out, fair_error *err);
void fair__fitted_free(fair_plan *plan);

/* ---- steps of fit ---- */

/* Options with their names resolved (request.c). */
typedef struct fair__plan_request {
    const fair__constraint *constraint;
    const fair__objective *objective;
    fair__allowance allowance;
    fair__decimal min_rate; /* 0 … */
    fair__decimal max_rate; /* … 1 where they were not given */
    double threshold;
    int32_t rule;
    uint64_t min_count; /* 0: the report's */
    uint64_t max_nodes;
    size_t grouping;
    fair_allocator mem;
} fair__plan_request;

fair_status fair__plan_request_read(const fair_report *report,
                                    const fair_plan_options *given,
                                    fair__plan_request *out, fair_error *err);

/* Why groups are set aside, FAIR_DEFINED where they are not (aside.c).
 * FAIR_ERR_DATA: a group is neither that nor has it a denominator. */
fair_status fair__plan_aside(const fair_report *report,
                             const fair__plan_request *request,
                             const fair__points *points, int32_t *reasons,
                             fair_error *err);

/* A plan of what was found (result.c). */
fair_status fair__fitted_make(const fair_report *report,
                            const fair__plan_request *request,
                            const fair__search *search,
                            const fair__found *found, const int32_t *reasons,
                            fair_plan **out, fair_error *err);

#endif
