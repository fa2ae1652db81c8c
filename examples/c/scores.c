/* SPDX-License-Identifier: MIT
 * Batches of scores, and how well they serve each group: do they order its
 * members, and are they too high or too low for it?
 *
 *   cc scores.c $(pkg-config --cflags --libs libfairness) && ./a.out
 *
 * Berkeley 1973 (examples/data/README.md): the score of an application is the
 * share of all applicants that its department admitted. */
#include <stdio.h>

#include <fairness/fairness.h>

#define DEPARTMENTS 6
#define LINES 4 /* of a department: men and women, admitted and rejected */

static const int64_t applications[DEPARTMENTS][LINES] = {
    {512, 313, 89, 19},   {353, 207, 17, 8},   {120, 205, 202, 391},
    {138, 279, 131, 244}, {53, 138, 94, 299}, {22, 351, 24, 317},
};
static const double shares[DEPARTMENTS] = {0.64, 0.63, 0.35, 0.34, 0.25, 0.06};
static const uint8_t admitted[LINES] = {1, 0, 1, 0};
static const char *const gender[LINES] = {"Male", "Male", "Female", "Female"};

/* One department: any number of batches, in any order. */
static fair_status
add(fair_audit *audit, int department, fair_error *err)
{
    double score[LINES];
    for (int i = 0; i < LINES; i++)
        score[i] = shares[department];
    const fair_column sensitive = fair_column_cstring(gender, LINES);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = LINES;
    rows.y_true = fair_column_uint8(admitted, LINES);
    rows.y_score = fair_column_float64(score, LINES);
    rows.frequency = fair_column_int64(applications[department], LINES);
    rows.sensitive = &sensitive;
    return fair_audit_add(audit, &rows, err);
}

/* A metric of one group; FAIR_ERR_ARGUMENT for a name that is none. */
static fair_status
print(const fair_report *report, const char *metric, const char *group,
      fair_error *err)
{
    fair_feature_value member;
    member.feature = "gender";
    member.value = fair_scalar_text(group);
    fair_selector selector = FAIR_SELECTOR_INIT;
    selector.n_group = 1;
    selector.group = &member;
    fair_value value;
    const fair_status status =
        fair_report_value(report, metric, &selector, &value, err);
    if (status != FAIR_OK) return status;
    if (value.reason == FAIR_DEFINED)
        printf("%-24s  %-6s  %7.4f\n", metric, group, value.value);
    else
        printf("%-24s  %-6s  undefined: %s\n", metric, group,
               fair_reason_name(value.reason));
    return FAIR_OK;
}

int
main(void)
{
    static const char *const features[] = {"gender"};
    static const char *const metrics[] = {"mean_score", "roc_auc",
                                          "calibration_in_the_large"};
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_value gap;
    fair_error err;

    /* Every distinct score is kept, with its counts, unless options.scores
     * is FAIR_SCORES_NONE; no threshold, so there are no decisions. */
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = 1;
    options.sensitive_names = features;
    fair_status status = fair_audit_new(&options, &audit, &err);
    for (int i = 0; i < DEPARTMENTS && status == FAIR_OK; i++)
        status = add(audit, i, &err);
    if (status == FAIR_OK)
        status = fair_report_new(audit, NULL, &report, &err);
    for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++) {
        if (status == FAIR_OK)
            status = print(report, metrics[i], "Female", &err);
        if (status == FAIR_OK)
            status = print(report, metrics[i], "Male", &err);
    }
    if (status == FAIR_OK)
        status = fair_report_value(report, "auc_gap", NULL, &gap, &err);
    if (status == FAIR_OK)
        printf("%-24s  %-6s  %7.4f\n", "auc_gap", "", gap.value);
    else
        fprintf(stderr, "%s\n", err.message);
    fair_report_free(report);
    fair_audit_free(audit);
    return status == FAIR_OK ? 0 : 2;
}
