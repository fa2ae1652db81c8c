/* SPDX-License-Identifier: MIT
 * The slow model of an audit: rows as plain numbers, counted one by one. */
#ifndef FAIR_TESTS_FUZZ_CALLS_MODEL_H
#define FAIR_TESTS_FUZZ_CALLS_MODEL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tally/block.h"

#include "must.h"

#define MOST_ROWS (18 * FAIR__BLOCK)
#define FEATURES 3
#define ROLES 5 /* y_true, decision, baseline, weight, frequency */
#define COLUMNS (ROLES + FEATURES)
#define Y_TRUE 0
#define DECISION 1
#define BASELINE 2
#define WEIGHT 3
#define FREQUENCY 4
#define NOT_A_NUMBER INT64_MIN
#define LOWEST (INT64_MIN + 1) /* infinite scores */
#define HIGHEST INT64_MAX
#define SCORE_BITS 3   /* scores are in eighths */
#define WEIGHT_BITS 20 /* weights in units of 2^-20, below 2^31 */

typedef struct plan { /* what an audit is made of */
    size_t n_features;
    size_t n_sensitive;
    int32_t kind[FEATURES]; /* FAIR_KIND_BOOL, INT, TEXT */
    int has[ROLES];
    int is_score;
    int32_t nulls;
    int32_t unlabelled;
    int64_t threshold; /* in eighths, as low and high are */
    int keeps;         /* scores */
    int64_t low, high; /* a range is declared if they differ */
    int64_t bins;      /* 0: no grid */
    size_t max_cells;
} plan;

typedef struct numbers { /* one batch */
    size_t n;
    int64_t x[COLUMNS][MOST_ROWS];
    uint8_t null[COLUMNS][MOST_ROWS];
} numbers;

typedef struct wide { /* 128 bits */
    uint64_t low;
    uint64_t high;
} wide;

typedef struct model_cell {
    int64_t x[FEATURES];
    uint8_t null[FEATURES];
    size_t next; /* of the same bucket, + 1 */
    uint64_t counts[12]; /* label (2: missing) * 4 + decision * 2 + baseline */
    wide weight[12];
    wide square[12];
} model_cell;

typedef struct model_score { /* calls_scores.h */
    size_t cell;
    size_t label; /* 2: missing */
    double kept;
    size_t next; /* of the same bucket, + 1 */
    uint64_t count;
    wide weight;
    wide square;
    wide sum; /* with a sign, only on a grid */
} model_score;

#define MOST_CELLS 32768
#define BUCKETS 4096
#define MOST_SCORES (1 << 20)
#define SCORE_BUCKETS 16384
typedef struct model {
    uint64_t in, used, frequency, excluded[4];
    size_t n;
    size_t buckets[BUCKETS]; /* cell + 1 */
    model_cell *cells;       /* MOST_CELLS */
    size_t n_scores;
    size_t score_buckets[SCORE_BUCKETS]; /* score + 1 */
    model_score *scores;                 /* MOST_SCORES */
} model;

static inline void model_add_score(model *m, const plan *p, size_t cell,
                                   size_t label, int64_t x, uint64_t w,
                                   uint64_t times);
static inline void model_merge_scores(model *m, const model *other,
                                      const size_t *cells);
static inline void model_check_scores(model *m, const plan *p,
                                      const fair__tally *t,
                                      const size_t *cells);

static inline void
wide_add(wide *a, wide b)
{
    a->low += b.low;
    a->high += b.high + (a->low < b.low);
}

static inline model_cell *
model_find(model *m, const plan *p, const int64_t *x, const uint8_t *null)
{
    uint64_t hash = 0;
    for (size_t k = 0; k < p->n_features; k++)
        hash = hash * 31 + (null[k] ? 7 : (uint64_t)x[k] * 3);
    size_t *bucket = &m->buckets[hash % BUCKETS];
    for (size_t i = *bucket; i > 0; i = m->cells[i - 1].next) {
        model_cell *c = &m->cells[i - 1];
        size_t same = 0;
        for (size_t k = 0; k < p->n_features; k++)
            same += c->null[k] == null[k] && (null[k] || c->x[k] == x[k]);
        if (same == p->n_features) return c;
    }
    must(m->n < MOST_CELLS);
    model_cell *c = &m->cells[m->n++];
    memset(c, 0, sizeof(*c));
    c->next = *bucket;
    *bucket = m->n;
    for (size_t k = 0; k < p->n_features; k++) {
        c->x[k] = x[k];
        c->null[k] = null[k];
    }
    return c;
}

