/* SPDX-License-Identifier: MIT
 * Plans are the best of all combinations: random small problems, every
 * constraint, objective and rule. */
#include "draws.h"

#ifndef PROBLEMS
#define PROBLEMS 3000
#endif
#ifndef RUNS
#define RUNS 2
#endif

/* Rows of a group whose scores are in [low, high). */
static uint64_t
rows_between(const plan_data *d, size_t group, double low, double high)
{
    uint64_t n = 0;
    for (size_t i = 0; i < d->n; i++)
        if (d->rows[i].group == group && d->rows[i].score >= low &&
            d->rows[i].score < high)
            n += d->rows[i].count;
    return n;
}

/* Whether a cut is what a group of a plan says. */
static int
is_cut_of(const problem *p, const cuts *c, size_t k,
          const fair_plan_group *group)
{
    double middle = INFINITY; /* the lowest score that the threshold selects */
    if (!p->refers) return c->at[k] == group->threshold;
    for (size_t i = 0; i < c->n && c->at[i] >= p->threshold; i++)
        middle = c->at[i];
    return group->threshold == fmax(c->at[k], middle) &&
           group->refer_from == fmin(c->at[k], middle);
}

/* What the thresholds of a plan make of the rows. */
static void
check_plan(const plan_data *d, const problem *p, const brute *best,
           const fair_plan *plan)
{
    const fair_plan_summary s = plan_summary(plan);
    cuts c[MOST_GROUPS];
    size_t picks[MOST_GROUPS] = {0}, at = 0;
    brute own = {0};
    for (size_t g = 0; g < d->n_groups; g++) {
        cuts_of(d, g, p->rule == FAIR_PLAN_SHARED, p->threshold, p->refers,
                &c[g]);
        count_ends(d, g, p, &c[g]);
        if (c[g].rows == 0) continue;
        const fair_plan_group group = plan_group(plan, at++);
        ck_assert_int_eq(group.values[0].value.integer, (int64_t)g);
        while (picks[g] < c[g].n && !is_cut_of(p, &c[g], picks[g], &group))
            picks[g]++;
        ck_assert_int_eq(isnan(group.refer_from), !p->refers);
        ck_assert_uint_eq(group.referred,
                          rows_between(d, g, group.refer_from,
                                       group.threshold));
        ck_assert_uint_lt(picks[g], c[g].n);
        ck_assert_uint_eq(group.rows, c[g].rows);
        ck_assert_uint_eq(group.true_positives + group.false_negatives +
                              group.false_positives + group.true_negatives <=
                              group.rows, 1);
        const fraction rate =
            rate_of_table(&c[g].tables[picks[g]], SELECTION);
        if (rate.d != 0)
            ck_assert_double_eq(group.selection_rate,
                                (double)rate.n / (double)rate.d);
        else
            ck_assert(isnan(group.selection_rate));
    }
    ck_assert_uint_eq(at, s.n_groups);
    consider(p, c, d->n_groups, picks, &own);
    ck_assert_msg(own.any, "the plan does not satisfy the constraint");
    ck_assert_msg(fraction_order(own.value, best->value) == 0,
                  "%s under %s: %g, not %g", p->objective, p->constraint,
                  (double)own.value.n / (double)own.value.d,
                  (double)best->value.n / (double)best->value.d);
    ck_assert_double_eq(s.bound, 0);
    const double sign = strcmp(p->objective, "expected_cost") == 0 ||
                        strncmp(p->objective, "least_", 6) == 0 ? -1 : 1;
    ck_assert_double_eq(sign * s.value,
                        (double)own.value.n / (double)own.value.d);
    ck_assert_int_eq(s.refers, p->refers);
    ck_assert_int_eq(s.needs_groups, p->rule == FAIR_PLAN_BY_GROUP);
    if (s.reason == FAIR_DEFINED) {
        const fraction x =
            p->is_ratio ? fraction_less((fraction){1, 1}, own.disparity)
                        : own.disparity;
        ck_assert_double_eq(s.disparity, (double)x.n / (double)x.d);
    } else {
        ck_assert(isnan(s.disparity));
    }
    if ((p->rates[1] != NO_RATE || p->has_quota || p->n_also > 0 ||
         p->has_strata) &&
        p->rule == FAIR_PLAN_BY_GROUP)
        return;
    for (size_t g = 0; g < d->n_groups; g++)
        if (c[g].rows > 0)
            ck_assert_msg(picks[g] == best->picks[g],
                          "%s under %s: equal, but not the one that is said",
                          p->objective, p->constraint);
}

