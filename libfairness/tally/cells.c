/* SPDX-License-Identifier: MIT
 * Cells: tuples of feature codes to numbers, folded pair by pair. */
#include "tally/cells.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* 256 KiB a fold stay in the second-level cache; more only if slots of as
 * many entries are no smaller. */
#define DENSE_FREE ((size_t)65536)
#define DENSE_MAX ((size_t)1 << 24)
#define DENSE_AN_ENTRY 8

#define AT_ONCE ((size_t)256)

fair_status
fair__cells_init(fair__cells *c, const fair_allocator *mem, size_t n_features,
                 size_t max_cells, const uint8_t key[16], fair_error *err)
{
    assert(n_features > 0);
    memset(c, 0, sizeof(*c));
    c->mem = mem;
    c->n_features = n_features;
    c->max_cells = max_cells;
    c->in_order = 1;
    c->missing = FAIR__NOT_FOUND;
    if (n_features == 1) return FAIR_OK;
    c->folds = fair__calloc(mem, n_features - 1, sizeof(*c->folds));
    if (c->folds == NULL) return fair__no_memory(err);
    for (size_t i = 0; i < n_features - 1; i++)
        fair__int_table_init(&c->folds[i].table, mem, key);
    return FAIR_OK;
}

static size_t
dense_size(const fair__fold *f)
{
    return (size_t)f->n_rows << f->shift;
}

void
fair__cells_free(fair__cells *c)
{
    if (c->mem == NULL) return;
    if (c->folds != NULL) {
        for (size_t i = 0; i < c->n_features - 1; i++) {
            fair__fold *f = &c->folds[i];
            fair__int_table_free(&f->table);
            fair__free(c->mem, f->dense, dense_size(f), sizeof(*f->dense));
        }
        fair__free(c->mem, c->folds, c->n_features - 1, sizeof(*c->folds));
    }
    fair__free(c->mem, c->codes, c->codes_capacity, sizeof(*c->codes));
    fair__free(c->mem, c->direct, c->direct_capacity, sizeof(*c->direct));
    memset(c, 0, sizeof(*c));
}

/* Makes the next cell, with the codes of row i. */
static fair_status
append(fair__cells *c, const uint32_t *const *codes, size_t i,
       fair_error *err)
{
    if (c->n >= c->max_cells)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "max_cells", -1, 0,
                             "more than %u groups (observed combinations of "
                             "all features): use coarser features, or raise "
                             "max_cells if so many are meant",
                             (uint64_t)c->max_cells);
    const fair_status st =
        fair__reserve(c->mem, &c->codes, &c->codes_capacity,
                      (c->n + 1) * c->n_features, sizeof(*c->codes), err);
    if (st != FAIR_OK) return st;
    for (size_t k = 0; k < c->n_features; k++) {
        assert(codes[k] != NULL);
        c->codes[c->n * c->n_features + k] = codes[k][i];
    }
    c->n_indexed = ++c->n;
    return FAIR_OK;
}

/* ---- one feature ---- */

/* The cell of a code while they are in order, or where it would be. */
static inline size_t
cell_in_order(const fair__cells *c, uint32_t code)
{
    const size_t cell = code == 0 ? c->missing : (size_t)code - 1;
    return cell + (code != 0 && cell >= c->missing);
}

/* Ids of rows as long as cells are in order; returns how many. */
static fair_status
find_in_order(fair__cells *c, const uint32_t *const *codes, size_t n,
              uint32_t *ids, size_t *done, fair_error *err)
{
    size_t i = 0;
    fair_status st = FAIR_OK;
    for (; i < n; i++) {
        size_t cell = cell_in_order(c, codes[0][i]);
        if (cell >= c->n) {
            if (codes[0][i] != 0 && cell > c->n) break;
            cell = c->n;
            st = append(c, codes, i, err);
            if (st != FAIR_OK) break;
            if (codes[0][i] == 0) c->missing = (uint32_t)cell;
        }
        ids[i] = (uint32_t)cell;
    }
    *done = i;
    return st;
}

static fair_status
set_direct(fair__cells *c, uint32_t code, size_t cell, fair_error *err)
{
    const fair_status st =
        fair__reserve(c->mem, &c->direct, &c->direct_capacity,
                      (size_t)code + 1, sizeof(*c->direct), err);
    if (st == FAIR_OK) c->direct[code] = (uint32_t)cell + 1;
    return st;
}

static fair_status
leave_order(fair__cells *c, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t cell = 0; st == FAIR_OK && cell < c->n_indexed; cell++)
        st = set_direct(c, c->codes[cell], cell, err);
    if (st == FAIR_OK) c->in_order = 0;
    return st;
}

