/* SPDX-License-Identifier: MIT
 * The distinct values of a feature: numbers by a map where they are dense, by
 * a keyed table elsewhere; texts in a keyed table. */
#include "column/values.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

#define VALUES_MAX UINT32_C(0x7ffffffe)

/* A map has room on both sides of its numbers for a quarter of their range,
 * so that it is made anew at most so often; and costs no more memory than
 * slots of as many numbers. */
#define MAP_FIRST 1024
#define MAP_MAX (UINT64_C(1) << 22)
#define MAP_A_VALUE 8

void
fair__values_init(fair__values *v, const fair_allocator *mem,
                  const uint8_t key[16])
{
    memset(v, 0, sizeof(*v));
    v->least = INT64_MAX;
    v->most = INT64_MIN;
    fair__int_table_init(&v->numbers, mem, key);
    fair__text_table_init(&v->texts, mem, key);
}

void
fair__values_free(fair__values *v)
{
    const fair_allocator *mem = v->numbers.mem;
    if (mem == NULL) return; /* all zero: never made */
    fair__free(mem, v->high, v->high_capacity, sizeof(*v->high));
    fair__free(mem, v->map, v->map_size, sizeof(*v->map));
    fair__int_table_free(&v->numbers);
    fair__text_table_free(&v->texts);
    memset(v, 0, sizeof(*v));
}

/* The kind of the feature that holds a value. */
static int32_t
kind_of(const fair_scalar *s)
{
    return s->kind == FAIR_KIND_UINT ? FAIR_KIND_INT : s->kind;
}

static uint32_t
is_high(const fair__values *v, uint32_t i)
{
    return v->high != NULL && v->high[i];
}

/* ---- finding ---- */

static uint32_t
find_number(const fair__values *v, uint64_t bits, uint32_t high)
{
    const uint64_t at = bits - v->map_low;
    if (!high && at < v->map_size)
        return v->map[at] != 0 ? v->map[at] : FAIR__NOT_FOUND;
    const uint32_t entry = fair__int_table_find(&v->numbers, bits, high);
    return entry == FAIR__NOT_FOUND ? entry : entry + 1;
}

uint32_t
fair__values_find(const fair__values *v, const fair_scalar *s)
{
    if (s->kind == FAIR_KIND_MISSING) return 0;
    if (kind_of(s) != v->kind) return FAIR__NOT_FOUND;
    if (s->kind != FAIR_KIND_TEXT)
        return find_number(v, (uint64_t)s->integer,
                           s->kind == FAIR_KIND_UINT);
    const uint32_t entry =
        fair__text_table_find(&v->texts, s->text, s->length);
    return entry == FAIR__NOT_FOUND ? entry : entry + 1;
}

void
fair__values_find_numbers(const fair__values *v, const uint64_t *bits,
                          size_t n, uint32_t *codes)
{
    const uint64_t low = v->map_low, size = v->map_size;
    size_t i = 0;
    for (; i < n && bits[i] - low < size; i++)
        codes[i] = v->map[bits[i] - low];
    if (i == n) return;
    fair__int_table_find_all(&v->numbers, bits + i, n - i, codes + i);
    for (; i < n; i++)
        if (bits[i] - low < size) codes[i] = v->map[bits[i] - low];
}

/* ---- the map ---- */

static void
map_set(fair__values *v, uint32_t i, uint32_t code)
{
    const uint64_t at = v->numbers.keys[i] - v->map_low;
    if (at < v->map_size && !is_high(v, i)) v->map[at] = code;
}

/* Makes the map cover the numbers from least to most if they are dense. */
static fair_status
map_cover(fair__values *v, int64_t least, int64_t most, fair_error *err)
{
    const uint64_t range = (uint64_t)most - (uint64_t)least;
    if (range >= MAP_MAX ||
        range / MAP_A_VALUE > v->n_known + MAP_FIRST / 2 / MAP_A_VALUE)
        return FAIR_OK;
    size_t size = (size_t)(range + range / 2);
    if (size < MAP_FIRST) size = MAP_FIRST;
    uint32_t *map = fair__calloc(v->numbers.mem, size, sizeof(*map));
    if (map == NULL) return fair__no_memory(err);
    fair__free(v->numbers.mem, v->map, v->map_size, sizeof(*map));
    v->map = map;
    v->map_size = size;
    v->map_low = (uint64_t)least - (size - range) / 2;
    for (uint32_t i = 0; i < v->n_known; i++)
        map_set(v, i, i + 1);
    return FAIR_OK;
}

