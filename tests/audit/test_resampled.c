/* SPDX-License-Identifier: MIT
 * Tests of replicates in reports: who has an interval, that it depends on the
 * seed and the group alone, and who may stop it. */
#include "small.h"

#define RESAMPLED FAIR_METHOD_RESAMPLED
#define SIMULTANEOUS FAIR_METHOD_SIMULTANEOUS

static fair_report_options
drawn(uint32_t replicates, uint64_t seed)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.replicates = replicates;
    o.seed = seed;
    return o;
}

static fair_value
value_of(const fair_report *report, const char *name, const char *comparison,
         const char *group)
{
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_feature_value which = {"g", {.kind = FAIR_KIND_TEXT, .text = group}};
    fair_value v;
    fair_error err = {0};
    const char *by = "g";
    sel.comparison = comparison;
    if (group != NULL || comparison != NULL) {
        sel.n_by = 1;
        sel.by = &by;
    }
    if (group != NULL) {
        which.value.length = strlen(group);
        sel.n_group = 1;
        sel.group = &which;
    }
    ck_assert_msg(fair_report_value(report, name, &sel, &v, &err) == FAIR_OK,
                  "%s", err.message);
    return v;
}

static void
check_interval(const fair_value *v, int32_t method)
{
    ck_assert_int_eq(v->reason, FAIR_DEFINED);
    ck_assert_int_eq(v->method, method);
    ck_assert(v->lower <= v->value && v->value <= v->upper);
    ck_assert(v->lower < v->upper);
}

/* Scores of 0.75 and 0.25; d is small. */
static const fix_row rows[] = {
    {{"a"}, 1, 1, 0, 400, 0.75}, {{"a"}, 1, 0, 0, 100, 0.25},
    {{"a"}, 0, 1, 0, 100, 0.75}, {{"a"}, 0, 0, 0, 400, 0.25},
    {{"b"}, 1, 1, 0, 200, 0.75}, {{"b"}, 1, 0, 0, 150, 0.25},
    {{"b"}, 0, 1, 0, 100, 0.75}, {{"b"}, 0, 0, 0, 250, 0.25},
    {{"d"}, 1, 1, 0, 3, 0.75},   {{"d"}, 0, 1, 0, 2, 0.75},
    {{"d"}, 1, 0, 0, 2, 0.25},   {{"d"}, 0, 0, 0, 4, 0.25},
};
#define ROWS (sizeof(rows) / sizeof(*rows))

static fair_report *
report_of(const fair_report_options *o)
{
    fixture f = fix(1, "g", NULL, NULL);
    f.has_score = 1;
    f.options.y_score = "score";
    return fix_report(&f, o, rows, ROWS);
}

START_TEST(who_has_one)
{
    static const char *const all[] = {"all"};
    static const char *const composites[] = {
        "f1_score",     "balanced_accuracy", "informedness", "markedness",
        "matthews_correlation", "conditional_acceptance",
        "conditional_rejection",
    };
    static const char *const errors[] = {
        "expected_calibration_error", "maximum_calibration_error",
        "root_mean_square_calibration_error",
    };
    fair_report_options o = drawn(200, 3);
    o.n_metrics = 1;
    o.metrics = all;
    o.min_count = 12; /* d is left out of comparisons, and has its own */
    fair_report *report = report_of(&o);
    for (size_t i = 0; i < sizeof(composites) / sizeof(*composites); i++) {
        const char *name = composites[i];
        fair_value v = value_of(report, name, NULL, NULL);
        check_interval(&v, RESAMPLED);
        v = value_of(report, name, NULL, "d");
        check_interval(&v, RESAMPLED);
        v = value_of(report, name, "difference_to_reference", "b");
        check_interval(&v, RESAMPLED);
        v = value_of(report, name, "difference", NULL);
        check_interval(&v, SIMULTANEOUS);
        v = value_of(report, name, "group_min", NULL);
        check_interval(&v, SIMULTANEOUS);
    }
    for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
        fair_value v = value_of(report, errors[i], NULL, "a");
        check_interval(&v, RESAMPLED);
        v = value_of(report, errors[i], "group_max", NULL);
        check_interval(&v, SIMULTANEOUS);
        v = value_of(report, errors[i], "difference", NULL);
        ck_assert_int_eq(v.method, FAIR_METHOD_NONE);
    }
    fair_value v = value_of(report, "treatment_equality_difference", NULL, NULL);
    check_interval(&v, SIMULTANEOUS);
    v = value_of(report, "calibration_within_groups", NULL, NULL);
    check_interval(&v, SIMULTANEOUS);
    v = value_of(report, "count", NULL, "a");
    ck_assert_int_eq(v.method, FAIR_METHOD_NONE);
    fair_report_free(report);
    report = report_of(NULL);
    v = value_of(report, "f1_score", NULL, "a");
    ck_assert_int_eq(v.method, FAIR_METHOD_NONE);
    fair_report_free(report);
}
END_TEST

