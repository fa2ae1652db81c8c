/* SPDX-License-Identifier: MIT
 * Tests of what is refused: bad rows, inputs that change, limits; a failed call
 * changes nothing. */
#include "tally/tally.h"

#include <math.h>

#include "dump.h"
#include "harness.h"

static const uint8_t key[16] = {9, 8, 7};
static const char *const names[] = {"a"};

typedef struct fixture {
    uint8_t y[8];
    uint8_t p[8];
    uint8_t bits;
    double w[8];
    double f[8];
    double score[8];
    fair_column feature;
    fair_rows rows;
} fixture;

static void
fixture_init(fixture *x)
{
    static const int8_t groups[8] = {0, 1, 0, 1, 2, 2, 1, 0};
    memset(x, 0, sizeof(*x));
    for (int i = 0; i < 8; i++) {
        x->y[i] = (uint8_t)(i & 1);
        x->p[i] = (uint8_t)(i >> 1 & 1);
        x->w[i] = 0.5 * i;
        x->f[i] = i;
        x->score[i] = 0.1 * i;
    }
    x->bits = 0xff;
    x->feature = fair_column_int8(groups, 8);
    x->rows.size = sizeof(x->rows);
    x->rows.n = 8;
    x->rows.y_true = fair_column_uint8(x->y, 8);
    x->rows.y_pred = fair_column_uint8(x->p, 8);
    x->rows.sensitive = &x->feature;
}

static fair__tally *
one_feature(const fair_audit_options *given)
{
    fair_audit_options o = *given;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    fair__tally *t = NULL;
    fair_error err;
    ck_assert_msg(fair__tally_new(&o, &t, &err) == FAIR_OK, "%s",
                  err.message);
    return t;
}

static fair_status
add_as_call(fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair__tally_begin(t);
    fair_status st = fair__tally_add(t, rows, 100, err);
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}

static void
assert_fails(const fixture *x, const fair_audit_options *o, fair_status code,
             const char *column, int64_t row, uint64_t count,
             const char *words)
{
    fair_error err = {0};
    fair__tally *t = one_feature(o);
    char *before = dump_tally(t);
    ck_assert_int_eq(add_as_call(t, &x->rows, &err), code);
    ck_assert_int_eq(err.code, code);
    ck_assert_str_eq(err.column, column);
    ck_assert_int_eq(err.row, row);
    ck_assert_uint_eq(err.count, count);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" has no \"%s\"",
                  err.message, words);
    char *after = dump_tally(t);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    fair__tally_free(t);
}

static void
assert_adds(const fixture *x, const fair_audit_options *o)
{
    fair_error err = {0};
    fair__tally *t = one_feature(o);
    ck_assert_int_eq(add_as_call(t, &x->rows, &err), FAIR_OK);
    ck_assert_uint_eq(t->rows.in, 8);
    fair__tally_free(t);
}

START_TEST(test_bad_rows)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit_options nulls_error = o;
    nulls_error.nulls = FAIR_NULLS_ERROR;
    fixture x;

    fixture_init(&x); /* no label */
    x.bits = 0xb7;
    x.rows.y_true.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_true", 103, 2, "missing");

    fixture_init(&x); /* no decision */
    x.bits = 0x7f;
    x.rows.y_pred.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_pred", 107, 1, "missing");

    fixture_init(&x); /* the earlier row is blamed, whatever the column */
    x.y[5] = 2;
    x.bits = 0xfd;
    x.rows.y_pred.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_pred", 101, 1, "missing");

    fixture_init(&x); /* missing before and after a third value */
    x.y[4] = 7;
    x.bits = 0x5d;
    x.rows.y_true.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_true", 101, 3, "missing");

    fixture_init(&x); /* a group that is missing */
    x.bits = 0xee;
    x.feature.validity = &x.bits;
    assert_fails(&x, &nulls_error, FAIR_ERR_DATA, "a", 100, 2, "missing");

    fixture_init(&x); /* weights */
    x.rows.sample_weight = fair_column_float64(x.w, 8);
    x.w[2] = x.w[6] = -1;
    assert_fails(&x, &o, FAIR_ERR_DATA, "sample_weight", 102, 2, "-1");
    x.w[1] = (double)INFINITY;
    assert_fails(&x, &o, FAIR_ERR_NONFINITE, "sample_weight", 101, 1, "inf");
    x.w[1] = (double)NAN;
    assert_fails(&x, &o, FAIR_ERR_NONFINITE, "sample_weight", 101, 1, "NaN");
    x.w[1] = 0x1p481;
    assert_fails(&x, &o, FAIR_ERR_OVERFLOW, "sample_weight", 101, 1, "2^480");

    fixture_init(&x); /* frequencies */
    x.rows.frequency = fair_column_float64(x.f, 8);
    x.f[3] = 1.5;
    assert_fails(&x, &o, FAIR_ERR_DATA, "frequency", 103, 1, "1.5");
    x.f[0] = -3;
    assert_fails(&x, &o, FAIR_ERR_DATA, "frequency", 100, 1, "-3");

    fixture_init(&x); /* scores are validated without a threshold too */
    x.rows.y_score = fair_column_float64(x.score, 8);
    x.score[4] = (double)NAN;
    assert_fails(&x, &o, FAIR_ERR_NONFINITE, "y_score", 104, 1, "NaN");
}
END_TEST

