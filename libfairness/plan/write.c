/* SPDX-License-Identifier: MIT
 * A plan as JSON (schema libfairness/plan/1). */
#include <math.h>

#include <fairness/registry.h>

#include "audit/label.h"
#include "base/error.h"
#include "plan/plan.h"

const char *const fair__plan_rules[] = {"by_group", "shared",
                                         "randomized"};
const char *const fair__plan_fates[] = {"error", "select", "reject"};

const char *
fair__score_type_name(int32_t type)
{
    return type == FAIR_TYPE_FLOAT32   ? "float32"
           : type == FAIR_TYPE_FLOAT64 ? "float64"
                                       : NULL;
}

static void
put_bool(fair__json *j, const char *key, int x)
{
    fair__json_key(j, key);
    fair__json_bool(j, x);
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
    put_bool(j, "needs_groups", s->needs_groups);
    put_bool(j, "randomized", s->is_randomized);
    fair__json_key(j, "by");
    fair__json_array_inline(j);
    for (size_t i = 0; i < s->n_by; i++) fair__json_cstring(j, s->by[i]);
    fair__json_end(j);
    fair__json_member_text(j, "score_type",
                           fair__score_type_name(s->score_type));
    put_fate(j, "missing", s->missing, s->missing_threshold);
    put_fate(j, "unseen", s->unseen, s->unseen_threshold);
}

static void
put_parts(fair__json *j, const fair_plan_group *g)
{
    fair__json_key(j, "parts");
    fair__json_array_inline(j);
    for (size_t k = 0; k < g->n_parts; k++) {
        const double threshold = g->parts[k].threshold;
        fair__json_object_inline(j);
        if (isinf(threshold))
            fair__json_member_text(j, "threshold",
                                   threshold > 0 ? "Infinity" : "-Infinity");
        else
            fair__json_member_f64(j, "threshold", threshold);
        fair__json_member_f64(j, "share", g->parts[k].share);
        fair__json_end(j);
    }
    fair__json_end(j);
}

static void
put_group(fair__json *j, const fair_plan_group *g)
{
    fair__json_object(j);
    fair__json_key(j, "group");
    fair__json_object_inline(j);
    for (size_t i = 0; i < g->n_values; i++) {
        fair__json_key(j, g->values[i].feature);
        fair__json_scalar(j, &g->values[i].value);
    }
    fair__json_end(j);
    put_parts(j, g);
    fair__json_member_u64(j, "rows", g->rows);
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
    fair__json_end(j);
}

/* ---- the seal: the digest of all that stands before it ---- */

typedef struct sealing {
    fair__sha256 hash;
    fair_write write;
    void *ctx;
} sealing;

static int32_t
pass_on(void *ctx, const char *data, size_t size)
{
    sealing *s = ctx;
    fair__sha256_add(&s->hash, data, size);
    return s->write(s->ctx, data, size);
}

static fair_status
write_json(const fair_plan *plan, fair__text *out, sealing *s, fair_error *err)
{
    char digest[FAIR__SHA256_TEXT + 1];
    fair__json j;
    fair__json_init(&j, out);
    fair__json_object(&j);
    fair__json_member_text(&j, "schema", FAIR__PLAN_SCHEMA);
    put_asked(&j, &plan->summary);
    put_use(&j, &plan->summary);
    fair__json_key(&j, "groups");
    fair__json_array(&j);
    for (size_t g = 0; g < plan->summary.n_groups; g++)
        put_group(&j, &plan->groups[g]);
    fair__json_end(&j);
    const fair_status st = fair__text_flush(out, err);
    if (st != FAIR_OK) return st;
    fair__sha256_add(&s->hash, "\n}\n", 3); /* as it would end without it */
    fair__sha256_text(&s->hash, digest);
    fair__json_member_text(&j, "sha256", digest);
    fair__json_end(&j);
    fair__text_char(out, '\n');
    return fair__text_flush(out, err);
}

fair_status
fair__plan_write(const fair_plan *plan, const char *format, fair_write write,
                 void *ctx, fair_error *err)
{
    sealing s = {.write = write, .ctx = ctx};
    fair__text out;
    if (strcmp(format, "json") != 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "format", -1, 0,
                             "there is no format %q; there is: \"json\"",
                             format, strlen(format));
    fair__sha256_init(&s.hash);
    fair__text_init(&out, &plan->mem);
    out.write = pass_on;
    out.ctx = &s;
    const fair_status st = write_json(plan, &out, &s, err);
    fair__text_free(&out);
    return st;
}
