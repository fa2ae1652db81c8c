/* SPDX-License-Identifier: MIT
 * Byte columns, two rows at a time; whatever is out of the ordinary is left
 * to the general way, block by block, so that answers and errors are its. */
#include "tally/narrow.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "tally/block.h"

#define MIN_ROWS (4 * (size_t)FAIR__BLOCK) /* else staging costs more */
#define MAX_FAILURES 4
#define MAX_ROWS ((uint64_t)1 << 31) /* a counter holds 2^32 - 1 */
#define MAX_VALUES 16                /* of the group in one window */

/* ---- is it that kind of batch? ---- */

static int
is_narrow_column(const fair_column *c)
{
    if (c->validity != NULL) return 0;
    if (c->type == FAIR_TYPE_BOOL1) return 1;
    return (c->type == FAIR_TYPE_INT8 || c->type == FAIR_TYPE_UINT8 ||
            c->type == FAIR_TYPE_BOOL8) &&
           (c->stride == 0 || c->stride == 1);
}

static int
is_bit(const fair_scalar *s)
{
    return s->kind == FAIR_KIND_INT && (s->integer == 0 || s->integer == 1);
}

/* 0 and 1 are admissible whatever is declared for text columns. */
static int
is_plain_label(const fair__label *l)
{
    const fair_scalar *own = &l->positive_own;
    const fair_scalar *any = &l->positive_any;
    if (own->kind != FAIR_KIND_NONE && !is_bit(own)) return 0;
    if (any->kind != FAIR_KIND_NONE && any->kind != FAIR_KIND_TEXT &&
        !is_bit(any))
        return 0;
    for (int k = 0; k < l->n; k++)
        if (!is_bit(&l->values[k])) return 0;
    return 1;
}

static int
is_bool(const fair_column *c)
{
    return c->type == FAIR_TYPE_BOOL8 || c->type == FAIR_TYPE_BOOL1;
}

static int
is_plain_feature(const fair__feature *f, const fair_column *c)
{
    const int32_t kind = is_bool(c) ? FAIR_KIND_BOOL : FAIR_KIND_INT;
    return f->values.kind == FAIR_KIND_NONE || f->values.kind == kind;
}

static int
is_narrow(const fair__tally *t, const fair_rows *rows)
{
    const uint32_t labels =
        FAIR__INPUT(FAIR__Y_TRUE) | FAIR__INPUT(FAIR__Y_PRED);
    if (rows->n < MIN_ROWS || t->cells.n_features != 1) return 0;
    if ((t->inputs & ~labels) != 0) return 0;
    for (int i = 0; i < 2; i++) {
        const fair_column *c = i == 0 ? &rows->y_true : &rows->y_pred;
        if (c->type == FAIR_TYPE_NONE) continue;
        if (!is_narrow_column(c) || !is_plain_label(&t->labels[i])) return 0;
    }
    return is_narrow_column(rows->sensitive) &&
           is_plain_feature(&t->features[0], rows->sensitive);
}

/* ---- counting ---- */

/* Rows start … start + n as bytes; unpacked into spare where they are bits. */
static const uint8_t *
bytes_of(const fair_column *c, size_t start, size_t n, uint8_t *spare)
{
    const size_t first = (size_t)c->offset + start;
    if (c->type == FAIR_TYPE_NONE) {
        memset(spare, 0, n);
        return spare;
    }
    if (c->type != FAIR_TYPE_BOOL1)
        return (const uint8_t *)c->buffers[0] + first;
    fair__kernels_get()->unpack_bits(c->buffers[0], first, n, spare);
    return spare;
}

void
fair__narrow_begin(fair__tally *t, const fair_rows *rows)
{
    fair__narrow *w = &t->scratch->narrow;
    w->on = is_narrow(t, rows);
    if (!w->on) return;
    w->failures = 0;
    w->low = 0;
    w->rows = 0;
    memset(w->counters, 0, sizeof(w->counters));
}

/* A window of values for a block that the one at hand does not cover; 0 if
 * there is none. */
static int
find_window(const fair_column *c, const uint8_t *group, size_t n, int old,
            int *low)
{
    int least, most;
    if (is_bool(c)) return 0;
    if (c->type == FAIR_TYPE_INT8) {
        int8_t a, b;
        fair__kernels_get()->range_i8((const int8_t *)group, n, &a, &b);
        least = a;
        most = b;
    } else {
        uint8_t a, b;
        fair__kernels_get()->range_u8(group, n, &a, &b);
        least = a;
        most = b;
    }
    *low = old < least ? old : least;
    if (most - *low >= MAX_VALUES) *low = least;
    return most - *low < MAX_VALUES;
}

static int
has_room(const fair__tally *t)
{
    return t->features[0].values.n + MAX_VALUES <=
               t->features[0].max_values &&
           t->cells.n + MAX_VALUES <= t->cells.max_cells;
}

