/* SPDX-License-Identifier: MIT
 * The table "reliability": how often what was foretold happened, bin by bin. */
#include "audit/export.h"

#include <string.h>

#include "audit/answer.h"
#include "base/error.h"
#include "metric/bins.h"
#include "stats/interval.h"

/* One row: a bin of a group, and what was made of it. */
typedef struct row {
    fair__whose whose;
    const fair__bins *bins;
    fair__bin_range range;
    fair__bin bin;
    int weighs; /* 0: all weights are 0, and there are no means */
    double observed;
    double effective_n;
    double interval[2];
} row;

static fair_status
cell_by(const fair__cell *c, const row *r)
{
    const fair__snapshot *s = fair__report_snapshot(c->report);
    if (!r->whose.is_group) return fair__cell_string(c, NULL);
    fair__label_by(c->text, s, &c->report->request,
                   s->groupings[r->whose.grouping].by, ", ");
    return fair__cell_written(c);
}

static fair__tuple
stratum_of(const fair__cell *c, const row *r)
{
    return fair__tuple_of_stratum(fair__report_snapshot(c->report),
                                  r->whose.stratum);
}

static fair__tuple
group_of(const fair__cell *c, const row *r)
{
    if (!r->whose.is_group) return (fair__tuple){.n = 0};
    return fair__tuple_of_group(fair__report_snapshot(c->report),
                                &c->report->request, r->whose.grouping,
                                r->whose.group);
}

static fair_status
cell_control(const fair__cell *c, const row *r)
{
    const fair__tuple t = stratum_of(c, r);
    return fair__cell_tuple(c, &t);
}

static fair_status
cell_group(const fair__cell *c, const row *r)
{
    const fair__tuple t = group_of(c, r);
    return fair__cell_tuple(c, &t);
}

static fair_status
cell_group_key(const fair__cell *c, const row *r)
{
    const fair__tuple t = group_of(c, r);
    return fair__cell_key(c, &t);
}

static fair_status
cell_control_key(const fair__cell *c, const row *r)
{
    const fair__tuple t = stratum_of(c, r);
    return fair__cell_key(c, &t);
}

static fair_status
cell_bins(const fair__cell *c, const row *r)
{
    return fair__cell_string(c, fair__bins_name(r->bins->kind));
}

static fair_status
cell_bin(const fair__cell *c, const row *r)
{
    return fair__batch_put_count(c->column, r->range.number - 1, c->err);
}

static fair_status
cell_lower_edge(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, r->range.lower, c->err);
}

static fair_status
cell_upper_edge(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, r->range.upper, c->err);
}

static fair_status
cell_n(const fair__cell *c, const row *r)
{
    return fair__batch_put_count(c->column, r->bin.rows, c->err);
}

static fair_status
cell_sum_weights(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, fair__wide_double(&r->bin.weight),
                                c->err);
}

static fair_status
cell_effective_n(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, r->effective_n, c->err);
}

