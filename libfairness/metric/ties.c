/* SPDX-License-Identifier: MIT
 * The walk over the scores of a group or two. */
#include "metric/ties.h"

#include <assert.h>
#include <string.h>

static void
use_index(fair__ties *ties, const fair__scored *group)
{
    const size_t *own = group->source->starts + group->group;
    ties->index = group->source->entries + own[0];
    ties->left = own[1] - own[0];
}

void
fair__ties_begin(fair__ties *ties, const fair__scored *groups, size_t n)
{
    assert(n >= 1 && n <= FAIR__TIED);
    const fair__score_source *s = groups[0].source;
    *ties = (fair__ties){
        .source = s, .n_groups = n, .left = s->run->n, .step = 1};
    if (n == 1) ties->but = groups[0].but;
    if (n == 1 && s->entries != NULL && s->every) use_index(ties, groups);
    for (size_t i = 0; i < n; i++) {
        assert(groups[i].source == ties->source);
        ties->groups[i] = groups[i].group;
    }
}

void
fair__ties_begin_labelled(fair__ties *ties, const fair__scored *group)
{
    fair__ties_begin(ties, group, 1);
    if (group->source->entries != NULL) use_index(ties, group);
}

void
fair__ties_begin_down(fair__ties *ties, const fair__scored *groups, size_t n)
{
    fair__ties_begin(ties, groups, n);
    ties->next = ties->left - 1;
    ties->step = SIZE_MAX;
}

/* Entries of an index are all of the group, and of what is left out. */
static int
is_in(const fair__ties *ties, const fair__score_map *map, uint32_t place, uint32_t group)
{
    const uint32_t *groups = map->groups + place * map->n_per_place;
    for (size_t k = 0; ties->but != 0 && k < map->n_per_place; k++)
        if (groups[k] == ties->but - 1) return 0;
    if (ties->index != NULL) return 1;
    for (size_t k = 0; k < map->n_per_place; k++)
        if (groups[k] == group) return 1;
    return 0;
}

static void
clear(fair__tie *tie, uint64_t key, const fair__amounts *a,
      fair__window square)
{
    tie->score = fair__score_of(key);
    tie->n = a->n;
    tie->scale = a->scale;
    tie->square = square;
    for (int label = 0; label < FAIR__N_SCORED; label++) {
        tie->rows[label] = 0;
        memset(tie->amounts[label], 0, (size_t)a->n * sizeof(uint64_t));
        memset(tie->squares[label], 0, (size_t)square.n * sizeof(uint64_t));
    }
}

static void
add(fair__tie *tie, const fair__score_source *s, size_t entry)
{
    uint64_t room[FAIR__AMOUNT_LIMBS];
    const uint8_t label = s->map.labels[s->run->places[entry]];
    const uint64_t *amount = fair__amount(&s->amounts, entry, room);
    tie->rows[label] += s->run->counts[entry];
    if (tie->n == 1)
        tie->amounts[label][0] += *amount;
    else
        fair__exact_add_sum(tie->amounts[label], amount, tie->n);
    if (tie->square.n > 0)
        fair__exact_add_sum(tie->squares[label],
                            s->run->square.limbs +
                                entry * (size_t)tie->square.n,
                            tie->square.n);
}

int
fair__ties_next(fair__ties *ties, fair__tie *out)
{
    const fair__score_source *s = ties->source;
    const fair__run *run = s->run;
    const fair__window square =
        run->weighted ? run->square.window : (fair__window){0, 0};
    int any = 0;
    size_t i = ties->next, left = ties->left;
    uint64_t key = 0;
    for (; left > 0; i += ties->step, left--) {
        const size_t entry = ties->index != NULL ? ties->index[i] : i;
        if (any && run->keys[entry] != key) break;
        for (size_t g = 0; g < ties->n_groups; g++) {
            if (!is_in(ties, &s->map, run->places[entry], ties->groups[g]))
                continue;
            if (!any) {
                any = 1;
                key = run->keys[entry];
                for (size_t k = 0; k < ties->n_groups; k++)
                    clear(&out[k], key, &s->amounts, square);
            }
            add(&out[g], s, entry);
        }
    }
    ties->next = i;
    ties->left = left;
    return any;
}

static fair__wide
whole(const fair__tie *tie, const uint64_t *amount)
{
    uint64_t limbs[FAIR__AMOUNT_LIMBS + 1];
    memcpy(limbs, amount, (size_t)tie->n * sizeof(*limbs));
    limbs[tie->n] = 0; /* the top bit is no sign */
    fair__wide x = fair__wide_exact(limbs, (fair__window){0, tie->n + 1});
    if (!fair__wide_is_zero(&x)) x.exponent += tie->scale;
    return x;
}

fair__wide
fair__tie_weight(const fair__tie *tie, int label)
{
    return whole(tie, tie->amounts[label]);
}

static fair__wide
sum_of(const fair__tie *tie, int labels)
{
    uint64_t sum[FAIR__AMOUNT_LIMBS] = {0};
    for (int label = 0; label < labels; label++) {
        if (tie->n == 1)
            sum[0] += tie->amounts[label][0];
        else
            fair__exact_add_sum(sum, tie->amounts[label], tie->n);
    }
    return whole(tie, sum);
}

fair__wide
fair__tie_labelled(const fair__tie *tie)
{
    return sum_of(tie, FAIR__SCORED_UNLABELLED);
}

fair__wide
fair__tie_total(const fair__tie *tie)
{
    return sum_of(tie, FAIR__N_SCORED);
}

fair__wide
fair__tie_square(const fair__tie *tie, int label)
{
    return tie->square.n > 0
               ? fair__wide_exact(tie->squares[label], tie->square)
               : fair__wide_u64(tie->rows[label]);
}
