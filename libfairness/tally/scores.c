/* SPDX-License-Identifier: MIT
 * Rows to runs: the buffer, the table, and when to sort and merge. */
#include "tally/scores.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"

#define MOST_ROWS ((size_t)65536) /* in the buffer: 2 MB with its records */

void
fair__scores_init(fair__scores *s, const fair_allocator *mem,
                  size_t max_scores, const fair__score_range *grid,
                  const uint8_t key[16])
{
    memset(s, 0, sizeof(*s));
    s->mem = mem;
    s->max_scores = max_scores;
    s->grid = grid;
    s->table.factor = fair__siphash(key, "scores", 6) | 1;
}

static void
free_runs(fair__scores *s, size_t from)
{
    for (size_t i = from; i < s->n_runs; i++)
        fair__run_free(&s->runs[i], s->mem);
    s->n_runs = from;
}

static void
close_table(fair__scores *s)
{
    fair__score_table_close(&s->table, s->mem);
    s->counts_first = 0;
}

void
fair__scores_free(fair__scores *s)
{
    const fair_allocator *mem = s->mem;
    if (mem == NULL) return;
    free_runs(s, 0);
    close_table(s);
    fair__free(mem, s->runs, s->runs_capacity, sizeof(*s->runs));
    fair__free(mem, s->keys, s->keys_capacity, sizeof(*s->keys));
    fair__free(mem, s->places, s->places_capacity, sizeof(*s->places));
    fair__free(mem, s->frequencies, s->frequencies_capacity,
               sizeof(*s->frequencies));
    fair__free(mem, s->weights, s->weights_capacity, sizeof(*s->weights));
    fair__free(mem, s->records, s->records_capacity, sizeof(*s->records));
    memset(s, 0, sizeof(*s));
}

void
fair__scores_reset(fair__scores *s)
{
    free_runs(s, 0);
    close_table(s);
    s->n_rows = s->mark = s->n_main = 0;
}

/* ---- runs ---- */

/* Merges runs from `from` on, the last ones first, while the one before is
 * less than twice as long: so there are few, and each entry is merged as often
 * as the number of rows was doubled.  Of `all`, until one is left. */
static fair_status
merge_runs(fair__scores *s, size_t from, size_t *end, int all,
           fair_error *err)
{
    while (*end >= from + 2) {
        fair__run *a = &s->runs[*end - 2], *b = a + 1;
        fair__run both;
        if (!all && a->n >= 2 * b->n) break;
        const fair_status st = fair__run_merge(s->mem, a, b, &both, err);
        if (st != FAIR_OK) return st;
        fair__run_free(a, s->mem);
        fair__run_free(b, s->mem);
        *a = both;
        memmove(b, b + 1, (s->n_runs - *end) * sizeof(*b));
        s->n_runs--;
        --*end;
    }
    return FAIR_OK;
}

static fair_status
merge_main(fair__scores *s, int all, fair_error *err)
{
    return merge_runs(s, 0, &s->n_main, all, err);
}

static fair_status
merge_staged(fair__scores *s, int all, fair_error *err)
{
    size_t end = s->n_runs;
    return merge_runs(s, s->n_main, &end, all, err);
}

/* Room for one more run. */
static fair_status
room_for_run(fair__scores *s, fair_error *err)
{
    return fair__reserve(s->mem, &s->runs, &s->runs_capacity, s->n_runs + 1,
                         sizeof(*s->runs), err);
}

/* Distinct scores there are at most: some may be in several runs. */
static size_t
at_most(const fair__scores *s)
{
    size_t n = s->n_rows + fair__score_table_entries(&s->table);
    for (size_t i = 0; i < s->n_runs; i++) n += s->runs[i].n;
    return n;
}

static fair_status
too_many(const fair__scores *s, fair_error *err)
{
    return fair__fail_at(
        err, FAIR_ERR_LIMIT, "max_scores", -1, 0,
        s->grid == NULL
            ? "there are more than %u distinct scores of groups and labels, "
              "which is max_scores: raise it (each takes 20 bytes, 40 while "
              "runs are merged), or bound memory by score_bins with "
              "score_range (or keep none: scores is then none)"
            : "there are more than %u bins of groups and labels with scores, "
              "which is max_scores: raise it, or lower score_bins",
        (uint64_t)s->max_scores);
}

