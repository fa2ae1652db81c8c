/* SPDX-License-Identifier: MIT
 * Counting a dense range of integers by distance. */
#include "tally/dense.h"

#include <string.h>

#include "base/memory.h"
#include "tally/block.h"

#define MAX_FAILURES 4
#define AHEAD ((size_t)32) /* rows whose counters are on their way */
#define FULL_MAX ((size_t)65536)

void
fair__dense_begin(fair__tally *t, const fair_rows *rows)
{
    const uint32_t others = ~(FAIR__INPUT(FAIR__Y_TRUE) |
                              FAIR__INPUT(FAIR__Y_PRED) |
                              FAIR__INPUT(FAIR__Y_SCORE) |
                              FAIR__INPUT(FAIR__Y_PRED_BASELINE));
    fair__dense *d = &t->scratch->dense;
    d->on = t->cells.n_features == 1 && (t->inputs & others) == 0 &&
            rows->n > FAIR__WIDE && !fair__tally_reads_scores(t);
    d->failures = 0;
}

void
fair__dense_forget(fair__tally *t)
{
    fair__dense *d = &t->scratch->dense;
    fair__free(&t->mem, d->counts, d->n_counts, sizeof(*d->counts));
    fair__free(&t->mem, d->full, d->full_capacity, sizeof(*d->full));
    memset(d, 0, sizeof(*d));
}

/* Counters for what the map has place for, if that are no more than rows to
 * come, and more groups than the fast way counts.  *open = 0 if not. */
static fair_status
open_range(fair__tally *t, const fair_rows *rows, size_t start, int *open,
           fair_error *err)
{
    fair__dense *d = &t->scratch->dense;
    const fair__values *v = &t->features[0].values;
    const fair_column *c = fair__tally_column(t, rows, FAIR__N_ROLES);
    *open = fair__feature_is_mapped(&t->features[0], c) &&
            v->map_size < rows->n - start &&
            (uint64_t)v->most - (uint64_t)v->least >= FAIR__WIDE;
    const size_t n_counts = (v->map_size + 1) * t->n_slots;
    d->first = start;
    if (!*open || d->n_counts == n_counts) return FAIR_OK;
    fair__free(&t->mem, d->counts, d->n_counts, sizeof(*d->counts));
    d->counts = fair__calloc(&t->mem, n_counts, sizeof(*d->counts));
    d->n_counts = d->counts != NULL ? n_counts : 0;
    d->failures = 0; /* ranges that grow end growing */
    return d->counts != NULL ? FAIR_OK : fair__no_memory(err);
}

/* *fits = 0 if one of these rows is out of the ordinary, or excluded. */
static fair_status
read_rows(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
          int *fits, fair_error *err)
{
    fair__scratch *s = t->scratch;
    *fits = fair__feature_distances(
                &t->features[0], fair__tally_column(t, rows, FAIR__N_ROLES),
                start, n, s->codes) != 0;
    for (size_t i = 0; *fits && t->spec.nulls != FAIR_NULLS_GROUP && i < n;
         i++)
        *fits = s->codes[i] != 0;
    for (int role = 0; *fits && role < FAIR__N_ROLES; role++) {
        fair__defect defect;
        if ((t->inputs & FAIR__INPUT(role)) == 0) continue;
        const fair_status st =
            fair__block_column(t, rows, role, start, n, &defect, err);
        if (st != FAIR_OK) return st;
        *fits = defect.kind == FAIR__DEFECT_NONE;
    }
    if (*fits && t->n_labels == 3 &&
        t->spec.unlabelled == FAIR_UNLABELLED_EXCLUDE)
        *fits = memchr(s->labels[0], FAIR__LABEL_MISSING, n) == NULL;
    return FAIR_OK;
}

static fair_status
count_rows(fair__tally *t, size_t n, fair_error *err)
{
    const fair__scratch *s = t->scratch;
    fair__dense *d = &t->scratch->dense;
    const size_t n_slots = t->n_slots;
    const fair_status st = fair__reserve(&t->mem, &d->full, &d->full_capacity,
                                         d->n_full + n, sizeof(*d->full), err);
    if (st != FAIR_OK) return st;
    fair__block_slots(t, n);
    for (size_t i = 0; i < n; i++) {
        const size_t ahead = i + AHEAD < n ? i + AHEAD : i;
        const size_t at = s->codes[i] * n_slots + s->slots[i];
        FAIR__PREFETCH(&d->counts[s->codes[ahead] * n_slots]);
        if (++d->counts[at] == 0) d->full[d->n_full++] = (uint32_t)at;
    }
    d->n_rows += n;
    return FAIR_OK;
}

/* ---- the sweep ---- */

static int
occurs(const fair__tally *t, size_t place)
{
    const uint8_t *counts = t->scratch->dense.counts + place * t->n_slots;
    uint8_t any = 0;
    for (size_t s = 0; s < t->n_slots; s++)
        any |= counts[s];
    return any != 0;
}

static int
is_new(const fair__tally *t, size_t place)
{
    return place == 0 || t->features[0].values.map[place - 1] == 0;
}

/* At least how many values are new: one that full counters leave at zero may
 * be there twice, and a missing value counts as one. */
static size_t
count_new(const fair__tally *t)
{
    const fair__dense *d = &t->scratch->dense;
    size_t n = 0;
    for (size_t place = 0; place < d->n_counts / t->n_slots; place++)
        n += occurs(t, place) && is_new(t, place);
    for (size_t i = 0; i < d->n_full; i++) {
        const size_t place = d->full[i] / t->n_slots;
        n += !occurs(t, place) && is_new(t, place);
    }
    return n;
}

