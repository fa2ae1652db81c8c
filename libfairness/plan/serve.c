/* SPDX-License-Identifier: MIT
 * Applying a plan: what is given is checked, what is wrong said. */
#include "plan/serve.h"

#include <math.h>

#include "base/error.h"
#include "base/options.h"
#include "column/chunk.h"

#define BAD(err, status, column, ...)                                         \
    fair__fail_at(err, status, column, -1, 0, __VA_ARGS__)

static fair_status
check_ids(const fair__serving *s, fair_error *err)
{
    const fair_column *ids = &s->row_id;
    const char *name = s->options.row_id;
    if (!s->plan->summary.is_randomized || s->out == NULL) return FAIR_OK;
    if (!s->options.has_seed || ids->type == FAIR_TYPE_NONE)
        return BAD(err, FAIR_ERR_ARGUMENT,
                   s->options.has_seed ? name : "seed",
                   "the plan is randomized: decisions need a seed and row_id, "
                   "so that they can be made again");
    const fair_status st = fair__column_check(ids, s->of.n, name, err);
    if (st != FAIR_OK) return st;
    const fair_column *values =
        ids->type == FAIR_TYPE_DICTIONARY ? ids->dictionary : ids;
    const int32_t form = fair__type_of(values->type)->form;
    if (form != FAIR__FORM_BOOL && form != FAIR__FORM_FLOAT) return FAIR_OK;
    return BAD(err, FAIR_ERR_TYPE, name,
               "%s is a column of %s, and ids of rows are integers or text",
               name, fair__column_type_name(ids));
}

static fair_status
fail(const fair__serving *s, fair_error *err)
{
    const fair__defect *d = &s->of.defect;
    const int64_t first = (int64_t)s->of.first_row;
    const char *id = s->options.row_id;
    char more[FAIR__SUCH_SIZE];
    if (s->of.where != FAIR__IN_ID) return fair__applying_fail(&s->of, err);
    if (d->kind != FAIR__DEFECT_MISSING)
        return fair__defect_fail(d, "row_id", id, first, err);
    return fair__fail_at(err, FAIR_ERR_DATA, id, first + (int64_t)d->row,
                         d->count,
                         "%s: row %d%s has no id: the coin of a row depends "
                         "on it",
                         id, first + (int64_t)d->row,
                         fair__such_rows(more, d->count));
}

static fair_status
serve(fair__serving *s, fair_error *err)
{
    fair_status st = fair__applying_check(&s->of, err);
    if (st == FAIR_OK) st = check_ids(s, err);
    if (st == FAIR_OK) st = fair__serve_rows(s, err);
    if (st != FAIR_OK || s->of.defect.kind == FAIR__DEFECT_NONE) return st;
    return fail(s, err);
}

/* A call without its rows. */
static fair_status
begin(fair__serving *s, const fair_plan *plan,
      const fair_plan_apply_options *options, fair_error *err)
{
    fair_plan_apply_options *o = &s->options;
    const fair_status st = fair__options_read(
        o, sizeof(*o), sizeof(*o), options, "fair_plan_apply_options", err);
    if (st != FAIR_OK) return st;
    if (o->y_score == NULL) o->y_score = "y_score";
    if (o->row_id == NULL) o->row_id = "row_id";
    s->plan = plan;
    s->of.what = "plan";
    s->of.encoder = plan->summary.needs_groups ? &plan->encoder : NULL;
    s->of.n_by = plan->n_by;
    s->of.by = plan->by;
    s->of.score_type = plan->summary.score_type;
    s->of.of_halves = plan->of_halves;
    s->of.low = -INFINITY;
    s->of.high = INFINITY;
    s->of.score_name = o->y_score;
    s->of.first_row = o->first_row;
    return fair__applying_check_model("plan", plan->summary.model, o->model,
                                      err);
}

fair_status
fair__plan_apply(const fair_plan *plan, const fair_plan_rows *rows,
                 const fair_plan_apply_options *options, uint8_t *out,
                 double *shares, fair_error *err)
{
    fair__serving s = {.out = out, .shares = shares};
    fair_plan_rows given;
    fair_status st = begin(&s, plan, options, err);
    if (st == FAIR_OK)
        st = fair__options_read(&given, sizeof(given), sizeof(given), rows,
                                "fair_plan_rows", err);
    if (st != FAIR_OK) return st;
    s.of.n = given.n;
    s.of.y_score = given.y_score;
    s.of.n_features = given.n_features;
    s.of.features = given.features;
    s.row_id = given.row_id;
    return serve(&s, err);
}

fair_status
fair__plan_apply_arrow(const fair_plan *plan, const struct ArrowSchema *schema,
                       const struct ArrowArray *array,
                       const fair_plan_apply_options *options, uint8_t *out,
                       double *shares, fair_error *err)
{
    fair__batch_columns columns;
    fair_column id[2];
    fair__serving s = {.out = out, .shares = shares};
    fair_status st = begin(&s, plan, options, err);
    if (st == FAIR_OK)
        st = fair__applying_arrow(&s.of, schema, array, &columns, err);
    if (st == FAIR_OK && plan->summary.is_randomized && out != NULL &&
        s.options.has_seed) {
        st = fair__applying_find(schema, array, s.options.row_id, id, err);
        s.row_id = id[0];
    }
    return st == FAIR_OK ? serve(&s, err) : st;
}
