/* SPDX-License-Identifier: MIT
 * How far what a group's scores give would vary, were its rows drawn again. */
#include "metric/scatter.h"

#include <math.h>

#include <fairness/report.h>

#include "base/elementary.h"
#include "base/ends.h"
#include "metric/area.h"
#include "metric/form.h"

#define NEGATIVE FAIR__SCORED_NEGATIVE
#define POSITIVE FAIR__SCORED_POSITIVE
#define BIT(slot) (1u << (slot))

static int
is_of(const fair__form *f, int slot)
{
    return f->of[slot] != 0;
}

int32_t
fair__scatter_slot(const fair__metric *m)
{
    const fair__form *of = &m->a.numerator;
    switch (m->op) {
    case FAIR__OP_PAIRS:
        return FAIR__SCATTER_AREA;
    case FAIR__OP_PRECISION:
        return FAIR__SCATTER_PRECISION;
    case FAIR__OP_SQUARED_ERROR:
        return FAIR__SCATTER_SQUARED_ERROR;
    case FAIR__OP_LOG_LOSS:
        return FAIR__SCATTER_LOSS;
    case FAIR__OP_SCORE:
        if (is_of(of, FAIR__UNLABELLED_REJECTED)) return FAIR__SCATTER_SCORE;
        if (!is_of(of, FAIR__TP)) return FAIR__SCATTER_NEGATIVES;
        return is_of(of, FAIR__TN) ? FAIR__SCATTER_GAP : FAIR__SCATTER_POSITIVES;
    default:
        return -1;
    }
}

const fair__metric *
fair__scatter_metric(int32_t slot)
{
    for (size_t i = 0; i < fair__metric_count(); i++)
        if (fair__scatter_slot(fair__metric_at(i)) == slot)
            return fair__metric_at(i);
    return NULL;
}

static double
weight_of(const fair__form *rows, const fair__counts *c)
{
    const fair__wide sum = fair__form_weight(rows, c);
    return fair__wide_double(&sum);
}

static double
square_of(const fair__tie *tie, int label)
{
    if (tie->square.n == 0) return (double)tie->rows[label];
    const fair__wide square = fair__tie_square(tie, label);
    return fair__wide_double(&square);
}

/* ---- means ---- */

static double
loss_of(double p)
{
    return -fair__log(fair__larger(p, FAIR__LOSS_CLIP));
}

/* What a row of that label is in each mean. */
static void
set_values(double score, double p, int label, uint32_t wanted,
           double out[FAIR__N_SCATTERS])
{
    const double gap = label == POSITIVE ? p - 1 : p;
    out[FAIR__SCATTER_SCORE] = score;
    out[FAIR__SCATTER_POSITIVES] = out[FAIR__SCATTER_NEGATIVES] = p;
    out[FAIR__SCATTER_GAP] = gap;
    out[FAIR__SCATTER_SQUARED_ERROR] = gap * gap;
    if ((wanted & BIT(FAIR__SCATTER_LOSS)) != 0)
        out[FAIR__SCATTER_LOSS] = loss_of(label == POSITIVE ? p : 1 - p);
}

/* Means that rows of a label are in. */
static const uint32_t parts[FAIR__N_SCORED] = {
    [NEGATIVE] = BIT(FAIR__SCATTER_NEGATIVES) | BIT(FAIR__SCATTER_SCORE) |
                 BIT(FAIR__SCATTER_GAP) | BIT(FAIR__SCATTER_SQUARED_ERROR) |
                 BIT(FAIR__SCATTER_LOSS),
    [POSITIVE] = BIT(FAIR__SCATTER_POSITIVES) | BIT(FAIR__SCATTER_SCORE) |
                 BIT(FAIR__SCATTER_GAP) | BIT(FAIR__SCATTER_SQUARED_ERROR) |
                 BIT(FAIR__SCATTER_LOSS),
    [FAIR__SCORED_UNLABELLED] = BIT(FAIR__SCATTER_SCORE),
};
#define MEANS (parts[NEGATIVE] | parts[POSITIVE])