/* The error of the logarithm of a ratio of positives to selected is known:
 * every cell has one row more. */
START_TEST(as_wide_as_theory)
{
    const fair_report_options o = drawn(20000, 1);
    fair_report *report = report_of(&o);
    const fair_value v = value_of(report, "conditional_acceptance", NULL, "b");
    const double error = sqrt((151.0 + 101) / ((201.0 + 151) * (201 + 101)));
    const double at = log((201.0 + 151) / (201 + 101));
    ck_assert_double_eq_tol(log(v.upper * v.lower) / 2, at, 1e-9);
    ck_assert_double_eq_tol(log(v.upper / v.lower) / 2 / 1.959963984540054 /
                                error, 1, 0.03);
    fair_report_free(report);
}
END_TEST

static void
check_same(const fair_value *a, const fair_value *b, int same)
{
    ck_assert_double_eq(a->value, b->value);
    ck_assert_int_eq(a->lower == b->lower, same);
    ck_assert_int_eq(a->upper == b->upper, same);
}

/* The same whatever else is shown, but not from another seed. */
START_TEST(depends_on_the_seed_alone)
{
    static const char *const one[] = {"f1_score"};
    fair_report_options o = drawn(100, 7);
    fair_report *report = report_of(&o);
    const fair_value v = value_of(report, "f1_score", NULL, "b");
    const fair_value gap = value_of(report, "f1_score", "difference", NULL);
    o.n_metrics = 1;
    o.metrics = one;
    fair_report *other = report_of(&o);
    fair_value w = value_of(other, "f1_score", NULL, "b");
    check_same(&v, &w, 1);
    w = value_of(other, "f1_score", "difference", NULL);
    check_same(&gap, &w, 1);
    fair_report_free(other);
    o.seed = 8;
    other = report_of(&o);
    w = value_of(other, "f1_score", NULL, "b");
    check_same(&v, &w, 0);
    fair_report_free(other);
    fair_report_free(report);
}
END_TEST

START_TEST(in_the_specification)
{
    const fair_report_options o = drawn(100, UINT64_MAX);
    fair_report *report = report_of(&o);
    json j = fix_json(report);
    ck_assert_str_eq(text_at(&j, "specification.replicates"), "100");
    ck_assert_str_eq(text_at(&j, "specification.seed"),
                     "18446744073709551615");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

typedef struct seen {
    uint64_t n;
    uint64_t stops; /* the call of this number does; 0: never */
} seen;

static int32_t
look(void *ctx, uint64_t n)
{
    seen *s = ctx;
    (void)n;
    return ++s->n == s->stops;
}

START_TEST(can_be_stopped)
{
    seen s = {0, 0};
    fair_watch watch = FAIR_WATCH_INIT;
    watch.stop = look;
    watch.ctx = &s;
    fair_report_options o = drawn(600, 0);
    o.watch = &watch;
    fixture f = fix(1, "g", NULL, NULL);
    fair_audit *audit = fix_audit(&f, rows, ROWS);
    fair_report *report = NULL, *other = NULL;
    fair_error err = {0};
    ck_assert_ok(fair_report_new(audit, &o, &report, &err_));
    ck_assert_uint_gt(s.n, 10);
    const fair_value v = value_of(report, "f1_score", NULL, "a");
    s = (seen){0, 7};
    ck_assert_int_eq(fair_report_refresh(report, audit, &err),
                     FAIR_ERR_STOPPED);
    ck_assert_says(err, "replicates");
    fair_value w = value_of(report, "f1_score", NULL, "a");
    check_same(&v, &w, 1);
    s = (seen){0, 0};
    ck_assert_ok(fair_report_refresh(report, audit, &err_));
    w = value_of(report, "f1_score", NULL, "a");
    check_same(&v, &w, 1);
    s = (seen){0, 1};
    ck_assert_int_eq(fair_report_new(audit, &o, &other, &err),
                     FAIR_ERR_STOPPED);
    fair_report_free(report);
    fair_audit_free(audit);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, who_has_one);
    tcase_add_test(tc, as_wide_as_theory);
    tcase_add_test(tc, depends_on_the_seed_alone);
    tcase_add_test(tc, in_the_specification);
    tcase_add_test(tc, can_be_stopped);
}

FAIR_TEST_MAIN("audit/resampled", tests)
