/* SPDX-License-Identifier: MIT
 * Texts that were met before, by layout: offsets of 32 and 64 bits, views.
 *
 * Which text comes next is hard to guess, so all rows are first looked up as
 * if they were short, without branches, and those that were not found are
 * listed; then the long ones among these are, by their bytes.
 *
 * What a row points to is read once and checked; bytes beyond a short text
 * are read only where the column's own bytes go on. */
#include "column/recent.h"

#include "column/chunk.h"
#include "column/defect.h"

/* Whether two texts of the same length > FAIR__KEY_WHOLE and first four bytes
 * are equal.  Up to 36 bytes are four words, some of which overlap: how long
 * the next text is is as hard to guess as which it is. */
static inline int
is_same(const char *a, const char *b, size_t length)
{
    if (length > 36) return memcmp(a, b, length) == 0;
    const size_t last = length - 8;
    const size_t second = last < 12 ? last : 12;
    const size_t third = last < 12 ? 4 : last - 8;
    return ((fair__load64(a + 4) ^ fair__load64(b + 4)) |
            (fair__load64(a + second) ^ fair__load64(b + second)) |
            (fair__load64(a + third) ^ fair__load64(b + third)) |
            (fair__load64(a + last) ^ fair__load64(b + last))) == 0;
}

/* The code of a long text of this key; other texts may have the same. */
static inline uint32_t
find_long(const fair__text_table *known, const fair__text_set *longer,
          const fair__text_key *key, const char *text, size_t length)
{
    const fair__text_slot *slot = fair__text_set_slot(longer, key);
    if (slot->code == 0 || !fair__text_key_equal(&slot->key, key)) return 0;
    return is_same(known->bytes + slot->at, text, length) ? slot->code : 0;
}

uint32_t
fair__text_recent(const fair__text_table *known, const fair__recent *r,
                  const fair__text_key *key, const char *text, size_t length)
{
    return length <= FAIR__KEY_WHOLE
               ? fair__text_set_get(&r->whole, key)
               : find_long(known, &r->longer, key, text, length);
}

