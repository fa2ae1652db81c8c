/* SPDX-License-Identifier: MIT
 * What cannot be decided is said: which column, which row, how many. */
#include "vectors.h"

#define N 1500 /* several blocks */

typedef struct table {
    fair_plan *plan;
    double scores[N];
    const char *race[N];
    int64_t ids[N];
    fair_column feature;
    fair_plan_rows rows;
    fair_plan_apply_options options;
    uint8_t out[N];
    fair_error err;
} table;

static fair_plan *
plan_named(const char *name)
{
    const json *cases = vectors();
    for (size_t c = 0; c < cases->n; c++)
        if (strcmp(json_get(&cases->items[c], "name")->text, name) == 0)
            return vector_plan(&cases->items[c]);
    ck_abort_msg("no vector %s", name);
    return NULL;
}

/* Rows that are all fine. */
static table *
make(const char *name, const char *race)
{
    static table t;
    memset(&t, 0, sizeof(t));
    t.plan = plan_named(name);
    for (size_t i = 0; i < N; i++) {
        t.scores[i] = (double)(i % 8) / 8;
        t.race[i] = race;
        t.ids[i] = (int64_t)i;
    }
    t.feature = fair_column_cstring(t.race, N);
    t.rows = (fair_plan_rows)FAIR_PLAN_ROWS_INIT;
    t.rows.n = N;
    t.rows.y_score = fair_column_float64(t.scores, N);
    t.rows.row_id = fair_column_int64(t.ids, N);
    t.rows.n_features = 1;
    t.rows.features = &t.feature;
    t.options = (fair_plan_apply_options)FAIR_PLAN_APPLY_OPTIONS_INIT;
    return &t;
}

static void
expect(table *t, fair_status status, const char *column, int64_t row,
       uint64_t count, const char *words)
{
    const fair_status st =
        fair_plan_apply(t->plan, &t->rows, &t->options, t->out, &t->err);
    ck_assert_msg(st == status && strcmp(t->err.column, column) == 0 &&
                      t->err.row == row && t->err.count == count &&
                      strstr(t->err.message, words) != NULL,
                  "%d, %s, row %lld, %llu rows: %s", st, t->err.column,
                  (long long)t->err.row, (unsigned long long)t->err.count,
                  t->err.message);
    fair_plan_free(t->plan);
}

static void
expect_fine(table *t)
{
    const fair_status st =
        fair_plan_apply(t->plan, &t->rows, &t->options, t->out, &t->err);
    ck_assert_msg(st == FAIR_OK, "%s", t->err.message);
    fair_plan_free(t->plan);
}

START_TEST(test_scores)
{
    table *t = make("text", "Asian");
    expect_fine(t);
    t = make("text", "Asian");
    t->scores[700] = t->scores[1400] = NAN;
    t->options.first_row = 10;
    t->options.y_score = "risk";
    expect(t, FAIR_ERR_NONFINITE, "risk", 710, 2, "NaN");
    t = make("text", "Asian");
    t->scores[1499] = INFINITY;
    t->scores[1498] = -INFINITY;
    expect(t, FAIR_ERR_NONFINITE, "y_score", 1498, 2, "not a finite number");
    t = make("text", "Asian");
    const uint8_t valid[N / 8 + 1] = {0xff, 0xf7, 0xff};
    t->rows.y_score.validity = valid;
    expect(t, FAIR_ERR_DATA, "y_score", 11, 1 + N - 24, "missing");
    t = make("text", "Asian");
    t->rows.y_score = t->feature;
    expect(t, FAIR_ERR_TYPE, "y_score", -1, 0, "y_score");
    t = make("text", "Asian");
    t->rows.y_score = (fair_column){0};
    expect(t, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "not given");
    t = make("text", "Asian");
    t->rows.y_score.offset = 3; /* the others have none */
    t->rows.n = N - 3;
    t->rows.y_score.length = t->feature.length = N - 3;
    ck_assert_ok(fair_plan_apply(t->plan, &t->rows, NULL, t->out, NULL));
    for (size_t i = 0; i < N - 3; i++)
        ck_assert_int_eq(t->out[i], t->scores[i + 3] >= 0.1);
    fair_plan_free(t->plan);
    t = make("text", "Asian");
    t->rows.y_score.length = N - 1;
    expect(t, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "");
}
END_TEST

