/* SPDX-License-Identifier: MIT
 * Randomized plans are as good as a linear program says, and what they say of
 * themselves is what their shares make of the rows. */
#include "draws.h"
#include "simplex.h"

#ifndef FIRST
#define FIRST 0
#endif
#ifndef PROBLEMS
#define PROBLEMS 1500
#endif

static int number; /* of the problem */

/* ---- the linear program ---- */

typedef struct model {
    const plan_data *data;
    const problem *p;
    cuts c[MOST_GROUPS];
    int first[MOST_GROUPS]; /* columns of shares */
    table all;
    linear_program lp;
} model;

static double
rate_at(const model *m, size_t g, size_t k, rate_kind kind)
{
    const fraction r = rate_of_table(&m->c[g].tables[k], kind);
    return (double)r.n / (double)r.d;
}

/* What a cut adds to the objective; of F1 times its denominator, less `last`
 * times it. */
static double
gain_at(const model *m, size_t g, size_t k, double last)
{
    const table *t = &m->c[g].tables[k], *all = &m->all;
    const double P = (double)(all->tp + all->fn);
    const double N = (double)(all->fp + all->tn), W = P + N;
    const double everyone = W + (double)(all->us + all->ur);
    const double tp = (double)t->tp, fp = (double)t->fp, fn = (double)t->fn,
                 tn = (double)t->tn;
    const char *o = m->p->objective;
    const int *u = m->p->has_own ? m->p->own[g] : m->p->utilities;
    if (strcmp(o, "accuracy") == 0) return (tp + tn) / W;
    if (strcmp(o, "balanced_accuracy") == 0)
        return tp / (2 * P) + tn / (2 * N);
    if (strcmp(o, "f1_score") == 0)
        return 2 * tp - last * (2 * tp + fp + fn);
    if (strcmp(o, "expected_cost") == 0 && m->p->has_own)
        return -(u[1] * fp + u[2] * fn) / W;
    if (strcmp(o, "expected_cost") == 0)
        return -(m->p->costs[0] * fp + m->p->costs[1] * fn) / W;
    if (strcmp(o, "utility") == 0)
        return (u[0] * tp + u[1] * fp + u[2] * fn + u[3] * tn) / W;
    if (strcmp(o, "selection_rate") == 0)
        return (tp + fp + (double)t->us) / everyone;
    if (strcmp(o, "true_positive_rate") == 0) return tp / P;
    if (strcmp(o, "true_negative_rate") == 0) return tn / N;
    return -(double)m->c[g].changed[k] / everyone;
}

/* A row of a group's rate, times `times`, and its slack. */
static double *
rate_row(model *m, size_t g, rate_kind kind, double times, double sign,
         double b)
{
    double *row = lp_row(&m->lp, b);
    for (size_t k = 0; k < m->c[g].n; k++)
        row[m->first[g] + (int)k] = times * rate_at(m, g, k, kind);
    row[m->lp.n++] = sign;
    return row;
}

static big
selected_at(const table *t)
{
    return t->tp + t->fp + t->us;
}

