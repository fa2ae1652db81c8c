/* SPDX-License-Identifier: MIT
 * One walk over a run: every group has one open bin of each kind, and a list
 * of those that are done.  A walk for each group would wait for memory at
 * every entry, as the entries of a group lie apart. */
#include "metric/reliability.h"

#include <string.h>

#include "base/memory.h"
#include "metric/bin_sums.h"

/* A bin that is not done. */
typedef struct open_bin {
    const double *upper; /* edges; NULL: each score is a bin */
    fair__bin_range range; /* upper < 0: none was begun */
    size_t last; /* of the list, or FAIR__NO_BIN */
    fair__bin_sums sums;
} open_bin;

typedef struct work {
    const fair_allocator *mem;
    fair__bin_layout layout;
    fair__reliability r;
    open_bin *open; /* by list */
    uint64_t *limbs; /* of all open ones */
    double *edges;  /* of equal width, then of each pool */
    size_t n_limbs;
    size_t n_edges;
    uint64_t tie; /* number of the score */
} work;

/* ---- edges ---- */

static size_t
count_pools(const uint32_t *pools, size_t n)
{
    size_t count = 0;
    for (size_t g = 0; g < n; g++) count += pools[g] == g;
    return count;
}

/* Edges of one group's bins, which may be fewer than there is room for; NULL
 * where there are none. */
static const double *
put_edges(const fair__score_source *s, int32_t kind, size_t pool, double *to)
{
    const fair__scored group = {s, (uint32_t)pool};
    fair__bins bins;
    fair__bins_make(&bins, kind, s->bins, &group);
    memcpy(to, bins.upper, bins.n * sizeof(*to));
    return bins.n > 0 ? to : NULL;
}

/* Many pools are looked through by an index. */
static fair_status
make_edges(work *w, const uint32_t *pools, fair_error *err)
{
    const fair__score_source *s = w->layout.source;
    const size_t n = (size_t)s->bins, n_groups = s->map.n_groups;
    const int mass = w->r.n_kinds > 1;
    const size_t n_pools = mass ? count_pools(pools, n_groups) : 0;
    fair__indexed indexed = {.source = *s};
    fair_status st = FAIR_OK;
    if (!fair__size_mul(n_pools + 1, n, &w->n_edges))
        return fair__no_memory(err);
    w->edges = fair__alloc(w->mem, w->n_edges, sizeof(*w->edges));
    if (w->edges == NULL) {
        w->n_edges = 0;
        return fair__no_memory(err);
    }
    if (n_pools > 1) st = fair__indexed_make(w->mem, s, 0, &indexed, err);
    if (st != FAIR_OK) return st;
    double *at = w->edges;
    const double *width = put_edges(s, FAIR__BINS_WIDTH, 0, at);
    for (size_t g = 0; g < n_groups; g++) {
        open_bin *o = w->open + g * w->r.n_kinds;
        o[FAIR__BINS_WIDTH].upper = width;
        if (mass && pools[g] == g)
            o[FAIR__BINS_MASS].upper = put_edges(
                &indexed.source, FAIR__BINS_MASS, g, at += n);
    }
    for (size_t g = 0; mass && g < n_groups; g++)
        w->open[g * 2 + FAIR__BINS_MASS].upper =
            w->open[pools[g] * 2 + FAIR__BINS_MASS].upper;
    fair__indexed_free(&indexed, w->mem);
    return FAIR_OK;
}

/* ---- bins ---- */

static fair_status
close_bin(work *w, open_bin *o, size_t list, fair_error *err)
{
    fair__reliability *r = &w->r;
    fair__bin bin;
    const fair_status st =
        fair__reserve(w->mem, &r->bins, &r->capacity, r->n_bins + 1,
                      sizeof(*r->bins), err);
    if (st != FAIR_OK) return st;
    fair__bin_sums_end(&o->sums, &w->layout, &bin);
    fair__reliable_bin *out = &r->bins[r->n_bins];
    *out = (fair__reliable_bin){.number = o->range.number - 1,
                                .lower = o->range.lower,
                                .upper = o->range.upper,
                                .rows = bin.rows,
                                .next = FAIR__NO_BIN};
    if (!fair__wide_is_zero(&bin.weight)) {
        fair__wide n = fair__wide_mul(&bin.weight, &bin.weight);
        n = fair__wide_div(&n, &bin.square);
        out->weight = fair__wide_double(&bin.weight);
        out->effective_n = fair__wide_double(&n);
        out->mean_score = fair__bin_mean(&bin, &bin.scores);
        out->observed_rate = fair__bin_mean(&bin, &bin.positives);
    }
    if (o->last == FAIR__NO_BIN)
        r->first[list] = r->n_bins;
    else
        r->bins[o->last].next = r->n_bins;
    o->last = r->n_bins++;
    return FAIR_OK;
}

