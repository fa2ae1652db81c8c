/* SPDX-License-Identifier: MIT
 * What a plan reaches on the rows that it is made from. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "plan/plan.h"
#include "plan/strata.h"

/* ---- all groups ---- */

/* The sums of all groups as those of one, in slots. */
static void
sum_weights(const fair__points *p, const fair__mixture *mixtures,
            fair__wide out[2 * FAIR__N_COUNTS])
{
    fair__wide whole[FAIR__N_CHOSEN], chosen[FAIR__N_CHOSEN];
    for (int k = 0; k < FAIR__N_CHOSEN; k++) {
        chosen[k] = fair__mixtures_sum(p, mixtures, k);
        whole[k] = fair__whole_wide(p->total.of[k], p->limbs);
        whole[k] = fair__wide_sub(&whole[k], &chosen[k]);
    }
    for (int s = 0; s < 2 * FAIR__N_COUNTS; s++) out[s] = fair__wide_zero();
    out[FAIR__TP] = chosen[FAIR__CHOSEN_POSITIVE];
    out[FAIR__FP] = chosen[FAIR__CHOSEN_NEGATIVE];
    out[FAIR__FN] = whole[FAIR__CHOSEN_POSITIVE];
    out[FAIR__TN] = whole[FAIR__CHOSEN_NEGATIVE];
    const int unlabelled[2] = {FAIR__UNLABELLED_SELECTED,
                               FAIR__UNLABELLED_REJECTED};
    for (int k = 0; k < 2; k++) {
        const fair__wide *all = k == 0 ? chosen : whole;
        fair__wide x = fair__wide_sub(&all[FAIR__CHOSEN_ALL],
                                      &all[FAIR__CHOSEN_POSITIVE]);
        out[unlabelled[k]] =
            fair__wide_sub(&x, &all[FAIR__CHOSEN_NEGATIVE]);
    }
}

static fair__wide
sum_utilities(const fair__search *s, const fair__mixture *mixtures)
{
    fair__wide sum = fair__wide_zero();
    for (size_t g = 0; g < s->points->n_groups; g++) {
        const fair__wide own = fair__mixture_utility(s->aim, &mixtures[g]);
        sum = fair__wide_add(&sum, &own);
    }
    return sum;
}

int
fair__reached_value(const fair_report *report, const fair__search *s,
                    const fair__found *found, fair__wide *out)
{
    const fair__objective *o = s->aim->objective;
    const fair__metric *m = fair__metric_find(o->name);
    fair__wide weights[2 * FAIR__N_COUNTS];
    fair__counts counts = {.weights = weights};
    fair__result result;
    if (m == NULL || s->aim->own != NULL) {
        const fair__wide sum = sum_utilities(s, found->mixtures);
        *out = fair__aim_value(s->aim, &sum);
        return 1;
    }
    sum_weights(s->points, found->mixtures, weights);
    fair__metric_compute(m, &counts, &counts,
                         FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION | o->given,
                         &report->request.rules.costs, &result);
    *out = result.value;
    return result.reason == FAIR_DEFINED;
}

static fair__wide
lack_of(const fair__search *s, const fair__found *found)
{
    if (!s->is_mixed) {
        const fair__wide gap = fair__whole_wide_signed(found->gap, s->aim->n);
        return fair__aim_gain(s->aim, &gap);
    }
    const fair__wide sum = sum_utilities(s, found->mixtures);
    const fair__wide positives = fair__mixtures_sum(
        s->points, found->mixtures, FAIR__CHOSEN_POSITIVE);
    const fair__wide negatives = fair__mixtures_sum(
        s->points, found->mixtures, FAIR__CHOSEN_NEGATIVE);
    return fair__aim_lack(s->aim, &found->most, &sum, &positives, &negatives);
}

/* Not below what it is. */
static double
bound_of(const fair__wide *x)
{
    double bound = fair__wide_double(x);
    const fair__wide nearest = fair__wide_f64(bound);
    if (fair__wide_order(&nearest, x) < 0) {
        uint64_t bits; /* of a number >= 0: the next one up */
        memcpy(&bits, &bound, sizeof(bits));
        bits++;
        memcpy(&bound, &bits, sizeof(bound));
    }
    return bound;
}

