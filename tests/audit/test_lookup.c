/* SPDX-License-Identifier: MIT
 * Tests of selectors: what a wrong one says, and what one without a group
 * finds. */
#include "reports.h"

static fair_error
value_error(const fair_report *report, const char *name,
            const fair_selector *sel)
{
    fair_error err = {0};
    fair_value v;
    memset(&v, 0x55, sizeof(v));
    const fair_value before = v;
    ck_assert_int_eq(fair_report_value(report, name, sel, &v, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(memcmp(&v, &before, sizeof(v)), 0);
    return err;
}

START_TEST(names_that_are_not_there)
{
    fair_report *report = compas_report(NULL);
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_error err = value_error(report, "selection_rat", NULL);
    ck_assert_says(err, "nearest first there are: selection_rate, ");
    sel.comparison = "differences";
    err = value_error(report, "selection_rate", &sel);
    ck_assert_says(err, "nearest first there are: difference, ");
    sel.comparison = "difference";
    err = value_error(report, "four_fifths", &sel);
    ck_assert_says(err, "is a criterion");
    fair_report_free(report);
}
END_TEST

START_TEST(groups_that_are_not_there)
{
    fair_report *report = compas_report(NULL);
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_feature_value group = {"race", fair_scalar_text("Martian")};
    sel.n_group = 1;
    sel.group = &group;
    fair_error err = value_error(report, "accuracy", &sel);
    ck_assert_says(err, "race=\"African-American\"; race=\"Asian\"; "
                        "race=\"Caucasian\"");
    group.feature = "sex";
    err = value_error(report, "accuracy", &sel);
    ck_assert_says(err, "the groupings are: race");
    err = value_error(report, "four_fifths", &sel);
    ck_assert_says(err, "over all groups");
    group.feature = "race";
    sel.comparison = "difference";
    err = value_error(report, "accuracy", &sel);
    ck_assert_says(err, "over all groups");
    sel = (fair_selector)FAIR_SELECTOR_INIT;
    sel.n_control = 1;
    sel.control = &group;
    err = value_error(report, "accuracy", &sel);
    ck_assert_says(err, "there are no control features");
    sel.n_control = 0;
    sel.n_by = 1;
    err = value_error(report, "four_fifths", &sel); /* by is NULL */
    ck_assert_says(err, "the groupings are: race");
    sel.size = 4;
    err = value_error(report, "accuracy", &sel);
    fair_report_free(report);

    report = berkeley_report(NULL);
    sel = (fair_selector)FAIR_SELECTOR_INIT;
    group = (fair_feature_value){"department", fair_scalar_text("Z")};
    sel.n_control = 1;
    sel.control = &group;
    err = value_error(report, "selection_rate", &sel);
    ck_assert_says(err, "department=\"A\"; department=\"B\"");
    fair_report_free(report);
}
END_TEST

/* What is NULL, named twice, of another kind or too much is nobody's. */
START_TEST(selectors_that_are_not_whole)
{
    static const char *const nothing[] = {NULL}, *const race[] = {"race"};
    const struct {
        fair_feature_value group[2];
        size_t n;
        int has_list;
        const char *message;
    } groups[] = {
        {{{"race", fair_scalar_text("Other")}}, 1, 0, "by or group is NULL"},
        {{{NULL, fair_scalar_text("Other")}}, 1, 1, "the groupings are: race"},
        {{{"race", fair_scalar_float(0.5)}}, 1, 1, "race=\"Other\""},
        {{{"race", fair_scalar_int(1)}}, 1, 1, "race=\"Other\""},
        {{{"race", {0}}}, 1, 1, "race=\"Other\""},
        {{{"race", fair_scalar_text("Other")},
          {"race", fair_scalar_text("Other")}}, 2, 1,
         "the groupings are: race"},
    };
    fair_report *report = compas_report(NULL);
    for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
        fair_selector sel = FAIR_SELECTOR_INIT;
        sel.n_group = groups[i].n;
        sel.group = groups[i].has_list ? groups[i].group : NULL;
        const fair_error err = value_error(report, "accuracy", &sel);
        ck_assert_says(err, groups[i].message);
    }
    fair_selector sel = FAIR_SELECTOR_INIT;
    const fair_feature_value twice[] = {{"race", fair_scalar_text("Other")},
                                        {"race", fair_scalar_text("Other")}};
    sel.n_by = 1;
    sel.by = nothing;
    fair_error err = value_error(report, "four_fifths", &sel);
    ck_assert_says(err, "the groupings are: race");
    sel.by = race;
    sel.n_group = 2;
    sel.group = twice;
    err = value_error(report, "accuracy", &sel);
    ck_assert_says(err, "a value for every feature");
    sel.n_group = 0;
    fix_value(report, "four_fifths", &sel);
    fair_report_free(report);

    report = berkeley_report(NULL);
    sel = (fair_selector)FAIR_SELECTOR_INIT;
    sel.n_control = 1; /* of which there is no list */
    value_error(report, "selection_rate", &sel);
    sel.control = twice; /* not a control feature */
    value_error(report, "selection_rate", &sel);
    sel.n_control = 2; /* more than there are */
    value_error(report, "selection_rate", &sel);
    fair_report_free(report);
}
END_TEST

/* Undefined groups and groups set aside are furthest from nothing. */
START_TEST(the_extreme_of_some)
{
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 30, 1}, {{"a"}, 1, 0, 0, 30, 1},
        {{"b"}, 1, 1, 0, 20, 1}, {{"b"}, 1, 0, 0, 30, 1},
        {{"c"}, 1, 1, 0, 2, 1},  {{"d"}, 1, 1, 0, 1, 1},
        {{"e"}, 1, 1, 0, 10, 1}, {{"e"}, 1, 0, 0, 30, 1},
    };
    const fair_feature_value a = {"g", fair_scalar_text("a")};
    fixture f = fix(1, "g", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_reference_values = 1;
    o.reference_values = &a;
    o.min_count = 10; /* c and d would be furthest */
    fair_report *report = fix_report(&f, &o, rows, 8);
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.comparison = "difference_to_reference";
    const fair_value v = fix_value(report, "selection_rate", &sel);
    ck_assert_str_eq(fix_field(report, v.id, "group"), "{\"g\": \"e\"}");
    ck_assert_double_eq_tol(v.value, 0.25 - 0.5, 1e-15);
    fair_report_free(report);
}
END_TEST

