/* SPDX-License-Identifier: MIT
 * Tests of warnings: when they are there, and what they say. */
#include "reports.h"

/* Number of warnings with this code, and the message of the first. */
static size_t
count_warnings(const json *j, const char *code, const char **message)
{
    const json *warnings = json_get(j, "warnings");
    size_t n = 0;
    for (size_t i = 0; i < warnings->n; i++) {
        const json *w = json_at(warnings, i);
        if (strcmp(json_get(w, "code")->text, code) != 0) continue;
        if (n == 0 && message != NULL)
            *message = json_get(w, "message")->text;
        n++;
    }
    return n;
}

static json
warned(fixture *f, const fix_row *rows, size_t n)
{
    fair_report *report = fix_report(f, NULL, rows, n);
    const json j = fix_json(report);
    fair_report_free(report);
    return j;
}

START_TEST(warnings_about_groups)
{
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 60, 1},  {{"a"}, 0, 1, 0, 40, 1},
        {{"b"}, 1, 0, 0, 99, 1},  {{"c"}, 0, 0, 0, 200, 1},
        {{NULL}, 0, 0, 0, 1, 1},  {{NULL}, 1, 0, 0, 1, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    const char *message = NULL;
    json j = warned(&f, rows, 6);
    ck_assert_uint_eq(count_warnings(&j, "small_group", &message), 2);
    ck_assert_ptr_nonnull(strstr(message, "g=b has 99 rows"));
    ck_assert_uint_eq(count_warnings(&j, "single_class", &message), 2);
    ck_assert_ptr_nonnull(strstr(message, "g=b has no negative labels"));
    ck_assert_uint_eq(count_warnings(&j, "favourable_undeclared", NULL), 1);
    ck_assert_uint_eq(count_warnings(&j, "prediction_equals_label", NULL), 0);
    ck_assert_uint_eq(count_warnings(&j, "selective_labels", NULL), 0);
    /* In order: what concerns all first. */
    ck_assert_json_text(json_get(json_at(json_get(&j, "warnings"), 0),
                                 "code"), "favourable_undeclared");
    json_free(&j);
}
END_TEST

