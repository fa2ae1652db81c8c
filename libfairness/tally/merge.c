/* SPDX-License-Identifier: MIT
 * Merging: what another tally counted becomes a staged call of this one. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "tally/block.h"
#include "tally/scores.h"

static const char *
kind_name(int32_t kind)
{
    switch (kind) {
    case FAIR_KIND_BOOL: return "booleans";
    case FAIR_KIND_TEXT: return "text";
    default: return "numbers";
    }
}

static fair_status
check_inputs(const fair__tally *t, const fair__tally *other, fair_error *err)
{
    const uint32_t different = t->inputs ^ other->inputs;
    if (t->inputs == 0 || other->inputs == 0) return FAIR_OK;
    for (int role = 0; role < FAIR__N_ROLES; role++) {
        if ((different & FAIR__INPUT(role)) == 0) continue;
        const int here = (t->inputs & FAIR__INPUT(role)) != 0;
        return fair__fail_at(err, FAIR_ERR_MISMATCH,
                             fair__spec_column(&t->spec, role), -1, 0,
                             "the audits differ in their columns: %s was "
                             "given %s and not %s",
                             fair__role_name(role), here ? "here" : "there",
                             here ? "there" : "here");
    }
    return FAIR_OK;
}

static fair_status
merge_shards(fair__tally *t, const fair__tally *other, fair_error *err)
{
    for (uint32_t i = 0; i < other->shards.n; i++) {
        size_t length;
        const char *name = fair__text_table_get(&other->shards, i, &length);
        if (fair__text_table_find(&t->shards, name, length) !=
            FAIR__NOT_FOUND)
            return fair__fail_at(err, FAIR_ERR_DUPLICATE_SHARD, "shard", -1,
                                 0, "shard %q is in both audits: its rows "
                                    "would count twice",
                                 name, length);
        uint32_t entry;
        const fair_status st =
            fair__text_table_add(&t->shards, name, length, &entry, err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* ---- labels: map[number there] = number here; a number that was not seen
 * there has counts of zero, which may go anywhere ---- */

static fair_status
label_mismatch(const fair__tally *t, int i, const fair_scalar *value,
               fair_error *err)
{
    static const int roles[3] = {FAIR__Y_TRUE, FAIR__Y_PRED,
                                 FAIR__Y_PRED_BASELINE};
    const fair__label *l = &t->labels[i];
    const char *name = fair__spec_column(&t->spec, roles[i]);
    const char *role = fair__role_name(roles[i]);
    if (l->n == 0)
        return fair__fail_at(err, FAIR_ERR_MISMATCH, name, -1, 0,
                             "%s has %v there, which is not possible here",
                             role, value);
    if (l->n == 1)
        return fair__fail_at(err, FAIR_ERR_MISMATCH, name, -1, 0,
                             "%s has %v here and %v there, not two values of "
                             "one kind with one of them positive: check "
                             "positive_label, or clean the rows of one part",
                             role, &l->values[0], value);
    return fair__fail_at(err, FAIR_ERR_MISMATCH, name, -1, 0,
                         "%s has %v and %v here and %v there, but a label has "
                         "two values: clean the rows of one part",
                         role, &l->values[0], &l->values[1], value);
}

static fair_status
merge_label(fair__tally *t, const fair__tally *other, int i, uint8_t map[3],
            fair_error *err)
{
    const fair__label *from = &other->labels[i];
    fair__label *l = &t->labels[i];
    map[0] = 0;
    map[1] = 1;
    map[FAIR__LABEL_MISSING] = FAIR__LABEL_MISSING;
    if (from->mixed) l->mixed = 1;
    for (int k = 0; k < from->n; k++) {
        fair__defect defect = {0};
        const fair_status st =
            fair__label_add(l, &from->values[k], &map[k], &defect, err);
        if (st != FAIR_OK) return st;
        if (defect.kind != FAIR__DEFECT_NONE)
            return label_mismatch(t, i, &from->values[k], err);
    }
    return FAIR_OK;
}

