/* SPDX-License-Identifier: MIT
 * Calibrators applied to columns: as to scores of one group, and what cannot
 * be mapped is said: which column, which row, how many. */
#include "calibrators.h"

#define N 1500 /* several blocks */

typedef struct table {
    fair_calibrator *calibrator;
    double scores[N];
    int32_t groups[N];
    fair_column feature;
    fair_calibrator_rows rows;
    fair_calibrator_apply_options options;
    double out[N];
    fair_error err;
} table;

/* Rows of three groups that are all fine. */
static table *
make(const char *method, int32_t fate)
{
    static table t;
    plan_data d = {.n = 60, .n_groups = 3};
    fair_calibrator_options o = calibrator_options(method);
    for (size_t i = 0; i < d.n; i++)
        d.rows[i] = (plan_row){.group = (uint8_t)(i % 3),
                               .label = i * 7 % 5 > i % 3,
                               .fourths = 4,
                               .count = 1,
                               .score = (double)(i * 11 % 17) / 20};
    memset(&t, 0, sizeof(t));
    o.missing = o.unseen = fate;
    o.shrinkage = 7;
    o.model = "credit 7";
    t.calibrator = calibrator_of_rows(&d, &o);
    for (size_t i = 0; i < N; i++) {
        t.scores[i] = (double)(i * 37 % 101) / 100;
        t.groups[i] = (int32_t)(i * 5 % 3);
    }
    t.feature = fair_column_int32(t.groups, N);
    t.rows = (fair_calibrator_rows)FAIR_CALIBRATOR_ROWS_INIT;
    t.rows.n = N;
    t.rows.y_score = fair_column_float64(t.scores, N);
    t.rows.n_features = 1;
    t.rows.features = &t.feature;
    t.options =
        (fair_calibrator_apply_options)FAIR_CALIBRATOR_APPLY_OPTIONS_INIT;
    return &t;
}

static fair_status
apply(table *t)
{
    return fair_calibrator_apply(t->calibrator, &t->rows, &t->options, t->out,
                                 &t->err);
}

static void
expect(table *t, fair_status status, const char *column, int64_t row,
       uint64_t count, const char *words)
{
    const fair_status st = apply(t);
    ck_assert_msg(st == status && strcmp(t->err.column, column) == 0 &&
                      t->err.row == row && t->err.count == count &&
                      strstr(t->err.message, words) != NULL,
                  "%d, %s, row %lld, %llu rows: %s", st, t->err.column,
                  (long long)t->err.row, (unsigned long long)t->err.count,
                  t->err.message);
    fair_calibrator_free(t->calibrator);
}

static void
expect_fine(table *t)
{
    ck_assert_msg(apply(t) == FAIR_OK, "%s", t->err.message);
    for (size_t i = 0; i < t->rows.n; i++) {
        const size_t g = t->groups[i] >= 0 && t->groups[i] < 3
                             ? (size_t)t->groups[i]
                             : 3;
        ck_assert(t->out[i] == calibrated(t->calibrator, g, t->scores[i]));
    }
    fair_calibrator_free(t->calibrator);
}

static const char *const methods[] = {"isotonic", "platt", "beta",
                                      "temperature", "histogram"};

START_TEST(every_method)
{
    table *t = make(methods[_i], 0);
    expect_fine(t);
    t = make(methods[_i], FAIR_CALIBRATOR_POOLED);
    for (size_t i = 0; i < N; i += 7) t->groups[i] = -8;
    expect_fine(t);
    /* Scores of 32 bits are rounded ones where it has knots. */
    static float narrow[N];
    t = make(methods[_i], 0);
    for (size_t i = 0; i < N; i++) {
        narrow[i] = (float)t->scores[i];
        t->scores[i] = narrow[i];
    }
    t->rows.y_score = fair_column_float32(narrow, N);
    if (methods[_i][0] == 'i' || methods[_i][0] == 'h')
        expect(t, FAIR_ERR_TYPE, "y_score", -1, 0, "more bits than float32");
    else
        expect_fine(t);
}
END_TEST

START_TEST(scores)
{
    table *t = make("isotonic", 0);
    t->scores[700] = t->scores[701] = NAN;
    t->options.first_row = 10;
    t->options.y_score = "risk";
    expect(t, FAIR_ERR_NONFINITE, "risk", 710, 2, "NaN");
    t = make("platt", 0);
    t->scores[1498] = t->scores[1499] = -HUGE_VAL;
    expect(t, FAIR_ERR_NONFINITE, "y_score", 1498, 2, "not a finite number");
    t = make("beta", 0);
    t->scores[9] = 1.5;
    t->scores[1400] = -0.5;
    expect(t, FAIR_ERR_DATA, "y_score", 9, 2, "1.5");
    static uint8_t valid[N / 8 + 1];
    memset(valid, 0xff, sizeof(valid));
    valid[3] = 0xfe;
    t = make("histogram", 0);
    t->rows.y_score.validity = valid;
    expect(t, FAIR_ERR_DATA, "y_score", 24, 1, "missing");
    t = make("platt", 0);
    t->rows.y_score = (fair_column){0};
    expect(t, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "not given");
    t = make("platt", 0);
    t->rows.y_score.length = N - 1;
    expect(t, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "");
}
END_TEST

