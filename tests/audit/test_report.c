/* SPDX-License-Identifier: MIT
 * Tests of reports: values, their fields and ids, tables, and what is refused
 * of every call. */
#include "reports.h"

/* ---- values and their evidence ---- */

START_TEST(a_metric_and_its_evidence)
{
    fair_report *report = compas_report(NULL);
    const fair_feature_value asian = {"race", fair_scalar_text("Asian")};
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_value v = fix_value(report, "selection_rate", NULL);
    ck_assert_double_eq(v.value, 3317.0 / 7214);
    ck_assert_uint_eq(v.n, 7214);
    sel.n_group = 1;
    sel.group = &asian;
    v = fix_value(report, "recall", &sel); /* an alias */
    ck_assert_double_eq(v.value, 6.0 / 9);
    ck_assert_double_eq(v.numerator, 6);
    ck_assert_double_eq(v.denominator, 9);
    ck_assert_double_eq(v.sum_weights, 9);
    ck_assert_double_eq(v.effective_n, 9);
    ck_assert_double_eq(v.confidence, 0.95);
    ck_assert_uint_eq(v.n, 9);
    ck_assert_int_eq(v.method, FAIR_METHOD_WILSON);
    /* Wilson 1927 for 6 of 9, from its formula in Python. */
    ck_assert_double_eq_tol(v.lower, 0.3542021355803963, 1e-12);
    ck_assert_double_eq_tol(v.upper, 0.879416181613089, 1e-12);
    for (size_t i = 0; i < sizeof(v.reserved); i++)
        ck_assert_uint_eq(v.reserved[i], 0);
    fair_report_free(report);
}
END_TEST

START_TEST(fields_of_a_finding)
{
    static const struct {
        const char *field;
        const char *text;
    } expected[] = {
        {"criterion", "\"equalized_odds_difference\""},
        {"metric", "\"true_positive_rate\""},
        {"comparison", "\"difference\""},
        {"by", "[\"race\"]"},
        {"control", "null"},
        {"group", "{\"race\": \"Other\"}"},
        {"reference", "{\"race\": \"Native American\"}"},
        {"worse_off", "{\"race\": \"Other\"}"},
        {"groups", "[{\"race\": \"Other\"}, {\"race\": \"Native American\"}]"},
        {"reason", "null"},
        {"method", "\"simultaneous\""},
        {"confidence", "0.95"},
        {"numerator", "43"},
        {"denominator", "133"},
        {"n", "133"},
        {"sum_weights", "133"},
        {"effective_n", "133"},
        {"groups_compared", "6"},
        {"undefined_groups", "[]"},
        {"left_out", "[]"},
        {"limit", "null"},
        {"within_limit", "null"},
    };
    fair_report *report = compas_report(NULL);
    fair_value v = fix_value(report, "equalized_odds_difference", NULL);
    for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
        ck_assert_str_eq(fix_field(report, v.id, expected[i].field),
                         expected[i].text);
    const char *text = fix_field(report, v.id, "all");
    json all = json_read(text, strlen(text));
    ck_assert_uint_eq(all.n, 26);
    ck_assert_json_text(json_get(&all, "value"), "0.5766917293233083");
    json_free(&all);

    v = fix_value(report, "four_fifths", NULL);
    ck_assert_int_eq(v.within_limit, -1);
    ck_assert_str_eq(fix_field(report, v.id, "limit"), "0.8");
    ck_assert_str_eq(fix_field(report, v.id, "within_limit"), "false");
    v = fix_value(report, "accuracy", NULL);
    ck_assert_str_eq(fix_field(report, v.id, "by"), "null");
    ck_assert_str_eq(fix_field(report, v.id, "group"), "null");
    ck_assert_str_eq(fix_field(report, v.id, "groups"), "[]");
    ck_assert_str_eq(fix_field(report, v.id, "groups_compared"), "null");
    fair_report_free(report);
}
END_TEST

