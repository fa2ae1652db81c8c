/* SPDX-License-Identifier: MIT
 * Bounds of how much all groups differ: of the mean pairwise difference, and
 * of the variance.
 *
 * Both are norms of what groups' values m are away from each other: the
 * largest of many sums of fixed factors times values, of which one is the
 * largest in truth.
 *
 *   away from parity   no sum is larger than what was found, and how far one
 *                      gets above it is the root of a sum of squares of
 *                      factors times bounds (MOVER), for the factors where
 *                      that is most.  Factors of the mean difference are at
 *                      most 2 / k, and their squares' sum is
 *                      4 (k + 1) / 3 k (k - 1); of the standard deviation they
 *                      are p x with the sum of p x^2 equal to 1.
 *   towards it         pairs' lower bounds, which share the level; of the
 *                      standard deviation the norm of chance alone, at most
 *                      chi-square of k - 1 times the largest p s^2, comes off
 *                      (triangle inequality, as in gaps.h). */
#include "compare/extent.h"

#include <math.h>

#include <fairness/report.h>

#include "base/ends.h"
#include "compare/bounds.h"
#include "compare/furthest.h"
#include "compare/versus.h"
#include "metric/form.h"
#include "stats/distribution.h"

/* Group i at z; 1 where it is compared, -1 where nothing is known of it. */
static int
look(const fair__population *p, const fair__rules *rules,
     const fair__metric *m, size_t i, double z, fair__bounded *out)
{
    fair__result r;
    int32_t reason;
    if (fair__standing(p, rules, m, i, &r, &reason) != FAIR__COMPARED)
        return 0;
    if (m->op == FAIR__OP_SHARE) return -1;
    return fair__bounds(m, &p->groups[i], &r, z, out) != FAIR_METHOD_NONE ? 1
                                                                          : -1;
}

/* The longer side of an interval. */
static double
reach_of(const fair__bounded *b)
{
    return fair__larger(b->p - b->lower, b->upper - b->p);
}

/* ---- the mean difference ---- */

static double
pairs_at_least(const fair__population *p, const fair__rules *rules,
               const fair__metric *m, double out, double k)
{
    fair__bounded b[FAIR__MOST_PAIRED];
    const double z = fair__versus_z(out, k * (k - 1));
    size_t n = 0;
    double sum = 0;
    for (size_t i = 0; i < p->n; i++)
        n += look(p, rules, m, i, z, &b[n]) > 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            const int first = b[i].p >= b[j].p;
            double l, u;
            fair__mover_difference(&b[first ? i : j], &b[first ? j : i], &l,
                                   &u);
            sum += fair__larger(l, 0);
        }
    return sum;
}

/* Of many groups: those whose intervals lie above the mean are that far from
 * those whose intervals lie below it. */
static double
sides_at_least(const fair__population *p, const fair__rules *rules,
               const fair__metric *m, double out, double k, double mean)
{
    const double z = fair__versus_z(out, 2 * k);
    double above = 0, below = 0, n_above = 0, n_below = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__bounded b;
        if (look(p, rules, m, i, z, &b) <= 0) continue;
        n_above += b.lower > mean;
        n_below += b.upper < mean;
        above += fair__larger(b.lower - mean, 0);
        below += fair__larger(mean - b.upper, 0);
    }
    return n_below * above + n_above * below;
}

int
fair__pairwise_extent(const fair__subject *subject, const fair__population *p,
                      const fair__rules *rules, const fair__finding *f,
                      double out, double *lower, double *upper)
{
    const fair__metric *m = subject->metric;
    const double k = f->groups_compared, z = fair__versus_z(out, 1);
    double squares = 0, most = 0, mean = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__bounded b;
        const int there = look(p, rules, m, i, z, &b);
        if (there < 0) return 0;
        if (there == 0) continue;
        const double square = reach_of(&b) * reach_of(&b);
        squares += square;
        most = fair__larger(most, square);
        mean += b.p / k;
    }
    const double sum = k <= FAIR__MOST_PAIRED
                           ? pairs_at_least(p, rules, m, out, k)
                           : sides_at_least(p, rules, m, out, k, mean);
    *lower = sum / (k * (k - 1) / 2);
    *upper = fair__wide_double(&f->value) +
             sqrt(fair__smaller(4 / (k * k) * squares,
                                4 * (k + 1) / (3 * k * (k - 1)) * most));
    *upper = fair__smaller(*upper, m->high - m->low);
    return 1;
}

/* ---- the variance ---- */

static const fair__form rows = {{1, 1, 1, 1, 1, 1}};

int
fair__variance_extent(const fair__subject *subject, const fair__population *p,
                      const fair__rules *rules, const fair__finding *f,
                      double out, double *lower, double *upper)
{
    const fair__metric *m = subject->metric;
    const double z = fair__versus_z(out, 1);
    double size = 0, most = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__bounded b;
        const int there = look(p, rules, m, i, z, &b);
        if (there < 0) return 0;
        if (there == 0) continue;
        const fair__wide n = fair__form_weight(&rows, &p->groups[i]);
        size += fair__wide_double(&n);
        most = fair__larger(most, fair__wide_double(&n) * reach_of(&b) *
                                      reach_of(&b));
    }
    const double far = sqrt(most / size);
    const double root = sqrt(fair__wide_double(&f->value));
    const double chance =
        sqrt(fair__chi_square_quantile_upper(out, f->groups_compared - 1.0));
    const double least = fair__larger(root - far / z * chance, 0);
    const double width = m->high - m->low;
    *lower = least * least;
    *upper = fair__smaller((root + far) * (root + far), width * width / 4);
    return 1;
}
