/* SPDX-License-Identifier: MIT
 * Tests of what people read: hostile names in each format. */
#include "reports.h"

/* ---- hostile names ---- */

static const char *const hostile[] = {
    "</script><script>alert(1)</script>",
    "=cmd|'/c calc'!A1",
    "@SUM(1)",
    "\tx\ry\nz",
    "a|b`c*d_e[f](g)\\",
    "\x1b[31mred\x1b[0m",
    "\xe2\x80\xaegnp.exe",   /* right-to-left override */
    "zero\xe2\x80\x8bwidth", /* U+200B */
    "{{7*7}}",
    "(missing)",
    "&lt;b&gt;",
    "\xc2\x9b[31m",         /* C1 control sequence introducer */
    "\x7f",
    "",
    "https://example.org www.example.org",
    "$x^2$ \"q'",
    "\\u{202e}gnp.exe",
    "-1+1",
    ("\xef\xbc\x9d" "1+1"), /* full-width equals sign */
};
#define N_HOSTILE (sizeof(hostile) / sizeof(*hostile))

static fair_report *
hostile_report(void)
{
    fix_row rows[N_HOSTILE + 1];
    fixture f = fix(1, "g", NULL, NULL);
    for (size_t i = 0; i < N_HOSTILE; i++)
        rows[i] = (fix_row){{hostile[i]}, i % 2, i % 3 == 0, 0, 5 + i, 1};
    rows[N_HOSTILE] = (fix_row){{NULL}, 1, 1, 0, 9, 1};
    return fix_report(&f, NULL, rows, N_HOSTILE + 1);
}

START_TEST(hostile_names_in_json)
{
    fair_report *report = hostile_report();
    written w = fix_write(report, "json");
    fix_lacks(&w, "<");
    fix_lacks(&w, ">");
    for (size_t i = 0; i < w.length; i++)
        ck_assert((unsigned char)w.bytes[i] >= 32 || w.bytes[i] == '\n');
    /* Each comes back as it was. */
    json j = json_read(w.bytes, w.length);
    const json *groups = json_get(json_at(json_get(&j, "groupings"), 0),
                                  "groups");
    ck_assert_uint_eq(groups->n, N_HOSTILE + 1);
    for (size_t i = 0; i < N_HOSTILE; i++) {
        int found = 0;
        for (size_t k = 0; k < groups->n; k++) {
            const json *g = json_get(json_get(json_at(groups, k), "group"),
                                     "g");
            found += g->kind == '"' && strcmp(g->text, hostile[i]) == 0;
        }
        ck_assert_msg(found == 1, "%s", hostile[i]);
    }
    json_free(&j);
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(hostile_names_in_text)
{
    fair_report *report = hostile_report();
    written w = fix_write(report, "text");
    for (size_t i = 0; i < w.length; i++) {
        const unsigned char c = (unsigned char)w.bytes[i];
        ck_assert((c >= 32 && c != 127) || c == '\n');
    }
    fix_lacks(&w, "\xe2\x80\xae");
    fix_lacks(&w, "\xe2\x80\x8b");
    fix_lacks(&w, "\xc2\x9b");
    fix_has(&w, "g=\\u{1b}[31mred\\u{1b}[0m ");
    fix_has(&w, "g=\\u{202e}gnp.exe ");
    fix_has(&w, "g=zero\\u{200b}width ");
    fix_has(&w, "g=\\u{9}x\\u{d}y\\u{a}z ");
    fix_has(&w, "g=\"(missing)\" "); /* the text */
    fix_has(&w, "g=(missing) ");     /* the missing value */
    fix_has(&w, "g=\"\" ");          /* the empty text */
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(hostile_names_in_markdown)
{
    fair_report *report = hostile_report();
    written w = fix_write(report, "markdown");
    fix_lacks(&w, "<");
    fix_lacks(&w, "`");
    fix_lacks(&w, "{{");
    fix_lacks(&w, "\x1b");
    fix_lacks(&w, "\xe2\x80\xae");
    fix_lacks(&w, "://");
    fix_lacks(&w, "www.");
    fix_has(&w, "g=\"(missing)\" ");
    fix_has(&w, "g=(missing) ");
    fix_has(&w, "g=https&#58;//example.org www&#46;example.org ");
    fix_has(&w, "g=a&#124;b&#96;c\\*d\\_e\\[f\\](g)&#92; ");
    fix_has(&w, "g=&amp;lt;b&amp;gt; ");
    /* Every line of a table has the same number of cells. */
    int cells = 0;
    for (const char *line = w.bytes; *line != '\0';) {
        const size_t n = strcspn(line, "\n");
        int bars = 0;
        for (size_t i = 0; i < n; i++) bars += line[i] == '|';
        if (line[0] != '|')
            cells = 0;
        else if (cells == 0)
            cells = bars;
        ck_assert_int_eq(bars, cells);
        line += n + (line[n] == '\n');
    }
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(hostile_names_in_html)
{
    fair_report *report = hostile_report();
    written w = fix_write(report, "html");
    fix_html(&w);
    for (size_t i = 0; i < w.length; i++) {
        const unsigned char c = (unsigned char)w.bytes[i];
        ck_assert((c >= 32 && c != 127) || c == '\n');
    }
    fix_lacks(&w, "{{");
    fix_lacks(&w, "\xe2\x80\xae");
    fix_lacks(&w, "\xe2\x80\x8b");
    fix_has(&w, "g=&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;<");
    fix_has(&w, "g=&amp;lt;b&amp;gt;<");
    fix_has(&w, "g=&#123;&#123;7*7&#125;&#125;<");
    fix_has(&w, "g=&quot;(missing)&quot;<");
    fix_has(&w, "g=(missing)<");
    fix_has(&w, "g=\\u{5c}u&#123;202e&#125;gnp.exe<");
    fix_has(&w, "g=\\u{202e}gnp.exe<");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, hostile_names_in_json);
    tcase_add_test(tc, hostile_names_in_text);
    tcase_add_test(tc, hostile_names_in_markdown);
    tcase_add_test(tc, hostile_names_in_html);
}

FAIR_TEST_MAIN("audit/report_text", tests)
