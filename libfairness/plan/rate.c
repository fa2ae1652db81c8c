/* SPDX-License-Identifier: MIT
 * Rates of points, exactly and quickly. */
#include "plan/rate.h"

#include <math.h>

#include "gate/limit.h"

#define WHOLE_DOUBLE (UINT64_C(1) << 53)
/* Rates are off by half of 2^-53, their difference and the limit likewise. */
#define MARGIN 0x1p-48
#define L FAIR__PLAN_LIMBS

/* ---- what there is ---- */

static const struct {
    const char *name;
    uint8_t base;
    uint8_t grows;
    uint8_t is_of_few;
} kinds[] = {
    [FAIR__RATE_NONE] = {"", FAIR__CHOSEN_ALL, 0, 0},
    [FAIR__RATE_SELECTION] = {"selection_rate", FAIR__CHOSEN_ALL, 1, 0},
    [FAIR__RATE_TRUE_POSITIVE] = {"true_positive_rate",
                                  FAIR__CHOSEN_POSITIVE, 1, 0},
    [FAIR__RATE_FALSE_POSITIVE] = {"false_positive_rate",
                                   FAIR__CHOSEN_NEGATIVE, 1, 0},
    [FAIR__RATE_TRUE_NEGATIVE] = {"true_negative_rate",
                                  FAIR__CHOSEN_NEGATIVE, 0, 1},
    [FAIR__RATE_FALSE_NEGATIVE] = {"false_negative_rate",
                                   FAIR__CHOSEN_POSITIVE, 0, 1},
    [FAIR__RATE_PRECISION] = {"positive_predictive_value", FAIR__CHOSEN_ALL,
                              0, 1},
};

int
fair__rate_grows(int32_t kind)
{
    return kinds[kind].grows;
}

int
fair__rate_is_of_few(int32_t kind)
{
    return kinds[kind].is_of_few;
}

int
fair__rate_is_monotone(int32_t kind)
{
    return kind != FAIR__RATE_PRECISION;
}

const char *
fair__rate_name(int32_t kind)
{
    return kinds[kind].name;
}

int
fair__rate_base(int32_t kind)
{
    return kinds[kind].base;
}

static const fair__constraint constraints[] = {
    {"none\0", {FAIR__RATE_NONE}},
    {"demographic_parity\0selection_rate_parity", {FAIR__RATE_SELECTION}},
    {"true_positive_rate_parity\0equal_opportunity",
     {FAIR__RATE_TRUE_POSITIVE}},
    {"false_positive_rate_parity\0predictive_equality",
     {FAIR__RATE_FALSE_POSITIVE}},
    {"true_negative_rate_parity\0", {FAIR__RATE_TRUE_NEGATIVE}},
    {"false_negative_rate_parity\0", {FAIR__RATE_FALSE_NEGATIVE}},
    {"predictive_parity\0positive_predictive_value_parity",
     {FAIR__RATE_PRECISION}},
    {"equalized_odds\0", {FAIR__RATE_TRUE_POSITIVE,
                          FAIR__RATE_FALSE_POSITIVE}},
};

size_t
fair__constraint_count(void)
{
    return sizeof(constraints) / sizeof(*constraints);
}

const fair__constraint *
fair__constraint_at(size_t i)
{
    return &constraints[i];
}

const fair__constraint *
fair__constraint_find(const char *name)
{
    for (size_t i = 0; i < fair__constraint_count(); i++)
        if (strcmp(constraints[i].name, name) == 0 ||
            fair__is_alias(constraints[i].name, name))
            return &constraints[i];
    return NULL;
}

/* ---- fractions ---- */

fair__fraction
fair__rate_at(const fair__rate *r, size_t point)
{
    const fair__points *p = r->points;
    const int32_t n = p->limbs;
    const int is_precision = r->kind == FAIR__RATE_PRECISION;
    const int part =
        is_precision ? FAIR__CHOSEN_POSITIVE : kinds[r->kind].base;
    uint64_t selected[FAIR__PLAN_LIMBS];
    fair__fraction f;
    fair__point_decides(p, point, part, selected, f.denominator);
    if (is_precision || kinds[r->kind].grows) {
        fair__whole_copy(f.numerator, selected, n);
    } else {
        fair__whole_copy(f.numerator, f.denominator, n);
        fair__whole_subtract(f.numerator, selected, n);
    }
    if (!is_precision) return f;
    fair__whole_copy(f.denominator, selected, n);
    fair__whole_add(f.denominator,
                    fair__point_sum(p, fair__point_upper(p, point),
                                    FAIR__CHOSEN_NEGATIVE), n);
    return f;
}