/* Sums of w^2 (x - mean)^2.  Where scores are kept in bins they may be
 * anywhere in theirs: as far from the mean as that lets them be. */
static void
walk_means(const fair__counts *c, uint32_t wanted,
           const double means[FAIR__N_SCATTERS], double out[FAIR__N_SCATTERS])
{
    const fair__score_source *s = c->scored.source;
    const fair__score_range *range = &s->range;
    const uint32_t bins = s->run->grid.bins;
    const double width = range->high - range->low;
    const double half = bins > 0 ? 0.5 / bins : 0;
    fair__ties ties;
    fair__tie tie;
    double x[FAIR__N_SCATTERS] = {0};
    for (int i = 0; i < FAIR__N_SCATTERS; i++)
        if ((wanted & BIT(i)) != 0) out[i] = 0;
    if (c->rows[FAIR__UNLABELLED_SELECTED] == 0 &&
        c->rows[FAIR__UNLABELLED_REJECTED] == 0)
        fair__ties_begin_labelled(&ties, &c->scored);
    else
        fair__ties_begin(&ties, &c->scored, 1);
    while (fair__ties_next(&ties, &tie)) {
        const double score = tie.score + half * width;
        const double p =
            fair__score_probability(tie.score, range->low, range->high) + half;
        for (int label = 0; label < FAIR__N_SCORED; label++) {
            const uint32_t in = wanted & parts[label];
            if (tie.rows[label] == 0 || in == 0) continue;
            const double square = square_of(&tie, label);
            set_values(score, p, label, wanted, x);
            for (int i = 0; i < FAIR__N_SCATTERS; i++) {
                if ((in & BIT(i)) == 0) continue;
                const double far =
                    fabs(x[i] - means[i]) +
                    (i == FAIR__SCATTER_SCORE ? half * width : half);
                out[i] += square * far * far;
            }
        }
    }
    for (int i = 0; i < FAIR__N_SCATTERS; i++) {
        if ((wanted & BIT(i)) == 0) continue;
        const double all =
            weight_of(&fair__scatter_metric(i)->a.denominator, c);
        out[i] = all > 0 ? out[i] / all / all : (double)NAN;
    }
}

/* ---- average precision ---- */

/* It is the mean over positives of A / B, with A and B the positives and the
 * rows from their score up.  A row moves it by being such a positive, and by
 * being among the A and B of those who score as high or lower: the sum of
 * squares of what each does (the influence function). */
static double
precision_variance(const fair__counts *c, double mean)
{
    const fair__metric *m = fair__scatter_metric(FAIR__SCATTER_PRECISION);
    static const fair__form all_labelled = {{1, 1, 1, 1, 0, 0}};
    const double all = weight_of(&all_labelled, c);
    const double positives = weight_of(&m->a.denominator, c);
    double rows_left = all, left = positives; /* from this score up */
    double of_rows = 0, of_positives = 0;     /* sums of w A / B^2, w / B */
    double sum = 0;
    fair__ties ties;
    fair__tie tie;
    if (!(positives > 0)) return NAN;
    fair__ties_begin_labelled(&ties, &c->scored);
    while (fair__ties_next(&ties, &tie)) {
        const fair__wide w = fair__tie_weight(&tie, POSITIVE);
        const fair__wide both = fair__tie_labelled(&tie);
        const double at = fair__wide_double(&w);
        const double rows = fair__wide_double(&both);
        /* Sums of weights may be off by a last digit. */
        const double b = fair__larger(rows_left, rows);
        const double a = fair__smaller(fair__larger(left, at), b);
        rows_left -= rows;
        left -= at;
        if (!(rows > 0)) continue;
        of_positives += at / b;
        of_rows += at / b * (a / b);
        const double far = a / b - mean + of_positives - of_rows;
        if (tie.rows[POSITIVE] > 0)
            sum += square_of(&tie, POSITIVE) * far * far;
        if (tie.rows[NEGATIVE] > 0)
            sum += square_of(&tie, NEGATIVE) * of_rows * of_rows;
    }
    return sum / positives / positives;
}

