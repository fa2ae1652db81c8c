/* SPDX-License-Identifier: MIT
 * Calibrators of groups: whose map is whose, and what is refused. */
#include "calibrators.h"

/* Group 0 is large and right, 1 small, 2 has one label, 3 no label at all. */
static const plan_data data = {
    .n = 9,
    .n_groups = 4,
    .rows = {
        {0, 0, 4, 80, 0.25}, {0, 1, 4, 20, 0.25}, {0, 0, 4, 40, 0.75},
        {0, 1, 4, 60, 0.75}, {1, 0, 4, 3, 0.25}, {1, 1, 4, 6, 0.5},
        {1, 0, 4, 1, 0.75},  {2, 1, 4, 9, 0.5},  {3, 2, 4, 9, 0.5},
    },
};

static fair_error
refused(const fair_calibrator_options *o, const plan_data *d,
        fair_status status, const char *part)
{
    fair_report *report = plan_report(d, NULL, 0);
    fair_calibrator *c = NULL;
    fair_error err = {0};
    ck_assert_int_eq(fair_calibrator_fit(report, o, &c, &err), status);
    ck_assert_ptr_null(c);
    ck_assert_says(err, part);
    fair_report_free(report);
    return err;
}

START_TEST(of_groups)
{
    fair_calibrator_options o = calibrator_options("isotonic");
    o.min_count = 11;
    fair_calibrator *c = calibrator_of_rows(&data, &o);
    ck_assert_uint_eq(fair_calibrator_size(c), 4);
    ck_assert_str_eq(fair_calibrator_method(c), "isotonic");
    const double shares[] = {1, 0, 0, 0};
    for (size_t i = 0; i < 4; i++) {
        const fair_calibrator_group g = calibrator_group(c, i);
        ck_assert_double_eq(g.own_share, shares[i]);
        ck_assert_uint_eq(g.n_values, 1);
        ck_assert_str_eq(g.values[0].feature, "group");
        ck_assert_int_eq(g.values[0].value.integer, (int64_t)i);
        ck_assert_uint_eq(calibrator_map(c, i).n, i == 0 ? 2 : 0);
    }
    ck_assert_uint_eq(calibrator_group(c, 1).positives, 6);
    ck_assert_uint_eq(calibrator_group(c, 1).negatives, 4);
    ck_assert_double_eq(calibrated(c, 0, 0.25), 0.2);
    ck_assert_double_eq(calibrated(c, 0, 0.5), 0.4);
    /* Of all: 20 of 103 at 1/4; 15 of 15 and 60 of 101 fall, and are one. */
    for (size_t i = 1; i <= 4; i++) {
        ck_assert_double_eq(calibrated(c, i, 0.25), 20.0 / 103);
        ck_assert_double_eq(calibrated(c, i, 0.5), 75.0 / 116);
    }
    ck_assert(isnan(calibrator_group(c, 3).brier_after));
    ck_assert_double_eq_tol(calibrator_group(c, 0).brier_before,
                            (80 * 0.0625 + 20 * 0.5625 + 40 * 0.5625 +
                             60 * 0.0625) /
                                200,
                            1e-15);
    ck_assert_double_eq_tol(
        calibrator_group(c, 0).brier_after,
        (80 * 0.04 + 20 * 0.64 + 40 * 0.36 + 60 * 0.16) / 200, 1e-15);
    fair_calibrator_free(c);

    o.min_count = 10;
    c = calibrator_of_rows(&data, &o);
    ck_assert_double_eq(calibrator_group(c, 1).own_share, 1);
    ck_assert_double_eq(calibrated(c, 1, 0.5), 6.0 / 7);
    /* One label gives no map, however many rows. */
    ck_assert_double_eq(calibrator_group(c, 2).own_share, 0);
    fair_calibrator_free(c);

    o.pooled = 1;
    c = calibrator_of_rows(&data, &o);
    for (size_t i = 0; i <= 4; i++)
        ck_assert_double_eq(calibrated(c, i, 0.25), 20.0 / 103);
    fair_calibrator_free(c);

    /* A hundred rows are asked for where nothing is said. */
    o = (fair_calibrator_options)FAIR_CALIBRATOR_OPTIONS_INIT;
    c = calibrator_of_rows(&data, &o);
    ck_assert_double_eq(calibrator_group(c, 0).own_share, 1);
    ck_assert_double_eq(calibrator_group(c, 1).own_share, 0);
    fair_calibrator_free(c);
}
END_TEST

