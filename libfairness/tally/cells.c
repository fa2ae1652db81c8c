/* SPDX-License-Identifier: MIT
 * Cells: tuples of feature codes to numbers, folded pair by pair. */
#include "tally/cells.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* 256 KiB a fold: stays in the second-level cache. */
#define DENSE_MAX ((size_t)65536)

fair_status
fair__cells_init(fair__cells *c, const fair_allocator *mem, size_t n_features,
                 size_t max_cells, const uint8_t key[16], fair_error *err)
{
    assert(n_features > 0);
    memset(c, 0, sizeof(*c));
    c->mem = mem;
    c->n_features = n_features;
    c->max_cells = max_cells;
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
    for (size_t k = 0; k < c->n_features; k++)
        c->codes[c->n * c->n_features + k] = codes[k][i];
    c->n_indexed = ++c->n;
    return FAIR_OK;
}

/* The same for codes that all have cells; 0 if one has not. */
static int
find_known(const fair__cells *c, const uint32_t *codes, size_t n,
           uint32_t *ids)
{
    const size_t capacity = c->direct_capacity;
    uint32_t unknown = capacity == 0;
    for (size_t i = 0; !unknown && i < n;) {
        const size_t end = n - i < 256 ? n : i + 256;
        for (; i < end; i++) {
            const int inside = codes[i] < capacity;
            const uint32_t cell = c->direct[inside ? codes[i] : 0];
            ids[i] = cell - 1;
            unknown |= (uint32_t)!inside | (uint32_t)(cell == 0);
        }
    }
    return !unknown;
}

static fair_status
find_direct(fair__cells *c, const uint32_t *const *codes, size_t n,
            uint32_t *ids, fair_error *err)
{
    if (find_known(c, codes[0], n, ids)) return FAIR_OK;
    for (size_t i = 0; i < n; i++) {
        const uint32_t code = codes[0][i];
        if (code < c->direct_capacity && c->direct[code] != 0) {
            ids[i] = c->direct[code] - 1;
            continue;
        }
        fair_status st =
            fair__reserve(c->mem, &c->direct, &c->direct_capacity,
                          (size_t)code + 1, sizeof(*c->direct), err);
        if (st == FAIR_OK) st = append(c, codes, i, err);
        if (st != FAIR_OK) return st;
        c->direct[code] = (uint32_t)c->n;
        ids[i] = (uint32_t)c->n - 1;
    }
    return FAIR_OK;
}

/* ---- folds ---- */

static void
dense_set(fair__fold *f, uint64_t key, uint32_t value)
{
    const uint64_t number = key >> 32;
    const uint64_t code = key & UINT32_MAX;
    if (number < f->n_rows && code >> f->shift == 0)
        f->dense[number << f->shift | code] = value;
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
    if (n_rows << shift > DENSE_MAX) return FAIR_OK;
    if (n_rows == f->n_rows && shift == f->shift) return FAIR_OK;
    uint32_t *dense = fair__calloc(mem, n_rows << shift, sizeof(*dense));
    if (dense == NULL) return fair__no_memory(err);
    fair__free(mem, f->dense, dense_size(f), sizeof(*dense));
    f->dense = dense;
    f->n_rows = (uint32_t)n_rows;
    f->shift = shift;
    for (size_t e = 0; e < f->table.n; e++)
        dense_set(f, f->table.keys[e], (uint32_t)e + 1);
    return FAIR_OK;
}

static fair_status
fold_slow(fair__fold *f, const fair_allocator *mem, uint64_t key,
          uint32_t *out, fair_error *err)
{
    fair_status st = fair__int_table_add(&f->table, key, out, err);
    if (st == FAIR_OK) st = dense_cover(f, mem, key, err);
    if (st == FAIR_OK) dense_set(f, key, *out + 1);
    return st;
}

/* ids[i] = number of (ids[i], codes[i]); the last fold numbers cells. */
static fair_status
fold(fair__cells *c, size_t level, const uint32_t *const *codes, size_t n,
     uint32_t *ids, fair_error *err)
{
    fair__fold *f = &c->folds[level];
    const int last = level + 2 == c->n_features;
    const uint32_t *code = codes[level + 1];
    for (size_t i = 0; i < n; i++) {
        if (ids[i] < f->n_rows && code[i] >> f->shift == 0) {
            const uint32_t known =
                f->dense[(size_t)ids[i] << f->shift | code[i]];
            if (known != 0) {
                ids[i] = known - 1;
                continue;
            }
        }
        const uint64_t key = (uint64_t)ids[i] << 32 | code[i];
        fair_status st = fold_slow(f, c->mem, key, &ids[i], err);
        if (st == FAIR_OK && last && ids[i] == c->n)
            st = append(c, codes, i, err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
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
            st = fair__reserve(c->mem, &c->direct, &c->direct_capacity,
                               (size_t)own[0] + 1, sizeof(*c->direct), err);
            if (st == FAIR_OK) c->direct[own[0]] = (uint32_t)cell + 1;
        } else {
            uint32_t id = own[0];
            const uint32_t *codes[FAIR__MAX_FEATURES];
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
