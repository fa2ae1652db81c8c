/* SPDX-License-Identifier: MIT
 * Quantile repair: scores of each group are led towards the Wasserstein
 * barycentre of all groups (Feldman et al. 2015; Gouic, Loubes and Rigollet
 * 2020; Chzhen et al. 2020).
 *
 * A score at the middle u of its ranks in the group, in weight, becomes
 *   (1 - strength) * score + strength * sum over groups of share * Q(u),
 * Q(u) the least score of a group below or at which the part u of it lies.
 * Which scores these are is decided in whole numbers. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"
#include "calibrate/calibrator.h"

#define PRODUCT (2 * FAIR__PLAN_LIMBS)
/* Distinct scores of groups: each is a knot of its group and one of all, a
 * knot is up to 52 bytes of a file, and files are read up to 64 MiB. */
#define MOST_SCORES ((size_t)1 << 19)

/* A group that the barycentre is made of. */
typedef struct source {
    size_t group;
    double share;
    size_t at; /* its point, which only goes to higher scores */
} source;

typedef struct barycentre {
    const fair__points *points;
    double strength;
    size_t n;
    source *sources;
} barycentre;

/* Whether the part above point `at - 1` of a group is more than that above
 * the middle, which is half of `middle` of `total`. */
static int
is_above(const fair__points *p, const source *s, const uint64_t *middle,
         const uint64_t *total)
{
    const int32_t n = p->limbs;
    uint64_t twice[FAIR__PLAN_LIMBS], own[PRODUCT], asked[PRODUCT];
    const uint64_t *above =
        fair__point_sum(p, p->groups[s->group].first + s->at - 1,
                        FAIR__CHOSEN_ALL);
    fair__whole_copy(twice, above, n); /* sums leave room for a sign */
    fair__whole_add(twice, above, n);
    fair__whole_multiply(own, twice, n, total, n);
    fair__whole_multiply(asked, middle, n,
                         p->groups[s->group].total.of[FAIR__CHOSEN_ALL], n);
    return fair__whole_order(own, asked, 2 * n) > 0;
}

/* Halves, since scores may be as far apart as doubles go.  What is the same in
 * all groups stays what it is. */
static double
repaired(barycentre *b, double score, const uint64_t *middle,
         const uint64_t *total)
{
    double away = 0;
    for (size_t i = 0; i < b->n; i++) {
        source *s = &b->sources[i];
        while (s->at > 1 && is_above(b->points, s, middle, total)) s->at--;
        const double other = fair__labelled_score(
            b->points, b->points->groups[s->group].first + s->at);
        away += s->share * (other * 0.5 - score * 0.5);
    }
    const double centre = 2 * (score * 0.5 + away);
    if (b->strength == 1) return centre;
    return 2 * (score * 0.5 + b->strength * (centre * 0.5 - score * 0.5));
}

static void
begin(barycentre *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->sources[i].at = b->points->groups[b->sources[i].group].n - 1;
}

/* Knots increase, values do not fall: rounding may not undo an order. */
static void
add_knot(fair__map *map, double score, double value)
{
    if (map->n > 0 && !(score > map->at[map->n - 1])) return;
    if (map->n > 0 && value < map->value[map->n - 1])
        value = map->value[map->n - 1];
    map->at[map->n] = score;
    map->value[map->n++] = value;
}

static fair_status
fit_group(barycentre *b, size_t g, const fair_allocator *mem, fair__map *map,
          fair_error *err)
{
    const fair__points *p = b->points;
    const fair__plan_members *m = &p->groups[g];
    const fair_status st = fair__map_room(mem, m->n - 1, map, err);
    if (st != FAIR_OK) return st;
    begin(b);
    for (size_t i = m->n - 1; i > 0; i--) {
        const size_t point = m->first + i;
        const double score = fair__labelled_score(p, point);
        uint64_t middle[FAIR__PLAN_LIMBS];
        fair__whole_copy(middle, fair__point_sum(p, point, FAIR__CHOSEN_ALL),
                         p->limbs);
        fair__whole_add(middle,
                        fair__point_sum(p, point - 1, FAIR__CHOSEN_ALL),
                        p->limbs);
        add_knot(map, score,
                 repaired(b, score, middle, m->total.of[FAIR__CHOSEN_ALL]));
    }
    return FAIR_OK;
}

/* ---- all groups as one ---- */

