/* SPDX-License-Identifier: MIT
 * Sorting rows into runs, and merging runs. */
#include "tally/runs.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

#define SIGN (UINT64_C(1) << 63)
#define FEW 16 /* places of one score that are sorted by insertion */

int
fair__run_between(const fair__run *run, double low, double high)
{
    return run->n == 0 || (run->keys[0] >= fair__score_key(low) &&
                           run->keys[run->n - 1] <= fair__score_key(high));
}

/* ---- made and freed ---- */

void
fair__run_free(fair__run *run, const fair_allocator *mem)
{
    fair__free(mem, run->keys, run->capacity, sizeof(*run->keys));
    fair__free(mem, run->places, run->capacity, sizeof(*run->places));
    fair__free(mem, run->counts, run->capacity, sizeof(*run->counts));
    fair__sums_free(&run->weight, mem);
    fair__sums_free(&run->square, mem);
    fair__sums_free(&run->score, mem);
    memset(run, 0, sizeof(*run));
}

fair_status
fair__run_room(const fair_allocator *mem, size_t n, fair__run *out,
               fair_error *err)
{
    fair__run run = {.capacity = n};
    run.keys = fair__alloc(mem, n, sizeof(*run.keys));
    run.places = fair__alloc(mem, n, sizeof(*run.places));
    run.counts = fair__alloc(mem, n, sizeof(*run.counts));
    if (n > 0 &&
        (run.keys == NULL || run.places == NULL || run.counts == NULL)) {
        fair__run_free(&run, mem);
        return fair__no_memory(err);
    }
    *out = run;
    return FAIR_OK;
}

/* Of the sums of a run; empty where it has none. */
typedef struct windows {
    fair__window weight;
    fair__window square;
    fair__window score;
} windows;

/* Room for n entries of a run like another, with sums in these windows. */
static fair_status
run_new(const fair_allocator *mem, size_t n, const fair__run *like,
        const windows *w, fair__run *out, fair_error *err)
{
    fair__run run = {0};
    fair_status st = fair__run_room(mem, n, &run, err);
    run.weighted = like->weighted;
    run.grid = like->grid;
    if (st == FAIR_OK)
        st = fair__sums_reserve(&run.weight, mem, n, w->weight, err);
    if (st == FAIR_OK)
        st = fair__sums_reserve(&run.square, mem, n, w->square, err);
    if (st == FAIR_OK)
        st = fair__sums_reserve(&run.score, mem, n, w->score, err);
    if (st != FAIR_OK) {
        fair__run_free(&run, mem);
        return st;
    }
    run.weight.window = w->weight;
    run.square.window = w->square;
    run.score.window = w->score;
    *out = run;
    return FAIR_OK;
}

/* ---- sorting ---- */

/* Records i … of equal keys, by place; spare has room for as many. */
static void
sort_places(fair__record *x, fair__record *spare, const uint32_t *places,
            size_t n)
{
    if (n <= FEW) {
        for (size_t end = 1; end < n; end++) {
            const fair__record moving = x[end];
            const uint32_t place = places[moving.index];
            size_t at = end;
            for (; at > 0 && places[x[at - 1].index] > place; at--)
                x[at] = x[at - 1];
            x[at] = moving;
        }
        return;
    }
    const uint64_t key = x[0].key;
    for (size_t i = 0; i < n; i++) x[i].key = places[x[i].index];
    const fair__record *sorted = fair__sort_records(x, spare, n);
    if (sorted != x) memcpy(x, sorted, n * sizeof(*x));
    for (size_t i = 0; i < n; i++) x[i].key = key;
}

static uint64_t
kept_key(const fair__score_rows *rows, size_t i)
{
    if (rows->grid == NULL) return rows->keys[i];
    const uint32_t bin =
        fair__score_bin(rows->grid, fair__score_of(rows->keys[i]));
    return fair__score_key(fair__score_edge(rows->grid, bin));
}

/* By score, then by place; the result is in one of the two. */
static fair__record *
sort_rows(const fair__score_rows *rows, fair__record *records)
{
    const size_t n = rows->n;
    for (size_t i = 0; i < n; i++)
        records[i] = (fair__record){kept_key(rows, i), (uint32_t)i};
    fair__record *x = fair__sort_records(records, records + n, n);
    fair__record *spare = x == records ? records + n : records;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && x[end].key == x[i].key;)
            end++;
        if (end - i > 1) sort_places(x + i, spare, rows->places, end - i);
    }
    return x;
}

static int
same_entry(const fair__score_rows *rows, const fair__record *a,
           const fair__record *b)
{
    return a->key == b->key &&
           rows->places[a->index] == rows->places[b->index];
}

/* Bits of the smallest number above 0 and of the largest; most = 0: none. */
typedef struct sizes {
    uint64_t least;
    uint64_t most;
} sizes;

static void
join_sizes(sizes *all, double x)
{
    uint64_t bits; /* of numbers >= 0: in their order */
    memcpy(&bits, &x, sizeof(bits));
    bits &= ~SIGN;
    if (bits == 0) return;
    if (bits < all->least) all->least = bits;
    if (bits > all->most) all->most = bits;
}

