/* SPDX-License-Identifier: MIT
 * Intervals of what is found at the most different groups. */
#include "compare/extent.h"

#include <math.h>

#include <fairness/report.h>

#include "base/elementary.h"
#include "base/ends.h"
#include "compare/bounds.h"
#include "compare/find.h"
#include "compare/furthest.h"
#include "compare/judge.h"
#include "metric/calibration.h"
#include "stats/distribution.h"

/* Of which one metric of the subject is a part. */
typedef struct part {
    const fair__metric *metric;
    int32_t form;
    int32_t between;
    int32_t test;
    const fair__comparison *standardized; /* NULL: the metric's own values */
    double towards; /* what the bounds leave out, the first over all claims */
    double away;
} part;

typedef fair__range_of extent;

/* ---- what is claimed ---- */

/* NULL unless values are standardised; then what is made of them. */
static const fair__comparison *
made_of_standardized(const fair__comparison *c)
{
    if (c == NULL) return NULL;
    if (c->find == fair__find_standardized_difference)
        return fair__comparison_find("difference");
    if (c->find == fair__find_standardized_ratio)
        return fair__comparison_find("ratio");
    return NULL;
}

/* Standardised values are compared as others are. */
static fair__plan
plan_of(const fair__subject *s, const fair__rules *rules)
{
    const fair__comparison *plain = made_of_standardized(s->comparison);
    if (plain != NULL) {
        const fair__subject as = {NULL, s->metric, plain};
        return fair__claim_plan(&as, rules);
    }
    if (s->metric != NULL && fair__is_of_curve(s->metric)) {
        /* They have no tests, but intervals as areas do. */
        const fair__subject as = {NULL, fair__metric_find("roc_auc"),
                                  s->comparison};
        fair__plan plan = fair__claim_plan(&as, rules);
        plan.metrics[0] = s->metric;
        if (plan.form == FAIR__OF_RATIO) plan.n_metrics = 0;
        return plan;
    }
    return fair__claim_parts(s, rules);
}

static int
has_extent(const fair__subject *s, const fair__plan *plan)
{
    return plan->n_metrics > 0 && plan->between != FAIR__TO_REFERENCE &&
           (s->criterion != NULL || s->comparison != NULL);
}

/* What is no comparison of the most different groups has bounds of its own. */
static fair__extent_find *
special(const fair__subject *s)
{
    static const struct {
        fair__find *find;
        fair__extent_find *extent;
    } comparisons[] = {
        {fair__find_difference_to_overall, fair__overall_extent},
        {fair__find_ratio_to_overall, fair__overall_extent},
        {fair__find_mean_pairwise_difference, fair__pairwise_extent},
        {fair__find_weighted_variance, fair__variance_extent},
    };
    static const struct {
        int32_t join;
        fair__extent_find *extent;
    } joins[] = {
        {FAIR__JOIN_SIGNED, fair__contrast_extent},
        {FAIR__JOIN_STRATA, fair__contrast_extent},
        {FAIR__JOIN_SUFFICIENCY, fair__sufficiency_extent},
        {FAIR__JOIN_MULTICALIBRATION, fair__multicalibration_extent},
    };
    for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++)
        if (s->comparison != NULL &&
            s->comparison->find == comparisons[i].find)
            return comparisons[i].extent;
    for (size_t i = 0; i < sizeof(joins) / sizeof(joins[0]); i++)
        if (s->criterion != NULL && s->criterion->join == joins[i].join)
            return joins[i].extent;
    return NULL;
}

int
fair__has_extent(const fair__subject *s, const fair__rules *rules)
{
    if (special(s) != NULL) return 1;
    const fair__plan plan = plan_of(s, rules);
    return has_extent(s, &plan);
}

/* ---- groups ---- */

static double
z_of(double chance)
{
    return -fair__normal_quantile(chance);
}

static int
is_reference(const part *t, const fair__population *p, size_t i)
{
    return t->between != FAIR__PAIRS_TO_MOST || !p->has_missing[i];
}

/* 0 unless group i is compared. */
static int
is_compared(const part *t, const fair__population *p,
            const fair__rules *rules, size_t i, fair__result *out)
{
    int32_t reason;
    fair__stand *stand = t->standardized != NULL
                             ? fair__comparison_stand(t->standardized, p)
                             : fair__standing;
    return stand(p, rules, t->metric, i, out, &reason) == FAIR__COMPARED;
}

/* At z, or where that has no meaning, of one group or of all together. */
static int
bounds_of(const part *t, const fair__population *p, const fair__rules *rules,
          size_t i, const fair__result *r, double z, int joint,
          fair__bounded *out)
{
    const fair__counts *c = &p->groups[i];
    if (t->standardized != NULL)
        return fair__standardized_bounds(p, rules, t->metric, i, z, out);
    if (t->test != FAIR__BY_GAPS)
        return fair__bounds(t->metric, c, r, z, out) != FAIR_METHOD_NONE;
    const fair__resampled *x = fair__resampled_of(t->metric, c);
    if (x == NULL || x->known != FAIR__KNOWN_ENDS) return 0;
    *out = (fair__bounded){fair__wide_double(&r->value),
                           joint ? x->lower_joint : x->lower,
                           joint ? x->upper_joint : x->upper};
    return 1;
}

/* How many are compared, and how many others may be held against; 0 if there
 * is one of which too little is known. */
static int
count(const part *t, const fair__population *p, const fair__rules *rules,
      double *n, double *references)
{
    *n = *references = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        fair__bounded b;
        if (!is_compared(t, p, rules, i, &r)) continue;
        if (!bounds_of(t, p, rules, i, &r, 1, 0, &b)) return 0;
        *n += 1;
        *references += is_reference(t, p, i);
    }
    return 1;
}