START_TEST(a_buffer_for_a_field)
{
    fair_report *report = compas_report(NULL);
    const fair_value v = fix_value(report, "four_fifths", NULL);
    char text[8];
    size_t length = 0;
    fair_error err = {0};
    ck_assert_ok(fair_report_field(report, v.id, "limit", NULL, 0, &length,
                                   NULL));
    ck_assert_uint_eq(length, 3);
    memset(text, 'x', sizeof(text));
    ck_assert_int_eq(fair_report_field(report, v.id, "limit", text, 2,
                                       &length, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(text[0], 'x'); /* all or nothing */
    ck_assert_ok(fair_report_field(report, v.id, "limit", text, 3, &length,
                                   NULL));
    ck_assert_int_eq(memcmp(text, "0.8x", 4), 0); /* no room for the NUL */
    ck_assert_ok(fair_report_field(report, v.id, "limit", text, 4, &length,
                                   NULL));
    ck_assert_str_eq(text, "0.8");
    ck_assert_int_eq(fair_report_field(report, v.id, "limits", text, 8,
                                       &length, &err), FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "nearest first there are: limit, ");
    fair_report_free(report);
}
END_TEST

/* ---- ids and tables ---- */

START_TEST(ids_and_rows_agree)
{
    static const char *const tables[] = {"groups", "comparisons", "criteria"};
    static const char *const all[] = {"all"};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_comparisons = 1;
    o.comparisons = all;
    fair_report *report = berkeley_report(&o);
    uint64_t *ids = NULL;
    size_t n_ids = 0;
    for (size_t t = 0; t < 3; t++) {
        uint64_t n = 0;
        ck_assert_ok(fair_report_size(report, tables[t], &n, NULL));
        ck_assert_uint_gt(n, 0);
        ids = realloc(ids, (n_ids + n) * sizeof(*ids));
        for (uint64_t i = 0; i < n; i++) {
            fair_value v;
            ck_assert_ok(fair_report_row(report, tables[t], i, &v, NULL));
            ids[n_ids++] = v.id;
            const char *text = fix_field(report, v.id, "all");
            json j = json_read(text, strlen(text));
            const json *value = json_get(&j, "value");
            if (v.reason == FAIR_DEFINED) {
                ck_assert_double_eq(strtod(value->text, NULL), v.value);
                ck_assert_json_null(json_get(&j, "reason"));
            } else {
                ck_assert_json_null(value);
                ck_assert(isnan(v.value));
                ck_assert_json_text(json_get(&j, "reason"),
                                    fair_reason_name(v.reason));
            }
            json_free(&j);
        }
    }
    /* Every value has an id of its own. */
    for (size_t i = 0; i < n_ids; i++)
        for (size_t k = 0; k < i; k++) ck_assert_uint_ne(ids[i], ids[k]);
    free(ids);
    fair_report_free(report);
}
END_TEST

START_TEST(ids_of_nothing)
{
    fair_report *report = compas_report(NULL);
    uint64_t seed = 7;
    size_t length;
    ck_assert_int_eq(fair_report_field(report, 0, "all", NULL, 0, &length,
                                       NULL), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_report_field(report, UINT64_MAX, "all", NULL, 0,
                                       &length, NULL), FAIR_ERR_ARGUMENT);
    /* Others give something or an error, never a crash. */
    for (int i = 0; i < 20000; i++) {
        const uint64_t id = random_u64(&seed) & UINT64_C(0xffff00000000003f);
        const fair_status st = fair_report_field(report, id, "all", NULL, 0,
                                                 &length, NULL);
        ck_assert(st == FAIR_OK || st == FAIR_ERR_ARGUMENT);
    }
    fair_report_free(report);
}
END_TEST

/* The tables have the values of the JSON report, in its order. */
static void
check_row(const fair_report *report, const char *table, uint64_t i,
          const json *entry)
{
    fair_value v;
    ck_assert_ok(fair_report_row(report, table, i, &v, NULL));
    const json *value = json_get(entry, "value");
    if (v.reason == FAIR_DEFINED)
        ck_assert_double_eq(strtod(value->text, NULL), v.value);
    else
        ck_assert_json_text(json_get(entry, "reason"),
                            fair_reason_name(v.reason));
}

static void
check_metrics(const fair_report *report, const json *population, uint64_t *i)
{
    const json *metrics = json_get(population, "metrics");
    for (size_t k = 0; k < metrics->n; k++)
        check_row(report, "groups", (*i)++, &metrics->items[k]);
}

START_TEST(tables_are_the_json)
{
    fair_report *report = berkeley_report(NULL);
    json j = fix_json(report);
    uint64_t at[3] = {0}, size[3];
    static const char *const tables[] = {"groups", "comparisons", "criteria"};
    const json *strata = json_get(&j, "strata");
    const json *groupings = json_get(&j, "groupings");
    ck_assert_uint_eq(strata->n, 6);
    ck_assert_uint_eq(groupings->n, 7);
    check_metrics(report, json_get(&j, "overall"), &at[0]);
    for (size_t i = 0; i < strata->n; i++)
        check_metrics(report, json_get(json_at(strata, i), "overall"),
                      &at[0]);
    for (size_t g = 0; g < groupings->n; g++) {
        const json *grouping = json_at(groupings, g);
        const json *groups = json_get(grouping, "groups");
        const json *comparisons = json_get(grouping, "comparisons");
        const json *criteria = json_get(grouping, "criteria");
        for (size_t i = 0; i < groups->n; i++)
            check_metrics(report, json_at(groups, i), &at[0]);
        for (size_t i = 0; i < comparisons->n; i++)
            check_row(report, tables[1], at[1]++, json_at(comparisons, i));
        for (size_t i = 0; i < criteria->n; i++)
            check_row(report, tables[2], at[2]++, &criteria->items[i]);
    }
    for (size_t t = 0; t < 3; t++) {
        fair_value v;
        ck_assert_ok(fair_report_size(report, tables[t], &size[t], NULL));
        ck_assert_uint_eq(size[t], at[t]);
        ck_assert_int_eq(fair_report_row(report, tables[t], size[t], &v,
                                         NULL), FAIR_ERR_ARGUMENT);
    }
    json_free(&j);
    fair_report_free(report);
}
END_TEST

/* Each member by itself is what the whole has. */
START_TEST(members_of_the_json)
{
    fair_report *report = compas_report(NULL);
    written whole = fix_write(report, "json");
    written warnings = fix_write(report, "json:warnings");
    written schema = fix_write(report, "json:schema");
    ck_assert_str_eq(schema.bytes, "\"libfairness/report/1\"\n");
    json all = json_read(whole.bytes, whole.length);
    json one = json_read(warnings.bytes, warnings.length);
    const json *within = json_get(&all, "warnings");
    ck_assert_uint_gt(one.n, 0);
    ck_assert_uint_eq(one.n, within->n);
    for (size_t i = 0; i < one.n; i++)
        ck_assert_str_eq(json_get(json_at(&one, i), "message")->text,
                         json_get(json_at(within, i), "message")->text);
    json_free(&all);
    json_free(&one);
    free(whole.bytes);
    free(warnings.bytes);
    free(schema.bytes);
    fair_report_free(report);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(formats_and_tables_that_are_not_there)
{
    fair_report *report = compas_report(NULL);
    written w = {0};
    fair_error err = {0};
    uint64_t n = 99;
    ck_assert_int_eq(fair_report_write(report, "jsn", collect, &w, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "json, ");
    ck_assert_int_eq(
        fair_report_write(report, "json:warning", collect, &w, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "warnings, ");
    ck_assert_int_eq(fair_report_size(report, "group", &n, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "groups, ");
    ck_assert_uint_eq(n, 99);
    ck_assert_ptr_null(w.bytes);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, a_metric_and_its_evidence);
    tcase_add_test(tc, fields_of_a_finding);
    tcase_add_test(tc, a_buffer_for_a_field);
    tcase_add_test(tc, ids_and_rows_agree);
    tcase_add_test(tc, ids_of_nothing);
    tcase_add_test(tc, tables_are_the_json);
    tcase_add_test(tc, members_of_the_json);
    tcase_add_test(tc, formats_and_tables_that_are_not_there);
}

FAIR_TEST_MAIN("audit/report", tests)