/* Of products of one of these and one of those. */
static fair__window
window_of_products(const sizes *a, const sizes *b)
{
    int32_t lowest = 0, highest = 0;
    const sizes *const both[] = {a, b};
    for (int i = 0; i < 2; i++) {
        int32_t low, high, ignored;
        double least, most;
        if (both[i]->most == 0) return (fair__window){0, 0};
        memcpy(&least, &both[i]->least, sizeof(least));
        memcpy(&most, &both[i]->most, sizeof(most));
        fair__double_bits(least, &ignored, &low);
        fair__double_bits(most, &ignored, &high);
        lowest += low - 52 < -1074 ? -1074 : low - 52;
        highest += high + 1;
    }
    return fair__window_of(lowest, highest);
}

/* Windows of the rows' weights, and of their scores on a grid. */
static windows
windows_of(const fair__score_rows *rows)
{
    windows w = {{0, 0}, {0, 0}, {0, 0}};
    sizes weights = {UINT64_MAX, 0}, scores = {UINT64_MAX, 0};
    for (size_t i = 0; rows->weights != NULL && i < rows->n; i++)
        join_sizes(&weights, rows->weights[i]);
    fair__sums_windows(weights.least, weights.most, &w.weight, &w.square);
    if (rows->grid == NULL) return w;
    if (rows->weights == NULL) join_sizes(&weights, 1);
    for (size_t i = 0; i < rows->n; i++)
        join_sizes(&scores, fair__score_of(rows->keys[i]));
    w.score = window_of_products(&weights, &scores);
    return w;
}

static void
add_row(fair__run *run, size_t entry, const fair__score_rows *rows, size_t row)
{
    const uint64_t times =
        rows->frequencies != NULL ? rows->frequencies[row] : 1;
    const fair__window w = run->weight.window, v = run->square.window;
    const fair__window u = run->score.window;
    run->counts[entry] += times;
    if (u.n > 0)
        fair__exact_add_product(run->score.limbs + entry * (size_t)u.n, u,
                                fair__score_of(rows->keys[row]),
                                run->weighted ? rows->weights[row] : 1,
                                times);
    if (!run->weighted || rows->weights[row] == 0) return;
    fair__exact_add(run->weight.limbs + entry * (size_t)w.n, w,
                    rows->weights[row], times);
    fair__exact_add_square(run->square.limbs + entry * (size_t)v.n, v,
                           rows->weights[row], times);
}

fair_status
fair__run_sort(const fair_allocator *mem, const fair__score_rows *rows,
               fair__record *records, fair__run *out, fair_error *err)
{
    assert(rows->n > 0);
    const fair__record *x = sort_rows(rows, records);
    size_t n = 1;
    for (size_t i = 1; i < rows->n; i++)
        n += !same_entry(rows, &x[i], &x[i - 1]);
    const windows w = windows_of(rows);
    fair__run run = {.weighted = rows->weights != NULL};
    if (rows->grid != NULL) run.grid = *rows->grid;
    const fair_status st = run_new(mem, n, &run, &w, &run, err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < rows->n; i++) {
        if (i == 0 || !same_entry(rows, &x[i], &x[i - 1])) {
            run.keys[run.n] = x[i].key;
            run.places[run.n] = rows->places[x[i].index];
            run.counts[run.n++] = 0;
        }
        add_row(&run, run.n - 1, rows, x[i].index);
    }
    assert(run.n == n);
    *out = run;
    return FAIR_OK;
}

/* ---- merging ---- */

/* < 0, 0, > 0: entry i of a before, equal to, after entry j of b.  Which it is
 * nobody can guess, so that nothing branches on it. */
static inline int
order(const fair__run *a, size_t i, const fair__run *b, size_t j)
{
    const uint64_t x = a->keys[i], y = b->keys[j];
    const uint32_t p = a->places[i], q = b->places[j];
    return 2 * ((x > y) - (x < y)) + (p > q) - (p < q);
}

size_t
fair__run_union(const fair__run *a, const fair__run *b)
{
    size_t i = 0, j = 0, both = 0;
    while (i < a->n && j < b->n) {
        const int which = order(a, i, b, j);
        i += which <= 0;
        j += which >= 0;
        both += which == 0;
    }
    return a->n + b->n - both;
}

/* Adds entry i of from to entry at of to, whose sums are there. */
static void
add_entry(fair__run *to, size_t at, const fair__run *from, size_t i)
{
    to->counts[at] += from->counts[i];
    fair__sums_add(&to->score, at, &from->score, i, 1);
    if (!to->weighted) return;
    fair__sums_add(&to->weight, at, &from->weight, i, 1);
    fair__sums_add(&to->square, at, &from->square, i, 1);
}

static void
put_entry(fair__run *to, const fair__run *from, size_t i)
{
    const size_t at = to->n++;
    to->keys[at] = from->keys[i];
    to->places[at] = from->places[i];
    to->counts[at] = 0;
    add_entry(to, at, from, i);
}

