/* SPDX-License-Identifier: MIT
 * A slow model of what is kept of scores: every row, counted from the front.
 * Weights are whole numbers of quarters, so that their sums are too. */
#ifndef FAIR_TESTS_TALLY_SCORE_MODEL_H
#define FAIR_TESTS_TALLY_SCORE_MODEL_H

#include "harness.h"
#include "tally/runs.h"

#define MODEL_PLACES 12 /* 4 cells of 3 labels */

typedef struct model_row {
    double score;
    uint32_t place;
    uint64_t frequency;
    uint64_t quarters;
} model_row;

typedef struct model {
    model_row *rows;
    size_t n;
    size_t capacity;
} model;

static void
model_add(model *m, double score, uint32_t place, uint64_t frequency,
          uint64_t quarters)
{
    if (m->n == m->capacity) {
        m->capacity = m->capacity * 2 + 1024;
        m->rows = realloc(m->rows, m->capacity * sizeof(*m->rows));
        ck_assert(m->rows != NULL);
    }
    m->rows[m->n++] = (model_row){score, place, frequency, quarters};
}

static int
model_order(const void *x, const void *y)
{
    const model_row *a = x, *b = y;
    if (a->score < b->score || a->score > b->score)
        return a->score < b->score ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* Whether a sum of the window is this many quarters (of weights), or
 * sixteenths (of squares): 2^-2 and 2^-4. */
static int
sum_is(const fair__sums *sums, size_t i, uint64_t whole, int bits)
{
    fair__window w = sums->window;
    uint64_t expected[8] = {0}, found[8] = {0};
    const fair__window all = {-2, 8};
    ck_assert(w.n == 0 || fair__window_covers(all, w));
    if (w.n > 0)
        fair__exact_move(found, all, sums->limbs + i * (size_t)w.n, w);
    expected[1] = whole << (64 - bits);
    expected[2] = whole >> bits;
    return memcmp(expected, found, sizeof(found)) == 0;
}

static void
assert_same(const model *m, const fair__run *run)
{
    model_row *sorted = malloc((m->n + 1) * sizeof(*sorted));
    ck_assert(sorted != NULL);
    if (m->n > 0) memcpy(sorted, m->rows, m->n * sizeof(*sorted));
    qsort(sorted, m->n, sizeof(*sorted), model_order);
    size_t entry = 0;
    for (size_t i = 0, end; i < m->n; i = end, entry++) {
        uint64_t count = 0, quarters = 0, squares = 0;
        for (end = i; end < m->n && model_order(&sorted[i], &sorted[end]) == 0;
             end++) {
            const model_row *row = &sorted[end];
            count += row->frequency;
            quarters += row->frequency * row->quarters;
            squares += row->frequency * row->quarters * row->quarters;
        }
        ck_assert(entry < run->n);
        ck_assert(!(fair__score_of(run->keys[entry]) < sorted[i].score) &&
                    !(fair__score_of(run->keys[entry]) > sorted[i].score));
        ck_assert(run->places[entry] == sorted[i].place);
        ck_assert(run->counts[entry] == count);
        if (!run->weighted) continue;
        ck_assert(sum_is(&run->weight, entry, quarters, 2));
        ck_assert(sum_is(&run->square, entry, squares, 4));
    }
    ck_assert_uint_eq(entry, run->n);
    free(sorted);
}

#endif
