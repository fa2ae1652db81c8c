/* SPDX-License-Identifier: MIT
 * Counting a block: rows that leave, cells, slots, frequencies and weights. */
#include "tally/block.h"

#include <string.h>

#include "base/memory.h"
#include "tally/scores.h"

/* As many cells fit the second-level cache with counters of 8 bytes. */
#define FEW_CELLS ((size_t)8192)
#define AHEAD ((size_t)32) /* rows whose counters are on their way */

/* ---- exclusion ---- */

static void
mark_cause(uint8_t *cause, size_t i, int excluded)
{
    if (cause[i] == 0) cause[i] = (uint8_t)(1 + excluded);
}

static void
mark_features(fair__tally *t, size_t first, size_t end, size_t n,
              int excluded)
{
    fair__scratch *s = t->scratch;
    for (size_t k = first; k < end; k++) {
        const uint32_t *codes = s->codes + k * FAIR__BLOCK;
        for (size_t i = 0; i < n; i++)
            if (codes[i] == 0) mark_cause(s->cause, i, excluded);
    }
}

/* A row has one cause, the first that applies.  Returns whether there can be
 * any. */
static int
mark_causes(fair__tally *t, size_t n)
{
    fair__scratch *s = t->scratch;
    const size_t n_sensitive = t->spec.n_sensitive;
    const size_t n_features = n_sensitive + t->spec.n_control;
    const int nulls = t->spec.nulls == FAIR_NULLS_EXCLUDE;
    const int unlabelled = t->spec.unlabelled == FAIR_UNLABELLED_EXCLUDE &&
                           t->n_labels == 3;
    const int frequency =
        (t->inputs & FAIR__INPUT(FAIR__FREQUENCY)) != 0;
    if (!nulls && !unlabelled && !frequency) return 0;
    memset(s->cause, 0, n);
    if (nulls) {
        mark_features(t, n_sensitive, n_features, n,
                      FAIR__EXCLUDED_NULL_CONTROL);
        mark_features(t, 0, n_sensitive, n, FAIR__EXCLUDED_NULL_SENSITIVE);
    }
    for (size_t i = 0; unlabelled && i < n; i++)
        if (s->labels[0][i] == FAIR__LABEL_MISSING)
            mark_cause(s->cause, i, FAIR__EXCLUDED_NULL_Y_TRUE);
    for (size_t i = 0; frequency && i < n; i++)
        if (s->frequency[i] == 0)
            mark_cause(s->cause, i, FAIR__EXCLUDED_ZERO_FREQUENCY);
    return 1;
}

/* Moves the rows that stay together; returns how many. */
static size_t
compact(fair__tally *t, size_t n)
{
    fair__scratch *s = t->scratch;
    const size_t n_features = t->spec.n_sensitive + t->spec.n_control;
    uint64_t *excluded = t->staged_rows.excluded;
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        if (s->cause[i] != 0) {
            excluded[s->cause[i] - 1]++;
            continue;
        }
        if (to != i) {
            for (size_t k = 0; k < n_features; k++)
                s->codes[k * FAIR__BLOCK + to] = s->codes[k * FAIR__BLOCK + i];
            for (int l = 0; l < 3; l++)
                s->labels[l][to] = s->labels[l][i];
            s->frequency[to] = s->frequency[i];
            s->weight[to] = s->weight[i];
            s->score[to] = s->score[i];
        }
        to++;
    }
    return to;
}

/* ---- slots ---- */

void
fair__block_slots(fair__tally *t, size_t n)
{
    fair__scratch *s = t->scratch;
    const unsigned n_decisions = (unsigned)t->n_decisions;
    const unsigned n_baselines = (unsigned)t->n_baselines;
    if (t->n_labels == 3)
        for (size_t i = 0; i < n; i++)
            s->slots[i] = (uint8_t)(s->labels[0][i] * n_decisions);
    else
        memset(s->slots, 0, n);
    if (n_decisions == 2)
        for (size_t i = 0; i < n; i++)
            s->slots[i] = (uint8_t)(s->slots[i] + s->labels[1][i]);
    if (n_baselines == 2)
        for (size_t i = 0; i < n; i++)
            s->slots[i] = (uint8_t)(s->slots[i] * 2 + s->labels[2][i]);
}

