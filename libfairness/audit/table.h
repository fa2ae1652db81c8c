/* SPDX-License-Identifier: MIT
 * Tables of values as rows. */
#ifndef FAIR_AUDIT_TABLE_H
#define FAIR_AUDIT_TABLE_H

#include "audit/answer.h"

typedef struct fair__table_rows {
    const char *name;
    uint64_t (*size)(const fair_report *report);
    /* i < size */
    void (*place)(const fair_report *report, uint64_t i, fair__place *out);
} fair__table_rows;

/* "groups", "comparisons", "criteria"; NULL for others. */
const fair__table_rows *fair__table_find(const char *name);

#endif