/* Of a rate, in one stratum or all groups: 0 if there are none. */
static int
disparity_in(const fair__search *s, const fair__mixture *mixtures,
             const fair__rate *rate, uint32_t stratum, fair__wide *out)
{
    fair__wide high = fair__wide_zero(), low = fair__wide_u64(1);
    int is_defined, any = 0;
    for (size_t g = 0; g < s->points->n_groups; g++) {
        if (s->is_free[g] ||
            (s->strata != NULL && s->strata->of[g] != stratum))
            continue;
        const fair__wide own = fair__mixture_rate(s->points, &mixtures[g],
                                                  rate->kind, &is_defined);
        high = *fair__wide_most(&high, &own);
        low = *fair__wide_least(&low, &own);
        any = 1;
    }
    if (any)
        *out = fair__search_allowance(s, rate)->is_ratio
                   ? fair__wide_div(&low, &high)
                   : fair__wide_sub(&high, &low);
    return any;
}

fair__wide
fair__reached_disparity_of(const fair__search *s,
                           const fair__mixture *mixtures, size_t first,
                           size_t n)
{
    const int is_ratio =
        fair__search_allowance(s, &s->rates[first])->is_ratio;
    const uint32_t n_strata = s->strata != NULL ? s->strata->n : 1;
    fair__wide worst = fair__wide_u64(is_ratio ? 1 : 0), own;
    for (size_t k = first; k < first + n; k++)
        for (uint32_t i = 0; i < n_strata; i++) {
            if (!disparity_in(s, mixtures, &s->rates[k], i, &own)) continue;
            const int order = fair__wide_order(&own, &worst);
            if (is_ratio ? order < 0 : order > 0) worst = own;
        }
    return worst;
}

fair__wide
fair__reached_disparity(const fair__search *s, const fair__mixture *mixtures)
{
    return fair__reached_disparity_of(s, mixtures, 0, s->n_main);
}

void
fair__reached(const fair_report *report, const fair__search *s,
              const fair__found *found, fair_plan_summary *out)
{
    const fair__wide lack = lack_of(s, found);
    fair__wide value;
    out->value = fair__reached_value(report, s, found, &value)
                     ? fair__wide_double(&value)
                     : (double)NAN;
    out->bound = bound_of(&lack);
    out->disparity = NAN;
    out->reason = s->n_rates == 0   ? FAIR_REASON_NOT_APPLICABLE
                  : !fair__search_compares(s) ? FAIR_REASON_SINGLE_GROUP
                                              : FAIR_DEFINED;
    if (out->reason != FAIR_DEFINED) return;
    const fair__wide x = fair__reached_disparity(s, found->mixtures);
    out->disparity = fair__wide_double(&x);
}

void
fair__reached_also(const fair__plan_request *r, const fair__search *s,
                   const fair__found *found, fair_plan_also *out)
{
    size_t first = s->n_main;
    for (size_t i = 0; i < r->n_also; i++) {
        const fair__constraint *c = r->also[i].constraint;
        const size_t n = c->rates[1] != FAIR__RATE_NONE ? 2 : 1;
        out[i] = (fair_plan_also){
            .constraint = c->name,
            .disparity = NAN,
            .reason = !fair__search_compares(s) ? FAIR_REASON_SINGLE_GROUP
                                                : FAIR_DEFINED};
        if (out[i].reason == FAIR_DEFINED) {
            const fair__wide x =
                fair__reached_disparity_of(s, found->mixtures, first, n);
            out[i].disparity = fair__wide_double(&x);
        }
        first += n;
    }
}

/* ---- by group ---- */

/* By group the key of a part's threshold; of a shared one the lowest of all. */
static void
set_keys(const fair__plan_request *r, const fair__search *s,
         const fair__mixture *mixtures, uint32_t part, uint64_t *keys)
{
    uint64_t lowest = 0;
    for (size_t g = 0; g < s->points->n_groups; g++) {
        const fair__mixture *m = &mixtures[g];
        keys[g] = s->points->keys[m->points[part < m->n ? part : m->n - 1]];
        if (keys[g] != 0 && (lowest == 0 || keys[g] < lowest))
            lowest = keys[g];
    }
    for (size_t g = 0; g < s->points->n_groups; g++)
        if (r->rule == FAIR_PLAN_SHARED) keys[g] = lowest;
}

