/* SPDX-License-Identifier: MIT
 * Tests of the report for people: what it says of published tables, of what
 * could not be compared, of long tables; its HTML. */
#include "reports.h"

/* ---- the published table, as people read it ---- */

START_TEST(compas_in_words)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.favourable = FAIR_FAVOURABLE_NEGATIVE;
    fair_report *report = compas_report(&o);
    written w = fix_write(report, "text");
    fix_has(&w, "rows: 24 in, 24 used, 0 excluded, standing for 7214; "
                  "intervals at 95 %;");
    /* 79/377, 12/18: (12/18 - 79/377) * 100 = 45.71… */
    fix_has(&w, "race: selection rate 45.7 points apart, lowest Other "
                  "0.210 (n = 377), highest Native American 0.667 (n = 18); "
                  "2 groups are small; worse off: Native American\n");
    fix_has(&w, "  race=Native American     18  0.667 [0.437, 0.837] 12/18"
                  "      0.556 10/18      0.900 9/10       0.375 3/8\n");
    fix_has(&w, "  race=Native American   0.750 9/12       0.778 14/18\n");
    fix_has(&w, "  overall                7214  0.460 [0.448, 0.471] "
                  "3317/7214  ");
    fix_has(&w, "  equalized_odds_difference       0.577 [0.248, 0.687]  ");
    fix_has(&w, "  four_fifths                     0.422 [0.206, 0.584], "
                  "below 0.8  race=Native American   race=Other\n");
    fix_has(&w, "  four_fifths                     race=Native American\n");
    fix_has(&w, "- small_group: race=Asian has 32 rows");
    fix_lacks(&w, "favourable_undeclared");
    fix_lacks(&w, " \n");
    /* The sentence, criteria, then the groups they come from. */
    const char *sentence = strstr(w.bytes, "points apart");
    const char *criteria = strstr(w.bytes, "equalized_odds_difference");
    const char *groups = strstr(w.bytes, "race=Native American     18");
    ck_assert(sentence < criteria && criteria < groups);
    free(w.bytes);
    w = fix_write(report, "markdown");
    fix_has(&w, "# Fairness report\n\n**race: selection rate 45.7 points");
    fix_has(&w, "## race\n");
    fix_has(&w, "| race=Asian            |   32 | 0.250 \\[0.133, ");
    fix_has(&w, "| equalized\\_odds\\_difference ");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* Columns are aligned by what characters take up, not by bytes. */