START_TEST(a_decision_that_is_the_label)
{
    static const fix_row rows[] = {{{"a"}, 1, 1, 0, 60, 1},
                                   {{"b"}, 0, 0, 0, 40, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    json j = warned(&f, rows, 2);
    ck_assert_uint_eq(count_warnings(&j, "prediction_equals_label", NULL), 1);
    json_free(&j);
}
END_TEST

START_TEST(scores_that_decide_nothing)
{
    static const struct {
        int has_p, has_threshold;
        size_t expected;
    } cases[] = {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}};
    static const fix_row rows[] = {{{"a"}, 1, 1, 0, 60, 0.75},
                                   {{"b"}, 0, 0, 0, 40, 0.25}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *message = NULL;
        fixture f = fix(1, "g", NULL, NULL);
        f.has_score = 1;
        f.has_p = cases[i].has_p;
        f.options.has_threshold = cases[i].has_threshold;
        f.options.threshold = cases[i].has_threshold ? 0.5 : 0;
        json j = warned(&f, rows, 2);
        ck_assert_uint_eq(
            count_warnings(&j, "score_without_threshold", &message),
            cases[i].expected);
        if (message != NULL)
            ck_assert_ptr_nonnull(strstr(message, "give the threshold"));
        json_free(&j);
    }
}
END_TEST

START_TEST(labels_that_are_missing)
{
    /* Selected 100 of which 10 have no label, rejected 100 with u. */
    static const struct {
        uint64_t rejected_unlabelled;
        size_t expected; /* warnings */
    } cases[] = {
        {0, 1},  /* only the selected lack labels */
        {5, 0},  /* 5 points: not more than 5 */
        {4, 1},  /* 6 points */
        {15, 0}, /* 5 points the other way */
        {16, 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const uint64_t u = cases[i].rejected_unlabelled;
        const fix_row rows[] = {
            {{"a"}, 1, 1, 0, 45, 1}, {{"a"}, NO_LABEL, 1, 0, 5, 1},
            {{"b"}, 1, 1, 0, 45, 1}, {{"b"}, NO_LABEL, 1, 0, 5, 1},
            {{"a"}, 0, 0, 0, 50 - u / 2, 1},
            {{"a"}, NO_LABEL, 0, 0, u / 2, 1},
            {{"b"}, 0, 0, 0, 50 - u + u / 2, 1},
            {{"b"}, NO_LABEL, 0, 0, u - u / 2, 1},
        };
        fixture f = fix(1, "g", NULL, NULL);
        f.options.unlabelled = FAIR_UNLABELLED_KEEP;
        json j = warned(&f, rows, 8);
        ck_assert_uint_eq(count_warnings(&j, "selective_labels", NULL),
                          cases[i].expected);
        json_free(&j);
    }
    /* By group: 10 of 100 against 4 of 100; shares by decision are equal. */
    static const fix_row rows[] = {
        {{"a"}, 1, 1, 0, 45, 1}, {{"a"}, NO_LABEL, 1, 0, 5, 1},
        {{"a"}, 1, 0, 0, 45, 1}, {{"a"}, NO_LABEL, 0, 0, 5, 1},
        {{"b"}, 1, 1, 0, 48, 1}, {{"b"}, NO_LABEL, 1, 0, 2, 1},
        {{"b"}, 0, 0, 0, 48, 1}, {{"b"}, NO_LABEL, 0, 0, 2, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    const char *message = NULL;
    f.options.unlabelled = FAIR_UNLABELLED_KEEP;
    json j = warned(&f, rows, 8);
    ck_assert_uint_eq(count_warnings(&j, "selective_labels", &message), 1);
    ck_assert_ptr_nonnull(
        strstr(message, "10 of 100 rows of g=a, in 4 of 100 rows of g=b"));
    json_free(&j);
    f.options.unlabelled = FAIR_UNLABELLED_EXCLUDE;
    j = warned(&f, rows, 8);
    ck_assert_uint_eq(count_warnings(&j, "selective_labels", &message), 1);
    ck_assert_ptr_nonnull(strstr(message, "4 rows without y_true were"));
    json_free(&j);
}
END_TEST

START_TEST(near_duplicates)
{
    static const fix_row rows[] = {
        {{"Asian"}, 1, 1, 0, 100, 1},
        {{" asian "}, 0, 1, 0, 100, 1},
        {{"As\xe2\x80\x8bian"}, 1, 0, 0, 100, 1},
        {{"Jos\xc3\xa9"}, 0, 0, 0, 100, 1},   /* composed */
        {{"Jose\xcc\x81"}, 1, 0, 0, 100, 1},  /* decomposed */
        {{"Aslan"}, 1, 0, 0, 100, 1},
        {{NULL}, 1, 0, 0, 100, 1},
    };
    fixture f = fix(1, "g", NULL, NULL);
    json j = warned(&f, rows, 7);
    ck_assert_uint_eq(count_warnings(&j, "near_duplicate", NULL), 3);
    /* They stay groups of their own. */
    ck_assert_uint_eq(
        json_get(json_at(json_get(&j, "groupings"), 0), "groups")->n, 7);
    json_free(&j);
}
END_TEST

/* ---- what chance alone does ---- */

static const json *
find_warning(const json *j, const char *code)
{
    const json *warnings = json_get(j, "warnings");
    for (size_t i = 0; i < warnings->n; i++)
        if (strcmp(json_get(json_at(warnings, i), "code")->text, code) == 0)
            return json_at(warnings, i);
    return NULL;
}

static json
chance_of(fixture f, const fair_report_options *o, const fix_row *rows,
          size_t n)
{
    fair_report *report = fix_report(&f, o, rows, n);
    const json j = fix_json(report);
    fair_report_free(report);
    return j;
}

static double
number_of(const json *j, const char *key)
{
    return strtod(json_get(j, key)->text, NULL);
}

/* The warning that must be there, or must not where metric is NULL. */
static void
check_chance(fixture f, const fair_report_options *o, const fix_row *rows,
             size_t n, const char *metric, double groups, double expected,
             double observed)
{
    json j = chance_of(f, o, rows, n);
    const json *w = find_warning(&j, "difference_by_chance");
    ck_assert_int_eq(w != NULL, metric != NULL);
    if (w != NULL) {
        ck_assert_str_eq(json_get(w, "metric")->text, metric);
        ck_assert_double_eq(number_of(w, "groups_compared"), groups);
        ck_assert_double_eq_tol(number_of(w, "expected"), expected,
                                1e-12);
        ck_assert_double_eq_tol(number_of(w, "observed"), observed,
                                1e-15);
    }
    json_free(&j);
}

/* Expected: tests/oracle/ranges.py, in rational arithmetic. */
#define RANGE_2_OF_100 0.05161950003118673
#define RANGE_12_OF_100 0.14889615978760157

#define RANGE_2_OF_80_AT_60 0.06169929284686189
#define RANGE_2_OF_100_AT_50 0.05634847900925642

/* Rows of group g: n, of which k are selected. */
#define GROUP(g, n, k)                                                        \
    {{g}, 1, 1, 0, (k) / 2, 1}, {{g}, 0, 1, 0, (k) - (k) / 2, 1},             \
    {{g}, 1, 0, 0, ((n) - (k)) / 2, 1},                                       \
    {{g}, 0, 0, 0, (n) - (k) - ((n) - (k)) / 2, 1}

START_TEST(chance_by_number_of_groups)
{
    static const fix_row rows[] = {
        GROUP("a", 100, 30), GROUP("b", 100, 30), GROUP("c", 100, 24),
        GROUP("d", 100, 36), GROUP("e", 100, 30), GROUP("f", 100, 30),
        GROUP("g", 100, 30), GROUP("h", 100, 30), GROUP("i", 100, 30),
        GROUP("j", 100, 30), GROUP("k", 100, 30), GROUP("l", 100, 30),
    };
    fixture f = fix(1, "g", NULL, NULL);
    check_chance(f, NULL, rows, 8, "selection_rate", 2, RANGE_2_OF_100, 0);
    check_chance(f, NULL, rows, 48, "selection_rate", 12, RANGE_12_OF_100,
                 0.12);
    f.has_p = 0; /* labels: a half of each, and some more */
    check_chance(f, NULL, rows, 8, "base_rate", 2, RANGE_2_OF_100_AT_50, 0);
    fair_report *report = fix_report(&f, NULL, rows, 8);
    written text = fix_write(report, "text");
    ck_assert_ptr_nonnull(
        strstr(text.bytes, "g: chance alone would put 2 groups of these "
                           "sizes about 5.6 points apart in base rate"));
    ck_assert_ptr_nonnull(strstr(text.bytes, "the 0.000 points observed"));
    free(text.bytes);
    fair_report_free(report);
}
END_TEST

START_TEST(chance_that_does_not_matter)
{
    static const fix_row one[] = {GROUP("a", 100, 30)};
    static const fix_row none[] = {GROUP("a", 100, 0), GROUP("b", 100, 0)};
    static const fix_row all[] = {GROUP("a", 100, 100), GROUP("b", 100, 100)};
    /* Two deviations of the difference are 0.6 of a point: 3 points are more,
     * 0.2 points are not. */
    static const fix_row far_apart[] = {GROUP("a", 50000, 25000),
                                        GROUP("b", 50000, 26500)};
    static const fix_row close[] = {GROUP("a", 50000, 25000),
                                    GROUP("b", 50000, 25100)};
    const fixture f = fix(1, "g", NULL, NULL);
    check_chance(f, NULL, one, 4, NULL, 0, 0, 0);
    check_chance(f, NULL, none, 8, NULL, 0, 0, 0);
    check_chance(f, NULL, all, 8, NULL, 0, 0, 0);
    check_chance(f, NULL, far_apart, 8, NULL, 0, 0, 0);
    json j = chance_of(f, NULL, close, 8);
    ck_assert_ptr_nonnull(find_warning(&j, "difference_by_chance"));
    json_free(&j);
}
END_TEST

/* Only groups that are compared count, and only over all rows. */
START_TEST(chance_among_whom)
{
    static const fix_row rows[] = {
        GROUP("a", 100, 30), GROUP("b", 100, 30), GROUP("c", 20, 20),
        {{NULL}, 1, 1, 0, 500, 1},
    };
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fixture f = fix(1, "g", NULL, NULL);
    o.min_count = 50;
    o.nulls = FAIR_NULLS_SET_ASIDE;
    check_chance(f, &o, rows, 13, "selection_rate", 2, RANGE_2_OF_100, 0);
    /* A group without weight cannot be compared, and stops all. */
    static const fix_row weighted[] = {
        {{"a"}, 1, 1, 0, 30, 2}, {{"a"}, 1, 0, 0, 70, 2},
        {{"b"}, 1, 1, 0, 30, 5}, {{"b"}, 1, 0, 0, 70, 5},
        {{"c"}, 1, 0, 0, 70, 0},
    };
    f.has_weight = 1;
    check_chance(f, NULL, weighted, 5, NULL, 0, 0, 0);
    /* Equal weights within a group change nothing; the pooled rate is. */
    check_chance(f, NULL, weighted, 4, "selection_rate", 2, RANGE_2_OF_100, 0);
    /* Kish: (50 * 3 + 50)^2 / (50 * 9 + 50) = 80 rows in each; selected are
     * 30 * 3 + 30 of 200. */
    static const fix_row unequal[] = {
        {{"a"}, 1, 1, 0, 30, 3}, {{"a"}, 1, 0, 0, 20, 3},
        {{"a"}, 1, 1, 0, 30, 1}, {{"a"}, 1, 0, 0, 20, 1},
        {{"b"}, 1, 1, 0, 30, 3}, {{"b"}, 1, 0, 0, 20, 3},
        {{"b"}, 1, 1, 0, 30, 1}, {{"b"}, 1, 0, 0, 20, 1},
    };
    check_chance(f, NULL, unequal, 8, "selection_rate", 2, RANGE_2_OF_80_AT_60,
                 0);
}
END_TEST

START_TEST(chance_by_grouping)
{
    static const fix_row rows[] = {
        {{"a", "x", "s"}, 1, 1, 0, 60, 1}, {{"a", "y", "s"}, 0, 0, 0, 60, 1},
        {{"b", "x", "t"}, 1, 0, 0, 60, 1}, {{"b", "y", "t"}, 0, 1, 0, 60, 1},
    };
    fixture f = fix(2, "g", "h", "c");
    json j = chance_of(f, NULL, rows, 4);
    ck_assert_uint_eq(count_warnings(&j, "difference_by_chance", NULL), 3);
    const json *by = json_get(find_warning(&j, "difference_by_chance"), "by");
    ck_assert_uint_eq(by->n, 1);
    ck_assert_json_text(json_at(by, 0), "g");
    json_free(&j);
}
END_TEST

/* ---- a column in two roles ---- */

START_TEST(columns_in_two_roles)
{
    static const struct {
        const char *y, *p, *baseline, *weight, *feature;
        size_t expected;
        const char *says;
    } cases[] = {
        {"y", "p", "b", "w", "g", 0, NULL},
        {NULL, NULL, NULL, NULL, "y_true", 0, NULL}, /* no names, no twins */
        {"x", "x", "b", "w", "g", 1,
         "column \"x\" is y_true and y_pred: every decision is then right; "
         "check which column was meant"},
        {"x", "p", "x", "w", "g", 1, "every decision of the baseline"},
        {"y", "x", "x", "w", "g", 1, "no decision has then changed"},
        {"y", "p", "b", "count", "g", 1,
         "is sample_weight and frequency: every row then counts by"},
        {"g", "p", "b", "w", "g", 1,
         "is y_true and a sensitive feature: groups are then made of"},
        {"y", "g", "b", "w", "g", 1, "is y_pred and a sensitive feature"},
        {"y", "p", "b", "c", "g", 1,
         "is sample_weight and a control feature: that is seldom meant"},
        {"x", "x", "x", "w", "x", 3, "is y_true and y_pred"},
    };
    static const fix_row rows[] = {
        {{"a", "s"}, 1, 1, 0, 60, 1}, {{"a", "s"}, 0, 1, 0, 40, 1},
        {{"b", "s"}, 1, 0, 1, 99, 1}, {{"b", "s"}, 0, 0, 0, 20, 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *message = NULL;
        fixture f = fix(1, cases[i].feature, "c", NULL);
        f.has_baseline = f.has_weight = 1;
        f.options.y_true = cases[i].y;
        f.options.y_pred = cases[i].p;
        f.options.y_pred_baseline = cases[i].baseline;
        f.options.sample_weight = cases[i].weight;
        json j = warned(&f, rows, 4);
        ck_assert_uint_eq(
            count_warnings(&j, "column_in_two_roles", &message),
            cases[i].expected);
        if (cases[i].says != NULL)
            ck_assert_msg(strstr(message, cases[i].says) != NULL, "%s",
                          message);
        json_free(&j);
    }
}
END_TEST

START_TEST(a_column_that_is_not_given)
{
    static const fix_row rows[] = {{{"a"}, 1, 1, 0, 60, 1},
                                   {{"b"}, 0, 1, 0, 40, 1}};
    fixture f = fix(1, "g", NULL, NULL);
    f.options.y_true = f.options.y_pred = "x";
    f.has_y = 0;
    json j = warned(&f, rows, 2);
    ck_assert_uint_eq(count_warnings(&j, "column_in_two_roles", NULL), 0);
    json_free(&j);
}
END_TEST

/* ---- each says what it means and what to do ---- */

START_TEST(messages)
{
    static const fix_row rows[] = {
        {{"Asian", "x"}, 1, 1, 0, 60, 1},
        {{"asian", "x"}, 1, 0, 0, 10, 1},
        {{"asian", "y"}, NO_LABEL, 0, 0, 1, 1},
    };
    static const struct {
        const char *code, *says;
    } cases[] = {
        {"favourable_undeclared", "declare favourable as positive or negative"},
        {"reference_defaulted", "name a value of each feature"},
        {"difference_by_chance", "observed against that, not against 0"},
        {"small_group", "has 60 rows: a rate can be off by ten points"},
        {"small_group", "read its interval, or set it aside with min_count"},
        {"single_class", "undefined = skip leaves it out"},
        {"selective_labels", "find out why labels are missing"},
        {"near_duplicate", "\"Asian\" and \"asian\" look alike"},
        {"near_duplicate", "spell them alike if they are one"},
    };
    const fair_feature_value reference = {"g", fair_scalar_text("Asian")};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    fixture f = fix(2, "g", "h", NULL);
    f.options.unlabelled = FAIR_UNLABELLED_KEEP;
    o.n_reference_values = 1;
    o.reference_values = &reference;
    fair_report *report = fix_report(&f, &o, rows, 3);
    json j = fix_json(report);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *message = NULL;
        ck_assert_uint_ge(count_warnings(&j, cases[i].code, &message), 1);
        ck_assert_msg(strstr(message, cases[i].says) != NULL, "%s", message);
    }
    json_free(&j);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, warnings_about_groups);
    tcase_add_test(tc, a_decision_that_is_the_label);
    tcase_add_test(tc, scores_that_decide_nothing);
    tcase_add_test(tc, labels_that_are_missing);
    tcase_add_test(tc, near_duplicates);
    tcase_add_test(tc, chance_by_number_of_groups);
    tcase_add_test(tc, chance_that_does_not_matter);
    tcase_add_test(tc, chance_among_whom);
    tcase_add_test(tc, chance_by_grouping);
    tcase_add_test(tc, columns_in_two_roles);
    tcase_add_test(tc, a_column_that_is_not_given);
    tcase_add_test(tc, messages);
}

FAIR_TEST_MAIN("audit/warnings", tests)
