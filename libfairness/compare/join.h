/* SPDX-License-Identifier: MIT
 * How criteria are put together from metrics and comparisons. */
#ifndef FAIR_COMPARE_JOIN_H
#define FAIR_COMPARE_JOIN_H

#include "compare/criterion.h"

typedef void fair__join(const fair__criterion *c, const fair__population *p,
                        const fair__rules *rules,
                        const fair__metric *const m[2], fair__finding *out);

/* join.c */
fair__join fair__join_one;
fair__join fair__join_worst;
fair__join fair__join_mean;
fair__join fair__join_signed;
/* impact.c */
fair__join fair__join_impact;
/* calibration.c */
fair__join fair__join_sufficiency;
fair__join fair__join_multicalibration;
fair__join fair__join_tolerance;
/* disparity.c */
fair__join fair__join_strata;
/* between.c */
fair__join fair__join_between;

#endif
