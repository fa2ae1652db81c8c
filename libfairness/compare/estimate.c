/* SPDX-License-Identifier: MIT
 * Estimates of metrics that are no proportions, and their standard errors. */
#include "compare/estimate.h"

#include <assert.h>
#include <math.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "compare/replicate.h"
#include "metric/area.h"
#include "metric/form.h"
#include "metric/plain.h"

#define PURPOSE 8 /* of the streams */

int32_t
fair__estimate_method(const fair__metric *m)
{
    if (m->op == FAIR__OP_PAIRS) return FAIR__ESTIMATE_DELONG;
    if (fair__scatter_slot(m) >= 0) return FAIR__ESTIMATE_MOMENTS;
    if (fair__parts_kind(m) != FAIR__NO_PARTS) return FAIR__ESTIMATE_PARTS;
    return fair__is_plain(m) && m->op != FAIR__OP_SHARE &&
                   m->op != FAIR__OP_COUNT
               ? FAIR__ESTIMATE_RESAMPLED
               : 0;
}

const char *
fair__test_name(const fair__plan *plan)
{
    if (plan->test == FAIR__BY_SCORE) return "score";
    if (plan->test == FAIR__BY_GAPS) return "labels";
    static const char *const names[] = {[FAIR__ESTIMATE_DELONG] = "delong",
                                        [FAIR__ESTIMATE_RESAMPLED] =
                                            "resampling",
                                        [FAIR__ESTIMATE_MOMENTS] = "moments",
                                        [FAIR__ESTIMATE_PARTS] = "score"};
    return names[fair__estimate_method(plan->metrics[0])];
}

int
fair__test_is_drawn(const fair__plan *plan)
{
    return plan->test == FAIR__BY_GAPS ||
           (plan->test == FAIR__BY_ERROR &&
            fair__estimate_method(plan->metrics[0]) ==
                FAIR__ESTIMATE_RESAMPLED);
}

/* ---- scales ---- */

double
fair__estimate_scaled(const fair__metric *m, double x)
{
    if (m->high < HUGE_VAL) return fair__log((x - m->low) / (m->high - x));
    return m->low > -HUGE_VAL ? fair__log(x - m->low) : x;
}

double
fair__estimate_unscaled(const fair__metric *m, double at)
{
    if (m->high < HUGE_VAL) {
        const double e = fair__exp(at < 0 ? at : -at);
        const double less = e / (1 + e); /* of the range, at the nearer end */
        const double x = (m->high - m->low) * less;
        return at < 0 ? m->low + x : m->high - x;
    }
    return m->low > -HUGE_VAL ? m->low + fair__exp(at) : at;
}

double
fair__estimate_slope(const fair__metric *m, double x)
{
    if (m->high < HUGE_VAL) return 1 / (x - m->low) + 1 / (m->high - x);
    return m->low > -HUGE_VAL ? 1 / (x - m->low) : 1;
}

/* ---- areas ---- */

static double
effective(const fair__form *rows, const fair__counts *c)
{
    const fair__wide sum = fair__form_weight(rows, c);
    return fair__form_effective(rows, c, &sum);
}

/* Hanley and McNeil 1982 (doi:10.1148/radiology.143.1.7063747): the variance
 * that an area has where scores are exponential. */
static double
of_exponentials(double area, double positives, double negatives)
{
    const double square = area * area;
    const double q1 = area / (2 - area), q2 = 2 * square / (1 + area);
    return (area * (1 - area) + (positives - 1) * (q1 - square) +
            (negatives - 1) * (q2 - square)) /
           (positives * negatives);
}

double
fair__area_like(const fair__sample *s, double area, double from)
{
    const double positives = s->n * s->positives;
    const double negatives = s->n * s->negatives;
    const double there = of_exponentials(area, positives, negatives);
    const double here = of_exponentials(from, positives, negatives);
    return sqrt(there / here) * (from * (1 - from)) / (area * (1 - area));
}

/* DeLong's variance is too small where few rows are out of order: then Hanley
 * and McNeil's is larger.  Where scores separate labels altogether, or labels
 * are few, how they vary is not known. */
