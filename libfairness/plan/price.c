/* SPDX-License-Identifier: MIT
 * The best plan within a quota, by a price of what is selected.
 *
 * Without a price too much is selected, at a very high one as little as can
 * be: two plans, on either side.  The price at which both are as good is tried
 * next, and what is best at it takes the place of one of them, until nothing is
 * better than both.  By lot, a mixture of the two is then on the limit and the
 * best of all.  Thresholds alone have no mixture: the price is a bound, and
 * branch and bound finds the rest. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/search.h"

#define MOST_STEPS 300

/* A plan, without the price. */
typedef struct place {
    fair__mixture *mixtures; /* by group */
    fair__wide utility;
    fair__wide selected;
} place;

typedef struct pricing {
    const fair__search *s;
    fair__search own; /* by the price, without the quota */
    fair__solve solve;
    fair__found *out;
    fair__priced priced;
    fair__found found; /* at the price */
    place outside;     /* too much, or too little */
    place inside;
    place last;
    int side; /* 1: too much is selected without a price, -1: too little */
    fair__wide limit;
    int any_most;
    uint64_t most[FAIR__PLAN_UTILITY]; /* no thresholds have more */
} pricing;

static const fair__quota no_quota;

static size_t
n_groups(const pricing *x)
{
    return x->s->points->n_groups;
}

static fair_status
make(pricing *x, fair_error *err)
{
    const fair_allocator *mem = x->s->points->mem;
    place *all[] = {&x->outside, &x->inside, &x->last};
    int any = 1;
    x->own = *x->s;
    x->own.quota = &no_quota;
    x->own.is_paid = 1;
    x->found.picks = fair__alloc(mem, n_groups(x), sizeof(uint32_t));
    for (int i = 0; i < 3; i++) {
        all[i]->mixtures =
            fair__alloc(mem, n_groups(x), sizeof(fair__mixture));
        any = any && all[i]->mixtures != NULL;
    }
    if (!any || x->found.picks == NULL) return fair__no_memory(err);
    const fair_status st = fair__priced_make(x->s->aim, &x->priced, err);
    x->own.aim = &x->priced.aim;
    return st;
}

static void
free_all(pricing *x)
{
    const fair_allocator *mem = x->s->points->mem;
    place *all[] = {&x->outside, &x->inside, &x->last};
    fair__free(mem, x->found.picks, n_groups(x), sizeof(uint32_t));
    for (int i = 0; i < 3; i++)
        fair__free(mem, all[i]->mixtures, n_groups(x), sizeof(fair__mixture));
    fair__priced_free(&x->priced);
}

/* ---- what is best at a price ---- */

static fair__wide
sum_utilities(const pricing *x)
{
    fair__wide sum = fair__wide_zero();
    for (size_t g = 0; g < n_groups(x); g++) {
        const fair__wide own =
            fair__mixture_utility(x->s->aim, &x->last.mixtures[g]);
        sum = fair__wide_add(&sum, &own);
    }
    return sum;
}

/* Thresholds within the quota are a plan. */
static void
keep_picks(pricing *x)
{
    uint64_t sum[FAIR__PLAN_UTILITY];
    const fair__aim *aim = x->s->aim;
    fair__found *out = x->out;
    for (size_t g = 0; g < n_groups(x); g++)
        x->last.mixtures[g] = fair__mixture_one(x->found.picks[g]);
    if (fair__search_side(x->s, x->found.picks) != 0) return;
    fair__aim_sum(aim, x->found.picks, sum);
    if (out->is_feasible &&
        fair__whole_order_signed(sum, out->best, aim->n) <= 0)
        return;
    out->is_feasible = 1;
    memcpy(out->best, sum, sizeof(sum));
    memcpy(out->picks, x->found.picks, n_groups(x) * sizeof(*out->picks));
}

static fair_status
look(pricing *x, fair_error *err)
{
    x->found = (fair__found){.picks = x->found.picks,
                             .mixtures = x->last.mixtures};
    const fair_status st = x->solve(&x->own, &x->found, err);
    if (st != FAIR_OK || !x->found.is_feasible) return st;
    if (!x->s->is_mixed) keep_picks(x);
    x->last.utility = sum_utilities(x);
    x->last.selected = fair__mixtures_sum(x->s->points, x->last.mixtures,
                                          FAIR__CHOSEN_ALL);
    return FAIR_OK;
}

