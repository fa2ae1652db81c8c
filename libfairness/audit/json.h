/* SPDX-License-Identifier: MIT
 * The report and its parts as JSON (schema libfairness/report/1). */
#ifndef FAIR_AUDIT_JSON_H
#define FAIR_AUDIT_JSON_H

#include "audit/answer.h"

/* Counts as an object. */
void fair__json_counts(fair__json *j, const fair__snapshot *s, size_t index);
/* An exact amount: a whole number where nothing is weighted. */
void fair__json_amount(fair__json *j, const fair__snapshot *s,
                       const fair__wide *amount);

/* Members of the object that is open: value, reason, interval and so on. */
void fair__json_metric(fair__json *j, const fair_report *report,
                       const fair__answer *a);
void fair__json_finding(fair__json *j, const fair_report *report,
                        const fair__answer *a);

/* Single values. */
void fair__json_value(fair__json *j, const fair_report *report,
                      const fair__answer *a);
void fair__json_interval(fair__json *j, const fair__answer *a);
/* Index of a group in a grouping, FAIR__OVERALL, FAIR__REST, or none. */
void fair__json_group(fair__json *j, const fair_report *report,
                      size_t grouping, int32_t group);
void fair__json_aside(fair__json *j, const fair_report *report,
                      const fair__answer *a, int32_t standing);

void fair__json_specification(fair__json *j, const fair_report *report);
void fair__json_report(fair__json *j, const fair_report *report);

#endif
