/* SPDX-License-Identifier: MIT
 * A value against a limit by its interval: of what is no claim about single
 * groups or pairs, but has an interval at any confidence.
 *
 * Each bound of an interval leaves out as much as the other (compare/extent.h),
 * so that the limit is shown to be exceeded at every level at which the bound
 * on that side is beyond it: the least of them is the chance. */
#include "audit/test_bounds.h"

#include <math.h>

#include "audit/p_values.h"
#include "audit/rests.h"
#include "base/error.h"
#include "base/memory.h"
#include "compare/between.h"
#include "compare/bin_extent.h"
#include "compare/contrast.h"
#include "compare/extent.h"
#include "compare/find.h"
#include "stats/distribution.h"

#define MOST_Z 37.5 /* a chance of 5e-308 */
#define HALVINGS 30
#define HALVINGS_OF_SCORES 16 /* each looks at all scores: to 1 % or so */

typedef struct bounding {
    const fair_report *report;
    const fair__subject *subject;
    const fair__place *place;
    const fair__population *p;
    fair__between *between; /* NULL: no criterion of pairs of scores */
    double limit;
    int side;
    int is_signed; /* the limit is one of its size, either way */
} bounding;

typedef struct ends {
    double lower; /* NaN: there is no interval */
    double upper;
} ends;

static fair_status
find_ends(const bounding *x, double z, ends *out, fair_error *err)
{
    const fair__subject *s = x->subject;
    fair__rules rules = x->report->request.rules;
    fair__finding all[FAIR__N_BETWEEN], f;
    fair_status st = FAIR_OK;
    rules.z = z;
    *out = (ends){NAN, NAN};
    if (x->between != NULL) {
        st = fair__between_find(x->between, x->p, &rules, all, err);
        if (st != FAIR_OK) return st;
        f = all[fair__between_measure(s->criterion)];
    } else if (s->criterion != NULL) {
        fair__criterion_find_in(s->criterion, x->p, &rules, &f);
    } else {
        s->comparison->find(x->p, &rules, s->metric, (size_t)x->place->i, &f);
    }
    if (f.reason != FAIR_DEFINED) return FAIR_OK;
    if (f.method != FAIR_METHOD_NONE)
        *out = (ends){f.lower, f.upper};
    else if (!fair__extent(s, x->p, &rules, &f, &out->lower, &out->upper))
        *out = (ends){NAN, NAN};
    return FAIR_OK;
}

/* Whether the limit is exceeded, or kept, at what z leaves out. */
static fair_status
holds(const bounding *x, double z, int is_within, int *out, fair_error *err)
{
    ends e;
    const fair_status st = find_ends(x, z, &e, err);
    const double nearer = x->side > 0 ? e.lower : e.upper;
    const double further = x->side > 0 ? e.upper : e.lower;
    int holds_so = is_within ? x->side * (further - x->limit) <= 0
                             : x->side * (nearer - x->limit) > 0;
    if (x->is_signed)
        holds_so = is_within ? holds_so && e.lower >= -x->limit
                             : holds_so || e.upper < -x->limit;
    *out = st == FAIR_OK && holds_so;
    return st;
}

/* The least chance at which it does; 1: neither at a half nor at 0.31.  Bounds of
 * variances move away from what they bound before they come near again, so
 * that there are two to begin with. */
static fair_status
find_chance(const bounding *x, int is_within, double *out, fair_error *err)
{
    double low = 0, high = MOST_Z;
    int is_so;
    fair_status st = holds(x, low, is_within, &is_so, err);
    *out = 1;
    if (st == FAIR_OK && !is_so) {
        low = 0.5;
        st = holds(x, low, is_within, &is_so, err);
    }
    if (st != FAIR_OK || !is_so) return st;
    const int halvings = x->between != NULL ? HALVINGS_OF_SCORES : HALVINGS;
    for (int i = 0; st == FAIR_OK && i < halvings; i++) {
        const double middle = low + (high - low) / 2;
        st = holds(x, middle, is_within, &is_so, err);
        if (is_so)
            low = middle;
        else
            high = middle;
    }
    /* Beyond it on one side or the other are two claims. */
    *out = fair__normal_tails(low).upper *
           (x->is_signed && !is_within ? 2 : 1);
    return st;
}