static fair__wide
quotient(const fair__fraction *f, int32_t limbs)
{
    const fair__wide x = fair__whole_wide(f->numerator, limbs);
    const fair__wide y = fair__whole_wide(f->denominator, limbs);
    return fair__wide_div(&x, &y);
}

fair__wide
fair__rate_wide(const fair__rate *r, size_t point)
{
    const fair__fraction f = fair__rate_at(r, point);
    return quotient(&f, r->points->limbs);
}

double
fair__fraction_double(const fair__fraction *f, int32_t limbs)
{
    if (fair__whole_is_zero(f->denominator, limbs)) return NAN;
    if (limbs == 1 && f->denominator[0] <= WHOLE_DOUBLE)
        return (double)f->numerator[0] / (double)f->denominator[0];
    const fair__wide x = quotient(f, limbs);
    return fair__wide_double(&x);
}

int
fair__fraction_order(const fair__fraction *f, int32_t limbs,
                     const fair__decimal *d)
{
    uint64_t left[L + 1], right[L + 1];
    fair__whole_multiply(left, f->numerator, limbs, &d->denominator, 1);
    fair__whole_multiply(right, f->denominator, limbs, &d->numerator, 1);
    return fair__whole_order(left, right, limbs + 1);
}

/* By the two ends of what thresholds leave a group. */
typedef struct bounds {
    fair__fraction low; /* denominator 0: nothing */
    fair__fraction high;
} bounds;

static int
order_fractions(const fair__fraction *x, const fair__fraction *y, int32_t n)
{
    uint64_t left[2 * L], right[2 * L];
    if (fair__whole_order(x->denominator, y->denominator, n) == 0)
        return fair__whole_order(x->numerator, y->numerator, n);
    fair__whole_multiply(left, x->numerator, n, y->denominator, n);
    fair__whole_multiply(right, y->numerator, n, x->denominator, n);
    return fair__whole_order(left, right, 2 * n);
}

int
fair__range_is_own(const fair__range *range)
{
    return !isnan(range->no_lower_than) || !isnan(range->no_higher_than);
}

static bounds
bounds_of(const fair__rate *r, size_t group, const fair__range *range)
{
    bounds b = {{{0}, {0}}, {{0}, {0}}};
    const double at[2] = {range->no_lower_than, range->no_higher_than};
    for (int k = 0; k < 2; k++)
        if (!isnan(at[k]))
            *(k == 0 ? &b.low : &b.high) =
                fair__rate_at(r, fair__points_at(r->points, group, at[k]));
    return b;
}

static int
is_out(const fair__fraction *f, int32_t n, const fair__range *range,
       const bounds *b)
{
    const fair__decimal *min = &range->min_rate, *max = &range->max_rate;
    if (min->numerator > 0 && fair__fraction_order(f, n, min) < 0) return 1;
    if (max->numerator < max->denominator &&
        fair__fraction_order(f, n, max) > 0)
        return 1;
    if (!fair__range_is_own(range)) return 0;
    return (!fair__whole_is_zero(b->low.denominator, n) &&
            order_fractions(f, &b->low, n) < 0) ||
           (!fair__whole_is_zero(b->high.denominator, n) &&
            order_fractions(f, &b->high, n) > 0);
}

static double
key_of(const fair__rate *rate, size_t point, const fair__allowance *allowance,
       const fair__range *range, const bounds *b)
{
    const int32_t n = rate->points->limbs;
    const fair__fraction f = fair__rate_at(rate, point);
    if (is_out(&f, n, range, b) ||
        (allowance->is_ratio && fair__whole_is_zero(f.numerator, n)))
        return NAN;
    return fair__fraction_double(&f, n);
}

