/* SPDX-License-Identifier: MIT
 * Text: offsets of 32 and 64 bits, views, and NUL-terminated strings. */
#include "column/strings.h"

#include <string.h>

typedef struct place {
    const char *text;
    int64_t length; /* negative: outside its buffers */
} place;

#define OUTSIDE ((place){NULL, -1})
#define NO_TEXT ((place){NULL, 0})

/* Between two offsets.  The size of the bytes is not known: what can be
 * checked is that offsets do not go backwards. */
static place
between(const char *bytes, int64_t from, int64_t to)
{
    if (from < 0 || to < from || (bytes == NULL && to > from)) return OUTSIDE;
    if (to == from) return (place){"", 0};
    return (place){bytes + from, to - from};
}

static place
utf8_at(const fair_column *column, int64_t row)
{
    int32_t ends[2];
    const char *offsets = column->buffers[0];
    memcpy(ends, offsets + row * 4, sizeof(ends));
    return between(column->buffers[1], ends[0], ends[1]);
}

static place
large_utf8_at(const fair_column *column, int64_t row)
{
    int64_t ends[2];
    const char *offsets = column->buffers[0];
    memcpy(ends, offsets + row * 8, sizeof(ends));
    return between(column->buffers[1], ends[0], ends[1]);
}

/* Arrow's view: int32 length, then up to 12 bytes of text, or 4 of prefix,
 * int32 buffer and int32 offset. */
static place
view_at(const fair_column *column, int64_t row)
{
    const int64_t stride = column->stride != 0 ? column->stride : 16;
    const char *at = (const char *)column->buffers[0] + row * stride;
    int32_t words[4];
    memcpy(words, at, sizeof(words));
    const int64_t length = words[0];
    if (length <= 12) return length < 0 ? OUTSIDE : (place){at + 4, length};
    const int64_t buffer = words[2];
    const int64_t offset = words[3];
    if (buffer < 0 || buffer >= column->n_variadic || offset < 0 ||
        column->variadic_sizes[buffer] < offset + length ||
        column->variadic[buffer] == NULL)
        return OUTSIDE;
    return (place){(const char *)column->variadic[buffer] + offset, length};
}

static place
cstring_at(const fair_column *column, int64_t row)
{
    const int64_t stride =
        column->stride != 0 ? column->stride : (int64_t)sizeof(char *);
    const char *text;
    memcpy(&text, (const char *)column->buffers[0] + row * stride,
           sizeof(text));
    if (text == NULL) return NO_TEXT;
    const char *end = memchr(text, '\0', FAIR__TEXT_MAX + 1);
    return (place){text, end != NULL ? end - text : FAIR__TEXT_MAX + 1};
}

static inline void
put(fair__chunk *chunk, size_t i, place at)
{
    chunk->text[i] = at.text;
    chunk->bits[i] = (uint64_t)at.length;
    if ((uint64_t)at.length <= FAIR__TEXT_MAX) return;
    chunk->state[i] = (uint8_t)(FAIR__ROW_BAD + (at.length < 0
                                                     ? FAIR__DEFECT_OFFSETS
                                                     : FAIR__DEFECT_TOO_LONG));
    chunk->plain = 0;
}

/* One loop a layout, so that each can be inlined into its own. */
#define LOAD(layout)                                                          \
    for (size_t i = 0; i < n; i++)                                            \
        if (chunk->state[i] == FAIR__ROW_VALUE)                               \
            put(chunk, i, layout##_at(column, first + (int64_t)i))

void
fair__chunk_load_text(const fair_column *column, size_t start, size_t n,
                      fair__chunk *chunk)
{
    const int64_t first = column->offset + (int64_t)start;
    switch (column->type) {
    case FAIR_TYPE_UTF8:
        LOAD(utf8);
        break;
    case FAIR_TYPE_LARGE_UTF8:
        LOAD(large_utf8);
        break;
    case FAIR_TYPE_UTF8_VIEW:
        LOAD(view);
        break;
    default: /* FAIR_TYPE_CSTRING: NULL is missing */
        LOAD(cstring);
        for (size_t i = 0; i < n; i++) {
            if (chunk->state[i] == FAIR__ROW_VALUE && chunk->text[i] != NULL)
                continue;
            if (chunk->state[i] == FAIR__ROW_VALUE)
                chunk->state[i] = FAIR__ROW_MISSING;
            chunk->plain = 0;
        }
        break;
    }
}
