/* SPDX-License-Identifier: MIT
 * Tests of what people read: text and Markdown, hostile names. */
#include "reports.h"

static void
check_has(const written *w, const char *part)
{
    ck_assert_msg(strstr(w->bytes, part) != NULL, "\"%s\" is not in:\n%.2000s",
                  part, w->bytes);
}

static void
check_lacks(const written *w, const char *part)
{
    ck_assert_msg(strstr(w->bytes, part) == NULL, "\"%s\" is in:\n%.2000s", part,
                  w->bytes);
}

/* ---- the published table, as people read it ---- */

START_TEST(compas_in_words)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.favourable = FAIR_FAVOURABLE_NEGATIVE;
    fair_report *report = compas_report(&o);
    written w = fix_write(report, "text");
    check_has(&w, "rows: 24 in, 24 used, 0 excluded, standing for 7214;");
    check_has(&w, "race: selection rate 45.7 points apart, lowest Other "
                  "0.210 (n = 377), highest Native American 0.667 (n = 18); "
                  "2 groups are small\n");
    check_has(&w, "race=Native American     18      0.556  "
                  "0.667 [0.437, 0.837]  0.900  0.375  0.750     0.778\n");
    check_has(&w, "equalized_odds_difference            0.577  ");
    check_has(&w, "four_fifths                          0.422, below 0.8  ");
    check_has(&w, "- small_group: race=Asian has 32 rows");
    check_lacks(&w, "favourable_undeclared");
    /* The sentence, criteria, then the groups they come from. */
    const char *sentence = strstr(w.bytes, "points apart");
    const char *criteria = strstr(w.bytes, "equalized_odds_difference");
    const char *groups = strstr(w.bytes, "race=Native American     18");
    ck_assert(sentence < criteria && criteria < groups);
    free(w.bytes);
    w = fix_write(report, "markdown");
    check_has(&w, "# Fairness report\n");
    check_has(&w, "## race\n");
    check_has(&w, "| race=Asian            |   32 |");
    check_has(&w, "| equalized\\_odds\\_difference ");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* Columns are aligned by characters, not bytes. */
START_TEST(columns_are_aligned)
{
    static const fix_row rows[] = {
        {{"\xc3\xa9\xc3\xa9"}, 1, 1, 0, 200, 1},
        {{"bb"}, 0, 0, 0, 300, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    fair_report *report = fix_report(&f, NULL, rows, 2);
    written w = fix_write(report, "text");
    check_has(&w, "  g=bb     300  ");
    check_has(&w, "  g=\xc3\xa9\xc3\xa9     200  ");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(undefined_in_words)
{
    static const fix_row rows[] = {
        {{"a", "x"}, 1, 1, 0, 200, 1}, {{"b", "x"}, 0, 0, 0, 300, 1},
        {{NULL, "y"}, 1, 0, 0, 150, 1},
    };
    fixture f = fix(1, "g", "s", NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.nulls = FAIR_NULLS_SET_ASIDE;
    fair_report *report = fix_report(&f, &o, rows, 3);
    written w = fix_write(report, "text");
    check_has(&w, "- g=b is undefined in TPR: no_positives\n");
    check_has(&w, "- g=(missing) is left out of selection rate: set_aside\n");
    check_has(&w, "equal_opportunity_difference         undefined: "
                  "undefined_in_group");
    check_has(&w, "g within s=y\n");
    check_has(&w, "selection rate cannot be compared (single_group)");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

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
    check_lacks(&w, "<");
    check_lacks(&w, ">");
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
    check_lacks(&w, "\xe2\x80\xae");
    check_lacks(&w, "\xe2\x80\x8b");
    check_lacks(&w, "\xc2\x9b");
    check_has(&w, "g=\\u{1b}[31mred\\u{1b}[0m ");
    check_has(&w, "g=\\u{202e}gnp.exe ");
    check_has(&w, "g=zero\\u{200b}width ");
    check_has(&w, "g=\\u{9}x\\u{d}y\\u{a}z ");
    check_has(&w, "g=\"(missing)\" "); /* the text */
    check_has(&w, "g=(missing) ");     /* the missing value */
    check_has(&w, "g=\"\" ");          /* the empty text */
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(hostile_names_in_markdown)
{
    fair_report *report = hostile_report();
    written w = fix_write(report, "markdown");
    check_lacks(&w, "<");
    check_lacks(&w, "`");
    check_lacks(&w, "{{");
    check_lacks(&w, "\x1b");
    check_lacks(&w, "\xe2\x80\xae");
    check_has(&w, "g=a&#124;b&#96;c\\*d\\_e\\[f\\](g)&#92; ");
    check_has(&w, "g=&amp;lt;b&amp;gt; ");
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

static void
tests(TCase *tc)
{
    tcase_add_test(tc, compas_in_words);
    tcase_add_test(tc, columns_are_aligned);
    tcase_add_test(tc, undefined_in_words);
    tcase_add_test(tc, hostile_names_in_json);
    tcase_add_test(tc, hostile_names_in_text);
    tcase_add_test(tc, hostile_names_in_markdown);
}

FAIR_TEST_MAIN("audit/report_text", tests)
