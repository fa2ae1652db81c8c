/* SPDX-License-Identifier: MIT
 * What a plan refuses and sets aside, and what it says about it. */
#include "plans.h"

/* Three groups; the third has one row, and no negative. */
static const plan_data data = {
    .n = 9,
    .n_groups = 3,
    .rows = {
        {0, 1, 4, 1, 0.9}, {0, 0, 4, 1, 0.8}, {0, 1, 4, 1, 0.7},
        {0, 0, 4, 1, 0.1}, {1, 1, 4, 1, 0.6}, {1, 0, 4, 1, 0.5},
        {1, 1, 4, 1, 0.4}, {1, 0, 4, 1, 0.2}, {2, 1, 4, 1, 0.3},
    },
};

static fair_plan_options
options_of(const char *constraint, const char *max_difference)
{
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    o.constraint = constraint;
    o.max_difference = max_difference;
    return o;
}

static fair_plan *
fit(const fair_report *report, const fair_plan_options *o)
{
    fair_plan *plan = NULL;
    fair_error err = {0};
    ck_assert_msg(fair_plan_fit(report, o, &plan, &err) == FAIR_OK, "%s",
                  err.message);
    return plan;
}

/* Says `part`, with that code, and makes no plan. */
static fair_error
refused(const fair_report *report, const fair_plan_options *o,
        fair_status status, const char *part)
{
    fair_plan *plan = NULL;
    fair_error err = {0};
    ck_assert_int_eq(fair_plan_fit(report, o, &plan, &err), status);
    ck_assert_ptr_null(plan);
    ck_assert_says(err, part);
    return err;
}

START_TEST(options_that_make_no_sense)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan_options o = options_of("demographic_party", "0.1");
    refused(report, &o, FAIR_ERR_ARGUMENT,
            "nearest first there are: demographic_parity");
    o = options_of(NULL, NULL);
    o.objective = "acuracy";
    refused(report, &o, FAIR_ERR_ARGUMENT,
            "nearest first there are: accuracy");
    o = options_of("demographic_parity", NULL);
    refused(report, &o, FAIR_ERR_ARGUMENT, "is not said");
    o = options_of(NULL, NULL);
    o.rule = FAIR_PLAN_REJECT_OPTION;
    refused(report, &o, FAIR_ERR_ARGUMENT, "around a threshold");
    o.has_threshold = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "needs the groups");
    o.n_favoured = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "favoured is NULL");
    o = options_of(NULL, "0.1");
    refused(report, &o, FAIR_ERR_ARGUMENT, "there is no constraint");
    o = options_of("demographic_parity", "0.1");
    o.min_ratio = "0.8";
    refused(report, &o, FAIR_ERR_ARGUMENT, "are both given");
    static const char *const numbers[] = {"",     "x",  "-0.1", "1.1", "2",
                                          "0.1 ", "1.", "1e1",  ".",   "1e-99",
                                          "0.123456789012345678901"};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        o = options_of("demographic_parity", numbers[i]);
        refused(report, &o, FAIR_ERR_ARGUMENT, "expected a decimal number");
    }
    for (int rule = 0; rule < 3; rule++) {
        o = options_of("demographic_parity", "0.1");
        o.rule = rule;
        o.min_rate = "0.5000000000000000002";
        o.max_rate = "0.5000000000000000001";
        refused(report, &o, FAIR_ERR_ARGUMENT,
                "no rate is at least the one and at most the other");
    }
    o = options_of(NULL, NULL);
    o.rule = 4;
    refused(report, &o, FAIR_ERR_ARGUMENT, "FAIR_PLAN_*");
    o = options_of(NULL, NULL);
    o.has_threshold = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "for no other");
    o = options_of(NULL, NULL);
    o.objective = "least_change";
    refused(report, &o, FAIR_ERR_ARGUMENT, "give it");
    o.has_threshold = 1;
    o.threshold = NAN;
    refused(report, &o, FAIR_ERR_ARGUMENT, "is NaN");
    o = options_of(NULL, NULL);
    o.objective = "expected_cost";
    refused(report, &o, FAIR_ERR_ARGUMENT, "needs costs");
    o.objective = "utility";
    refused(report, &o, FAIR_ERR_ARGUMENT, "needs utilities");
    o.size = 7;
    refused(report, &o, FAIR_ERR_ARGUMENT, "fair_plan_options");
    fair_report_free(report);
}
END_TEST

