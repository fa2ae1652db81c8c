/* SPDX-License-Identifier: MIT
 * The labelled entries of a group in a run: found by looking at every entry,
 * or by an index where there is one. */
#ifndef FAIR_METRIC_ENTRIES_H
#define FAIR_METRIC_ENTRIES_H

#include "base/error.h"
#include "metric/ties.h"

typedef struct fair__entries {
    const fair__scored *group;
    size_t next; /* in the index, else in the run */
    size_t end;
} fair__entries;

/* Of entries first … end - 1 of the run. */
void fair__entries_begin(fair__entries *e, const fair__scored *group,
                         size_t first, size_t end);

/* How many elements an index of this source has, and writes it: entries[of
 * all groups], starts[n_groups + 1].  A run of 2^32 entries has none (0).
 *  every  of unlabelled entries too, as s->every will say. */
size_t fair__entries_count(const fair__score_source *s, int every,
                           size_t *starts);
void fair__entries_index(const fair__score_source *s, int every,
                         size_t *starts, uint32_t *entries);

/* A source with an index: that of another, or one of its own. */
typedef struct fair__indexed {
    fair__score_source source;
    size_t *starts;
    uint32_t *entries;
    size_t n;
} fair__indexed;
/* What s holds has to stay.  FAIR_ERR_MEMORY leaves *out untouched. */
fair_status fair__indexed_make(const fair_allocator *mem,
                               const fair__score_source *s, int every,
                               fair__indexed *out, fair_error *err);
/* All zero is fine. */
void fair__indexed_free(fair__indexed *x, const fair_allocator *mem);

/* 1 if an entry is the group's and has a label. */
static inline int
fair__entry_is_in(const fair__scored *group, size_t entry)
{
    const fair__score_map *map = &group->source->map;
    const uint32_t place = group->source->run->places[entry];
    const uint32_t *groups = map->groups + place * map->n_per_place;
    int found = 0;
    if (map->labels[place] == FAIR__SCORED_UNLABELLED) return 0;
    for (size_t k = 0; k < map->n_per_place; k++) {
        if (group->but != 0 && groups[k] == group->but - 1) return 0;
        if (groups[k] == group->group) found = 1;
    }
    return found;
}

/* The next entry; 0 if there is none. */
static inline int
fair__entries_next(fair__entries *e, size_t *entry)
{
    const uint32_t *index = e->group->source->entries;
    while (e->next < e->end) {
        *entry = index != NULL ? index[e->next] : e->next;
        e->next++;
        if ((index != NULL && e->group->but == 0) ||
            fair__entry_is_in(e->group, *entry))
            return 1;
    }
    return 0;
}

#endif
