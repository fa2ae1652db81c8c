/* SPDX-License-Identifier: MIT
 * Tests of specifications: what is refused, what is copied, what is equal. */
#include "tally/spec.h"

#include <math.h>

#include "harness.h"

static const char *const sensitive[] = {"race", "sex"};
static const char *const control[] = {"age"};

static fair_audit_options
full(void)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = sensitive;
    o.n_control = 1;
    o.control_names = control;
    o.y_true = "recid";
    o.y_score = "decile";
    o.has_threshold = 1;
    o.threshold = 5;
    o.positive_label = fair_scalar_text("yes");
    o.y_pred_positive = fair_scalar_float(2.0);
    return o;
}

static fair_status
make(const fair_audit_options *o, fair__spec *spec, fair_error *err)
{
    fair_allocator mem;
    ck_assert_int_eq(fair__memory_init(&mem, NULL, NULL), FAIR_OK);
    return fair__spec_init(spec, &mem, o, err);
}

static void
drop(fair__spec *spec)
{
    fair_allocator mem;
    ck_assert_int_eq(fair__memory_init(&mem, NULL, NULL), FAIR_OK);
    fair__spec_free(spec, &mem);
}

static void
assert_refused(const fair_audit_options *o, fair_status code,
               const char *column, const char *words)
{
    fair__spec spec;
    fair__spec zero;
    fair_error err = {0};
    memset(&zero, 0, sizeof(zero));
    ck_assert_int_eq(make(o, &spec, &err), code);
    ck_assert_str_eq(err.column, column);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" has no \"%s\"",
                  err.message, words);
    ck_assert_mem_eq(&spec, &zero, sizeof(spec));
}

START_TEST(test_names)
{
    const char *bad[3] = {"race", NULL, "sex"};
    const char *many[65];
    fair_audit_options o = full();
    o.n_sensitive = 0;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "sensitive_features", "at least");
    o.n_sensitive = 3;
    o.sensitive_names = bad;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "sensitive_features", "1 of 3");
    bad[1] = "";
    assert_refused(&o, FAIR_ERR_ARGUMENT, "sensitive_features", "empty");
    bad[1] = "\xc3(";
    assert_refused(&o, FAIR_ERR_ARGUMENT, "sensitive_features", "UTF-8");
    bad[1] = "race";
    assert_refused(&o, FAIR_ERR_ARGUMENT, "sensitive_features", "twice");
    bad[1] = "age"; /* also a control feature */
    assert_refused(&o, FAIR_ERR_ARGUMENT, "control_features", "\"age\"");
    o = full();
    o.sensitive_names = NULL;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "sensitive_features", "NULL");
    for (size_t i = 0; i < 65; i++)
        many[i] = "x";
    o.sensitive_names = many;
    o.n_sensitive = 65;
    assert_refused(&o, FAIR_ERR_LIMIT, "sensitive_features", "64");
    o.n_sensitive = SIZE_MAX; /* no overflow in the sum */
    assert_refused(&o, FAIR_ERR_LIMIT, "sensitive_features", "64");
    o = full();
    o.n_control = SIZE_MAX - 1;
    assert_refused(&o, FAIR_ERR_LIMIT, "sensitive_features", "64");
    o = full();
    o.y_true = "";
    assert_refused(&o, FAIR_ERR_ARGUMENT, "y_true", "empty");
    o = full();
    o.frequency = "\xff";
    assert_refused(&o, FAIR_ERR_ARGUMENT, "frequency", "UTF-8");
}
END_TEST

START_TEST(test_numbers)
{
    fair_audit_options o = full();
    o.threshold = (double)NAN;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "threshold", "NaN");
    o = full();
    o.has_threshold = 2;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "has_threshold", "2");
    static const double ranges[][2] = {
        {1, 0},   {1, 1},          {(double)NAN, 1},
        {0, (double)NAN}, {0, (double)INFINITY}, {-(double)INFINITY, 0},
        {0, 0x1.0000000000001p480}, {-0x1.0000000000001p480, 0},
    };
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        o = full();
        o.has_score_range = 1;
        o.score_low = ranges[i][0];
        o.score_high = ranges[i][1];
        assert_refused(&o, FAIR_ERR_ARGUMENT, "score_range", "score_range");
    }
    o = full();
    o.has_score_range = 2;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "has_score_range", "2");
    o = full();
    o.nulls = FAIR_NULLS_SET_ASIDE;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "nulls", "3");
    o.nulls = -1;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "nulls", "-1");
    o = full();
    o.unlabelled = 3;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "unlabelled", "3");
    o = full();
    o.text_labels = 2;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "text_labels", "2");
}
END_TEST

START_TEST(test_positives)
{
    fair_audit_options o = full();
    o.positive_label = fair_scalar_missing();
    assert_refused(&o, FAIR_ERR_ARGUMENT, "positive_label", "missing");
    o.positive_label = fair_scalar_float(0.5);
    assert_refused(&o, FAIR_ERR_ARGUMENT, "positive_label", "whole");
    o.positive_label = fair_scalar_float((double)NAN);
    assert_refused(&o, FAIR_ERR_ARGUMENT, "positive_label", "whole");
    o.positive_label = fair_scalar_text("\xc3");
    assert_refused(&o, FAIR_ERR_ARGUMENT, "positive_label", "UTF-8");
    o.positive_label = fair_scalar_parsed("\xc3");
    assert_refused(&o, FAIR_ERR_ARGUMENT, "positive_label", "UTF-8");
    o.positive_label = fair_scalar_int(1);
    o.positive_label.kind = 99;
    assert_refused(&o, FAIR_ERR_ARGUMENT, "positive_label", "boolean");
    o = full();
    o.y_pred_baseline_positive = fair_scalar_float(1.5);
    assert_refused(&o, FAIR_ERR_ARGUMENT, "y_pred_baseline_positive",
                   "whole");
}
END_TEST