/* Whether there are more distinct scores than may be, which is not seen until
 * everything that waits has been sorted and merged. */
static fair_status
check_limit(fair__scores *s, fair_error *err)
{
    fair_status st = merge_main(s, 1, err);
    if (st == FAIR_OK) st = merge_staged(s, 1, err);
    if (st != FAIR_OK) return st;
    size_t n = 0;
    if (s->n_runs == 2)
        n = fair__run_union(&s->runs[0], &s->runs[1]);
    else if (s->n_runs == 1)
        n = s->runs[0].n;
    return n <= s->max_scores ? FAIR_OK : too_many(s, err);
}

/* ---- rows to runs ---- */

/* Sorting a row takes several times as long as counting it in the table, but
 * what is counted there is sorted too. */
static int
table_pays(uint64_t rows, size_t entries)
{
    return rows / 3 >= entries / 2;
}

/* The first n rows of the buffer. */
static fair__score_rows
waiting(const fair__scores *s, size_t n)
{
    return (fair__score_rows){
        .keys = s->keys,
        .places = s->places,
        .frequencies = s->has_frequencies ? s->frequencies : NULL,
        .weights = s->has_weights ? s->weights : NULL,
        .n = n,
        .grid = s->grid,
    };
}

/* The first n rows of the buffer as a run, which is put at `at`. */
static fair_status
sort_first(fair__scores *s, size_t n, size_t at, fair_error *err)
{
    fair_status st = room_for_run(s, err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->records, &s->records_capacity, 2 * n,
                           sizeof(*s->records), err);
    if (st != FAIR_OK) return st;
    const fair__score_rows rows = waiting(s, n);
    fair__run run;
    st = fair__run_sort(s->mem, &rows, s->records, &run, err);
    if (st != FAIR_OK) return st;
    memmove(&s->runs[at + 1], &s->runs[at],
            (s->n_runs - at) * sizeof(*s->runs));
    s->runs[at] = run;
    s->n_runs++;
    const size_t left = s->n_rows - n;
    memmove(s->keys, s->keys + n, left * sizeof(*s->keys));
    memmove(s->places, s->places + n, left * sizeof(*s->places));
    if (s->has_frequencies)
        memmove(s->frequencies, s->frequencies + n,
                left * sizeof(*s->frequencies));
    if (s->has_weights)
        memmove(s->weights, s->weights + n, left * sizeof(*s->weights));
    s->n_rows = left;
    return FAIR_OK;
}

/* The rows of before the call become a run of before, the others one of the
 * call. */
static fair_status
sort_buffer(fair__scores *s, fair_error *err)
{
    fair_status st = FAIR_OK;
    if (s->mark > 0) {
        st = sort_first(s, s->mark, s->n_main, err);
        if (st != FAIR_OK) return st;
        s->mark = 0;
        s->n_main++;
    }
    st = merge_main(s, 0, err);
    const size_t n = s->n_rows;
    if (st != FAIR_OK || n == 0) return st;
    st = sort_first(s, n, s->n_runs, err);
    if (st != FAIR_OK) return st;
    if (!s->has_frequencies && !s->has_weights && s->grid == NULL)
        s->counts_first = table_pays(n, s->runs[s->n_runs - 1].n);
    return merge_staged(s, 0, err);
}

static fair_status
reserve_rows(fair__scores *s, const fair__score_block *b, fair_error *err)
{
    const size_t need = s->n_rows + b->n;
    fair_status st = fair__reserve(s->mem, &s->keys, &s->keys_capacity, need,
                                   sizeof(*s->keys), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->places, &s->places_capacity, need,
                           sizeof(*s->places), err);
    if (st == FAIR_OK && b->frequencies != NULL)
        st = fair__reserve(s->mem, &s->frequencies, &s->frequencies_capacity,
                           need, sizeof(*s->frequencies), err);
    if (st == FAIR_OK && b->weights != NULL)
        st = fair__reserve(s->mem, &s->weights, &s->weights_capacity, need,
                           sizeof(*s->weights), err);
    return st;
}

