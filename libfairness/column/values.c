/* SPDX-License-Identifier: MIT
 * The distinct values of a feature: integers and texts in keyed tables. */
#include "column/values.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

#define IN_UINTS UINT32_C(0x80000000) /* in order[] */
#define VALUES_MAX (IN_UINTS - 2)

void
fair__values_init(fair__values *v, const fair_allocator *mem,
                  const uint8_t key[16])
{
    memset(v, 0, sizeof(*v));
    fair__int_table_init(&v->ints, mem, key);
    fair__int_table_init(&v->uints, mem, key);
    fair__text_table_init(&v->texts, mem, key);
}

void
fair__values_free(fair__values *v)
{
    const fair_allocator *mem = v->ints.mem;
    if (mem == NULL) return; /* all zero: never made */
    fair__free(mem, v->order, v->order_capacity, sizeof(*v->order));
    for (int i = 0; i < 2; i++)
        fair__free(mem, v->codes[i], v->codes_capacity[i],
                   sizeof(*v->codes[i]));
    fair__int_table_free(&v->ints);
    fair__int_table_free(&v->uints);
    fair__text_table_free(&v->texts);
    memset(v, 0, sizeof(*v));
}

/* The kind of the feature that holds a value. */
static int32_t
kind_of(const fair_scalar *s)
{
    return s->kind == FAIR_KIND_UINT ? FAIR_KIND_INT : s->kind;
}

uint32_t
fair__values_find(const fair__values *v, const fair_scalar *s)
{
    if (s->kind == FAIR_KIND_MISSING) return 0;
    if (kind_of(s) != v->kind) return FAIR__NOT_FOUND;
    if (s->kind == FAIR_KIND_TEXT) {
        const uint32_t entry =
            fair__text_table_find(&v->texts, s->text, s->length);
        return entry == FAIR__NOT_FOUND ? entry : entry + 1;
    }
    const int high = s->kind == FAIR_KIND_UINT;
    const uint32_t entry = fair__int_table_find(high ? &v->uints : &v->ints,
                                                (uint64_t)s->integer);
    return entry == FAIR__NOT_FOUND ? entry : v->codes[high][entry];
}

/* Room for one more number first, so that the table's own add comes last and
 * nothing has to be undone. */
static fair_status
add_number(fair__values *v, const fair_scalar *s, uint32_t code,
           fair_error *err)
{
    const int high = s->kind == FAIR_KIND_UINT;
    fair__int_table *table = high ? &v->uints : &v->ints;
    fair_status st = fair__reserve(table->mem, &v->order, &v->order_capacity,
                                   code, sizeof(*v->order), err);
    if (st != FAIR_OK) return st;
    st = fair__reserve(table->mem, &v->codes[high], &v->codes_capacity[high],
                       table->n + 1, sizeof(*v->codes[high]), err);
    if (st != FAIR_OK) return st;
    uint32_t entry;
    st = fair__int_table_add(table, (uint64_t)s->integer, &entry, err);
    if (st != FAIR_OK) return st;
    v->order[code - 1] = entry | (high ? IN_UINTS : 0);
    v->codes[high][entry] = code;
    return FAIR_OK;
}

fair_status
fair__values_add(fair__values *v, const fair_scalar *s, uint32_t *code,
                 fair_error *err)
{
    assert(s->kind == FAIR_KIND_MISSING || s->kind == FAIR_KIND_TEXT ||
           s->kind == FAIR_KIND_BOOL || s->kind == FAIR_KIND_INT ||
           s->kind == FAIR_KIND_UINT); /* canonical */
    const uint32_t known = fair__values_find(v, s);
    if (known != FAIR__NOT_FOUND) {
        *code = known;
        return FAIR_OK;
    }
    if (v->kind != 0 && v->kind != kind_of(s)) return FAIR_ERR_MISMATCH;
    if (v->n >= VALUES_MAX)
        return fair__fail(err, FAIR_ERR_LIMIT,
                          "a feature has more than %u distinct values",
                          (uint64_t)VALUES_MAX);

    const uint32_t made = v->n + 1;
    fair_status st;
    if (s->kind == FAIR_KIND_TEXT) {
        uint32_t entry;
        st = fair__text_table_add(&v->texts, s->text, s->length, &entry, err);
    } else {
        st = add_number(v, s, made, err);
    }
    if (st != FAIR_OK) return st;
    v->kind = kind_of(s);
    v->n = made;
    *code = made;
    return FAIR_OK;
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
        const uint32_t place = v->order[code - 1];
        const int high = (place & IN_UINTS) != 0;
        const fair__int_table *table = high ? &v->uints : &v->ints;
        s.kind = high ? FAIR_KIND_UINT : v->kind;
        s.integer = (int64_t)table->keys[place & ~IN_UINTS];
    }
    return s;
}

void
fair__values_truncate(fair__values *v, uint32_t n, int32_t kind)
{
    if (n < v->n && v->kind == FAIR_KIND_TEXT) {
        fair__text_table_truncate(&v->texts, n);
    } else if (n < v->n) {
        size_t high = 0; /* among the values that stay */
        for (uint32_t i = 0; i < n; i++)
            high += (v->order[i] & IN_UINTS) != 0;
        fair__int_table_truncate(&v->uints, high);
        fair__int_table_truncate(&v->ints, n - high);
    }
    if (n < v->n) v->n = n;
    v->kind = kind;
}
