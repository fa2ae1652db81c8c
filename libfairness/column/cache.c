/* SPDX-License-Identifier: MIT
 * Remembering texts: where they are few each has a slot to itself. */
#include "column/cache.h"

/* So many texts are spread anew when two meet in a slot; not for ever, since
 * somebody may choose texts that always meet. */
#define FEW 64
#define TRIES 16
#define MAX_DRAWS 256

static fair__text_slot *
slot_of(fair__text_set *s, const fair__text_key *key)
{
    return &s->table.slots[fair__text_set_slot(s, key) - s->table.slots];
}

/* The next odd factors (splitmix64: Steele, Lea, Flood 2014).  The first is
 * so large that the key that is 1 and zeros is not in slot 0, where the key of
 * zeros is. */
static void
draw_factors(fair__text_set *s)
{
    for (int k = 0; k < FAIR__KEY_WORDS; k++) {
        uint64_t z = (++s->draws) * UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        s->table.factors[k] = (uint32_t)(z >> 32) | UINT32_C(0x40000001);
    }
}

/* A free slot has code 0 and a key that falls in another one. */
static void
empty_slot(fair__text_set *s, fair__text_slot *slot)
{
    memset(slot, 0, sizeof(*slot));
    slot->key.words[0] = slot == s->table.slots;
}

static void
empty_slots(fair__text_set *s)
{
    memset(s->table.slots, 0, sizeof(s->table.slots));
    empty_slot(s, s->table.slots);
}

static void
clear(fair__text_set *s)
{
    s->draws = 0;
    s->n = 0;
    draw_factors(s);
    empty_slots(s);
}

void
fair__recent_clear(fair__recent *r)
{
    clear(&r->views);
    clear(&r->spans);
    r->n_views = 0;
}

/* Puts texts into slots of their own; 0 if two meet. */
static int
place(fair__text_set *s, const fair__text_slot *texts, size_t n)
{
    empty_slots(s);
    for (size_t i = 0; i < n; i++) {
        fair__text_slot *slot = slot_of(s, &texts[i].key);
        if (slot->code != 0) return 0;
        *slot = texts[i];
    }
    return 1;
}

/* Spreads the texts and one more by other factors; where none of some keep
 * them apart, that one takes the place of another. */
static void
spread(fair__text_set *s, const fair__text_slot *added)
{
    const fair__text_slots old = s->table;
    fair__text_slot all[FEW + 1];
    size_t n = 0;
    for (size_t i = 0; i < FAIR__TEXT_SLOTS; i++)
        if (old.slots[i].code != 0) all[n++] = old.slots[i];
    all[n++] = *added;
    for (int tries = 0; tries < TRIES; tries++) {
        draw_factors(s);
        if (place(s, all, n)) {
            s->n = (uint32_t)n;
            return;
        }
    }
    s->table = old;
    *slot_of(s, &added->key) = *added;
}

static void
put(fair__text_set *s, const fair__text_slot *added)
{
    fair__text_slot *slot = slot_of(s, &added->key);
    if (slot->code != 0 && !fair__text_key_equal(&slot->key, &added->key) &&
        s->n < FEW && s->draws < MAX_DRAWS) {
        spread(s, added);
        return;
    }
    s->n += slot->code == 0;
    *slot = *added;
}

void
fair__recent_put(fair__recent *r, fair__text_set *set,
                 const fair__text_key *key, uint32_t code, size_t at)
{
    const fair__text_slot added = {*key, code, at};
    fair__recent_forget_views(r);
    put(set, &added);
}

void
fair__recent_put_view(fair__recent *r, const fair__text_key *view,
                      uint32_t code)
{
    fair__text_slot *slot = slot_of(&r->views, view);
    if (slot->code != 0 || r->n_views == FAIR__RECENT_VIEWS) return;
    *slot = (fair__text_slot){*view, code, 0};
    r->slots[r->n_views++] = (uint16_t)(slot - r->views.table.slots);
}

void
fair__recent_forget_views(fair__recent *r)
{
    for (; r->n_views > 0; r->n_views--)
        empty_slot(&r->views,
                   &r->views.table.slots[r->slots[r->n_views - 1]]);
}
