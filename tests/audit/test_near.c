/* SPDX-License-Identifier: MIT
 * Tests of texts that look alike. */
#include "audit/near.h"

#include "harness.h"

START_TEST(what_is_near)
{
    static const struct {
        const char *a, *b;
        int near;
    } cases[] = {
        {"Asian", "asian", 1},
        {"Asian", "Asians", 0},
        {"African American", "African \t American", 1},
        {"African American", "AfricanAmerican", 0},
        {"a b", " a\xc2\xa0" "b ", 1},             /* no-break space */
        {"a", "a\xe2\x80\x8d", 1},                 /* zero width joiner */
        {"a", "\xef\xbb\xbf" "a", 1},              /* byte order mark */
        {"co\xc2\xadop", "coop", 1},               /* soft hyphen */
        {"\xc3\x85ngstr\xc3\xb6m", "A\xcc\x8angstro\xcc\x88m", 1},
        {"\xc4\x8d", "C", 1},                      /* č */
        {"\xc5\xbe", "z", 1},                      /* ž, end of the table */
        {"\xc3\x98", "O", 0},                      /* Ø does not decompose */
        {"\xc5\x82", "l", 0},                      /* nor does ł */
        {"\xc3\x97", "x", 0},                      /* × is no letter */
        {"", " ", 1},
        {"", "a", 0},
        {"a ", "a", 1},
        {"a b", "a  c", 0},
        {"\xd0\x90", "\xd0\xb0", 0},               /* Cyrillic: not here */
        {"\xc8\x99", "s\xcc\xa6", 1},              /* ș, Romanian */
        {"\xe1\xba\xbf", "e\xcc\x82\xcc\x81", 1}, /* ế, Vietnamese */
        {"\xe1\xbb\xb9", "y", 1},                 /* ỹ, end of the table */
        {"\xc7\xbd", "\xc3\xa6", 1},              /* ǽ and æ */
        {"\xe2\x84\xaa", "k", 1},                 /* Kelvin */
        {"a\xe2\x80\x8f", "a", 1},                /* right-to-left mark */
        {"a\xef\xb8\x8f", "a", 1},                /* variation selector */
        {"a", "a\xf3\xa0\x81\xa1", 1},            /* tag */
        {"a", "\xe3\x85\xa4" "a", 1},             /* Hangul filler */
        {"a", "a\x01", 1},                        /* a control */
        {"a\tb", "a b", 1},                       /* which is a space */
        {"a b ", "a b  c", 0},
        {"a b", "a bc", 0},
        {"a  b", "a b", 1},
        {"a\xcc\x81 b", "a\xcc\x82 b", 1},
        {"x\xcc\x81" "a", "x\xcc\x81" "b", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const fair_scalar a = fair_scalar_text(cases[i].a);
        const fair_scalar b = fair_scalar_text(cases[i].b);
        ck_assert_msg((fair__near_order(&a, &b) == 0) == cases[i].near,
                      "%s and %s", cases[i].a, cases[i].b);
        ck_assert_int_eq(fair__near_order(&a, &b),
                         -fair__near_order(&b, &a));
        ck_assert_int_eq(fair__near_order(&a, &a), 0);
    }
}
END_TEST

/* UTF-8 of a character below U+10000. */
static size_t
put_character(char *out, unsigned c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 63));
    out[2] = (char)(0x80 | (c & 63));
    return 3;
}

/* Unicode's White_Space (PropList.txt), all of it, stands for a space; it
 * lies below U+3001. */
START_TEST(what_is_white)
{
    static const unsigned white[] = {
        0x09,   0x0a,   0x0b,   0x0c,   0x0d,   0x20,   0x85,
        0xa0,   0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
        0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028,
        0x2029, 0x202f, 0x205f, 0x3000,
    };
    const size_t n_white = sizeof(white) / sizeof(*white);
    const fair_scalar spaced = fair_scalar_text("a b");
    size_t n = 0;
    for (unsigned c = 1; c < 0x3100; c++) {
        char text[8] = "a";
        text[1 + put_character(text + 1, c)] = 'b';
        const fair_scalar s = fair_scalar_text(text);
        const int is_white = n < n_white && white[n] == c;
        if ((fair__near_order(&s, &spaced) == 0) != is_white)
            ck_abort_msg("U+%04X", c);
        n += (size_t)is_white;
    }
    ck_assert_uint_eq(n, n_white);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, what_is_near);
    tcase_add_test(tc, what_is_white);
}

FAIR_TEST_MAIN("audit/near", tests)