/* Number i, the first that is not known, becomes known. */
static fair_status
learn(fair__values *v, uint32_t i, fair_error *err)
{
    const uint64_t bits = v->numbers.keys[i];
    const uint32_t high = is_high(v, i);
    const int64_t x = (int64_t)bits;
    const int64_t least = x < v->least ? x : v->least;
    const int64_t most = x > v->most ? x : v->most;
    fair_status st = FAIR_OK;
    if (!high && bits - v->map_low >= v->map_size)
        st = map_cover(v, least, most, err);
    if (st == FAIR_OK && (high || bits - v->map_low >= v->map_size))
        st = fair__int_table_place(&v->numbers, i, high, err);
    if (st != FAIR_OK) return st;
    if (!high) {
        map_set(v, i, i + 1);
        v->least = least;
        v->most = most;
    }
    v->n_known = i + 1;
    return FAIR_OK;
}

fair_status
fair__values_learn(fair__values *v, fair_error *err)
{
    fair_status st = FAIR_OK;
    while (st == FAIR_OK && v->n_known < v->numbers.n)
        st = learn(v, v->n_known, err);
    return st;
}

/* ---- adding ---- */

static fair_status
check_room(const fair__values *v, fair_error *err)
{
    if (v->n < VALUES_MAX) return FAIR_OK;
    return fair__fail(err, FAIR_ERR_LIMIT,
                      "a feature has more than %u distinct values",
                      (uint64_t)VALUES_MAX);
}

fair_status
fair__values_append(fair__values *v, const fair_scalar *s, fair_error *err)
{
    const uint8_t high = s->kind == FAIR_KIND_UINT;
    fair_status st = check_room(v, err);
    if (st == FAIR_OK && (high || v->high != NULL))
        st = fair__reserve(v->numbers.mem, &v->high, &v->high_capacity,
                           (size_t)v->n + 1, sizeof(*v->high), err);
    if (st == FAIR_OK)
        st = fair__int_table_push(&v->numbers, (uint64_t)s->integer, err);
    if (st != FAIR_OK) return st;
    if (v->high != NULL) v->high[v->n] = high;
    v->kind = kind_of(s);
    v->n++;
    return FAIR_OK;
}

static fair_status
add_number(fair__values *v, const fair_scalar *s, fair_error *err)
{
    const int32_t kind = v->kind;
    fair_status st = fair__values_append(v, s, err);
    if (st != FAIR_OK) return st;
    st = learn(v, v->n - 1, err);
    if (st != FAIR_OK) fair__values_truncate(v, v->n - 1, kind);
    return st;
}

static fair_status
add_text(fair__values *v, const fair_scalar *s, fair_error *err)
{
    uint32_t entry;
    fair_status st = check_room(v, err);
    if (st == FAIR_OK)
        st = fair__text_table_add(&v->texts, s->text, s->length, &entry, err);
    if (st != FAIR_OK) return st;
    v->kind = FAIR_KIND_TEXT;
    v->n++;
    return FAIR_OK;
}

fair_status
fair__values_add(fair__values *v, const fair_scalar *s, uint32_t *code,
                 fair_error *err)
{
    assert(s->kind == FAIR_KIND_MISSING || s->kind == FAIR_KIND_TEXT ||
           s->kind == FAIR_KIND_BOOL || s->kind == FAIR_KIND_INT ||
           s->kind == FAIR_KIND_UINT); /* canonical */
    fair_status st = fair__values_learn(v, err);
    if (st != FAIR_OK) return st;
    const uint32_t known = fair__values_find(v, s);
    if (known != FAIR__NOT_FOUND) {
        *code = known;
        return FAIR_OK;
    }
    if (v->kind != 0 && v->kind != kind_of(s)) return FAIR_ERR_MISMATCH;
    st = s->kind == FAIR_KIND_TEXT ? add_text(v, s, err)
                                   : add_number(v, s, err);
    if (st == FAIR_OK) *code = v->n;
    return st;
}

fair_scalar
fair__values_get(const fair__values *v, uint32_t code)
{
    fair_scalar s = {0};
    assert(code <= v->n);
    if (code == 0) {
        s.kind = FAIR_KIND_MISSING;
    } else if (v->kind == FAIR_KIND_TEXT) {
        s.kind = FAIR_KIND_TEXT;
        s.text = fair__text_table_get(&v->texts, code - 1, &s.length);
    } else {
        s.kind = is_high(v, code - 1) ? FAIR_KIND_UINT : v->kind;
        s.integer = (int64_t)v->numbers.keys[code - 1];
    }
    return s;
}

static void
truncate_numbers(fair__values *v, uint32_t n)
{
    for (uint32_t i = v->n_known; i > n; i--)
        map_set(v, i - 1, 0);
    if (v->n_known > n) v->n_known = n;
    fair__int_table_truncate(&v->numbers, n);
    if (n > 0) return;
    v->least = INT64_MAX;
    v->most = INT64_MIN;
}

void
fair__values_truncate(fair__values *v, uint32_t n, int32_t kind)
{
    if (n < v->n && v->kind == FAIR_KIND_TEXT)
        fair__text_table_truncate(&v->texts, n);
    else if (n < v->n)
        truncate_numbers(v, n);
    if (n < v->n) v->n = n;
    v->kind = kind;
}