static void
put_rows(fair__scores *s, const fair__score_block *b)
{
    const size_t at = s->n_rows;
    s->has_frequencies = b->frequencies != NULL;
    s->has_weights = b->weights != NULL;
    for (size_t i = 0; i < b->n; i++)
        s->keys[at + i] = fair__score_key(b->scores[i]);
    for (size_t i = 0; i < b->n; i++)
        s->places[at + i] = fair__score_place(b, i);
    if (b->frequencies != NULL)
        memcpy(s->frequencies + at, b->frequencies,
               b->n * sizeof(*b->frequencies));
    if (b->weights != NULL)
        memcpy(s->weights + at, b->weights, b->n * sizeof(*b->weights));
    s->n_rows += b->n;
}

/* ---- the table ---- */

/* What the table counted becomes a run of the call. */
static fair_status
sort_table(fair__scores *s, fair_error *err)
{
    const size_t n = fair__score_table_entries(&s->table);
    if (n == 0) return FAIR_OK;
    fair_status st = room_for_run(s, err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->records, &s->records_capacity, 2 * n,
                           sizeof(*s->records), err);
    if (st != FAIR_OK) return st;
    uint64_t *keys = fair__alloc(s->mem, n, sizeof(*keys));
    uint64_t *counts = fair__alloc(s->mem, n, sizeof(*counts));
    uint32_t *places = fair__alloc(s->mem, n, sizeof(*places));
    if (keys == NULL || counts == NULL || places == NULL) {
        st = fair__no_memory(err);
    } else {
        s->counts_first = table_pays(s->table.rows, n);
        fair__score_table_empty(&s->table, keys, places, counts);
        const fair__score_rows rows = {keys, places, counts, NULL, n, NULL};
        st = fair__run_sort(s->mem, &rows, s->records, &s->runs[s->n_runs],
                            err);
    }
    fair__free(s->mem, keys, n, sizeof(*keys));
    fair__free(s->mem, counts, n, sizeof(*counts));
    fair__free(s->mem, places, n, sizeof(*places));
    if (st != FAIR_OK) return st;
    s->n_runs++;
    return merge_staged(s, 0, err);
}

/* A table with room for the places of these rows, or none. */
static fair_status
open_table(fair__scores *s, const fair__score_block *b, fair_error *err)
{
    uint32_t most = 0;
    for (size_t i = 0; i < b->n; i++) {
        const uint32_t place = fair__score_place(b, i);
        if (place > most) most = place;
    }
    if (s->table.slots != NULL && most < s->table.n_places) return FAIR_OK;
    fair_status st = sort_table(s, err);
    if (st != FAIR_OK) return st;
    fair__score_table_close(&s->table, s->mem);
    st = fair__score_table_open(&s->table, s->mem, (size_t)most + 1, err);
    if (s->table.slots == NULL) s->counts_first = 0;
    return st;
}

/* ---- a call ---- */

void
fair__scores_begin(fair__scores *s)
{
    s->mark = s->n_rows;
    s->n_main = s->n_runs;
}

static fair_status
buffer_block(fair__scores *s, const fair__score_block *block, fair_error *err)
{
    if (s->n_rows + block->n > MOST_ROWS) {
        const fair_status st = sort_buffer(s, err);
        if (st != FAIR_OK) return st;
        if (at_most(s) / 2 > s->max_scores) {
            const fair_status limit = check_limit(s, err);
            if (limit != FAIR_OK) return limit;
        }
    }
    const fair_status st = reserve_rows(s, block, err);
    if (st == FAIR_OK) put_rows(s, block);
    return st;
}

