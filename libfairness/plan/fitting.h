/* SPDX-License-Identifier: MIT
 * What plans of a report are found with: points, utilities and rates are made
 * once, tolerances may change. */
#ifndef FAIR_PLAN_FITTING_H
#define FAIR_PLAN_FITTING_H

#include "plan/plan.h"
#include "plan/strata.h"

typedef struct fair__fitting {
    fair__plan_request request; /* stays where it is: mem is in it */
    const fair_allocator *mem;
    const fair_report *report; /* borrowed */
    fair__points points;
    fair__aim aim;
    fair__quota quota;
    fair__strata strata;
    fair__search search;
    fair__found found;
    fair__costs *costs; /* these by group; NULL: the report's for all */
    int32_t *reasons;
    uint8_t *is_free;
    uint8_t *is_favoured;
    uint32_t *picks;
    fair__mixture *mixtures;
} fair__fitting;

/* What fair_plan_fit refuses; to be freed in any case. */
fair_status fair__fitting_begin(fair__fitting *f, const fair_report *report,
                                const fair_plan_options *options,
                                fair_error *err);
void fair__fitting_free(fair__fitting *f);
/* The best plan within search.allowance, as `found`; is_feasible 0: there is
 * none, or none in max_nodes. */
fair_status fair__fitting_search(fair__fitting *f, fair_error *err);
/* The best plan for an aim without a quota. */
fair_status fair__fitting_solve(const fair__search *s, fair__found *out,
                                fair_error *err);
/* FAIR_ERR_ARGUMENT: there is no constraint. */
fair_status fair__fitting_needs_constraint(const fair__fitting *f,
                                           fair_error *err);
/* Why there is none, and the nearest that there is: never FAIR_OK. */
fair_status fair__fitting_infeasible(fair__fitting *f, fair_error *err);

#endif