static double
solve(model *m, double last)
{
    const problem *p = m->p;
    const double limit = (double)p->limit.n / (double)p->limit.d;
    const double least = (double)p->min_rate.n / (double)p->min_rate.d;
    const double most = (double)p->max_rate.n / (double)p->max_rate.d;
    linear_program *lp = &m->lp;
    memset(lp, 0, sizeof(*lp));
    for (size_t g = 0; g < m->data->n_groups; g++) {
        m->first[g] = lp->n;
        if (m->c[g].rows == 0) continue;
        double *row = lp_row(lp, 1);
        for (size_t k = 0; k < m->c[g].n; k++) {
            lp->c[lp->n] = gain_at(m, g, k, last);
            row[lp->n++] = 1;
        }
    }
    for (int r = 0; r < 2 && p->rates[r] != NO_RATE; r++) {
        const int low = lp->n++;
        for (size_t g = 0; g < m->data->n_groups; g++) {
            if (m->c[g].rows == 0) continue;
            rate_row(m, g, p->rates[r], 1, -1, 0)[low] = -1;
            if (p->is_ratio)
                rate_row(m, g, p->rates[r], limit, 1, 0)[low] = -1;
            else
                rate_row(m, g, p->rates[r], 1, 1, limit)[low] = -1;
            rate_row(m, g, p->rates[r], 1, -1, least);
            rate_row(m, g, p->rates[r], 1, 1, most);
            for (int k = 0; k < 2; k++) {
                const fraction end =
                    rate_of_table(&m->c[g].at_ends[k], p->rates[r]);
                if (!isnan(p->ends[k]) && end.d != 0)
                    rate_row(m, g, p->rates[r], 1, k == 0 ? -1 : 1,
                             (double)end.n / (double)end.d);
            }
        }
    }
    for (int k = 0; k < 2 && p->has_quota; k++) {
        const fraction part = k == 0 ? p->least : p->most;
        const table *t = &m->all;
        const double all = (double)(t->tp + t->fp + t->fn + t->tn + t->us +
                                    t->ur);
        double *row = lp_row(lp, (double)part.n / (double)part.d);
        for (size_t g = 0; g < m->data->n_groups; g++)
            for (size_t i = 0; i < m->c[g].n && m->c[g].rows > 0; i++)
                row[m->first[g] + (int)i] =
                    (double)selected_at(&m->c[g].tables[i]) / all;
        row[lp->n++] = k == 0 ? -1 : 1;
    }
    ck_assert_int_lt(lp->m, LP_ROWS);
    ck_assert_int_lt(lp->n + lp->m, LP_COLUMNS - 1);
    return lp_solve(lp);
}

/* What all groups select with the shares, and the value of it. */
static double
value_of_shares(const model *m, double (*shares)[MOST_CUTS])
{
    double value = 0, tp = 0, others = 0;
    for (size_t g = 0; g < m->data->n_groups; g++)
        for (size_t k = 0; k < m->c[g].n && m->c[g].rows > 0; k++) {
            const table *t = &m->c[g].tables[k];
            value += shares[g][k] * gain_at(m, g, k, 0);
            tp += shares[g][k] * (double)t->tp;
            others += shares[g][k] * (double)(t->fp + t->fn);
        }
    return strcmp(m->p->objective, "f1_score") == 0
               ? 2 * tp / (2 * tp + others)
               : value;
}

/* The best value, or -INFINITY; of F1 by Dinkelbach's steps. */
static double
best_of(model *m)
{
    double shares[MOST_GROUPS][MOST_CUTS], last = 0;
    double value = solve(m, 0);
    if (strcmp(m->p->objective, "f1_score") != 0 || isinf(value))
        return value;
    for (int i = 0; i < 50; i++) {
        memset(shares, 0, sizeof(shares));
        for (int r = 0; r < m->lp.m; r++)
            for (size_t g = 0; g < m->data->n_groups; g++) {
                const int k = m->lp.basis[r] - m->first[g];
                if (m->c[g].rows > 0 && k >= 0 && k < (int)m->c[g].n)
                    shares[g][k] = m->lp.a[r][LP_COLUMNS - 1];
            }
        const double own = value_of_shares(m, shares);
        if (own <= last + 1e-13) return last;
        last = own;
        solve(m, last);
    }
    return last;
}

/* ---- what a plan is ---- */

static size_t
cut_at(const cuts *c, double threshold)
{
    size_t k = 0;
    while (k < c->n && c->at[k] != threshold) k++;
    ck_assert_uint_lt(k, c->n);
    return k;
}

static void
read_shares(const model *m, const fair_plan *plan,
            double (*shares)[MOST_CUTS], int *n_parts)
{
    size_t at = 0;
    for (size_t g = 0; g < m->data->n_groups; g++) {
        double sum = 0, before = -INFINITY;
        if (m->c[g].rows == 0) continue;
        const fair_plan_group group = plan_group(plan, at++);
        ck_assert_uint_ge(group.n_parts, 1);
        ck_assert_uint_le(group.n_parts, m->p->has_quota ? 6 : 3);
        n_parts[group.n_parts > 3 ? 2 : group.n_parts - 1]++;
        for (size_t i = 0; i < group.n_parts; i++) {
            const fair_plan_part *part = &group.parts[i];
            ck_assert(part->threshold > before);
            ck_assert(part->share > 0);
            ck_assert(part->share * 0x1p53 == floor(part->share * 0x1p53));
            before = part->threshold;
            sum += part->share;
            shares[g][cut_at(&m->c[g], part->threshold)] = part->share;
        }
        ck_assert_double_eq(sum, 1);
        ck_assert(group.n_parts == 1
                      ? group.threshold == group.parts[0].threshold
                      : isnan(group.threshold));
        ck_assert_uint_eq(group.rows, m->c[g].rows);
    }
}

