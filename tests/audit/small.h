/* SPDX-License-Identifier: MIT
 * A small table on which options make a difference, for the tests of them. */
#ifndef FAIR_TESTS_SMALL_H
#define FAIR_TESTS_SMALL_H

#include "reports.h"

/* Three groups and a missing one; b has no positives. */
static const fix_row small_rows[] = {
    {{"a", "x"}, 1, 1, 0, 6, 1}, {{"a", "x"}, 0, 0, 0, 4, 1},
    {{"a", "y"}, 0, 1, 0, 2, 1}, {{"b", "x"}, 0, 1, 0, 3, 1},
    {{"b", "y"}, 0, 0, 0, 2, 1}, {{"c", "x"}, 1, 0, 0, 5, 1},
    {{"c", "y"}, 0, 0, 0, 4, 1}, {{NULL, "x"}, 1, 1, 0, 40, 1},
    {{NULL, "y"}, 0, 0, 0, 1, 1},
};
#define SMALL_ROWS (sizeof(small_rows) / sizeof(*small_rows))

static inline fair_report *
small_report(const fair_report_options *options)
{
    fixture f = fix(1, "g", "c", NULL);
    return fix_report(&f, options, small_rows, SMALL_ROWS);
}

static inline fair_error
small_refused(const fair_report_options *options, fair_status status)
{
    fixture f = fix(1, "g", "c", NULL);
    return fix_refused(&f, options, small_rows, SMALL_ROWS, status);
}

/* Text of the member at a path such as "groupings.0.by.0". */
static inline const char *
text_at(const json *j, const char *path)
{
    char key[64];
    while (*path != '\0') {
        const size_t n = strcspn(path, ".");
        ck_assert_uint_lt(n, sizeof(key));
        memcpy(key, path, n);
        key[n] = '\0';
        j = j->kind == '[' ? json_at(j, (size_t)atoi(key)) : json_get(j, key);
        path += n + (path[n] == '.');
    }
    return j->kind == 'n' ? "null" : j->kind == 't' ? "true"
           : j->kind == 'f' ? "false" : j->text;
}

#endif
