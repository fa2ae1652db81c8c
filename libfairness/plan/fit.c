/* SPDX-License-Identifier: MIT
 * From a report to the best plan. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "plan/plan.h"

/* What is made on the way. */
typedef struct fitting {
    const fair__plan_request *request;
    const fair_allocator *mem;
    fair__points points;
    fair__aim aim;
    fair__quota quota;
    fair__search search;
    fair__found found;
    int32_t *reasons; /* these three by group */
    uint8_t *is_free;
    uint32_t *picks;
    fair__mixture *mixtures;
} fitting;

static fair_status
make_rates(fitting *f, fair_error *err)
{
    fair__search *s = &f->search;
    for (size_t k = 0; k < FAIR__PLAN_RATES; k++) {
        const int32_t kind = f->request->constraint->rates[k];
        if (kind == FAIR__RATE_NONE) break;
        fair__rate *rate = &s->rates[k];
        *rate = (fair__rate){.points = &f->points, .kind = kind};
        s->n_rates++;
        if (f->request->rule == FAIR_PLAN_RANDOMIZED) continue;
        rate->keys = fair__alloc(f->mem, f->points.n, sizeof(*rate->keys));
        if (rate->keys == NULL) return fair__no_memory(err);
        fair__rate_fill(rate, &f->request->allowance, &f->request->range);
    }
    return FAIR_OK;
}

/* Where points are looked at in an order. */
static fair_status
sort(fitting *f, fair_error *err)
{
    fair__search *s = &f->search;
    const int is_shared = f->request->rule == FAIR_PLAN_SHARED;
    if (!is_shared && (f->request->rule == FAIR_PLAN_RANDOMIZED ||
                       s->n_rates != 1 || s->n_bound == 0))
        return FAIR_OK;
    s->order = fair__alloc(f->mem, f->points.n, sizeof(*s->order));
    return s->order != NULL ? fair__search_sort(s, is_shared, err)
                            : fair__no_memory(err);
}

static fair_status
prepare(fitting *f, const fair_report *report, fair_error *err)
{
    const size_t n = f->points.n_groups;
    f->reasons = fair__alloc(f->mem, n, sizeof(*f->reasons));
    f->is_free = fair__alloc(f->mem, n, sizeof(*f->is_free));
    f->picks = fair__alloc(f->mem, n, sizeof(*f->picks));
    f->mixtures = fair__alloc(f->mem, n, sizeof(*f->mixtures));
    if (f->reasons == NULL || f->is_free == NULL || f->picks == NULL ||
        f->mixtures == NULL)
        return fair__no_memory(err);
    fair_status st = fair__plan_aside(report, f->request, &f->points,
                                      f->reasons, err);
    if (st == FAIR_OK)
        st = fair__aim_make(f->request->objective, &f->points,
                            &report->request.rules.costs,
                            f->request->threshold, &f->aim, err);
    f->quota = fair__quota_make(
        &f->points,
        f->request->given.min_selected ? &f->request->min_selected : NULL,
        f->request->given.max_selected ? &f->request->max_selected : NULL);
    f->search = (fair__search){.points = &f->points,
                               .aim = &f->aim,
                               .quota = &f->quota,
                               .constraint = f->request->constraint,
                               .allowance = f->request->allowance,
                               .range = f->request->range,
                               .is_free = f->is_free,
                               .max_nodes = f->request->max_nodes};
    if (st == FAIR_OK) st = make_rates(f, err);
    if (st != FAIR_OK) return st;
    for (size_t g = 0; g < n; g++) {
        f->is_free[g] = f->search.n_rates == 0 || f->reasons[g] != FAIR_DEFINED;
        f->search.n_bound += !f->is_free[g];
    }
    f->search.is_mixed = f->request->rule == FAIR_PLAN_RANDOMIZED &&
                         (f->search.n_bound > 0 || f->quota.any);
    return sort(f, err);
}

static void
keep_picks(const fitting *f)
{
    for (size_t g = 0; g < f->points.n_groups; g++)
        f->mixtures[g] = fair__mixture_one(f->picks[g]);
}

