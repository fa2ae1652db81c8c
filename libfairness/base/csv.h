/* SPDX-License-Identifier: MIT
 * A CSV writer (RFC 4180, lines end in LF) whose text no spreadsheet takes
 * for a formula.
 *
 * Text is made safe to show (base/escape.h), so that a cell is always on one
 * line.  Text that starts as a formula does gets an apostrophe in front, as
 * OWASP advises, and is quoted: the characters are =, +, -, @, tab and
 * carriage return, and the full-width forms of the first four, which
 * spreadsheets of East Asian locales read alike.  Numbers are left alone. */
#ifndef FAIR_BASE_CSV_H
#define FAIR_BASE_CSV_H

#include "base/text.h"

typedef struct fair__csv {
    fair__text *out;
    int filled; /* something is on this line */
} fair__csv;

void fair__csv_init(fair__csv *csv, fair__text *out);
/* The next cell: text, which may be hostile. */
void fair__csv_text(fair__csv *csv, const char *text, size_t n);
/* The next cell: JSON text, written so that it is still the same JSON. */
void fair__csv_json(fair__csv *csv, const char *text, size_t n);
/* The next cell: digits as they are; n of 0 is an empty cell. */
void fair__csv_number(fair__csv *csv, const char *digits, size_t n);
void fair__csv_line_end(fair__csv *csv);

#endif
