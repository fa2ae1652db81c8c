/* SPDX-License-Identifier: MIT
 * The tally as an object, and calls on it: begin, add, commit, roll back. */
#include "tally/tally.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "tally/block.h"
#include "tally/scores.h"

#define DEFAULT_MAX_CELLS 65536
#define MAX_MAX_CELLS (UINT32_MAX - 2)
#define DEFAULT_MAX_SCORES 33554432
#define MAX_MAX_SCORES (UINT32_MAX - 2)
#define MANY_CELLS ((size_t)8192)

static size_t
n_features(const fair__tally *t)
{
    return t->spec.n_sensitive + t->spec.n_control;
}

/* ---- made and freed ---- */

static void
table_free(fair__table *table, const fair_allocator *mem)
{
    fair__free(mem, table->counts, table->counts_capacity,
               sizeof(*table->counts));
    fair__sums_free(&table->weight, mem);
    fair__sums_free(&table->square, mem);
}

static void
scratch_free(fair__tally *t)
{
    fair__scratch *s = t->scratch;
    if (s == NULL) return;
    fair__free(&t->mem, s->codes, n_features(t) * FAIR__BLOCK,
               sizeof(*s->codes));
    fair__free(&t->mem, s->touched, s->touched_capacity, sizeof(*s->touched));
    fair__free(&t->mem, s->is_touched, s->is_touched_capacity,
               sizeof(*s->is_touched));
    fair__free(&t->mem, s->few, s->few_capacity, sizeof(*s->few));
    fair__free(&t->mem, s->narrow.wide, 1, sizeof(*s->narrow.wide));
    fair__dense_forget(t);
    fair__free(&t->mem, s, 1, sizeof(*s));
}

void
fair__tally_free(fair__tally *t)
{
    if (t == NULL) return;
    const fair_allocator mem = t->mem;
    scratch_free(t);
    if (t->scores != NULL) fair__scores_free(t->scores);
    fair__free(&mem, t->scores, 1, sizeof(*t->scores));
    fair__free(&mem, t->mark, 1, sizeof(*t->mark));
    fair__text_table_free(&t->shards);
    if (t->own_shard != NULL)
        fair__free(&mem, t->own_shard, strlen(t->own_shard) + 1, 1);
    table_free(&t->main, &mem);
    table_free(&t->staged, &mem);
    fair__cells_free(&t->cells);
    for (int i = 0; i < 3; i++)
        fair__label_free(&t->labels[i]);
    if (t->features != NULL) {
        for (size_t k = 0; k < n_features(t); k++)
            fair__feature_free(&t->features[k]);
        fair__free(&mem, t->features, n_features(t), sizeof(*t->features));
    }
    fair__spec_free(&t->spec, &mem);
    fair__free(&mem, t, 1, sizeof(*t));
}

/* max_cells bounds the values of each feature too: a value needs a cell. */
static fair_status
make_features(fair__tally *t, uint64_t max_cells, fair_error *err)
{
    t->features = fair__calloc(&t->mem, n_features(t), sizeof(*t->features));
    if (t->features == NULL) return fair__no_memory(err);
    for (size_t k = 0; k < n_features(t); k++) {
        fair__feature *f = &t->features[k];
        fair__feature_init(f, &t->mem, t->hash_key);
        if (max_cells < f->max_values) f->max_values = (uint32_t)max_cells;
    }
    return fair__cells_init(&t->cells, &t->mem, n_features(t),
                            (size_t)max_cells, t->hash_key, err);
}

static fair_status
name_shard(fair__tally *t, const char *shard, fair_error *err)
{
    fair__text_table_init(&t->shards, &t->mem, t->hash_key);
    if (shard == NULL) return FAIR_OK;
    const size_t length = strlen(shard);
    if (length == 0 || !fair__utf8_valid(shard, length))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "shard", -1, 0,
                             "shard is %s", length == 0 ? "empty"
                                                        : "not UTF-8");
    uint32_t entry;
    t->own_shard = fair__copy_text(&t->mem, shard, length);
    if (t->own_shard == NULL) return fair__no_memory(err);
    return fair__text_table_add(&t->shards, shard, length, &entry, err);
}

