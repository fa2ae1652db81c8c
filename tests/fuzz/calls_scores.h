/* SPDX-License-Identifier: MIT
 * What the model keeps of scores: of each cell, label and score, or bin of a
 * grid, rows and sums. */
#ifndef FAIR_TESTS_FUZZ_CALLS_SCORES_H
#define FAIR_TESTS_FUZZ_CALLS_SCORES_H

#include <math.h>

#include "calls_model.h"
#include "tally/scores.h"

/* The double that a score is kept as: its own, or where its bin begins. */
static inline double
model_kept(const plan *p, int64_t x)
{
    const double unit = 1 << SCORE_BITS;
    if (x == HIGHEST) return INFINITY;
    if (x == LOWEST) return -INFINITY;
    if (p->bins == 0) return (double)x / unit;
    int64_t bin = (x - p->low) * p->bins / (p->high - p->low);
    if (bin == p->bins) bin--;
    return (double)(p->high - p->low) / unit * (double)bin / (double)p->bins +
           (double)p->low / unit;
}

static inline model_score *
model_find_score(model *m, size_t cell, size_t label, double kept)
{
    const size_t hash = cell * 61 + label * 19 +
                        (size_t)(isinf(kept) ? 9 : kept * 4096 + 16384);
    size_t *bucket = &m->score_buckets[hash % SCORE_BUCKETS];
    for (size_t i = *bucket; i > 0; i = m->scores[i - 1].next) {
        model_score *s = &m->scores[i - 1];
        if (s->cell == cell && s->label == label && s->kept == kept) return s;
    }
    must(m->n_scores < MOST_SCORES);
    model_score *s = &m->scores[m->n_scores++];
    *s = (model_score){.cell = cell, .label = label, .kept = kept,
                       .next = *bucket};
    *bucket = m->n_scores;
    return s;
}

/* A row of weight w, in units of 2^-20, that comes so many times. */
static inline void
model_add_score(model *m, const plan *p, size_t cell, size_t label, int64_t x,
                uint64_t w, uint64_t times)
{
    if (!p->keeps) return;
    model_score *s = model_find_score(m, cell, label, model_kept(p, x));
    s->count += times;
    wide_add(&s->weight, (wide){w * times, 0});
    wide_add(&s->square, (wide){w * w * times, 0});
    if (p->bins == 0) return;
    const int64_t sum = (int64_t)((p->has[WEIGHT] ? w : 1) * times) * x;
    wide_add(&s->sum, (wide){(uint64_t)sum, sum < 0 ? UINT64_MAX : 0});
}

static inline void
model_merge_scores(model *m, const model *other, const size_t *cells)
{
    for (size_t i = 0; i < other->n_scores; i++) {
        const model_score *from = &other->scores[i];
        model_score *to = model_find_score(m, cells[from->cell], from->label,
                                           from->kept);
        to->count += from->count;
        wide_add(&to->weight, from->weight);
        wide_add(&to->square, from->square);
        wide_add(&to->sum, from->sum);
    }
}

/* same_sum of a number with a sign. */
static inline int
same_signed(const fair__sums *s, size_t at, wide a, int bits)
{
    uint64_t limbs[64];
    fair__sums one = *s;
    const int32_t n = s->window.n;
    if (a.high >> 63 == 0 || n == 0) return same_sum(s, at, a, bits);
    must(n <= 64);
    uint64_t carry = 1;
    for (int32_t k = 0; k < n; k++) {
        limbs[k] = ~s->limbs[at * (size_t)n + (size_t)k] + carry;
        carry = carry && limbs[k] == 0;
    }
    one.limbs = limbs;
    a = (wide){~a.low, ~a.high};
    wide_add(&a, (wide){1, 0});
    return same_sum(&one, 0, a, bits);
}

/* cells: of the tally, as numbers in the model. */
static inline void
model_check_scores(model *m, const plan *p, const fair__tally *t,
                   const size_t *cells)
{
    const size_t n_labels = (size_t)t->n_labels, known = m->n_scores;
    fair__run run;
    if (!p->keeps || t->scores == NULL) {
        must(m->n_scores == 0);
        return;
    }
    must(fair__scores_collect(t->scores, &t->mem, &run, NULL) == FAIR_OK);
    must(run.n == m->n_scores);
    for (size_t i = 0; i < run.n; i++) {
        const size_t place = run.places[i], code = place % n_labels;
        const size_t label =
            n_labels == 1 || code == FAIR__LABEL_MISSING
                ? 2
                : (size_t)t->labels[0].values[code].integer;
        const model_score *s =
            model_find_score(m, cells[place / n_labels], label,
                             fair__score_of(run.keys[i]));
        must(m->n_scores == known);
        must(run.counts[i] == s->count);
        if (p->bins > 0)
            must(same_signed(&run.score, i, s->sum,
                             SCORE_BITS + (p->has[WEIGHT] ? WEIGHT_BITS : 0)));
        must(run.weighted == p->has[WEIGHT]);
        if (!p->has[WEIGHT]) continue;
        must(same_sum(&run.weight, i, s->weight, WEIGHT_BITS));
        must(same_sum(&run.square, i, s->square, 2 * WEIGHT_BITS));
    }
    fair__run_free(&run, &t->mem);
}

#endif