/* Scores of fewer bits are refused unless the plan was made from such. */
START_TEST(test_bits)
{
    static float singles[N];
    static uint16_t halves[N];
    static int8_t whole[N];
    table *t = make("text", "Asian");
    t->rows.y_score = fair_column_float32(singles, N);
    expect(t, FAIR_ERR_TYPE, "y_score", -1, 0, "more bits");
    t = make("text", "Asian");
    t->rows.y_score = fair_column_uint16(halves, N);
    t->rows.y_score.type = FAIR_TYPE_FLOAT16;
    expect(t, FAIR_ERR_TYPE, "y_score", -1, 0, "more bits");
    t = make("text", "Asian");
    t->rows.y_score = fair_column_int8(whole, N);
    expect_fine(t);
    t = make("float32", "a");
    t->rows.y_score = fair_column_float32(singles, N);
    expect_fine(t);
    t = make("float32", "a");
    t->rows.y_score = fair_column_uint16(halves, N);
    t->rows.y_score.type = FAIR_TYPE_FLOAT16;
    expect(t, FAIR_ERR_TYPE, "y_score", -1, 0, "more bits");
    t = make("shared", "a"); /* 0.5 is a half */
    t->rows.y_score = fair_column_uint16(halves, N);
    t->rows.y_score.type = FAIR_TYPE_FLOAT16;
    expect_fine(t);
}
END_TEST

START_TEST(test_groups)
{
    table *t = make("text", "Asian");
    t->race[3] = t->race[600] = t->race[1499] = "Martian";
    t->options.first_row = 20;
    expect(t, FAIR_ERR_MISMATCH, "race", 23, 3,
           "row 23 (of 3 such rows): race = \"Martian\"");
    t = make("text", "Asian");
    t->race[1100] = NULL;
    expect(t, FAIR_ERR_MISMATCH, "race", 1100, 1, "race = missing");
    t = make("text", "Asian");
    t->feature = fair_column_int64(t->ids, N);
    expect(t, FAIR_ERR_TYPE, "race", -1, 0,
           "column of int64, and the groups of the plan have text");
    t = make("numbers", "Asian");
    expect(t, FAIR_ERR_TYPE, "n", -1, 0, "have whole numbers");
    t = make("bins", "Asian");
    expect(t, FAIR_ERR_TYPE, "g", -1, 0, "have booleans");
    t = make("numbers", "Asian");
    static double halves[N];
    for (size_t i = 0; i < N; i++) halves[i] = i == 512 ? 0.5 : 3;
    t->feature = fair_column_float64(halves, N);
    expect(t, FAIR_ERR_DATA, "n", 512, 1, "0.5");
    t = make("text", "Asian");
    t->rows.n_features = 2;
    expect(t, FAIR_ERR_ARGUMENT, "race", -1, 0, "2 are given");
    t = make("shared", "Martian");
    t->rows.n_features = 0;
    t->rows.features = NULL;
    expect_fine(t);
    t = make("two features", "c");
    const fair_column both[2] = {t->feature,
                                 {.type = FAIR_TYPE_NULL, .length = N}};
    t->rows.features = both;
    t->rows.n_features = 2;
    expect_fine(t); /* missing: a threshold */
}
END_TEST

/* Texts that are like those of the plan in all but one place. */
START_TEST(test_near_texts)
{
    char like[128];
    size_t n = 0;
    for (size_t length = 1; length < 100; length++) {
        table *t = make("text", like);
        memset(like, 'z', length);
        like[length] = '\0';
        t->rows.n = 1;
        t->feature.length = t->rows.y_score.length = 1;
        const int is_known = length == 40;
        ck_assert_int_eq(
            fair_plan_apply(t->plan, &t->rows, NULL, t->out, NULL),
            is_known ? FAIR_OK : FAIR_ERR_MISMATCH);
        fair_plan_free(t->plan);
    }
    for (char c = 1; c < 127; c++)
        for (size_t at = 0; at < 5; at++, n++) {
            table *t = make("text", like);
            memcpy(like, "Asian", 6);
            like[at] = c;
            t->rows.n = 1;
            t->feature.length = t->rows.y_score.length = 1;
            ck_assert_int_eq(
                fair_plan_apply(t->plan, &t->rows, NULL, t->out, NULL),
                strcmp(like, "Asian") == 0 ? FAIR_OK : FAIR_ERR_MISMATCH);
            fair_plan_free(t->plan);
        }
    ck_assert_uint_eq(n, 630);
}
END_TEST

