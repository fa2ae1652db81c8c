/* SPDX-License-Identifier: MIT
 * Objectives: what a plan makes as good as it can be, of all rows together.
 *
 * Each is a sum over the groups of a utility of the group's point, a whole
 * number, plus a constant, over a denominator.  That is the same for all plans
 * but for f1_score, which is found by Dinkelbach's method (1967): where
 * 2 TP / (TP + FP + P) of some plan is p / q, another is better if and only if
 * its q 2 TP - p (TP + FP) is above p P. */
#ifndef FAIR_PLAN_OBJECTIVE_H
#define FAIR_PLAN_OBJECTIVE_H

#include "plan/points.h"

/* Limbs of a factor: one more than a sum has, or the bits of costs. */
#define FAIR__PLAN_FACTOR 5
/* Of a utility: two more than a product has, for a price (plan/quota.h). */
#define FAIR__PLAN_UTILITY (FAIR__PLAN_LIMBS + FAIR__PLAN_FACTOR + 2)

/* What a sum of a point is multiplied by. */
typedef struct fair__factor {
    uint64_t of[FAIR__PLAN_FACTOR]; /* 0: it does not matter */
    int32_t negative;
} fair__factor;

typedef struct fair__objective fair__objective;

/* An objective, for given points. */
typedef struct fair__aim {
    const fair__objective *objective;
    const fair__points *points;
    double threshold; /* of least_change and least_referred */
    fair__factor factors[FAIR__N_CHOSEN];
    fair__factor *own; /* of costs by group: FAIR__N_CHOSEN a group; or NULL */
    fair__wide base;   /* of which: where nobody is selected */
    int32_t n_factor;    /* limbs of a factor */
    int32_t scale;       /* factors are times 2^scale */
    int32_t n;           /* limbs of a utility */
    uint64_t *utilities; /* n by point */
    uint64_t p[FAIR__PLAN_FACTOR]; /* f1_score: of the last plan */
    uint64_t q[FAIR__PLAN_FACTOR];
} fair__aim;

struct fair__objective {
    const char *name; /* and its aliases: metric/words.h; a metric's, but for
                         least_change */
    uint32_t given;   /* FAIR__GIVEN_COSTS or _UTILITIES: from the report */
    uint8_t positives; /* there must be some */
    uint8_t negatives;
    void (*set)(fair__aim *aim); /* factors of 1, of sums, of p and q; NULL:
                                    of costs, or none */
};

size_t fair__objective_count(void);
const fair__objective *fair__objective_at(size_t i);
/* By name or alias; NULL if there is none. */
const fair__objective *fair__objective_find(const char *name);
/* least_change and least_referred: of rows, counted from a threshold. */
int fair__objective_is_change(const fair__objective *o);
int fair__objective_refers(const fair__objective *o); /* the latter */
int fair__objective_is_loss(const fair__objective *o); /* small is good */
int fair__objective_needs_labels(const fair__objective *o);

/* Makes the utilities.  FAIR_ERR_DATA: no positives, no negatives, no weight.
 * FAIR_ERR_LIMIT: costs that are too different in size.  FAIR_ERR_MEMORY.
 *  costs     of the report; what was not given is 0
 *  by_group  or NULL */
fair_status fair__aim_make(const fair__objective *o, const fair__points *p,
                           const fair__costs *costs,
                           const fair__costs *by_group, double threshold,
                           fair__aim *out, fair_error *err);
void fair__aim_free(fair__aim *aim);
/* Their factors (factors.c). */
fair_status fair__aim_costs(fair__aim *aim, const fair__costs *costs,
                            const fair__costs *by_group, fair_error *err);

static inline const uint64_t *
fair__utility(const fair__aim *aim, size_t point)
{
    return aim->utilities + point * (size_t)aim->n;
}
static inline int
fair__utility_order(const fair__aim *aim, size_t a, size_t b)
{
    return fair__whole_order_signed(fair__utility(aim, a),
                                    fair__utility(aim, b), aim->n);
}

/* The utilities of the first step again. */
void fair__aim_begin(fair__aim *aim);

/* Sum of the utilities of points that were picked by group. */
void fair__aim_sum(const fair__aim *aim, const uint32_t *picks, uint64_t *out);

/* Whether, with the points that were picked by group, the best is found; if
 * not, the utilities are those of the next step. */
int fair__aim_is_met(fair__aim *aim, const uint32_t *picks);

/* The same for what all groups select, of mixtures. */
int fair__aim_is_met_by(fair__aim *aim, const fair__wide *positives,
                        const fair__wide *negatives);

/* What a difference of utilities means for the objective, at most. */
fair__wide fair__aim_gain(const fair__aim *aim, const fair__wide *utility);
/* The value of a sum of utilities; only of least_change, least_referred and
 * costs by group. */
fair__wide fair__aim_value(const fair__aim *aim, const fair__wide *utility);
/* What a plan may lack that selects this, with a sum of utilities, where none
 * has a sum above `most`. */
fair__wide fair__aim_lack(const fair__aim *aim, const fair__wide *most,
                          const fair__wide *sum, const fair__wide *positives,
                          const fair__wide *negatives);

#endif