/* ---- staging ---- */

static fair_status
touch(fair__scratch *s, const fair_allocator *mem, const uint32_t *ids,
      size_t n, size_t n_staged, fair_error *err)
{
    fair_status st =
        fair__reserve(mem, &s->is_touched, &s->is_touched_capacity, n_staged,
                      sizeof(*s->is_touched), err);
    if (st == FAIR_OK)
        st = fair__reserve(mem, &s->touched, &s->touched_capacity,
                           s->n_touched + n, sizeof(*s->touched), err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < n; i++) {
        if (ids[i] >= n_staged || s->is_touched[ids[i]]) continue;
        s->is_touched[ids[i]] = 1;
        s->touched[s->n_touched++] = ids[i];
    }
    return FAIR_OK;
}

fair_status
fair__staged_prepare(fair__tally *t, const uint32_t *ids, size_t n,
                     fair_error *err)
{
    fair__scratch *s = t->scratch;
    const size_t fresh = fair__first_fresh(t);
    const size_t n_staged = t->cells.n < fresh ? t->cells.n : fresh;
    fair_status st = fair__tally_reserve(t, &t->staged, n_staged, err);
    if (st == FAIR_OK && t->cells.n > fresh)
        st = fair__tally_reserve(t, &t->main, t->cells.n, err);
    if (st != FAIR_OK) return st;
    /* A sweep of all is cheaper than a list of many. */
    if (n_staged <= FAIR__SWEEP_CELLS || s->n_touched > n_staged / 4)
        s->swept = n_staged;
    return s->swept == n_staged ? FAIR_OK
                                : touch(s, &t->mem, ids, n, n_staged, err);
}

static fair_status
widen(fair__tally *t, fair__sums *sums, fair__window window, fair_error *err)
{
    const size_t n = t->cells.n * t->n_slots;
    const fair__window joined = fair__window_join(sums->window, window);
    if (joined.n == sums->window.n && joined.base == sums->window.base)
        return FAIR_OK;
    const fair_status st = fair__sums_reserve(sums, &t->mem, n, joined, err);
    if (st == FAIR_OK) fair__sums_widen(sums, n, joined);
    return st;
}

fair_status
fair__staged_widen(fair__tally *t, fair__window weight, fair__window square,
                   fair_error *err)
{
    const fair_status st = widen(t, &t->staged.weight, weight, err);
    return st == FAIR_OK ? widen(t, &t->staged.square, square, err) : st;
}

/* ---- counts ---- */

static fair_status
too_many_rows(fair__tally *t, fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_OVERFLOW,
                         fair__spec_column(&t->spec, FAIR__FREQUENCY), -1, 0,
                         "the frequencies sum to 2^63 or more");
}

/* Every count is at most their sum, so bounding it bounds all. */
static fair_status
count_frequencies(fair__tally *t, size_t n, fair_error *err)
{
    const fair__scratch *s = t->scratch;
    uint64_t total = t->rows.frequency + t->staged_rows.frequency;
    for (size_t i = 0; i < n; i++) {
        total += s->frequency[i]; /* each is below 2^63 */
        if (total >> 63 != 0) return too_many_rows(t, err);
    }
    for (size_t i = 0; i < n; i++)
        fair__call_counts(t, s->ids[i])[s->slots[i]] += s->frequency[i];
    t->staged_rows.frequency = total - t->rows.frequency;
    return FAIR_OK;
}

/* A call of so many rows, read or in its batch, that a look at all counters
 * in the end is little, and so many cells that it gains. */
static int
counts_few(const fair__tally *t)
{
    const uint64_t used = t->staged_rows.used, batch = t->scratch->n_batch;
    return (t->inputs & (FAIR__INPUT(FAIR__FREQUENCY) |
                         FAIR__INPUT(FAIR__SAMPLE_WEIGHT))) == 0 &&
           t->cells.n > FEW_CELLS &&
           (used > batch ? used : batch) / 2 > t->cells.n / 4;
}

