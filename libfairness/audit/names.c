/* SPDX-License-Identifier: MIT
 * Names that are not there: the ones that are, nearest first. */
#include "audit/names.h"

#include <stdint.h>
#include <string.h>

#define MAX_NAME 64     /* bytes that are compared */
#define MAX_MESSAGE 400 /* a little more than an error holds */

void
fair__names_add(fair__names *list, const char *name)
{
    if (list->n < FAIR__MAX_NAMES) list->names[list->n++] = name;
}

static size_t
bounded_length(const char *text, size_t most)
{
    const char *end = memchr(text, '\0', most);
    return end == NULL ? most : (size_t)(end - text);
}

static uint32_t
least(uint32_t a, uint32_t b, uint32_t c)
{
    const uint32_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Levenshtein's distance of the first MAX_NAME bytes. */
static uint32_t
distance(const char *a, const char *b)
{
    uint32_t row[MAX_NAME + 1];
    const size_t n_a = bounded_length(a, MAX_NAME);
    const size_t n_b = bounded_length(b, MAX_NAME);
    for (size_t k = 0; k <= n_b; k++) row[k] = (uint32_t)k;
    for (size_t i = 0; i < n_a; i++) {
        uint32_t diagonal = row[0];
        row[0] = (uint32_t)i + 1;
        for (size_t k = 0; k < n_b; k++) {
            const uint32_t here =
                least(row[k] + 1, row[k + 1] + 1, diagonal + (a[i] != b[k]));
            diagonal = row[k + 1];
            row[k + 1] = here;
        }
    }
    return row[n_b];
}

/* The nearest of those not yet listed, ties to the first; n if none. */
static size_t
nearest(const fair__names *list, const uint32_t *distances)
{
    size_t found = list->n;
    for (size_t i = 0; i < list->n; i++)
        if (distances[i] != UINT32_MAX &&
            (found == list->n || distances[i] < distances[found]))
            found = i;
    return found;
}

static size_t
append(char *out, size_t at, const char *text)
{
    const size_t n = bounded_length(text, MAX_MESSAGE - at);
    memcpy(out + at, text, n);
    return at + n;
}

fair_status
fair__names_unknown(fair_error *err, const char *column, const char *what,
                    const char *name, const fair__names *list)
{
    uint32_t distances[FAIR__MAX_NAMES];
    char known[MAX_MESSAGE + 1];
    size_t at = 0;
    for (size_t i = 0; i < list->n; i++)
        distances[i] = distance(name, list->names[i]);
    for (size_t i = 0; i < list->n && at < MAX_MESSAGE; i++) {
        const size_t next = nearest(list, distances);
        if (i > 0) at = append(known, at, ", ");
        at = append(known, at, list->names[next]);
        distances[next] = UINT32_MAX;
    }
    known[at] = '\0';
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, column, -1, 0,
                         "there is no %s %q; nearest first there are: %s",
                         what, name, strlen(name), known);
}
