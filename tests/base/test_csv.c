/* SPDX-License-Identifier: MIT
 * Tests of the CSV writer: quoting, formulas, keys. */
#include "harness.h"

#include "base/csv.h"
#include "base/memory.h"

static fair_allocator mem;

/* One cell of text as written. */
static void
check_text(const char *text, size_t n, const char *expected)
{
    fair__text out;
    fair__csv csv;
    fair__text_init(&out, &mem);
    fair__csv_init(&csv, &out);
    fair__csv_text(&csv, text, n);
    fair__text_char(&out, '\0');
    ck_assert_str_eq(out.bytes, expected);
    fair__text_free(&out);
}

/* Expected values by hand from RFC 4180, sect. 2, and OWASP's "CSV
 * Injection". */
START_TEST(texts)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        {"Asian", "Asian"},
        {"a,b", "\"a,b\""},
        {"a;b", "\"a;b\""},
        {"say \"x\"", "\"say \"\"x\"\"\""},
        {"\"", "\"\"\"\""},
        {"it's", "\"it's\""},
        {" x", "\" x\""},
        {"x ", "\"x \""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-0.24", "\"'-0.24\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"'\\u{9}=1\""},
        {"\r\n", "\"'\\u{d}\\u{a}\""},
        {"\n", "\\u{a}"},
        {"=cmd|'/c calc'!A1", "\"'=cmd|'/c calc'!A1\""},
        {"=\"a\"", "\"'=\"\"a\"\"\""},
        {"\xef\xbc\x9d" "1", "\"'\xef\xbc\x9d" "1\""}, /* full-width = */
        {"\xef\xbc\xa0x", "\"'\xef\xbc\xa0x\""},       /* full-width @ */
        {"race=-1", "race=-1"},
        {"\x1b[31m", "\\u{1b}[31m"},
        {"\xc3\xa9", "\xc3\xa9"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check_text(cases[i].text, strlen(cases[i].text), cases[i].cell);
    check_text("", 0, "");
    check_text("a\0b", 3, "a\\u{0}b");
}
END_TEST

START_TEST(lines)
{
    fair__text out;
    fair__csv csv;
    fair__text_init(&out, &mem);
    fair__csv_init(&csv, &out);
    fair__csv_number(&csv, "", 0);
    fair__csv_number(&csv, "-0.24", 5);
    fair__csv_text(&csv, "x", 1);
    fair__csv_line_end(&csv);
    fair__csv_json(&csv, "{\"a\": \"\xe2\x80\xae\\\\u{9}\"}", 18);
    fair__csv_text(&csv, "", 0);
    fair__csv_line_end(&csv);
    fair__text_char(&out, '\0');
    ck_assert_str_eq(out.bytes, ",-0.24,x\n"
                                "\"{\"\"a\"\": \"\"\\u202e\\\\u{9}\"\"}\",\n");
    fair__text_free(&out);
}
END_TEST

static void
tests(TCase *tc)
{
    fair__memory_init(&mem, NULL, NULL);
    tcase_add_test(tc, texts);
    tcase_add_test(tc, lines);
}

FAIR_TEST_MAIN("base/csv", tests)
