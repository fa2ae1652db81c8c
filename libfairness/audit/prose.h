/* SPDX-License-Identifier: MIT
 * The report for people: plain text for a terminal, Markdown, and a fragment
 * of HTML for a notebook.  One text in three media. */
#ifndef FAIR_AUDIT_PROSE_H
#define FAIR_AUDIT_PROSE_H

#include "audit/report.h"
#include "base/text.h"

void fair__write_text(fair__text *out, const fair_report *report);
void fair__write_markdown(fair__text *out, const fair_report *report);
void fair__write_html(fair__text *out, const fair_report *report);

#endif
