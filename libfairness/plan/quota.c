/* SPDX-License-Identifier: MIT
 * Limits on what is selected, and prices. */
#include "plan/quota.h"

#include "base/error.h"
#include "base/memory.h"
#include "gate/limit.h"
#include "plan/rate.h"

#define L FAIR__PLAN_LIMBS
#define U FAIR__PLAN_UTILITY

/* ---- limits ---- */

int
fair__portion_parse(const char *text, fair__portion *out)
{
    fair__decimal share;
    int exponent;
    if (text[strcspn(text, ".eE")] != '\0') {
        if (!fair__decimal_parse(text, &share)) return 0;
        *out = (fair__portion){share.numerator, share.denominator};
        return 1;
    }
    out->denominator = 0;
    return fair__limit_digits(text, &out->numerator, &exponent);
}

/* The largest number whose product with the denominator is not above that of
 * the total and the numerator; is_up: the smallest that is not below. */
static void
share_of(const fair__points *p, const fair__portion *x, int is_up,
         uint64_t *out)
{
    uint64_t all[L + 1], own[L + 1];
    const int32_t n = p->limbs;
    fair__whole_multiply(all, p->total.of[FAIR__CHOSEN_ALL], n, &x->numerator,
                         1);
    memset(out, 0, L * sizeof(*out));
    for (int32_t bit = 64 * n - 1; bit >= 0; bit--) {
        out[bit / 64] |= UINT64_C(1) << bit % 64;
        fair__whole_multiply(own, out, n, &x->denominator, 1);
        if (fair__whole_order(own, all, n + 1) > 0)
            out[bit / 64] -= UINT64_C(1) << bit % 64;
    }
    fair__whole_multiply(own, out, n, &x->denominator, 1);
    const uint64_t one[L] = {1};
    if (is_up && fair__whole_order(own, all, n + 1) != 0)
        fair__whole_add(out, one, n);
}

/* An amount in units of 2^scale, or all bits set where that is too much. */
static void
amount_of(const fair__points *p, uint64_t amount, int is_up, uint64_t *out)
{
    const int32_t n = p->limbs, up = -p->scale;
    const fair__wide most =
        fair__whole_wide(p->total.of[FAIR__CHOSEN_ALL], n);
    fair__wide x = fair__wide_u64(amount);
    memset(out, 0, L * sizeof(*out));
    if (amount == 0) return;
    x.exponent += up;
    if (fair__wide_order(&x, &most) > 0) {
        memset(out, 0xff, (size_t)n * sizeof(*out));
        return;
    }
    for (int32_t bit = 0; bit < 64; bit++) {
        if ((amount >> bit & 1) == 0) continue;
        if (bit + up >= 0)
            out[(bit + up) / 64] |= UINT64_C(1) << (bit + up) % 64;
        else if (is_up)
            is_up = 2; /* something is below the unit */
    }
    const uint64_t one[L] = {1};
    if (is_up == 2) fair__whole_add(out, one, n);
}

static void
portion_of(const fair__points *p, const fair__portion *x, int is_up,
           uint64_t *out)
{
    if (x->denominator != 0)
        share_of(p, x, is_up, out);
    else
        amount_of(p, x->numerator, is_up, out);
}

static fair__wide
exact(const fair__points *p, const fair__portion *x)
{
    fair__wide own = fair__wide_u64(x->numerator);
    if (x->denominator != 0) {
        const fair__wide all =
            fair__whole_wide(p->total.of[FAIR__CHOSEN_ALL], p->limbs);
        const fair__wide by = fair__wide_u64(x->denominator);
        own = fair__wide_mul(&own, &all);
        own = fair__wide_div(&own, &by);
    } else if (x->numerator != 0) {
        own.exponent -= p->scale;
    }
    return own;
}

fair__quota
fair__quota_make(const fair__points *p, const fair__portion *least,
                 const fair__portion *most)
{
    fair__quota q = {.any = least != NULL || most != NULL};
    memcpy(q.most, p->total.of[FAIR__CHOSEN_ALL], sizeof(q.most));
    q.low = fair__wide_zero();
    q.high = fair__whole_wide(q.most, p->limbs);
    if (least != NULL) {
        portion_of(p, least, 1, q.least);
        q.low = exact(p, least);
    }
    if (most != NULL) {
        const fair__wide own = exact(p, most);
        portion_of(p, most, 0, q.most);
        if (fair__wide_order(&own, &q.high) < 0) q.high = own;
    }
    if (fair__whole_order(q.most, p->total.of[FAIR__CHOSEN_ALL], p->limbs) > 0)
        memcpy(q.most, p->total.of[FAIR__CHOSEN_ALL], sizeof(q.most));
    return q;
}

int
fair__quota_side(const fair__quota *q, const uint64_t *selected, int32_t limbs)
{
    if (!q->any) return 0;
    if (fair__whole_order(selected, q->most, limbs) > 0) return 1;
    return fair__whole_order(selected, q->least, limbs) < 0 ? -1 : 0;
}

/* ---- prices ---- */

