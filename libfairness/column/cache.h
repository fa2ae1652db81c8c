/* SPDX-License-Identifier: MIT
 * Texts that were met lately and their codes, in direct-mapped tables.
 *
 * A hostile column can make it useless, but not slower than one probe and one
 * lookup in the keyed table a row. */
#ifndef FAIR_COLUMN_CACHE_H
#define FAIR_COLUMN_CACHE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels/kernels.h"

/* Texts of so many bytes are in their views.  A longer view, as it stands, is
 * a key within its batch: it says where the text is. */
#define FAIR__VIEW_WHOLE 12
#define FAIR__RECENT_VIEWS 64

typedef struct fair__text_set {
    fair__text_slots table;
    uint32_t draws; /* of factors */
    uint32_t n;
    uint64_t spare; /* another set begins at a multiple of 16 */
} fair__text_set;

typedef struct fair__recent {
    fair__text_set views; /* as they stand */
    fair__text_set spans; /* all texts that are not in their views */
    const fair__kernels *kernels; /* of this machine; NULL: not asked yet */
    uint32_t n_views; /* long views of the batch at hand, and their slots */
    uint16_t slots[FAIR__RECENT_VIEWS];
} fair__recent;

/* The keys of a view, and of a text of up to FAIR__VIEW_WHOLE bytes that is
 * in one. */
static inline fair__text_key
fair__view_key(const void *view)
{
    fair__text_key key = {{0}};
    memcpy(key.words, view, 16);
    return key;
}

static inline fair__text_key
fair__view_key_of(const char *text, size_t length)
{
    fair__text_key key = {{0}};
    key.words[0] = (uint32_t)length;
    memcpy(&key.words[1], text, length);
    return key;
}

/* The key of a span.  Of one of more than FAIR__SPAN_WHOLE bytes it is the
 * first and the last of these: it is to be compared with the text itself. */
static inline fair__text_key
fair__span_key(const char *text, size_t length)
{
    enum { HALF = FAIR__SPAN_WHOLE / 2 };
    fair__text_key key = {{0}};
    if (length <= FAIR__SPAN_WHOLE) {
        memcpy(key.words, text, length);
    } else {
        memcpy(key.words, text, HALF);
        memcpy(key.words + HALF / 4, text + length - HALF, HALF);
    }
    key.words[FAIR__KEY_LENGTH] = (uint32_t)length;
    return key;
}

static inline int
fair__text_key_equal(const fair__text_key *a, const fair__text_key *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

/* The slot in which a key is, if it is there. */
static inline const fair__text_slot *
fair__text_set_slot(const fair__text_set *s, const fair__text_key *key)
{
    uint32_t sum = 0;
    for (int k = 0; k < FAIR__KEY_WORDS; k++)
        sum += key->words[k] * s->table.factors[k];
    return &s->table.slots[sum >> (32 - FAIR__TEXT_BITS)];
}

/* The code that stands by a key, or 0. */
static inline uint32_t
fair__text_set_get(const fair__text_set *s, const fair__text_key *key)
{
    const fair__text_slot *slot = fair__text_set_slot(s, key);
    return fair__text_key_equal(&slot->key, key) ? slot->code : 0;
}

/* Empties both sets: before anything else, and when codes are gone. */
void fair__recent_clear(fair__recent *r);
/* Remembers the code, not 0, of a text by its key in one of the sets; perhaps
 * instead of another.  at: where a long one stands among the known ones.
 * Forgets views. */
void fair__recent_put(fair__recent *r, fair__text_set *set,
                      const fair__text_key *key, uint32_t code, size_t at);
/* Remembers the code of a long view until views are forgotten, if there is
 * room. */
void fair__recent_put_view(fair__recent *r, const fair__text_key *view,
                           uint32_t code);
/* Before a batch: its views are others. */
void fair__recent_forget_views(fair__recent *r);

#endif
