/* SPDX-License-Identifier: MIT
 * The order in which a tally is written: values and cells as records of
 * 64-bit keys, which are sorted by radix. */
#include "tally/codec_plan.h"

#include <float.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scalar.h"
#include "base/sort.h"
#include "tally/codec.h"

static int
value_order(const void *ctx, uint32_t a, uint32_t b)
{
    const fair__values *values = ctx;
    const fair_scalar x = fair__values_get(values, a);
    const fair_scalar y = fair__values_get(values, b);
    return fair__scalar_order(&x, &y);
}

static int
shard_order(const void *ctx, uint32_t a, uint32_t b)
{
    const fair__text_table *shards = ctx;
    fair_scalar x = {.kind = FAIR_KIND_TEXT}, y = {.kind = FAIR_KIND_TEXT};
    x.text = fair__text_table_get(shards, a, &x.length);
    y.text = fair__text_table_get(shards, b, &y.length);
    return fair__scalar_order(&x, &y);
}

/* ---- values ---- */

/* Values of smaller keys come first; of equal ones value_order decides.
 * Numbers lose their last bit to make room where some are above INT64_MAX. */
static uint64_t
value_key(const fair__values *values, uint32_t code)
{
    const uint64_t half = UINT64_C(1) << 63;
    if (values->kind != FAIR_KIND_TEXT && values->high == NULL)
        return values->numbers.keys[code - 1] ^ half;
    const fair_scalar s = fair__values_get(values, code);
    const uint64_t bits = (uint64_t)s.integer;
    uint64_t key = 0;
    if (s.kind == FAIR_KIND_UINT) return bits >> 1 | half;
    if (s.kind != FAIR_KIND_TEXT) return (bits ^ half) >> 1;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < s.length ? (uint8_t)s.text[i] : 0);
    return key;
}

/* The n codes in sorted[] by their values. */
static void
sort_values(fair__plan *p, const fair__values *values, uint32_t *sorted,
            uint32_t n)
{
    fair__record *records = p->records;
    for (uint32_t i = 0; i < n; i++)
        records[i] =
            (fair__record){value_key(values, sorted[i]), sorted[i]};
    records = fair__sort_records(records, records + p->n_records, n);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && records[end].key == records[i].key; end++)
            sorted[end] = records[end].index;
        if (end - i > 1) fair__sort(sorted + i, end - i, value_order, values);
    }
}

/* Values that rows of an undone or excluded kind left behind are in no cell:
 * they are no part of the state. */
static void
find_values(fair__plan *p, size_t k)
{
    const fair__tally *t = p->t;
    const fair__values *values = &t->features[k].values;
    uint32_t *sorted = p->sorted + p->start[k];
    uint32_t *places = p->places + p->start[k];
    uint32_t n = 0;
    for (size_t cell = 0; cell < t->cells.n; cell++)
        places[t->cells.codes[cell * p->n_features + k]] = 0; /* used */
    for (uint32_t code = 1; code <= values->n; code++)
        if (places[code] == 0) sorted[n++] = code;
    p->n_used[k] = n;
}

static void
order_values(fair__plan *p, size_t k)
{
    uint32_t *sorted = p->sorted + p->start[k];
    uint32_t *places = p->places + p->start[k];
    const uint32_t n = p->n_used[k];
    sort_values(p, &p->t->features[k].values, sorted, n);
    for (uint32_t i = 0; i < n; i++)
        places[sorted[i]] = i;
    places[0] = FAIR__MISSING_KEY;
}

/* ---- cells ---- */

/* By two features at a time, the last ones first: their order stays among
 * those that earlier features do not tell apart. */
static void
order_cells(fair__plan *p)
{
    const size_t n = p->t->cells.n, n_features = p->n_features;
    fair__record *x = p->records;
    for (uint32_t i = 0; i < n; i++)
        x[i] = (fair__record){0, i};
    for (size_t k = n_features; k > 0; k -= k > 1 ? 2 : 1) {
        const uint32_t *low = p->places + p->start[k - 1];
        const uint32_t *high = k > 1 ? p->places + p->start[k - 2] : NULL;
        for (size_t i = 0; i < n; i++) {
            const uint32_t *codes =
                p->t->cells.codes + x[i].index * n_features;
            x[i].key = low[codes[k - 1]];
            if (high != NULL)
                x[i].key |= (uint64_t)high[codes[k - 2]] << 32;
        }
        fair__record *const spare =
            x == p->records ? x + p->n_records : p->records;
        x = fair__sort_records(x, spare, n);
    }
    for (size_t i = 0; i < n; i++)
        p->cells[i] = x[i].index;
}

/* ---- all ---- */

static void
order_labels(fair__plan *p)
{
    const fair__tally *t = p->t;
    for (int i = 0; i < 3; i++) {
        const fair__label *l = &t->labels[i];
        const int swap = l->n == 2 && fair__scalar_order(&l->values[0],
                                                         &l->values[1]) > 0;
        p->label[i][0] = (uint8_t)swap;
        p->label[i][1] = (uint8_t)!swap;
        p->label[i][FAIR__LABEL_MISSING] = FAIR__LABEL_MISSING;
    }
    size_t slot = 0;
    for (int l = 0; l < t->n_labels; l++)
        for (int d = 0; d < t->n_decisions; d++)
            for (int b = 0; b < t->n_baselines; b++) {
                const int label = t->n_labels == 3 ? p->label[0][l] : 0;
                const int decision = t->n_decisions == 2 ? p->label[1][d] : 0;
                const int baseline = t->n_baselines == 2 ? p->label[2][b] : 0;
                p->slots[slot++] =
                    (uint8_t)((label * t->n_decisions + decision) *
                                  t->n_baselines +
                              baseline);
            }
}

