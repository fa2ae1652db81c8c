/* SPDX-License-Identifier: MIT
 * The walk over ties: what each adds to the sums over pairs. */
#include "metric/ranks.h"

#include <string.h>

#include "base/limbs.h"
#include "metric/ranks_two.h"

/* A state: amounts below the tie, of the tie, and of all, each of the
 * negatives and then the positives; behind them, where amounts have one limb
 * (or two: ranks_two.c), the sums themselves, else the amounts from the tie
 * up. */
#define BELOW 0
#define TIE 2
#define ALL 4
#define LEFT 6
#define N_AMOUNTS 8
#define PAIRS 6      /* 2 limbs: 2 P N is at most 2^125 */
#define PRECISION 8  /* 3 limbs, the lower two behind the point */
#define SEPARATION 11 /* 2 limbs */
#define LABELS 13     /* of the last tie: 1 negatives, 2 positives */
#define N_WHOLE 14

size_t
fair__ranks_size(int32_t n)
{
    return n == 1 ? N_WHOLE : n == 2 ? FAIR__RANKS_TWO : N_AMOUNTS * (size_t)n;
}

uint64_t *
fair__ranks_totals(uint64_t *state, int32_t n)
{
    return state + ALL * n;
}

/* ---- amounts of one limb ---- */

/* sum += a * b * 2^(64 * at), n limbs. */
static void
add_product(uint64_t *sum, int n, int at, uint64_t a, uint64_t b)
{
    uint64_t carry = 0, high;
    const uint64_t low = fair__mul_128(a, b, &high);
    sum[at] = fair__add_carry(sum[at], low, &carry);
    if (at + 1 < n) sum[at + 1] = fair__add_carry(sum[at + 1], high, &carry);
    if (at + 2 < n) sum[at + 2] += carry;
}

/* sum += w * part / whole, of which 128 bits behind the point are kept. */
static void
add_share(uint64_t *sum, uint64_t w, uint64_t part, uint64_t whole)
{
    if (part == whole) {
        sum[2] += w;
        return;
    }
    const int zeros = fair__leading_zeros(whole);
    const uint64_t d = whole << zeros, reciprocal = fair__reciprocal(d);
    uint64_t rest;
    const uint64_t high =
        fair__div_128(part << zeros, 0, d, reciprocal, &rest);
    const uint64_t low = fair__div_128(rest, 0, d, reciprocal, &rest);
    add_product(sum, 3, 0, w, low);
    add_product(sum, 3, 1, w, high);
}

/* The largest |N F+ - P F-| so far, F the amounts below. */
static void
keep_distance(uint64_t *s)
{
    uint64_t x1, y1, borrow = 0;
    const uint64_t x0 = fair__mul_128(s[BELOW + 1], s[ALL], &x1);
    const uint64_t y0 = fair__mul_128(s[BELOW], s[ALL + 1], &y1);
    uint64_t low = fair__sub_borrow(x0, y0, &borrow);
    uint64_t high = fair__sub_borrow(x1, y1, &borrow);
    const uint64_t sign = 0 - borrow;
    low = (low ^ sign) + borrow;
    high = (high ^ sign) + (borrow & (uint64_t)(low == 0));
    uint64_t *largest = s + SEPARATION;
    if (high < largest[1] || (high == largest[1] && low <= largest[0])) return;
    largest[0] = low;
    largest[1] = high;
}

/* The distance grows or falls while only one label comes, so it is looked at
 * before the other one does, and at the end. */
static void
end_whole(uint64_t *s)
{
    const uint64_t negatives = s[TIE], positives = s[TIE + 1];
    const uint64_t labels =
        (uint64_t)(negatives != 0) | (uint64_t)(positives != 0) << 1;
    if (labels != s[LABELS] || labels == 3) {
        keep_distance(s);
        s[LABELS] = labels;
    }
    if (positives != 0) {
        const uint64_t found = s[ALL + 1] - s[BELOW + 1];
        add_product(s + PAIRS, 2, 0, positives, 2 * s[BELOW] + negatives);
        add_share(s + PRECISION, positives, found,
                  found + s[ALL] - s[BELOW]);
    }
    s[BELOW] += negatives;
    s[BELOW + 1] += positives;
    s[TIE] = s[TIE + 1] = 0;
}

static fair__wide
scaled(const uint64_t *whole, int32_t n, int32_t exponent)
{
    uint64_t m[4] = {0}; /* a limb for the sign */
    memcpy(m, whole, (size_t)n * sizeof(*whole));
    fair__wide x = fair__wide_exact(m, (fair__window){0, n + 1});
    if (!fair__wide_is_zero(&x)) x.exponent += exponent;
    return x;
}

/* ---- amounts of many limbs ---- */

static fair__wide
plus_product(const fair__wide *sum, const fair__wide *a, const fair__wide *b)
{
    const fair__wide product = fair__wide_mul(a, b);
    return fair__wide_add(sum, &product);
}

static void
subtract(uint64_t *a, const uint64_t *b, int32_t n)
{
    uint64_t borrow = 0;
    for (int32_t i = 0; i < n; i++) a[i] = fair__sub_borrow(a[i], b[i], &borrow);
}

