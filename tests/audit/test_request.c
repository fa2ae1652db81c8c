/* SPDX-License-Identifier: MIT
 * Tests of lists in report options: those that are not whole are refused, and
 * the message says what is wrong. */
#include "small.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static void
check_refused(const fair_report_options *o, fair_status status,
              const char *column, const char *message)
{
    const fair_error err = small_refused(o, status);
    ck_assert_str_eq(err.column, column);
    ck_assert_says(err, message);
}

START_TEST(groupings)
{
    static const char *const names[] = {"g", "c"}, *const none[] = {NULL};
    const size_t one = 1, most = 65, lengths[] = {SIZE_MAX, 2};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_by = 1;
    check_refused(&o, FAIR_ERR_ARGUMENT, "by", "n_by is not 0");
    o.by = names;
    check_refused(&o, FAIR_ERR_ARGUMENT, "by", "n_by is not 0");
    o.by = NULL;
    o.by_lengths = &one;
    check_refused(&o, FAIR_ERR_ARGUMENT, "by", "n_by is not 0");
    o.by = none;
    check_refused(&o, FAIR_ERR_ARGUMENT, "by", "a name is NULL");
    o.by_lengths = &most;
    check_refused(&o, FAIR_ERR_LIMIT, "by", "more than 64 features");
    o.by = names;
    o.by_lengths = lengths; /* their sum is 1 where it wraps */
    o.n_by = 2;
    check_refused(&o, FAIR_ERR_LIMIT, "by", "more than 64 features");
    o.n_by = 65536; /* the lengths are not read */
    check_refused(&o, FAIR_ERR_LIMIT, "by", "more than 65,535 groupings");
}
END_TEST

START_TEST(references)
{
    static fair_feature_value values[65];
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.reference_values = values;
    o.n_reference_values = 1;
    check_refused(&o, FAIR_ERR_ARGUMENT, "reference", "name is NULL");
    values[0] = (fair_feature_value){"g", {0}};
    check_refused(&o, FAIR_ERR_ARGUMENT, "reference",
                  "the value of \"g\" is not one that a group can have");
    values[0].value = fair_scalar_text("a");
    values[1] = values[0];
    o.n_reference_values = 2;
    check_refused(&o, FAIR_ERR_ARGUMENT, "reference", "\"g\" is named twice");
    for (size_t i = 0; i < COUNT(values); i++)
        values[i] = values[0];
    o.n_reference_values = 64;
    check_refused(&o, FAIR_ERR_ARGUMENT, "reference", "is named twice");
    o.n_reference_values = 65;
    check_refused(&o, FAIR_ERR_ARGUMENT, "reference", "more than 64 values");
}
END_TEST

/* Text of no bytes needs none, and is the empty text. */
START_TEST(empty_reference)
{
    static const fix_row rows[] = {{{""}, 1, 1, 0, 2, 1},
                                   {{"b"}, 0, 0, 0, 6, 1}};
    const fair_feature_value named = {"g", {.kind = FAIR_KIND_TEXT}};
    fixture f = fix(1, "g", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.reference_values = &named;
    o.n_reference_values = 1;
    fair_report *report = fix_report(&f, &o, rows, 2);
    json j = fix_json(report);
    ck_assert_str_eq(text_at(&j, "specification.reference.g"), "");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

START_TEST(metrics_and_comparisons)
{
    static const char *const none[] = {NULL};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_metrics = 1;
    check_refused(&o, FAIR_ERR_ARGUMENT, "metrics", "a name is NULL");
    o.metrics = none;
    check_refused(&o, FAIR_ERR_ARGUMENT, "metrics", "a name is NULL");
    o.n_metrics = 0;
    o.n_comparisons = 1;
    check_refused(&o, FAIR_ERR_ARGUMENT, "comparisons", "a name is NULL");
    o.comparisons = none;
    check_refused(&o, FAIR_ERR_ARGUMENT, "comparisons", "a name is NULL");
}
END_TEST

static size_t
metrics_shown(const char *const *names, size_t n)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_metrics = n;
    o.metrics = names;
    fair_report *report = small_report(&o);
    json j = fix_json(report);
    const json *overall = json_get(json_get(&j, "overall"), "metrics");
    const size_t shown = overall->n;
    json_free(&j);
    fair_report_free(report);
    return shown;
}

/* A name beside a suite shows no less than the suite. */
START_TEST(suites)
{
    static const char *const names[] = {"utility", "classification", "all"};
    const size_t by_default = metrics_shown(NULL, 0);
    ck_assert_uint_eq(metrics_shown(names, 1), 1);
    ck_assert_uint_eq(metrics_shown(names + 1, 1), by_default);
    ck_assert_uint_eq(metrics_shown(names, 2), by_default + 1);
    const size_t all = metrics_shown(names + 2, 1);
    ck_assert_uint_gt(all, by_default + 1); /* of the baseline, of prices */
    ck_assert_uint_eq(metrics_shown(names, 3), all);
    static const char *const turned[] = {"all", "classification", "utility"};
    ck_assert_uint_eq(metrics_shown(turned, 3), all);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, groupings);
    tcase_add_test(tc, references);
    tcase_add_test(tc, empty_reference);
    tcase_add_test(tc, metrics_and_comparisons);
    tcase_add_test(tc, suites);
}

FAIR_TEST_MAIN("audit/request", tests)