void
fair__text_remember(const fair__text_table *known, fair__recent *r,
                    const fair__text_key *key, uint32_t code)
{
    size_t length;
    const char *copy = fair__text_table_get(known, code - 1, &length);
    const fair__text_key own = fair__text_key_of(copy, length);
    if (fair__text_key_equal(&own, key))
        fair__recent_put(r, &own, code, (size_t)(copy - known->bytes));
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

static size_t
find_whole(const run *r, const void *keys)
{
    const fair__kernels *k = kernels_for(r->recent, r->n);
    const size_t n = k->find_texts(keys, r->n, &r->recent->whole.table,
                                   r->codes, r->missed);
    return without_missing(r, n);
}

static inline uint32_t
long_code(const run *r, const char *text, int64_t length)
{
    const fair__text_key key = fair__text_key_long(text, (size_t)length);
    return find_long(r->known, &r->recent->longer, &key, text, (size_t)length);
}

/* ---- views ---- */

/* The text of a long view; NULL if it is none, or outside its buffer. */
static inline const char *
long_text(const fair_column *c, const int32_t words[4])
{
    const int64_t length = words[0];
    const int64_t buffer = words[2];
    const int64_t offset = words[3];
    if (length <= FAIR__KEY_WHOLE || length > FAIR__TEXT_MAX || buffer < 0 ||
        buffer >= c->n_variadic || offset < 0 ||
        c->variadic_sizes[buffer] < offset + length ||
        c->variadic[buffer] == NULL)
        return NULL;
    return (const char *)c->variadic[buffer] + offset;
}

/* A short view that is not padded with zeros is merely not found. */
static size_t
recent_views(const run *r)
{
    const char *views = (const char *)r->column->buffers[0] + r->first * 16;
    const size_t n = find_whole(r, views);
    size_t left = 0;
    for (size_t k = 0; k < n; k++) {
        const uint16_t i = r->missed[k];
        fair__text_key view;
        int32_t words[4]; /* in the machine's own order */
        memcpy(&view, views + (size_t)i * 16, sizeof(view));
        memcpy(words, &view, sizeof(words));
        const char *text = long_text(r->column, words);
        const uint32_t code = text == NULL ? 0 : long_code(r, text, words[0]);
        r->codes[i] = code;
        r->missed[left] = i;
        left += code == 0;
        if (code != 0 && r->recent->n_views < FAIR__RECENT_VIEWS)
            fair__recent_put_view(r->recent, &view, code);
    }
    return left;
}

/* ---- offsets ---- */

static const fair__text_key no_key = {UINT32_MAX, 0, 0};

/* Keys of the rows of which 12 bytes may be read before end; all others, and
 * long ones, get one that no text has. */
#define OFFSETS(name, type)                                                   \
    static void name##_keys(const run *r, const char *bytes, int64_t end,     \
                            fair__text_key *keys)                             \
    {                                                                         \
        const char *at = (const char *)r->column->buffers[0] +                \
                         r->first * (int64_t)sizeof(type);                    \
        const size_t n = r->n;                                                \
        const uint64_t most = (uint64_t)end - FAIR__KEY_WHOLE;                \
        type from, to;                                                        \
        memcpy(&from, at, sizeof(from));                                      \
        for (size_t i = 0; i < n; i++, from = to) {                           \
            memcpy(&to, at + (i + 1) * sizeof(to), sizeof(to));               \
            const uint64_t length = (uint64_t)to - (uint64_t)from;            \
            const size_t part = length < FAIR__KEY_NONE ? (size_t)length      \
                                                        : FAIR__KEY_NONE;     \
            keys[i] = (uint64_t)from <= most                                  \
                          ? fair__text_key_short(bytes + from, part)          \
                          : no_key;                                           \
        }                                                                     \
    }                                                                         \
                                                                              \
    static size_t name##_long(const run *r, size_t n, const char *bytes,      \
                              int64_t end)                                    \
    {                                                                         \
        const char *offsets = r->column->buffers[0];                          \
        size_t left = 0;                                                      \
        for (size_t k = 0; k < n; k++) {                                      \
            const uint16_t i = r->missed[k];                                  \
            type ends[2];                                                     \
            memcpy(ends, offsets + (r->first + i) * (int64_t)sizeof(type),    \
                   sizeof(ends));                                             \
            const int64_t from = ends[0], to = ends[1];                       \
            uint32_t code = 0;                                                \
            if (from >= 0 && to > from && to <= end &&                        \
                to - from > FAIR__KEY_WHOLE && to - from <= FAIR__TEXT_MAX)   \
                code = long_code(r, bytes + from, to - from);                 \
            r->codes[i] = code;                                               \
            r->missed[left] = i;                                              \
            left += code == 0;                                                \
        }                                                                     \
        return left;                                                          \
    }                                                                         \
                                                                              \
    static size_t recent_##name(const run *r)                                 \
    {                                                                         \
        fair__text_key keys[FAIR__CHUNK];                                     \
        const fair_column *c = r->column;                                     \
        const char *bytes = c->buffers[1];                                    \
        type end;                                                             \
        memcpy(&end,                                                          \
               (const char *)c->buffers[0] +                                  \
                   (c->offset + c->length) * (int64_t)sizeof(type),           \
               sizeof(end));                                                  \
        if (bytes == NULL || end < FAIR__KEY_WHOLE) return miss_all(r);       \
        name##_keys(r, bytes, end, keys);                                     \
        return name##_long(r, find_whole(r, keys), bytes, end);               \
    }
OFFSETS(utf8, int32_t)
OFFSETS(large_utf8, int64_t)

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
    if (column->type == FAIR_TYPE_UTF8) return recent_utf8(&r);
    if (column->type == FAIR_TYPE_LARGE_UTF8) return recent_large_utf8(&r);
    if (column->type == FAIR_TYPE_UTF8_VIEW && (column->stride | 16) == 16)
        return recent_views(&r);
    return miss_all(&r);
}
