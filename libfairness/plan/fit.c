/* SPDX-License-Identifier: MIT
 * From a report to the best plan, or to the tolerance that one has. */
#include <math.h>

#include "audit/label.h"
#include "base/error.h"
#include "base/memory.h"
#include "plan/fitting.h"

static fair_status
no_plan_in_time(const fair__fitting *f, fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_LIMIT, "max_nodes", -1, 0,
                         "no plan was found in %u nodes: give more",
                         f->found.nodes);
}

/* By group without a quota. */
static fair_status
find_nearest_of(const fair__search *s, fair__found *out, int *is_cut,
                fair_error *err)
{
    return s->n_rates == 1 ? fair__search_window(s, out, err)
                           : fair__search_nearest(s, out, is_cut, err);
}

/* The smallest disparity that some plan has, as the spread that was found;
 * is_cut: of those that max_nodes leave. */
static fair_status
find_nearest(fair__fitting *f, int *is_cut, fair_error *err)
{
    fair__search *s = &f->search;
    s->is_nearest = 1;
    *is_cut = 0;
    f->found = (fair__found){.picks = f->picks, .mixtures = f->mixtures};
    if (s->way != NULL) return fair__search_walk(s, &f->found, err);
    if (s->quota->any) return fair__search_nearest(s, &f->found, is_cut, err);
    return s->strata != NULL
               ? fair__strata_nearest(s, find_nearest_of, &f->found, is_cut,
                                      err)
               : find_nearest_of(s, &f->found, is_cut, err);
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
has_limits(const fair__fitting *f)
{
    return f->quota.any || fair__range_is_own(&f->request.range);
}

static const char *
and_others(const fair__fitting *f)
{
    return f->quota.any ? ", max_rate, no_lower_than, no_higher_than, "
                          "min_selected and max_selected"
           : fair__range_is_own(&f->request.range)
               ? ", max_rate, no_lower_than and no_higher_than"
               : " and max_rate";
}

/* By lot, halves what is left between a disparity that some plan within the
 * quota has and one that none has: NaN if no plan is within it. */
static fair_status
nearest_by_lot(fair__fitting *f, double *out, fair_error *err)
{
    fair__search s = f->search;
    const int is_ratio = s.allowance.is_ratio;
    uint64_t low = 0, high = FAIR__WHOLE, x = FAIR__WHOLE;
    int any = 0;
    *out = NAN;
    for (; high - low > FAIR__WHOLE >> 33 || !any; x = low + (high - low) / 2) {
        s.allowance = fair__allow(is_ratio, x);
        const fair_status st = fair__quota_reached(&s, fair__fitting_solve, &any,
                                                   err);
        if (st != FAIR_OK) return st;
        if (any)
            high = x;
        else
            low = x;
        if (x == FAIR__WHOLE && !any) return FAIR_OK;
        any = 1;
    }
    s.allowance = fair__allow(is_ratio, 0);
    const fair_status st = fair__quota_reached(&s, fair__fitting_solve, &any,
                                                   err);
    if (any) high = 0;
    *out = fair__allow(is_ratio, high).limit.nearest;
    return st;
}

static fair_status
infeasible_by_lot(fair__fitting *f, fair_error *err)
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
        isnan(x)          ? f->request.constraint->name
        : asked->is_ratio ? "ratio"
                          : "difference",
        isnan(x) ? and_others(f) : f->request.constraint->name,
        asked->limit.nearest, x);
}

/* The error, with a group of the stratum in which it is found. */
static fair_status
name_stratum(const fair__fitting *f, fair_status st, fair_error *err)
{
    const fair__found *found = &f->found;
    fair__text label;
    size_t g = 0;
    if (f->search.strata == NULL || st != FAIR_ERR_INFEASIBLE || err == NULL)
        return st;
    if (found->spread.rate != NULL)
        g = f->points.group[found->spread.low];
    else if (found->stratum > 0)
        while (f->strata.of[g] != found->stratum - 1) g++;
    else
        return st;
    const fair_error said = *err;
    fair__text_init(&label, f->mem);
    fair__label_group(&label, fair__report_snapshot(f->report),
                      &f->report->request, f->request.grouping, (int32_t)g);
    const fair_status end =
        label.status != FAIR_OK
            ? fair__no_memory(err)
            : fair__fail_at(err, st, said.column, said.row, said.count,
                            "%s; so it is in the stratum of %q",
                            said.message, label.bytes, label.length);
    fair__text_free(&label);
    return end;
}

static fair_status
infeasible(fair__fitting *f, fair_error *err)
{
    const fair__plan_request *r = &f->request;
    const char *asked = r->allowance.is_ratio ? "ratio" : "difference";
    if (f->found.nodes >= r->max_nodes) return no_plan_in_time(f, err);
    int is_cut = 0;
    if (f->search.n_rates == 0) return no_such_amount(err);
    if (r->rule == FAIR_PLAN_BY_GROUP &&
        (f->search.n_rates > 1 || f->quota.any)) {
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

fair_status
fair__fitting_infeasible(fair__fitting *f, fair_error *err)
{
    return name_stratum(f, infeasible(f, err), err);
}

/* fair_plan_nearest and fronts are about one. */
fair_status
fair__fitting_needs_constraint(const fair__fitting *f, fair_error *err)
{
    if (f->request.constraint->rates[0] != FAIR__RATE_NONE) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "constraint", -1, 0,
                         "there is no constraint that a plan could be near "
                         "to");
}

/* By lot all rates can be equal, if any may be had. */
static fair_status
nearest(fair__fitting *f, double *out, fair_error *err)
{
    const fair__plan_request *r = &f->request;
    const int is_ratio = r->allowance.is_ratio;
    if (f->search.is_mixed && has_limits(f)) return nearest_by_lot(f, out, err);
    if (f->search.n_bound == 0 || r->rule == FAIR_PLAN_RANDOMIZED) {
        *out = is_ratio ? 1 : 0;
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
    fair__fitting f;
    fair_status st = fair__fitting_begin(&f, report, options, err);
    if (st == FAIR_OK) st = fair__fitting_needs_constraint(&f, err);
    if (st == FAIR_OK) st = nearest(&f, out, err);
    fair__fitting_free(&f);
    return st;
}

fair_status
fair__plan_fit(const fair_report *report, const fair_plan_options *options,
               fair_plan **out, fair_error *err)
{
    fair__fitting f;
    fair_status st = fair__fitting_begin(&f, report, options, err);
    if (st == FAIR_OK) st = fair__fitting_search(&f, err);
    if (st == FAIR_OK && !f.found.is_feasible)
        st = fair__fitting_infeasible(&f, err);
    if (st == FAIR_OK)
        st = fair__fitted_make(report, &f.request, &f.search, &f.found,
                               f.reasons, f.costs, out, err);
    fair__fitting_free(&f);
    return st;
}