START_TEST(test_count_over_blocks)
{
    enum { N = 3 * 4096 + 5 };
    static uint8_t y[N];
    static uint8_t p[N];
    static int16_t g[N];
    memset(y, 0, sizeof(y));
    y[4100] = y[4101] = y[9000] = y[N - 1] = 3;
    y[4200] = 1;
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fixture x;
    fixture_init(&x);
    x.feature = fair_column_int16(g, N);
    x.rows.n = N;
    x.rows.y_true = fair_column_uint8(y, N);
    x.rows.y_pred = fair_column_uint8(p, N);
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_true", 4200, 4, "3");
}
END_TEST

START_TEST(test_later_batches_are_counted)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    x.y[6] = 9;
    fair__tally_begin(t);
    ck_assert_int_eq(fair__tally_add(t, &x.rows, 0, &err), FAIR_ERR_DATA);
    ck_assert_uint_eq(err.count, 1);
    x.y[1] = x.y[2] = 9;
    ck_assert_int_eq(fair__tally_count_defects(t, &x.rows, 0, &err),
                     FAIR_OK);
    ck_assert_uint_eq(err.count, 4);
    ck_assert_int_eq(err.row, 6);
    ck_assert_ptr_nonnull(strstr(err.message, ": row 6 (of 4 such rows) is 9"));
    fair__tally_rollback(t);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_inputs)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const fair_column none = {0};
    fixture x;
    fixture_init(&x);
    x.rows.y_true = x.rows.y_pred = none;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "", -1, 0, "nothing to audit");
    x.rows.y_score = fair_column_float64(x.score, 8);
    assert_adds(&x, &o);
    o.scores = FAIR_SCORES_NONE;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "alone");
    o.has_threshold = 1;
    x.rows.y_pred = fair_column_uint8(x.p, 8);
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_pred", -1, 0, "both");
    x.rows.y_score = none;
    x.rows.y_pred = none;
    x.rows.y_true = fair_column_uint8(x.y, 8);
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "no y_score");
    fixture_init(&x);
    x.rows.sensitive = NULL;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "a", -1, 0, "sensitive");
    fixture_init(&x);
    x.feature = none;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "a", -1, 0, "not given");
    fixture_init(&x);
    x.rows.y_true.length = 7;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_true", -1, 0, "7");
}
END_TEST

START_TEST(test_inputs_stay)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const fair_column none = {0};
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    fair_rows empty = FAIR_ROWS_INIT;
    ck_assert_int_eq(add_as_call(t, &empty, &err), FAIR_OK);
    ck_assert_uint_eq(t->inputs, 0);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    ck_assert_int_eq(add_as_call(t, &empty, &err), FAIR_OK);
    x.rows.y_true = none;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "y_true");
    fixture_init(&x);
    x.rows.frequency = fair_column_float64(x.f, 8);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "frequency");
    ck_assert_uint_eq(t->rows.in, 8);
    fair__tally_free(t);
}
END_TEST

/* A failed first batch leaves no inputs behind. */
START_TEST(test_inputs_roll_back)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    x.rows.sample_weight = fair_column_float64(x.w, 8);
    x.w[7] = -1;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_DATA);
    ck_assert_uint_eq(t->inputs, 0);
    ck_assert_uint_eq(t->features[0].values.n, 0);
    ck_assert_int_eq(t->labels[0].n, 0);
    fixture_init(&x);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_feature_kinds)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const char *const texts[8] = {NULL, "x", "y", "x",
                                         "y",  "x", "y", NULL};
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    x.feature = fair_column_cstring(texts, 8);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_DATA);
    ck_assert_int_eq(err.row, 101);
    ck_assert_uint_eq(err.count, 6);
    ck_assert_ptr_nonnull(strstr(err.message, "text"));
    ck_assert_ptr_nonnull(strstr(err.message, "number"));
    fair__tally_free(t);
}
END_TEST

START_TEST(test_limits)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.max_cells = 2;
    fixture x;
    fixture_init(&x);
    fair_error err = {0};
    fair__tally *t = one_feature(&o);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_LIMIT);
    ck_assert_uint_eq(t->cells.n, 0);
    x.rows.n = 4; /* two groups fit */
    x.feature.length = 4;
    x.rows.y_true.length = x.rows.y_pred.length = 4;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    ck_assert_uint_eq(t->cells.n, 2);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_frequency_overflow)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    uint64_t f[8] = {INT64_MAX - 10, 5, 5, 0, 0, 0, 0, 0};
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    x.rows.frequency = fair_column_uint64(f, 8);
    fair__tally *t = one_feature(&o);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    ck_assert_uint_eq(t->rows.frequency, INT64_MAX);
    f[0] = 0;
    f[1] = 1;
    f[2] = 0;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_OVERFLOW);
    ck_assert_uint_eq(t->rows.frequency, INT64_MAX);
    ck_assert_uint_eq(t->rows.in, 8);
    fair__tally_free(t);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_bad_rows);
    tcase_add_test(tc, test_count_over_blocks);
    tcase_add_test(tc, test_later_batches_are_counted);
    tcase_add_test(tc, test_inputs);
    tcase_add_test(tc, test_inputs_stay);
    tcase_add_test(tc, test_inputs_roll_back);
    tcase_add_test(tc, test_feature_kinds);
    tcase_add_test(tc, test_limits);
    tcase_add_test(tc, test_frequency_overflow);
}

FAIR_TEST_MAIN("tally/add", tests)
