/* SPDX-License-Identifier: MIT
 * One table of a report as CSV. */
#include "reports.h"

/* The weight is the score. */
static const fix_row rows[] = {
    {{"=a"}, 1, 1, 0, 6, 0.75},
    {{"b, \"c\""}, 0, 0, 0, 4, 0.25},
    {{NULL}, 1, 1, 0, 1, 0.5},
};

static fair_report *
make_report(const fair_allocator *mem)
{
    fixture f = fix(1, "g", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    f.has_score = 1;
    f.options.y_score = "risk";
    o.allocator = mem;
    return fix_report(&f, &o, rows, 3);
}

START_TEST(a_curve)
{
    fair_report *report = make_report(NULL);
    written w = fix_write(report, "csv:roc_curve");
    ck_assert_str_eq(
        w.bytes,
        "by,control,group,group_key,control_key,threshold,n,tp,fp,"
        "true_positive_rate,false_positive_rate,reason\n"
        ",,,,,inf,0,0,0,0,0,\n"
        ",,,,,0.75,6,6,0,0.8571428571428571,0,\n"
        ",,,,,0.5,7,7,0,1,0,\n"
        ",,,,,0.25,11,7,4,1,1,\n"
        "g,,g==a,\"{\"\"g\"\": \"\"=a\"\"}\",,inf,0,0,0,0,,no_negatives\n"
        "g,,g==a,\"{\"\"g\"\": \"\"=a\"\"}\",,0.75,6,6,0,1,,no_negatives\n"
        "g,,\"g=b, \"\"c\"\"\",\"{\"\"g\"\": \"\"b, \\\"\"c\\\"\"\"\"}\",,inf,"
        "0,0,0,,0,no_positives\n"
        "g,,\"g=b, \"\"c\"\"\",\"{\"\"g\"\": \"\"b, \\\"\"c\\\"\"\"\"}\",,0.25,"
        "4,0,4,,1,no_positives\n"
        "g,,g=(missing),\"{\"\"g\"\": null}\",,inf,0,0,0,0,,no_negatives\n"
        "g,,g=(missing),\"{\"\"g\"\": null}\",,0.5,1,1,0,1,,no_negatives\n");
    free(w.bytes);
    fair_report_free(report);
}
END_TEST

static size_t
lines_of(const written *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->length; i++) n += w->bytes[i] == '\n';
    return n;
}

/* Every table of values has as many lines as rows, and one for names. */
START_TEST(tables_of_values)
{
    static const char *const tables[] = {"groups", "comparisons", "criteria"};
    fair_report *report = make_report(NULL);
    for (size_t t = 0; t < 3; t++) {
        char format[32] = "csv:";
        uint64_t n;
        strcat(format, tables[t]);
        written w = fix_write(report, format);
        ck_assert_ok(fair_report_size(report, tables[t], &n, NULL));
        ck_assert_uint_eq(lines_of(&w), n + 1);
        free(w.bytes);
    }
    fair_report_free(report);
}
END_TEST

static int32_t
refuse(void *ctx, const char *data, size_t size)
{
    (void)ctx;
    (void)data;
    (void)size;
    return 1;
}

START_TEST(refused)
{
    fair_report *report = make_report(NULL);
    fair_report *decisions = compas_report(NULL);
    fair_error err = {0};
    written w = {0};
    ck_assert_int_eq(
        fair_report_write(report, "csv:roc", collect, &w, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "roc_curve");
    ck_assert_int_eq(
        fair_report_write(decisions, "csv:roc_curve", collect, &w, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "needs scores");
    ck_assert_uint_eq(w.length, 0);
    ck_assert_int_eq(
        fair_report_write(report, "csv:groups", refuse, NULL, &err),
        FAIR_ERR_WRITE);
    fair_report_free(report);
    fair_report_free(decisions);
}
END_TEST

START_TEST(out_of_memory)
{
    static const char *const formats[] = {"csv:roc_curve", "csv:groups"};
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_report *report = make_report(&mem);
    for (size_t f = 0; f < 2; f++) {
        const written whole = fix_write(report, formats[f]);
        const size_t live = m.live;
        size_t n = 1;
        for (fair_status st = FAIR_ERR_MEMORY; st != FAIR_OK; n++) {
            written w = {0};
            m.requests = 0;
            m.fail_at = n;
            st = fair_report_write(report, formats[f], collect, &w, NULL);
            m.fail_at = 0;
            ck_assert(st == FAIR_OK || st == FAIR_ERR_MEMORY);
            if (st == FAIR_OK) ck_assert_str_eq(w.bytes, whole.bytes);
            ck_assert_uint_eq(m.live, live);
            free(w.bytes);
        }
        ck_assert_uint_gt(n, 20);
        free(whole.bytes);
    }
    fair_report_free(report);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, a_curve);
    tcase_add_test(tc, tables_of_values);
    tcase_add_test(tc, refused);
    tcase_add_test(tc, out_of_memory);
}

FAIR_TEST_MAIN("audit/csv_table", tests)
