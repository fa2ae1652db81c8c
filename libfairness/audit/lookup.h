/* SPDX-License-Identifier: MIT
 * From selectors to places. */
#ifndef FAIR_AUDIT_LOOKUP_H
#define FAIR_AUDIT_LOOKUP_H

#include "audit/answer.h"

/* The counts that a selector names: of a group, of all groups of a grouping
 * (over all rows or within the stratum), of a stratum, or of all rows; they
 * are counts[*first … *end). */
fair_status fair__lookup_counts(const fair_report *report,
                                const fair_selector *selector, size_t *first,
                                size_t *end, fair_error *err);

#endif
