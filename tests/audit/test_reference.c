/* SPDX-License-Identifier: MIT
 * Tests of references that are named: found, missing, absent. */
#include "small.h"

START_TEST(named_references)
{
    fixture f = fix(2, "g", "c", NULL);
    fair_feature_value named = {"g", fair_scalar_parsed("c")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_reference_values = 1;
    o.reference_values = &named;
    fair_report *report = fix_report(&f, &o, small_rows, SMALL_ROWS);
    json j = fix_json(report);
    ck_assert_str_eq(text_at(&j, "specification.reference.g"), "c");
    /* c is named in g; the other grouping has its largest group; both
     * together: (c, x) has five rows, (c, y) four. */
    static const char *const by_c[] = {"c"}, *const both[] = {"g", "c"};
    static const char *const by_g[] = {"g"};
    static const struct {
        const char *const *by;
        size_t n;
        const char *reference;
    } expected[] = {
        {by_g, 1, "{\"g\": \"c\"}"},
        {by_c, 1, "{\"c\": \"x\"}"},
        {both, 2, "{\"g\": \"c\", \"c\": \"x\"}"},
    };
    for (size_t i = 0; i < 3; i++) {
        fair_selector sel = FAIR_SELECTOR_INIT;
        sel.n_by = expected[i].n;
        sel.by = expected[i].by;
        sel.comparison = "difference_to_reference";
        const fair_value v = fix_value(report, "selection_rate", &sel);
        ck_assert_str_eq(fix_field(report, v.id, "reference"),
                         expected[i].reference);
    }
    const json *warnings = json_get(&j, "warnings");
    ck_assert_str_eq(text_at(warnings, "1.code"), "reference_defaulted");
    ck_assert_str_eq(text_at(warnings, "1.group.c"), "x");
    json_free(&j);
    fair_report_free(report);
}
END_TEST

START_TEST(references_that_are_not_there)
{
    fair_feature_value named = {"g", fair_scalar_text("d")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_reference_values = 1;
    o.reference_values = &named;
    fair_error err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "\"a\", \"b\", \"c\", (missing)");
    named.feature = "h";
    err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "there are: g");
    named = (fair_feature_value){"g", fair_scalar_int(1)};
    err = small_refused(&o, FAIR_ERR_ARGUMENT);
    named.value = fair_scalar_float(0.5);
    err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "not one that a group can have");
    named.value = fair_scalar_text("a");
    named.value.reserved = 1;
    err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "not one that a group can have");
    o.reference_values = NULL;
    err = small_refused(&o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "reference_values is NULL");

    /* Both values are there, but nobody has both. */
    static const fix_row rows[] = {{{"a", "x"}, 1, 1, 0, 2, 1},
                                   {{"b", "y"}, 0, 0, 0, 2, 1}};
    const fair_feature_value both[] = {{"g", fair_scalar_text("a")},
                                       {"c", fair_scalar_text("y")}};
    fixture f = fix(2, "g", "c", NULL);
    o.n_reference_values = 2;
    o.reference_values = both;
    err = fix_refused(&f, &o, rows, 2, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "g=\"a\", c=\"x\"; g=\"b\", c=\"y\"");
}
END_TEST

/* The missing group is the largest, but only a name chooses it. */
START_TEST(a_missing_reference)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fair_report *report = small_report(&o);
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.comparison = "difference_to_reference";
    fair_value v = fix_value(report, "selection_rate", &sel);
    ck_assert_str_eq(fix_field(report, v.id, "reference"), "{\"g\": \"a\"}");
    fair_report_free(report);
    const fair_feature_value named = {"g", fair_scalar_missing()};
    o.n_reference_values = 1;
    o.reference_values = &named;
    report = small_report(&o);
    v = fix_value(report, "selection_rate", &sel);
    ck_assert_str_eq(fix_field(report, v.id, "reference"), "{\"g\": null}");
    fair_report_free(report);
}
END_TEST

/* Named, but without rows in one stratum: nothing to compare with there. */
START_TEST(a_reference_absent_from_a_stratum)
{
    static const fix_row rows[] = {
        {{"a", "x"}, 1, 1, 0, 3, 1}, {{"b", "x"}, 0, 0, 0, 3, 1},
        {{"b", "y"}, 1, 0, 0, 3, 1}, {{"c", "y"}, 0, 1, 0, 4, 1},
    };
    fixture f = fix(1, "g", "c", NULL);
    const fair_feature_value named = {"g", fair_scalar_text("a")};
    const fair_feature_value y = {"c", fair_scalar_text("y")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_reference_values = 1;
    o.reference_values = &named;
    fair_report *report = fix_report(&f, &o, rows, 4);
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.n_control = 1;
    sel.control = &y;
    sel.comparison = "difference_to_reference";
    const fair_value v = fix_value(report, "selection_rate", &sel);
    ck_assert_int_eq(v.reason, FAIR_REASON_UNDEFINED_IN_GROUP);
    ck_assert_str_eq(fix_field(report, v.id, "reference"), "null");
    json j = fix_json(report);
    json_free(&j);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, named_references);
    tcase_add_test(tc, references_that_are_not_there);
    tcase_add_test(tc, a_missing_reference);
    tcase_add_test(tc, a_reference_absent_from_a_stratum);
}

FAIR_TEST_MAIN("audit/reference", tests)