/* Of a mean of two: that there is no disparity is the same claim of both. */
static fair_status
find_none_of_parts(const bounding *x, double *out, fair_error *err)
{
    const fair_report *r = x->report;
    const fair__plan plan = fair__claim_parts(x->subject, &r->request.rules);
    const size_t n = plan.n_metrics * fair__family_samples(&plan, x->p);
    if (plan.n_metrics == 0) return FAIR_OK;
    fair__drawing drawing = fair__test_drawing(&r->request.watch);
    fair__sample *samples = fair__alloc(&r->mem, n, sizeof(*samples));
    fair__testing t;
    if (samples == NULL) return fair__no_memory(err);
    fair_status st = fair__testing_make(&r->mem, &plan, x->p,
                                        &r->request.rules, samples, &drawing,
                                        &t, err);
    if (st == FAIR_OK) *out = fair__judge_none(t.families, t.n);
    if (st == FAIR_OK) st = fair__testing_end(&t, err);
    fair__testing_free(&t, &r->mem);
    fair__free(&r->mem, samples, n, sizeof(*samples));
    return st;
}

static fair_status
find_none_of_bins(const bounding *x, double *out, fair_error *err)
{
    const fair_report *r = x->report;
    fair__testing t = {.asking = {.watch = &r->request.watch}};
    fair__sample *samples = fair__alloc(&r->mem, x->p->n, sizeof(*samples));
    if (samples == NULL) return fair__no_memory(err);
    *out = fair__sufficiency_none(x->p, &r->request.rules, samples, &t.asking);
    fair__free(&r->mem, samples, x->p->n, sizeof(*samples));
    return fair__testing_end(&t, err);
}

static fair_status
find_none(const bounding *x, double *out, fair_error *err)
{
    const fair__criterion *c = x->subject->criterion;
    const fair__rules *rules = &x->report->request.rules;
    fair__finding all[FAIR__N_BETWEEN];
    if (c == NULL) return FAIR_OK;
    if (x->between != NULL) {
        const fair_status st =
            fair__between_find(x->between, x->p, rules, all, err);
        if (st == FAIR_OK) *out = all[fair__between_measure(c)].none;
        return st;
    }
    if (fair__is_contrast(c)) {
        *out = fair__contrast_none(c, x->p, rules);
        return FAIR_OK;
    }
    return c->join == FAIR__JOIN_SUFFICIENCY ? find_none_of_bins(x, out, err)
           : c->join == FAIR__JOIN_MEAN      ? find_none_of_parts(x, out, err)
                                             : FAIR_OK;
}

static int
side_of(const fair__subject *s)
{
    const fair__comparison *c = s->comparison;
    return c != NULL && (c->find == fair__find_ratio_to_overall ||
                         c->find == fair__find_standardized_ratio ||
                         c->find == fair__find_group_min)
               ? -1
               : 1;
}

/* The lowest or the highest value of a group: of the metric's own range. */
static int
is_of_group(const fair__subject *s)
{
    return s->comparison != NULL &&
           (s->comparison->find == fair__find_group_min ||
            s->comparison->find == fair__find_group_max);
}

static int
is_signed(const fair__subject *s)
{
    return (s->criterion != NULL && fair__is_contrast(s->criterion)) ||
           (s->comparison != NULL &&
            s->comparison->find == fair__find_difference_to_overall);
}