/* Adds a share of whole rows, in 2^-53, as low and high halves. */
static void
add_share(uint64_t sum[2], uint64_t rows, uint64_t share)
{
    uint64_t high, carry = 0;
    const uint64_t low = fair__mul_128(rows, share, &high);
    sum[0] = fair__add_carry(sum[0], low, &carry);
    sum[1] += high + carry;
}

static uint64_t
round_sum(const uint64_t sum[2])
{
    uint64_t carry = 0;
    const uint64_t low =
        fair__add_carry(sum[0], FAIR__WHOLE_SHARE / 2, &carry);
    return (sum[1] + carry) << 11 | low >> 53;
}

/* Rows that are selected, as expected: the nearest whole numbers. */
static void
set_rows(fair_plan_group *out, uint64_t (*selected)[2],
         const uint64_t *rows)
{
    const uint64_t positives = rows[FAIR__TP] + rows[FAIR__FN];
    const uint64_t negatives = rows[FAIR__FP] + rows[FAIR__TN];
    out->true_positives = round_sum(selected[FAIR__TP]);
    out->false_positives = round_sum(selected[FAIR__FP]);
    out->false_negatives = positives - out->true_positives;
    out->true_negatives = negatives - out->false_positives;
    out->selected = out->true_positives + out->false_positives +
                    round_sum(selected[FAIR__UNLABELLED_SELECTED]);
    out->rows = 0;
    for (int k = 0; k < FAIR__N_COUNTS; k++) out->rows += rows[k];
}

static double
rate_of(const fair__points *p, const fair__mixture *m, int32_t kind)
{
    int is_defined;
    const fair__wide rate = fair__mixture_rate(p, m, kind, &is_defined);
    return is_defined ? fair__wide_double(&rate) : NAN;
}

void
fair__reached_rates(fair_plan_group *out, const fair__points *p,
                    const fair__mixture *m)
{
    out->selection_rate = rate_of(p, m, FAIR__RATE_SELECTION);
    out->true_positive_rate = rate_of(p, m, FAIR__RATE_TRUE_POSITIVE);
    out->false_positive_rate = rate_of(p, m, FAIR__RATE_FALSE_POSITIVE);
    out->positive_predictive_value = rate_of(p, m, FAIR__RATE_PRECISION);
}

fair_status
fair__reached_groups(const fair_report *report, const fair__plan_request *r,
                     const fair__search *s, const fair__found *found,
                     fair_plan_group *groups,
                     uint64_t (*keys)[FAIR__PLAN_PARTS], fair_error *err)
{
    const size_t n = s->points->n_groups;
    uint64_t *own = fair__alloc(&r->mem, n, sizeof(*own));
    uint64_t(*rows)[FAIR__N_COUNTS] = fair__alloc(&r->mem, n, sizeof(*rows));
    uint64_t(*selected)[FAIR__N_COUNTS][2] =
        fair__calloc(&r->mem, n, sizeof(*selected));
    uint32_t n_parts = 1;
    fair_status st = own != NULL && rows != NULL && selected != NULL
                         ? FAIR_OK
                         : fair__no_memory(err);
    for (size_t g = 0; g < n; g++)
        if (found->mixtures[g].n > n_parts) n_parts = found->mixtures[g].n;
    for (uint32_t part = 0; part < n_parts && st == FAIR_OK; part++) {
        set_keys(r, s, found->mixtures, part, own);
        st = fair__points_rows(report, r->grouping, &r->mem, own, rows, err);
        for (size_t g = 0; g < n && st == FAIR_OK; g++) {
            const fair__mixture *m = &found->mixtures[g];
            keys[g][part] = own[g];
            for (int k = 0; k < FAIR__N_COUNTS && part < m->n; k++)
                add_share(selected[g][k], rows[g][k], m->shares[part]);
        }
    }
    for (size_t g = 0; g < n && st == FAIR_OK; g++) {
        set_rows(&groups[g], selected[g], rows[g]);
        fair__reached_rates(&groups[g], s->points, &found->mixtures[g]);
    }
    fair__free(&r->mem, own, n, sizeof(*own));
    fair__free(&r->mem, rows, n, sizeof(*rows));
    fair__free(&r->mem, selected, n, sizeof(*selected));
    return st;
}