/* Cells of n places, into scratch->ids. */
static fair_status
find_cells(fair__tally *t, const uint32_t *places, size_t n, fair_error *err)
{
    fair__scratch *s = t->scratch;
    fair__values *v = &t->features[0].values;
    fair_status st = FAIR_OK;
    for (size_t i = 0; st == FAIR_OK && i < n; i++) {
        s->codes[i] = places[i] == 0 ? 0 : v->map[places[i] - 1];
        if (places[i] == 0 || s->codes[i] != 0) continue;
        const fair_scalar value = fair_scalar_int(
            (int64_t)(v->map_low + (places[i] - 1)));
        st = fair__values_add(v, &value, &s->codes[i], err);
    }
    return st == FAIR_OK
               ? fair__cells_find(&t->cells, s->columns, n, s->ids, err)
               : st;
}

static fair_status
add_256(fair__tally *t, uint32_t cell, size_t slot, fair_error *err)
{
    const fair_status st = fair__staged_prepare(t, &cell, 1, err);
    if (st == FAIR_OK) fair__call_counts(t, cell)[slot] += 256;
    return st;
}

/* There is room in few for all cells that there will be. */
static fair_status
stage_places(fair__tally *t, const uint32_t *places, size_t n,
             fair_error *err)
{
    const fair__scratch *s = t->scratch;
    const size_t n_slots = t->n_slots;
    fair_status st = find_cells(t, places, n, err);
    for (size_t i = 0; st == FAIR_OK && i < n; i++) {
        const uint8_t *from = s->dense.counts + places[i] * n_slots;
        uint8_t *to = s->few + s->ids[i] * n_slots;
        for (size_t slot = 0; st == FAIR_OK && slot < n_slots; slot++) {
            to[slot] = (uint8_t)(to[slot] + from[slot]);
            if (to[slot] < from[slot]) st = add_256(t, s->ids[i], slot, err);
        }
    }
    return st;
}

static fair_status
stage_counts(fair__tally *t, fair_error *err)
{
    const size_t end = t->scratch->dense.n_counts / t->n_slots;
    uint32_t places[FAIR__BLOCK];
    size_t n = 0;
    fair_status st = FAIR_OK;
    for (size_t place = 0; st == FAIR_OK && place < end; place++) {
        if (occurs(t, place)) places[n++] = (uint32_t)place;
        if (n < FAIR__BLOCK && place + 1 < end) continue;
        st = stage_places(t, places, n, err);
        n = 0;
    }
    return st;
}

static fair_status
stage_full(fair__tally *t, fair_error *err)
{
    const fair__dense *d = &t->scratch->dense;
    const uint32_t n_slots = (uint32_t)t->n_slots;
    fair_status st = FAIR_OK;
    for (size_t i = 0; st == FAIR_OK && i < d->n_full; i++) {
        const uint32_t place = d->full[i] / n_slots;
        st = find_cells(t, &place, 1, err);
        if (st == FAIR_OK)
            st = add_256(t, t->scratch->ids[0], d->full[i] % n_slots, err);
    }
    return st;
}

static fair_status
stage(fair__tally *t, size_t n_cells, fair_error *err)
{
    fair__scratch *s = t->scratch;
    fair_status st =
        fair__reserve(&t->mem, &s->few, &s->few_capacity,
                      n_cells * t->n_slots, sizeof(*s->few), err);
    if (st == FAIR_OK) st = stage_counts(t, err);
    if (st == FAIR_OK) st = stage_full(t, err);
    s->n_few = t->cells.n * t->n_slots;
    t->staged_rows.in += s->dense.n_rows;
    t->staged_rows.used += s->dense.n_rows;
    t->staged_rows.frequency += s->dense.n_rows;
    return st;
}

/* Stages what was counted; where that might be too many values, or cells,
 * nothing, and *again is set. */
static fair_status
end_range(fair__tally *t, int *again, fair_error *err)
{
    fair__dense *d = &t->scratch->dense;
    *again = 0;
    if (d->n_rows == 0) return FAIR_OK;
    const fair__feature *f = &t->features[0];
    const size_t n_new = count_new(t);
    /* Values that only excluded rows have had are known and have no cell yet:
     * any value, and a missing one, may come to have one. */
    const size_t n_cells = (size_t)f->values.n + 1 + n_new;
    fair_status st = FAIR_OK;
    if (n_new > f->max_values - f->values.n || n_cells > t->cells.max_cells)
        *again = 1;
    else
        st = stage(t, n_cells, err);
    memset(d->counts, 0, d->n_counts);
    d->n_rows = d->n_full = 0;
    return st;
}

fair_status
fair__dense_count(fair__tally *t, const fair_rows *rows, size_t *start,
                  size_t *counted, fair_error *err)
{
    fair__dense *d = &t->scratch->dense;
    const size_t left = rows->n - *start;
    const size_t n = left < FAIR__BLOCK ? left : FAIR__BLOCK;
    int fits = d->on, again;
    fair_status st = FAIR_OK;
    *counted = 0;
    if (fits && d->n_rows == 0) st = open_range(t, rows, *start, &fits, err);
    if (st != FAIR_OK || !fits) return st;
    st = read_rows(t, rows, *start, n, &fits, err);
    if (st == FAIR_OK && fits) st = count_rows(t, n, err);
    if (st != FAIR_OK) return st;
    if (!fits && ++d->failures > MAX_FAILURES) d->on = 0;
    if (fits) *counted = n;
    if (fits && n < left && d->n_full < FULL_MAX) return FAIR_OK;
    st = end_range(t, &again, err);
    if (st != FAIR_OK || !again) return st;
    d->on = 0;
    *start = d->first;
    *counted = 0;
    return FAIR_OK;
}
