/* SPDX-License-Identifier: MIT
 * A calibrator as JSON (schema libfairness/calibrator/1). */
#include <float.h>
#include <math.h>
#include <stddef.h>

#include "calibrate/calibrator.h"

const char *const fair__calibrator_fates[] = {"error", "pooled"};

#define SLOPE(i) (offsetof(fair__map, slopes) + (i) * sizeof(double))
#define INTERCEPT offsetof(fair__map, intercept)

static const fair__coefficient none[] = {{NULL, 0, 0, 0}};
static const fair__coefficient of_logistic[] = {
    {"slope", SLOPE(0), -DBL_MAX, DBL_MAX},
    {"intercept", INTERCEPT, -DBL_MAX, DBL_MAX},
    {NULL, 0, 0, 0}};
static const fair__coefficient of_beta[] = {
    {"a", SLOPE(0), 0, DBL_MAX},
    {"b", SLOPE(1), 0, DBL_MAX},
    {"c", INTERCEPT, -DBL_MAX, DBL_MAX},
    {NULL, 0, 0, 0}};
static const fair__coefficient of_logit[] = {
    {"slope", SLOPE(0), 0, DBL_MAX}, {NULL, 0, 0, 0}};
static const fair__coefficient of_withheld[] = {
    {"withheld", SLOPE(0), 0, 1}, {"base_rate", SLOPE(1), 0, 1}, {NULL, 0, 0, 0}};

const fair__coefficient *
fair__coefficients(int32_t kind)
{
    return kind == FAIR__MAP_LOGISTIC ? of_logistic
           : kind == FAIR__MAP_BETA   ? of_beta
           : kind == FAIR__MAP_LOGIT  ? of_logit
           : kind == FAIR__MAP_WITHHELD ? of_withheld
                                      : none;
}

static void
put_numbers(fair__json *j, const char *key, const double *x, size_t n)
{
    fair__json_key(j, key);
    fair__json_array_inline(j);
    for (size_t i = 0; i < n; i++) fair__json_f64(j, x[i]);
    fair__json_end(j);
}

static void
put_map(fair__json *j, const fair__map *map)
{
    const fair__coefficient *k = fair__coefficients(map->kind);
    fair__json_key(j, "map");
    fair__json_object_inline(j);
    for (; k->name != NULL; k++) {
        double x;
        memcpy(&x, (const char *)map + k->offset, sizeof(x));
        fair__json_member_f64(j, k->name, x);
    }
    if (fair__map_has_knots(map->kind)) {
        put_numbers(j, "at", map->at, map->n);
        put_numbers(j, "value", map->value, map->n);
    }
    fair__json_end(j);
}

static void
put_asked(fair__json *j, const fair_calibrator_summary *s)
{
    const int is_histogram = s->bins > 0;
    fair__json_member_text(j, "library", s->library);
    fair__json_member_text(j, "model", s->model);
    fair__json_member_text(j, "tally", s->tally);
    fair__json_member_u64(j, "rows", s->rows);
    fair__json_member_text(j, "method", s->method);
    fair__json_key(j, "bins");
    if (is_histogram)
        fair__json_u64(j, s->bins);
    else
        fair__json_null(j);
    fair__put_bool(j, "equal_mass", s->equal_mass);
    fair__json_member_u64(j, "min_count", s->min_count);
    fair__json_member_f64(j, "shrinkage", s->shrinkage);
    if (!isnan(s->strength))
        fair__json_member_f64(j, "strength", s->strength);
    if (s->cost_constraint != NULL)
        fair__json_member_text(j, "cost_constraint", s->cost_constraint);
    fair__put_bool(j, "needs_groups", s->needs_groups);
    fair__put_by(j, s->n_by, s->by);
    fair__put_score_type(j, s->score_type);
    fair__json_member_text(j, "missing", fair__calibrator_fates[s->missing]);
    fair__json_member_text(j, "unseen", fair__calibrator_fates[s->unseen]);
    fair__json_member_f64(j, "brier_before", s->brier_before);
    fair__json_member_f64(j, "brier_after", s->brier_after);
    if (s->cost_constraint != NULL)
        fair__json_member_f64(j, "cost_after", s->cost_after);
}

static void
put_group(fair__json *j, const fair_calibrator_group *g, const fair__map *map,
          const fair__map_method *method)
{
    fair__json_object(j);
    fair__put_group(j, g->n_values, g->values);
    fair__json_member_u64(j, "positives", g->positives);
    fair__json_member_u64(j, "negatives", g->negatives);
    if (method->of_ranks) fair__json_member_u64(j, "rows", g->rows);
    fair__json_member_f64(j, "brier_before", g->brier_before);
    fair__json_member_f64(j, "brier_after", g->brier_after);
    if (method->kind == FAIR__MAP_WITHHELD)
        fair__json_member_f64(j, "cost_before", g->cost_before);
    fair__json_member_f64(j, "own_share", g->own_share);
    if (g->own_share > 0)
        put_map(j, map);
    else
        fair__json_member_text(j, "map", NULL);
    fair__json_end(j);
}

static void
put_members(fair__json *j, const void *of)
{
    const fair_calibrator *c = of;
    put_asked(j, &c->summary);
    put_map(j, &c->maps[c->n]);
    fair__json_key(j, "groups");
    fair__json_array(j);
    for (size_t i = 0; i < c->n; i++)
        put_group(j, &c->groups[i], &c->maps[i], c->method);
    fair__json_end(j);
}

const fair__artefact_kind fair__calibrator_kind = {
    "calibrator",
    FAIR__CALIBRATOR_SCHEMA,
    "expected " FAIR__CALIBRATOR_SCHEMA,
    put_members,
    fair__calibrator_members,
    fair__calibrator_read_room};

fair_status
fair__calibrator_write(const fair_calibrator *calibrator, const char *format,
                       fair_write write, void *ctx, fair_error *err)
{
    return fair__artefact_write(&fair__calibrator_kind, calibrator,
                                &calibrator->mem, format, write, ctx, err);
}
