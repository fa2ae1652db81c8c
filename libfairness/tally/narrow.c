/* SPDX-License-Identifier: MIT
 * The fast way: choosing it, windows, and counting. */
#include "tally/narrow.h"

#include <string.h>

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
    if (fair__tally_reads_scores(t)) return 0;
    if (rows->n < MIN_ROWS || n == 0 || n > FAIR__NARROW_FEATURES) return 0;
    if ((t->inputs & ~(FAIR__INPUT(FAIR__Y_TRUE) | decisions |
                       FAIR__INPUT(FAIR__SAMPLE_WEIGHT))) != 0)
        return 0;
    if (fair__narrow_weights(t) && !fair__narrow_weight(&rows->sample_weight))
        return 0;
    if (scores && !fair__narrow_score(&rows->y_score)) return 0;
    for (size_t k = 0; k < n; k++)
        if (t->features[k].values.n >= FAIR__SPAN &&
            !fair__narrow_feature(&t->features[k], feature_column(t, rows, k)))
            return 0;
    return 1;
}

/* Whether that many groups could all be new. */
static int
has_room(const fair__tally *t, unsigned groups)
{
    const unsigned values = groups < FAIR__SPAN ? groups : FAIR__SPAN;
    for (size_t k = 0; k < n_features(t); k++)
        if (t->features[k].values.n + values > t->features[k].max_values)
            return 0;
    return t->cells.n + groups <= t->cells.max_cells;
}

/* Weights are added up by keys of a byte. */
static unsigned
most_groups(const fair__tally *t)
{
    return !fair__narrow_weights(t) && has_room(t, FAIR__WIDE) ? FAIR__WIDE
                                                               : FAIR__FAR;
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
    if (fair__narrow_weights(t)) fair__narrow_weights_forget(w);
    if (w->wide != NULL) memset(w->wide, 0, sizeof(*w->wide));
    w->coded[0] = !fair__narrow_label(&t->labels[0], &rows->y_true);
    w->coded[1] = !fair__narrow_scores(t) &&
                  !fair__narrow_label(&t->labels[1], &rows->y_pred);
    memset(w->windows, 0, sizeof(w->windows));
    for (size_t k = 0; k < n_features(t); k++)
        w->windows[k].coded = !fair__narrow_feature(
            &t->features[k], feature_column(t, rows, k));
    w->direct = n_features(t) == 1 && !fair__narrow_weights(t) &&
                !w->coded[0] && !w->coded[1] && !w->windows[0].coded &&
                fair__narrow_direct(&rows->y_true) &&
                fair__narrow_direct(&rows->y_pred) &&
                fair__narrow_direct(feature_column(t, rows, 0));
    w->piece = w->direct ? w->kernels->most_keys : FAIR__BLOCK;
    w->n_groups = 0;
    memset(w->counters, 0, sizeof(w->counters));
}

/* ---- windows ---- */

/* The codes that feature k has so far. */
static int
code_window(const fair__tally *t, size_t k, unsigned most,
            fair__narrow_window *out)
{
    const uint32_t codes = t->features[k].values.n + 1;
    if (codes > most) return 0;
    *out = (fair__narrow_window){0, codes, codes, 1};
    return 1;
}

/* The widest window that a feature can have beside that many groups. */
static unsigned
most_values(unsigned most, unsigned n_groups)
{
    return most / n_groups < FAIR__SPAN ? most / n_groups : FAIR__SPAN - 1;
}

/* Windows for the rows at hand, which those there are do not cover; 0 if
 * there are none.  What was counted in the old ones must be staged first. */
