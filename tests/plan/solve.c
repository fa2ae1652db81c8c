/* SPDX-License-Identifier: MIT
 * Makes randomized plans of problems on standard input, for
 * tests/oracle/plan_lp.py: a line of a constraint, an objective, the four
 * rates ("-": not given) and the number of rows, then a row a line: group,
 * label, weight, score. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/fairness.h>

typedef struct rows {
    size_t n;
    int32_t *group;
    uint8_t *label;
    double *weight;
    double *score;
} rows;

static void
fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void
read_rows(rows *r)
{
    r->group = calloc(r->n, sizeof(*r->group));
    r->label = calloc(r->n, sizeof(*r->label));
    r->weight = calloc(r->n, sizeof(*r->weight));
    r->score = calloc(r->n, sizeof(*r->score));
    for (size_t i = 0; i < r->n; i++) {
        int group, label;
        if (scanf("%d %d %lf %lf", &group, &label, &r->weight[i],
                  &r->score[i]) != 4)
            fail("a row is not read");
        r->group[i] = group;
        r->label[i] = (uint8_t)label;
    }
}

static fair_report *
report_of(const rows *r)
{
    static const char *const names[] = {"group"};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_rows given = FAIR_ROWS_INIT;
    fair_report_options options = FAIR_REPORT_OPTIONS_INIT;
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_error err = {0};
    const int64_t n = (int64_t)r->n;
    const fair_column group = fair_column_int32(r->group, n);
    o.n_sensitive = 1;
    o.sensitive_names = names;
    options.has_costs = 1;
    options.cost_false_positive = 1;
    options.cost_false_negative = 3;
    given.n = r->n;
    given.y_true = fair_column_uint8(r->label, n);
    given.y_score = fair_column_float64(r->score, n);
    given.sample_weight = fair_column_float64(r->weight, n);
    given.sensitive = &group;
    if (fair_audit_new(&o, &audit, &err) != FAIR_OK ||
        fair_audit_add(audit, &given, &err) != FAIR_OK ||
        fair_report_new(audit, &options, &report, &err) != FAIR_OK)
        fail(err.message);
    fair_audit_free(audit);
    return report;
}

static const char *
given(const char *text)
{
    return strcmp(text, "-") == 0 ? NULL : text;
}

static void
print_plan(const fair_plan *plan)
{
    fair_plan_summary s = FAIR_PLAN_SUMMARY_INIT;
    fair_plan_describe(plan, &s, NULL);
    printf("%.17g %.17g %.17g %d\n", s.value, s.bound, s.disparity,
           (int)s.n_groups);
    for (size_t g = 0; g < s.n_groups; g++) {
        fair_plan_group own = FAIR_PLAN_GROUP_INIT;
        fair_plan_group_at(plan, g, &own, NULL);
        printf("%d", (int)own.values[0].value.integer);
        for (size_t i = 0; i < own.n_parts; i++)
            printf(" %.17g %.17g", own.parts[i].threshold,
                   own.parts[i].share);
        printf("\n");
    }
}

int
main(void)
{
    char word[6][64];
    rows r;
    while (scanf("%63s %63s %63s %63s %63s %63s %zu", word[0], word[1],
                 word[2], word[3], word[4], word[5], &r.n) == 7) {
        fair_plan_options o = FAIR_PLAN_OPTIONS_INIT;
        fair_plan *plan = NULL;
        fair_error err = {0};
        read_rows(&r);
        fair_report *report = report_of(&r);
        o.constraint = word[0];
        o.objective = word[1];
        o.max_difference = given(word[2]);
        o.min_ratio = given(word[3]);
        o.min_rate = given(word[4]);
        o.max_rate = given(word[5]);
        o.rule = FAIR_PLAN_RANDOMIZED;
        if (fair_plan_fit(report, &o, &plan, &err) != FAIR_OK)
            fail(err.message);
        print_plan(plan);
        fflush(stdout);
        fair_plan_free(plan);
        fair_report_free(report);
        free(r.group);
        free(r.label);
        free(r.weight);
        free(r.score);
    }
    return 0;
}
