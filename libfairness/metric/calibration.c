/* SPDX-License-Identifier: MIT
 * Metrics of calibration: sums over bins, and what is made of them. */
#include "metric/calibration.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include <fairness/report.h>

#include "base/ends.h"
#include "base/number.h"
#include "metric/entries.h"
#include "metric/form.h"

uint32_t
fair__calibration_needs(const fair__metric *m)
{
    switch (m->op) {
    case FAIR__OP_MASS_GAPS:
    case FAIR__OP_MEAN_GAP:
        return FAIR__PART_MASS;
    case FAIR__OP_SPIEGELHALTER:
        return FAIR__PART_SPREAD;
    case FAIR__OP_SLOPE:
    case FAIR__OP_INTERCEPT:
        return FAIR__PART_CURVE;
    case FAIR__OP_UNCERTAINTY: /* no bins */
        return 0;
    default:
        return m->op >= FAIR__OP_GAPS ? FAIR__PART_WIDTH : 0;
    }
}

/* ---- sums ---- */

static void
add_to(fair__wide *sum, const fair__wide *x)
{
    *sum = fair__wide_add(sum, x);
}

/* sum += a b / c */
static void
add_quotient(fair__wide *sum, const fair__wide *a, const fair__wide *b,
             const fair__wide *c)
{
    fair__wide x = fair__wide_mul(a, b);
    x = fair__wide_div(&x, c);
    add_to(sum, &x);
}

/* A difference of sums without what their quotients were cut off: 2^-250 of
 * them or so. */
static fair__wide
difference(const fair__wide *a, const fair__wide *b)
{
    const fair__wide d = fair__wide_sub(a, b);
    const int is_noise = !fair__wide_is_zero(a) && !fair__wide_is_zero(b) &&
                         d.exponent < a->exponent - 200;
    return is_noise ? fair__wide_zero() : d;
}

static fair__wide
gap_of(const fair__bin *bin)
{
    const fair__wide d = fair__wide_sub(&bin->scores, &bin->positives);
    return fair__wide_abs(&d);
}

/* Keeps the bin if its quotient is larger than those before. */
static void
keep_largest(fair__calibration *c, const fair__wide *gap,
             const fair__bin *bin, const fair__bin_range *range)
{
    if (!fair__wide_is_zero(&c->largest_weight)) {
        const fair__wide here = fair__wide_mul(gap, &c->largest_weight);
        const fair__wide there = fair__wide_mul(&c->largest, &bin->weight);
        if (fair__wide_order(&here, &there) <= 0) return;
    }
    c->largest = *gap;
    c->largest_weight = bin->weight;
    c->largest_lower = range->lower;
    c->largest_upper = range->upper;
}

/* Sums of squares about means are differences from sums of squares; those of
 * bins that have one score each are exactly 0. */
static void
add_width(fair__calibration *c, const fair__counts *group)
{
    const fair__scored *scored = &group->scored;
    const fair__score_sums *s = group->scores;
    fair__bin whole, bin;
    fair__bin_range range = {.end = scored->source->run->n};
    fair__wide squares = fair__wide_zero(), products = squares;
    fair__bins bins;
    fair__bin_walk walk;
    fair__bin_sum(scored, &range, &whole);
    range = (fair__bin_range){0};
    fair__bins_make(&bins, FAIR__BINS_WIDTH, scored->source->bins, scored);
    fair__bin_walk_begin(&walk, scored, &bins);
    while (fair__bin_walk_next(&walk, &range, &bin)) {
        if (fair__wide_is_zero(&bin.weight)) continue;
        const fair__wide gap = gap_of(&bin);
        add_to(&c->gaps, &gap);
        keep_largest(c, &gap, &bin, &range);
        add_quotient(&c->squared_gaps, &gap, &gap, &bin.weight);
        add_quotient(&squares, &bin.scores, &bin.scores, &bin.weight);
        add_quotient(&products, &bin.scores, &bin.positives, &bin.weight);
        const fair__wide here =
            fair__wide_mul(&bin.positives, &whole.weight);
        const fair__wide all = fair__wide_mul(&whole.positives, &bin.weight);
        const fair__wide d = fair__wide_sub(&here, &all);
        add_quotient(&c->resolution, &d, &d, &bin.weight);
    }
    const fair__wide w2 = fair__wide_mul(&whole.weight, &whole.weight);
    if (!fair__wide_is_zero(&w2))
        c->resolution = fair__wide_div(&c->resolution, &w2);
    if (bins.kind == FAIR__BINS_DISTINCT || scored->source->run->grid.bins > 0)
        return; /* 0, or never asked for: a grid has no squares */
    c->variance = difference(&s->square, &squares);
    if (c->variance.negative) c->variance = fair__wide_zero();
    c->covariance =
        difference(&s->probability[FAIR__SCORED_POSITIVE], &products);
}

