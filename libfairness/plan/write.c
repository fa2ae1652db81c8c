/* SPDX-License-Identifier: MIT
 * A plan as JSON (schema libfairness/plan/1). */
#include <math.h>

#include <fairness/registry.h>

#include "plan/read.h"

const char *const fair__plan_rules[] = {"by_group", "shared", "randomized",
                                        "reject_option"};
const char *const fair__plan_fates[] = {"error", "select", "reject"};

/* Members that are there only where they were asked for. */
static void
put_limits(fair__json *j, const fair_plan_summary *s)
{
    if (!isnan(s->no_lower_than))
        fair__json_member_f64(j, "no_lower_than", s->no_lower_than);
    if (!isnan(s->no_higher_than))
        fair__json_member_f64(j, "no_higher_than", s->no_higher_than);
    if (s->max_selected != NULL)
        fair__json_member_text(j, "max_selected", s->max_selected);
    if (s->min_selected != NULL)
        fair__json_member_text(j, "min_selected", s->min_selected);
}

/* Constraints beside the first. */
static void
put_also(fair__json *j, const fair_plan_summary *s)
{
    if (s->n_also == 0) return;
    fair__json_key(j, "also");
    fair__json_array(j);
    for (size_t i = 0; i < s->n_also; i++) {
        const fair_plan_also *x = &s->also[i];
        fair__json_object_inline(j);
        fair__json_member_text(j, "constraint", x->constraint);
        fair__json_member_text(j, "max_difference", x->max_difference);
        fair__json_member_text(j, "min_ratio", x->min_ratio);
        fair__json_member_f64(j, "disparity", x->disparity);
        fair__json_member_text(j, "reason", fair_reason_name(x->reason));
        fair__json_end(j);
    }
    fair__json_end(j);
}

static void
put_asked(fair__json *j, const fair_plan_summary *s)
{
    fair__json_member_text(j, "library", s->library);
    fair__json_member_text(j, "model", s->model);
    fair__json_member_text(j, "tally", s->tally);
    fair__json_member_u64(j, "rows", s->rows);
    fair__json_member_text(j, "constraint", s->constraint);
    fair__json_member_text(j, "max_difference", s->max_difference);
    fair__json_member_text(j, "min_ratio", s->min_ratio);
    fair__json_member_text(j, "min_rate", s->min_rate);
    fair__json_member_text(j, "max_rate", s->max_rate);
    put_limits(j, s);
    put_also(j, s);
    fair__json_member_text(j, "objective", s->objective);
    fair__json_member_f64(j, "value", s->value);
    fair__json_member_f64(j, "bound", s->bound);
    fair__json_member_f64(j, "disparity", s->disparity);
    fair__json_member_text(j, "reason", fair_reason_name(s->reason));
    fair__json_member_u64(j, "nodes", s->nodes);
}

static void
put_fate(fair__json *j, const char *key, int32_t fate, double threshold)
{
    if (fate == FAIR_PLAN_THRESHOLD)
        fair__json_member_f64(j, key, threshold);
    else
        fair__json_member_text(j, key, fair__plan_fates[fate]);
}

static void
put_use(fair__json *j, const fair_plan_summary *s)
{
    fair__json_member_text(j, "rule", fair__plan_rules[s->rule]);
    fair__put_bool(j, "needs_groups", s->needs_groups);
    fair__put_bool(j, "randomized", s->is_randomized);
    fair__put_by(j, s->n_by, s->by);
    if (s->n_control > 0) {
        fair__json_key(j, "control");
        fair__json_array_inline(j);
        for (size_t i = 0; i < s->n_control; i++)
            fair__json_cstring(j, s->control[i]);
        fair__json_end(j);
    }
    fair__put_score_type(j, s->score_type);
    put_fate(j, "missing", s->missing, s->missing_threshold);
    put_fate(j, "unseen", s->unseen, s->unseen_threshold);
}

/* A number, or an end of all scores. */
static void
put_threshold(fair__json *j, const char *key, double threshold)
{
    if (isinf(threshold))
        fair__json_member_text(j, key,
                               threshold > 0 ? "Infinity" : "-Infinity");
    else
        fair__json_member_f64(j, key, threshold);
}

static void
put_parts(fair__json *j, const fair_plan_group *g)
{
    fair__json_key(j, "parts");
    fair__json_array_inline(j);
    for (size_t k = 0; k < g->n_parts; k++) {
        fair__json_object_inline(j);
        put_threshold(j, "threshold", g->parts[k].threshold);
        fair__json_member_f64(j, "share", g->parts[k].share);
        fair__json_end(j);
    }
    fair__json_end(j);
}

/* Where they were given by group. */
static void
put_costs(fair__json *j, const fair_plan_costs *c, int is_cost)
{
    fair__json_key(j, is_cost ? "costs" : "utilities");
    fair__json_object_inline(j);
    if (!is_cost) fair__json_member_f64(j, "true_positive", c->true_positive);
    fair__json_member_f64(j, "false_positive", c->false_positive);
    fair__json_member_f64(j, "false_negative", c->false_negative);
    if (!is_cost) fair__json_member_f64(j, "true_negative", c->true_negative);
    fair__json_end(j);
}

static void
put_group(fair__json *j, const fair_plan_group *g, int is_cost)
{
    fair__json_object(j);
    fair__put_group(j, g->n_values, g->values);
    put_parts(j, g);
    if (!isnan(g->refer_from)) put_threshold(j, "refer_from", g->refer_from);
    fair__json_member_u64(j, "rows", g->rows);
    if (!isnan(g->refer_from))
        fair__json_member_u64(j, "referred", g->referred);
    fair__json_member_u64(j, "selected", g->selected);
    fair__json_member_u64(j, "true_positives", g->true_positives);
    fair__json_member_u64(j, "false_positives", g->false_positives);
    fair__json_member_u64(j, "false_negatives", g->false_negatives);
    fair__json_member_u64(j, "true_negatives", g->true_negatives);
    fair__json_member_f64(j, "selection_rate", g->selection_rate);
    fair__json_member_f64(j, "true_positive_rate", g->true_positive_rate);
    fair__json_member_f64(j, "false_positive_rate", g->false_positive_rate);
    fair__json_member_f64(j, "positive_predictive_value",
                          g->positive_predictive_value);
    fair__json_member_text(j, "set_aside", fair_reason_name(g->set_aside));
    if (g->costs != NULL) put_costs(j, g->costs, is_cost);
    fair__json_end(j);
}

static void
put_members(fair__json *j, const void *of)
{
    const fair_plan *plan = of;
    const int is_cost = strcmp(plan->summary.objective, "expected_cost") == 0;
    put_asked(j, &plan->summary);
    put_use(j, &plan->summary);
    fair__json_key(j, "groups");
    fair__json_array(j);
    for (size_t g = 0; g < plan->summary.n_groups; g++)
        put_group(j, &plan->groups[g], is_cost);
    fair__json_end(j);
}

const fair__artefact_kind fair__plan_kind = {
    "plan", FAIR__PLAN_SCHEMA, "expected " FAIR__PLAN_SCHEMA,
    put_members, fair__plan_read_members, fair__plan_room};

fair_status
fair__plan_write(const fair_plan *plan, const char *format, fair_write write,
                 void *ctx, fair_error *err)
{
    return fair__artefact_write(&fair__plan_kind, plan, &plan->mem, format,
                                write, ctx, err);
}
