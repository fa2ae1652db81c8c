/* SPDX-License-Identifier: MIT
 * A plan from JSON, which may come from anywhere. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "plan/read.h"

/* ---- what was asked, and how it is used ---- */

/* A decimal number as text, or NULL. */
static const char *
member_decimal(fair__reading *x, const char *key)
{
    fair__decimal number;
    const char *text = fair__member_text(x, key);
    fair__need(x, text == NULL || fair__decimal_parse(text, &number),
               "expected a decimal number from 0 to 1, as text");
    return text;
}

/* Members that are there only where they were asked for. */
static void
read_limits(fair__reading *x, fair_plan_summary *s)
{
    static const char *const names[] = {"no_lower_than", "no_higher_than",
                                        "max_selected", "min_selected"};
    double *const thresholds[] = {&s->no_lower_than, &s->no_higher_than};
    const char **const portions[] = {&s->max_selected, &s->min_selected};
    fair__portion portion;
    for (int i = 0; i < 2; i++)
        *thresholds[i] = fair__json_meet(&x->r, names[i])
                             ? fair__json_read_f64(&x->r)
                             : (double)NAN;
    for (int i = 0; i < 2; i++) {
        *portions[i] = NULL;
        if (!fair__json_meet(&x->r, names[2 + i])) continue;
        *portions[i] = fair__read_text(x);
        fair__need(x,
                   *portions[i] != NULL &&
                       fair__portion_parse(*portions[i], &portion),
                   "expected a share from 0 to 1, or a whole number, as text");
    }
}

/* Constraints beside the first: there only where they were asked for. */
static void
read_also(fair__reading *x, fair_plan *plan)
{
    fair_plan_summary *s = &plan->summary;
    const size_t n_room = s->n_also; /* as counted */
    size_t n = 0;
    if (fair__json_meet(&x->r, "also")) {
        fair__json_open_array(&x->r);
        for (; fair__json_next(&x->r); n++) {
            fair_plan_also own = {0};
            fair__json_open_object(&x->r);
            const fair__constraint *c =
                fair__constraint_find(fair__member_name(x, "constraint"));
            fair__need(x, c != NULL && c->rates[0] != FAIR__RATE_NONE,
                       "a constraint that is not known");
            own.constraint = c != NULL ? c->name : NULL;
            own.max_difference = member_decimal(x, "max_difference");
            own.min_ratio = member_decimal(x, "min_ratio");
            own.disparity = fair__member_rate(x, "disparity");
            own.reason = fair__member_reason(x, "reason");
            fair__json_close(&x->r);
            if (x->keeps && n < n_room) plan->also[n] = own;
        }
        fair__need(x, n > 0 && n <= FAIR__PLAN_ALSO,
                   "expected one to three constraints");
    }
    if (!x->keeps) plan->n_counted = n;
}

static void
read_asked(fair__reading *x, fair_plan *plan)
{
    fair_plan_summary *s = &plan->summary;
    s->library = fair__member_name(x, "library");
    s->model = fair__member_model(x);
    s->tally = fair__member_digest(x, "tally");
    s->rows = fair__member_count(x, "rows");
    const fair__constraint *c =
        fair__constraint_find(fair__member_name(x, "constraint"));
    fair__need(x, c != NULL, "a constraint that is not known");
    s->constraint = c != NULL ? c->name : NULL;
    s->max_difference = member_decimal(x, "max_difference");
    s->min_ratio = member_decimal(x, "min_ratio");
    s->min_rate = member_decimal(x, "min_rate");
    s->max_rate = member_decimal(x, "max_rate");
    read_limits(x, s);
    read_also(x, plan);
    const fair__objective *o =
        fair__objective_find(fair__member_name(x, "objective"));
    fair__need(x, o != NULL, "an objective that is not known");
    s->objective = o != NULL ? o->name : NULL;
    s->refers = o != NULL && fair__objective_refers(o);
    s->value = fair__member_number(x, "value");
    s->bound = fair__member_number(x, "bound");
    fair__need(x, !(s->bound < 0), "a bound is not below 0");
    s->disparity = fair__member_rate(x, "disparity");
    s->reason = fair__member_reason(x, "reason");
    s->nodes = fair__member_count(x, "nodes");
}

static void
read_fate(fair__reading *x, const char *key, int32_t *fate, double *threshold)
{
    fair__json_expect(&x->r, key);
    *fate = FAIR_PLAN_THRESHOLD;
    *threshold = 0;
    if (fair__json_peek(&x->r) != '"') {
        *threshold = fair__json_read_f64(&x->r);
        return;
    }
    const char *text = fair__read_text(x);
    for (int32_t i = 0; text != NULL && i < FAIR_PLAN_THRESHOLD; i++)
        if (strcmp(text, fair__plan_fates[i]) == 0) *fate = i;
    fair__need(x, *fate != FAIR_PLAN_THRESHOLD,
               "expected error, select, reject or a threshold");
}