START_TEST(drawn_towards_all)
{
    fair_calibrator_options o = calibrator_options("isotonic");
    o.shrinkage = 30;
    fair_calibrator *c = calibrator_of_rows(&data, &o);
    ck_assert_double_eq(calibrator_group(c, 0).own_share, 200.0 / 230);
    ck_assert_double_eq(calibrator_group(c, 1).own_share, 0.25);
    ck_assert_double_eq_tol(calibrated(c, 1, 0.5),
                            0.25 * 6 / 7 + 0.75 * 75 / 116, 1e-15);
    ck_assert_double_eq(calibrator_map(c, 1).value[1], 6.0 / 7);
    fair_calibrator_free(c);
}
END_TEST

/* Weights that are twice as large change nothing. */
START_TEST(scale_of_weights)
{
    static const char *const methods[] = {"isotonic", "platt", "beta",
                                          "temperature", "histogram"};
    plan_data once = data, twice = data;
    once.has_weight = twice.has_weight = 1;
    for (size_t i = 0; i < data.n; i++) {
        once.rows[i].fourths = (uint8_t)(1 + i);
        twice.rows[i].fourths = (uint8_t)(2 + 2 * i);
    }
    for (size_t m = 0; m < 5; m++) {
        const fair_calibrator_options o = calibrator_options(methods[m]);
        fair_calibrator *a = calibrator_of_rows(&once, &o);
        fair_calibrator *b = calibrator_of_rows(&twice, &o);
        for (size_t i = 0; i <= 4; i++)
            for (double x = 0; x <= 1; x += 0.125)
                ck_assert_double_eq(calibrated(a, i, x), calibrated(b, i, x));
        fair_calibrator_free(a);
        fair_calibrator_free(b);
    }
}
END_TEST

START_TEST(options_that_make_no_sense)
{
    fair_calibrator_options o = calibrator_options("isotone");
    refused(&o, &data, FAIR_ERR_ARGUMENT, "isotonic");
    o = calibrator_options("platt");
    o.bins = 3;
    refused(&o, &data, FAIR_ERR_ARGUMENT, "of the method histogram");
    o = calibrator_options("histogram");
    o.bins = 100001;
    refused(&o, &data, FAIR_ERR_ARGUMENT, "at most 100000");
    o.bins = 2;
    o.equal_mass = 2;
    refused(&o, &data, FAIR_ERR_ARGUMENT, "equal_mass is 2");
    o = calibrator_options(NULL);
    o.pooled = -1;
    refused(&o, &data, FAIR_ERR_ARGUMENT, "pooled is -1");
    static const double bad[] = {-1, HUGE_VAL, NAN};
    for (size_t i = 0; i < 3; i++) {
        o = calibrator_options(NULL);
        o.shrinkage = bad[i];
        refused(&o, &data, FAIR_ERR_ARGUMENT, "shrinkage is");
    }
    o.size = 3;
    refused(&o, &data, FAIR_ERR_ARGUMENT, "fair_calibrator_options");
}
END_TEST

