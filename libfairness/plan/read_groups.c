/* SPDX-License-Identifier: MIT
 * The groups of a plan from JSON. */
#include <float.h>
#include <math.h>

#include "base/memory.h"
#include "plan/read.h"

static double
read_threshold(fair__reading *x, const fair_plan *plan, const char *key)
{
    fair__json_expect(&x->r, key);
    if (fair__json_peek(&x->r) != '"') {
        const double t = fair__json_read_f64(&x->r);
        fair__need(x,
                   plan->summary.score_type != FAIR_TYPE_FLOAT32 ||
                       (fabs(t) <= FLT_MAX && (double)(float)t == t),
                   "a threshold is no number of 32 bits, as the scores are");
        return t;
    }
    const char *text = fair__read_text(x);
    const int is_high = text != NULL && strcmp(text, "Infinity") == 0;
    fair__need(x, is_high || (text != NULL && strcmp(text, "-Infinity") == 0),
               "expected a number, Infinity or -Infinity");
    return is_high ? (double)INFINITY : -(double)INFINITY;
}

static int
is_share(double x)
{
    if (!(x > 0 && x <= 1)) return 0;
    const double scaled = x * 0x1p53;
    return (double)(uint64_t)scaled == scaled;
}

static void
read_parts(fair__reading *x, fair_plan *plan, fair_plan_group *g)
{
    double sum = 0, last = NAN;
    const size_t first = x->n_items;
    fair__json_expect(&x->r, "parts");
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); x->n_items++) {
        fair__json_open_object(&x->r);
        const double threshold = read_threshold(x, plan, "threshold");
        fair__need(x, x->n_items == first || threshold > last,
                   "thresholds do not increase");
        const double share = fair__member_number(x, "share");
        fair__need(x, is_share(share),
                   "a share is a multiple of 2^-53 above 0");
        sum += share; /* exact: none is below 2^-53 */
        last = threshold;
        fair__need(x, sum <= 1, "shares are more than 1 together");
        fair__json_close(&x->r);
        if (x->keeps)
            plan->parts[x->n_items] = (fair_plan_part){threshold, share};
    }
    fair__need(x, sum == 1, "shares are not 1 together");
    g->n_parts = x->n_items - first;
    g->threshold = g->n_parts == 1 ? last : (double)NAN;
    if (x->keeps) g->parts = plan->parts + first;
}

/* The lower end of the band of a plan that refers. */
static void
read_band(fair__reading *x, const fair_plan *plan, fair_plan_group *g)
{
    g->refer_from = NAN;
    if (!plan->summary.refers) return;
    g->refer_from = read_threshold(x, plan, "refer_from");
    fair__need(x, g->n_parts == 1 && g->refer_from <= g->threshold,
               "a band begins above its threshold, or there are several "
               "parts");
}

static uint64_t
member_some(fair__reading *x, const char *key, uint64_t of)
{
    const uint64_t some = fair__member_count(x, key);
    fair__need(x, some <= of, "more than there are rows");
    return some;
}

static void
read_counts(fair__reading *x, const fair_plan *plan, fair_plan_group *g)
{
    g->rows = fair__member_count(x, "rows");
    if (plan->summary.refers) g->referred = member_some(x, "referred", g->rows);
    g->selected = member_some(x, "selected", g->rows);
    g->true_positives = member_some(x, "true_positives", g->rows);
    g->false_positives = member_some(x, "false_positives", g->rows);
    g->false_negatives = member_some(x, "false_negatives", g->rows);
    g->true_negatives = member_some(x, "true_negatives", g->rows);
    g->selection_rate = fair__member_rate(x, "selection_rate");
    g->true_positive_rate = fair__member_rate(x, "true_positive_rate");
    g->false_positive_rate = fair__member_rate(x, "false_positive_rate");
    g->positive_predictive_value =
        fair__member_rate(x, "positive_predictive_value");
    g->set_aside = fair__member_reason(x, "set_aside");
}

static double
member_amount(fair__reading *x, const char *key, double least)
{
    const double amount = fair__member_number(x, key);
    fair__need(x, amount >= least && amount <= 1e100,
               "a cost or utility out of range");
    return amount;
}

/* There in all groups, or in none. */
static void
read_costs(fair__reading *x, fair_plan *plan, fair_plan_group *g)
{
    const char *objective = plan->summary.objective;
    const int is_cost =
        objective != NULL && strcmp(objective, "expected_cost") == 0;
    const int is_utility =
        objective != NULL && strcmp(objective, "utility") == 0;
    const double least = is_cost ? 0 : -1e100;
    fair_plan_costs c = {g->n_values, g->values, 0, 0, 0, 0};
    const int any = (is_cost && fair__json_meet(&x->r, "costs")) ||
                    (is_utility && fair__json_meet(&x->r, "utilities"));
    fair__need(x, x->n_groups == 0 || any == plan->has_costs,
               "costs or utilities are of all groups, or of none");
    plan->has_costs = any;
    if (!any) return;
    fair__json_open_object(&x->r);
    if (is_utility) c.true_positive = member_amount(x, "true_positive", least);
    c.false_positive = member_amount(x, "false_positive", least);
    c.false_negative = member_amount(x, "false_negative", least);
    if (is_utility) c.true_negative = member_amount(x, "true_negative", least);
    fair__json_close(&x->r);
    if (!x->keeps) return;
    plan->costs[x->n_groups] = c;
    g->costs = &plan->costs[x->n_groups];
}

void
fair__read_groups(fair__reading *x, fair_plan *plan)
{
    fair_plan_group counted;
    fair__json_expect(&x->r, "groups");
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); x->n_groups++) {
        fair_plan_group *g = x->keeps ? &plan->groups[x->n_groups] : &counted;
        *g = (fair_plan_group)FAIR_PLAN_GROUP_INIT;
        fair__json_open_object(&x->r);
        g->values = fair__member_group(x);
        g->n_values = x->n_by;
        read_parts(x, plan, g);
        read_band(x, plan, g);
        read_counts(x, plan, g);
        read_costs(x, plan, g);
        fair__json_close(&x->r);
    }
    fair__need(x, x->n_groups > 0, "no groups");
}

void
fair__check_groups(fair__reading *x, const fair_plan *plan)
{
    uint64_t rows = 0;
    int is_randomized = 0;
    for (size_t g = 0; g < x->n_groups; g++) {
        const fair_plan_group *a = &plan->groups[g], *first = plan->groups;
        fair__need(x, fair__count_add(rows, a->rows, &rows),
                   "groups have more rows than the plan");
        is_randomized |= a->n_parts > 1;
        fair__need(x, plan->summary.needs_groups ||
                          (a->n_parts == first->n_parts &&
                           (!plan->summary.refers ||
                            a->refer_from == first->refer_from) &&
                           memcmp(a->parts, first->parts,
                                  a->n_parts * sizeof(*a->parts)) == 0),
                   "a shared plan has one rule for all");
    }
    fair__need(x, rows == plan->summary.rows,
               "groups have other rows than the plan together");
    fair__need(x, is_randomized == plan->summary.is_randomized,
               "several parts make a plan randomized, and nothing else");
}