/* What the price says that no plan has more than. */
static void
keep_most(pricing *x)
{
    const fair__quota *q = x->s->quota;
    if (x->s->is_mixed) {
        const fair__wide price = fair__priced_price(&x->priced);
        const fair__wide back =
            fair__wide_mul(&price, x->priced.negative ? &q->low : &q->high);
        fair__wide most = x->found.most;
        if (!fair__wide_is_zero(&most)) most.exponent -= FAIR__PRICE_BITS;
        most = fair__wide_add(&most, &back);
        if (!x->any_most || fair__wide_order(&most, &x->out->most) < 0)
            x->out->most = most;
    } else {
        uint64_t sum[FAIR__PLAN_UTILITY], most[FAIR__PLAN_UTILITY];
        memcpy(sum, x->found.best, sizeof(sum));
        fair__whole_add(sum, x->found.gap, x->priced.aim.n);
        fair__priced_most(&x->priced, q, sum, most);
        if (!x->any_most ||
            fair__whole_order_signed(most, x->most, x->s->aim->n) < 0)
            memcpy(x->most, most, sizeof(most));
    }
    x->any_most = 1;
}

/* A share of all that there is. */
static fair__wide
part_of_all(const pricing *x, int32_t bits)
{
    fair__wide part = fair__whole_wide(
        x->s->points->total.of[FAIR__CHOSEN_ALL], x->s->points->limbs);
    if (!fair__wide_is_zero(&part)) part.exponent -= bits;
    return part;
}

/* Shares are rounded, so that mixtures on a limit are beyond it by a little. */
static int
side_of(const pricing *x)
{
    const fair__quota *q = x->s->quota;
    const fair__wide little = part_of_all(x, 50);
    const fair__wide more = fair__wide_sub(&x->last.selected, &q->high);
    const fair__wide less = fair__wide_sub(&q->low, &x->last.selected);
    if (!x->s->is_mixed) return fair__search_side(x->s, x->found.picks);
    if (fair__wide_order(&more, &little) > 0) return 1;
    return fair__wide_order(&less, &little) > 0 ? -1 : 0;
}

/* ---- the price ---- */

static void
keep_place(const pricing *x, place *to)
{
    memcpy(to->mixtures, x->last.mixtures,
           n_groups(x) * sizeof(*to->mixtures));
    to->utility = x->last.utility;
    to->selected = x->last.selected;
}

/* Without a price and with the highest one: 1 if the best price is between
 * them, 0 if all is found. */
static fair_status
look_at_ends(pricing *x, int *goes_on, fair_error *err)
{
    const fair__wide zero = fair__wide_zero();
    *goes_on = 0;
    fair__priced_set(&x->priced, &zero, 0);
    fair_status st = look(x, err);
    if (st != FAIR_OK || !x->found.is_feasible) return st;
    keep_most(x);
    x->side = side_of(x);
    keep_place(x, x->side == 0 ? &x->inside : &x->outside);
    if (x->side == 0) {
        x->out->is_feasible = 1;
        return FAIR_OK;
    }
    const fair__quota *q = x->s->quota;
    x->limit = x->side > 0 ? q->high : q->low;
    fair__priced_set(&x->priced, NULL, x->side < 0);
    st = look(x, err);
    if (st != FAIR_OK || !x->found.is_feasible || side_of(x) == x->side)
        return st;
    keep_place(x, &x->inside);
    *goes_on = 1;
    return FAIR_OK;
}

static fair__wide
less_price(const place *p, const fair__wide *price)
{
    const fair__wide cost = fair__wide_mul(price, &p->selected);
    return fair__wide_sub(&p->utility, &cost);
}

/* Whether the last place is better at the price than both; prices are rounded
 * to 2^-FAIR__PRICE_BITS. */
static int
is_better(const pricing *x)
{
    const fair__wide price = fair__priced_price(&x->priced);
    const fair__wide own = less_price(&x->last, &price);
    const fair__wide a = less_price(&x->outside, &price);
    const fair__wide b = less_price(&x->inside, &price);
    const fair__wide more = fair__wide_sub(&own, fair__wide_most(&a, &b));
    const fair__wide noise = part_of_all(x, FAIR__PRICE_BITS);
    return fair__wide_order(&more, &noise) > 0;
}

