/* SPDX-License-Identifier: MIT
 * Strata and groupings: cells sorted by some features, cut into runs. */
#include "audit/snapshot.h"
#include "base/sort.h"

/* Features that cells are sorted by. */
typedef struct sort_key {
    const fair__snapshot *s;
    size_t n_features; /* of a cell */
    size_t n;
    uint32_t features[2 * FAIR__MAX_FEATURES];
} sort_key;

static int
order_by_first(const sort_key *key, size_t n, uint32_t a, uint32_t b)
{
    const uint32_t *x = key->s->ranks + a * key->n_features;
    const uint32_t *y = key->s->ranks + b * key->n_features;
    for (size_t i = 0; i < n; i++) {
        const uint32_t f = key->features[i];
        if (x[f] != y[f]) return x[f] < y[f] ? -1 : 1;
    }
    return 0;
}

static int
order_cells(const void *ctx, uint32_t a, uint32_t b)
{
    const sort_key *key = ctx;
    const int order = order_by_first(key, key->n, a, b);
    return order != 0 ? order : (a > b) - (a < b);
}

/* End of the run of cells from `from` on that are equal in the first n
 * features of the key. */
static size_t
run_end(const sort_key *key, size_t n, size_t from, size_t to)
{
    const uint32_t *order = key->s->order;
    size_t end = from + 1;
    while (end < to && order_by_first(key, n, order[from], order[end]) == 0)
        end++;
    return end;
}

static void
sort_cells(fair__snapshot *s, const sort_key *key)
{
    for (size_t k = 0; k < s->n_cells; k++) s->order[k] = (uint32_t)k;
    fair__sort(s->order, s->n_cells, order_cells, key);
}

/* Room for one more of counts and what goes with it. */
static fair_status
room_for_counts(fair__snapshot *s, fair_error *err)
{
    const size_t n = s->n_counts + 1;
    fair_status st = fair__reserve(s->mem, &s->counts, &s->counts_capacity, n,
                                   sizeof(*s->counts), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->has_missing, &s->has_missing_capacity,
                           n, sizeof(*s->has_missing), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->parents, &s->parents_capacity, n,
                           sizeof(*s->parents), err);
    if (st == FAIR_OK && (s->given & FAIR__GIVEN_WEIGHT) != 0)
        st = fair__reserve(s->mem, &s->wides, &s->wides_capacity,
                           n * fair__snapshot_wides(s), sizeof(*s->wides), err);
    return st;
}

/* Counts of cells order[from … to), which have other counts of that level
 * besides. */
static fair_status
add_counts(fair__snapshot *s, const fair__tally *t, size_t level, size_t from,
           size_t to, fair_error *err)
{
    const fair_status st = room_for_counts(s, err);
    if (st != FAIR_OK) return st;
    s->has_missing[s->n_counts] = 0;
    s->parents[s->n_counts] = 0;
    fair__snapshot_sum(s, t, from, to, s->n_counts);
    fair__snapshot_add_members(s, t, level, from, to, s->n_counts);
    s->n_counts++;
    return FAIR_OK;
}

static const uint32_t *
ranks_at(const fair__snapshot *s, const sort_key *key, size_t place)
{
    return s->ranks + s->order[place] * key->n_features;
}

/* ---- strata ---- */

static sort_key
key_of_control(const fair__snapshot *s)
{
    sort_key key = {.s = s, .n_features = s->n_sensitive + s->n_control};
    for (size_t i = 0; i < s->n_control; i++)
        key.features[key.n++] = (uint32_t)(s->n_sensitive + i);
    return key;
}

static fair_status
add_stratum(fair__snapshot *s, const fair__tally *t, const sort_key *key,
            size_t from, size_t to, fair_error *err)
{
    const size_t at = s->n_strata * s->n_control;
    fair_status st = fair__reserve(
        s->mem, &s->stratum_keys, &s->stratum_keys_capacity,
        at + s->n_control, sizeof(*s->stratum_keys), err);
    if (st == FAIR_OK) st = add_counts(s, t, 1, from, to, err);
    if (st != FAIR_OK) return st;
    const uint32_t *ranks = ranks_at(s, key, from);
    for (size_t i = 0; i < s->n_control; i++)
        s->stratum_keys[at + i] = ranks[s->n_sensitive + i];
    s->n_strata++;
    return FAIR_OK;
}

/* Counts of all rows, then of each stratum. */
static fair_status
find_strata(fair__snapshot *s, const fair__tally *t, fair_error *err)
{
    const sort_key key = key_of_control(s);
    sort_cells(s, &key);
    s->n_counts = s->n_strata = 0;
    fair_status st = add_counts(s, t, 0, 0, s->n_cells, err);
    if (s->n_control == 0) return st;
    for (size_t from = 0, to; from < s->n_cells && st == FAIR_OK; from = to) {
        to = run_end(&key, key.n, from, s->n_cells);
        st = add_stratum(s, t, &key, from, to, err);
    }
    return st;
}

