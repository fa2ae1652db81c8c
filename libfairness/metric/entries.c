/* SPDX-License-Identifier: MIT
 * An index of the labelled entries of every group. */
#include "metric/entries.h"

#include <string.h>

/* Where entry `at` of the run would be in a group's part of the index. */
static size_t
place_of(const fair__scored *group, size_t at)
{
    const fair__score_source *s = group->source;
    size_t low = s->starts[group->group], high = s->starts[group->group + 1];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (s->entries[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void
fair__entries_begin(fair__entries *e, const fair__scored *group, size_t first,
                    size_t end)
{
    const int indexed = group->source->entries != NULL;
    *e = (fair__entries){group, indexed ? place_of(group, first) : first,
                         indexed ? place_of(group, end) : end};
}

/* Calls for every group of a labelled entry. */
#define FOR_GROUPS(s, entry, group)                                           \
    for (size_t k = 0, place = (s)->run->places[entry];                       \
         k < (s)->map.n_per_place &&                                          \
         (s)->map.labels[place] != FAIR__SCORED_UNLABELLED;                   \
         k++)                                                                 \
        if ((group = (s)->map.groups[place * (s)->map.n_per_place + k]) !=    \
            FAIR__NO_SCORED_GROUP)

size_t
fair__entries_count(const fair__score_source *s, size_t *starts)
{
    uint32_t group;
    const size_t n = s->map.n_groups;
    memset(starts, 0, (n + 1) * sizeof(*starts));
    if (s->run->n > UINT32_MAX) return 0;
    for (size_t i = 0; i < s->run->n; i++)
        FOR_GROUPS(s, i, group) starts[group + 1]++;
    for (size_t g = 0; g < n; g++) starts[g + 1] += starts[g];
    return starts[n];
}

void
fair__entries_index(const fair__score_source *s, size_t *starts,
                    uint32_t *entries)
{
    uint32_t group;
    for (size_t i = 0; i < s->run->n; i++)
        FOR_GROUPS(s, i, group) entries[starts[group]++] = (uint32_t)i;
    /* Each start has become the next one. */
    memmove(starts + 1, starts, s->map.n_groups * sizeof(*starts));
    starts[0] = 0;
}