static fair_status
find_price(pricing *x, fair_error *err)
{
    for (int i = 0; i < MOST_STEPS; i++) {
        const fair__wide more =
            fair__wide_sub(&x->outside.utility, &x->inside.utility);
        const fair__wide of =
            fair__wide_sub(&x->outside.selected, &x->inside.selected);
        const fair__wide price = fair__wide_div(&more, &of);
        fair__priced_set(&x->priced, &price, 0);
        const fair_status st = look(x, err);
        if (st != FAIR_OK) return st;
        keep_most(x);
        if (!is_better(x)) return FAIR_OK;
        keep_place(x, side_of(x) == x->side ? &x->outside : &x->inside);
    }
    return FAIR_OK;
}

/* ---- the best ---- */

static void
mix(pricing *x)
{
    const fair__wide more = fair__wide_sub(&x->limit, &x->inside.selected);
    const fair__wide of =
        fair__wide_sub(&x->outside.selected, &x->inside.selected);
    const fair__wide share = fair__wide_div(&more, &of);
    x->out->is_feasible = 1;
    for (size_t g = 0; g < n_groups(x); g++)
        x->out->mixtures[g] = fair__mixture_join(
            &x->inside.mixtures[g], &x->outside.mixtures[g], &share);
}

static fair_status
search_rest(pricing *x, fair_error *err)
{
    fair__search s = *x->s;
    fair__found *out = x->out;
    const int32_t n = s.aim->n;
    fair_status st = FAIR_OK;
    if (!out->is_feasible ||
        fair__whole_order_signed(x->most, out->best, n) > 0) {
        s.aim = &x->priced.aim;
        s.priced = &x->priced;
        s.max_nodes += out->nodes; /* F1 takes several searches */
        st = fair__search_boxes(&s, out, err);
    }
    if (st != FAIR_OK || !out->is_feasible) return st;
    fair__whole_subtract(x->most, out->best, n);
    if (fair__whole_order_signed(x->most, out->gap, n) < 0)
        memcpy(out->gap, x->most, sizeof(out->gap));
    if (s.n_rates > 0) out->spread = fair__search_spread(x->s, out->picks);
    return st;
}

static int
is_empty(const fair__search *s)
{
    const fair__quota *q = s->quota;
    return s->is_mixed
               ? fair__wide_order(&q->low, &q->high) > 0
               : fair__whole_order(q->least, q->most, s->points->limbs) > 0;
}

fair_status
fair__search_quota(const fair__search *s, fair__solve solve, fair__found *out,
                   fair_error *err)
{
    pricing x = {.s = s, .solve = solve, .out = out};
    int goes_on = 0;
    if (is_empty(s)) return FAIR_OK;
    fair_status st = make(&x, err);
    if (st == FAIR_OK) st = look_at_ends(&x, &goes_on, err);
    if (st == FAIR_OK && goes_on) st = find_price(&x, err);
    if (st == FAIR_OK && s->is_mixed) {
        if (goes_on)
            mix(&x);
        else if (out->is_feasible)
            memcpy(out->mixtures, x.inside.mixtures,
                   n_groups(&x) * sizeof(*out->mixtures));
    } else if (st == FAIR_OK && (goes_on || out->is_feasible)) {
        st = search_rest(&x, err);
    }
    free_all(&x);
    return st;
}

fair_status
fair__quota_reached(const fair__search *s, fair__solve solve, int *out,
                    fair_error *err)
{
    pricing x = {.s = s, .solve = solve};
    *out = 0;
    if (is_empty(s)) return FAIR_OK;
    fair_status st = make(&x, err);
    for (int is_much = 0; st == FAIR_OK && is_much < 2; is_much++) {
        fair__priced_set(&x.priced, NULL, is_much);
        st = look(&x, err);
        *out = st == FAIR_OK && x.found.is_feasible &&
               side_of(&x) != (is_much ? -1 : 1);
        if (!*out) break;
    }
    free_all(&x);
    return st;
}