static fair_status
find_direct(fair__cells *c, const uint32_t *const *codes, size_t n,
            uint32_t *ids, fair_error *err)
{
    size_t i = 0;
    fair_status st = FAIR_OK;
    if (c->in_order) {
        st = find_in_order(c, codes, n, ids, &i, err);
        if (st == FAIR_OK && i < n) st = leave_order(c, err);
    }
    for (; st == FAIR_OK && i < n; i++) {
        const uint32_t code = codes[0][i];
        if (code >= c->direct_capacity || c->direct[code] == 0) {
            st = append(c, codes, i, err);
            if (st == FAIR_OK) st = set_direct(c, code, c->n - 1, err);
            if (st != FAIR_OK) break;
        }
        ids[i] = c->direct[code] - 1;
    }
    return st;
}

/* ---- folds ---- */

/* Where the dense table has a key; NULL if it does not cover it. */
static uint32_t *
dense_at(const fair__fold *f, uint64_t key)
{
    const uint64_t number = key >> 32;
    const uint64_t code = key & UINT32_MAX;
    if (number >= f->n_rows || code >> f->shift != 0) return NULL;
    return &f->dense[number << f->shift | code];
}

static void
dense_set(fair__fold *f, uint64_t key, uint32_t value)
{
    uint32_t *at = dense_at(f, key);
    if (at != NULL) *at = value;
}

/* Makes the dense table cover the key if that keeps it small. */
static fair_status
dense_cover(fair__fold *f, const fair_allocator *mem, uint64_t key,
            fair_error *err)
{
    const uint64_t number = key >> 32;
    const uint64_t code = key & UINT32_MAX;
    if (number >= DENSE_MAX || code >= DENSE_MAX) return FAIR_OK;
    size_t n_rows = f->n_rows > 0 ? f->n_rows : 16;
    uint32_t shift = f->shift > 0 ? f->shift : 4;
    while (n_rows <= number)
        n_rows *= 2;
    while (code >> shift != 0)
        shift++;
    const uint64_t size = (uint64_t)n_rows << shift;
    if (size > DENSE_FREE &&
        (size > DENSE_MAX || size / DENSE_AN_ENTRY > f->table.n))
        return FAIR_OK;
    uint32_t *dense = fair__calloc(mem, (size_t)size, sizeof(*dense));
    if (dense == NULL) return fair__no_memory(err);
    fair__free(mem, f->dense, dense_size(f), sizeof(*dense));
    f->dense = dense;
    f->n_rows = (uint32_t)n_rows;
    f->shift = shift;
    for (size_t e = 0; e < f->table.n; e++)
        dense_set(f, f->table.keys[e], (uint32_t)e + 1);
    return FAIR_OK;
}

/* Number of a key that may be new: what the dense table covers is in no
 * slot, so that it alone can tell. */
static fair_status
fold_slow(fair__fold *f, const fair_allocator *mem, uint64_t key,
          uint32_t *out, fair_error *err)
{
    uint32_t *at = dense_at(f, key);
    if (at == NULL) {
        *out = fair__int_table_find(&f->table, key, 0);
        if (*out != FAIR__NOT_FOUND) return FAIR_OK;
        const fair_status st = dense_cover(f, mem, key, err);
        if (st != FAIR_OK) return st;
        at = dense_at(f, key);
    }
    if (at == NULL) return fair__int_table_add(&f->table, key, out, err);
    if (*at == 0) {
        const fair_status st = fair__int_table_push(&f->table, key, err);
        if (st != FAIR_OK) return st;
        *at = (uint32_t)f->table.n;
    }
    *out = *at - 1;
    return FAIR_OK;
}

