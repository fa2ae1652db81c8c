/* SPDX-License-Identifier: MIT
 * A CSV writer whose text no spreadsheet takes for a formula. */
#include "base/csv.h"

#include "base/escape.h"
#include "base/utf8.h"

void
fair__csv_init(fair__csv *csv, fair__text *out)
{
    *csv = (fair__csv){.out = out};
}

static void
next_cell(fair__csv *csv)
{
    if (csv->filled) fair__text_char(csv->out, ',');
    csv->filled = 1;
}

static int
starts_formula(uint32_t code)
{
    static const uint32_t starts[] = {'=',    '+',    '-',    '@',   '\t',
                                      '\r',   0xff1d, 0xff0b, 0xff0d, 0xff20};
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
        if (code == starts[i]) return 1;
    return 0;
}

/* A semicolon separates cells where the comma is the decimal point. */
static int
needs_quotes(const char *text, size_t n)
{
    if (text[0] == ' ' || text[n - 1] == ' ') return 1;
    for (size_t i = 0; i < n; i++)
        if (text[i] == ',' || text[i] == ';' || text[i] == '"' ||
            text[i] == '\'')
            return 1;
    return 0;
}

/* Quotes are doubled; all else is escaped piece by piece. */
static void
put_quoted(fair__text *out, const char *text, size_t n, int medium)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] != '"') continue;
        fair__escape(out, text + from, i + 1 - from, medium);
        fair__text_char(out, '"');
        from = i + 1;
    }
    fair__escape(out, text + from, n - from, medium);
}

static void
put_cell(fair__csv *csv, const char *text, size_t n, int medium)
{
    next_cell(csv);
    if (n == 0) return;
    size_t at = 0;
    const int is_formula = starts_formula(fair__utf8_next(text, n, &at));
    if (!is_formula && !needs_quotes(text, n)) {
        fair__escape(csv->out, text, n, medium);
        return;
    }
    fair__text_string(csv->out, is_formula ? "\"'" : "\"");
    put_quoted(csv->out, text, n, medium);
    fair__text_char(csv->out, '"');
}

void
fair__csv_text(fair__csv *csv, const char *text, size_t n)
{
    put_cell(csv, text, n, FAIR__PLAIN);
}

void
fair__csv_json(fair__csv *csv, const char *text, size_t n)
{
    put_cell(csv, text, n, FAIR__IN_JSON);
}

void
fair__csv_number(fair__csv *csv, const char *digits, size_t n)
{
    next_cell(csv);
    fair__text_add(csv->out, digits, n);
}

void
fair__csv_line_end(fair__csv *csv)
{
    fair__text_char(csv->out, '\n');
    csv->filled = 0;
}
