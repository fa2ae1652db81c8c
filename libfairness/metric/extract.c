/* SPDX-License-Identifier: MIT
 * Taking the scores of groups out of a run: count, then fill. */
#include "metric/extract.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* What both walks over the run share. */
typedef struct work {
    const fair__score_source *source;
    uint32_t *group_of; /* by place; FAIR__NO_SCORED_GROUP: none of these */
    uint64_t *last;     /* by group, the key of its last item; 0: none yet */
    size_t first;
    fair__extract e;
} work;

static void
find_groups(work *w)
{
    const fair__score_map *m = &w->source->map;
    for (size_t place = 0; place < m->n_places; place++) {
        uint32_t *group = &w->group_of[place];
        *group = FAIR__NO_SCORED_GROUP;
        if (w->e.kinds == FAIR__EXTRACT_BY_LABEL &&
            m->labels[place] == FAIR__SCORED_UNLABELLED)
            continue;
        for (size_t k = 0; k < m->n_per_place; k++) {
            const uint32_t g = m->groups[place * m->n_per_place + k];
            if (g != FAIR__NO_SCORED_GROUP && g >= w->first &&
                g - w->first < w->e.n_groups)
                *group = (uint32_t)(g - w->first);
        }
    }
}

static int
is_zero(const uint64_t *limbs, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (limbs[i] != 0) return 0;
    return 1;
}

/* The amount of an entry that is part of a group here, or NULL. */
static const uint64_t *
amount_of(const work *w, size_t entry, uint64_t *room, uint32_t *group)
{
    *group = w->group_of[w->source->run->places[entry]];
    if (*group == FAIR__NO_SCORED_GROUP) return NULL;
    const uint64_t *amount = fair__amount(&w->source->amounts, entry, room);
    return is_zero(amount, w->e.n) ? NULL : amount;
}

/* Sets starts[g + 1] to the number of g's items, then to where they end. */
static void
count_items(work *w)
{
    const fair__run *run = w->source->run;
    uint64_t room[FAIR__AMOUNT_LIMBS];
    uint32_t group;
    for (size_t i = 0; i < run->n; i++) {
        if (amount_of(w, i, room, &group) == NULL ||
            w->last[group] == run->keys[i])
            continue;
        w->last[group] = run->keys[i];
        w->e.starts[group + 1]++;
    }
    for (size_t g = 0; g < w->e.n_groups; g++)
        w->e.starts[g + 1] += w->e.starts[g];
    w->e.n_items = w->e.starts[w->e.n_groups];
}

/* Starts move to the ends of what is filled. */
static void
fill_items(work *w)
{
    const fair__run *run = w->source->run;
    const fair__score_map *m = &w->source->map;
    fair__extract *e = &w->e;
    uint64_t room[FAIR__AMOUNT_LIMBS];
    uint32_t group;
    for (size_t i = 0; i < run->n; i++) {
        const uint64_t *amount = amount_of(w, i, room, &group);
        if (amount == NULL) continue;
        if (w->last[group] != run->keys[i]) {
            w->last[group] = run->keys[i];
            e->items[e->starts[group]++ * e->stride] = run->keys[i];
        }
        const size_t at = e->kinds == FAIR__EXTRACT_BY_LABEL
                              ? m->labels[run->places[i]] * (size_t)e->n
                              : 0;
        fair__exact_add_sum(
            e->items + (e->starts[group] - 1) * e->stride + 1 + at, amount,
            e->n);
        fair__exact_add_sum(
            e->totals + group * (size_t)e->kinds * (size_t)e->n + at, amount,
            e->n);
    }
    memmove(e->starts + 1, e->starts, e->n_groups * sizeof(*e->starts));
    e->starts[0] = 0;
}

static size_t
total_limbs(const fair__extract *e)
{
    return e->n_groups * (e->stride - 1);
}

void
fair__extract_free(fair__extract *e, const fair_allocator *mem)
{
    fair__free(mem, e->starts, e->n_groups + 1, sizeof(*e->starts));
    fair__free(mem, e->items, e->n_items * e->stride, sizeof(*e->items));
    fair__free(mem, e->totals, total_limbs(e), sizeof(*e->totals));
}

static fair_status
take(work *w, const fair_allocator *mem, fair_error *err)
{
    fair__extract *e = &w->e;
    size_t n;
    w->group_of =
        fair__alloc(mem, w->source->map.n_places, sizeof(*w->group_of));
    w->last = fair__calloc(mem, e->n_groups, sizeof(*w->last));
    e->starts = fair__calloc(mem, e->n_groups + 1, sizeof(*e->starts));
    if (w->group_of == NULL || w->last == NULL || e->starts == NULL)
        return fair__no_memory(err);
    find_groups(w);
    count_items(w);
    memset(w->last, 0, e->n_groups * sizeof(*w->last));
    if (!fair__size_mul(e->n_items, e->stride, &n)) {
        e->n_items = 0;
        return fair__no_memory(err);
    }
    e->totals = fair__calloc(mem, total_limbs(e), sizeof(*e->totals));
    if (n > 0) e->items = fair__calloc(mem, n, sizeof(*e->items));
    if (e->totals == NULL || (n > 0 && e->items == NULL))
        return fair__no_memory(err);
    if (n > 0) fill_items(w);
    return FAIR_OK;
}

fair_status
fair__extract_make(const fair_allocator *mem,
                   const fair__score_source *source, int kinds, size_t first,
                   size_t n_groups, fair__extract *out, fair_error *err)
{
    const int32_t n = source->amounts.n;
    work w = {.source = source,
              .first = first,
              .e = {.kinds = kinds,
                    .n = n,
                    .stride = 1 + (size_t)kinds * (size_t)n,
                    .n_groups = n_groups}};
    const fair_status st = take(&w, mem, err);
    fair__free(mem, w.group_of, source->map.n_places, sizeof(*w.group_of));
    fair__free(mem, w.last, n_groups, sizeof(*w.last));
    if (st != FAIR_OK)
        fair__extract_free(&w.e, mem);
    else
        *out = w.e;
    return st;
}

fair__extracted
fair__extract_group(const fair__extract *e, size_t i)
{
    fair__extracted out = {.totals = e->totals + i * (e->stride - 1),
                           .stride = e->stride,
                           .n = e->n};
    if (e->n_items == 0) return out; /* no array to point into */
    out.items = e->items + e->starts[i] * e->stride;
    out.end = e->items + e->starts[i + 1] * e->stride;
    return out;
}
