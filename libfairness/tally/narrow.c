/* SPDX-License-Identifier: MIT
 * The fast way: choosing it, windows, and counting. */
#include "tally/narrow.h"

#include <string.h>

#include "column/number.h"
#include "tally/block.h"

#define MIN_ROWS (4 * (size_t)FAIR__BLOCK) /* else staging costs more */
#define MAX_FAILURES 4
#define MAX_ROWS ((uint64_t)1 << 31) /* a counter holds 2^32 - 1 */

static size_t
n_features(const fair__tally *t)
{
    return t->spec.n_sensitive + t->spec.n_control;
}

static const fair_column *
feature_column(const fair__tally *t, const fair_rows *rows, size_t k)
{
    return fair__tally_column(t, rows, FAIR__N_ROLES + (int)k);
}

/* A null group is a group here; where it is more than that, and for labels,
 * blocks without nulls are as fast. */
static int
nulls_matter(const fair__tally *t)
{
    return t->spec.nulls != FAIR_NULLS_GROUP;
}

static int
is_narrow(const fair__tally *t, const fair_rows *rows)
{
    const int scores = fair__narrow_scores(t);
    const uint32_t decisions =
        FAIR__INPUT(scores ? FAIR__Y_SCORE : FAIR__Y_PRED);
    const size_t n = n_features(t);
    if (rows->n < MIN_ROWS || n == 0 || n > FAIR__NARROW_FEATURES) return 0;
    if ((t->inputs & ~(FAIR__INPUT(FAIR__Y_TRUE) | decisions |
                       FAIR__INPUT(FAIR__SAMPLE_WEIGHT))) != 0)
        return 0;
    if (fair__narrow_weights(t) && !fair__narrow_weight(&rows->sample_weight))
        return 0;
    if (!fair__narrow_label(&t->labels[0], &rows->y_true)) return 0;
    if (scores ? !fair__narrow_score(&rows->y_score)
               : !fair__narrow_label(&t->labels[1], &rows->y_pred))
        return 0;
    for (size_t k = 0; k < n; k++)
        if (!fair__narrow_feature(&t->features[k], feature_column(t, rows, k)))
            return 0;
    return 1;
}

void
fair__narrow_begin(fair__tally *t, const fair_rows *rows)
{
    fair__narrow *w = &t->scratch->narrow;
    w->on = is_narrow(t, rows);
    w->rows = 0; /* a call that failed may have left some */
    if (!w->on) return;
    if (w->kernels == NULL) w->kernels = fair__kernels_best();
    w->failures = 0;
    w->exponent = 0;
    w->least = UINT64_MAX;
    w->most = 0;
    if (fair__narrow_weights(t)) memset(w->weighed, 0, sizeof(w->weighed));
    w->direct = n_features(t) == 1 && !fair__narrow_weights(t) && fair__narrow_direct(&rows->y_true) &&
                fair__narrow_direct(&rows->y_pred) &&
                fair__narrow_direct(feature_column(t, rows, 0));
    w->piece = w->direct ? w->kernels->most_keys : FAIR__BLOCK;
    w->n_groups = 0;
    memset(w->windows, 0, sizeof(w->windows));
    memset(w->counters, 0, sizeof(w->counters));
}

/* ---- windows ---- */

/* Windows for the rows at hand, which those there are do not cover; 0 if
 * there are none.  What was counted in the old ones must be staged first. */
static int
find_windows(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
             fair__narrow_window windows[FAIR__NARROW_FEATURES],
             unsigned *n_groups)
{
    const fair__narrow *w = &t->scratch->narrow;
    *n_groups = 1;
    for (size_t k = 0; k < n_features(t); k++) {
        if (!fair__narrow_widen(feature_column(t, rows, k), start, n,
                                FAIR__FAR / *n_groups, &w->windows[k],
                                &windows[k]))
            return 0;
        *n_groups *= windows[k].width;
    }
    return 1;
}

static fair_status
move_windows(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
             int *moved, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    fair__narrow_window windows[FAIR__NARROW_FEATURES] = {{0, 0, 0}};
    unsigned n_groups;
    *moved = find_windows(t, rows, start, n, windows, &n_groups);
    if (!*moved) return FAIR_OK;
    const fair_status st = fair__narrow_end(t, rows, err);
    if (st != FAIR_OK) return st;
    /* One that grows ends growing; one that does not may go back and forth. */
    if (n_groups <= w->n_groups) w->failures++;
    memcpy(w->windows, windows, sizeof(windows));
    w->n_groups = n_groups;
    return FAIR_OK;
}

/* Whether all of the groups could be new. */
static int
has_room(const fair__tally *t)
{
    for (size_t k = 0; k < n_features(t); k++)
        if (t->features[k].values.n + FAIR__FAR > t->features[k].max_values)
            return 0;
    return t->cells.n + FAIR__FAR <= t->cells.max_cells;
}

/* ---- counting ---- */

/* The group number of each row, in scratch: 0 if one is outside. */
static int
make_groups(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
            uint8_t *groups)
{
    fair__scratch *s = t->scratch;
    const fair__narrow *w = &s->narrow;
    for (size_t k = 0; k < n_features(t); k++) {
        uint8_t *out = k == 0 ? groups : s->slots;
        if (!fair__narrow_distances(w->kernels, feature_column(t, rows, k),
                                    &w->windows[k], start, n, out))
            return 0;
        if (k > 0) w->kernels->join(groups, out, w->windows[k].width, n);
    }
    return 1;
}