/* What is divided by the weight. */
static fair_status
put_mean(const fair__cell *c, const row *r, double x)
{
    return r->weighs ? fair__batch_put_real(c->column, x, c->err)
                     : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_mean_score(const fair__cell *c, const row *r)
{
    return put_mean(c, r, fair__bin_mean(&r->bin, &r->bin.scores));
}

static fair_status
cell_observed_rate(const fair__cell *c, const row *r)
{
    return put_mean(c, r, r->observed);
}

static fair_status
cell_lower(const fair__cell *c, const row *r)
{
    return put_mean(c, r, r->interval[0]);
}

static fair_status
cell_upper(const fair__cell *c, const row *r)
{
    return put_mean(c, r, r->interval[1]);
}

static fair_status
cell_method(const fair__cell *c, const row *r)
{
    return fair__cell_string(c, r->weighs ? "wilson" : NULL);
}

typedef struct reliability_column {
    char name[16];
    char format[4];
    fair_status (*put)(const fair__cell *c, const row *r);
} reliability_column;

#define TEXT(name) {#name, FAIR__BATCH_TEXT, cell_##name}
#define REAL(name) {#name, FAIR__BATCH_REAL, cell_##name}
#define COUNT(name) {#name, FAIR__BATCH_COUNT, cell_##name}

static const reliability_column columns[] = {
    TEXT(by),           TEXT(control),      TEXT(group),
    TEXT(group_key),    TEXT(control_key),  TEXT(bins),
    COUNT(bin),         REAL(lower_edge),   REAL(upper_edge),
    COUNT(n),           REAL(sum_weights),  REAL(effective_n),
    REAL(mean_score),   REAL(observed_rate), REAL(lower),
    REAL(upper),        TEXT(method),
};
#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static fair_status
put_row(const fair_report *report, row *r, fair__batch *batch,
        fair__text *text, fair_error *err)
{
    fair_status st = FAIR_OK;
    r->weighs = !fair__wide_is_zero(&r->bin.weight);
    r->effective_n = 0;
    if (r->weighs) {
        fair__wide n = fair__wide_mul(&r->bin.weight, &r->bin.weight);
        n = fair__wide_div(&n, &r->bin.square);
        r->effective_n = fair__wide_double(&n);
        r->observed = fair__bin_mean(&r->bin, &r->bin.positives);
        fair__wilson(r->observed, r->effective_n, report->request.rules.z,
                     &r->interval[0], &r->interval[1]);
    }
    for (size_t k = 0; k < N_COLUMNS && st == FAIR_OK; k++) {
        const fair__cell c = {report, batch->columns[k], text, err, NULL};
        fair__text_clear(text);
        st = columns[k].put(&c, r);
    }
    return st;
}

static fair_status
put_bins(const fair_report *report, size_t index, const fair__bins *bins,
         fair__batch *batch, fair__text *text, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    row r = {.whose = fair__whose_counts(s, index), .bins = bins};
    fair_status st = FAIR_OK;
    while (st == FAIR_OK && fair__bins_next(bins, &r.range)) {
        fair__bin_sum(&s->counts[index].scored, &r.range, &r.bin);
        if (r.bin.rows > 0) st = put_row(report, &r, batch, text, err);
    }
    return st;
}

/* Both kinds of bins of every group, or one bin a score.  The edges of a pool
 * are made once. */
static fair_status
put_groups(const fair_report *report, fair__batch *batch, fair__text *text,
           fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const int64_t n = report->request.calibration_bins;
    const int32_t last =
        n == FAIR__EACH_SCORE ? FAIR__BINS_WIDTH : FAIR__BINS_MASS;
    fair__bins bins[2];
    int32_t pool = FAIR__ALL_ROWS - 1;
    fair_status st = FAIR_OK;
    for (size_t i = 0; i < s->n_counts && st == FAIR_OK; i++) {
        const fair__whose whose = fair__whose_counts(s, i);
        for (int32_t k = 0; k <= last && whose.stratum != pool; k++)
            fair__bins_make(&bins[k], k, n,
                            &fair__snapshot_total(s, whose.stratum)->scored);
        pool = whose.stratum;
        for (int32_t k = 0; k <= last && st == FAIR_OK; k++)
            st = put_bins(report, i, &bins[k], batch, text, err);
    }
    return st;
}

fair_status
fair__export_reliability(const fair_report *report, fair__batch *batch,
                         fair__text *text, fair_error *err)
{
    const uint32_t needs = FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES |
                           FAIR__GIVEN_PROBABILITIES;
    if ((fair__report_snapshot(report)->given & needs) != needs)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "table", -1, 0,
                             "table \"reliability\" needs y_true, and y_score "
                             "between 0 and 1 or in a declared score_range: "
                             "this audit does not have them");
    fair_status st = FAIR_OK;
    for (size_t k = 0; k < N_COLUMNS && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, columns[k].name, columns[k].format,
                                    err);
    return st == FAIR_OK ? put_groups(report, batch, text, err) : st;
}
