/* SPDX-License-Identifier: MIT
 * The fast way: weights, whose exponents lie close together. */
#include "tally/narrow.h"

#include <string.h>

#include "column/number.h"
#include "tally/block.h"
#include "tally/sums.h"

/* The weight that the exponents of a call follow: the lowest of its upper
 * half, where the largest of its first piece is the highest. */
static uint32_t
first_exponent(uint32_t high)
{
    return high > FAIR__WEIGH_SPREAD * 2 + 1 ? high - FAIR__WEIGH_SPREAD
                                             : FAIR__WEIGH_SPREAD + 2;
}

static void
find_range(const fair__kernels *k, const fair_column *c, size_t start,
           size_t n, fair__narrow_piece *out)
{
    const char *at = out->weights;
    out->least = UINT64_MAX;
    out->most = 0;
    for (size_t i = 0, part; i < n; i += part) {
        uint64_t least, most;
        part = fair__narrow_part(c, start + i, n - i);
        k->weight_range(at + i * sizeof(double), part, &least, &most);
        out->least = least < out->least ? least : out->least;
        out->most = most > out->most ? most : out->most;
    }
}

int
fair__narrow_weights_fit(fair__tally *t, const fair_column *c, size_t start,
                         size_t n, fair__narrow_piece *out)
{
    fair__scratch *s = t->scratch;
    const fair__narrow *w = &s->narrow;
    const double largest = FAIR__WEIGHT_MAX;
    uint64_t bound;
    memcpy(&bound, &largest, sizeof(bound));
    out->weights =
        fair__narrow_doubles(w->kernels, c, start, n, s->frequency);
    out->exponent = w->exponent;
    find_range(w->kernels, c, start, n, out);
    if (out->most > bound) return 0;
    if (out->most == 0) return 1;
    const uint32_t low = (uint32_t)((out->least + 1) >> 52);
    const uint32_t high = (uint32_t)(out->most >> 52);
    if (low == 0) return 0; /* subnormal */
    if (out->exponent == 0) out->exponent = first_exponent(high);
    return low >= out->exponent - FAIR__WEIGH_SPREAD - 1 &&
           high <= out->exponent + FAIR__WEIGH_SPREAD;
}

void
fair__narrow_weigh(fair__tally *t, const uint8_t *keys, size_t n,
                   const fair__narrow_piece *piece)
{
    fair__narrow *w = &t->scratch->narrow;
    if (piece->most == 0) return; /* there may be no exponent yet */
    w->exponent = piece->exponent;
    w->least = piece->least < w->least ? piece->least : w->least;
    w->most = piece->most > w->most ? piece->most : w->most;
    w->kernels->weigh_keys(keys, piece->weights, n, w->n_groups, w->exponent,
                           &w->weighing);
}

/* Windows from the unit of the smallest weight to the largest. */
fair_status
fair__narrow_weights_widen(fair__tally *t, fair_error *err)
{
    const fair__narrow *w = &t->scratch->narrow;
    if (w->most == 0) return FAIR_OK;
    const int is_low = (w->least + 1) >> 52 < w->exponent;
    const uint64_t least =
        (uint64_t)(w->exponent - (is_low ? FAIR__WEIGH_SPREAD + 1 : 0)) << 52;
    fair__window weight, square;
    fair__sums_windows(least, w->most, &weight, &square);
    return fair__staged_widen(t, weight, square, err);
}

void
fair__narrow_weights_stage(fair__tally *t, size_t at, unsigned key)
{
    const fair__narrow *w = &t->scratch->narrow;
    if (w->most == 0) return;
    for (int is_low = 0; is_low < 2; is_low++) {
        fair__weighed sums;
        w->kernels->weighed(&w->weighing, key, is_low, w->n_groups, &sums);
        fair__staged_weigh(
            t, at, &sums,
            w->exponent - (is_low ? FAIR__WEIGH_SPREAD + 1u : 0));
    }
}

void
fair__narrow_weights_forget(fair__narrow *w)
{
    memset(&w->weighing, 0, sizeof(w->weighing));
    w->exponent = 0;
    w->least = UINT64_MAX;
    w->most = 0;
}
