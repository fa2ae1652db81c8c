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

/* a: positives 3, 1 and negative 2, so 1 of 2 pairs; b: 2 of 2; all: of 9
 * pairs 6 in order and 2 ties. */
START_TEST(scores)
{
    static const double score[] = {3, 1, 2, 3, 1, 1};
    static const uint8_t label[] = {1, 1, 0, 1, 0, 0};
    static const uint8_t group[] = {0, 0, 0, 1, 1, 1};
    static const char *const names[] = {"g"};
    static const char *const ranking[] = {"ranking", "calibration"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_report_options asked = FAIR_REPORT_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    const fair_column groups = fair_column_uint8(group, 6);
    fair_audit *audit;
    fair_report *report;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    rows.n = 6;
    rows.y_true = fair_column_uint8(label, 6);
    rows.y_score = fair_column_float64(score, 6);
    rows.sensitive = &groups;
    ck_assert_ok(fair_audit_new(&o, &audit, &err_));
    ck_assert_ok(fair_audit_add(audit, &rows, &err_));
    asked.n_metrics = 1;
    asked.metrics = ranking;
    ck_assert_ok(fair_report_new(audit, &asked, &report, &err_));
    written w = fix_write(report, "text");
    fix_has(&w, "g: roc auc 50.0 points apart, lowest 0 0.500 (n = 3), "
                "highest 1 1.000 (n = 3)");
    fix_has(&w, "auc_gap");
    fix_has(&w, "ROC AUC");
    fix_has(&w, "0.778"); /* 7 of 9 */
    fix_lacks(&w, "count share");
    fix_lacks(&w, "not shown");
    free(w.bytes);
    fair_report_free(report);
    asked.n_metrics = 2;
    ck_assert_ok(fair_report_new(audit, &asked, &report, &err_));
    w = fix_write(report, "text");
    fix_has(&w, "ROC AUC");
    fix_lacks(&w, "ranking:");
    fix_has(&w, "metrics are not shown (not_applicable); "
                "soft_true_positive_rate needs probabilities");
    fix_has(&w, "are from 1 to 3: declare score_range");
    free(w.bytes);
    fair_report_free(report);
    ck_assert_ok(fair_report_new(audit, NULL, &report, &err_));
    w = fix_write(report, "text");
    fix_has(&w, "base rate");
    fix_lacks(&w, "ROC AUC");
    fix_lacks(&w, "auc_gap");
    free(w.bytes);
    fair_report_free(report);
    fair_audit_free(audit);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, shares);
    tcase_add_test(tc, utilities);
    tcase_add_test(tc, counts);
    tcase_add_test(tc, scores);
}

FAIR_TEST_MAIN("audit/prose_metrics", tests)
