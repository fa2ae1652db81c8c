/* SPDX-License-Identifier: MIT
 * What plans of a report are found with, and how one is. */
#include "plan/fitting.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"

/* Of a constraint; own NULL: of the first. */
static fair_status
add_rates(fair__fitting *f, const fair__constraint *c,
          const fair__allowance *own, fair_error *err)
{
    const fair__decimal one = {1, 1, 1}, zero = {0, 1, 0};
    const fair__range any = {zero, one, NAN, NAN};
    fair__search *s = &f->search;
    for (size_t k = 0; k < FAIR__PLAN_RATES; k++) {
        const int32_t kind = c->rates[k];
        if (kind == FAIR__RATE_NONE) break;
        fair__rate *rate = &s->rates[s->n_rates++];
        *rate = (fair__rate){.points = &f->points, .kind = kind, .own = own};
        if (f->request.rule == FAIR_PLAN_RANDOMIZED) continue;
        rate->keys = fair__alloc(f->mem, f->points.n, sizeof(*rate->keys));
        if (rate->keys == NULL) return fair__no_memory(err);
        fair__rate_fill(rate, own != NULL ? own : &f->request.allowance,
                        own != NULL ? &any : &f->request.range);
    }
    return FAIR_OK;
}

static fair_status
make_rates(fair__fitting *f, fair_error *err)
{
    const fair__plan_request *r = &f->request;
    fair_status st = add_rates(f, r->constraint, NULL, err);
    f->search.n_main = f->search.n_rates;
    for (size_t i = 0; st == FAIR_OK && i < r->n_also; i++)
        st = add_rates(f, r->also[i].constraint, &r->also[i].allowance, err);
    return st;
}

/* Where points are looked at in an order. */
static fair_status
sort(fair__fitting *f, fair_error *err)
{
    fair__search *s = &f->search;
    const int32_t rule = f->request.rule;
    const int is_margin = rule == FAIR_PLAN_REJECT_OPTION;
    s->way = rule == FAIR_PLAN_SHARED ? &fair__way_shared
             : is_margin              ? &fair__way_margins
                                      : NULL;
    if (s->way == NULL && (rule == FAIR_PLAN_RANDOMIZED || s->n_rates != 1 ||
                           s->n_bound == 0))
        return FAIR_OK;
    s->order = fair__alloc(f->mem, f->points.n, sizeof(*s->order));
    if (s->order == NULL) return fair__no_memory(err);
    if (!is_margin) return fair__search_sort(s, s->way != NULL, err);
    fair__search_sort_margins(s);
    return FAIR_OK;
}

static fair_status
prepare(fair__fitting *f, const fair_report *report, fair_error *err)
{
    const size_t n = f->points.n_groups;
    f->reasons = fair__alloc(f->mem, n, sizeof(*f->reasons));
    f->is_free = fair__alloc(f->mem, n, sizeof(*f->is_free));
    f->picks = fair__alloc(f->mem, n, sizeof(*f->picks));
    f->mixtures = fair__alloc(f->mem, n, sizeof(*f->mixtures));
    f->is_favoured = fair__calloc(f->mem, n, sizeof(*f->is_favoured));
    if (f->reasons == NULL || f->is_free == NULL || f->picks == NULL ||
        f->mixtures == NULL || f->is_favoured == NULL)
        return fair__no_memory(err);
    fair_status st = fair__plan_aside(report, &f->request, &f->points,
                                      f->reasons, err);
    if (st == FAIR_OK)
        st = fair__plan_costs(report, &f->request, n, &f->costs, err);
    if (st == FAIR_OK)
        st = fair__plan_favoured(report, &f->request, f->is_favoured, err);
    if (st == FAIR_OK)
        st = fair__strata_make(report, &f->request, f->mem, &f->strata, err);
    if (st == FAIR_OK)
        st = fair__aim_make(f->request.objective, &f->points,
                            &report->request.rules.costs, f->costs,
                            f->request.threshold, &f->aim, err);
    f->quota = fair__quota_make(
        &f->points,
        f->request.given.min_selected ? &f->request.min_selected : NULL,
        f->request.given.max_selected ? &f->request.max_selected : NULL);
    f->search = (fair__search){.points = &f->points,
                               .aim = &f->aim,
                               .quota = &f->quota,
                               .constraint = f->request.constraint,
                               .allowance = f->request.allowance,
                               .range = f->request.range,
                               .strata = f->strata.n > 1 ? &f->strata : NULL,
                               .is_free = f->is_free,
                               .is_favoured = f->is_favoured,
                               .threshold = f->request.threshold,
                               .max_nodes = f->request.max_nodes};
    if (st == FAIR_OK) st = make_rates(f, err);
    if (st != FAIR_OK) return st;
    for (size_t g = 0; g < n; g++) {
        f->is_free[g] = f->search.n_rates == 0 || f->reasons[g] != FAIR_DEFINED;
        f->search.n_bound += !f->is_free[g];
    }
    f->search.is_mixed = f->request.rule == FAIR_PLAN_RANDOMIZED &&
                         (f->search.n_bound > 0 || f->quota.any);
    return sort(f, err);
}