static void
take_area(const fair__family *f, fair__sample *s)
{
    const fair__metric *m = f->metric;
    const fair__counts *c = &f->population->groups[s->group];
    const double positives = effective(&m->a.denominator, c);
    const double negatives = effective(&m->b.denominator, c);
    double area, variance;
    s->spread = s->alike = HUGE_VAL;
    if (positives < FAIR__FEWEST_RANKED || negatives < FAIR__FEWEST_RANKED ||
        !fair__area(&c->scored, &area, &variance) || !(area > 0 && area < 1))
        return;
    const double other = of_exponentials(area, positives, negatives);
    const double slope = fair__estimate_slope(m, area);
    s->positives = positives / s->n;
    s->negatives = negatives / s->n;
    s->varies = sqrt(variance * s->n) * slope;
    s->spread = sqrt((other > variance ? other : variance) * s->n) * slope;
    s->alike = s->spread;
}

/* ---- means of scores, and average precision ---- */

static void
take_moments(const fair__family *f, fair__sample *s)
{
    const fair__metric *m = f->metric;
    const fair__counts *c = &f->population->groups[s->group];
    const double variance = fair__scatter(m, c, s->rate);
    const fair__ends_of ends = fair__family_ends(f);
    s->spread = s->alike = HUGE_VAL;
    s->like_rate =
        fair__scatter_rows(m, ends, s->rate, variance, s->n) / s->n;
    if (ends.high < HUGE_VAL || s->n < FAIR__FEWEST_MEANT ||
        !(variance > 0))
        return;
    s->spread = s->alike = sqrt(variance * s->n * (s->n / (s->n - 1)));
}

/* ---- decisions drawn again ---- */

/* What is found of values of replicates: of what they are above another. */
typedef struct spread {
    double centre;
    double sum;
    double squares;
} spread;

static void
add_to(spread *s, double value)
{
    const double above = value - s->centre;
    s->sum += above;
    s->squares += above * above;
}

typedef struct work {
    size_t n;
    fair__drawn *drawn;
    double *values;
    spread *spreads; /* on the metric's scale */
    spread *plain;   /* of the values themselves */
} work;

static fair_status
find_spreads(const work *w, const fair__metric *m, fair__replicates *r,
             fair__drawing *drawing, fair_error *err)
{
    fair__replicate_centre(r, w->values);
    for (size_t i = 0; i < w->n; i++) {
        const double value = w->values[i];
        w->spreads[i] = (spread){.centre = fair__estimate_scaled(m, value)};
        w->plain[i] = (spread){.centre = value};
    }
    for (uint32_t k = 0; k < drawing->n_replicates; k++) {
        const fair_status st = fair__drawing_next(drawing, err);
        if (st != FAIR_OK) return st;
        fair__replicate(r, k, w->values);
        for (size_t i = 0; i < w->n; i++) {
            add_to(&w->spreads[i], fair__estimate_scaled(m, w->values[i]));
            add_to(&w->plain[i], w->values[i]);
        }
    }
    return FAIR_OK;
}

static double
deviation(const spread *s, double n)
{
    return sqrt((s->squares - s->sum * (s->sum / n)) / (n - 1));
}

/* A rate p of n rows has the variance p (1 - p) / n. */
static double
like_rate(const fair__metric *m, const fair__sample *s, double error)
{
    if (!(m->low > -HUGE_VAL && m->high < HUGE_VAL)) return 0;
    const double x = error * error * s->n;
    return x > 0 ? (s->rate - m->low) * (m->high - s->rate) / x : 0;
}

static void
take_spreads(const work *w, const fair__metric *m, const fair__replicates *r,
             fair__sample *samples, double n_replicates, int is_own)
{
    for (size_t i = 0; i < w->n; i++) {
        fair__sample *s = &samples[i];
        const double x = deviation(&w->spreads[i], n_replicates) * sqrt(s->n);
        if (is_own) s->rate = w->values[i];
        if (is_own) s->spread = x;
        if (is_own || x > s->alike) s->alike = x;
        if (!is_own) s->varies = x; /* where groups are alike */
        /* What is not drawn makes values vary less. */
        if (is_own)
            s->like_rate = like_rate(m, s,
                                     deviation(&w->plain[i], n_replicates) /
                                         fair__replicate_part(r, i));
    }
}

static fair_status
resample(const work *w, const fair_allocator *mem, const fair__family *f,
         fair__sample *samples, const fair__rules *rules, int32_t from,
         fair__drawing *drawing, fair_error *err)
{
    fair__replicates *r = NULL;
    fair_status st =
        fair__replicates_new(mem, f->population, &rules->costs, w->drawn,
                             w->n, from, drawing->seed, PURPOSE, &r, err);
    if (st == FAIR_OK) st = find_spreads(w, f->metric, r, drawing, err);
    if (st == FAIR_OK) {
        if (from == FAIR__OWN) fair__replicate_estimate(r, w->values);
        take_spreads(w, f->metric, r, samples, drawing->n_replicates,
                     from == FAIR__OWN);
    }
    fair__replicates_free(r);
    return st;
}

