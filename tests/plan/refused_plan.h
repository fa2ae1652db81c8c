/* SPDX-License-Identifier: MIT
 * The calls of plans, for the sweep of refused memory.  A plan lives within a
 * call: nothing of it may stay. */
#ifndef FAIR_TESTS_REFUSED_PLAN_H
#define FAIR_TESTS_REFUSED_PLAN_H

#include <fairness/plan.h>

#include "../audit/refused.h"

static fair_status
make_plan(world *w, const char *constraint, int32_t rule, fair_plan **out,
          fair_error *err)
{
    static const char *const by[] = {"race"};
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    options.constraint = constraint;
    options.objective = "f1_score";
    options.max_difference = "0.2";
    options.rule = rule;
    options.min_count = 1; /* some groups have no positives */
    options.n_by = 1;
    options.by = by;
    options.allocator = &w->mem;
    return fair_plan_fit(w->report, &options, out, err);
}

static fair_status
call_window(world *w, fair_error *err)
{
    fair_plan *plan = NULL;
    const fair_status st =
        make_plan(w, "demographic_parity", FAIR_PLAN_BY_GROUP, &plan, err);
    fair_plan_free(plan);
    return st;
}

static fair_status
call_boxes(world *w, fair_error *err)
{
    fair_plan *plan = NULL;
    const fair_status st =
        make_plan(w, "equalized_odds", FAIR_PLAN_BY_GROUP, &plan, err);
    fair_plan_free(plan);
    return st;
}

static fair_status
call_shared(world *w, fair_error *err)
{
    fair_plan *plan = NULL;
    const fair_status st =
        make_plan(w, "equal_opportunity", FAIR_PLAN_SHARED, &plan, err);
    fair_plan_free(plan);
    return st;
}

static fair_status
call_mixed(world *w, fair_error *err)
{
    fair_plan *plan = NULL;
    const fair_status st = make_plan(w, "demographic_parity",
                                     FAIR_PLAN_RANDOMIZED, &plan, err);
    fair_plan_free(plan);
    return st;
}

static fair_status
call_odds(world *w, fair_error *err)
{
    fair_plan *plan = NULL;
    const fair_status st =
        make_plan(w, "equalized_odds", FAIR_PLAN_RANDOMIZED, &plan, err);
    fair_plan_free(plan);
    return st;
}

/* A plan by race, unless the options have another grouping. */
static fair_status
fit_once(world *w, fair_plan_options *options, fair_error *err)
{
    static const char *const by[] = {"race"};
    fair_plan *plan = NULL;
    if (options->n_by == 0) {
        options->n_by = 1;
        options->by = by;
    }
    options->allocator = &w->mem;
    const fair_status st = fair_plan_fit(w->report, options, &plan, err);
    fair_plan_free(plan);
    return st;
}

/* With a limit that is reached: a price, and what is done by it. */
static fair_status
fit_few(world *w, int32_t rule, fair_error *err)
{
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    options.objective = "selection_rate";
    options.max_selected = "0.3";
    options.max_nodes = 100;
    options.rule = rule;
    return fit_once(w, &options, err);
}

static fair_status
call_also(world *w, fair_error *err)
{
    static const fair_plan_limit also[] = {{"equalized_odds", "0.5", NULL}};
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    options.constraint = "demographic_parity";
    options.max_difference = "0.5";
    options.also = also;
    options.n_also = 1;
    options.min_count = 1;
    options.max_nodes = 50;
    return fit_once(w, &options, err);
}

static fair_status
call_costs(world *w, fair_error *err)
{
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_costs costs[8] = {{0}};
    fair_plan_group groups[8];
    fair_plan *other = NULL;
    world own = *w;
    own.mem = (fair_allocator){0};
    ck_assert_int_eq(make_plan(&own, "demographic_parity", FAIR_PLAN_BY_GROUP,
                               &other, NULL),
                     FAIR_OK);
    fair_plan_summary s = FAIR_PLAN_SUMMARY_INIT;
    ck_assert_int_eq(fair_plan_describe(other, &s, NULL), FAIR_OK);
    ck_assert_uint_le(s.n_groups, 8);
    for (size_t g = 0; g < s.n_groups; g++) {
        groups[g] = (fair_plan_group)FAIR_PLAN_GROUP_INIT;
        ck_assert_int_eq(fair_plan_group_at(other, g, &groups[g], NULL),
                         FAIR_OK);
        costs[g] = (fair_plan_costs){groups[g].n_values, groups[g].values, 0,
                                     1, 2.5, 0};
    }
    options.objective = "expected_cost";
    options.n_costs = (size_t)s.n_groups;
    options.costs = costs;
    const fair_status st = fit_once(w, &options, err);
    fair_plan_free(other);
    return st;
}

