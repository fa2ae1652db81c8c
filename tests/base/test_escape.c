/* SPDX-License-Identifier: MIT
 * Tests of names made safe for each medium. */
#include "harness.h"

#include "base/escape.h"
#include "base/memory.h"

static fair_allocator mem;

static void
check(int medium, const char *text, const char *expected, size_t width)
{
    fair__text out;
    fair__text_init(&out, &mem);
    ck_assert_uint_eq(fair__escape(NULL, text, strlen(text), medium), width);
    ck_assert_uint_eq(fair__escape(&out, text, strlen(text), medium), width);
    fair__text_char(&out, '\0');
    ck_assert_str_eq(out.bytes, expected);
    fair__text_free(&out);
}

START_TEST(media)
{
    static const struct {
        const char *text, *plain, *markdown, *html;
    } cases[] = {
        {"a b", "a b", "a b", "a b"},
        {"a|b", "a|b", "a&#124;b", "a|b"},
        {"<b>&", "<b>&", "&lt;b&gt;&amp;", "&lt;b&gt;&amp;"},
        {"{{x}}", "{{x}}", "&#123;&#123;x&#125;&#125;",
         "&#123;&#123;x&#125;&#125;"},
        {"\"'", "\"'", "\"'", "&quot;&#39;"},
        {"`*_[]#$!", "`*_[]#$!", "&#96;\\*\\_\\[\\]\\#\\$\\!",
         "&#96;*_[]#&#36;!"},
        {"\\", "\\", "&#92;", "\\"},
        {"http://x", "http://x", "http&#58;//x", "http://x"},
        {"a: b/c", "a: b/c", "a: b/c", "a: b/c"},
        {"WWW.x ww.x", "WWW.x ww.x", "WWW&#46;x ww.x", "WWW.x ww.x"},
        {"vww.x wvw.x wwv.x", "vww.x wvw.x wwv.x", "vww.x wvw.x wwv.x",
         "vww.x wvw.x wwv.x"},
        {"\x1b[0m", "\\u{1b}[0m", "\\u{1b}\\[0m", "\\u{1b}[0m"},
        {"\xe2\x80\xae", "\\u{202e}", "\\u{202e}", "\\u{202e}"},
        {"\xf3\xa0\x80\x81", "\\u{e0001}", "\\u{e0001}", "\\u{e0001}"},
        {"\\u{202e}", "\\u{5c}u{202e}", "\\u{5c}u&#123;202e&#125;",
         "\\u{5c}u&#123;202e&#125;"},
        {"\xff", "\xff", "\xff", "\xff"}, /* never in a report: is UTF-8 */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check(FAIR__PLAIN, cases[i].text, cases[i].plain,
              strlen(cases[i].plain));
        check(FAIR__MARKDOWN, cases[i].text, cases[i].markdown,
              strlen(cases[i].markdown));
        check(FAIR__HTML, cases[i].text, cases[i].html,
              strlen(cases[i].html));
    }
}
END_TEST

START_TEST(widths)
{
    check(FAIR__PLAIN, "\xc3\xa9", "\xc3\xa9", 1);            /* é */
    check(FAIR__PLAIN, "e\xcc\x81", "e\xcc\x81", 1);          /* e, acute */
    check(FAIR__PLAIN, "\xe6\x97\xa5", "\xe6\x97\xa5", 2);    /* 日 */
    check(FAIR__PLAIN, "\xed\x95\x9c", "\xed\x95\x9c", 2);    /* 한 */
    check(FAIR__PLAIN, "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 2);
    check(FAIR__PLAIN, "\xd0\x96", "\xd0\x96", 1);            /* Ж */
}
END_TEST

/* JSON stays the same JSON: as read by any parser, U+202E and U+E0001. */
START_TEST(json)
{
    check(FAIR__IN_JSON, "\"\xe2\x80\xae\"", "\"\\u202e\"", 8);
    check(FAIR__IN_JSON, "\"\xf3\xa0\x80\x81\"", "\"\\udb40\\udc01\"", 14);
    check(FAIR__IN_JSON, "\"\\\\u{1}<\"", "\"\\\\u{1}<\"", 9);
}
END_TEST

static void
tests(TCase *tc)
{
    fair__memory_init(&mem, NULL, NULL);
    tcase_add_test(tc, media);
    tcase_add_test(tc, widths);
    tcase_add_test(tc, json);
}

FAIR_TEST_MAIN("base/escape", tests)
