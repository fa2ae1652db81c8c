/* SPDX-License-Identifier: MIT
 * A value against a limit by its interval. */
#ifndef FAIR_AUDIT_TEST_BOUNDS_H
#define FAIR_AUDIT_TEST_BOUNDS_H

#include "audit/lookup.h"
#include "compare/claim.h"

/* Whether the subject has an interval that says so much. */
int fair__has_bounds_test(const fair__subject *subject,
                          const fair__rules *rules);

/* FAIR_ERR_ARGUMENT: no such value can be. */
fair_status fair__bounds_limit(const fair__subject *subject,
                               const fair__rules *rules, double limit,
                               fair_error *err);

/* Sets all but value, reason and confidence of *t, which are there. */
fair_status fair__test_bounds(const fair_report *report,
                              const fair__subject *subject,
                              const fair__place *place, double limit,
                              fair_test *t, fair_error *err);

#endif