static fair_status
count_block(fair__scores *s, const fair__score_block *block, fair_error *err)
{
    size_t from = 0;
    fair_status st = open_table(s, block, err);
    while (st == FAIR_OK && s->counts_first) {
        from = fair__score_table_count(&s->table, block, from);
        if (from == block->n) return FAIR_OK;
        st = sort_table(s, err);
    }
    if (st != FAIR_OK) return st;
    fair__score_block rest = *block;
    rest.scores += from;
    rest.cells += from;
    if (rest.labels != NULL) rest.labels += from;
    rest.n -= from;
    return buffer_block(s, &rest, err);
}

fair_status
fair__scores_add(fair__scores *s, const fair__score_block *block,
                 fair_error *err)
{
    if (block->n == 0) return FAIR_OK;
    return s->counts_first ? count_block(s, block, err)
                           : buffer_block(s, block, err);
}

fair_status
fair__scores_merge(fair__scores *s, const fair__scores *other,
                   const uint32_t *places, fair_error *err)
{
    fair__run run;
    fair_status st = room_for_run(s, err);
    if (st == FAIR_OK) st = fair__scores_collect(other, s->mem, &run, err);
    if (st != FAIR_OK || run.n == 0) return st;
    st = fair__run_move(s->mem, &run, places, &s->runs[s->n_runs], err);
    fair__run_free(&run, s->mem);
    if (st != FAIR_OK) return st;
    s->n_runs++;
    return merge_staged(s, 0, err);
}

fair_status
fair__scores_prepare(fair__scores *s, fair_error *err)
{
    fair_status st = sort_table(s, err);
    if (st != FAIR_OK || at_most(s) <= s->max_scores) return st;
    st = sort_buffer(s, err);
    return st == FAIR_OK ? check_limit(s, err) : st;
}

void
fair__scores_commit(fair__scores *s)
{
    close_table(s);
    fair__scores_begin(s);
}

void
fair__scores_rollback(fair__scores *s)
{
    free_runs(s, s->n_main);
    close_table(s);
    s->n_rows = s->mark;
}

/* ---- all of them ---- */

static fair_status
copy_run(const fair_allocator *mem, const fair__run *run, fair__run *out,
         fair_error *err)
{
    const fair__run none = {.weighted = run->weighted, .grid = run->grid};
    return fair__run_merge(mem, run, &none, out, err);
}

/* *out and a run, together in *out. */
static fair_status
collect_run(const fair_allocator *mem, const fair__run *run, fair__run *out,
            fair_error *err)
{
    fair__run both;
    const fair_status st = out->n == 0
                               ? copy_run(mem, run, &both, err)
                               : fair__run_merge(mem, out, run, &both, err);
    if (st != FAIR_OK) return st;
    fair__run_free(out, mem);
    *out = both;
    return FAIR_OK;
}

static fair_status
collect_rows(const fair__scores *s, const fair_allocator *mem, fair__run *out,
             fair_error *err)
{
    const fair__score_rows rows = waiting(s, s->n_rows);
    if (rows.n == 0) return FAIR_OK;
    fair__record *records = fair__alloc(mem, 2 * rows.n, sizeof(*records));
    if (records == NULL) return fair__no_memory(err);
    const fair_status st = fair__run_sort(mem, &rows, records, out, err);
    fair__free(mem, records, 2 * rows.n, sizeof(*records));
    return st;
}

/* The smallest first, which are the last. */
fair_status
fair__scores_collect(const fair__scores *s, const fair_allocator *mem,
                     fair__run *out, fair_error *err)
{
    fair__run run = {0};
    fair_status st = collect_rows(s, mem, &run, err);
    for (size_t i = s->n_runs; st == FAIR_OK && i-- > 0;)
        st = collect_run(mem, &s->runs[i], &run, err);
    if (st != FAIR_OK) {
        fair__run_free(&run, mem);
        return st;
    }
    *out = run;
    return FAIR_OK;
}

fair_status
fair__scores_take(fair__scores *s, fair__run *run, fair_error *err)
{
    assert(s->n_runs == 0 && s->n_rows == 0);
    const fair_status st = room_for_run(s, err);
    if (st != FAIR_OK || run->n == 0) return st;
    s->runs[s->n_runs++] = *run;
    memset(run, 0, sizeof(*run));
    return FAIR_OK;
}