static void
add_mass(fair__calibration *c, const fair__counts *group,
         const fair__counts *pool, const fair__bins *mass)
{
    fair__bins mine;
    fair__bin_range range = {0};
    fair__bin bin;
    fair__bin_walk walk;
    const fair__wide one = fair__wide_u64(1);
    if (mass == NULL) {
        fair__bins_make(&mine, FAIR__BINS_MASS, group->scored.source->bins,
                        &pool->scored);
        mass = &mine;
    }
    fair__bin_walk_begin(&walk, &group->scored, mass);
    while (fair__bin_walk_next(&walk, &range, &bin)) {
        if (fair__wide_is_zero(&bin.weight)) continue;
        const fair__wide gap = gap_of(&bin);
        c->n_mass_bins++;
        add_to(&c->mass_gaps, &gap);
        add_quotient(&c->mass_means, &gap, &one, &bin.weight);
    }
}

/* p (1 - p) (1 - 2 p)^2, rounded, is added exactly as often as w^2 says. */
static void
add_spread(fair__calibration *c, const fair__scored *group)
{
    const fair__score_source *s = group->source;
    const int weighted = s->run->weighted;
    const fair__window square = s->run->square.window;
    const int32_t n = weighted ? square.n : 1;
    uint64_t sum[FAIR__SUM_LIMBS + 20] = {0};
    const fair__window window = fair__window_of(-1074, 1 + 64 * n);
    fair__entries e;
    size_t entry;
    assert((size_t)window.n <= sizeof(sum) / sizeof(*sum));
    fair__entries_begin(&e, group, 0, s->run->n);
    while (n > 0 && fair__entries_next(&e, &entry)) {
        const double p = fair__probability_at(s, entry);
        const double away = 1 - 2 * p;
        fair__exact_add_times(
            sum, window, (p * (1 - p)) * (away * away), 1,
            weighted ? s->run->square.limbs + entry * (size_t)n
                     : &s->run->counts[entry],
            n);
    }
    c->spread = fair__wide_exact(sum, window);
    if (weighted && !fair__wide_is_zero(&c->spread))
        c->spread.exponent += 64 * square.base;
}

void
fair__calibration_add(fair__calibration *c, uint32_t parts,
                      const fair__counts *group, const fair__counts *pool,
                      const fair__bins *mass, fair__point *points)
{
    parts &= ~c->parts;
    if ((parts & FAIR__PART_WIDTH) != 0) add_width(c, group);
    if ((parts & FAIR__PART_MASS) != 0) add_mass(c, group, pool, mass);
    if ((parts & FAIR__PART_SPREAD) != 0) add_spread(c, &group->scored);
    if ((parts & FAIR__PART_CURVE) != 0)
        fair__recalibrate(&group->scored, points, &c->curve);
    c->parts |= parts;
}

/* ---- metrics ---- */

/* An irrational value is shown as itself over 1: ± sqrt(a / b). */
static void
root(const fair__wide *a, const fair__wide *b, int negative, fair__result *out)
{
    const fair__wide ratio = fair__wide_div(a, b);
    out->numerator = fair__wide_sqrt(&ratio);
    if (negative) out->numerator = fair__wide_neg(&out->numerator);
    out->denominator = fair__wide_u64(1);
}

/* Sum of w (y - p) (1 - 2 p) = P - S - 2 (sum of w p of positives)
 * + 2 sum of w p^2. */
static void
spiegelhalter(const fair__calibration *c, const fair__score_sums *s,
              const fair__wide *positives, fair__result *out)
{
    const fair__wide *p = s->probability;
    fair__wide twice = fair__wide_sub(&s->square, &p[FAIR__SCORED_POSITIVE]);
    twice = fair__wide_add(&twice, &twice);
    fair__wide sum = fair__wide_sub(positives, &p[FAIR__SCORED_NEGATIVE]);
    sum = fair__wide_sub(&sum, &p[FAIR__SCORED_POSITIVE]);
    sum = fair__wide_add(&sum, &twice);
    if (fair__wide_is_zero(&c->spread)) {
        out->reason = FAIR_REASON_ZERO_DENOMINATOR;
        return;
    }
    const fair__wide square = fair__wide_mul(&sum, &sum);
    root(&square, &c->spread, sum.negative, out);
}

static void
of_curve(const fair__recalibration *curve, double x, fair__result *out)
{
    if (!curve->found) {
        out->reason = FAIR_REASON_NOT_CONVERGED;
        return;
    }
    out->numerator = fair__wide_f64(x);
    out->denominator = fair__wide_u64(1);
}