/* Rows whose nulls are for the general way. */
static int
has_nulls(const fair__tally *t, const fair_rows *rows, size_t start, size_t n)
{
    if (!fair__narrow_valid(&rows->y_true, start, n) ||
        !fair__narrow_valid(&rows->y_pred, start, n) ||
        !fair__narrow_valid(&rows->y_score, start, n) ||
        !fair__narrow_valid(&rows->sample_weight, start, n))
        return 1;
    for (size_t k = 0; nulls_matter(t) && k < n_features(t); k++)
        if (!fair__narrow_valid(feature_column(t, rows, k), start, n))
            return 1;
    return 0;
}

/* Decisions as bytes; NULL if one is out of the ordinary. */
static const uint8_t *
decisions_of(fair__tally *t, const fair_rows *rows, size_t start, size_t n)
{
    uint8_t *spare = t->scratch->labels[1];
    const fair__kernels *k = t->scratch->narrow.kernels;
    if (!fair__narrow_scores(t))
        return fair__narrow_bits(k, &rows->y_pred, start, n, spare);
    return fair__narrow_selected(k, &rows->y_score, t->spec.threshold, start,
                                 n, spare)
               ? spare
               : NULL;
}

/* The weights of rows whose keys are in scratch; 0 if one is out of the
 * ordinary, or their exponents are not among the 22. */
static int
weigh_piece(fair__tally *t, const fair_rows *rows, size_t start, size_t n)
{
    fair__narrow *w = &t->scratch->narrow;
    const fair__kernels *k = w->kernels;
    const void *weights = fair__narrow_doubles(&rows->sample_weight, start);
    const double largest = FAIR__WEIGHT_MAX;
    uint64_t least, most, bound;
    memcpy(&bound, &largest, sizeof(bound));
    k->weight_range(weights, n, &least, &most);
    if (most > bound) return 0;
    if (most == 0) return 1;
    const uint32_t low = (uint32_t)((least + 1) >> 52);
    const uint32_t high = (uint32_t)(most >> 52);
    if (low == 0) return 0; /* subnormal */
    uint32_t exponent = w->exponent;
    if (exponent == 0)
        exponent = high > FAIR__WEIGH_SPREAD * 2 + 1
                       ? high - FAIR__WEIGH_SPREAD
                       : FAIR__WEIGH_SPREAD + 2;
    if (low < exponent - FAIR__WEIGH_SPREAD - 1 ||
        high > exponent + FAIR__WEIGH_SPREAD)
        return 0;
    w->exponent = exponent;
    w->least = least < w->least ? least : w->least;
    w->most = most > w->most ? most : w->most;
    k->weigh_keys(t->scratch->slots, weights, n, w->exponent, w->weighed);
    return 1;
}

/* 0 if the rows do not fit the windows, or a label is neither 0 nor 1. */
static int
count_piece(fair__tally *t, const fair_rows *rows, size_t start, size_t n)
{
    fair__scratch *s = t->scratch;
    fair__narrow *w = &s->narrow;
    const fair__kernels *k = w->kernels;
    if (w->n_groups == 0) return 0;
    if (w->n_groups > FAIR__FEW && n > FAIR__BLOCK) return 0; /* of keys */
    if (!w->direct && has_nulls(t, rows, start, n)) return 0;
    const uint8_t *y =
        fair__narrow_bits(k, &rows->y_true, start, n, s->labels[0]);
    const uint8_t *p = decisions_of(t, rows, start, n);
    if (y == NULL || p == NULL) return 0;
    const uint8_t *groups = s->cause;
    uint8_t low = 0;
    if (w->direct) {
        groups = fair__narrow_bits(k, feature_column(t, rows, 0), start, n,
                                   NULL);
        low = (uint8_t)w->windows[0].low;
    } else if (!make_groups(t, rows, start, n, s->cause)) {
        return 0;
    }
    if (w->n_groups <= FAIR__FEW && !fair__narrow_weights(t))
        return k->count_keys(y, p, groups, low, w->n_groups, n, w->counters);
    if (!k->make_keys(y, p, groups, low, w->n_groups, n, s->slots)) return 0;
    if (fair__narrow_weights(t) && !weigh_piece(t, rows, start, n)) return 0;
    k->count_bytes(s->slots, n, w->counters);
    return 1;
}

/* The rows of a piece, in windows that may have to be moved.  The first ones
 * are those of its first block, which mostly do for all. */
static fair_status
try_piece(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
          int *done, fair_error *err)
{
    const int first = t->scratch->narrow.n_groups == 0;
    size_t look = first && n > FAIR__BLOCK ? FAIR__BLOCK : n;
    *done = count_piece(t, rows, start, n);
    while (!*done) {
        int moved;
        const fair_status st = move_windows(t, rows, start, look, &moved, err);
        if (st != FAIR_OK) return st;
        if (moved) *done = count_piece(t, rows, start, n);
        if (look == n) break;
        look = n;
    }
    return FAIR_OK;
}

fair_status
fair__narrow_count(fair__tally *t, const fair_rows *rows, size_t start,
                   size_t *counted, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    *counted = 0;
    if (!w->on || !has_room(t)) return FAIR_OK;
    const size_t left = rows->n - start;
    int done = 0;
    size_t n;
    fair_status st;
    do {
        n = left < w->piece ? left : w->piece;
        st = try_piece(t, rows, start, n, &done, err);
        if (st != FAIR_OK) return st;
        if (done || w->piece == FAIR__BLOCK) break;
        w->piece = FAIR__BLOCK; /* so that few rows go the general way */
    } while (1);
    if (!done) w->failures++;
    if (w->failures > MAX_FAILURES) w->on = 0;
    if (!done) return FAIR_OK;
    *counted = n;
    w->rows += n;
    t->staged_rows.in += n;
    t->staged_rows.used += n;
    t->staged_rows.frequency += n;
    return w->rows > MAX_ROWS ? fair__narrow_end(t, rows, err) : FAIR_OK;
}