/* Where a double holds the denominator, and every rate will do, at the speed of
 * divisions: the rates of a group whose points are these. */
static void
fill_quickly(fair__rate *rate, const fair__plan_members *m)
{
    const int base = kinds[rate->kind].base;
    const uint64_t total = m->total.of[base][0];
    const int grows = kinds[rate->kind].grows;
    for (size_t i = m->first; i < m->first + m->n; i++) {
        const uint64_t chosen = *fair__point_sum(rate->points, i, base);
        rate->keys[i] =
            (double)(grows ? chosen : total - chosen) / (double)total;
    }
}

void
fair__rate_fill(fair__rate *rate, const fair__allowance *allowance,
                const fair__range *range)
{
    const fair__points *p = rate->points;
    const int is_any =
        range->min_rate.numerator == 0 &&
        range->max_rate.numerator == range->max_rate.denominator &&
        !fair__range_is_own(range) && !allowance->is_ratio && p->limbs == 1 &&
        p->middle == NULL &&
        rate->kind != FAIR__RATE_PRECISION;
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__plan_members *m = &p->groups[g];
        const uint64_t total = m->total.of[kinds[rate->kind].base][0];
        if (is_any && total > 0 && total <= WHOLE_DOUBLE) {
            fill_quickly(rate, m);
            continue;
        }
        const bounds b = bounds_of(rate, g, range);
        for (size_t i = m->first; i < m->first + m->n; i++)
            rate->keys[i] = key_of(rate, i, allowance, range, &b);
    }
}

static fair__wide
decimal(const fair__decimal *d)
{
    const fair__wide x = fair__wide_u64(d->numerator);
    const fair__wide y = fair__wide_u64(d->denominator);
    return fair__wide_div(&x, &y);
}

void
fair__rate_ends(const fair__rate *r, size_t group, const fair__range *range,
                fair__wide *low, fair__wide *high)
{
    const bounds b = bounds_of(r, group, range);
    const int32_t n = r->points->limbs;
    *low = decimal(&range->min_rate);
    *high = decimal(&range->max_rate);
    if (!fair__whole_is_zero(b.low.denominator, n)) {
        const fair__wide own = quotient(&b.low, n);
        if (fair__wide_order(&own, low) > 0) *low = own;
    }
    if (!fair__whole_is_zero(b.high.denominator, n)) {
        const fair__wide own = quotient(&b.high, n);
        if (fair__wide_order(&own, high) < 0) *high = own;
    }
}

/* ---- two points ---- */

static int
order_exactly(const fair__rate *r, size_t a, size_t b)
{
    const fair__fraction x = fair__rate_at(r, a), y = fair__rate_at(r, b);
    return order_fractions(&x, &y, r->points->limbs);
}

/* The nearest doubles of different rates are in the same order, or equal. */
int
fair__rate_order(const fair__rate *r, size_t a, size_t b)
{
    const double x = r->keys[a], y = r->keys[b];
    if (x != y) return x < y ? -1 : 1;
    return order_exactly(r, a, b);
}

/* h - l <= N / D, or l >= h N / D, for h = a / b and l = c / d: with a d and
 * c b it is D (a d - c b) <= N b d, or D c b >= N a d. */
static int
within_exactly(const fair__rate *r, const fair__allowance *t, size_t high,
               size_t low)
{
    uint64_t ad[2 * L], cb[2 * L], bd[2 * L];
    uint64_t left[2 * L + 1], right[2 * L + 1];
    const int32_t n = r->points->limbs;
    const fair__fraction h = fair__rate_at(r, high), l = fair__rate_at(r, low);
    fair__whole_multiply(ad, h.numerator, n, l.denominator, n);
    fair__whole_multiply(cb, l.numerator, n, h.denominator, n);
    if (t->is_ratio) {
        fair__whole_multiply(left, ad, 2 * n, &t->limit.numerator, 1);
        fair__whole_multiply(right, cb, 2 * n, &t->limit.denominator, 1);
    } else {
        if (fair__whole_order(ad, cb, 2 * n) <= 0) return 1;
        fair__whole_subtract(ad, cb, 2 * n);
        fair__whole_multiply(bd, h.denominator, n, l.denominator, n);
        fair__whole_multiply(left, ad, 2 * n, &t->limit.denominator, 1);
        fair__whole_multiply(right, bd, 2 * n, &t->limit.numerator, 1);
    }
    return fair__whole_order(left, right, 2 * n + 1) <= 0;
}

