/* SPDX-License-Identifier: MIT
 * What would a plan do on rows that it was not made from?
 *
 *   cc evaluate_plan.c $(pkg-config --cflags --libs libfairness) && ./a.out
 *
 * A plan is made from the first half of the people, decides the second half,
 * and its decisions are audited beside those of today: one threshold for
 * everyone.  First it shows what a tolerance costs. */
#include <stdio.h>

#include <fairness/fairness.h>

#define N 2000

static double score[N];
static uint8_t happened[N], today[N], decided[N];
static const char *region[N];

/* People whose scores say less of the north. */
static void
make_people(void)
{
    uint32_t state = 7;
    for (size_t i = 0; i < N; i++) {
        state = state * 1664525 + 1013904223;
        const double luck = (double)(state >> 8) / (1 << 24);
        state = state * 1664525 + 1013904223;
        const double x = (double)(state >> 8) / (1 << 24);
        region[i] = i % 3 == 0 ? "north" : "south";
        score[i] = i % 3 == 0 ? 0.2 + 0.6 * x : x;
        happened[i] = luck < x;
        today[i] = score[i] >= 0.6;
    }
}

static fair_status
add_people(fair_audit *audit, size_t from, const uint8_t *decisions,
           int with_scores, fair_error *err)
{
    const fair_column feature = fair_column_cstring(region + from, N / 2);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = N / 2;
    rows.y_true = fair_column_uint8(happened + from, N / 2);
    if (decisions != NULL) rows.y_pred = fair_column_uint8(decisions, N / 2);
    if (with_scores) rows.y_score = fair_column_float64(score + from, N / 2);
    rows.sensitive = &feature;
    return fair_audit_add(audit, &rows, err);
}

static fair_status
report_of(size_t from, const uint8_t *decisions, int with_scores,
          fair_report **out, fair_error *err)
{
    static const char *const features[] = {"region"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *audit = NULL;
    options.n_sensitive = 1;
    options.sensitive_names = features;
    fair_status st = fair_audit_new(&options, &audit, err);
    if (st == FAIR_OK) st = add_people(audit, from, decisions, with_scores, err);
    if (st == FAIR_OK) st = fair_report_new(audit, NULL, out, err);
    fair_audit_free(audit);
    return st;
}

static fair_status
show_front(const fair_report *report, fair_error *err)
{
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_front *front = NULL;
    options.constraint = "true_positive_rate_parity";
    fair_status st =
        fair_plan_front_new(report, &options, 5, 0, NULL, &front, err);
    for (size_t i = 0; st == FAIR_OK && i < fair_plan_front_count(front);
         i++) {
        fair_plan_step step = FAIR_PLAN_STEP_INIT;
        st = fair_plan_front_at(front, i, &step, err);
        if (st == FAIR_OK && step.status == FAIR_OK)
            printf("at most %s apart: accuracy %.3f, %.3f lost\n",
                   step.tolerance, step.value, step.loss);
        else if (st == FAIR_OK)
            printf("at most %s apart: no plan\n", step.tolerance);
    }
    fair_plan_front_free(front);
    return st;
}

static fair_status
plan_of(const fair_report *report, fair_plan **out, fair_error *err)
{
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    options.constraint = "true_positive_rate_parity";
    options.max_difference = "0.02";
    return fair_plan_fit(report, &options, out, err);
}

static fair_status
decide(const fair_plan *plan, size_t from, fair_error *err)
{
    const fair_column feature = fair_column_cstring(region + from, N / 2);
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    rows.n = N / 2;
    rows.y_score = fair_column_float64(score + from, N / 2);
    rows.features = &feature;
    rows.n_features = 1;
    return fair_plan_apply(plan, &rows, NULL, decided, err);
}

static fair_status
show(const char *what, const fair_report *report, fair_error *err)
{
    fair_value gap;
    const fair_status st = fair_report_value(
        report, "equal_opportunity_difference", NULL, &gap, err);
    if (st == FAIR_OK && gap.reason == FAIR_DEFINED)
        printf("%s: true positive rates at most %.3f apart, between %.3f and "
               "%.3f\n",
               what, gap.value, gap.lower, gap.upper);
    return st;
}

int
main(void)
{
    fair_report *scores = NULL, *before = NULL, *after = NULL;
    fair_plan *plan = NULL;
    fair_error err;
    make_people();
    fair_status st = report_of(0, NULL, 1, &scores, &err);
    if (st == FAIR_OK) st = show_front(scores, &err);
    if (st == FAIR_OK) st = plan_of(scores, &plan, &err);
    if (st == FAIR_OK) st = decide(plan, N / 2, &err);
    if (st == FAIR_OK) st = report_of(N / 2, today + N / 2, 0, &before, &err);
    if (st == FAIR_OK) st = report_of(N / 2, decided, 0, &after, &err);
    if (st == FAIR_OK) st = show("today", before, &err);
    if (st == FAIR_OK) st = show("by the plan", after, &err);
    if (st != FAIR_OK) fprintf(stderr, "%s\n", err.message);
    fair_plan_free(plan);
    fair_report_free(scores);
    fair_report_free(before);
    fair_report_free(after);
    return st == FAIR_OK ? 0 : 2;
}