/* The bin of a probability above the open one's. */
static fair_status
next_bin(work *w, open_bin *o, size_t list, double p, fair_error *err)
{
    if (o->range.upper >= 0) {
        const fair_status st = close_bin(w, o, list, err);
        if (st != FAIR_OK) return st;
    }
    fair__bin_sums_begin(&o->sums, &w->layout);
    if (o->upper != NULL)
        fair__bin_of(o->upper, p, &o->range);
    else
        o->range = (fair__bin_range){
            .number = w->tie + 1, .lower = p, .upper = p};
    return FAIR_OK;
}

/* Adds an entry to the open bins of a group. */
static fair_status
add_entry(work *w, size_t group, size_t entry, uint8_t label, double p,
          fair_error *err)
{
    const size_t n_kinds = w->r.n_kinds;
    for (size_t list = group * n_kinds; list < (group + 1) * n_kinds;
         list++) {
        open_bin *o = &w->open[list];
        /* Where nobody has weight there are no bins of equal mass. */
        if (o->upper == NULL && w->r.kinds[0] == FAIR__BINS_WIDTH) continue;
        if (p > o->range.upper) {
            const fair_status st = next_bin(w, o, list, p, err);
            if (st != FAIR_OK) return st;
        }
        fair__bin_sums_add(&o->sums, &w->layout, entry, label, p);
    }
    return FAIR_OK;
}

static fair_status
walk(work *w, fair_error *err)
{
    const fair__score_source *s = w->layout.source;
    const fair__score_map *m = &s->map;
    double before = -1;
    fair_status st = FAIR_OK;
    for (size_t i = 0; i < s->run->n; i++) {
        const uint32_t place = s->run->places[i];
        const uint8_t label = m->labels[place];
        const double p = fair__probability_at(s, i);
        w->tie += i > 0 && p != before;
        before = p;
        if (label == FAIR__SCORED_UNLABELLED) continue;
        for (size_t k = 0; k < m->n_per_place; k++) {
            const uint32_t group = m->groups[place * m->n_per_place + k];
            if (group == FAIR__NO_SCORED_GROUP) continue;
            st = add_entry(w, group, i, label, p, err);
            if (st != FAIR_OK) return st;
        }
    }
    for (size_t list = 0; list < w->r.n_lists && st == FAIR_OK; list++)
        if (w->open[list].range.upper >= 0)
            st = close_bin(w, &w->open[list], list, err);
    return st;
}

/* ---- all of it ---- */

static fair_status
make_room(work *w, fair_error *err)
{
    fair__reliability *r = &w->r;
    const size_t size = w->layout.size;
    if (!fair__size_mul(w->layout.source->map.n_groups, r->n_kinds,
                        &r->n_lists) ||
        !fair__size_mul(r->n_lists, size, &w->n_limbs)) {
        r->n_lists = 0;
        return fair__no_memory(err);
    }
    r->first = fair__alloc(w->mem, r->n_lists, sizeof(*r->first));
    w->open = fair__calloc(w->mem, r->n_lists, sizeof(*w->open));
    w->limbs = fair__alloc(w->mem, w->n_limbs, sizeof(*w->limbs));
    if (r->first == NULL || w->open == NULL || w->limbs == NULL)
        return fair__no_memory(err);
    for (size_t i = 0; i < r->n_lists; i++) {
        r->first[i] = FAIR__NO_BIN;
        w->open[i].range.upper = -1;
        w->open[i].last = FAIR__NO_BIN;
        w->open[i].sums.limbs = w->limbs + i * size;
    }
    return FAIR_OK;
}

void
fair__reliability_free(fair__reliability *r, const fair_allocator *mem)
{
    fair__free(mem, r->bins, r->capacity, sizeof(*r->bins));
    fair__free(mem, r->first, r->n_lists, sizeof(*r->first));
    *r = (fair__reliability){.bins = NULL};
}

fair_status
fair__reliability_make(const fair_allocator *mem,
                       const fair__score_source *source,
                       const uint32_t *pools, fair__reliability *out,
                       fair_error *err)
{
    const int distinct = source->bins == FAIR__EACH_SCORE;
    work w = {.mem = mem,
              .layout = fair__bin_layout_of(source),
              .r = {.n_kinds = distinct || source->run->grid.bins > 0 ? 1 : 2,
                    .kinds = {distinct ? FAIR__BINS_DISTINCT
                                       : FAIR__BINS_WIDTH,
                              FAIR__BINS_MASS}}};
    fair_status st = make_room(&w, err);
    if (st == FAIR_OK && !distinct) st = make_edges(&w, pools, err);
    if (st == FAIR_OK) st = walk(&w, err);
    fair__free(mem, w.open, w.r.n_lists, sizeof(*w.open));
    fair__free(mem, w.limbs, w.n_limbs, sizeof(*w.limbs));
    fair__free(mem, w.edges, w.n_edges, sizeof(*w.edges));
    if (st == FAIR_OK)
        *out = w.r;
    else
        fair__reliability_free(&w.r, mem);
    return st;
}