static fair_status
call_few(world *w, fair_error *err)
{
    return fit_few(w, FAIR_PLAN_BY_GROUP, err);
}

static fair_status
call_few_by_lot(world *w, fair_error *err)
{
    return fit_few(w, FAIR_PLAN_RANDOMIZED, err);
}

/* A referral band by group. */
static fair_status
call_band(world *w, fair_error *err)
{
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    options.constraint = "demographic_parity";
    options.max_difference = "1";
    options.objective = "least_referred";
    options.has_threshold = 1;
    options.threshold = 0.5;
    return fit_once(w, &options, err);
}

/* Within strata. */
static fair_status
call_strata(world *w, fair_error *err)
{
    static const char *const by[] = {"race", "sex"};
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    options.constraint = "demographic_parity";
    options.max_difference = "1";
    options.n_by = 2;
    options.by = by;
    options.n_control = 1;
    options.control = &by[1];
    return fit_once(w, &options, err);
}

/* A margin, of the first group that there is. */
static fair_status
call_margin(world *w, fair_error *err)
{
    static const char *const by[] = {"race"};
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_group group = FAIR_PLAN_GROUP_INIT;
    fair_plan *first = NULL, *plan = NULL;
    options.n_by = 1;
    options.by = by;
    ck_assert_int_eq(fair_plan_fit(w->report, &options, &first, NULL),
                     FAIR_OK);
    ck_assert_int_eq(fair_plan_group_at(first, 0, &group, NULL), FAIR_OK);
    options.rule = FAIR_PLAN_REJECT_OPTION;
    options.has_threshold = 1;
    options.threshold = 0.5;
    options.n_favoured = 1;
    options.favoured_lengths = &group.n_values;
    options.favoured = group.values;
    options.allocator = &w->mem;
    const fair_status st = fair_plan_fit(w->report, &options, &plan, err);
    fair_plan_free(plan);
    fair_plan_free(first);
    return st;
}

/* Of two rates, by group: the longest way. */
static fair_status
call_nearest(world *w, fair_error *err)
{
    static const char *const by[] = {"race"};
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    double out;
    options.constraint = "equalized_odds";
    options.max_difference = "0";
    options.min_count = 1;
    options.n_by = 1;
    options.by = by;
    options.allocator = &w->mem;
    return fair_plan_nearest(w->report, &options, &out, err);
}

static fair_status
call_front(world *w, fair_error *err)
{
    static const char *const by[] = {"race"}, *const tolerances[] = {"0.1"};
    fair_plan_options options = FAIR_PLAN_OPTIONS_INIT;
    fair_plan_front *front = NULL;
    options.constraint = "demographic_parity";
    options.objective = "f1_score";
    options.n_by = 1;
    options.by = by;
    options.allocator = &w->mem;
    const fair_status st = fair_plan_front_new(w->report, &options, 3, 1,
                                               tolerances, &front, err);
    if (st == FAIR_OK) {
        fair_plan_step step = FAIR_PLAN_STEP_INIT;
        ck_assert_uint_eq(fair_plan_front_count(front), 4);
        ck_assert_int_eq(fair_plan_front_at(front, 3, &step, NULL), FAIR_OK);
        ck_assert(step.loss == 0);
    }
    fair_plan_front_free(front);
    return st;
}

/* A plan as it was written. */
static fair_status
call_read(world *w, fair_error *err)
{
    static written text;
    fair_plan *plan = NULL;
    if (text.bytes == NULL) {
        fair_plan *made = NULL;
        world other = *w;
        other.mem = (fair_allocator){0};
        ck_assert_int_eq(make_plan(&other, "demographic_parity",
                                   FAIR_PLAN_BY_GROUP, &made, NULL),
                         FAIR_OK);
        ck_assert_int_eq(fair_plan_write(made, "json", collect, &text, NULL),
                         FAIR_OK);
        fair_plan_free(made);
    }
    const fair_status st =
        fair_plan_read(text.bytes, text.length, &w->mem, &plan, err);
    fair_plan_free(plan);
    return st;
}

