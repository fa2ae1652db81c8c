/* SPDX-License-Identifier: MIT
 * Every metric, comparison and criterion against exact rational arithmetic,
 * over edge tables and random ones (tests/oracle/gen_compare.py). */
#include "harness.h"

#include "golden.h"

static void
check_name(const char *ours, const char *theirs)
{
    ck_assert_str_eq(ours, theirs);
}

/* The registries are in the order of the definitions, and nothing is left
 * out of the oracle but what is made of scores (tests/metric/test_scores.c). */
START_TEST(test_names)
{
    size_t n = 0;
    for (size_t i = 0; i < fair__metric_count(); i++)
        if ((fair__metric_at(i)->needs & FAIR__GIVEN_SCORES) == 0)
            check_name(fair__metric_at(i)->name, metric_names[n++]);
    ck_assert_uint_eq(n, GOLDEN_COUNT(metric_names));
    ck_assert_uint_eq(fair__comparison_count(),
                      GOLDEN_COUNT(comparison_names));
    for (size_t i = 0; i < fair__comparison_count(); i++)
        check_name(fair__comparison_at(i)->name, comparison_names[i]);
    n = 0;
    for (size_t i = 0; i < fair__criterion_count(); i++) {
        const char *metric = fair__criterion_at(i)->metrics[0];
        if ((fair__metric_find(metric)->needs & FAIR__GIVEN_SCORES) == 0)
            check_name(fair__criterion_at(i)->name, criterion_names[n++]);
    }
    ck_assert_uint_eq(n, GOLDEN_COUNT(criterion_names));
}
END_TEST

START_TEST(test_metrics)
{
    static golden_world w;
    int scenario = -1;
    for (size_t i = 0; i < GOLDEN_COUNT(golden_metrics); i++) {
        const golden_metric *g = &golden_metrics[i];
        if (g->scenario != scenario)
            golden_make(&golden_scenarios[g->scenario], &w);
        scenario = g->scenario;
        const fair__counts *c =
            g->group >= 0 ? &w.p.groups[g->group] : w.p.total;
        fair__result r;
        fair__metric_compute(fair__metric_at((size_t)g->metric), c, w.p.total,
                             w.p.given, &w.rules.costs, &r);
        const double value = fair__wide_double(&r.value);
        const double sum = fair__wide_double(&r.sum_weights);
        const int same = r.reason == g->reason && value == g->value &&
                         r.n == g->n && r.min_n == g->min_n &&
                         sum == g->sum_weights &&
                         r.effective_n == g->effective_n;
        ck_assert_msg(same,
                      "%s: %s of %d: reason %d value %a n %llu %llu sum %a "
                      "effective %a; expected %d %a %llu %llu %a %a",
                      golden_scenarios[scenario].name,
                      metric_names[g->metric], g->group, r.reason, value,
                      (unsigned long long)r.n, (unsigned long long)r.min_n,
                      sum, r.effective_n, g->reason, g->value,
                      (unsigned long long)g->n, (unsigned long long)g->min_n,
                      g->sum_weights, g->effective_n);
    }
}
END_TEST

static void
check_finding(const golden_finding *g, const char *row, const char *column,
              const fair__finding *f)
{
    const double value = fair__wide_double(&f->value);
    const int same =
        f->reason == g->reason && value == g->value &&
        (f->group == g->group) && f->reference == g->reference &&
        f->worse_off == g->worse_off && f->groups_compared == g->compared &&
        f->n_undefined == g->undefined && f->n_left_out == g->left_out &&
        f->within_limit == g->within;
    ck_assert_msg(
        same,
        "%s: %s %s %d: reason %d value %a groups %d %d %d counts %u %u %u "
        "%d; expected %d %a %d %d %d %u %u %u %d",
        golden_scenarios[g->scenario].name, row, column, g->i, f->reason,
        value, f->group, f->reference, f->worse_off, f->groups_compared,
        f->n_undefined, f->n_left_out, f->within_limit, g->reason, g->value,
        g->group, g->reference, g->worse_off, g->compared, g->undefined,
        g->left_out, g->within);
    ck_assert(f->method != FAIR_METHOD_NONE || f->lower != f->lower);
}

START_TEST(test_comparisons)
{
    static golden_world w;
    int scenario = -1;
    for (size_t i = 0; i < GOLDEN_COUNT(golden_comparisons); i++) {
        const golden_finding *g = &golden_comparisons[i];
        if (g->scenario != scenario)
            golden_make(&golden_scenarios[g->scenario], &w);
        scenario = g->scenario;
        const fair__comparison *c = fair__comparison_at((size_t)g->column);
        ck_assert_uint_lt((size_t)g->i,
                          fair__comparison_size(c, w.p.n));
        fair__finding f;
        c->find(&w.p, &w.rules, fair__metric_at((size_t)g->row), (size_t)g->i,
                &f);
        check_finding(g, metric_names[g->row], comparison_names[g->column],
                      &f);
    }
}
END_TEST

START_TEST(test_criteria)
{
    static golden_world w;
    for (size_t i = 0; i < GOLDEN_COUNT(golden_criteria); i++) {
        const golden_finding *g = &golden_criteria[i];
        golden_make(&golden_scenarios[g->scenario], &w);
        fair__finding f;
        fair__criterion_find_in(fair__criterion_at((size_t)g->row), &w.p,
                                &w.rules, &f);
        check_finding(g, criterion_names[g->row], "", &f);
        ck_assert_ptr_nonnull(f.metric);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_names);
    tcase_add_test(tc, test_metrics);
    tcase_add_test(tc, test_comparisons);
    tcase_add_test(tc, test_criteria);
}

FAIR_TEST_MAIN("compare/golden", tests)