/* map[slot there] = slot here */
static fair_status
merge_labels(fair__tally *t, const fair__tally *other, uint8_t *map,
             fair_error *err)
{
    uint8_t maps[3][3] = {{0}};
    for (int i = 0; i < 3; i++) {
        const fair_status st = merge_label(t, other, i, maps[i], err);
        if (st != FAIR_OK) return st;
    }
    if (t->n_labels == 1) maps[0][0] = 0;
    size_t slot = 0;
    for (int l = 0; l < t->n_labels; l++)
        for (int d = 0; d < t->n_decisions; d++)
            for (int b = 0; b < t->n_baselines; b++)
                map[slot++] =
                    (uint8_t)((maps[0][l] * t->n_decisions +
                               (t->n_decisions == 2 ? maps[1][d] : 0)) *
                                  t->n_baselines +
                              (t->n_baselines == 2 ? maps[2][b] : 0));
    return FAIR_OK;
}

/* ---- features: map[code there] = code here ---- */

static fair_status
kind_mismatch(const fair__tally *t, size_t k, int32_t here, int32_t there,
              fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_MISMATCH, t->spec.features[k], -1, 0,
                         "feature \"%s\" has %s here and %s there",
                         t->spec.features[k], kind_name(here),
                         kind_name(there));
}

/* Codes here of values first … first + n there, 0 of those that are not known
 * here; many numbers at once, which wait for memory together. */
static void
find_values(const fair__values *values, const fair__values *from,
            uint32_t first, uint32_t n, uint32_t *codes)
{
    memset(codes, 0, n * sizeof(*codes));
    if (from->kind != FAIR_KIND_TEXT && from->high == NULL)
        fair__values_find_numbers(values, from->numbers.keys + first - 1, n,
                                  codes);
}

static fair_status
merge_values(fair__tally *t, const fair__tally *other, size_t k,
             uint32_t *map, fair_error *err)
{
    fair__feature *f = &t->features[k];
    const fair__values *from = &other->features[k].values;
    map[0] = 0;
    /* A feature has a kind even where each row with a value was excluded. */
    if (from->kind == 0) return FAIR_OK;
    if (f->values.kind == 0) f->values.kind = from->kind;
    if (f->values.kind != from->kind)
        return kind_mismatch(t, k, f->values.kind, from->kind, err);
    fair_status st = fair__values_learn(&f->values, err);
    if (st != FAIR_OK) return st;
    for (uint32_t code = 1; code <= from->n; code++) {
        const uint32_t left = from->n - code + 1;
        if (code % FAIR__BLOCK == 1)
            find_values(&f->values, from, code,
                        left < FAIR__BLOCK ? left : FAIR__BLOCK, map + code);
        if (map[code] != 0) continue;
        const fair_scalar value = fair__values_get(from, code);
        st = fair__values_add(&f->values, &value, &map[code], err);
        if (st != FAIR_OK) return st;
        if (f->values.n > f->max_values)
            return fair__fail_at(err, FAIR_ERR_LIMIT, t->spec.features[k], -1,
                                 0,
                                 "feature \"%s\" would have more than %u "
                                 "values: use a coarser one, or raise "
                                 "max_cells",
                                 t->spec.features[k],
                                 (uint64_t)f->max_values);
    }
    return FAIR_OK;
}

/* ---- cells ---- */

/* Codes of cells first … first + n there, as codes here, into scratch. */
static void
map_codes(fair__tally *t, const fair__tally *other, uint32_t *const *maps,
          size_t first, size_t n)
{
    const size_t n_features = t->cells.n_features;
    for (size_t k = 0; k < n_features; k++) {
        assert(maps[k] != NULL);
        for (size_t i = 0; i < n; i++)
            t->scratch->codes[k * FAIR__BLOCK + i] =
                maps[k][other->cells.codes[(first + i) * n_features + k]];
    }
}

static void
stage_cell(fair__tally *t, const fair__tally *other, const uint8_t *slots,
           size_t to, size_t from)
{
    uint64_t *counts = fair__call_counts(t, to);
    const uint64_t *others = other->main.counts + from * t->n_slots;
    for (size_t s = 0; s < t->n_slots; s++)
        counts[slots[s]] += others[s];
    if (other->main.weight.window.n == 0) return;
    for (size_t s = 0; s < t->n_slots; s++) {
        const size_t a = to * t->n_slots + slots[s];
        const size_t b = from * t->n_slots + s;
        fair__sums_add(&t->staged.weight, a, &other->main.weight, b, 1);
        fair__sums_add(&t->staged.square, a, &other->main.square, b, 1);
    }
}

