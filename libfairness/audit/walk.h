/* SPDX-License-Identifier: MIT
 * A walk over the values of a table, in order.
 *
 * Comparisons of one metric in one grouping share one look at its groups
 * (compare/survey.h): row by row, 1,000 groups would take a million looks for
 * each metric. */
#ifndef FAIR_AUDIT_WALK_H
#define FAIR_AUDIT_WALK_H

#include "audit/table.h"

typedef struct fair__walk {
    const fair_report *report;
    const fair__table_rows *table;
    uint64_t i; /* next row */
    uint64_t end;
    /* Of the last comparison. */
    fair__population population;
    fair__survey survey;
    size_t grouping; /* SIZE_MAX: none yet */
} fair__walk;

/* Rows from … to - 1 of a table; the walk must not be copied. */
void fair__walk_rows(fair__walk *walk, const fair_report *report,
                     const char *table, uint64_t from, uint64_t to);
/* All rows. */
void fair__walk_all(fair__walk *walk, const fair_report *report,
                    const char *table);
/* 0 after the last row. */
int fair__walk_next(fair__walk *walk, fair__answer *out);

#endif