/* known[i] = number of (ids[i], codes[i]) + 1, or 0, for n at most AT_ONCE. */
static void
fold_known(const fair__fold *f, const uint32_t *ids, const uint32_t *codes,
           size_t n, uint32_t *known)
{
    uint64_t keys[AT_ONCE];
    size_t outside = 0;
    for (size_t i = 0; i < n; i++) {
        const int inside = ids[i] < f->n_rows && codes[i] >> f->shift == 0;
        known[i] =
            inside ? f->dense[(size_t)ids[i] << f->shift | codes[i]] : 0;
        outside += !inside;
    }
    if (outside == 0) return;
    for (size_t i = 0; i < n; i++)
        keys[i] = (uint64_t)ids[i] << 32 | codes[i];
    if (outside == n) {
        fair__int_table_find_all(&f->table, keys, n, known);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (known[i] == 0 && dense_at(f, keys[i]) == NULL)
            known[i] = fair__int_table_find(&f->table, keys[i], 0) + 1;
}

/* ids[i] = number of (ids[i], codes[i]); the last fold numbers cells. */
static fair_status
fold(fair__cells *c, size_t level, const uint32_t *const *codes, size_t n,
     uint32_t *ids, fair_error *err)
{
    fair__fold *f = &c->folds[level];
    const int last = level + 2 == c->n_features;
    const uint32_t *code = codes[level + 1];
    uint32_t known[AT_ONCE];
    for (size_t i = 0; i < n; i++) {
        if (i % AT_ONCE == 0)
            fold_known(f, ids + i, code + i,
                       n - i < AT_ONCE ? n - i : AT_ONCE, known);
        if (known[i % AT_ONCE] != 0) {
            ids[i] = known[i % AT_ONCE] - 1;
            continue;
        }
        const uint64_t key = (uint64_t)ids[i] << 32 | code[i];
        fair_status st = fold_slow(f, c->mem, key, &ids[i], err);
        if (st == FAIR_OK && last && ids[i] == c->n)
            st = append(c, codes, i, err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

/* The next loaded cell of one feature. */
static fair_status
index_own(fair__cells *c, uint32_t code, size_t cell, fair_error *err)
{
    if (c->in_order && (code == 0 || cell_in_order(c, code) == cell)) {
        if (code == 0) c->missing = (uint32_t)cell;
        return FAIR_OK;
    }
    fair_status st = c->in_order ? leave_order(c, err) : FAIR_OK;
    return st == FAIR_OK ? set_direct(c, code, cell, err) : st;
}

/* Finding a loaded cell by its own codes puts it into the index, under its
 * own number: cells are distinct and come in order.  What an index already
 * knows in part, because this failed half-way, is found and stays. */
static fair_status
index_loaded(fair__cells *c, fair_error *err)
{
    fair_status st = FAIR_OK;
    while (st == FAIR_OK && c->n_indexed < c->n) {
        const size_t cell = c->n_indexed;
        const uint32_t *own = c->codes + cell * c->n_features;
        if (c->n_features == 1) {
            st = index_own(c, own[0], cell, err);
        } else {
            uint32_t id = own[0];
            const uint32_t *codes[FAIR__MAX_FEATURES] = {NULL};
            for (size_t k = 0; k < c->n_features; k++)
                codes[k] = own + k;
            for (size_t level = 0; st == FAIR_OK && level + 1 < c->n_features;
                 level++)
                st = fold(c, level, codes, 1, &id, err);
        }
        if (st == FAIR_OK) c->n_indexed++;
    }
    return st;
}

fair_status
fair__cells_find(fair__cells *c, const uint32_t *const *codes, size_t n,
                 uint32_t *ids, fair_error *err)
{
    if (c->n_indexed < c->n) {
        const fair_status st = index_loaded(c, err);
        if (st != FAIR_OK) return st;
    }
    if (c->n_features == 1) return find_direct(c, codes, n, ids, err);
    memcpy(ids, codes[0], n * sizeof(*ids));
    fair_status st = FAIR_OK;
    for (size_t level = 0; st == FAIR_OK && level + 1 < c->n_features; level++)
        st = fold(c, level, codes, n, ids, err);
    return st;
}

/* ---- forgetting ---- */

static void
fold_truncate(fair__fold *f, size_t n)
{
    for (size_t e = n; e < f->table.n; e++)
        dense_set(f, f->table.keys[e], 0);
    fair__int_table_truncate(&f->table, n);
}

void
fair__cells_mark(fair__cells *c)
{
    c->mark = c->n;
    c->indexed_mark = c->n_indexed;
    for (size_t i = 0; i + 1 < c->n_features; i++)
        c->folds[i].mark = c->folds[i].table.n;
}

void
fair__cells_rollback(fair__cells *c)
{
    for (size_t i = 0; i + 1 < c->n_features; i++)
        fold_truncate(&c->folds[i], c->folds[i].mark);
    if (c->n_features == 1)
        for (size_t cell = c->indexed_mark; cell < c->n; cell++)
            if (c->codes[cell] < c->direct_capacity)
                c->direct[c->codes[cell]] = 0;
    if (c->missing != FAIR__NOT_FOUND && c->missing >= c->indexed_mark)
        c->missing = FAIR__NOT_FOUND;
    if (c->indexed_mark == 0) c->in_order = 1;
    c->n = c->mark;
    c->n_indexed = c->indexed_mark;
}

void
fair__cells_clear(fair__cells *c)
{
    c->mark = 0;
    c->indexed_mark = 0;
    for (size_t i = 0; i + 1 < c->n_features; i++)
        c->folds[i].mark = 0;
    fair__cells_rollback(c);
}
