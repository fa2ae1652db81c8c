/* SPDX-License-Identifier: MIT
 * From rows to an answer: is a group's share of errors out of line?
 *
 *   cc audit.c $(pkg-config --cflags --libs libfairness) && ./a.out */
#include <stdio.h>

#include <fairness/fairness.h>

int
main(void)
{
    /* Sixteen people: what happened, what the model said, and their group. */
    static const uint8_t happened[] = {1, 1, 1, 1, 0, 0, 0, 0,
                                       1, 1, 1, 1, 0, 0, 0, 0};
    static const uint8_t flagged[] = {1, 1, 1, 0, 1, 0, 0, 0,
                                      1, 1, 0, 0, 0, 0, 0, 0};
    static const char *const group[] = {"a", "a", "a", "a", "a", "a",
                                        "a", "a", "b", "b", "b", "b",
                                        "b", "b", "b", "b"};
    static const char *const features[] = {"group"};
    fair_audit *audit = NULL;
    fair_report *report = NULL;
    fair_value gap;
    fair_error err;

    /* Features are named; their values come with the rows. */
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = 1;
    options.sensitive_names = features;
    fair_column column = fair_column_cstring(group, 16); /* borrowed */
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = 16;
    rows.y_true = fair_column_uint8(happened, 16);
    rows.y_pred = fair_column_uint8(flagged, 16);
    rows.sensitive = &column;

    fair_status status = fair_audit_new(&options, &audit, &err);
    if (status == FAIR_OK) status = fair_audit_add(audit, &rows, &err);
    if (status == FAIR_OK)
        status = fair_report_new(audit, NULL, &report, &err);
    if (status == FAIR_OK) /* NULL: the only grouping there is */
        status = fair_report_value(report, "equalized_odds_difference", NULL,
                                   &gap, &err);
    if (status != FAIR_OK)
        fprintf(stderr, "%s\n", err.message);
    else if (gap.reason == FAIR_DEFINED)
        printf("equalized odds difference: %.3f\n", gap.value);
    else
        printf("undefined: %s\n", fair_reason_name(gap.reason));
    fair_report_free(report);
    fair_audit_free(audit);
    return status == FAIR_OK ? 0 : 2;
}