START_TEST(what_is_not_for_a_referral_band)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan_options o = options_of("demographic_parity", "0.1");
    o.objective = "least_referred";
    refused(report, &o, FAIR_ERR_ARGUMENT,
            "least_referred is counted from a threshold");
    o.has_threshold = 1;
    o.threshold = INFINITY;
    refused(report, &o, FAIR_ERR_ARGUMENT, "expected a number");
    o.threshold = 0.5;
    for (o.rule = FAIR_PLAN_RANDOMIZED; o.rule <= FAIR_PLAN_REJECT_OPTION;
         o.rule++)
        refused(report, &o, FAIR_ERR_ARGUMENT,
                o.rule == FAIR_PLAN_RANDOMIZED ? "not for other rules"
                                               : "needs the groups");
    o.rule = FAIR_PLAN_SHARED;
    o.max_selected = "3";
    refused(report, &o, FAIR_ERR_ARGUMENT, "may be selected later");
    o.max_selected = NULL;
    o.has_no_lower_than = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "may be selected later");
    fair_report_free(report);
    report = plan_report(&data, NULL, 4);
    o = options_of("demographic_parity", "0.1");
    o.objective = "least_referred";
    o.has_threshold = 1;
    o.threshold = 0.6;
    refused(report, &o, FAIR_ERR_ARGUMENT, "within one of the 4 bins");
    fair_report_free(report);
}
END_TEST

START_TEST(strata_that_make_no_sense)
{
    static const char *const by[] = {"group", "stratum"};
    static const char *const twice[] = {"stratum", "stratum"};
    static const char *const other[] = {"region", NULL};
    plan_data some = data;
    some.has_strata = 1;
    fair_report *report = plan_report(&some, NULL, 0);
    fair_plan_options o = options_of("demographic_parity", "0.1");
    o.by = o.control = by;
    o.n_by = o.n_control = 2;
    refused(report, &o, FAIR_ERR_ARGUMENT, "none is compared");
    o.control = twice;
    refused(report, &o, FAIR_ERR_ARGUMENT, "named twice");
    o.control = other;
    refused(report, &o, FAIR_ERR_ARGUMENT, "no feature of the groups");
    o.control = other + 1;
    o.n_control = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "name 1 is NULL");
    o.control = NULL;
    refused(report, &o, FAIR_ERR_ARGUMENT, "control is NULL");
    fair_report_free(report);
}
END_TEST

START_TEST(costs_that_make_no_sense)
{
    fair_report *report = plan_report(&data, NULL, 0);
    const fair_feature_value first = {"group", {.kind = FAIR_KIND_INT}};
    const fair_feature_value none = {"group",
                                     {.kind = FAIR_KIND_INT, .integer = 7}};
    const fair_feature_value other = {"race", {.kind = FAIR_KIND_INT}};
    fair_plan_costs costs[2] = {{1, &first, 0, 1, 2, 0},
                                {1, &first, 0, 1, 2, 0}};
    fair_plan_options o = options_of(NULL, NULL);
    o.costs = costs;
    o.n_costs = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "not for accuracy");
    o.objective = "expected_cost";
    refused(report, &o, FAIR_ERR_ARGUMENT, "name 1 of 3 groups");
    o.n_costs = 2;
    refused(report, &o, FAIR_ERR_ARGUMENT, "2: the group is named twice");
    costs[1].values = &none;
    refused(report, &o, FAIR_ERR_ARGUMENT, "no rows are in this group");
    costs[1].values = &other;
    refused(report, &o, FAIR_ERR_ARGUMENT, "no grouping has just these");
    costs[1].n_values = 0;
    refused(report, &o, FAIR_ERR_ARGUMENT, "2: the group is not said");
    for (int i = 0; i < 5; i++) {
        const double wrong[5][4] = {{0, -1, 0, 0}, {0, 0, NAN, 0}, {1, 0, 0, 0},
                                    {0, 0, 0, -1}, {0, 2e100, 0, 0}};
        const double *x = wrong[i];
        costs[0] = (fair_plan_costs){1, &first, x[0], x[1], x[2], x[3]};
        refused(report, &o, FAIR_ERR_ARGUMENT, "1: false_positive and");
    }
    o.objective = "utility";
    costs[0].true_negative = INFINITY;
    refused(report, &o, FAIR_ERR_ARGUMENT, "1: a utility is a number");
    o.costs = NULL;
    refused(report, &o, FAIR_ERR_ARGUMENT, "costs");
    fair_report_free(report);
}
END_TEST

