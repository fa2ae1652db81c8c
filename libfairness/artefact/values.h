/* SPDX-License-Identifier: MIT
 * Features and values of the groups of a grouping, kept beyond the report. */
#ifndef FAIR_ARTEFACT_VALUES_H
#define FAIR_ARTEFACT_VALUES_H

#include "audit/report.h"

typedef struct fair__group_values {
    size_t n_groups;
    size_t n_features;
    fair_feature_value *of; /* n_features a group */
    size_t n_bytes;
    char *bytes; /* all text */
} fair__group_values;

/* FAIR_ERR_MEMORY: *out has nothing to free. */
fair_status fair__group_values_make(const fair_report *report,
                                    size_t grouping,
                                    const fair_allocator *mem,
                                    fair__group_values *out,
                                    fair_error *err);
/* Room for values whose texts are somewhere else, all missing. */
fair_status fair__group_values_room(const fair_allocator *mem,
                                    size_t n_groups, size_t n_features,
                                    fair__group_values *out,
                                    fair_error *err);
void fair__group_values_free(const fair_allocator *mem,
                             fair__group_values *values);

#endif
