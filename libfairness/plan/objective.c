/* SPDX-License-Identifier: MIT
 * Objectives: factors, utilities, Dinkelbach's steps. */
#include "plan/objective.h"

#include "base/error.h"
#include "base/memory.h"
#include "metric/words.h"

#define POSITIVE FAIR__CHOSEN_POSITIVE
#define NEGATIVE FAIR__CHOSEN_NEGATIVE
#define ALL FAIR__CHOSEN_ALL

/* ---- factors ---- */

static void
set_accuracy(fair__aim *aim)
{
    aim->factors[POSITIVE].of[0] = 1;
    aim->factors[NEGATIVE].of[0] = 1;
    aim->factors[NEGATIVE].negative = 1;
}

static void
set_selected(fair__aim *aim)
{
    aim->factors[ALL].of[0] = 1;
}

static void
set_positives(fair__aim *aim)
{
    aim->factors[POSITIVE].of[0] = 1;
}

static void
set_negatives(fair__aim *aim)
{
    aim->factors[NEGATIVE].of[0] = 1;
    aim->factors[NEGATIVE].negative = 1;
}

/* TP / P - FP / N, times P N. */
static void
set_balanced(fair__aim *aim)
{
    const size_t size = (size_t)aim->points->limbs * sizeof(uint64_t);
    aim->n_factor = aim->points->limbs;
    memcpy(aim->factors[POSITIVE].of, aim->points->total.of[NEGATIVE], size);
    memcpy(aim->factors[NEGATIVE].of, aim->points->total.of[POSITIVE], size);
    aim->factors[NEGATIVE].negative = 1;
}

/* (2 q - p) TP - p FP; p <= q. */
static void
set_f1(fair__aim *aim)
{
    fair__factor *f = aim->factors;
    aim->n_factor = aim->points->limbs + 1;
    memcpy(f[POSITIVE].of, aim->q, sizeof(aim->q));
    fair__whole_add(f[POSITIVE].of, aim->q, aim->n_factor);
    fair__whole_subtract(f[POSITIVE].of, aim->p, aim->n_factor);
    memcpy(f[NEGATIVE].of, aim->p, sizeof(aim->p));
    f[NEGATIVE].negative = 1;
}

static const fair__objective objectives[] = {
    {"accuracy\0accuracy_score", 0, 0, 0, set_accuracy},
    {"balanced_accuracy\0balanced_accuracy_score", 0, 1, 1, set_balanced},
    {"f1_score\0f1", 0, 1, 0, set_f1},
    {"expected_cost\0", FAIR__GIVEN_COSTS, 0, 0, NULL},
    {"utility\0", FAIR__GIVEN_UTILITIES, 0, 0, NULL},
    {"selection_rate\0", 0, 0, 0, set_selected},
    {"true_positive_rate\0recall", 0, 1, 0, set_positives},
    {"true_negative_rate\0specificity", 0, 0, 1, set_negatives},
    {"least_change\0", 0, 0, 0, NULL},
    {"least_referred\0", 0, 0, 0, NULL},
};

size_t
fair__objective_count(void)
{
    return sizeof(objectives) / sizeof(*objectives);
}

const fair__objective *
fair__objective_at(size_t i)
{
    return &objectives[i];
}

const fair__objective *
fair__objective_find(const char *name)
{
    for (size_t i = 0; i < fair__objective_count(); i++)
        if (strcmp(objectives[i].name, name) == 0 ||
            fair__is_alias(objectives[i].name, name))
            return &objectives[i];
    return NULL;
}

int
fair__objective_refers(const fair__objective *o)
{
    return strcmp(o->name, "least_referred") == 0;
}

int
fair__objective_is_change(const fair__objective *o)
{
    return o->set == NULL && o->given == 0;
}

int
fair__objective_is_loss(const fair__objective *o)
{
    return o->given == FAIR__GIVEN_COSTS || fair__objective_is_change(o);
}

int
fair__objective_needs_labels(const fair__objective *o)
{
    return o->set != set_selected && !fair__objective_is_change(o);
}

/* ---- utilities ---- */