/* ---- groupings ---- */

static fair_status
add_group(fair__snapshot *s, const fair__tally *t, const sort_key *key,
          const uint32_t *by, size_t n_by, size_t level, size_t from,
          size_t to, fair_error *err)
{
    fair_status st =
        fair__reserve(s->mem, &s->keys, &s->keys_capacity, s->n_keys + n_by,
                      sizeof(*s->keys), err);
    const size_t index = s->n_counts;
    if (st == FAIR_OK) st = add_counts(s, t, level, from, to, err);
    if (st != FAIR_OK) return st;
    const uint32_t *ranks = ranks_at(s, key, from);
    for (size_t i = 0; i < n_by; i++) {
        const uint32_t rank = ranks[by[i]];
        s->keys[s->n_keys++] = rank;
        if (fair__snapshot_value(s, by[i], rank)->kind == FAIR_KIND_MISSING)
            s->has_missing[index] = 1;
    }
    return FAIR_OK;
}

/* Groups of one grouping: runs of cells order[from … to). */
static fair_status
add_grouping(fair__snapshot *s, const fair__tally *t, const sort_key *key,
             const fair__request *request, uint32_t list, int32_t stratum,
             size_t from, size_t to, fair_error *err)
{
    size_t n_by;
    const uint32_t *by = fair__request_by(request, list, &n_by);
    const size_t level = s->n_control == 0
                             ? 1 + (size_t)list
                             : 2 + 2 * (size_t)list +
                                   (stratum != FAIR__ALL_ROWS);
    fair_status st =
        fair__reserve(s->mem, &s->groupings, &s->groupings_capacity,
                      s->n_groupings + 1, sizeof(*s->groupings), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->populations, &s->populations_capacity,
                           s->n_groupings + 1, sizeof(*s->populations), err);
    if (st != FAIR_OK) return st;
    fair__grouping *g = &s->groupings[s->n_groupings++];
    *g = (fair__grouping){.by = list,
                          .stratum = stratum,
                          .first = s->n_counts,
                          .first_key = s->n_keys};
    for (size_t end; from < to && st == FAIR_OK; from = end) {
        end = run_end(key, key->n, from, to);
        st = add_group(s, t, key, by, n_by, level, from, end, err);
        if (st != FAIR_OK) return st;
        for (size_t k = from; k < end; k++) {
            if (stratum == FAIR__ALL_ROWS)
                s->group_of[s->order[k]] = (uint32_t)g->n;
            else
                s->parents[s->n_counts - 1] = s->group_of[s->order[k]];
        }
        g->n++;
    }
    return st;
}

/* One list of features: over all rows, then within each stratum. */
static fair_status
add_list(fair__snapshot *s, const fair__tally *t,
         const fair__request *request, uint32_t list, fair_error *err)
{
    size_t n_by;
    const uint32_t *by = fair__request_by(request, list, &n_by);
    sort_key key = {.s = s, .n_features = s->n_sensitive + s->n_control};
    for (size_t i = 0; i < n_by; i++) key.features[key.n++] = by[i];
    sort_cells(s, &key);
    fair_status st = add_grouping(s, t, &key, request, list, FAIR__ALL_ROWS,
                                  0, s->n_cells, err);
    if (s->n_control == 0 || st != FAIR_OK) return st;

    key = key_of_control(s);
    for (size_t i = 0; i < n_by; i++) key.features[key.n++] = by[i];
    sort_cells(s, &key);
    int32_t stratum = 0;
    for (size_t from = 0, to; from < s->n_cells && st == FAIR_OK; from = to) {
        to = run_end(&key, s->n_control, from, s->n_cells);
        st = add_grouping(s, t, &key, request, list, stratum++, from, to, err);
    }
    return st;
}

fair_status
fair__snapshot_groups(fair__snapshot *s, const fair__tally *t,
                      const fair__request *request, fair_error *err)
{
    fair_status st = fair__reserve(s->mem, &s->order, &s->order_capacity,
                                   s->n_cells, sizeof(*s->order), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->group_of, &s->group_of_capacity,
                           s->n_cells, sizeof(*s->group_of), err);
    if (st == FAIR_OK && (s->given & FAIR__GIVEN_WEIGHT) != 0)
        st = fair__reserve(s->mem, &s->limbs, &s->limbs_capacity,
                           fair__snapshot_limbs(t), sizeof(*s->limbs), err);
    if (st == FAIR_OK)
        st = fair__snapshot_begin_members(s, t, request, err);
    if (st == FAIR_OK) st = find_strata(s, t, err);
    s->n_groupings = s->n_keys = 0;
    for (size_t i = 0; i < request->n_by && st == FAIR_OK; i++)
        st = add_list(s, t, request, (uint32_t)i, err);
    return st;
}