/* Some of the features, in their order: there only where asked for. */
static void
read_control(fair__reading *x, fair_plan *plan)
{
    size_t n = 0, at = 0;
    if (!fair__json_meet(&x->r, "control")) return;
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); n++) {
        const char *name = fair__read_text(x);
        while (name != NULL && at < x->n_by && strcmp(x->by[at], name) != 0)
            at++;
        fair__need(x, name != NULL && at < x->n_by,
                   "no feature of the groups, or not in their order");
        if (x->r.wrong != NULL) return;
        if (x->keeps) plan->control[n] = plan->by[at];
        at++;
    }
    fair__need(x, n > 0 && n < x->n_by,
               "expected some of the features, and not all");
    if (x->keeps) plan->summary.n_control = n;
}

static void
read_use(fair__reading *x, fair_plan *plan)
{
    fair_plan_summary *s = &plan->summary;
    s->rule = fair__member_one_of(x, "rule", fair__plan_rules, 4);
    s->needs_groups = fair__member_bool(x, "needs_groups");
    fair__need(x, s->needs_groups == (s->rule != FAIR_PLAN_SHARED),
               "a shared plan needs no groups, others do");
    s->is_randomized = fair__member_bool(x, "randomized");
    fair__member_by(x);
    read_control(x, plan);
    s->score_type = fair__member_score_type(x);
    read_fate(x, "missing", &s->missing, &s->missing_threshold);
    read_fate(x, "unseen", &s->unseen, &s->unseen_threshold);
}

/* ---- all of it ---- */

void
fair__plan_read_members(fair__reading *x, void *of)
{
    fair_plan *plan = of;
    read_asked(x, plan);
    read_use(x, plan);
    fair__read_groups(x, plan);
    if (x->keeps) fair__check_groups(x, plan);
}

fair_status
fair__plan_room(fair__reading *x, void *of, fair_error *err)
{
    fair_plan *plan = of;
    fair__group_values *v = &plan->values;
    const fair_status st =
        fair__group_values_room(&plan->mem, x->n_groups, x->n_by, v, err);
    if (st != FAIR_OK) return st;
    x->values = v->of;
    if (fair__plan_features(plan, x->n_by, err) != FAIR_OK)
        return FAIR_ERR_MEMORY;
    memcpy(plan->by, x->by, x->n_by * sizeof(*x->by));
    plan->parts = fair__calloc(&plan->mem, x->n_items, sizeof(*plan->parts));
    if (plan->parts != NULL) plan->n_parts = x->n_items;
    plan->groups =
        fair__calloc(&plan->mem, x->n_groups, sizeof(*plan->groups));
    if (plan->groups != NULL) plan->summary.n_groups = x->n_groups;
    if (plan->n_counted > 0) {
        plan->also =
            fair__calloc(&plan->mem, plan->n_counted, sizeof(*plan->also));
        if (plan->also == NULL) return fair__no_memory(err);
        plan->summary.also = plan->also;
        plan->summary.n_also = plan->n_counted;
    }
    if (plan->has_costs && plan->groups != NULL) {
        plan->costs =
            fair__calloc(&plan->mem, x->n_groups, sizeof(*plan->costs));
        if (plan->costs == NULL) return fair__no_memory(err);
    }
    return plan->parts != NULL && plan->groups != NULL ? FAIR_OK
                                                       : fair__no_memory(err);
}

static fair_status
read(fair_plan *plan, const char *bytes, size_t length, fair_error *err)
{
    uint8_t key[FAIR__SHA256_BYTES];
    plan->bytes = fair__alloc(&plan->mem, length + 1, 1);
    if (plan->bytes == NULL) return fair__no_memory(err);
    plan->n_bytes = length + 1;
    const fair_status st =
        fair__artefact_read(&fair__plan_kind, plan, &plan->mem, bytes, length,
                            plan->bytes, key, err);
    return st == FAIR_OK ? fair__plan_finish(plan, key, err) : st;
}

fair_status
fair__plan_read(const char *bytes, size_t length,
                const fair_allocator *allocator, fair_plan **out,
                fair_error *err)
{
    fair_allocator mem;
    fair_status st = fair__memory_init(&mem, allocator, err);
    if (st == FAIR_OK) st = fair__artefact_check_size("plan", length, err);
    if (st != FAIR_OK) return st;
    fair_plan *plan = fair__calloc(&mem, 1, sizeof(*plan));
    if (plan == NULL) return fair__no_memory(err);
    plan->mem = mem;
    plan->summary.size = sizeof(plan->summary);
    st = read(plan, bytes, length, err);
    if (st == FAIR_OK)
        *out = plan;
    else
        fair__fitted_free(plan);
    return st;
}
