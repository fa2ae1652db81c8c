/* SPDX-License-Identifier: MIT
 * Texts that were met before: their codes without the keyed table. */
#ifndef FAIR_COLUMN_RECENT_H
#define FAIR_COLUMN_RECENT_H

#include <fairness/column.h>

#include "column/cache.h"
#include "column/values.h"

/* Whether two texts of the same key and length > FAIR__KEY_WHOLE are equal:
 * in words, since they are seldom long enough for a call of memcmp. */
static inline int
fair__same_middle(const char *a, const char *b, size_t length)
{
    if (length > 64) return memcmp(a, b, length) == 0;
    uint64_t other = 0;
    for (size_t i = 4; i + 8 < length; i += 8)
        other |= fair__load64(a + i) ^ fair__load64(b + i);
    return other == 0;
}

/* The code of the text that has this key, or 0 if it is not remembered. */
static inline uint32_t
fair__text_recent(const fair__values *v, fair__cache *c,
                  const fair__text_key *key, const char *text, size_t length)
{
    const fair__text_entry *e = fair__text_slot(c, key);
    if (e->code == 0 || !fair__text_key_equal(&e->key, key)) return 0;
    if (length > FAIR__KEY_WHOLE) {
        size_t n;
        const char *known = fair__text_table_get(&v->texts, e->code - 2, &n);
        if (n != length || !fair__same_middle(known, text, n)) return 0;
    }
    return e->code - 1;
}

/* Remembers a text by its stored copy: if the column was written meanwhile,
 * the two differ and nothing is remembered. */
void fair__text_remember(const fair__values *v, fair__cache *c,
                         const fair__text_key *key, uint32_t code);

/* Codes of rows start, start + 1, ... of a text column up to the first that
 * is not remembered (missing ones are code 0); returns how many.  It may stop
 * anywhere: the row after is for the caller to read by the rules. */
size_t fair__texts_recent(const fair__values *v, fair__cache *c,
                          const fair_column *column, size_t start, size_t n,
                          uint32_t *codes);

#endif