/* By score, ascending: every point of every group. */
static void
fit_sorted(barycentre *b, const fair__record *sorted, size_t n, fair__map *map)
{
    const fair__points *p = b->points;
    uint64_t above[FAIR__PLAN_LIMBS], middle[FAIR__PLAN_LIMBS];
    fair__whole_copy(above, p->total.of[FAIR__CHOSEN_ALL], p->limbs);
    begin(b);
    for (size_t i = 0, next; i < n; i = next) {
        fair__whole_copy(middle, above, p->limbs);
        for (next = i; next < n && sorted[next].key == sorted[i].key; next++) {
            const size_t point = sorted[next].index;
            fair__whole_subtract(
                above, fair__point_sum(p, point, FAIR__CHOSEN_ALL), p->limbs);
            fair__whole_add(above,
                            fair__point_sum(p, point - 1, FAIR__CHOSEN_ALL),
                            p->limbs);
        }
        fair__whole_add(middle, above, p->limbs);
        const double score = fair__labelled_score(p, sorted[i].index);
        add_knot(map, score, repaired(b, score, middle,
                                      p->total.of[FAIR__CHOSEN_ALL]));
    }
}

static fair_status
fit_pooled(barycentre *b, const fair_allocator *mem, fair__map *map,
           fair_error *err)
{
    const fair__points *p = b->points;
    const size_t n = p->n - p->n_groups;
    fair__record *records = fair__alloc(mem, n, sizeof(*records));
    fair__record *spare = fair__alloc(mem, n, sizeof(*spare));
    fair_status st = records == NULL || spare == NULL
                         ? fair__no_memory(err)
                         : fair__map_room(mem, n, map, err);
    if (st == FAIR_OK) {
        size_t k = 0;
        for (size_t i = 0; i < p->n; i++)
            if (p->keys[i] != 0)
                records[k++] = (fair__record){p->keys[i], (uint32_t)i};
        fit_sorted(b, fair__sort_records(records, spare, n), n, map);
    }
    fair__free(mem, records, n, sizeof(*records));
    fair__free(mem, spare, n, sizeof(*spare));
    return st;
}

/* ---- of which groups ---- */

static int
has_own_map(const fair__calibrator_request *r, const fair__plan_members *m)
{
    return m->n > 1 && m->rows[FAIR__CHOSEN_ALL] >= r->min_count;
}

static fair_status
find_sources(barycentre *b, const fair__calibrator_request *r, fair_error *err)
{
    const fair__points *p = b->points;
    fair__wide all = fair__wide_zero();
    uint64_t most = 0;
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__plan_members *m = &p->groups[g];
        if (m->rows[FAIR__CHOSEN_ALL] > most)
            most = m->rows[FAIR__CHOSEN_ALL];
        if (!has_own_map(r, m)) continue;
        const fair__wide own =
            fair__whole_wide(m->total.of[FAIR__CHOSEN_ALL], p->limbs);
        all = fair__wide_add(&all, &own);
        b->sources[b->n++].group = g;
    }
    for (size_t i = 0; i < b->n; i++) {
        fair__wide own = fair__whole_wide(
            p->groups[b->sources[i].group].total.of[FAIR__CHOSEN_ALL],
            p->limbs);
        own = fair__wide_div(&own, &all);
        b->sources[i].share = fair__wide_double(&own);
    }
    if (b->n > 0) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_DATA, "min_count", -1, 0,
                         "no group has %u rows that have weight, the largest "
                         "has %u: there is nothing that scores could be led "
                         "to",
                         r->min_count, most);
}

fair_status
fair__quantile_fit(fair_calibrator *c, const fair__calibrator_request *r,
                   const fair__points *points, fair_error *err)
{
    barycentre b = {.points = points, .strength = r->strength};
    const size_t n = points->n - points->n_groups;
    if (n > MOST_SCORES)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "y_score", -1, 0,
                             "the groups have %u distinct scores together, "
                             "each of which would be in the file, and at most "
                             "%u may be: count scores in bins (score_range, "
                             "score_bins)",
                             (uint64_t)n, (uint64_t)MOST_SCORES);
    b.sources = fair__calloc(&c->mem, c->n, sizeof(*b.sources));
    if (b.sources == NULL) return fair__no_memory(err);
    fair_status st = find_sources(&b, r, err);
    if (st == FAIR_OK) st = fit_pooled(&b, &c->mem, &c->maps[c->n], err);
    for (size_t g = 0; st == FAIR_OK && g < c->n; g++) {
        const fair__plan_members *m = &points->groups[g];
        if (!has_own_map(r, m)) continue;
        const double rows = (double)m->rows[FAIR__CHOSEN_ALL];
        st = fit_group(&b, g, &c->mem, &c->maps[g], err);
        c->groups[g].own_share = rows / (rows + r->shrinkage);
    }
    fair__free(&c->mem, b.sources, c->n, sizeof(*b.sources));
    return st;
}
