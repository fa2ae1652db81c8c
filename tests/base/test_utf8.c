/* SPDX-License-Identifier: MIT
 * Tests of UTF-8 against the definition: what the encoder makes is valid,
 * nothing else is. */
#include "base/utf8.h"

#include "harness.h"

/* For loops of millions, in which ck_assert would take most of the time. */
#define must(x)                                                               \
    do {                                                                      \
        if (!(x)) ck_abort_msg("%s", #x);                                     \
    } while (0)

/* Straight from the definition (RFC 3629, section 3). */
static size_t
encode(uint32_t code, uint8_t out[4])
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    const size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    const uint8_t marks[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        out[i] = (uint8_t)(0x80 | (code & 0x3f));
    out[0] = (uint8_t)(marks[n] | code);
    return n;
}

static int
surrogate(uint32_t code)
{
    return code >= 0xd800 && code < 0xe000;
}

START_TEST(test_every_code_point)
{
    for (uint32_t code = 0; code < 0x120000; code++) {
        char text[4];
        const size_t n = encode(code, (uint8_t *)text);
        const int valid = code <= 0x10ffff && !surrogate(code);
        must(fair__utf8_valid(text, n) == valid);
        size_t at = 0;
        const uint32_t got = fair__utf8_next(text, n, &at);
        must(got == (valid ? code : 0xfffd));
        must(at == (valid ? n : 1));
        for (size_t cut = 1; cut < n; cut++)
            must(!fair__utf8_valid(text, cut));
    }
}
END_TEST

/* The number of valid strings of n bytes is the number of code points that
 * need n bytes, so there are no others: all of up to three bytes are tried,
 * and of four bytes those with each third and fourth byte of interest. */
START_TEST(test_nothing_else_is_valid)
{
    uint32_t two = 0, three = 0, four = 0;
    for (uint32_t x = 0x8000; x < 0x10000; x++) {
        const char text[2] = {(char)(x >> 8), (char)x};
        two += (uint32_t)fair__utf8_valid(text, 2);
    }
    for (uint32_t x = 0xe00000; x < 0x1000000; x++) {
        const char text[3] = {(char)(x >> 16), (char)(x >> 8), (char)x};
        three += (uint32_t)fair__utf8_valid(text, 3);
    }
    ck_assert_uint_eq(two, 0x800 - 0x80);
    ck_assert_uint_eq(three, 0x10000 - 0x800 - 0x800);
    const uint8_t ends[] = {0x00, 0x7f, 0x80, 0x81, 0xbe, 0xbf, 0xc0, 0xff};
    for (uint32_t first = 0xf0; first < 0x100; first++)
        for (uint32_t second = 0; second < 0x100; second++)
            for (size_t i = 0; i < 64; i++) {
                const char text[4] = {(char)first, (char)second,
                                      (char)ends[i / 8], (char)ends[i % 8]};
                four += (uint32_t)fair__utf8_valid(text, 4);
            }
    /* 0x100 values of the upper two bytes' bits, 4 × 4 of the lower. */
    ck_assert_uint_eq(four, (0x110000 - 0x10000) / 4096 * 16);
}
END_TEST

START_TEST(test_long_texts)
{
    char text[64];
    memset(text, 'x', sizeof(text));
    ck_assert(fair__utf8_valid(text, sizeof(text)));
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = (char)0x80;
        ck_assert(!fair__utf8_valid(text, sizeof(text)));
        text[i] = 'x';
    }
    for (size_t i = 0; i + 4 <= sizeof(text); i++) {
        memcpy(text + i, "\xf0\x9f\x98\x80", 4);
        ck_assert(fair__utf8_valid(text, sizeof(text)));
        memcpy(text + i, "xxxx", 4);
    }
    ck_assert(fair__utf8_valid("", 0));
    ck_assert(fair__utf8_valid(NULL, 0));
    ck_assert(fair__utf8_valid("a\0b", 3));
}
END_TEST

START_TEST(test_cut_keeps_characters_whole)
{
    const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
    const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t limit = 0; limit < 13; limit++)
        ck_assert_uint_eq(fair__utf8_cut(text, 11, limit), expected[limit]);
    /* Stray bytes are not held together, and nothing is read behind. */
    ck_assert_uint_eq(fair__utf8_cut("\x80\x80\x80\x80\x80", 5, 3), 3);
    ck_assert_uint_eq(fair__utf8_cut("\xe2\x82", 2, 1), 1);
    ck_assert_uint_eq(fair__utf8_cut(NULL, 0, 0), 0);
}
END_TEST

START_TEST(test_unsafe_code_points)
{
    const uint32_t unsafe[] = {0, 0x1b, 0x1f, 0x7f, 0x9b, 0x61c, 0x200e,
                               0x200f, 0x2028, 0x2029, 0x202a, 0x202e,
                               0x2066, 0x2069};
    const uint32_t safe[] = {' ', '~', 0xa0, 0x200b, 0x200d, 0x2027, 0x202f,
                             0x2065, 0x206a, 0xfffd, 0x1f600};
    for (size_t i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++)
        ck_assert_msg(fair__utf8_unsafe(unsafe[i]), "U+%04X", unsafe[i]);
    for (size_t i = 0; i < sizeof(safe) / sizeof(safe[0]); i++)
        ck_assert_msg(!fair__utf8_unsafe(safe[i]), "U+%04X", safe[i]);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_every_code_point);
    tcase_add_test(tc, test_nothing_else_is_valid);
    tcase_add_test(tc, test_long_texts);
    tcase_add_test(tc, test_cut_keeps_characters_whole);
    tcase_add_test(tc, test_unsafe_code_points);
}

FAIR_TEST_MAIN("base/utf8", tests)