static int
find_windows(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
             fair__narrow_window windows[FAIR__NARROW_FEATURES],
             unsigned *n_groups)
{
    const fair__narrow *w = &t->scratch->narrow;
    const unsigned all = most_groups(t);
    *n_groups = 1;
    for (size_t k = 0; k < n_features(t); k++) {
        const unsigned most = most_values(all, *n_groups);
        if (w->windows[k].coded
                ? !code_window(t, k, most, &windows[k])
                : !fair__narrow_widen(feature_column(t, rows, k), start, n,
                                      most, &w->windows[k], &windows[k]))
            return 0;
        *n_groups *= windows[k].width;
    }
    return 1;
}

/* Values far apart may still be few: the first feature whose window is too
 * wide is read by codes from now on.  *turned = 0 if there is none. */
static fair_status
turn_to_codes(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
              int *turned, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    fair__narrow_window window;
    *turned = 0;
    for (size_t k = 0; k < n_features(t); k++) {
        if (w->windows[k].coded || t->features[k].values.n >= FAIR__SPAN ||
            fair__narrow_widen(feature_column(t, rows, k), start, n, FAIR__FEW,
                               &w->windows[k], &window))
            continue;
        /* What was counted is in the old window. */
        const fair_status st = fair__narrow_end(t, rows, err);
        if (st != FAIR_OK) return st;
        w->windows[k].coded = *turned = 1;
        w->n_groups = 0; /* no window */
        w->direct = 0;
        w->piece = FAIR__BLOCK;
        return FAIR_OK;
    }
    return FAIR_OK;
}

static fair_status
move_windows(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
             int *moved, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    fair__narrow_window windows[FAIR__NARROW_FEATURES] = {{0, 0, 0, 0}};
    unsigned n_groups;
    *moved = find_windows(t, rows, start, n, windows, &n_groups);
    if (!*moved) return FAIR_OK;
    const fair_status st = fair__narrow_end(t, rows, err);
    if (st != FAIR_OK) return st;
    memcpy(w->windows, windows, sizeof(windows));
    w->n_groups = n_groups;
    if (!fair__narrow_is_wide(w) || w->wide != NULL) return FAIR_OK;
    w->wide = fair__calloc(&t->mem, 1, sizeof(*w->wide));
    return w->wide != NULL ? FAIR_OK : fair__no_memory(err);
}

/* A block that went the general way may have met another label, beside which
 * one of 0 and 1 is a third.  Codes have been judged by their reader. */
static int
are_binary(const fair__tally *t)
{
    const fair__narrow *w = &t->scratch->narrow;
    return (w->coded[0] || fair__narrow_is_binary(&t->labels[0])) &&
           (w->coded[1] || fair__narrow_is_binary(&t->labels[1]));
}

/* ---- counting ---- */

/* Distances of feature k; *fit = 0 if one is outside of its window. */
static fair_status
read_distances(fair__tally *t, const fair_column *c, size_t k, size_t start,
               size_t n, uint8_t *out, int *fit, fair_error *err)
{
    fair__scratch *s = t->scratch;
    const fair__kernels *kernels = s->narrow.kernels;
    const fair__narrow_window *w = &s->narrow.windows[k];
    uint32_t *codes = s->codes + k * FAIR__BLOCK;
    if (!w->coded) {
        *fit = fair__narrow_distances(kernels, c, w, start, n, out);
        return FAIR_OK;
    }
    fair__defect defect;
    const fair_status st =
        fair__feature_read(&t->features[k], c, start, n, codes, &defect, err);
    *fit = st == FAIR_OK && defect.kind == FAIR__DEFECT_NONE &&
           kernels->distance[FAIR__BYTES_32](codes, n, 0, out) < w->span &&
           !(nulls_matter(t) && memchr(out, 0, n) != NULL);
    return st;
}

