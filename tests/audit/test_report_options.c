/* SPDX-License-Identifier: MIT
 * Tests of report options: what they change, what is refused, groups that are
 * set aside. */
#include "small.h"

#include "audit/body.h"

/* ---- groupings ---- */

START_TEST(groupings_in_order)
{
    fixture f = fix(2, "g", "c", NULL);
    fair_report *report = fix_report(&f, NULL, small_rows, SMALL_ROWS);
    json j = fix_json(report);
    const json *all = json_get(&j, "groupings");
    ck_assert_uint_eq(all->n, 3);
    ck_assert_str_eq(text_at(all, "0.by.0"), "g");
    ck_assert_str_eq(text_at(all, "1.by.0"), "c");
    ck_assert_str_eq(text_at(all, "2.by.0"), "g");
    ck_assert_str_eq(text_at(all, "2.by.1"), "c");
    /* Values in order, missing last. */
    ck_assert_str_eq(text_at(all, "0.groups.2.group.g"), "c");
    ck_assert_str_eq(text_at(all, "0.groups.3.group.g"), "null");
    ck_assert_uint_eq(json_get(json_at(all, 2), "groups")->n, 8);
    ck_assert_str_eq(text_at(all, "2.groups.7.group.c"), "y");
    json_free(&j);

    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_value v;
    fair_error err = {0};
    ck_assert_int_eq(fair_report_value(report, "four_fifths", NULL, &v, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "the groupings are: g; c; g, c");
    const char *const by[] = {"c", "g"}; /* in any order */
    sel.n_by = 2;
    sel.by = by;
    v = fix_value(report, "four_fifths", &sel);
    ck_assert_str_eq(fix_field(report, v.id, "by"), "[\"g\", \"c\"]");
    ck_assert_int_eq(fair_report_value(report, "accuracy", &sel, &v, &err),
                     FAIR_ERR_ARGUMENT); /* of which group? */
    ck_assert_says(err, "name the group");
    fair_report_free(report);
}
END_TEST

START_TEST(groupings_by_choice)
{
    fixture f = fix(2, "g", "c", NULL);
    const char *const by[] = {"c", "c", "g"};
    const size_t lengths[] = {1, 2};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_by = 2;
    o.by_lengths = lengths;
    o.by = by;
    fair_report *report = fix_report(&f, &o, small_rows, SMALL_ROWS);
    json j = fix_json(report);
    const json *all = json_get(&j, "groupings");
    ck_assert_uint_eq(all->n, 2);
    ck_assert_str_eq(text_at(all, "1.by.1"), "g");
    /* Order of the features as given: x with a, b, c, missing, then y. */
    ck_assert_str_eq(text_at(all, "1.groups.0.group.c"), "x");
    ck_assert_str_eq(text_at(all, "1.groups.3.group.g"), "null");
    ck_assert_str_eq(text_at(all, "1.groups.4.group.g"), "a");
    json_free(&j);
    fair_report_free(report);

    static const struct {
        size_t n, lengths[2];
        const char *by[3];
        const char *says;
    } wrong[] = {
        {1, {1}, {"h"}, "nearest first there are: "},
        {1, {2}, {"g", "g"}, "twice in one grouping"},
        {2, {1, 1}, {"g", "g"}, "grouped twice"},
        {1, {0}, {"g"}, "names no feature"},
        {1, {1}, {NULL}, "NULL"},
        {1, {65}, {"g"}, "more than 64"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        o.n_by = wrong[i].n;
        o.by_lengths = wrong[i].lengths;
        o.by = wrong[i].by;
        const fair_error err = fix_refused(
            &f, &o, small_rows, SMALL_ROWS,
            wrong[i].lengths[0] > 64 ? FAIR_ERR_LIMIT : FAIR_ERR_ARGUMENT);
        ck_assert_says(err, wrong[i].says);
    }
}
END_TEST

/* ---- metrics and comparisons ---- */

START_TEST(metrics_by_choice)
{
    fixture f = fix(1, "g", NULL, NULL);
    const char *const metrics[] = {"accuracy", "precision", "selection_rate"};
    const char *const comparisons[] = {"ratio", "difference"};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_metrics = 3;
    o.metrics = metrics;
    o.n_comparisons = 2;
    o.comparisons = comparisons;
    f.has_y = 0; /* what needs it says so, since it was asked for */
    f.options.y_true = NULL;
    fair_report *report = fix_report(&f, &o, small_rows, SMALL_ROWS);
    json j = fix_json(report);
    const json *m = json_get(json_get(&j, "overall"), "metrics");
    ck_assert_uint_eq(m->n, 3);
    /* In the registry's order. */
    ck_assert_str_eq(m->keys[0], "selection_rate");
    ck_assert_str_eq(m->keys[1], "positive_predictive_value");
    ck_assert_str_eq(m->keys[2], "accuracy");
    ck_assert_str_eq(text_at(m, "accuracy.reason"), "not_applicable");
    ck_assert_str_eq(text_at(m, "accuracy.value"), "null");
    ck_assert_str_eq(text_at(m, "accuracy.numerator"), "null");
    ck_assert_str_eq(text_at(m, "accuracy.n"), "null");
    const json *c = json_get(json_at(json_get(&j, "groupings"), 0),
                             "comparisons");
    ck_assert_uint_eq(c->n, 6);
    ck_assert_str_eq(text_at(c, "0.comparison"), "difference");
    ck_assert_str_eq(text_at(c, "1.comparison"), "ratio");
    ck_assert_str_eq(text_at(c, "2.reason"), "not_applicable");
    json_free(&j);
    fair_report_free(report);

    const char *const wrong[] = {"acuracy"};
    o.metrics = wrong;
    o.n_metrics = 1;
    fair_error err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "nearest first there are: accuracy, ");
    ck_assert_str_eq(err.column, "metrics");
    const char *const criterion[] = {"equalized_odds_difference"};
    o.metrics = criterion;
    err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "is a criterion, not a metric");
    o.n_metrics = 0;
    o.comparisons = wrong;
    err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "comparisons");
}
END_TEST

