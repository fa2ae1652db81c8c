/* SPDX-License-Identifier: MIT
 * The whole report as one table (docs/reference/tables.md, "As one CSV"). */
#ifndef FAIR_AUDIT_CSV_H
#define FAIR_AUDIT_CSV_H

#include "audit/report.h"
#include "base/text.h"

void fair__write_csv(fair__text *out, const fair_report *report);

#endif