START_TEST(test_copies)
{
    char race[] = "race";
    char yes[] = "yes";
    const char *const names[] = {race, "sex"};
    fair_audit_options o = full();
    fair__spec spec;
    o.sensitive_names = names;
    o.positive_label = fair_scalar_text(yes);
    o.threshold = -0.0;
    o.has_score_range = 1;
    o.score_low = -0.0;
    o.score_high = 1;
    ck_assert_int_eq(make(&o, &spec, NULL), FAIR_OK);
    race[0] = yes[0] = 'X';
    ck_assert_str_eq(spec.features[0], "race");
    ck_assert_str_eq(spec.features[1], "sex");
    ck_assert_str_eq(spec.features[2], "age");
    ck_assert_str_eq(spec.positive_any.text, "yes");
    ck_assert_int_eq(spec.positive[1].kind, FAIR_KIND_INT);
    ck_assert_int_eq(spec.positive[1].integer, 2);
    ck_assert(!signbit(spec.threshold));
    ck_assert(!signbit(spec.score_range.low));
    ck_assert_str_eq(fair__spec_column(&spec, FAIR__Y_TRUE), "recid");
    ck_assert_str_eq(fair__spec_column(&spec, FAIR__Y_PRED), "y_pred");
    ck_assert_str_eq(fair__role_name(FAIR__FREQUENCY), "frequency");
    drop(&spec);
}
END_TEST

static void
assert_equal(const fair_audit_options *a, const fair_audit_options *b,
             const char *differs)
{
    fair__spec x, y;
    ck_assert_int_eq(make(a, &x, NULL), FAIR_OK);
    ck_assert_int_eq(make(b, &y, NULL), FAIR_OK);
    for (int turn = 0; turn < 2; turn++) {
        fair_error err = {0};
        const fair_status st = turn ? fair__spec_equal(&y, &x, &err)
                                    : fair__spec_equal(&x, &y, &err);
        ck_assert_int_eq(st, differs == NULL ? FAIR_OK : FAIR_ERR_MISMATCH);
        if (differs != NULL)
            ck_assert_msg(strstr(err.message, differs) != NULL,
                          "\"%s\" has no \"%s\"", err.message, differs);
    }
    drop(&x);
    drop(&y);
}

START_TEST(test_equality)
{
    static const char *const other[] = {"race", "gender"};
    const fair_audit_options a = full();
    fair_audit_options b = a;
    assert_equal(&a, &b, NULL);
    b.text_labels = FAIR_TEXT_LABELS_BINARY; /* how to read is not what */
    b.max_cells = 7;
    b.shard = "x";
    assert_equal(&a, &b, NULL);
#define DIFFERS(change, words)                                                \
    do {                                                                      \
        b = a;                                                                \
        change;                                                               \
        assert_equal(&a, &b, words);                                          \
    } while (0)
    DIFFERS(b.sensitive_names = other, "\"sex\"");
    DIFFERS(b.n_sensitive = 1, "number of sensitive");
    DIFFERS(b.n_control = 0, "number of control");
    DIFFERS(b.y_true = NULL, "y_true");
    DIFFERS(b.y_true = "label", "\"label\"");
    DIFFERS(b.frequency = "n", "frequency");
    DIFFERS(b.threshold = 5.5, "5.5");
    DIFFERS(b.has_threshold = 0, "threshold");
    DIFFERS(b.has_score_range = 1; b.score_high = 1, "score_range");
    DIFFERS(b.nulls = FAIR_NULLS_EXCLUDE, "exclude");
    DIFFERS(b.unlabelled = FAIR_UNLABELLED_KEEP, "keep");
    DIFFERS(b.positive_label = fair_scalar_text("no"), "\"no\"");
    DIFFERS(b.positive_label.kind = FAIR_KIND_NONE, "not declared");
    DIFFERS(b.positive_label = fair_scalar_int(1), "positive_label");
    DIFFERS(b.y_pred_positive = fair_scalar_int(3), "y_pred_positive");
    DIFFERS(b.y_true_positive = fair_scalar_int(1), "y_true_positive");
#undef DIFFERS
    /* True is 1, 2.0 is 2, and a threshold that is not used does not count. */
    fair_audit_options c = a;
    c.y_true_positive = fair_scalar_bool(1);
    b = a;
    b.y_true_positive = fair_scalar_uint(1);
    b.y_pred_positive = fair_scalar_int(2);
    assert_equal(&b, &c, NULL);
    b.has_threshold = c.has_threshold = 0;
    b.threshold = 1;
    c.threshold = 2;
    assert_equal(&b, &c, NULL);
}
END_TEST

START_TEST(test_refused_memory)
{
    const fair_audit_options o = full();
    for (size_t at = 1;; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator mem = test_allocator(&m);
        fair__spec spec;
        const fair_status st = fair__spec_init(&spec, &mem, &o, NULL);
        ck_assert_int_eq(st, m.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        fair__spec_free(&spec, &mem); /* fine twice */
        ck_assert_uint_eq(m.live, 0);
        if (!m.injected) break;
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_names);
    tcase_add_test(tc, test_numbers);
    tcase_add_test(tc, test_positives);
    tcase_add_test(tc, test_copies);
    tcase_add_test(tc, test_equality);
    tcase_add_test(tc, test_refused_memory);
}

FAIR_TEST_MAIN("tally/spec", tests)