/* How far the intervals of all groups reach. */
static fair__reach
reach(const part *t, const fair__population *p, const fair__rules *rules,
      double z, int joint)
{
    fair__reach e = FAIR__NO_REACH;
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        fair__bounded b = {0, 0, 0};
        if (is_compared(t, p, rules, i, &r) &&
            bounds_of(t, p, rules, i, &r, z, joint, &b))
            fair__reach_add(&e, &b, is_reference(t, p, i));
    }
    return e;
}

/* ---- one metric ---- */

/* Of at most FAIR__MOST_PAIRED groups. */
static size_t
members_of(const part *t, const fair__population *p, const fair__rules *rules,
           double z_towards, double z_away, fair__member *out)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__member *r = &out[n];
        fair__result x;
        if (!is_compared(t, p, rules, i, &x) ||
            !bounds_of(t, p, rules, i, &x, z_towards, 1, &r->towards) ||
            !bounds_of(t, p, rules, i, &x, z_away, 0, &r->away))
            continue;
        r->is_reference = is_reference(t, p, i);
        n++;
    }
    return n;
}

static int
extent_of_part(const part *t, const fair__population *p,
               const fair__rules *rules, int highest, extent *out)
{
    const int differ = t->form == FAIR__OF_DIFFERENCE;
    double n, references;
    if (!count(t, p, rules, &n, &references)) return 0;
    if (t->between == FAIR__EACH_GROUP) {
        if (n < 1) return 0;
        const fair__reach away = reach(t, p, rules, z_of(t->away), 0);
        const fair__reach towards = reach(t, p, rules, z_of(t->towards / n), 1);
        *out = highest ? (extent){towards.highest_lower, away.highest_upper}
                       : (extent){away.lowest_lower, towards.lowest_upper};
        return 1;
    }
    if (n < 2 || references < 1) return 0;
    if (n <= FAIR__MOST_PAIRED) {
        fair__member members[FAIR__MOST_PAIRED];
        const size_t there =
            members_of(t, p, rules, z_of(t->towards / (references * (n - 1))),
                       z_of(t->away), members);
        *out = differ ? fair__furthest_difference(members, there)
                      : fair__furthest_ratio(members, there);
        return 1;
    }
    /* Two groups are furthest apart in truth; towards parity two bounds of
     * each group hold together. */
    const fair__reach away = reach(t, p, rules, z_of(t->away / 2), 0);
    const fair__reach towards = reach(t, p, rules, z_of(t->towards / (2 * n)), 1);
    *out = differ ? fair__reach_difference(&away, &towards)
                  : fair__reach_ratio(&away, &towards);
    return 1;
}

/* ---- the finding ---- */

static void
hold(const fair__plan *plan, extent *e, double value)
{
    const fair__family of = {.metric = plan->metrics[0],
                             .form = plan->form,
                             .test = plan->test};
    double low, high;
    fair__judge_reach(&of, &low, &high);
    if (e->upper > high) e->upper = high;
    if (value < e->lower) e->lower = value;
    if (value > e->upper) e->upper = value;
}

static int
extent_of(const fair__subject *s, const fair__population *p,
          const fair__rules *rules, const fair__finding *f, double out,
          double *lower, double *upper)
{
    const fair__plan plan = plan_of(s, rules);
    const int mean =
        s->criterion != NULL && s->criterion->join == FAIR__JOIN_MEAN;
    const int worst_is_low = plan.form == FAIR__OF_RATIO;
    const int highest =
        s->comparison != NULL && s->comparison->find == fair__find_group_max;
    const double parts = (double)plan.n_metrics;
    extent whole = {0, 0};
    if (!has_extent(s, &plan)) return 0;
    for (size_t k = 0; k < plan.n_metrics; k++) {
        const part t = {
            .metric = plan.metrics[k],
            .form = plan.form,
            .between = plan.between,
            .test = plan.test,
            .standardized =
                made_of_standardized(s->comparison) ? s->comparison : NULL,
            .towards = out / parts,
            .away = mean ? out / parts : out};
        extent e;
        if (!extent_of_part(&t, p, rules, highest, &e)) return 0;
        if (plan.form == FAIR__OF_DIFFERENCE && e.lower < 0) e.lower = 0;
        if (k == 0)
            whole = e;
        else if (mean)
            whole = (extent){(whole.lower + e.lower) / 2,
                             (whole.upper + e.upper) / 2};
        else if (worst_is_low)
            whole = (extent){fair__smaller(whole.lower, e.lower),
                             fair__smaller(whole.upper, e.upper)};
        else
            whole = (extent){fair__larger(whole.lower, e.lower),
                             fair__larger(whole.upper, e.upper)};
    }
    hold(&plan, &whole, fair__wide_double(&f->value));
    *lower = whole.lower;
    *upper = whole.upper;
    return 1;
}

int
fair__extent(const fair__subject *s, const fair__population *p,
             const fair__rules *rules, const fair__finding *f, double *lower,
             double *upper)
{
    const double out = fair__normal_tails(rules->z).upper;
    fair__extent_find *find = special(s);
    if (f->reason != FAIR_DEFINED) return 0;
    if (!(out > 0)) return 0; /* a confidence that nothing reaches */
    if (find == NULL) return extent_of(s, p, rules, f, out, lower, upper);
    double l, u;
    if (!find(s, p, rules, f, out, &l, &u)) return 0;
    const double value = fair__wide_double(&f->value);
    *lower = fair__smaller(l, value);
    *upper = fair__larger(u, value);
    return 1;
}
