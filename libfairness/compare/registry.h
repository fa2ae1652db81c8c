/* SPDX-License-Identifier: MIT
 * The texts about the rows of a table that are not in the row. */
#ifndef FAIR_COMPARE_REGISTRY_H
#define FAIR_COMPARE_REGISTRY_H

#include "compare/criterion.h"

/* All static strings; "" if there is nothing to say. */
const char *fair__needs_text(uint32_t needs);
const char *fair__orientation_text(int32_t orientation);
const char *fair__range_text(double low, double high);
const char *fair__metric_undefined(const fair__metric *m);
const char *fair__metric_interval(const fair__metric *m);
const char *fair__criterion_needs(const fair__criterion *c);
const char *fair__criterion_orientation(const fair__criterion *c);
const char *fair__criterion_range(const fair__criterion *c);
const char *fair__criterion_undefined(const fair__criterion *c);
const char *fair__criterion_interval(const fair__criterion *c);

/* Reasons and methods: codes that stand in a fair_value, in their order from
 * 1 on. */
typedef struct fair__code {
    const char *name; /* FAIR__WORDS */
    const char *reference;
} fair__code;

size_t fair__reason_count(void);
const fair__code *fair__reason_at(size_t i);
size_t fair__method_count(void);
const fair__code *fair__method_at(size_t i);
size_t fair__warning_count(void);
const fair__code *fair__warning_at(size_t i);

#endif
