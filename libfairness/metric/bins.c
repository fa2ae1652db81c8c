/* SPDX-License-Identifier: MIT
 * Edges of bins, where they are in a run, and what is in them. */
#include "metric/bins.h"

#include <assert.h>
#include <string.h>

#include "metric/entries.h"
#include "metric/stretch.h"

static double
probability_at(const fair__score_source *s, size_t entry)
{
    return fair__score_probability(fair__score_of(s->run->keys[entry]),
                                   s->range.low, s->range.high);
}

/* Limbs without a sign times 2^scale. */
static fair__wide
whole(const uint64_t *amount, int32_t n, int32_t scale)
{
    uint64_t limbs[FAIR__AMOUNT_LIMBS + 1];
    memcpy(limbs, amount, (size_t)n * sizeof(*limbs));
    limbs[n] = 0;
    fair__wide x = fair__wide_exact(limbs, (fair__window){0, n + 1});
    if (!fair__wide_is_zero(&x)) x.exponent += scale;
    return x;
}

/* ---- edges ---- */

static void
equal_width(fair__bins *b, uint32_t n)
{
    b->n = n;
    for (uint32_t k = 0; k < n; k++) b->upper[k] = (double)(k + 1) / (double)n;
}

/* One behind the last entry with the probability of the entry `first`. */
static size_t
end_of_tie(const fair__score_source *s, size_t first)
{
    const double p = probability_at(s, first);
    size_t end = first + 1;
    while (end < s->run->n && (s->run->keys[end] == s->run->keys[first] ||
                               probability_at(s, end) == p))
        end++;
    return end;
}

static void
add_weight(const fair__score_source *s, size_t entry, uint64_t *sum)
{
    uint64_t room[FAIR__AMOUNT_LIMBS];
    fair__exact_add_sum(sum, fair__amount(&s->amounts, entry, room),
                        s->amounts.n);
}

/* A bin begins at the first score below which there are as many n-ths of the
 * weight as `next` says, or more.  Rows without weight begin none. */
static void
equal_mass(fair__bins *b, uint32_t n, const fair__scored *pool)
{
    const fair__score_source *s = b->source;
    const fair__wide all = fair__bin_total(pool), bins = fair__wide_u64(n);
    uint64_t sum[FAIR__AMOUNT_LIMBS] = {0};
    fair__wide below = fair__wide_zero(), next = below;
    fair__entries e;
    size_t entry;
    fair__entries_begin(&e, pool, 0, s->run->n);
    int more = fair__entries_next(&e, &entry);
    while (more) {
        const double p = probability_at(s, entry);
        for (; more && probability_at(s, entry) == p;
             more = fair__entries_next(&e, &entry))
            add_weight(s, entry, sum);
        const fair__wide reached = fair__wide_mul(&below, &bins);
        below = whole(sum, s->amounts.n, s->amounts.scale);
        const fair__wide up_to = fair__wide_mul(&below, &bins);
        if (fair__wide_order(&reached, &up_to) < 0 &&
            fair__wide_order(&reached, &next) >= 0) {
            assert(b->n < n);
            b->n++;
            while (fair__wide_order(&reached, &next) >= 0)
                next = fair__wide_add(&next, &all);
        }
        if (b->n > 0) b->upper[b->n - 1] = p;
    }
}

void
fair__bins_make(fair__bins *b, int32_t kind, int64_t n,
                const fair__scored *pool)
{
    assert(n == FAIR__EACH_SCORE || (n >= 1 && n <= FAIR__MAX_BINS));
    b->source = pool->source;
    b->kind = n == FAIR__EACH_SCORE ? FAIR__BINS_DISTINCT : kind;
    b->n = 0;
    if (b->kind == FAIR__BINS_WIDTH) equal_width(b, (uint32_t)n);
    if (b->kind == FAIR__BINS_MASS) equal_mass(b, (uint32_t)n, pool);
}

/* ---- where they are ---- */