static void
check_rates(const model *m, double (*shares)[MOST_CUTS],
            const fair_plan_summary *s)
{
    const problem *p = m->p;
    const double slack = 0x1p-50;
    double worst = p->is_ratio;
    for (int r = 0; r < 2 && p->rates[r] != NO_RATE; r++) {
        double low = 1, high = 0;
        for (size_t g = 0; g < m->data->n_groups; g++) {
            double rate = 0;
            if (m->c[g].rows == 0) continue;
            for (size_t k = 0; k < m->c[g].n; k++)
                rate += shares[g][k] * rate_at(m, g, k, p->rates[r]);
            if (rate < low) low = rate;
            if (rate > high) high = rate;
        }
        ck_assert(low * (double)p->min_rate.d >=
                  (double)p->min_rate.n - 10 * slack);
        ck_assert(high * (double)p->max_rate.d <=
                  (double)p->max_rate.n + 10 * slack);
        const double own = p->is_ratio ? low / high : high - low;
        if (p->is_ratio ? own < worst : own > worst) worst = own;
    }
    const double limit = (double)p->limit.n / (double)p->limit.d;
    ck_assert_msg(p->is_ratio ? worst >= limit - 16 * slack
                              : worst <= limit + slack,
                  "%s: %g, where %g was asked for", p->constraint, worst,
                  limit);
    if (s->reason == FAIR_DEFINED)
        ck_assert_double_eq_tol(s->disparity, worst, 1e-14);
}

static void
check_quota(const model *m, double (*shares)[MOST_CUTS])
{
    const problem *p = m->p;
    const table *t = &m->all;
    double sum = 0;
    if (!p->has_quota) return;
    for (size_t g = 0; g < m->data->n_groups; g++)
        for (size_t k = 0; k < m->c[g].n && m->c[g].rows > 0; k++)
            sum += shares[g][k] * (double)selected_at(&m->c[g].tables[k]);
    sum /= (double)(t->tp + t->fp + t->fn + t->tn + t->us + t->ur);
    ck_assert(sum >= (double)p->least.n / (double)p->least.d - 0x1p-50);
    ck_assert(sum <= (double)p->most.n / (double)p->most.d + 0x1p-50);
}

/* Just what some plan has. */
static void
check_nearest(model *m, const fair_report *report,
              const fair_plan_options *options)
{
    const problem *p = m->p;
    problem own = *p;
    double nearest;
    if (own.rates[0] == NO_RATE) return;
    ck_assert_ok(fair_plan_nearest(report, options, &nearest, NULL));
    m->p = &own;
    for (int k = 0; k < 2; k++) {
        const double x = isnan(nearest) ? 1 - own.is_ratio
                         : own.is_ratio == k ? nearest + 1e-7
                                             : nearest - 1e-7;
        if (x < 0 || x > 1) continue;
        own.limit = (fraction){(big)(x * 1e15), (big)1e15};
        ck_assert_int_eq(isinf(solve(m, 0)) == 0, !isnan(nearest) && k == 0);
    }
    m->p = p;
}

static void
check_plan(model *m, const fair_plan *plan, int *n_parts)
{
    double shares[MOST_GROUPS][MOST_CUTS] = {{0}};
    const fair_plan_summary s = plan_summary(plan);
    const double best = best_of(m);
    read_shares(m, plan, shares, n_parts);
    check_rates(m, shares, &s);
    check_quota(m, shares);
    const double own = value_of_shares(m, shares);
    const double sign = strcmp(m->p->objective, "expected_cost") == 0 ||
                        strcmp(m->p->objective, "least_change") == 0 ? -1 : 1;
    ck_assert_double_eq_tol(sign * s.value, own, 1e-13);
    ck_assert_msg(fabs(own - best) < 1e-9, "%d: %s under %s: %.15g, not %.15g",
                  number, m->p->objective, m->p->constraint, own, best);
    ck_assert_msg(s.bound >= 0 && s.bound < 1e-14, "%d: %s under %s: bound %g",
                  number, m->p->objective, m->p->constraint, s.bound);
}

