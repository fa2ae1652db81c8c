/* SPDX-License-Identifier: MIT
 * Texts that were met before, by layout: offsets of 32 and 64 bits, views.
 *
 * What a row points to is read once and checked; bytes beyond a short text
 * are read only where the column's own bytes go on. */
#include "column/recent.h"

#include "column/chunk.h"
#include "column/defect.h"
#include "kernels/kernels.h"

void
fair__text_remember(const fair__values *v, fair__cache *c,
                    const fair__text_key *key, uint32_t code)
{
    const fair_scalar copy = fair__values_get(v, code);
    const fair__text_key own = fair__text_key_of(copy.text, copy.length);
    if (fair__text_key_equal(&own, key))
        *fair__text_slot(c, key) = (fair__text_entry){own, code + 1};
}

/* A run of rows: its first, how many, and which are valid (NULL: all). */
typedef struct run {
    const fair__values *values;
    fair__cache *cache;
    const fair_column *column;
    int64_t first;
    size_t n;
    const uint8_t *valid;
} run;

static inline int
is_missing(const run *r, size_t i)
{
    return r->valid != NULL && !r->valid[i];
}

/* ---- views ---- */

/* The text of a long view; NULL if it is outside its buffer. */
static inline const char *
long_text(const fair_column *c, int64_t length, const char *at)
{
    int32_t place[2]; /* in the machine's own order, as the length is */
    memcpy(place, at + 8, sizeof(place));
    const int64_t buffer = place[0];
    const int64_t offset = place[1];
    if (length > FAIR__TEXT_MAX || buffer < 0 || buffer >= c->n_variadic ||
        offset < 0 || c->variadic_sizes[buffer] < offset + length ||
        c->variadic[buffer] == NULL)
        return NULL;
    return (const char *)c->variadic[buffer] + offset;
}

/* A short view is its own key.  Where one is not padded with zeros its text
 * is merely not found here. */
static size_t
recent_views(const run *r, uint32_t *codes)
{
    const char *at = (const char *)r->column->buffers[0] + r->first * 16;
    for (size_t i = 0; i < r->n; i++, at += 16) {
        codes[i] = 0;
        if (is_missing(r, i)) continue;
        int32_t own;
        memcpy(&own, at, sizeof(own));
        const int64_t length = own;
        fair__text_key key = {fair__load64(at) >> 32 << 32 | (uint32_t)own,
                              fair__load64(at + 8)};
        const char *text = NULL;
        if (length < 0) return i;
        if (length > FAIR__KEY_WHOLE) {
            text = long_text(r->column, length, at);
            if (text == NULL) return i;
            key = fair__text_key_long(text, (size_t)length);
        }
        codes[i] = fair__text_recent(r->values, r->cache, &key, text,
                                     (size_t)length);
        if (codes[i] == 0) return i;
    }
    return r->n;
}

/* ---- offsets ---- */

/* The code of a text, where as many bytes as its key has may be read: end is
 * where the column's last text ends. */
static inline uint32_t
code_between(const run *r, const char *bytes, int64_t from, int64_t to,
             int64_t end)
{
    if (from < 0 || to < from || to - from > FAIR__TEXT_MAX) return 0;
    if (to > end || end - from < FAIR__KEY_WHOLE) return 0;
    const char *text = bytes + from;
    const size_t length = (size_t)(to - from);
    const fair__text_key key = length > FAIR__KEY_WHOLE
                                   ? fair__text_key_long(text, length)
                                   : fair__text_key_short(text, length);
    return fair__text_recent(r->values, r->cache, &key, text, length);
}

#define RECENT_OFFSETS(name, type)                                            \
    static size_t name(const run *r, uint32_t *codes)                         \
    {                                                                         \
        const fair_column *c = r->column;                                     \
        const char *bytes = c->buffers[1];                                    \
        const char *offsets = c->buffers[0];                                  \
        const char *at = offsets + r->first * (int64_t)sizeof(type);          \
        const int64_t last = c->offset + c->length;                           \
        type from, to, end;                                                   \
        memcpy(&from, at, sizeof(from));                                      \
        memcpy(&end, offsets + last * (int64_t)sizeof(type), sizeof(end));    \
        if (bytes == NULL) return 0;                                          \
        for (size_t i = 0; i < r->n; i++, from = to) {                        \
            memcpy(&to, at + (i + 1) * sizeof(to), sizeof(to));               \
            codes[i] = 0;                                                     \
            if (is_missing(r, i)) continue;                                   \
            codes[i] = code_between(r, bytes, from, to, end);                 \
            if (codes[i] == 0) return i;                                      \
        }                                                                     \
        return r->n;                                                          \
    }
RECENT_OFFSETS(recent_utf8, int32_t)
RECENT_OFFSETS(recent_large_utf8, int64_t)

/* ---- the choice ---- */

size_t
fair__texts_recent(const fair__values *v, fair__cache *c,
                   const fair_column *column, size_t start, size_t n,
                   uint32_t *codes)
{
    uint8_t valid[FAIR__CHUNK];
    run r = {v, c, column, column->offset + (int64_t)start, n, NULL};
    if (n == 0 || n > FAIR__CHUNK) return 0;
    if (column->validity != NULL) {
        fair__kernels_get()->unpack_bits(column->validity, (size_t)r.first, n,
                                         valid);
        r.valid = valid;
    }
    if (column->type == FAIR_TYPE_UTF8) return recent_utf8(&r, codes);
    if (column->type == FAIR_TYPE_LARGE_UTF8)
        return recent_large_utf8(&r, codes);
    if (column->type == FAIR_TYPE_UTF8_VIEW &&
        (column->stride == 0 || column->stride == 16))
        return recent_views(&r, codes);
    return 0;
}