static void
add_product(const fair__aim *aim, uint64_t *u, size_t point, int part)
{
    uint64_t product[FAIR__PLAN_UTILITY];
    const fair__factor *f =
        aim->own != NULL
            ? &aim->own[aim->points->group[point] * FAIR__N_CHOSEN +
                        (size_t)part]
            : &aim->factors[part];
    const int32_t n = aim->points->limbs;
    const uint64_t *sum = fair__point_sum(aim->points, point, part);
    if (aim->n_factor == 0)
        fair__whole_copy(product, sum, n);
    else
        fair__whole_multiply(product, sum, n, f->of, aim->n_factor);
    if (f->negative)
        fair__whole_subtract(u, product, aim->n);
    else
        fair__whole_add(u, product, aim->n);
}

static void
fill_products(const fair__aim *aim)
{
    memset(aim->utilities, 0,
           aim->points->n * (size_t)aim->n * sizeof(*aim->utilities));
    for (int part = 0; part < FAIR__N_CHOSEN; part++) {
        if (aim->own != NULL
                ? part == ALL
                : fair__whole_is_zero(aim->factors[part].of,
                                      FAIR__PLAN_FACTOR))
            continue;
        for (size_t i = 0; i < aim->points->n; i++)
            add_product(aim, aim->utilities + i * (size_t)aim->n, i, part);
    }
}

/* Less the weight of rows whose decision is another, or that are referred: in
 * both cases those between the point and that of the threshold. */
static void
fill_changes(const fair__aim *aim)
{
    const fair__points *p = aim->points;
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__plan_members *m = &p->groups[g];
        const size_t now = fair__points_at(p, g, aim->threshold);
        for (size_t i = m->first; i < m->first + m->n; i++) {
            uint64_t *u = aim->utilities + i * (size_t)aim->n;
            memcpy(u, fair__point_sum(p, i < now ? i : now, ALL),
                   (size_t)aim->n * sizeof(*u));
            fair__whole_subtract(u, fair__point_sum(p, i < now ? now : i, ALL),
                                 aim->n);
        }
    }
}

static fair_status
check_totals(const fair__objective *o, const fair__points *p, fair_error *err)
{
    const int any_positive = !fair__whole_is_zero(p->total.of[POSITIVE],
                                                  p->limbs);
    const int any_negative = !fair__whole_is_zero(p->total.of[NEGATIVE],
                                                  p->limbs);
    const char *missing = NULL;
    if (o->positives && !any_positive) missing = "no rows with a positive label";
    if (o->negatives && !any_negative) missing = "no rows with a negative label";
    if (!o->positives && !o->negatives &&
        (fair__objective_needs_labels(o)
             ? !any_positive && !any_negative
             : fair__whole_is_zero(p->total.of[ALL], p->limbs)))
        missing = "no rows that have weight";
    if (missing == NULL) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_DATA, "objective", -1, 0,
                         "there are %s, so no plan has a value of %s", missing,
                         o->name);
}

/* Limbs of a utility: a product of a sum and a factor, and its sign. */
static int32_t
limbs_of(const fair__aim *aim)
{
    return aim->points->limbs + aim->n_factor;
}

fair_status
fair__aim_make(const fair__objective *o, const fair__points *p,
               const fair__costs *costs, const fair__costs *by_group,
               double threshold, fair__aim *out, fair_error *err)
{
    fair__aim aim = {.objective = o, .points = p, .threshold = threshold};
    fair_status st = check_totals(o, p, err);
    aim.q[0] = 1;
    aim.base = fair__wide_zero();
    if (st != FAIR_OK) return st;
    if (o->set != NULL)
        o->set(&aim);
    else if (!fair__objective_is_change(o))
        st = fair__aim_costs(&aim, costs, by_group, err);
    if (st != FAIR_OK) return st;
    aim.n = limbs_of(&aim);
    aim.utilities = fair__alloc(p->mem, p->n,
                                (size_t)aim.n * sizeof(*aim.utilities));
    if (aim.utilities == NULL) {
        fair__aim_free(&aim);
        return fair__no_memory(err);
    }
    if (fair__objective_is_change(o))
        fill_changes(&aim);
    else
        fill_products(&aim);
    *out = aim;
    return FAIR_OK;
}

