/* SPDX-License-Identifier: MIT
 * Applying a plan: what is given is checked, what is wrong said. */
#include "plan/serve.h"

#include <math.h>

#include "base/options.h"

static fair_status
serve(fair__serving *s, fair_error *err)
{
    fair_status st = fair__applying_check(&s->of, err);
    if (st == FAIR_OK) st = fair__serve_rows(s, err);
    if (st != FAIR_OK || s->of.defect.kind == FAIR__DEFECT_NONE) return st;
    return fair__applying_fail(&s->of, err);
}

/* A call without its rows. */
static fair_status
begin(fair__serving *s, const fair_plan *plan,
      const fair_plan_apply_options *options, fair_error *err)
{
    fair_plan_apply_options o;
    const fair_status st =
        fair__options_read(&o, sizeof(o), sizeof(o), options,
                           "fair_plan_apply_options", err);
    if (st != FAIR_OK) return st;
    s->plan = plan;
    s->of.what = "plan";
    s->of.encoder = plan->summary.needs_groups ? &plan->encoder : NULL;
    s->of.n_by = plan->n_by;
    s->of.by = plan->by;
    s->of.score_type = plan->summary.score_type;
    s->of.of_halves = plan->of_halves;
    s->of.low = -INFINITY;
    s->of.high = INFINITY;
    s->of.score_name = o.y_score != NULL ? o.y_score : "y_score";
    s->of.first_row = o.first_row;
    s->of.is_randomized = plan->summary.is_randomized && s->out != NULL;
    s->of.seed = o.seed;
    s->of.has_seed = o.has_seed;
    s->of.id_name = o.row_id != NULL ? o.row_id : "row_id";
    return fair__applying_check_model("plan", plan->summary.model, o.model,
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
    s.of.row_id = given.row_id;
    return serve(&s, err);
}

fair_status
fair__plan_apply_arrow(const fair_plan *plan, const struct ArrowSchema *schema,
                       const struct ArrowArray *array,
                       const fair_plan_apply_options *options, uint8_t *out,
                       double *shares, fair_error *err)
{
    fair__batch_columns columns;
    fair__serving s = {.out = out, .shares = shares};
    fair_status st = begin(&s, plan, options, err);
    if (st == FAIR_OK)
        st = fair__applying_arrow(&s.of, schema, array, &columns, err);
    return st == FAIR_OK ? serve(&s, err) : st;
}
