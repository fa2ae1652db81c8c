/* SPDX-License-Identifier: MIT
 * A gate: may this model be deployed?  The program ends with the verdict.
 *
 *   cc gate.c $(pkg-config --cflags --libs libfairness) && ./a.out
 *
 * The decisions are counts; two rules hold for them. */
#include <stdio.h>

#include <fairness/fairness.h>

#define LINES 4

static const char *const region[LINES] = {"north", "north", "south", "south"};
static const uint8_t granted[LINES] = {1, 0, 1, 0};
static const int64_t people[LINES] = {4000, 6000, 3700, 5800};

/* Rows to a report of them. */
static fair_status
count(fair_report **report, fair_error *err)
{
    static const char *const names[] = {"region"};
    const fair_column sensitive = fair_column_cstring(region, LINES);
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    fair_report_options asked = FAIR_REPORT_OPTIONS_INIT;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_audit *audit = NULL;
    options.n_sensitive = 1;
    options.sensitive_names = names;
    asked.favourable = FAIR_FAVOURABLE_POSITIVE;
    rows.n = LINES;
    rows.y_pred = fair_column_uint8(granted, LINES);
    rows.frequency = fair_column_int64(people, LINES);
    rows.sensitive = &sensitive;
    fair_status status = fair_audit_new(&options, &audit, err);
    if (status == FAIR_OK) status = fair_audit_add(audit, &rows, err);
    if (status == FAIR_OK) status = fair_report_new(audit, &asked, report, err);
    fair_audit_free(audit);
    return status;
}

/* What has to hold; limits are text, so that 0.8 is 0.8. */
static fair_status
add_rules(fair_policy *policy, fair_error *err)
{
    static const size_t one_feature[] = {1, 1};
    fair_feature_value there[2];
    fair_rule four_fifths = FAIR_RULE_INIT, points = FAIR_RULE_INIT;
    there[0].feature = there[1].feature = "region";
    there[0].value = fair_scalar_text("north");
    there[1].value = fair_scalar_text("south");
    four_fifths.criterion = "impact_ratio";
    four_fifths.min = "0.8";
    four_fifths.n_required = 2; /* without them: an error, not a pass */
    four_fifths.required_lengths = one_feature;
    four_fifths.required = there;
    points.metric = "selection_rate";
    points.comparison = "difference";
    points.max = "0.05";
    const fair_status status = fair_policy_add(policy, &four_fifths, err);
    return status == FAIR_OK ? fair_policy_add(policy, &points, err) : status;
}

static int32_t
print(void *ctx, const char *text, size_t length)
{
    return fwrite(text, 1, length, (FILE *)ctx) != length;
}

int
main(void)
{
    fair_report *report = NULL;
    fair_policy *policy = NULL;
    fair_verdict *verdict = NULL;
    fair_error err;
    int code = FAIR_VERDICT_ERROR; /* of whatever goes wrong, too */
    if (count(&report, &err) != FAIR_OK ||
        fair_policy_new(NULL, &policy, &err) != FAIR_OK ||
        add_rules(policy, &err) != FAIR_OK ||
        fair_verdict_new(policy, report, &verdict, &err) != FAIR_OK ||
        fair_verdict_write(verdict, "text", print, stdout, &err) != FAIR_OK)
        fprintf(stderr, "%s\n", err.message);
    else if (fflush(stdout) == 0)
        code = fair_verdict_status(verdict);
    fair_verdict_free(verdict);
    fair_policy_free(policy);
    fair_report_free(report);
    return code;
}
