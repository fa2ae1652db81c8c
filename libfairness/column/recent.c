/* SPDX-License-Identifier: MIT
 * Texts that were met before, by layout: offsets of 32 and 64 bits, views.
 *
 * Which text comes next is hard to guess, so all rows are first looked up by
 * key, without branches, and those that were not found are listed; then the
 * long ones among these are, by their bytes.
 *
 * What a row points to is read once and checked; bytes beyond a short text
 * are read only where the column's own bytes go on. */
#include "column/recent.h"

#include "base/memory.h"
#include "column/chunk.h"
#include "column/defect.h"

fair__text_place
fair__text_place_of(fair__recent *r, const fair_column *column,
                    const char *text, size_t length)
{
    if (column->type == FAIR_TYPE_UTF8_VIEW && length <= FAIR__VIEW_WHOLE)
        return (fair__text_place){&r->views, fair__view_key_of(text, length)};
    return (fair__text_place){&r->spans, fair__span_key(text, length)};
}

uint32_t
fair__text_recent(const fair__text_table *known, const fair__text_place *place,
                  const char *text, size_t length)
{
    const fair__text_slot *slot =
        fair__text_set_slot(place->set, &place->key);
    if (slot->code == 0 || !fair__text_key_equal(&slot->key, &place->key))
        return 0;
    if (length > FAIR__SPAN_WHOLE &&
        memcmp(known->bytes + slot->at, text, length) != 0)
        return 0;
    return slot->code;
}

void
fair__text_remember(const fair__text_table *known, fair__recent *r,
                    const fair_column *column, const fair__text_place *place,
                    uint32_t code)
{
    size_t length;
    const char *copy = fair__text_table_get(known, code - 1, &length);
    const fair__text_place own = fair__text_place_of(r, column, copy, length);
    if (own.set == place->set && fair__text_key_equal(&own.key, &place->key))
        fair__recent_put(r, own.set, &own.key, code,
                         (size_t)(copy - known->bytes));
}

/* A run of rows: its first, and how many; valid is NULL where all are. */
typedef struct run {
    const fair__text_table *known;
    fair__recent *recent;
    const fair_column *column;
    int64_t first;
    size_t n;
    const uint8_t *valid;
    uint32_t *codes;
    uint16_t *missed;
} run;

/* Takes rows that are missing out of the list, and gives them their code. */
static size_t
without_missing(const run *r, size_t n)
{
    size_t left = 0;
    if (r->valid == NULL) return n;
    for (size_t i = 0; i < r->n; i++)
        r->codes[i] &= 0 - (uint32_t)r->valid[i];
    for (size_t k = 0; k < n; k++) {
        const uint16_t i = r->missed[k];
        r->missed[left] = i;
        left += r->valid[i];
    }
    return left;
}

static size_t
miss_all(const run *r)
{
    for (size_t i = 0; i < r->n; i++) {
        r->codes[i] = 0;
        r->missed[i] = (uint16_t)i;
    }
    return without_missing(r, r->n);
}

/* Few rows are not worth asking what the machine has. */
static const fair__kernels *
kernels_for(fair__recent *recent, size_t n)
{
    if (n < FAIR__CHUNK) return fair__kernels_get();
    if (recent->kernels == NULL) recent->kernels = fair__kernels_best();
    return recent->kernels;
}

/* Two copies of it with all that it calls would be 2 KiB. */
__attribute__((noinline)) static uint32_t
long_code(const run *r, const char *text, int64_t length)
{
    const fair__text_place place = {
        &r->recent->spans, fair__span_key(text, (size_t)length)};
    return fair__text_recent(r->known, &place, text, (size_t)length);
}

/* Asks for bytes that come later: the processor's own guesses end with each
 * page, and begin anew whenever other columns were read meanwhile. */
static void
ask_for(const char *from, size_t size)
{
    enum { LINE = 64 };
    for (size_t i = 0; i < size; i += LINE)
        FAIR__PREFETCH(from + i);
}

/* Whether as many rows as there are in the run follow it. */
static int
goes_on(const run *r)
{
    return r->first - r->column->offset + 2 * (int64_t)r->n <=
           r->column->length;
}

/* ---- views ---- */

/* The text of a long view; NULL if it is none, or outside its buffer. */
static inline const char *
long_text(const fair_column *c, const int32_t words[4])
{
    const int64_t length = words[0];
    const int64_t buffer = words[2];
    const int64_t offset = words[3];
    if (length <= FAIR__VIEW_WHOLE || length > FAIR__TEXT_MAX || buffer < 0 ||
        buffer >= c->n_variadic || offset < 0 ||
        c->variadic_sizes[buffer] < offset + length ||
        c->variadic[buffer] == NULL)
        return NULL;
    return (const char *)c->variadic[buffer] + offset;
}

/* The span of a row of views; none if it is short or bad. */
static inline void
view_span(const fair_column *c, const int32_t words[4], fair__spans *out,
          size_t k)
{
    static const char none[FAIR__SPAN_WHOLE];
    const char *text = long_text(c, words);
    const int good =
        text != NULL && words[0] <= FAIR__SPAN_WHOLE &&
        c->variadic_sizes[words[2]] - words[3] >= FAIR__SPAN_WHOLE;
    out->first[k] = (uintptr_t)(good ? text : none);
    out->length[k] = good ? (uint32_t)words[0] : FAIR__NO_LENGTH;
    out->beyond[k] = good ? FAIR__SPAN_WHOLE - (uint32_t)words[0] : 0;
}

