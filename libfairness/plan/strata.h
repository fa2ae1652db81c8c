/* SPDX-License-Identifier: MIT
 * Groups by the values of control features: constraints hold within each. */
#ifndef FAIR_PLAN_STRATA_H
#define FAIR_PLAN_STRATA_H

#include "plan/search.h"

struct fair__plan_request;

typedef struct fair__strata {
    uint32_t n;   /* 0: all groups are one, and nothing is below */
    uint32_t *of; /* by group */
    size_t n_groups;
} fair__strata;

/* By the control features of the options.  FAIR_ERR_ARGUMENT: one is no feature
 * of the groups, is named twice, or all are. */
fair_status fair__strata_make(const fair_report *report,
                              const struct fair__plan_request *request,
                              const fair_allocator *mem, fair__strata *out,
                              fair_error *err);
void fair__strata_free(fair__strata *strata, const fair_allocator *mem);

/* The best plan of each stratum, of a search that has some and no quota; where
 * one has none, which: out->stratum. */
fair_status fair__strata_solve(const fair__search *s, fair__solve solve,
                               fair__found *out, fair_error *err);
/* The widest of the smallest disparities of all strata. */
typedef fair_status fair__nearest(const fair__search *s, fair__found *out,
                                  int *is_cut, fair_error *err);
fair_status fair__strata_nearest(const fair__search *s, fair__nearest *find,
                                 fair__found *out, int *is_cut,
                                 fair_error *err);

#endif
