/* SPDX-License-Identifier: MIT
 * Intervals of what is found at the most different groups. */
#include "compare/extent.h"

#include <math.h>

#include <fairness/report.h>

#include "base/elementary.h"
#include "base/ends.h"
#include "compare/bounds.h"
#include "compare/find.h"
#include "compare/judge.h"
#include "stats/distribution.h"

#define MOST_PAIRED 64 /* groups; of these every pair is looked at */

/* Of which one metric of the subject is a part. */
typedef struct part {
    const fair__metric *metric;
    int32_t form;
    int32_t between;
    int32_t test;
    double towards; /* what the bounds leave out, the first over all claims */
    double away;
} part;

typedef struct extent {
    double lower;
    double upper;
} extent;

/* A group compared, with the intervals that each bound is made of. */
typedef struct member {
    fair__bounded towards;
    fair__bounded away;
    int is_reference; /* what others may be held against */
} member;

/* ---- what is claimed ---- */

static int
is_mean(const fair__subject *s)
{
    return s->criterion != NULL && s->criterion->join == FAIR__JOIN_MEAN;
}

/* A mean of two is claimed as its parts are. */
static fair__plan
plan_of(const fair__subject *s, const fair__rules *rules)
{
    if (!is_mean(s)) return fair__claim_plan(s, rules);
    const fair__metric *m[2];
    fair__criterion_metrics(s->criterion, rules, m);
    const fair__subject first = {
        NULL, m[0], fair__comparison_find(s->criterion->comparison)};
    const fair__subject second = {NULL, m[1], first.comparison};
    fair__plan plan = fair__claim_plan(&first, rules);
    if (fair__claim_plan(&second, rules).n_metrics == 0) plan.n_metrics = 0;
    if (plan.n_metrics == 0) return plan;
    plan.n_metrics = 2;
    plan.metrics[1] = m[1];
    return plan;
}

static int
has_extent(const fair__subject *s, const fair__plan *plan)
{
    return plan->n_metrics > 0 && plan->between != FAIR__TO_REFERENCE &&
           (s->criterion != NULL || s->comparison != NULL);
}

int
fair__has_extent(const fair__subject *s, const fair__rules *rules)
{
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
    return fair__standing(p, rules, t->metric, i, out, &reason) ==
           FAIR__COMPARED;
}

/* At z, or where that has no meaning, of one group or of all together. */
static int
bounds_of(const part *t, const fair__population *p, size_t i,
          const fair__result *r, double z, int joint, fair__bounded *out)
{
    const fair__counts *c = &p->groups[i];
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
        if (!bounds_of(t, p, i, &r, 1, 0, &b)) return 0;
        *n += 1;
        *references += is_reference(t, p, i);
    }
    return 1;
}

/* How far the intervals of all groups reach. */
typedef struct ends {
    double lowest_lower, lowest_upper;
    double highest_lower, highest_upper; /* of what others are held against */
} ends;

static ends
reach(const part *t, const fair__population *p, const fair__rules *rules,
      double z, int joint)
{
    ends e = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        fair__bounded b = {0, 0, 0};
        if (!is_compared(t, p, rules, i, &r) ||
            !bounds_of(t, p, i, &r, z, joint, &b))
            continue;
        e.lowest_lower = fair__smaller(e.lowest_lower, b.lower);
        e.lowest_upper = fair__smaller(e.lowest_upper, b.upper);
        if (!is_reference(t, p, i)) continue;
        e.highest_lower = fair__larger(e.highest_lower, b.lower);
        e.highest_upper = fair__larger(e.highest_upper, b.upper);
    }
    return e;
}

/* ---- one metric ---- */

/* By the ends of intervals. */
static extent
extent_of_ends(const part *t, const ends *away, const ends *towards)
{
    if (t->form == FAIR__OF_DIFFERENCE)
        return (extent){towards->highest_lower - towards->lowest_upper,
                        away->highest_upper - away->lowest_lower};
    return (extent){away->lowest_lower / away->highest_upper,
                    towards->highest_lower > 0
                        ? towards->lowest_upper / towards->highest_lower
                        : 1};
}

