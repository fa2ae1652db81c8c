/* SPDX-License-Identifier: MIT
 * Texts that look alike.
 *
 * Two texts are near if they are equal after these steps: characters that
 * cannot be seen (zero width, soft hyphen) and combining marks U+0300 to
 * U+036F are dropped, white space is trimmed and collapsed, ASCII letters are
 * lower case, precomposed Latin letters become their base letter.  So the
 * normal forms C and D of a name are near, and so are "Asian" and " asian". */
#include "audit/near.h"

#include "base/utf8.h"

/* Base letters of U+00C0 to U+017F by their canonical decomposition (Unicode
 * 15, UnicodeData.txt), in lower case; '.' where there is none. */
static const char base_letters[] =
    "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
    "aaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll."
    "...nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.";

static int
is_invisible(uint32_t c)
{
    return (c >= 0x200b && c <= 0x200d) || c == 0x2060 || c == 0xfeff ||
           c == 0xad || (c >= 0x300 && c <= 0x36f);
}

static int
is_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static uint32_t
fold(uint32_t c)
{
    if (c >= 'A' && c <= 'Z') return c + ('a' - 'A');
    if (c < 0xc0 || c > 0x17f || base_letters[c - 0xc0] == '.') return c;
    return (uint32_t)base_letters[c - 0xc0];
}

/* Where the reading of a text is. */
typedef struct cursor {
    const fair_scalar *text;
    size_t at;
    int started; /* something was returned already */
} cursor;

/* The next folded character, or 0xffffffff at the end.  White space counts
 * once something visible follows it. */
static uint32_t
next(cursor *c)
{
    int spaced = 0;
    while (c->at < c->text->length) {
        const size_t before = c->at;
        const uint32_t code =
            fair__utf8_next(c->text->text, c->text->length, &c->at);
        if (is_invisible(code)) continue;
        if (is_space(code)) {
            spaced = 1;
            continue;
        }
        if (spaced && c->started) {
            c->started = 0; /* the space is out; now the character itself */
            c->at = before;
            return ' ';
        }
        c->started = 1;
        return fold(code);
    }
    return UINT32_MAX;
}

int
fair__near_order(const fair_scalar *a, const fair_scalar *b)
{
    cursor x = {a, 0, 0}, y = {b, 0, 0};
    for (;;) {
        const uint32_t p = next(&x), q = next(&y);
        if (p != q) return p < q ? -1 : 1;
        if (p == UINT32_MAX) return 0;
    }
}