/* Each group its best; free ones add to what mixtures have at most. */
static void
take_best(const fair__search *s, fair__found *out)
{
    fair__search_free(s, out->picks);
    out->is_feasible = 1;
    out->most = fair__wide_zero();
    for (size_t g = 0; g < s->points->n_groups; g++)
        if (s->is_free[g]) out->mixtures[g] = fair__mixture_one(out->picks[g]);
    if (s->n_bound == 0) fair__aim_sum(s->aim, out->picks, out->best);
}

/* By mixtures, which some plan is if any rate may be had. */
static fair_status
solve_mixed(const fair__search *s, fair__found *out, fair_error *err)
{
    const fair__range *r = &s->range;
    if (fair__decimal_order(&r->min_rate, &r->max_rate) > 0) return FAIR_OK;
    take_best(s, out);
    const fair_status st = s->n_bound == 0  ? FAIR_OK
                           : s->n_rates == 1 ? fair__search_mixed(s, out, err)
                                             : fair__search_odds(s, out, err);
    for (size_t g = 0; st == FAIR_OK && g < s->points->n_groups; g++) {
        if (!s->is_free[g]) continue;
        const fair__wide own =
            fair__mixture_utility(s->aim, &out->mixtures[g]);
        out->most = fair__wide_add(&out->most, &own);
    }
    return st;
}

/* Without a quota. */
static fair_status
solve(const fair__search *s, fair__found *out, fair_error *err)
{
    if (s->is_mixed) return solve_mixed(s, out, err);
    if (s->n_bound > 0)
        return s->n_rates == 1 ? fair__search_window(s, out, err)
                               : fair__search_boxes(s, out, err);
    take_best(s, out);
    return FAIR_OK;
}

static fair_status
search_once(fitting *f, fair_error *err)
{
    const fair__search *s = &f->search;
    const uint64_t nodes = f->found.nodes;
    f->found = (fair__found){.picks = f->picks,
                             .mixtures = f->mixtures,
                             .nodes = nodes};
    if (f->request->rule == FAIR_PLAN_SHARED)
        return fair__search_shared(s, &f->found, err);
    if (s->quota->any) return fair__search_quota(s, solve, &f->found, err);
    return solve(s, &f->found, err);
}

static fair_status
no_plan_in_time(const fitting *f, fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_LIMIT, "max_nodes", -1, 0,
                         "no plan was found in %u nodes: give more",
                         f->found.nodes);
}

/* The smallest disparity that some plan has, as the spread that was found;
 * is_cut: of those that max_nodes leave. */
static fair_status
find_nearest(fitting *f, int *is_cut, fair_error *err)
{
    fair__search *s = &f->search;
    s->is_nearest = 1;
    *is_cut = 0;
    f->found = (fair__found){.picks = f->picks, .mixtures = f->mixtures};
    if (f->request->rule == FAIR_PLAN_SHARED)
        return fair__search_shared(s, &f->found, err);
    if (s->n_rates == 1 && !s->quota->any)
        return fair__search_window(s, &f->found, err);
    return fair__search_nearest(s, &f->found, is_cut, err);
}

/* Rounded to where the plan still is. */
static double
outwards(const fair__wide *x, int is_ratio)
{
    double out = fair__wide_double(x);
    const fair__wide own = fair__wide_f64(out);
    const int order = fair__wide_order(&own, x);
    if (is_ratio ? order > 0 : order < 0) {
        uint64_t bits;
        memcpy(&bits, &out, sizeof(bits));
        bits += is_ratio ? UINT64_MAX : 1; /* of a number > 0 */
        memcpy(&out, &bits, sizeof(out));
    }
    return out;
}

static fair_status
no_such_amount(fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_INFEASIBLE, "max_selected", -1, 0,
                         "no thresholds select as much as min_selected and "
                         "max_selected ask for together");
}

/* Beside those on the difference or ratio of rates. */
static int
has_limits(const fitting *f)
{
    return f->quota.any || fair__range_is_own(&f->request->range);
}