void
fair__plan_free(fair__plan *p)
{
    const fair_allocator *mem = &p->t->mem;
    fair__run_free(&p->scores, mem);
    fair__free(mem, p->sorted, p->n_codes, sizeof(*p->sorted));
    fair__free(mem, p->places, p->n_codes, sizeof(*p->places));
    fair__free(mem, p->cells, p->t->cells.n, sizeof(*p->cells));
    fair__free(mem, p->records, 2 * p->n_records, sizeof(*p->records));
    fair__free(mem, p->shards, p->t->shards.n, sizeof(*p->shards));
}

static fair_status
plan_alloc(fair__plan *p, fair_error *err)
{
    const fair__tally *t = p->t;
    const size_t n_cells = t->cells.n, n_shards = t->shards.n;
    p->n_records = 1; /* so that it is none only on failure */
    for (size_t k = 0; k < p->n_features; k++) {
        p->start[k] = p->n_codes;
        p->n_codes += (size_t)t->features[k].values.n + 1;
        if (t->features[k].values.n > p->n_records)
            p->n_records = t->features[k].values.n;
    }
    if (n_cells > p->n_records) p->n_records = n_cells;
    p->sorted = fair__alloc(&t->mem, p->n_codes, sizeof(*p->sorted));
    p->places = fair__alloc(&t->mem, p->n_codes, sizeof(*p->places));
    p->cells = fair__alloc(&t->mem, n_cells, sizeof(*p->cells));
    p->records =
        fair__alloc(&t->mem, 2 * p->n_records, sizeof(*p->records));
    p->shards = fair__alloc(&t->mem, n_shards, sizeof(*p->shards));
    if (p->sorted == NULL || p->places == NULL || p->records == NULL ||
        (p->cells == NULL && n_cells > 0) ||
        (p->shards == NULL && n_shards > 0))
        return fair__no_memory(err);
    memset(p->places, 0xff, p->n_codes * sizeof(*p->places));
    return FAIR_OK;
}

static fair__window
trimmed(const fair__sums *sums, size_t n)
{
    if (sums->window.n == 0) return sums->window; /* there are no limbs */
    return fair__exact_trim(sums->limbs, n, sums->window);
}

/* *run by the places of cells and labels in the saved form. */
static fair_status
move_scores(fair__plan *p, fair__run *run, fair_error *err)
{
    const fair__tally *t = p->t;
    const size_t n_labels = (size_t)t->n_labels;
    const size_t n_places = t->cells.n * n_labels; /* less than 2^32 */
    fair__run moved;
    uint32_t *places = fair__alloc(&t->mem, n_places, sizeof(*places));
    if (places == NULL) return fair__no_memory(err);
    for (size_t i = 0; i < n_places; i++) {
        const uint8_t label =
            n_labels > 1 ? p->label[0][i % n_labels] : (uint8_t)0;
        places[p->cells[i / n_labels] * n_labels + label] = (uint32_t)i;
    }
    const fair_status st = fair__run_move(&t->mem, run, places, &moved, err);
    fair__free(&t->mem, places, n_places, sizeof(*places));
    if (st != FAIR_OK) return st;
    fair__run_free(run, &t->mem);
    *run = moved;
    return FAIR_OK;
}

static fair_status
plan_scores(fair__plan *p, int sorted, fair_error *err)
{
    const fair__tally *t = p->t;
    fair_status st =
        fair__scores_collect(t->scores, &t->mem, &p->scores, err);
    if (st == FAIR_OK && sorted && p->scores.n > 0)
        st = move_scores(p, &p->scores, err);
    if (st != FAIR_OK) return st;
    p->score_weight = trimmed(&p->scores.weight, p->scores.n);
    p->score_square = trimmed(&p->scores.square, p->scores.n);
    p->score_sum = trimmed(&p->scores.score, p->scores.n);
    return FAIR_OK;
}

static uint32_t
version_of(const fair__plan *p)
{
    const fair__tally *t = p->t;
    return fair__saved_version(
        t->spec.scores, t->inputs, t->spec.score_range.declared,
        !fair__run_between(&p->scores, -DBL_MAX, DBL_MAX));
}

fair_status
fair__plan_make(fair__plan *p, const fair__tally *t, int sorted,
                fair_error *err)
{
    memset(p, 0, sizeof(*p));
    p->t = t;
    p->n_features = t->spec.n_sensitive + t->spec.n_control;
    const fair_status st = plan_alloc(p, err);
    if (st != FAIR_OK) {
        fair__plan_free(p);
        return st;
    }
    for (size_t k = 0; k < p->n_features; k++)
        find_values(p, k);
    for (uint32_t i = 0; i < t->shards.n; i++)
        p->shards[i] = i;
    if (sorted) {
        for (size_t k = 0; k < p->n_features; k++)
            order_values(p, k);
        order_cells(p);
        fair__sort(p->shards, t->shards.n, shard_order, &t->shards);
    }
    order_labels(p);
    const size_t n_sums = t->cells.n * t->n_slots;
    p->weight = trimmed(&t->main.weight, n_sums);
    p->square = trimmed(&t->main.square, n_sums);
    fair_status scores = FAIR_OK;
    if (fair__tally_keeps_scores(t)) scores = plan_scores(p, sorted, err);
    if (scores != FAIR_OK)
        fair__plan_free(p);
    else
        p->version = version_of(p);
    return scores;
}