static fair_status
make_parts(fair__tally *t, const fair_audit_options *o, fair_error *err)
{
    uint64_t max_cells = o->max_cells > 0 ? o->max_cells : DEFAULT_MAX_CELLS;
    if (max_cells > MAX_MAX_CELLS) max_cells = MAX_MAX_CELLS;
    t->max_scores = (size_t)(o->max_scores > MAX_MAX_SCORES
                                 ? MAX_MAX_SCORES
                                 : o->max_scores);
    if (t->max_scores == 0) t->max_scores = DEFAULT_MAX_SCORES;
    fair_status st = FAIR_OK;
    if (o->hash_key != NULL)
        memcpy(t->hash_key, o->hash_key, sizeof(t->hash_key));
    else
        st = fair__entropy(t->hash_key, err);
    if (st == FAIR_OK) st = name_shard(t, o->shard, err);
    if (st == FAIR_OK) st = make_features(t, max_cells, err);
    if (st != FAIR_OK) return st;
    for (int i = 0; i < 3; i++) {
        fair__label_init(&t->labels[i], &t->mem);
        t->labels[i].text_labels = t->spec.text_labels;
    }
    fair__tally_set_inputs(t, 0);
    t->mark = fair__calloc(&t->mem, 1, sizeof(*t->mark));
    return t->mark != NULL ? FAIR_OK : fair__no_memory(err);
}

fair_status
fair__tally_new(const fair_audit_options *options, fair__tally **out,
                fair_error *err)
{
    fair_allocator mem;
    fair_status st = fair__memory_init(&mem, options->allocator, err);
    if (st != FAIR_OK) return st;
    fair__tally *t = fair__calloc(&mem, 1, sizeof(*t));
    if (t == NULL) return fair__no_memory(err);
    t->mem = mem;
    st = fair__spec_init(&t->spec, &t->mem, options, err);
    if (st == FAIR_OK) st = make_parts(t, options, err);
    if (st != FAIR_OK) {
        fair__tally_free(t);
        return st;
    }
    *out = t;
    return FAIR_OK;
}

fair_status
fair__tally_make_scratch(fair__tally *t, fair_error *err)
{
    if (t->scratch != NULL) return FAIR_OK;
    fair__scratch *s = fair__alloc(&t->mem, 1, sizeof(*s));
    if (s == NULL) return fair__no_memory(err);
    memset(s, 0, offsetof(fair__scratch, narrow.counters));
    s->codes = fair__alloc(&t->mem, n_features(t) * FAIR__BLOCK,
                           sizeof(*s->codes));
    if (s->codes == NULL) {
        fair__free(&t->mem, s, 1, sizeof(*s));
        return fair__no_memory(err);
    }
    s->bad_column = FAIR__NO_COLUMN;
    for (size_t k = 0; k < n_features(t); k++)
        s->columns[k] = s->codes + k * FAIR__BLOCK;
    t->scratch = s;
    return FAIR_OK;
}

fair_status
fair__tally_make_scores(fair__tally *t, fair_error *err)
{
    if (t->scores != NULL || !fair__tally_keeps_scores(t)) return FAIR_OK;
    fair__scores *s = fair__alloc(&t->mem, 1, sizeof(*s));
    if (s == NULL) return fair__no_memory(err);
    const fair__score_range *range = &t->spec.score_range;
    fair__scores_init(s, &t->mem, t->max_scores,
                      range->bins > 0 ? range : NULL, t->hash_key);
    t->scores = s;
    return FAIR_OK;
}

fair_status
fair__tally_reserve(fair__tally *t, fair__table *table, size_t n_cells,
                    fair_error *err)
{
    size_t n;
    if (!fair__size_mul(n_cells, t->n_slots, &n)) return fair__no_memory(err);
    fair_status st =
        fair__reserve(&t->mem, &table->counts, &table->counts_capacity, n,
                      sizeof(*table->counts), err);
    if (st == FAIR_OK)
        st = fair__sums_reserve(&table->weight, &t->mem, n,
                                table->weight.window, err);
    if (st == FAIR_OK)
        st = fair__sums_reserve(&table->square, &t->mem, n,
                                table->square.window, err);
    return st;
}

