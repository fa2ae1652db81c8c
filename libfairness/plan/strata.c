/* SPDX-License-Identifier: MIT
 * Plans within strata: groups that have the same values of the control features
 * are compared with each other and with no others.
 *
 * Objectives are sums over groups, so that each stratum has its own best plan,
 * whatever is found in the others; only a limit on what is selected binds them
 * together, and a shared threshold. */
#include "plan/strata.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scalar.h"
#include "plan/plan.h"

/* ---- which group is in which ---- */

static fair_status
find_controls(const fair__plan_request *r, const fair__group_values *v,
              uint8_t is_control[FAIR__MAX_FEATURES], fair_error *err)
{
    memset(is_control, 0, FAIR__MAX_FEATURES);
    for (size_t i = 0; i < r->given.n_control; i++) {
        const char *name = r->given.control[i];
        size_t k = 0;
        if (name == NULL)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "control", -1, 0,
                                 "control: name %u is NULL", (uint64_t)i + 1);
        while (k < v->n_features && strcmp(v->of[k].feature, name) != 0) k++;
        if (k == v->n_features || is_control[k])
            return fair__fail_at(
                err, FAIR_ERR_ARGUMENT, "control", -1, 0,
                k < v->n_features
                    ? "control: %q is named twice"
                    : "control: %q is no feature of the groups: strata are "
                      "made of some of them",
                name, strlen(name));
        is_control[k] = 1;
    }
    if (r->given.n_control < v->n_features) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "control", -1, 0,
                         "control: all features of the groups are control "
                         "features, so that none is compared");
}

static int
is_together(const fair__group_values *v, const uint8_t *is_control, size_t a,
            size_t b)
{
    for (size_t k = 0; k < v->n_features; k++)
        if (is_control[k] &&
            fair__scalar_order(&v->of[a * v->n_features + k].value,
                               &v->of[b * v->n_features + k].value) != 0)
            return 0;
    return 1;
}

static fair_status
sort_groups(fair__strata *x, const fair__group_values *v,
            const uint8_t *is_control, const fair_allocator *mem,
            fair_error *err)
{
    uint32_t *firsts = fair__alloc(mem, v->n_groups, sizeof(*firsts));
    x->of = fair__alloc(mem, v->n_groups, sizeof(*x->of));
    x->n_groups = v->n_groups;
    if (firsts == NULL || x->of == NULL) {
        fair__free(mem, firsts, v->n_groups, sizeof(*firsts));
        return fair__no_memory(err);
    }
    for (size_t g = 0; g < v->n_groups; g++) {
        size_t k = 0;
        while (k < x->n && !is_together(v, is_control, firsts[k], g)) k++;
        if (k == x->n) firsts[x->n++] = (uint32_t)g;
        x->of[g] = (uint32_t)k;
    }
    fair__free(mem, firsts, v->n_groups, sizeof(*firsts));
    return FAIR_OK;
}

fair_status
fair__strata_make(const fair_report *report, const fair__plan_request *r,
                  const fair_allocator *mem, fair__strata *out,
                  fair_error *err)
{
    uint8_t is_control[FAIR__MAX_FEATURES];
    fair__group_values v;
    *out = (fair__strata){.n = 0};
    if (r->given.n_control == 0) return FAIR_OK;
    if (r->given.control == NULL) return fair__null_argument(err, "control");
    fair_status st =
        fair__group_values_make(report, r->grouping, mem, &v, err);
    if (st != FAIR_OK) return st;
    st = find_controls(r, &v, is_control, err);
    if (st == FAIR_OK) st = sort_groups(out, &v, is_control, mem, err);
    fair__group_values_free(mem, &v);
    return st;
}

void
fair__strata_free(fair__strata *x, const fair_allocator *mem)
{
    fair__free(mem, x->of, x->n_groups, sizeof(*x->of));
    *x = (fair__strata){.n = 0};
}

/* ---- a search of one of them ---- */

typedef struct part {
    fair__search own; /* all groups of other strata are free */
    fair__found found;
    uint8_t *is_free;
    uint32_t *order;
    uint32_t *picks;
    fair__mixture *mixtures;
} part;

static void
free_part(part *x, const fair__search *s)
{
    const fair_allocator *mem = s->points->mem;
    const size_t n = s->points->n_groups;
    fair__free(mem, x->is_free, n, sizeof(*x->is_free));
    fair__free(mem, x->order, s->n_order, sizeof(*x->order));
    fair__free(mem, x->picks, n, sizeof(*x->picks));
    fair__free(mem, x->mixtures, n, sizeof(*x->mixtures));
}

static fair_status
make_part(part *x, const fair__search *s, fair_error *err)
{
    const fair_allocator *mem = s->points->mem;
    const size_t n = s->points->n_groups;
    *x = (part){.own = *s};
    x->is_free = fair__alloc(mem, n, sizeof(*x->is_free));
    x->order = fair__alloc(mem, s->n_order, sizeof(*x->order));
    x->picks = fair__alloc(mem, n, sizeof(*x->picks));
    x->mixtures = fair__alloc(mem, n, sizeof(*x->mixtures));
    if (x->is_free != NULL && x->picks != NULL && x->mixtures != NULL &&
        (x->order != NULL || s->n_order == 0))
        return FAIR_OK;
    free_part(x, s);
    return fair__no_memory(err);
}