/* A dictionary, longer than what is remembered, or with a bad index. */
START_TEST(test_dictionaries)
{
    static const char *entries[600];
    static int32_t codes[N];
    for (size_t i = 0; i < 600; i++) entries[i] = i % 2 ? "Asian" : "Black";
    for (int64_t n = 200; n <= 600; n += 200) {
        for (size_t i = 0; i < N; i++) codes[i] = (int32_t)((int64_t)i % n);
        table *t = make("text", "Asian");
        const fair_column values = fair_column_cstring(entries, n);
        t->feature = fair_column_dictionary(codes, N, &values);
        ck_assert_ok(fair_plan_apply(t->plan, &t->rows, NULL, t->out, NULL));
        for (size_t i = 0; i < N; i++)
            ck_assert_int_eq(t->out[i],
                             t->scores[i] >= (codes[i] % 2 ? 0.1 : 1e-05));
        codes[777] = codes[778] = (int32_t)n;
        codes[1300] = -1;
        expect(t, FAIR_ERR_DATA, "race", 777, 3, "dictionary index");
    }
}
END_TEST

START_TEST(test_ids)
{
    const char *name = "randomized by numbers, seed 0";
    table *t = make(name, "a");
    expect(t, FAIR_ERR_ARGUMENT, "seed", -1, 0, "a seed and row_id");
    t = make(name, "a");
    t->options.has_seed = 1;
    expect_fine(t);
    t = make(name, "a");
    t->options.has_seed = 1;
    t->rows.row_id = (fair_column){0};
    expect(t, FAIR_ERR_ARGUMENT, "row_id", -1, 0, "randomized");
    t = make(name, "a");
    t->options.has_seed = 1;
    t->rows.row_id = t->rows.y_score;
    t->options.row_id = "id";
    expect(t, FAIR_ERR_TYPE, "id", -1, 0, "integers or text");
    t = make(name, "a");
    t->options.has_seed = 1;
    t->rows.row_id = t->feature;
    t->race[5] = t->race[1000] = NULL;
    t->feature = fair_column_cstring(t->race, N);
    t->options.first_row = 20;
    expect(t, FAIR_ERR_DATA, "row_id", 25, 2, "row 25 (of 2 such rows)");
    t = make(name, "a");
    ck_assert_ok(fair_plan_probability(t->plan, &t->rows, NULL,
                                       t->scores, NULL));
    fair_plan_free(t->plan);
}
END_TEST

START_TEST(test_model)
{
    table *t = make("shared", "a");
    t->options.model = "credit \xe2\x89\xa5 7";
    expect_fine(t);
    t = make("shared", "a");
    t->options.model = "credit 8";
    expect(t, FAIR_ERR_MISMATCH, "model", -1, 0, "credit 8");
    t = make("text", "Asian"); /* the plan does not say of which it is */
    t->options.model = "credit 8";
    expect_fine(t);
}
END_TEST

START_TEST(test_null)
{
    table *t = make("text", "Asian");
    double share;
    ck_assert_int_eq(fair_plan_apply(NULL, &t->rows, NULL, t->out, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_apply(t->plan, NULL, NULL, t->out, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_apply(t->plan, &t->rows, NULL, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_probability(t->plan, &t->rows, NULL, NULL,
                                           NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_apply_arrow(t->plan, NULL, NULL, NULL, t->out,
                                           NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_probability_arrow(t->plan, NULL, NULL, NULL,
                                                 &share, NULL),
                     FAIR_ERR_ARGUMENT);
    t->rows.n = 0;
    t->rows.y_score = fair_column_float64(NULL, 0);
    t->feature = fair_column_cstring(NULL, 0);
    expect_fine(t);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_scores);
    tcase_add_test(tc, test_bits);
    tcase_add_test(tc, test_groups);
    tcase_add_test(tc, test_near_texts);
    tcase_add_test(tc, test_dictionaries);
    tcase_add_test(tc, test_ids);
    tcase_add_test(tc, test_model);
    tcase_add_test(tc, test_null);
}

FAIR_TEST_MAIN("plan/serve", tests)
