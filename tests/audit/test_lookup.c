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
    tcase_add_test(tc, the_extreme_group);
}

FAIR_TEST_MAIN("audit/lookup", tests)
