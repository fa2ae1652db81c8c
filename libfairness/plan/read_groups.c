/* SPDX-License-Identifier: MIT
 * The groups of a plan from JSON. */
#include <float.h>
#include <math.h>

#include "base/memory.h"
#include "base/scalar.h"
#include "plan/read.h"

#define MOST_GROUPS ((size_t)1 << 20)

static double
read_threshold(fair__reading *x)
{
    fair__json_expect(&x->r, "threshold");
    if (fair__json_peek(&x->r) != '"') {
        const double t = fair__json_read_f64(&x->r);
        fair__need(x,
                   x->plan->summary.score_type != FAIR_TYPE_FLOAT32 ||
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
read_parts(fair__reading *x, fair_plan_group *g)
{
    double sum = 0, last = NAN;
    const size_t first = x->n_parts;
    fair__json_expect(&x->r, "parts");
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); x->n_parts++) {
        fair__json_open_object(&x->r);
        const double threshold = read_threshold(x);
        fair__need(x, x->n_parts == first || threshold > last,
                   "thresholds do not increase");
        const double share = fair__member_number(x, "share");
        fair__need(x, is_share(share),
                   "a share is a multiple of 2^-53 above 0");
        sum += share; /* exact: none is below 2^-53 */
        last = threshold;
        fair__need(x, sum <= 1, "shares are more than 1 together");
        fair__json_close(&x->r);
        if (x->keeps)
            x->plan->parts[x->n_parts] = (fair_plan_part){threshold, share};
    }
    fair__need(x, sum == 1, "shares are not 1 together");
    g->n_parts = x->n_parts - first;
    g->threshold = g->n_parts == 1 ? last : (double)NAN;
    if (x->keeps) g->parts = x->plan->parts + first;
}

/* -1 if group g - 1 comes before g, as it has to. */
static int
order_before(const fair_plan *plan, size_t g)
{
    const fair_plan_group *a = &plan->groups[g - 1], *b = &plan->groups[g];
    int order = 0;
    for (size_t i = 0; order == 0 && i < a->n_values; i++)
        order = fair__scalar_order(&a->values[i].value, &b->values[i].value);
    return order;
}

static void
check_kind(fair__reading *x, size_t feature, int32_t kind)
{
    if (kind == FAIR_KIND_MISSING) return;
    if (kind == FAIR_KIND_UINT) kind = FAIR_KIND_INT;
    fair__need(x, x->kinds[feature] == 0 || x->kinds[feature] == kind,
               "values of a feature are of two kinds");
    x->kinds[feature] = kind;
}

static void
read_values(fair__reading *x, fair_plan_group *g)
{
    fair__json_expect(&x->r, "group");
    fair__json_open_object(&x->r);
    for (size_t i = 0; i < x->n_by; i++) {
        fair__json_expect(&x->r, x->by[i]);
        const fair_scalar v = fair__json_read_scalar(&x->r, x->at);
        fair__need(x, v.length <= FAIR__TEXT_MAX, "a text that is too long");
        check_kind(x, i, v.kind);
        if (v.kind == FAIR_KIND_TEXT && x->r.wrong == NULL)
            x->at += v.length + 1;
        if (x->keeps)
            x->plan->values.of[x->n_values + i] =
                (fair_feature_value){x->by[i], v};
    }
    fair__json_close(&x->r);
    g->n_values = x->n_by;
    if (x->keeps) g->values = x->plan->values.of + x->n_values;
    x->n_values += x->n_by;
}

static uint64_t
member_some(fair__reading *x, const char *key, uint64_t of)
{
    const uint64_t some = fair__member_count(x, key);
    fair__need(x, some <= of, "more than there are rows");
    return some;
}

static void
read_counts(fair__reading *x, fair_plan_group *g)
{
    g->rows = fair__member_count(x, "rows");
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

void
fair__read_groups(fair__reading *x)
{
    fair_plan_group counted;
    fair__json_expect(&x->r, "groups");
    fair__json_open_array(&x->r);
    for (; fair__json_next(&x->r); x->n_groups++) {
        fair_plan_group *g =
            x->keeps ? &x->plan->groups[x->n_groups] : &counted;
        *g = (fair_plan_group)FAIR_PLAN_GROUP_INIT;
        fair__json_open_object(&x->r);
        read_values(x, g);
        fair__need(x, x->n_groups < MOST_GROUPS, "more than a million groups");
        fair__need(x, !x->keeps || x->n_groups == 0 ||
                          order_before(x->plan, x->n_groups) < 0,
                   "groups are not in order, each once");
        read_parts(x, g);
        read_counts(x, g);
        fair__json_close(&x->r);
    }
    fair__need(x, x->n_groups > 0, "no groups");
}

void
fair__check_groups(fair__reading *x)
{
    const fair_plan *plan = x->plan;
    uint64_t rows = 0;
    int is_randomized = 0;
    for (size_t g = 0; g < x->n_groups; g++) {
        const fair_plan_group *a = &plan->groups[g], *first = plan->groups;
        fair__need(x, fair__count_add(rows, a->rows, &rows),
                   "groups have more rows than the plan");
        is_randomized |= a->n_parts > 1;
        fair__need(x, plan->summary.needs_groups ||
                          (a->n_parts == first->n_parts &&
                           memcmp(a->parts, first->parts,
                                  a->n_parts * sizeof(*a->parts)) == 0),
                   "a shared plan has one rule for all");
    }
    fair__need(x, rows == plan->summary.rows,
               "groups have other rows than the plan together");
    fair__need(x, is_randomized == plan->summary.is_randomized,
               "several parts make a plan randomized, and nothing else");
}