static int counts[CONSTRAINTS][OBJECTIVES];

static void
compare_to_a_linear_program(asking ask)
{
    int n_infeasible = 0, n_refused = 0, n_parts[3] = {0};
    model *m = calloc(1, sizeof(*m));
    memset(counts, 0, sizeof(counts));
    for (number = FIRST; number < FIRST + PROBLEMS; number++) {
        problem p;
        fair_plan_options options;
        fair_report_options report_options;
        fair_plan *plan = NULL;
        fair_error err = {0};
        state = (uint64_t)(1000000 + number);
        draw(2);
        const plan_data d = draw_data();
        draw_problem(&p, &options, &report_options);
        if (p.rates[0] == PPV) continue;
        p.rule = options.rule = FAIR_PLAN_RANDOMIZED;
        if (ask != NULL) ask(&d, &p, &options);
        if (p.is_ratio && p.min_rate.n == 0) {
            p.min_rate = (fraction){1, 10};
            options.min_rate = "0.1";
        }
        if (!is_defined(&d, &p)) continue;
        fair_report *report = plan_report(&d, &report_options, 0);
        const fair_status st = fair_plan_fit(report, &options, &plan, &err);
        m->data = &d;
        m->p = &p;
        m->all = (table){0};
        for (size_t g = 0; g < d.n_groups; g++)
            cuts_of(&d, g, 0, p.threshold, 0, &m->c[g]);
        const size_t first[MOST_GROUPS] = {0};
        for (size_t g = 0; g < d.n_groups; g++)
            count_ends(&d, g, &p, &m->c[g]);
        m->all = pool(m->c, d.n_groups, first);
        if (st == FAIR_ERR_ARGUMENT) {
            ck_assert_says(err, "not for a randomised rule");
            n_refused++;
        } else if (st == FAIR_ERR_INFEASIBLE) {
            ck_assert(isinf(solve(m, 0)));
            check_nearest(m, report, &options);
            n_infeasible++;
        } else {
            ck_assert_msg(st == FAIR_OK, "%s", err.message);
            check_plan(m, plan, n_parts);
            for (size_t c = 0; c < CONSTRAINTS; c++)
                for (size_t o = 0; o < OBJECTIVES; o++)
                    counts[c][o] += p.constraint == constraints[c].name &&
                                    p.objective == objectives[o];
        }
        fair_plan_free(plan);
        fair_report_free(report);
    }
    free(m);
    printf("# %d infeasible, %d refused, %d %d %d of 1, 2, 3 parts\n",
           n_infeasible, n_refused, n_parts[0], n_parts[1], n_parts[2]);
    for (size_t c = 0; c < CONSTRAINTS; c++)
        for (size_t o = 0; o < OBJECTIVES; o++)
            if ((ask == NULL || ask == draw_quota) &&
                constraints[c].rates[0] != PPV &&
                !(constraints[c].rates[1] == FPR && o == OBJECTIVES - 1))
                ck_assert_int_gt(counts[c][o], 1);
    for (int i = 0; i < (ask == draw_ends ? 2 : 3); i++)
        ck_assert_int_gt(n_parts[i], 10);
}

START_TEST(equal_to_a_linear_program)
{
    compare_to_a_linear_program(NULL);
}
END_TEST

START_TEST(within_a_quota)
{
    compare_to_a_linear_program(draw_quota);
}
END_TEST

START_TEST(between_rates_at_thresholds)
{
    compare_to_a_linear_program(draw_ends);
}
END_TEST

START_TEST(between_rates_within_a_quota)
{
    compare_to_a_linear_program(draw_both);
}
END_TEST

START_TEST(costs_by_group)
{
    compare_to_a_linear_program(draw_own);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, equal_to_a_linear_program);
    tcase_add_test(tc, within_a_quota);
    tcase_add_test(tc, between_rates_at_thresholds);
    tcase_add_test(tc, between_rates_within_a_quota);
    tcase_add_test(tc, costs_by_group);
}

FAIR_TEST_MAIN("plan/randomized", tests)
