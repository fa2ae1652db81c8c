/* SPDX-License-Identifier: MIT
 * Fronts: every step is the plan at its tolerance, and the best of all
 * combinations; a wider tolerance is never worse. */
#include "draws.h"

#ifndef PROBLEMS
#define PROBLEMS 1500
#endif

static int n_steps, n_infeasible, n_series;

static fair_plan_step
step_at(const fair_plan_front *front, size_t i)
{
    fair_plan_step out = FAIR_PLAN_STEP_INIT;
    ck_assert_ok(fair_plan_front_at(front, i, &out, NULL));
    return out;
}

static double
sign_of(const problem *p)
{
    return strcmp(p->objective, "expected_cost") == 0 ||
                   strcmp(p->objective, "least_change") == 0
               ? -1
               : 1;
}

/* What all groups of a plan select. */
static double
selected_by(const fair_plan *plan, const plan_data *d)
{
    double own = 0, all = 0;
    for (size_t g = 0; g < plan_summary(plan).n_groups; g++) {
        const fair_plan_group group = plan_group(plan, g);
        double weight = 0;
        for (size_t i = 0; i < d->n; i++)
            if (d->rows[i].group == group.values[0].value.integer)
                weight += (double)weight_of(d, &d->rows[i]);
        if (weight > 0) own += weight * group.selection_rate;
        all += weight;
    }
    return own / all;
}

/* A step is what fair_plan_fit makes of its tolerance. */
static void
check_step(const fair_report *report, const plan_data *d, const problem *p,
           const fair_plan_options *asked, const fair_plan_step *step,
           double best)
{
    fair_plan_options o = *asked;
    fair_plan *plan = NULL;
    fair_error err = {0};
    o.max_difference = p->is_ratio ? NULL : step->tolerance;
    o.min_ratio = p->is_ratio ? step->tolerance : NULL;
    const fair_status st = fair_plan_fit(report, &o, &plan, &err);
    ck_assert_msg(st == step->status, "%s: %d, not %d", step->tolerance,
                  step->status, st);
    n_steps++;
    n_infeasible += st == FAIR_ERR_INFEASIBLE;
    if (st != FAIR_OK) {
        ck_assert(isnan(step->value) && isnan(step->loss) &&
                  isnan(step->disparity) && isnan(step->bound) &&
                  isnan(step->selection_rate));
        return;
    }
    const fair_plan_summary s = plan_summary(plan);
    ck_assert_double_eq(step->value, s.value);
    ck_assert_double_eq(step->bound, s.bound);
    ck_assert_uint_eq(step->nodes, s.nodes);
    ck_assert_int_eq(step->reason, s.reason);
    ck_assert(isnan(s.disparity) ? isnan(step->disparity)
                                 : step->disparity == s.disparity);
    ck_assert_double_eq_tol(step->loss, sign_of(p) * (best - s.value), 1e-14);
    ck_assert_double_eq_tol(step->selection_rate, selected_by(plan, d), 1e-14);
    fair_plan_free(plan);
}

/* And the best of all combinations. */
static void
check_brute(const plan_data *d, const problem *asked,
            const fair_plan_step *step)
{
    static const big power = 1000000;
    problem p = *asked;
    const double tolerance = strtod(step->tolerance, NULL);
    for (size_t i = 0; i < LIMITS; i++)
        if (strtod(limits[i].text, NULL) == tolerance) {
            p.limit = limits[i].value;
            break;
        } else {
            p.limit = (fraction){(big)(tolerance * (double)power + 0.5),
                                 power};
        }
    const brute best = brute_force(d, &p);
    ck_assert_int_eq(best.any, step->status == FAIR_OK);
    if (best.any)
        ck_assert_double_eq(sign_of(&p) * step->value,
                            (double)best.value.n / (double)best.value.d);
}

/* From none to where the best plan of all is. */
static void
check_series(const fair_plan_front *front, const problem *p, double disparity)
{
    const size_t n = fair_plan_front_count(front);
    const fair_plan_step first = step_at(front, 0);
    const fair_plan_step last = step_at(front, n - 1);
    const double end = strtod(last.tolerance, NULL);
    ck_assert_str_eq(first.tolerance, p->is_ratio ? "1" : "0");
    ck_assert_double_ge(last.loss, 0);
    ck_assert_double_le(last.loss,
                        p->rule == FAIR_PLAN_RANDOMIZED ? 1e-14 : 0);
    if (isnan(disparity)) {
        ck_assert_uint_eq(n, 1);
        return;
    }
    const double more = p->is_ratio ? disparity - end : end - disparity;
    ck_assert_double_ge(more, p->rule == FAIR_PLAN_RANDOMIZED ? -0x1p-50
                                                             : -0x1p-53);
    ck_assert_double_lt(more, 0.99999e-6);
    n_series++;
}

