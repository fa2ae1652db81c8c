/* SPDX-License-Identifier: MIT
 * An index of the labelled entries of every group. */
#include "metric/entries.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"

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
    assert(!indexed || !group->source->every);
    *e = (fair__entries){group, indexed ? place_of(group, first) : first,
                         indexed ? place_of(group, end) : end};
}

static int
has_index(const fair__score_source *s, int every)
{
    return s->entries != NULL && s->every == every;
}

/* Calls for every group of an entry. */
#define FOR_GROUPS(s, every, entry, group)                                    \
    for (size_t k = 0, place = (s)->run->places[entry];                       \
         k < (s)->map.n_per_place &&                                          \
         ((every) || (s)->map.labels[place] != FAIR__SCORED_UNLABELLED);      \
         k++)                                                                 \
        if ((group = (s)->map.groups[place * (s)->map.n_per_place + k]) !=    \
            FAIR__NO_SCORED_GROUP)

size_t
fair__entries_count(const fair__score_source *s, int every, size_t *starts)
{
    uint32_t group;
    const size_t n = s->map.n_groups;
    memset(starts, 0, (n + 1) * sizeof(*starts));
    if (s->run->n > UINT32_MAX) return 0;
    for (size_t i = 0; i < s->run->n; i++)
        FOR_GROUPS(s, every, i, group) starts[group + 1]++;
    for (size_t g = 0; g < n; g++) starts[g + 1] += starts[g];
    return starts[n];
}

void
fair__entries_index(const fair__score_source *s, int every, size_t *starts,
                    uint32_t *entries)
{
    uint32_t group;
    for (size_t i = 0; i < s->run->n; i++)
        FOR_GROUPS(s, every, i, group)
            entries[starts[group]++] = (uint32_t)i;
    /* Each start has become the next one. */
    memmove(starts + 1, starts, s->map.n_groups * sizeof(*starts));
    starts[0] = 0;
}

void
fair__indexed_free(fair__indexed *x, const fair_allocator *mem)
{
    fair__free(mem, x->starts, x->source.map.n_groups + 1,
               sizeof(*x->starts));
    fair__free(mem, x->entries, x->n, sizeof(*x->entries));
    *x = (fair__indexed){.starts = NULL};
}

fair_status
fair__indexed_make(const fair_allocator *mem, const fair__score_source *s,
                   int every, fair__indexed *out, fair_error *err)
{
    fair__indexed x = {.source = *s};
    if (!has_index(s, every)) {
        x.source.entries = NULL;
        x.source.every = every;
        x.starts = fair__alloc(mem, s->map.n_groups + 1, sizeof(*x.starts));
        if (x.starts == NULL) return fair__no_memory(err);
        x.n = fair__entries_count(s, every, x.starts);
        if (x.n > 0) x.entries = fair__alloc(mem, x.n, sizeof(*x.entries));
        if (x.n > 0 && x.entries == NULL) {
            fair__indexed_free(&x, mem);
            return fair__no_memory(err);
        }
        if (x.n > 0) fair__entries_index(s, every, x.starts, x.entries);
        x.source.starts = x.starts;
        x.source.entries = x.entries;
    }
    *out = x;
    return FAIR_OK;
}