/* The group number of each row, in groups or as wide keys. */
static fair_status
make_groups(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
            uint8_t *groups, int *fit, fair_error *err)
{
    fair__scratch *s = t->scratch;
    const fair__narrow *w = &s->narrow;
    const int is_wide = fair__narrow_is_wide(w);
    *fit = 1;
    if (is_wide) memset(w->wide->keys, 0, n * sizeof(w->wide->keys[0]));
    for (size_t k = 0; *fit && k < n_features(t); k++) {
        const unsigned width = w->windows[k].width;
        uint8_t *out = k == 0 && !is_wide ? groups : s->slots;
        const fair_status st = read_distances(
            t, feature_column(t, rows, k), k, start, n, out, fit, err);
        if (st != FAIR_OK) return st;
        if (*fit && is_wide)
            w->kernels->join_wide(w->wide->keys, out, width, n);
        else if (*fit && k > 0)
            w->kernels->join(groups, out, width, n);
    }
    return FAIR_OK;
}

/* Rows whose nulls are for the general way, among what kernels read. */
static int
has_nulls(const fair__tally *t, const fair_rows *rows, size_t start, size_t n)
{
    const fair__narrow *w = &t->scratch->narrow;
    if ((!w->coded[0] && !fair__narrow_valid(&rows->y_true, start, n)) ||
        (!w->coded[1] && !fair__narrow_valid(&rows->y_pred, start, n)) ||
        !fair__narrow_valid(&rows->y_score, start, n) ||
        !fair__narrow_valid(&rows->sample_weight, start, n))
        return 1;
    for (size_t k = 0; nulls_matter(t) && k < n_features(t); k++)
        if (!w->windows[k].coded &&
            !fair__narrow_valid(feature_column(t, rows, k), start, n))
            return 1;
    return 0;
}

/* Labels (l = 0) or decisions as bytes 0 and 1; *bits is NULL if one is out
 * of the ordinary. */
static fair_status
read_bits(fair__tally *t, const fair_column *c, int l, size_t start, size_t n,
          const uint8_t **bits, fair_error *err)
{
    fair__scratch *s = t->scratch;
    *bits = NULL;
    if (!s->narrow.coded[l]) {
        *bits = fair__narrow_bits(s->narrow.kernels, c, start, n, s->labels[l]);
        return FAIR_OK;
    }
    fair__defect defect;
    const fair_status st = fair__label_read(&t->labels[l], c, start, n,
                                            s->labels[l], &defect, err);
    if (st == FAIR_OK && defect.kind == FAIR__DEFECT_NONE &&
        memchr(s->labels[l], FAIR__LABEL_MISSING, n) == NULL)
        *bits = s->labels[l];
    return st;
}

static fair_status
read_decisions(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
               const uint8_t **bits, fair_error *err)
{
    uint8_t *spare = t->scratch->labels[1];
    if (!fair__narrow_scores(t))
        return read_bits(t, &rows->y_pred, 1, start, n, bits, err);
    *bits = fair__narrow_selected(t->scratch->narrow.kernels, &rows->y_score,
                                  t->spec.threshold, start, n, spare)
                ? spare
                : NULL;
    return FAIR_OK;
}

static int
count_groups(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
             const uint8_t *y, const uint8_t *p, const uint8_t *groups,
             uint8_t low)
{
    uint8_t *keys = t->scratch->slots;
    fair__narrow *w = &t->scratch->narrow;
    const fair__kernels *k = w->kernels;
    if (fair__narrow_is_wide(w)) {
        if (!k->make_wide(y, p, n, w->wide->keys)) return 0;
        k->count_wide(w->wide->keys, n, w->wide->counters);
        return 1;
    }
    const int few = w->n_groups <= FAIR__FEW;
    const int weighted = fair__narrow_weights(t);
    fair__narrow_piece piece;
    if (weighted &&
        !fair__narrow_weights_fit(t, &rows->sample_weight, start, n, &piece))
        return 0;
    if (few && !k->count_keys(y, p, groups, low, w->n_groups, n, w->counters))
        return 0;
    if (few && !weighted) return 1;
    if (!k->make_keys(y, p, groups, low, w->n_groups, n, keys) && !few)
        return 0;
    if (!few) k->count_bytes(keys, n, w->counters);
    if (weighted) fair__narrow_weigh(t, keys, n, &piece);
    return 1;
}