static fair__wide
amount_at(const uint64_t *s, int32_t n, int which)
{
    return fair__wide_exact(s + which * n, (fair__window){0, n});
}

/* What 256 bits may not hold is added and subtracted in limbs. */
static void
end_wide(uint64_t *s, int32_t n, fair__score_sums *out)
{
    const fair__wide positives = amount_at(s, n, TIE + 1);
    if (!fair__wide_is_zero(&positives)) {
        const fair__wide below = amount_at(s, n, BELOW);
        const fair__wide tied = amount_at(s, n, TIE);
        fair__wide higher = fair__wide_add(&below, &below);
        higher = fair__wide_add(&higher, &tied);
        out->pairs = plus_product(&out->pairs, &positives, &higher);
        const fair__wide found = amount_at(s, n, LEFT + 1);
        fair__wide selected = amount_at(s, n, LEFT);
        selected = fair__wide_add(&selected, &found);
        const fair__wide share = fair__wide_div(&found, &selected);
        out->precision = plus_product(&out->precision, &positives, &share);
    }
    for (int i = 0; i < 2; i++) {
        fair__exact_add_sum(s + (BELOW + i) * n, s + (TIE + i) * n, n);
        subtract(s + (LEFT + i) * n, s + (TIE + i) * n, n);
    }
    memset(s + TIE * n, 0, 2 * (size_t)n * sizeof(*s));
    fair__wide w[LEFT];
    for (int i = 0; i < LEFT; i++) w[i] = amount_at(s, n, i);
    const fair__wide a = fair__wide_mul(&w[BELOW + 1], &w[ALL]);
    const fair__wide b = fair__wide_mul(&w[BELOW], &w[ALL + 1]);
    fair__wide distance = fair__wide_sub(&a, &b);
    distance.negative = 0;
    if (fair__wide_order(&distance, &out->separation) > 0)
        out->separation = distance;
}

/* ---- the walk ---- */

static int
is_zero(const uint64_t *limbs, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (limbs[i] != 0) return 0;
    return 1;
}

/* Adds an entry to the ties of its groups; returns how many are touched. */
static size_t
add_entry(const fair__score_map *map, uint32_t place, const uint64_t *amount,
          int32_t n, uint64_t *states, uint32_t *touched, size_t n_touched)
{
    const size_t size = fair__ranks_size(n);
    const uint32_t *groups = map->groups + place * map->n_per_place;
    for (size_t k = 0; k < map->n_per_place; k++) {
        if (groups[k] == FAIR__NO_SCORED_GROUP) continue;
        uint64_t *tie = states + groups[k] * size + TIE * n;
        if (is_zero(tie, 2 * n)) touched[n_touched++] = groups[k];
        tie += map->labels[place] * n;
        if (n == 1)
            *tie += *amount;
        else
            fair__exact_add_sum(tie, amount, n);
    }
    return n_touched;
}

static void
finish(fair__score_sums *out, uint64_t *s, int32_t n, int32_t scale)
{
    if (n == 2) {
        fair__ranks_two_finish(s, scale, out);
        return;
    }
    if (n == 1) {
        keep_distance(s);
        out->pairs = scaled(s + PAIRS, 2, 2 * scale);
        out->precision = scaled(s + PRECISION, 3, scale - 128);
        out->separation = scaled(s + SEPARATION, 2, 2 * scale);
        return;
    }
    fair__wide *const sums[] = {&out->pairs, &out->precision,
                                &out->separation};
    static const int32_t scales[] = {2, 1, 2};
    for (int i = 0; i < 3; i++)
        if (!fair__wide_is_zero(sums[i]))
            sums[i]->exponent += scales[i] * scale;
}

void
fair__ranks_walk(const fair__run *run, const fair__score_map *map,
                 const fair__amounts *amounts, uint64_t *states,
                 uint32_t *touched, fair__score_sums *out)
{
    const int32_t n = amounts->n;
    const size_t size = fair__ranks_size(n);
    uint64_t room[FAIR__AMOUNT_LIMBS];
    for (size_t g = 0; n > 2 && g < map->n_groups; g++)
        memcpy(states + g * size + LEFT * n, states + g * size + ALL * n,
               2 * (size_t)n * sizeof(*states));
    for (size_t i = 0, end; i < run->n; i = end) {
        size_t n_touched = 0;
        for (end = i; end < run->n && run->keys[end] == run->keys[i]; end++) {
            const uint32_t place = run->places[end];
            if (map->labels[place] == FAIR__SCORED_UNLABELLED) continue;
            const uint64_t *amount = fair__amount(amounts, end, room);
            if (is_zero(amount, n)) continue;
            n_touched = add_entry(map, place, amount, n, states, touched,
                                  n_touched);
        }
        for (size_t k = 0; k < n_touched; k++) {
            uint64_t *s = states + touched[k] * size;
            if (n == 1)
                end_whole(s);
            else if (n == 2)
                fair__ranks_two_end(s);
            else
                end_wide(s, n, &out[touched[k]]);
        }
    }
    for (size_t g = 0; g < map->n_groups; g++)
        finish(&out[g], states + g * size, n, amounts->scale);
}
