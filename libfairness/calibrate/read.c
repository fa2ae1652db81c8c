/* SPDX-License-Identifier: MIT
 * A calibrator from JSON, which may come from anywhere. */
#include <math.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scalar.h"
#include "calibrate/calibrator.h"

#define MOST_BINS 100000

/* ---- maps ---- */

static int32_t
of_ranks(const fair_calibrator *c)
{
    return c->method != NULL && c->method->of_ranks;
}

static int
is_withheld(const fair_calibrator *c)
{
    return c->method != NULL && c->method->kind == FAIR__MAP_WITHHELD;
}

/* Numbers, to out if they are kept, and how many. */
static size_t
read_numbers(fair__reading *x, const char *key, double *out, double low,
             double high, int32_t rises)
{
    size_t n = 0;
    double last = -INFINITY;
    fair__json_expect(&x->r, key);
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); n++) {
        const double number = fair__json_read_f64(&x->r);
        fair__need(x, number >= low && number <= high,
                   "a number that is out of range");
        fair__need(x, rises < 0 || number > last ||
                          (rises == 0 && number == last),
                   "numbers do not increase");
        last = number;
        if (x->r.wrong != NULL) return n;
        if (out != NULL) out[n] = number;
    }
    return n;
}

static void
read_map(fair__reading *x, fair_calibrator *c, fair__map *map)
{
    const int32_t kind = c->method != NULL ? c->method->kind : FAIR__MAP_LINES;
    const double most = of_ranks(c) ? HUGE_VAL : 1;
    const fair__coefficient *k = fair__coefficients(kind);
    *map = (fair__map){.kind = kind};
    fair__json_open_object(&x->r);
    for (; k->name != NULL; k++) {
        const double number = fair__member_number(x, k->name);
        fair__need(x, number >= k->low && number <= k->high,
                   "a coefficient that is out of range");
        memcpy((char *)map + k->offset, &number, sizeof(number));
    }
    if (fair__map_has_knots(kind)) {
        if (x->keeps) {
            map->at = c->knots + x->n_items;
            map->value = map->at + c->n_knots;
        }
        map->n = read_numbers(x, "at", map->at, -HUGE_VAL, HUGE_VAL, 1);
        const size_t n = read_numbers(x, "value", map->value,
                                      of_ranks(c) ? -most : 0, most,
                                      kind == FAIR__MAP_LINES ? 0 : -1);
        fair__need(x, map->n > 0 && n == map->n,
                   "at and value have no numbers, or not as many");
        x->n_items += map->n;
    }
    fair__json_close(&x->r);
}

/* ---- what was asked, and how it is used ---- */

static int32_t
member_fate(fair__reading *x, const char *key)
{
    return fair__member_one_of(x, key, fair__calibrator_fates, 2);
}

static void
read_asked(fair__reading *x, fair_calibrator *c)
{
    fair_calibrator_summary *s = &c->summary;
    s->library = fair__member_name(x, "library");
    s->model = fair__member_model(x);
    s->tally = fair__member_digest(x, "tally");
    s->rows = fair__member_count(x, "rows");
    c->method = fair__map_method_find(fair__member_name(x, "method"));
    fair__need(x, c->method != NULL, "a method that is not known");
    s->method = c->method != NULL ? c->method->name : NULL;
    const int is_histogram =
        c->method != NULL && c->method->kind == FAIR__MAP_STEPS;
    fair__json_expect(&x->r, "bins");
    const uint64_t bins =
        fair__json_null_next(&x->r) ? 0 : fair__json_read_u64(&x->r);
    fair__need(x, is_histogram ? bins > 0 && bins <= MOST_BINS : bins == 0,
               "a histogram has from 1 to 100,000 bins, others null");
    s->bins = (uint32_t)bins;
    s->equal_mass = fair__member_bool(x, "equal_mass");
    fair__need(x, is_histogram || !s->equal_mass, "it is of the histogram");
    s->min_count = fair__member_count(x, "min_count");
    fair__need(x, s->min_count > 0, "expected a number above 0");
    s->shrinkage = fair__member_number(x, "shrinkage");
    fair__need(x, s->shrinkage >= 0 && s->shrinkage < HUGE_VAL,
               "expected a number, 0 or more");
    s->strength = NAN;
    if (of_ranks(c)) {
        s->strength = fair__member_number(x, "strength");
        fair__need(x, s->strength >= 0 && s->strength <= 1,
                   "expected a number from 0 to 1");
    }
    if (is_withheld(c)) {
        const int32_t which = fair__member_one_of(
            x, "cost_constraint", fair__cost_constraints, 3);
        s->cost_constraint = fair__cost_constraints[which];
        s->is_randomized = 1;
        fair__need(x, s->shrinkage == 0, "expected no shrinkage");
    }
    s->needs_groups = fair__member_bool(x, "needs_groups");
    fair__need(x, s->needs_groups || !(of_ranks(c) || is_withheld(c)),
               "the method brings groups together: it needs them");
    fair__member_by(x);
    s->score_type = fair__member_score_type(x);
    s->missing = member_fate(x, "missing");
    s->unseen = member_fate(x, "unseen");
    s->brier_before = fair__member_rate(x, "brier_before");
    s->brier_after = fair__member_rate(x, "brier_after");
    s->cost_after =
        is_withheld(c) ? fair__member_rate(x, "cost_after") : (double)NAN;
}

/* ---- groups ---- */

static void
check_share(fair__reading *x, const fair_calibrator *c,
            const fair_calibrator_group *g, int has_map)
{
    const fair_calibrator_summary *s = &c->summary;
    const uint64_t n = g->rows;
    const int has_both = g->positives > 0 && g->negatives > 0;
    fair__need(x,
               !has_map || (s->needs_groups && n >= s->min_count &&
                            (has_both || of_ranks(c))),
               "a group that is too small, or has one label, has no map");
    fair__need(x,
               g->own_share ==
                   (has_map ? (double)n / ((double)n + s->shrinkage) : 0),
               "the share of a group is n / (n + shrinkage), or 0 without a "
               "map");
}

