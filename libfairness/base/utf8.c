/* SPDX-License-Identifier: MIT
 * UTF-8: validation and stepping. */
#include "base/utf8.h"

#include <string.h>

/* What may follow a lead byte (Unicode 15, table 3-7): the length of the
 * character and the range of its second byte, which is where overlong forms,
 * surrogates and code points above U+10FFFF are refused. */
typedef struct lead {
    uint8_t first, last; /* lead bytes of this row */
    uint8_t length;
    uint8_t low, high; /* second byte */
} lead;

static const lead leads[] = {
    {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f},
    {0xee, 0xef, 3, 0x80, 0xbf}, {0xf0, 0xf0, 4, 0x90, 0xbf},
    {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static const lead *
find_lead(uint8_t byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
        if (byte >= leads[i].first && byte <= leads[i].last) return &leads[i];
    return NULL;
}

/* Length of the character at p (left > 0) and its code point; 0 if it is not
 * one. */
static size_t
decode(const uint8_t *p, size_t left, uint32_t *code)
{
    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    const lead *row = find_lead(p[0]);
    if (row == NULL || left < row->length) return 0;
    if (p[1] < row->low || p[1] > row->high) return 0;
    uint32_t c = p[0] & (0x7fu >> row->length);
    for (size_t i = 1; i < row->length; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (p[i] & 0x3fu);
    }
    *code = c;
    return row->length;
}

int
fair__utf8_valid(const char *text, size_t length)
{
    const uint8_t *p = (const uint8_t *)text;
    size_t at = 0;
    while (at < length) {
        uint64_t word;
        uint32_t code;
        if (length - at >= sizeof(word)) { /* eight ASCII bytes at once */
            memcpy(&word, p + at, sizeof(word));
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof(word);
                continue;
            }
        }
        const size_t n = decode(p + at, length - at, &code);
        if (n == 0) return 0;
        at += n;
    }
    return 1;
}

size_t
fair__utf8_cut(const char *text, size_t length, size_t limit)
{
    if (length <= limit) return length;
    /* At most three bytes back there is the start of the character that the
     * limit would cut; bytes that are no character are not held together. */
    for (size_t back = 0; back <= 3 && back <= limit; back++) {
        uint32_t code;
        const size_t at = limit - back;
        const size_t n =
            decode((const uint8_t *)text + at, length - at, &code);
        if (n > back) return at;
    }
    return limit;
}

uint32_t
fair__utf8_next(const char *text, size_t length, size_t *at)
{
    uint32_t code;
    const size_t n =
        decode((const uint8_t *)text + *at, length - *at, &code);
    *at += n == 0 ? 1 : n;
    return n == 0 ? 0xfffd : code;
}

int
fair__utf8_unsafe(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
           code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}
