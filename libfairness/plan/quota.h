/* SPDX-License-Identifier: MIT
 * Limits on what all groups select together, and the price by which they are
 * kept.
 *
 * Where a weight selected costs a price, the best plan of all is found without
 * the limit; what it reaches, plus the price of what may be selected, is above
 * every plan within the limit (Everett 1963, doi:10.1287/opre.11.3.399). */
#ifndef FAIR_PLAN_QUOTA_H
#define FAIR_PLAN_QUOTA_H

#include "plan/objective.h"

/* A share of the weight, or an amount of it. */
typedef struct fair__portion {
    uint64_t numerator;
    uint64_t denominator; /* 0: numerator is the amount */
} fair__portion;

/* "0.2" is a share from 0 to 1, "200" an amount of at most 19 digits: 1, or
 * 0. */
int fair__portion_parse(const char *text, fair__portion *out);

/* In units of the sums of points; whole, and as it is for mixtures. */
typedef struct fair__quota {
    uint64_t least[FAIR__PLAN_LIMBS];
    uint64_t most[FAIR__PLAN_LIMBS];
    fair__wide low;
    fair__wide high;
    int32_t any; /* 0: there is no limit */
} fair__quota;

/* NULL: not asked for. */
fair__quota fair__quota_make(const fair__points *p, const fair__portion *least,
                             const fair__portion *most);
/* -1: less is selected, 0: as it may be, 1: more. */
int fair__quota_side(const fair__quota *q, const uint64_t *selected,
                     int32_t limbs);

/* Utilities are times 2^FAIR__PRICE_BITS, less a price. */
#define FAIR__PRICE_BITS 60
#define FAIR__PRICE_LIMBS (FAIR__PLAN_FACTOR + 2)

/* An aim whose utilities are those of another, less the price of what is
 * selected. */
typedef struct fair__priced {
    fair__aim aim;
    const fair__aim *base;
    int32_t negative; /* what is selected is paid for */
    uint64_t price[FAIR__PRICE_LIMBS];
    int32_t n_price;
} fair__priced;

fair_status fair__priced_make(const fair__aim *base, fair__priced *out,
                              fair_error *err);
void fair__priced_free(fair__priced *p);
/* A price for a unit, which is brought to where it can be held; NULL: only
 * what is selected counts, as little as can be, or as much (is_much). */
void fair__priced_set(fair__priced *p, const fair__wide *price, int is_much);
/* The price as it is held, and what a sum of its utilities and that of the
 * limit on its side are together, as utilities of the base, cut off below. */
fair__wide fair__priced_price(const fair__priced *p);
void fair__priced_most(const fair__priced *p, const fair__quota *q,
                       const uint64_t *sum, uint64_t *out);
/* Sums of utilities above this may be of a plan that is better than `best`. */
void fair__priced_line(const fair__priced *p, const fair__quota *q,
                       const uint64_t *best, uint64_t *out);

#endif