static void
check_withheld(fair__reading *x, const fair_calibrator *c,
               const fair_calibrator_group *g, const fair__map *map)
{
    const double after = c->summary.cost_after, before = g->cost_before;
    const char *name = c->summary.cost_constraint;
    int32_t which = 0;
    fair__need(x, (map == NULL) == isnan(before) && !(before > after),
               "groups that have a map cost at most cost_after");
    if (map == NULL) return;
    while (name != fair__cost_constraints[which]) which++;
    fair__need(x,
               map->slopes[0] ==
                   fair__withheld(which, map->slopes[1], before, after),
               "the share withheld is not that which leads to cost_after");
}

static void
read_group(fair__reading *x, fair_calibrator *c, fair_calibrator_group *g,
           fair__map *map)
{
    fair__json_open_object(&x->r);
    fair__member_group(x);
    g->positives = fair__member_count(x, "positives");
    g->negatives = fair__member_count(x, "negatives");
    fair__need(x, fair__count_add(g->positives, g->negatives, &g->rows),
               "more rows than can be counted");
    if (of_ranks(c)) {
        const uint64_t labelled = g->rows;
        g->rows = fair__member_count(x, "rows");
        fair__need(x, g->rows >= labelled, "fewer rows than have labels");
    }
    g->brier_before = fair__member_rate(x, "brier_before");
    g->brier_after = fair__member_rate(x, "brier_after");
    g->cost_before =
        is_withheld(c) ? fair__member_rate(x, "cost_before") : (double)NAN;
    g->own_share = fair__member_rate(x, "own_share");
    fair__json_expect(&x->r, "map");
    const int has_map = !fair__json_null_next(&x->r);
    if (has_map) read_map(x, c, map);
    check_share(x, c, g, has_map);
    if (is_withheld(c)) check_withheld(x, c, g, has_map ? map : NULL);
    fair__json_close(&x->r);
}

void
fair__calibrator_members(fair__reading *x, void *of)
{
    fair_calibrator *c = of;
    uint64_t rows = 0;
    fair__map counted_map;
    int costs_most = 0; /* some group */
    read_asked(x, c);
    fair__json_expect(&x->r, "map");
    read_map(x, c, x->keeps ? &c->maps[c->n] : &counted_map);
    fair__json_expect(&x->r, "groups");
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); x->n_groups++) {
        fair_calibrator_group counted = FAIR_CALIBRATOR_GROUP_INIT;
        fair_calibrator_group *g =
            x->keeps ? &c->groups[x->n_groups] : &counted;
        read_group(x, c, g, x->keeps ? &c->maps[x->n_groups] : &counted_map);
        if (x->keeps) fair__calibrator_name_group(c, x->n_groups);
        costs_most |= g->cost_before == c->summary.cost_after;
        fair__need(x, fair__count_add(rows, g->rows, &rows),
                   "more rows than can be counted");
    }
    fair__need(x, x->n_groups > 0, "no groups");
    fair__need(x, costs_most || !is_withheld(c), "no group costs cost_after");
    fair__need(x, rows == c->summary.rows,
               "groups have other rows than the calibrator together");
}

/* ---- all of it ---- */

fair_status
fair__calibrator_read_room(fair__reading *x, void *of, fair_error *err)
{
    fair_calibrator *c = of;
    fair_status st = fair__group_values_room(&c->mem, x->n_groups, x->n_by,
                                             &c->values, err);
    if (st == FAIR_OK) st = fair__calibrator_room(c, x->n_groups, err);
    if (st != FAIR_OK) return st;
    x->values = c->values.of;
    c->by = fair__calloc(&c->mem, x->n_by, sizeof(*c->by));
    if (c->by == NULL) return fair__no_memory(err);
    c->n_by = c->summary.n_by = x->n_by;
    memcpy(c->by, x->by, x->n_by * sizeof(*x->by));
    c->summary.by = c->by;
    c->knots = fair__alloc(&c->mem, x->n_items, 2 * sizeof(*c->knots));
    if (c->knots == NULL && x->n_items > 0) return fair__no_memory(err);
    c->n_knots = x->n_items;
    return FAIR_OK;
}

static fair_status
read(fair_calibrator *c, const char *bytes, size_t length, fair_error *err)
{
    uint8_t key[FAIR__SHA256_BYTES];
    c->bytes = fair__alloc(&c->mem, length + 1, 1);
    if (c->bytes == NULL) return fair__no_memory(err);
    c->n_bytes = length + 1;
    const fair_status st =
        fair__artefact_read(&fair__calibrator_kind, c, &c->mem, bytes, length,
                            c->bytes, key, err);
    return st == FAIR_OK ? fair__calibrator_finish(c, key, err) : st;
}

fair_status
fair__calibrator_read(const char *bytes, size_t length,
                      const fair_allocator *allocator, fair_calibrator **out,
                      fair_error *err)
{
    fair_allocator mem;
    fair_status st = fair__memory_init(&mem, allocator, err);
    if (st == FAIR_OK)
        st = fair__artefact_check_size("calibrator", length, err);
    if (st != FAIR_OK) return st;
    fair_calibrator *c = fair__calloc(&mem, 1, sizeof(*c));
    if (c == NULL) return fair__no_memory(err);
    c->mem = mem;
    st = read(c, bytes, length, err);
    if (st == FAIR_OK)
        *out = c;
    else
        fair__calibrator_free(c);
    return st;
}
