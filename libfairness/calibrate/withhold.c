/* SPDX-License-Identifier: MIT
 * Calibrated equalized odds (Pleiss, Raghavan, Wu, Kleinberg and Weinberger
 * 2017): with a chance that makes every group cost as much as the one that costs
 * most, a score is withheld, and its group's base rate stands for it.  Costs are
 * means over scores, so that they are between those of the score and of the base
 * rate in proportion, and calibrated scores stay calibrated.
 *
 * The paper has two groups, and here there may be more: each is led to the
 * group that costs most.  None can be led elsewhere, since withholding makes no
 * group cost less where its scores say more than its base rate. */
#include <math.h>

#include "base/error.h"
#include "calibrate/calibrator.h"

const char *const fair__cost_constraints[] = {"false_negative_rate",
                                              "false_positive_rate",
                                              "weighted"};

/* Weight of the rows of both labels, and their scores' errors. */
typedef struct errors {
    double positives;
    double negatives;
    double missed;  /* sum of 1 - score of positives */
    double alarmed; /* sum of score of negatives */
} errors;

static errors
errors_of(const fair__labelled_rows *rows)
{
    errors e = {0, 0, 0, 0};
    for (size_t i = 0; i < rows->n; i++) {
        const fair__labelled *s = &rows->of[i];
        e.positives += s->positive;
        e.negatives += s->negative;
        e.missed += s->positive * (1 - s->score);
        e.alarmed += s->negative * s->score;
    }
    return e;
}

static double
cost_of(int32_t constraint, const errors *e)
{
    switch (constraint) {
    case FAIR__COST_FALSE_NEGATIVE: return e->missed / e->positives;
    case FAIR__COST_FALSE_POSITIVE: return e->alarmed / e->negatives;
    default:
        return (e->missed + e->alarmed) / (2 * (e->positives + e->negatives));
    }
}

double
fair__base_rate_cost(int32_t constraint, double base_rate)
{
    return constraint == FAIR__COST_FALSE_NEGATIVE   ? 1 - base_rate
           : constraint == FAIR__COST_FALSE_POSITIVE ? base_rate
                                                     : base_rate *
                                                           (1 - base_rate);
}

double
fair__withheld(int32_t constraint, double base_rate, double before,
               double after)
{
    if (before == after) return 0;
    return (after - before) /
           (fair__base_rate_cost(constraint, base_rate) - before);
}

static void
set_base_rate(const errors *e, fair__map *map)
{
    map->kind = FAIR__MAP_WITHHELD;
    map->slopes[1] = e->positives / (e->positives + e->negatives);
}

/* The map of all groups withholds nothing. */
void
fair__withheld_none(const fair__labelled_rows *rows, fair__map *map)
{
    const errors e = errors_of(rows);
    set_base_rate(&e, map);
}

/* What a group costs, if it is to have a map. */
static fair_status
find_cost(fair_calibrator *c, const fair__calibrator_request *r,
          const fair__points *points, size_t i, fair_error *err)
{
    fair_calibrator_group *g = &c->groups[i];
    fair__labelled_rows rows;
    const fair_status st = fair__labelled_group(points, i, &rows, err);
    if (st != FAIR_OK) return st;
    const errors e = errors_of(&rows);
    if (fair__has_own_map(r, &rows) && e.positives > 0 && e.negatives > 0) {
        set_base_rate(&e, &c->maps[i]);
        g->own_share = 1;
        g->cost_before = cost_of(r->cost_constraint, &e);
    }
    fair__labelled_free(&c->mem, &rows);
    return FAIR_OK;
}

static fair_status
lead(fair_calibrator *c, const fair__calibrator_request *r, size_t worst,
     size_t i, fair_error *err)
{
    fair__map *map = &c->maps[i];
    const double before = c->groups[i].cost_before;
    const double after = c->groups[worst].cost_before;
    const double most = fair__base_rate_cost(r->cost_constraint,
                                             map->slopes[1]);
    map->slopes[0] =
        fair__withheld(r->cost_constraint, map->slopes[1], before, after);
    if (before == after || most >= after) return FAIR_OK;
    const fair_scalar *own = &c->groups[i].values[0].value;
    const fair_scalar *other = &c->groups[worst].values[0].value;
    return fair__fail_at(
        err, FAIR_ERR_INFEASIBLE, "cost_constraint", -1, 0,
        "the %s cost of the scores is highest where %s = %v: %g; where it is "
        "%v it is %g, and %g if only the base rate is said: whatever is "
        "withheld, it does not come up to that; another cost_constraint may",
        fair__cost_constraints[r->cost_constraint],
        c->groups[i].values[0].feature, other, after, own, before, most);
}

fair_status
fair__withheld_fit(fair_calibrator *c, const fair__calibrator_request *r,
                   const fair__points *points, fair_error *err)
{
    fair_status st = FAIR_OK;
    size_t worst = c->n;
    for (size_t i = 0; st == FAIR_OK && i < c->n; i++) {
        fair__calibrator_name_group(c, i);
        st = find_cost(c, r, points, i, err);
        if (c->groups[i].own_share == 1 &&
            (worst == c->n ||
             c->groups[i].cost_before > c->groups[worst].cost_before))
            worst = i;
    }
    if (st == FAIR_OK && worst == c->n)
        return fair__fail_at(err, FAIR_ERR_DATA, "min_count", -1, 0,
                             "no group has %u rows of both labels that have "
                             "weight: there is no cost that others could be "
                             "led to",
                             r->min_count);
    for (size_t i = 0; st == FAIR_OK && i < c->n; i++)
        if (c->groups[i].own_share == 1) st = lead(c, r, worst, i, err);
    if (st == FAIR_OK)
        c->summary.cost_after = c->groups[worst].cost_before;
    return st;
}
