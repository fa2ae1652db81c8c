/* SPDX-License-Identifier: MIT
 * What the library knows by name: metrics, comparisons, criteria, and the
 * codes of reasons, interval methods and warnings.
 *
 * Names are API and never change their meaning; the lists grow, and so may
 * the texts.  Tables are "metrics", "comparisons", "criteria", "reasons",
 * "methods", "warnings".  All strings are static, ASCII, and without a full
 * stop at the end.  Unknown tables are empty.  Since 0.1. */
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

/* One text about a row, by its name or an alias:
 *
 *   name         the row's own name
 *   aliases      other names that are understood, with spaces between them
 *   summary      the definition in one sentence
 *   details      for people who do not write formulas; of a code what to do
 *   formula      over the counts TP, FP, FN, TN of a group
 *   suite        of a metric: what to ask for to see it among its kind
 *   needs        the columns without which it is not there
 *   orientation  which sign or direction harms whom
 *   range        the values that it can have
 *   undefined    the reasons for which there may be no value
 *   interval     the method of its interval
 *   reference    where the definition comes from
 *   elsewhere    its names in other libraries: "same: A x; differs: B y (how)"
 *   caveat       how it is read wrongly
 *
 * NULL if the table, row or field does not exist; "" if there is nothing to
 * say, as for most fields of codes; "none: " and why where there is none. */
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