/* 1 + why the row leaves, or 0. */
static inline int
model_cause(const plan *p, const numbers *b, size_t i)
{
    int control = 0, sensitive = 0;
    for (size_t k = 0; k < p->n_features; k++)
        if (b->null[ROLES + k][i])
            *(k < p->n_sensitive ? &sensitive : &control) = 1;
    if (p->nulls == FAIR_NULLS_EXCLUDE && control) return 1;
    if (p->nulls == FAIR_NULLS_EXCLUDE && sensitive) return 2;
    if (p->has[Y_TRUE] && b->null[Y_TRUE][i] &&
        p->unlabelled == FAIR_UNLABELLED_EXCLUDE)
        return 3;
    if (p->has[FREQUENCY] && b->x[FREQUENCY][i] == 0) return 4;
    return 0;
}

static inline void
model_row(model *m, const plan *p, const numbers *b, size_t i)
{
    int64_t x[FEATURES] = {0};
    uint8_t null[FEATURES] = {0};
    const int cause = model_cause(p, b, i);
    m->in++;
    if (cause > 0) {
        m->excluded[cause - 1]++;
        return;
    }
    for (size_t k = 0; k < p->n_features; k++) {
        x[k] = b->x[ROLES + k][i];
        null[k] = b->null[ROLES + k][i];
    }
    model_cell *c = model_find(m, p, x, null);
    const uint64_t times =
        p->has[FREQUENCY] ? (uint64_t)b->x[FREQUENCY][i] : 1;
    size_t slot = 8; /* no label */
    if (p->has[Y_TRUE] && !b->null[Y_TRUE][i])
        slot = 4 * (size_t)b->x[Y_TRUE][i];
    if (p->has[DECISION])
        slot += 2 * (size_t)(p->is_score ? b->x[DECISION][i] >= p->threshold
                                         : b->x[DECISION][i]);
    if (p->has[BASELINE]) slot += (size_t)b->x[BASELINE][i];
    m->used++;
    m->frequency += times;
    c->counts[slot] += times;
    if (p->has[WEIGHT]) {
        const uint64_t w = (uint64_t)b->x[WEIGHT][i]; /* below 2^31 */
        wide_add(&c->weight[slot], (wide){w * times, 0});
        wide_add(&c->square[slot], (wide){w * w * times, 0});
    }
    if (p->is_score)
        model_add_score(m, p, (size_t)(c - m->cells), slot / 4,
                        b->x[DECISION][i],
                        p->has[WEIGHT] ? (uint64_t)b->x[WEIGHT][i] : 0, times);
}

static inline void
model_merge(model *m, const plan *p, const model *other)
{
    m->in += other->in;
    m->used += other->used;
    m->frequency += other->frequency;
    for (int i = 0; i < 4; i++)
        m->excluded[i] += other->excluded[i];
    static size_t cells[MOST_CELLS];
    for (size_t i = 0; i < other->n; i++) {
        const model_cell *from = &other->cells[i];
        model_cell *to = model_find(m, p, from->x, from->null);
        cells[i] = (size_t)(to - m->cells);
        for (int s = 0; s < 12; s++) {
            to->counts[s] += from->counts[s];
            wide_add(&to->weight[s], from->weight[s]);
            wide_add(&to->square[s], from->square[s]);
        }
    }
    model_merge_scores(m, other, cells);
}

static inline void
model_copy(model *to, const model *from)
{
    model_cell *cells = to->cells;
    model_score *scores = to->scores;
    *to = *from;
    to->cells = cells;
    to->scores = scores;
    memcpy(cells, from->cells, from->n * sizeof(*cells));
    memcpy(scores, from->scores, from->n_scores * sizeof(*scores));
}

/* The text of a value, from "t00012" to 75 bytes whose ends are all alike. */
#define MOST_TEXTS 1000

typedef struct text {
    size_t length;
    char bytes[80];
} text;

static inline const text *
value_text(int64_t x)
{
    static const char *const around[4][2] = {
        {"t", ""},
        {"of 12+", " b"},
        {"1234567", ""}, /* 12 bytes */
        {"a text that is long enough for memcmp: ",
         " and its ends are like all others"}};
    static text known[MOST_TEXTS];
    must(x >= 0 && x < MOST_TEXTS);
    text *t = &known[x];
    if (t->length == 0)
        t->length = (size_t)snprintf(t->bytes, sizeof(t->bytes), "%s%05d%s",
                                     around[x % 4][0], (int)x,
                                     around[x % 4][1]);
    return t;
}

