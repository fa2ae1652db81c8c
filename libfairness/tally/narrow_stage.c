/* SPDX-License-Identifier: MIT
 * The fast way: what was counted by key, into the staged table. */
#include "tally/narrow.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "tally/block.h"

#define PAIR_KEYS 64

/* Rows by key, as they are taken out of the counters. */
typedef struct keys {
    uint32_t *rows; /* of key 4 * group + 2 * label + decision */
    unsigned n;
} keys;

/* Pairs and even and odd rows are added up; all together are below 2^32. */
static keys
join_keys(fair__narrow *w)
{
    keys all = {w->counters + FAIR__PAIRS, 4 * w->n_groups};
    if (fair__narrow_is_wide(w)) {
        all.rows = w->wide->counters[0];
        for (unsigned k = 0; k < all.n; k++)
            all.rows[k] += w->wide->counters[1][k];
        return all;
    }
    for (size_t pair = 0; pair < FAIR__PAIRS; pair++) {
        all.rows[pair % PAIR_KEYS] += w->counters[pair];
        all.rows[pair / PAIR_KEYS] += w->counters[pair];
    }
    return all;
}

static void
forget_keys(fair__narrow *w)
{
    if (fair__narrow_is_wide(w))
        memset(w->wide->counters, 0, sizeof(w->wide->counters));
    else
        memset(w->counters, 0, sizeof(w->counters));
    w->rows = 0;
}

/* numbers[v] = value number of the label v, for those that occur. */
static fair_status
read_numbers(fair__label *l, const fair_column *c, const keys *all, int shift,
             uint8_t numbers[2], fair_error *err)
{
    uint64_t values[2];
    uint8_t bytes[2];
    uint8_t codes[2];
    size_t n = 0;
    numbers[0] = numbers[1] = 0;
    if (c->type == FAIR_TYPE_NONE) return FAIR_OK;
    for (unsigned v = 0; v < 2; v++) {
        uint64_t rows = 0;
        for (unsigned k = 0; k < all->n; k++)
            rows += (k >> shift & 1) == v ? all->rows[k] : 0;
        if (rows > 0) values[n++] = v;
    }
    const fair_column column = fair__narrow_like(c, values, bytes, n);
    fair__defect defect;
    const fair_status st =
        fair__label_read(l, &column, 0, n, codes, &defect, err);
    assert(st != FAIR_OK || defect.kind == FAIR__DEFECT_NONE);
    for (size_t i = 0; st == FAIR_OK && i < n; i++)
        numbers[values[i]] = codes[i];
    return st;
}

static fair_status
find_numbers(fair__tally *t, const fair_rows *rows, const keys *all,
             uint8_t y[2], uint8_t p[2], fair_error *err)
{
    const fair__narrow *w = &t->scratch->narrow;
    fair_status st = FAIR_OK;
    y[0] = p[0] = 0;
    y[1] = p[1] = 1;
    if (!w->coded[0])
        st = read_numbers(&t->labels[0], &rows->y_true, all, 1, y, err);
    if (st == FAIR_OK && !w->coded[1] && !fair__narrow_scores(t))
        st = read_numbers(&t->labels[1], &rows->y_pred, all, 0, p, err);
    return st;
}

/* The groups that occur; returns how many. */
static size_t
list_groups(const keys *all, uint16_t groups[FAIR__WIDE])
{
    size_t n = 0;
    for (size_t g = 0; 4 * g < all->n; g++) {
        const uint32_t *four = all->rows + 4 * g;
        if ((four[0] | four[1] | four[2] | four[3]) != 0)
            groups[n++] = (uint16_t)g;
    }
    return n;
}