/* Without a group: the one furthest from the reference. */
START_TEST(the_extreme_group)
{
    const fair_feature_value caucasian = {"race",
                                          fair_scalar_text("Caucasian")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_reference_values = 1;
    o.reference_values = &caucasian;
    fair_report *report = compas_report(&o);
    fair_selector sel = FAIR_SELECTOR_INIT;
    sel.comparison = "difference_to_reference";
    fair_value v = fix_value(report, "selection_rate", &sel);
    ck_assert_str_eq(fix_field(report, v.id, "group"),
                     "{\"race\": \"Native American\"}");
    ck_assert_double_eq_tol(v.value, 12.0 / 18 - 854.0 / 2454, 1e-15);
    /* 79/377 to 854/2454 is 0.60, 12/18 to it is 1.92, 1/1.92 is 0.52. */
    sel.comparison = "ratio_to_reference";
    v = fix_value(report, "selection_rate", &sel);
    ck_assert_str_eq(fix_field(report, v.id, "group"),
                     "{\"race\": \"Native American\"}");
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, names_that_are_not_there);
    tcase_add_test(tc, groups_that_are_not_there);
    tcase_add_test(tc, selectors_that_are_not_whole);
    tcase_add_test(tc, the_extreme_group);
    tcase_add_test(tc, the_extreme_of_some);
}

FAIR_TEST_MAIN("audit/lookup", tests)