/* The nearest tolerance is the smallest disparity of all combinations, and no
 * smaller than it. */
static void
check_nearest(const fair_report *report, const fair_plan_options *o,
              const problem *p, const brute *best)
{
    double own;
    fair_error err = {0};
    if (p->rates[0] == NO_RATE) {
        ck_assert_int_eq(fair_plan_nearest(report, o, &own, NULL),
                         FAIR_ERR_ARGUMENT);
        return;
    }
    ck_assert_msg(fair_plan_nearest(report, o, &own, &err) == FAIR_OK, "%s",
                  err.message);
    ck_assert_int_eq(isnan(own), !best->any_near);
    if (!best->any_near) return;
    const fraction x = p->is_ratio
                           ? fraction_less((fraction){1, 1}, best->nearest)
                           : best->nearest;
    const double least = (double)x.n / (double)x.d;
    const double more = p->is_ratio ? least - own : own - least;
    ck_assert_msg(more >= -0x1p-53, "%s: %.17g, not %.17g", p->constraint, own,
                  least);
    ck_assert(more < (p->rates[1] != NO_RATE || p->has_quota || p->n_also > 0
                             ? 1e-9
                                                            : 0x1p-51));
}

static int counts[CONSTRAINTS][OBJECTIVES][2], n_infeasible, n_undefined;

static void
compare_to_brute_force(int run, asking ask)
{
    memset(counts, 0, sizeof(counts));
    n_infeasible = n_undefined = 0;
    for (int number = 0; number < PROBLEMS; number++) {
        problem p;
        fair_plan_options options;
        fair_report_options report_options;
        fair_plan *plan = NULL;
        fair_error err = {0};
        state = (uint64_t)(run * PROBLEMS + number);
        draw(2);
        plan_data d = draw_data();
        draw_problem(&p, &options, &report_options);
        if (ask != NULL) ask(&d, &p, &options);
        d.has_strata = p.has_strata;
        fair_report *report = plan_report(&d, &report_options, 0);
        const fair_status st = fair_plan_fit(report, &options, &plan, &err);
        if (!is_defined(&d, &p)) {
            ck_assert_int_eq(st, FAIR_ERR_DATA);
            n_undefined++;
        } else {
            const brute best = brute_force(&d, &p);
            ck_assert_msg((st == FAIR_OK) == best.any, "%d: %s", number,
                          err.message);
            if (best.any)
                check_plan(&d, &p, &best, plan);
            else
                ck_assert_int_eq(st, FAIR_ERR_INFEASIBLE);
            if (number % 4 == 0 || !best.any)
                check_nearest(report, &options, &p, &best);
            n_infeasible += !best.any;
            for (size_t c = 0; c < CONSTRAINTS; c++)
                for (size_t o = 0; o < OBJECTIVES; o++)
                    counts[c][o][p.rule] +=
                        p.constraint == constraints[c].name &&
                        p.objective == objectives[o];
        }
        fair_plan_free(plan);
        fair_report_free(report);
    }
    for (size_t c = 0; c < CONSTRAINTS; c++)
        for (size_t o = 0; o < OBJECTIVES; o++)
            for (int r = 0; r < 2 && ask == NULL; r++)
                ck_assert_int_gt(counts[c][o][r], 0);
    printf("# %d infeasible, %d undefined\n", n_infeasible, n_undefined);
    ck_assert_int_gt(n_infeasible, 20);
    ck_assert_int_lt(n_infeasible, 2 * PROBLEMS / 3);
    ck_assert_int_gt(n_undefined, 100);
}

START_TEST(equal_to_brute_force)
{
    compare_to_brute_force(_i, NULL);
}
END_TEST

START_TEST(within_a_quota)
{
    compare_to_brute_force(100 + _i, draw_quota);
}
END_TEST

START_TEST(within_strata)
{
    compare_to_brute_force(300 + _i, draw_strata);
}
END_TEST

START_TEST(referring_few)
{
    compare_to_brute_force(200 + _i, draw_referral);
}
END_TEST