fair_status
fair__priced_make(const fair__aim *base, fair__priced *out, fair_error *err)
{
    fair__priced p = {.aim = *base, .base = base};
    p.aim.own = NULL; /* the base's */
    p.n_price = base->n_factor + 2;
    p.aim.n = base->points->limbs + p.n_price;
    p.aim.utilities = fair__alloc(base->points->mem, base->points->n,
                                  (size_t)p.aim.n * sizeof(uint64_t));
    if (p.aim.utilities == NULL) return fair__no_memory(err);
    *out = p;
    return FAIR_OK;
}

void
fair__priced_free(fair__priced *p)
{
    fair__aim_free(&p->aim);
}

/* x * 2^FAIR__PRICE_BITS with n limbs, of n_x with a sign. */
static void
shift_up(const uint64_t *x, int32_t n_x, uint64_t *out, int32_t n)
{
    const uint64_t sign = (int64_t)x[n_x - 1] < 0 ? UINT64_MAX : 0;
    for (int32_t i = 0; i < n; i++) {
        const uint64_t own = i < n_x ? x[i] : sign;
        const uint64_t below = i == 0 ? 0 : i - 1 < n_x ? x[i - 1] : sign;
        out[i] = own << FAIR__PRICE_BITS | below >> (64 - FAIR__PRICE_BITS);
    }
}

/* The price of an amount. */
static void
cost_of(const fair__priced *p, const uint64_t *amount, uint64_t *out)
{
    fair__whole_multiply(out, amount, p->base->points->limbs, p->price,
                         p->n_price);
}

static void
pay(const fair__priced *p, uint64_t *sum, const uint64_t *cost, int is_back)
{
    if ((p->negative != 0) != is_back)
        fair__whole_add(sum, cost, p->aim.n);
    else
        fair__whole_subtract(sum, cost, p->aim.n);
}

static void
fill(fair__priced *p, int only)
{
    uint64_t cost[U];
    const fair__points *points = p->base->points;
    for (size_t i = 0; i < points->n; i++) {
        uint64_t *u = p->aim.utilities + i * (size_t)p->aim.n;
        cost_of(p, fair__point_sum(points, i, FAIR__CHOSEN_ALL), cost);
        if (only)
            memset(u, 0, (size_t)p->aim.n * sizeof(*u));
        else
            shift_up(fair__utility(p->base, i), p->base->n, u, p->aim.n);
        pay(p, u, cost, 0);
    }
}

void
fair__priced_set(fair__priced *p, const fair__wide *price, int is_much)
{
    const int32_t n = p->n_price;
    memset(p->price, 0, sizeof(p->price));
    p->negative = price != NULL ? price->negative : is_much;
    if (price == NULL) p->price[0] = 1;
    for (int32_t bit = 0; price != NULL && bit < 256; bit++) {
        const int32_t at = bit + price->exponent + FAIR__PRICE_BITS;
        if ((price->m[bit / 64] >> bit % 64 & 1) == 0 || at < 0) continue;
        if (at >= 64 * n - 2) {
            memset(p->price, 0xff, (size_t)n * sizeof(*p->price));
            p->price[n - 1] >>= 2;
            break;
        }
        p->price[at / 64] |= UINT64_C(1) << at % 64;
    }
    fill(p, price == NULL);
}

fair__wide
fair__priced_price(const fair__priced *p)
{
    fair__wide x = fair__whole_wide(p->price, p->n_price);
    if (fair__wide_is_zero(&x)) return x;
    x.exponent -= FAIR__PRICE_BITS;
    return p->negative ? fair__wide_neg(&x) : x;
}

static void
limit_cost(const fair__priced *p, const fair__quota *q, uint64_t *out)
{
    cost_of(p, p->negative ? q->least : q->most, out);
}

void
fair__priced_most(const fair__priced *p, const fair__quota *q,
                  const uint64_t *sum, uint64_t *out)
{
    uint64_t cost[U], all[U];
    const int32_t n = p->aim.n;
    limit_cost(p, q, cost);
    memcpy(all, sum, (size_t)n * sizeof(*all));
    pay(p, all, cost, 1);
    const uint64_t sign = (int64_t)all[n - 1] < 0 ? UINT64_MAX : 0;
    for (int32_t i = 0; i < p->base->n; i++) {
        const uint64_t above = i + 1 < n ? all[i + 1] : sign;
        out[i] = all[i] >> FAIR__PRICE_BITS |
                 above << (64 - FAIR__PRICE_BITS);
    }
}

void
fair__priced_line(const fair__priced *p, const fair__quota *q,
                  const uint64_t *best, uint64_t *out)
{
    uint64_t cost[U], next[U];
    const uint64_t one[U] = {1};
    limit_cost(p, q, cost);
    memcpy(next, best, (size_t)p->base->n * sizeof(*next));
    fair__whole_add(next, one, p->base->n);
    shift_up(next, p->base->n, out, p->aim.n);
    pay(p, out, cost, 0);
    fair__whole_subtract(out, one, p->aim.n);
}