void
fair__aim_begin(fair__aim *aim)
{
    if (aim->objective->set != set_f1) return;
    memset(aim->p, 0, sizeof(aim->p));
    memset(aim->q, 0, sizeof(aim->q));
    aim->q[0] = 1;
    set_f1(aim);
    fill_products(aim);
}

void
fair__aim_free(fair__aim *aim)
{
    if (aim->points == NULL) return;
    fair__free(aim->points->mem, aim->utilities, aim->points->n,
               (size_t)aim->n * sizeof(*aim->utilities));
    fair__free(aim->points->mem, aim->own, aim->points->n_groups,
               FAIR__N_CHOSEN * sizeof(*aim->own));
    *aim = (fair__aim){.points = NULL};
}

/* ---- results ---- */

void
fair__aim_sum(const fair__aim *aim, const uint32_t *picks, uint64_t *out)
{
    memset(out, 0, FAIR__PLAN_UTILITY * sizeof(*out));
    for (size_t g = 0; g < aim->points->n_groups; g++)
        fair__whole_add(out, fair__utility(aim, picks[g]), aim->n);
}

/* Sums over the groups of what their points select. */
static void
sum_picks(const fair__points *p, const uint32_t *picks, fair__plan_sums *out)
{
    *out = (fair__plan_sums){.of = {{0}}};
    for (size_t g = 0; g < p->n_groups; g++)
        for (int part = 0; part < FAIR__N_CHOSEN; part++)
            fair__whole_add(out->of[part],
                            fair__point_sum(p, picks[g], part), p->limbs);
}

int
fair__aim_is_met(fair__aim *aim, const uint32_t *picks)
{
    const fair__points *points = aim->points;
    const int32_t n = points->limbs, wide = n + 1;
    uint64_t q[FAIR__PLAN_FACTOR] = {0}, p[FAIR__PLAN_FACTOR] = {0};
    uint64_t left[2 * FAIR__PLAN_FACTOR], right[2 * FAIR__PLAN_FACTOR];
    fair__plan_sums sums;
    if (aim->objective->set != set_f1) return 1;
    sum_picks(points, picks, &sums);
    memcpy(p, sums.of[POSITIVE], (size_t)n * sizeof(*p));
    memcpy(q, p, sizeof(q));
    fair__whole_add(p, p, wide);
    for (int i = 0; i < 2; i++) {
        uint64_t part[FAIR__PLAN_FACTOR] = {0};
        memcpy(part, i == 0 ? sums.of[NEGATIVE] : points->total.of[POSITIVE],
               (size_t)n * sizeof(*part));
        fair__whole_add(q, part, wide);
    }
    fair__whole_multiply(left, p, wide, aim->q, wide);
    fair__whole_multiply(right, aim->p, wide, q, wide);
    if (fair__whole_order(left, right, 2 * wide) <= 0) return 1;
    memcpy(aim->p, p, sizeof(p));
    memcpy(aim->q, q, sizeof(q));
    set_f1(aim);
    fill_products(aim);
    return 0;
}

static fair__wide
total(const fair__aim *aim, int part)
{
    return fair__whole_wide(aim->points->total.of[part], aim->points->limbs);
}

/* The F1 score of what all groups select; 0 where it selects nobody. */
static fair__wide
f1_of(const fair__aim *aim, const fair__wide *positives,
      const fair__wide *negatives)
{
    const fair__wide twice = fair__wide_add(positives, positives);
    const fair__wide all = total(aim, POSITIVE);
    fair__wide others = fair__wide_add(positives, negatives);
    others = fair__wide_add(&others, &all);
    return fair__wide_div(&twice, &others);
}

/* p / q. */
static fair__wide
last_of(const fair__aim *aim)
{
    const fair__wide p = fair__whole_wide(aim->p, aim->points->limbs + 1);
    const fair__wide q = fair__whole_wide(aim->q, aim->points->limbs + 1);
    return fair__wide_div(&p, &q);
}