fair_status
fair__narrow_count(fair__tally *t, const fair_rows *rows, size_t start,
                   size_t n, int *counted, fair_error *err)
{
    fair__scratch *s = t->scratch;
    fair__narrow *w = &s->narrow;
    const fair_column *c = rows->sensitive;
    *counted = 0;
    if (!w->on || !has_room(t)) return FAIR_OK;
    const uint8_t *y = bytes_of(&rows->y_true, start, n, s->labels[0]);
    const uint8_t *p = bytes_of(&rows->y_pred, start, n, s->labels[1]);
    const uint8_t *group = bytes_of(c, start, n, s->cause);
    /* A boolean byte other than 0 and 1 is an error, not a group. */
    const uint8_t outside = is_bool(c) ? 0xfe : 0xf0;
    const fair__kernels *k = fair__kernels_get();
    fair_status st = FAIR_OK;
    int done = k->count_pairs(y, p, group, (uint8_t)w->low, outside, n,
                              w->counters);
    int low;
    if (!done && find_window(c, group, n, w->low, &low)) {
        st = fair__narrow_end(t, rows, err);
        if (st != FAIR_OK) return st;
        w->low = low;
        done = k->count_pairs(y, p, group, (uint8_t)low, outside, n,
                              w->counters);
        w->failures++;
    }
    if (!done) w->failures++;
    if (w->failures > MAX_FAILURES) w->on = 0;
    if (!done) return FAIR_OK;
    *counted = 1;
    w->rows += n;
    t->staged_rows.in += n;
    t->staged_rows.used += n;
    t->staged_rows.frequency += n;
    return w->rows > MAX_ROWS ? fair__narrow_end(t, rows, err) : FAIR_OK;
}

/* ---- staging ---- */

/* Rows by key; the counters are zero again. */
static void
take_keys(fair__narrow *w, uint64_t keys[64])
{
    for (size_t k = 0; k < 64; k++)
        keys[k] = w->counters[FAIR__PAIRS + k];
    for (size_t pair = 0; pair < FAIR__PAIRS; pair++) {
        keys[pair & 63] += w->counters[pair];
        keys[pair >> 6] += w->counters[pair];
    }
    memset(w->counters, 0, sizeof(w->counters));
    w->rows = 0;
}

/* A column of the same values as c's, in bytes. */
static fair_column
column_like(const fair_column *c, const uint8_t *values, size_t n)
{
    fair_column out = fair_column_uint8(values, (int64_t)n);
    out.type = c->type == FAIR_TYPE_BOOL1 ? FAIR_TYPE_BOOL8 : c->type;
    return out;
}

/* numbers[v] = value number of the label v, for those that occur. */
static fair_status
read_numbers(fair__label *l, const fair_column *c, const uint64_t keys[64],
             int shift, uint8_t numbers[2], fair_error *err)
{
    uint8_t values[2];
    uint8_t codes[2];
    size_t n = 0;
    numbers[0] = numbers[1] = 0;
    if (c->type == FAIR_TYPE_NONE) return FAIR_OK;
    for (unsigned v = 0; v < 2; v++) {
        uint64_t rows = 0;
        for (unsigned k = 0; k < 64; k++)
            rows += (k >> shift & 1) == v ? keys[k] : 0;
        if (rows > 0) values[n++] = (uint8_t)v;
    }
    const fair_column column = column_like(c, values, n);
    fair__defect defect;
    const fair_status st =
        fair__label_read(l, &column, 0, n, codes, &defect, err);
    assert(st != FAIR_OK || defect.kind == FAIR__DEFECT_NONE);
    for (size_t i = 0; st == FAIR_OK && i < n; i++)
        numbers[values[i]] = codes[i];
    return st;
}

/* Cells of the groups that occur, into scratch->ids in their order. */
static fair_status
find_groups(fair__tally *t, const fair_column *c, const uint64_t keys[64],
            size_t *n, uint8_t distances[MAX_VALUES], fair_error *err)
{
    fair__scratch *s = t->scratch;
    fair__feature *f = &t->features[0];
    uint8_t values[MAX_VALUES];
    *n = 0;
    for (unsigned d = 0; d < MAX_VALUES; d++) {
        const uint64_t *four = keys + 4 * d;
        if (four[0] + four[1] + four[2] + four[3] == 0) continue;
        distances[*n] = (uint8_t)d;
        values[(*n)++] = (uint8_t)(s->narrow.low + (int)d);
    }
    const fair_column column = column_like(c, values, *n);
    fair__defect defect;
    fair_status st =
        fair__feature_read(f, &column, 0, *n, s->codes, &defect, err);
    if (st == FAIR_OK && defect.kind != FAIR__DEFECT_NONE)
        return fair__fail_at(err, FAIR_ERR_LIMIT, t->spec.features[0], -1, 0,
                             "feature \"%s\" has more than %u values: use a "
                             "coarser one, or raise max_cells",
                             t->spec.features[0], (uint64_t)f->max_values);
    if (st == FAIR_OK)
        st = fair__cells_find(&t->cells, s->columns, *n, s->ids, err);
    return st == FAIR_OK ? fair__staged_prepare(t, s->ids, *n, err) : st;
}

fair_status
fair__narrow_end(fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    uint64_t keys[64];
    uint8_t y[2], p[2], distances[MAX_VALUES];
    size_t n;
    if (w->rows == 0) return FAIR_OK;
    take_keys(w, keys);
    fair_status st =
        read_numbers(&t->labels[0], &rows->y_true, keys, 1, y, err);
    if (st == FAIR_OK)
        st = read_numbers(&t->labels[1], &rows->y_pred, keys, 0, p, err);
    if (st == FAIR_OK)
        st = find_groups(t, rows->sensitive, keys, &n, distances, err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < n; i++)
        for (unsigned k = 0; k < 4; k++) {
            const size_t slot =
                (size_t)y[k >> 1] * (size_t)t->n_decisions + p[k & 1];
            t->staged.counts[t->scratch->ids[i] * t->n_slots + slot] +=
                keys[4 * distances[i] + k];
        }
    return FAIR_OK;
}
