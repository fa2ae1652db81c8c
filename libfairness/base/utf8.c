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

typedef struct range {
    uint32_t first, last;
} range;

static int
is_in(const range *ranges, size_t n, uint32_t code)
{
    for (size_t i = 0; i < n && code >= ranges[i].first; i++)
        if (code <= ranges[i].last) return 1;
    return 0;
}

#define IS_IN(ranges, code)                                                   \
    is_in(ranges, sizeof(ranges) / sizeof(*(ranges)), code)

/* Unicode 15: default-ignorable code points, the fillers that look like
 * spaces, and the blank Braille pattern; ascending. */
static const range invisible[] = {
    {0xad, 0xad},       {0x34f, 0x34f},     {0x115f, 0x1160},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200d},
    {0x2060, 0x2065},   {0x206a, 0x206f},   {0x2800, 0x2800},
    {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

int
fair__utf8_invisible(uint32_t code)
{
    return code >= 0xad && IS_IN(invisible, code);
}

/* Unicode 15, general category Mn in the blocks of living scripts; ascending.
 * What is not here takes one column: a column too many does no harm. */
static const range combining[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},
    {0x64b, 0x65f},   {0x670, 0x670},   {0x6d6, 0x6dc},   {0x6df, 0x6e4},
    {0x900, 0x902},   {0x93c, 0x93c},   {0x941, 0x948},   {0x94d, 0x94d},
    {0x981, 0x981},   {0x9bc, 0x9bc},   {0x9c1, 0x9c4},   {0x9cd, 0x9cd},
    {0xe31, 0xe31},   {0xe34, 0xe3a},   {0xe47, 0xe4e},   {0xeb1, 0xeb1},
    {0xeb4, 0xebc},   {0xec8, 0xece},   {0x1ab0, 0x1ace}, {0x1dc0, 0x1dff},
    {0x20d0, 0x20f0}, {0x3099, 0x309a}, {0xfe20, 0xfe2f},
};

/* Unicode 15, East_Asian_Width W and F, by blocks; ascending. */
static const range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2e80, 0x303e},
    {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},
    {0xa000, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},
    {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
    {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

int
fair__utf8_width(uint32_t code)
{
    if (code < 0x300) return 1;
    if (IS_IN(combining, code)) return 0;
    return IS_IN(wide, code) ? 2 : 1;
}