START_TEST(groups)
{
    table *t = make("isotonic", 0);
    t->groups[600] = t->groups[601] = 3;
    expect(t, FAIR_ERR_MISMATCH, "group", 600, 2,
           "row 600 (of 2 such rows): group = 3 is no group of the "
           "calibrator");
    t = make("isotonic", 0);
    t->rows.n_features = 0;
    expect(t, FAIR_ERR_ARGUMENT, "group", -1, 0, "0 are given");
    t = make("isotonic", 0);
    t->feature = t->rows.y_score;
    /* all but the whole ones, 15 zeros and 15 ones */
    expect(t, FAIR_ERR_DATA, "group", 1, 1470, "is 0.37");
    t = make("platt", 0);
    t->options.model = "credit 8";
    expect(t, FAIR_ERR_MISMATCH, "model", -1, 0, "credit 8");
    t = make("platt", 0);
    t->options.model = "credit 7";
    expect_fine(t);
    t = make("platt", 0);
    t->rows.n = 0;
    t->rows.y_score = fair_column_float64(NULL, 0);
    t->feature = fair_column_int32(NULL, 0);
    expect_fine(t);
}
END_TEST

START_TEST(missing_values)
{
    static uint8_t valid[N / 8 + 1];
    memset(valid, 0xff, sizeof(valid));
    valid[100] = 0;
    table *t = make("isotonic", 0);
    t->feature.validity = valid;
    expect(t, FAIR_ERR_MISMATCH, "group", 800, 8, "group = missing");
    t = make("isotonic", FAIR_CALIBRATOR_POOLED);
    t->feature.validity = valid;
    for (size_t i = 800; i < 808; i++) t->groups[i] = -1;
    expect_fine(t);
}
END_TEST

START_TEST(nothing_given)
{
    table *t = make("platt", 0);
    ck_assert_int_eq(
        fair_calibrator_apply(NULL, &t->rows, NULL, t->out, NULL),
        FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(
        fair_calibrator_apply(t->calibrator, NULL, NULL, t->out, NULL),
        FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(
        fair_calibrator_apply(t->calibrator, &t->rows, NULL, NULL, NULL),
        FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_calibrator_apply_arrow(t->calibrator, NULL, NULL,
                                                 NULL, t->out, NULL),
                     FAIR_ERR_ARGUMENT);
    fair_calibrator_free(t->calibrator);
}
END_TEST

/* The middle of a bin stands for its scores. */
START_TEST(grid)
{
    const plan_data d = {.n = 4,
                         .n_groups = 1,
                         .rows = {{0, 0, 4, 3, 0.26},
                                  {0, 1, 4, 1, 0.49},
                                  {0, 0, 4, 1, 0.75},
                                  {0, 1, 4, 3, 1}}};
    fair_report *report = plan_report(&d, NULL, 4);
    const fair_calibrator_options o = calibrator_options("isotonic");
    fair_calibrator *c = calibrator_of(report, &o);
    const fair_calibrator_map map = calibrator_map(c, 0);
    fair_calibrator_summary s = FAIR_CALIBRATOR_SUMMARY_INIT;
    ck_assert_uint_eq(map.n, 2);
    ck_assert(map.at[0] == 0.375 && map.at[1] == 0.875);
    ck_assert(map.value[0] == 0.25 && map.value[1] == 0.75);
    ck_assert_ok(fair_calibrator_describe(c, &s, NULL));
    ck_assert_int_eq(s.score_type, FAIR_TYPE_NONE);
    ck_assert_uint_eq(s.rows, 8);
    ck_assert_double_eq_tol(s.brier_after, 0.1875, 1e-15);
    /* (3 * .375² + .625² + .875² + 3 * .125²) / 8 */
    ck_assert_double_eq_tol(s.brier_before, 0.203125, 1e-15);
    fair_calibrator_free(c);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, every_method, 0, 5);
    tcase_add_test(tc, scores);
    tcase_add_test(tc, groups);
    tcase_add_test(tc, missing_values);
    tcase_add_test(tc, nothing_given);
    tcase_add_test(tc, grid);
}

FAIR_TEST_MAIN("calibrate/apply", tests)
