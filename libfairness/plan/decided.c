/* SPDX-License-Identifier: MIT
 * Points of a report that has decisions and no scores: these are the scores, 1
 * of rows that are selected and 0 of those that are not (Hardt, Price and
 * Srebro 2016: what is derived from a binary predictor). */
#include "base/error.h"
#include "base/memory.h"
#include "plan/points.h"

#define BITS (FAIR__PLAN_LIMBS * 64)

/* Slots by decision, selected first, and by FAIR__CHOSEN_*; the last are of
 * rows without a label. */
static const int slots[2][FAIR__N_CHOSEN] = {
    {FAIR__TP, FAIR__FP, FAIR__UNLABELLED_SELECTED},
    {FAIR__FN, FAIR__TN, FAIR__UNLABELLED_REJECTED},
};

/* Where the lowest bit that is set stands; x is not 0. */
static int32_t
lowest_bit(const fair__wide *x)
{
    int32_t i = 0;
    while (x->m[i] == 0) i++;
    return x->exponent + 64 * i + fair__trailing_zeros(x->m[i]);
}

/* x = out * 2^scale, which fits into n limbs. */
static void
put_whole(const fair__wide *x, int32_t scale, int32_t n, uint64_t *out)
{
    memset(out, 0, (size_t)n * sizeof(*out));
    for (int32_t bit = 0; bit < BITS; bit++) {
        const int64_t to = (int64_t)x->exponent + bit - scale;
        if ((x->m[bit / 64] >> (bit % 64) & 1) != 0)
            out[to / 64] |= UINT64_C(1) << (to % 64);
    }
}

/* The scale of all weights, and how many limbs their sum takes. */
static fair_status
measure(fair__points *p, const fair__counts *counts, fair_error *err)
{
    fair__wide sum = fair__wide_zero();
    int32_t lowest = INT32_MAX;
    p->limbs = 1;
    p->scale = 0;
    if (counts[0].weights == NULL) return FAIR_OK;
    for (size_t g = 0; g < p->n_groups; g++) {
        for (int slot = 0; slot < FAIR__N_COUNTS; slot++) {
            const fair__wide *x = &counts[g].weights[slot];
            if (fair__wide_is_zero(x)) continue;
            const int32_t own = lowest_bit(x);
            if (own < lowest) lowest = own;
            sum = fair__wide_add(&sum, x);
        }
    }
    if (fair__wide_is_zero(&sum)) return FAIR_OK;
    const int64_t bits = (int64_t)sum.exponent + BITS - lowest;
    if (bits >= BITS) /* a utility has a sign as well */
        return fair__fail_at(err, FAIR_ERR_LIMIT, "sample_weight", -1, 0,
                             "the weights are so different in size that "
                             "their sums take more than 256 bits");
    p->limbs = (int32_t)(bits / 64 + 1);
    p->scale = lowest;
    return FAIR_OK;
}

/* The weight of a decision in a group, by FAIR__CHOSEN_*. */
static void
sums_of(const fair__points *p, const fair__counts *c, int decision,
        fair__plan_sums *out)
{
    const int *own = slots[decision];
    for (int k = 0; k < FAIR__N_CHOSEN; k++) {
        out->of[k][0] = c->rows[own[k]];
        if (c->weights != NULL)
            put_whole(&c->weights[own[k]], p->scale, p->limbs, out->of[k]);
    }
    for (int k = 0; k < FAIR__CHOSEN_ALL; k++)
        fair__whole_add(out->of[FAIR__CHOSEN_ALL], out->of[k], p->limbs);
}

static int
has_weight(const fair__points *p, const fair__plan_sums *sums)
{
    return !fair__whole_is_zero(sums->of[FAIR__CHOSEN_ALL], p->limbs);
}

static void
count_points(fair__points *p, const fair__counts *counts)
{
    fair__plan_sums sums;
    for (size_t g = 0; g < p->n_groups; g++) {
        p->groups[g].first = p->n++;
        for (int decision = 0; decision < 2; decision++) {
            sums_of(p, &counts[g], decision, &sums);
            if (has_weight(p, &sums)) p->n++;
        }
    }
}

static void
add_point(fair__points *p, size_t group, uint64_t key,
          const fair__plan_sums *more)
{
    fair__plan_members *m = &p->groups[group];
    const size_t at = m->first + m->n++;
    uint64_t *sums = p->sums + at * FAIR__N_CHOSEN * (size_t)p->limbs;
    p->keys[at] = key;
    p->group[at] = (uint32_t)group;
    for (int k = 0; k < FAIR__N_CHOSEN; k++) {
        if (more != NULL)
            fair__whole_add(m->total.of[k], more->of[k], p->limbs);
        fair__whole_copy(sums, m->total.of[k], p->limbs);
        sums += p->limbs;
    }
}

static void
add_points(fair__points *p, const fair__counts *counts)
{
    const uint64_t keys[2] = {fair__score_key(1), fair__score_key(0)};
    fair__plan_sums sums;
    for (size_t g = 0; g < p->n_groups; g++) {
        add_point(p, g, 0, NULL);
        for (int decision = 0; decision < 2; decision++) {
            sums_of(p, &counts[g], decision, &sums);
            if (has_weight(p, &sums)) add_point(p, g, keys[decision], &sums);
        }
        for (int k = 0; k < FAIR__N_CHOSEN; k++)
            fair__whole_add(p->total.of[k], p->groups[g].total.of[k],
                            p->limbs);
    }
}

fair_status
fair__points_decided(fair__points *p, const fair__counts *counts,
                     fair_error *err)
{
    fair_status st = measure(p, counts, err);
    if (st != FAIR_OK) return st;
    count_points(p, counts);
    st = fair__points_room(p, err);
    if (st == FAIR_OK) add_points(p, counts);
    return st;
}

void
fair__points_decided_rows(const fair__counts *counts, size_t n,
                          const uint64_t *keys,
                          uint64_t (*rows)[FAIR__N_COUNTS])
{
    const uint64_t own[2] = {fair__score_key(1), fair__score_key(0)};
    for (size_t g = 0; g < n; g++) {
        for (int decision = 0; decision < 2; decision++) {
            const int is_in = keys[g] != 0 && own[decision] >= keys[g];
            for (int k = 0; k < FAIR__N_CHOSEN; k++)
                rows[g][slots[is_in ? 0 : 1][k]] +=
                    counts[g].rows[slots[decision][k]];
        }
    }
}
