/* SPDX-License-Identifier: MIT
 * The area under the ROC curve and its variance: sums over ties in the order
 * of scores, of shares of the weight by label. */
#include "metric/area.h"

#include <math.h>

#include "base/elementary.h"
#include "metric/form.h"
#include "metric/scatter.h"

#define NEGATIVE FAIR__SCORED_NEGATIVE
#define POSITIVE FAIR__SCORED_POSITIVE

typedef struct labels {
    fair__wide sums[2]; /* of weights */
    fair__wide squares[2];
} labels;

static labels
find_labels(const fair__scored *group)
{
    fair__ties ties;
    fair__tie tie;
    labels l = {{fair__wide_zero(), fair__wide_zero()},
                {fair__wide_zero(), fair__wide_zero()}};
    fair__ties_begin_labelled(&ties, group);
    while (fair__ties_next(&ties, &tie))
        for (int label = NEGATIVE; label <= POSITIVE; label++) {
            const fair__wide w = fair__tie_weight(&tie, label);
            const fair__wide square = fair__tie_square(&tie, label);
            l.sums[label] = fair__wide_add(&l.sums[label], &w);
            l.squares[label] = fair__wide_add(&l.squares[label], &square);
        }
    return l;
}

static double
quotient(const fair__wide *a, const fair__wide *b)
{
    const fair__wide q = fair__wide_div(a, b);
    return fair__wide_double(&q);
}

/* A square of weights in units of the square of their sum. */
static double
square_share(const fair__wide *square, const fair__wide *sum)
{
    const fair__wide all = fair__wide_mul(sum, sum);
    return quotient(square, &all);
}

/* Where area is NULL the area, else the sum of squares of what shares are
 * above or below it, by label. */
static void
walk(const fair__scored *group, const labels *l, const double *area,
     double out[2])
{
    fair__ties ties;
    fair__tie tie;
    double below[2] = {0, 0}; /* share of each label */
    out[NEGATIVE] = out[POSITIVE] = 0;
    fair__ties_begin_labelled(&ties, group);
    while (fair__ties_next(&ties, &tie)) {
        double share[2], at[2];
        for (int label = NEGATIVE; label <= POSITIVE; label++) {
            const fair__wide w = fair__tie_weight(&tie, label);
            share[label] = quotient(&w, &l->sums[label]);
            at[label] = below[label] + share[label] / 2;
            below[label] += share[label];
        }
        for (int label = NEGATIVE; label <= POSITIVE; label++) {
            if (tie.rows[label] == 0) continue;
            const double part =
                label == POSITIVE ? at[NEGATIVE] : 1 - at[POSITIVE];
            if (area == NULL) {
                out[label] += share[label] * part;
                continue;
            }
            const fair__wide square = fair__tie_square(&tie, label);
            out[label] += square_share(&square, &l->sums[label]) *
                          (part - *area) * (part - *area);
        }
    }
}

int
fair__area(const fair__scored *group, double *area, double *variance)
{
    const labels l = find_labels(group);
    double left[2], sums[2];
    for (int label = NEGATIVE; label <= POSITIVE; label++) {
        if (fair__wide_is_zero(&l.sums[label])) return 0;
        /* 1 - 1 / n */
        left[label] = 1 - square_share(&l.squares[label], &l.sums[label]);
        if (!(left[label] > 0x1p-40)) return 0;
    }
    walk(group, &l, NULL, sums);
    *area = sums[POSITIVE];
    const double around = *area;
    walk(group, &l, &around, sums);
    *variance = sums[NEGATIVE] / left[NEGATIVE] +
                sums[POSITIVE] / left[POSITIVE];
    return 1;
}

/* ---- intervals ---- */

static double
logistic(double x)
{
    return x > 0 ? 1 / (1 + fair__exp(-x)) : fair__exp(x) / (1 + fair__exp(x));
}

static double
effective(const fair__form *rows, const fair__counts *c)
{
    if (c->weights == NULL) return (double)fair__form_rows(rows, c);
    const fair__wide sum = fair__form_weight(rows, c);
    const fair__wide square = fair__form_square(rows, c);
    const fair__wide both = fair__wide_mul(&sum, &sum);
    return fair__wide_is_zero(&square) ? 0 : quotient(&both, &square);
}

void
fair__area_delong(double area, double variance, double z, double *lower,
                  double *upper)
{
    const double at = fair__log(area / (1 - area));
    const double wide = z * sqrt(variance) / (area * (1 - area));
    *lower = logistic(at - wide);
    *upper = logistic(at + wide);
}

int
fair__area_interval(const fair__metric *m, const fair__counts *c, double area,
                    double z, double *lower, double *upper)
{
    const double positives = effective(&m->a.denominator, c);
    const double negatives = effective(&m->b.denominator, c);
    const double fewest = positives < negatives ? positives : negatives;
    const double side = area < 0.5 ? area : 1 - area;
    if (!(fewest * side >= FAIR__FEWEST_APART)) return 0;
    const double variance = fair__scatter(m, c, area);
    if (!(variance > 0)) return 0;
    fair__area_delong(area, variance, z, lower, upper);
    return 1;
}