static void
check_order(const fair_plan_front *front, const problem *p)
{
    for (size_t i = 1; i < fair_plan_front_count(front); i++) {
        const fair_plan_step a = step_at(front, i - 1), b = step_at(front, i);
        const double wider =
            strtod(b.tolerance, NULL) - strtod(a.tolerance, NULL);
        ck_assert_double_gt(p->is_ratio ? -wider : wider, 0);
        if (a.status != FAIR_OK) continue;
        ck_assert_int_eq(b.status, FAIR_OK);
        ck_assert_double_le(sign_of(p) * a.value,
                            sign_of(p) * b.value + 1e-15);
        ck_assert_double_ge(a.loss, 0);
    }
}

static void
check_front(const plan_data *d, const problem *p, const fair_plan_options *o,
            const fair_report *report, int is_brute)
{
    static const char *const tolerances[] = {"0.1", "0.25", "5e-1", "0.1"};
    fair_plan_options open = *o, any = *o;
    fair_plan_front *front = NULL;
    fair_plan *plan = NULL;
    any.max_difference = p->is_ratio ? NULL : "1";
    any.min_ratio = open.min_ratio = p->is_ratio ? "0" : NULL;
    open.max_difference = NULL;
    const fair_status st = fair_plan_fit(report, &any, &plan, NULL);
    ck_assert_int_eq(
        fair_plan_front_new(report, &open, 4, 0, NULL, &front, NULL), st);
    if (st != FAIR_OK) return;
    const fair_plan_summary best = plan_summary(plan);
    check_series(front, p, best.disparity);
    check_order(front, p);
    for (size_t i = 0; i < fair_plan_front_count(front); i++) {
        const fair_plan_step step = step_at(front, i);
        check_step(report, d, p, &open, &step, best.value);
        if (is_brute) check_brute(d, p, &step);
    }
    fair_plan_front_free(front);
    ck_assert_ok(fair_plan_front_new(report, &open, 0, 4, tolerances, &front,
                                     NULL));
    ck_assert_uint_eq(fair_plan_front_count(front), 3);
    check_order(front, p);
    for (size_t i = 0; i < 3; i++) {
        const fair_plan_step step = step_at(front, i);
        check_step(report, d, p, &open, &step, best.value);
        if (is_brute) check_brute(d, p, &step);
    }
    fair_plan_front_free(front);
    fair_plan_free(plan);
}

START_TEST(every_step_is_a_plan)
{
    for (int number = 0; number < PROBLEMS; number++) {
        problem p;
        fair_plan_options o;
        fair_report_options r;
        state = (uint64_t)(77000 + _i * PROBLEMS + number);
        draw(2);
        const plan_data d = draw_data();
        draw_problem(&p, &o, &r);
        if (number % 5 == 1) draw_quota(&d, &p, &o);
        if (p.rates[0] == NO_RATE || !is_defined(&d, &p)) continue;
        if (number % 3 == 0) {
            o.rule = p.rule = FAIR_PLAN_RANDOMIZED;
            if (p.is_ratio) o.min_rate = "0.2";
        }
        fair_report *report = plan_report(&d, &r, 0);
        check_front(&d, &p, &o, report,
                    number % 3 != 0 && number % 4 == 0);
        fair_report_free(report);
    }
    printf("# %d steps, %d infeasible, %d series\n", n_steps, n_infeasible,
           n_series);
    ck_assert_int_gt(n_infeasible, 50);
    ck_assert_int_gt(n_series, 100);
}
END_TEST

static const plan_data few = {
    .n = 6,
    .n_groups = 2,
    .rows = {{0, 1, 4, 1, 0.9}, {0, 0, 4, 1, 0.8}, {0, 0, 4, 1, 0.2},
             {1, 1, 4, 1, 0.7}, {1, 1, 4, 1, 0.6}, {1, 1, 4, 1, 0.1}}};