/* *done = 0 if the rows do not fit the windows, or one is out of the
 * ordinary. */
static fair_status
count_piece(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
            int *done, fair_error *err)
{
    fair__scratch *s = t->scratch;
    fair__narrow *w = &s->narrow;
    const uint8_t *y, *p;
    *done = 0;
    if (w->n_groups == 0) return FAIR_OK;
    if (n > FAIR__BLOCK && (!w->direct || w->n_groups > FAIR__FEW))
        return FAIR_OK; /* scratch holds a block */
    if (!w->direct && has_nulls(t, rows, start, n)) return FAIR_OK;
    fair_status st = read_bits(t, &rows->y_true, 0, start, n, &y, err);
    if (st == FAIR_OK) st = read_decisions(t, rows, start, n, &p, err);
    if (st != FAIR_OK || y == NULL || p == NULL) return st;
    if (w->direct && !fair__narrow_is_wide(w)) {
        const uint8_t *groups = fair__narrow_bits(
            w->kernels, feature_column(t, rows, 0), start, n, NULL);
        *done = count_groups(t, rows, start, n, y, p, groups,
                             (uint8_t)w->windows[0].low);
        return FAIR_OK;
    }
    int fit;
    st = make_groups(t, rows, start, n, s->cause, &fit, err);
    if (st == FAIR_OK && fit)
        *done = count_groups(t, rows, start, n, y, p, s->cause, 0);
    return st;
}

/* The rows of a piece, in windows that may have to be moved: the first time
 * to those of its first block, which mostly do for all. */
static fair_status
try_piece(fair__tally *t, const fair_rows *rows, size_t start, size_t n,
          int *done, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    const unsigned old = w->n_groups;
    size_t look = old == 0 && n > FAIR__BLOCK ? FAIR__BLOCK : n;
    int any = 0;
    fair_status st = count_piece(t, rows, start, n, done, err);
    for (int tries = 0; st == FAIR_OK && !*done && tries < 3; tries++) {
        int moved, turned = 0;
        st = move_windows(t, rows, start, look, &moved, err);
        if (st == FAIR_OK && !moved && look == n)
            st = turn_to_codes(t, rows, start, n, &turned, err);
        if (!moved && !turned && look == n) break;
        if (st == FAIR_OK && moved)
            st = count_piece(t, rows, start, n, done, err);
        any |= moved;
        look = n;
    }
    /* Windows that grow end growing; others may go back and forth. */
    if (*done && any && w->n_groups <= old) w->failures++;
    return st;
}

fair_status
fair__narrow_count(fair__tally *t, const fair_rows *rows, size_t start,
                   size_t *counted, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    *counted = 0;
    if (!w->on) return FAIR_OK;
    /* The general way is told what was seen before. */
    if (!are_binary(t) ||
        !has_room(t, fair__narrow_is_wide(w) ? w->n_groups : FAIR__FAR))
        return fair__narrow_end(t, rows, err);
    const size_t left = rows->n - start;
    int done = 0;
    size_t n;
    fair_status st;
    do {
        n = left < w->piece ? left : w->piece;
        st = try_piece(t, rows, start, n, &done, err);
        if (st != FAIR_OK) return st;
        if (done || n <= FAIR__BLOCK) break;
        w->piece = FAIR__BLOCK; /* so that few rows go the general way */
    } while (1);
    if (!done) w->failures++;
    if (w->failures > MAX_FAILURES) w->on = 0;
    if (!done) return fair__narrow_end(t, rows, err);
    *counted = n;
    w->rows += n;
    t->staged_rows.in += n;
    t->staged_rows.used += n;
    t->staged_rows.frequency += n;
    return w->rows > MAX_ROWS ? fair__narrow_end(t, rows, err) : FAIR_OK;
}