static const char *
and_others(const fitting *f)
{
    return f->quota.any ? ", max_rate, no_lower_than, no_higher_than, "
                          "min_selected and max_selected"
           : fair__range_is_own(&f->request->range)
               ? ", max_rate, no_lower_than and no_higher_than"
               : " and max_rate";
}

/* By lot, halves what is left between a disparity that some plan within the
 * quota has and one that none has: NaN if no plan is within it. */
static fair_status
nearest_by_lot(fitting *f, double *out, fair_error *err)
{
    fair__search s = f->search;
    const int is_ratio = s.allowance.is_ratio;
    uint64_t low = 0, high = FAIR__WHOLE, x = FAIR__WHOLE;
    int any = 0;
    *out = NAN;
    for (; high - low > FAIR__WHOLE >> 33 || !any; x = low + (high - low) / 2) {
        s.allowance = fair__allow(is_ratio, x);
        const fair_status st = fair__quota_reached(&s, solve, &any, err);
        if (st != FAIR_OK) return st;
        if (any)
            high = x;
        else
            low = x;
        if (x == FAIR__WHOLE && !any) return FAIR_OK;
        any = 1;
    }
    s.allowance = fair__allow(is_ratio, 0);
    const fair_status st = fair__quota_reached(&s, solve, &any, err);
    if (any) high = 0;
    *out = fair__allow(is_ratio, high).limit.nearest;
    return st;
}

static fair_status
infeasible_by_lot(fitting *f, fair_error *err)
{
    double x;
    const fair__allowance *asked = &f->search.allowance;
    const fair_status st = nearest_by_lot(f, &x, err);
    if (st != FAIR_OK) return st;
    return fair__fail_at(
        err, FAIR_ERR_INFEASIBLE, "constraint", -1, 0,
        isnan(x) ? "no thresholds give rates of %s that all groups may have: "
                   "what the tolerance, min_rate%s ask for cannot be had "
                   "together"
                 : "no plan has a %s of %s of %g as the other limits ask for: "
                   "the nearest that some have is %g",
        isnan(x)          ? f->request->constraint->name
        : asked->is_ratio ? "ratio"
                          : "difference",
        isnan(x) ? and_others(f) : f->request->constraint->name,
        asked->limit.nearest, x);
}

static fair_status
infeasible(fitting *f, fair_error *err)
{
    const fair__plan_request *r = f->request;
    const char *asked = r->allowance.is_ratio ? "ratio" : "difference";
    if (f->found.nodes >= r->max_nodes) return no_plan_in_time(f, err);
    int is_cut = 0;
    if (f->search.n_rates == 0) return no_such_amount(err);
    if (r->rule == FAIR_PLAN_BY_GROUP &&
        (f->search.n_rates == 2 || f->quota.any)) {
        const fair_status st = find_nearest(f, &is_cut, err);
        if (st != FAIR_OK) return st;
    }
    if (f->search.is_mixed && has_limits(f)) return infeasible_by_lot(f, err);
    if (f->found.spread.rate == NULL)
        return fair__fail_at(err, FAIR_ERR_INFEASIBLE, "constraint", -1, 0,
                             "no thresholds give rates of %s that all groups "
                             "may have: what the tolerance, min_rate%s ask "
                             "for cannot be had together",
                             r->constraint->name, and_others(f));
    const fair__wide nearest =
        fair__spread_wide(&f->found.spread, r->allowance.is_ratio);
    return fair__fail_at(err, FAIR_ERR_INFEASIBLE, "constraint", -1, 0,
                         "no thresholds have a %s of %s of %g: %s %g", asked,
                         r->constraint->name, r->allowance.limit.nearest,
                         is_cut ? "some have"
                                : "the nearest that some have is",
                         outwards(&nearest, r->allowance.is_ratio));
}