static fair_status
call_write(world *w, fair_error *err)
{
    fair_plan *plan = NULL;
    fair_status st =
        make_plan(w, "demographic_parity", FAIR_PLAN_BY_GROUP, &plan, err);
    if (st == FAIR_OK)
        st = fair_plan_write(plan, "json", collect, &w->out, err);
    fair_plan_free(plan);
    return st;
}

static const refused_call plan_calls[] = {
    {"fair_plan_fit", "by a window", reported, call_window, FAIR_OK, 0},
    {"fair_plan_fit", "by boxes", reported, call_boxes, FAIR_OK, 0},
    {"fair_plan_fit", "shared", reported, call_shared, FAIR_OK, 0},
    {"fair_plan_fit", "reject option", reported, call_margin, FAIR_OK, 0},
    {"fair_plan_fit", "referral band", reported, call_band, FAIR_OK, 0},
    {"fair_plan_fit", "strata", reported, call_strata, FAIR_OK, 0},
    {"fair_plan_fit", "mixed", reported, call_mixed, FAIR_OK, 0},
    {"fair_plan_fit", "mixed under two rates", reported, call_odds, FAIR_OK,
     0},
    {"fair_plan_fit", "also", reported, call_also, FAIR_OK, 0},
    {"fair_plan_fit", "costs", reported, call_costs, FAIR_OK, 0},
    {"fair_plan_fit", "few", reported, call_few, FAIR_OK, 0},
    {"fair_plan_fit", "few by lot", reported, call_few_by_lot, FAIR_OK, 0},
    {"fair_plan_nearest", "", reported, call_nearest, FAIR_OK, 0},
    {"fair_plan_front_new", "", reported, call_front, FAIR_OK, 0},
    {"fair_plan_read", "", reported, call_read, FAIR_OK, 0},
    {"fair_plan_write", "", reported, call_write, FAIR_OK, 0},
};
#define PLAN_CALLS (sizeof(plan_calls) / sizeof(*plan_calls))

/* What asks for none, of a plan that is there. */
static const char plan_never[] =
    "plan_describe plan_group_at plan_free plan_apply plan_probability "
    "plan_apply_arrow plan_probability_arrow plan_front_at plan_front_count "
    "plan_front_free";

/* A row of a group is decided, as a column and as an array. */
static void
use_rows(const fair_plan *plan, const fair_plan_group *group)
{
    const double score = 0.5;
    const int32_t code = (int32_t)group->values[0].value.integer;
    const char *const text = group->values[0].value.text;
    const fair_column race = text != NULL ? fair_column_cstring(&text, 1)
                                          : fair_column_int32(&code, 1);
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    struct ArrowSchema schema = {.format = "i"};
    struct ArrowArray array = {.length = 1};
    uint8_t decision = 2;
    double share = 2;
    rows.n = 1;
    rows.y_score = fair_column_float64(&score, 1);
    rows.features = &race;
    rows.n_features = 1;
    ck_assert_int_eq(fair_plan_apply(plan, &rows, NULL, &decision, NULL),
                     FAIR_OK);
    ck_assert_int_eq(fair_plan_probability(plan, &rows, NULL, &share, NULL),
                     FAIR_OK);
    ck_assert(share == decision && decision == (score >= group->threshold));
    ck_assert_int_eq(fair_plan_apply_arrow(plan, &schema, &array, NULL,
                                           &decision, NULL),
                     FAIR_ERR_ARGUMENT); /* released */
    ck_assert_int_eq(fair_plan_probability_arrow(plan, &schema, &array, NULL,
                                                 &share, NULL),
                     FAIR_ERR_ARGUMENT);
}

static void
use_plan(fair_plan *plan)
{
    fair_plan_summary summary = FAIR_PLAN_SUMMARY_INIT;
    fair_plan_group group = FAIR_PLAN_GROUP_INIT;
    ck_assert_int_eq(fair_plan_describe(plan, &summary, NULL), FAIR_OK);
    ck_assert_uint_gt(summary.n_groups, 1);
    ck_assert_int_eq(fair_plan_group_at(plan, 1, &group, NULL), FAIR_OK);
    ck_assert_uint_gt(group.rows, 0);
    use_rows(plan, &group);
    fair_plan_free(plan);
}

#endif