static fair_status
take_resampled(const fair_allocator *mem, const fair__family *f,
               fair__sample *samples, size_t n, const fair__rules *rules,
               int32_t from, fair__drawing *drawing, fair_error *err)
{
    work w = {.n = n,
              .drawn = fair__calloc(mem, n, sizeof(*w.drawn)),
              .values = fair__calloc(mem, n, sizeof(*w.values)),
              .spreads = fair__calloc(mem, n, sizeof(*w.spreads)),
              .plain = fair__calloc(mem, n, sizeof(*w.plain))};
    fair_status st = FAIR_OK;
    if (w.drawn == NULL || w.values == NULL || w.spreads == NULL ||
        w.plain == NULL)
        st = fair__no_memory(err);
    for (size_t i = 0; st == FAIR_OK && i < n; i++)
        w.drawn[i] = (fair__drawn){f->metric, samples[i].group, 0};
    if (st == FAIR_OK)
        st = resample(&w, mem, f, samples, rules, from, drawing, err);
    fair__free(mem, w.plain, n, sizeof(*w.plain));
    fair__free(mem, w.spreads, n, sizeof(*w.spreads));
    fair__free(mem, w.values, n, sizeof(*w.values));
    fair__free(mem, w.drawn, n, sizeof(*w.drawn));
    return st;
}

/* ---- all of a family ---- */

/* Where groups are alike: of what is tested as rates are, and of values by
 * themselves, that is not asked for. */
static int
needs_alike(const fair__family *f)
{
    const fair__metric *m = f->metric;
    if (fair__estimate_method(m) != FAIR__ESTIMATE_RESAMPLED ||
        f->form == FAIR__OF_VALUE)
        return 0;
    if (f->form == FAIR__OF_RATIO && m->low != 0) return 1;
    for (size_t i = 0; i < f->n; i++)
        if (!(f->samples[i].like_rate > 0)) return 1;
    return f->between == FAIR__TO_REFERENCE && f->n > 0 &&
           !(f->references[0].like_rate > 0);
}

static fair_status
take_some(const fair_allocator *mem, const fair__family *f,
          fair__sample *samples, size_t n, const fair__rules *rules,
          int32_t from, fair__drawing *drawing, fair_error *err)
{
    const int32_t method = fair__estimate_method(f->metric);
    if (method == FAIR__ESTIMATE_RESAMPLED)
        return take_resampled(mem, f, samples, n, rules, from, drawing, err);
    for (size_t i = 0; i < n; i++) {
        fair__sample *s = &samples[i];
        if (method == FAIR__ESTIMATE_DELONG)
            take_area(f, s);
        else if (method == FAIR__ESTIMATE_MOMENTS)
            take_moments(f, s);
        else
            s->parts = fair__parts_of(
                f->metric, &f->population->groups[s->group], s->n);
    }
    return FAIR_OK;
}

/* Of all, and of the one group that they may be held against. */
static fair_status
take(const fair_allocator *mem, fair__family *f, const fair__rules *rules,
     int32_t from, fair__drawing *drawing, fair_error *err)
{
    const fair_status st =
        take_some(mem, f, f->samples, f->n, rules, from, drawing, err);
    if (st != FAIR_OK || f->between != FAIR__TO_REFERENCE) return st;
    assert(f->references[0].group >= 0);
    fair__sample *one = &f->references[0];
    const fair_status of_one =
        take_some(mem, f, one, 1, rules, from, drawing, err);
    for (size_t i = 1; i < f->n; i++) f->references[i] = *one;
    return of_one;
}

fair_status
fair__estimates_make(const fair_allocator *mem, fair__family *f,
                     const fair__rules *rules, fair__drawing *drawing,
                     fair_error *err)
{
    if (f->n == 0) return FAIR_OK;
    const fair_status st = take(mem, f, rules, FAIR__OWN, drawing, err);
    if (st != FAIR_OK || drawing->only_own || !needs_alike(f)) return st;
    return take(mem, f, rules, FAIR__POOLED, drawing, err);
}