int
fair__rate_within(const fair__rate *r, const fair__allowance *t, size_t high,
                  size_t low)
{
    const double h = r->keys[high], l = r->keys[low];
    const double beyond = t->is_ratio ? t->limit.nearest * h - l
                                      : h - l - t->limit.nearest;
    if (beyond > MARGIN) return 0;
    if (beyond < -MARGIN) return 1;
    return within_exactly(r, t, high, low);
}

/* ---- spreads ---- */

/* A disparity as a fraction of whole numbers: (h - l) or (1 - l / h). */
static void
disparity(const fair__spread *s, int is_ratio, int32_t n, uint64_t *numerator,
          uint64_t *denominator)
{
    uint64_t cb[2 * L];
    const fair__fraction h = fair__rate_at(s->rate, s->high);
    const fair__fraction l = fair__rate_at(s->rate, s->low);
    fair__whole_multiply(numerator, h.numerator, n, l.denominator, n);
    fair__whole_multiply(denominator, is_ratio ? h.numerator : h.denominator,
                         n, l.denominator, n);
    fair__whole_multiply(cb, l.numerator, n, h.denominator, n);
    fair__whole_subtract(numerator, cb, 2 * n);
}

static double
disparity_nearly(const fair__spread *s, int is_ratio)
{
    const double h = s->rate->keys[s->high], l = s->rate->keys[s->low];
    return is_ratio ? 1 - l / h : h - l;
}

int
fair__spread_order(const fair__spread *a, const fair__spread *b, int is_ratio,
                   int32_t n)
{
    uint64_t an[2 * L], ad[2 * L], bn[2 * L], bd[2 * L];
    uint64_t left[4 * L], right[4 * L];
    if (a->rate == NULL || b->rate == NULL)
        return (a->rate != NULL) - (b->rate != NULL);
    const double less =
        disparity_nearly(a, is_ratio) - disparity_nearly(b, is_ratio);
    if (less < -MARGIN || less > MARGIN) return less < 0 ? -1 : 1;
    disparity(a, is_ratio, n, an, ad);
    disparity(b, is_ratio, n, bn, bd);
    fair__whole_multiply(left, an, 2 * n, bd, 2 * n);
    fair__whole_multiply(right, bn, 2 * n, ad, 2 * n);
    return fair__whole_order(left, right, 4 * n);
}

fair__wide
fair__spread_wide(const fair__spread *s, int is_ratio)
{
    const fair__wide high = fair__rate_wide(s->rate, s->high);
    const fair__wide low = fair__rate_wide(s->rate, s->low);
    return is_ratio ? fair__wide_div(&low, &high)
                    : fair__wide_sub(&high, &low);
}

/* ---- decimals ---- */

int
fair__decimal_parse(const char *text, fair__decimal *out)
{
    fair__decimal d = {0, 1, 0};
    int exponent;
    if (!fair__limit_digits(text, &d.numerator, &exponent)) return 0;
    for (; exponent < 0 && d.numerator % 10 == 0 && d.numerator > 0; exponent++)
        d.numerator /= 10;
    if (d.numerator == 0) exponent = 0;
    if (exponent < -19 || exponent > 0) return 0;
    for (; exponent < 0; exponent++) d.denominator *= 10;
    if (d.numerator > d.denominator) return 0;
    const fair__wide x = fair__wide_u64(d.numerator);
    const fair__wide y = fair__wide_u64(d.denominator);
    const fair__wide q = fair__wide_div(&x, &y);
    d.nearest = fair__wide_double(&q);
    *out = d;
    return 1;
}

int
fair__decimal_order(const fair__decimal *a, const fair__decimal *b)
{
    uint64_t left[2], right[2];
    fair__whole_multiply(left, &a->numerator, 1, &b->denominator, 1);
    fair__whole_multiply(right, &b->numerator, 1, &a->denominator, 1);
    return fair__whole_order(left, right, 2);
}
