/* SPDX-License-Identifier: MIT
 * The table "reliability": how often what was foretold happened, bin by bin. */
#include "audit/export.h"

#include <string.h>

#include "audit/answer.h"
#include "base/error.h"
#include "metric/reliability.h"
#include "stats/interval.h"

/* One row: a bin of a group. */
typedef struct row {
    fair__whose whose;
    int32_t kind;
    const fair__reliable_bin *bin;
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
    return fair__cell_string(c, fair__bins_name(r->kind));
}

static fair_status
cell_bin(const fair__cell *c, const row *r)
{
    return fair__batch_put_count(c->column, r->bin->number, c->err);
}

static fair_status
cell_lower_edge(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, r->bin->lower, c->err);
}

static fair_status
cell_upper_edge(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, r->bin->upper, c->err);
}

static fair_status
cell_n(const fair__cell *c, const row *r)
{
    return fair__batch_put_count(c->column, r->bin->rows, c->err);
}

static fair_status
cell_sum_weights(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, r->bin->weight, c->err);
}

static fair_status
cell_effective_n(const fair__cell *c, const row *r)
{
    return fair__batch_put_real(c->column, r->bin->effective_n, c->err);
}

/* All weights may be 0: then there are no means. */
static int
weighs(const row *r)
{
    return r->bin->weight > 0;
}

/* What is divided by the weight. */
static fair_status
put_mean(const fair__cell *c, const row *r, double x)
{
    return weighs(r) ? fair__batch_put_real(c->column, x, c->err)
                     : fair__batch_put_null(c->column, c->err);
}

static fair_status
cell_mean_score(const fair__cell *c, const row *r)
{
    return put_mean(c, r, r->bin->mean_score);
}

static fair_status
cell_observed_rate(const fair__cell *c, const row *r)
{
    return put_mean(c, r, r->bin->observed_rate);
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
    return fair__cell_string(c, weighs(r) ? "wilson" : NULL);
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
    if (weighs(r))
        fair__wilson(r->bin->observed_rate, r->bin->effective_n,
                     report->request.rules.z, &r->interval[0],
                     &r->interval[1]);
    for (size_t k = 0; k < N_COLUMNS && st == FAIR_OK; k++) {
        const fair__cell c = {report, batch->columns[k], text, err};
        fair__text_clear(text);
        st = columns[k].put(&c, r);
    }
    return st;
}

/* The bins of every group, one kind after the other. */
static fair_status
put_rows(const fair_report *report, const fair__reliability *all,
         fair__batch *batch, fair__text *text, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    for (size_t list = 0; list < all->n_lists; list++) {
        row r = {.whose = fair__whose_counts(s, list / all->n_kinds),
                 .kind = all->kinds[list % all->n_kinds]};
        for (size_t i = all->first[list]; i != FAIR__NO_BIN;
             i = r.bin->next) {
            r.bin = &all->bins[i];
            const fair_status st = put_row(report, &r, batch, text, err);
            if (st != FAIR_OK) return st;
        }
    }
    return FAIR_OK;
}

static fair_status
put_all(const fair_report *report, fair__batch *batch, fair__text *text,
        fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__reliability all;
    uint32_t *pools = fair__alloc(&report->mem, s->n_counts, sizeof(*pools));
    if (pools == NULL) return fair__no_memory(err);
    for (size_t i = 0; i < s->n_counts; i++) {
        const fair__whose whose = fair__whose_counts(s, i);
        pools[i] = fair__snapshot_total(s, whose.stratum)->scored.group;
    }
    fair_status st =
        fair__reliability_make(&report->mem, &s->source, pools, &all, err);
    fair__free(&report->mem, pools, s->n_counts, sizeof(*pools));
    if (st != FAIR_OK) return st;
    st = put_rows(report, &all, batch, text, err);
    fair__reliability_free(&all, &report->mem);
    return st;
}

fair_status
fair__export_reliability(const fair_report *report, fair__batch *batch,
                         fair__text *text, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__metric *m = fair__metric_find("expected_calibration_error");
    fair_status st = FAIR_OK;
    if (s->run.grid.bins > 0) st = fair__snapshot_check_metric(s, m, err);
    if (st != FAIR_OK) return st;
    if ((s->given & m->needs) != m->needs)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "table", -1, 0,
                             "table \"reliability\" needs y_true, and y_score "
                             "between 0 and 1 or in a declared score_range: "
                             "this audit does not have them");
    for (size_t k = 0; k < N_COLUMNS && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, columns[k].name, columns[k].format,
                                    err);
    return st == FAIR_OK ? put_all(report, batch, text, err) : st;
}
