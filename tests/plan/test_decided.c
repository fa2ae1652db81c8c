/* SPDX-License-Identifier: MIT
 * Plans of decisions are those of scores that are 0 and 1. */
#include "draws.h"

#include "../written.h"

/* Of rows whose scores are 0 and 1, as decisions. */
static fair_report *
decided_report(const plan_data *d)
{
    static const char *const names[] = {"group"};
    int32_t group[PLAN_ROWS];
    uint8_t label[PLAN_ROWS], decision[PLAN_ROWS], valid[PLAN_ROWS] = {0};
    double weight[PLAN_ROWS];
    uint64_t count[PLAN_ROWS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = fix_key;
    o.unlabelled = FAIR_UNLABELLED_KEEP;
    for (size_t i = 0; i < d->n; i++) {
        const plan_row *r = &d->rows[i];
        group[i] = r->group;
        label[i] = r->label == 1;
        if (r->label != NO_LABEL)
            valid[i / 8] = (uint8_t)(valid[i / 8] | 1u << i % 8);
        decision[i] = r->score == 1;
        weight[i] = (double)r->fourths / 4;
        count[i] = r->count;
    }
    const int64_t n = (int64_t)d->n;
    const fair_column sensitive = fair_column_int32(group, n);
    rows.n = d->n;
    rows.y_true = fair_column_uint8(label, n);
    rows.y_true.validity = valid;
    rows.y_pred = fair_column_uint8(decision, n);
    rows.frequency = fair_column_uint64(count, n);
    if (d->has_weight) rows.sample_weight = fair_column_float64(weight, n);
    rows.sensitive = &sensitive;
    ck_assert_ok(fair_audit_new(&o, &audit, NULL));
    ck_assert_ok(fair_audit_add(audit, &rows, NULL));
    ck_assert_ok(fair_report_new(audit, NULL, &report, NULL));
    fair_audit_free(audit);
    return report;
}

static plan_data
draw_decisions(void)
{
    plan_data d = draw_data();
    for (size_t i = 0; i < d.n; i++) d.rows[i].score = draw(2);
    return d;
}

static fair_plan_options
draw_options(void)
{
    static const char *const far[] = {"0", "0.1", "0.5"};
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    const size_t k = draw(CONSTRAINTS);
    o.constraint = constraints[k].name;
    o.objective = objectives[draw(3)];
    o.rule = (int32_t)draw(3);
    if (k > 0) o.max_difference = far[draw(3)];
    if (draw(4) == 0) o.max_selected = "0.5";
    return o;
}

/* Both are made, and the same, or neither for the same reason. */
START_TEST(as_of_scores)
{
    int made = 0;
    state = 50;
    for (int i = 0; i < 3000; i++) {
        const plan_data d = draw_decisions();
        const fair_plan_options o = draw_options();
        fair_report *reports[2] = {decided_report(&d),
                                   plan_report(&d, NULL, 0)};
        fair_plan *plans[2] = {NULL, NULL};
        fair_error err[2] = {{0}, {0}};
        written text[2] = {{0}, {0}};
        for (int k = 0; k < 2; k++) {
            if (fair_plan_fit(reports[k], &o, &plans[k], &err[k]) == FAIR_OK)
                ck_assert_ok(fair_plan_write(plans[k], "json", collect,
                                             &text[k], NULL));
        }
        ck_assert_int_eq(err[0].code, err[1].code);
        ck_assert_str_eq(err[0].message, err[1].message);
        ck_assert_uint_eq(text[0].length, text[1].length);
        if (text[0].length > 0 && !d.has_weight)
            ck_assert_mem_eq(text[0].bytes, text[1].bytes, text[0].length);
        for (size_t g = 0; plans[0] != NULL && g < d.n_groups; g++) {
            fair_plan_group a = FAIR_PLAN_GROUP_INIT, b = a;
            if (fair_plan_group_at(plans[0], g, &a, NULL) != FAIR_OK) continue;
            ck_assert_ok(fair_plan_group_at(plans[1], g, &b, NULL));
            ck_assert_uint_eq(a.n_parts, b.n_parts);
            ck_assert_mem_eq(a.parts, b.parts, a.n_parts * sizeof(*a.parts));
            ck_assert_uint_eq(a.rows, b.rows);
            ck_assert_uint_eq(a.selected, b.selected);
            ck_assert_uint_eq(a.true_positives, b.true_positives);
        }
        made += plans[0] != NULL;
        for (int k = 0; k < 2; k++) {
            free(text[k].bytes);
            fair_plan_free(plans[k]);
            fair_report_free(reports[k]);
        }
    }
    ck_assert_int_gt(made, 1000);
}
END_TEST

START_TEST(memory_that_is_refused)
{
    fair_report *report = NULL;
    state = 7;
    const plan_data d = draw_decisions();
    report = decided_report(&d);
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    fair_status st = FAIR_ERR_MEMORY;
    for (size_t n = 1; st == FAIR_ERR_MEMORY; n++) {
        test_memory memory = {.fail_at = n};
        const fair_allocator mem = test_allocator(&memory);
        fair_plan *plan = NULL;
        o.allocator = &mem;
        st = fair_plan_fit(report, &o, &plan, NULL);
        ck_assert_int_eq(plan == NULL, st != FAIR_OK);
        fair_plan_free(plan);
        ck_assert_uint_eq(memory.live, 0);
        ck_assert_uint_lt(n, 200);
    }
    ck_assert_ok(st);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, as_of_scores);
    tcase_add_test(tc, memory_that_is_refused);
}

FAIR_TEST_MAIN("plan/decided", tests)
