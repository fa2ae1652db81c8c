/* SPDX-License-Identifier: MIT
 * From the scores of a report to the points of each group. */
#include "plan/points.h"

#include "base/error.h"
#include "base/memory.h"

#define NOBODY UINT32_MAX

/* One look at every entry of the run. */
typedef struct filling {
    const fair__score_source *source;
    uint32_t *members; /* by place: the group of the grouping, or NOBODY */
    uint64_t *last;    /* by group: the key of its last point */
} filling;

static fair_status
find_members(filling *f, const fair__grouping *g, const fair_allocator *mem,
             fair_error *err)
{
    const fair__score_map *map = &f->source->map;
    f->members = fair__alloc(mem, map->n_places, sizeof(*f->members));
    f->last = fair__calloc(mem, g->n, sizeof(*f->last));
    if ((f->members == NULL && map->n_places > 0) || f->last == NULL)
        return fair__no_memory(err);
    for (size_t p = 0; p < map->n_places; p++) {
        f->members[p] = NOBODY;
        for (size_t k = 0; k < map->n_per_place; k++) {
            const uint32_t index = map->groups[p * map->n_per_place + k];
            if (index >= g->first && index < g->first + g->n)
                f->members[p] = index - (uint32_t)g->first;
        }
    }
    return FAIR_OK;
}

static void
free_filling(filling *f, const fair__grouping *g, const fair_allocator *mem)
{
    fair__free(mem, f->members, f->source->map.n_places, sizeof(*f->members));
    fair__free(mem, f->last, g->n, sizeof(*f->last));
}

/* The group of an entry that has weight, and the weight; else NOBODY. */
static uint32_t
member(const filling *f, const fair__points *p, size_t entry,
       uint64_t amount[FAIR__PLAN_LIMBS])
{
    uint64_t room[FAIR__AMOUNT_LIMBS];
    const uint32_t g = f->members[f->source->run->places[entry]];
    if (g == NOBODY) return g;
    const uint64_t *limbs = fair__amount(&f->source->amounts, entry, room);
    memcpy(amount, limbs, (size_t)p->limbs * sizeof(*amount));
    return fair__whole_is_zero(amount, p->limbs) ? NOBODY : g;
}

static fair_status
count_points(const filling *f, fair__points *p, fair_error *err)
{
    uint64_t amount[FAIR__PLAN_LIMBS];
    const fair__run *run = f->source->run;
    for (size_t g = 0; g < p->n_groups; g++) p->groups[g].n = 1;
    for (size_t i = run->n; i-- > 0;) {
        const uint32_t g = member(f, p, i, amount);
        if (g == NOBODY || f->last[g] == run->keys[i]) continue;
        f->last[g] = run->keys[i];
        p->groups[g].n++;
    }
    for (size_t g = 0; g < p->n_groups; g++) {
        p->groups[g].first = p->n;
        p->n += p->groups[g].n;
        f->last[g] = 0;
    }
    if (p->n < UINT32_MAX) return FAIR_OK;
    return fair__fail(err, FAIR_ERR_LIMIT,
                      "the groups have %u distinct scores: a plan is made of "
                      "less than 2^32",
                      (uint64_t)p->n);
}

/* A point that selects what the one before it does; the first, nobody. */
static void
begin_point(fair__points *p, size_t at, uint32_t g, uint64_t key)
{
    const size_t size = FAIR__N_CHOSEN * (size_t)p->limbs;
    uint64_t *sums = p->sums + at * size;
    p->keys[at] = key;
    p->group[at] = g;
    for (size_t i = 0; i < size; i++)
        sums[i] = key == 0 ? 0 : p->sums[(at - 1) * size + i];
}

