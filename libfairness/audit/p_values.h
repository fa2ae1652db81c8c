/* SPDX-License-Identifier: MIT
 * Families of claims that are tested without random numbers. */
#ifndef FAIR_AUDIT_P_VALUES_H
#define FAIR_AUDIT_P_VALUES_H

#include "compare/judge.h"

/* Whether claims of this plan have such a test. */
int fair__plan_is_tested(const fair__plan *plan);

/* The families of such a plan, one for each metric; samples has room for
 * fair__family_samples of each.  FAIR_ERR_MEMORY. */
fair_status fair__families_test(const fair_allocator *mem,
                                const fair__plan *plan,
                                const fair__population *p,
                                const fair__rules *rules,
                                fair__sample *samples, fair__family *out,
                                fair_error *err);

#endif
