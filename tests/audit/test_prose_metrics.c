/* SPDX-License-Identifier: MIT
 * Tests of reports for people about metrics that are no shares: no pictures
 * from 0 to 1, counts as whole numbers. */
#include "small.h"

static fair_report *
report_of(const char *metric)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_metrics = 1;
    o.metrics = &metric;
    o.has_utilities = 1;
    o.utility_true_positive = 10;
    o.utility_false_positive = -3;
    return small_report(&o);
}

START_TEST(shares)
{
    fair_report *report = report_of("selection_rate");
    written w = fix_write(report, "html");
    fix_html(&w);
    fix_has(&w, "<svg");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

/* a: 10 * 6 - 3 * 2 of 12 rows; b: -3 * 3 of 5; c: 0; missing: 400 of 41. */
START_TEST(utilities)
{
    fair_report *report = report_of("utility");
    written w = fix_write(report, "text");
    fix_has(&w, "4.500");
    fix_has(&w, "-1.800");
    fix_has(&w, "9.756");
    free(w.bytes);
    w = fix_write(report, "html");
    fix_html(&w);
    fix_lacks(&w, "<svg");
    fix_has(&w, "4.500");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(counts)
{
    fair_report *report = report_of("count");
    written w = fix_write(report, "text");
    fix_has(&w, " 67 ");
    fix_has(&w, " 12 ");
    fix_has(&w, " 41 ");
    fix_lacks(&w, "41/");
    fix_lacks(&w, "41.000");
    free(w.bytes);
    w = fix_write(report, "html");
    fix_html(&w);
    fix_lacks(&w, "<svg");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, shares);
    tcase_add_test(tc, utilities);
    tcase_add_test(tc, counts);
}

FAIR_TEST_MAIN("audit/prose_metrics", tests)