/* Half of 2^61 + 2 rows and a little more than half of 2^61 + 1: one double,
 * two rates. */
START_TEST(counts_that_doubles_do_not_hold)
{
    static const char *const names[] = {"group"};
    const uint64_t more = (UINT64_C(1) << 60) + 1;
    const int32_t group[] = {0, 0, 1, 1};
    const uint8_t label[] = {1, 0, 1, 0};
    const double score[] = {0.9, 0.1, 0.9, 0.1};
    for (int exact = 0; exact < 2; exact++) {
        const uint64_t count[] = {more, more, more, more - !exact};
        const fair_column sensitive = fair_column_int32(group, 4);
        fair_audit_options a = FAIR_AUDIT_OPTIONS_INIT;
        fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
        fair_rows rows = FAIR_ROWS_INIT;
        fair_audit *audit = NULL;
        fair_report *report = NULL;
        fair_plan *plan = NULL;
        double nearest;
        a.n_sensitive = 1;
        a.sensitive_names = names;
        rows.n = 4;
        rows.y_true = fair_column_uint8(label, 4);
        rows.y_score = fair_column_float64(score, 4);
        rows.frequency = fair_column_uint64(count, 4);
        rows.sensitive = &sensitive;
        ck_assert_ok(fair_audit_new(&a, &audit, NULL));
        ck_assert_ok(fair_audit_add(audit, &rows, NULL));
        ck_assert_ok(fair_report_new(audit, NULL, &report, NULL));
        o.constraint = "demographic_parity";
        o.max_difference = "0";
        o.min_rate = "0.4";
        o.max_rate = "0.6";
        ck_assert_int_eq(fair_plan_fit(report, &o, &plan, NULL),
                         exact ? FAIR_OK : FAIR_ERR_INFEASIBLE);
        fair_plan_free(plan);
        ck_assert_ok(fair_plan_nearest(report, &o, &nearest, NULL));
        ck_assert(exact ? nearest == 0 : nearest > 0 && nearest < 0x1p-60);
        /* By lot the difference is made up for. */
        o.rule = FAIR_PLAN_RANDOMIZED;
        ck_assert_ok(fair_plan_fit(report, &o, &plan, NULL));
        ck_assert_double_eq_tol(plan_summary(plan).value, 1, 0x1p-52);
        ck_assert_uint_le(plan_group(plan, 1).selected, more);
        ck_assert_uint_ge(plan_group(plan, 1).selected, more - 256);
        fair_plan_free(plan);
        fair_report_free(report);
        fair_audit_free(audit);
    }
}
END_TEST

START_TEST(between_rates_at_thresholds)
{
    compare_to_brute_force(200 + _i, draw_ends);
}
END_TEST

START_TEST(between_rates_within_a_quota)
{
    compare_to_brute_force(300 + _i, draw_both);
}
END_TEST

START_TEST(costs_by_group)
{
    compare_to_brute_force(400 + _i, draw_own);
}
END_TEST

START_TEST(costs_by_group_within_a_quota)
{
    compare_to_brute_force(500 + _i, draw_own_few);
}
END_TEST

START_TEST(several_constraints)
{
    compare_to_brute_force(600 + _i, draw_also);
}
END_TEST

START_TEST(several_constraints_within_a_quota)
{
    compare_to_brute_force(700 + _i, draw_also_few);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, equal_to_brute_force, 0, RUNS);
    tcase_add_loop_test(tc, within_a_quota, 0, RUNS);
    tcase_add_loop_test(tc, referring_few, 0, (RUNS + 1) / 2);
    tcase_add_loop_test(tc, within_strata, 0, (RUNS + 1) / 2);
    tcase_add_loop_test(tc, between_rates_at_thresholds, 0, RUNS);
    tcase_add_test(tc, between_rates_within_a_quota);
    tcase_add_loop_test(tc, several_constraints, 0, RUNS);
    tcase_add_test(tc, several_constraints_within_a_quota);
    tcase_add_test(tc, costs_by_group);
    tcase_add_test(tc, costs_by_group_within_a_quota);
    tcase_add_test(tc, counts_that_doubles_do_not_hold);
}

FAIR_TEST_MAIN("plan/plan", tests)
