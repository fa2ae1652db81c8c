/* SPDX-License-Identifier: MIT
 * Texts that look alike.
 *
 * Two texts are near if they are equal after these steps: characters that
 * cannot be seen and combining marks U+0300 to U+036F are dropped, white space
 * is trimmed and collapsed, ASCII letters are lower case, precomposed Latin
 * letters become their base letter.  So the normal forms C and D of a name in
 * Latin script are near, and so are "Asian" and " asian".  Letters of other
 * scripts are compared as they are. */
#include "audit/near.h"

#include "base/utf8.h"

/* Base letters by canonical decomposition (UnicodeData.txt; these never
 * change), in lower case; '.' where there is none.  Latin-1 Supplement, Latin
 * Extended-A and -B, U+00C0 to U+024F: */
static const char base_letters[] =
    "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
    "aaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll."
    "...nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz."
    "................................oo.............uu..............."
    ".............aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
    "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............"
    "................";
/* Latin Extended Additional, U+1E00 to U+1EFF: */
static const char more_base_letters[] =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/* Letters whose base is not of ASCII, or that are far away. */
static const struct pair {
    uint32_t first;
    uint32_t second;
} other_bases[] = {
    {0x1e2, 0xc6}, {0x1e3, 0xe6}, {0x1ee, 0x1b7}, {0x1ef, 0x292},
    {0x1fc, 0xc6}, {0x1fd, 0xe6}, {0x1fe, 0xd8}, {0x1ff, 0xf8},
    {0x1e9b, 0x17f}, {0x212a, 0x6b}, {0x212b, 0x61},
};

/* What reports write as an escape, as it cannot be seen, and the combining
 * marks of Latin. */
static int
is_invisible(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || fair__utf8_invisible(c) ||
           fair__utf8_unsafe(c);
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
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    char letter = '.';
    if (c >= 0xc0 && c <= 0x24f) letter = base_letters[c - 0xc0];
    if (c >= 0x1e00 && c <= 0x1eff) letter = more_base_letters[c - 0x1e00];
    if (letter != '.') return (uint32_t)letter;
    for (size_t i = 0; i < sizeof(other_bases) / sizeof(*other_bases); i++)
        if (c == other_bases[i].first) return other_bases[i].second;
    return c;
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
        if (is_space(code)) {
            spaced = 1;
            continue;
        }
        if (is_invisible(code)) continue;
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

/* Where two texts that begin alike need to be looked at: behind the last
 * visible ASCII character of what they have in common. */
static size_t
common(const fair_scalar *a, const fair_scalar *b)
{
    size_t at = 0;
    while (at < a->length && at < b->length && a->text[at] == b->text[at])
        at++;
    while (at > 0 && !(a->text[at - 1] > ' ' && a->text[at - 1] < 0x7f)) at--;
    return at;
}

int
fair__near_order(const fair_scalar *a, const fair_scalar *b)
{
    const size_t at = common(a, b);
    cursor x = {a, at, at > 0}, y = {b, at, at > 0};
    for (;;) {
        const uint32_t p = next(&x), q = next(&y);
        if (p != q) return p < q ? -1 : 1;
        if (p == UINT32_MAX) return 0;
    }
}