/* Without y_true only what needs none is in the default suite. */
START_TEST(default_suite)
{
    fixture f = fix(1, "g", NULL, NULL);
    f.has_y = 0;
    f.options.y_true = NULL;
    fair_report *report = fix_report(&f, NULL, small_rows, SMALL_ROWS);
    json j = fix_json(report);
    const json *m = json_get(json_get(&j, "overall"), "metrics");
    for (size_t i = 0; i < m->n; i++)
        ck_assert_json_null(json_get(&m->items[i], "reason"));
    const json *criteria = json_get(json_at(json_get(&j, "groupings"), 0),
                                    "criteria");
    ck_assert_str_eq(criteria->keys[0], "demographic_parity_difference");
    for (size_t i = 0; i < criteria->n; i++)
        ck_assert_ptr_null(strstr(criteria->keys[i], "odds"));
    const json *counts = json_get(json_get(&j, "overall"), "counts");
    ck_assert_str_eq(text_at(counts, "tp"), "null");
    ck_assert_str_eq(text_at(counts, "positives"), "null");
    ck_assert_str_eq(text_at(counts, "selected"), "51");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

/* ---- numbers out of range ---- */

START_TEST(numbers_out_of_range)
{
    const fair_report_options plain = FAIR_REPORT_OPTIONS_INIT;
    fair_report_options o[22];
    for (size_t i = 0; i < 22; i++) o[i] = plain;
    o[0].reference = 5;
    o[1].favourable = -1;
    o[2].undefined = 2;
    o[3].nulls = FAIR_NULLS_EXCLUDE;
    o[4].confidence = 1;
    o[5].confidence = NAN;
    o[6].min_share = 1.5;
    o[7].min_share = NAN;
    o[8].has_costs = 1;
    o[8].cost_false_positive = INFINITY;
    o[9].has_utilities = 1;
    o[9].utility_true_negative = NAN;
    o[10].reserved = 1;
    o[11].size = 8;
    o[12].has_costs = 1;
    o[12].cost_false_negative = -1;
    o[13].calibration_bins = 1001;
    o[14].calibration_bins = -2;
    o[15].calibration_tolerance = NAN;
    o[16].calibration_tolerance = 1.5;
    o[17].calibration_tolerance = -0.1;
    o[18].p_values = 2;
    o[19].replicates = 99;
    o[20].replicates = 1000001;
    o[21].seed = 1; /* of nothing */
    for (size_t i = 0; i < 22; i++)
        small_refused(&o[i], FAIR_ERR_ARGUMENT);
}
END_TEST

/* What a caller of before calibration has behind its struct is its own. */
START_TEST(options_of_before)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.calibration_bins = 99999;
    small_refused(&o, FAIR_ERR_ARGUMENT);
    o.size = FAIR__REPORT_OPTIONS_FIRST;
    fair_report_free(small_report(&o));
}
END_TEST

/* ---- undefined and small groups ---- */

