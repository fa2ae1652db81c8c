/* SPDX-License-Identifier: MIT
 * The search for the best points, one of each group.
 *
 * Of plans that are equally good by the objective the one with the smaller
 * disparity is taken; of those the one whose lowest rate is the one at which
 * fewer are selected; of those, group by group, the highest threshold.  For
 * equalized odds by group only the objective decides: which of equal ones is
 * taken is the same everywhere, and not said. */
#ifndef FAIR_PLAN_SEARCH_H
#define FAIR_PLAN_SEARCH_H

#include "plan/mixture.h"
#include "plan/quota.h"

struct fair__search;

/* Plans in an order of points, each of which changes the pick of its group, and
 * those that belong together at once (walk.c). */
typedef struct fair__way {
    uint32_t (*first)(const struct fair__search *s, size_t group);
    int (*is_together)(const struct fair__search *s, uint32_t a, uint32_t b);
    uint32_t (*pick)(const struct fair__search *s, uint32_t point);
} fair__way;

typedef struct fair__search {
    const fair__points *points;
    const fair__aim *aim;
    const fair__priced *priced; /* whose aim that is, or NULL */
    const fair__quota *quota;
    const fair__constraint *constraint;
    fair__allowance allowance;
    fair__range range;
    /* Those of the first constraint, then those of others; with keys, where
     * there are any. */
    fair__rate rates[FAIR__PLAN_ALL_RATES];
    size_t n_rates;
    size_t n_main; /* of the first */
    /* Points by the rate and then by number, those that are allowed; of a
     * shared threshold by score, highest first, but for those that select
     * nobody (order.c). */
    uint32_t *order;
    size_t n_order;
    const fair__way *way; /* through all plans; NULL: there is none */
    double threshold;           /* of margins, which order is by then */
    const uint8_t *is_favoured; /* by group, for margins */
    const struct fair__strata *strata; /* NULL: all groups are compared */
    const uint8_t *is_free; /* by group: set aside, any point will do */
    size_t n_bound;         /* groups that are not */
    uint64_t max_nodes;
    int is_paid;  /* utilities of aim are less a price of what is selected */
    int is_mixed; /* by mixtures, but where one point each will do */
    int is_nearest; /* no plan satisfies: the smallest disparity is looked for */
} fair__search;

/* What was found. */
typedef struct fair__found {
    uint32_t *picks; /* by group, a point; the caller's memory */
    fair__mixture *mixtures; /* by group; likewise */
    int32_t is_feasible;
    fair__spread spread; /* rate NULL: no rates, or no group that has them; not
                            feasible: the smallest that some plan has */
    uint64_t best[FAIR__PLAN_UTILITY]; /* sum of the utilities, without a
                                          price, as gap and most are */
    uint64_t gap[FAIR__PLAN_UTILITY]; /* no plan is better by more */
    fair__wide most; /* of mixtures: no plan's utilities have a larger sum */
    uint64_t nodes;
    uint32_t stratum; /* 1 + the one that has none, or the spread; 0: none is
                         known */
} fair__found;

/* The utility of a mixture. */
fair__wide fair__mixture_utility(const fair__aim *aim,
                                 const fair__mixture *m);
/* Whether all rates allow a point. */
int fair__search_allows(const fair__search *s, size_t point);
/* The aim without a price. */
static inline const fair__aim *
fair__search_base(const fair__search *s)
{
    return s->priced != NULL ? s->priced->base : s->aim;
}
/* What the rate may differ by. */
static inline const fair__allowance *
fair__search_allowance(const fair__search *s, const fair__rate *rate)
{
    return rate->own != NULL ? rate->own : &s->allowance;
}
/* What picks select against the quota: fair__quota_side. */
int fair__search_side(const fair__search *s, const uint32_t *picks);
/* Whether two groups are compared; and whether two that are not free are. */
int fair__search_compares(const fair__search *s);
int fair__search_are_together(const fair__search *s, size_t a, size_t b);
/* The picks with the highest and the lowest of a rate, of groups that are not
 * free; of the stratum where they are furthest apart. */
fair__spread fair__search_spread_of(const fair__search *s,
                                    const fair__rate *rate,
                                    const uint32_t *picks);
/* The disparity of the picks of groups that are not free: of the rate that
 * has the larger one. */
fair__spread fair__search_spread(const fair__search *s,
                                 const uint32_t *picks);
/* 1 if the picks, which are allowed, satisfy the constraints, or all but the
 * first. */
int fair__search_satisfies(const fair__search *s, const uint32_t *picks);
int fair__search_satisfies_others(const fair__search *s,
                                  const uint32_t *picks);

/* A disparity of at most x / FAIR__WHOLE. */
#define FAIR__WHOLE UINT64_C(10000000000000000000)
fair__allowance fair__allow(int is_ratio, uint64_t x);

/* Picks of the groups that are free: each takes its best, ties to the first. */
void fair__search_free(const fair__search *s, uint32_t *picks);
/* Sets s->order, which has room for all points. */
fair_status fair__search_sort(fair__search *s, int by_score, fair_error *err);
/* By mixtures, under one rate (mixed.c) and two (odds.c): the mixtures of
 * groups that are not free.  FAIR_ERR_ARGUMENT: the objective is not linear in
 * two rates. */
fair_status fair__search_mixed(const fair__search *s, fair__found *out,
                               fair_error *err);
fair_status fair__search_odds(const fair__search *s, fair__found *out,
                              fair_error *err);
/* By a window over one rate (window.c). */
fair_status fair__search_window(const fair__search *s, fair__found *out,
                                fair_error *err);
/* Takes picks of all groups, with that sum, if they are better. */
void fair__search_consider(const fair__search *s, const uint32_t *picks,
                           const uint64_t *sum, fair__found *out);
/* By s->way through s->order (walk.c): one threshold for all (shared.c), or
 * margins around a threshold (reject.c), whose order has room for all points. */
fair_status fair__search_walk(const fair__search *s, fair__found *out,
                              fair_error *err);
extern const fair__way fair__way_shared;
extern const fair__way fair__way_margins;
void fair__search_sort_margins(fair__search *s);
/* Within a quota, by prices of what is selected (price.c): `solve` finds the
 * best without one for s->aim.  By mixtures, or by group. */
typedef fair_status (*fair__solve)(const fair__search *s, fair__found *out,
                                   fair_error *err);
fair_status fair__search_quota(const fair__search *s, fair__solve solve,
                               fair__found *out, fair_error *err);
/* Whether mixtures that satisfy the constraint may be within the quota. */
fair_status fair__quota_reached(const fair__search *s, fair__solve solve,
                                int *out, fair_error *err);
/* Over windows of two rates, or within a quota (boxes.c); is_nearest: the
 * first plan will do. */
fair_status fair__search_boxes(const fair__search *s, fair__found *out,
                               fair_error *err);
/* The smallest disparity that some plan has under two rates, to 2^-33, as
 * out->spread; its rate is NULL if none has any.  max_nodes may end the search
 * early: is_cut. */
fair_status fair__search_nearest(const fair__search *s, fair__found *out,
                                 int *is_cut, fair_error *err);

#endif