/* Entries from i on, whose scores are behind those that are there. */
static void
put_rest(fair__run *to, const fair__run *from, size_t i)
{
    const size_t n = from->n - i, at = to->n;
    if (n == 0) return;
    memcpy(to->keys + at, from->keys + i, n * sizeof(*to->keys));
    memcpy(to->places + at, from->places + i, n * sizeof(*to->places));
    memcpy(to->counts + at, from->counts + i, n * sizeof(*to->counts));
    fair__sums_add(&to->score, at, &from->score, i, n);
    fair__sums_add(&to->weight, at, &from->weight, i, n);
    fair__sums_add(&to->square, at, &from->square, i, n);
    to->n += n;
}

/* Of runs without sums. */
static void
merge_counts(fair__run *to, const fair__run *a, const fair__run *b,
             size_t *end_a, size_t *end_b)
{
    uint64_t *keys = to->keys, *counts = to->counts;
    uint32_t *places = to->places;
    const fair__run from = *a, with = *b;
    size_t i = 0, j = 0, n = 0;
    for (; i < from.n && j < with.n; n++) {
        const int which = order(&from, i, &with, j);
        const uint64_t of_a = -(uint64_t)(which <= 0);
        const uint64_t of_b = -(uint64_t)(which >= 0);
        keys[n] = (from.keys[i] & of_a) | (with.keys[j] & of_b);
        places[n] = (from.places[i] & (uint32_t)of_a) |
                    (with.places[j] & (uint32_t)of_b);
        counts[n] = (from.counts[i] & of_a) + (with.counts[j] & of_b);
        i += which <= 0;
        j += which >= 0;
    }
    to->n = n;
    *end_a = i;
    *end_b = j;
}

static void
merge_entries(fair__run *to, const fair__run *a, const fair__run *b,
              size_t *end_a, size_t *end_b)
{
    size_t i = 0, j = 0;
    while (i < a->n && j < b->n) {
        const int which = order(a, i, b, j);
        put_entry(to, which <= 0 ? a : b, which <= 0 ? i : j);
        if (which == 0) add_entry(to, to->n - 1, b, j);
        i += which <= 0;
        j += which >= 0;
    }
    *end_a = i;
    *end_b = j;
}

/* To its size, where more than an eighth of the room is left; a run without
 * sums, which is freed on failure. */
static fair_status
trim(fair__run *run, const fair_allocator *mem, fair_error *err)
{
    static const windows none;
    fair__run whole = *run;
    if (whole.capacity - whole.n <= whole.capacity / 8) return FAIR_OK;
    const fair_status st = run_new(mem, whole.n, &whole, &none, run, err);
    if (st == FAIR_OK) put_rest(run, &whole, 0);
    fair__run_free(&whole, mem);
    return st;
}

fair_status
fair__run_merge(const fair_allocator *mem, const fair__run *a,
                const fair__run *b, fair__run *out, fair_error *err)
{
    fair__run run;
    const windows w = {
        fair__window_join(a->weight.window, b->weight.window),
        fair__window_join(a->square.window, b->square.window),
        fair__window_join(a->score.window, b->score.window),
    };
    const int counts_only = !a->weighted && w.score.n == 0;
    fair_status st =
        run_new(mem, counts_only ? a->n + b->n : fair__run_union(a, b), a, &w,
                &run, err);
    if (st != FAIR_OK) return st;
    size_t i = 0, j = 0;
    if (counts_only)
        merge_counts(&run, a, b, &i, &j);
    else
        merge_entries(&run, a, b, &i, &j);
    put_rest(&run, a, i);
    put_rest(&run, b, j);
    if (counts_only) st = trim(&run, mem, err);
    if (st == FAIR_OK) *out = run;
    return st;
}

/* ---- other numbers of places ---- */

typedef struct moving {
    const fair__run *run;
    const uint32_t *places;
} moving;

static int
by_new_place(const void *ctx, uint32_t a, uint32_t b)
{
    const moving *m = ctx;
    const uint32_t x = m->places[m->run->places[a]];
    const uint32_t y = m->places[m->run->places[b]];
    return (x > y) - (x < y);
}

fair_status
fair__run_move(const fair_allocator *mem, const fair__run *run,
               const uint32_t *places, fair__run *out, fair_error *err)
{
    const moving m = {run, places};
    fair__run moved;
    assert(run->n <= UINT32_MAX);
    uint32_t *from = fair__alloc(mem, run->n, sizeof(*from));
    if (from == NULL) return fair__no_memory(err);
    const windows w = {run->weight.window, run->square.window,
                       run->score.window};
    const fair_status st = run_new(mem, run->n, run, &w, &moved, err);
    for (size_t i = 0, end; st == FAIR_OK && i < run->n; i = end) {
        for (end = i; end < run->n && run->keys[end] == run->keys[i]; end++)
            from[end] = (uint32_t)end;
        if (end - i > 1) fair__sort(from + i, end - i, by_new_place, &m);
        for (size_t k = i; k < end; k++) {
            put_entry(&moved, run, from[k]);
            moved.places[k] = places[run->places[from[k]]];
        }
    }
    fair__free(mem, from, run->n, sizeof(*from));
    if (st == FAIR_OK) *out = moved;
    return st;
}