START_TEST(undefined_groups_are_listed)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fair_report *report = small_report(&o);
    fair_value v = fix_value(report, "equal_opportunity_difference", NULL);
    ck_assert_int_eq(v.reason, FAIR_REASON_UNDEFINED_IN_GROUP);
    ck_assert_uint_eq(v.n_undefined_groups, 1);
    ck_assert_str_eq(
        fix_field(report, v.id, "undefined_groups"),
        "[{\"group\": {\"g\": \"b\"}, \"reason\": \"no_positives\", "
        "\"n\": 5}]");
    fair_report_free(report);

    o.undefined = FAIR_UNDEFINED_SKIP;
    report = small_report(&o);
    v = fix_value(report, "equal_opportunity_difference", NULL);
    ck_assert_int_eq(v.reason, FAIR_DEFINED);
    ck_assert_double_eq(v.value, 1);
    ck_assert_uint_eq(v.n_left_out, 1);
    ck_assert_str_eq(
        fix_field(report, v.id, "left_out"),
        "[{\"group\": {\"g\": \"b\"}, \"reason\": \"no_positives\", "
        "\"n\": 5}]");
    ck_assert_str_eq(fix_field(report, v.id, "undefined_groups"), "[]");
    fair_report_free(report);
}
END_TEST

START_TEST(groups_set_aside)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.nulls = FAIR_NULLS_SET_ASIDE;
    o.min_count = 6;
    fair_report *report = small_report(&o);
    const fair_value v =
        fix_value(report, "demographic_parity_difference", NULL);
    ck_assert_double_eq_tol(v.value, 8.0 / 12, 1e-15); /* a 8/12, c 0/9 */
    ck_assert_uint_eq(v.groups_compared, 2);
    ck_assert_str_eq(
        fix_field(report, v.id, "left_out"),
        "[{\"group\": {\"g\": \"b\"}, \"reason\": \"below_min_count\", "
        "\"n\": 5}, {\"group\": {\"g\": null}, \"reason\": \"set_aside\", "
        "\"n\": 41}]");
    /* They keep their counts, and overall covers them. */
    json j = fix_json(report);
    ck_assert_str_eq(text_at(&j, "overall.counts.n"), "67");
    ck_assert_str_eq(text_at(&j, "groupings.0.groups.3.counts.n"), "41");
    ck_assert_str_eq(text_at(&j, "specification.nulls"), "set_aside");
    ck_assert_str_eq(text_at(&j, "specification.min_count"), "6");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