START_TEST(several_that_make_no_sense)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan_limit also[4] = {{"equal_opportunity", "0.1", NULL},
                               {"demographic_parity", NULL, NULL}};
    fair_plan_options o = options_of("demographic_parity", "0.5");
    o.also = also;
    o.n_also = 2;
    refused(report, &o, FAIR_ERR_ARGUMENT, "demographic_parity: give");
    also[1].max_difference = also[1].min_ratio = "0.5";
    refused(report, &o, FAIR_ERR_ARGUMENT, "and not both");
    also[1].max_difference = NULL;
    also[1].min_ratio = "x";
    refused(report, &o, FAIR_ERR_ARGUMENT, "also is \"x\"");
    also[1].min_ratio = "0.5";
    also[1].constraint = "equal_oportunity";
    refused(report, &o, FAIR_ERR_ARGUMENT, "equal_oportunity");
    also[1].constraint = "none";
    refused(report, &o, FAIR_ERR_ARGUMENT, "none");
    also[1].constraint = NULL;
    refused(report, &o, FAIR_ERR_ARGUMENT, "none");
    o.n_also = 1;
    also[0].constraint = "equalized_odds"; /* the third has no negatives */
    refused(report, &o, FAIR_ERR_DATA, "so equalized_odds means nothing");
    o.n_also = 4;
    refused(report, &o, FAIR_ERR_ARGUMENT, "at most 3");
    o.n_also = 1;
    o.rule = FAIR_PLAN_RANDOMIZED;
    refused(report, &o, FAIR_ERR_ARGUMENT, "several constraints");
    o.rule = 0;
    o.also = NULL;
    refused(report, &o, FAIR_ERR_ARGUMENT, "also");
    o = options_of(NULL, NULL);
    o.also = also;
    o.n_also = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "there is none");
    fair_report_free(report);
}
END_TEST

/* Costs that are those of the report are as if they were not given; other
 * groups have the report's. */
START_TEST(costs_of_one_group)
{
    fair_report_options r = FAIR_REPORT_OPTIONS_INIT;
    const fair_feature_value last = {"group",
                                     {.kind = FAIR_KIND_INT, .integer = 2}};
    const fair_plan_costs same = {1, &last, 0, 2, 3, 0};
    fair_plan_options o = options_of(NULL, NULL);
    r.has_costs = 1;
    r.cost_false_positive = 2;
    r.cost_false_negative = 3;
    fair_report *report = plan_report(&data, &r, 0);
    o.objective = "expected_cost";
    fair_plan *without = fit(report, &o);
    o.n_costs = 1;
    o.costs = &same;
    fair_plan *with = fit(report, &o);
    ck_assert_double_eq(plan_summary(with).value, plan_summary(without).value);
    ck_assert_ptr_null(plan_group(without, 0).costs);
    for (size_t g = 0; g < 3; g++) {
        const fair_plan_group group = plan_group(with, g);
        ck_assert_double_eq(group.threshold, plan_group(without, g).threshold);
        ck_assert_double_eq(group.costs->false_positive, 2);
        ck_assert_double_eq(group.costs->false_negative, 3);
        ck_assert_ptr_eq(group.costs->values, group.values);
    }
    fair_plan_free(with);
    fair_plan_free(without);
    fair_report_free(report);
}
END_TEST