static fair_status
merge_cells(fair__tally *t, const fair__tally *other, uint32_t *const *maps,
            const uint8_t *slots, fair_error *err)
{
    fair__scratch *s = t->scratch;
    fair_status st = fair__staged_widen(t, other->main.weight.window,
                                        other->main.square.window, err);
    for (size_t first = 0; st == FAIR_OK && first < other->cells.n;) {
        const size_t left = other->cells.n - first;
        const size_t n = left < FAIR__BLOCK ? left : FAIR__BLOCK;
        map_codes(t, other, maps, first, n);
        st = fair__cells_find(&t->cells, s->columns, n, s->ids, err);
        if (st == FAIR_OK) st = fair__staged_prepare(t, s->ids, n, err);
        for (size_t i = 0; st == FAIR_OK && i < n; i++)
            stage_cell(t, other, slots, s->ids[i], first + i);
        first += n;
    }
    return st;
}

/* The cells are here by now: scores go where theirs are. */
static fair_status
merge_scores(fair__tally *t, const fair__tally *other, uint32_t *const *maps,
             const uint8_t *slots, fair_error *err)
{
    const size_t n_labels = (size_t)t->n_labels;
    const size_t per_label = t->n_slots / n_labels;
    size_t n_places;
    if (!fair__size_mul(other->cells.n, n_labels, &n_places) ||
        t->cells.n > UINT32_MAX / n_labels)
        return fair__no_memory(err);
    uint32_t *places = fair__alloc(&t->mem, n_places, sizeof(*places));
    if (places == NULL) return n_places > 0 ? fair__no_memory(err) : FAIR_OK;
    fair_status st = FAIR_OK;
    for (size_t first = 0; st == FAIR_OK && first < other->cells.n;) {
        const size_t left = other->cells.n - first;
        const size_t n = left < FAIR__BLOCK ? left : FAIR__BLOCK;
        map_codes(t, other, maps, first, n);
        st = fair__cells_find(&t->cells, t->scratch->columns, n,
                              t->scratch->ids, err);
        for (size_t i = 0; st == FAIR_OK && i < n * n_labels; i++) {
            const size_t label = slots[i % n_labels * per_label] / per_label;
            places[first * n_labels + i] =
                (uint32_t)(t->scratch->ids[i / n_labels] * n_labels + label);
        }
        first += n;
    }
    if (st == FAIR_OK)
        st = fair__scores_merge(t->scores, other->scores, places, err);
    fair__free(&t->mem, places, n_places, sizeof(*places));
    return st;
}

fair_status
fair__tally_merge_counts(fair__tally *t, const fair__tally *other,
                         fair_error *err)
{
    uint8_t slots[3 * 2 * 2] = {0};
    uint32_t *maps[FAIR__MAX_FEATURES] = {NULL};
    size_t total = 0;
    const size_t n_features = t->cells.n_features;
    if (other->inputs == 0) return FAIR_OK; /* it has seen no rows */
    if (t->inputs == 0) fair__tally_set_inputs(t, other->inputs);
    fair_status st = fair__tally_make_scratch(t, err);
    if (st == FAIR_OK) st = fair__tally_make_scores(t, err);
    if (st == FAIR_OK) st = merge_labels(t, other, slots, err);
    if (st != FAIR_OK) return st;
    for (size_t k = 0; k < n_features; k++)
        total += (size_t)other->features[k].values.n + 1;
    uint32_t *map = fair__alloc(&t->mem, total, sizeof(*map));
    if (map == NULL) return fair__no_memory(err);
    size_t at = 0;
    for (size_t k = 0; st == FAIR_OK && k < n_features; k++) {
        maps[k] = map + at;
        at += (size_t)other->features[k].values.n + 1;
        st = merge_values(t, other, k, maps[k], err);
    }
    if (st == FAIR_OK) st = merge_cells(t, other, maps, slots, err);
    if (st == FAIR_OK && fair__tally_keeps_scores(other))
        st = merge_scores(t, other, maps, slots, err);
    fair__free(&t->mem, map, total, sizeof(*map));
    t->staged_rows = other->rows;
    return st;
}

fair_status
fair__tally_merge(fair__tally *t, const fair__tally *other, fair_error *err)
{
    if (t == other)
        return fair__fail(err, FAIR_ERR_DUPLICATE_SHARD,
                          "an audit cannot be merged with itself: its rows "
                          "would count twice");
    fair_status st = fair__spec_equal(&t->spec, &other->spec, err);
    if (st == FAIR_OK) st = check_inputs(t, other, err);
    if (st != FAIR_OK) return st;
    fair__tally_begin(t);
    st = merge_shards(t, other, err);
    if (st == FAIR_OK) st = fair__tally_merge_counts(t, other, err);
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}