/* ---- forgetting ---- */

static void
clear_slots(fair__table *table, size_t first, size_t n)
{
    if (n == 0) return;
    memset(table->counts + first, 0, n * sizeof(*table->counts));
    fair__sums *const sums[2] = {&table->weight, &table->square};
    for (int i = 0; i < 2; i++) {
        const size_t limbs = (size_t)sums[i]->window.n;
        if (limbs > 0)
            memset(sums[i]->limbs + first * limbs, 0,
                   n * limbs * sizeof(*sums[i]->limbs));
    }
}

/* A call with weights that met most of many cells has staged as much memory
 * as they take: it is given back rather than cleared. */
static void
clear_touched(fair__tally *t, fair__scratch *s)
{
    const int most =
        s->swept > MANY_CELLS && t->staged.weight.window.n > 0;
    if (most) {
        table_free(&t->staged, &t->mem);
        memset(&t->staged, 0, sizeof(t->staged));
    } else {
        clear_slots(&t->staged, 0, s->swept * t->n_slots);
    }
    for (size_t i = 0; i < s->n_touched; i++) {
        if (!most)
            clear_slots(&t->staged, s->touched[i] * t->n_slots, t->n_slots);
        s->is_touched[s->touched[i]] = 0;
    }
    fair__free(&t->mem, s->few, s->few_capacity, sizeof(*s->few));
    s->few = NULL;
    s->n_few = s->few_capacity = 0;
    fair__dense_forget(t);
    s->swept = 0;
    s->n_touched = 0;
    s->bad_column = FAIR__NO_COLUMN;
}

/* staged is all zero again, in the time of what was touched. */
static void
clear_staged(fair__tally *t)
{
    if (t->scratch != NULL) clear_touched(t, t->scratch);
    memset(&t->staged_rows, 0, sizeof(t->staged_rows));
    t->staged.weight.window = (fair__window){0, 0};
    t->staged.square.window = (fair__window){0, 0};
}

void
fair__tally_reset(fair__tally *t)
{
    clear_slots(&t->main, 0, t->cells.n * t->n_slots);
    t->main.weight.window = (fair__window){0, 0};
    t->main.square.window = (fair__window){0, 0};
    memset(&t->rows, 0, sizeof(t->rows));
    fair__cells_clear(&t->cells);
    if (t->scores != NULL) fair__scores_reset(t->scores);
    for (size_t k = 0; k < n_features(t); k++)
        fair__feature_truncate(&t->features[k], 0, FAIR_KIND_NONE);
    for (int i = 0; i < 3; i++) {
        fair__label_truncate(&t->labels[i], 0);
        t->labels[i].mixed = 0;
    }
    fair__text_table_truncate(&t->shards, t->own_shard != NULL);
    fair__tally_set_inputs(t, 0);
}

/* ---- a call ---- */

void
fair__tally_begin(fair__tally *t)
{
    fair__mark *m = t->mark;
    m->inputs = t->inputs;
    m->n_shards = t->shards.n;
    for (int i = 0; i < 3; i++) {
        m->label_n[i] = t->labels[i].n;
        m->label_mixed[i] = t->labels[i].mixed;
    }
    for (size_t k = 0; k < n_features(t); k++) {
        m->feature_n[k] = t->features[k].values.n;
        m->feature_kind[k] = t->features[k].values.kind;
    }
    fair__cells_mark(&t->cells);
    if (t->scores != NULL) fair__scores_begin(t->scores);
    /* Nothing is staged, so its windows may be whatever saves moving later. */
    if (t->scratch != NULL) t->scratch->bad_column = FAIR__NO_COLUMN;
    t->staged.weight.window = t->main.weight.window;
    t->staged.square.window = t->main.square.window;
}

/* Counts of new cells are zero again, as far as there was room for them. */
static void
clear_fresh(fair__tally *t)
{
    const size_t first = t->cells.mark * t->n_slots;
    size_t end = t->cells.n * t->n_slots;
    if (end > t->main.counts_capacity) end = t->main.counts_capacity;
    if (first < end)
        memset(t->main.counts + first, 0,
               (end - first) * sizeof(*t->main.counts));
}

