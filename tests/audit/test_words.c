/* SPDX-License-Identifier: MIT
 * Tests of what counts as positive: what a report says of it, and when a
 * declared value is refused because nobody has it. */
#include "small.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* What is declared: for all, y_true, y_pred, y_pred_baseline. */
typedef struct declared {
    fair_scalar all, own[3];
} declared;

static fixture
declare(const declared *d)
{
    fixture f = fix(1, "g", NULL, NULL);
    f.has_baseline = 1;
    f.options.y_pred_baseline = "old";
    f.options.positive_label = d->all;
    f.options.y_true_positive = d->own[0];
    f.options.y_pred_positive = d->own[1];
    f.options.y_pred_baseline_positive = d->own[2];
    return f;
}

#define INT(x) {.kind = FAIR_KIND_INT, .integer = (x)}
#define PARSED(x)                                                             \
    {.kind = FAIR_KIND_PARSED, .text = (x), .length = sizeof(x) - 1}

/* One value where all columns agree, else one of each: in its own kind. */
START_TEST(what_is_positive)
{
    static const fix_row rows[] = {{{"a"}, 0, 1, 0, 5, 1},
                                   {{"a"}, 1, 0, 1, 5, 1},
                                   {{"b"}, 0, 0, 0, 5, 1}};
    static const struct {
        declared declared;
        const char *expected[3];
    } cases[] = {
        {{{0}, {{0}}}, {"1", NULL}},
        {{INT(0), {{0}}}, {"0", NULL}},
        {{PARSED("0"), {{0}}}, {"0", NULL}},
        {{PARSED("1.0"), {{0}}}, {"1", NULL}},
        {{INT(1), {INT(0)}}, {"0", "1", "1"}},
        {{{0}, {PARSED("1"), PARSED("0"), INT(1)}}, {"1", "0", "1"}},
        {{{0}, {INT(0), INT(0), INT(0)}}, {"0", NULL}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture f = declare(&cases[i].declared);
        fair_report *report = fix_report(&f, NULL, rows, 3);
        json j = fix_json(report);
        const json *p =
            json_get(json_get(&j, "specification"), "positive_label");
        if (cases[i].expected[1] == NULL) {
            ck_assert_int_eq(p->kind, '0');
            ck_assert_str_eq(p->text, cases[i].expected[0]);
        } else {
            static const char *const columns[] = {"y_true", "y_pred",
                                                  "y_pred_baseline"};
            ck_assert_uint_eq(p->n, 3);
            for (int k = 0; k < 3; k++)
                ck_assert_str_eq(json_get(p, columns[k])->text,
                                 cases[i].expected[k]);
        }
        json_free(&j);
        fair_report_free(report);
    }
}
END_TEST

/* Scores alone have a threshold, and no positive label. */
START_TEST(scores_have_none)
{
    static const fix_row rows[] = {{{"a"}, 0, 0, 0, 5, 0.25},
                                   {{"b"}, 0, 0, 0, 5, 0.75}};
    fixture f = fix(1, "g", NULL, NULL);
    f.has_y = f.has_p = 0;
    f.has_score = 1;
    f.options.y_score = "score";
    f.options.has_threshold = 1;
    f.options.threshold = 0.5;
    fair_report *report = fix_report(&f, NULL, rows, 2);
    json j = fix_json(report);
    ck_assert_str_eq(text_at(&j, "specification.positive_label"), "null");
    ck_assert_str_eq(text_at(&j, "specification.threshold"), "0.5");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

/* y_true has 0 alone or nothing, y_pred 0 and 1, the baseline 0 alone. */
START_TEST(never_seen)
{
    static const fix_row rows[] = {{{"a"}, 0, 1, 0, 5, 1},
                                   {{"b"}, 0, 0, 0, 5, 1}};
    static const fix_row unlabelled[] = {{{"a"}, NO_LABEL, 0, 0, 5, 1},
                                         {{"b"}, NO_LABEL, 0, 0, 5, 1}};
    static const struct {
        declared declared;
        const char *column; /* NULL: it is fine */
        const char *message;
    } cases[] = {
        {{INT(1), {{0}}}, NULL, NULL}, /* seen in y_pred */
        {{PARSED("1"), {{0}}}, NULL, NULL},
        {{{0}, {INT(1), INT(1)}}, NULL, NULL},
        {{{0}, {INT(1), INT(0)}}, "recid",
         "positive_label 1 is never seen (a typo?): recid has 0; high has 1 "
         "and 0; old has 0"},
        {{{0}, {PARSED("1"), PARSED("0")}}, "recid", "\"1\" is never seen"},
        {{{0}, {PARSED("1"), PARSED("1.0")}}, "recid", "\"1\" is never seen"},
        {{{0}, {INT(1), PARSED("1")}}, "recid", "1 is never seen"},
        {{{0}, {PARSED("1"), PARSED("1")}}, NULL, NULL},
        {{{0}, {{0}, {0}, INT(1)}}, "old", "1 is never seen"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture f = declare(&cases[i].declared);
        if (cases[i].column == NULL) {
            fair_report_free(fix_report(&f, NULL, rows, 2));
            continue;
        }
        const fair_error err = fix_refused(&f, NULL, rows, 2, FAIR_ERR_DATA);
        ck_assert_msg(strcmp(err.column, cases[i].column) == 0, "%zu: %s", i,
                      err.column);
        ck_assert_says(err, cases[i].message);
    }
    const declared one = {INT(1), {{0}}};
    fixture f = declare(&one);
    f.options.unlabelled = FAIR_UNLABELLED_KEEP;
    const fair_error err =
        fix_refused(&f, NULL, unlabelled, 2, FAIR_ERR_DATA);
    ck_assert_says(err, "recid has no values; high has 0; old has 0");
}
END_TEST

/* Text that is not there, and not UTF-8. */
START_TEST(texts_refused)
{
    fair_audit *a = NULL;
    fair_error err = {0};
    static const char *const names[] = {"g"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.shard = "a\xff";
    ck_assert_int_eq(fair_audit_new(&o, &a, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.message, "shard is not UTF-8");
    o.shard = NULL;
    static const int32_t kinds[] = {FAIR_KIND_TEXT, FAIR_KIND_PARSED};
    for (int i = 0; i < 2; i++) {
        o.positive_label = fair_scalar_text("\xff");
        o.positive_label.kind = kinds[i];
        ck_assert_int_eq(fair_audit_new(&o, &a, &err), FAIR_ERR_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(err.message, "must be text in UTF-8"));
        o.positive_label.text = NULL;
        ck_assert_int_eq(fair_audit_new(&o, &a, &err), FAIR_ERR_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(err.message, "a length but no text"));
        o.positive_label.length = 0; /* the empty text needs none */
        ck_assert_int_eq(fair_audit_new(&o, &a, &err), FAIR_OK);
        fair_audit_free(a);
        a = NULL;
    }
    o.positive_label = fair_scalar_float(0.5);
    ck_assert_int_eq(fair_audit_new(&o, &a, &err), FAIR_ERR_ARGUMENT);
    o.positive_label = fair_scalar_missing();
    ck_assert_int_eq(fair_audit_new(&o, &a, &err), FAIR_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "missing value"));
    ck_assert_ptr_null(a);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, what_is_positive);
    tcase_add_test(tc, scores_have_none);
    tcase_add_test(tc, never_seen);
    tcase_add_test(tc, texts_refused);
}

FAIR_TEST_MAIN("audit/words", tests)