static void
fill_points(const filling *f, fair__points *p)
{
    uint64_t amount[FAIR__PLAN_LIMBS];
    const fair__run *run = f->source->run;
    const size_t limbs = (size_t)p->limbs;
    for (size_t g = 0; g < p->n_groups; g++) {
        begin_point(p, p->groups[g].first, (uint32_t)g, 0);
        p->groups[g].n = 1;
    }
    for (size_t i = run->n; i-- > 0;) {
        const uint32_t g = member(f, p, i, amount);
        if (g == NOBODY) continue;
        fair__plan_members *m = &p->groups[g];
        const uint8_t label = f->source->map.labels[run->places[i]];
        if (f->last[g] != run->keys[i]) {
            f->last[g] = run->keys[i];
            begin_point(p, m->first + m->n++, g, run->keys[i]);
        }
        uint64_t *sums =
            p->sums + (m->first + m->n - 1) * FAIR__N_CHOSEN * limbs;
        if (label == FAIR__SCORED_POSITIVE)
            fair__whole_add(sums + FAIR__CHOSEN_POSITIVE * limbs, amount,
                            p->limbs);
        if (label == FAIR__SCORED_NEGATIVE)
            fair__whole_add(sums + FAIR__CHOSEN_NEGATIVE * limbs, amount,
                            p->limbs);
        fair__whole_add(sums + FAIR__CHOSEN_ALL * limbs, amount, p->limbs);
    }
}

static void
sum_totals(fair__points *p)
{
    for (size_t g = 0; g < p->n_groups; g++) {
        fair__plan_members *m = &p->groups[g];
        for (int k = 0; k < FAIR__N_CHOSEN; k++) {
            memcpy(m->total.of[k], fair__point_sum(p, m->first + m->n - 1, k),
                   (size_t)p->limbs * sizeof(uint64_t));
            fair__whole_add(p->total.of[k], m->total.of[k], p->limbs);
        }
    }
}

static void
count_rows(fair__points *p, const fair__counts *counts)
{
    for (size_t g = 0; g < p->n_groups; g++) {
        const uint64_t *rows = counts[g].rows;
        uint64_t *own = p->groups[g].rows;
        own[FAIR__CHOSEN_POSITIVE] = rows[FAIR__TP] + rows[FAIR__FN];
        own[FAIR__CHOSEN_NEGATIVE] = rows[FAIR__FP] + rows[FAIR__TN];
        own[FAIR__CHOSEN_ALL] = fair__counts_n(&counts[g]);
    }
}

fair_status
fair__points_room(fair__points *p, fair_error *err)
{
    p->keys = fair__alloc(p->mem, p->n, sizeof(*p->keys));
    p->sums = fair__alloc(p->mem, p->n,
                          FAIR__N_CHOSEN * (size_t)p->limbs *
                              sizeof(*p->sums));
    p->group = fair__alloc(p->mem, p->n, sizeof(*p->group));
    return p->keys != NULL && p->sums != NULL && p->group != NULL
               ? FAIR_OK
               : fair__no_memory(err);
}

static fair_status
make(fair__points *p, const fair__snapshot *s, const fair__grouping *g,
     fair_error *err)
{
    filling f = {.source = &s->source};
    fair_status st = find_members(&f, g, p->mem, err);
    if (st == FAIR_OK) st = count_points(&f, p, err);
    if (st == FAIR_OK) st = fair__points_room(p, err);
    if (st == FAIR_OK) {
        fill_points(&f, p);
        sum_totals(p);
    }
    free_filling(&f, g, p->mem);
    return st;
}

static int
has_scores(const fair__snapshot *s)
{
    return (s->given & FAIR__GIVEN_SCORES) != 0;
}

fair_status
fair__points_make(const fair_report *report, size_t grouping,
                  const fair_allocator *mem, fair__points *out,
                  fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__grouping *g = &s->groupings[grouping];
    fair__points p = {.mem = mem,
                      .grid = s->run.grid.bins > 0 ? &s->run.grid : NULL,
                      .limbs = s->source.amounts.n,
                      .scale = s->source.amounts.scale,
                      .n_groups = g->n};
    const fair__counts *counts = s->counts + g->first;
    if (p.limbs > FAIR__PLAN_LIMBS)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "sample_weight", -1, 0,
                             "the weights are so different in size that "
                             "their sums take more than 256 bits");
    p.groups = fair__calloc(mem, g->n, sizeof(*p.groups));
    fair_status st = p.groups == NULL    ? fair__no_memory(err)
                     : has_scores(s)     ? make(&p, s, g, err)
                                         : fair__points_decided(&p, counts, err);
    if (st != FAIR_OK) {
        fair__points_free(&p);
        return st;
    }
    count_rows(&p, counts);
    *out = p;
    return FAIR_OK;
}