void
fair__tally_rollback(fair__tally *t)
{
    const fair__mark *m = t->mark;
    clear_staged(t);
    clear_fresh(t);
    if (t->scores != NULL) fair__scores_rollback(t->scores);
    fair__cells_rollback(&t->cells);
    for (size_t k = 0; k < n_features(t); k++)
        fair__feature_truncate(&t->features[k], m->feature_n[k],
                               m->feature_kind[k]);
    fair__text_table_truncate(&t->shards, m->n_shards);
    for (int i = 0; i < 3; i++) {
        fair__label_truncate(&t->labels[i], m->label_n[i]);
        t->labels[i].mixed = m->label_mixed[i];
    }
    if (m->inputs != t->inputs) fair__tally_set_inputs(t, m->inputs);
}

static fair_status
check_sum(uint64_t a, uint64_t b, const char *what, fair_error *err)
{
    uint64_t sum;
    if (fair__count_add(a, b, &sum) && sum >> 63 == 0) return FAIR_OK;
    return fair__fail(err, FAIR_ERR_OVERFLOW, "the %s would reach 2^63",
                      what);
}

static fair_status
reserve_sums(fair__tally *t, fair__sums *sums, const fair__sums *staged,
             fair__window *joined, fair_error *err)
{
    *joined = fair__window_join(sums->window, staged->window);
    return fair__sums_reserve(sums, &t->mem, t->cells.n * t->n_slots, *joined,
                              err);
}

static void
add_slots(fair__tally *t, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++)
        t->main.counts[i] += t->staged.counts[i];
    fair__sums_add(&t->main.weight, first, &t->staged.weight, first, n);
    fair__sums_add(&t->main.square, first, &t->staged.square, first, n);
}

static void
add_rows(fair__row_counts *to, const fair__row_counts *from)
{
    to->in += from->in;
    to->used += from->used;
    to->frequency += from->frequency;
    for (int i = 0; i < FAIR__N_EXCLUDED; i++)
        to->excluded[i] += from->excluded[i];
}

/* From here on nothing can fail. */
static void
add_staged(fair__tally *t, fair__window weight, fair__window square)
{
    fair__scratch *s = t->scratch;
    const size_t n_sums = t->cells.n * t->n_slots;
    fair__sums_widen(&t->main.weight, n_sums, weight);
    fair__sums_widen(&t->main.square, n_sums, square);
    add_rows(&t->rows, &t->staged_rows);
    if (s == NULL) return; /* no cell was ever touched */
    const size_t swept = s->swept * t->n_slots;
    add_slots(t, 0, swept);
    /* A call that outgrew the sweep may have touched some of the same: what
     * was added is cleared at once, and counts no second time. */
    clear_slots(&t->staged, 0, swept);
    for (size_t i = 0; i < s->n_touched; i++)
        add_slots(t, s->touched[i] * t->n_slots, t->n_slots);
    for (size_t i = 0; i < s->n_few; i++)
        t->main.counts[i] += s->few[i];
}

fair_status
fair__tally_commit(fair__tally *t, fair_error *err)
{
    fair__window weight, square;
    fair_status st =
        check_sum(t->rows.in, t->staged_rows.in, "number of rows", err);
    if (st == FAIR_OK)
        st = check_sum(t->rows.frequency, t->staged_rows.frequency,
                       "sum of frequencies", err);
    if (st == FAIR_OK) st = fair__tally_reserve(t, &t->main, t->cells.n, err);
    if (st == FAIR_OK)
        st = reserve_sums(t, &t->main.weight, &t->staged.weight, &weight, err);
    if (st == FAIR_OK)
        st = reserve_sums(t, &t->main.square, &t->staged.square, &square, err);
    if (st == FAIR_OK && t->scores != NULL)
        st = fair__scores_prepare(t->scores, err);
    if (st != FAIR_OK) return st;
    if (t->scores != NULL) fair__scores_commit(t->scores);
    add_staged(t, weight, square);
    clear_staged(t);
    return FAIR_OK;
}
