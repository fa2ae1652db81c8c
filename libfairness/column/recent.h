/* SPDX-License-Identifier: MIT
 * Texts that were met before: their codes without the keyed table. */
#ifndef FAIR_COLUMN_RECENT_H
#define FAIR_COLUMN_RECENT_H

#include <fairness/column.h>

#include "base/hash.h"
#include "column/cache.h"

/* known: the texts whose entries are the codes less 1; NULL if none of more
 * than FAIR__SPAN_WHOLE bytes was ever remembered. */

/* Where a text of a column is remembered, and by what. */
typedef struct fair__text_place {
    fair__text_set *set;
    fair__text_key key;
} fair__text_place;

fair__text_place fair__text_place_of(fair__recent *r,
                                     const fair_column *column,
                                     const char *text, size_t length);
/* The code of a text of this place, or 0 if it is not remembered. */
uint32_t fair__text_recent(const fair__text_table *known,
                           const fair__text_place *place, const char *text,
                           size_t length);
/* Remembers a text by its stored copy: if the column was written meanwhile,
 * the two differ and nothing is remembered. */
void fair__text_remember(const fair__text_table *known, fair__recent *r,
                         const fair_column *column,
                         const fair__text_place *place, uint32_t code);

/* Codes of rows start … start + n of a text column, n <= FAIR__CHUNK; missing
 * ones are 0.  Returns how many rows are not remembered, or are not texts:
 * those are listed in missed, in their order, and are for the caller to read
 * by the rules.  Long views are remembered on the way. */
size_t fair__texts_recent(const fair__text_table *known, fair__recent *r,
                          const fair_column *column, size_t start, size_t n,
                          uint32_t *codes, uint16_t *missed);

/* How many of the rows missed, n > 0, stand together from the first on. */
static inline size_t
fair__missed_run(const uint16_t *missed, size_t n)
{
    size_t run = 1;
    while (run < n && missed[run] == missed[0] + run)
        run++;
    return run;
}

#endif