/* Looks for some of those that were missed by their bytes, and lists what is
 * still missed. */
static size_t
find_views(const run *r, const fair__kernels *kernels, const char *views,
           const uint16_t *missed, size_t n, uint16_t *left)
{
    fair__spans spans;
    int32_t words[FAIR__SPANS][4];
    uint32_t codes[FAIR__SPANS];
    uint16_t lost[FAIR__SPANS];
    size_t n_left = 0;
    for (size_t k = 0; k < n; k++) {
        memcpy(words[k], views + (size_t)missed[k] * 16, sizeof(words[k]));
        view_span(r->column, words[k], &spans, k);
    }
    const size_t n_lost = kernels->find_spans(
        &spans, n, &r->recent->spans.table, codes, lost);
    for (size_t k = 0; k < n_lost; k++) {
        const int32_t *view = words[lost[k]];
        const char *text = long_text(r->column, view);
        codes[lost[k]] = text == NULL ? 0 : long_code(r, text, view[0]);
    }
    for (size_t k = 0; k < n; k++) {
        const uint16_t i = missed[k];
        r->codes[i] = codes[k];
        left[n_left] = i;
        n_left += codes[k] == 0;
        if (codes[k] == 0 || r->recent->n_views == FAIR__RECENT_VIEWS)
            continue;
        const fair__text_key key = fair__view_key(words[k]);
        fair__recent_put_view(r->recent, &key, codes[k]);
    }
    return n_left;
}

/* A short view that is not padded with zeros is merely not found. */
static size_t
recent_views(const run *r)
{
    const char *views = (const char *)r->column->buffers[0] + r->first * 16;
    const fair__kernels *kernels = kernels_for(r->recent, r->n);
    if (goes_on(r)) ask_for(views + r->n * 16, r->n * 16);
    const size_t n = without_missing(
        r, kernels->find_texts(views, r->n, &r->recent->views.table, r->codes,
                               r->missed));
    size_t left = 0;
    for (size_t k = 0; k < n; k += FAIR__SPANS)
        left += find_views(r, kernels, views, r->missed + k,
                           n - k < FAIR__SPANS ? n - k : FAIR__SPANS,
                           r->missed + left);
    return left;
}

/* ---- offsets ---- */

static int64_t
offset_at(const fair_column *c, int64_t row)
{
    const char *offsets = c->buffers[0];
    int64_t wide;
    int32_t narrow;
    if (c->type == FAIR_TYPE_LARGE_UTF8) {
        memcpy(&wide, offsets + row * (int64_t)sizeof(wide), sizeof(wide));
        return wide;
    }
    memcpy(&narrow, offsets + row * (int64_t)sizeof(narrow), sizeof(narrow));
    return narrow;
}

/* The code of a text that was not found by key: a long one may yet be. */
static uint32_t
code_between(const run *r, size_t i, const char *bytes, int64_t end)
{
    const int64_t from = offset_at(r->column, r->first + (int64_t)i);
    const int64_t to = offset_at(r->column, r->first + (int64_t)i + 1);
    if (from < 0 || to <= from || to > end || to - from > FAIR__TEXT_MAX)
        return 0;
    return long_code(r, bytes + from, to - from);
}

static size_t
recent_spans(const run *r)
{
    const fair_column *c = r->column;
    const int is_wide = c->type == FAIR_TYPE_LARGE_UTF8;
    const char *offsets = (const char *)c->buffers[0] +
                          r->first * (is_wide ? INT64_C(8) : INT64_C(4));
    const char *bytes = c->buffers[1];
    const int64_t end = offset_at(c, c->offset + c->length);
    const fair__kernels *kernels = kernels_for(r->recent, r->n);
    fair__spans spans;
    size_t left = 0;
    if (bytes == NULL || end < FAIR__SPAN_WHOLE) return miss_all(r);
    for (size_t i = 0; i < r->n; i += FAIR__SPANS) {
        const size_t n = r->n - i < FAIR__SPANS ? r->n - i : FAIR__SPANS;
        uint16_t lost[FAIR__SPANS];
        kernels->spans_between[is_wide](offsets + i * (is_wide ? 8 : 4), bytes,
                                        (uint64_t)end, n, &spans);
        const size_t n_lost = kernels->find_spans(
            &spans, n, &r->recent->spans.table, r->codes + i, lost);
        for (size_t k = 0; k < n_lost; k++) {
            const uint16_t row = (uint16_t)(i + lost[k]);
            r->codes[row] = code_between(r, row, bytes, end);
            r->missed[left] = row;
            left += r->codes[row] == 0;
        }
    }
    return without_missing(r, left);
}

/* ---- the choice ---- */

size_t
fair__texts_recent(const fair__text_table *known, fair__recent *recent,
                   const fair_column *column, size_t start, size_t n,
                   uint32_t *codes, uint16_t *missed)
{
    uint8_t valid[FAIR__CHUNK];
    const int64_t first = column->offset + (int64_t)start;
    run r = {known, recent, column, first, n, NULL, codes, missed};
    if (column->validity != NULL) {
        fair__kernels_get()->unpack_bits(column->validity, (size_t)first, n,
                                     valid);
        r.valid = valid;
    }
    if (column->type == FAIR_TYPE_UTF8 ||
        column->type == FAIR_TYPE_LARGE_UTF8)
        return recent_spans(&r);
    if (column->type == FAIR_TYPE_UTF8_VIEW && (column->stride | 16) == 16)
        return recent_views(&r);
    return miss_all(&r);
}
