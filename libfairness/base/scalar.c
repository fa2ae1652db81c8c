/* SPDX-License-Identifier: MIT
 * Values as the library compares and orders them. */
#include "base/scalar.h"

#include <string.h>

#include "base/number.h"
#include "base/utf8.h"

fair_scalar
fair_scalar_missing(void)
{
    return (fair_scalar){FAIR_KIND_MISSING, 0, 0, 0, NULL, 0};
}

fair_scalar
fair_scalar_bool(int32_t value)
{
    return (fair_scalar){FAIR_KIND_BOOL, 0, value != 0, 0, NULL, 0};
}

fair_scalar
fair_scalar_int(int64_t value)
{
    return (fair_scalar){FAIR_KIND_INT, 0, value, 0, NULL, 0};
}

fair_scalar
fair_scalar_uint(uint64_t value)
{
    return (fair_scalar){FAIR_KIND_UINT, 0, (int64_t)value, 0, NULL, 0};
}

fair_scalar
fair_scalar_float(double value)
{
    return (fair_scalar){FAIR_KIND_FLOAT, 0, 0, value, NULL, 0};
}

static fair_scalar
text_scalar(int32_t kind, const char *text)
{
    if (text == NULL) return fair_scalar_missing();
    return (fair_scalar){kind, 0, 0, 0, text, strlen(text)};
}

fair_scalar
fair_scalar_text(const char *text)
{
    return text_scalar(FAIR_KIND_TEXT, text);
}

fair_scalar
fair_scalar_parsed(const char *text)
{
    return text_scalar(FAIR_KIND_PARSED, text);
}

/* A whole float becomes INT, or UINT from 2^63 on. */
static int
whole(fair_scalar *s)
{
    const double x = s->number;
    if (!(x >= -0x1p63 && x < 0x1p64)) return 0; /* NaN fails both */
    fair_scalar made = x < 0x1p63 ? fair_scalar_int((int64_t)x)
                                  : fair_scalar_uint((uint64_t)x);
    const double back = made.kind == FAIR_KIND_INT
                            ? (double)made.integer
                            : (double)(uint64_t)made.integer;
    if (back != x) return 0;
    *s = made;
    return 1;
}

int
fair__scalar_canonical(fair_scalar *s)
{
    if (s->reserved != 0) return 0;
    switch (s->kind) {
    case FAIR_KIND_NONE:
    case FAIR_KIND_MISSING:
    case FAIR_KIND_INT: break;
    case FAIR_KIND_BOOL: return s->integer == 0 || s->integer == 1;
    case FAIR_KIND_UINT:
        if (s->integer >= 0) s->kind = FAIR_KIND_INT;
        break;
    case FAIR_KIND_FLOAT: return whole(s);
    case FAIR_KIND_TEXT:
    case FAIR_KIND_PARSED:
        if (s->text == NULL && s->length == 0) s->text = "";
        return s->text != NULL && fair__utf8_valid(s->text, s->length);
    default: return 0;
    }
    return 1;
}

/* Kinds in their order; INT before UINT, which is only used above it. */
static int
rank(int32_t kind)
{
    switch (kind) {
    case FAIR_KIND_BOOL: return 0;
    case FAIR_KIND_INT: return 1;
    case FAIR_KIND_UINT: return 2;
    case FAIR_KIND_TEXT: return 3;
    default: return 4;
    }
}

static int
text_order(const fair_scalar *a, const fair_scalar *b)
{
    const size_t n = a->length < b->length ? a->length : b->length;
    const int order = n == 0 ? 0 : memcmp(a->text, b->text, n);
    if (order != 0) return order;
    return (a->length > b->length) - (a->length < b->length);
}

int
fair__scalar_order(const fair_scalar *a, const fair_scalar *b)
{
    const int ranks = rank(a->kind) - rank(b->kind);
    if (ranks != 0) return ranks;
    switch (a->kind) {
    case FAIR_KIND_BOOL:
    case FAIR_KIND_INT:
        return (a->integer > b->integer) - (a->integer < b->integer);
    case FAIR_KIND_UINT: {
        const uint64_t x = (uint64_t)a->integer, y = (uint64_t)b->integer;
        return (x > y) - (x < y);
    }
    case FAIR_KIND_TEXT: return text_order(a, b);
    default: return 0;
    }
}

/* Text equals an ASCII word in lower case, whatever its own case. */
static int
is_word(const char *text, size_t length, const char *word)
{
    if (strlen(word) != length) return 0;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        const char lower = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
        if (lower != word[i]) return 0;
    }
    return 1;
}

int
fair__text_is_binary(const char *text, size_t length, int *bit)
{
    static const char *const words[2][3] = {{"0", "0.0", "false"},
                                            {"1", "1.0", "true"}};
    for (int b = 0; b < 2; b++)
        for (int i = 0; i < 3; i++)
            if (is_word(text, length, words[b][i])) {
                *bit = b;
                return 1;
            }
    return 0;
}

/* Typed text as a number: digits, perhaps ".000" behind. */
static int
parse_number(const char *text, size_t length, fair_scalar *out)
{
    size_t n = length;
    while (n > 0 && text[n - 1] == '0') n--;
    n = n > 0 && n < length && text[n - 1] == '.' ? n - 1 : length;
    int negative;
    uint64_t magnitude;
    if (!fair__parse_integer(text, n, &negative, &magnitude)) return 0;
    *out = fair_scalar_uint(negative ? 0 - magnitude : magnitude);
    if (negative) out->kind = FAIR_KIND_INT;
    return fair__scalar_canonical(out);
}

static int
parse_bool(const char *text, size_t length, fair_scalar *out)
{
    const int yes = is_word(text, length, "true") || is_word(text, length, "1");
    const int no = is_word(text, length, "false") || is_word(text, length, "0");
    *out = fair_scalar_bool(yes);
    return yes || no;
}

static int
same(const fair_scalar *a, const fair_scalar *b)
{
    return a->kind == b->kind && fair__scalar_order(a, b) == 0;
}

fair_scalar
fair__scalar_read(const fair_scalar *value, const fair_scalar *pattern)
{
    fair_scalar read = *pattern;
    if (pattern->kind != FAIR_KIND_PARSED) return read;
    switch (value->kind) {
    case FAIR_KIND_BOOL:
        return parse_bool(read.text, read.length, &read) ? read : *pattern;
    case FAIR_KIND_INT:
    case FAIR_KIND_UINT:
        return parse_number(read.text, read.length, &read) ? read : *pattern;
    case FAIR_KIND_TEXT: read.kind = FAIR_KIND_TEXT; return read;
    default: return read;
    }
}

int
fair__scalar_matches(const fair_scalar *value, const fair_scalar *pattern)
{
    fair_scalar p = *pattern;
    if (!fair__scalar_canonical(&p)) return 0;
    p = fair__scalar_read(value, &p);
    return same(value, &p);
}
