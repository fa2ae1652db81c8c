/* SPDX-License-Identifier: MIT
 * Costs and utilities, of all groups or by group, as factors in whole
 * numbers. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/objective.h"

#define POSITIVE FAIR__CHOSEN_POSITIVE
#define NEGATIVE FAIR__CHOSEN_NEGATIVE
#define ALL FAIR__CHOSEN_ALL

/* a - b, exactly, as a factor in a window that holds both. */
static void
set_difference(fair__factor *f, fair__window w, double a, double b)
{
    memset(f, 0, sizeof(*f));
    if (a != 0) fair__exact_add(f->of, w, a, 1);
    if (b != 0) fair__exact_add(f->of, w, -b, 1);
    f->negative = fair__exact_sign(f->of, w) < 0;
    if (f->negative) fair__whole_negate(f->of, w.n);
}

/* What decisions are worth: tp fp fn tn. */
static void
worth_of(const fair__aim *aim, const fair__costs *c, double u[4])
{
    const int is_cost = (aim->objective->given & FAIR__GIVEN_COSTS) != 0;
    const double cost[4] = {0, -c->false_positive, -c->false_negative, 0};
    memcpy(u, is_cost ? cost : c->utility, sizeof(cost));
}

/* A window that holds what n costs are. */
static fair__window
window_of(const fair__aim *aim, const fair__costs *c, size_t n)
{
    fair__window w = {0, 0};
    for (size_t g = 0; g < n; g++) {
        double u[4];
        worth_of(aim, &c[g], u);
        for (int i = 0; i < 4; i++) {
            int32_t lowest, highest;
            if (u[i] == 0) continue;
            fair__double_bits(u[i], &lowest, &highest);
            w = fair__window_join(w, fair__window_of(lowest, highest));
        }
    }
    return w;
}

/* Of a true positive more, uTP - uFN; of a false positive, uFP - uTN. */
static void
set_factors(fair__factor *f, fair__window w, const double u[4])
{
    set_difference(&f[POSITIVE], w, u[0], u[2]);
    set_difference(&f[NEGATIVE], w, u[1], u[3]);
    f[ALL] = (fair__factor){{0}, 0};
}

/* What rows of a group are worth if none is selected. */
static void
add_base(fair__aim *aim, size_t g, const double u[4])
{
    const fair__plan_sums *total = &aim->points->groups[g].total;
    const int parts[2] = {POSITIVE, NEGATIVE};
    for (int i = 0; i < 2; i++) {
        const fair__wide x = fair__wide_f64(u[2 + i]);
        const fair__wide all =
            fair__whole_wide(total->of[parts[i]], aim->points->limbs);
        const fair__wide own = fair__wide_mul(&x, &all);
        aim->base = fair__wide_add(&aim->base, &own);
    }
}

fair_status
fair__aim_costs(fair__aim *aim, const fair__costs *costs,
                const fair__costs *by_group, fair_error *err)
{
    const size_t n = by_group != NULL ? aim->points->n_groups : 1;
    const int is_cost = (aim->objective->given & FAIR__GIVEN_COSTS) != 0;
    const fair__costs *c = by_group != NULL ? by_group : costs;
    fair__window w = window_of(aim, c, n);
    if (w.n > FAIR__PLAN_FACTOR)
        return fair__fail_at(err, FAIR_ERR_LIMIT,
                             is_cost ? "costs" : "utilities", -1, 0,
                             "the largest is more than 2^190 times as large "
                             "as the smallest");
    if (w.n == 0) w.n = 1;
    if (by_group != NULL) {
        aim->own = fair__alloc(aim->points->mem, n,
                               FAIR__N_CHOSEN * sizeof(*aim->own));
        if (aim->own == NULL) return fair__no_memory(err);
    }
    for (size_t g = 0; g < n; g++) {
        double u[4];
        worth_of(aim, &c[g], u);
        set_factors(by_group != NULL ? aim->own + g * FAIR__N_CHOSEN
                                     : aim->factors,
                    w, u);
        if (by_group != NULL) add_base(aim, g, u);
    }
    aim->n_factor = w.n;
    aim->scale = 64 * w.base;
    return FAIR_OK;
}