/* Whether limbs hold a * 2^-bits and nothing else. */
static inline int
same_sum(const fair__sums *s, size_t at, wide a, int bits)
{
    int left = 0;
    if (s->window.n == 0) return (a.low | a.high) == 0;
    const uint64_t *limbs = s->limbs + at * (size_t)s->window.n;
    for (int32_t k = 0; k < s->window.n; k++)
        left += __builtin_popcountll(limbs[k]);
    for (int b = 0; b < 128; b++) {
        if (((b < 64 ? a.low : a.high) >> b % 64 & 1) == 0) continue;
        const int32_t place = b - bits - 64 * s->window.base;
        if (place < 0 || place >= 64 * s->window.n) return 0;
        if ((limbs[place / 64] >> place % 64 & 1) == 0) return 0;
        left--;
    }
    return left == 0;
}

static inline int64_t
model_value(const fair_scalar *s)
{
    if (s->kind != FAIR_KIND_TEXT) return s->integer;
    for (int64_t x = 0; x < MOST_TEXTS; x++) {
        const text *t = value_text(x);
        if (t->length == s->length &&
            memcmp(t->bytes, s->text, s->length) == 0)
            return x;
    }
    abort(); /* a text that no row has */
}

/* The model's slot of a tally's, or -1 if its label was not seen. */
static inline int
model_slot(const fair__tally *t, size_t slot)
{
    const int n[3] = {t->n_labels, t->n_decisions, t->n_baselines};
    int code[3], value[3];
    code[2] = (int)slot % n[2];
    code[1] = (int)slot / n[2] % n[1];
    code[0] = (int)slot / n[2] / n[1];
    for (int i = 0; i < 3; i++) {
        value[i] = i == 0 ? 2 : 0;
        if (n[i] == 1 || code[i] == FAIR__LABEL_MISSING) continue;
        if (code[i] >= t->labels[i].n) return -1;
        value[i] = (int)t->labels[i].values[code[i]].integer;
    }
    return value[0] * 4 + value[1] * 2 + value[2];
}

/* Returns the number of the cell in the model. */
static inline size_t
model_check_cell(model *m, const plan *p, const fair__tally *t, size_t cell)
{
    int64_t x[FEATURES] = {0};
    uint8_t null[FEATURES] = {0};
    for (size_t k = 0; k < p->n_features; k++) {
        const uint32_t code = t->cells.codes[cell * p->n_features + k];
        const fair_scalar s = fair__values_get(&t->features[k].values, code);
        null[k] = s.kind == FAIR_KIND_MISSING;
        if (!null[k]) must(s.kind == p->kind[k]);
        if (!null[k]) x[k] = model_value(&s);
    }
    const size_t known = m->n;
    const model_cell *c = model_find(m, p, x, null);
    must(m->n == known);
    uint64_t total = 0, expected = 0;
    for (size_t s = 0; s < t->n_slots; s++) {
        const size_t at = cell * t->n_slots + s;
        const int slot = model_slot(t, s);
        total += t->main.counts[at];
        if (slot < 0) continue;
        must(t->main.counts[at] == c->counts[slot]);
        if (!p->has[WEIGHT]) continue;
        must(same_sum(&t->main.weight, at, c->weight[slot], WEIGHT_BITS));
        must(same_sum(&t->main.square, at, c->square[slot], 2 * WEIGHT_BITS));
    }
    for (int s = 0; s < 12; s++)
        expected += c->counts[s];
    must(total == expected);
    return (size_t)(c - m->cells);
}

static inline void
model_check(model *m, const plan *p, const fair__tally *t)
{
    must(t->rows.in == m->in && t->rows.used == m->used);
    must(t->rows.frequency == m->frequency);
    for (int i = 0; i < 4; i++)
        must(t->rows.excluded[i] == m->excluded[i]);
    must(t->cells.n == m->n);
    static size_t cells[MOST_CELLS];
    for (size_t cell = 0; cell < t->cells.n; cell++)
        cells[cell] = model_check_cell(m, p, t, cell);
    model_check_scores(m, p, t, cells);
}

#endif