/* Nothing is staged, but of cells that have more than 255 rows. */
static fair_status
count_few(fair__tally *t, size_t n, fair_error *err)
{
    fair__scratch *s = t->scratch;
    const size_t n_counters = t->cells.n * t->n_slots;
    fair_status st = fair__reserve(&t->mem, &s->few, &s->few_capacity,
                                   n_counters, sizeof(*s->few), err);
    if (st != FAIR_OK) return st;
    s->n_few = n_counters;
    for (size_t i = 0; st == FAIR_OK && i < n; i++) {
        const size_t ahead = i + AHEAD < n ? i + AHEAD : i;
        FAIR__PREFETCH(&s->few[s->ids[ahead] * t->n_slots]);
        if (++s->few[s->ids[i] * t->n_slots + s->slots[i]] != 0) continue;
        st = fair__staged_prepare(t, s->ids + i, 1, err);
        if (st == FAIR_OK)
            fair__call_counts(t, s->ids[i])[s->slots[i]] += 256;
    }
    return st;
}

static void
count_ones(fair__tally *t, size_t n)
{
    const fair__scratch *s = t->scratch;
    const size_t fresh = fair__first_fresh(t);
    const size_t n_counters = t->cells.n * t->n_slots;
    t->staged_rows.frequency += n;
    if (fresh > 0 && fresh < t->cells.n) {
        for (size_t i = 0; i < n; i++)
            fair__call_counts(t, s->ids[i])[s->slots[i]]++;
        return;
    }
    fair__kernels_get()->count(s->ids, s->slots, n, t->n_slots, n_counters,
                               fair__call_counts(t, 0));
}

/* Scores are kept by the number of cell and label. */
static fair_status
keep_scores(fair__tally *t, size_t n, fair_error *err)
{
    const fair__scratch *s = t->scratch;
    const uint32_t n_labels = (uint32_t)t->n_labels;
    if (t->cells.n > UINT32_MAX / n_labels)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "max_cells", -1, 0,
                             "there are more than %u groups with scores: "
                             "use coarser ones",
                             (uint64_t)(UINT32_MAX / n_labels));
    const fair__score_block block = {
        .scores = s->score,
        .cells = s->ids,
        .labels = n_labels > 1 ? s->labels[0] : NULL,
        .frequencies = (t->inputs & FAIR__INPUT(FAIR__FREQUENCY)) != 0
                           ? s->frequency
                           : NULL,
        .weights = (t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0
                       ? s->weight
                       : NULL,
        .n_labels = n_labels,
        .n = n,
    };
    return fair__scores_add(t->scores, &block, err);
}

/* Rows whose cells and slots are known. */
static fair_status
count_rows(fair__tally *t, size_t n, fair_error *err)
{
    const int frequency =
        (t->inputs & FAIR__INPUT(FAIR__FREQUENCY)) != 0;
    if (counts_few(t)) {
        t->staged_rows.frequency += n;
        return count_few(t, n, err);
    }
    fair_status st = fair__staged_prepare(t, t->scratch->ids, n, err);
    if (st != FAIR_OK) return st;
    if (frequency)
        st = count_frequencies(t, n, err);
    else
        count_ones(t, n);
    if (st == FAIR_OK && (t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0)
        st = fair__block_weigh(t, n, frequency, err);
    return st;
}

fair_status
fair__block_count(fair__tally *t, size_t n, fair_error *err)
{
    fair__scratch *s = t->scratch;
    t->staged_rows.in += n;
    if (mark_causes(t, n)) n = compact(t, n);
    t->staged_rows.used += n;
    if (n == 0) return FAIR_OK;
    fair__block_slots(t, n);
    fair_status st = fair__cells_find(&t->cells, s->columns, n, s->ids, err);
    if (st == FAIR_OK) st = count_rows(t, n, err);
    if (st == FAIR_OK && fair__tally_keeps_scores(t))
        st = keep_scores(t, n, err);
    return st;
}