static void
keep_picks(const fair__fitting *f)
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

/* By mixtures: there is always one, as any rate may be had. */
static fair_status
solve_mixed(const fair__search *s, fair__found *out, fair_error *err)
{
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

/* Without a quota, of all groups. */
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

/* Without a quota. */
fair_status
fair__fitting_solve(const fair__search *s, fair__found *out,
                    fair_error *err)
{
    return s->strata != NULL && s->n_bound > 0
               ? fair__strata_solve(s, solve, out, err)
               : solve(s, out, err);
}

static fair_status
search_once(fair__fitting *f, fair_error *err)
{
    const fair__search *s = &f->search;
    const uint64_t nodes = f->found.nodes;
    f->found = (fair__found){.picks = f->picks,
                             .mixtures = f->mixtures,
                             .nodes = nodes};
    if (s->way != NULL) return fair__search_walk(s, &f->found, err);
    if (s->quota->any)
        return fair__search_quota(s, fair__fitting_solve, &f->found, err);
    return fair__fitting_solve(s, &f->found, err);
}

static int
is_met(fair__fitting *f)
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

fair_status
fair__fitting_search(fair__fitting *f, fair_error *err)
{
    f->found.nodes = 0;
    do {
        const fair_status st = search_once(f, err);
        if (st != FAIR_OK || !f->found.is_feasible) return st;
    } while (!is_met(f));
    return FAIR_OK;
}

fair_status
fair__fitting_begin(fair__fitting *f, const fair_report *report,
                    const fair_plan_options *options, fair_error *err)
{
    *f = (fair__fitting){.mem = &f->request.mem, .report = report};
    fair_status st = fair__plan_request_read(report, options, &f->request,
                                             err);
    if (st == FAIR_OK)
        st = fair__points_make(report, f->request.grouping, f->mem,
                               &f->points, err);
    if (st == FAIR_OK && fair__objective_refers(f->request.objective))
        st = fair__points_refer(&f->points, f->request.threshold, err);
    return st == FAIR_OK ? prepare(f, report, err) : st;
}

void
fair__fitting_free(fair__fitting *f)
{
    const size_t n = f->points.n_groups;
    for (size_t k = 0; k < FAIR__PLAN_ALL_RATES; k++)
        fair__free(f->mem, f->search.rates[k].keys, f->points.n,
                   sizeof(double));
    fair__free(f->mem, f->search.order, f->points.n,
               sizeof(*f->search.order));
    fair__free(f->mem, f->costs, n, sizeof(*f->costs));
    fair__free(f->mem, f->reasons, n, sizeof(*f->reasons));
    fair__free(f->mem, f->is_free, n, sizeof(*f->is_free));
    fair__free(f->mem, f->is_favoured, n, sizeof(*f->is_favoured));
    fair__free(f->mem, f->picks, n, sizeof(*f->picks));
    fair__free(f->mem, f->mixtures, n, sizeof(*f->mixtures));
    fair__strata_free(&f->strata, f->mem);
    fair__aim_free(&f->aim);
    fair__points_free(&f->points);
}
