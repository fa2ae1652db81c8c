/* SPDX-License-Identifier: MIT
 * Cells of the tables that are handed out as Arrow streams. */
#ifndef FAIR_AUDIT_EXPORT_H
#define FAIR_AUDIT_EXPORT_H

#include "audit/batch.h"
#include "audit/json.h"

/* One cell that is being made: its column, and text to make it in. */
typedef struct fair__cell {
    const fair_report *report;
    fair__batch_column *column;
    fair__text *text; /* empty */
    fair_error *err;
} fair__cell;

/* Each puts one cell; NULL and an empty tuple are null. */
fair_status fair__cell_string(const fair__cell *c, const char *string);
/* What was written to text. */
fair_status fair__cell_written(const fair__cell *c);
fair_status fair__cell_tuple(const fair__cell *c, const fair__tuple *t);
fair_status fair__cell_key(const fair__cell *c, const fair__tuple *t);

/* Columns and rows of a table of values. */
fair_status fair__export_groups(const fair_report *report, fair__batch *batch,
                                fair__text *text, fair_error *err);
fair_status fair__export_comparisons(const fair_report *report,
                                     fair__batch *batch, fair__text *text,
                                     fair_error *err);
fair_status fair__export_criteria(const fair_report *report,
                                  fair__batch *batch, fair__text *text,
                                  fair_error *err);
/* Bins of every group: FAIR_ERR_ARGUMENT without labels or probabilities. */
fair_status fair__export_reliability(const fair_report *report,
                                     fair__batch *batch, fair__text *text,
                                     fair_error *err);
/* export_pairs.c: scores of every pair of groups. */
fair_status fair__export_pairs(const fair_report *report, fair__batch *batch,
                               fair__text *text, fair_error *err);

#endif