START_TEST(one_group_is_no_comparison)
{
    static const fix_row rows[] = {{{"a"}, 1, 1, 0, 5, 1},
                                   {{"a"}, 0, 0, 0, 5, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    fair_report *report = fix_report(&f, NULL, rows, 2);
    const fair_value v =
        fix_value(report, "demographic_parity_difference", NULL);
    ck_assert_int_eq(v.reason, FAIR_REASON_SINGLE_GROUP);
    json j = fix_json(report);
    json_free(&j);
    fair_report_free(report);
}
END_TEST

/* ---- prices ---- */

START_TEST(costs)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fair_report *report = small_report(&o);
    fair_value v = fix_value(report, "expected_cost", NULL);
    ck_assert_int_eq(v.reason, FAIR_REASON_NOT_APPLICABLE);
    fair_report_free(report);
    o.has_costs = 1;
    o.cost_false_positive = 2;
    o.cost_false_negative = 0.5;
    report = small_report(&o);
    v = fix_value(report, "expected_cost", NULL);
    /* FP 2 + 3, FN 5, of 67 rows. */
    ck_assert_double_eq_tol(v.value, (2 * 5 + 0.5 * 5) / 67, 1e-15);
    json j = fix_json(report);
    ck_assert_str_eq(text_at(&j, "specification.costs.false_negative"),
                     "0.5");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

START_TEST(utilities)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.has_utilities = 1;
    o.utility_true_positive = 3;
    o.utility_false_positive = -2;
    o.utility_false_negative = 0.25;
    o.utility_true_negative = -0.5;
    fair_report *report = small_report(&o);
    const fair_value v = fix_value(report, "utility", NULL);
    /* TP 6 + 40, FP 2 + 3, FN 5, TN 4 + 2 + 4 + 1, of 67 rows. */
    ck_assert_double_eq_tol(v.value, (3 * 46 - 2 * 5 + 0.25 * 5 - 0.5 * 11) / 67,
                            1e-15);
    json j = fix_json(report);
    const json *all = json_get(json_get(&j, "specification"), "utilities");
    ck_assert_uint_eq(all->n, 4);
    ck_assert_str_eq(text_at(all, "true_positive"), "3");
    ck_assert_str_eq(text_at(all, "false_positive"), "-2");
    ck_assert_str_eq(text_at(all, "false_negative"), "0.25");
    ck_assert_str_eq(text_at(all, "true_negative"), "-0.5");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

/* ---- confidence ---- */

/* Wilson's interval of p = 1/2 is 1/2 -+ sqrt(z^2 / (n + z^2)) / 2. */
START_TEST(confidence)
{
    static const struct {
        double confidence, z; /* of published tables */
    } cases[] = {
        {0, 1.959963984540054},
        {0.95, 1.959963984540054},
        {0.9, 1.6448536269514722},
        {0.99, 2.5758293035489004},
    };
    static const fix_row rows[] = {{{"a"}, 1, 1, 0, 8, 1},
                                   {{"a"}, 1, 0, 0, 8, 1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        fixture f = fix(1, "g", NULL, NULL);
        fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
        o.confidence = cases[i].confidence;
        fair_report *report = fix_report(&f, &o, rows, 2);
        const fair_value v = fix_value(report, "selection_rate", NULL);
        const double square = cases[i].z * cases[i].z;
        const double half = sqrt(square / (16 + square)) / 2;
        ck_assert_double_eq(v.value, 0.5);
        ck_assert_double_eq_tol(v.lower, 0.5 - half, 1e-14);
        ck_assert_double_eq_tol(v.upper, 0.5 + half, 1e-14);
        ck_assert_double_eq(v.confidence, i == 0 ? 0.95 : o.confidence);
        fair_report_free(report);
    }
}
END_TEST

/* ---- what is refused of the data ---- */

START_TEST(a_report_of_nothing)
{
    static const fix_row rows[] = {{{"a"}, 1, 1, 0, 0, 1},
                                   {{"a"}, 0, 0, 0, 0, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    fair_error err = fix_refused(&f, NULL, rows, 2, FAIR_ERR_EMPTY);
    ck_assert_says(err, "2 rows came in");
    ck_assert_says(err, "2 with a frequency of zero");
    err = fix_refused(&f, NULL, rows, 0, FAIR_ERR_EMPTY);
    ck_assert_says(err, "0 rows came in");
}
END_TEST

START_TEST(a_positive_label_never_seen)
{
    static const fix_row rows[] = {{{"a"}, 0, 1, 0, 5, 1},
                                   {{"b"}, 0, 0, 0, 5, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    f.options.positive_label = fair_scalar_int(1);
    fair_report *report = fix_report(&f, NULL, rows, 2); /* y_pred has it */
    fair_report_free(report);
    f.options.positive_label = fair_scalar_text("yes");
    fair_error err = fix_refused(&f, NULL, rows, 2, FAIR_ERR_DATA);
    ck_assert_says(err, "\"yes\" is never seen (a typo?)");
    ck_assert_says(err, "high has ");
    f.has_p = 0;
    f.options.y_pred = NULL;
    f.options.positive_label = fair_scalar_int(1);
    err = fix_refused(&f, NULL, rows, 2, FAIR_ERR_DATA);
    ck_assert_says(err, "recid has 0");
    ck_assert_str_eq(err.column, "recid");
    /* {0, 1} that nobody declared: fine. */
    f.options.positive_label = (fair_scalar){0};
    report = fix_report(&f, NULL, rows, 2);
    const fair_value v = fix_value(report, "base_rate", NULL);
    ck_assert_double_eq(v.value, 0);
    fair_report_free(report);
}
END_TEST

START_TEST(too_many_groups_of_one_row)
{
    static char names[42][8];
    fix_row rows[42];
    fixture f = fix(1, "customer", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    for (size_t i = 0; i < 42; i++) {
        snprintf(names[i], sizeof(names[i]), "%zu", i);
        rows[i] = (fix_row){{names[i]}, i % 2, i % 3 == 0, 0,
                            i < 22 ? 1 : 2, 1};
    }
    /* 22 of 42 are most; 21 of 41 are; 20 groups are never too many; of 40
     * with 20 half are, which is not most. */
    fair_error err = fix_refused(&f, &o, rows, 42, FAIR_ERR_LIMIT);
    ck_assert_says(err, "22 of 42 groups have one row");
    fair_report_free(fix_report(&f, &o, rows, 20));
    fix_refused(&f, &o, rows, 21, FAIR_ERR_LIMIT);
    fair_report_free(fix_report(&f, &o, rows + 2, 40));
    o.allow_sparse = 1;
    fair_report_free(fix_report(&f, &o, rows, 42));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, groupings_in_order);
    tcase_add_test(tc, groupings_by_choice);
    tcase_add_test(tc, metrics_by_choice);
    tcase_add_test(tc, default_suite);
    tcase_add_test(tc, numbers_out_of_range);
    tcase_add_test(tc, options_of_before);
    tcase_add_test(tc, undefined_groups_are_listed);
    tcase_add_test(tc, groups_set_aside);
    tcase_add_test(tc, one_group_is_no_comparison);
    tcase_add_test(tc, costs);
    tcase_add_test(tc, utilities);
    tcase_add_test(tc, confidence);
    tcase_add_test(tc, a_report_of_nothing);
    tcase_add_test(tc, a_positive_label_never_seen);
    tcase_add_test(tc, too_many_groups_of_one_row);
}

FAIR_TEST_MAIN("audit/report_options", tests)