/* codes[d] = code of feature k for the distance d, of those that occur. */
static fair_status
read_values(fair__tally *t, const fair_column *c, size_t k,
            const uint8_t *occurs, uint32_t codes[FAIR__SPAN], fair_error *err)
{
    fair__feature *f = &t->features[k];
    const fair__narrow_window *w = &t->scratch->narrow.windows[k];
    uint64_t values[FAIR__SPAN];
    uint32_t found[FAIR__SPAN];
    uint8_t bytes[FAIR__SPAN];
    uint8_t valid[FAIR__SPAN / 8] = {0};
    size_t n = 0;
    for (unsigned d = 0; d < w->width; d++) {
        if (!occurs[d]) continue;
        values[n] = d < w->span ? w->low + d : w->low;
        if (d < w->span) valid[n / 8] = (uint8_t)(valid[n / 8] | 1u << n % 8);
        n++;
    }
    fair_column column = fair__narrow_like(c, values, bytes, n);
    column.validity = valid;
    fair__defect defect;
    const fair_status st =
        fair__feature_read(f, &column, 0, n, found, &defect, err);
    if (st == FAIR_OK && defect.kind != FAIR__DEFECT_NONE)
        return fair__fail_at(err, FAIR_ERR_LIMIT, t->spec.features[k], -1, 0,
                             "feature \"%s\" has more than %u values: use a "
                             "coarser one, or raise max_cells",
                             t->spec.features[k], (uint64_t)f->max_values);
    for (size_t d = w->width; st == FAIR_OK && d > 0; d--)
        if (occurs[d - 1]) codes[d - 1] = found[--n];
    return st;
}

/* Codes of feature k for these groups, of which after is the product of the
 * widths of the features behind it. */
static fair_status
read_feature(fair__tally *t, const fair_column *c, size_t k, unsigned after,
             const uint16_t *groups, size_t n, fair_error *err)
{
    const fair__narrow_window *w = &t->scratch->narrow.windows[k];
    uint32_t *out = t->scratch->codes + k * FAIR__BLOCK;
    uint8_t occurs[FAIR__SPAN] = {0};
    uint32_t codes[FAIR__SPAN] = {0};
    for (size_t i = 0; i < n; i++) {
        out[i] = groups[i] / after % w->width;
        occurs[out[i]] = 1;
    }
    if (w->coded) return FAIR_OK;
    const fair_status st = read_values(t, c, k, occurs, codes, err);
    for (size_t i = 0; st == FAIR_OK && i < n; i++)
        out[i] = codes[out[i]];
    return st;
}

/* Their cells, into scratch->ids. */
static fair_status
find_cells(fair__tally *t, const fair_rows *rows, const uint16_t *groups,
           size_t n, fair_error *err)
{
    fair__scratch *s = t->scratch;
    fair_status st = FAIR_OK;
    unsigned after = 1;
    for (size_t k = t->spec.n_sensitive + t->spec.n_control;
         st == FAIR_OK && k > 0; k--) {
        const fair_column *c =
            fair__tally_column(t, rows, FAIR__N_ROLES + (int)(k - 1));
        st = read_feature(t, c, k - 1, after, groups, n, err);
        after *= s->narrow.windows[k - 1].width;
    }
    if (st == FAIR_OK)
        st = fair__cells_find(&t->cells, s->columns, n, s->ids, err);
    return st == FAIR_OK ? fair__staged_prepare(t, s->ids, n, err) : st;
}

fair_status
fair__narrow_end(fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair__narrow *w = &t->scratch->narrow;
    uint8_t y[2], p[2];
    uint16_t groups[FAIR__WIDE];
    if (w->rows == 0) return FAIR_OK;
    const keys all = join_keys(w);
    const size_t n = list_groups(&all, groups);
    fair_status st = find_numbers(t, rows, &all, y, p, err);
    if (st == FAIR_OK) st = find_cells(t, rows, groups, n, err);
    if (st == FAIR_OK && fair__narrow_weights(t))
        st = fair__narrow_weights_widen(t, err);
    for (size_t i = 0; st == FAIR_OK && i < n; i++)
        for (unsigned k = 0; k < 4; k++) {
            const unsigned key = 4u * groups[i] + k;
            const size_t cell = t->scratch->ids[i];
            const size_t slot =
                (size_t)y[k >> 1] * (size_t)t->n_decisions + p[k & 1];
            fair__call_counts(t, cell)[slot] += all.rows[key];
            if (fair__narrow_weights(t))
                fair__narrow_weights_stage(t, cell * t->n_slots + slot, key);
        }
    forget_keys(w);
    if (fair__narrow_weights(t)) fair__narrow_weights_forget(w);
    return st;
}
