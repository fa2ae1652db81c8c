/* SPDX-License-Identifier: MIT
 * Exact sums of the weights of a block: by integers where their exponents lie
 * close together and cells are few, else each into its limbs. */
#include <assert.h>
#include <string.h>

#include "base/limbs.h"
#include "tally/block.h"
#include "tally/sums.h"

/* Private sums of 40 bytes that are moved to limbs once a block. */
#define MAX_PRIVATE ((size_t)512)

/* sum += part * 2^bit; the window covers it.  part has n limbs. */
static inline void
add_part(uint64_t *sum, fair__window w, const uint64_t *part, int32_t n,
         int32_t bit)
{
    const int32_t at = bit - 64 * w.base; /* >= 0: the window covers it */
    assert(at >= 0);
    const int32_t limb = at / 64;
    const int shift = at % 64;
    uint64_t carry = 0;
    uint64_t below = 0;
    for (int32_t k = 0; k <= n && limb + k < w.n; k++) {
        const uint64_t limb_k = k < n ? part[k] : 0;
        const uint64_t moved =
            shift == 0 ? limb_k : limb_k << shift | below >> (64 - shift);
        sum[limb + k] = fair__add_carry(sum[limb + k], moved, &carry);
        below = limb_k;
    }
    for (int32_t k = limb + n + 1; carry != 0 && k < w.n; k++)
        sum[k] = fair__add_carry(sum[k], 0, &carry);
}

/* ---- one by one ---- */

/* weight = mantissa * 2^bit; weight > 0. */
static inline int32_t
take_apart(double weight, uint64_t *mantissa)
{
    uint64_t bits;
    memcpy(&bits, &weight, sizeof(bits));
    const int32_t exponent = (int32_t)(bits >> 52);
    *mantissa = bits & UINT64_C(0xfffffffffffff);
    if (exponent == 0) return -1074; /* subnormal */
    *mantissa |= UINT64_C(1) << 52;
    return exponent - 1075;
}

static void
add_one(fair__sums *sums, fair__sums *squares, size_t at, double weight,
        uint64_t times)
{
    uint64_t m, square[2], part[3], middle;
    uint64_t carry = 0;
    const int32_t bit = take_apart(weight, &m);
    part[0] = fair__mul_128(m, times, &part[1]);
    add_part(sums->limbs + at * (size_t)sums->window.n, sums->window, part, 2,
             bit);
    square[0] = fair__mul_128(m, m, &square[1]);
    part[0] = fair__mul_128(square[0], times, &middle);
    part[1] = fair__mul_128(square[1], times, &part[2]);
    part[1] = fair__add_carry(part[1], middle, &carry);
    part[2] += carry;
    add_part(squares->limbs + at * (size_t)squares->window.n,
             squares->window, part, 3, 2 * bit);
}

static void
add_each(fair__tally *t, size_t n, int frequency)
{
    const fair__scratch *s = t->scratch;
    for (size_t i = 0; i < n; i++)
        if (s->weight[i] > 0)
            add_one(&t->staged.weight, &t->staged.square,
                    s->ids[i] * t->n_slots + s->slots[i], s->weight[i],
                    frequency ? s->frequency[i] : 1);
}

/* ---- together ---- */

void
fair__staged_weigh(fair__tally *t, size_t at, const fair__weighed *p,
                   uint32_t exponent)
{
    fair__sums *sums = &t->staged.weight;
    fair__sums *squares = &t->staged.square;
    const int32_t bit = (int32_t)exponent - 1075;
    if ((p->square[0] | p->square[1] | p->square[2]) == 0) return;
    add_part(sums->limbs + at * (size_t)sums->window.n, sums->window, p->sum,
             2, bit);
    add_part(squares->limbs + at * (size_t)squares->window.n,
             squares->window, p->square, 3, 2 * bit);
}

static void
add_together(fair__tally *t, size_t n, uint32_t exponent)
{
    fair__weighed private[MAX_PRIVATE];
    const fair__scratch *s = t->scratch;
    const size_t n_counters = t->cells.n * t->n_slots;
    memset(private, 0, n_counters * sizeof(private[0]));
    fair__kernels_get()->weigh(s->ids, s->slots, s->weight, n, t->n_slots,
                               exponent, private);
    for (size_t c = 0; c < n_counters; c++)
        fair__staged_weigh(t, c, &private[c], exponent);
}

fair_status
fair__block_weigh(fair__tally *t, size_t n, int frequency, fair_error *err)
{
    const fair__scratch *s = t->scratch;
    fair__window weight, square;
    uint64_t below, most;
    fair__kernels_get()->weight_range(s->weight, n, &below, &most);
    if (most == 0) return FAIR_OK; /* all are zero */
    const uint64_t least = below + 1;
    fair__sums_windows(least, most, &weight, &square);
    const fair_status st = fair__staged_widen(t, weight, square, err);
    if (st != FAIR_OK) return st;
    const uint32_t low = (uint32_t)(least >> 52);
    const uint32_t high = (uint32_t)(most >> 52);
    if (!frequency && low > 0 && high - low <= FAIR__WEIGH_SPREAD &&
        t->cells.n * t->n_slots <= MAX_PRIVATE)
        add_together(t, n, low);
    else
        add_each(t, n, frequency);
    return FAIR_OK;
}
