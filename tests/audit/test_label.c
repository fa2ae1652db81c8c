/* SPDX-License-Identifier: MIT
 * Tests of values as people read them: every kind, quotes where a text could
 * be taken for something else, cuts between characters. */
#include "audit/label.h"

#include <stdio.h>

#include "harness.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

typedef struct labelled {
    fair_allocator mem;
    fair__text text;
} labelled;

static void
start(labelled *l)
{
    ck_assert_ok(fair__memory_init(&l->mem, NULL, &err_));
    fair__text_init(&l->text, &l->mem);
}

static void
ends_as(labelled *l, const char *expected)
{
    fair__text_char(&l->text, '\0');
    ck_assert_int_eq(l->text.status, FAIR_OK);
    ck_assert_str_eq(l->text.bytes, expected);
    fair__text_free(&l->text);
}

START_TEST(test_values)
{
    const struct {
        fair_scalar value;
        const char *shown, *quoted, *in_json;
    } cases[] = {
        {fair_scalar_bool(0), "false", "false", "false"},
        {fair_scalar_bool(1), "true", "true", "true"},
        {fair_scalar_int(-7), "-7", "-7", "-7"},
        {fair_scalar_uint(UINT64_MAX), "18446744073709551615",
         "18446744073709551615", "18446744073709551615"},
        {fair_scalar_float(0.1), "0.1", "0.1", "0.1"},
        {fair_scalar_missing(), "(missing)", "(missing)", "null"},
        {fair_scalar_text("ab"), "ab", "\"ab\"", "\"ab\""},
        {fair_scalar_parsed("ab"), "ab", "\"ab\"", "\"ab\""},
        {fair_scalar_text(""), "\"\"", "\"\"", "\"\""},
        {fair_scalar_text(" a"), "\" a\"", "\" a\"", "\" a\""},
        {fair_scalar_text("a "), "\"a \"", "\"a \"", "\"a \""},
        {fair_scalar_text("\"a"), "\"\"a\"", "\"\"a\"", "\"\\\"a\""},
        {fair_scalar_text("a\""), "a\"", "\"a\"\"", "\"a\\\"\""},
        {fair_scalar_text("(missing)"), "\"(missing)\"", "\"(missing)\"",
         "\"(missing)\""},
        {fair_scalar_text("(missing("), "(missing(", "\"(missing(\"",
         "\"(missing(\""},
        {fair_scalar_text("missing"), "missing", "\"missing\"",
         "\"missing\""},
        {fair_scalar_text("1"), "1", "\"1\"", "\"1\""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        labelled l;
        start(&l);
        fair__label_value(&l.text, &cases[i].value, SIZE_MAX);
        ends_as(&l, cases[i].shown);
        start(&l);
        fair__label_quoted(&l.text, &cases[i].value, SIZE_MAX);
        ends_as(&l, cases[i].quoted);
        start(&l);
        fair__json j;
        fair__json_init(&j, &l.text);
        fair__json_scalar(&j, &cases[i].value);
        ends_as(&l, cases[i].in_json);
    }
}
END_TEST

/* At most so many bytes, and no half character. */
START_TEST(test_cuts)
{
    static const struct {
        size_t most;
        const char *shown;
    } cases[] = {
        {0, "\xe2\x80\xa6"},
        {1, "a\xe2\x80\xa6"},
        {2, "a\xe2\x80\xa6"},
        {3, "a\xc3\xa9\xe2\x80\xa6"},
        {4, "a\xc3\xa9" "b"},
        {5, "a\xc3\xa9" "b"},
    };
    const fair_scalar value = fair_scalar_text("a\xc3\xa9" "b");
    for (size_t i = 0; i < COUNT(cases); i++) {
        labelled l;
        char quoted[16];
        snprintf(quoted, sizeof(quoted), "\"%s\"", cases[i].shown);
        start(&l);
        fair__label_value(&l.text, &value, cases[i].most);
        ends_as(&l, cases[i].shown);
        start(&l);
        fair__label_quoted(&l.text, &value, cases[i].most);
        ends_as(&l, quoted);
    }
}
END_TEST

START_TEST(test_no_group)
{
    static const struct {
        int32_t group;
        const char *shown;
    } cases[] = {
        {FAIR__OVERALL, "overall"},
        {FAIR__REST, "rest"},
        {FAIR__ABSENT, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        labelled l;
        start(&l);
        fair__label_group(&l.text, NULL, NULL, 0, cases[i].group);
        ends_as(&l, cases[i].shown);
    }
    labelled l;
    start(&l);
    fair__label_name(&l.text, "true_positive_rate");
    ends_as(&l, "true positive rate");
    start(&l);
    fair__json j;
    const fair__tuple none = fair__tuple_of_stratum(NULL, FAIR__ALL_ROWS);
    fair__json_init(&j, &l.text);
    fair__json_tuple(&j, &none);
    ends_as(&l, "null");
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_values);
    tcase_add_test(tc, test_cuts);
    tcase_add_test(tc, test_no_group);
}

FAIR_TEST_MAIN("audit/label", tests)