/* x * 2^126 for 0 < x <= 1, less what is behind the point: of the 256 bits of
 * x the last is worth 2^exponent. */
static void
set_low(uint64_t *out, const fair__wide *x)
{
    const int shift = -126 - x->exponent; /* bits that are left out, > 128 */
    for (int i = 0; i < 2; i++) {
        const int at = shift / 64 + i, by = shift % 64;
        out[i] = at < 4 ? x->m[at] >> by : 0;
        if (by > 0 && at < 3) out[i] |= x->m[at + 1] << (64 - by);
    }
}

/* p / q becomes the score, to 2^-126: two limbs.  What is better by less than
 * 2^-60 is not looked for, shares have fewer bits. */
int
fair__aim_is_met_by(fair__aim *aim, const fair__wide *positives,
                    const fair__wide *negatives)
{
    fair__wide least = fair__wide_u64(1);
    if (aim->objective->set != set_f1) return 1;
    const fair__wide own = f1_of(aim, positives, negatives);
    const fair__wide last = last_of(aim);
    const fair__wide more = fair__wide_sub(&own, &last);
    least.exponent -= 60;
    if (fair__wide_order(&more, &least) <= 0) return 1;
    memset(aim->p, 0, sizeof(aim->p));
    memset(aim->q, 0, sizeof(aim->q));
    aim->q[1] = UINT64_C(1) << 62;
    set_low(aim->p, &own);
    set_f1(aim);
    fill_products(aim);
    return 0;
}

/* A denominator that no plan's is below. */
static fair__wide
denominator(const fair__aim *aim)
{
    const fair__objective *o = aim->objective;
    const fair__wide positives = total(aim, POSITIVE);
    const fair__wide negatives = total(aim, NEGATIVE);
    if (o->set == set_positives) return positives;
    if (o->set == set_negatives) return negatives;
    if (!fair__objective_needs_labels(o)) return total(aim, ALL);
    if (o->set == set_f1) {
        const fair__wide q =
            fair__whole_wide(aim->q, aim->points->limbs + 1);
        return fair__wide_mul(&q, &positives);
    }
    if (o->set == set_balanced) {
        const fair__wide twice = fair__wide_add(&positives, &positives);
        return fair__wide_mul(&twice, &negatives);
    }
    return fair__wide_add(&positives, &negatives);
}

fair__wide
fair__aim_gain(const fair__aim *aim, const fair__wide *utility)
{
    fair__wide x = *utility;
    const fair__wide d = denominator(aim);
    if (fair__wide_is_zero(&x)) return x;
    x.exponent += aim->scale;
    return fair__wide_div(&x, &d);
}

fair__wide
fair__aim_value(const fair__aim *aim, const fair__wide *utility)
{
    const fair__wide d = denominator(aim);
    const fair__wide base = fair__wide_div(&aim->base, &d);
    fair__wide x = fair__aim_gain(aim, utility);
    x = fair__wide_add(&x, &base);
    return fair__objective_is_loss(aim->objective) ? fair__wide_neg(&x) : x;
}

/* For f1_score, F of any plan is at most L + (most - p P) / (q P) for the last
 * L = p / q; of another objective the sum counts. */
fair__wide
fair__aim_lack(const fair__aim *aim, const fair__wide *most,
               const fair__wide *sum, const fair__wide *positives,
               const fair__wide *negatives)
{
    const fair__wide all = total(aim, POSITIVE);
    const fair__wide p = fair__whole_wide(aim->p, aim->points->limbs + 1);
    fair__wide x = *sum;
    if (aim->objective->set == set_f1) x = fair__wide_mul(&p, &all);
    x = fair__wide_sub(most, &x);
    x = fair__aim_gain(aim, &x);
    if (aim->objective->set == set_f1) {
        const fair__wide last = last_of(aim);
        const fair__wide own = f1_of(aim, positives, negatives);
        x = fair__wide_add(&x, &last);
        x = fair__wide_sub(&x, &own);
    }
    return x.negative ? fair__wide_zero() : x;
}