fair_status
fair__points_rows(const fair_report *report, size_t grouping,
                  const fair_allocator *mem, const uint64_t *keys,
                  uint64_t (*rows)[FAIR__N_COUNTS], fair_error *err)
{
    static const int slots[FAIR__N_SCORED][2] = {
        [FAIR__SCORED_NEGATIVE] = {FAIR__TN, FAIR__FP},
        [FAIR__SCORED_POSITIVE] = {FAIR__FN, FAIR__TP},
        [FAIR__SCORED_UNLABELLED] = {FAIR__UNLABELLED_REJECTED,
                                     FAIR__UNLABELLED_SELECTED},
    };
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__grouping *g = &s->groupings[grouping];
    filling f = {.source = &s->source};
    memset(rows, 0, g->n * sizeof(*rows));
    if (!has_scores(s)) {
        fair__points_decided_rows(s->counts + g->first, g->n, keys, rows);
        return FAIR_OK;
    }
    const fair_status st = find_members(&f, g, mem, err);
    for (size_t i = 0; st == FAIR_OK && i < s->run.n; i++) {
        const uint32_t place = s->run.places[i], own = f.members[place];
        if (own == NOBODY) continue;
        const int is_in = keys[own] != 0 && s->run.keys[i] >= keys[own];
        rows[own][slots[s->source.map.labels[place]][is_in]] +=
            s->run.counts[i];
    }
    free_filling(&f, g, mem);
    return st;
}

size_t
fair__points_at(const fair__points *p, size_t group, double threshold)
{
    const fair__plan_members *m = &p->groups[group];
    const uint64_t key = fair__score_key(threshold);
    size_t low = m->first, high = m->first + m->n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (p->keys[middle] >= key)
            low = middle;
        else
            high = middle;
    }
    return low;
}

fair_status
fair__points_refer(fair__points *p, double threshold, fair_error *err)
{
    p->middle = fair__alloc(p->mem, p->n_groups, sizeof(*p->middle));
    if (p->middle == NULL) return fair__no_memory(err);
    for (size_t g = 0; g < p->n_groups; g++)
        p->middle[g] = (uint32_t)fair__points_at(p, g, threshold);
    return FAIR_OK;
}

void
fair__point_decides(const fair__points *p, size_t point, int part,
                    uint64_t selected[FAIR__PLAN_LIMBS],
                    uint64_t decided[FAIR__PLAN_LIMBS])
{
    const uint64_t *upper =
        fair__point_sum(p, fair__point_upper(p, point), part);
    fair__whole_copy(selected, upper, p->limbs);
    fair__whole_copy(decided, p->groups[p->group[point]].total.of[part],
                     p->limbs);
    if (p->middle == NULL) return;
    fair__whole_subtract(
        decided, fair__point_sum(p, fair__point_lower(p, point), part),
        p->limbs);
    fair__whole_add(decided, upper, p->limbs);
}

void
fair__points_free(fair__points *p)
{
    if (p->mem == NULL) return;
    fair__free(p->mem, p->middle, p->n_groups, sizeof(*p->middle));
    fair__free(p->mem, p->groups, p->n_groups, sizeof(*p->groups));
    fair__free(p->mem, p->keys, p->n, sizeof(*p->keys));
    fair__free(p->mem, p->sums, p->n,
               FAIR__N_CHOSEN * (size_t)p->limbs * sizeof(*p->sums));
    fair__free(p->mem, p->group, p->n, sizeof(*p->group));
    *p = (fair__points){.mem = NULL};
}
