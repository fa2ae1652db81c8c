/* SPDX-License-Identifier: MIT
 * What a plan keeps of its report and options, and how it is freed. */
#include <math.h>

#include "artefact/applying.h"
#include "base/error.h"
#include "base/memory.h"
#include "plan/plan.h"

/* Lows are behind the cuts. */
static size_t
n_cuts(const fair_plan *plan)
{
    return ((size_t)plan->summary.n_groups + 1) *
           (plan->summary.refers ? 2 : 1);
}

void
fair__fitted_free(fair_plan *plan)
{
    const fair_allocator mem = plan->mem;
    fair__encoder_free(&plan->encoder, &mem);
    if (plan->cuts != NULL)
        fair__free(&mem, plan->cuts, n_cuts(plan), sizeof(*plan->cuts));
    fair__free(&mem, plan->by, plan->n_by, sizeof(*plan->by));
    fair__free(&mem, plan->control, plan->n_by, sizeof(*plan->control));
    fair__group_values_free(&mem, &plan->values);
    fair__free(&mem, plan->groups, (size_t)plan->summary.n_groups,
               sizeof(*plan->groups));
    fair__free(&mem, plan->also, plan->summary.n_also, sizeof(*plan->also));
    fair__free(&mem, plan->costs, (size_t)plan->summary.n_groups,
               sizeof(*plan->costs));
    fair__free(&mem, plan->parts, plan->n_parts, sizeof(*plan->parts));
    fair__free(&mem, plan->bytes, plan->n_bytes, 1);
    fair__free(&mem, plan, 1, sizeof(*plan));
}

/* Text as bytes that the plan owns, with a zero behind; without a place they
 * are only counted. */
typedef struct keeping {
    char *at;
    size_t n_bytes;
} keeping;

static const char *
keep_text(keeping *k, const char *text)
{
    char *kept = k->at;
    if (text == NULL) return NULL;
    const size_t size = strlen(text) + 1;
    k->n_bytes += size;
    if (kept == NULL) return NULL;
    memcpy(kept, text, size);
    k->at += size;
    return kept;
}

static void
keep_given(fair_plan *plan, const fair_plan_options *o, keeping *k)
{
    fair_plan_summary *s = &plan->summary;
    for (size_t i = 0; i < s->n_also; i++) {
        plan->also[i].max_difference =
            keep_text(k, o->also[i].max_difference);
        plan->also[i].min_ratio = keep_text(k, o->also[i].min_ratio);
    }
    s->library = fair_version();
    s->model = keep_text(k, o->model);
    s->max_difference = keep_text(k, o->max_difference);
    s->min_ratio = keep_text(k, o->min_ratio);
    s->min_rate = keep_text(k, o->min_rate);
    s->max_rate = keep_text(k, o->max_rate);
    s->max_selected = keep_text(k, o->max_selected);
    s->min_selected = keep_text(k, o->min_selected);
    s->no_lower_than = o->has_no_lower_than ? o->no_lower_than : (double)NAN;
    s->no_higher_than =
        o->has_no_higher_than ? o->no_higher_than : (double)NAN;
    s->missing = o->missing;
    s->unseen = o->unseen;
    s->missing_threshold = o->missing_threshold;
    s->unseen_threshold = o->unseen_threshold;
}

fair_status
fair__plan_features(fair_plan *plan, size_t n_by, fair_error *err)
{
    plan->by = fair__calloc(&plan->mem, n_by, sizeof(*plan->by));
    plan->control = fair__calloc(&plan->mem, n_by, sizeof(*plan->control));
    if (plan->by != NULL && plan->control != NULL) {
        plan->n_by = plan->summary.n_by = n_by;
        plan->summary.by = plan->by;
        plan->summary.control = plan->control;
        return FAIR_OK;
    }
    fair__free(&plan->mem, plan->by, n_by, sizeof(*plan->by));
    fair__free(&plan->mem, plan->control, n_by, sizeof(*plan->control));
    plan->by = plan->control = NULL;
    return fair__no_memory(err);
}

/* Of the features those that are named, in their order. */
static void
keep_control(fair_plan *plan, const fair_plan_options *o)
{
    for (size_t i = 0; i < plan->n_by; i++)
        for (size_t k = 0; k < o->n_control; k++)
            if (strcmp(plan->by[i], o->control[k]) == 0)
                plan->control[plan->summary.n_control++] = plan->by[i];
}

fair_status
fair__plan_keep(fair_plan *plan, const fair_report *report,
                const fair__plan_request *request, fair_error *err)
{
    keeping counted = {NULL, 0}, kept = {NULL, 0};
    fair_status st = fair__group_values_make(
        report, request->grouping, &plan->mem, &plan->values, err);
    const size_t n = plan->values.n_features;
    if (st == FAIR_OK) st = fair__plan_features(plan, n, err);
    if (st != FAIR_OK) return st;
    keep_given(plan, &request->given, &counted);
    plan->bytes = fair__alloc(&plan->mem, counted.n_bytes + 1, 1);
    if (plan->bytes == NULL) return fair__no_memory(err);
    plan->n_bytes = counted.n_bytes + 1;
    kept.at = plan->bytes;
    keep_given(plan, &request->given, &kept);
    for (size_t i = 0; i < n; i++) plan->by[i] = plan->values.of[i].feature;
    keep_control(plan, &request->given);
    for (size_t g = 0; g < plan->values.n_groups; g++) {
        plan->groups[g].n_values = n;
        plan->groups[g].values = plan->values.of + g * n;
    }
    return FAIR_OK;
}

fair_status
fair__plan_finish(fair_plan *plan, const uint8_t key[16], fair_error *err)
{
    const size_t n = (size_t)plan->summary.n_groups;
    plan->cuts = fair__alloc(&plan->mem, n_cuts(plan), sizeof(*plan->cuts));
    if (plan->cuts == NULL) return fair__no_memory(err);
    plan->cuts[0] = INFINITY;
    plan->lows = plan->summary.refers ? plan->cuts + n + 1 : NULL;
    if (plan->lows != NULL) plan->lows[0] = INFINITY;
    plan->summary.is_randomized = 0;
    plan->of_halves = 1;
    for (size_t i = 0; i < plan->n_parts; i++)
        plan->of_halves &= isinf(plan->parts[i].threshold) ||
                           fair__is_half(plan->parts[i].threshold);
    for (size_t g = 0; g < n; g++) {
        plan->cuts[g + 1] = plan->groups[g].threshold;
        if (plan->groups[g].n_parts > 1) plan->summary.is_randomized = 1;
        if (plan->lows == NULL) continue;
        plan->lows[g + 1] = plan->groups[g].refer_from;
        plan->of_halves &= isinf(plan->lows[g + 1]) ||
                           fair__is_half(plan->lows[g + 1]);
    }
    return fair__encoder_make(&plan->encoder, &plan->mem, key, &plan->values,
                              err);
}