START_TEST(data_that_cannot_be_fitted)
{
    plan_data d = data;
    fair_calibrator_options o = calibrator_options("beta");
    d.rows[0].score = 1.25;
    ck_assert_str_eq(refused(&o, &d, FAIR_ERR_DATA, "from 0.25 to 1.25").column,
                     "y_score");
    o.method = "platt";
    fair_calibrator *c = calibrator_of_rows(&d, &o);
    ck_assert(isnan(calibrator_group(c, 0).brier_before));
    fair_calibrator_free(c);
    for (size_t i = 0; i < d.n; i++)
        if (d.rows[i].label == 0) d.rows[i].label = 1;
    refused(&o, &d, FAIR_ERR_DATA, "219 rows are labelled positive and 0");
    d = data;
    d.has_weight = 1;
    for (size_t i = 0; i < d.n; i++) d.rows[i].fourths = 0;
    refused(&o, &d, FAIR_ERR_DATA, "has weight");
    d = data;
    d.rows[2].score = -HUGE_VAL;
    refused(&o, &d, FAIR_ERR_NONFINITE, "finite");
    const fix_row rows[] = {{{"a"}, 1, 1, 0, 9, 1}, {{"a"}, 0, 0, 0, 9, 1}};
    fixture f = fix(1, "race", NULL, NULL);
    const fair_report_options plain = FAIR_REPORT_OPTIONS_INIT;
    fair_report *report = fix_report(&f, &plain, rows, 2);
    c = NULL;
    fair_error err = {0};
    ck_assert_int_eq(fair_calibrator_fit(report, NULL, &c, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "give y_score");
    fair_report_free(report);
}
END_TEST

START_TEST(scores_that_are_refused)
{
    fair_calibrator_options o = calibrator_options("temperature");
    fair_calibrator *c = calibrator_of_rows(&data, &o);
    double scores[] = {0.5, 1.5, NAN, -0.5}, out[] = {7, 7, 7, 7};
    fair_error err = {0};
    ck_assert_int_eq(fair_calibrator_apply_group(c, 0, 4, scores, out, &err),
                     FAIR_ERR_DATA);
    ck_assert_says(err, "the score 1.5 is no probability");
    ck_assert_int_eq(err.row, 1);
    ck_assert_uint_eq(err.count, 3);
    ck_assert_double_eq(out[0], 7);
    scores[1] = 1;
    ck_assert_int_eq(fair_calibrator_apply_group(c, 0, 4, scores, out, &err),
                     FAIR_ERR_NONFINITE);
    ck_assert_int_eq(err.row, 2);
    ck_assert_int_eq(fair_calibrator_apply_group(c, 5, 4, scores, out, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "there is no group 5: the calibrator has 4");
    /* In place. */
    ck_assert_ok(fair_calibrator_apply_group(c, 0, 2, scores, scores, NULL));
    ck_assert_double_gt(scores[1], 0.5);
    ck_assert_ok(fair_calibrator_apply_group(c, 0, 0, NULL, NULL, NULL));
    fair_calibrator_free(c);
}
END_TEST

START_TEST(null_arguments)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_calibrator *c = calibrator_of(report, NULL);
    fair_calibrator_group g = FAIR_CALIBRATOR_GROUP_INIT;
    fair_calibrator_map m = FAIR_CALIBRATOR_MAP_INIT;
    double x = 0.5;
    const fair_status bad = FAIR_ERR_ARGUMENT;
    ck_assert_int_eq(fair_calibrator_fit(NULL, NULL, &c, NULL), bad);
    ck_assert_int_eq(fair_calibrator_fit(report, NULL, NULL, NULL), bad);
    ck_assert_int_eq(fair_calibrator_group_at(NULL, 0, &g, NULL), bad);
    ck_assert_int_eq(fair_calibrator_group_at(c, 0, NULL, NULL), bad);
    ck_assert_int_eq(fair_calibrator_group_at(c, 4, &g, NULL), bad);
    ck_assert_int_eq(fair_calibrator_map_at(NULL, 0, &m, NULL), bad);
    ck_assert_int_eq(fair_calibrator_map_at(c, 0, NULL, NULL), bad);
    ck_assert_int_eq(fair_calibrator_map_at(c, 5, &m, NULL), bad);
    ck_assert_int_eq(fair_calibrator_apply_group(NULL, 0, 1, &x, &x, NULL), bad);
    ck_assert_int_eq(fair_calibrator_apply_group(c, 0, 1, NULL, &x, NULL), bad);
    ck_assert_int_eq(fair_calibrator_apply_group(c, 0, 1, &x, NULL, NULL), bad);
    ck_assert_uint_eq(fair_calibrator_size(NULL), 0);
    ck_assert_ptr_null(fair_calibrator_method(NULL));
    fair_calibrator_free(NULL);
    fair_calibrator_free(c);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, of_groups);
    tcase_add_test(tc, drawn_towards_all);
    tcase_add_test(tc, scale_of_weights);
    tcase_add_test(tc, options_that_make_no_sense);
    tcase_add_test(tc, data_that_cannot_be_fitted);
    tcase_add_test(tc, scores_that_are_refused);
    tcase_add_test(tc, null_arguments);
}

FAIR_TEST_MAIN("calibrate/calibrator", tests)