/* The first entry from `from` on whose probability is above p. */
static size_t
first_above(const fair__score_source *s, size_t from, double p)
{
    size_t low = from, high = s->run->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (probability_at(s, middle) > p)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

int
fair__bins_next(const fair__bins *b, fair__bin_range *range)
{
    const fair__score_source *s = b->source;
    range->first = range->end;
    if (b->kind == FAIR__BINS_DISTINCT) {
        if (range->first == s->run->n) return 0;
        range->end = end_of_tie(s, range->first);
        range->lower = range->upper = probability_at(s, range->first);
    } else {
        if (range->number == b->n) return 0;
        range->lower = range->number == 0 ? 0 : b->upper[range->number - 1];
        range->upper = b->upper[range->number];
        range->end = first_above(s, range->first, range->upper);
    }
    range->number++;
    return 1;
}

/* ---- what is in them ---- */

/* Limbs of sums of amounts times probabilities. */
#define SCORE_LIMBS (FAIR__AMOUNT_LIMBS + 20)

typedef struct sums {
    uint64_t rows;
    uint64_t amounts[2][FAIR__AMOUNT_LIMBS]; /* by label */
    uint64_t squares[FAIR__SUM_LIMBS];
    uint64_t scores[SCORE_LIMBS];
    fair__stretch waiting;
    fair__window window; /* of scores */
    fair__window square;
} sums;

static void
begin(sums *t, const fair__score_source *s)
{
    const int32_t n = s->amounts.n;
    t->rows = 0;
    t->window = fair__window_of(-1074, 1 + (n == 1 ? 0 : 64 * n));
    t->square = s->run->weighted ? s->run->square.window
                                 : (fair__window){0, 0};
    assert(t->window.n <= SCORE_LIMBS && t->square.n <= FAIR__SUM_LIMBS);
    memset(t->amounts[0], 0, (size_t)n * sizeof(uint64_t));
    memset(t->amounts[1], 0, (size_t)n * sizeof(uint64_t));
    memset(t->squares, 0, (size_t)t->square.n * sizeof(uint64_t));
    memset(t->scores, 0, (size_t)t->window.n * sizeof(uint64_t));
    t->waiting = (fair__stretch){{0}, 0};
}

static void
add(sums *t, const fair__score_source *s, size_t entry, uint8_t label)
{
    uint64_t room[FAIR__AMOUNT_LIMBS];
    const uint64_t *amount = fair__amount(&s->amounts, entry, room);
    const double p = probability_at(s, entry);
    t->rows += s->run->counts[entry];
    if (s->amounts.n == 1) {
        t->amounts[label][0] += *amount;
        fair__stretch_add(&t->waiting, t->scores, t->window, p, 1, *amount);
    } else {
        fair__exact_add_sum(t->amounts[label], amount, s->amounts.n);
        fair__exact_add_times(t->scores, t->window, p, 1, amount,
                              s->amounts.n);
    }
    if (t->square.n > 0)
        fair__exact_add_sum(t->squares,
                            s->run->square.limbs +
                                entry * (size_t)t->square.n,
                            t->square.n);
}

static void
end(sums *t, const fair__score_source *s, fair__bin *out)
{
    const int32_t n = s->amounts.n, scale = s->amounts.scale;
    if (n == 1) fair__stretch_end(&t->waiting, t->scores, t->window, 1);
    out->rows = t->rows;
    out->positives = whole(t->amounts[FAIR__SCORED_POSITIVE], n, scale);
    fair__exact_add_sum(t->amounts[0], t->amounts[1], n);
    out->weight = whole(t->amounts[0], n, scale);
    out->scores = fair__wide_exact(t->scores, t->window);
    if (!fair__wide_is_zero(&out->scores)) out->scores.exponent += scale;
    out->square = t->square.n > 0 ? fair__wide_exact(t->squares, t->square)
                                  : fair__wide_u64(t->rows);
}

void
fair__bin_sum(const fair__scored *group, const fair__bin_range *range,
              fair__bin *out)
{
    const fair__score_source *s = group->source;
    fair__entries e;
    size_t entry;
    sums t;
    begin(&t, s);
    fair__entries_begin(&e, group, range->first, range->end);
    while (fair__entries_next(&e, &entry))
        add(&t, s, entry, s->map.labels[s->run->places[entry]]);
    end(&t, s, out);
}

fair__wide
fair__bin_total(const fair__scored *group)
{
    const fair__score_source *s = group->source;
    uint64_t sum[FAIR__AMOUNT_LIMBS] = {0};
    fair__entries e;
    size_t entry;
    fair__entries_begin(&e, group, 0, s->run->n);
    while (fair__entries_next(&e, &entry)) add_weight(s, entry, sum);
    return whole(sum, s->amounts.n, s->amounts.scale);
}

double
fair__bin_mean(const fair__bin *bin, const fair__wide *sum)
{
    const fair__wide mean = fair__wide_div(sum, &bin->weight);
    return fair__wide_double(&mean);
}

const char *
fair__bins_name(int32_t kind)
{
    static const char names[FAIR__N_BINS][12] = {"equal_width", "equal_mass",
                                                 "distinct"};
    return names[kind];
}
