/* SPDX-License-Identifier: MIT
 * Tables of curves: rows that are made one after another from the scores of
 * a report, so that a curve of ten million points is never held whole. */
#ifndef FAIR_AUDIT_CURVE_H
#define FAIR_AUDIT_CURVE_H

#include "audit/export.h"
#include "metric/curve.h"
#include "metric/entries.h"
#include "metric/histogram.h"

/* by, control, group, group_key, control_key: the columns of every table that
 * say whose the row is. */
#define FAIR__CURVE_LABELS 5
#define FAIR__CURVE_COLUMNS 10 /* at most, behind these */

/* Which options a table takes: bits. */
#define FAIR__TAKES_POINTS 1u /* max_points */
#define FAIR__TAKES_DROP 2u   /* drop_intermediate */
#define FAIR__TAKES_BINS 4u   /* bins, score_range */
#define FAIR__TAKES_QUANTILES 8u

typedef struct fair__curve_rows fair__curve_rows;

/* Cells of a row; after a failure nothing more is put. */
typedef struct fair__curve_cells {
    fair__batch_column *const *next;
    fair_error *err;
    fair_status status;
} fair__curve_cells;

typedef struct fair__curve_table {
    char name[24];
    uint32_t needs; /* FAIR__GIVEN_* */
    uint32_t takes;
    struct {
        char name[24]; /* "" after the last */
        char format[4];
    } columns[FAIR__CURVE_COLUMNS + 1];
    void (*begin)(fair__curve_rows *rows, const fair__scored *group);
    /* Puts the next row's cells, or returns 0 after the last row. */
    int (*next)(fair__curve_rows *rows, fair__curve_cells *cells);
} fair__curve_table;

size_t fair__curve_table_count(void);
const fair__curve_table *fair__curve_table_at(size_t i);
const fair__curve_table *fair__curve_table_find(const char *name);

/* A walk over the rows of a table.  It borrows the report. */
struct fair__curve_rows {
    const fair_report *report;
    const fair__curve_table *table;
    fair_curve_options options;
    fair__histogram_bins bins;
    int32_t is_indexed; /* curves of several groups are made by an index */
    fair__indexed indexed;
    size_t index; /* of the counts whose curve is next, or open */
    size_t end;
    int32_t is_open;
    fair__text labels[FAIR__CURVE_LABELS]; /* empty: null */
    size_t n_done;   /* quantiles */
    fair__total all; /* histogram: the weight of all rows */
    union {
        fair__curve curve;
        fair__histogram histogram;
        fair__quantiles quantiles;
    } walk;
};

/* Rows of counts[first … end); options as they were checked, of which
 * quantiles are borrowed. */
void fair__curve_rows_begin(fair__curve_rows *rows, const fair_report *report,
                            const fair__curve_table *table,
                            const fair_curve_options *options, size_t first,
                            size_t end);
void fair__curve_rows_free(fair__curve_rows *rows);
/* A new batch of the next rows, at most so many; of none at the end. */
fair_status fair__curve_rows_batch(fair__curve_rows *rows, uint64_t most,
                                   fair__batch **out, fair_error *err);

/* The whole table, by default options, as one batch. */
fair_status fair__export_curve(const fair_report *report,
                               const fair__curve_table *table,
                               fair__batch **out, fair_error *err);

#endif