/* Up to 1 where what is compared is a rate, or a share. */
static int
is_up_to_one(const fair__subject *s, const fair__rules *rules)
{
    const fair__metric *metrics[2];
    if (side_of(s) < 0) return 1;
    if (s->criterion == NULL) return s->metric->high - s->metric->low <= 1;
    switch (s->criterion->join) {
    case FAIR__JOIN_WASSERSTEIN:
    case FAIR__JOIN_ENERGY:
        return 0;
    case FAIR__JOIN_CROSS_AUC:
    case FAIR__JOIN_ABROCA:
    case FAIR__JOIN_KS:
    case FAIR__JOIN_SUFFICIENCY:
    case FAIR__JOIN_MULTICALIBRATION:
        return 1;
    default:
        return fair__criterion_metrics(s->criterion, rules, metrics) > 0 &&
               metrics[0]->high - metrics[0]->low <= 1;
    }
}

fair_status
fair__bounds_limit(const fair__subject *s, const fair__rules *rules,
                   double limit, fair_error *err)
{
    const int up_to_one = is_up_to_one(s, rules);
    if (is_of_group(s)) {
        if (limit >= s->metric->low && limit <= s->metric->high &&
            isfinite(limit))
            return FAIR_OK;
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "limit", -1, 0,
                             "limit: expected a finite number that %s can be",
                             s->metric->name);
    }
    if (limit >= 0 && isfinite(limit) && (!up_to_one || limit <= 1))
        return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "limit", -1, 0,
                         up_to_one
                             ? "limit: expected a number from 0 to 1%s"
                             : "limit: expected a finite number from 0 on%s",
                         is_signed(s) ? ": of the size, whatever its sign"
                                      : "");
}

int
fair__has_bounds_test(const fair__subject *s, const fair__rules *rules)
{
    if (s->criterion == NULL && s->comparison == NULL) return 0;
    return (s->criterion != NULL &&
            fair__between_measure(s->criterion) >= 0) ||
           fair__has_extent(s, rules);
}

static fair_status
test(const bounding *x, fair_test *t, fair_error *err)
{
    ends e;
    fair_status st = find_ends(x, x->report->request.rules.z, &e, err);
    if (st != FAIR_OK) return st;
    if (isnan(e.lower))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "name", -1, 0,
                             "%s%s%s has no test like this: it has no "
                             "interval here",
                             x->subject->criterion != NULL
                                 ? x->subject->criterion->name
                                 : x->subject->metric->name,
                             x->subject->comparison != NULL ? " as " : "",
                             x->subject->comparison != NULL
                                 ? x->subject->comparison->name
                                 : "");
    t->n_claims = 1;
    t->lower = e.lower;
    t->upper = e.upper;
    st = find_chance(x, 0, &t->p_beyond, err);
    if (st == FAIR_OK) st = find_chance(x, 1, &t->p_within, err);
    return st == FAIR_OK ? find_none(x, &t->p_no_disparity, err) : st;
}

fair_status
fair__test_bounds(const fair_report *report, const fair__subject *subject,
                  const fair__place *place, double limit, fair_test *t,
                  fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    bounding x = {.report = report, .subject = subject, .place = place,
                  .p = &s->populations[place->grouping], .limit = limit,
                  .side = side_of(subject),
                  .is_signed = is_signed(subject)};
    fair__rested rested;
    fair__between b;
    fair_status st;
    t->side = x.side;
    if (t->reason != FAIR_DEFINED) return FAIR_OK;
    if (subject->criterion == NULL) {
        st = fair__rested_open(report, place, &rested, err);
        if (st != FAIR_OK) return st;
        x.p = &rested.population;
        st = test(&x, t, err);
        fair__rested_close(&rested, report);
        return st;
    }
    const int measure = fair__between_measure(subject->criterion);
    if (measure < 0) return test(&x, t, err);
    st = fair__between_open(&report->mem, &s->source,
                            s->groupings[place->grouping].first, x.p->n,
                            1u << measure, &report->request.watch, &b, err);
    if (st != FAIR_OK) return st;
    x.between = &b;
    st = test(&x, t, err);
    fair__between_close(&b, &report->mem);
    return st;
}