static int
is_met(fitting *f)
{
    if (!f->search.is_mixed) {
        keep_picks(f);
        return fair__aim_is_met(&f->aim, f->picks);
    }
    const fair__wide positives =
        fair__mixtures_sum(&f->points, f->mixtures, FAIR__CHOSEN_POSITIVE);
    const fair__wide negatives =
        fair__mixtures_sum(&f->points, f->mixtures, FAIR__CHOSEN_NEGATIVE);
    return fair__aim_is_met_by(&f->aim, &positives, &negatives);
}

static fair_status
search(fitting *f, fair_error *err)
{
    do {
        const fair_status st = search_once(f, err);
        if (st != FAIR_OK) return st;
        if (!f->found.is_feasible) return infeasible(f, err);
    } while (!is_met(f));
    return FAIR_OK;
}

static void
free_all(fitting *f)
{
    const size_t n = f->points.n_groups;
    for (size_t k = 0; k < FAIR__PLAN_RATES; k++)
        fair__free(f->mem, f->search.rates[k].keys, f->points.n,
                   sizeof(double));
    fair__free(f->mem, f->search.order, f->points.n,
               sizeof(*f->search.order));
    fair__free(f->mem, f->reasons, n, sizeof(*f->reasons));
    fair__free(f->mem, f->is_free, n, sizeof(*f->is_free));
    fair__free(f->mem, f->picks, n, sizeof(*f->picks));
    fair__free(f->mem, f->mixtures, n, sizeof(*f->mixtures));
    fair__aim_free(&f->aim);
    fair__points_free(&f->points);
}

/* By lot all rates can be equal, if any may be had. */
static fair_status
nearest(fitting *f, double *out, fair_error *err)
{
    const fair__plan_request *r = f->request;
    const int is_ratio = r->allowance.is_ratio;
    if (f->search.is_mixed && has_limits(f)) return nearest_by_lot(f, out, err);
    if (f->search.n_bound == 0 || r->rule == FAIR_PLAN_RANDOMIZED) {
        const int any = fair__decimal_order(&r->range.min_rate, &r->range.max_rate) <= 0;
        *out = !any ? (double)NAN : is_ratio ? 1 : 0;
        return FAIR_OK;
    }
    int is_cut;
    const fair_status st = find_nearest(f, &is_cut, err);
    if (st != FAIR_OK) return st;
    if (is_cut) return no_plan_in_time(f, err);
    if (f->found.spread.rate == NULL) {
        *out = NAN;
        return FAIR_OK;
    }
    const fair__wide x = fair__spread_wide(&f->found.spread, is_ratio);
    *out = outwards(&x, is_ratio);
    return FAIR_OK;
}

fair_status
fair__plan_nearest(const fair_report *report, const fair_plan_options *options,
                   double *out, fair_error *err)
{
    fair__plan_request request;
    fitting f = {.request = &request, .mem = &request.mem};
    fair_status st = fair__plan_request_read(report, options, &request, err);
    if (st != FAIR_OK) return st;
    if (request.constraint->rates[0] == FAIR__RATE_NONE)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "constraint", -1, 0,
                             "there is no constraint that a plan could be "
                             "near to");
    st = fair__points_make(report, request.grouping, f.mem, &f.points, err);
    if (st == FAIR_OK) st = prepare(&f, report, err);
    if (st == FAIR_OK) st = nearest(&f, out, err);
    free_all(&f);
    return st;
}

fair_status
fair__plan_fit(const fair_report *report, const fair_plan_options *options,
               fair_plan **out, fair_error *err)
{
    fair__plan_request request;
    fitting f = {.request = &request, .mem = &request.mem};
    fair_status st = fair__plan_request_read(report, options, &request, err);
    if (st != FAIR_OK) return st;
    st = fair__points_make(report, request.grouping, f.mem, &f.points, err);
    if (st == FAIR_OK) st = prepare(&f, report, err);
    if (st == FAIR_OK) st = search(&f, err);
    if (st == FAIR_OK)
        st = fair__fitted_make(report, &request, &f.search, &f.found, f.reasons,
                             out, err);
    free_all(&f);
    return st;
}