static void
set_part(part *x, const fair__search *s, uint32_t stratum)
{
    const fair__points *p = s->points;
    x->own.strata = NULL;
    x->own.is_free = x->is_free;
    x->own.order = x->order;
    x->own.n_bound = x->own.n_order = 0;
    for (size_t g = 0; g < p->n_groups; g++) {
        x->is_free[g] = s->is_free[g] || s->strata->of[g] != stratum;
        x->own.n_bound += !x->is_free[g];
    }
    for (size_t i = 0; i < s->n_order; i++)
        if (!x->is_free[p->group[s->order[i]]])
            x->order[x->own.n_order++] = s->order[i];
    x->found = (fair__found){.picks = x->picks, .mixtures = x->mixtures};
}

/* What groups that are free add to the most that mixtures may have. */
static fair__wide
free_utility(const fair__search *s, const fair__mixture *mixtures)
{
    fair__wide sum = fair__wide_zero();
    for (size_t g = 0; g < s->points->n_groups; g++) {
        if (!s->is_free[g]) continue;
        const fair__wide own = fair__mixture_utility(s->aim, &mixtures[g]);
        sum = fair__wide_add(&sum, &own);
    }
    return sum;
}

/* What was found, of the rates of the whole search. */
static fair__spread
spread_of(const part *x, const fair__search *s)
{
    fair__spread own = x->found.spread;
    if (own.rate != NULL) own.rate = s->rates + (own.rate - x->own.rates);
    return own;
}

static void
keep_wider(const fair__search *s, const fair__spread *own, fair__spread *out)
{
    if (own->rate != NULL &&
        (out->rate == NULL ||
         fair__spread_order(own, out, s->allowance.is_ratio,
                            s->points->limbs) > 0))
        *out = *own;
}

static void
take_part(const part *x, const fair__search *s, fair__found *out)
{
    for (size_t g = 0; g < s->points->n_groups; g++) {
        if (x->is_free[g]) continue;
        out->picks[g] = x->picks[g];
        out->mixtures[g] = x->mixtures[g];
    }
    fair__whole_add(out->gap, x->found.gap, s->aim->n);
    const fair__spread spread = spread_of(x, s);
    keep_wider(s, &spread, &out->spread);
    out->nodes += x->found.nodes;
    if (!s->is_mixed) return;
    const fair__wide others = free_utility(&x->own, x->mixtures);
    const fair__wide most = fair__wide_sub(&x->found.most, &others);
    out->most = fair__wide_add(&out->most, &most);
}

static void
begin(const fair__search *s, fair__found *out)
{
    fair__search_free(s, out->picks);
    for (size_t g = 0; g < s->points->n_groups; g++)
        if (s->is_free[g]) out->mixtures[g] = fair__mixture_one(out->picks[g]);
    out->most = s->is_mixed ? free_utility(s, out->mixtures)
                            : fair__wide_zero();
    out->is_feasible = 1;
}

fair_status
fair__strata_solve(const fair__search *s, fair__solve solve, fair__found *out,
                   fair_error *err)
{
    part x;
    fair_status st = make_part(&x, s, err);
    if (st != FAIR_OK) return st;
    begin(s, out);
    for (uint32_t k = 0; st == FAIR_OK && k < s->strata->n; k++) {
        set_part(&x, s, k);
        if (x.own.n_bound == 0) continue;
        st = solve(&x.own, &x.found, err);
        if (st != FAIR_OK) break;
        if (!x.found.is_feasible) {
            const fair__found none = {.picks = out->picks,
                                      .mixtures = out->mixtures,
                                      .nodes = x.found.nodes,
                                      .spread = spread_of(&x, s),
                                      .stratum = 1 + k};
            *out = none;
            break;
        }
        take_part(&x, s, out);
    }
    if (st == FAIR_OK && out->is_feasible && !s->is_mixed)
        fair__aim_sum(s->aim, out->picks, out->best);
    free_part(&x, s);
    return st;
}

fair_status
fair__strata_nearest(const fair__search *s, fair__nearest find,
                     fair__found *out, int *is_cut, fair_error *err)
{
    part x;
    fair_status st = make_part(&x, s, err);
    if (st != FAIR_OK) return st;
    for (uint32_t k = 0; st == FAIR_OK && k < s->strata->n; k++) {
        int own_is_cut = 0;
        set_part(&x, s, k);
        if (x.own.n_bound == 0) continue;
        st = find(&x.own, &x.found, &own_is_cut, err);
        *is_cut |= own_is_cut;
        out->nodes += x.found.nodes;
        if (st == FAIR_OK && x.found.spread.rate == NULL) {
            out->spread = x.found.spread; /* none can be had */
            out->stratum = 1 + k;
            break;
        }
        const fair__spread own = spread_of(&x, s);
        keep_wider(s, &own, &out->spread);
    }
    free_part(&x, s);
    return st;
}
