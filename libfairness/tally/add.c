/* SPDX-License-Identifier: MIT
 * Adding a batch: checked as a whole, then read and counted by blocks. */
#include "tally/block.h"

static fair_status
check_column(const fair__tally *t, const fair_rows *rows, int column,
             fair_error *err)
{
    const fair_column *c = fair__tally_column(t, rows, column);
    const char *name = fair__column_name(t, column);
    if (c->type == FAIR_TYPE_NONE)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, name, -1, 0,
                             "%s \"%s\" is not given",
                             fair__column_role(t, column), name);
    return fair__column_check(c, rows->n, name, err);
}

/* Columns of each batch, the empty ones too; a NULL list of features is fine
 * where there are no rows. */
static fair_status
check_columns(const fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (int role = 0; st == FAIR_OK && role < FAIR__N_ROLES; role++)
        if (fair__tally_column(t, rows, role)->type != FAIR_TYPE_NONE)
            st = check_column(t, rows, role, err);
    const size_t n = t->spec.n_sensitive + t->spec.n_control;
    for (size_t k = 0; st == FAIR_OK && k < n; k++) {
        const int sensitive = k < t->spec.n_sensitive;
        if ((sensitive ? rows->sensitive : rows->control) != NULL)
            st = check_column(t, rows, FAIR__N_ROLES + (int)k, err);
        else if (rows->n > 0)
            st = fair__fail_at(err, FAIR_ERR_ARGUMENT, t->spec.features[k],
                               -1, 0, "the %s columns are not given",
                               sensitive ? "sensitive" : "control");
    }
    return st;
}

static uint32_t
inputs_of(const fair__tally *t, const fair_rows *rows)
{
    uint32_t inputs = 0;
    for (int role = 0; role < FAIR__N_ROLES; role++)
        if (fair__tally_column(t, rows, role)->type != FAIR_TYPE_NONE)
            inputs |= FAIR__INPUT(role);
    return inputs;
}

static fair_status
prepare(fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair_status st = check_columns(t, rows, err);
    if (st != FAIR_OK || rows->n == 0) return st;
    const uint32_t inputs = inputs_of(t, rows);
    st = fair__tally_check_inputs(t, inputs, err);
    if (st == FAIR_OK) st = fair__tally_make_scratch(t, err);
    if (st != FAIR_OK) return st;
    if (t->inputs == 0) fair__tally_set_inputs(t, inputs);
    st = fair__tally_make_scores(t, err);
    const size_t n = t->spec.n_sensitive + t->spec.n_control;
    for (size_t k = 0; st == FAIR_OK && k < n; k++)
        st = fair__feature_begin(
            &t->features[k],
            fair__tally_column(t, rows, FAIR__N_ROLES + (int)k), err);
    return st;
}

fair_status
fair__tally_look_in(const fair__tally *t, uint64_t row, size_t n,
                    fair_error *err)
{
    const uint64_t end = row + n, from = t->scratch->looked;
    if (end <= from) return FAIR_OK; /* read once more: dense.c */
    t->scratch->looked = end;
    if (from / FAIR__WATCHED_ROWS == end / FAIR__WATCHED_ROWS ||
        t->watch.stop == NULL || t->watch.stop(t->watch.ctx, end) == 0)
        return FAIR_OK;
    return fair__fail(err, FAIR_ERR_STOPPED, "the call was stopped at row %u",
                      end);
}

fair_status
fair__tally_add(fair__tally *t, const fair_rows *rows, uint64_t first_row,
                fair_error *err)
{
    fair_status st = prepare(t, rows, err);
    if (st != FAIR_OK || rows->n == 0) return st;
    t->scratch->n_batch = rows->n;
    t->scratch->looked = first_row;
    fair__narrow_begin(t, rows);
    fair__dense_begin(t, rows);
    for (size_t start = 0; st == FAIR_OK && start < rows->n;) {
        size_t n;
        st = fair__dense_count(t, rows, &start, &n, err);
        if (st == FAIR_OK && n == 0)
            st = fair__narrow_count(t, rows, start, &n, err);
        if (st == FAIR_OK && n == 0) {
            const size_t left = rows->n - start;
            n = left < FAIR__BLOCK ? left : FAIR__BLOCK;
            st = fair__block_read(t, rows, start, n, first_row, err);
            if (st == FAIR_OK) st = fair__block_count(t, n, err);
        }
        if (st == FAIR_OK)
            st = fair__tally_look_in(t, first_row + start, n, err);
        start += n;
    }
    return st == FAIR_OK ? fair__narrow_end(t, rows, err) : st;
}