/* The weight of all is there: whoever asks saw that it is not 0. */
static void
fraction(const fair__metric *m, const fair__calibration *c,
         const fair__counts *group, fair__result *out)
{
    const fair__wide p = fair__form_value(&m->b.numerator, group);
    const fair__wide w = fair__form_value(&m->a.denominator, group);
    const fair__wide *sums[] = {
        [FAIR__OP_GAPS - FAIR__OP_GAPS] = &c->gaps,
        [FAIR__OP_MASS_GAPS - FAIR__OP_GAPS] = &c->mass_gaps,
        [FAIR__OP_SQUARED_GAPS - FAIR__OP_GAPS] = &c->squared_gaps,
        [FAIR__OP_RESOLUTION - FAIR__OP_GAPS] = &c->resolution,
        [FAIR__OP_WITHIN_VARIANCE - FAIR__OP_GAPS] = &c->variance,
        [FAIR__OP_WITHIN_COVARIANCE - FAIR__OP_GAPS] = &c->covariance,
    };
    out->denominator = w;
    switch (m->op) {
    case FAIR__OP_LARGEST_GAP:
        out->numerator = c->largest;
        out->denominator = c->largest_weight;
        break;
    case FAIR__OP_MEAN_GAP:
        out->numerator = c->mass_means;
        out->denominator = fair__wide_u64(c->n_mass_bins);
        break;
    case FAIR__OP_ROOT_GAPS:
        root(&c->squared_gaps, &w, 0, out);
        break;
    case FAIR__OP_UNCERTAINTY:
        out->numerator = fair__wide_sub(&w, &p);
        out->numerator = fair__wide_mul(&out->numerator, &p);
        out->denominator = fair__wide_mul(&w, &w);
        break;
    case FAIR__OP_SPIEGELHALTER:
        spiegelhalter(c, group->scores, &p, out);
        break;
    case FAIR__OP_SLOPE:
        of_curve(&c->curve, c->curve.slope, out);
        break;
    case FAIR__OP_INTERCEPT:
        of_curve(&c->curve, c->curve.intercept, out);
        break;
    default:
        out->numerator = *sums[m->op - FAIR__OP_GAPS];
        if (m->op == FAIR__OP_WITHIN_COVARIANCE)
            add_to(&out->numerator, &c->covariance);
        break;
    }
}

void
fair__calibrated(const fair__metric *m, const fair__counts *group,
                 const fair__counts *pool, fair__result *out)
{
    const uint32_t needs = fair__calibration_needs(m);
    fair__calibration mine = {0};
    const fair__calibration *c = group->calibration;
    if (c == NULL || (needs & ~c->parts) != 0) {
        fair__calibration_add(&mine, needs, group, pool, NULL, NULL);
        c = &mine;
    }
    fraction(m, c, group, out);
    if (out->reason == FAIR_DEFINED)
        out->value = fair__wide_div(&out->numerator, &out->denominator);
}

/* ---- intervals ---- */

int
fair__is_of_curve(const fair__metric *m)
{
    return m->op == FAIR__OP_SLOPE || m->op == FAIR__OP_INTERCEPT;
}

int
fair__curve_interval(const fair__metric *m, const fair__counts *group,
                     double n, double z, double *lower, double *upper)
{
    fair__calibration mine = {0};
    const fair__calibration *c = group->calibration;
    const int k = m->op == FAIR__OP_SLOPE;
    if (!fair__is_of_curve(m) || !(n > 2)) return 0;
    if (c == NULL || (c->parts & FAIR__PART_CURVE) == 0) {
        fair__calibration_add(&mine, FAIR__PART_CURVE, group, group, NULL,
                              NULL);
        c = &mine;
    }
    if (!c->curve.found) return 0;
    const double value = k ? c->curve.slope : c->curve.intercept;
    const double wide =
        z * sqrt(fair__larger(c->curve.by_model[k] / n,
                              c->curve.by_rows[k] / (n - 2)));
    *lower = value - wide;
    *upper = value + wide;
    return isfinite(wide);
}

void
fair__metric_parameters(const fair__metric *m, int64_t bins, int grid,
                        char out[FAIR__PARAMETERS])
{
    const uint32_t parts = fair__calibration_needs(m);
    const char *words[3] = {"", "", ""};
    char *end = out;
    if ((parts & FAIR__PART_CURVE) != 0 || m->op == FAIR__OP_LOG_LOSS) {
        words[0] = "scores clipped to [2^-52, 1 - 2^-52]";
    } else if ((parts & (FAIR__PART_WIDTH | FAIR__PART_MASS)) != 0) {
        const int mass = (parts & FAIR__PART_MASS) != 0;
        if (bins == FAIR__EACH_SCORE) {
            words[0] = "one bin for each score";
        } else {
            end += fair__format_u64(end, (uint64_t)bins);
            words[0] = bins == 1 ? " bin of equal " : " bins of equal ";
            words[1] = mass ? "mass" : "width";
            if (grid && !mass) words[2] = ", closed below";
        }
    }
    for (int i = 0; i < 3; i++) {
        const size_t n = strlen(words[i]);
        memcpy(end, words[i], n);
        end += n;
    }
    *end = '\0';
}
