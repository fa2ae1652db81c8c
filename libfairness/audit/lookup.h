/* SPDX-License-Identifier: MIT
 * From selectors to places. */
#ifndef FAIR_AUDIT_LOOKUP_H
#define FAIR_AUDIT_LOOKUP_H

#include "audit/answer.h"

/* The place of a value by name (fair_report_value), which the scores that
 * there are can give. */
fair_status fair__lookup_place(const fair_report *report, const char *name,
                               const fair_selector *selector,
                               fair__place *out, fair_error *err);

/* The counts that a selector names: of a group, of all groups of a grouping
 * (over all rows or within the stratum), of a stratum, or of all rows; they
 * are counts[*first … *end). */
fair_status fair__lookup_counts(const fair_report *report,
                                const fair_selector *selector, size_t *first,
                                size_t *end, fair_error *err);

/* The grouping of these features over all rows; n 0: the only one there is. */
fair_status fair__lookup_grouping(const fair_report *report, size_t n,
                                  const char *const *by, size_t *out,
                                  fair_error *err);
/* Index of the group with these values; FAIR__NO_GROUP if no rows are in
 * it. */
fair_status fair__lookup_group(const fair_report *report, size_t grouping,
                               size_t n, const fair_feature_value *values,
                               int32_t *out, fair_error *err);
/* The same, an error that lists those there are if no rows are in it. */
fair_status fair__lookup_named_group(const fair_report *report,
                                     size_t grouping, size_t n,
                                     const fair_feature_value *values,
                                     size_t *out, fair_error *err);

#endif
