/* SPDX-License-Identifier: MIT
 * Calibrated equalized odds by hand, and files that say otherwise. */
#include "artefact/damage.h"
#include "calibrators.h"

/* Group 0: both labels at 1/4 and 3/4, three of four right; group 1 at 3/8 and
 * 5/8; group 2 is of one row. */
static plan_data
some_data(void)
{
    static const double scores[2][2] = {{0.25, 0.75}, {0.375, 0.625}};
    plan_data d = {.n = 17, .n_groups = 3};
    for (size_t i = 0; i < 16; i++)
        d.rows[i] = (plan_row){.group = (uint8_t)(i / 8),
                               .label = (i % 4 == 0) != (i % 8 > 3),
                               .count = 1,
                               .score = scores[i / 8][i % 8 > 3]};
    d.rows[16] = (plan_row){.group = 2, .label = 1, .count = 1, .score = 0.5};
    return d;
}

static fair_calibrator *
fit(const char *constraint)
{
    const plan_data d = some_data();
    fair_calibrator_options o = calibrator_options("calibrated_equalized_odds");
    o.cost_constraint = constraint;
    return calibrator_of_rows(&d, &o);
}

START_TEST(by_hand)
{
    /* positives of group 0: 1/4 once, 3/4 three times, so that they cost
     * (3/4 + 3/4) / 4; of group 1 (5/8 + 9/8) / 4; a base rate 1/2 */
    static const char *const names[] = {"false_negative_rate",
                                        "false_positive_rate", NULL};
    static const double halves[] = {1, 1, 2};
    for (int i = 0; i < 3; i++) {
        fair_calibrator *c = fit(names[i]);
        fair_calibrator_summary s = FAIR_CALIBRATOR_SUMMARY_INIT;
        ck_assert_ok(fair_calibrator_describe(c, &s, NULL));
        ck_assert_str_eq(s.cost_constraint,
                         names[i] != NULL ? names[i] : "weighted");
        ck_assert(s.is_randomized == 1 && isnan(s.strength));
        ck_assert(s.cost_after == 0.4375 / halves[i]);
        ck_assert(calibrator_group(c, 0).cost_before == 0.375 / halves[i]);
        ck_assert(isnan(calibrator_group(c, 2).cost_before));
        ck_assert(calibrator_group(c, 2).own_share == 0);
        const fair_calibrator_map map = calibrator_map(c, 0);
        ck_assert(map.slopes[0] == 0.5 && map.slopes[1] == 0.5);
        ck_assert(calibrator_map(c, 1).slopes[0] == 0);
        ck_assert(calibrator_map(c, 3).slopes[0] == 0);
        /* half keep 3/16, half have 1/4 */
        ck_assert(calibrator_group(c, 0).brier_before == 0.1875);
        ck_assert(calibrator_group(c, 0).brier_after == 0.21875);
        fair_calibrator_free(c);
    }
}
END_TEST

START_TEST(rows_have_coins)
{
    static int64_t ids[1000];
    static int32_t groups[1000];
    static double scores[1000], out[1000];
    fair_calibrator *c = fit(NULL);
    fair_calibrator_rows rows = FAIR_CALIBRATOR_ROWS_INIT;
    fair_calibrator_apply_options o = FAIR_CALIBRATOR_APPLY_OPTIONS_INIT;
    const fair_column group = fair_column_int32(groups, 1000);
    fair_error err = {0};
    size_t withheld = 0;
    for (int i = 0; i < 1000; i++) {
        ids[i] = i - 500;
        groups[i] = i % 3;
        scores[i] = 0.25;
    }
    rows.n = 1000;
    rows.y_score = fair_column_float64(scores, 1000);
    rows.features = &group;
    rows.n_features = 1;
    ck_assert_int_eq(fair_calibrator_apply(c, &rows, NULL, out, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "needs a seed and row_id");
    o.has_seed = 1;
    ck_assert_int_eq(fair_calibrator_apply(c, &rows, &o, out, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "row_id");
    rows.row_id = fair_column_float64(scores, 1000);
    ck_assert_int_eq(fair_calibrator_apply(c, &rows, &o, out, &err),
                     FAIR_ERR_TYPE);
    rows.row_id = fair_column_int64(ids, 1000);
    ck_assert_ok(fair_calibrator_apply(c, &rows, &o, out, &err));
    for (int i = 0; i < 1000; i++) {
        ck_assert(out[i] == 0.25 || (i % 3 == 0 && out[i] == 0.5));
        withheld += out[i] == 0.5;
    }
    ck_assert(withheld > 120 && withheld < 214); /* of 334 a half */
    ck_assert_int_eq(
        fair_calibrator_apply_group(c, 0, 1, scores, out, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "by the coins of rows");
    fair_calibrator_free(c);
}
END_TEST

static fair_status
read_bytes(const char *bytes, size_t length, fair_error *err)
{
    fair_calibrator *c = NULL;
    const fair_status st = fair_calibrator_read(bytes, length, NULL, &c, err);
    fair_calibrator_free(c);
    return st;
}

static const damage_forgery forged[] = {
    {"", "\"withheld\": 0.5", "\"withheld\": 0.25", "groups[0].map"},
    {"", "\"withheld\": 0.5", "\"withheld\": 1.5", "groups[0].map.withheld"},
    {"", "\"withheld\": 0.5, \"base_rate\": 0.5",
     "\"withheld\": 0.5, \"base_rate\": 0.25", "groups[0].map"},
    {"", "\"cost_before\": 0.1875", "\"cost_before\": 0.25",
     "groups[0].map"},
    {"", "\"cost_before\": null", "\"cost_before\": 0.125",
     "groups[2].map"},
    {"", "\"cost_after\": 0.21875", "\"cost_after\": 0.25",
     "groups[0].map"},
    {"", "\"weighted\"", "\"waited\"", "cost_constraint"},
    {"", "\"weighted\"", "\"false_positive_rate\"", "groups[0].map"},
    {"", "\"shrinkage\": 0", "\"shrinkage\": 1", "cost_constraint"},
    {"", "\"needs_groups\": true", "\"needs_groups\": false",
     "needs_groups"},
    {"", "  \"cost_after\": 0.21875,\n", "", "cost_after"},
};

START_TEST(files_that_say_otherwise)
{
    fair_calibrator *c = fit(NULL);
    written text = {0};
    ck_assert_ok(fair_calibrator_write(c, "json", collect, &text, NULL));
    ck_assert_ok(read_bytes(text.bytes, text.length, NULL));
    for (size_t i = 0; i < sizeof(forged) / sizeof(*forged); i++)
        expect_forgery_refused(read_bytes, text.bytes, text.length,
                               &forged[i]);
    free(text.bytes);
    fair_calibrator_free(c);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, by_hand);
    tcase_add_test(tc, rows_have_coins);
    tcase_add_test(tc, files_that_say_otherwise);
}

FAIR_TEST_MAIN("calibrate/withhold", tests)
