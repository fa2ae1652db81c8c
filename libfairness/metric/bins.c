/* SPDX-License-Identifier: MIT
 * Edges of bins, where they are in a run, and what is in them. */
#include "metric/bins.h"

#include <assert.h>
#include <string.h>

#include "metric/bin_sums.h"
#include "metric/products.h"

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

static void
add_weight(const fair__score_source *s, size_t entry, uint64_t *sum)
{
    uint64_t room[FAIR__AMOUNT_LIMBS];
    const uint64_t *amount = fair__amount(&s->amounts, entry, room);
    if (s->amounts.n == 1)
        *sum += *amount;
    else
        fair__exact_add_sum(sum, amount, s->amounts.n);
}

static void
add_all(const fair__scored *group, uint64_t *sum)
{
    const fair__score_source *s = group->source;
    fair__entries e;
    size_t entry;
    fair__entries_begin(&e, group, 0, s->run->n);
    while (fair__entries_next(&e, &entry)) add_weight(s, entry, sum);
}

/* The least amount that is k n-ths of all, or more; k <= n. */
static void
share_of(const uint64_t *all, int32_t limbs, uint32_t k, uint32_t n,
         uint64_t *out)
{
    uint64_t product[FAIR__AMOUNT_LIMBS + 1], rest = 0, carry;
    const uint64_t factor = k;
    fair__limbs_mul(product, all, limbs, &factor, 1);
    for (int32_t i = limbs; i >= 0; i--) {
        const uint64_t upper = rest << 32 | product[i] >> 32;
        const uint64_t lower = upper % n << 32 | (uint32_t)product[i];
        if (i < limbs) out[i] = upper / n << 32 | lower / n;
        rest = lower % n;
    }
    carry = rest > 0;
    for (int32_t i = 0; i < limbs; i++)
        out[i] = fair__add_carry(out[i], 0, &carry);
}

/* A bin begins at the first score below which there is as much of the weight
 * as `next` says, k n-ths, or more.  Rows without weight begin none. */
