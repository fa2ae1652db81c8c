/* SPDX-License-Identifier: MIT
 * The table of pairs of groups as columns. */
#include "audit/export.h"

#include <fairness/registry.h>

#include "audit/pairs.h"

static const char *const columns[][2] = {
    {"by", FAIR__BATCH_TEXT},
    {"control", FAIR__BATCH_TEXT},
    {"group", FAIR__BATCH_TEXT},
    {"reference", FAIR__BATCH_TEXT},
    {"cross_auc", FAIR__BATCH_REAL},
    {"cross_auc_reversed", FAIR__BATCH_REAL},
    {"abroca", FAIR__BATCH_REAL},
    {"score_distance_ks", FAIR__BATCH_REAL},
    {"ks_score", FAIR__BATCH_REAL},
    {"score_distance_wasserstein", FAIR__BATCH_REAL},
    {"score_distance_energy", FAIR__BATCH_REAL},
    {"auc_reason", FAIR__BATCH_TEXT},
    {"ks_reason", FAIR__BATCH_TEXT},
    {"distance_reason", FAIR__BATCH_TEXT},
    {"group_key", FAIR__BATCH_TEXT},
    {"reference_key", FAIR__BATCH_TEXT},
    {"control_key", FAIR__BATCH_TEXT},
};
#define N_COLUMNS (sizeof(columns) / sizeof(*columns))
#define FIRST_NUMBER 4
#define FIRST_REASON 11
#define FIRST_KEY 14

typedef struct target {
    const fair_report *report;
    fair__batch *batch;
    fair__text *text;
    fair_error *err;
} target;

/* A cell of the next row, with text to make it in. */
static fair__cell
cell(const target *t, size_t column)
{
    fair__text_clear(t->text);
    return (fair__cell){t->report, t->batch->columns[column], t->text, t->err};
}

/* Labels of groups and stratum from one column on, keys from another. */
static fair_status
put_tuples(const target *t, const fair__pairs_row *row)
{
    const fair__snapshot *s = fair__report_snapshot(t->report);
    const fair__request *request = &t->report->request;
    const struct {
        fair__tuple tuple;
        size_t label;
        size_t key;
    } tuples[] = {
        {fair__tuple_of_stratum(s, s->groupings[row->grouping].stratum), 1,
         FIRST_KEY + 2},
        {fair__tuple_of_group(s, request, row->grouping, row->group), 2,
         FIRST_KEY},
        {fair__tuple_of_group(s, request, row->grouping, row->reference), 3,
         FIRST_KEY + 1},
    };
    fair_status st = FAIR_OK;
    for (size_t i = 0; i < 3 && st == FAIR_OK; i++) {
        fair__cell c = cell(t, tuples[i].label);
        st = fair__cell_tuple(&c, &tuples[i].tuple);
        if (st != FAIR_OK) return st;
        c = cell(t, tuples[i].key);
        st = fair__cell_key(&c, &tuples[i].tuple);
    }
    return st;
}

static fair_status
put_numbers(const target *t, const fair__between_pair *pair)
{
    fair__pair_number numbers[FAIR__N_PAIR_NUMBERS];
    const int32_t reasons[] = {pair->reasons[FAIR__BETWEEN_CROSS_AUC],
                               pair->reasons[FAIR__BETWEEN_KS],
                               pair->reasons[FAIR__BETWEEN_WASSERSTEIN]};
    fair_status st = FAIR_OK;
    fair__pair_numbers(pair, numbers);
    for (size_t i = 0; i < FAIR__N_PAIR_NUMBERS && st == FAIR_OK; i++) {
        fair__batch_column *c = t->batch->columns[FIRST_NUMBER + i];
        st = numbers[i].reason == FAIR_DEFINED
                 ? fair__batch_put_real(c, numbers[i].value, t->err)
                 : fair__batch_put_null(c, t->err);
    }
    for (size_t i = 0; i < 3 && st == FAIR_OK; i++) {
        const fair__cell c = cell(t, FIRST_REASON + i);
        st = fair__cell_string(&c, fair_reason_name(reasons[i]));
    }
    return st;
}

static fair_status
put_row(void *ctx, const fair__pairs_row *row)
{
    const target *t = ctx;
    const fair__snapshot *s = fair__report_snapshot(t->report);
    const fair__cell by = cell(t, 0);
    fair__label_by(t->text, s, &t->report->request,
                   s->groupings[row->grouping].by, ", ");
    fair_status st = fair__cell_written(&by);
    if (st == FAIR_OK) st = put_tuples(t, row);
    if (st == FAIR_OK) st = put_numbers(t, &row->pair);
    return st;
}

fair_status
fair__export_pairs(const fair_report *report, fair__batch *batch,
                   fair__text *text, fair_error *err)
{
    target t = {report, batch, text, err};
    fair_status st = FAIR_OK;
    for (size_t k = 0; k < N_COLUMNS && st == FAIR_OK; k++)
        st = fair__batch_add_column(batch, columns[k][0], columns[k][1], err);
    return st != FAIR_OK ? st : fair__pairs_visit(report, put_row, &t, err);
}