/* ---- all of a group ---- */

static double
area_variance(const fair__counts *c)
{
    double area, variance;
    return fair__area(&c->scored, &area, &variance) ? variance : (double)NAN;
}

void
fair__scatters_make(const fair__counts *c, uint32_t wanted, uint32_t given,
                   double out[FAIR__N_SCATTERS])
{
    static const fair__costs none = {0};
    double means[FAIR__N_SCATTERS] = {0};
    uint32_t defined = 0;
    for (int i = 0; i < FAIR__N_SCATTERS; i++) {
        out[i] = FAIR__SCATTER_UNKNOWN;
        if ((wanted & BIT(i)) == 0) continue;
        fair__result r;
        fair__metric_compute(fair__scatter_metric(i), c, c, given, &none, &r);
        out[i] = NAN;
        if (r.reason != FAIR_DEFINED) continue;
        means[i] = fair__wide_double(&r.value);
        defined |= BIT(i);
    }
    if ((defined & BIT(FAIR__SCATTER_AREA)) != 0)
        out[FAIR__SCATTER_AREA] = area_variance(c);
    if ((defined & BIT(FAIR__SCATTER_PRECISION)) != 0)
        out[FAIR__SCATTER_PRECISION] =
            precision_variance(c, means[FAIR__SCATTER_PRECISION]);
    if ((defined & MEANS) != 0)
        walk_means(c, defined & MEANS, means, out);
}

double
fair__scatter(const fair__metric *m, const fair__counts *c, double value)
{
    const int32_t slot = fair__scatter_slot(m);
    double means[FAIR__N_SCATTERS], out[FAIR__N_SCATTERS];
    if (c->scatters != NULL && c->scatters[slot] != FAIR__SCATTER_UNKNOWN)
        return c->scatters[slot];
    if (slot == FAIR__SCATTER_AREA) return area_variance(c);
    if (slot == FAIR__SCATTER_PRECISION) return precision_variance(c, value);
    means[slot] = value;
    walk_means(c, BIT(slot), means, out);
    return out[slot];
}

/* ---- the rate that a value is like ---- */

static fair__ends_of
ends_of_loss(const fair__score_source *s)
{
    const fair__run *run = s->run;
    const double low = fair__score_probability(
        fair__score_of(run->keys[0]), s->range.low, s->range.high);
    const double high = fair__score_probability(
        fair__score_of(run->keys[run->n - 1]), s->range.low, s->range.high);
    return (fair__ends_of){0, loss_of(fair__smaller(low, 1 - high))};
}

fair__ends_of
fair__scatter_ends(const fair__metric *m, const fair__scored *any)
{
    const fair__score_source *s = any->source;
    const int32_t slot = fair__scatter_slot(m);
    if (s != NULL && s->run->n > 0 && slot == FAIR__SCATTER_LOSS)
        return ends_of_loss(s);
    if (s != NULL && slot == FAIR__SCATTER_SCORE &&
        fair__scores_are_probabilities(s->run, &s->range))
        return (fair__ends_of){s->range.low, s->range.high};
    return (fair__ends_of){m->low, m->high};
}

double
fair__scatter_rows(const fair__metric *m, fair__ends_of ends, double value,
                  double variance, double rows)
{
    const double below = value - ends.low, above = ends.high - value;
    if (!(rows > 0) || !(variance >= 0) || !isfinite(below) ||
        !isfinite(above))
        return 0;
    const double of_rate = below * above; /* of one row */
    if (m->op == FAIR__OP_PRECISION) {
        if (rows < FAIR__FEWEST_PRECISE) return 0;
        return variance * rows > of_rate && of_rate > 0 ? of_rate / variance
                                                        : rows;
    }
    const double unseen = (below * below + above * above) / 2 / rows / rows;
    return of_rate > 0 ? fair__larger(of_rate / (variance + unseen), rows)
                       : rows;
}