START_TEST(limits_that_make_no_sense)
{
    static const char *const portions[] = {"", "x", "-1", "1.5", "0.2x", "2e0",
                                           "12345678901234567890123"};
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan_options o = options_of(NULL, NULL);
    for (size_t i = 0; i < sizeof(portions) / sizeof(*portions); i++) {
        o.max_selected = portions[i];
        refused(report, &o, FAIR_ERR_ARGUMENT, "expected a share");
    }
    o.max_selected = "3";
    o.min_selected = "4";
    refused(report, &o, FAIR_ERR_INFEASIBLE, "select as much as");
    o.min_selected = "10";
    o.max_selected = NULL; /* there are nine rows */
    refused(report, &o, FAIR_ERR_INFEASIBLE, "select as much as");
    o = options_of(NULL, NULL);
    o.has_no_lower_than = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "there is no constraint");
    o = options_of("demographic_parity", NULL);
    o.no_lower_than = 0.5;
    refused(report, &o, FAIR_ERR_ARGUMENT, "is not said");
    o = options_of("demographic_parity", "0.1");
    o.no_lower_than = 0.5;
    refused(report, &o, FAIR_ERR_ARGUMENT, "has_no_lower_than is 1");
    o.has_no_lower_than = 1;
    o.no_lower_than = NAN;
    refused(report, &o, FAIR_ERR_ARGUMENT, "not finite");
    o.no_lower_than = 0.1; /* everybody of each group but the third */
    o.has_no_higher_than = 1;
    o.no_higher_than = INFINITY;
    refused(report, &o, FAIR_ERR_ARGUMENT, "no_higher_than");
    o.no_higher_than = 0.9; /* nearly nobody */
    refused(report, &o, FAIR_ERR_INFEASIBLE, "no_higher_than ask for");
    o = options_of("equalized_odds", "0.1");
    o.rule = FAIR_PLAN_RANDOMIZED;
    o.has_no_lower_than = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "not for a randomised rule");
    fair_report_free(report);
}
END_TEST

START_TEST(what_is_not_for_randomized_rules)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan_options o = options_of("predictive_parity", "0.1");
    o.rule = FAIR_PLAN_RANDOMIZED;
    refused(report, &o, FAIR_ERR_ARGUMENT, "is not for a randomised rule");
    o = options_of("demographic_parity", NULL);
    o.rule = FAIR_PLAN_RANDOMIZED;
    o.min_ratio = "0.8";
    refused(report, &o, FAIR_ERR_ARGUMENT, "needs a min_rate above 0");
    o = options_of("equalized_odds", "0.1");
    o.rule = FAIR_PLAN_RANDOMIZED;
    o.min_count = 2;
    o.objective = "least_change";
    o.has_threshold = 1;
    refused(report, &o, FAIR_ERR_ARGUMENT, "under equalized_odds");
    fair_report_free(report);
}
END_TEST

/* Without a constraint nothing is left to chance; with one that thresholds
 * alone cannot satisfy but by selecting nobody, something is. */
START_TEST(what_is_left_to_chance)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan_options o = options_of(NULL, NULL);
    o.rule = FAIR_PLAN_RANDOMIZED;
    fair_plan *plan = fit(report, &o);
    ck_assert_int_eq(plan_summary(plan).is_randomized, 0);
    ck_assert_uint_eq(plan_group(plan, 0).n_parts, 1);
    fair_plan_free(plan);
    o = options_of("demographic_parity", "0");
    o.rule = FAIR_PLAN_RANDOMIZED;
    o.min_rate = o.max_rate = "0.3";
    plan = fit(report, &o);
    ck_assert_int_eq(plan_summary(plan).is_randomized, 1);
    for (size_t g = 0; g < 3; g++) {
        const fair_plan_group group = plan_group(plan, g);
        ck_assert_double_eq_tol(group.selection_rate, 0.3, 0x1p-52);
        ck_assert_uint_eq(group.selected, g < 2 ? 1 : 0); /* 1.2 and 0.3 */
    }
    fair_plan_free(plan);
    fair_report_free(report);
}
END_TEST

