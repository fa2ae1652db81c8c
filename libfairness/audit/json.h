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
/* A bin of scores by its edges. */
void fair__json_bin(fair__json *j, double lower, double upper);
/* Text, or null where a metric has none. */
void fair__json_parameters(fair__json *j, const fair_report *report,
                           const fair__metric *m);
/* Index of a group in a grouping, FAIR__OVERALL, FAIR__REST, or none. */
void fair__json_group(fair__json *j, const fair_report *report,
                      size_t grouping, int32_t group);
void fair__json_aside(fair__json *j, const fair_report *report,
                      const fair__answer *a, int32_t standing);

/* How many rows came in, were used, and were excluded why. */
void fair__json_rows(fair__json *j, const fair__row_counts *rows);
void fair__json_specification(fair__json *j, const fair_report *report);
void fair__json_report(fair__json *j, const fair_report *report);
/* One member of the report: "warnings". */
fair_status fair__json_member(fair__json *j, const fair_report *report,
                              const char *name, fair_error *err);

#endif
