/* SPDX-License-Identifier: MIT
 * The tables of the report for people. */
#ifndef FAIR_AUDIT_PROSE_TABLES_H
#define FAIR_AUDIT_PROSE_TABLES_H

#include "audit/answer.h"
#include "audit/page.h"

/* A name as words: selection rate. */
void fair__prose_name(fair__text *out, const char *name);

void fair__prose_groups(fair__page *page, const fair_report *report,
                        size_t grouping);
void fair__prose_criteria(fair__page *page, const fair_report *report,
                          size_t grouping);
/* Who could not be compared in these tables, and why. */
void fair__prose_aside(fair__page *page, const fair_report *report,
                       size_t grouping);

#endif
