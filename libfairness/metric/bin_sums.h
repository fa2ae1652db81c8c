/* SPDX-License-Identifier: MIT
 * The sums of one bin while its entries come, and what they are in the end:
 * an entry costs one addition of limbs, and numbers of 256 bits are made only
 * of a whole bin. */
#ifndef FAIR_METRIC_BIN_SUMS_H
#define FAIR_METRIC_BIN_SUMS_H

#include "metric/bins.h"
#include "metric/stretch.h"

/* Limbs of sums of amounts times probabilities. */
#define FAIR__BIN_SCORE_LIMBS (FAIR__AMOUNT_LIMBS + 20)
#define FAIR__BIN_LIMBS                                                       \
    (2 * FAIR__AMOUNT_LIMBS + FAIR__SUM_LIMBS + FAIR__BIN_SCORE_LIMBS)

/* The limbs of a bin's sums: the amounts of both labels, then the squares,
 * then the scores. */
typedef struct fair__bin_layout {
    const fair__score_source *source;
    fair__window square;
    fair__window score;
    size_t at_square;
    size_t at_score;
    size_t size; /* at most FAIR__BIN_LIMBS */
} fair__bin_layout;

typedef struct fair__bin_sums {
    uint64_t *limbs; /* room for a layout's */
    uint64_t rows;
    fair__stretch waiting;
} fair__bin_sums;

fair__bin_layout fair__bin_layout_of(const fair__score_source *s);

static inline void
fair__bin_sums_begin(fair__bin_sums *t, const fair__bin_layout *l)
{
    t->rows = 0;
    t->waiting = (fair__stretch){{0}, 0};
    memset(t->limbs, 0, l->size * sizeof(*t->limbs));
}

/* The amount times p; of a grid's entry the sum of its scores, which are made
 * probabilities at the end. */
static inline void
fair__bin_sums_score(fair__bin_sums *t, const fair__bin_layout *l,
                     size_t entry, const uint64_t *amount, double p)
{
    const fair__score_source *s = l->source;
    uint64_t *sum = t->limbs + l->at_score;
    if (s->run->grid.bins > 0)
        fair__exact_add_sum(sum,
                            s->run->score.limbs + entry * (size_t)l->score.n,
                            l->score.n);
    else if (s->amounts.n == 1)
        fair__stretch_add(&t->waiting, sum, l->score, p, 1, *amount);
    else
        fair__exact_add_times(sum, l->score, p, 1, amount, s->amounts.n);
}

/* p: the entry's probability. */
static inline void
fair__bin_sums_add(fair__bin_sums *t, const fair__bin_layout *l, size_t entry,
                   uint8_t label, double p)
{
    const fair__score_source *s = l->source;
    const int32_t n = s->amounts.n;
    uint64_t room[FAIR__AMOUNT_LIMBS];
    const uint64_t *amount = fair__amount(&s->amounts, entry, room);
    t->rows += s->run->counts[entry];
    if (n == 1)
        t->limbs[label] += *amount;
    else
        fair__exact_add_sum(t->limbs + label * n, amount, n);
    fair__bin_sums_score(t, l, entry, amount, p);
    if (l->square.n > 0)
        fair__exact_add_sum(t->limbs + l->at_square,
                            s->run->square.limbs +
                                entry * (size_t)l->square.n,
                            l->square.n);
}

void fair__bin_sums_end(fair__bin_sums *t, const fair__bin_layout *l,
                        fair__bin *out);

#endif