/* The series ends at the tolerance that is asked for. */
START_TEST(where_a_series_ends)
{
    static const char *const seven[] = {"0.1234567"};
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_front *front = NULL;
    fair_report *report = plan_report(&few, NULL, 0);
    o.constraint = "demographic_parity";
    o.max_difference = "0.5";
    ck_assert_ok(fair_plan_front_new(report, &o, 3, 1, seven, &front, NULL));
    ck_assert_uint_eq(fair_plan_front_count(front), 4);
    ck_assert_str_eq(step_at(front, 1).tolerance, "0.1234567");
    ck_assert_str_eq(step_at(front, 2).tolerance, "0.25");
    ck_assert_str_eq(step_at(front, 3).tolerance, "0.5");
    fair_plan_front_free(front);
    o.max_difference = NULL; /* at 2/3, a millionth up */
    ck_assert_ok(fair_plan_front_new(report, &o, 2, 0, NULL, &front, NULL));
    ck_assert_str_eq(step_at(front, 1).tolerance, "0.666667");
    fair_plan_front_free(front);
    o.min_ratio = "0.12345678901"; /* no wider than this */
    ck_assert_ok(fair_plan_front_new(report, &o, 2, 0, NULL, &front, NULL));
    ck_assert_str_eq(step_at(front, 1).tolerance, "0.333333");
    fair_plan_front_free(front);
    o.min_ratio = "0.43210000001";
    ck_assert_ok(fair_plan_front_new(report, &o, 2, 0, NULL, &front, NULL));
    ck_assert_str_eq(step_at(front, 1).tolerance, "0.432101");
    fair_plan_front_free(front);
    fair_report_free(report);
}
END_TEST

START_TEST(one_group_has_one_step)
{
    plan_data d = few;
    d.n = 3;
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_front *front = NULL;
    fair_report *report = plan_report(&d, NULL, 0);
    o.constraint = "demographic_parity";
    ck_assert_ok(fair_plan_front_new(report, &o, 11, 0, NULL, &front, NULL));
    ck_assert_uint_eq(fair_plan_front_count(front), 1);
    ck_assert_int_eq(step_at(front, 0).reason, FAIR_REASON_SINGLE_GROUP);
    ck_assert_double_eq(step_at(front, 0).value, 1);
    fair_plan_front_free(front);
    fair_report_free(report);
}
END_TEST

START_TEST(refusals)
{
    static const char *const good[] = {"0.5"}, *const bad[] = {"0.1", "1.5"};
    static const char *const none[] = {NULL};
    fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_front *front = NULL;
    fair_plan_step step = FAIR_PLAN_STEP_INIT;
    fair_error err = {0};
    fair_report *report = plan_report(&few, NULL, 0);
    o.constraint = "demographic_parity";
#define REFUSED(which, ...)                                                  \
    ck_assert_int_eq(fair_plan_front_new(__VA_ARGS__, &front, &err),          \
                     FAIR_ERR_ARGUMENT);                                      \
    ck_assert_str_eq(err.column, which);                                      \
    ck_assert_ptr_null(front)
    REFUSED("points", report, &o, 1, 0, NULL);
    REFUSED("points", report, &o, 1000002, 0, NULL);
    REFUSED("tolerances", report, &o, 0, 0, NULL);
    REFUSED("tolerances", report, &o, 0, 2, bad);
    ck_assert_ptr_nonnull(strstr(err.message, "tolerance 2 is \"1.5\""));
    REFUSED("tolerances", report, &o, 0, 1, none);
    o.constraint = NULL;
    REFUSED("constraint", report, &o, 2, 0, NULL);
    o.constraint = "none";
    REFUSED("constraint", report, &o, 2, 0, NULL);
    o.constraint = "demographic_parity";
    ck_assert_int_eq(fair_plan_front_new(NULL, &o, 2, 0, NULL, &front, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(
        fair_plan_front_new(report, NULL, 2, 0, NULL, &front, &err),
        FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_front_new(report, &o, 2, 1, NULL, &front, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_front_new(report, &o, 2, 0, NULL, NULL, &err),
                     FAIR_ERR_ARGUMENT);
    o.min_rate = "0.9"; /* no plan however wide: nobody is below 1 of 3 */
    o.max_rate = "0.95";
    ck_assert_int_eq(fair_plan_front_new(report, &o, 2, 0, NULL, &front, &err),
                     FAIR_ERR_INFEASIBLE);
    ck_assert_ptr_null(front);
    o.min_rate = o.max_rate = NULL;
    ck_assert_ok(fair_plan_front_new(report, &o, 0, 1, good, &front, NULL));
    ck_assert_int_eq(fair_plan_front_at(front, 1, &step, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "there is no step 1"));
    ck_assert_int_eq(fair_plan_front_at(NULL, 0, &step, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_plan_front_at(front, 0, NULL, &err),
                     FAIR_ERR_ARGUMENT);
    step.size = 3;
    ck_assert_int_eq(fair_plan_front_at(front, 0, &step, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_uint_eq(fair_plan_front_count(NULL), 0);
    fair_plan_front_free(front);
    fair_plan_front_free(NULL);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, every_step_is_a_plan, 0, 2);
    tcase_add_test(tc, where_a_series_ends);
    tcase_add_test(tc, one_group_has_one_step);
    tcase_add_test(tc, refusals);
}

FAIR_TEST_MAIN("plan/front", tests)