/* a less b; a bound that cannot be the furthest is not worked out. */
static void
take_difference(const member *a, const member *b, extent *out)
{
    double l, u;
    if (a->away.p - b->away.p > out->lower) {
        fair__mover_difference(&a->towards, &b->towards, &l, &u);
        out->lower = fair__larger(out->lower, l);
    }
    if (a->away.upper - b->away.lower > out->upper) {
        fair__mover_difference(&a->away, &b->away, &l, &u);
        out->upper = fair__larger(out->upper, u);
    }
}

/* a to b.  Nothing is known of a ratio to a rate that may be 0. */
static void
take_ratio(const member *a, const member *b, extent *out)
{
    double l, u;
    if (a->away.p < out->upper * b->away.p &&
        fair__mover_ratio(&a->towards, &b->towards, &l, &u))
        out->upper = fair__smaller(out->upper, u);
    if (a->away.lower >= out->lower * b->away.upper) return;
    if (fair__mover_ratio(&a->away, &b->away, &l, &u))
        out->lower = fair__smaller(out->lower, l);
    else
        out->lower = 0;
}

static extent
extent_of_pairs(const part *t, const fair__population *p,
                const fair__rules *rules, double z_towards, double z_away)
{
    const int differ = t->form == FAIR__OF_DIFFERENCE;
    extent e = {differ ? 0 : 1, differ ? 0 : 1};
    member members[MOST_PAIRED];
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        member *r = &members[n];
        fair__result x;
        if (!is_compared(t, p, rules, i, &x) ||
            !bounds_of(t, p, i, &x, z_towards, 1, &r->towards) ||
            !bounds_of(t, p, i, &x, z_away, 0, &r->away))
            continue;
        r->is_reference = is_reference(t, p, i);
        n++;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j && members[j].is_reference)
                (differ ? take_difference : take_ratio)(&members[i], &members[j],
                                                        &e);
    return e;
}

static int
extent_of_part(const part *t, const fair__population *p,
               const fair__rules *rules, int highest, extent *out)
{
    double n, references;
    if (!count(t, p, rules, &n, &references)) return 0;
    if (t->between == FAIR__EACH_GROUP) {
        if (n < 1) return 0;
        const ends away = reach(t, p, rules, z_of(t->away), 0);
        const ends towards = reach(t, p, rules, z_of(t->towards / n), 1);
        *out = highest ? (extent){towards.highest_lower, away.highest_upper}
                       : (extent){away.lowest_lower, towards.lowest_upper};
        return 1;
    }
    if (n < 2 || references < 1) return 0;
    if (n <= MOST_PAIRED) {
        *out = extent_of_pairs(t, p, rules,
                               z_of(t->towards / (references * (n - 1))),
                               z_of(t->away));
        return 1;
    }
    /* Two groups are furthest apart in truth; towards parity two bounds of
     * each group hold together. */
    const ends away = reach(t, p, rules, z_of(t->away / 2), 0);
    const ends towards = reach(t, p, rules, z_of(t->towards / (2 * n)), 1);
    *out = extent_of_ends(t, &away, &towards);
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

int
fair__extent(const fair__subject *s, const fair__population *p,
             const fair__rules *rules, const fair__finding *f, double *lower,
             double *upper)
{
    const fair__plan plan = plan_of(s, rules);
    const double out = fair__normal_tails(rules->z).upper;
    const int mean = is_mean(s);
    const int worst_is_low = plan.form == FAIR__OF_RATIO;
    const int highest =
        s->comparison != NULL && s->comparison->find == fair__find_group_max;
    const double parts = (double)plan.n_metrics;
    extent whole = {0, 0};
    if (f->reason != FAIR_DEFINED || !has_extent(s, &plan)) return 0;
    if (!(out > 0)) return 0; /* a confidence that nothing reaches */
    for (size_t k = 0; k < plan.n_metrics; k++) {
        const part t = {plan.metrics[k], plan.form,   plan.between,
                        plan.test,       out / parts, mean ? out / parts : out};
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