START_TEST(columns_are_aligned)
{
    static const fix_row rows[] = {
        {{"\xc3\xa9\xc3\xa9"}, 1, 1, 0, 200, 1}, /* éé */
        {{"e\xcc\x81" "e\xcc\x81"}, 0, 0, 0, 200, 1}, /* the same, decomposed */
        {{"\xe6\x97\xa5"}, 0, 0, 0, 300, 1},     /* 日 */
        {{"bb"}, 0, 0, 0, 300, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    fair_report *report = fix_report(&f, NULL, rows, 4);
    written w = fix_write(report, "text");
    fix_has(&w, "  g=bb      300  ");
    fix_has(&w, "  g=\xc3\xa9\xc3\xa9      200  ");
    fix_has(&w, "  g=e\xcc\x81" "e\xcc\x81      200  ");
    fix_has(&w, "  g=\xe6\x97\xa5      300  ");
    fix_has(&w, "  overall  1000  ");
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
    fix_has(&w, "- No positive labels (no_positives), undefined in TPR: "
                  "g=b (300 rows). More labelled rows");
    fix_has(&w, "undefined = skip compares the others.\n");
    fix_has(&w, "- A value is missing and nulls = set_aside (set_aside), "
                  "left out of all rates: g=(missing) (150 rows). nulls = "
                  "group compares");
    fix_has(&w, "  g=b          300  0.000 [0.000, 0.013] 0/300    0.000 "
                  "0/300        - no_positives  0.000 0/300\n");
    fix_has(&w, "equal_opportunity_difference       undefined: "
                  "undefined_in_group");
    fix_has(&w, "; 1 group is left out; worse off: b\n");
    fix_has(&w, "  s=y       150  single_group  -");
    fix_has(&w, "g within s=y\n............\n");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* One line for each reason, whatever the number of groups. */
START_TEST(set_aside_in_words)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.min_count = 30;
    o.min_share = 0.001;
    fair_report *report = compas_report(&o);
    written w = fix_write(report, "text");
    /* Asian: 9 positives, 23 negatives, 8 selected of 32. */
    fix_has(&w, "\n- Too few rows behind a rate to compare it "
                  "(below_min_count: min_count 30, min_share 0.001), left "
                  "out of TPR, FPR, PPV: race=Asian (32 rows); "
                  "all rates: race=Native American (18 rows). "
                  "Their rates and counts stay in the table");
    ck_assert_ptr_null(strstr(strstr(w.bytes, "Too few") + 1, "Too few"));
    fix_has(&w, "; 1 group is left out; worse off: Other\n");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* Simpson's reversal is seen without turning a page. */
START_TEST(strata_beside_all_rows)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.favourable = FAIR_FAVOURABLE_POSITIVE;
    fair_report *report = berkeley_report(&o);
    written w = fix_write(report, "text");
    fix_has(&w, "Over all rows Female is below Male; in 4 of 6 strata where "
                  "they differ it is the other way round");
    fix_has(&w, "  all rows      4526  0.142  Female 0.304 557/1835  Male   "
                  "0.445 1198/2691  Female\n");
    fix_has(&w, "  department=A   933  0.203  Male   0.621 512/825   Female "
                  "0.824 89/108     Male\n");
    fix_has(&w, "  department=C   918  0.029  Female 0.341 202/593   Male   "
                  "0.369 120/325    Female\n");
    /* Kitagawa 1955: sum over departments of share times rate, in Python's
     * fractions: Male 0.3873, Female 0.4300. */
    fix_has(&w, "With the same strata in every group "
                  "(standardized_difference) they are 4.3 points apart, "
                  "lowest Male, highest Female.");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* Where all are equal the first is the lowest and the highest: nobody is named.
 */
START_TEST(ties_in_words)
{
    static const fix_row rows[] = {
        {{"a", "x"}, 1, 1, 0, 100, 1}, {{"a", "x"}, 0, 0, 0, 100, 1},
        {{"b", "x"}, 1, 1, 0, 200, 1}, {{"b", "x"}, 0, 0, 0, 200, 1},
        {{"a", "y"}, 1, 1, 0, 100, 1}, {{"a", "y"}, 0, 0, 0, 300, 1},
        {{"b", "y"}, 1, 1, 0, 200, 1}, {{"b", "y"}, 0, 0, 0, 600, 1},
        {{"c", "y"}, 1, 1, 0, 1, 1},
    };
    fixture f = fix(1, "g", "s", NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.min_count = 2;
    fair_report *report = fix_report(&f, &o, rows, 9);
    written w = fix_write(report, "text");
    fix_has(&w, "g: selection rate equal, 0.333 in each of 2 groups "
                "compared; 1 group is small; 1 group is left out\n");
    fix_has(&w, "  all rows  1801  0.000  all equal 0.333  all equal 0.333  "
                "-\n");
    fix_has(&w, "  s=x        600  0.000  all equal 0.500  all equal 0.500  "
                "-\n");
    fix_has(&w, "  s=y       1201  0.000  all equal 0.250  all equal 0.250  "
                "-\n");
    fix_has(&w, "(standardized_difference) they are all equal.\n");
    fix_has(&w, "  demographic_parity_difference      0.000 "
                "[0.000, 0.047]                all equal        all equal\n");
    fix_lacks(&w, "points apart, lowest");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* Group i has i + 1 rows selected and 10 rejected: rates and sizes go up with
 * i, but for group 200, which is the largest and the lowest. */
static fair_report *
many_groups(void)
{
    static char names[FIX_ROWS / 2][16];
    static fix_row rows[FIX_ROWS];
    for (size_t i = 0; i < FIX_ROWS / 2; i++) {
        snprintf(names[i], sizeof(names[i]), "g%03d", (int)i);
        rows[2 * i] =
            (fix_row){{names[i]}, 1, 0, 0, i == 200 ? 99999 : 10, 1};
        rows[2 * i + 1] = (fix_row){{names[i]}, 0, 1, 0, i + 1, 1};
    }
    fixture f = fix(1, "g", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.min_count = 8; /* some are set aside */
    return fix_report(&f, &o, rows, FIX_ROWS);
}

/* Shown: 200 and the 9 lowest, the 10 highest, the 10 smallest. */
START_TEST(many_groups_in_words)
{
    fair_report *report = many_groups();
    written w = fix_write(report, "text");
    for (int i = 0; i < FIX_ROWS / 2; i++) {
        char line[32];
        snprintf(line, sizeof(line), "\n  g=g%03d ", i);
        if (i < 10 || i == 200 || i >= 246)
            fix_has(&w, line);
        else
            fix_lacks(&w, line);
    }
    fix_has(&w, "\n235 of 256 groups are not shown here");
    fix_has(&w, " more, all in JSON and CSV\n");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(excluded_in_words)
{
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 200, 1}, {{"b"}, 0, 0, 0, 300, 1},
        {{"a"}, NO_LABEL, 1, 0, 1, 1}, {{"a"}, NO_LABEL, 0, 0, 1, 1},
        {{NULL}, 1, 1, 0, 1, 1}, {{"b"}, 1, 1, 0, 0, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    f.options.unlabelled = FAIR_UNLABELLED_EXCLUDE;
    f.options.nulls = FAIR_NULLS_EXCLUDE;
    fair_report *report = fix_report(&f, NULL, rows, 6);
    static const char *const shown[] = {"text", "markdown", "html"};
    for (size_t i = 0; i < 3; i++) {
        written w = fix_write(report, shown[i]);
        fix_has(&w, "2 rows of 6: the label is missing (null");
        fix_has(&w, "1 row of 6: a sensitive feature is missing (null");
        fix_has(&w, "1 row of 6: their frequency is 0 (zero");
        fix_has(&w, "unlabelled = keep counts such rows");
        free(w.bytes);
    }
    fair_report_free(report);
}
END_TEST

/* Metrics that are asked for by name are the ones shown. */
START_TEST(metrics_by_name_in_words)
{
    static const char *const names[] = {"accuracy", "matthews_correlation"};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_metrics = 2;
    o.metrics = names;
    fair_report *report = compas_report(&o);
    written w = fix_write(report, "text");
    fix_has(&w, "race: accuracy 20.5 points apart, lowest African-American "
                  "0.638 (n = 3696), highest Asian 0.844 (n = 32)");
    fix_has(&w, "matthews correlation");
    fix_lacks(&w, "base rate");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* Rates of weighted rows are no fractions of rows: they show how many rows
 * there are, and what these are worth. */
START_TEST(weights_in_words)
{
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 1, 3}, {{"a"}, 0, 0, 0, 1, 1},
        {{"b"}, 1, 0, 0, 2, 1}, {{"b"}, 0, 1, 0, 2, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    f.has_weight = 1;
    f.options.sample_weight = "w";
    fair_report *report = fix_report(&f, NULL, rows, 4);
    written w = fix_write(report, "text");
    /* (3 + 1)^2 / (9 + 1) = 1.6 */
    fix_has(&w, "  g=a      2 effective 1.6  0.750 [");
    fix_has(&w, "] n 2");
    fix_has(&w, "  g=b      4 effective 4.0  0.500 [");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* ---- HTML ---- */

START_TEST(compas_in_html)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.favourable = FAIR_FAVOURABLE_NEGATIVE;
    fair_report *report = compas_report(&o);
    written w = fix_write(report, "html");
    fix_html(&w);
    fix_lacks(&w, "://");
    fix_has(&w, "<div class=\"libfairness ");
    fix_has(&w, "<p><strong>race: selection rate 45.7 points apart, lowest "
                  "Other 0.210 (n = 377), highest Native American 0.667 "
                  "(n = 18); 2 groups are small; worse off: Native American"
                  "</strong></p>");
    fix_has(&w, "<th scope=\"row\">race=Asian</th><td class=\"num\">32</td>"
                  "<td class=\"num\">0.250<small>[0.133, 0.421]</small>"
                  "<small>8/32</small></td><td><svg");
    fix_has(&w, "<summary>All 17 criteria</summary>");
    /* The axis ends at 0.9, the first step above 0.837: 8/32 is at
     * 5 + 0.25 / 0.9 * 150 = 46.67. */
    fix_has(&w, "aria-label=\"0.250, interval 0.133 to 0.421\"");
    fix_has(&w, "<circle cx=\"46.7\" cy=\"9.0\" r=\"4\"/>");
    fix_has(&w, "text-anchor=\"end\">0.9</text>");
    free(w.bytes);
    fair_report_free(report);
    report = berkeley_report(NULL);
    w = fix_write(report, "html");
    fix_html(&w);
    fix_has(&w, "<details><summary>sex within department=F</summary>");
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
    tcase_add_test(tc, set_aside_in_words);
    tcase_add_test(tc, strata_beside_all_rows);
    tcase_add_test(tc, ties_in_words);
    tcase_add_test(tc, many_groups_in_words);
    tcase_add_test(tc, excluded_in_words);
    tcase_add_test(tc, metrics_by_name_in_words);
    tcase_add_test(tc, weights_in_words);
    tcase_add_test(tc, compas_in_html);
}

FAIR_TEST_MAIN("audit/prose", tests)
