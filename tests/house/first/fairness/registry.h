/* SPDX-License-Identifier: MIT
 * What the library knows by name: metrics, comparisons, criteria, reasons.
 *
 * Names are API and never change their meaning; the lists grow.  Tables are
 * "metrics", "comparisons", "criteria", "reasons", "methods".  All strings are
 * static.  Unknown tables are empty.  Since 0.1. */
#ifndef FAIRNESS_REGISTRY_H
#define FAIRNESS_REGISTRY_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Number of rows of a table. */
FAIR_API size_t fair_registry_size(const char *table);

/* Name of row i in the table's own order; NULL beyond its end. */
FAIR_API const char *fair_registry_name(const char *table, size_t i);

/* One text about a row: field is "name" (resolves an alias), "summary",
 * "formula", "needs", "orientation", "range", "undefined", "interval",
 * "reference", "aliases", "elsewhere".  NULL if the row or field does not
 * exist; "" if there is nothing to say. */
FAIR_API const char *fair_registry_text(const char *table, const char *name,
                                        const char *field);

/* Names of codes in a fair_value: "no_positives", "wilson"; NULL for
 * FAIR_DEFINED, FAIR_METHOD_NONE and numbers that are no code. */
FAIR_API const char *fair_reason_name(int32_t reason);
FAIR_API const char *fair_method_name(int32_t method);

#ifdef __cplusplus
}
#endif
#endif