START_TEST(null_arguments)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan *plan = NULL;
    fair_plan_summary s = FAIR_PLAN_SUMMARY_INIT;
    fair_plan_group g = FAIR_PLAN_GROUP_INIT;
    ck_assert_int_eq(fair_plan_fit(NULL, NULL, &plan, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_fit(report, NULL, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    plan = fit(report, NULL);
    ck_assert_int_eq(fair_plan_describe(NULL, &s, NULL), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_describe(plan, NULL, NULL), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_group_at(NULL, 0, &g, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_group_at(plan, 0, NULL, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_group_at(plan, 3, &g, NULL),
                     FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(plan_summary(plan).constraint, "none");
    ck_assert_int_eq(plan_summary(plan).reason, FAIR_REASON_NOT_APPLICABLE);
    fair_plan_free(plan);
    fair_plan_free(NULL);
    fair_report_free(report);
}
END_TEST

/* A group without negatives has no false positive rate: an error, or it is
 * set aside, by whichever declaration. */
START_TEST(groups_that_have_no_rate)
{
    fair_report_options skip = FAIR_REPORT_OPTIONS_INIT;
    fair_plan_options o = options_of("equalized_odds", "0.1");
    fair_report *report = plan_report(&data, NULL, 0);
    const fair_error err =
        refused(report, &o, FAIR_ERR_DATA, "no rows with a negative label");
    ck_assert_says(err, "\"group=2\"");
    o.min_count = 2;
    fair_plan *plan = fit(report, &o);
    ck_assert_int_eq(plan_group(plan, 2).set_aside,
                     FAIR_REASON_BELOW_MIN_COUNT);
    ck_assert_int_eq(plan_group(plan, 1).set_aside, FAIR_DEFINED);
    /* Its threshold is its own best: its one row is positive. */
    ck_assert_double_eq(plan_group(plan, 2).threshold, 0.3);
    fair_plan_free(plan);
    fair_report_free(report);
    skip.undefined = FAIR_UNDEFINED_SKIP;
    report = plan_report(&data, &skip, 0);
    o.min_count = 0;
    plan = fit(report, &o);
    ck_assert_int_eq(plan_group(plan, 2).set_aside,
                     FAIR_REASON_NO_NEGATIVES);
    fair_plan_free(plan);
    fair_report_free(report);
}
END_TEST

START_TEST(fewer_than_two_groups)
{
    fair_report *report = plan_report(&data, NULL, 0);
    fair_plan_options o = options_of("demographic_parity", "0");
    o.min_count = 9;
    fair_plan *plan = fit(report, &o);
    ck_assert_int_eq(plan_summary(plan).reason, FAIR_REASON_SINGLE_GROUP);
    ck_assert(isnan(plan_summary(plan).disparity));
    fair_plan_free(plan);
    fair_report_free(report);
}
END_TEST

/* The nearest ratio that a message says is had, and no plan has a nearer one:
 * the precisions are 1/2 or 1 in group 0, 1/2 or 1 or 2/3 …, and 0 in the
 * last. */
START_TEST(infeasible_says_what_would_do)
{
    static const plan_data precisions = {
        .n = 5,
        .n_groups = 2,
        .rows = {{0, 1, 4, 3, 0.9}, {0, 0, 4, 1, 0.9}, {1, 1, 4, 1, 0.5},
                 {1, 0, 4, 2, 0.5}, {1, 1, 4, 1, 0.4}},
    };
    fair_report *report = plan_report(&precisions, NULL, 0);
    fair_plan_options o = options_of("predictive_parity", "0.2");
    /* 3/4 in one group, 1/3 or 2/4 in the other. */
    refused(report, &o, FAIR_ERR_INFEASIBLE, "some have is 0.25");
    o.max_difference = "0.25";
    fair_plan *plan = fit(report, &o);
    ck_assert_double_eq(plan_summary(plan).disparity, 0.25);
    fair_plan_free(plan);
    o.max_difference = NULL;
    o.min_ratio = "0.7";
    refused(report, &o, FAIR_ERR_INFEASIBLE, "some have is 0.6666666666666");
    o.rule = FAIR_PLAN_SHARED;
    refused(report, &o, FAIR_ERR_INFEASIBLE, "some have is 0.6666666666666");
    o = options_of("demographic_parity", "0.1");
    o.min_rate = "0.1";
    o.max_rate = "0.2";
    refused(report, &o, FAIR_ERR_INFEASIBLE, "cannot be had together");
    o.constraint = "equalized_odds";
    refused(report, &o, FAIR_ERR_INFEASIBLE, "cannot be had together");
    fair_report_free(report);
}
END_TEST

START_TEST(scores_that_make_no_plan)
{
    plan_data infinite = data;
    infinite.rows[0].score = INFINITY;
    fair_report *report = plan_report(&infinite, NULL, 0);
    refused(report, NULL, FAIR_ERR_NONFINITE, "finite");
    fair_report_free(report);
    fix_row rows[COMPAS_ROWS];
    fixture f = fix(1, "race", NULL, NULL);
    f.has_p = 0;
    compas_rows(rows);
    report = fix_report(&f, NULL, rows, COMPAS_ROWS);
    refused(report, NULL, FAIR_ERR_ARGUMENT, "the report has none");
    fair_report_free(report);
}
END_TEST

/* On a grid thresholds are where bins begin, and decide as the bins do. */
START_TEST(a_grid)
{
    fair_report *report = plan_report(&data, NULL, 4);
    fair_plan *plan = fit(report, NULL);
    const fair_plan_group g = plan_group(plan, 0);
    ck_assert_double_eq(g.threshold, 0.5); /* 0.9 0.8 | 0.7 | 0.1 */
    ck_assert_uint_eq(g.selected, 3);
    ck_assert_uint_eq(g.true_positives, 2);
    fair_plan_free(plan);
    fair_report_free(report);
}
END_TEST

START_TEST(costs_too_far_apart)
{
    fair_report_options costs = FAIR_REPORT_OPTIONS_INIT;
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    costs.has_costs = 1;
    costs.cost_false_positive = 1e-100;
    costs.cost_false_negative = 1e100;
    fair_report *report = plan_report(&data, &costs, 0);
    o.objective = "expected_cost";
    refused(report, &o, FAIR_ERR_LIMIT, "times as large");
    fair_report_free(report);
}
END_TEST

/* Out of nodes the best so far is a plan, and the bound holds the best. */
START_TEST(out_of_nodes)
{
    plan_data many = {.n = PLAN_ROWS, .n_groups = 2};
    for (size_t i = 0; i < many.n; i++) { /* good in one, noise in the other */
        const size_t score = i * 37 % 64, group = i % 2;
        const int label = group ? i * i % 7 < 3 : score + i * i % 40 > 50;
        many.rows[i] = (plan_row){(uint8_t)group, (uint8_t)label, 4, 1,
                                  (double)score};
    }
    fair_report *report = plan_report(&many, NULL, 0);
    fair_plan_options o = options_of("equalized_odds", "0.05");
    fair_plan *best = fit(report, &o);
    ck_assert_double_eq(plan_summary(best).bound, 0);
    const uint64_t needed = plan_summary(best).nodes;
    ck_assert_uint_gt(needed, 3);
    int n_bounds = 0;
    for (uint64_t nodes = 1; nodes < needed; nodes++) {
        fair_plan *plan = NULL;
        o.max_nodes = nodes;
        if (fair_plan_fit(report, &o, &plan, NULL) == FAIR_ERR_LIMIT) continue;
        const fair_plan_summary s = plan_summary(plan);
        ck_assert(s.disparity <= 0.05);
        ck_assert(s.value + s.bound + 1e-12 >= plan_summary(best).value);
        n_bounds += s.bound > 0;
        fair_plan_free(plan);
    }
    ck_assert_int_gt(n_bounds, 0);
    fair_plan_free(best);
    fair_report_free(report);
}
END_TEST

/* Rows without labels give a group no precision, however many. */
START_TEST(precision_of_no_labels)
{
    static const plan_data some = {
        .n = 6,
        .n_groups = 3,
        .rows = {{0, 0, 4, 1, 0.9}, {0, 0, 4, 1, 0.8}, {0, 1, 4, 1, 0.7},
                 {1, 2, 4, 1, 0.5}, {2, 1, 4, 1, 0.9}, {2, 0, 4, 1, 0.5}},
    };
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    fair_plan_options o = options_of("predictive_parity", "1");
    fair_report *report = plan_report(&some, &options, 0);
    refused(report, &o, FAIR_ERR_DATA,
            "the group \"group=1\" has no rows that have a label and weight");
    fair_report_free(report);
    options.undefined = FAIR_UNDEFINED_SKIP;
    report = plan_report(&some, &options, 0);
    fair_plan *plan = fit(report, &o);
    ck_assert_int_eq(plan_group(plan, 1).set_aside, FAIR_REASON_NO_ROWS);
    ck_assert_int_eq(plan_group(plan, 2).set_aside, FAIR_DEFINED);
    fair_plan_free(plan);
    fair_report_free(report);
}
END_TEST

/* A threshold within a bin decides rows that are not told apart. */
START_TEST(change_within_a_bin)
{
    fair_report *report = plan_report(&data, NULL, 4);
    fair_plan_options o = options_of(NULL, NULL);
    o.objective = "least_change";
    o.has_threshold = 1;
    static const double within[] = {0.1, 0.6, 0.7499, 1};
    for (size_t i = 0; i < sizeof(within) / sizeof(*within); i++) {
        o.threshold = within[i];
        refused(report, &o, FAIR_ERR_ARGUMENT, "within one of the 4 bins");
    }
    static const double between[] = {-1, 0, 0.25, 0.75, 1.5};
    for (size_t i = 0; i < sizeof(between) / sizeof(*between); i++) {
        o.threshold = between[i];
        fair_plan *plan = fit(report, &o);
        ck_assert_double_eq(plan_summary(plan).value, 0);
        fair_plan_free(plan);
    }
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, options_that_make_no_sense);
    tcase_add_test(tc, null_arguments);
    tcase_add_test(tc, what_is_not_for_a_referral_band);
    tcase_add_test(tc, strata_that_make_no_sense);
    tcase_add_test(tc, costs_that_make_no_sense);
    tcase_add_test(tc, costs_of_one_group);
    tcase_add_test(tc, several_that_make_no_sense);
    tcase_add_test(tc, limits_that_make_no_sense);
    tcase_add_test(tc, what_is_not_for_randomized_rules);
    tcase_add_test(tc, what_is_left_to_chance);
    tcase_add_test(tc, groups_that_have_no_rate);
    tcase_add_test(tc, fewer_than_two_groups);
    tcase_add_test(tc, infeasible_says_what_would_do);
    tcase_add_test(tc, scores_that_make_no_plan);
    tcase_add_test(tc, a_grid);
    tcase_add_test(tc, costs_too_far_apart);
    tcase_add_test(tc, out_of_nodes);
    tcase_add_test(tc, precision_of_no_labels);
    tcase_add_test(tc, change_within_a_bin);
}

FAIR_TEST_MAIN("plan/refusals", tests)