static void
equal_mass(fair__bins *b, uint32_t n, const fair__scored *pool)
{
    static const uint64_t nothing[FAIR__AMOUNT_LIMBS] = {0};
    const fair__score_source *s = b->source;
    const int32_t limbs = s->amounts.n;
    uint64_t all[FAIR__AMOUNT_LIMBS] = {0}, below[FAIR__AMOUNT_LIMBS] = {0};
    uint64_t next[FAIR__AMOUNT_LIMBS] = {0};
    uint32_t k = 0;
    size_t entry;
    fair__entries e;
    add_all(pool, all);
    fair__entries_begin(&e, pool, 0, s->run->n);
    int more = fair__entries_next(&e, &entry);
    double p, following = more ? fair__probability_at(s, entry) : 0;
    while (more) {
        uint64_t tied[FAIR__AMOUNT_LIMBS];
        memset(tied, 0, (size_t)limbs * sizeof(*tied));
        for (p = following; more && following == p;) {
            add_weight(s, entry, tied);
            more = fair__entries_next(&e, &entry);
            if (more) following = fair__probability_at(s, entry);
        }
        if (fair__limbs_above(tied, nothing, limbs) &&
            !fair__limbs_above(next, below, limbs)) {
            assert(b->n < n);
            b->n++;
            while (!fair__limbs_above(next, below, limbs))
                share_of(all, limbs, ++k, n, next);
        }
        fair__limbs_add(below, tied, limbs);
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

/* One behind the last entry with the probability of the entry `first`. */
static size_t
end_of_tie(const fair__score_source *s, size_t first)
{
    const double p = fair__probability_at(s, first);
    size_t end = first + 1;
    while (end < s->run->n && (s->run->keys[end] == s->run->keys[first] ||
                               fair__probability_at(s, end) == p))
        end++;
    return end;
}

/* The first entry from `from` on whose probability is above p. */
static size_t
first_above(const fair__score_source *s, size_t from, double p)
{
    size_t low = from, high = s->run->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (fair__probability_at(s, middle) > p)
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
        range->lower = range->upper = fair__probability_at(s, range->first);
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

fair__bin_layout
fair__bin_layout_of(const fair__score_source *s)
{
    const int32_t n = s->amounts.n;
    fair__bin_layout l = {.source = s};
    l.score = s->run->grid.bins > 0
                  ? s->run->score.window
                  : fair__window_of(-1074, 1 + (n == 1 ? 0 : 64 * n));
    if (s->run->weighted) l.square = s->run->square.window;
    l.at_square = 2 * (size_t)n;
    l.at_score = l.at_square + (size_t)l.square.n;
    l.size = l.at_score + (size_t)l.score.n;
    assert(l.size <= FAIR__BIN_LIMBS);
    return l;
}

void
fair__bin_sums_end(fair__bin_sums *t, const fair__bin_layout *l,
                   fair__bin *out)
{
    const fair__score_source *s = l->source;
    const int32_t n = s->amounts.n, scale = s->amounts.scale;
    uint64_t *const scores = t->limbs + l->at_score;
    if (n == 1) fair__stretch_end(&t->waiting, scores, l->score, 1);
    out->rows = t->rows;
    out->positives = whole(t->limbs + FAIR__SCORED_POSITIVE * n, n, scale);
    fair__exact_add_sum(t->limbs, t->limbs + n, n);
    out->weight = whole(t->limbs, n, scale);
    out->scores = fair__wide_exact(scores, l->score);
    if (s->run->grid.bins > 0)
        out->scores =
            fair__score_probabilities(&s->range, &out->scores, &out->weight);
    else if (!fair__wide_is_zero(&out->scores))
        out->scores.exponent += scale;
    out->square = l->square.n > 0
                      ? fair__wide_exact(t->limbs + l->at_square, l->square)
                      : fair__wide_u64(t->rows);
}

static uint8_t
label_of(const fair__score_source *s, size_t entry)
{
    return s->map.labels[s->run->places[entry]];
}

void
fair__bin_sum(const fair__scored *group, const fair__bin_range *range,
              fair__bin *out)
{
    const fair__score_source *s = group->source;
    const fair__bin_layout l = fair__bin_layout_of(s);
    uint64_t limbs[FAIR__BIN_LIMBS];
    fair__bin_sums t = {.limbs = limbs};
    fair__entries e;
    size_t entry;
    fair__bin_sums_begin(&t, &l);
    fair__entries_begin(&e, group, range->first, range->end);
    while (fair__entries_next(&e, &entry))
        fair__bin_sums_add(&t, &l, entry, label_of(s, entry),
                           fair__probability_at(s, entry));
    fair__bin_sums_end(&t, &l, out);
}

void
fair__bin_walk_begin(fair__bin_walk *w, const fair__scored *group,
                     const fair__bins *bins)
{
    *w = (fair__bin_walk){.bins = bins};
    fair__entries_begin(&w->entries, group, 0, bins->source->run->n);
    /* Where nobody has weight there are no bins of equal mass. */
    w->more = (bins->n > 0 || bins->kind == FAIR__BINS_DISTINCT) &&
              fair__entries_next(&w->entries, &w->entry);
}

int
fair__bin_walk_next(fair__bin_walk *w, fair__bin_range *range, fair__bin *out)
{
    const fair__bins *b = w->bins;
    const fair__score_source *s = b->source;
    const fair__bin_layout l = fair__bin_layout_of(s);
    uint64_t limbs[FAIR__BIN_LIMBS];
    fair__bin_sums t = {.limbs = limbs};
    if (!w->more) return 0;
    double p = fair__probability_at(s, w->entry);
    if (b->kind == FAIR__BINS_DISTINCT)
        range->lower = range->upper = p;
    else
        fair__bin_of(b->upper, p, range);
    range->first = w->entry;
    fair__bin_sums_begin(&t, &l);
    while (w->more && p <= range->upper) {
        fair__bin_sums_add(&t, &l, w->entry, label_of(s, w->entry), p);
        range->end = w->entry + 1;
        w->more = fair__entries_next(&w->entries, &w->entry);
        if (w->more) p = fair__probability_at(s, w->entry);
    }
    fair__bin_sums_end(&t, &l, out);
    return 1;
}

fair__wide
fair__bin_total(const fair__scored *group)
{
    const fair__amounts *a = &group->source->amounts;
    uint64_t sum[FAIR__AMOUNT_LIMBS] = {0};
    add_all(group, sum);
    return whole(sum, a->n, a->scale);
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
