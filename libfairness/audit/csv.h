/* SPDX-License-Identifier: MIT
 * The whole report as one table (docs/reference/tables.md, "As one CSV"), or
 * one of its tables. */
#ifndef FAIR_AUDIT_CSV_H
#define FAIR_AUDIT_CSV_H

#include "audit/report.h"
#include "base/text.h"

void fair__write_csv(fair__text *out, const fair_report *report);
/* One table; what out was told is said by fair__text_flush. */
fair_status fair__write_csv_table(fair__text *out, const fair_report *report,
                                  const char *table, fair_error *err);

#endif
